"""The table of contents: made of the bookmarks of the other sections, its page numbers filled in when it is drawn.

Sections start on pages of their own, so the pages of all others can be filled before those of the contents, wherever
these stand. Nothing is laid out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from documents.thai import to_thai_digits
from documents.typesetting.blocks import BODY, Style
from documents.typesetting.faces import BOLD
from documents.typesetting.flow import PageInfo, Section, SetPage, Strip, fill_pages
from documents.typesetting.leaders import Leader
from documents.typesetting.lines import split_into_lines
from documents.typesetting.structure import Element
from documents.typesetting.surface import Fonts

__all__ = ["Contents", "fill_all_pages"]


def _page_number(page: PageInfo) -> str:
    return to_thai_digits(page.number)


class Entry(NamedTuple):
    """A bookmark, and the page that it stands on."""

    title: str
    level: int
    page: SetPage


@dataclass(frozen=True)
class Contents:
    """The bookmarks of all sections but its own, each with dots and its page number.

    Stands among the blocks of a section itself, not within other blocks.
    """

    levels: int = 2
    """How many levels of bookmarks are listed."""
    numbered: Callable[[PageInfo], str] = _page_number
    """What is printed for a page; its number in the whole document by default."""
    style: Style = BODY
    indent: float = 18.0
    """How much further right each level starts."""
    entries: Sequence[Entry] = ()
    """Found when the document is set."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        lines = [self._line(entry) for entry in self.entries if entry.level < self.levels]
        with fonts.structure.inside("TOC"):
            return [strip for line in lines for strip in line.strips(fonts, width)]

    def _line(self, entry: Entry) -> Leader:
        outermost = entry.level == 0 and self.levels > 1
        return Leader(
            " ".join(split_into_lines(entry.title)),
            lambda: self.numbered(entry.page.info),
            replace(self.style, face=BOLD) if outermost else self.style,
            left=entry.level * self.indent,
            role="TOCI",
        )


def fill_all_pages(sections: Sequence[Section], fonts: Fonts) -> list[list[SetPage]]:
    """Fill the pages of all sections, those that list the others' bookmarks last; return them in their order."""
    filled: dict[int, list[SetPage]] = {}
    places: dict[int, Element | None] = {}
    for index, section in enumerate(sections):
        if _lists_contents(section):
            places[index] = fonts.structure.element("Sect")
        else:
            filled[index] = fill_pages(section, fonts)
    entries = list(_entries([page for own in filled.values() for page in own]))
    for index, place in places.items():
        with fonts.structure.inside_of(place):
            filled[index] = fill_pages(_with_entries(sections[index], entries), fonts)
    return [filled[index] for index in range(len(sections))]


def _with_entries(section: Section, entries: Sequence[Entry]) -> Section:
    blocks = [replace(block, entries=entries) if isinstance(block, Contents) else block for block in section.blocks]
    return replace(section, blocks=blocks)


def _lists_contents(section: Section) -> bool:
    return any(isinstance(block, Contents) for block in section.blocks)


def _entries(pages: Sequence[SetPage]) -> Iterator[Entry]:
    for page in pages:
        for strip, _ in page.placed:
            bookmark = strip.bookmark()
            if bookmark:
                yield Entry(*bookmark, page)
