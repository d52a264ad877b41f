"""Tables of papers: the layout `table`, and the annexes of the other layouts, which have its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from documents.layouts.composed import Composed
from documents.layouts.furniture import page_of_total, running_title
from documents.layouts.paper import Frame, Signature, check_foot
from documents.layouts.snapshots import Fields
from documents.typesetting import (
    A3_LANDSCAPE,
    A4,
    A4_LANDSCAPE,
    BOLD,
    CM,
    Block,
    Bookmark,
    Cell,
    Column,
    Fonts,
    KeepTogether,
    Margins,
    PageFormat,
    Paragraph,
    Row,
    RowStyle,
    Section,
    Side,
    SideBySide,
    Style,
    Table,
)

__all__ = ["GROUP", "TOTAL", "TableBlock", "annex_sections", "sections", "signature_rows"]

_PAGES: Final = {
    "A4": replace(A4, margins=Margins(1.8 * CM, 1.5 * CM, 1.6 * CM, 1.5 * CM)),
    "A4 landscape": A4_LANDSCAPE,
    "A3 landscape": A3_LANDSCAPE,
}
_CELL: Final = Style(size=9.0, leading=14.0)
_NOTE: Final = Style(size=9.0, leading=15.0)
_HEADING: Final = Style(face=BOLD, align="center")

GROUP: Final = RowStyle(BOLD, shade=0.95, keep_with_next=True)
TOTAL: Final = RowStyle(BOLD, keep_with_previous=True)
_ROW_STYLES: Final = {
    "row": None,
    "group": GROUP,
    "total": TOTAL,
    "ceiling": RowStyle(BOLD, shade=0.85),
}
_SIGNATURES_PER_ROW: Final = 3


@dataclass(frozen=True)
class TableBlock(Composed):
    """A table with what stands above and below it."""

    page: str
    heading: Sequence[str]
    notes: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Row]
    signatures: Sequence[Signature]

    @classmethod
    def parse(cls, fields: Fields) -> TableBlock:
        """Read a table; the columns must be there."""
        columns = [
            Column(
                title=column.text("title"),
                share=column.number("width", 1),
                align=column.one_of("align", ("left", "right", "center"), "left"),
            )
            for column in fields.parts("columns")
        ]
        if not columns:
            raise fields.wrong("columns", "is missing or empty")
        return cls(
            page=fields.one_of("page", tuple(_PAGES), "A4 landscape"),
            heading=fields.texts("heading"),
            notes=fields.texts("notes"),
            columns=columns,
            rows=[_parse_row(row, columns) for row in fields.parts("rows")],
            signatures=[Signature.parse(signature) for signature in fields.parts("signatures")],
        )

    @property
    def page_format(self) -> PageFormat:
        """The size and direction of its pages."""
        return _PAGES[self.page]

    @property
    def table(self) -> Table:
        """The rows under their heads."""
        return Table(self.columns, self.rows, _CELL, space_before=6)

    def made_of(self, fonts: Fonts, width: float) -> list[Block]:  # noqa: ARG002 - the signatures share the width
        """Return the heading, the table, the notes and the signatures."""
        blocks: list[Block] = []
        if self.heading:
            blocks.append(Paragraph("\n".join(self.heading), _HEADING, keep_with_next=True, heading=1))
        blocks.append(self.table)
        blocks += [Paragraph(note, _NOTE, space_before=4 if not index else 0) for index, note in enumerate(self.notes)]
        return [*blocks, *signature_rows(self.signatures, width)]


def signature_rows(signatures: Sequence[Signature], width: float) -> list[Block]:
    """Return signatures side by side, up to three in a row."""
    blocks: list[Block] = []
    for start in range(0, len(signatures), _SIGNATURES_PER_ROW):
        own = signatures[start : start + _SIGNATURES_PER_ROW]
        room = width / len(own)
        sides = [Side(index * room, room, signature.blocks(room / 2, room)) for index, signature in enumerate(own)]
        blocks.append(KeepTogether([SideBySide(sides)]))
    return blocks


def _parse_row(fields: Fields, columns: Sequence[Column]) -> Row:
    style = fields.one_of("style", tuple(_ROW_STYLES), "row")
    cells = fields.texts("cells")
    if not cells or len(cells) > len(columns):
        raise fields.wrong("cells", f"has {len(cells)} cells for {len(columns)} columns")
    if style == "row" and len(cells) < len(columns):
        raise fields.wrong("cells", f"has {len(cells)} cells for {len(columns)} columns")
    if len(cells) == len(columns):
        return Row(cells, _ROW_STYLES[style])
    # The first cell of a group, total or ceiling row spans the columns that have no cell of their own.
    first = Cell(
        cells[0], span=len(columns) - len(cells) + 1, align={"group": "left", "total": "right"}.get(style, "center")
    )
    return Row([first, *cells[1:]], _ROW_STYLES[style])


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `table` and its annexes. A number and a date, when given, follow the heading."""
    table = TableBlock.parse(fields)
    stamped = [text for text in (f"ที่ {number}" if number else "", f"ณ วันที่ {dated}" if dated else "") if text]
    if stamped:
        table = replace(table, heading=[*table.heading, " ".join(stamped)])
    titles = table.heading[:2] or [frame.title]
    return [
        Section(
            table.page_format,
            [Bookmark(frame.title), table],
            headers=[frame.draw_sample_mark, running_title(*titles), page_of_total],
            footers=[frame.draw_anchor],
            foot=check_foot(frame),
        ),
        *annex_sections(fields, frame),
    ]


def annex_sections(fields: Fields, frame: Frame) -> list[Section]:
    """Set the annexes of a paper, each on pages of its own format and with its own page numbers."""
    result = []
    for annex in fields.parts("annexes"):
        table = TableBlock.parse(annex)
        title = annex.text("title", "") or " ".join(table.heading[:1]) or "ผนวก"
        result.append(
            Section(
                table.page_format,
                [Bookmark(title), table],
                headers=[frame.draw_sample_mark, running_title(title), page_of_total],
                footers=[frame.draw_anchor],
            )
        )
    return result
