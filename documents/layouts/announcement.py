"""ประกาศ, which carries no running number, and คำสั่ง, which does: what a body makes known or orders."""

from __future__ import annotations

from typing import Final

from documents.layouts.letters import sheets
from documents.layouts.paper import (
    BODY_INDENT,
    CENTRED_BOLD,
    FootLines,
    Frame,
    Letterhead,
    Signature,
    body_blocks,
    check_foot,
)
from documents.layouts.snapshots import Fields
from documents.typesetting import A4, CM, Block, Bookmark, Fonts, Paragraph, Section, Strip, Surface

__all__ = ["RULE_LENGTH", "ShortRule", "order_sections", "sections"]

_CREST_TO_TITLE: Final = 2.1 * CM
RULE_LENGTH: Final = 4 * CM
_NUMBER_BLANK: Final = "." * 20
_DATE_BLANK: Final = "." * 45
_SIGNATURE_CENTRE: Final = 10.5 * CM
_ERA: Final = "พ.ศ."


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `announcement` and its annexes. A number, which few have, follows the title."""
    numbered = [f"ที่ {number}"] if number else []
    return _proclaimed(fields, frame, numbered, fields.text("dated_label", "ประกาศ ณ วันที่"), dated)


def order_sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:
    """Set the layout `order` and its annexes: ที่ n/year, and room for it until it is given."""
    return _proclaimed(fields, frame, [f"ที่ {number or _NUMBER_BLANK}"], fields.text("dated_label", "สั่ง ณ วันที่"), dated)


def _proclaimed(fields: Fields, frame: Frame, numbered: list[str], label: str, dated: str) -> list[Section]:
    letterhead = Letterhead.parse(fields.part("letterhead"))
    signature = Signature.parse(fields.part("signature"))
    titles = fields.texts("title_lines") + numbered
    blocks: list[Block] = [
        Bookmark(frame.title),
        *letterhead.emblem(_CREST_TO_TITLE),
        *([Paragraph("\n".join(titles), CENTRED_BOLD, heading=1)] if titles else []),
        Paragraph(f"เรื่อง {fields.text('subject')}", CENTRED_BOLD, heading=2),
        ShortRule(),
        *body_blocks(fields, "paragraphs"),
        Paragraph(
            f"{label} {_with_era(dated) or _DATE_BLANK}",
            first_indent=2 * BODY_INDENT,
            space_before=12,
            keep_with_next=True,
        ),
        *signature.blocks(_SIGNATURE_CENTRE, A4.body_width, keep_with_next=True),
        FootLines.parse(fields),
    ]
    return sheets(blocks, fields, frame, check_foot(frame, FootLines.parse(fields)))


def _with_era(dated: str) -> str:
    """Name the era before the year, as announcements and orders do and letters do not."""
    day, _space, year = dated.rpartition(" ")
    return f"{day} {_ERA} {year}" if day and _ERA not in dated else dated


class _ShortRuleStrip(Strip):
    __slots__ = ("_width",)

    def __init__(self, width: float) -> None:
        super().__init__(14.0, keep_with_next=True)
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        start = left + (self._width - RULE_LENGTH) / 2
        surface.rules([(start, top - 9, start + RULE_LENGTH, top - 9)], 0.6)


class ShortRule:
    """The rule between the subject of an announcement and its text."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - there is no text in it
        return [_ShortRuleStrip(width)]
