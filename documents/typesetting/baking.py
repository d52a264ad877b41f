"""Shape text with HarfBuzz and bake each positioned glyph into one that stands for its own characters.

HarfBuzz answers with glyphs and offsets. A PDF could draw those with text rises and moves, but then no reader gets
the characters back. So every combination of glyph and offset becomes a glyph of its own ("baked"): marks need no
moves, and each baked glyph carries the exact input characters it stands for. A word is then a plain string of glyph
numbers that does not depend on the type size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import uharfbuzz

from documents.typesetting.faces import Face

__all__ = ["LONGEST_GLUED", "MISSING", "BakedGlyph", "Placed", "bake"]

MISSING: Final = 0
"""The glyph number of the visible box that stands for a character without a glyph."""

_THAI: Final = re.compile("[\u0e00-\u0e7f]")

# Poppler drops a glyph that stands for exactly one of these characters and writes at most one space in its place.
# A glyph that stands for several characters keeps them, so such white space is glued to a neighbour.
_SPACES: Final = "\t \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_FRAGILE: Final = re.compile(rf"\A | \Z| {{2}}|[{_SPACES.replace(' ', '')}]")
_WHITE: Final = re.compile(rf"\A[{_SPACES}]+\Z")
# It also takes a line of single letters at equal distances for one spaced-out word.
_SINGLE_LETTERS: Final = re.compile(r"\A\S( \S)+\Z")

# Nor does it keep the same mark twice in one place: repeated marks must be one glyph.
_ZERO_WIDTH: Final = (
    "\u00ad\u0300-\u036f\u061c\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
)
_REPEATED_MARK: Final = re.compile(f"([{_ZERO_WIDTH}])[{_ZERO_WIDTH}]*\\1")

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_TAB_ADVANCE: Final = 1000
_FARTHEST: Final = 8_000

LONGEST_GLUED: Final = 16
"""How many characters of white space one glyph stands for at most; a PDF's character map has a limit too."""


class BakedGlyph(NamedTuple):
    """A drawn shape, its advance width, and the characters that it stands for."""

    parts: tuple[tuple[int, int, int], ...]
    """Glyph number of the face and its x and y offset, for each outline drawn."""
    advance: int
    text: str

    @property
    def is_missing(self) -> bool:
        """Tell whether this is the box drawn for a character without a glyph."""
        return any(glyph == MISSING for glyph, _, _ in self.parts)

    def followed_by(self, white_space: str) -> BakedGlyph:
        """Return the same shape, standing for white space after it too, which takes no room."""
        return BakedGlyph(self.parts, self.advance, self.text + white_space)


class Placed(NamedTuple):
    """A baked glyph in a word, and the kerning after it (negative: closer)."""

    glyph: BakedGlyph
    kern: int


def bake(face: Face, text: str) -> list[Placed]:
    """Return the baked glyphs of a piece of a line; their characters, joined, are `text`.

    Never fails: a character that the face lacks becomes a box that stands for it.
    """
    placed = _shaped(face, text)
    if _REPEATED_MARK.search(text):
        placed = _with_marks_glued(placed)
    if _RIGHT_TO_LEFT.search(text):
        placed = _in_visual_order(placed)
    if _SINGLE_LETTERS.match(text):
        return _with_white_space_glued(placed, all_spaces=True)
    return _with_white_space_glued(placed) if _FRAGILE.search(text) else placed


def _shaped(face: Face, text: str) -> list[Placed]:
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    # Guessed properties follow the first letter: after a Latin one the Thai shaper would be skipped and sara am break.
    buffer.direction = "ltr"
    buffer.script = "Thai" if _THAI.search(text) else "Latn"
    buffer.language = "th"
    uharfbuzz.shape(face.shaper, buffer, {})
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = [info.cluster for info in infos]
    ends = [*starts[1:], len(text)]
    placed: list[Placed] = []
    index = 0
    while index < len(infos):
        start, end = starts[index], ends[index]
        if end == start + 1:
            info, position = infos[index], positions[index]
            placed.append(
                _single(face, text[start], info.codepoint, position.x_offset, position.y_offset, position.x_advance)
            )
            index += 1
            continue
        cluster_end = index + 1
        while cluster_end < len(infos) and starts[cluster_end] == start:
            cluster_end += 1
        glyphs = list(zip(infos[index:cluster_end], positions[index:cluster_end], strict=True))
        placed += _baked_cluster(face, glyphs, text[start : ends[cluster_end - 1]])
        index = cluster_end
    return placed


@lru_cache(maxsize=20_000)
def _single(face: Face, character: str, glyph: int, x: int, y: int, advance: int) -> Placed:
    """Return the commonest case, one glyph for one character, from memory."""
    return _placed(((glyph, _near(x), _near(y)),), advance, face.advance_of(glyph), character)


