"""Following a line through the levels: what became of it, along the graph of shares to its end and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from proposals.models import LIVES_ON, Cycle, Fate, PlanLine, Share


@dataclass(frozen=True, slots=True)
class Standing:
    """A line as its plan's version on the desk shows it."""

    line_id: int
    plan_id: int
    level: str
    area_code: str
    number: int
    reference: str
    title: str
    strategy: str
    work_class: str
    rank: int | None
    within_ceiling: bool | None
    asked: Decimal
    proposed: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One station on a line's way: where it stood, how it left (or None, not yet), and the baht of this branch."""

    standing: Standing
    fate: Fate | None
    asked: Decimal


class Lineage:
    """All lines of one cycle with the fates and shares that stand, read in three queries and followed in memory."""

    def __init__(self, cycle: Cycle) -> None:
        rows = PlanLine.objects.filter(version__plan__cycle=cycle, version__plan__current_version=F("version"))
        self.standing = {row[0]: Standing(*row) for row in rows.order_by("line__number").values_list(*_COLUMNS)}
        final = Fate.objects.filter(line__plan__cycle=cycle, revised_by__isnull=True)
        self.fates = {fate.line_id: fate for fate in final.select_related("referred_to")}
        self.up: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        self.down: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        shares = Share.objects.standing().filter(source__plan__cycle=cycle).order_by("pk")
        for source, target, asked in shares.values_list("source_id", "target_id", "asked"):
            self.up[source].append((target, asked))
            self.down[target].append((source, asked))

    def lines_of(self, plan_id: int) -> list[Standing]:
        """A plan's lines by number."""
        return [standing for standing in self.standing.values() if standing.plan_id == plan_id]

    def ways(self, line_id: int) -> Iterator[list[Step]]:
        """Every way from a line to an end: one, or several where it was split."""
        standing = self.standing[line_id]
        yield from self._ways(line_id, standing.asked)

    def _ways(self, line_id: int, asked: Decimal) -> Iterator[list[Step]]:
        here = Step(self.standing[line_id], self.fates.get(line_id), asked)
        if here.fate is None or here.fate.kind not in LIVES_ON or not self.up.get(line_id):
            yield [here]
            return
        for target, share in self.up[line_id]:
            for way in self._ways(target, share if len(self.up[line_id]) > 1 else asked):
                yield [here, *way]


_COLUMNS = (
    "line_id",
    "version__plan_id",
    "version__plan__level",
    "version__plan__area_id",
    "line__number",
    "line__proposal__reference",
    "proposal_version__title",
    "proposal_version__strategy",
    "work_class",
    "rank",
    "within_ceiling",
    "asked",
    "proposed",
)
