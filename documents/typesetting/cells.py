"""What tables are made of: columns, rows and cells, and where a cell stands that spans several of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents.typesetting.lines import Line
from documents.typesetting.structure import Element

__all__ = ["Box", "Cell", "Column", "PlacedCell", "Row", "RowStyle", "SpanningCell", "placed_cells"]


@dataclass(frozen=True)
class Column:
    """A column: its title, its share of the width, and how its cells are aligned (`left`, `right`, `center`).

    Cells of a right-aligned column, and numbers in any column, are never broken: the column grows instead.
    """

    title: str
    share: float
    align: str = "left"


@dataclass(frozen=True)
class Cell:
    """Text over one or more columns and rows; without an alignment of its own it takes its first column's.

    The rows below a cell of several rows have no cells of their own in its columns.
    """

    text: str
    span: int = 1
    align: str | None = None
    rows: int = 1


@dataclass(frozen=True)
class RowStyle:
    """How a row stands out: its face, a grey behind it (1 is white), what it stays with.

    The text of its cells starts at their top, or stands in the middle of their height.
    """

    face: str
    shade: float = 1.0
    keep_with_next: bool = False
    keep_with_previous: bool = False
    middle: bool = False


@dataclass(frozen=True)
class Row:
    """A row of cells; a plain string is a cell of one column."""

    cells: Sequence[str | Cell]
    style: RowStyle | None = None


PlacedCell = tuple[str | Cell, int, int]
"""A cell, its first column and how many columns it spans."""


def placed_cells(rows: Sequence[Row], column_count: int) -> Iterator[list[PlacedCell]]:
    """Yield the cells of each row with their columns: those that a cell of several rows holds are passed over.

    Raises:
        ValueError: a row has cells for more columns than there are, or a cell runs into one from the rows above.
    """
    held: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        placed: list[PlacedCell] = []
        begun: dict[int, int] = {}
        column = 0
        for cell in row.cells:
            while column in held:
                column += 1
            if isinstance(cell, str):
                placed.append((cell, column, 1))
                column += 1
                continue
            columns = range(column, column + cell.span)
            if not held.keys().isdisjoint(columns):
                raise ValueError(f"row {number}: the cell {cell.text!r} runs into a cell of several rows")
            placed.append((cell, column, cell.span))
            if cell.rows > 1:
                begun.update(dict.fromkeys(columns, cell.rows))
            column += cell.span
        if column > column_count:
            raise ValueError(f"row {number}: cells for {column} columns in a table of {column_count}")
        if held or begun:
            held = {column: rows_left - 1 for column, rows_left in {**held, **begun}.items() if rows_left > 1}
        yield placed


class Box(NamedTuple):
    """A cell that is set: its lines, its left edge and width, how it is aligned, and its element in the structure.

    Of a cell of several rows it is what one of them holds.
    """

    lines: Sequence[Line]
    left: float
    width: float
    align: str
    element: Element | None
    spanning: SpanningCell | None = None

    def part(self, lines: Sequence[Line], spanning: SpanningCell | None) -> Box:
        """Return the same cell with some of its lines."""
        return Box(lines, self.left, self.width, self.align, self.element, spanning)


class SpanningCell:
    """A cell of several rows while these are set: each takes as many of its lines as it has itself."""

    __slots__ = ("_box", "_rows_left", "_taken", "face")

    def __init__(self, box: Box, face: str, rows: int) -> None:
        self._box = box
        self._rows_left = rows
        self._taken = 0
        self.face = face

    @property
    def is_open(self) -> bool:
        """Tell whether the next row has a part of the cell too."""
        return self._rows_left > 0

    @property
    def begins(self) -> bool:
        """Tell whether no row has had its part yet."""
        return self._taken == 0 and self.is_open

    @property
    def lines_asked(self) -> int:
        """Return how many lines the next row must have: in the cell's last row all that are left."""
        return len(self._box.lines) - self._taken if self._rows_left == 1 else 0

    def next_part(self, line_count: int) -> Box:
        """Return what the next row, of so many lines, holds of the cell."""
        lines = self._box.lines[self._taken : self._taken + line_count]
        self._taken += len(lines)
        self._rows_left -= 1
        return self._box.part(lines, self)
