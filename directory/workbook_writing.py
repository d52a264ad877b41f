"""Writes the workbook of a province: empty as a template, filled from drafts, or handed back with what is wrong.

All text is written as text: a name that begins with = is a name.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from directory.cells import as_typed
from directory.clock import BUDDHIST_ERA_OFFSET
from directory.drafts import SHEET_TITLES, CellProblem, ProvinceDraft
from directory.errors import Problem
from directory.models import Area
from directory.queries import inside
from directory.sheets import AREAS_TITLE, CHOICES_TITLE, HELP_TITLE, PROBLEMS_TITLE, SHEETS, Column, Sheet
from directory.spreadsheets import TEXT_IS_TEXT
from directory.workbook_reading import FIRST_ROW, HEADING_ROW, NAMES_ROW, Reading

_FONT = {"font_name": "Sarabun", "font_size": 11}
_ROWS_WITH_CHOICES = 5_000


class _Book:
    """An open workbook and its formats."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), TEXT_IS_TEXT)
        self.plain = self._format(num_format="@", valign="top", text_wrap=True)
        self.number = self._format(num_format="0", valign="top")
        self.heading = self._format(bold=True, bg_color="#DCE6F1", border=1, text_wrap=True, valign="top")
        self.needed = self._format(bold=True, bg_color="#F8CBAD", border=1, text_wrap=True, valign="top")
        self.name = self._format(font_color="#7F7F7F", italic=True, border=1)
        self.wrong = self._format(
            num_format="@", bg_color="#FFC7CE", font_color="#9C0006", valign="top", text_wrap=True
        )

    def _format(self, **properties: Any) -> Any:
        return self.book.add_format({**_FONT, **properties})

    def table(self, title: str, headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """A sheet that is only read by people."""
        sheet = self.book.add_worksheet(title)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, self.heading)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, self.plain)
        sheet.freeze_panes(1, 0)


def write_workbook(path: Path, drafts: ProvinceDraft | None, province: Area) -> None:
    """Write the workbook of a province: with the rows of the drafts, or, with None, empty but for its areas."""
    with _written(path) as book:
        _write_help(book, province)
        _write_areas(book, province)
        for key, sheet in SHEETS.items():
            worksheet = _prepare(book, sheet, {column.key: place for place, column in enumerate(sheet.columns)})
            for row, draft in enumerate(getattr(drafts, key, ()), start=FIRST_ROW - 1):
                for number, column in enumerate(sheet.columns):
                    _put(book, worksheet, (row, number), _as_cell(column, getattr(draft, column.key)))
        _write_choices(book)


def write_annotated(path: Path, reading: Reading, problems: Sequence[Problem], province: Area) -> None:
    """Write a workbook back as it was read, each wrong cell coloured and commented, and all problems listed first.

    Each sheet keeps its rows and columns where they were. When nothing is wrong, the list says so.
    """
    in_cells = [wrong for wrong in problems if isinstance(wrong, CellProblem)]
    with _written(path) as book:
        _write_problems(book, problems)
        _write_help(book, province)
        _write_areas(book, province)
        for key, sheet in SHEETS.items():
            worksheet = _prepare(book, sheet, reading.columns[key])
            _write_back(book, worksheet, reading, [wrong for wrong in in_cells if wrong.sheet == key], key)
        _write_choices(book)


@contextlib.contextmanager
def _written(path: Path) -> Iterator[_Book]:
    """Write beside the place and move it there when it is whole."""
    path = Path(path)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as unfinished:
        pass
    try:
        book = _Book(Path(unfinished.name))
        yield book
        book.book.close()
        umask = os.umask(0)
        os.umask(umask)
        Path(unfinished.name).chmod(0o666 & ~umask)
        Path(unfinished.name).replace(path)
    finally:
        Path(unfinished.name).unlink(missing_ok=True)


def _prepare(book: _Book, sheet: Sheet, places: dict[str, int]) -> Any:
    """Add a sheet with its two heading rows, widths and lists to choose from."""
    worksheet = book.book.add_worksheet(sheet.title)
    for column in sheet.columns:
        place = places[column.key]
        worksheet.set_column(place, place, column.width, book.plain)
        worksheet.write_string(HEADING_ROW - 1, place, column.heading, book.needed if column.needed else book.heading)
        worksheet.write_string(NAMES_ROW - 1, place, column.key, book.name)
        if column.labels:
            worksheet.data_validation(
                FIRST_ROW - 1,
                place,
                _ROWS_WITH_CHOICES,
                place,
                {"validate": "list", "source": _choices_range(sheet, column), "error_type": "warning"},
            )
    worksheet.freeze_panes(NAMES_ROW, 1)
    return worksheet


