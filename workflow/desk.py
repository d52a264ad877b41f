"""The desk: completing a step of a flow together with the one transition that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from directory.acting import Acting, By
from directory.errors import Stale
from workflow import door, phases
from workflow.flows import FLOWS
from workflow.models import PlanProcess

_OF_A_PROCESS = ("flow_class", "status", "artifact_content_type", "artifact_object_id")
_OF_A_TASK = ("process", "flow_task", "flow_task_type", "status", "token", "owner", "assigned", "started", "finished")


@dataclass
class DeskWork:
    """An opened step: ``plan`` is its process's artifact, and ``fire`` is the transition that completes it."""

    plan: Any
    by: By
    seen: object
    fired: list[str] = field(default_factory=list)

    def fire(
        self, transition_name: str, *, note: str = "", data: dict[str, Any] | None = None, **arguments: Any
    ) -> None:
        """Fire the one transition of this step through the door."""
        door.fire_locked(self.plan, transition_name, by=self.by, seen=self.seen, note=note, data=data, **arguments)
        self.fired.append(transition_name)


@contextmanager
def opened(plan: Any, step: str, *, by: By, seen: object = None, partial: bool = False) -> Iterator[DeskWork]:
    """Open a step of the plan's process, do the work inside, and complete it by exactly one transition.

    Locks the process, then the plan. Task and state commit or roll back together. With ``partial`` the block may also
    end without a transition: then its work stays and the step goes on waiting, as when one of several LAOs answers.

    Raises:
        NotHere, Refused, Stale, Invalid: as the door does.
        Stale: also when the step is not waiting: somebody has done it, or it is not yet this plan's turn.
        RuntimeError: the block fired no transition, or more than one.
    """
    node = getattr(FLOWS[plan.flow], step, None)
    with transaction.atomic():
        if isinstance(by, Acting):
            door.admit(plan, node._owner_permission.rpartition(".")[2] if node else None, by, party=_party(node))
        if node is None:
            raise Stale(_("แผนระดับนี้ไม่มีขั้นตอนนี้"))
        task = _locked_task(plan, node)
        if task is None:
            raise Stale(door.who_changed(plan))
        door.lock(plan)
        if seen is not None and not plan.is_at(seen):
            raise Stale(door.who_changed(plan))
        task.process.artifact = plan
        work = DeskWork(plan=plan, by=by, seen=seen)
        yield work
        if partial and not work.fired:
            return
        if len(work.fired) != 1:
            raise RuntimeError(f"step {node.name} must fire one transition, and fired {work.fired}")
        activation = node.activation_class(task)
        activation.take(by.user if isinstance(by, Acting) else None)
        activation.execute()
        phases.keep_up(plan)


def _party(node: Any) -> str:
    """Whose own power a step asks for; the owner's, unless the flow says otherwise."""
    return getattr(node, "party", "owner")


def _locked_task(plan: Any, node: Any) -> Task | None:
    """The waiting task of one step, with its process's row locked: both are read once, when nobody can change them.

    The lock is the one that the flows' own `SelectForUpdateLock` takes, so the two exclude each other. Only the columns
    that completing a step needs are read, and so only those are written; Django fetches any other when it is asked for.
    """
    running = {process.pk: process for process in _running(plan).only(*_OF_A_PROCESS)}
    if not running:
        return None
    waiting = Task.objects.filter(process_id__in=running, flow_task=node, status__in=(STATUS.NEW, STATUS.ASSIGNED))
    task = waiting.only(*_OF_A_TASK).first()
    if task is not None:
        task.process = running[task.process_id]
    return task


def _running(*plans: Any) -> models.QuerySet[PlanProcess]:
    """Plans' running processes, locked: the rows that all verbs lock before the plans themselves."""
    return _of_any(plans).filter(status=PROCESS.NEW).order_by("pk").select_for_update(no_key=True)


def _of_any(plans: Sequence[Any]) -> models.QuerySet[PlanProcess]:
    return PlanProcess.objects.filter(
        artifact_content_type=ContentType.objects.get_for_model(type(plans[0])),
        artifact_object_id__in=[plan.pk for plan in plans],
    )


def waiting_task(plan: Any, step: str) -> Task | None:
    """The waiting task of one step of a plan's running process, if it is there."""
    return (
        Task.objects.filter(
            **_of(plan, "process__"),
            process__status=PROCESS.NEW,
            flow_task=getattr(FLOWS[plan.flow], step),
            status__in=(STATUS.NEW, STATUS.ASSIGNED),
        )
        .select_related("process")
        .first()
    )


def begin(plan: Any, *, at: str = "begin") -> None:
    """Start a process for a plan, at one of its flow's start nodes."""
    getattr(FLOWS[plan.flow], at).run(plan=plan)


def hold(*plans: Any) -> None:
    """Lock plans' running processes before the plans themselves: the order in which all verbs lock."""
    if plans:
        list(_running(*plans).values_list("pk"))


def stop(*plans: Any) -> None:
    """Cancel what is under way for plans: their waiting steps wait no longer."""
    by_id = {plan.pk: plan for plan in plans}
    running = _of_any(plans).filter(status=PROCESS.NEW) if plans else ()
    for process in running:
        FLOWS[by_id[process.artifact_object_id].flow].instance.cancel(process)


def restart(plan: Any, *, at: str) -> None:
    """Stop what is under way for a plan and start again at a named start node, as a recall does."""
    stop(plan)
    begin(plan, at=at)
    phases.keep_up(plan)


def release(plan: Any, step: str, **message: Any) -> None:
    """Deliver the message that a plan's process waits for.

    Raises:
        Stale: it no longer waits.
    """
    task = waiting_task(plan, step)
    if task is None:
        raise Stale(door.who_changed(plan))
    task.process.artifact = plan
    getattr(FLOWS[plan.flow], step).run(task, **message)
    phases.keep_up(plan)


def _of(plan: Any, prefix: str = "") -> dict[str, Any]:
    return {
        f"{prefix}artifact_content_type": ContentType.objects.get_for_model(type(plan)),
        f"{prefix}artifact_object_id": plan.pk,
    }
