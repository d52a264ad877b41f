"""Fill lines with the pieces of a text, and stretch them to a common right edge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from documents.typesetting.breaking import Piece, finer_pieces, letters, pieces, readable
from documents.typesetting.glyphs import SIZE, DocumentFont

__all__ = ["Line", "Stretch", "fill_lines", "justified", "line_of", "split_into_lines", "stretch_over", "stretchable"]

_LINE_END: Final = re.compile("\r\n|\r|\n")

# Poppler takes a gap above about 25 thousandths for a space, once marks without width are near.
_MOST_BETWEEN_LETTERS: Final = 20
_MOST_PER_SPACE: Final = 350
_MOST_SCALE_PERCENT: Final = 103.0

# Longer stretches without a place to break are not measured as a whole first, and not shaped as one.
_LONGEST_ON_ONE_LINE: Final = 400

_CODE_TOKEN: Final = re.compile(r"<[0-9A-F]+>|[^<>]+")
_DIGITS_PER_NUMBER: Final = 4


class Line(NamedTuple):
    """One line of text, set but not placed."""

    width: float
    """In thousandths of the type size, without white space at the end."""
    code: str
    """What stands inside `[...] TJ`."""
    text: str
    """The characters of the line, white space at the end included."""
    ends_paragraph: bool
    scale: float = 100.0
    """Horizontal scaling in percent."""

    def scaled_to(self, width: float) -> Line:
        """Return the line with letters as much wider or narrower as the width asks for."""
        return Line(width, self.code, self.text, self.ends_paragraph, 100.0 * width / self.width)

    def with_space(self, font: DocumentFont) -> Line:
        """Return the line with a space behind it that takes none of its width.

        Followed by more on the same line, such as a tab's next text, the two are not read back as one word.
        """
        if not self.code:
            return self
        return self._replace(code=f"{self.code}{font.space.code}".replace("><", ""), text=f"{self.text} ")


def split_into_lines(text: str) -> list[str]:
    """Cut a text at its line ends (LF, CR LF or CR; nothing else)."""
    return _LINE_END.split(text)


def line_of(font: DocumentFont, text: str) -> Line:
    """Set a text as one line, however long; line ends in it become spaces."""
    text = readable(" ".join(split_into_lines(text)))
    # A text that ends in white space is shaped without it: at its end nobody can tell, and poppler would drop it.
    core = text.rstrip() or text
    shaped = font.shape(core)
    return Line(shaped.width, font.with_trailing(shaped.code, text[len(core) :]), text, ends_paragraph=True)


def fill_lines(font: DocumentFont, text: str, width: float, *, first_width: float | None = None) -> list[Line]:
    """Break a text into lines no wider than `width` thousandths of the type size.

    Line ends in the text end a line. A piece wider than a whole line is cut between its words, then between the parts
    of compounds, then between letters. The texts of the lines, joined, are the text without its line ends.

    Args:
        font: the font to set and measure in; marks its glyphs as used.
        text: any text; what a PDF cannot hold becomes U+FFFD.
        width: the width of a line.
        first_width: the width of the first line, if it differs (an indent).
    """
    lines: list[Line] = []
    limit = width if first_width is None else first_width
    for stretch in split_into_lines(readable(text)):
        filler = _LineFiller(font, width, limit)
        filler.add_all(pieces(stretch))
        lines += filler.finish()
        limit = width
    return lines


class _LineFiller:
    """Lines in the making: pieces go in, full lines collect."""

    def __init__(self, font: DocumentFont, width: float, first_width: float) -> None:
        self._font = font
        self._width = width
        self._limit = first_width
        self._done: list[Line] = []
        self._start_line()

    def _start_line(self) -> None:
        self._texts: list[str] = []
        self._codes: list[str] = []
        self._used = 0.0
        self._gap = ""
        self._gap_width = 0.0

    def add_all(self, all_pieces: Iterable[Piece]) -> None:
        """Set pieces on this line and the next ones. Every word of a document passes here."""
        known = self._font.known_texts.get
        for piece in all_pieces:
            text, gap = piece
            shaped = known(text)
            if shaped is None:
                if len(text) > _LONGEST_ON_ONE_LINE:
                    self._add_in_parts(piece)
                    continue
                shaped = self._font.shape(text)
            width, code, _ = shaped
            if width > self._width and len(text) > 1:
                self._add_in_parts(piece)
                continue
            if self._texts and self._used + self._gap_width + width > self._limit:
                self._close_line(ends_paragraph=False)
            self._append(text, gap, width, code)

    def finish(self) -> list[Line]:
        """Close the last line and return all of them."""
        self._close_line(ends_paragraph=True)
        return self._done

    def _append(self, text: str, gap: str, width: float, code: str) -> None:
        before = self._gap
        if before == " ":
            self._codes += (self._font.space.code, code)
            self._texts += (" ", text)
        elif before:
            # Unusual white space is glued to the last glyph before it.
            self._codes[-1] = self._font.shape(self._texts[-1] + before).code
            self._codes.append(code)
            self._texts += (before, text)
        else:
            self._codes.append(code)
            self._texts.append(text)
        self._used += self._gap_width + width
        self._gap = gap
        self._gap_width = self._font.shape(gap).width if gap else 0.0

    def _add_in_parts(self, piece: Piece) -> None:
        parts = finer_pieces(piece)
        if len(parts) == 1:
            self._add_letters(piece)
            return
        self.add_all(parts)

    def _add_letters(self, piece: Piece) -> None:
        """Fill lines with as many letters as fit; a line's letters are then shaped together, up to a length."""
        taken = ""
        used = 0.0
        for letter, _ in letters(piece):
            width = self._font.shape(letter).width
            if self._used + self._gap_width + used + width > self._limit and (taken or self._texts):
                self._append_letters(taken, "")
                self._close_line(ends_paragraph=False)
                taken, used = "", 0.0
            elif len(taken) + len(letter) > _LONGEST_ON_ONE_LINE:
                self._append_letters(taken, "")
                taken, used = "", 0.0
            taken += letter
            used += width
        self._append_letters(taken, piece.gap)

    def _append_letters(self, taken: str, gap: str) -> None:
        if taken:
            shaped = self._font.shape(taken)
            self._append(taken, gap, shaped.width, shaped.code)

    def _close_line(self, *, ends_paragraph: bool) -> None:
        text = "".join(self._texts)
        if len(text) == len(self._texts) > 1 and " " in self._texts:
            # Poppler takes a line of single letters for one spaced-out word, unless the spaces are glued to them.
            self._codes = [self._font.shape(text).code]
        if self._gap:
            self._codes[-1] = self._font.with_trailing(self._codes[-1], self._gap)
        code = "".join(self._codes).replace("><", "")
        self._done.append(Line(self._used, code, text + self._gap, ends_paragraph))
        self._limit = self._width
        self._start_line()


