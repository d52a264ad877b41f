"""Reads of what-if: scenarios side by side, and the one that a meeting chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery

from approvals.models import Adoption, Consensus, Criterion, Scenario, Worksheet
from approvals.ranking import Candidate, candidates_of
from approvals.scenarios import basis_of, candidates_in, paid_by, sheet_inputs
from directory.models import Area
from proposals.models import Meeting, Plan
from proposals.models.meeting import counted_present

SIDE_BY_SIDE = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A scenario beside others: whether it is of another worksheet by now, what lies within, and its baht."""

    scenario: Scenario
    is_stale: bool
    is_adopted: bool
    inside: int
    cost: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry on which the scenarios differ, or not: for each, its rank and whether it lies within."""

    number: int
    title: str
    asked: Decimal
    places: list[tuple[int, bool] | None]
    differs: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What each scenario brings to a tambon, in baht."""

    name: str
    asked: Decimal
    baht: list[Decimal]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side."""

    columns: list[Column]
    entries: list[EntryRow]
    areas: list[AreaRow]

    @property
    def differing(self) -> list[EntryRow]:
        """The entries that are in by one scenario and out by another."""
        return [row for row in self.entries if row.differs]


def compared(worksheet: Worksheet, scenarios: Sequence[Scenario]) -> Comparison:
    """Scenarios of a worksheet side by side, from their kept inputs. Six queries, whatever their number and size."""
    present = basis_of(sheet_inputs(worksheet, candidates_of(worksheet)))
    lists = [_known(scenario) for scenario in scenarios]
    entries: dict[int, Candidate] = {c.entry.number: c for listed in lists for c in listed}
    codes = sorted({area for c in entries.values() for area in c.by_area})
    names = dict(Area.objects.filter(pk__in=codes).values_list("pk", "name_th"))
    paid = [_by_area(listed[: scenario.outcome["inside"]]) for scenario, listed in zip(scenarios, lists, strict=True)]
    columns = [
        Column(
            scenario,
            scenario.basis != present,
            worksheet.scenario_id == scenario.pk,
            scenario.outcome["inside"],
            sum(baht.values(), Decimal(0)),
            min((baht.get(code, Decimal(0)) for code in codes), default=Decimal(0)),
            max((baht.get(code, Decimal(0)) for code in codes), default=Decimal(0)),
        )
        for scenario, baht in zip(scenarios, paid, strict=True)
    ]
    asked = _asked(entries.values())
    areas = [
        AreaRow(names.get(code, code), asked[code], [baht.get(code, Decimal(0)) for baht in paid]) for code in codes
    ]
    return Comparison(columns, _entry_rows(scenarios, lists, entries), areas)


def _known(scenario: Scenario) -> list[Candidate]:
    """The candidates of the kept inputs in the kept order."""
    known = {c.entry.number: c for c in candidates_in(scenario.inputs)}
    return [known[number] for number in scenario.outcome["order"]]


def _by_area(chosen: Sequence[Candidate]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for candidate in chosen:
        for area, part in paid_by(candidate).items():
            sums[area] = sums.get(area, Decimal(0)) + part
    return sums


def _asked(candidates: Iterable[Candidate]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for candidate in candidates:
        for area, part in candidate.by_area.items():
            sums[area] = sums.get(area, Decimal(0)) + part
    return sums


def _entry_rows(
    scenarios: Sequence[Scenario], lists: Sequence[Sequence[Candidate]], entries: dict[int, Candidate]
) -> list[EntryRow]:
    places = [
        {c.entry.number: (rank, rank <= scenario.outcome["inside"]) for rank, c in enumerate(listed, 1)}
        for scenario, listed in zip(scenarios, lists, strict=True)
    ]
    rows = []
    for number, candidate in entries.items():
        found = [each.get(number) for each in places]
        differs = len({place is not None and place[1] for place in found}) > 1
        rows.append(EntryRow(number, candidate.entry.title, candidate.asked, found, differs))
    return rows


def latest_adoption(worksheet: Worksheet) -> Adoption | None:
    """The resolution by which the worksheet is ranked now; None where it is ranked by its scores. One query."""
    if worksheet.scenario_id is None:
        return None
    found = Adoption.objects.filter(scenario=worksheet.scenario_id).select_related("scenario", "meeting")
    return found.order_by("-pk").first()


def quorate_meetings(plan: Plan) -> list[Meeting]:
    """The members' meetings of a plan's owner that had their quorum, the latest first. One query."""
    found = Meeting.objects.filter(plan=plan).exclude(kind__in=Meeting.OPEN_TO_ALL)
    found = found.annotate(present=Count("attendances", filter=counted_present())).filter(present__gte=F("quorum"))
    return list(found.order_by("-held_on", "-pk"))


def criteria_and_consensus(worksheet: Worksheet) -> tuple[list[Criterion], dict[str, Any] | None]:
    """A worksheet's criteria, and the resolution with which scores by them were last entered, if one was named.

    One query: of a resolution ``text``, ``lines`` and the id of its ``meeting``; of that its ``title``, ``number`` and
    ``year``.
    """
    latest = Consensus.objects.filter(worksheet=OuterRef("worksheet")).order_by("-pk")
    told = {"text": "text", "lines": "lines", "meeting": "meeting"} | {
        name: f"meeting__{name}" for name in ("title", "number", "year")
    }
    columns = {f"agreed_{name}": Subquery(latest.values(column)[:1]) for name, column in told.items()}
    criteria: list[Any] = list(worksheet.criteria.annotate(**columns))
    if not criteria or criteria[0].agreed_text is None:
        return criteria, None
    return criteria, {name: getattr(criteria[0], f"agreed_{name}") for name in told}
