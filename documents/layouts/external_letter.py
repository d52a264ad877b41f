"""หนังสือภายนอก: the letter between bodies, as the saraban regulation lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from documents.layouts.furniture import continuation_mark, page_in_centre
from documents.layouts.paper import FOOT_DROP, CheckFoot, Frame, Letterhead, Signature, body_blocks, numbered
from documents.layouts.snapshots import Fields
from documents.layouts.tables import annex_sections
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
    Strip,
    Style,
)

__all__ = ["sections"]

_CREST_TO_NUMBER: Final = 1.47 * CM
"""From the upper margin to the line of ที่, whose foot stands level with the crest's."""

_WIDTH: Final = A4.body_width
_FROM_CENTRE: Final = 7.5 * CM
_WIDEST_SENDER: Final = 8.0 * CM
_HEADING_GAP: Final = 6.0
_LABEL_GAP: Final = 0.35 * CM
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
        Paragraph(dated or _DATE_BLANK, left=_FROM_CENTRE, space_before=_HEADING_GAP),
        *_headings(fields),
        *body_blocks(fields, "paragraphs"),
        _Closing(closing, signature),
    ]
    letter = Section(
        A4,
        blocks,
        headers=[frame.draw_sample_mark, page_in_centre],
        footers=[continuation_mark, frame.draw_anchor],
        foot=[CheckFoot.parse(fields, frame)],
        foot_drop=FOOT_DROP,
    )
    return [letter, *annex_sections(fields, frame)]


def _number_and_sender(fields: Fields, letterhead: Letterhead, number: str) -> Block:
    label = fields.text("number_label", "ที่")
    prefix = fields.text("number_prefix", "")
    full = number if number.startswith(prefix) and number else prefix + number
    own_number = Paragraph(f"{label} {full or _NUMBER_BLANK}")
    sender = [letterhead.name, *letterhead.address_lines] if letterhead.is_state else []
    return _NumberAndSender(own_number, sender)


class _NumberAndSender:
    """The number at the left, the sender's lines as far right as the longest of them allows."""

    def __init__(self, own_number: Paragraph, sender: Sequence[str]) -> None:
        self._number = own_number
        self._sender = sender

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        widest = max((BODY.width_of(fonts, line) for line in self._sender), default=0.0)
        room = min(widest + 1, _WIDEST_SENDER)
        left = width - room
        sides = [
            Side(0.0, left - _LABEL_GAP, [self._number]),
            Side(left, room, [Paragraph(line) for line in self._sender]),
        ]
        return SideBySide(sides).strips(fonts, width)


def _headings(fields: Fields) -> list[Block]:
    """Return เรื่อง, the salutation, อ้างถึง and สิ่งที่ส่งมาด้วย, the last two when there is something in them."""
    blocks: list[Block] = [
        _Heading("เรื่อง", [fields.text("subject")]),
        _Heading(fields.text("salutation", "เรียน"), [fields.text("salutation_to")]),
    ]
    references, enclosures = fields.texts("references"), fields.texts("enclosures")
    if references:
        blocks.append(_Heading("อ้างถึง", numbered(references)))
    if enclosures:
        blocks.append(_Heading("สิ่งที่ส่งมาด้วย", numbered(enclosures)))
    return blocks


class _Heading:
    """A label and the texts that hang beside it."""

    def __init__(self, label: str, texts: Sequence[str]) -> None:
        self._label = label
        self._texts = texts

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        indent = BODY.width_of(fonts, self._label) + _LABEL_GAP
        strips: list[Strip] = []
        for index, text in enumerate(self._texts):
            paragraph = Paragraph(
                text,
                label="" if index else self._label,
                label_width=indent,
                space_before=0.0 if index else _HEADING_GAP,
                keep_with_next=True,
            )
            strips += paragraph.strips(fonts, width)
        return strips


class _Closing:
    """The closing words start at the centre of the page; name and position are centred under them."""

    def __init__(self, closing: str, signature: Signature) -> None:
        self._closing = closing
        self._signature = signature

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        centre = _FROM_CENTRE + Style().width_of(fonts, self._closing) / 2
        blocks = self._signature.blocks(centre, width, closing=self._closing)
        return [strip for block in blocks for strip in block.strips(fonts, width)]
