"""Paragraphs of several runs: words of different faces and sizes on one line, on one baseline."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from documents.typesetting.blocks import BODY, LabelledStrip, Style, kept_lines
from documents.typesetting.breaking import Piece, finer_pieces, letters, pieces, readable
from documents.typesetting.faces import UNITS_PER_EM
from documents.typesetting.flow import Strip
from documents.typesetting.lines import Line, fill_lines, split_into_lines, stretch_over, stretchable
from documents.typesetting.surface import Fonts, Surface
from documents.typesetting.words import clusters

__all__ = ["Run", "RunParagraph"]

_LONGEST_MEASURED_WHOLE: Final = 400
_ENDLESS: Final = float("inf")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one face and size; what is not said is as in the paragraph's style."""

    text: str
    face: str | None = None
    size: float | None = None


@dataclass(frozen=True)
class RunParagraph:
    """Lines of text in which face and size change. No markup is interpreted; line ends in the runs end lines.

    Words are found in the whole text, so a run may end inside one without letting the line end there. A run never ends
    inside a letter: marks and white space after its last letter are set with it.
    """

    runs: Sequence[Run]
    style: Style = BODY
    first_indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    space_before: float = 0.0
    keep_with_next: bool = False
    label: str = ""
    """As a Paragraph's, and so are its width, style and indent."""
    label_width: float = 0.0
    label_style: Style | None = None
    label_indent: float = 0.0
    heading: int = 0
    """The level of the heading that it is, from 1 to 6; 0 is text."""

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        left = self.left + self.label_width
        room = width - left - self.right
        strips: list[_RunStrip] = []
        text = _RunText(fonts, self.runs, self.style)
        for start, end, ends_paragraph in text.lines(room, room - self.first_indent):
            indent = 0.0 if strips else self.first_indent
            parts = text.parts(start, end)
            if self.style.align == "justify" and not ends_paragraph:
                parts = _stretched(fonts, parts, room - indent)
            strips.append(_RunStrip(parts, self.style, left + indent, room - indent))
        if self.label:
            label_style = self.label_style or self.style
            strips[0].add_label(fonts, self.label, label_style, self.left + self.label_indent)
        element = fonts.structure.element(f"H{self.heading}" if self.heading else "P")
        return kept_lines(strips, element, self.space_before, keep_with_next=self.keep_with_next)


class _Part(NamedTuple):
    """What one run has on a line: set, in its style, and its width in points with the white space after it."""

    line: Line
    style: Style
    width: float


