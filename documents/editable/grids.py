"""Tables as the XML of Word documents: heads that are repeated, cells of several columns and rows, shaded rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from documents.editable.markup import tag
from documents.editable.words import Shape, paragraph, run, small_paragraph, twips
from documents.typesetting import Cell, Column, Row, RowStyle, Style, Table
from documents.typesetting.cells import placed_cells

__all__ = ["Whole", "panel", "ruled_table", "whole_cells"]

_PLAIN: Final = RowStyle(Style().face)
_PADDING: Final = 3.0
_EDGES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def ruled_table(table: Table, width: float) -> str:
    """Return a table over the width of the page, and the paragraph after it.

    Raises:
        ValueError: a row has cells for more columns than there are, or a cell runs into one from the rows above.
    """
    total = sum(column.share for column in table.columns)
    widths = [width * column.share / total for column in table.columns]
    heads = table.heads or [Row([column.title for column in table.columns])]
    centred = [replace(column, align="center") for column in table.columns]
    rows = [
        *_rows(heads, centred, widths, table.style, table.head_style, is_head=True),
        *_rows(table.rows, table.columns, widths, table.style, _PLAIN),
    ]
    return tag("tbl", *_opening(widths, 0.0, is_ruled=True), *rows) + small_paragraph()


def panel(sides: Sequence[tuple[float, float, str]], width: float) -> str:
    """Return things side by side, each with its left edge and its width, and the paragraph after them."""
    starts = [left for left, _own, _content in sides]
    widths = [end - start for start, end in zip(starts, [*starts[1:], width], strict=True)]
    cells = [
        _cell(content or paragraph(""), room, right_margin=max(0.0, room - own))
        for (_left, own, content), room in zip(sides, widths, strict=True)
    ]
    row = tag("tr", tag("trPr", tag("cantSplit")), *cells)
    return tag("tbl", *_opening(widths, starts[0], is_ruled=False), row) + small_paragraph()


@dataclass(frozen=True)
class Whole:
    """What stands in some columns of a row: a cell, or the part that it holds of one from the rows above."""

    column: int
    span: int
    cell: Cell
    joined: str = ""


def whole_cells(rows: Sequence[Row], column_count: int) -> Iterator[list[Whole]]:
    """Yield for each row what stands in all of its columns, from the left.

    Raises:
        ValueError: a row has cells for more columns than there are, or a cell runs into one from the rows above.
    """
    held: dict[int, tuple[int, int]] = {}
    for placed in placed_cells(rows, column_count):
        found = [Whole(column, span, Cell(""), "continue") for column, (span, _left) in held.items()]
        held = {column: (span, left - 1) for column, (span, left) in held.items() if left > 1}
        for cell, column, span in placed:
            whole = Cell(cell) if isinstance(cell, str) else cell
            found.append(Whole(column, span, whole, "restart" if whole.rows > 1 else ""))
            if whole.rows > 1:
                held[column] = (span, whole.rows - 1)
        taken = {column for each in found for column in range(each.column, each.column + each.span)}
        found += [Whole(column, 1, Cell("")) for column in range(column_count) if column not in taken]
        yield sorted(found, key=lambda each: each.column)


def _opening(widths: Sequence[float], left: float, *, is_ruled: bool) -> tuple[str, str]:
    rules = tag("tblBorders", *(tag(edge, val="single", sz=4, space=0, color="auto") for edge in _EDGES))
    padding = twips(_PADDING) if is_ruled else 0
    properties = [
        tag("tblW", w=twips(sum(widths)), type="dxa"),
        tag("tblInd", w=twips(left), type="dxa"),
        *([rules] if is_ruled else []),
        # A column of numbers grows rather than break them, as on paper.
        tag("tblLayout", type="autofit" if is_ruled else "fixed"),
        tag("tblCellMar", *(tag(side, w=padding, type="dxa") for side in ("left", "right"))),
    ]
    return tag("tblPr", *properties), tag("tblGrid", *(tag("gridCol", w=twips(width)) for width in widths))


def _rows(
    rows: Sequence[Row],
    columns: Sequence[Column],
    widths: Sequence[float],
    style: Style,
    usual: RowStyle,
    *,
    is_head: bool = False,
) -> Iterator[str]:
    properties = tag("trPr", tag("cantSplit"), *([tag("tblHeader")] if is_head else []))
    for row, wholes in zip(rows, whole_cells(rows, len(columns)), strict=True):
        own = row.style or usual
        cells = []
        for whole in wholes:
            look = replace(style, face=own.face, align=whole.cell.align or columns[whole.column].align)
            content = paragraph(run(whole.cell.text, look), look, Shape(keep=is_head or own.keep_with_next))
            room = sum(widths[whole.column : whole.column + whole.span])
            cells.append(_cell(content, room, span=whole.span, joined=whole.joined, style=own))
        yield tag("tr", properties, *cells)


def _cell(
    content: str,
    width: float,
    *,
    span: int = 1,
    joined: str = "",
    style: RowStyle = _PLAIN,
    right_margin: float = 0.0,
) -> str:
    grey = f"{round(style.shade * 255):02X}" * 3
    properties = [
        tag("tcW", w=twips(width), type="dxa"),
        *([tag("gridSpan", val=span)] if span > 1 else []),
        *([tag("vMerge", val=joined)] if joined else []),
        *([tag("shd", val="clear", color="auto", fill=grey)] if style.shade < 1 else []),
        *([tag("tcMar", tag("right", w=twips(right_margin), type="dxa"))] if right_margin else []),
        *([tag("vAlign", val="center")] if style.middle else []),
    ]
    return tag("tc", tag("tcPr", *properties), content)
