"""Photographs that people upload: checked, and drawn anew, so that nothing of the file but its pixels is kept."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from directory.errors import Invalid
from documents.verbs.evidence import check_upload

ACCEPTED_PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG"}
LONGEST_SIDE = 2_000
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Photo:
    """The bytes of a photograph that was drawn anew; only `photo_anew` makes one."""

    content: bytes
    content_type: str = "image/jpeg"


def pixels_of(picture: Image.Image, *, mode: str = "RGB", longest: int = LONGEST_SIDE) -> Image.Image:
    """A picture of an opened file's pixels and nothing else: turned upright, of at most so many points a side."""
    picture.draft("RGB", (longest, longest))
    upright = ImageOps.exif_transpose(picture).convert(mode)
    upright.thumbnail((longest, longest))
    bare = Image.new(mode, upright.size)
    bare.paste(upright)
    return bare


def photo_anew(content: bytes, content_type: str) -> Photo:
    """A photograph as a new JPEG: turned upright, of at most 2,000 points a side, without place, device or time.

    Takes its time, so that it belongs outside of transactions.

    Raises:
        Invalid: at ``file``: no JPEG or PNG, one that holds something else, or one that cannot be read.
    """
    if content_type not in ACCEPTED_PHOTOS:
        raise Invalid.of("file", content_type, _("ภาพต้องเป็นไฟล์ JPEG หรือ PNG"))
    check_upload(content, content_type)
    try:
        with Image.open(io.BytesIO(content), formats=[ACCEPTED_PHOTOS[content_type]]) as picture:
            bare = pixels_of(picture)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Invalid.of("file", content_type, _("เปิดเป็นภาพไม่ได้ ไฟล์อาจเสียหาย ให้ถ่ายภาพใหม่")) from error
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=QUALITY, optimize=True)
    return Photo(made.getvalue())
