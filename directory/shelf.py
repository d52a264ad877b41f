"""Uploaded workbooks, kept between an upload and its confirmation, for the person who sent them alone.

They hold names and telephone numbers: they lie outside of anything that is served, and go when they are done with.
"""

from __future__ import annotations

import contextlib
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


class Shelf:
    """A folder of files under names that nobody guesses; each goes when it is taken off, or is older than it may be."""

    def __init__(self, folder: str, seconds: int) -> None:
        self.folder, self.seconds = folder, seconds

    def put(self, content: bytes) -> str:
        """Keep a file; answers its name. Older ones are swept away."""
        folder = self._path()
        folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        name = secrets.token_hex(16)
        handle = os.open(folder / f"{name}.xlsx", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return name

    def path_of(self, name: str) -> Path | None:
        """Where a file lies; None once it is gone."""
        path = self._path() / f"{name}.xlsx"
        return path if name and path.is_file() else None

    def remove(self, name: str) -> None:
        """Take a file off. One that is gone already is no mistake."""
        if path := self.path_of(name):
            path.unlink(missing_ok=True)

    def _path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.folder

    def _sweep(self) -> None:
        oldest = time.time() - self.seconds
        for path in self._path().iterdir():
            with contextlib.suppress(FileNotFoundError):  # another upload may be sweeping too
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)


_workbooks = Shelf("workbooks", KEPT_SECONDS)
_signer = TimestampSigner(salt="an uploaded workbook")


def keep(content: bytes, *, province: str, user: User) -> str:
    """Keep a workbook; answers the ticket with which the same person finds it again. Older ones are swept away."""
    return _signer.sign(f"{_workbooks.put(content)}.{province}.{user.pk}")


def find(ticket: str, *, user: User) -> tuple[Path, str]:
    """The workbook of a ticket and the code of its province.

    Raises:
        NotHere: the ticket is not ours, another person's, or too old, or the workbook is done with.
    """
    try:
        name, province, owner = _signer.unsign(ticket, max_age=KEPT_SECONDS).split(".")
    except (BadSignature, ValueError):
        name, province, owner = "", "", ""
    path = _workbooks.path_of(name)
    if path is None or owner != str(user.pk):
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    return path, province