def justified(font: DocumentFont, lines: Iterable[Line], width: float, first_width: float) -> Iterator[Line]:
    """Stretch all but the last lines of paragraphs to the full width, as Thai is spaced: between letters.

    A little goes between letters, more into the spaces that are there, the rest into wider letters; a line that would
    need more than looks well keeps its own width. No spaces get into the text.
    """
    limit = first_width
    for line in lines:
        slack = limit - line.width
        limit = width
        yield line if line.ends_paragraph or slack <= 0 else _stretched(font, line, slack)


def _stretched(font: DocumentFont, line: Line, slack: float) -> Line:
    stretch = stretch_over(line.width, slack, *stretchable(font, line.code))
    if not stretch:
        return line
    return Line(line.width + slack, stretch.applied_to(font, line.code), line.text, line.ends_paragraph, stretch.scale)


class Stretch(NamedTuple):
    """How a line is made wider: thousandths of the type size at letters and at spaces, and the letters' scale."""

    per_letter: float
    per_space: float
    scale: float
    """In percent."""

    def applied_to(self, font: DocumentFont, code: str) -> str:
        """Return a code with its gaps; the scale is the line's."""
        return _with_gaps(font, _glyphs_in(code), self.per_letter, self.per_space)


def stretchable(font: DocumentFont, code: str) -> tuple[int, int]:
    """Return at how many letters and how many spaces of a code a line can be stretched; (0, 0) when it cannot."""
    if SIZE in code:
        return 0, 0
    glyphs = _glyphs_in(code)
    advancing = sum(1 for number, _ in glyphs[1:] if font.glyph(number).advance > 0)
    return advancing, sum(1 for number, _ in glyphs if font.glyph(number).text == " ")


def stretch_over(width: float, slack: float, letters: float, spaces: float) -> Stretch | None:
    """Return how to make a line wider by `slack`, or None when it would not look well. All in one unit.

    Args:
        width: the line's own width.
        slack: how much wider it is to be.
        letters: how much one thousandth of the type size at each letter adds.
        spaces: how much one thousandth of the type size at each space adds.
    """
    if not letters:
        return None
    per_letter = min(_MOST_BETWEEN_LETTERS, slack / letters)
    left = slack - per_letter * letters
    per_space = min(_MOST_PER_SPACE, left / spaces) if spaces else 0.0
    left -= per_space * spaces
    scale = 100.0 * (width + slack) / (width + slack - left)
    return Stretch(per_letter, per_space, scale) if scale <= _MOST_SCALE_PERCENT else None


def _glyphs_in(code: str) -> list[tuple[int, float]]:
    """Return the glyph numbers of a code, each with the move before it (kerning; positive is to the left)."""
    glyphs = []
    move = 0.0
    for token in _CODE_TOKEN.findall(code):
        if not token.startswith("<"):
            move = float(token)
            continue
        for start in range(1, len(token) - 1, _DIGITS_PER_NUMBER):
            glyphs.append((int(token[start : start + _DIGITS_PER_NUMBER], 16), move))
            move = 0.0
    return glyphs


def _with_gaps(font: DocumentFont, glyphs: Sequence[tuple[int, float]], per_letter: float, per_space: float) -> str:
    """Write the glyphs with a gap before each advancing one but the first, and a wider one after each space.

    The wide gap follows the space: before it, pypdf would take it for one more space.
    """
    code = ["<"]
    after_space = False
    for index, (number, kern) in enumerate(glyphs):
        glyph = font.glyph(number)
        move = kern
        if index and glyph.advance > 0:
            move -= per_letter + (per_space if after_space else 0.0)
        code.append(f">{move:.1f}<" if move else "")
        code.append(f"{number:04X}")
        after_space = glyph.text == " "
    return "".join([*code, ">"]).removeprefix("<>")