def _baked_cluster(
    face: Face, glyphs: list[tuple[uharfbuzz.GlyphInfo, uharfbuzz.GlyphPosition]], characters: str
) -> Iterator[Placed]:
    """Pair the glyphs of a cluster with its characters, one to one as far as possible.

    With a glyph too many (sara am is drawn as a ring and a vowel) the first ones merge; with a glyph too few (a
    ligature) the last one stands for the remaining characters.
    """
    merged = max(0, len(glyphs) - len(characters))
    yield _baked_group(face, glyphs[: merged + 1], characters[0] if len(glyphs) > 1 else characters)
    for index in range(merged + 1, len(glyphs)):
        position = index - merged
        last = index == len(glyphs) - 1
        yield _baked_group(face, glyphs[index : index + 1], characters[position:] if last else characters[position])


def _baked_group(
    face: Face, glyphs: list[tuple[uharfbuzz.GlyphInfo, uharfbuzz.GlyphPosition]], characters: str
) -> Placed:
    pen = own_advance = 0
    parts = []
    for info, position in glyphs:
        parts.append((info.codepoint, pen + _near(position.x_offset), _near(position.y_offset)))
        pen += position.x_advance
        own_advance += face.advance_of(info.codepoint)
    return _placed(tuple(parts), pen, own_advance, characters)


def _near(offset: int) -> int:
    """Keep marks piled on marks from leaving the range of a font's coordinates: the highest lie on each other."""
    return max(-_FARTHEST, min(_FARTHEST, offset))


def _placed(parts: tuple[tuple[int, int, int], ...], pen: int, own_advance: int, characters: str) -> Placed:
    """Return a glyph with its kerning: how far HarfBuzz moved the pen, less the glyph's own advance."""
    if characters == "\t":
        return Placed(BakedGlyph((), _TAB_ADVANCE, characters), 0)
    blank = pen == 0 or _WHITE.match(characters)
    advance = pen if blank else own_advance
    return Placed(BakedGlyph(parts, advance, characters), pen - advance)


def _glued(run: list[Placed]) -> Placed:
    """Return one glyph that draws and stands for all glyphs of a run."""
    if len(run) == 1:
        return run[0]
    pen = 0
    parts: list[tuple[int, int, int]] = []
    for glyph, kern in run:
        parts += [(number, x + pen, y) for number, x, y in glyph.parts]
        pen += glyph.advance + kern
    last_kern = run[-1].kern
    return Placed(BakedGlyph(tuple(parts), pen - last_kern, "".join(glyph.text for glyph, _ in run)), last_kern)


def _with_marks_glued(placed: list[Placed]) -> list[Placed]:
    """Merge neighbouring glyphs without width, such as a tone mark typed twice, into one that stands for all."""
    runs: list[list[Placed]] = []
    previous_advance = 1
    for entry in placed:
        if entry.glyph.advance == 0 and previous_advance == 0:
            runs[-1].append(entry)
        else:
            runs.append([entry])
        previous_advance = entry.glyph.advance
    return [_glued(run) for run in runs]


def _in_visual_order(placed: list[Placed]) -> list[Placed]:
    """Turn runs of right-to-left characters (boxes, all of them) round, as every reader expects them in a PDF."""
    ordered: list[Placed] = []
    run: list[Placed] = []
    for entry in placed:
        if _RIGHT_TO_LEFT.search(entry.glyph.text):
            run.append(entry)
        else:
            ordered += [*reversed(run), entry]
            run = []
    return [*ordered, *reversed(run)]


def _with_white_space_glued(placed: list[Placed], *, all_spaces: bool = False) -> list[Placed]:
    """Merge white space that poppler would lose with its left neighbour, or with the right one at the start.

    Unless `all_spaces` is set, a single plain space inside the text stays a glyph of its own.
    """
    white = [_WHITE.match(glyph.text) is not None for glyph, _ in placed]
    runs: list[list[Placed]] = []
    leading = True
    last = len(placed) - 1
    for index, entry in enumerate(placed):
        beside_white = (index < last and white[index + 1]) or (index > 0 and white[index - 1])
        lone = not all_spaces and entry.glyph.text == " " and 0 < index < last and not beside_white
        # A run longer than one glyph may hold continues in another; its last character is never left alone.
        more_to_come = not white[index] or (index < last and white[index + 1])
        full = bool(runs) and len(runs[-1]) >= LONGEST_GLUED and more_to_come
        if runs and not full and (leading or (white[index] and not lone)):
            runs[-1].append(entry)
        else:
            runs.append([entry])
        leading = leading and white[index]
    return [_glued(run) for run in runs]
