"""Scoring alone, read: who scores, how far each is, and where they differ once it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet

from approvals.conflicts import conflicts_of
from approvals.models import GivenScore, Item, Recusal, Scorer, Worksheet
from directory.acting import Acting
from directory.mandates import mandates_of
from directory.verbs.bodies import holder_of
from proposals.models import Plan, PlanState

FAR_APART = 2  # scores from the middle one, of four; said beside what it marks


def scorers_asked(by: Acting) -> QuerySet[Scorer]:
    """The worksheets that an office is to score, as long as the person holds it."""
    if by.office.pk not in mandates_of(by.user):
        return Scorer.objects.none()
    return Scorer.objects.filter(
        office=by.office,
        excused_at__isnull=True,
        worksheet__scored_at__isnull=True,
        worksheet__plan__state=PlanState.COMPILING,
    )


def scorer_of(plan: Plan, by: Acting) -> Scorer | None:
    """The appointment by which an office scores a plan's lines, closed or not; None without one."""
    if by.office.pk not in mandates_of(by.user):
        return None
    found = Scorer.objects.filter(worksheet__plan=plan, office=by.office, excused_at__isnull=True)
    return found.select_related("worksheet").first()


def lets_score(plan: Plan) -> Callable[[Acting], bool]:
    """The question that the door asks besides: was this office appointed to score the plan's lines."""

    def is_appointed(by: Acting) -> bool:
        return scorer_of(plan, by) is not None

    return is_appointed


def due_items(worksheet: Worksheet) -> QuerySet[Item]:
    """The lines that are to be scored: all but those that were answered otherwise, are kept or have left."""
    return Item.objects.filter(worksheet=worksheet, line__fates__isnull=True, answer__in=["", Item.Answer.TAKE])


def stands_back(scorer: Scorer, plan: Plan, line_ids: set[int]) -> set[int]:
    """The lines that a scorer does not score: declared from the office, or shown by the records of its holder."""
    declared = list(Recusal.objects.holding().filter(plan=plan, office=scorer.office_id))
    if any(recusal.line_id is None for recusal in declared):
        return line_ids
    holder = holder_of(scorer.office)
    shown = conflicts_of(holder.user, plan, line_ids, deciding=False) if holder else {}
    return ({recusal.line_id for recusal in declared if recusal.line_id} | set(shown)) & line_ids


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scorer is: of the lines that are theirs, how many have all their scores. Never what they gave."""

    scorer: Scorer
    due: int
    given: int
    stands_back: int

    @property
    def missing(self) -> int:
        """How many lines still lack a score of theirs."""
        return self.due - self.given


def progress_of(worksheet: Worksheet) -> list[Progress]:
    """How far each scorer is, excused ones too, in the order of their appointment."""
    lines = set(due_items(worksheet).values_list("line_id", flat=True))
    criteria = worksheet.criteria.count()
    tally: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for scorer_id, line_id in GivenScore.objects.filter(scorer__worksheet=worksheet).values_list(
        "scorer_id", "line_id"
    ):
        tally[scorer_id][line_id] += 1
    found = []
    for scorer in worksheet.scorers.select_related("office__body", "excused_by"):
        back = stands_back(scorer, worksheet.plan, lines)
        theirs = lines - back
        complete = {line for line, count in tally[scorer.pk].items() if count >= criteria}
        found.append(Progress(scorer, len(theirs), len(theirs & complete), len(back)))
    return found


@dataclass(frozen=True, slots=True)
class Spread:
    """What was given for one line by one criterion: each scorer's score, and who lies far from the middle."""

    given: list[tuple[Scorer, int]]
    mean: Decimal
    apart: list[tuple[Scorer, int]]

    @property
    def least(self) -> int:
        """The lowest score."""
        return min(value for _scorer, value in self.given)

    @property
    def most(self) -> int:
        """The highest score."""
        return max(value for _scorer, value in self.given)


def mean_of(values: list[int]) -> Decimal:
    """The mean of scores, to four places as scores are kept."""
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.0001"))


def spreads_of(worksheet: Worksheet, line_ids: set[int] | None = None) -> Mapping[tuple[int, int], Spread]:
    """What counts of what was given alone, by line and criterion; excused scorers and stakes do not."""
    scorers = {each.pk: each for each in worksheet.scorers.filter(excused_at__isnull=True).select_related("office")}
    rows = GivenScore.objects.filter(scorer__in=scorers)
    rows = rows if line_ids is None else rows.filter(line__in=line_ids)
    given = list(rows.order_by("scorer_id").values_list("scorer_id", "line_id", "criterion_id", "value"))
    lines = {line_id for _scorer, line_id, _criterion, _value in given}
    back = {pk: stands_back(scorer, worksheet.plan, lines) for pk, scorer in scorers.items()}
    by_cell: dict[tuple[int, int], list[tuple[Scorer, int]]] = defaultdict(list)
    for scorer_id, line_id, criterion_id, value in given:
        if line_id not in back[scorer_id]:
            by_cell[line_id, criterion_id].append((scorers[scorer_id], value))
    return {cell: _spread(values) for cell, values in by_cell.items()}


def _spread(given: list[tuple[Scorer, int]]) -> Spread:
    values = [value for _scorer, value in given]
    middle = median(values)
    apart = [(scorer, value) for scorer, value in given if abs(value - middle) >= FAR_APART]
    return Spread(given, mean_of(values), apart)
