"""From scores to a ranked list with its ceiling line, by the worksheet's own weights and tie-break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from approvals.models import Entry, ItemShare, Score, Worksheet
from proposals.models import PlanLine


@dataclass
class Candidate:
    """An entry with all that ranking needs to know of it."""

    entry: Entry
    asked: Decimal = Decimal(0)
    beneficiaries: int = 0
    scores: dict[int, list[tuple[Decimal, Decimal]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def proposed(self) -> Decimal:
        """What counts against the ceiling."""
        return self.asked if self.entry.proposed is None else self.entry.proposed


def candidates_of(worksheet: Worksheet) -> list[Candidate]:
    """The entries with what they ask, whom they reach and how their sources were scored. Four queries."""
    candidates = {entry.pk: Candidate(entry) for entry in worksheet.entries.order_by("number")}
    shares = list(
        ItemShare.objects.filter(entry__worksheet=worksheet).values_list(
            "entry_id", "asked", "item__line_id", "item__version_id"
        )
    )
    reach = {
        (version_id, line_id): people
        for version_id, line_id, people in PlanLine.objects.filter(
            version__in={version_id for *_rest, version_id in shares}
        ).values_list("version_id", "line_id", "proposal_version__beneficiaries")
    }
    by_line: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for line_id, criterion_id, value in Score.objects.filter(criterion__worksheet=worksheet).values_list(
        "line_id", "criterion_id", "value"
    ):
        by_line[line_id].append((criterion_id, value))
    for entry_id, asked, line_id, version_id in shares:
        candidate = candidates[entry_id]
        candidate.asked += asked
        candidate.beneficiaries += reach.get((version_id, line_id), 0)
        for criterion_id, score in by_line[line_id]:
            candidate.scores[criterion_id].append((asked, score))
    return list(candidates.values())


def unscored(worksheet: Worksheet, candidates: list[Candidate]) -> list[Entry]:
    """The entries that lack a score by some criterion; no mean is ever taken silently over a missing score."""
    criteria = list(worksheet.criteria.values_list("pk", flat=True))
    return [c.entry for c in candidates if any(not c.scores.get(criterion) for criterion in criteria)]


def weighted_score(candidate: Candidate, weights: dict[int, int]) -> Decimal:
    """0 to 4: the weighted mean over criteria, each the mean of the sources' scores by what they ask."""
    total = Decimal(0)
    for criterion, weight in weights.items():
        given = candidate.scores[criterion]
        asked = sum((amount for amount, _value in given), Decimal(0))
        if asked:
            mean = sum((amount * value for amount, value in given), Decimal(0)) / asked
        else:
            mean = Decimal(sum(value for _amount, value in given)) / len(given)
        total += weight * mean
    return (total / sum(weights.values())).quantize(Decimal("0.0001"))


def rank(worksheet: Worksheet, candidates: list[Candidate]) -> list[Candidate]:
    """Order the candidates by score, then by the written tie-break, and draw the line at the ceiling.

    The line falls before the first entry that no longer fits: a smaller one further down does not slip above it.
    Sets score, rank and ``within_ceiling`` on the entries in memory.
    """
    weights = dict(worksheet.criteria.values_list("pk", "weight"))
    for candidate in candidates:
        candidate.entry.score = weighted_score(candidate, weights) if weights else None
    keys: dict[str, Callable[[Candidate], Any]] = {
        "beneficiaries": lambda c: -c.beneficiaries,
        "smaller_amount": lambda c: c.proposed,
        "number": lambda c: c.entry.number,
    }
    tie_break = [keys[name] for name in (*worksheet.tie_break, "number")]
    ordered = sorted(candidates, key=lambda c: (-(c.entry.score or 0), *(key(c) for key in tie_break)))
    spent, cut = Decimal(0), False
    for place, candidate in enumerate(ordered, 1):
        spent += candidate.proposed
        cut = cut or (worksheet.ceiling is not None and spent > worksheet.ceiling)
        candidate.entry.rank, candidate.entry.within_ceiling = place, not cut
    return ordered
