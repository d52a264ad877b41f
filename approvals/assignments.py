"""Who is expected to review which line: how lines are shared out, who is waited for, and what is mine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from approvals.conflicts import conflicts_of
from approvals.models import Assignment, Item
from directory.acting import Acting
from directory.mandates import mandates_of
from directory.models import Office
from directory.powers import Power, powers_of
from directory.verbs.bodies import holder_of
from proposals.models import Plan, PlanLine, PlanState, WorkClass
from proposals.models.stages import REVIEWER
from workflow.law import Holds, holds

Rule = Assignment.Rule
REVIEW = holds(Power.REVIEW_PLAN, **REVIEWER)
WRITE = Holds(Power.WRITE_PLAN)
AT_A_DESK = (PlanState.IN_REVIEW, PlanState.COMPILING)
WAITING = Q(done_at__isnull=True, ended_at__isnull=True, plan__state__in=AT_A_DESK)


def desk_power(plan: Plan) -> Holds:
    """The power that the desk at which a plan lies holds over it: to review it or, of one that gathers, to write it."""
    return WRITE if plan.state == PlanState.COMPILING else REVIEW


def reviewers_for(plan: Plan, by: Acting) -> list[Office]:
    """The offices of one's own body that could do the work: assigning gives no right, so they must have it."""
    power = desk_power(plan).over(plan)
    offices = Office.objects.filter(body=by.office.body_id).select_related("body").order_by("role", "title")
    return [
        office
        for office in offices
        if power in (rights := powers_of(office.body.kind, office.role)).area or power in rights.own
    ]


def rows_to_share(plan: Plan) -> QuerySet[PlanLine]:
    """The lines at a desk: what its version says, or what stands undecided on its worksheet; never kept ones."""
    rows = PlanLine.objects.exclude(work_class=WorkClass.SELF).select_related("line__proposal", "proposal_version")
    if plan.state != PlanState.COMPILING:
        return rows.filter(version=plan.current_version_id).order_by("line__number")
    on_sheet = rows.filter(line__worksheet_item__worksheet__plan=plan, line__fates__isnull=True)
    undecided = on_sheet.filter(line__worksheet_item__answer="", version=F("line__worksheet_item__version"))
    return undecided.exclude(line__worksheet_item__answer=Item.Answer.KEPT).order_by("line__plan__area_id", "line_id")


@dataclass
class SharingOut:
    """Which office would get which lines, and the lines for which nobody has room or is without a stake."""

    given: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    left: list[int] = field(default_factory=list)


def shared_out(plan: Plan, rule: str, offices: Sequence[Office], cap: int | None = None) -> SharingOut:
    """Share a plan's unassigned lines out by a rule. Nothing is written; the same plan shares out alike.

    In turn gives line by line; by village and by class keeps each village's or class's lines together; by load gives
    each next line to whoever has least to do, over all plans. Nobody gets more than ``cap`` open lines in all, and
    nobody a line in which they have a stake.
    """
    assigned = Assignment.objects.filter(plan=plan, ended_at__isnull=True).values("line")
    rows = list(rows_to_share(plan).exclude(line__in=assigned))
    load = _loads(offices)
    stakes = _stakes(plan, offices, [row.line_id for row in rows])
    result, turn = SharingOut(), 0
    for group in _groups(rule, rows):
        order = [offices[(turn + step) % len(offices)] for step in range(len(offices))]
        for row in group:
            if rule == Rule.BY_LOAD:
                order = sorted(offices, key=lambda office: load[office.pk])
            free = [o for o in order if row.line_id not in stakes[o.pk] and (cap is None or load[o.pk] < cap)]
            if not free:
                result.left.append(row.line_id)
                continue
            result.given[free[0].pk].append(row.line_id)
            load[free[0].pk] += 1
        turn += 1
    return result


def _groups(rule: str, rows: list[PlanLine]) -> list[list[PlanLine]]:
    keys: dict[str, Any] = {
        Rule.BY_VILLAGE: lambda row: (row.line.plan_id, row.proposal_version.village_id or 0),
        Rule.BY_CLASS: lambda row: row.work_class,
    }
    groups: dict[Any, list[PlanLine]] = defaultdict(list)
    for row in rows:
        groups[keys.get(rule, lambda row: row.line_id)(row)].append(row)
    return list(groups.values())


def _loads(offices: Sequence[Office]) -> Counter[int]:
    waiting = Assignment.objects.filter(WAITING, office__in=offices).order_by()
    return Counter(dict(waiting.values("office").annotate(n=Count("pk")).values_list("office", "n")))


def _stakes(plan: Plan, offices: Sequence[Office], line_ids: Sequence[int]) -> dict[int, set[int]]:
    holders = {office.pk: holder_of(office) for office in offices}
    return {pk: set(conflicts_of(holder.user, plan, line_ids)) if holder else set() for pk, holder in holders.items()}


@dataclass(frozen=True, slots=True)
class Waited:
    """An office that is waited for: how many lines, since when, and until when."""

    office: Office
    lines: int
    done: int
    since: datetime | None
    due: date | None


def waited_for(plan: Plan) -> list[Waited]:
    """Who reviews a plan's lines, those who still owe most first. Two queries."""
    open_ones = Q(done_at__isnull=True)
    rows = list(
        Assignment.objects.filter(plan=plan, ended_at__isnull=True)
        .order_by()
        .values("office")
        .annotate(
            lines=Count("pk", filter=open_ones),
            done=Count("pk", filter=~open_ones),
            first=Min("since", filter=open_ones),
            due=Min("due_on", filter=open_ones),
        )
    )
    offices = Office.objects.select_related("body").in_bulk([row["office"] for row in rows])
    found = [Waited(offices[r["office"]], r["lines"], r["done"], r["first"], r["due"]) for r in rows]
    return sorted(found, key=lambda each: (-each.lines, each.office.title))


@dataclass(frozen=True, slots=True)
class Mine:
    """Lines of one plan that an office is expected to review."""

    plan: Plan
    lines: int
    since: datetime
    due: date | None


def assigned_to(by: Acting, most: int = 20) -> list[Mine]:
    """What an office is expected to review, by plan, oldest first. Two queries."""
    if by.office.pk not in mandates_of(by.user):
        return []
    rows = list(
        Assignment.objects.filter(WAITING, office=by.office)
        .order_by()
        .values("plan")
        .annotate(lines=Count("pk"), first=Min("since"), due=Min("due_on"))
        .order_by("first")[:most]
    )
    plans = Plan.objects.select_related("owner", "cycle").in_bulk([row["plan"] for row in rows]) if rows else {}
    return [Mine(plans[row["plan"]], row["lines"], row["first"], row["due"]) for row in rows]
