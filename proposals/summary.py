"""Sums over the lines of a district or a province, which the database keeps (`proposals.summary_sql`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import BigIntegerField, Sum

from proposals.models import Cycle, Level, Plan, Split, Summary
from proposals.summary_sql import counted_anew

OPEN = ""  # the fate of a line that has none yet


@dataclass(slots=True)
class Tally:
    """How many lines, and the baht that they ask and that are proposed for them."""

    lines: int = 0
    asked: Decimal = Decimal(0)
    proposed: Decimal = Decimal(0)

    def add(self, other: Tally) -> None:
        """Take more in."""
        self.lines += other.lines
        self.asked += other.asked
        self.proposed += other.proposed


@dataclass(frozen=True, slots=True)
class Figure:
    """The lines of one district or of one value, and of one fate; the other of the two is empty."""

    district: str
    value: str
    fate: str
    tally: Tally


def figures_of(cycle: Cycle, level: Level, split: Split, code: str, *, apart: bool = False) -> list[Figure]:
    """What the lines of a level come to, by value and fate, in a province or a district, whichever the code is of.

    ``apart`` keeps a province's districts apart, and no values. One query, whatever the number of lines.
    """
    rows = Summary.objects.filter(cycle=cycle, province_code=code[:2], level=level, split=split).order_by()
    if len(code) > len("37"):
        rows = rows.filter(district_code=code)
    keys = ["district_code" if apart else "value", "fate"]
    satang = BigIntegerField()  # as they are stored: the field's own reading would cost more than the query
    sums = rows.values_list(*keys).annotate(
        n=Sum("lines"), a=Sum("asked", output_field=satang), p=Sum("proposed", output_field=satang)
    )
    return [
        Figure(key if apart else "", "" if apart else key, fate, Tally(lines, _baht(asked), _baht(proposed)))
        for key, fate, lines, asked, proposed in sorted(sums)
        if lines
    ]


def tallies_by_province(cycles: Sequence[int], level: Level) -> list[tuple[str, str, Tally]]:
    """What the lines of a level come to in each of some cycles' provinces, by province and fate. One query."""
    rows = Summary.objects.filter(cycle__in=cycles, level=level, split=Split.WORK_CLASS).order_by()
    satang = BigIntegerField()  # as in `figures_of`
    sums = rows.values_list("province_code", "fate").annotate(
        n=Sum("lines"), a=Sum("asked", output_field=satang), p=Sum("proposed", output_field=satang)
    )
    return [
        (code, fate, Tally(lines, _baht(asked), _baht(proposed)))
        for code, fate, lines, asked, proposed in sorted(sums)
        if lines
    ]


def _baht(satang: int) -> Decimal:
    return Decimal(satang).scaleb(-2)


def rebuild(cycle: Cycle | None = None) -> int:
    """Count the sums of a cycle, or of all, anew; answers how many there are.

    In one transaction that holds the plans meanwhile, so that nobody's change is counted twice or not at all. Nothing
    else is written, and a repetition finds the same. Needed only where rows were changed past the triggers.
    """
    with transaction.atomic():
        plans, sums = Plan.objects.order_by("pk"), Summary.objects.all()
        if cycle is not None:
            plans, sums = plans.filter(cycle=cycle), sums.filter(cycle=cycle)
        list(plans.select_for_update(no_key=True).values_list("pk"))
        sums.delete()
        with connection.cursor() as cursor:
            cursor.execute(counted_anew(f"p.cycle_id = {int(cycle.pk)}") if cycle else counted_anew())
        return sums.count()
