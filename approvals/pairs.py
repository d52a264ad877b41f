"""Lines of a worksheet that may be the same project: found once, offered until they are merged or told apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from approvals.models import Item, ItemShare, NotSame, Pair, Worksheet
from proposals.models import PlanLine
from proposals.pairs import alike
from proposals.search_words import normalised

MOST_AT_ONCE = 6_000  # lines that are compared each with each; of more, those of one district
MOST_PAIRS = 3_000
SAME_AREA, SAME_DISTRICT, SAME_PLACE, SAME_COST = 8, 4, 8, 5
SCOPES = ("area", "district", "all")


@dataclass(frozen=True, slots=True)
class _Known:
    line: int
    title: str
    place: str
    village: int | None
    area: str
    asked: Decimal


def find(worksheet: Worksheet) -> list[Pair]:
    """The pairs of a worksheet's lines that are called alike, unsaved, the likeliest first. One query.

    Alike in title, by `proposals.pairs`; place, village, area and amount then say which come first. What a community
    keeps for itself is not compared. Of more than six thousand lines only those of the same district are.
    """
    rows = PlanLine.objects.filter(
        line__worksheet_item__worksheet=worksheet, version=F("line__worksheet_item__version"), line__fates__isnull=True
    ).exclude(line__worksheet_item__answer=Item.Answer.KEPT)
    columns = ("line_id", "proposal_version__title", "proposal_version__place", "proposal_version__village_id")
    known = [
        _Known(line, title, normalised(place), village, area, asked)
        for line, title, place, village, area, asked in rows.order_by("line_id").values_list(
            *columns, "line__proposal__area_id", "asked"
        )
    ]
    groups: dict[str, list[_Known]] = defaultdict(list)
    for each in known:
        groups[each.area[:4] if len(known) > MOST_AT_ONCE else ""].append(each)
    found = [
        _pair(worksheet, group[one], group[other], likeness)
        for group in groups.values()
        for one, other, likeness in alike([each.title for each in group])
    ]
    return sorted(found, key=lambda pair: (-pair.weight, pair.first_id, pair.second_id))[:MOST_PAIRS]


def _pair(worksheet: Worksheet, one: _Known, other: _Known, likeness: float) -> Pair:
    same_area, same_district = one.area == other.area, one.area[:4] == other.area[:4]
    same_village = one.village is not None and one.village == other.village
    same_place = same_village or bool(one.place and one.place == other.place)
    smaller, larger = sorted((one.asked, other.asked))
    same_cost = smaller * 2 >= larger
    near = SAME_AREA if same_area else SAME_DISTRICT if same_district else 0
    return Pair(
        worksheet=worksheet,
        first_id=one.line,
        second_id=other.line,
        likeness=round(likeness * 100),
        weight=round(likeness * 100) + near + SAME_PLACE * same_place + SAME_COST * same_cost,
        same_area=same_area,
        same_district=same_district,
        same_place=same_place,
        same_cost=same_cost,
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


def with_words(pairs: list[Pair]) -> list[Beside]:
    """The pairs with the words of their lines. One query."""
    lines = {line for pair in pairs for line in (pair.first_id, pair.second_id)}
    rows = PlanLine.objects.filter(line__in=lines, version=F("line__worksheet_item__version")).select_related(
        "proposal_version__village", "line__proposal", "line__plan__area", "line__plan__owner"
    )
    known = {row.line_id: row for row in rows}
    return [Beside(pair, known[pair.first_id], known[pair.second_id]) for pair in pairs]
