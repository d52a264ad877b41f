"""What a body asked for in earlier cycles and did not get: offered again in the next one, with its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from proposals.models import FateKind, Line, Plan, PlanLine
from proposals.outcomes import Step, ways_of, ways_of_many

# Whatever ended so was asked for and not given. Deferred ones are meant to come back; what its owner withdrew comes
# back if its owner wants; and what stands in the province's plan beyond the ceiling has no money.
MAY_COME_BACK = (FateKind.DEFERRED, FateKind.REFUSED, FateKind.RETURNED, FateKind.WITHDRAWN)
COMES_BACK_BY_ITSELF = (FateKind.DEFERRED, FateKind.RETURNED)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A line of an earlier plan with the ways that it went."""

    line: Line
    row: PlanLine
    ways: list[list[Step]]

    @property
    def ends(self) -> list[Step]:
        """Where each way ended."""
        return [way[-1] for way in self.ways]

    @property
    def is_unfunded(self) -> bool:
        """Whether no part of it stands in a plan with money, and none is still on its way."""
        return all(_went_without(step) for step in self.ends)

    @property
    def comes_back_by_itself(self) -> bool:
        """Whether it was put off rather than turned down: ticked beforehand."""
        return all(
            step.station.answer is not None and step.station.answer.kind in COMES_BACK_BY_ITSELF for step in self.ends
        )


def _went_without(step: Step) -> bool:
    answer = step.station.answer
    if answer is None:
        return False
    return answer.kind in MAY_COME_BACK or (step.station.stands_in_plan and step.station.within_ceiling is False)


def earlier_plans(plan: Plan) -> QuerySet[Plan]:
    """The plans of the same body, level and theme for the year before: the last one there is."""
    before = Plan.objects.filter(owner=plan.owner_id, level=plan.level, theme=plan.theme)
    before = before.filter(cycle__target_year__lt=plan.cycle.target_year).order_by("-cycle__target_year", "-pk")
    return Plan.objects.filter(pk__in=before.values("pk")[:1])


def unfunded_lines(plan: Plan) -> list[Earlier]:
    """What of the last cycle went without money and is not in this plan yet, in the order of its numbers.

    Two queries, whatever their number.
    """
    last = PlanLine.objects.filter(line=OuterRef("pk")).order_by("-version__number")
    here = Line.objects.filter(plan=plan, comes_back_of=OuterRef("pk"), in_versions__version=plan.current_version_id)
    lines = Line.objects.filter(plan__in=earlier_plans(plan), fates__isnull=False).exclude(Exists(here)).distinct()
    rows = PlanLine.objects.filter(pk__in=lines.annotate(last=Subquery(last.values("pk")[:1])).values("last"))
    rows = rows.select_related("line__proposal", "line__plan__cycle", "proposal_version").order_by("line__number")
    ways = ways_of_many(rows)
    found = [Earlier(row.line, row, ways[row.line_id]) for row in rows]
    return [each for each in found if each.is_unfunded]


def history_of(line: Line) -> list[Earlier]:
    """The earlier lines that a line comes back of, the latest first, with what became of each."""
    found: list[Earlier] = []
    before = line.comes_back_of_id
    while before is not None:
        rows = PlanLine.objects.filter(line=before).order_by("-version__number")
        row = rows.select_related("line__proposal", "line__plan__cycle", "proposal_version", "version").first()
        if row is None:
            break
        found.append(Earlier(row.line, row, ways_of(row)))
        before = row.line.comes_back_of_id
    return found
