"""Number the glyphs of a face once for all documents, and let one document add what it alone needs.

The catalogue is seeded with every Thai syllable shape and every character of the face, in a fixed order, before the
first document. So a word gets the same glyph numbers in every process, whatever was set before, and can be kept ready
as a string of them. What the catalogue lacks (boxes for foreign characters, rare stacks of marks, glued white space)
is numbered anew in each document, in the order in which that document meets it. Both together make a document's bytes
a function of its content alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from documents.typesetting.baking import LONGEST_GLUED, BakedGlyph, Placed, bake
from documents.typesetting.faces import Face, Outline, face_named
from documents.typesetting.truetype import glyph_record, merged_outline

__all__ = ["GLYPHS_PER_FONT", "SIZE", "Catalogue", "DocumentFont", "ShapedText", "catalogue_of", "font_resource"]

GLYPHS_PER_FONT: Final = 0xD7FF
"""The highest number in one PDF font: pypdf reads two-byte numbers as UTF-16, where D800-DFFF do not stand alone."""

_MOST_WORDS_KEPT: Final = 60_000
_LONGEST_WORD_KEPT: Final = 100

_CONSONANTS: Final = [chr(code) for code in range(0x0E01, 0x0E2F)]
_VOWELS_ABOVE: Final = ["\u0e31", "\u0e34", "\u0e35", "\u0e36", "\u0e37", "\u0e47", "\u0e4d"]
_VOWELS_BELOW: Final = ["\u0e38", "\u0e39", "\u0e3a"]
_TONES_AND_SIGNS: Final = ["\u0e48", "\u0e49", "\u0e4a", "\u0e4b", "\u0e4c", "\u0e4e"]
_SARA_AM: Final = "\u0e33"

_THAI_NUMBER: Final = re.compile("[๐-๙,.]+")
_HEXADECIMAL: Final = [f"{number:04X}" for number in range(GLYPHS_PER_FONT + 1)]

SIZE: Final = "@"
"""Stands in the code for the type size, which is only known when a line is drawn."""


class ShapedText(NamedTuple):
    """A piece of a line, ready to be drawn at any size."""

    width: int
    """In thousandths of the type size."""
    code: str
    """What stands inside `[...] TJ`: glyph numbers in hexadecimal, with kerning between them."""
    numbers: tuple[int, ...]
    """The numbers of its glyphs, in order."""


class Catalogue:
    """The closed, process-wide numbering of one face's baked glyphs. Numbers start at 1."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self._numbers: dict[BakedGlyph, int] = {}
        self._glyphs: list[BakedGlyph] = []
        self._with_space_after: dict[int, int] = {}
        self._words: dict[str, ShapedText | None] = {}
        self._records: dict[tuple[tuple[int, int, int], ...], tuple[Outline, bytes]] = {}
        self._seed()

    def __len__(self) -> int:
        return len(self._glyphs)

    def number_of(self, glyph: BakedGlyph) -> int | None:
        """Return a glyph's number, or None when the catalogue lacks it."""
        return self._numbers.get(glyph)

    def glyph(self, number: int) -> BakedGlyph:
        """Return the glyph with a number."""
        return self._glyphs[number - 1]

    def with_space_after(self, number: int) -> int | None:
        """Return the number of the same glyph that stands for one space more, at the end of a line."""
        return self._with_space_after.get(number)

    def shape(self, text: str) -> ShapedText | None:
        """Return the text in glyphs of the catalogue, or None when it needs others. Words are kept for later."""
        if text in self._words:
            return self._words[text]
        shaped = self._shape_anew(text)
        if len(text) <= _LONGEST_WORD_KEPT:
            if len(self._words) >= _MOST_WORDS_KEPT:
                self._words.clear()
            self._words[text] = shaped
        return shaped

    def record_of(self, glyph: BakedGlyph) -> tuple[Outline, bytes]:
        """Return the outline and the font record of a baked glyph, this catalogue's or not."""
        entry = self._records.get(glyph.parts)
        if entry is None:
            outline = merged_outline(self.face, glyph.parts)
            entry = outline, glyph_record(outline)
            if glyph in self._numbers:
                self._records[glyph.parts] = entry
        return entry

    def _shape_anew(self, text: str) -> ShapedText | None:
        if len(text) > 1 and _THAI_NUMBER.fullmatch(text):
            return self._joined([self.shape(character) for character in text])
        placed = bake(self.face, text)
        numbers = []
        for glyph, _ in placed:
            number = self._numbers.get(glyph)
            if number is None:
                return None
            numbers.append(number)
        return encoded(placed, numbers)

    @staticmethod
    def _joined(shapes: Sequence[ShapedText | None]) -> ShapedText | None:
        """Put the digits of a number side by side: nothing in them depends on their neighbours."""
        known = [shape for shape in shapes if shape]
        if len(known) < len(shapes):
            return None
        code = "".join(shape.code for shape in known).replace("><", "")
        return ShapedText(sum(shape.width for shape in known), code, tuple(shape.numbers[0] for shape in known))

    def _seed(self) -> None:
        for text in _seeds(self.face):
            for glyph, _ in bake(self.face, text):
                self._add(glyph)
        for number, glyph in enumerate(list(self._glyphs), start=1):
            if not glyph.text.isspace():
                self._with_space_after[number] = self._add(glyph.followed_by(" "))

    def _add(self, glyph: BakedGlyph) -> int:
        number = self._numbers.get(glyph)
        if number is None:
            self._glyphs.append(glyph)
            number = self._numbers[glyph] = len(self._glyphs)
        return number


