"""Uploaded sheets: what is kept as the evidence of a signature, and what is refused."""

from __future__ import annotations

import puremagic
from django.utils.translation import gettext as _

from directory.errors import Invalid
from documents import storage
from documents.uploads import refuse_dangerous

ACCEPTED_UPLOADS = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
LARGEST_UPLOAD = 20 * 1024 * 1024


def check_upload(content: bytes, content_type: str) -> None:
    """Refuse an uploaded file that is not what it says, too large, or empty, or holds scripts or other files.

    Raises:
        Invalid: with the reason.
    """
    if not content:
        raise Invalid.of("file", "", _("ไฟล์ว่างเปล่า"))
    if len(content) > LARGEST_UPLOAD:
        raise Invalid.of("file", len(content), _("ไฟล์ใหญ่เกิน 20 เมกะไบต์"))
    magic = ACCEPTED_UPLOADS.get(content_type)
    if magic is None or not content.startswith(magic) or puremagic.from_string(content, mime=True) != content_type:
        raise Invalid.of("file", content_type, _("รับเฉพาะไฟล์ PDF, JPEG หรือ PNG ที่เนื้อหาตรงกับชนิดไฟล์"))
    refuse_dangerous(content, content_type)


def upload_paper(content: bytes, *, content_type: str, name: str = "") -> int:
    """Keep a scanned sheet that a step is recorded from; returns the id that `OnBehalf` names.

    Raises:
        Invalid: as `check_upload`.
    """
    check_upload(content, content_type)
    return storage.store(content, content_type=content_type, name=name).pk
