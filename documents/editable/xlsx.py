"""The tables of a paper as a workbook: numbers that can be added up, heads that stay, groups and totals as on paper.

Signatures are left out: nobody signs a workbook.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from documents.editable.grids import Whole, whole_cells
from documents.editable.notice import FACE, NOTICE, facts_of, plain
from documents.editable.numbers import number_format, number_in
from documents.layouts import Composition
from documents.layouts.tables import TableBlock
from documents.thai import to_thai_digits
from documents.typesetting import BOLD, Block, KeepTogether, Row, RowStyle, Section, Style

__all__ = ["tables_of", "xlsx_of"]

_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_ALWAYS: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a date of no place; the same snapshot gives the same bytes
_SIZE: Final = 14
_LINE: Final = 21.0
_MOST_LINES: Final = 18  # a program shows no row that is higher than 409 points
_POINTS_PER_CHARACTER: Final = 5.0
_NARROWEST: Final = 6.0
_USED: Final = 0.9  # of a line: the rest is left over where the next word no longer fits
_PAPERS: Final = {"A4": 9, "A4 landscape": 9, "A3 landscape": 8}
_LONGEST_CELL: Final = 32_767
_LONGEST_FOOT: Final = 200
_HEAD: Final = RowStyle(BOLD, shade=0.93, middle=True)
_HEADING: Final = RowStyle(BOLD, middle=True)
_PLAIN: Final = RowStyle(Style().face)


def tables_of(sections: Sequence[Section]) -> list[TableBlock]:
    """Return the tables of a paper in their order."""
    return [table for section in sections for table in _tables_among(section.blocks)]


def _tables_among(blocks: Sequence[Block]) -> Iterator[TableBlock]:
    for block in blocks:
        if isinstance(block, TableBlock):
            yield block
        elif isinstance(block, KeepTogether):
            yield from _tables_among(block.blocks)


def xlsx_of(paper: Composition) -> bytes:
    """Return the workbook of a paper, a sheet for each of its tables; the bytes depend on the paper alone."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        metadata = paper.frame.metadata(paper.author)
        book.set_properties(
            {
                "title": plain(metadata.title)[:_LONGEST_FOOT],
                "author": plain(metadata.author)[:_LONGEST_FOOT],
                "comments": NOTICE,
                "created": _ALWAYS,
            }
        )
        looks = _Looks(book)
        for number, block in enumerate(tables_of(paper.sections), start=1):
            sheet = book.add_worksheet(f"ตาราง {to_thai_digits(number)}")
            _Sheet(sheet, looks, block).write(facts_of(paper.frame))
    return content.getvalue()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def of(self, style: RowStyle, align: str, shown: str = "@", *, is_ruled: bool = True) -> Any:
        """Return the format of a cell: how its row stands out, its alignment, and how its number is shown."""
        key = (style.face, style.shade, style.middle, align, shown, is_ruled)
        if key not in self._made:
            grey = f"#{f'{round(style.shade * 255):02X}' * 3}"
            self._made[key] = self._book.add_format(
                {
                    "font_name": FACE,
                    "font_size": _SIZE,
                    "bold": style.face == BOLD,
                    "align": align,
                    "valign": "vcenter" if style.middle else "top",
                    "text_wrap": True,
                    "num_format": shown,
                    **({"border": 1} if is_ruled else {}),
                    **({"bg_color": grey} if style.shade < 1 else {}),
                }
            )
        return self._made[key]


