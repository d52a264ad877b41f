"""QR codes as vector squares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import segno

from documents.typesetting.surface import Surface

__all__ = ["draw_qr_code"]


def draw_qr_code(surface: Surface, content: str, left: float, bottom: float, size: float) -> None:
    """Draw a QR code of a given size in points, without the quiet zone around it.

    Raises:
        ValueError: the content is too long for a QR code.
    """
    matrix = _matrix(content)
    module = size / len(matrix)
    squares = " ".join(
        f"{x} {len(matrix) - 1 - y} {length} 1 re" for y, row in enumerate(matrix) for x, length in _dark_runs(row)
    )
    surface.graphics(f"q 0 g {module:.4f} 0 0 {module:.4f} {left:.2f} {bottom:.2f} cm {squares} f Q")


@lru_cache(maxsize=256)
def _matrix(content: str) -> tuple[bytes, ...]:
    # Half of a code of level M may be creased or stamped over in part and still be read.
    return tuple(bytes(row) for row in segno.make_qr(content, error="m", boost_error=False).matrix)


def _dark_runs(row: bytes) -> Iterator[tuple[int, int]]:
    x = 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            yield x, end - x
        x = end + 1
