"""Fill pages with strips: the layout comes before the drawing, so that a page knows how many pages there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from documents.typesetting.structure import Element
from documents.typesetting.surface import Fonts, Surface

__all__ = [
    "A3_LANDSCAPE",
    "A4",
    "A4_LANDSCAPE",
    "CM",
    "Block",
    "Furniture",
    "Margins",
    "PageFormat",
    "PageInfo",
    "Section",
    "SetPage",
    "Strip",
    "fill_pages",
]

CM: Final = 72 / 2.54

_SLACK: Final = 0.01  # points; sums of heights carry rounding errors


@dataclass(frozen=True)
class Margins:
    """White space around the body of a page, in points. Headers and footers are drawn into it."""

    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True)
class PageFormat:
    """The size of a page and its margins, in points."""

    width: float
    height: float
    margins: Margins

    @property
    def body_width(self) -> float:
        """The width between the margins."""
        return self.width - self.margins.left - self.margins.right

    @property
    def body_top(self) -> float:
        """The height of the upper margin's edge above the bottom of the sheet."""
        return self.height - self.margins.top

    @property
    def body_height(self) -> float:
        """The height between the margins."""
        return self.height - self.margins.top - self.margins.bottom


A4: Final = PageFormat(21 * CM, 29.7 * CM, Margins(2.5 * CM, 2 * CM, 2 * CM, 3 * CM))
A4_LANDSCAPE: Final = PageFormat(29.7 * CM, 21 * CM, Margins(1.8 * CM, 1.5 * CM, 1.6 * CM, 1.5 * CM))
A3_LANDSCAPE: Final = PageFormat(42 * CM, 29.7 * CM, Margins(1.8 * CM, 1.5 * CM, 1.6 * CM, 1.5 * CM))


class Strip:
    """A horizontal slice that no page break cuts, unless it is higher than a page."""

    __slots__ = ("element", "height", "joined_to", "keep_with_next", "repeated", "space_before")

    def __init__(self, height: float, *, space_before: float = 0.0, keep_with_next: bool = False) -> None:
        self.height = height
        self.space_before = space_before
        self.keep_with_next = keep_with_next
        self.repeated: Sequence[Strip] = ()
        """Strips to set again above this one when it starts a page, such as the head of its table."""
        self.joined_to: JoinedDrawing | None = None
        """What draws the neighbouring strips of one table together, such as their rules."""
        self.element: Element | None = None
        """Whose text this is; if nobody says, a paragraph's that holds all such strips of its block."""

    def draw_tagged(self, surface: Surface, left: float, top: float) -> None:
        """Draw the strip as content of its element; a strip that draws others draws them so."""
        with surface.tagged(self.element):
            self.draw(surface, left, top)

    def draw(self, surface: Surface, left: float, top: float) -> None:
        """Draw the strip with its upper left corner at the given point."""

    def cut(self, room: float, full: float) -> Sequence[Strip]:  # noqa: ARG002 - what cannot be cut ignores heights
        """Return this strip in parts, the first no higher than `room`, the others than `full`, as far as it goes."""
        return (self,)

    def bookmark(self) -> tuple[str, int] | None:
        """Return the title and level of an outline entry that points here."""
        return None

    def opening(self) -> str:
        """Return the first words of the strip, for the continuation mark on the page before."""
        return ""


class JoinedDrawing(Protocol):
    """Draws what neighbouring strips on a page have in common."""

    def draw_joined(self, surface: Surface, left: float, placed: Sequence[tuple[Strip, float]]) -> None:
        """Draw for strips of one page, given with their top edges; called before the strips are drawn."""


class Block(Protocol):
    """Something to be set: a paragraph, a table, a signature."""

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        """Set the block in the given width and return its strips from top to bottom."""


@dataclass(frozen=True)
class PageInfo:
    """What a header or footer may want to know about its page. Numbers start at 1."""

    number: int
    total: int
    number_in_section: int
    total_in_section: int
    format: PageFormat
    next_opening: str
    """The first words of the next page of the section."""


Furniture = Callable[[Surface, PageInfo], None]
"""Draws a header, a footer or a mark on each page of a section."""


@dataclass(frozen=True)
class Foot:
    """What stands at the bottom of a section's last page, or on one more page where that has no room left."""

    blocks: Sequence[Block]
    drop: float = 0.0
    """How far it may reach down into the bottom margin, in points."""
    in_margin: Sequence[Block] = ()
    """Low enough for the bottom margin, where it stands instead of `blocks` on one more page."""


