"""Writes a list of the desk as a workbook, and hands an uploaded one back with what was found beside each row.

All text is text: a name that begins with = is a name. What the system fills in is locked, as in a council's workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import override

from approvals.sheets.tables import Asked, Column, Row, Table, mark_of, open_columns
from directory import clock
from documents.workbooks import ALWAYS
from proposals.exchange.writing import BOOK, give_height, looks_of, on_one_page, put

SCHEMA: Final = "prasan.desk"
SCHEMA_VERSION: Final = 1
SERVICE_SHEET: Final = "_prasan"
CHOICES: Final = "ตัวเลือก"
KEY, MARK = "key", "mark"
KEYS_ROW, HEADING_ROW, FIRST_ROW = 0, 1, 2  # from 0; the hidden keys stand above what a filter sorts
MOST_CHOICES: Final = 12_000
_ALLOWED: Final = ("format_cells", "format_columns", "format_rows", "sort", "autofilter", "insert_columns")
_MARKED: Final = Column(MARK, "ของระบบ ห้ามแก้", 8, "locked")


def write_list(to: IO[bytes], table: Table, asked: Asked) -> int:
    """Write a list as it is asked for; answers how many rows it has. In Thai, whatever the reader's language."""
    with override("th"), xlsxwriter.Workbook(to, BOOK) as book:
        book.set_properties({"title": f"{table.title} {asked.plan.reference}", "created": ALWAYS.replace(tzinfo=None)})
        columns = list(table.columns(asked))
        shown = [Column(KEY, table.key, 24, "locked"), *([_MARKED] if table.comes_back else []), *columns]
        looks = looks_of(book)
        sheet = _prepared(book, looks, table.title, shown)
        keys: list[str] = []
        for number, row in enumerate(table.rows(asked), FIRST_ROW):
            keys.append(row.key)
            _write_row(sheet, number, shown, _cells(table, row, columns), looks)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.autofilter(HEADING_ROW, 0, max(FIRST_ROW, FIRST_ROW + len(keys) - 1), len(shown) - 1)
        if table.comes_back:
            _write_choices(book, looks, sheet, shown)
            _write_service(book, table, asked, keys)
        return len(keys)


def _cells(table: Table, row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    return {**row.cells, KEY: row.key, MARK: mark_of(table.name, row, columns) if table.comes_back else ""}


def _prepared(book: Any, looks: Mapping[str, Any], title: str, shown: Sequence[Column]) -> Any:
    sheet = book.add_worksheet(title[:31])
    for place, column in enumerate(shown):
        locked = column.read is None
        look = "locked" if locked and column.looks in {"plain", "text"} else column.looks
        hidden = {"hidden": True} if column.key == MARK else {}
        sheet.set_column(place, place, column.width, looks[look], hidden)
        sheet.write_string(HEADING_ROW, place, column.heading, looks["heading"])
        sheet.write_string(KEYS_ROW, place, column.key, looks["locked"])
        if column.hint:
            sheet.write_comment(HEADING_ROW, place, column.hint[:2_000], {"x_scale": 2, "author": "Prasan"})
    sheet.set_row(HEADING_ROW, 66)
    sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
    on_one_page(sheet)
    sheet.repeat_rows(HEADING_ROW)
    if open_columns(shown):
        sheet.protect("", dict.fromkeys(_ALLOWED, True))
    return sheet


def _write_row(
    sheet: Any, number: int, shown: Sequence[Column], cells: Mapping[str, Any], looks: Mapping[str, Any]
) -> None:
    for place, column in enumerate(shown):
        look = column.looks if column.looks != "plain" else "locked" if column.key in {KEY, MARK} else "plain"
        put(sheet, number, place, as_shown(cells.get(column.key)), looks[look])
    give_height(sheet, number, ((column.width, cells.get(column.key)) for column in shown))


def as_shown(value: Any) -> Any:
    """A value as a cell shows it: days in the Buddhist Era as text, which no program turns into another day."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.BANGKOK).date()
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year + clock.BUDDHIST_ERA_OFFSET}"
    return float(value) if isinstance(value, Decimal) and value == value.quantize(Decimal("0.0001")) else value


def _write_choices(book: Any, looks: Mapping[str, Any], sheet: Any, shown: Sequence[Column]) -> None:
    """The lists behind the cells in which one chooses."""
    offering = [(place, column) for place, column in enumerate(shown) if column.choices]
    if not offering:
        return
    lists = book.add_worksheet(CHOICES)
    for number, (place, column) in enumerate(offering):
        lists.set_column(number, number, 40, looks["plain"])
        lists.write_string(0, number, column.heading, looks["heading"])
        for row, choice in enumerate(column.choices, 1):
            put(lists, row, number, choice, looks["plain"])
        letter = xlsxwriter.utility.xl_col_to_name(number)
        source = f"='{CHOICES}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(FIRST_ROW, place, MOST_CHOICES, place, rule)
    on_one_page(lists)


def _write_service(book: Any, table: Table, asked: Asked, keys: Iterable[str]) -> None:
    """The hidden sheet that says which list of which plan this is, and which rows it was written with."""
    sheet = book.add_worksheet(SERVICE_SHEET)
    facts = (SCHEMA, str(SCHEMA_VERSION), asked.plan.reference, str(asked.plan.cycle.target_year), table.name)
    for place, fact in enumerate(facts):
        sheet.write_string(0, place, fact)
    for number, key in enumerate(keys, 1):
        sheet.write_string(number, 0, key)
    sheet.hide()


def write_marked(
    to: IO[bytes], title: str, rows: Mapping[int, Sequence[Any]], found: Mapping[int, str], others: Sequence[str]
) -> None:
    """Write an uploaded list back as it was read, with a first column that says of each row what was found.

    ``rows`` and ``found`` are by the number of the row (from 1); ``others`` are about the file, or rows that are gone.
    """
    with override("th"), xlsxwriter.Workbook(to, BOOK) as book:
        book.set_properties({"created": ALWAYS.replace(tzinfo=None)})
        looks = looks_of(book)
        sheet = book.add_worksheet(title[:31])
        sheet.set_column(0, 0, 60, looks["plain"])
        sheet.set_column(1, 1, 24, looks["plain"])
        sheet.write_string(HEADING_ROW, 0, "ผลการตรวจ", looks["heading"])
        sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
        for number, cells in rows.items():
            said = found.get(number, "")
            if number > FIRST_ROW:
                put(sheet, number - 1, 0, said, looks["wrong" if said else "plain"])
            for place, value in enumerate(cells[1:], 1):
                look = "heading" if number == HEADING_ROW + 1 else "wrong" if said else "plain"
                put(sheet, number - 1, place, as_shown(value), looks[look])
            give_height(sheet, number - 1, [(60, said)])
        sheet.freeze_panes(FIRST_ROW, 2)
        if others:
            listed = book.add_worksheet("แถวที่หายไปและอื่นๆ")
            listed.set_column(0, 0, 100, looks["plain"])
            for number, words in enumerate(others):
                put(listed, number, 0, words, looks["plain"])
