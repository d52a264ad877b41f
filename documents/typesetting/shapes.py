"""Letters as plain shapes: drawn, but no text that anyone reads back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import atan2, cos, sin
from typing import Final

from documents.typesetting.baking import bake
from documents.typesetting.faces import face_named
from documents.typesetting.surface import Surface
from documents.typesetting.truetype import merged_outline

__all__ = ["draw_outlined"]

_HEIGHT_OF_LETTERS: Final = 550

Point = tuple[float, float]


def draw_outlined(
    surface: Surface, text: str, face_name: str, centre_x: float, centre_y: float, width: float, grey: float
) -> None:
    """Fill the outlines of a text along the rising diagonal of the page, centred on a point, `width` points wide."""
    operators, own_width = _outlines(text, face_name)
    scale = width / own_width
    angle = atan2(centre_y, centre_x)
    a, b = scale * cos(angle), scale * sin(angle)
    half_x, half_y = own_width / 2, _HEIGHT_OF_LETTERS / 2
    x = centre_x - a * half_x + b * half_y
    y = centre_y - b * half_x - a * half_y
    surface.graphics(f"q {grey:g} g {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {x:.2f} {y:.2f} cm {operators} f Q")


@lru_cache(maxsize=16)
def _outlines(text: str, face_name: str) -> tuple[str, float]:
    """Return the path operators of a text and its width, in thousandths of the type size."""
    face = face_named(face_name)
    operators: list[str] = []
    pen = 0
    for glyph, kern in bake(face, text):
        outline = merged_outline(face, glyph.parts)
        start = 0
        for end in outline.contour_ends:
            points = [(x + pen, y) for x, y in outline.points[start : end + 1]]
            operators += _contour(points, outline.on_curve[start : end + 1])
            start = end + 1
        pen += glyph.advance + kern
    return " ".join(operators), pen


def _contour(points: Sequence[Point], on_curve: bytes) -> Iterator[str]:
    """Yield the operators of one closed contour of quadratic curves, as the cubic ones of PDF."""
    # Between two control points lies an implied point on the curve.
    full: list[tuple[Point, bool]] = []
    for index, (point, on) in enumerate(zip(points, on_curve, strict=True)):
        if not on and not on_curve[index - 1]:
            full.append((_middle(points[index - 1], point), True))
        full.append((point, bool(on)))
    first = next(index for index, (_, on) in enumerate(full) if on)
    full = [*full[first:], *full[:first], full[first]]
    pen = full[0][0]
    yield f"{pen[0]:g} {pen[1]:g} m"
    control: Point | None = None
    for point, on in full[1:]:
        if not on:
            control = point
            continue
        if control is None:
            yield f"{point[0]:g} {point[1]:g} l"
        else:
            near, far = _third(pen, control), _third(point, control)
            yield f"{near[0]:.1f} {near[1]:.1f} {far[0]:.1f} {far[1]:.1f} {point[0]:g} {point[1]:g} c"
        pen, control = point, None
    yield "h"


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _third(end: Point, control: Point) -> Point:
    return end[0] + 2 / 3 * (control[0] - end[0]), end[1] + 2 / 3 * (control[1] - end[1])
