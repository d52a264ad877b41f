"""หนังสือภายนอก: the letter between bodies, as the saraban regulation lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from documents.layouts.composed import Composed
from documents.layouts.letters import FROM_CENTRE, HEADING_GAP, LABEL_GAP, Hanging, full_number, headings, sheets
from documents.layouts.paper import FootLines, Frame, Letterhead, Signature, body_blocks, check_foot
from documents.layouts.snapshots import Fields
from documents.typesetting import (
    A4,
    BODY,
    CM,
    Block,
    Bookmark,
    Fonts,
    Paragraph,
    Section,
    Side,
    SideBySide,
    Style,
)

__all__ = ["sections"]

_CREST_TO_NUMBER: Final = 1.47 * CM
"""From the upper margin to the line of ที่, whose foot stands level with the crest's."""

_WIDTH: Final = A4.body_width
_WIDEST_SENDER: Final = 8.0 * CM
_DATE_BLANK: Final = "." * 45
_NUMBER_BLANK: Final = "." * 25


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `external_letter` and its annexes."""
    letterhead = Letterhead.parse(fields.part("letterhead"))
    signature = Signature.parse(fields.part("signature"))
    closing = fields.text("closing", "ขอแสดงความนับถือ")
    blocks: list[Block] = [
        Bookmark(frame.title),
        *letterhead.emblem(_CREST_TO_NUMBER),
        _number_and_sender(fields, letterhead, number),
        Paragraph(dated or _DATE_BLANK, left=FROM_CENTRE, space_before=HEADING_GAP),
        Hanging("เรื่อง", [fields.text("subject")], level=1),
        Hanging(fields.text("salutation", "เรียน"), [fields.text("salutation_to")]),
        *headings(fields),
        *body_blocks(fields, "paragraphs"),
        _Closing(closing, signature),
        FootLines.parse(fields),
    ]
    return sheets(blocks, fields, frame, check_foot(frame, FootLines.parse(fields)))


def _number_and_sender(fields: Fields, letterhead: Letterhead, number: str) -> Block:
    label = fields.text("number_label", "ที่")
    own_number = Paragraph(f"{label} {full_number(fields, number) or _NUMBER_BLANK}")
    sender = [letterhead.name, *letterhead.address_lines] if letterhead.is_state else []
    return _NumberAndSender(own_number, sender)


class _NumberAndSender(Composed):
    """The number at the left, the sender's lines as far right as the longest of them allows."""

    def __init__(self, own_number: Paragraph, sender: Sequence[str]) -> None:
        self._number = own_number
        self._sender = sender

    def made_of(self, fonts: Fonts, width: float) -> Sequence[Block]:
        widest = max((BODY.width_of(fonts, line) for line in self._sender), default=0.0)
        room = min(widest + 1, _WIDEST_SENDER)
        left = width - room
        sides = [
            Side(0.0, left - LABEL_GAP, [self._number]),
            Side(left, room, [Paragraph(line) for line in self._sender]),
        ]
        return [SideBySide(sides)]


class _Closing(Composed):
    """The closing words start at the centre of the page; name and position are centred under them."""

    def __init__(self, closing: str, signature: Signature) -> None:
        self._closing = closing
        self._signature = signature

    def made_of(self, fonts: Fonts, width: float) -> Sequence[Block]:
        centre = FROM_CENTRE + Style().width_of(fonts, self._closing) / 2
        return self._signature.blocks(centre, width, closing=self._closing, keep_with_next=True)
