"""Uploaded workbooks, kept for a day between an upload and its confirmation, for the person who sent them alone.

They hold names and telephone numbers: they lie outside of anything that is served, and go when they are done with.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.models import User

KEPT_SECONDS = 24 * 3600

_signer = TimestampSigner(salt="an uploaded workbook")


def keep(content: bytes, *, province: str, user: User) -> str:
    """Keep a workbook; answers the ticket with which the same person finds it again. Older ones are swept away."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    name = secrets.token_hex(16)
    handle = os.open(folder / f"{name}.xlsx", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return _signer.sign(f"{name}.{province}.{user.pk}")


def find(ticket: str, *, user: User) -> tuple[Path, str]:
    """The workbook of a ticket and the code of its province.

    Raises:
        NotHere: the ticket is not ours, another person's, or too old, or the workbook is done with.
    """
    try:
        name, province, owner = _signer.unsign(ticket, max_age=KEPT_SECONDS).split(".")
    except (BadSignature, ValueError):
        name, province, owner = "", "", ""
    path = _folder() / f"{name}.xlsx"
    if not name or owner != str(user.pk) or not path.is_file():
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    return path, province


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "workbooks"


def _sweep(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
