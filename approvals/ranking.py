"""From scores to a ranked list with its ceiling line, by the worksheet's own weights and tie-break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import FloatField, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Entry, ItemShare, Score, Worksheet
from directory.errors import Problem
from proposals.models import PlanLine
from workflow.sets import write_columns, write_values

RANKED = ("pk", "number", "title", "proposed")
UNRANKED = 1_000_000_000  # what a council did not rank comes after all that it did


@dataclass(slots=True)
class Standing:
    """What ranking looks at in an entry, and sets in it: instances of the model cost as much as all the rest."""

    pk: int
    number: int
    title: str
    proposed: Decimal | None
    score: Decimal | None = None
    rank: int | None = None
    within_ceiling: bool | None = None


@dataclass(slots=True)
class Candidate:
    """An entry with all that ranking needs to know of it; ``by_area`` is what each tambon's lines ask of it.

    ``sources`` counts the lines that feed it: each of them has a score by each criterion before it is ranked.
    """

    entry: Standing
    asked: Decimal = Decimal(0)
    beneficiaries: int = 0
    first_choice: int = UNRANKED
    sources: int = 0
    scores: dict[int, list[tuple[Decimal, Decimal]]] = field(default_factory=lambda: defaultdict(list))
    by_area: dict[str, Decimal] = field(default_factory=dict)

    @property
    def proposed(self) -> Decimal:
        """What counts against the ceiling."""
        return self.asked if self.entry.proposed is None else self.entry.proposed


@dataclass(frozen=True, slots=True)
class TieBreak:
    """A rule between equal scores: its words, and the key by which the smaller one comes first."""

    label: Any
    thai: str
    key: Callable[[Candidate], Any]


TIE_BREAKS: Mapping[str, TieBreak] = {
    "beneficiaries": TieBreak(gettext_lazy("ผู้รับประโยชน์มากกว่าก่อน"), "ผู้รับประโยชน์มากกว่าก่อน", lambda c: -c.beneficiaries),
    "smaller_amount": TieBreak(gettext_lazy("วงเงินน้อยกว่าก่อน"), "วงเงินน้อยกว่าก่อน", lambda c: c.proposed),
    "larger_amount": TieBreak(gettext_lazy("วงเงินมากกว่าก่อน"), "วงเงินมากกว่าก่อน", lambda c: -c.proposed),
    "first_choice": TieBreak(
        gettext_lazy("ลำดับต้นกว่าในแผนของเจ้าของก่อน"), "ลำดับต้นกว่าในแผนของเจ้าของก่อน", lambda c: c.first_choice
    ),
    "number": TieBreak(gettext_lazy("เลขรายการน้อยกว่าก่อน"), "เลขรายการน้อยกว่าก่อน", lambda c: c.entry.number),
}


def tie_break_problems(names: Sequence[str]) -> list[Problem]:
    """Everything wrong with a chosen tie-break: unknown rules, one named twice, or none at all."""
    found = [Problem("tie_break", name, _("ไม่รู้จักเกณฑ์นี้")) for name in names if name not in TIE_BREAKS]
    if not names or len(set(names)) != len(names):
        found.append(Problem("tie_break", ", ".join(names), _("ต้องเลือกอย่างน้อยหนึ่งเกณฑ์ และแต่ละเกณฑ์เลือกได้ครั้งเดียว")))
    return found


def candidates_of(worksheet: Worksheet) -> list[Candidate]:
    """The entries with what they ask, whom they reach and how their sources were scored. Four queries."""
    entries = Entry.objects.filter(worksheet=worksheet.pk).order_by("number").values_list(*RANKED)
    candidates = {row[0]: Candidate(Standing(*row)) for row in entries}
    shares = list(
        ItemShare.objects.filter(entry__worksheet=worksheet).values_list(
            "entry_id", "asked", "item__line_id", "item__version_id"
        )
    )
    told: dict[tuple[int, int], tuple[int, int | None, str]] = {
        (version_id, line_id): (people, rank_below, area)
        for version_id, line_id, people, rank_below, area in PlanLine.objects.filter(
            version__in={version_id for *_rest, version_id in shares}
        )
        .order_by()
        .values_list("version_id", "line_id", "proposal_version__beneficiaries", "rank", "line__plan__area_id")
    }
    by_line: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    # As a float, of which there are few: a Decimal for each would take longer than the ranking.
    scores = Score.objects.filter(criterion__worksheet=worksheet).annotate(given=Cast("value", FloatField()))
    for line_id, criterion_id, value in scores.values_list("line_id", "criterion_id", "given"):
        by_line[line_id].append((criterion_id, _score(value)))
    for entry_id, asked, line_id, version_id in shares:
        candidate = candidates[entry_id]
        people, rank_below, area = told.get((version_id, line_id), (0, None, ""))
        candidate.asked += asked
        candidate.sources += 1
        candidate.beneficiaries += people
        candidate.first_choice = min(candidate.first_choice, rank_below or UNRANKED)
        candidate.by_area[area] = candidate.by_area.get(area, Decimal(0)) + asked
        for criterion_id, score in by_line[line_id]:
            candidate.scores[criterion_id].append((asked, score))
    return list(candidates.values())


def unscored(worksheet: Worksheet, candidates: list[Candidate]) -> list[Standing]:
    """The entries of which some line lacks a score by some criterion.

    No mean is ever taken silently over a missing score: of a merged entry, every line that feeds it has its own.
    """
    criteria = list(worksheet.criteria.values_list("pk", flat=True))
    return [c.entry for c in candidates if any(len(c.scores.get(each, ())) < max(c.sources, 1) for each in criteria)]


def weighted_score(candidate: Candidate, weights: Mapping[int, int]) -> Decimal:
    """0 to 4: the weighted mean over criteria, each the mean of the sources' scores by what they ask."""
    total: Decimal | int = 0
    for criterion, weight in weights.items():
        given = candidate.scores[criterion]
        if len(given) == 1:  # as almost all have: the mean of one is itself
            total += weight * given[0][1]
            continue
        asked = sum((amount for amount, _value in given), Decimal(0))
        if asked:
            mean = sum((amount * value for amount, value in given), Decimal(0)) / asked
        else:
            mean = Decimal(sum(value for _amount, value in given)) / len(given)
        total += weight * mean
    return _mean(total, sum(weights.values()))


