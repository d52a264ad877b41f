"""What a sheet says, proposal by proposal, with the cells that it stands in and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils.cell import get_column_letter

from directory.cells import WrongValueError, as_typed
from directory.models import Village
from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft
from proposals.exchange import columns
from proposals.exchange.columns import REFERENCE
from proposals.exchange.grids import Grid, SheetProblem

Place = tuple[int, int]

_NAMED: Final = 5
_ELSEWHERE: Final = gettext_lazy("%(message)s (แผ่น %(sheet)s %(count)d แห่ง: %(cells)s)")
_OF_AN_ITEM: Final = re.compile(r"items(?:\[(\d+)\](?:\.(\w+))?)?")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sheet is read against: the plan's years and villages, and the source of money that names none."""

    years: Sequence[int]
    target_year: int
    villages: Sequence[Village]
    source: str


@dataclass(frozen=True, slots=True)
class ItemCells:
    """Where cost items stand: their sheet, and the column of each field of one."""

    sheet: str
    columns: Mapping[str, int]


@dataclass(slots=True)
class Record:
    """One proposal as its rows tell it: only what the sheet has a column for is in ``words``.

    ``budget``, ``indicators`` and ``items`` are None where it has no such columns. ``places`` leads from the name of a
    problem's field to its cell, ``wrong`` are the fields whose cells could not be read.
    """

    sheet: str
    row: int
    reference: str = ""
    revision: int | None = None
    words: dict[str, Any] = field(default_factory=dict)
    budget: list[BudgetDraft] | None = None
    indicators: list[IndicatorDraft] | None = None
    places: dict[str, Place] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    is_ours: bool = False
    items: list[ItemDraft] | None = None
    item_rows: list[int] = field(default_factory=list)
    item_cells: ItemCells | None = None

    def problem(self, name: str, value: str, message: str) -> SheetProblem:
        """A problem of one of its fields, at the cell that it comes from, else at its first cell."""
        item = _OF_AN_ITEM.fullmatch(name)
        if item is not None and self.item_cells is not None and self.item_rows:
            column = self.item_cells.columns.get(item[2] or "item", 1)
            return SheetProblem(name, value, message, self.item_cells.sheet, self.item_rows[int(item[1] or 0)], column)
        readings = (name, name.rpartition(".")[0], name.partition("[")[0], columns.TITLE, REFERENCE)
        row, column = next((self.places[r] for r in readings if r in self.places), (self.row, 1))
        return SheetProblem(name, value, message, self.sheet, row, column)


@dataclass(slots=True)
class Records:
    """All that a table says: its proposals, what is wrong in its cells, and what is worth knowing about the others."""

    records: list[Record] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    tally: dict[tuple[str, str], list[Place]] = field(default_factory=dict)

    def note(self, sheet: str, message: str, place: Place) -> None:
        """Remember a cell about which something is told in one sentence for all of its kind."""
        self.tally.setdefault((sheet, message), []).append(place)

    def notes(self, first: str) -> Iterator[SheetProblem]:
        """Each sentence with how many cells it is about and the first of them; sheets but the ``first`` are named."""
        for (sheet, message), places in self.tally.items():
            named = ", ".join(f"{get_column_letter(column)}{row}" for row, column in places[:_NAMED])
            more = f"{named} …" if len(places) > _NAMED else named
            told = {"message": message, "sheet": sheet, "count": len(places), "cells": more}
            words = _("%(message)s (%(count)d แห่ง: %(cells)s)") if sheet == first else _ELSEWHERE
            yield SheetProblem("", "", str(words) % told, sheet, *places[0])


class Cells:
    """Reads the cells of one sheet, and writes down what is wrong in one where it stands."""

    def __init__(self, grid: Grid, found: Records) -> None:
        self.grid, self.found = grid, found

    def read(
        self, place: Place, key: str, wrong: set[str], reader: Callable[[Any], Any], *, is_filled_down: bool = False
    ) -> Any:
        """The value of a cell. What cannot be read is written down, ``key`` is put among ``wrong``; None is answered.

        ``is_filled_down`` says that a merged cell speaks for all the rows over which it is merged.
        """
        at = self.grid.covered.get(place, place) if is_filled_down else place
        at = at if at[1] == place[1] else place
        if at in self.grid.unresolved:
            self.refuse(place, key, _("เป็นสูตรที่ไม่มีผลลัพธ์เก็บไว้ ให้พิมพ์ค่าแทน หรือคัดลอกแล้ววางเฉพาะค่า"), wrong)
            return None
        if at in self.grid.errors:
            self.refuse(place, key, _("เป็นค่าผิดพลาดของสูตร ให้พิมพ์ค่าแทน"), wrong)
            return None
        if at in self.grid.formulas and self.grid.value(*at) is not None:
            self.note(_("เซลล์เป็นสูตร จึงใช้ผลลัพธ์ที่เก็บไว้"), place)
        try:
            return reader(self.grid.value(*at))
        except WrongValueError as mistake:
            self.refuse(place, key, str(mistake), wrong)
            return None

    def says(self, row: int, column: int) -> bool:
        """Whether anything stands in a cell, were it a formula without a result."""
        return self.grid.value(row, column) is not None or (row, column) in self.grid.unresolved

    def refuse(self, place: Place, key: str, message: str, wrong: set[str]) -> None:
        """Write down what is wrong in a cell."""
        raw = as_typed(self.grid.shown(*place))
        self.found.problems.append(SheetProblem(key, raw, message, self.grid.title, *place))
        wrong.add(key)

    def note(self, message: str, place: Place) -> None:
        """Remember something worth knowing about a cell."""
        self.found.note(self.grid.title, message, place)
