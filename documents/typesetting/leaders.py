"""Tabs, and dots that lead from a text to what stands at the right of its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from documents.typesetting.blocks import BODY, Style, kept_lines
from documents.typesetting.faces import UNITS_PER_EM
from documents.typesetting.flow import Strip
from documents.typesetting.lines import Line, fill_lines
from documents.typesetting.surface import Fonts, Surface

__all__ = ["Leader", "TabStop", "TabbedLine", "draw_leader"]

_DOT: Final = 0.9
_DOT_PITCH: Final = 3.2
_GAP: Final = 4.0


def draw_leader(surface: Surface, x1: float, x2: float, baseline: float) -> None:
    """Draw dots from one point to another of a line. They are no text: nobody wants them read back.

    The dots of all lines on a page stand under each other.
    """
    first = -(-x1 // _DOT_PITCH) * _DOT_PITCH
    if x2 - first > _DOT:
        y = baseline + _DOT / 2
        dots = f"q {_DOT:g} w 1 J [0 {_DOT_PITCH:g}] 0 d {first:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S Q"
        surface.graphics(dots)


@dataclass(frozen=True)
class TabStop:
    """A place on a line, in points from its left edge, where a text starts, ends or has its centre.

    With `dotted`, dots lead to it from the text before.
    """

    position: float
    align: str = "left"
    dotted: bool = False


@dataclass(frozen=True)
class TabbedLine:
    """Texts on one line, the first at the left edge, each of the others at its tab stop.

    A text that would run into the one before it is moved to the right, and set narrower at the margin: never broken,
    never printed over another. An empty text with a dotted stop leaves a place to write on.
    """

    texts: Sequence[str]
    stops: Sequence[TabStop]
    style: Style = BODY
    left: float = 0.0
    space_before: float = 0.0
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Set the line.

        Raises:
            ValueError: there are more texts than places for them.
        """
        if len(self.texts) > len(self.stops) + 1:
            raise ValueError(
                f"{len(self.texts)} texts for {len(self.stops)} tab stops: {self.texts[-1]!r} has no place"
            )
        strip = _TabbedStrip(self.style)
        end = self.left
        stops = [TabStop(0.0), *self.stops]
        for index, stop in enumerate(stops):
            line = self.style.line(fonts, self.texts[index] if index < len(self.texts) else "")
            more = any(self.texts[index + 1 :])
            end = strip.add(line.with_space(fonts[self.style.face]) if more else line, stop, end, self.left, width)
        strip.space_before = self.space_before
        strip.keep_with_next = self.keep_with_next
        return [strip]


class _TabbedStrip(Strip):
    __slots__ = ("_leaders", "_style", "_texts")

    def __init__(self, style: Style) -> None:
        super().__init__(style.leading)
        self._style = style
        self._texts: list[tuple[float, Line]] = []
        self._leaders: list[tuple[float, float]] = []

    def add(self, line: Line, stop: TabStop, end: float, left: float, width: float) -> float:
        """Add a text at its stop, after what ends at `end`; return where it ends itself."""
        scale = self._style.size / UNITS_PER_EM
        wanted = left + stop.position - line.width * scale * {"right": 1.0, "center": 0.5}.get(stop.align, 0.0)
        x = max(wanted, end + _GAP if self._texts else left)
        if line.width and x + line.width * scale > width:
            x = min(x, max(end + _GAP, width - line.width * scale))
            line = line.scaled_to(min(line.width, max(width - x, 1.0) / scale))
        if stop.dotted:
            self._leaders.append((end + _GAP if self._texts else left, x - _GAP if line.width else x))
        self._texts.append((x, line))
        return x + line.width * scale

    def draw(self, surface: Surface, left: float, top: float) -> None:
        baseline = top - self._style.baseline
        last = len(self._texts) - 1
        for index, (x, line) in enumerate(self._texts):
            surface.text(left + x, baseline, line, self._style.face, self._style.size, ends_line=index == last)
        for x1, x2 in self._leaders:
            draw_leader(surface, left + x1, left + x2, baseline)

    def opening(self) -> str:
        return " ".join(line.text.strip() for _, line in self._texts if line.text.strip())


@dataclass(frozen=True)
class Leader:
    """A text, and dots that lead from the end of its last line to a value at the right margin.

    The value may be a function, asked when the page is drawn: page numbers are known only then.
    """

    text: str
    value: str | Callable[[], str]
    style: Style = BODY
    left: float = 0.0
    value_width: float = 36.0
    """The room that is kept for the value, in points; a wider one is set narrower."""
    role: str = "P"
    """What it is in the structure of the document."""
    space_before: float = 0.0
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        style = self.style
        room = (width - self.left - self.value_width - _GAP) * UNITS_PER_EM / style.size
        lines = fill_lines(fonts[style.face], self.text, room)
        lines[-1] = lines[-1].with_space(fonts[style.face])
        strips = [_LeaderStrip(line, style, self.left) for line in lines]
        strips[-1].set_value(self.value, width, self.value_width)
        element = fonts.structure.element(self.role)
        return kept_lines(strips, element, self.space_before, keep_with_next=self.keep_with_next)


class _LeaderStrip(Strip):
    __slots__ = ("_left", "_line", "_style", "_value")

    def __init__(self, line: Line, style: Style, left: float) -> None:
        super().__init__(style.leading)
        self._line = line
        self._style = style
        self._left = left
        self._value: tuple[str | Callable[[], str], float, float] | None = None

    def set_value(self, value: str | Callable[[], str], width: float, value_width: float) -> None:
        """Lead from this line to a value that ends at `width`."""
        self._value = (value, width, value_width)

    def draw(self, surface: Surface, left: float, top: float) -> None:
        style = self._style
        baseline = top - style.baseline
        surface.text(left + self._left, baseline, self._line, style.face, style.size, ends_line=self._value is None)
        if self._value:
            value, width, value_width = self._value
            line = style.line(surface.fonts, value if isinstance(value, str) else value())
            room = value_width * UNITS_PER_EM / style.size
            line = line.scaled_to(room) if line.width > room else line
            own_width = line.width * style.size / UNITS_PER_EM
            surface.text(left + width - own_width, baseline, line, style.face, style.size)
            text_end = self._left + self._line.width * style.size / UNITS_PER_EM
            draw_leader(surface, left + text_end + _GAP, left + width - own_width - _GAP, baseline)

    def opening(self) -> str:
        return self._line.text.strip()
