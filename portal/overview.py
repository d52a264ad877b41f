"""A province's overview once its plan is announced, and the provinces that have one: sums and named columns only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.functional import cached_property

from approvals.governor import standing
from portal.public import PUBLISHED, published_plans
from proposals.models import BudgetLine, Fate, FateKind, Level, Plan, PlanLine, PlanState, PlanVersion, Share
from tracking.models import Commitment, Status

LINES_A_PAGE = 100
WITHIN, OVER = "within", "over"


@dataclass(slots=True)
class Tally:
    """How many, and for how many baht."""

    count: int = 0
    baht: Decimal = Decimal(0)

    def add(self, count: int, baht: Decimal | None) -> None:
        """Take more in."""
        self.count += count
        self.baht += baht or Decimal(0)


@dataclass(frozen=True, slots=True)
class PublishedProvince:
    """A province with an announced plan, for the list on the front page."""

    code: str
    name: str
    year: int


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A subdistrict's plan in the list of plans, with its owner."""

    reference: str
    owner: str
    area: str
    asked: Tally


@dataclass(slots=True)
class District:
    """What a district's subdistricts asked for, and what of it stands in the province's plan."""

    name: str
    reference: str = ""
    asked: Tally = field(default_factory=Tally)
    in_plan: Tally = field(default_factory=Tally)
    plans: list[PlanEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FateSum:
    """How many lines of a level left it in one way."""

    level: str
    outcome: str
    sum: Tally


@dataclass(frozen=True, slots=True)
class RankedLine:
    """A line of the province's plan."""

    rank: int | None
    reference: str
    title: str
    agency: str
    source: str
    proposed: Decimal
    is_over: bool


@dataclass(frozen=True, slots=True)
class StatusSum:
    """How far the commitments have come; ``share`` is the part of all of them, of a hundred."""

    status: str
    sum: Tally
    share: int


def published_provinces() -> list[PublishedProvince]:
    """The provinces whose plan is announced, by name, the latest year first. One query."""
    plans = Plan.objects.filter(level=Level.PROVINCE, state__in=PUBLISHED).select_related("area", "cycle")
    found = {PublishedProvince(plan.province_code, plan.area.full_name, plan.cycle.target_year) for plan in plans}
    return sorted(found, key=lambda province: (province.name, -province.year))


def overview_of(code: str, year: int) -> Overview | None:
    """The overview of a province's announced plan of a year, if there is one. One query; the others when asked."""
    found = Plan.objects.filter(
        level=Level.PROVINCE, province_code=code, cycle__target_year=year, state__in=PUBLISHED
    ).select_related("area", "owner")
    plan = found.order_by("theme", "pk").first()
    return Overview(plan, year) if plan else None


class Overview:
    """The figures of one province and year. Each property asks once, whatever the number of plans and proposals."""

    def __init__(self, plan: Plan, year: int) -> None:
        self._plan = plan
        self.year = year
        self.code = plan.province_code
        self.reference = plan.reference
        self.name = plan.area.full_name
        self.owner = plan.owner.name

    @cached_property
    def _plans(self) -> list[Plan]:
        """The published plans of subdistricts and districts, each with its last settled version."""
        settled = PlanVersion.objects.filter(plan=OuterRef("pk"), frozen_at__isnull=False).order_by("-number")
        below = Q(parent=self._plan) | Q(parent__parent=self._plan)
        return list(
            published_plans()
            .filter(below)
            .annotate(settled=Subquery(settled.values("pk")[:1]))
            .select_related("owner", "area__parent")
            .order_by("area_id", "pk")
        )

    @cached_property
    def _fates(self) -> list[tuple[int, str, int, Decimal]]:
        """By plan: how many lines left it in which way, with their baht."""
        found = Fate.objects.filter(line__plan__in=[plan.pk for plan in self._plans], revised_by__isnull=True)
        grouped = found.order_by().values_list("line__plan_id", "kind").annotate(n=Count("pk"), baht=Sum("asked"))
        return list(grouped)

    @cached_property
    def _undecided(self) -> list[tuple[int, int, Decimal]]:
        """By plan: how many lines have not left it yet."""
        versions = [plan.settled for plan in self._plans if plan.state not in {PlanState.CLOSED, PlanState.WITHDRAWN}]  # type: ignore[attr-defined]
        if not versions:
            return []
        found = PlanLine.objects.filter(version__in=versions, line__fates__isnull=True).order_by()
        return list(found.values_list("version__plan_id").annotate(n=Count("pk"), baht=Sum("asked")))

    @cached_property
    def districts(self) -> list[District]:
        """By district: what was asked, what stands in the plan, and the subdistricts' plans."""
        asked: dict[int, Tally] = defaultdict(Tally)
        for plan_id, _kind, count, baht in self._fates:
            asked[plan_id].add(count, baht)
        for plan_id, count, baht in self._undecided:
            asked[plan_id].add(count, baht)
        found: dict[str, District] = {}
        for plan in self._plans:
            area = plan.area if plan.level == Level.DISTRICT else plan.area.parent
            district = found.setdefault(plan.district_code, District(area.full_name if area else plan.district_code))
            if plan.level == Level.DISTRICT:
                district.reference = district.reference or plan.reference
            else:
                district.asked.add(asked[plan.pk].count, asked[plan.pk].baht)
                district.plans.append(PlanEntry(plan.reference, plan.owner.name, plan.area.full_name, asked[plan.pk]))
        for code, count, baht in self._carried():
            if code in found:
                found[code].in_plan.add(count, baht)
        return [found[code] for code in sorted(found)]

    def _carried(self) -> list[tuple[str, int, Decimal]]:
        """By district: how many of its subdistricts' proposals stand in the plan, and the baht of them. Two queries."""
        shares = Share.objects.filter(
            target__plan=self._plan, target__fates__kind=FateKind.CARRIED, target__fates__revised_by__isnull=True
        ).order_by()
        counts = shares.values_list("source__plan__district_code").annotate(
            n=Count(
                "source__shares_in__source", distinct=True, filter=Q(source__shares_in__fate__revised_by__isnull=True)
            )
        )
        baht = dict(shares.values_list("source__plan__district_code").annotate(baht=Sum("asked")))
        return [(code, count, baht.get(code, Decimal(0))) for code, count in counts]

    @property
    def total(self) -> District:
        """All districts together."""
        total = District(self.name)
        for district in self.districts:
            total.asked.add(district.asked.count, district.asked.baht)
            total.in_plan.add(district.in_plan.count, district.in_plan.baht)
        return total

    @property
    def fates(self) -> list[FateSum]:
        """By level: what became of its lines, in the order in which the ways are named."""
        levels = {plan.pk: Level(plan.level) for plan in self._plans}
        sums: dict[tuple[Level, str], Tally] = defaultdict(Tally)
        for plan_id, kind, count, baht in self._fates:
            sums[levels[plan_id], kind].add(count, baht)
        for plan_id, count, baht in self._undecided:
            sums[levels[plan_id], ""].add(count, baht)
        return [
            FateSum(str(level.label), str(FateKind(kind).label) if kind else "", sums[level, kind])
            for level in (Level.SUBDISTRICT, Level.DISTRICT)
            for kind in [*FateKind.values, ""]
            if (level, kind) in sums
        ]

    @cached_property
    def by_ceiling(self) -> dict[str, Tally]:
        """What stands in the plan, within and over its ceiling."""
        sums = {WITHIN: Tally(), OVER: Tally()}
        lines = self._lines.order_by().values_list("within_ceiling")
        for within, count, baht in lines.annotate(n=Count("pk"), baht=Sum("granted")):
            sums[OVER if within is False else WITHIN].add(count, baht)
        return sums

    @property
    def _lines(self) -> QuerySet[Any, Any]:
        """The lines of the endorsed version that stand in the plan, each with what was granted."""
        return standing(self._plan, PlanLine.objects.filter(version=self._plan.current_version_id))

    def ranked(self, ceiling: str, number: str | None) -> tuple[Page[Any], list[RankedLine]]:
        """A hundred lines of the plan by rank, of all or of those within or over the ceiling. One query."""
        counts = {name: found.count for name, found in self.by_ceiling.items()}
        page = Counted(self._ranked(ceiling), counts.get(ceiling, sum(counts.values()))).get_page(number)
        return page, _as_ranked(page)

    def all_ranked(self, ceiling: str) -> list[RankedLine]:
        """All of them at once, for a workbook. One query."""
        return _as_ranked(self._ranked(ceiling))

    def _ranked(self, ceiling: str) -> QuerySet[Any, Any]:
        lines = self._lines.order_by(F("rank").asc(nulls_last=True), "line__number")
        if ceiling == OVER:
            lines = lines.filter(within_ceiling=False)
        elif ceiling == WITHIN:
            lines = lines.exclude(within_ceiling=False)
        return lines.values_list(
            "rank",
            "line__proposal__reference",
            "proposal_version__title",
            "agency__name",
            "funding_source",
            "granted",
            "within_ceiling",
        )

    @cached_property
    def commitments(self) -> list[StatusSum]:
        """How far the lines of the plan have come, by what their agencies reported."""
        found = Commitment.objects.filter(line__plan=self._plan).order_by().values_list("status")
        sums = {status: Tally(count, baht) for status, count, baht in found.annotate(n=Count("pk"), baht=Sum("amount"))}
        total = sum(each.count for each in sums.values())
        return [
            StatusSum(str(Status(status).label), sums[status], round(100 * sums[status].count / total))
            for status in Status.values
            if status in sums
        ]


def _as_ranked(rows: Iterable[Any]) -> list[RankedLine]:
    sources = dict(BudgetLine.Source.choices)
    return [
        RankedLine(rank, reference, title, agency or "", str(sources.get(source, "")), proposed, within is False)
        for rank, reference, title, agency, source, proposed, within in rows
    ]


class Counted(Paginator):  # type: ignore[type-arg]  # the base takes no arguments at run time
    """A paginator that knows already how many rows there are."""

    def __init__(self, rows: QuerySet[Any, Any], count: int) -> None:
        super().__init__(rows, LINES_A_PAGE)
        self.__dict__["count"] = count  # stands in place of the cached property that asks the database
