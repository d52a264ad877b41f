"""The matrix of the province's integration: projects by owner, funding source and year, as the worksheet has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery

from approvals.models import Amount, Entry, ItemShare, Worksheet
from proposals.models import BudgetLine, PlanLine
from proposals.money import split_by_largest_remainder

ZERO = Decimal(0)
NONE = "none"  # no owner, source or programme yet
WITHIN, OVER = "within", "over"


@dataclass(frozen=True, slots=True)
class Project:
    """An entry with what is proposed for it by year."""

    entry: Entry
    years: Mapping[int, Decimal]

    @property
    def owner(self) -> str:
        """The key of who answers for it."""
        return str(self.entry.agency_id or NONE)

    @property
    def source(self) -> str:
        """Where its money comes from."""
        return self.entry.funding_source or NONE

    def baht(self, year: int | None) -> Decimal:
        """What is proposed for it in one year, or in all."""
        return self.years.get(year, ZERO) if year else sum(self.years.values(), ZERO)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which projects are asked for; read from an address."""

    owner: str = ""
    source: str = ""
    year: int | None = None
    programme: str = ""
    ceiling: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], years: Sequence[int]) -> Wanted:
        """What an address asks for; what it does not know it leaves out."""
        year = asked.get("year", "")
        source = asked.get("source", "")
        ceiling = asked.get("ceiling", "")
        return cls(
            owner=asked.get("owner", "")[:20],
            source=source if source in {NONE, *BudgetLine.Source.values} else "",
            year=int(year) if year.isdecimal() and len(year) == 4 and int(year) in years else None,  # พ.ศ.
            programme=asked.get("programme", "")[:20],
            ceiling=ceiling if ceiling in {WITHIN, OVER} else "",
        )

    def holds(self, project: Project) -> bool:
        """Whether a project is asked for."""
        entry = project.entry
        return (
            self.owner in ("", project.owner)
            and self.source in ("", project.source)
            and (self.year is None or bool(project.years.get(self.year)))
            and self.programme in ("", str(entry.programme_id or NONE))
            and (not self.ceiling or entry.within_ceiling is (self.ceiling == WITHIN))
        )


@dataclass(slots=True)
class Cell:
    """How many projects, and for how many baht."""

    count: int = 0
    baht: Decimal = ZERO

    def add(self, baht: Decimal) -> None:
        """Take one more in."""
        self.count += 1
        self.baht += baht


@dataclass(slots=True)
class Row:
    """An owner with the sums of each source, and of all."""

    key: str
    name: str
    cells: dict[str, Cell] = field(default_factory=lambda: defaultdict(Cell))
    total: Cell = field(default_factory=Cell)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The projects that were asked for, with their sums by owner and source; ``sources`` are the columns."""

    projects: list[Project]
    rows: list[Row]
    total: Row
    sources: list[str]


def projects_of(worksheet: Worksheet) -> list[Project]:
    """All entries of a worksheet by rank, with what is proposed by year. Four queries, whatever their number."""
    entries = list(worksheet.entries.select_related("agency").order_by(F("rank").asc(nulls_last=True), "number"))
    asked = _asked_by_year(worksheet)
    differs = any(entry.proposed is not None for entry in entries)
    said = _said_by_year(worksheet) if differs else {}
    return [Project(entry, _years(entry, asked.get(entry.pk, {}), said.get(entry.pk))) for entry in entries]


def _years(entry: Entry, asked: Mapping[int, Decimal], said: Mapping[int, Decimal] | None) -> Mapping[int, Decimal]:
    """What is proposed by year: as was said year by year, or as asked; another sum in proportion to what is asked."""
    if entry.proposed is None:
        return asked
    if said is not None and sum(said.values(), ZERO) == entry.proposed:
        return said
    years = sorted(asked)
    parts = split_by_largest_remainder(entry.proposed, [asked[year] for year in years])
    return dict(zip(years, parts, strict=True))


def _said_by_year(worksheet: Worksheet) -> dict[int, dict[int, Decimal]]:
    said: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    amounts = Amount.objects.filter(entry__worksheet=worksheet).values_list("entry_id", "year", "proposed")
    for entry_id, year, proposed in amounts:
        said[entry_id][year] += proposed
    return said


def _asked_by_year(worksheet: Worksheet) -> dict[int, dict[int, Decimal]]:
    handed_up = PlanLine.objects.filter(
        line__worksheet_item__worksheet=worksheet, version=F("line__worksheet_item__version")
    ).order_by()
    words = PlanLine.objects.filter(line=OuterRef("item__line"), version=OuterRef("item__version"))
    money: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    budgets = BudgetLine.objects.filter(version__in=handed_up.values("proposal_version")).order_by("year", "source")
    for version, year, amount in budgets.values_list("version_id", "year", "amount"):
        money[version].append((year, amount))
    sums: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    shares = ItemShare.objects.filter(entry__worksheet=worksheet).annotate(
        words=Subquery(words.values("proposal_version")[:1])
    )
    for entry, version, asked in shares.values_list("entry_id", "words", "asked"):
        own = money[version] or [(worksheet.plan.cycle.target_year, asked)]
        parts = split_by_largest_remainder(asked, [amount for _year, amount in own])
        for (year, _amount), part in zip(own, parts, strict=True):
            sums[entry][year] += part
    return {entry: {year: part for year, part in found.items() if part} for entry, found in sums.items()}


def matrix_of(projects: Sequence[Project], wanted: Wanted) -> Matrix:
    """The projects that are asked for, and their sums. No query."""
    found = [project for project in projects if wanted.holds(project)]
    rows: dict[str, Row] = {}
    total = Row("", "")
    for project in found:
        agency = project.entry.agency
        row = rows.setdefault(project.owner, Row(project.owner, agency.name if agency else ""))
        baht = project.baht(wanted.year)
        for each in (row, total):
            each.cells[project.source].add(baht)
            each.total.add(baht)
    sources = [source for source in (*BudgetLine.Source.values, NONE) if source in total.cells]
    return Matrix(found, sorted(rows.values(), key=lambda row: (row.key == NONE, row.name)), total, sources)
