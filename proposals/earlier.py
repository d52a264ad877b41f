"""What a body asked for in earlier cycles and did not get: offered again in the next one, with its history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from proposals.models import FateKind, Line, Plan, PlanLine, ProposalState
from proposals.outcomes import Step, way_of_a_draft, ways_of_many

# Whatever ended so was asked for and not given. Deferred ones come back by themselves; what its owner withdrew comes
# back if its owner wants; and what stands in the province's plan beyond the ceiling has no money.
MAY_COME_BACK = (FateKind.DEFERRED, FateKind.REFUSED, FateKind.RETURNED, FateKind.WITHDRAWN)
PUT_OFF = (FateKind.DEFERRED, FateKind.RETURNED)


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
    def was_put_off(self) -> bool:
        """Whether it was put off rather than turned down: ticked beforehand."""
        return self._ended(PUT_OFF)

    @property
    def was_deferred(self) -> bool:
        """Whether all of it waits for the next round: it comes back by itself when that opens."""
        return self._ended((FateKind.DEFERRED,))

    def _ended(self, kinds: Collection[str]) -> bool:
        answers = [step.station.answer for step in self.ends]
        return all(answer is not None and answer.kind in kinds for answer in answers)


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


def rows_before(line: Line) -> list[PlanLine]:
    """What the earlier lines that a line comes back of said last, the latest first. One query, none without any."""
    if line.comes_back_of_id is None:
        return []
    last = PlanLine.objects.filter(line=OuterRef("line")).order_by("-version__number")
    rows = PlanLine.objects.filter(line__in=RawSQL(_CHAIN, [line.comes_back_of_id]), pk=Subquery(last.values("pk")[:1]))  # noqa: S611  # a constant
    rows = rows.select_related("line__proposal", "line__plan__cycle", "proposal_version", "version")
    return list(rows.order_by("-line__plan__cycle__target_year", "-line_id"))


_CHAIN = """
    WITH RECURSIVE chain (id, before) AS (
        SELECT id, comes_back_of_id FROM proposals_line WHERE id = %s
        UNION SELECT line.id, line.comes_back_of_id FROM proposals_line AS line JOIN chain ON line.id = chain.before
    ) SELECT id FROM chain
"""


def way_and_history_of(row: PlanLine) -> tuple[list[list[Step]], list[Earlier]]:
    """The ways of a line, and the earlier lines that it comes back of with theirs, the latest first. Two queries.

    One less without any earlier line, and one less for a draft without any: it stands where it was written.
    """
    before = rows_before(row.line)
    was_handed_up = row.line.proposal.state != ProposalState.DRAFT
    asked = [row, *before] if was_handed_up else before
    ways = ways_of_many(asked) if asked else {}
    own = ways[row.line_id] if was_handed_up else [way_of_a_draft(row, row.version.plan)]
    return own, [Earlier(each.line, each, ways[each.line_id]) for each in before]
