"""A page to draw on: collects PDF operators, with text and graphics kept apart as PDF demands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from documents.typesetting.faces import BOLD, REGULAR, UNITS_PER_EM
from documents.typesetting.glyphs import SIZE, DocumentFont
from documents.typesetting.lines import Line
from documents.typesetting.structure import LAYOUT, Artifact, Element, Structure

__all__ = ["Fonts", "Surface"]

_RESOURCES: Final = {REGULAR: "F1", BOLD: "F2"}

Operation = str | Callable[[Any], None]
"""Operators of the page, or something that draws on reportlab's canvas when its turn comes."""


class Fonts:
    """The faces of one document, each prepared when it is first asked for, and the tree of what is set in them."""

    def __init__(self, structure: Structure | None = None) -> None:
        self.structure = structure or Structure(is_tagged=False)
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
        self._contents = fonts.structure.begin_page()
        self._element: Element | Artifact | None = LAYOUT if fonts.structure.is_tagged else None
        self._begun: Element | Artifact | None = None
        """Whose content is open in the operators so far; it is ended when another's begins."""

    @contextmanager
    def tagged(self, element: Element | Artifact | None) -> Iterator[None]:
        """Let what is drawn inside the block belong to an element.

        None changes nothing; nor do elements in a header, a footer, or what is set again at the top of a page.
        """
        outer = self._element
        if element is not None and (outer is LAYOUT or isinstance(outer, Element)):
            self._element = element
        try:
            yield
        finally:
            self._element = outer

    def text(
        self, x: float, baseline: float, line: Line, face_name: str, size: float, *, ends_line: bool = True
    ) -> None:
        """Draw a line of text, or a part of one that more follows, with its left edge at `x`."""
        if not line.code:
            return
        self._set_font(face_name, size, line.scale)
        place = f"1 0 0 1 {x:.2f} {baseline:.2f} Tm["
        code = line.code.replace(SIZE, f"{size:g}") if SIZE in line.code else line.code
        if ends_line and line.text.endswith("-"):
            # Poppler drops a hyphen at the end of a line and joins the next line to it, if any text follows. A
            # carriage return glued to the hyphen keeps it from doing so, and vanishes in the line end that it writes.
            guarded = self.fonts[face_name].with_trailing(code, "\r")
            self._guarded = len(self.operations), f"{place}{guarded}]TJ"
        self.operations.append(f"{place}{code}]TJ")

    def _set_font(self, face_name: str, size: float, scale: float) -> None:
        """Be in a text object with the given font, as every text operator needs."""
        if self._begun is not self._element and self._element is not None:
            self._begin_content(self._element)
        self._begin_text()
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
        self._end_text_for_graphics()
        self.operations.append(operators)

    def on_canvas(self, draw: Callable[[Any], None]) -> None:
        """Let a function draw on reportlab's canvas (an image, a form) at this place in the page."""
        self._end_text_for_graphics()
        self.operations.append(draw)

    def close(self) -> None:
        """End what is open; called once, after the last drawing."""
        self._end_content()
        self._end_text()

    def _end_text_for_graphics(self) -> None:
        """Be outside text, in the content of a figure or an artifact."""
        if self._element is not None:
            owner = self._element if self._element.is_drawn else LAYOUT
            if self._begun is not owner:
                self._begin_content(owner)
        self._end_text()

    def _begin_content(self, owner: Element | Artifact) -> None:
        """End what content is open and begin another's, in a text object, or outside where it may hold graphics."""
        self._end_content()
        if owner.is_drawn:
            self._end_text()
        else:
            self._begin_text()
        self.operations.append(owner.begin_content(self._contents))
        self._begun = owner

    def _end_content(self) -> None:
        if self._begun is None:
            return
        if self._begun.is_drawn:
            self._end_text()
        self.operations.append("EMC")
        self._begun = None

    def _begin_text(self) -> None:
        if not self._in_text:
            self.operations.append("BT")
            self._in_text = True

    def _end_text(self) -> None:
        if self._in_text:
            self.operations.append("ET")
            self._in_text = False
