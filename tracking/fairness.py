"""Who asked, whose lines went on and who got money: per subdistrict, village, strategy and year, and per head.

*Asked* is what the councils' lines ask, as their plans were handed up. *Carried* is what of it a district took further,
within its ceiling line. *Funded* is what of it stands in the governor's plan with money: the amount of each commitment
that has its budget, divided between the councils' lines by what of them lives on in it. All sums are exact to the
satang: the rows add up to the total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from approvals.models import ItemShare
from proposals.models import AreaProfile, Level, Plan, PlanKind, PlanLine, PlanState, Share
from proposals.models.profile import VillageFigures
from proposals.money import SATANG, split_by_largest_remainder
from tracking.models import Status

AREA, VILLAGE, STRATEGY, YEAR = "area", "village", "strategy", "year"
GROUPS = (AREA, VILLAGE, STRATEGY, YEAR)
WITH_MONEY = (Status.BUDGETED, Status.UNDER_WAY, Status.DONE)
NOT_HANDED_UP = (PlanState.DRAFT, PlanState.DROPPED, PlanState.WITHDRAWN)
ZERO = Decimal(0)
Tops = dict[str, Any]  # which councils' lines: conditions on a line
_TO_THE_TOP = {Level.SUBDISTRICT: "", Level.DISTRICT: "__parent", Level.PROVINCE: "__parent__parent"}


@dataclass(frozen=True, slots=True)
class Row:
    """One group: its lines and baht, and how many people live there, where that is known."""

    label: str
    lines: int
    asked: Decimal
    carried: Decimal
    funded: Decimal
    people: int | None = None

    @property
    def share(self) -> int:
        """How much of what was asked was carried, in whole per cent."""
        return int(100 * self.carried / self.asked) if self.asked else 0

    def per_head(self, baht: Decimal) -> Decimal | None:
        """An amount for each person; None where nobody knows how many live there."""
        return (baht / self.people).quantize(SATANG, ROUND_HALF_UP) if self.people else None

    @property
    def heads(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Asked, carried and funded for each person."""
        return self.per_head(self.asked), self.per_head(self.carried), self.per_head(self.funded)


@dataclass(frozen=True, slots=True)
class Fairness:
    """The groups in the order of their names, and the total."""

    rows: list[Row]
    total: Row


def fairness_of(plan: Plan, group: str, *, drafted: bool = False) -> Fairness:
    """The figures of a plan by one of `GROUPS`; by year also those of the same plan in other years.

    ``drafted`` counts what an open worksheet takes in within its line as carried; only its own desk may see that. At
    most six queries, whatever the number of lines.
    """
    up = _TO_THE_TOP[Level(plan.level)]
    tops: Tops = {f"plan{up}": plan.pk}
    if group == YEAR:
        same = {"owner": plan.owner_id, "level": plan.level, "kind": PlanKind.AREA}
        tops = {f"plan{up}__{name}": value for name, value in same.items()}
    lines = _lines(tops, group)
    carried, funded = _lives_on(tops, drafted=drafted and group != YEAR)
    groups: dict[Any, list[int]] = defaultdict(list)
    labels: dict[Any, str] = {}
    for line, (key, label, _asked) in lines.items():
        groups[key].append(line)
        labels[key] = label
    keys = sorted(groups, key=lambda key: (key is None or key == "", str(key)))
    asked_sums = [sum((lines[line][2] for line in groups[key]), ZERO) for key in keys]
    carried_sums = _to_the_satang([sum((carried.get(line, ZERO) for line in groups[key]), ZERO) for key in keys])
    funded_sums = _to_the_satang([sum((funded.get(line, ZERO) for line in groups[key]), ZERO) for key in keys])
    people = _people(plan, group, keys)
    rows = [
        Row(labels[key], len(groups[key]), asked, went_on, money, people.get(key))
        for key, asked, went_on, money in zip(keys, asked_sums, carried_sums, funded_sums, strict=True)
    ]
    known = [row.people for row in rows if row.people]
    everybody = sum(known) if len(known) == len(rows) and known else None
    total = Row(_("รวม"), len(lines), sum(asked_sums, ZERO), sum(carried_sums, ZERO), sum(funded_sums, ZERO), everybody)
    return Fairness(rows, total)


