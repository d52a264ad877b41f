"""A page to draw on: collects PDF operators, with text and graphics kept apart as PDF demands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from documents.typesetting.faces import BOLD, REGULAR, UNITS_PER_EM
from documents.typesetting.glyphs import SIZE, DocumentFont
from documents.typesetting.lines import Line

__all__ = ["Fonts", "Surface"]

_RESOURCES: Final = {REGULAR: "F1", BOLD: "F2"}

Operation = str | Callable[[Any], None]
"""Operators of the page, or something that draws on reportlab's canvas when its turn comes."""


class Fonts:
    """The faces of one document; each is prepared when it is first asked for."""

    def __init__(self) -> None:
        self._fonts: dict[str, DocumentFont] = {}

    def __getitem__(self, face_name: str) -> DocumentFont:
        font = self._fonts.get(face_name)
        if font is None:
            font = self._fonts[face_name] = DocumentFont(face_name, _RESOURCES[face_name])
        return font

    def in_use(self) -> list[DocumentFont]:
        """Return the faces that were asked for, in the order of their resource names."""
        return sorted(self._fonts.values(), key=lambda font: font.resource)


class Surface:
    """The operators of one page. Coordinates are points from the lower left corner, as in PDF."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.operations: list[Operation] = []
        self._in_text = False
        self._font = ("", 0.0)
        self._scale = 100.0
        self._leading = 0.0
        self._guarded: tuple[int, str] | None = None

    def text(self, x: float, baseline: float, line: Line, face_name: str, size: float) -> None:
        """Draw a line of text with its left edge at `x`."""
        if not line.code:
            return
        self._set_font(face_name, size, line.scale)
        place = f"1 0 0 1 {x:.2f} {baseline:.2f} Tm["
        code = line.code.replace(SIZE, f"{size:g}") if SIZE in line.code else line.code
        if line.text.endswith("-"):
            # Poppler drops a hyphen at the end of a line and joins the next line to it, if any text follows. A
            # carriage return glued to the hyphen keeps it from doing so, and vanishes in the line end that it writes.
            guarded = self.fonts[face_name].with_trailing(code, "\r")
            self._guarded = len(self.operations), f"{place}{guarded}]TJ"
        self.operations.append(f"{place}{code}]TJ")

    def _set_font(self, face_name: str, size: float, scale: float) -> None:
        """Be in a text object with the given font, as every text operator needs."""
        if not self._in_text:
            self.operations.append("BT")
            self._in_text = True
        if self._font != (face_name, size):
            self._font = (face_name, size)
            self.operations.append(f"/{self.fonts[face_name].resource} {size:g} Tf")
        if self._scale != scale:
            self._scale = scale
            self.operations.append(f"{scale:.3f} Tz")
        if self._guarded:
            index, operation = self._guarded
            self.operations[index] = operation
            self._guarded = None

    def column(
        self,
        left: float,
        baseline: float,
        width: float,
        lines: Sequence[Line],
        face_name: str,
        size: float,
        leading: float,
        align: str,
    ) -> None:
        """Draw lines below each other, each at the left, the right or the centre of a width."""
        follows = False
        for line in lines:
            if follows and self._can_follow(line, leading):
                self.operations.append(f"T*[{line.code}]TJ")
            else:
                self.aligned_text(left, baseline, width, line, face_name, size, align)
            follows = align == "left" and bool(line.code)
            baseline -= leading

    def _can_follow(self, line: Line, leading: float) -> bool:
        """Tell whether a line can be drawn below the last one with the shortest operator, and prepare for it."""
        plain = line.code and line.scale == self._scale and SIZE not in line.code
        if not plain or self._guarded or line.text.endswith("-"):
            return False
        if self._leading != leading:
            self._leading = leading
            self.operations.append(f"{leading:g} TL")
        return True

    def aligned_text(
        self, left: float, baseline: float, width: float, line: Line, face_name: str, size: float, align: str
    ) -> None:
        """Draw a line of text at the left, the right or the centre of a width."""
        if align in {"right", "center"}:
            room = width - line.width * size / UNITS_PER_EM
            left += room if align == "right" else room / 2
        self.text(left, baseline, line, face_name, size)

    def rules(self, segments: Sequence[tuple[float, float, float, float]], width: float = 0.5) -> None:
        """Draw straight lines, all of one width."""
        if not segments:
            return
        path = "".join(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l\n" for x1, y1, x2, y2 in segments)
        self.graphics(f"{width:g} w\n{path}S")

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """Fill a rectangle with grey; 0 is black and 1 is white."""
        self.graphics(f"{grey:g} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g")

    def graphics(self, operators: str) -> None:
        """Append operators that are not text."""
        self._end_text()
        self.operations.append(operators)

    def on_canvas(self, draw: Callable[[Any], None]) -> None:
        """Let a function draw on reportlab's canvas (an image, a form) at this place in the page."""
        self._end_text()
        self.operations.append(draw)

    def close(self) -> None:
        """End what is open; called once, after the last drawing."""
        self._end_text()

    def _end_text(self) -> None:
        if self._in_text:
            self.operations.append("ET")
            self._in_text = False
