"""What a file must be to stand beside a proposal, and what is made of it. Nothing here touches the database.

Pictures are drawn anew: nothing of the uploaded file but its pixels stays, so neither the place where a photograph was
taken nor the camera's owner travels along, unless the place is kept on purpose. PDF and office files are kept as they
came, and refused where they hold anything that starts by itself.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from directory.archives import BROKEN, Limits, UnsafeArchiveError, entries_of, macros_in
from directory.errors import Invalid
from documents.pictures import pixels_of
from documents.verbs import check_upload
from proposals.drafts import MILLIONTH, point_problems
from proposals.models import Attachment

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2400
UNPACKED = Limits(bytes=60 * 1024 * 1024, times=200, entries=2_000)

_WORD, _SHEET = "wordprocessingml.document", "spreadsheetml.sheet"
OFFICE = {
    ".docx": f"application/vnd.openxmlformats-officedocument.{_WORD}",
    ".xlsx": f"application/vnd.openxmlformats-officedocument.{_SHEET}",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_ACTIVE_ENDINGS = (".bin", ".exe", ".dll", ".js", ".vbs", ".com", ".bat", ".cmd", ".ps1", ".class", ".jar", ".swf")
_ACTIVE_FOLDERS = ("basic/", "scripts/", "word/activex/", "xl/activex/", "object ", "customui/")
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be attached: its bytes as they will be kept, its checked type, and the place that it keeps."""

    content: bytes
    content_type: str
    name: str
    kind: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def prepared(content: bytes, *, name: str, keep_place: bool = False) -> Prepared:
    """Check a file by its content and make of it what is kept. Takes a second for a large picture: hold no lock.

    Raises:
        Invalid: at ``file``, with the reason: too large, of no known kind, not what its name says, or dangerous.
    """
    if len(content) > settings.LARGEST_ATTACHMENT:
        size = f"{len(content) / 1024 / 1024:.1f} MB"
        raise _refusal(size, _("ไฟล์ต้องไม่เกิน %d MB") % (settings.LARGEST_ATTACHMENT // 1024 // 1024))
    if content.startswith(b"%PDF-"):
        check_upload(content, "application/pdf")
        return Prepared(content, "application/pdf", _named(name, ".pdf"), Attachment.Kind.PDF)
    if content.startswith(b"PK\x03\x04"):
        ending = _refuse_unsafe_office(content)
        return Prepared(content, OFFICE[ending], _named(name, ending), Attachment.Kind.OFFICE)
    for content_type in _PICTURES:
        if _looks_like(content, content_type):
            return _drawn_anew(content, content_type, name, keep_place=keep_place)
    raise _refusal(name, _("รับเฉพาะภาพ JPEG, PNG หรือ WebP ไฟล์ PDF และเอกสาร docx, xlsx, odt หรือ ods"))


def _refusal(value: str, message: str) -> Invalid:
    return Invalid.of("file", value[:60], message)


def _named(name: str, ending: str) -> str:
    """The file's own name without a path, with the ending that its content has."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    stem = "".join(c for c in stem if c.isprintable() and c not in '<>:"/|?*').strip(". ")
    return f"{PurePosixPath(stem or 'file').stem[:150]}{ending}"


# --- Pictures ---


def _looks_like(content: bytes, content_type: str) -> bool:
    match content_type:
        case "image/jpeg":
            return content.startswith(b"\xff\xd8\xff")
        case "image/png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
        case _:
            return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _drawn_anew(content: bytes, content_type: str, name: str, *, keep_place: bool) -> Prepared:
    try:
        with Image.open(io.BytesIO(content), formats=[_PICTURES[content_type]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                size = f"{picture.width} × {picture.height}"
                raise _refusal(size, _("ภาพใหญ่เกินไป ต้องไม่เกิน %d ล้านจุด") % (MOST_PIXELS // 1_000_000))
            point = _taken_at(picture) if keep_place else None
            transparent = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
            bare = pixels_of(picture, mode="RGBA" if transparent else "RGB", longest=LONGEST_SIDE)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, Image.DecompressionBombError) as error:
        raise _refusal(name, _("เปิดเป็นภาพไม่ได้ ไฟล์อาจเสียหาย ให้ถ่ายหรือบันทึกภาพใหม่")) from error
    made = io.BytesIO()
    if transparent:
        bare.save(made, "PNG", optimize=True)
    else:
        bare.save(made, "JPEG", quality=85, optimize=True)
    ending, kind = (".png", "image/png") if transparent else (".jpg", "image/jpeg")
    latitude, longitude = point or (None, None)
    return Prepared(made.getvalue(), kind, _named(name, ending), Attachment.Kind.PICTURE, latitude, longitude)


def _taken_at(picture: Image.Image) -> tuple[Decimal, Decimal] | None:
    """Where a photograph says that it was taken; nothing where it does not, or names no place in Thailand."""
    try:
        gps = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef])
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef])
    except (KeyError, TypeError, ValueError, ArithmeticError, SyntaxError):
        return None
    return None if point_problems("", latitude, longitude) else (latitude, longitude)


def _degrees(parts: Any, side: str) -> Decimal:
    degrees, minutes, seconds = (Decimal(str(float(part))) for part in parts)
    value = (degrees + minutes / 60 + seconds / 3600).quantize(MILLIONTH)
    return -value if side in {"S", "W"} else value


# --- Office files ---


def _refuse_unsafe_office(content: bytes) -> str:
    """The ending that a package of an office program should have.

    Looks at the archive's directory before anything is unpacked, and then unpacks each part once, up to what it says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = entries_of(archive, size=len(content), limits=UNPACKED)
            ending = _ending_of(archive, entries)
            for name in _active_parts(archive, entries):
                raise _refusal(name, _("เอกสารมีแมโคร โปรแกรม หรือไฟล์ฝังอยู่ ให้บันทึกใหม่โดยไม่มีสิ่งเหล่านี้"))
            for entry in entries:
                with archive.open(entry) as part:
                    while part.read(1 << 20):
                        pass
    except UnsafeArchiveError as error:
        raise _refusal("", str(error)) from error
    except BROKEN as error:
        raise _refusal("", _("เปิดเอกสารไม่ได้ ไฟล์อาจเสียหายหรือใส่รหัสไว้ ให้บันทึกใหม่")) from error
    return ending


def _ending_of(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    names = {entry.filename: entry for entry in entries}
    if "mimetype" in names and names["mimetype"].file_size < 100:
        said = archive.read("mimetype").decode("ascii", "replace").strip()
        found = next((ending for ending, kind in OFFICE.items() if kind == said), "")
        if found and "content.xml" in names:
            return found
    if "[Content_Types].xml" in names:
        kinds = archive.read("[Content_Types].xml")
        for ending, part in _MAIN_PARTS.items():
            if part in names and f"{OFFICE[ending]}.main+xml".encode() in kinds:
                return ending
    raise _refusal("", _("รับเฉพาะเอกสาร docx, xlsx, odt หรือ ods ที่ไม่มีแมโคร"))


def _active_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    yield from macros_in(entries)
    for entry in entries:
        name = entry.filename.lower()
        harmless = name.startswith(("xl/printersettings/", "word/printersettings"))
        if (name.endswith(_ACTIVE_ENDINGS) and not harmless) or name.startswith(_ACTIVE_FOLDERS):
            yield entry.filename
        if "/embeddings/" in name:
            yield entry.filename
        if name.endswith(".rels") and b"attachedTemplate" in archive.read(entry):
            yield entry.filename
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        kinds = archive.read("[Content_Types].xml").lower()
        if b"macroenabled" in kinds or b"vnd.ms-office.vba" in kinds:
            yield "[Content_Types].xml"
