"""What lies where in a district or a province, what became of it, and who is waited for: figures for its offices.

All sums over lines are read from the figures that the database keeps, so that they are those of this moment and cost
the same whatever the number of lines. Only area plans count, and the amendments of them that went up: what goes its own
ways is gathered by nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from directory import clock
from directory.acting import Acting
from directory.errors import NotHere
from directory.mandates import mandate_of
from directory.models import Area
from directory.powers import Power
from proposals.models import (
    LIVES_ON,
    Cycle,
    Fate,
    FateKind,
    Level,
    Plan,
    PlanKind,
    PlanLine,
    PlanState,
    Split,
    WorkClass,
)
from proposals.summary import OPEN, Figure, Tally, figures_of
from tracking.fairness import WITH_MONEY
from tracking.models import Commitment
from workflow.inbox import due_of

UNDECIDED, NONE = "open", "-"  # what a line without a fate, and one without a strategy, is called in an address
A_FEW = 15
STAGES = {
    "written": (
        gettext_lazy("จัดทำหรือปรับปรุงอยู่"),
        (PlanState.DRAFT, PlanState.GATHERING, PlanState.COMPILING, PlanState.ADOPTED, PlanState.RETURNED),
    ),
    "handed_up": (gettext_lazy("เสนอแล้ว รอตรวจ"), (PlanState.SUBMITTED, PlanState.SENT, PlanState.IN_REVIEW)),
    "taken": (
        gettext_lazy("รับแล้วหรือเห็นชอบแล้ว"),
        (PlanState.ACCEPTED, PlanState.CLOSED, PlanState.ENDORSED, PlanState.ANSWERED),
    ),
    "withdrawn": (gettext_lazy("ถอนแล้ว"), (PlanState.WITHDRAWN,)),
}
_STAGE_OF = {state: stage for stage, (_label, states) in STAGES.items() for state in states}


@dataclass(slots=True)
class Row:
    """One line of a table: lines and baht, and what of them has had which fate; ``query`` leads to them.

    ``is_area`` says that it also leads to figures of its own.
    """

    label: str
    query: dict[str, str]
    is_area: bool = False
    total: Tally = field(default_factory=Tally)
    fates: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, figure: Figure) -> None:
        """Count a figure in."""
        self.total.add(figure.tally)
        self.fates[figure.fate].add(figure.tally)

    def lines(self, *fates: str) -> int:
        """How many lines had one of these fates."""
        return sum(self.fates[fate].lines for fate in fates if fate in self.fates)

    @property
    def cells(self) -> list[tuple[str, int]]:
        """How many lines came to what, in the order of `OUTCOMES`, with the value in an address."""
        return [(code, self.lines(*fates)) for code, _label, fates in OUTCOMES]

    @property
    def address(self) -> str:
        """The part of an address that names its lines."""
        return urlencode(self.query)

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """What its lines came to, in words, each with the part of an address that names them."""
        return [
            (urlencode({**self.query, "fate": code}), str(label), self.lines(*fates))
            for code, label, fates in OUTCOMES
            if self.lines(*fates)
        ]

    @property
    def decided(self) -> int:
        """How many of its lines have an answer, in whole per cent."""
        return 100 * (self.total.lines - self.lines(OPEN)) // self.total.lines if self.total.lines else 0


OUTCOMES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (UNDECIDED, gettext_lazy("ยังไม่ได้ข้อยุติ"), (OPEN,)),
    (FateKind.CARRIED, FateKind.CARRIED.label, (FateKind.CARRIED,)),
    (FateKind.MERGED, gettext_lazy("รวมหรือแยก"), (FateKind.MERGED, FateKind.SPLIT)),
    (FateKind.KEPT, FateKind.KEPT.label, (FateKind.KEPT,)),
    (FateKind.REFERRED, FateKind.REFERRED.label, (FateKind.REFERRED,)),
    (FateKind.RETURNED, FateKind.RETURNED.label, (FateKind.RETURNED,)),
    (FateKind.DEFERRED, FateKind.DEFERRED.label, (FateKind.DEFERRED,)),
    (FateKind.REFUSED, FateKind.REFUSED.label, (FateKind.REFUSED,)),
    (FateKind.WITHDRAWN, FateKind.WITHDRAWN.label, (FateKind.WITHDRAWN,)),
)
FATES = {code: fates for code, _label, fates in OUTCOMES}


@dataclass(frozen=True, slots=True)
class Waited:
    """A step that waits: of which plan, whose it is, since when and until when."""

    plan: Plan
    whose: str
    since: datetime
    due: date | None
    is_late: bool


def areas_overseen_by(by: Acting) -> list[str]:
    """The districts and provinces whose plans an office sees as a whole.

    Raises:
        NotHere: there are none.
    """
    if found := [code for code in mandate_of(by).areas(Power.VIEW_PLAN) if len(code) <= len("3701")]:
        return found
    raise NotHere("")


def dashboard_of(acting: Acting, *, area: str = "", year: str = "", level: str = "", by: str = "place") -> Dashboard:
    """The figures of one of an office's areas, or of a district inside it; of the latest year unless asked otherwise.

    Raises:
        NotHere: the area, or its plans, are not the office's to see, or nothing was planned there in that year.
    """
    code = area or areas_overseen_by(acting)[0]
    if len(code) not in (2, 4) or not mandate_of(acting).covers(Power.VIEW_PLAN, code):
        raise NotHere("")
    cycles = list(_with_money(Cycle.objects.filter(province=code[:2]).order_by("-target_year")))
    cycle = next((each for each in cycles if not year or str(each.target_year) == year), None)
    places = {each.code: each for each in Area.objects.filter(code__in=[code]) | Area.objects.filter(parent=code)}
    if code not in places or (year and cycle is None):
        raise NotHere("")
    chosen = Level(level) if level in Level.values else Level.SUBDISTRICT
    return Dashboard(places.pop(code), places, cycles, cycle, chosen, by)


def _with_money(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """The cycles, each with how many lines of its province's plan have money, and how much."""
    paid = Commitment.objects.filter(line__plan__cycle=OuterRef("pk"), status__in=WITH_MONEY).order_by()
    of_the_cycle = paid.values("line__plan__cycle")
    return cycles.annotate(
        with_money=Subquery(of_the_cycle.annotate(n=Count("pk")).values("n")),
        granted=Subquery(of_the_cycle.annotate(baht=Sum("amount")).values("baht")),
    )