class _Sheet:
    """One table on its sheet."""

    def __init__(self, sheet: Any, looks: _Looks, block: TableBlock) -> None:
        self._sheet = sheet
        self._looks = looks
        self._block = block
        self._widths = _widths_of(block)
        self._next = 0

    def write(self, facts: str) -> None:
        """Write the heading, the heads, the rows and the notes, then how the sheet is printed."""
        block, sheet = self._block, self._sheet
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width)
        for line in "\n".join(block.heading).split("\n") if block.heading else []:
            self._across(line, _HEADING, "center")
        table = block.table
        heads = table.heads or [Row([column.title for column in block.columns])]
        first = self._next
        self._rows(heads, is_head=True)
        sheet.freeze_panes(self._next, 0)
        sheet.repeat_rows(first, self._next - 1)
        self._rows(block.rows)
        for note in block.notes:
            self._across(note, _PLAIN, "left")
        if "landscape" in block.page:
            sheet.set_landscape()
        sheet.set_paper(_PAPERS[block.page])
        sheet.fit_to_pages(1, 0)
        sheet.set_header("&Rหน้า &P/&N")
        sheet.set_footer("&L" + plain(facts)[:_LONGEST_FOOT].replace("&", "&&"))

    def _rows(self, rows: Sequence[Row], *, is_head: bool = False) -> None:
        columns = self._block.columns
        wholes = list(whole_cells(rows, len(columns)))
        texts: list[list[str]] = [[] for _column in columns]
        for cells in wholes:
            for whole in cells:
                texts[whole.column].append(whole.cell.text)
        shown = [number_format(column, own) for column, own in zip(columns, texts, strict=True)]
        for row, cells in zip(rows, wholes, strict=True):
            style = row.style or (_HEAD if is_head else _PLAIN)
            for whole in cells:
                if whole.joined != "continue":
                    self._cell(whole, style, shown[whole.column], is_head=is_head)
            self._make_room(*((whole.cell.text, self._width_of(whole)) for whole in cells if whole.cell.rows == 1))
            self._next += 1

    def _cell(self, whole: Whole, style: RowStyle, shown: str, *, is_head: bool) -> None:
        column = self._block.columns[whole.column]
        align = "center" if is_head else whole.cell.align or column.align
        number = None if is_head or whole.span > 1 else number_in(whole.cell.text, column)
        look = self._looks.of(style, align, "@" if number is None else shown)
        last_row, last = self._next + whole.cell.rows - 1, whole.column + whole.span - 1
        if whole.span > 1 or whole.cell.rows > 1:
            self._sheet.merge_range(self._next, whole.column, last_row, last, "", look)
        self._put(self._next, whole.column, whole.cell.text, number, look)

    def _put(self, row: int, column: int, text: str, number: Decimal | None, look: Any) -> None:
        if number is not None:
            self._sheet.write_number(row, column, float(number), look)
        elif text:
            # A longer text than a cell can hold would be left out whole.
            self._sheet.write_string(row, column, plain(text)[:_LONGEST_CELL], look)
        else:
            self._sheet.write_blank(row, column, None, look)

    def _across(self, text: str, style: RowStyle, align: str) -> None:
        look = self._looks.of(style, align, is_ruled=False)
        last = len(self._widths) - 1
        if last:
            self._sheet.merge_range(self._next, 0, self._next, last, "", look)
        self._put(self._next, 0, text, None, look)
        self._make_room((text, sum(self._widths)))
        self._next += 1

    def _width_of(self, whole: Whole) -> float:
        return sum(self._widths[whole.column : whole.column + whole.span])

    def _make_room(self, *texts: tuple[str, float]) -> None:
        """Make a row high enough for its texts in their widths: not every program sees to that itself."""
        lines = max((_lines_of(text, width) for text, width in texts), default=1)
        self._sheet.set_row(self._next, min(lines, _MOST_LINES) * _LINE)


def _lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a width of so many letters; marks above and below take no width."""
    letters = (sum(unicodedata.category(letter) != "Mn" for letter in line) for line in text.split("\n"))
    fitting = max(1, int(width * _USED))
    return sum(max(1, -(-count // fitting)) for count in letters)


def _widths_of(block: TableBlock) -> list[float]:
    """Return the widths in characters: each column's share of the page, and no less than its longest number needs."""
    total = sum(column.share for column in block.columns)
    page = block.page_format.body_width / _POINTS_PER_CHARACTER
    widths = [max(_NARROWEST, page * column.share / total) for column in block.columns]
    for cells in whole_cells(block.rows, len(block.columns)):
        for whole in cells:
            text = whole.cell.text
            if whole.span == 1 and number_in(text, block.columns[whole.column]) is not None:
                widths[whole.column] = max(widths[whole.column], len(text) + 5.0)
    return widths
