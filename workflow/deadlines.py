"""Dates by which something is due: set, extended, settled, and swept by ordinary verbs as the actor *deadline*."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import By
from directory.errors import Invalid
from workflow import door
from workflow.models import Deadline

logger = logging.getLogger(__name__)

Handler = Callable[[Any], None]
_handlers: dict[str, Handler] = {}


def on_deadline(kind: str) -> Callable[[Handler], Handler]:
    """Register what is done with the plan when a deadline of this kind has passed."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def open_deadlines(plan: Any, kind: str) -> Any:
    """The deadline of a kind that is still running for a plan, as a queryset of one or none."""
    return Deadline.objects.filter(plan=plan, kind=kind, settled_at__isnull=True, replaced_by__isnull=True)


def set_deadline(
    plan: Any, kind: str, due_on: date, *, announced_by: str = "", announced_on: date | None = None
) -> Deadline:
    """Set what is due, or move it to a new date if it runs already; the old row stays and points at the new one."""
    with transaction.atomic():
        present = open_deadlines(plan, kind).select_for_update().first()
        if present is not None and present.due_on == due_on:
            return present
        moment = clock.now()
        if present is not None:
            present.settled_at = moment
            present.save(update_fields=["settled_at"])
        new = Deadline.objects.create(
            plan=plan, kind=kind, due_on=due_on, announced_by=announced_by, announced_on=announced_on
        )
        if present is not None:
            present.replaced_by = new
            present.save(update_fields=["replaced_by"])
        return new


def extend(
    plan: Any, kind: str, due_on: date, *, by: By, power: str, announced_by: str, announced_on: date
) -> Deadline:
    """Announce a later date by circular. The plan's log names the letter.

    Raises:
        NotHere, Refused: the actor may not set dates for this plan.
        Invalid: nothing of this kind runs, or the date is not later.
    """
    with door.act(plan, "extend_deadline", by=by, power=power) as act:
        present = open_deadlines(plan, kind).select_for_update().first()
        if present is None:
            raise Invalid.of("kind", kind, _("ไม่มีกำหนดเวลาประเภทนี้ที่ยังเดินอยู่"))
        if due_on <= present.due_on:
            raise Invalid.of("due_on", due_on, _("ต้องเป็นวันหลังจากกำหนดเดิม"))
        act.data = {"kind": kind, "due_on": due_on.isoformat(), "by": announced_by}
        return set_deadline(plan, kind, due_on, announced_by=announced_by, announced_on=announced_on)


def settle(plan: Any, kind: str) -> None:
    """What was due has been done."""
    open_deadlines(plan, kind).update(settled_at=clock.now())


def settle_all(plan: Any) -> None:
    """Nothing is due any more for a plan that has ended."""
    Deadline.objects.filter(plan=plan, settled_at__isnull=True).update(settled_at=clock.now())


def sweep() -> int:
    """Call the verb of every deadline that has passed; returns how many were handled.

    A deadline ends at local midnight. Each one is settled in the same transaction as what its verb does; one that
    fails is left for the next sweep and does not stop the others.
    """
    passed = Deadline.objects.filter(settled_at__isnull=True, replaced_by__isnull=True, due_on__lt=clock.today())
    handled = 0
    for deadline in passed.select_related("plan").order_by("due_on", "id"):
        try:
            with transaction.atomic():
                still = Deadline.objects.select_for_update().filter(pk=deadline.pk, settled_at__isnull=True)
                if not still.exists():
                    continue
                _handlers[deadline.kind](deadline.plan)
                still.update(settled_at=clock.now())
                handled += 1
        except Exception:  # whatever is wrong with one must not stop the others
            logger.exception("deadline %s of plan %s could not be handled", deadline.kind, deadline.plan_id)
    return handled