class Dashboard:
    """The figures of an area and a year. Each property asks at most once, whatever the number of plans and lines."""

    def __init__(  # what of a dashboard is asked for, each once
        self, area: Area, places: dict[str, Area], cycles: list[Cycle], cycle: Cycle | None, level: Level, by: str
    ) -> None:
        self.by = by if by in ("class", "strategy") else "place"
        self.area, self.places, self.cycle, self.level = area, places, cycle, level
        self.years = [each.target_year for each in cycles]
        self.is_province = len(area.code) == len("37")

    @property
    def query(self) -> dict[str, str]:
        """What of an address says which figures these are."""
        year = {"year": str(self.cycle.target_year)} if self.cycle else {}
        return {"area": self.area.code, **year, "level": self.level.value}

    @property
    def plans(self) -> QuerySet[Plan]:
        """The plans that are counted, of all levels."""
        where = {"province_code" if self.is_province else "district_code": self.area.code}
        found = Plan.objects.filter(cycle=self.cycle, kind=PlanKind.AREA, **where)
        return found.exclude(state=PlanState.DROPPED)

    @property
    def plans_of_level(self) -> QuerySet[Plan]:
        """Those of the level that was asked for."""
        return self.plans.filter(level=self.level)

    # Where the plans are -----------------------------------------------------------------------------------------

    @cached_property
    def _all(self) -> dict[int, Plan]:
        """All plans of the area, a few hundred at most, with what the page tells of each."""
        told = ("reference", "level", "state", "owner__name")
        return {plan.pk: plan for plan in self.plans.select_related("owner").only(*told)}

    @cached_property
    def stages(self) -> list[tuple[str, str, list[tuple[str, int]]]]:
        """By level: how many plans are at which stage."""
        sums = Counter((plan.level, _STAGE_OF[plan.state]) for plan in self._all.values())
        levels = [level for level in Level if any(level == found for found, _stage in sums)]
        return [(level, str(level.label), [(stage, sums[level, stage]) for stage in STAGES]) for level in levels]

    # What became of the lines ------------------------------------------------------------------------------------

    def figures(self, split: Split, *, apart: bool = False) -> list[Figure]:
        """The kept sums of its lines by class or by strategy. One query."""
        return figures_of(self.cycle, self.level, split, self.area.code, apart=apart) if self.cycle else []

    @cached_property
    def by_place(self) -> list[Row]:
        """By district, or in a district by subdistrict, in the order of their codes.

        A district's lines are few enough to be counted.
        """
        names = {code: place.full_name for code, place in self.places.items()}
        if self.level == Level.SUBDISTRICT and not self.is_province:
            return self._rows(self._counted(), names, "place")
        if self.is_province and self.level != Level.PROVINCE:
            found = self.figures(Split.WORK_CLASS, apart=True)
            return self._rows(((each.district, each) for each in found), names, "area")
        own = {self.area.code: self.area.full_name}
        return self._rows(((self.area.code, each) for each in self.figures(Split.WORK_CLASS)), own, "area")

    def _counted(self) -> Iterator[tuple[str, Figure]]:
        last = Fate.objects.filter(line=OuterRef("line"), revised_by__isnull=True).values("kind")
        lines = lines_on_desks(self.plans_of_level).annotate(fate=Coalesce(Subquery(last[:1]), Value(OPEN))).order_by()
        sums = lines.values_list("version__plan__area_id", "fate")
        for place, fate, *tally in sums.annotate(n=Count("pk"), a=Sum("asked"), p=Sum("proposed")):
            yield place, Figure("", "", fate, Tally(*tally))

    @cached_property
    def by_class(self) -> list[Row]:
        """By who carries it out."""
        names = {value: str(label) for value, label in WorkClass.choices}
        return self._rows(((each.value, each) for each in self.figures(Split.WORK_CLASS)), names, "class")

    @cached_property
    def by_strategy(self) -> list[Row]:
        """By the strategy that the lines name."""
        found = self.figures(Split.STRATEGY)
        return self._rows(((each.value, each) for each in found), {"": _("ไม่ได้ระบุ")}, "strategy")

    def _rows(self, figures: Iterable[tuple[str, Figure]], names: dict[str, str], parameter: str) -> list[Row]:
        found: dict[str, Row] = {}
        for key, figure in figures:
            if key not in found:
                query = {**self.query, parameter: key or NONE}
                found[key] = Row(names.get(key, key), query, is_area=parameter == "area")
            found[key].add(figure)
        return [found[key] for key in sorted(found)]

    @property
    def rows(self) -> list[Row]:
        """By what was asked for; all ways add up to the same."""
        return self.by_class if self.by == "class" else self.by_strategy if self.by == "strategy" else self.by_place

    @cached_property
    def total(self) -> Row:
        """All of them."""
        total = Row(_("รวม"), {})
        for row in self.rows:
            total.total.add(row.total)
            for fate, tally in row.fates.items():
                total.fates[fate].add(tally)
        return total

    @property
    def by_fate(self) -> list[tuple[str, str, Tally, int]]:
        """What came of the lines: name in an address, words, sums, and the part of all lines of a hundred."""
        rows = []
        for code, label, fates in OUTCOMES:
            tally = Tally()
            for fate in fates:
                tally.add(self.total.fates.get(fate, Tally()))
            if tally.lines:
                rows.append((code, str(label), tally, 100 * tally.lines // self.total.total.lines))
        return rows

    @cached_property
    def lives_on(self) -> Tally:
        """What goes on upward, by itself or with others."""
        tally = Tally()
        for fate in LIVES_ON:
            tally.add(self.total.fates.get(fate, Tally()))
        return tally

    @cached_property
    def granted(self) -> tuple[int, Decimal] | None:
        """How many lines of the province's plan have money, and how much; a district's part is told by its fairness."""
        if not self.is_province:
            return None
        cycle: Any = self.cycle
        return (cycle.with_money or 0, cycle.granted or Decimal(0)) if cycle else None

    # Who is waited for -------------------------------------------------------------------------------------------

    @cached_property
    def _waiting(self) -> list[Any]:
        tasks = Task.objects.filter(
            process__artifact_content_type=ContentType.objects.get_for_model(Plan),
            process__artifact_object_id__in=self.plans.order_by().values("pk"),
            process__status=PROCESS.NEW,
            status__in=(STATUS.NEW, STATUS.ASSIGNED),
            owner_permission__gt="",  # others wait for plans, not for people
        )
        dated = tasks.annotate(plan_id=F("process__artifact_object_id"), due_on=due_of("process__artifact_object_id"))
        return list(dated.order_by(F("due_on").asc(nulls_last=True), "created", "pk"))

    @property
    def waits(self) -> int:
        """How many steps wait."""
        return len(self._waiting)

    @property
    def late(self) -> int:
        """How many of them are past their date."""
        today = clock.today()
        return sum(task.due_on is not None and task.due_on < today for task in self._waiting)

    @cached_property
    def waited_for(self) -> list[Waited]:
        """The few that are due first, each with whose step it is."""
        today = clock.today()
        return [
            Waited(
                self._all[int(task.plan_id)],
                str(Power(task.owner_permission.rpartition(".")[2]).label),
                task.created,
                task.due_on,
                task.due_on is not None and task.due_on < today,
            )
            for task in self._waiting[:A_FEW]
        ]


def lines_on_desks(plans: QuerySet[Plan]) -> QuerySet[PlanLine]:
    """The lines of the versions on the plans' desks: those that are counted."""
    return PlanLine.objects.filter(version__plan__in=plans.order_by(), version=F("version__plan__current_version"))
