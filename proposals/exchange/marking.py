"""The uploaded workbook again, every sheet as it was: each bad cell coloured and explained, all problems listed first.

It is written anew from what was read, so that nothing of it can run: what was a formula is the value that it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import override
from openpyxl.utils.cell import get_column_letter
from xlsxwriter.exceptions import OverlappingRange

from directory.cells import as_typed
from directory.errors import Problem
from directory.models import Village
from documents.editable.notice import plain
from documents.workbooks import ALWAYS, WIDEST
from proposals.exchange import writing
from proposals.exchange.columns import TITLE, year_of
from proposals.exchange.grids import Grid, SheetProblem, text_of
from proposals.exchange.item_sheet import ITEM_COLUMNS, Column
from proposals.exchange.locating import CHOICES, PROBLEMS, SERVICE_SHEET, Table
from proposals.exchange.reading import Workbook
from proposals.exchange.records import Place
from proposals.exchange.values import text

LONGEST_COMMENT: Final = 2_000
MOST_COMMENTS: Final = 5_000
_NARROWEST: Final = 8


def write_marked(
    to: IO[bytes], workbook: Workbook, problems: Sequence[Problem], villages: Sequence[Village], reference: str
) -> None:
    """Write a workbook back with its problems; when there are none, the list says so."""
    with override("th"), xlsxwriter.Workbook(to, writing.BOOK) as book:
        book.set_properties({"created": ALWAYS.replace(tzinfo=None)})
        looks = writing.looks_of(book)
        _list(book, looks, problems)
        cells: dict[str, dict[tuple[int, int], list[str]]] = {}
        for wrong in problems:
            if isinstance(wrong, SheetProblem) and wrong.row:
                cells.setdefault(wrong.sheet, {}).setdefault((wrong.row, max(wrong.column, 1)), []).append(
                    wrong.message
                )
        ours = {CHOICES, SERVICE_SHEET} if workbook.table.is_ours else set()
        years = sorted({year for key in workbook.table.keys.values() if (year := year_of(key))})
        own = _own_sheets(workbook, years)
        for grid in workbook.grids:
            if grid.title not in {PROBLEMS, *ours}:
                _sheet(book, looks, grid, own.get(grid.title), cells.get(grid.title, {}))
        if workbook.table.is_ours:
            writing.write_choices(book, looks, villages, years)
            writing.write_service(book, reference)


@dataclass(frozen=True, slots=True)
class _Own:
    """A sheet of ours: its table, its columns by place (from 0), the lists to choose from, how many columns stay."""

    table: Table
    columns: dict[int, Column]
    ranges: dict[str, str]
    frozen: int


def _own_sheets(workbook: Workbook, years: Sequence[int]) -> dict[str, _Own]:
    """The sheets of our own workbook by their names."""
    main = workbook.table
    if not main.is_ours:
        return {}
    titles = next((place for place, key in main.keys.items() if key == TITLE), 1)
    ranges = writing.ranges_with(get_column_letter(titles), main.first_row - 1, main.grid.title)
    found = {main.grid.title: _Own(main, _columns(main, writing.columns_of(years)), ranges, 3)}
    if workbook.items is not None:
        found[workbook.items.grid.title] = _Own(workbook.items, _columns(workbook.items, ITEM_COLUMNS), ranges, 1)
    return found


def _columns(table: Table, known: Iterable[Column]) -> dict[int, Column]:
    named = {(column.key, column.heading): column for column in known}
    return {
        place - 1: named.get((key, table.headings[place]), Column(key, table.headings[place], 20))
        for place, key in table.keys.items()
    }


def _list(book: Any, looks: dict[str, Any], problems: Sequence[Problem]) -> None:
    sheet = book.add_worksheet(PROBLEMS)
    headings = ("แผ่นงาน", "เซลล์", "ค่าที่พบ", "สิ่งที่ต้องแก้")
    for place, (heading, width) in enumerate(zip(headings, (20, 10, 30, 80), strict=True)):
        sheet.set_column(place, place, width, looks["plain"])
        sheet.write_string(0, place, heading, looks["heading"])
    rows = [
        (getattr(wrong, "sheet", ""), getattr(wrong, "cell", ""), as_typed(wrong.value), wrong.message)
        for wrong in problems
    ]
    for number, row in enumerate(rows or [("", "", "", "ไม่พบปัญหา สมุดงานนี้นำเข้าได้")], 1):
        for place, words in enumerate(row):
            sheet.write_string(number, place, plain(words), looks["plain"])
        writing.give_height(sheet, number, [(80, row[3])])
    sheet.freeze_panes(1, 0)
    writing.on_one_page(sheet)


def _sheet(book: Any, looks: dict[str, Any], grid: Grid, own: _Own | None, wrong: dict[Place, list[str]]) -> None:
    headed: range = range(0)
    if own is not None:
        first = own.table.first_row
        headed = range(first - 2, first)
        sheet = writing.prepare(book, grid.title, own.columns, looks, first - 1, ranges=own.ranges)
        sheet.freeze_panes(first - 1, own.frozen)
    else:
        sheet = book.add_worksheet(_title(book, grid.title))
        for place, width in _widths(grid).items():
            sheet.set_column(place - 1, place - 1, width)
    for top, left, bottom, right in grid.merged:
        with suppress(OverlappingRange):  # no program writes such, but somebody may
            sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", looks["plain"])
    looks_at = {place: column.looks for place, column in own.columns.items()} if own else {}
    for row, cells in grid.rows.items():
        for column, value in enumerate(cells):
            if column and row not in headed:
                look = "wrong" if (row, column) in wrong else looks_at.get(column - 1, "plain")
                writing.put(sheet, row - 1, column - 1, _shown(value), looks[look])
        if own is not None and row not in headed:
            widths = (
                (column.width, cells[place + 1]) for place, column in own.columns.items() if place + 1 < len(cells)
            )
            writing.give_height(sheet, row - 1, widths)
    _explain(sheet, looks, grid, wrong)
    if grid.is_hidden:
        sheet.hide()


def _explain(sheet: Any, looks: dict[str, Any], grid: Grid, wrong: dict[Place, list[str]]) -> None:
    """Colour the bad cells, blank ones too, and say beside each what to do."""
    for number, ((row, column), messages) in enumerate(sorted(wrong.items())):
        if grid.value(row, column) is None:
            sheet.write_blank(row - 1, column - 1, None, looks["wrong"])
        if number < MOST_COMMENTS:  # each is a shape of its own; beyond these the list says it
            words = plain("\n".join(dict.fromkeys(messages)))[:LONGEST_COMMENT]
            sheet.write_comment(row - 1, column - 1, words, {"x_scale": 2, "author": "Prasan"})


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date):
        return text(value)
    return value if isinstance(value, int | float) else text_of(value)


def _title(book: Any, title: str) -> str:
    """A sheet's name as it was, as far as Excel takes it."""
    clean = "".join("_" if c in "[]:*?/\\" else c for c in plain(title)).strip("'")[:31] or "Sheet"
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    return next(
        name for number in range(1_000) if (name := f"{clean[:27]}_{number}" if number else clean).lower() not in taken
    )


def _widths(grid: Grid) -> dict[int, int]:
    widths: dict[int, int] = {}
    for cells in grid.rows.values():
        for column, value in enumerate(cells):
            if column and value is not None:
                widths[column] = min(max(widths.get(column, _NARROWEST), len(text_of(value))), WIDEST)
    return widths
