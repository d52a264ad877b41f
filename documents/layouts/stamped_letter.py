"""หนังสือประทับตรา: a letter with the office's stamp in place of a signature; it opens with ถึง."""

from __future__ import annotations

from dataclasses import replace
from math import pi, tan
from typing import Final

from documents.layouts.composed import Composed
from documents.layouts.letters import SIGNATURE_AXIS, Hanging, full_number, headings, sheets
from documents.layouts.paper import CENTRED, FootLines, Frame, Letterhead, body_blocks, check_foot
from documents.layouts.snapshots import Fields
from documents.typesetting import (
    A4,
    CM,
    Block,
    Bookmark,
    Fonts,
    Gap,
    KeepTogether,
    Paragraph,
    Section,
    Strip,
    Style,
    Surface,
)

__all__ = ["sections"]

_CREST_TO_NUMBER: Final = 1.47 * CM
_NUMBER_BLANK: Final = "." * 25
_DATE_BLANK: Final = "." * 45
_STAMP_RADIUS: Final = 2.2 * CM
_STAMP_WORDS: Final = "(ประทับตรา)"
_HALF: Final = 5.5 * CM
_SMALL: Final = Style(size=8.0, leading=12.0)


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `stamped_letter` and its annexes."""
    letterhead = Letterhead.parse(fields.part("letterhead"))
    blocks: list[Block] = [
        Bookmark(frame.title),
        *letterhead.emblem(_CREST_TO_NUMBER),
        Paragraph(f"ที่ {full_number(fields, number) or _NUMBER_BLANK}"),
        Hanging("ถึง", [fields.text("to")], level=1),
        *headings(fields),
        *body_blocks(fields, "paragraphs"),
        _stamped(letterhead.name, dated),
        FootLines.parse(fields),
    ]
    return sheets(blocks, fields, frame, check_foot(frame, FootLines.parse(fields)))


def _stamped(sender: str, dated: str) -> Block:
    """The sender, the place of its stamp with the initials of who answers for it, and the date, on one axis."""

    def centred(text: str) -> Paragraph:
        return Paragraph(
            text, CENTRED, left=SIGNATURE_AXIS - _HALF, right=A4.body_width - SIGNATURE_AXIS - _HALF, space_before=12.0
        )

    return KeepTogether([centred(sender), _StampPlace(), centred(dated or _DATE_BLANK)], keep_with_next=True)


class _StampStrip(Strip):
    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(2 * _STAMP_RADIUS + 8)

    def draw(self, surface: Surface, left: float, top: float) -> None:
        x, y = left + SIGNATURE_AXIS, top - 4 - _STAMP_RADIUS
        surface.graphics(f"0.4 w [2 2] 0 d 0.5 G {_circle(x, y, _STAMP_RADIUS)} S [] 0 d 0 G")
        line = _SMALL.line(surface.fonts, _STAMP_WORDS)
        width = 2 * _STAMP_RADIUS
        surface.aligned_text(x - _STAMP_RADIUS, y, width, line, _SMALL.face, _SMALL.size, "center")


class _StampPlace(Composed):
    """A dashed circle as large as a stamp."""

    def made_of(self, fonts: Fonts, width: float) -> list[Block]:  # noqa: ARG002 - it is as large as a stamp
        """Return the words in the circle."""
        right = A4.body_width - SIGNATURE_AXIS - _HALF
        words = Paragraph(_STAMP_WORDS, replace(_SMALL, align="center"), left=SIGNATURE_AXIS - _HALF, right=right)
        return [Gap(_STAMP_RADIUS), words, Gap(_STAMP_RADIUS)]

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - it is as large as a stamp
        strip = _StampStrip()
        strip.element = fonts.structure.element("P")  # read where it stands: between the sender and the date
        return [strip]


def _circle(x: float, y: float, r: float) -> str:
    """Return the operators of a circle's path: four arcs of Bézier curves."""
    c = 4 / 3 * tan(pi / 8) * r
    arcs = [
        (r, c, c, r, 0, r),
        (-c, r, -r, c, -r, 0),
        (-r, -c, -c, -r, 0, -r),
        (c, -r, r, -c, r, 0),
    ]
    curves = " ".join(
        " ".join(f"{(x if place % 2 == 0 else y) + offset:.2f}" for place, offset in enumerate(arc)) + " c"
        for arc in arcs
    )
    return f"{x + r:.2f} {y:.2f} m {curves}"
