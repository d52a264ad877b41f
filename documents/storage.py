"""Files under the name of their own SHA-256, written so that a kill leaves either the whole file or none."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings

from directory import clock
from documents.models import StoredFile

LEFT_BEHIND = 3600.0  # seconds after which nobody can still be writing


def store(
    content: bytes, *, content_type: str, name: str = "", retention: str = StoredFile.Retention.RECORD
) -> StoredFile:
    """Keep bytes and return their record. The same bytes again are the same record; the file is written before the row.

    Writes to a temporary file in a folder of its own, flushes it to the disk and renames it, in that order. What a
    killed writer left there is removed an hour later by the next one.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_left_behind()
        handle, temporary = tempfile.mkstemp(dir=_half_written())
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    record, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(content),
            "content_type": content_type,
            "name": name[:200],
            "retention": retention,
            "created_at": clock.now(),
        },
    )
    return record


def _half_written() -> Path:
    """Where files lie while they are written: on the same disk as their place, so that renaming moves nothing."""
    folder = Path(settings.MEDIA_ROOT) / "half-written"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remove_left_behind() -> None:
    """Remove what writers left that were killed; younger files may still be at work."""
    for path in _half_written().iterdir():
        with contextlib.suppress(FileNotFoundError):  # another writer may be removing it too
            if path.stat().st_mtime < time.time() - LEFT_BEHIND:
                path.unlink()


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def read(file: StoredFile) -> bytes:
    """The bytes of a stored file."""
    return path_of(file.sha256).read_bytes()
