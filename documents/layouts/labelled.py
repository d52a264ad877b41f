"""A label and what stands beside it on a dotted line, as memos, forms and receipts have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from documents.layouts.paper import BOLD_BODY
from documents.layouts.snapshots import Fields
from documents.typesetting import BODY, CM, Block, Fonts, Paragraph, Side, SideBySide, Strip, Style, Surface

__all__ = ["Beside", "Labelled", "labelled_fields"]

_LABEL_GAP: Final = 0.2 * CM
_BETWEEN: Final = 0.4 * CM
_BELOW_BASELINE: Final = 2.6
_DOTS: Final = "0.7 w [0.7 1.7] 0 d"


class _Dots(Strip):
    """The dots under the line above: drawn, not typed, so that they are not read out or copied with the text."""

    __slots__ = ("_left", "_right", "_rise")

    def __init__(self, left: float, right: float, style: Style) -> None:
        super().__init__(0.0)
        self._left = left
        self._right = right
        self._rise = style.leading - style.baseline - _BELOW_BASELINE

    def draw(self, surface: Surface, left: float, top: float) -> None:
        y = top + self._rise
        ends = f"{left + self._left:.2f} {y:.2f} m {left + self._right:.2f} {y:.2f} l"
        surface.graphics(f"{_DOTS} {ends} S [] 0 d")


@dataclass(frozen=True)
class Labelled:
    """A bold label, then the text over dots up to the right margin; the text hangs beside the label."""

    label: str
    text: str
    style: Style = BODY
    label_style: Style = BOLD_BODY
    least_lines: int = 1
    """Dotted lines that are there even if the text is shorter, to be filled in by hand."""
    space_before: float = 0.0
    keep_with_next: bool = True

    def indent(self, fonts: Fonts) -> float:
        """Return how far the text stands to the right of the label's start, in points."""
        return self.label_style.width_of(fonts, self.label) + _LABEL_GAP if self.label else 0.0

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        indent = self.indent(fonts)
        paragraph = Paragraph(
            self.text,
            self.style,
            label=self.label,
            label_width=indent,
            label_style=self.label_style,
            space_before=self.space_before,
        )
        lines = list(paragraph.strips(fonts, width))
        while len(lines) < self.least_lines:
            lines.append(Strip(self.style.leading))
        strips: list[Strip] = []
        for line in lines:
            line.keep_with_next = True
            strips += [line, _Dots(indent, width, self.style)]
        strips[-1].keep_with_next = self.keep_with_next
        return strips


@dataclass(frozen=True)
class Beside:
    """Labelled texts on one line, each with its share of the width."""

    fields: Sequence[tuple[float, Labelled]]
    space_before: float = 0.0

    def places(self, width: float) -> list[tuple[float, float, Labelled]]:
        """Return each text with where it starts and how wide it is, in points."""
        room = width - _BETWEEN * (len(self.fields) - 1)
        total = sum(share for share, _field in self.fields)
        left, places = 0.0, []
        for share, field in self.fields:
            own = room * share / total
            places.append((left, own, field))
            left += own + _BETWEEN
        return places

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        sides = [Side(left, own, [field]) for left, own, field in self.places(width)]
        return SideBySide(sides, space_before=self.space_before, keep_with_next=True).strips(fonts, width)


def labelled_fields(fields: Fields, name: str) -> list[Block]:
    """Read a list of `{"label", "text": "", "lines": 1}` and return each on its dotted lines."""
    return [
        Labelled(
            field.text("label"), field.text("text", ""), least_lines=int(field.number("lines", 1)), keep_with_next=False
        )
        for field in fields.parts(name)
    ]