def _lines(tops: Tops, group: str) -> dict[int, tuple[Any, str, Decimal]]:
    """The councils' lines by their ids: group, its label, and what they ask."""
    rows = PlanLine.objects.filter(
        _of("line", tops), version=F("line__plan__current_version"), line__plan__level=Level.SUBDISTRICT
    ).exclude(line__plan__state__in=NOT_HANDED_UP)
    if group == AREA:
        found: Iterable[Any] = rows.values_list("line_id", "line__plan__area_id", "line__plan__area__name_th", "asked")
    elif group == STRATEGY:
        strategy = "proposal_version__strategy"
        found = (
            (line, name, name or _("ไม่ระบุ"), asked)
            for line, name, asked in rows.values_list("line_id", strategy, "asked")
        )
    elif group == YEAR:
        year = "line__plan__cycle__target_year"
        found = ((line, year, str(year), asked) for line, year, asked in rows.values_list("line_id", year, "asked"))
    else:
        village = "proposal_version__village"
        columns = (village, f"{village}__number", f"{village}__name", "line__plan__area__name_th", "asked")
        found = (
            (line, key, f"{area} {_('หมู่ที่')} {number} {name}" if key else _("ไม่ระบุหมู่บ้าน"), asked)
            for line, key, number, name, area, asked in rows.values_list("line_id", *columns)
        )
    return {line: (key, label, asked) for line, key, label, asked in found}


def _lives_on(tops: Tops, *, drafted: bool) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What of each line was carried by its district, and what of it has money. At most three queries."""
    carried: dict[int, Decimal] = defaultdict(Decimal)
    parts: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    first = (
        Share.objects.standing()
        .filter(
            _of("source", tops),
            source__plan__level=Level.SUBDISTRICT,
            target__in_versions__version=F("target__plan__current_version"),
        )
        .values_list(
            "source_id", "target_id", "asked", "target__in_versions__within_ceiling", "target__in_versions__asked"
        )
    )
    for source, target, asked, within, whole in first:
        if within is not False:
            carried[source] += asked
        if whole:
            parts[target].append((source, asked / whole))
    if drafted:
        open_shares = ItemShare.objects.filter(
            _of("item__line", tops), item__line__plan__level=Level.SUBDISTRICT, entry__worksheet__closed_at=None
        ).exclude(entry__within_ceiling=False)
        for line, asked in open_shares.values_list("item__line_id", "asked"):
            carried[line] += asked
    return carried, _with_money(parts, first.values("target"))


def _of(line: str, tops: Tops) -> Q:
    """The condition on councils' lines, asked of a record that leads to them."""
    return Q(**{f"{line}__{name}": value for name, value in tops.items()})


def _with_money(parts: Mapping[int, Sequence[tuple[int, Decimal]]], lines: QuerySet[Any]) -> dict[int, Decimal]:
    """What of each council's line has money, by the parts of it that the districts' ``lines`` hold. One query."""
    funded: dict[int, Decimal] = defaultdict(Decimal)
    shares = (
        Share.objects.standing()
        .filter(
            source__in=lines,
            target__commitment__status__in=WITH_MONEY,
            target__in_versions__version=F("target__plan__current_version"),
        )
        .values_list("source_id", "asked", "target__in_versions__asked", "target__commitment__amount")
    )
    for district_line, asked, whole, amount in shares:
        for line, part in parts.get(district_line, ()):
            funded[line] += amount * part * asked / whole if whole else ZERO
    return funded


def _to_the_satang(sums: Sequence[Decimal]) -> list[Decimal]:
    """Exact parts rounded so that they add up to their rounded sum."""
    if not sums:
        return []
    total = sum(sums, ZERO).quantize(SATANG, ROUND_HALF_UP)
    return split_by_largest_remainder(total, sums) if total else [ZERO for _each in sums]


def _people(plan: Plan, group: str, keys: Sequence[Any]) -> dict[Any, int]:
    """How many people the councils counted, by area or village; nothing for groups that nobody lives in. One query."""
    if group == AREA:
        found = AreaProfile.objects.filter(cycle=plan.cycle_id, body__area__in=keys, men__isnull=False)
        rows = found.order_by().values_list("body__area").annotate(men_=Sum("men"), women_=Sum("women"))
        return {key: men + (women or 0) for key, men, women in rows}
    if group == VILLAGE:
        figures = VillageFigures.objects.filter(profile__cycle=plan.cycle_id, village__in=[key for key in keys if key])
        return {
            key: (men or 0) + (women or 0)
            for key, men, women in figures.values_list("village_id", "men", "women")
            if men or women
        }
    return {}
