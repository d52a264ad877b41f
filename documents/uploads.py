"""What an uploaded paper may not hold: scripts, things that start by themselves, files within files, too many pixels.

A scan of a signed sheet is evidence, so its bytes are kept as they came: what is dangerous is refused, never repaired.
Nothing here decodes a picture or runs anything. Files are served as attachments besides, under their checked type.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _
from PIL import Image

from directory.errors import Invalid

MOST_PIXELS = 40_000_000
MOST_UNPACKED = 20 * 1024 * 1024
LONGEST_DICTIONARY = 2_000

# Another kind of file behind the beginning of this one: browsers and archivers look for these anywhere.
_MARKUP = re.compile(rb"<(?:script|html|iframe|!doctype|\?php)[\s>/]", re.IGNORECASE)


def _name(*names: str) -> re.Pattern[bytes]:
    """PDF names, also where their letters are written as #4a, behind which scripts hide."""
    letters = "|".join("".join(f"(?:{re.escape(c)}|#{ord(c):02X}|#{ord(c):02x})" for c in name) for name in names)
    return re.compile(rf"/(?:{letters})(?=[\s/<>\[\](){{}}%]|\Z)".encode())


# Long enough never to stand in packed bytes by chance, so they are looked for in the whole file.
_ACTIVE = _name(
    *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Rendition", "SubmitForm", "ImportData")
)
_ACTIVE_SHORT = _name("JS", "XFA")  # looked for outside of packed bytes alone
_ENCRYPTED, _PACKED_OBJECTS, _FILTER, _PREDICTOR = (
    _name("Encrypt"),
    _name("ObjStm"),
    _name("Filter"),
    _name("Predictor"),
)
_UNPACKABLE = re.compile(rb"/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])")
_BEGINS = re.compile(rb"\bstream\r?\n")


def refuse_dangerous(content: bytes, content_type: str) -> None:
    """Refuse what lies behind the beginning of a PDF, JPEG or PNG and does not belong on a sheet of paper.

    Raises:
        Invalid: with the reason, at ``file``.
    """
    if _MARKUP.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise _refusal("", _("มีเนื้อหาของไฟล์ชนิดอื่นซ่อนอยู่ ให้สแกนหรือถ่ายภาพใหม่"))
    if content_type == "application/pdf":
        _refuse_active(content)
    else:
        _refuse_too_many_pixels(content, content_type)


def _refusal(value: str, message: str) -> Invalid:
    return Invalid.of("file", value, message)


# --- Pictures ---


def _refuse_too_many_pixels(content: bytes, content_type: str) -> None:
    """A picture says its size at its beginning; a small file may claim one that fills any memory."""
    width, height = _size_of_png(content) if content_type == "image/png" else _size_of_jpeg(content)
    if not width or not height:
        raise _refusal("", _("เปิดเป็นภาพไม่ได้ ไฟล์อาจเสียหาย ให้สแกนหรือถ่ายภาพใหม่"))
    if width * height > MOST_PIXELS:
        message = _("ภาพใหญ่เกินไป (%(width)d × %(height)d จุด) ต้องไม่เกิน %(most)d ล้านจุด")
        numbers = {"width": width, "height": height, "most": MOST_PIXELS // 1_000_000}
        raise _refusal("", message % numbers)


def _size_of_png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            return picture.size
    except Image.DecompressionBombError:
        return MOST_PIXELS, MOST_PIXELS
    except (OSError, ValueError, SyntaxError, EOFError, IndexError):
        return 0, 0


# --- PDF ---


def _refuse_active(content: bytes) -> None:
    if _ENCRYPTED.search(content):
        raise _refusal("", _("ไฟล์ PDF ตั้งรหัสผ่านหรือเข้ารหัสไว้ จึงตรวจไม่ได้ ให้บันทึกใหม่โดยไม่ใส่รหัส"))
    found = _ACTIVE.search(content) or _ACTIVE_SHORT.search(_without_streams(content))
    for objects in () if found else _packed_objects(content):
        found = found or _ACTIVE.search(objects) or _ACTIVE_SHORT.search(objects)
    if found:
        message = _("ไฟล์ PDF มีสคริปต์ คำสั่ง หรือไฟล์แนบซ่อนอยู่ ให้สแกนหรือพิมพ์เป็น PDF ใหม่")
        raise _refusal(found[0].decode("ascii", "replace"), message)


def _without_streams(content: bytes) -> bytes:
    """What is written openly. One pass, whatever the file claims."""
    kept, place = [], 0
    while (begins := _BEGINS.search(content, place)) and (ends := content.find(b"endstream", begins.end())) >= 0:
        kept.append(content[place : begins.start()])
        place = ends + len(b"endstream")
    return b" ".join([*kept, content[place:]])


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """The objects that a PDF packs together in streams, unpacked; one pass, and each stream is named once."""
    left, place = MOST_UNPACKED, 0
    for found in _PACKED_OBJECTS.finditer(content):
        begins = _BEGINS.search(content, found.end())
        ends = content.find(b"endstream", begins.end()) if begins else -1
        if begins is None or ends < 0 or found.start() < place:
            raise _unreadable()
        near = max(found.start() - LONGEST_DICTIONARY, 0)
        dictionary = content[max(content.rfind(b"obj", near, found.start()), near) : begins.start()]
        objects = _unpacked(dictionary, content[begins.end() : ends], left)
        left -= len(objects)
        place = ends
        yield objects


def _unreadable() -> Invalid:
    """What cannot be unpacked here cannot be looked through, and is refused."""
    return _refusal("ObjStm", _("ไฟล์ PDF เก็บเนื้อหาในรูปแบบที่ตรวจไม่ได้ ให้พิมพ์เป็น PDF ใหม่"))


def _unpacked(dictionary: bytes, packed: bytes, most: int) -> bytes:
    if not _FILTER.search(dictionary):
        return packed
    if not _UNPACKABLE.search(dictionary) or _PREDICTOR.search(dictionary):
        raise _unreadable()
    opener = zlib.decompressobj()
    try:
        unpacked = opener.decompress(packed, max(most, 1))
    except zlib.error as wrong:
        raise _unreadable() from wrong
    if opener.unconsumed_tail:
        raise _refusal("", _("ไฟล์ PDF ใหญ่เกินไปเมื่อคลายออก"))
    return unpacked
