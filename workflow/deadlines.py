"""Dates by which something is due: set, extended, settled, and swept by ordinary verbs as the actor *deadline*."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import By
from directory.errors import Invalid, Problem
from directory.models import Body
from workflow import door
from workflow.models import Deadline, Notice

logger = logging.getLogger(__name__)

Handler = Callable[..., None]
Audience = Callable[..., Iterable[Body]]
REMINDER, ESCALATION = "deadline_near", "deadline_passed"
LONGEST_REASON, LONGEST_LETTER = 300, 100


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of deadline is called, who is waited for, and who is told above.

    What ``stays`` due is not ended by its verb: it is overdue until somebody does it, and the level above is told.
    """

    title: Any
    waits_for: Audience
    above: Audience
    stays: bool


_kinds: dict[str, Kind] = {}
_handlers: dict[str, Handler] = {}


def _nobody(_plan: Any, _about: int = 0) -> tuple[Body, ...]:
    return ()


def on_deadline(
    kind: str, *, title: Any = "", waits_for: Audience = _nobody, above: Audience = _nobody, stays: bool = False
) -> Callable[[Handler], Handler]:
    """Register what is done with the plan when a deadline of this kind has passed, and whom its notices go to.

    The handler and the audiences of a kind whose deadlines are about a record of the plan get its id besides.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        _kinds[kind] = Kind(title, waits_for, above, stays)
        return handler

    return register


def waiters(kind: str, plan: Any, about: int = 0) -> list[Body]:
    """Whom a deadline of a kind waits for, of a plan or of a record of it."""
    return _audience(_kinds[kind].waits_for, plan, about) if kind in _kinds else []


def waited_for(deadline: Deadline) -> list[Body]:
    """Whom a deadline waits for."""
    return waiters(deadline.kind, deadline.plan, deadline.about)


def _audience(audience: Audience, plan: Any, about: int = 0) -> list[Body]:
    """Who that is of a plan; a deadline about a record of the plan asks with that record's id besides."""
    return list(audience(plan, *([about] if about else [])))


def title_of(code: str) -> str:
    """What is due, in words."""
    return str(_kinds[code].title) if code in _kinds else code


def open_deadlines(plan: Any, kind: str, about: int = 0) -> QuerySet[Deadline]:
    """The deadline of a kind that is still running for a plan, as a queryset of one or none."""
    return Deadline.objects.filter(plan=plan, kind=kind, about=about, settled_at__isnull=True, replaced_by__isnull=True)


def overdue() -> QuerySet[Deadline]:
    """What has lapsed and is still to be done, the longest first."""
    return Deadline.objects.filter(lapsed_at__isnull=False, done_at__isnull=True).order_by("due_on", "pk")


def set_deadline(  # a deadline is described once, by name
    plan: Any,
    kind: str,
    due_on: date,
    *,
    announced_by: str = "",
    announced_on: date | None = None,
    reason: str = "",
    about: int = 0,
) -> Deadline:
    """Set what is due, or move it to a new date if it runs already; the old row stays and points at the new one.

    Its reminder and its escalation lie as many days before and after it as the plan says.
    """
    with transaction.atomic():
        present = open_deadlines(plan, kind, about).select_for_update().first()
        if present is not None and present.due_on == due_on:
            return present
        moment = clock.now()
        if present is not None:
            present.settled_at = moment
            present.save(update_fields=["settled_at"])
        before, after = plan.notice_days
        remind_on = due_on - timedelta(days=before)
        new = Deadline.objects.create(
            plan=plan,
            kind=kind,
            about=about,
            due_on=due_on,
            announced_by=announced_by,
            announced_on=announced_on,
            reason=reason,
            remind_on=remind_on if before and remind_on > clock.today() else None,
            escalate_on=due_on + timedelta(days=after),
        )
        if present is not None:
            present.replaced_by = new
            present.save(update_fields=["replaced_by"])
        return new


