"""Ruled tables over many pages: the head is set again on each, numbers stay whole, rows stay together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, NamedTuple

from documents.typesetting.blocks import Style
from documents.typesetting.faces import BOLD, UNITS_PER_EM
from documents.typesetting.flow import Strip
from documents.typesetting.lines import Line, fill_lines, line_of
from documents.typesetting.surface import Fonts, Surface

__all__ = ["Cell", "Column", "Row", "RowStyle", "Table"]

_PADDING: Final = 3.0
_RULE: Final = 0.4
_NUMBER: Final = re.compile(r"[\d\s.,:/%+\-–()]*\d[\d\s.,:/%+\-–()]*")
_LONGEST_WHOLE: Final = 24
_SMALLEST_SHARE_KEPT: Final = 0.35
"""A text column gives up no more than this leaves of its width when number columns need more than their share."""


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
    """Text over one or more columns; without an alignment of its own it takes its first column's."""

    text: str
    span: int = 1
    align: str | None = None


@dataclass(frozen=True)
class RowStyle:
    """How a row stands out: its face, and a grey behind it (1 is white)."""

    face: str
    shade: float = 1.0
    keep_with_next: bool = False
    keep_with_previous: bool = False


@dataclass(frozen=True)
class Row:
    """A row of cells; a plain string is a cell of one column."""

    cells: Sequence[str | Cell]
    style: RowStyle | None = None


class _Box(NamedTuple):
    """A cell that is set: its lines, its left edge and width, how it is aligned."""

    lines: Sequence[Line]
    left: float
    width: float
    align: str


class _RowStrip(Strip):
    """A row that is set. Its rules are drawn with its neighbours'."""

    __slots__ = ("boxes", "style", "table")

    def __init__(self, table: _Setting, boxes: Sequence[_Box], style: RowStyle) -> None:
        most_lines = max(len(box.lines) for box in boxes)
        super().__init__(most_lines * table.style.leading + 2 * table.margin, keep_with_next=style.keep_with_next)
        self.boxes = boxes
        self.style = style
        self.table = table
        self.joined_to = table
        self.repeated = table.head

    def draw(self, surface: Surface, left: float, top: float) -> None:
        table = self.table
        style = table.style
        first = top - table.margin - style.baseline
        face = self.style.face
        for lines, box_left, width, align in self.boxes:
            room = width - 2 * _PADDING
            surface.column(left + box_left + _PADDING, first, room, lines, face, style.size, style.leading, align)

    def cut(self, room: float, full: float) -> Sequence[Strip]:
        table = self.table
        fitting, following = (max(1, int((height - 2 * table.margin) / table.style.leading)) for height in (room, full))
        most_lines = max(len(box.lines) for box in self.boxes)
        parts = []
        start, count = 0, fitting
        while start < most_lines:
            boxes = [_Box(box.lines[start : start + count], box.left, box.width, box.align) for box in self.boxes]
            parts.append(_RowStrip(table, boxes, self.style))
            start, count = start + count, following
        return parts


