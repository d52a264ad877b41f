"""What became of single lines: their ways along the shares to the end, read for them alone, not for the whole cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from approvals.governor import with_granted
from pages.fields import with_commas
from proposals.lineage import Lineage, Standing, Step
from proposals.models import LIVES_ON, Fate, FateKind, Level, PlanLine, Share


class LineageOfLines(Lineage):
    """The lineage of some lines. At most three queries, and one where nothing has been decided about them yet."""

    def __init__(self, lines: Iterable[Standing]) -> None:
        self.standing = {standing.line_id: standing for standing in lines}
        self.up: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        self.down: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        here = Q(source__in=list(self.standing))
        above = Q(source__in=Share.objects.standing().filter(here).values("target"))
        reached = Q(line__in=list(self.standing)) | Q(line__in=Share.objects.standing().filter(here).values("target"))
        final = Fate.objects.filter(
            reached | Q(line__in=Share.objects.standing().filter(above).values("target")), revised_by__isnull=True
        )
        self.fates = {fate.line_id: fate for fate in final.select_related("referred_to", "decision__plan__owner")}
        if any(fate.kind in LIVES_ON for fate in self.fates.values()):
            self._read_shares(here | above)

    def _read_shares(self, of_these: Q) -> None:
        shares = Share.objects.standing().filter(of_these).order_by("pk")
        for source, target, asked in shares.values_list("source_id", "target_id", "asked"):
            self.up[source].append((target, asked))
            self.down[target].append((source, asked))
        above = PlanLine.objects.filter(line__in=list(self.down), version__frozen_at__isnull=False)
        granted = standings(with_granted(above.order_by("version__number")), baht="granted")
        self.standing |= {standing.line_id: standing for standing in granted}


def standings(rows: QuerySet[PlanLine], baht: str = "proposed") -> list[Standing]:
    """What lines say in a version, from named columns only; ``baht`` names the one that counts as proposed."""
    found: Any = rows.values(
        "line_id",
        "work_class",
        "rank",
        "within_ceiling",
        "asked",
        baht,
        plan_id=F("version__plan_id"),
        level=F("version__plan__level"),
        area_code=F("version__plan__area_id"),
        number=F("line__number"),
        reference=F("line__proposal__reference"),
        title=F("proposal_version__title"),
        strategy=F("proposal_version__strategy"),
    )
    return [Standing(**{("proposed" if name == baht else name): row[name] for name in row}) for row in found]


@dataclass(frozen=True, slots=True)
class Station:
    """What one level made of a proposal: who decided when, what and why, and what it is called from there on."""

    level: str
    outcome: str
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    taken_by: str = ""
    taken_into: str = ""
    becomes: str = ""
    becomes_title: str = ""
    asked: Decimal | None = None

    @property
    def words(self) -> str:
        """The station in one line."""
        return ": ".join(filter(None, [self.outcome, self.reason]))


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a proposal through the levels to where it is now, and the baht that took it."""

    stations: list[Station]
    asked: Decimal
    in_plan: bool
    is_open: bool
    rank: int | None = None
    proposed: Decimal | None = None
    over_ceiling: bool = False

    @property
    def words(self) -> str:
        """The whole way in one line."""
        return " → ".join(station.words for station in self.stations)


def ways_through(lineage: Lineage, line_id: int) -> list[Way]:
    """The ways of one line, in words."""
    return [_way(way) for way in lineage.ways(line_id)]


def _way(steps: list[Step]) -> Way:
    end = steps[-1]
    in_plan = end.standing.level == Level.PROVINCE and end.fate is not None and end.fate.kind == FateKind.CARRIED
    return Way(
        stations=[_station(step, after) for step, after in zip(steps, [*steps[1:], None], strict=True)],
        asked=end.asked,
        in_plan=in_plan,
        is_open=end.fate is None,
        rank=end.standing.rank if in_plan else None,
        proposed=end.standing.proposed if in_plan else None,
        over_ceiling=in_plan and end.standing.within_ceiling is False,
    )


def _station(step: Step, after: Step | None) -> Station:
    fate = step.fate
    level = str(Level(step.standing.level).label)
    if fate is None:
        return Station(level, _("อยู่ระหว่างการพิจารณา"))
    in_plan = after is None and step.standing.level == Level.PROVINCE and fate.kind == FateKind.CARRIED
    return Station(
        level=level,
        outcome=_in_plan(step.standing) if in_plan else _outcome(fate, after),
        decided_by=fate.decision.plan.owner.name,
        decided_at=fate.decision.decided_at,
        reason="" if in_plan else fate.reason,
        taken_by=fate.referred_to.name if fate.referred_to else "",
        taken_into=fate.referred_plan,
        becomes=after.standing.reference if after else "",
        becomes_title=after.standing.title if after else "",
        asked=after.asked if after else None,
    )


def _in_plan(standing: Standing) -> str:
    if standing.within_ceiling is False:
        return _("บรรจุในแผนพัฒนาจังหวัด ลำดับที่ %(rank)s (เกินกรอบวงเงิน)") % {"rank": standing.rank or "–"}
    return _("บรรจุในแผนพัฒนาจังหวัด ลำดับที่ %(rank)s") % {"rank": standing.rank or "–"}


def _outcome(fate: Fate, after: Step | None) -> str:
    if after is not None and fate.kind == FateKind.CARRIED:
        return _("นำเข้าแผนระดับ%(level)s") % {"level": Level(after.standing.level).label}
    if after is not None and fate.kind == FateKind.MERGED:
        return _("รวมเป็นโครงการร่วม “%(title)s”") % {"title": after.standing.title}
    if after is not None and fate.kind == FateKind.SPLIT:
        return _("แยกเป็น “%(title)s” %(baht)s บาท") % {"title": after.standing.title, "baht": with_commas(after.asked)}
    return str(FateKind(fate.kind).label)
