"""ประกาศ: what a body makes known to everyone. It carries no running number."""

from __future__ import annotations

from typing import Final

from documents.layouts.furniture import continuation_mark, page_in_centre
from documents.layouts.paper import (
    BODY_INDENT,
    CENTRED_BOLD,
    FOOT_DROP,
    CheckFoot,
    Frame,
    Letterhead,
    Signature,
    body_blocks,
)
from documents.layouts.snapshots import Fields
from documents.layouts.tables import annex_sections
from documents.typesetting import A4, CM, Block, Bookmark, Fonts, Paragraph, Section, Strip, Surface

__all__ = ["sections"]

_CREST_TO_TITLE: Final = 2.1 * CM
_RULE_LENGTH: Final = 4 * CM
_DATE_BLANK: Final = "." * 45
_SIGNATURE_CENTRE: Final = 10.5 * CM


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `announcement` and its annexes. A number, which few have, follows the title."""
    letterhead = Letterhead.parse(fields.part("letterhead"))
    signature = Signature.parse(fields.part("signature"))
    label = fields.text("dated_label", "ประกาศ ณ วันที่")
    title_lines = fields.texts("title_lines") + ([f"ที่ {number}"] if number else [])
    blocks: list[Block] = [
        Bookmark(frame.title),
        *letterhead.emblem(_CREST_TO_TITLE),
        *(Paragraph(line, CENTRED_BOLD) for line in title_lines),
        Paragraph(f"เรื่อง {fields.text('subject')}", CENTRED_BOLD),
        _ShortRule(),
        *body_blocks(fields, "paragraphs"),
        Paragraph(
            f"{label} {dated or _DATE_BLANK}", first_indent=2 * BODY_INDENT, space_before=12, keep_with_next=True
        ),
        *signature.blocks(_SIGNATURE_CENTRE, A4.body_width),
    ]
    own = Section(
        A4,
        blocks,
        headers=[frame.draw_sample_mark, page_in_centre],
        footers=[continuation_mark, frame.draw_anchor],
        foot=[CheckFoot.parse(fields, frame)],
        foot_drop=FOOT_DROP,
    )
    return [own, *annex_sections(fields, frame)]


class _ShortRuleStrip(Strip):
    __slots__ = ("_width",)

    def __init__(self, width: float) -> None:
        super().__init__(14.0, keep_with_next=True)
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        start = left + (self._width - _RULE_LENGTH) / 2
        surface.rules([(start, top - 9, start + _RULE_LENGTH, top - 9)], 0.6)


class _ShortRule:
    """The rule between the subject of an announcement and its text."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - there is no text in it
        return [_ShortRuleStrip(width)]
