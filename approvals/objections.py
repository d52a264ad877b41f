"""Reads on a draft before its committee meets: where a body's own lines stand in it, and who objects to what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from approvals.models import Entry, Item, ItemShare, Objection, Worksheet
from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Body
from directory.powers import BodyKind, Power
from proposals.models import Level, Plan, PlanLine, PlanState
from proposals.queries import named


@dataclass(frozen=True, slots=True)
class Part:
    """What of a line goes into an entry of the draft; ``sources`` counts all lines that feed it."""

    entry: Entry
    asked: Decimal
    sources: int


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of a body's lines in the draft above: what is said of it, and what it becomes."""

    item: Item
    title: str
    parts: list[Part]


def draft_above(plan: Plan) -> Worksheet | None:
    """The worksheet on which the level above compiles this plan, while it does."""
    if plan.parent is None or plan.parent.state != PlanState.COMPILING:
        return None
    return Worksheet.objects.filter(plan=plan.parent, items__line__plan=plan).distinct().first()


def plan_in_the_draft(by: Acting, reference: str) -> Plan | None:
    """The plan of an office's own body that a district compiles right now, by the reference of the district's plan.

    Who writes for that body may read the district's draft, as a network of councils may. Two queries.
    """
    if Power.WRITE_PLAN not in mandate_of(by).own:
        return None
    compiling = {"parent__reference": reference, "parent__level": Level.DISTRICT, "parent__state": PlanState.COMPILING}
    plans = Plan.objects.filter(owner=by.office.body_id, **compiling).select_related("parent__owner__secretariat")
    plan = plans.order_by("pk").first()
    return plan if plan is not None and draft_above(plan) is not None else None


def own_lines(worksheet: Worksheet, plan: Plan) -> list[OwnLine]:
    """Where the lines of one plan stand on a worksheet, by their number. Three queries."""
    items = list(
        Item.objects.filter(worksheet=worksheet, line__plan=plan)
        .select_related("line__proposal", "referred_to")
        .order_by("line__number")
    )
    rows = PlanLine.objects.filter(version__in={item.version_id for item in items}, line__plan=plan)
    titles = dict(rows.values_list("line_id", "proposal_version__title"))
    parts: dict[int, list[Part]] = defaultdict(list)
    shares: QuerySet[Any] = ItemShare.objects.filter(item__in=items).select_related("entry")
    for share in shares.annotate(sources=Count("entry__shares")).order_by("entry__number"):
        parts[share.item_id].append(Part(share.entry, share.asked, share.sources))
    return [OwnLine(item, titles.get(item.line_id, ""), parts[item.pk]) for item in items]


def objections_to(plan: Plan) -> QuerySet[Objection]:
    """What was held against the draft of a plan, in order, with the answers. One query."""
    found = Objection.objects.filter(plan=plan).select_related("body", "line__proposal", "answer")
    return named(found).order_by("pk")


def objections_waiting_for(by: Acting) -> QuerySet[Objection]:
    """The objections that an office is to answer as long as its committee has not met, the oldest first. One query."""
    if Power.WRITE_PLAN not in mandate_of(by).own:
        return Objection.objects.none()
    own = Q(plan__owner=by.office.body_id) | Q(plan__owner__secretariat=by.office.body_id)
    found = Objection.objects.filter(own, answer__isnull=True, plan__state=PlanState.COMPILING)
    return found.select_related("plan", "body").order_by("pk")


def speaks_for_a_source(by: Acting, plan: Plan) -> bool:
    """Whether an office writes for a body whose lines lie on the worksheet of a plan."""
    if Power.WRITE_PLAN not in mandate_of(by).own:
        return False
    return Item.objects.filter(worksheet__plan=plan, line__plan__owner=by.body).exists()


def may_object(by: Acting, plan: Plan) -> bool:
    """Whether an office may object on record: of a source body, or of a network of councils that sees the plan."""
    is_network = by.body.kind == BodyKind.NETWORK and mandate_of(by).covers(Power.VIEW_PLAN, plan.area_code)
    return is_network or speaks_for_a_source(by, plan)


def desk_of(plan: Any) -> list[Body]:
    """Audience: the office that compiles the plan."""
    return [plan.owner.desk]
