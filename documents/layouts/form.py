"""แบบ: labelled fields on dotted lines, choices, tables and signatures, under a heading and a form's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from documents.layouts.furniture import page_of_total
from documents.layouts.labelled import labelled_fields
from documents.layouts.paper import CENTRED_BOLD, FootLines, Frame, Letterhead, Signature, check_foot
from documents.layouts.snapshots import Fields
from documents.layouts.tables import TableBlock, annex_sections, signature_rows
from documents.typesetting import (
    A4,
    A4_LANDSCAPE,
    BOLD,
    CM,
    Block,
    Bookmark,
    Margins,
    PageFormat,
    Paragraph,
    Section,
    Style,
)

__all__ = ["receipt_sections", "sections"]

_PAGES: Final = {
    "A4": replace(A4, margins=Margins(2.0 * CM, 2.0 * CM, 2.0 * CM, 2.5 * CM)),
    "A4 landscape": A4_LANDSCAPE,
}
_CODE: Final = Style(face=BOLD, align="right")
_HEADING: Final = Style(face=BOLD)
_CHOICE_INDENT: Final = 1.0 * CM


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `form` and its annexes. A number and a date, when given, follow the heading."""
    page = _PAGES[fields.one_of("page", tuple(_PAGES), "A4")]
    stamped = " ".join(text for text in (f"เลขที่ {number}" if number else "", f"วันที่ {dated}" if dated else "") if text)
    blocks: list[Block] = [
        Bookmark(frame.title),
        *(Paragraph(text, _CODE) for text in [fields.text("form_code", "")] if text),
        *_title(fields),
        *(Paragraph(line, CENTRED_BOLD) for line in [stamped] if line),
        *labelled_fields(fields, "fields"),
        *(block for part in fields.parts("sections") for block in _section(part)),
        *signature_rows([Signature.parse(part) for part in fields.parts("signatures")], page.body_width),
        FootLines.parse(fields),
    ]
    return [_own(page, blocks, fields, frame), *annex_sections(fields, frame)]


def receipt_sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `receipt`: who received what from whom, when, and under which number."""
    page = _PAGES["A4"]
    letterhead = Letterhead.parse(fields.part("letterhead"))
    given = [("เลขรับ", number), ("วันที่", dated)]
    blocks: list[Block] = [
        Bookmark(frame.title),
        *(letterhead.emblem(2.1 * CM) if letterhead.is_state else ()),
        Paragraph(letterhead.name, CENTRED_BOLD),
        *_title(fields),
        *labelled_fields(Fields({"given": [{"label": label, "text": text} for label, text in given]}), "given"),
        *labelled_fields(fields, "fields"),
        *(block for part in fields.parts("sections") for block in _section(part)),
        *signature_rows([Signature.parse(fields.part("signature"))], page.body_width),
        FootLines.parse(fields),
    ]
    return [_own(page, blocks, fields, frame)]


def _title(fields: Fields) -> list[Block]:
    lines = fields.texts("heading")
    return [Paragraph("\n".join(lines), CENTRED_BOLD, keep_with_next=True, heading=1)] if lines else []


def _own(page: PageFormat, blocks: Sequence[Block], fields: Fields, frame: Frame) -> Section:
    return Section(
        page,
        blocks,
        headers=[frame.draw_sample_mark, page_of_total],
        footers=[frame.draw_anchor],
        foot=check_foot(frame, FootLines.parse(fields)),
    )


def _section(fields: Fields) -> list[Block]:
    """Return a part of a form: its heading, then what it asks and says."""
    heading = fields.text("heading", "")
    blocks: list[Block] = (
        [Paragraph(heading, _HEADING, space_before=8.0, keep_with_next=True, heading=2)] if heading else []
    )
    blocks += labelled_fields(fields, "fields")
    blocks += [Paragraph(text, Style(align="justify"), left=_CHOICE_INDENT) for text in fields.texts("paragraphs")]
    for choice in fields.parts("choices"):
        mark = "( / )" if choice.flag("chosen") else "(   )"
        blocks.append(Paragraph(f"{mark} {choice.text('text')}", left=_CHOICE_INDENT))
    table = fields.optional_part("table")
    if table is not None:
        blocks.append(TableBlock.parse(table))
    return blocks
