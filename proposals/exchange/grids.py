"""What stands in the cells of an uploaded workbook, sheet by sheet, with its merged cells and formulas.

Formulas are never computed: the result that the workbook keeps beside each is read, and the cell remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

from directory.archives import Limits
from directory.errors import Invalid, Problem
from directory.spreadsheets import opened, refuse_unsafe

FILE: Final = "file"
LIMITS: Final = Limits(bytes=64 * 1024 * 1024)
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_SHEETS: Final = 40
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 120
MOST_BLANK: Final = 2_000
"""After so many blank rows a sheet is taken to end: some are formatted down to row 1,048,576."""
MOST_MERGED: Final = 300_000

_NEEDS_A_CLOSER_LOOK: Final = re.compile(rb"<(?:\w+:)?(?:f[\s>/]|mergeCell\s)")
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetProblem(Problem):
    """A problem of one cell of a sheet; column 0 is no column, row 0 no row."""

    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """Where it stands as Excel says it: C12, or nothing where it is about the whole file."""
        return f"{get_column_letter(max(self.column, 1))}{self.row}" if self.row else ""

    def __str__(self) -> str:
        place = " ".join(part for part in (self.sheet, self.cell) if part) or self.field
        return f"{place} = {self.value!r}: {self.message}" if self.value else f"{place}: {self.message}"


@dataclass(slots=True)
class Grid:
    """One sheet: its filled rows by number (from 1), each a list of values by column (from 1, so the first is unused).

    ``unresolved`` are formulas beside which the workbook keeps no result, ``errors`` cells such as #REF!.
    ``covered`` leads from each cell inside merged ones to the one at the top left, whose value they all show;
    ``ends_at`` is where reading stopped because nothing but blank rows followed.
    """

    title: str
    is_hidden: bool = False
    rows: dict[int, list[Any]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    unresolved: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    ends_at: int = 0

    def value(self, row: int, column: int) -> Any:
        """What stands in a cell itself."""
        cells = self.rows.get(row, ())
        return cells[column] if 0 < column < len(cells) else None

    def shown(self, row: int, column: int) -> Any:
        """What a cell shows: that of the merged cell which it is a part of."""
        return self.value(*self.covered.get((row, column), (row, column)))

    def is_below_itself(self, row: int, column: int) -> bool:
        """Whether a cell is the lower part of one merged over several rows."""
        return self.covered.get((row, column), (row, column))[0] < row


def read_grids(path: Path, name: str, *, too_long: str = "") -> list[Grid]:
    """All sheets of a workbook, in their order. ``too_long`` are the words for one with more rows than are read.

    Raises:
        Invalid: at ``file``: no workbook, with macros, a password or entities, or with more in it than is read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise Invalid.of(FILE, name, _("ไฟล์ใหญ่เกิน %d MB") % (MOST_BYTES // 1024 // 1024))
    refuse_unsafe(path, field=FILE, name=name, limits=LIMITS)
    with opened(path, field=FILE, name=name, computed=True) as book:
        sheets = book.worksheets
        if len(sheets) > MOST_SHEETS:
            raise Invalid.of(FILE, name, _("มีแผ่นงานเกิน %d แผ่น") % MOST_SHEETS)
        left = MOST_ROWS
        grids = []
        for sheet in sheets:
            grid = _grid(sheet, left, too_long or _("มีแถวเกิน %d แถว") % MOST_ROWS)
            left -= len(grid.rows)
            grids.append(grid)
        return grids


def _grid(sheet: Any, most: int, too_long: str) -> Grid:
    grid = Grid(sheet.title, sheet.sheet_state != "visible")
    sheet.reset_dimensions()  # what a file says about its own size is not always so
    last = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        values = [None, *(_value(cell) for cell in cells)]
        if any(value is not None for value in values):
            last = number
            if len(grid.rows) >= most:
                raise Invalid(SheetProblem(FILE, "", too_long, sheet.title, number, 1))
            while values[-1] is None:
                values.pop()
            grid.rows[number] = values
            grid.errors |= {(number, place) for place, cell in enumerate(cells, 1) if cell.data_type == "e"}
        elif number - last > MOST_BLANK:
            grid.ends_at = last
            break
    _look_closer(sheet, grid)
    return grid


def _value(cell: Any) -> Any:
    value = cell.value
    return None if isinstance(value, str) and not value.strip() else value


def _look_closer(sheet: Any, grid: Grid) -> None:
    """Find formulas and merged cells, in a sheet that has some: the reader of rows tells of neither."""
    with _part(sheet) as source:
        if not any(_NEEDS_A_CLOSER_LOOK.search(chunk) for chunk in _chunks(source)):
            return
    area, data = 0, None
    with _part(sheet) as source:
        for event, element in iterparse(source, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                data = element if tag == "sheetData" else data
            elif tag == "c":
                _remember_formula(grid, element)
            elif tag == "mergeCell":
                area += _merge(grid, element.get("ref", ""))
                if area > MOST_MERGED:
                    raise Invalid(SheetProblem(FILE, "", _("ผสานเซลล์ไว้มากเกินไป"), grid.title))
            elif tag == "row" and data is not None:
                data.clear()  # the rows that were read, too: there may be a million of them


def _part(sheet: Any) -> Any:
    """The XML of a sheet, as its reader opens it."""
    return sheet._get_source()  # noqa: SLF001  # openpyxl says nowhere else in which part of the archive a sheet lies


def _remember_formula(grid: Grid, cell: Any) -> None:
    parts = {part.tag.rpartition("}")[2] for part in cell}
    if "f" in parts and cell.get("r"):
        place = coordinate_to_tuple(cell.get("r"))
        if place[1] <= MOST_COLUMNS and place[0] <= _last_row(grid) + MOST_BLANK:
            grid.formulas.add(place)
            kept = "".join(part.text or "" for part in cell if part.tag.endswith("}v"))
            if not kept and cell.get("t") != "str":  # the result of a formula may be an empty text
                grid.unresolved.add(place)
                grid.rows.setdefault(place[0], [None])


def _chunks(source: Any) -> Iterator[bytes]:
    """The bytes of a part, each chunk with the end of the one before."""
    tail = b""
    for chunk in iter(lambda: source.read(_CHUNK), b""):
        yield tail + chunk
        tail = chunk[-64:]


def _merge(grid: Grid, reference: str) -> int:
    """Take in one merged cell, as far as the sheet is filled; answers how many cells it covers there."""
    left, top, right, bottom = (number or 0 for number in range_boundaries(reference))
    bottom, right = min(bottom, _last_row(grid)), min(right, MOST_COLUMNS)
    size = max(bottom - top + 1, 0) * max(right - left + 1, 0)
    if 1 < size <= MOST_MERGED:
        grid.merged.append((top, left, bottom, right))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                grid.covered[row, column] = (top, left)
    return size


def _last_row(grid: Grid) -> int:
    return max(grid.rows, default=0)


def text_of(value: Any) -> str:
    """What stands in a cell as text, for headings and samples."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def filled(cells: Iterable[Any]) -> list[int]:
    """The columns of a row that hold something."""
    return [column for column, value in enumerate(cells) if value is not None]
