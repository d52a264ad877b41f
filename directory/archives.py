"""Zip archives from outside, looked at by their directory before anything in them is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

MEBIBYTE: Final = 1024 * 1024
BROKEN: Final = (
    *(zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError),
    *(OSError, SyntaxError, EOFError, OverflowError, NotImplementedError, RecursionError, RuntimeError),
)
"""What reading an archive raises where it is broken, by chance or on purpose."""
_ENCRYPTED: Final = 1


class UnsafeArchiveError(Exception):
    """An archive that is not to be unpacked; the message says to people why, and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may unpack to: in all, against its own size, and in how many parts."""

    bytes: int = 30 * MEBIBYTE
    times: int = 100
    entries: int = 1_000


def entries_of(archive: zipfile.ZipFile, *, size: int, limits: Limits) -> list[zipfile.ZipInfo]:
    """The parts of an archive of ``size`` bytes. `zipfile` never unpacks more of a part than its entry says.

    Raises:
        UnsafeArchiveError: it would unpack to too much, has parts that lie in each other, of one name or with paths
            that lead elsewhere, or is locked by a password.
    """
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_too_much = unpacked > limits.bytes or unpacked > max(1, min(packed, size)) * limits.times or packed > size
    if len(entries) > limits.entries or is_too_much:
        most = {"bytes": limits.bytes // MEBIBYTE, "entries": limits.entries}
        raise UnsafeArchiveError(_("ไฟล์ใหญ่เกินไปเมื่อคลายออก (ได้ไม่เกิน %(bytes)d MB และ %(entries)d ส่วน)") % most)
    names = [entry.filename for entry in entries]
    is_strange = any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    if is_strange or len(set(names)) != len(names):
        raise UnsafeArchiveError(_("โครงสร้างภายในเอกสารผิดปกติ ให้บันทึกใหม่"))
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnsafeArchiveError(_("เปิดเอกสารไม่ได้ ไฟล์อาจเสียหายหรือใส่รหัสไว้ ให้บันทึกใหม่"))
    return entries


def macros_in(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names of the parts that hold macros of an office program."""
    names = (entry.filename for entry in entries)
    return [name for name in names if "vbaproject" in name.lower() or "macrosheets/" in name.lower()]