@dataclass(frozen=True)
class Section:
    """Blocks on pages of one format; a section starts on a new page."""

    format: PageFormat
    blocks: Sequence[Block]
    headers: Sequence[Furniture] = ()
    """Drawn before the body, which is the order in which text is read back."""
    footers: Sequence[Furniture] = ()
    """Drawn after the body."""
    foot: Foot | None = None
    """Stands at the bottom of the section's last page."""


@dataclass
class SetPage:
    """A page whose strips have their places. Tops are measured from the bottom of the sheet."""

    section: Section
    placed: list[tuple[Strip, float]] = field(default_factory=list)
    info: PageInfo = field(init=False)
    """Known when all pages of the document are filled, before the first is drawn."""
    repeated: set[int] = field(default_factory=set)
    """Which of them, counted from 0, were set before, such as the head of a table."""

    def opening(self) -> str:
        """Return the first words on the page."""
        return next((strip.opening() for strip, _ in self.placed if strip.opening()), "")


def fill_pages(section: Section, fonts: Fonts) -> list[SetPage]:
    """Set all blocks of a section and place their strips on as many pages as they need."""
    filler = _PageFiller(section)
    width = section.format.body_width
    strips = (strip for block in section.blocks for strip in _strips_of(block, fonts, width))
    for group in _kept_together(strips):
        filler.place(group)
    if section.foot:
        filler.place_foot(section.foot, fonts)
    return filler.pages


def _strips_of(block: Block, fonts: Fonts, width: float) -> Iterator[Strip]:
    """Set a block; what it says nothing about is one paragraph."""
    paragraph = fonts.structure.element("P")
    for strip in block.strips(fonts, width):
        strip.element = strip.element or paragraph
        yield strip


def _all_strips_of(blocks: Sequence[Block], fonts: Fonts, width: float) -> list[Strip]:
    return [strip for block in blocks for strip in _strips_of(block, fonts, width)]


def _kept_together(strips: Iterator[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep_with_next:
            yield group
            group = []
    if group:
        yield group


class _PageFiller:
    """Pages in the making."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self.pages: list[SetPage] = []
        self._start_page()

    def _start_page(self) -> None:
        self.pages.append(SetPage(self._section))
        self._y = self._section.format.body_top
        self._is_empty = True

    @property
    def _room(self) -> float:
        return self._y - self._section.format.margins.bottom + _SLACK

    def place(self, group: list[Strip]) -> None:
        """Place strips that belong together, on a new page if need be; more than a page of them is let go."""
        height = self._height_of(group)
        if height > self._room and not self._is_empty:
            heads = sum(strip.height for strip in group[0].repeated)
            if height + heads <= self._section.format.body_height + _SLACK or len(group) == 1:
                self._break_before(group[0])
        for strip in group:
            self._place_one(strip)

    def place_foot(self, foot: Foot, fonts: Fonts) -> None:
        """Place a foot as low as possible on the last page; one without strips leaves the pages as they are."""
        sheet = self._section.format
        strips = _all_strips_of(foot.blocks, fonts, sheet.body_width)
        bottom = sheet.margins.bottom - foot.drop
        if strips and self._height_of(strips) > self._room + foot.drop and not self._is_empty:
            if foot.in_margin:
                strips = _all_strips_of(foot.in_margin, fonts, sheet.body_width)
                bottom = sheet.margins.bottom - self._height_of(strips)
            else:
                self._start_page()
        if strips:
            self._y = min(self._y, bottom + self._height_of(strips))
        for strip in strips:
            self._put(strip)

    def _height_of(self, strips: Sequence[Strip]) -> float:
        before = -strips[0].space_before if self._is_empty else 0.0
        return before + sum(strip.space_before + strip.height for strip in strips)

    def _place_one(self, strip: Strip) -> None:
        if self._height_of([strip]) > self._room and not self._is_empty:
            self._break_before(strip)
        if strip.height <= self._room:
            self._put(strip)
            return
        full = self._section.format.body_height - sum(head.height for head in strip.repeated)
        for part in strip.cut(self._room, full):
            part.element = strip.element
            if part.height > self._room and not self._is_empty:
                self._break_before(strip)
            self._put(part)

    def _break_before(self, strip: Strip) -> None:
        self._start_page()
        for head in strip.repeated:
            self.pages[-1].repeated.add(len(self.pages[-1].placed))
            self._put(head)
        # A page with nothing but repeated heads is as good as empty: breaking again would gain nothing.
        self._is_empty = True

    def _put(self, strip: Strip) -> None:
        if self.pages[-1].placed and not self._is_empty:
            self._y -= strip.space_before
        self.pages[-1].placed.append((strip, self._y))
        self._y -= strip.height
        # Gaps and bookmarks leave a page as empty as it was.
        self._is_empty = self._is_empty and not strip.height
