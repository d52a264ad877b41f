"""เล่มแผน: cover, foreword, contents with page numbers, chapters of text and tables, annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from documents.layouts.composed import Composed
from documents.layouts.furniture import running_title
from documents.layouts.paper import (
    BODY_INDENT,
    JUSTIFIED,
    PARAGRAPH_GAP,
    Frame,
    Letterhead,
    Signature,
    body_blocks,
    check_foot,
)
from documents.layouts.snapshots import Fields
from documents.layouts.tables import TableBlock
from documents.thai import to_thai_digits
from documents.typesetting import (
    A4,
    BOLD,
    CM,
    BarChart,
    Block,
    Bookmark,
    Contents,
    Fonts,
    Furniture,
    Gap,
    Margins,
    PageFormat,
    PageInfo,
    Paragraph,
    Picture,
    Section,
    Series,
    ShareChart,
    Strip,
    Style,
    Surface,
)

__all__ = ["page_of_book", "sections"]

_PAGE: Final = PageFormat(A4.width, A4.height, Margins(2.5 * CM, 2 * CM, 2 * CM, 3 * CM))
_COVER_TITLE: Final = Style(face=BOLD, size=20.0, leading=36.0, align="center")
_COVER_LINE: Final = Style(size=13.4, leading=26.0, align="center")
_CHAPTER: Final = Style(face=BOLD, size=13.4, leading=26.0, align="center")
_HEADING: Final = Style(face=BOLD, size=11.5, leading=21.0)
_NUMBER: Final = Style(size=10.0, leading=14.0, align="right")
_CREST: Final = 3 * CM
_SIGNATURE_CENTRE: Final = 10.5 * CM
_FROM_TOP: Final = 3.5 * CM


@dataclass(frozen=True)
class _Part:
    """A chapter or an annex: its title and its pages, whose format changes where a table asks for it."""

    title: str
    sections: Sequence[Section]


def sections(fields: Fields, frame: Frame, number: str, dated: str) -> list[Section]:  # noqa: ARG001 - as all layouts
    """Set the layout `book`. It carries no number; its date stands on the cover."""
    title = " ".join(fields.part("cover").texts("title_lines")) or frame.title
    parts = [_part(part, frame, title, "") for part in fields.parts("chapters")]
    parts += [_part(part, frame, title, "ภาคผนวก") for part in fields.parts("annexes")]
    if not parts:
        raise fields.wrong("chapters", "is missing or empty")
    front = [_cover(fields, frame, dated)]
    foreword = fields.optional_part("foreword")
    if foreword is not None:
        front.append(_foreword(foreword, frame, title))
    front.append(_contents(frame, title))
    return [*front, *(section for part in parts for section in part.sections)]


def _cover(fields: Fields, frame: Frame, dated: str) -> Section:
    cover = fields.part("cover")
    letterhead = Letterhead.parse(fields.part("letterhead"))
    blocks: list[Block] = [
        *([Picture(letterhead.crest, _CREST)] if letterhead.is_state and letterhead.crest else [_Room(_CREST)]),
        _Room(_FROM_TOP),
        Paragraph("\n".join(cover.texts("title_lines")), _COVER_TITLE, heading=1),
        *(Paragraph(line, _COVER_LINE) for line in cover.texts("lines")),
        _Room(_FROM_TOP),
        Paragraph(letterhead.name, replace(_COVER_LINE, face=BOLD)),
        *(Paragraph(line, _COVER_LINE) for line in letterhead.address_lines),
        *(Paragraph(line, _COVER_LINE) for line in [dated] if line),
    ]
    return Section(
        _PAGE,
        blocks,
        headers=[frame.draw_sample_mark],
        footers=[frame.draw_anchor],
        foot=check_foot(frame),
    )


class _Room(Composed):
    """White space that stays where it is, even at the top of a page."""

    def __init__(self, height: float) -> None:
        self._height = height

    def made_of(self, fonts: Fonts, width: float) -> list[Block]:  # noqa: ARG002 - there is nothing in it
        """Return the space alone."""
        return [Gap(self._height)]

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - there is nothing in it
        return [Strip(self._height, keep_with_next=True)]


def _foreword(fields: Fields, frame: Frame, title: str) -> Section:
    signature = fields.optional_part("signature")
    signed = Signature.parse(signature).blocks(_SIGNATURE_CENTRE, _PAGE.body_width) if signature else []
    blocks: list[Block] = [
        Bookmark("คำนำ"),
        Paragraph("คำนำ", _CHAPTER, heading=1),
        *body_blocks(fields, "paragraphs"),
        *signed,
    ]
    return _on(_PAGE, blocks, frame, title)


def _on(page: PageFormat, blocks: Sequence[Block], frame: Frame, title: str) -> Section:
    headers: list[Furniture] = [frame.draw_sample_mark, running_title(title), page_of_book]
    return Section(page, blocks, headers=headers, footers=[frame.draw_anchor])


def page_of_book(surface: Surface, page: PageInfo) -> None:
    """Draw "หน้า ๑/๓๕๐", counted through the whole book, at the top right; a Furniture."""
    words = f"หน้า {to_thai_digits(page.number)}/{to_thai_digits(page.total)}"
    left, width = page.format.margins.left, page.format.body_width
    line = _NUMBER.line(surface.fonts, words)
    surface.aligned_text(left, page.format.height - 1.2 * CM, width, line, _NUMBER.face, _NUMBER.size, "right")


def _part(fields: Fields, frame: Frame, title: str, label: str) -> _Part:
    """Set a chapter: text on upright pages, each table on pages of its own format where that differs."""
    heading = " ".join(text for text in (label, fields.text("title")) if text)
    opening: list[Block] = [Bookmark(heading), Paragraph(heading, _CHAPTER, heading=1)]
    runs: list[tuple[PageFormat, list[Block]]] = []
    for page, blocks in map(_entry, fields.parts("blocks")):
        if runs and page == runs[-1][0]:
            runs[-1][1].extend(blocks)
        else:
            runs.append((page, blocks if runs else [*opening, *blocks]))
    runs = runs or [(_PAGE, opening)]
    return _Part(heading, [_on(page, blocks, frame, title) for page, blocks in runs])


def _entry(fields: Fields) -> tuple[PageFormat, list[Block]]:
    """Read what a chapter is made of: a heading, a paragraph, a chart, or a table with its page format."""
    table = fields.optional_part("table")
    if table is not None:
        block = TableBlock.parse(table)
        page = _PAGE if block.page == "A4" else block.page_format
        return page, [block]
    chart = fields.optional_part("chart")
    if chart is not None:
        return _PAGE, [_chart(chart)]
    heading = fields.text("heading", "")
    if heading:
        return _PAGE, [
            Bookmark(heading, 1),
            Paragraph(heading, _HEADING, space_before=10, keep_with_next=True, heading=2),
        ]
    text = Paragraph(fields.text("text"), JUSTIFIED, first_indent=BODY_INDENT, space_before=PARAGRAPH_GAP)
    return _PAGE, [text]


def _contents(frame: Frame, title: str) -> Section:
    """Set the contents: chapters, annexes and their headings, each with its page."""
    return _on(_PAGE, [Paragraph("สารบัญ", _CHAPTER, heading=1), Gap(6), Contents()], frame, title)


def _chart(fields: Fields) -> Block:
    """Read a chart: bars by category, or shares of a whole. Figures are numbers, or texts of decimal numbers."""
    title, unit = fields.text("title"), fields.text("unit", "")
    if fields.one_of("kind", ("bars", "shares")) == "shares":
        parts = [(part.text("name"), _figure(part, "value")) for part in fields.parts("parts")]
        return ShareChart(title, parts, unit)
    series = [
        Series(each.text("name"), [_figure(value, "value") for value in each.parts("values")])
        for each in fields.parts("series")
    ]
    return BarChart(title, fields.texts("categories"), series, unit)


def _figure(fields: Fields, name: str) -> Decimal:
    try:
        return Decimal(fields.text(name))
    except InvalidOperation as error:
        raise fields.wrong(name, "must be a decimal number") from error
