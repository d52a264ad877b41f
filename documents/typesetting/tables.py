"""Ruled tables over many pages: the head is set again on each, numbers stay whole, rows stay together.

Pages may end among the rows of a cell of several rows: each row holds some of its lines, and what the rows on one page
hold is drawn as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Final

from documents.typesetting.blocks import Style
from documents.typesetting.cells import Box, Cell, Column, Row, RowStyle, SpanningCell, placed_cells
from documents.typesetting.faces import BOLD, UNITS_PER_EM
from documents.typesetting.flow import Strip
from documents.typesetting.lines import Line, fill_lines, line_of
from documents.typesetting.structure import Element, cell_attributes
from documents.typesetting.surface import Fonts, Surface

__all__ = ["Cell", "Column", "Row", "RowStyle", "Table"]

_HEAD: Final = RowStyle(BOLD, shade=0.93, keep_with_next=True, middle=True)
_PADDING: Final = 3.0
_RULE: Final = 0.4
_NUMBER: Final = re.compile(r"[\d\s.,:/%+\-–()]*\d[\d\s.,:/%+\-–()]*")
_LONGEST_WHOLE: Final = 24
_SMALLEST_SHARE_KEPT: Final = 0.35
"""A text column gives up no more than this leaves of its width when number columns need more than their share."""


class _RowStrip(Strip):
    """A row that is set. Its rules are drawn with its neighbours'."""

    __slots__ = ("boxes", "line_count", "shown", "style", "table")

    def __init__(self, table: _Setting, boxes: Sequence[Box], style: RowStyle, line_count: int) -> None:
        super().__init__(line_count * table.style.leading + 2 * table.margin, keep_with_next=style.keep_with_next)
        self.boxes = boxes
        self.line_count = line_count
        self.shown: Mapping[SpanningCell, _Shown] = _NOTHING
        self.style = style
        self.table = table
        self.joined_to = table
        self.repeated = table.head

    def draw(self, surface: Surface, left: float, top: float) -> None:
        table = self.table
        style = table.style
        first = top - table.margin - style.baseline
        middle = self.style.middle
        for lines, box_left, width, align, element, spanning in self.boxes:
            face, line_count, baseline = self.style.face, float(self.line_count), first
            if spanning:
                shown = self.shown.get(spanning)
                if not shown:
                    continue
                face, lines = spanning.face, shown.lines  # noqa: PLW2901 - those of the rows below too
                line_count = (shown.height - 2 * table.margin) / style.leading
            if middle:
                baseline -= (line_count - len(lines)) / 2 * style.leading
            x, room = left + box_left + _PADDING, width - 2 * _PADDING
            with surface.tagged(element):
                surface.column(x, baseline, room, lines, face, style.size, style.leading, align)

    def cut(self, room: float, full: float) -> Sequence[Strip]:
        table = self.table
        fitting, following = (max(1, int((height - 2 * table.margin) / table.style.leading)) for height in (room, full))
        parts = []
        start, count = 0, fitting
        while start < self.line_count:
            boxes = [box.part(box.lines[start : start + count], box.spanning) for box in self.boxes]
            parts.append(_RowStrip(table, boxes, self.style, min(count, self.line_count - start)))
            start, count = start + count, following
        return parts


class _Shown:
    """What the rows on one page hold of a cell of several rows."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.height = 0.0


_NOTHING: Final[Mapping[SpanningCell, _Shown]] = {}


@dataclass(frozen=True)
class Table:
    """Columns, their titles, and rows. The titles are set again at the top of every page."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    style: Style = field(default_factory=lambda: Style(size=9.0, leading=14.0))
    head_style: RowStyle = _HEAD
    space_before: float = 0.0
    heads: Sequence[Row] = ()
    """The rows of a head that groups columns; the columns' titles when empty. Their cells are centred."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Set the head and the rows.

        Raises:
            ValueError: a row has cells for more columns than there are, or a cell runs into one from the rows above.
        """
        setting = _Setting(self, fonts, width)
        setting.head = setting.strips(self._head(), is_head=True)
        strips: list[Strip] = [*setting.head, *setting.strips(self.rows)]
        strips[0].space_before = self.space_before
        strips[-1].keep_with_next = False
        setting.forget_lines()
        return strips

    def _head(self) -> list[Row]:
        rows = self.heads or [Row([column.title for column in self.columns])]
        return [Row([_centred(cell) for cell in row.cells], row.style or self.head_style) for row in rows]


def _centred(cell: str | Cell) -> Cell:
    whole = Cell(cell) if isinstance(cell, str) else cell
    return replace(whole, align=whole.align or "center")


