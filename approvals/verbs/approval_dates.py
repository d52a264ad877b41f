"""By when an approver answers: set when it is their turn, settled when they have said something or nobody is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from approvals.approvers import APPROVAL, Approvals, approvals_of
from approvals.objections import desk_of
from directory import clock
from directory.models import Body, Office
from proposals.models import Level, Plan, PlanState
from proposals.queries import owner_of
from workflow import deadlines, door
from workflow.jobs import job
from workflow.models import Deadline, Notice

ASKED_IN = (PlanState.COMPILING, PlanState.ADOPTED)


def keep_up_with_approvers(plan: Plan) -> None:
    """Set by when each approver whose turn has come answers, and settle what nobody waits for any more.

    Called inside the transaction of whatever changes whose turn it is: laying a list, approving, deciding, sending
    back, and a new list of approvers. A day that runs or is overdue stays as it is; run twice, it changes nothing. Two
    queries where nobody is asked. While a plan that was sent back is rewritten nothing is due of its approvers: there
    is nothing yet to agree to.
    """
    found = approvals_of(plan) if plan.state in ASKED_IN and plan.version_on_desk.plan_lines.exists() else None
    due = _due_of(found) if found is not None and found.rule.answer_days else set()
    still = Q(settled_at__isnull=True, replaced_by__isnull=True) | Q(lapsed_at__isnull=False, done_at__isnull=True)
    present = set(Deadline.objects.filter(still, plan=plan, kind=APPROVAL).values_list("about", flat=True))
    for office in sorted(present - due):
        deadlines.settle(plan, APPROVAL, about=office)
    for office in sorted(due - present):
        last = clock.today() + timedelta(days=found.rule.answer_days if found else 0)
        deadlines.set_deadline(plan, APPROVAL, last, about=office, reason=found.rule.legal_reference if found else "")


def _due_of(found: Approvals) -> set[int]:
    """The offices whose turn it is and who have said nothing of what lies on the desk."""
    silent = [seat for seat in found.seats if seat.said is None]
    return {seat.office.pk for seat in silent if not found.waits_for(seat)}


@transaction.atomic
def keep_up_in(area_code: str) -> None:
    """The same for every plan of an area that waits for a deciding act; locks them."""
    plans = Plan.objects.filter(area=area_code, state__in=ASKED_IN).exclude(level=Level.SUBDISTRICT)
    for plan in plans.select_related("cycle", "current_version", "owner__secretariat").order_by("pk"):
        door.lock(plan)
        keep_up_with_approvers(plan)


@job("approvers_hold")
def approvers_hold(payload: dict[str, Any]) -> None:
    """On the day from which a list of approvers holds, ask them. Run twice, it changes nothing."""
    keep_up_in(payload["area"])


def approver_asked(_plan: Any, office_id: int = 0) -> list[Body]:
    """Audience: the body of the office that is asked."""
    return [office.body for office in Office.objects.filter(pk=office_id).select_related("body")]


def above_the_approver(plan: Any, _office_id: int = 0) -> list[Body]:
    """Audience: who is told when an approver stays silent: the desk that compiles the plan, and its owner."""
    return [*desk_of(plan), *owner_of(plan)]


@deadlines.on_deadline(
    APPROVAL,
    title=gettext_lazy("ความเห็นของผู้เห็นชอบแผน"),
    waits_for=approver_asked,
    above=above_the_approver,
    stays=True,
)
def remind_of_approval(plan: Plan, office_id: int) -> None:
    """The day has passed without an answer: the approver and the desk are told, and nothing is decided by it."""
    moment = clock.now()
    told = {body.pk: body for body in [*approver_asked(plan, office_id), *desk_of(plan)]}.values()
    Notice.objects.bulk_create([Notice(body=body, plan=plan, verb="remind_of_approval", at=moment) for body in told])