@dataclass(frozen=True)
class Table:
    """Columns, their titles, and rows. The titles are set again at the top of every page."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    style: Style = field(default_factory=lambda: Style(size=9.0, leading=14.0))
    head_style: RowStyle = RowStyle(BOLD, shade=0.93, keep_with_next=True)
    space_before: float = 0.0

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        setting = _Setting(self, fonts, width)
        setting.head = [setting.strip(Row([Cell(c.title, align="center") for c in self.columns], self.head_style))]
        strips: list[Strip] = list(setting.head)
        strips[0].space_before = self.space_before
        for row in self.rows:
            if row.style and row.style.keep_with_previous:
                strips[-1].keep_with_next = True
            strips.append(setting.strip(row))
        strips[-1].keep_with_next = False
        return strips


class _Setting:
    """One table being set: its column edges, and what its rows share."""

    margin = 2.0
    """White space above and below the text of a row."""

    def __init__(self, table: Table, fonts: Fonts, width: float) -> None:
        self.style = table.style
        self.head: Sequence[Strip] = ()
        self._fonts = fonts
        self._plain = RowStyle(table.style.face)
        self._aligns = [column.align for column in table.columns]
        self._whole_lines: dict[tuple[str, str], Line] = {}
        self._known_lines: dict[tuple[str, float, str], Sequence[Line]] = {}
        shares = [column.share for column in table.columns]
        self.edges = [0.0, *accumulate(_shared_out(width, shares, self._widest_numbers(table.rows)))]

    def strip(self, row: Row) -> _RowStrip:
        """Set a row."""
        style = row.style or self._plain
        boxes = []
        for cell, column, span in _placed_cells(row):
            text, align = (cell, None) if isinstance(cell, str) else (cell.text, cell.align)
            left, right = self.edges[column], self.edges[min(column + span, len(self.edges) - 1)]
            align = align or self._aligns[column]
            lines = self._lines(text, right - left, style.face, whole=_is_whole(text, align))
            boxes.append(_Box(lines, left, right - left, align))
        return _RowStrip(self, boxes, style)

    def _widest_numbers(self, rows: Sequence[Row]) -> list[float]:
        """Return the width in points that each column's unbreakable cells ask for, padding included."""
        widest = [0.0] * len(self._aligns)
        for row in rows:
            face = row.style.face if row.style else self.style.face
            for cell, column, span in _placed_cells(row):
                if span == 1 and isinstance(cell, str) and cell and _is_whole(cell, self._aligns[column]):
                    widest[column] = max(widest[column], self._whole_line(cell, face).width)
        return [width * self.style.size / UNITS_PER_EM + 2 * _PADDING if width else 0.0 for width in widest]

    def _whole_line(self, text: str, face: str) -> Line:
        line = self._whole_lines.get((text, face))
        if line is None:
            line = self._whole_lines[text, face] = line_of(self._fonts[face], text)
        return line

    def _lines(self, text: str, width: float, face: str, *, whole: bool) -> Sequence[Line]:
        """Set the text of a cell; the same text is often found in many rows."""
        room = (width - 2 * _PADDING) * UNITS_PER_EM / self.style.size
        if whole:
            line = self._whole_line(text, face)
            # The columns were made wide enough if the page is; what still does not fit is set narrower, never broken.
            return [line.scaled_to(room) if line.width > room > 0 else line]
        key = (text, width, face)
        lines = self._known_lines.get(key)
        if lines is None:
            lines = self._known_lines[key] = fill_lines(self._fonts[face], text, room)
        return lines

    def draw_joined(self, surface: Surface, left: float, placed: Sequence[tuple[Strip, float]]) -> None:
        """Draw the shades and rules of neighbouring rows."""
        right = left + self.edges[-1]
        segments: list[tuple[float, float, float, float]] = []
        top = placed[0][1]
        segments.append((left, top, right, top))
        runs = _VerticalRuns(left, top)
        for strip, row_top in placed:
            if not isinstance(strip, _RowStrip):
                raise TypeError(f"a table draws its own rows, not {type(strip).__name__}")
            bottom = row_top - strip.height
            if strip.style.shade < 1:
                surface.shade(left, bottom, self.edges[-1], strip.height, strip.style.shade)
            segments.append((left, bottom, right, bottom))
            segments += runs.go_down([box.left for box in strip.boxes] + [self.edges[-1]], row_top)
        segments += runs.finish(placed[-1][1] - placed[-1][0].height)
        surface.rules(segments, _RULE)


class _VerticalRuns:
    """Joins the vertical rules of rows with the same columns into long ones."""

    def __init__(self, left: float, top: float) -> None:
        self._left = left
        self._top = top
        self._edges: list[float] = []

    def go_down(self, edges: list[float], row_top: float) -> list[tuple[float, float, float, float]]:
        """Take the next row's edges and return the rules that end above it."""
        if edges == self._edges:
            return []
        ended = self.finish(row_top)
        self._edges = edges
        self._top = row_top
        return ended

    def finish(self, bottom: float) -> list[tuple[float, float, float, float]]:
        """Return the rules that are still open, ended at a height."""
        return [(self._left + edge, self._top, self._left + edge, bottom) for edge in self._edges]


def _placed_cells(row: Row) -> Iterator[tuple[str | Cell, int, int]]:
    """Yield the cells of a row, each with its first column and how many it spans."""
    column = 0
    for cell in row.cells:
        span = 1 if isinstance(cell, str) else cell.span
        yield cell, column, span
        column += span


def _is_whole(text: str, align: str) -> bool:
    """Tell whether a cell is never broken: a number, or what stands in its place in a column of numbers."""
    if align == "right" and len(text) <= _LONGEST_WHOLE:
        return True
    return _NUMBER.fullmatch(text) is not None


def _shared_out(width: float, shares: Sequence[float], needed: Sequence[float]) -> list[float]:
    """Share out the width, then let columns grow to the width they need at the cost of the others."""
    widths = [width * share / sum(shares) for share in shares]
    missing = sum(max(0.0, need - own) for need, own in zip(needed, widths, strict=True))
    if not missing:
        return widths
    spare = [max(0.0, own - max(need, own * _SMALLEST_SHARE_KEPT)) for need, own in zip(needed, widths, strict=True)]
    taken = min(missing, sum(spare))
    return [
        own + (need - own) * taken / missing if need > own else own - (part * taken / sum(spare) if taken else 0.0)
        for need, own, part in zip(needed, widths, spare, strict=True)
    ]