class _Setting:
    """One table being set: its column edges, and what its rows share."""

    margin = 2.0
    """White space above and below the text of a row."""

    def __init__(self, table: Table, fonts: Fonts, width: float) -> None:
        self.style = table.style
        self.head: Sequence[Strip] = ()
        self._fonts = fonts
        self._structure = fonts.structure
        self._element = fonts.structure.element("Table")
        self._plain = RowStyle(table.style.face)
        self._aligns = [column.align for column in table.columns]
        self._whole_lines: dict[tuple[str, str], Line] = {}
        self._known_lines: dict[tuple[str, float, str], Sequence[Line]] = {}
        shares = [column.share for column in table.columns]
        self.edges = [0.0, *accumulate(_shared_out(width, shares, self._widest_numbers(table.rows)))]

    def strips(self, rows: Sequence[Row], *, is_head: bool = False) -> list[_RowStrip]:
        """Set rows, one under the other."""
        strips: list[_RowStrip] = []
        spanning: list[SpanningCell] = []
        for row, placed in zip(rows, placed_cells(rows, len(self._aligns)), strict=True):
            style = row.style or self._plain
            element = self._structure.element("TR", parent=self._element)
            boxes = []
            for cell, column, span in placed:
                row_count = 1 if isinstance(cell, str) else min(cell.rows, len(rows) - len(strips))
                own = self._cell_element(element, span, row_count, is_head=is_head)
                box = self._box(cell, column, span, style.face, own)
                if row_count == 1:
                    boxes.append(box)
                else:
                    spanning.append(SpanningCell(box, style.face, row_count))
            if strips and style.keep_with_previous:
                strips[-1].keep_with_next = True
            strips.append(self._row_strip(style, boxes, spanning))
            strips[-1].element = element
        return strips

    def _cell_element(self, row: Element | None, columns: int, rows: int, *, is_head: bool) -> Element | None:
        role, scope = ("TH", "Column") if is_head else ("TD", "")
        attributes = cell_attributes(scope=scope, columns=columns, rows=rows)
        return self._structure.element(role, parent=row, attributes=attributes)

    def _box(self, cell: str | Cell, column: int, span: int, face: str, element: Element | None) -> Box:
        """Set a cell."""
        text, align = (cell, None) if isinstance(cell, str) else (cell.text, cell.align)
        left, right = self.edges[column], self.edges[column + span]
        align = align or self._aligns[column]
        lines = self._lines(text, right - left, face, whole=_is_whole(text, align))
        return Box(lines, left, right - left, align, element)

    def _row_strip(self, style: RowStyle, boxes: Sequence[Box], spanning: list[SpanningCell]) -> _RowStrip:
        """Return a row; `spanning` are the cells of several rows that reach into it, and then those into the next."""
        line_count = max([len(box.lines) for box in boxes], default=1)
        if not spanning:
            return _RowStrip(self, boxes, style, line_count)
        begins = any(cell.begins for cell in spanning)
        line_count = max(line_count, *(cell.lines_asked for cell in spanning))
        boxes = sorted([*boxes, *(cell.next_part(line_count) for cell in spanning)], key=lambda box: box.left)
        spanning[:] = [cell for cell in spanning if cell.is_open]
        strip = _RowStrip(self, boxes, style, line_count)
        # A page does not end after the first row of such a cell, which names what the others have in common.
        strip.keep_with_next = style.keep_with_next or begins
        return strip

    def forget_lines(self) -> None:
        """Let go of the lines of all cells, so that they vanish with the pages that show them."""
        self._whole_lines.clear()
        self._known_lines.clear()

    def _widest_numbers(self, rows: Sequence[Row]) -> list[float]:
        """Return the width in points that each column's unbreakable cells ask for, padding included."""
        widest = [0.0] * len(self._aligns)
        for row, placed in zip(rows, placed_cells(rows, len(widest)), strict=True):
            face = row.style.face if row.style else self.style.face
            for cell, column, span in placed:
                text, align = (cell, None) if isinstance(cell, str) else (cell.text, cell.align)
                if span == 1 and text and _is_whole(text, align or self._aligns[column]):
                    widest[column] = max(widest[column], self._whole_line(text, face).width)
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
        """Draw the shades and rules of neighbouring rows, and gather what they hold of their common cells."""
        rows = [(strip, top) for strip, top in placed if isinstance(strip, _RowStrip)]
        _gather_spanning(rows)
        segments: list[tuple[float, float, float, float]] = []
        top = rows[0][1]
        segments.append((left, top, left + self.edges[-1], top))
        runs = _VerticalRuns(left, top)
        for index, (strip, row_top) in enumerate(rows):
            bottom = row_top - strip.height
            if strip.style.shade < 1:
                surface.shade(left, bottom, self.edges[-1], strip.height, strip.style.shade)
            below = rows[index + 1][0] if index + 1 < len(rows) else None
            segments += [(left + x1, bottom, left + x2, bottom) for x1, x2 in self._ruled_below(strip, below)]
            segments += runs.go_down([box.left for box in strip.boxes] + [self.edges[-1]], row_top)
        segments += runs.finish(rows[-1][1] - rows[-1][0].height)
        surface.rules(segments, _RULE)

    def _ruled_below(self, strip: _RowStrip, below: _RowStrip | None) -> list[tuple[float, float]]:
        """Return where the rule under a row runs: not through a cell that the row below has a part of too."""
        common = {box.spanning for box in below.boxes if box.spanning} if below else set()
        ruled = []
        start = 0.0
        for box in strip.boxes:
            if box.spanning in common:
                ruled.append((start, box.left))
                start = box.left + box.width
        return [(x1, x2) for x1, x2 in [*ruled, (start, self.edges[-1])] if x2 > x1]


def _gather_spanning(rows: Sequence[tuple[_RowStrip, float]]) -> None:
    """Tell the first row of each cell of several rows on a page what all rows on it hold of the cell."""
    shown: dict[SpanningCell, _Shown] = {}
    for strip, _ in rows:
        begun: dict[SpanningCell, _Shown] = {}
        for box in strip.boxes:
            if not box.spanning:
                continue
            if box.spanning not in shown:
                shown[box.spanning] = begun[box.spanning] = _Shown()
            shown[box.spanning].lines += box.lines
            shown[box.spanning].height += strip.height
        strip.shown = begun or _NOTHING


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