def extend(  # a letter is described once, by name
    plan: Any,
    kind: str,
    due_on: date,
    *,
    by: By,
    power: str,
    announced_by: str,
    announced_on: date,
    reason: str = "",
) -> Deadline:
    """Announce a later date by circular, and why. The plan's log names the letter.

    Raises:
        NotHere, Refused: the actor may not set dates for this plan.
        Invalid: nothing of this kind runs, the date is not later, or the letter's words are too long.
    """
    with door.act(plan, "extend_deadline", by=by, power=power, note=reason.strip()) as act:
        present = open_deadlines(plan, kind).select_for_update().first()
        if present is None:
            raise Invalid.of("kind", kind, _("ไม่มีกำหนดเวลาประเภทนี้ที่ยังเดินอยู่"))
        problems = [] if due_on > present.due_on else [Problem("due_on", str(due_on), _("ต้องเป็นวันหลังจากกำหนดเดิม"))]
        for name, words, most in (("announced_by", announced_by, LONGEST_LETTER), ("reason", reason, LONGEST_REASON)):
            if len(words) > most:
                problems.append(Problem(name, words, _("ต้องยาวไม่เกิน %s ตัวอักษร") % most))
        if problems:
            raise Invalid(problems)
        act.data = {"kind": kind, "due_on": due_on.isoformat(), "by": announced_by}
        return set_deadline(
            plan, kind, due_on, announced_by=announced_by, announced_on=announced_on, reason=reason.strip()
        )


def settle(plan: Any, kind: str, about: int = 0) -> None:
    """What was due has been done, in time or after it."""
    moment = clock.now()
    open_deadlines(plan, kind, about).update(settled_at=moment, done_at=moment)
    overdue().filter(plan=plan, kind=kind, about=about).update(done_at=moment)


def settle_all(*plans: Any) -> None:
    """Nothing is due any more for plans that have ended."""
    moment = clock.now()
    Deadline.objects.filter(plan__in=plans, settled_at__isnull=True).update(settled_at=moment, done_at=moment)
    overdue().filter(plan__in=plans).update(done_at=moment)


def sweep() -> int:
    """Remind of what is near, call the verb of every deadline that has passed, and tell the level above what stays due.

    A deadline ends at local midnight. Each one is written in the same transaction as what is done about it; one that
    fails is left for the next sweep and does not stop the others. Returns how many have passed and were handled.
    """
    running = Deadline.objects.filter(settled_at__isnull=True, replaced_by__isnull=True)
    today = clock.today()
    near = running.filter(remind_on__lte=today, reminded_at__isnull=True, due_on__gte=today)
    _each(near, "reminded_at", _remind)
    handled = _each(running.filter(due_on__lt=today), "settled_at", _pass)
    _each(overdue().filter(escalate_on__lte=today, escalated_at__isnull=True), "escalated_at", _escalate)
    return handled


def _each(found: QuerySet[Deadline], column: str, do: Callable[[Deadline], Sequence[str]]) -> int:
    """Do something once about each of some deadlines, whose ``column`` then says when."""
    done = 0
    for deadline in found.select_related("plan__cycle").order_by("due_on", "id"):
        try:
            with transaction.atomic():
                still = Deadline.objects.select_for_update().filter(pk=deadline.pk, **{f"{column}__isnull": True})
                if not still.exists():
                    continue
                columns = do(deadline)
                still.update(**dict.fromkeys(columns, clock.now()))
                done += 1
        except Exception:  # whatever is wrong with one must not stop the others
            logger.exception("deadline %s of plan %s could not be handled", deadline.kind, deadline.plan_id)
    return done


def _remind(deadline: Deadline) -> Sequence[str]:
    _tell(deadline, REMINDER, waited_for(deadline))
    return ("reminded_at",)


def _pass(deadline: Deadline) -> Sequence[str]:
    _handlers[deadline.kind](deadline.plan, *([deadline.about] if deadline.about else []))
    return ("settled_at", "lapsed_at") if _kinds[deadline.kind].stays else ("settled_at", "lapsed_at", "done_at")


def _escalate(deadline: Deadline) -> Sequence[str]:
    _tell(deadline, ESCALATION, _audience(_kinds[deadline.kind].above, deadline.plan, deadline.about))
    return ("escalated_at",)


def _tell(deadline: Deadline, verb: str, bodies: Iterable[Body]) -> None:
    moment = clock.now()
    told = {body.pk: body for body in bodies}
    Notice.objects.bulk_create([Notice(body=body, plan=deadline.plan, verb=verb, at=moment) for body in told.values()])
