"""Lines of a worksheet that may be the same project: found once, offered until they are merged or told apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from approvals.models import Item, ItemShare, NotSame, Pair, Worksheet
from proposals.models import BudgetLine, PlanLine
from proposals.pairs import alike
from proposals.search_words import normalised

MOST_AT_ONCE = 6_000  # lines that are compared each with each; of more, those of one district
MOST_PAIRS = 3_000
SAME_AREA, SAME_DISTRICT, SAME_PLACE, SAME_COST, SAME_YEAR = 8, 4, 8, 5, 3
YEARS_BACK = 6
SCOPES = ("area", "district", "all")


@dataclass(frozen=True, slots=True)
class _Known:
    line: int
    title: str
    place: str
    village: int | None
    area: str
    asked: Decimal
    years: frozenset[int]
    before: int | None


def find(worksheet: Worksheet) -> list[Pair]:
    """The pairs of a worksheet's lines that are called alike, unsaved, the likeliest first. Four queries.

    Alike in title, by `proposals.pairs`; place, village, area, amount and the years of the budget then say which come
    first. What a community keeps for itself is not compared. Of more than six thousand lines only those of the same
    district are. Each line tells the last year in which the same was asked for before.
    """
    known = _known(worksheet)
    groups: dict[str, list[_Known]] = defaultdict(list)
    for each in known:
        groups[each.area[:4] if len(known) > MOST_AT_ONCE else ""].append(each)
    found = [
        _pair(worksheet, group[one], group[other], likeness)
        for group in groups.values()
        for one, other, likeness in alike([each.title for each in group])
    ]
    return sorted(found, key=lambda pair: (-pair.weight, pair.first_id, pair.second_id))[:MOST_PAIRS]


def _known(worksheet: Worksheet) -> list[_Known]:
    year = worksheet.plan.cycle.target_year
    rows = PlanLine.objects.filter(
        line__worksheet_item__worksheet=worksheet, version=F("line__worksheet_item__version"), line__fates__isnull=True
    ).exclude(line__worksheet_item__answer=Item.Answer.KEPT)
    years: dict[int, set[int]] = defaultdict(set)
    spread = BudgetLine.objects.filter(version__in=rows.values("proposal_version")).order_by()
    for version, of_budget in spread.values_list("version_id", "year"):
        years[version].add(of_budget)
    columns = (
        *("line_id", "proposal_version__title", "proposal_version__place", "proposal_version__village_id"),
        *("line__proposal__area_id", "asked", "proposal_version_id", "line__comes_back_of__plan__cycle__target_year"),
    )
    earlier, known = _asked_before(worksheet, year), []
    for line, title, place, village, area, asked, version, came_back in rows.order_by("line_id").values_list(*columns):
        before = max(came_back if came_back and came_back < year else 0, earlier.get((area, _called(title)), 0))
        asked_for = frozenset(years.get(version, {year}))
        known.append(_Known(line, title, normalised(place), village, area, asked, asked_for, before or None))
    return known


def _called(title: str) -> str:
    return _bare(normalised(title))


def _bare(name: str) -> str:
    return name.removeprefix("โครงการ").strip()


def _asked_before(worksheet: Worksheet, year: int) -> dict[tuple[str, str], int]:
    """By area and name, the last year before this one in which it lay on this desk. Nobody's drafts. One query."""
    before = Item.objects.filter(
        worksheet__plan__area=worksheet.plan.area_id,
        worksheet__plan__cycle__target_year__lt=year,
        worksheet__plan__cycle__target_year__gte=year - YEARS_BACK,
    ).order_by("worksheet__plan__cycle__target_year")
    columns = ("line__proposal__area_id", "line__proposal__searched_words__words")
    found = before.values_list(*columns, "worksheet__plan__cycle__target_year").iterator(chunk_size=2_000)
    # What is searched is normalised already; its first line is the title.
    return {(area, _bare(words.partition("\n")[0])): asked_in for area, words, asked_in in found if words}


def _pair(worksheet: Worksheet, one: _Known, other: _Known, likeness: float) -> Pair:
    same_area, same_district = one.area == other.area, one.area[:4] == other.area[:4]
    same_village = one.village is not None and one.village == other.village
    same_place = same_village or bool(one.place and one.place == other.place)
    smaller, larger = sorted((one.asked, other.asked))
    same_cost = smaller * 2 >= larger
    same_year = bool(one.years & other.years)
    near = SAME_AREA if same_area else SAME_DISTRICT if same_district else 0
    return Pair(
        worksheet=worksheet,
        first_id=one.line,
        second_id=other.line,
        likeness=round(likeness * 100),
        weight=round(likeness * 100) + near + SAME_PLACE * same_place + SAME_COST * same_cost + SAME_YEAR * same_year,
        same_area=same_area,
        same_district=same_district,
        same_place=same_place,
        same_cost=same_cost,
        same_year=same_year,
        first_before=one.before,
        second_before=other.before,
    )


def undecided(worksheet: Worksheet, scope: str = "all") -> QuerySet[Pair]:
    """The pairs about which nobody has decided: not told apart, not merged, and neither of them answered otherwise."""
    told_apart = NotSame.objects.filter(
        Q(first=OuterRef("first__proposal"), second=OuterRef("second__proposal"))
        | Q(first=OuterRef("second__proposal"), second=OuterRef("first__proposal"))
    )
    together = ItemShare.objects.filter(
        item__line=OuterRef("first"), entry__shares__item__line=OuterRef("second"), entry__worksheet=worksheet
    )
    open_still = ["", Item.Answer.TAKE]
    found = Pair.objects.filter(
        ~Exists(told_apart),
        ~Exists(together),
        worksheet=worksheet,
        first__worksheet_item__answer__in=open_still,
        second__worksheet_item__answer__in=open_still,
        first__fates__isnull=True,
        second__fates__isnull=True,
    )
    if scope == "area":
        return found.filter(same_area=True)
    return found.filter(same_district=True) if scope == "district" else found


@dataclass(frozen=True, slots=True)
class Beside:
    """A pair on a page, with what both lines say."""

    pair: Pair
    first: Any
    second: Any

    @property
    def first_years(self) -> list[int]:
        """The years (พ.ศ.) in which the first asks for money."""
        return years_of(self.first)

    @property
    def second_years(self) -> list[int]:
        """The years (พ.ศ.) in which the second asks for money."""
        return years_of(self.second)


def years_of(row: PlanLine) -> list[int]:
    """The years (พ.ศ.) of a row's budget, each once; none where its money has no years yet."""
    return sorted({each.year for each in row.proposal_version.budget.all()})


def with_words(pairs: list[Pair]) -> list[Beside]:
    """The pairs with the words and the years of their lines. Two queries."""
    lines = {line for pair in pairs for line in (pair.first_id, pair.second_id)}
    rows = PlanLine.objects.filter(line__in=lines, version=F("line__worksheet_item__version")).select_related(
        "proposal_version__village", "line__proposal", "line__plan__area", "line__plan__owner"
    )
    known = {row.line_id: row for row in rows.prefetch_related("proposal_version__budget")}
    return [Beside(pair, known[pair.first_id], known[pair.second_id]) for pair in pairs]