class _RunText:
    """The text of a paragraph as a whole, and which run each of its letters belongs to."""

    def __init__(self, fonts: Fonts, runs: Sequence[Run], style: Style) -> None:
        self._fonts = fonts
        self._styles = [replace(style, face=run.face or style.face, size=run.size or style.size) for run in runs] or [
            style
        ]
        self._text = readable("".join(run.text for run in runs))
        self._ends = self._borders([len(run.text) for run in runs])

    def _borders(self, lengths: Sequence[int]) -> list[int]:
        """Return where each run ends: never inside a letter, nor before white space."""
        wanted: list[int] = []
        for length in lengths:
            wanted.append((wanted[-1] if wanted else 0) + length)
        ends: list[int] = []
        place = 0
        for cluster in clusters(self._text):
            while len(ends) < len(wanted) and wanted[len(ends)] <= place and not cluster.isspace():
                ends.append(place)
            place += len(cluster)
        return [*ends, *[place] * max(1, len(wanted) - len(ends))]

    def lines(self, width: float, first_width: float) -> Iterator[tuple[int, int, bool]]:
        """Yield the start and end of each line in the text, and whether it ends a paragraph."""
        place = 0
        limit = first_width
        for stretch in split_into_lines(self._text):
            place = self._text.index(stretch, place)
            start, used = place, 0.0
            for piece in self._fitting(pieces(stretch), place, width):
                end = place + len(piece.text)
                own = self._width(place, end)
                if used and used + own > limit:
                    yield start, place, False
                    start, used, limit = place, 0.0, width
                place = end + len(piece.gap)
                used += own + self._width(end, place)
            yield start, place, True
            limit = width

    def _fitting(self, found: Sequence[Piece], place: int, width: float) -> Iterator[Piece]:
        """Yield pieces, those that are wider than a line in parts as small as need be."""
        for piece in found:
            whole = len(piece.text) <= _LONGEST_MEASURED_WHOLE
            if len(piece.text) == 1 or (whole and self._width(place, place + len(piece.text)) <= width):
                yield piece
            else:
                parts = finer_pieces(piece)
                yield from self._fitting(parts, place, width) if len(parts) > 1 else letters(piece)
            place += len(piece.text) + len(piece.gap)

    def _width(self, start: int, end: int) -> float:
        """Return how wide a part of the text is, in points."""
        return sum(
            self._fonts[style.face].shape(self._text[begin:until]).width * style.size / UNITS_PER_EM
            for begin, until, style in self._stretches(start, end)
        )

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int, Style]]:
        index = bisect_right(self._ends, start)
        while start < end:
            until = min(self._ends[index], end)
            if until > start:
                yield start, until, self._styles[index]
            start, index = until, index + 1

    def parts(self, start: int, end: int) -> list[_Part]:
        """Set a line: each run's part of it."""
        stretches = list(self._stretches(start, end))
        return [
            self._part(self._text[begin:until], style, last=index == len(stretches) - 1)
            for index, (begin, until, style) in enumerate(stretches)
        ]

    def _part(self, text: str, style: Style, *, last: bool) -> _Part:
        font = self._fonts[style.face]
        core = text.rstrip()
        if last or core == text:
            [line] = fill_lines(font, text, _ENDLESS)
            return _Part(line, style, line.width * style.size / UNITS_PER_EM)
        # White space between runs takes its room: one space as a glyph of its own, other white space glued to the
        # letter before it.
        if core and text == f"{core} ":
            [line] = fill_lines(font, core, _ENDLESS)
            width, code = line.width + font.space.width, f"{line.code}{font.space.code}".replace("><", "")
        else:
            shaped = font.shape(text)
            width, code = shaped.width, shaped.code
        return _Part(Line(width, code, text, ends_paragraph=False), style, width * style.size / UNITS_PER_EM)


def _stretched(fonts: Fonts, parts: Sequence[_Part], room: float) -> list[_Part]:
    """Stretch a line to the full width: the same share of its size at each letter and space of each part."""
    width = sum(part.width for part in parts)
    letter_room = space_room = 0.0
    for part in parts:
        at_letters, at_spaces = stretchable(fonts[part.style.face], part.line.code)
        letter_room += at_letters * part.style.size / UNITS_PER_EM
        space_room += at_spaces * part.style.size / UNITS_PER_EM
    if room <= width or any(part.line.scale != 100 for part in parts):
        return list(parts)
    stretch = stretch_over(width, room - width, letter_room, space_room)
    if not stretch:
        return list(parts)
    found = []
    for part in parts:
        font = fonts[part.style.face]
        at_letters, at_spaces = stretchable(font, part.line.code)
        gaps = at_letters * stretch.per_letter + at_spaces * stretch.per_space
        own = (part.line.width + gaps) * stretch.scale / 100
        line = Line(
            own, stretch.applied_to(font, part.line.code), part.line.text, part.line.ends_paragraph, stretch.scale
        )
        found.append(_Part(line, part.style, own * part.style.size / UNITS_PER_EM))
    return found


class _RunStrip(LabelledStrip):
    """One line of a paragraph of runs."""

    __slots__ = ("_left", "_parts", "_style", "_width")

    def __init__(self, parts: Sequence[_Part], style: Style, left: float, width: float) -> None:
        # A run of a larger size asks for as much more room as it is larger.
        largest = max([style.size, *(part.style.size for part in parts)])
        self._style = replace(style, size=largest, leading=style.leading * largest / style.size)
        super().__init__(self._style.leading)
        self._parts = parts
        self._left = left
        self._width = width

    def draw(self, surface: Surface, left: float, top: float) -> None:
        room = self._width - sum(part.width for part in self._parts)
        x = left + self._left + {"right": room, "center": room / 2}.get(self._style.align, 0.0)
        baseline = top - self._style.baseline
        self.draw_label(surface, left, baseline)
        last = len(self._parts) - 1
        for index, (line, style, width) in enumerate(self._parts):
            surface.text(x, baseline, line, style.face, style.size, ends_line=index == last)
            x += width

    def opening(self) -> str:
        return self.label_text() + "".join(part.line.text for part in self._parts).strip()