def _seeds(face: Face) -> Iterator[str]:
    """Yield texts that between them show every glyph the catalogue is to hold."""
    yield " "
    for character in face.characters():
        if character.isprintable():
            yield character
    yield "fi"
    for consonant in _CONSONANTS:
        for tone in ["", *_TONES_AND_SIGNS]:
            yield consonant + tone + _SARA_AM
            for vowel in ["", *_VOWELS_ABOVE, *_VOWELS_BELOW]:
                yield consonant + vowel + tone
    yield "ฤๅ"
    yield "ฦๅ"


@cache
def catalogue_of(face_name: str) -> Catalogue:
    """Return the catalogue of the face called `regular` or `bold`; it is built at the first call (about 0.1 s)."""
    return Catalogue(face_named(face_name))


def encoded(placed: Sequence[Placed], numbers: list[int], resource: str = "") -> ShapedText:
    """Write glyph numbers and kerning as the inside of a TJ array.

    A document with more glyphs than one PDF font can number has several fonts, called `resource`, `resource.1` and so
    on; the code then switches between them with SIZE in the place of the type size, and ends in the first.
    """
    kerned = [kern for _, kern in placed if kern]
    if not kerned and max(numbers, default=0) <= GLYPHS_PER_FONT:
        plain_width = sum([glyph.advance for glyph, _ in placed])
        return ShapedText(plain_width, _hexadecimal([_HEXADECIMAL[number] for number in numbers]), tuple(numbers))
    width = 0
    code = []
    run: list[str] = []
    sheet = 0
    for (glyph, kern), number in zip(placed, numbers, strict=True):
        width += glyph.advance + kern
        own_sheet, index = divmod(number - 1, GLYPHS_PER_FONT)
        if own_sheet != sheet:
            code += [_hexadecimal(run), _font_switch(resource, own_sheet)]
            run.clear()
            sheet = own_sheet
        run.append(_HEXADECIMAL[index + 1])
        if kern:
            code += [_hexadecimal(run), str(-kern)]
            run.clear()
    code.append(_hexadecimal(run))
    if sheet:
        code.append(_font_switch(resource, 0))
    return ShapedText(width, "".join(code), tuple(numbers))


def _hexadecimal(run: list[str]) -> str:
    return f"<{''.join(run)}>" if run else ""


def _font_switch(resource: str, sheet: int) -> str:
    return f"]TJ /{font_resource(resource, sheet)} {SIZE} Tf["


def font_resource(resource: str, sheet: int) -> str:
    """Return the name of the PDF font that holds a sheet of a document font's glyphs."""
    return f"{resource}.{sheet}" if sheet else resource


class DocumentFont:
    """A face as one document uses it: the catalogue's numbers, its own additions, and what is used of both."""

    def __init__(self, face_name: str, resource: str) -> None:
        self.catalogue = catalogue_of(face_name)
        self.resource = resource
        self.missing: dict[str, None] = {}
        self.used: set[int] = set()
        self._additions: dict[BakedGlyph, int] = {}
        self._added: list[BakedGlyph] = []
        self.known_texts: dict[str, ShapedText] = {}
        """What `shape` has answered so far, long texts apart."""
        self.space = self.shape(" ")

    def shape(self, text: str) -> ShapedText:
        """Return a piece of a line in this document's glyphs, and mark them as used."""
        return self.known_texts.get(text) or self._shape_first(text)

    def _shape_first(self, text: str) -> ShapedText:
        shaped = self.catalogue.shape(text) or self._shape_with_additions(text)
        self.used.update(shaped.numbers)
        if len(text) <= _LONGEST_WORD_KEPT:
            self.known_texts[text] = shaped
        return shaped

    def glyph(self, number: int) -> BakedGlyph:
        """Return the glyph with a number, from the catalogue or this document's additions."""
        known = len(self.catalogue)
        return self.catalogue.glyph(number) if number <= known else self._added[number - known - 1]

    def with_trailing(self, code: str, white_space: str) -> str:
        """Return the code of a text with white space after it that takes no room, as at the end of a line.

        The last glyph stands for the white space too: poppler and pypdf then keep it, and nothing hangs off the page.
        """
        if not white_space or not code:
            return code
        if not code.endswith(">"):  # in another sheet
            return code + self._blanks(white_space)
        last = int(code[-5:-1], 16)
        head, rest = white_space[:LONGEST_GLUED], white_space[LONGEST_GLUED:]
        number = self.catalogue.with_space_after(last) if head == " " else None
        if number is None:
            glyph = self.glyph(last)
            number = self._number_of(glyph.followed_by(head))
        if number > GLYPHS_PER_FONT:
            return code + self._blanks(white_space)
        self.used.add(number)
        return f"{code[:-5]}{number:04X}>{self._blanks(rest)}"

    def _blanks(self, white_space: str) -> str:
        """Return glyphs without shape or width that stand for white space, some of it each."""
        if not white_space:
            return ""
        parts = [white_space[start : start + LONGEST_GLUED] for start in range(0, len(white_space), LONGEST_GLUED)]
        glyphs = [BakedGlyph((), 0, part) for part in parts]
        numbers = [self._number_of(glyph) for glyph in glyphs]
        self.used.update(numbers)
        return encoded([Placed(glyph, 0) for glyph in glyphs], numbers, self.resource).code

    def _shape_with_additions(self, text: str) -> ShapedText:
        placed = bake(self.catalogue.face, text)
        for glyph, _ in placed:
            if glyph.is_missing:
                self.missing.update(dict.fromkeys(c for c in glyph.text if not self.catalogue.face.has(c)))
        return encoded(placed, [self._number_of(glyph) for glyph, _ in placed], self.resource)

    def _number_of(self, glyph: BakedGlyph) -> int:
        number = self.catalogue.number_of(glyph) or self._additions.get(glyph)
        if number is None:
            self._added.append(glyph)
            number = self._additions[glyph] = len(self.catalogue) + len(self._added)
        return number
