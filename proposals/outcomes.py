"""What became of one line, level by level, read in one query whatever the size of its cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from proposals.models import LIVES_ON, FateKind, Level, Plan, PlanLine, Share


@dataclass(frozen=True, slots=True)
class Answer:
    """A fate in words: what, why, by whom, and who took it into which plan."""

    kind: str
    reason: str
    decided_by: str
    referred_to: str
    referred_plan: str

    @property
    def words(self) -> str:
        """The kind of the fate, as people say it."""
        return str(FateKind(self.kind).label)


@dataclass(slots=True)
class Station:
    """A line in the plan of one level: whose plan, what it is called there, and how it left it (None: not yet)."""

    line_id: int
    level: str
    owner: str
    reference: str
    title: str
    rank: int | None
    within_ceiling: bool | None
    answer: Answer | None
    earlier: list[Answer] = field(default_factory=list)
    sources: dict[int, Decimal] = field(default_factory=dict)

    @property
    def stands_in_plan(self) -> bool:
        """Whether it ends here, as a line of the provincial plan."""
        return self.level == Level.PROVINCE and self.answer is not None and self.answer.kind == FateKind.CARRIED


@dataclass(frozen=True, slots=True)
class Step:
    """A station on one way of a line, with the baht that came along, and the next station of that way.

    Behind a merger the baht are everybody's together, so that there no part is told.
    """

    station: Station
    asked: Decimal | None
    after: Station | None

    @property
    def words(self) -> str:
        """What this level answered, naming what the line became."""
        here, kind = self.station, self.station.answer.kind if self.station.answer else ""
        if not kind:
            return _("ยังไม่มีข้อยุติ")
        if here.stands_in_plan:
            words = _("บรรจุในแผนพัฒนาจังหวัด ลำดับที่ %(rank)s") % {"rank": here.rank or "–"}
            return words + " " + _("(เกินกรอบวงเงิน)") if here.within_ceiling is False else words
        if self.after and kind == FateKind.MERGED:
            return _("รวมเป็นโครงการร่วม “%(title)s”") % {"title": self.after.title}
        if self.after and kind == FateKind.SPLIT:
            return _("แยกเป็นโครงการ “%(title)s”") % {"title": self.after.title}
        return str(FateKind(kind).label)


def ways_of_many(rows: Iterable[PlanLine]) -> dict[int, list[list[Step]]]:
    """The ways of lines from their own plan to where each ended, by line: several where one was split. One query.

    ``rows`` are what their own plans say of them, or said last. What a level has not resolved yet is its draft: of a
    station without an answer only the place is told.
    """
    own = list(rows)
    stations = _stations(own)
    return {row.line_id: [list(_steps(way)) for way in _ways(stations[row.line_id], stations)] for row in own}


def way_of_a_draft(row: PlanLine, plan: Plan) -> list[Step]:
    """The way of a line that was never handed up: it stands where it was written. No query."""
    line, words = row.line, row.proposal_version
    reference, ceiling = line.proposal.reference, row.within_ceiling
    station = Station(line.pk, plan.level, plan.owner.name, reference, words.title, row.rank, ceiling, None)
    return [Step(station, None, None)]


def _ways(station: Station, stations: Mapping[int, Station]) -> Iterable[list[Station]]:
    lives_on = station.answer is not None and station.answer.kind in LIVES_ON
    above = [other for other in stations.values() if station.line_id in other.sources] if lives_on else []
    if not above:
        yield [station]
    for other in above:
        for way in _ways(other, stations):
            yield [station, *way]


def _steps(way: list[Station]) -> Iterable[Step]:
    before: Station | None = None
    is_merged = False
    for here, after in zip(way, [*way[1:], None], strict=True):
        asked = here.sources[before.line_id] if before is not None and not is_merged else None
        yield Step(here, asked, after)
        is_merged = is_merged or (before is not None and len(here.sources) > 1)
        before = here


def _stations(own: list[PlanLine]) -> dict[int, Station]:
    """The lines, and those of the two levels above in which they live on, by id."""
    first = Share.objects.standing().filter(source__in=[row.line_id for row in own])
    second = Share.objects.standing().filter(source__in=first.values("target"))
    above = Q(line__in=first.values("target")) | Q(line__in=second.values("target"))
    rows = PlanLine.objects.filter(
        Q(pk__in=[row.pk for row in own]) | (above & Q(version=F("line__plan__current_version")))
    )
    stations: dict[int, Station] = {}
    # Each row is a line with one of its shares and one of its fates, so that a line may come several times.
    for row in rows.order_by("line_id", "line__fates__pk").values(*_COLUMNS, **_NAMED):
        station = stations.setdefault(row["line_id"], _station(row))
        if row["source"] is not None and row["share_revised_by"] is None:
            station.sources[row["source"]] = row["share"]
        if row["kind"] and row["revised_by"] and _answer(row) not in station.earlier:
            station.earlier.append(_answer(row))
        elif row["kind"] and not row["revised_by"]:
            station.answer = _answer(row)
    return stations


_COLUMNS = ("line_id", "rank", "within_ceiling")
_NAMED = {
    "level": F("line__plan__level"),
    "owner": F("line__plan__owner__name"),
    "reference": F("line__proposal__reference"),
    "title": F("proposal_version__title"),
    "source": F("line__shares_in__source"),
    "share": F("line__shares_in__asked"),
    "share_revised_by": F("line__shares_in__fate__revised_by"),
    "kind": F("line__fates__kind"),
    "reason": F("line__fates__reason"),
    "decided_by": F("line__fates__decision__plan__owner__name"),
    "referred_to": F("line__fates__referred_to__name"),
    "referred_plan": F("line__fates__referred_plan"),
    "revised_by": F("line__fates__revised_by"),
}


def _station(row: Mapping[str, Any]) -> Station:
    return Station(
        line_id=row["line_id"],
        level=row["level"],
        owner=row["owner"],
        reference=row["reference"],
        title=row["title"],
        rank=row["rank"],
        within_ceiling=row["within_ceiling"],
        answer=None,
    )


def _answer(row: Mapping[str, Any]) -> Answer:
    texts = (row[name] or "" for name in ("reason", "decided_by", "referred_to", "referred_plan"))
    return Answer(row["kind"], *texts)
