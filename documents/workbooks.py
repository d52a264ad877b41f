"""Workbooks that are only read by people. All is written as text: a name that begins with = is a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO

import xlsxwriter

from directory.spreadsheets import TEXT_IS_TEXT

_FONT = {"font_name": "TH SarabunPSK", "font_size": 16}
WIDEST, NARROWEST = 60, 8
LONGEST_CELL = 32_767  # Excel's own limit
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)  # the same rows give the same bytes, whenever they are written

Table = tuple[str, Sequence[str], Iterable[Sequence[str]]]


def write_table(to: IO[bytes], tables: Iterable[Table]) -> None:
    """Write one sheet for each ``(title, headings, rows)``. No cell is a formula, a link or a number."""
    with xlsxwriter.Workbook(to, {**TEXT_IS_TEXT, "in_memory": True}) as book:
        book.set_properties({"created": ALWAYS.replace(tzinfo=None)})
        heading = book.add_format({**_FONT, "bold": True, "border": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({**_FONT, "num_format": "@", "text_wrap": True, "valign": "top"})
        for title, headings, rows in tables:
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            widths = [len(text) for text in headings]
            for column, text in enumerate(headings):
                sheet.write_string(0, column, text, heading)
            for number, row in enumerate(rows, start=1):
                for column, text in enumerate(row):
                    sheet.write_string(number, column, text[:LONGEST_CELL], plain)
                    widths[column] = max(widths[column], len(text))
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
