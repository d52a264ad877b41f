"""The typefaces that papers are set in, as HarfBuzz and the glyph outlines see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import uharfbuzz
from fontTools.ttLib import TTFont

__all__ = ["ASSETS", "BOLD", "REGULAR", "UNITS_PER_EM", "Face", "Outline", "face_named"]

ASSETS: Final = Path(__file__).resolve().parent.parent / "assets"

REGULAR: Final = "regular"
BOLD: Final = "bold"

_FILES: Final = {REGULAR: "Sarabun-Regular", BOLD: "Sarabun-Bold"}

UNITS_PER_EM: Final = 1000
"""All widths in this package are in thousandths of the type size, which is also the unit of PDF fonts."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The contours of one glyph: its points, whether each lies on the curve, and the last point of each contour."""

    points: Sequence[tuple[int, int]]
    on_curve: bytes
    contour_ends: Sequence[int]


class Face:
    """One font file, opened once per process and never changed afterwards."""

    def __init__(self, post_script_name: str, path: Path) -> None:
        self.post_script_name = post_script_name
        self._path = path
        self.shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
        if self.shaper.face.upem != UNITS_PER_EM:
            raise ValueError(f"{path.name}: {self.shaper.face.upem} units per em, expected {UNITS_PER_EM}")
        self._outlines: dict[int, Outline] = {}

    def advance_of(self, glyph: int) -> int:
        """Return a glyph's own advance width, before kerning."""
        return int(self.shaper.get_glyph_h_advance(glyph))

    def outline_of(self, glyph: int) -> Outline:
        """Return a glyph's contours; blank glyphs have none."""
        outline = self._outlines.get(glyph)
        if outline is None:
            outline = self._outlines[glyph] = self._read_outline(glyph)
        return outline

    def has(self, character: str) -> bool:
        """Tell whether the face has a glyph of its own for a character."""
        return ord(character) in self._tables.getBestCmap()

    def characters(self) -> list[str]:
        """Return every character that the face has a glyph of its own for, in code point order."""
        return [chr(code) for code in sorted(self._tables.getBestCmap())]

    def raw_table(self, tag: str) -> bytes:
        """Return a table of the font file as it is stored."""
        return bytes(self._tables.reader[tag])

    def descriptor(self) -> dict[str, int | list[int]]:
        """Return the figures of a PDF font descriptor."""
        head, metrics, windows = self._tables["head"], self._tables["hhea"], self._tables["OS/2"]
        symbolic = 4
        return {
            "Flags": symbolic,
            "FontBBox": [head.xMin, head.yMin, head.xMax, head.yMax],
            "ItalicAngle": 0,
            "Ascent": metrics.ascent,
            "Descent": metrics.descent,
            "CapHeight": windows.sCapHeight,
            "StemV": 140 if windows.usWeightClass >= 600 else 80,
        }

    @cached_property
    def _tables(self) -> Any:  # fontTools ships no types
        return TTFont(self._path, lazy=True)

    @cached_property
    def _glyph_names(self) -> list[str]:
        return list(self._tables.getGlyphOrder())

    def _read_outline(self, glyph: int) -> Outline:
        contours = self._tables["glyf"]
        record = contours[self._glyph_names[glyph]]
        if record.numberOfContours == 0:
            return Outline((), b"", ())
        points, ends, flags = record.getCoordinates(contours)[:3]
        return Outline([(int(x), int(y)) for x, y in points], bytes(flag & 1 for flag in flags), list(ends))


@cache
def face_named(name: str) -> Face:
    """Return the face called `regular` or `bold`.

    Raises:
        KeyError: there is no such face.
    """
    post_script_name = _FILES[name]
    return Face(post_script_name, ASSETS / "fonts" / f"{post_script_name}.ttf")
