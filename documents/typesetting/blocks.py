"""What papers are made of, tables apart: paragraphs, gaps, things side by side, pictures, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.utils import ImageReader

from documents.typesetting.faces import REGULAR, UNITS_PER_EM
from documents.typesetting.flow import Block, Strip
from documents.typesetting.images import readable_image
from documents.typesetting.lines import Line, fill_lines, justified, line_of
from documents.typesetting.structure import Element
from documents.typesetting.surface import Fonts, Surface

__all__ = [
    "BODY",
    "Bookmark",
    "Gap",
    "KeepTogether",
    "LabelledStrip",
    "Paragraph",
    "Picture",
    "Side",
    "SideBySide",
    "Style",
    "kept_lines",
]

# Sarabun's own ascent and descent, which all its weights share, in thousandths of the size.
_ASCENT: Final = 1068
_DESCENT: Final = 232


@dataclass(frozen=True)
class Style:
    """How text looks: the face (`regular` or `bold`), size and line pitch in points, and alignment."""

    face: str = REGULAR
    size: float = 10.7
    leading: float = 20.8
    align: str = "left"
    """`left`, `right`, `center` or `justify` (letters spread to both margins, as Thai is)."""

    @property
    def baseline(self) -> float:
        """The distance from the top of a line to its baseline."""
        margin = self.leading - (_ASCENT + _DESCENT) * self.size / UNITS_PER_EM
        return margin / 2 + _ASCENT * self.size / UNITS_PER_EM

    def line(self, fonts: Fonts, text: str) -> Line:
        """Set a text as one line in this style."""
        return line_of(fonts[self.face], text)

    def width_of(self, fonts: Fonts, text: str) -> float:
        """Return the width of a text on one line, in points."""
        return self.line(fonts, text).width * self.size / UNITS_PER_EM


BODY: Final = Style()
"""What officials call TH Sarabun 16 pt: that face is small for its size, and 10.7 pt of Sarabun look the same."""


class LabelledStrip(Strip):
    """A line of text, the first of a paragraph perhaps with a label beside it."""

    __slots__ = ("_label", "label_element")

    def __init__(self, height: float) -> None:
        super().__init__(height)
        self.label_element: Element | None = None
        """Whose text the label is, if not the line's."""
        self._label: tuple[Line, Style, float] | None = None

    def add_label(self, fonts: Fonts, label: str, style: Style, left: float) -> None:
        """Give the line a label, drawn so far from the left edge of the strip."""
        self._label = (style.line(fonts, label).with_space(fonts[style.face]), style, left)

    def draw_label(self, surface: Surface, left: float, baseline: float) -> None:
        """Draw the label, if there is one."""
        if self._label:
            line, style, label_left = self._label
            with surface.tagged(self.label_element):
                surface.text(left + label_left, baseline, line, style.face, style.size, ends_line=False)

    def label_text(self) -> str:
        """Return the label and the space after it, or nothing."""
        return self._label[0].text if self._label else ""


class _LineStrip(LabelledStrip):
    """One line of a paragraph, and the label beside the first."""

    __slots__ = ("_left", "_line", "_style", "_width")

    def __init__(self, line: Line, style: Style, left: float, width: float) -> None:
        super().__init__(style.leading)
        self._line = line
        self._style = style
        self._left = left
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        style = self._style
        baseline = top - style.baseline
        self.draw_label(surface, left, baseline)
        surface.aligned_text(left + self._left, baseline, self._width, self._line, style.face, style.size, style.align)

    def opening(self) -> str:
        return self.label_text() + self._line.text.strip()


@dataclass(frozen=True)
class Paragraph:
    """Lines of text. Markup in the text is not interpreted; line ends in it end lines."""

    text: str
    style: Style = BODY
    first_indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    space_before: float = 0.0
    keep_with_next: bool = False
    label: str = ""
    """Drawn at `left` beside the first line; the text then hangs at `left + label_width`."""
    label_width: float = 0.0
    label_style: Style | None = None
    """How the label looks, if not as the text."""
    label_indent: float = 0.0
    """How far to the right of `left` the label is drawn, where `first_indent` makes room for it."""
    heading: int = 0
    """The level of the heading that it is, from 1 to 6; 0 is text."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        style = self.style
        font = fonts[style.face]
        left = self.left + self.label_width
        room = width - left - self.right
        scale = UNITS_PER_EM / style.size
        lines = fill_lines(font, self.text, room * scale, first_width=(room - self.first_indent) * scale)
        if style.align == "justify":
            lines = list(justified(font, lines, room * scale, (room - self.first_indent) * scale))
        strips = [_LineStrip(line, style, left, room) for line in lines]
        if self.first_indent:
            strips[0] = _LineStrip(lines[0], style, left + self.first_indent, room - self.first_indent)
        if self.label:
            label_style = self.label_style or style
            strips[0].add_label(fonts, self.label, label_style, self.left + self.label_indent)
        element = fonts.structure.element(f"H{self.heading}" if self.heading else "P")
        return kept_lines(strips, element, self.space_before, keep_with_next=self.keep_with_next)


def kept_lines(
    strips: Sequence[Strip], element: Element | None, space_before: float, *, keep_with_next: bool
) -> list[Strip]:
    """Return the lines of a paragraph such that neither the first nor the last stands alone on a page."""
    for strip in strips:
        strip.element = element
    strips[0].space_before = space_before
    strips[0].keep_with_next = len(strips) > 1
    if len(strips) > 1:
        strips[-2].keep_with_next = True
    strips[-1].keep_with_next = keep_with_next
    return list(strips)


@dataclass(frozen=True)
class Gap:
    """Empty space; none at the top of a page."""

    height: float
    keep_with_next: bool = True

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - a gap is as wide as it must be
        return [Strip(0.0, space_before=self.height, keep_with_next=self.keep_with_next)]


class _BookmarkStrip(Strip):
    __slots__ = ("_entry",)

    def __init__(self, title: str, level: int) -> None:
        super().__init__(0.0, keep_with_next=True)
        self._entry = (title, level)

    def bookmark(self) -> tuple[str, int]:
        return self._entry


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline that readers show beside the pages; points to the next block."""

    title: str
    level: int = 0

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - nothing is set
        return [_BookmarkStrip(self.title, self.level)]


