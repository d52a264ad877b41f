"""What a person may be offered on a plan's page: each room names its own actions, and the law says who sees which.

An offer is only a courtesy: the door asks the same questions again when the action is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.powers import Power
from workflow.law import Holds, may

ALL_LEVELS = ("subdistrict", "district", "province")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do on a plan, with a page of its own at ``/plans/<reference>/<name>/``.

    ``verb`` is announced with its papers and audiences. It is offered while ``step`` waits, or in one of ``states``, to
    whoever holds the power. ``is_main`` makes it the one button of the page while its step waits; ``on_paper`` that a
    body may do it on signed paper, which the office above records; ``keeps_offline`` that a device keeps its page
    beforehand, so that it can be filled in without a network.
    """

    name: str
    title: Any
    verb: Callable[..., Any]
    power: Holds
    step: str = ""
    states: Collection[str] = ()
    levels: Collection[str] = ALL_LEVELS
    is_main: bool = False
    on_paper: bool = False
    keeps_offline: bool = False
    also: Callable[[Any], bool] = lambda _plan: True

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"plan_{self.name}"

    def fits(self, plan: Any, waiting: Collection[str]) -> bool:
        """Whether it is this action's time for the plan."""
        in_time = self.step in waiting if self.step else plan.state in self.states
        return in_time and plan.level in self.levels and self.also(plan)

    def is_allowed(self, plan: Any, by: Acting) -> bool:
        """Whether the office holds the power for it over this plan."""
        return may(by, self.power.over(plan), plan, party=self.power.party)

    def is_recordable(self, plan: Any, by: Acting) -> bool:
        """Whether the office may record it from the signed paper of the body whose work it is."""
        records = self.on_paper and mandate_of(by).covers(Power.RECORD_ON_BEHALF, plan.area_code)
        return records and not self.is_allowed(plan, by)


def open_steps(plan: Any) -> list[Task]:
    """The steps that wait in a plan's running process, oldest first. One query."""
    return list(
        Task.objects.filter(
            process__artifact_content_type=ContentType.objects.get_for_model(type(plan)),
            process__artifact_object_id=plan.pk,
            process__status=PROCESS.NEW,
            status__in=(STATUS.NEW, STATUS.ASSIGNED),
        ).order_by("created", "pk")
    )


def names_of(tasks: Iterable[Task]) -> set[str]:
    """The names of waiting steps, as the flows call them."""
    return {task.flow_task.name for task in tasks}


def offered(actions: Iterable[Action], plan: Any, by: Acting, waiting: Collection[str]) -> list[Action]:
    """The actions whose time it is and whose power the office holds, in their own order."""
    return [action for action in actions if action.fits(plan, waiting) and action.is_allowed(plan, by)]
