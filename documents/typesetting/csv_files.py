"""The command `table`: a CSV file whose first row holds the heads of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from documents.typesetting.cells import Column, Row
from documents.typesetting.document import Metadata, SetDocument, set_document
from documents.typesetting.flow import A4, A4_LANDSCAPE, Section
from documents.typesetting.furniture import page_of_document
from documents.typesetting.inputs import RefusedInputError, read_text
from documents.typesetting.tables import Table

__all__ = ["set_file"]

_PORTRAIT: Final = replace(A4, margins=A4_LANDSCAPE.margins)
_MOST_COLUMNS_IN_PORTRAIT: Final = 6
_MOST_COLUMNS: Final = 40
_FIGURE: Final = re.compile(r"[-+−]?[\d,]+(\.\d+)?%?|-|–")
_NARROWEST, _WIDEST = 4, 40
"""How few and how many letters of a column's longer cells count for its width."""


def set_file(source: Path, *, tagged: bool) -> SetDocument:
    """Set a CSV file as one table over as many pages as it needs; columns of figures stand at the right.

    Raises:
        RefusedInputError: it is not UTF-8 or not CSV, has no heads, or a row has more or fewer cells than heads.
        OSError: it cannot be read.
    """
    heads, *rows = _read_rows(source)
    columns = [_column(head, [row[index] for row in rows]) for index, head in enumerate(heads)]
    page = _PORTRAIT if len(columns) <= _MOST_COLUMNS_IN_PORTRAIT else A4_LANDSCAPE
    section = Section(page, [Table(columns, [Row(row) for row in rows])], headers=[page_of_document])
    return set_document([section], Metadata(title=source.name), tagged=tagged)


def _read_rows(source: Path) -> list[list[str]]:
    reader = csv.reader(io.StringIO(read_text(source), newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if rows and len(row) != len(rows[0]):
                raise RefusedInputError(
                    f"{source}, line {reader.line_num}: {len(row)} cells under {len(rows[0])} heads: {_shown(row)}"
                )
            rows.append(row)
    except csv.Error as error:
        raise RefusedInputError(f"{source}, line {reader.line_num}: not CSV ({error})") from error
    if not rows or not any(rows[0]):
        raise RefusedInputError(f"{source}, line 1: the first row must hold the heads of the columns")
    if len(rows[0]) > _MOST_COLUMNS:
        raise RefusedInputError(f"{source}, line 1: {len(rows[0])} columns; at most {_MOST_COLUMNS} fit on a page")
    return rows


def _shown(row: Sequence[str]) -> str:
    """Return the beginning of a row for a message, on one line."""
    return repr(",".join(row)[:60])


def _column(head: str, cells: Sequence[str]) -> Column:
    filled = [cell.strip() for cell in cells if cell.strip()]
    is_figures = bool(filled) and all(_FIGURE.fullmatch(cell) for cell in filled)
    lengths = sorted(len(cell) for cell in [head, *filled])
    typical = lengths[len(lengths) * 9 // 10]
    return Column(head, min(max(typical, _NARROWEST), _WIDEST), "right" if is_figures else "left")
