"""Turn sections into a PDF: fill the pages, then draw them on reportlab's canvas."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from documents.typesetting.breaking import readable
from documents.typesetting.embedding import EmbeddedFont
from documents.typesetting.faces import REGULAR
from documents.typesetting.flow import PageInfo, Section, SetPage, Strip, fill_pages
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


def set_document(sections: Sequence[Section], metadata: Metadata) -> SetDocument:
    """Set sections into a PDF. The bytes depend on the arguments alone, not on the clock or on earlier documents."""
    fonts = Fonts()
    canvas = _new_canvas(metadata)
    page_count = 0
    with _no_garbage_collected():
        for page, surface in drawn_pages(sections, fonts):
            _put_on_canvas(canvas, page, surface)
            page_count += 1
    canvas._doc.delayedFonts += [EmbeddedFont(font) for font in fonts.in_use()]  # noqa: SLF001 - no public way in
    # ASCII-85 makes streams a quarter larger for the sake of seven-bit mail; reportlab reads the switch when saving.
    rl_config.useA85 = 0
    missing = dict.fromkeys(character for font in fonts.in_use() for character in font.missing)
    return SetDocument(canvas.getpdfdata(), page_count, [MissingGlyph(character) for character in missing])


def drawn_pages(sections: Sequence[Section], fonts: Fonts) -> Iterator[tuple[SetPage, Surface]]:
    """Lay all pages out, then draw them one by one: each knows how many there are."""
    # The regular face is always there: its space tells readers how wide a gap between words is.
    _ = fonts[REGULAR]
    pages = [fill_pages(section, fonts) for section in sections]
    infos = _page_infos(pages, sum(map(len, pages)))
    for page, info in zip((page for own in pages for page in own), infos, strict=True):
        yield page, _drawn(fonts, page, info)


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


class _Canvas(Canvas):
    """reportlab's canvas without the Helvetica that it would name, unembedded, on every page."""

    def _make_preamble(self) -> None:
        self._preamble = ""


class _Information(pdfdoc.PDFInfo):
    """reportlab's document information without dates: those of a reproducible file would all be 1 January 2000."""

    def format(self, document: Any) -> bytes:
        texts = {
            "Title": self.title,
            "Author": self.author,
            "Subject": self.subject,
            "Keywords": self.keywords,
            "Creator": self.creator,
            "Producer": self.producer,
        }
        entries = {name: pdfdoc.PDFString(text) for name, text in texts.items()}
        return bytes(pdfdoc.PDFDictionary(entries).format(document))


def _new_canvas(metadata: Metadata) -> Canvas:
    canvas = _Canvas("", invariant=1, pageCompression=1, lang="th", pdfVersion=(1, 7))
    canvas._doc.info = _Information()  # noqa: SLF001 - as above
    canvas.setTitle(readable(metadata.title))
    canvas.setAuthor(readable(metadata.author))
    canvas.setSubject(readable(metadata.subject))
    canvas.setKeywords(readable(metadata.keywords))
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


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
    for draw in page.section.headers:
        draw(surface, info)
    left = info.format.margins.left
    for joined, group in groupby(page.placed, key=lambda entry: entry[0].joined_to):
        placed = list(group)
        if joined:
            joined.draw_joined(surface, left, placed)
        for strip, top in placed:
            strip.draw(surface, left, top)
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
