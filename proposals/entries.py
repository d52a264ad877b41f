"""What others entered for a plan's owner and the owner has not confirmed yet, read from the plan's events."""

from __future__ import annotations

from typing import Final

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from proposals.models import Plan, PlanLine
from workflow.models import Event, EventItem

CONFIRMED: Final = "confirm_entry"
OF_PROPOSALS: Final = ("draft_proposals", "edit_proposal", "import_proposals")


def unconfirmed_entries(plan: Plan) -> QuerySet[Event]:
    """What an office above it, a coach or the operator did in the owner's name since the owner last confirmed."""
    return _entries().filter(plan=plan).order_by("sequence")


def with_entries_to_confirm(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans, each with the number of its unconfirmed entries, and who made the last of them and when: no query more."""
    entries = _entries().filter(plan=OuterRef("pk"))
    counted = entries.order_by().values("plan").annotate(number=Count("pk"))
    return plans.annotate(entries=Subquery(counted.values("number")), **_last_of(entries))


def has_entries_to_confirm(plan: Plan) -> bool:
    """Whether something waits for the owner's confirmation. One query, unless the plan was read with the answer."""
    if "entries" in plan.__dict__:
        return bool(plan.__dict__["entries"])
    return unconfirmed_entries(plan).exists()


def unconfirmed_proposals(plan: Plan) -> set[int]:
    """The proposals of a plan that others wrote or changed in its owner's name. One query."""
    entries = unconfirmed_entries(plan).filter(verb__in=OF_PROPOSALS).order_by()
    return set(EventItem.objects.filter(event__in=entries.values("pk")).values_list("record_id", flat=True))


def with_entries(rows: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    """Lines, each with the last unconfirmed entry about its proposal: ``entered_at``, ``entered_by`` and its body."""
    entries = _entries().filter(
        plan=OuterRef("line__plan"), verb__in=OF_PROPOSALS, items__record_id=OuterRef("line__proposal")
    )
    return rows.annotate(**_last_of(entries))


def _last_of(entries: QuerySet[Event]) -> dict[str, Subquery]:
    last = entries.order_by("-sequence")
    return {
        "entered_at": Subquery(last.values("at")[:1]),
        "entered_by": Subquery(last.values("office__title")[:1]),
        "entered_in": Subquery(last.values("office__body__name")[:1]),
    }


def _entries() -> QuerySet[Event]:
    confirmed = Event.objects.filter(plan=OuterRef("plan"), verb=CONFIRMED).order_by().values("plan")
    last = Subquery(confirmed.annotate(last=Max("sequence")).values("last"))
    entered = Q(behalf_body=F("plan__owner")) | Q(system="operator", verb__in=OF_PROPOSALS)
    return Event.objects.filter(entered, sequence__gt=Coalesce(last, 0))
