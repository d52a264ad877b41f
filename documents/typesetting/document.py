"""Turn sections into a PDF: fill the pages, then draw them on reportlab's canvas."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from documents.typesetting.archival import Information, add_archival_parts, conformance_of, expressible
from documents.typesetting.breaking import readable
from documents.typesetting.container import PaperCanvas
from documents.typesetting.contents import fill_all_pages
from documents.typesetting.embedding import EmbeddedFont
from documents.typesetting.faces import REGULAR
from documents.typesetting.flow import PageInfo, Section, SetPage, Strip
from documents.typesetting.structure import FOOTER, HEADER, REPEATED, Structure
from documents.typesetting.surface import Fonts, Surface

__all__ = ["Metadata", "MissingGlyph", "SetDocument", "drawn_pages", "set_document"]

_PRODUCER: Final = "Prasan"


@dataclass(frozen=True)
class Metadata:
    """What readers show about a document; never its date, which would change the bytes."""

    title: str
    author: str = ""
    subject: str = ""
    keywords: str = ""


@dataclass(frozen=True)
class MissingGlyph:
    """A character that the faces lack; a box stands for it on paper, and the text layer still has it."""

    character: str

    def __str__(self) -> str:
        return f"no glyph for U+{ord(self.character):04X}; a box is drawn in its place"


@dataclass(frozen=True)
class SetDocument:
    """A finished PDF, how many pages it has, and what could not be drawn."""

    pdf: bytes
    page_count: int
    warnings: Sequence[MissingGlyph]
    conformance: str
    """The level of PDF/A-2 that it claims: A, with its structure; U, readable; B, only visible."""


def set_document(sections: Sequence[Section], metadata: Metadata, *, tagged: bool = True) -> SetDocument:
    """Set sections into a PDF/A-2. The bytes depend on the arguments alone, not on the clock or on earlier documents.

    Args:
        sections: what to set.
        metadata: what readers show about it.
        tagged: whether the file tells headings, paragraphs and the cells of tables apart, for those who hear it read.
    """
    fonts = Fonts(Structure(is_tagged=tagged))
    canvas = PaperCanvas(fonts.structure)
    page_count = 0
    with _no_garbage_collected():
        for page, surface in drawn_pages(sections, fonts):
            _put_on_canvas(canvas, page, surface)
            page_count += 1
    canvas._doc.delayedFonts += [EmbeddedFont(font) for font in fonts.in_use()]  # noqa: SLF001 - no public way in
    texts = (font.glyph(number).text for font in fonts.in_use() for number in font.used)
    conformance = conformance_of(texts, is_tagged=tagged)
    add_archival_parts(canvas._doc, _information(metadata), conformance)  # noqa: SLF001 - nor for these
    missing = dict.fromkeys(character for font in fonts.in_use() for character in font.missing)
    warnings = [MissingGlyph(character) for character in missing]
    return SetDocument(canvas.finished(), page_count, warnings, conformance)


def drawn_pages(sections: Sequence[Section], fonts: Fonts) -> Iterator[tuple[SetPage, Surface]]:
    """Lay all pages out, then draw them one by one: each knows how many there are."""
    # The regular face is always there: its space tells readers how wide a gap between words is.
    _ = fonts[REGULAR]
    pages = fill_all_pages(sections, fonts)
    fonts.structure.close()
    in_order = [page for own in pages for page in own]
    for page, info in zip(in_order, _page_infos(pages, len(in_order)), strict=True):
        page.info = info
    for page in in_order:
        yield page, _drawn(fonts, page, page.info)


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    """Keep Python from looking for garbage: a long table makes a million objects that all stay, and pays a fifth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _information(metadata: Metadata) -> Information:
    facts = {
        "Title": metadata.title,
        "Author": metadata.author,
        "Subject": metadata.subject,
        "Keywords": metadata.keywords,
        "Creator": _PRODUCER,
        "Producer": _PRODUCER,
    }
    return Information({name: expressible(readable(text)) for name, text in facts.items()})


def _page_infos(pages: Sequence[Sequence[SetPage]], total: int) -> Iterator[PageInfo]:
    number = 0
    for own in pages:
        for index, page in enumerate(own):
            number += 1
            following = own[index + 1].opening() if index + 1 < len(own) else ""
            yield PageInfo(number, total, index + 1, len(own), page.section.format, following)


def _drawn(fonts: Fonts, page: SetPage, info: PageInfo) -> Surface:
    """Draw a page: its headers, its strips, those of a table after what they have in common, and its footers."""
    surface = Surface(fonts)
    with surface.tagged(HEADER):
        for draw in page.section.headers:
            draw(surface, info)
    left = info.format.margins.left
    place = 0
    for joined, group in groupby(page.placed, key=lambda entry: entry[0].joined_to):
        placed = list(group)
        if joined:
            joined.draw_joined(surface, left, placed)
        for strip, top in placed:
            with surface.tagged(REPEATED if place in page.repeated else None):
                strip.draw_tagged(surface, left, top)
            place += 1
    with surface.tagged(FOOTER):
        for draw in page.section.footers:
            draw(surface, info)
    surface.close()
    return surface


def _put_on_canvas(canvas: Any, page: SetPage, surface: Surface) -> None:
    canvas.setPageSize((page.section.format.width, page.section.format.height))
    for operation in surface.operations:
        if isinstance(operation, str):
            canvas._code.append(operation)  # noqa: SLF001 - the canvas draws no positioned glyphs itself
        else:
            operation(canvas)
    for number, (strip, top) in enumerate(page.placed):
        _add_bookmark(canvas, strip, top, number)
    canvas.showPage()


def _add_bookmark(canvas: Any, strip: Strip, top: float, number: int) -> None:
    entry = strip.bookmark()
    if entry:
        title, level = entry
        key = f"page {canvas.getPageNumber()} strip {number}"
        canvas.bookmarkHorizontal(key, 0, top)
        canvas.addOutlineEntry(readable(title), key, level)
