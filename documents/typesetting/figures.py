"""Drawings with text in them, as one strip, with words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence

from documents.typesetting.blocks import Style
from documents.typesetting.faces import UNITS_PER_EM
from documents.typesetting.flow import Strip
from documents.typesetting.lines import Line, fill_lines
from documents.typesetting.surface import Fonts, Surface

__all__ = ["Sketch"]


class Sketch:
    """A drawing in the making, from its upper left corner down: x to the right, y below the top is negative."""

    def __init__(self, fonts: Fonts, width: float) -> None:
        self.fonts = fonts
        self.width = width
        self.bottom = 0.0
        """How far down the drawing reaches so far."""
        self.shapes: list[str] = []
        self.texts: list[tuple[float, float, float, Line, Style, str]] = []

    def skip(self, height: float) -> None:
        """Go on so much further down."""
        self.bottom -= height

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle, given by its lower left corner, with a colour: red, green and blue from 0 to 1."""
        if width > 0 and height > 0:
            self.shapes.append(f"{colour} rg 1 G 0.4 w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re B")

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, grey: float) -> None:
        """Draw a thin straight line."""
        self.shapes.append(f"{grey:g} G 0.4 w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def line(self, text: str, style: Style, room: float | None = None) -> Line:
        """Set a text on one line, narrower where it is wider than its room."""
        line = style.line(self.fonts, text)
        most = line.width if room is None else room * UNITS_PER_EM / style.size
        return line.scaled_to(most) if 0 < most < line.width else line

    def lines(self, text: str, style: Style, room: float) -> list[Line]:
        """Break a text into lines."""
        return fill_lines(self.fonts[style.face], text, room * UNITS_PER_EM / style.size)

    def text(self, x: float, baseline: float, room: float, line: Line, style: Style, align: str) -> None:
        """Write a line at the left, the right or the centre of its room."""
        self.texts.append((x, baseline, room, line, style, align))

    def column(self, x: float, top: float, room: float, lines: Sequence[Line], style: Style, align: str) -> None:
        """Write lines below each other."""
        for index, line in enumerate(lines):
            self.text(x, top - index * style.leading - style.baseline, room, line, style, align)

    def paragraph(self, text: str, style: Style) -> None:
        """Write a text over the whole width and go on below it."""
        lines = self.lines(text, style, self.width)
        self.column(0.0, self.bottom, self.width, lines, style, style.align)
        self.skip(len(lines) * style.leading)

    def strips(self, alt: str, space_before: float, *, keep_with_next: bool) -> list[Strip]:
        """Return the finished drawing as one figure; `alt` says in words what it shows."""
        strip = _FigureStrip(self)
        strip.space_before = space_before
        strip.keep_with_next = keep_with_next
        strip.element = self.fonts.structure.element("Figure", alt=alt)
        return [strip]


class _FigureStrip(Strip):
    __slots__ = ("_scale", "_sketch")

    def __init__(self, sketch: Sketch, scale: float = 1.0) -> None:
        super().__init__(-sketch.bottom * scale)
        self._sketch = sketch
        self._scale = scale

    def draw(self, surface: Surface, left: float, top: float) -> None:
        scale = self._scale
        shapes = "\n".join(self._sketch.shapes)
        surface.graphics(f"q {scale:g} 0 0 {scale:g} {left:.2f} {top:.2f} cm\n{shapes}\nQ")
        for x, baseline, room, line, style, align in self._sketch.texts:
            place = left + x * scale, top + baseline * scale
            surface.aligned_text(*place, room * scale, line, style.face, round(style.size * scale, 3), align)

    def cut(self, room: float, full: float) -> Sequence[Strip]:  # noqa: ARG002 - a drawing is never divided
        """Return the drawing as small as a page asks for."""
        return (_FigureStrip(self._sketch, full / -self._sketch.bottom),)