def _put(book: _Book, worksheet: Any, place: tuple[int, int], value: Any, style: Any = None) -> None:
    if value is None or value == "":
        if style is not None:
            worksheet.write_blank(*place, None, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        worksheet.write_number(*place, value, style or book.number)
    else:
        worksheet.write_string(*place, str(value)[:32_000], style or book.plain)


def _as_cell(column: Column, value: Any) -> Any:
    if column.labels and value:
        return column.labels.get(value, value)
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return _shown(value)


def _shown(value: Any) -> Any:
    """A value as one would type it: dates as text in the Buddhist Era, which no spreadsheet turns into another day."""
    if isinstance(value, date):
        era = BUDDHIST_ERA_OFFSET if value.year < 2400 else 0
        return f"{value.day:02}/{value.month:02}/{value.year + era}"
    return value


def _write_back(book: _Book, worksheet: Any, reading: Reading, problems: Sequence[CellProblem], key: str) -> None:
    messages: dict[tuple[int, int], list[str]] = {}
    for wrong in problems:
        if wrong.field in reading.columns[key] and wrong.row >= FIRST_ROW:
            messages.setdefault((wrong.row - 1, reading.columns[key][wrong.field]), []).append(wrong.message)
    for number, cells in reading.rows[key].items():
        for column, value in enumerate(cells):
            place = (number - 1, column)
            if number >= FIRST_ROW or column not in reading.columns[key].values():
                shown = _shown(value) if not isinstance(value, datetime) else _shown(value.date())
                _put(book, worksheet, place, shown, book.wrong if place in messages else None)
    for place, lines in messages.items():
        worksheet.write_comment(*place, "\n".join(lines)[:4_000], {"x_scale": 2, "author": "Prasan"})


def _write_problems(book: _Book, problems: Sequence[Problem]) -> None:
    rows = []
    for wrong in problems:
        sheet, row = (wrong.sheet, wrong.row) if isinstance(wrong, CellProblem) else ("", 0)
        place = (SHEET_TITLES.get(sheet, ""), str(row or ""))
        rows.append((*place, wrong.field, as_typed(wrong.value), wrong.message))
    nothing = [(_("ไม่พบปัญหา"), "", "", "", _("สมุดงานนี้ใช้เปิดจังหวัดได้"))]
    book.table(PROBLEMS_TITLE, ["แผ่นงาน", "แถว", "ช่อง", "ค่าที่พบ", "สิ่งที่ต้องแก้"], [14, 8, 24, 30, 80], rows or nothing)


def _write_help(book: _Book, province: Area) -> None:
    rows = [
        ("", "", "", "", f"สมุดงานสำหรับเปิด{province.full_name} (รหัส {province.code})"),
        ("", "", "", "", "แถวที่ 1 เป็นหัวข้อ แถวที่ 2 เป็นชื่อช่องซึ่งต้องไม่แก้ ข้อมูลเริ่มที่แถวที่ 3"),
        ("", "", "", "", "แก้แล้วนำเข้าใหม่ได้ทุกครั้ง ข้อมูลที่เปลี่ยนจะถูกปรับ ไม่มีการลบ และถ้ามีแถวผิดจะไม่มีการเปลี่ยนแปลงใด"),
    ]
    for sheet in SHEETS.values():
        if sheet.hint:
            rows.append((sheet.title, "", "", "", sheet.hint))
        rows += [(sheet.title, c.heading, c.key, "ต้องกรอก" if c.needed else "", _hint(c)) for c in sheet.columns]
    book.table(HELP_TITLE, ["แผ่นงาน", "หัวข้อ", "ชื่อช่อง", "จำเป็น", "คำอธิบาย"], [14, 28, 26, 12, 90], rows)


def _hint(column: Column) -> str:
    choices = f"เลือกจากแผ่น {CHOICES_TITLE}" if column.labels else ""
    return " · ".join(part for part in (column.hint, choices) if part)


def _write_areas(book: _Book, province: Area) -> None:
    areas = Area.objects.filter(inside(province.code, "code"), abolished_on=None).order_by("code")
    names = {area.code: area.full_name for area in areas}
    rows = [
        (area.code, area.full_name, names.get(area.code[:4], "") if len(area.code) == 6 else "", area.name_en)
        for area in areas
    ]
    book.table(AREAS_TITLE, ["รหัสพื้นที่", "ชื่อ", "อยู่ในอำเภอ", "ชื่อภาษาอังกฤษ"], [14, 32, 32, 32], rows)


def _choice_columns() -> list[tuple[Sheet, Column]]:
    return [(sheet, column) for sheet in SHEETS.values() for column in sheet.columns if column.labels]


def _choices_range(sheet: Sheet, column: Column) -> str:
    number = _choice_columns().index((sheet, column))
    letter = chr(ord("A") + number)
    return f"='{CHOICES_TITLE}'!${letter}$2:${letter}${len(column.labels or ()) + 1}"


def _write_choices(book: _Book) -> None:
    columns = [column for _sheet, column in _choice_columns()]
    labels = [list((column.labels or {}).values()) for column in columns]
    rows = [[own[row] if row < len(own) else "" for own in labels] for row in range(max(map(len, labels)))]
    book.table(CHOICES_TITLE, [column.heading for column in columns], [44] * len(columns), rows)
