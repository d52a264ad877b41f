"""ใบลงทะเบียน: who came to a meeting, by affiliation, with a place for each hand."""

from __future__ import annotations

from typing import Final

from documents.layouts.furniture import page_of_total, running_title
from documents.layouts.paper import CENTRED, CENTRED_BOLD, Frame, Signature, check_foot
from documents.layouts.snapshots import Fields
from documents.layouts.tables import GROUP, TOTAL, signature_rows
from documents.thai import to_thai_digits
from documents.typesetting import (
    A4,
    CM,
    Block,
    Bookmark,
    Cell,
    Column,
    Margins,
    PageFormat,
    Paragraph,
    Row,
    Section,
    Style,
    Table,
)

__all__ = ["sections"]

_PAGE: Final = PageFormat(A4.width, A4.height, Margins(2.0 * CM, 1.5 * CM, 2.0 * CM, 2.0 * CM))
_ROW: Final = Style(size=10.0, leading=19.0)
_COLUMNS: Final = (
    Column("ที่", 6, "center"),
    Column("ชื่อ - สกุล", 34),
    Column("ตำแหน่ง", 26),
    Column("ลายมือชื่อ", 20),
    Column("หมายเหตุ", 14),
)


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:  # noqa: ARG001 - as all layouts
    """Set the layout `attendance`. It carries no number, and the day of its meeting stands in its heading."""
    heading = fields.texts("heading")
    blocks: list[Block] = [
        Bookmark(frame.title),
        *(
            Paragraph(line, CENTRED if index else CENTRED_BOLD, keep_with_next=True, heading=0 if index else 1)
            for index, line in enumerate(heading)
        ),
        Table(_COLUMNS, _rows(fields), _ROW, space_before=8),
        *(Paragraph(note, space_before=4) for note in fields.texts("notes")),
        *signature_rows([Signature.parse(part) for part in fields.parts("signatures")], _PAGE.body_width),
    ]
    title = " ".join(heading[:2]) or frame.title
    return [
        Section(
            _PAGE,
            blocks,
            headers=[frame.draw_sample_mark, running_title(title), page_of_total],
            footers=[frame.draw_anchor],
            foot=check_foot(frame),
        )
    ]


def _rows(fields: Fields) -> list[Row]:
    """Return a row for each person under the name and the count of the affiliation, then the sum and blank rows."""
    rows: list[Row] = []
    number = 0
    for group in fields.parts("groups"):
        people = group.parts("people")
        rows.append(Row([_across(f"{group.text('name')} ({to_thai_digits(len(people))} คน)", "left")], GROUP))
        for person in people:
            number += 1
            cells = [person.text("name"), person.text("position", ""), "", person.text("note", "")]
            rows.append(Row([to_thai_digits(number), *cells]))
    blank = [Row([to_thai_digits(number + place), "", "", "", ""]) for place in range(1, _blank_rows(fields) + 1)]
    total = Row([_across(f"รวม {to_thai_digits(number)} คน", "right")], TOTAL)
    return [*rows, *([total] if number else []), *blank]


def _blank_rows(fields: Fields) -> int:
    return int(fields.number("blank_rows", 1)) if fields.raw("blank_rows") else 0


def _across(text: str, align: str) -> Cell:
    return Cell(text, span=len(_COLUMNS), align=align)
