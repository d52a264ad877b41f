"""Pictures from outside: of two known kinds, of a size that fits in memory, whole."""

from __future__ import annotations

import io
import struct
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

__all__ = ["MOST_BYTES", "MOST_PIXELS", "readable_image"]

MOST_BYTES: Final = 20_000_000
MOST_PIXELS: Final = 40_000_000

_KINDS: Final = ("PNG", "JPEG")
_BROKEN: Final = (OSError, SyntaxError, EOFError, ValueError, struct.error)
"""What Pillow raises for damaged files."""

_PLAIN_MODES: Final = ("L", "LA", "RGB", "RGBA")
_DEEP_GREY: Final = ("I", "I;16", "I;16B")


def readable_image(content: bytes, name: str) -> Image.Image:
    """Return a picture, upright, in grey or RGB, with transparency if it has any.

    The size is read from the head of the file: a picture of too many pixels is never unpacked. Nothing but pixels is
    kept: where and when a photograph was taken is nobody's business.

    Raises:
        ValueError: it is not PNG or JPEG, too large, or damaged; the message begins with its name.
    """
    if len(content) > MOST_BYTES:
        raise ValueError(f"{name}: {len(content):,} bytes; a picture has at most {MOST_BYTES:,}")
    image = _opened(content, name)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"{name}: {image.width} × {image.height} pixels; a picture has at most {MOST_PIXELS:,}")
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
    except _BROKEN as error:
        raise ValueError(f"{name}: not a readable picture: {error}") from error
    return _in_plain_mode(upright)


def _opened(content: bytes, name: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=_KINDS)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ValueError(f"{name}: not a readable picture; PNG and JPEG can be set") from error
    except _BROKEN as error:
        raise ValueError(f"{name}: not a readable picture: {error}") from error


def _in_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode in _PLAIN_MODES:
        return image
    if image.mode in _DEEP_GREY:
        return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    return image.convert("RGBA" if "transparency" in image.info else "RGB")
