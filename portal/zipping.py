"""A ZIP that is written while it is read: the same entries give the same bytes, and nothing of it lies in memory."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a ZIP knows
CHUNK = 1024 * 1024
PACKED_ALREADY = (".pdf", ".png", ".jpg", ".xlsx", ".docx")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name in the archive, and its bytes or where they lie."""

    name: str
    content: bytes | Path


@dataclass(frozen=True, slots=True)
class Written:
    """What went in: for the manifest."""

    name: str
    size: int
    sha256: str


class _Sink:
    """Where the archive writes to: a stream that cannot go back, emptied chunk by chunk."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.chunks.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self.chunks = b"".join(self.chunks), []
        return taken


def zipped(entries: Iterable[Entry], written: list[Written]) -> Iterator[bytes]:
    """The archive's bytes. ``written`` is filled as it goes on, so that the last entry may be its manifest.

    Raises:
        OSError: a file cannot be read.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # a stream without a way back serves
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, ALWAYS)
            is_packed = entry.name.endswith(PACKED_ALREADY)
            info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # the same wherever it is made
            digest, size = hashlib.sha256(), 0
            with archive.open(info, "w", force_zip64=True) as file:
                for chunk in _chunks(entry.content):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                    yield sink.take()
            written.append(Written(entry.name, size, digest.hexdigest()))
    yield sink.take()


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
