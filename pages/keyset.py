"""Paging at any depth for the same price: a page begins behind a record, not after so many of them.

The keys by which rows are sorted must never be null, and together be unique. An address names the record before or
behind which its page begins (``after=ID``, ``before=ID``); where there is nothing from there on, it is the first page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import IntegerField, Model, Q, QuerySet, Subquery

Row = TypeVar("Row", bound=Model)
MOST_COUNTED = 1000
MOST_READ = MOST_COUNTED + 1


class _Counted(Subquery):
    """How many rows a query answers, as a column that is reckoned once."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted_rows)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """Some rows of a sorted list, with where the page before begins and where the next one does, if there are such.

    ``is_more`` says that there are more rows than ``count``, as counting stopped there.
    """

    rows: list[Row]
    before: int | None
    after: int | None
    count: int
    is_more: bool = False


def stretch_of(  # a list, its order and where to begin, by name
    rows: QuerySet[Any],
    keys: Sequence[str],
    asked: Mapping[str, str],
    *,
    size: int,
    read: Callable[[Sequence[int]], Iterable[Row]],
    place: str = "pk",
    at: QuerySet[Any] | None = None,
    count: int | None = None,
    counted_by: Sequence[str] = (),
) -> Stretch[Row]:
    """The rows that an address asks for, and a count of all that goes no further than a thousand.

    ``keys`` are the names that ``rows`` is sorted by. ``place`` is the number that addresses name a row by, looked up
    in ``at``, which may hold more than ``rows``: a row that a filter no longer shows keeps its place. ``read`` answers
    the rows of some places in full, in whatever order; they may be of another model than ``rows``, which only says
    where they stand. ``counted_by`` is an order that an index holds: in it PostgreSQL walks to the thousandth and no
    further, and does not begin by reading the table. One query for which rows they are and for the count, unless that
    is known, and those of ``read``.
    """
    back, named = ("before" in asked), asked.get("before", asked.get("after", ""))
    begins = named.isascii() and named.isdecimal() and len(named) < 16
    found: list[int] = []
    light: Any = rows
    if count is None:
        light = rows.annotate(counted=_Counted(rows.order_by(*counted_by).values("pk")[:MOST_READ]))
    counted = 0
    if begins:
        there = (rows if at is None else at).order_by().filter(**{place: named})
        found, counted = _page(light, _reversed(keys) if back else keys, there, size, place)
    if not found:
        begins = back = False
        found, counted = _page(light, keys, None, size, place)
    is_more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    is_before, is_after = (is_more, True) if back else (begins, is_more)
    ends = [found[0], found[-1]] if found else [None, None]
    is_more = count is None and counted > MOST_COUNTED
    most = count if count is not None else min(counted, MOST_COUNTED)
    whole = {getattr(row, place): row for row in read(found)} if found else {}
    in_order = [whole[each] for each in found if each in whole]
    return Stretch(in_order, ends[0] if is_before else None, ends[1] if is_after else None, most, is_more)


def _page(
    rows: QuerySet[Any], keys: Sequence[str], there: QuerySet[Any] | None, size: int, place: str
) -> tuple[list[int], int]:
    """The places of one row more than the page has, from the first or from behind a place, and the count beside them.

    Which they are is asked by itself: in one statement with all that is read of them PostgreSQL joins every row first.
    """
    light = rows.order_by(*keys)
    if there is not None:
        light = light.filter(_beyond(keys, [Subquery(there.values(_bare(key))[:1]) for key in keys]))
    is_counted = "counted" in rows.query.annotations
    found = list(light.values_list(place, *(["counted"] if is_counted else []))[: size + 1])
    return [each[0] for each in found], found[0][1] if found and is_counted else 0


def _beyond(keys: Sequence[str], position: Sequence[Any]) -> Q:
    """What comes behind a position: not before it by the first key, which an index may serve, and then by the rest.

    Each key is named as seldom as possible, as some have to be reckoned for every row.
    """
    key, value = _bare(keys[0]), position[0]
    way = "lt" if keys[0].startswith("-") else "gt"
    if len(keys) == 1:
        return Q(**{f"{key}__{way}": value})
    return Q(**{f"{key}__{way}e": value}) & ~(~_beyond(keys[1:], position[1:]) & Q(**{key: value}))


def _reversed(keys: Sequence[str]) -> list[str]:
    return [key[1:] if key.startswith("-") else f"-{key}" for key in keys]


def _bare(key: str) -> str:
    return key.removeprefix("-")