@dataclass(frozen=True)
class KeepTogether:
    """Blocks that stand on one page if any page can hold them."""

    blocks: Sequence[Block]
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        strips = [strip for block in self.blocks for strip in block.strips(fonts, width)]
        for strip in strips:
            strip.keep_with_next = True
        if strips:
            strips[-1].keep_with_next = self.keep_with_next
        return strips


class _PanelStrip(Strip):
    """Columns of strips drawn side by side as one."""

    __slots__ = ("_columns",)

    def __init__(self, columns: Sequence[tuple[float, Sequence[Strip]]]) -> None:
        heights = [sum(strip.space_before + strip.height for strip in strips) for _, strips in columns]
        super().__init__(max(heights, default=0.0))
        self._columns = columns

    def draw(self, surface: Surface, left: float, top: float) -> None:
        for offset, strips in self._columns:
            y = top
            for strip in strips:
                y -= strip.space_before
                strip.draw_tagged(surface, left + offset, y)
                y -= strip.height

    def cut(self, room: float, full: float) -> Sequence[Strip]:
        parts = []
        columns = [(offset, list(strips)) for offset, strips in self._columns]
        height = room
        while any(strips for _, strips in columns):
            parts.append(_PanelStrip([(offset, _taken_off(strips, height)) for offset, strips in columns]))
            height = full
        return parts

    def opening(self) -> str:
        return next((strip.opening() for _, strips in self._columns for strip in strips if strip.opening()), "")


def _taken_off(strips: list[Strip], height: float) -> list[Strip]:
    """Take as many strips off the front of a list as a height holds, but at least one if there is any."""
    taken: list[Strip] = []
    used = 0.0
    while strips and (not taken or used + strips[0].space_before + strips[0].height <= height):
        used += strips[0].space_before + strips[0].height
        taken.append(strips.pop(0))
    return taken


@dataclass(frozen=True)
class Side:
    """One column of a SideBySide: where it starts, how wide it is, and its blocks."""

    left: float
    width: float
    blocks: Sequence[Block]


@dataclass(frozen=True)
class SideBySide:
    """Columns that start at the same height and stay on one page."""

    sides: Sequence[Side]
    space_before: float = 0.0
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:  # noqa: ARG002 - each side has its own width
        columns = [
            (side.left, [strip for block in side.blocks for strip in block.strips(fonts, side.width)])
            for side in self.sides
        ]
        panel = _PanelStrip(columns)
        panel.space_before = self.space_before
        panel.keep_with_next = self.keep_with_next
        return [panel]


class _PictureStrip(Strip):
    __slots__ = ("_image", "_left", "_width")

    def __init__(self, image: ImageReader, left: float, width: float, height: float) -> None:
        super().__init__(height)
        self._image = image
        self._left = left
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        def draw_image(canvas: Any) -> None:
            canvas.drawImage(self._image, left + self._left, top - self.height, self._width, self.height, mask="auto")

        surface.on_canvas(draw_image)

    def cut(self, room: float, full: float) -> Sequence[Strip]:  # noqa: ARG002 - a picture is never divided
        """Return the picture as small as a page asks for."""
        width = self._width * full / self.height
        return (_PictureStrip(self._image, self._left + (self._width - width) / 2, width, full),)


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG picture of a given height in points, centred or at the left."""

    content: bytes
    height: float
    align: str = "center"
    name: str = "picture"
    """What it is called when it is refused."""
    alt: str = ""
    """What it shows, in words, for those who do not see it; a picture without any is an ornament."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Place the picture; one wider than the page is made smaller.

        Raises:
            ValueError: the content is no PNG or JPEG that can be read, or too large; the message names the picture.
        """
        image = readable_image(self.content, self.name)
        height = min(self.height, width * image.height / image.width)
        own_width = height * image.width / image.height
        left = (width - own_width) / 2 if self.align == "center" else 0.0
        strip = _PictureStrip(ImageReader(image), left, own_width, height)
        if self.alt:
            strip.element = fonts.structure.element("Figure", alt=self.alt)
        return [strip]
