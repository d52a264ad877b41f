"""The uploaded workbook again, every sheet as it was: each bad cell coloured and explained, all problems listed first.

It is written anew from what was read, so that nothing of it can run: what was a formula is the value that it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import override
from xlsxwriter.exceptions import OverlappingRange

from directory.cells import as_typed
from directory.errors import Problem
from directory.models import Village
from directory.spreadsheets import TEXT_IS_TEXT
from documents.editable.notice import plain
from documents.workbooks import ALWAYS, WIDEST
from proposals.exchange import writing
from proposals.exchange.columns import year_of
from proposals.exchange.grids import Grid, SheetProblem, text_of
from proposals.exchange.locating import OWN_SHEETS, SERVICE_SHEET, Table
from proposals.exchange.reading import Workbook
from proposals.exchange.values import text

PROBLEMS: Final = OWN_SHEETS[4]
LONGEST_COMMENT: Final = 2_000
MOST_COMMENTS: Final = 5_000
_NARROWEST: Final = 8


def write_marked(
    to: IO[bytes], workbook: Workbook, problems: Sequence[Problem], villages: Sequence[Village], reference: str
) -> None:
    """Write a workbook back with its problems; when there are none, the list says so."""
    with override("th"), xlsxwriter.Workbook(to, {**TEXT_IS_TEXT, "in_memory": True}) as book:
        book.set_properties({"created": ALWAYS.replace(tzinfo=None)})
        looks = writing.looks_of(book)
        _list(book, looks, problems)
        cells: dict[str, dict[tuple[int, int], list[str]]] = {}
        for wrong in problems:
            if isinstance(wrong, SheetProblem) and wrong.row:
                cells.setdefault(wrong.sheet, {}).setdefault((wrong.row, max(wrong.column, 1)), []).append(
                    wrong.message
                )
        ours = {writing.CHOICES, SERVICE_SHEET} if workbook.table.is_ours else set()
        for grid in workbook.grids:
            if grid.title not in {PROBLEMS, *ours}:
                _sheet(book, looks, grid, workbook.table, cells.get(grid.title, {}))
        if workbook.table.is_ours:
            writing.write_choices(book, looks, villages)
            writing.write_service(book, reference)


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
    sheet.freeze_panes(1, 0)


def _sheet(book: Any, looks: dict[str, Any], grid: Grid, table: Table, wrong: dict[tuple[int, int], list[str]]) -> None:
    is_the_table = table.is_ours and grid is table.grid
    if is_the_table:
        years = [year for key in table.keys.values() if (year := year_of(key))]
        known = {(column.key, column.heading): column for column in writing.columns_of(years)}
        own = {
            place - 1: known.get((key, table.headings[place]), writing.Column(key, table.headings[place], 20))
            for place, key in table.keys.items()
        }
        sheet = writing.prepare(book, grid.title, own, looks, table.first_row - 1)
        sheet.set_row(table.first_row - 2, None, None, {"hidden": True})
        sheet.freeze_panes(table.first_row - 1, 3)
    else:
        sheet = book.add_worksheet(_title(book, grid.title))
        for place, width in _widths(grid).items():
            sheet.set_column(place - 1, place - 1, width)
    for top, left, bottom, right in grid.merged:
        with suppress(OverlappingRange):  # no program writes such, but somebody may
            sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", looks["plain"])
    looks_at = {place: own[place].looks for place in own} if is_the_table else {}
    for row, cells in grid.rows.items():
        for column, value in enumerate(cells):
            if column and not (is_the_table and table.first_row - 2 <= row < table.first_row):
                look = "wrong" if (row, column) in wrong else looks_at.get(column - 1, "plain")
                writing.put(sheet, row - 1, column - 1, _shown(value), looks[look])
    _explain(sheet, looks, grid, wrong)
    if grid.is_hidden:
        sheet.hide()


def _explain(sheet: Any, looks: dict[str, Any], grid: Grid, wrong: dict[tuple[int, int], list[str]]) -> None:
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
