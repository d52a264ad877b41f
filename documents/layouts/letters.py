"""What the letters of the saraban regulation have in common: headings with texts beside them, and their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from documents.layouts.composed import Composed
from documents.layouts.furniture import continuation_mark, page_in_centre
from documents.layouts.paper import Frame, numbered
from documents.layouts.snapshots import Fields
from documents.layouts.tables import annex_sections
from documents.typesetting import A4, BODY, CM, Block, Fonts, Foot, Paragraph, Section

__all__ = ["FROM_CENTRE", "HEADING_GAP", "LABEL_GAP", "SIGNATURE_AXIS", "Hanging", "full_number", "headings", "sheets"]

FROM_CENTRE: Final = 7.5 * CM
"""Where date and closing words start: at the centre of the sheet, counted from the left margin."""
HEADING_GAP: Final = 6.0
LABEL_GAP: Final = 0.35 * CM
SIGNATURE_AXIS: Final = 10.0 * CM
"""The axis of a signature without closing words, from the left margin."""


def full_number(fields: Fields, number: str) -> str:
    """Return the number with its prefix, which is printed before a number that does not begin with it."""
    prefix = fields.text("number_prefix", "")
    return number if number and number.startswith(prefix) else prefix + number


class Hanging(Composed):
    """A label and the texts that hang beside it; a heading of a level to those who do not see the page, or text."""

    def __init__(self, label: str, texts: Sequence[str], *, level: int = 0, gap: float = HEADING_GAP) -> None:
        self._label = label
        self._texts = texts
        self._level = level
        self._gap = gap

    def made_of(self, fonts: Fonts, width: float) -> list[Block]:  # noqa: ARG002 - the label asks for its own width
        """Return a paragraph for each text, the first with the label."""
        indent = BODY.width_of(fonts, self._label) + LABEL_GAP
        return [
            Paragraph(
                text,
                label="" if index else self._label,
                label_width=indent,
                space_before=0.0 if index else self._gap,
                keep_with_next=True,
                heading=self._level,
            )
            for index, text in enumerate(self._texts)
        ]


def headings(fields: Fields) -> list[Block]:
    """Return อ้างถึง and สิ่งที่ส่งมาด้วย, each when there is something in it."""
    blocks: list[Block] = []
    references, enclosures = fields.texts("references"), fields.texts("enclosures")
    if references:
        blocks.append(Hanging("อ้างถึง", numbered(references)))
    if enclosures:
        blocks.append(Hanging("สิ่งที่ส่งมาด้วย", numbered(enclosures)))
    return blocks


def sheets(blocks: Sequence[Block], fields: Fields, frame: Frame, foot: Foot) -> list[Section]:
    """Return the upright sheets of a letter with what stands in their margins and at their foot, and its annexes."""
    own = Section(
        A4,
        blocks,
        headers=[frame.draw_sample_mark, page_in_centre],
        footers=[continuation_mark, frame.draw_anchor],
        foot=foot,
    )
    return [own, *annex_sections(fields, frame)]
