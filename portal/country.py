"""The country's figures: the provinces that have announced their plan of a year, and all of them together.

Only announced plans are counted, and of them only what lay before the province: everybody may read that already, plan
by plan. What its subdistricts and districts still write, and provinces that have not announced, are in no sum here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from portal.public import PUBLISHED
from proposals.models import FateKind, Level, Plan, PlanKind
from proposals.summary import Tally, tallies_by_province


@dataclass(slots=True)
class ProvinceRow:
    """What lay before a province, and what of it stands in its announced plan; without a code, all of them together."""

    code: str
    name: str
    asked: Tally = field(default_factory=Tally)
    in_plan: Tally = field(default_factory=Tally)

    @property
    def share(self) -> int:
        """How many of a hundred projects stand in the plan."""
        return 100 * self.in_plan.lines // self.asked.lines if self.asked.lines else 0

    def add(self, fate: str, tally: Tally) -> None:
        """Count projects of one fate in."""
        self.asked.add(tally)
        if fate == FateKind.CARRIED:
            self.in_plan.add(tally)


class Country:
    """The announced plans of one year, the latest unless asked otherwise. Two queries, whatever their number."""

    def __init__(self, year: str = "") -> None:
        announced = Plan.objects.filter(level=Level.PROVINCE, kind=PlanKind.AREA, state__in=PUBLISHED)
        self._plans = list(announced.select_related("area", "cycle").order_by("province_code", "pk"))
        self.years = sorted({plan.cycle.target_year for plan in self._plans}, reverse=True)
        self.year = next((each for each in self.years if not year or str(each) == year), None)

    @cached_property
    def rows(self) -> list[ProvinceRow]:
        """By province, in the order of their codes."""
        plans = [plan for plan in self._plans if plan.cycle.target_year == self.year]
        found = {plan.province_code: ProvinceRow(plan.province_code, plan.area.full_name) for plan in plans}
        for code, fate, tally in tallies_by_province([plan.cycle_id for plan in plans], Level.PROVINCE):
            found[code].add(fate, tally)
        return list(found.values())

    @property
    def total(self) -> ProvinceRow:
        """All of them."""
        total = ProvinceRow("", "")
        for row in self.rows:
            total.asked.add(row.asked)
            total.in_plan.add(row.in_plan)
        return total