@lru_cache(maxsize=4096)
def _score(value: float) -> Decimal:
    """A score as it is stored, to four places."""
    return Decimal(f"{value:.4f}")


@lru_cache(maxsize=4096)
def _mean(total: Decimal | int, weights: int) -> Decimal:
    return (Decimal(total) / weights).quantize(Decimal("0.0001"))


def ordered(candidates: Iterable[Candidate], weights: Mapping[int, int], tie_break: Sequence[str]) -> list[Candidate]:
    """By score, then by the written tie-break, and by number where that decides nothing. Sets score in memory."""
    candidates = list(candidates)
    for candidate in candidates:
        candidate.entry.score = weighted_score(candidate, weights) if weights else None
    keys = [TIE_BREAKS[name].key for name in (*tie_break, "number")]
    return sorted(candidates, key=lambda c: (-(c.entry.score or 0), *(key(c) for key in keys)))


def before_the_line(amounts: Iterable[Decimal], ceiling: Decimal | None) -> int:
    """How many, from the top, lie within a ceiling.

    The line falls before the first that no longer fits: a smaller one further down does not slip above it.
    """
    spent, count = Decimal(0), 0
    for amount in amounts:
        spent += amount
        if ceiling is not None and spent > ceiling:
            break
        count += 1
    return count


def rank(worksheet: Worksheet, candidates: list[Candidate]) -> list[Candidate]:
    """Order the candidates by the worksheet's weights and tie-break, and draw the line at its ceiling.

    Sets score, rank and ``within_ceiling`` on the entries in memory.
    """
    weights = dict(worksheet.criteria.values_list("pk", "weight"))
    found = ordered(candidates, weights, worksheet.tie_break)
    place(found, before_the_line((c.proposed for c in found), worksheet.ceiling))
    return found


def place(found: Sequence[Candidate], inside: int) -> None:
    """Give the entries their ranks in this order, the first so many within the ceiling; in memory."""
    for number, candidate in enumerate(found, 1):
        candidate.entry.rank, candidate.entry.within_ceiling = number, number <= inside


def keep(entries: Sequence[Standing]) -> None:
    """Write what ranking set in these entries, as one statement."""
    names = ("score", "rank", "within_ceiling")
    columns = {name: [getattr(entry, name) for entry in entries] for name in names}
    write_values(Entry, [entry.pk for entry in entries], columns)


def move_the_line(worksheet: Worksheet) -> None:
    """Draw the line of a ranked list anew at the worksheet's ceiling; the ranks stay. Writes the entries."""
    entries: list[Any] = list(
        worksheet.entries.filter(rank__isnull=False).annotate(asked=Sum("shares__asked")).order_by("rank")
    )
    amounts = [(e.asked or Decimal(0)) if e.proposed is None else e.proposed for e in entries]
    inside = before_the_line(amounts, worksheet.ceiling)
    moved = [e for number, e in enumerate(entries, 1) if e.within_ceiling is not (number <= inside)]
    for entry in moved:
        entry.within_ceiling = not entry.within_ceiling
    write_columns(moved, ["within_ceiling"])
