"""บันทึกข้อความ: the letter within one ministry, department or province."""

from __future__ import annotations

from typing import Final

from documents.layouts.labelled import Beside, Labelled
from documents.layouts.letters import SIGNATURE_AXIS, Hanging, full_number, headings, sheets
from documents.layouts.paper import Frame, Letterhead, Signature, body_blocks, check_foot
from documents.layouts.snapshots import Fields
from documents.typesetting import (
    A4,
    BOLD,
    CM,
    Block,
    Bookmark,
    Fonts,
    Gap,
    KeepTogether,
    Paragraph,
    Picture,
    Section,
    Strip,
    Style,
    Surface,
)

__all__ = ["CREST_FROM_EDGE", "CREST_HEIGHT", "Head", "sections"]

# What the regulation calls 29 and 20 points of TH Sarabun, in Sarabun of the same looks (see BODY); the pitch is as is.
_TITLE: Final = Style(face=BOLD, size=19.4, leading=35.0, align="center")
_LABEL: Final = Style(face=BOLD, size=13.4, leading=25.0)
_FILLED: Final = Style(leading=25.0)
CREST_HEIGHT: Final = 1.5 * CM
CREST_FROM_EDGE: Final = 1.5 * CM


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `memo` and its annexes."""
    letterhead = Letterhead.parse(fields.part("letterhead"))
    blocks: list[Block] = [
        Bookmark(frame.title),
        Head(letterhead),
        _filled("ส่วนราชการ", fields.text("office", letterhead.name)),
        Beside([(1, _filled("ที่", full_number(fields, number))), (1, _filled("วันที่", dated))]),
        _filled("เรื่อง", fields.text("subject")),
        Hanging(fields.text("salutation", "เรียน"), [fields.text("salutation_to")], gap=10.0),
        *headings(fields),
        *body_blocks(fields, "paragraphs"),
        *Signature.parse(fields.part("signature")).blocks(SIGNATURE_AXIS, A4.body_width),
        *(block for part in fields.parts("endorsements") for block in _endorsement(part)),
    ]
    return sheets(blocks, fields, frame, check_foot(frame))


def _filled(label: str, text: str) -> Labelled:
    return Labelled(label, text, _FILLED, _LABEL)


def _endorsement(fields: Fields) -> list[Block]:
    """Return the place where somebody above writes an opinion or an order, with what may be chosen."""
    caption = Paragraph(fields.text("caption"), Style(face=BOLD), space_before=14.0)
    choices = [Paragraph(f"(   ) {text}", left=1.0 * CM) for text in fields.texts("choices")]
    lines = Labelled("", "", least_lines=int(fields.number("lines", 2)))
    signature = Signature.parse(fields.part("signature")).blocks(SIGNATURE_AXIS, A4.body_width)
    return [KeepTogether([caption, *choices, lines, *signature])]


class _HeadStrip(Strip):
    """The crest at the left stands in the upper margin; the word stands level with its feet."""

    __slots__ = ("_crest", "_title")

    def __init__(self, crest: Strip | None, title: Strip) -> None:
        super().__init__(title.height)
        self._crest = crest
        self._title = title

    def draw(self, surface: Surface, left: float, top: float) -> None:
        if self._crest:
            self._crest.draw_tagged(surface, left, top + A4.margins.top - CREST_FROM_EDGE)
        self._title.draw_tagged(surface, left, top)

    def opening(self) -> str:
        return self._title.opening()


class Head:
    """บันทึกข้อความ, with the crest of 1.5 cm at the left of a state body's."""

    def __init__(self, letterhead: Letterhead) -> None:
        self.crest = letterhead.crest if letterhead.is_state else None
        self.alt = f"ตรา{letterhead.name}"
        self.title = Paragraph("บันทึกข้อความ", _TITLE, heading=1)

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        crest = None
        if self.crest:
            crest = Picture(self.crest, CREST_HEIGHT, align="left", alt=self.alt).strips(fonts, width)[0]
        [title] = self.title.strips(fonts, width)
        strips: list[Strip] = [_HeadStrip(crest, title)]
        strips[-1].keep_with_next = True
        return [*strips, *Gap(2.0).strips(fonts, width)]
