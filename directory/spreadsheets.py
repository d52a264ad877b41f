"""Workbooks from outside, opened with care, and workbooks of our own, in which all text is text.

Whatever arrives is looked at as an archive first: what it unpacks to, whether it holds macros. Nothing in it is run,
computed or fetched, and entities of XML are refused by the parser (defusedxml, which openpyxl uses where it is there).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from directory.archives import BROKEN, Limits, UnsafeArchiveError, entries_of, macros_in
from directory.errors import Invalid

TEXT_IS_TEXT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How XlsxWriter writes: a name that begins with = is a name."""

_ENCRYPTED_OR_OLD: Final = b"\xd0\xcf\x11\xe0"


def refuse_unsafe(path: Path, *, field: str, name: str, limits: Limits) -> None:
    """Look at the directory of the archive before anything is unpacked: `zipfile` never unpacks more than it says.

    Raises:
        Invalid: at ``field``: no workbook, one with a password or with macros, or too large once unpacked.
    """
    try:
        with path.open("rb") as file:
            first = file.read(4)
        if first == _ENCRYPTED_OR_OLD:
            raise Invalid.of(field, name, _("ไฟล์มีรหัสผ่าน หรือเป็น Excel รุ่นเก่า (.xls) ให้บันทึกใหม่เป็น .xlsx โดยไม่ใส่รหัสผ่าน"))
        with zipfile.ZipFile(path) as archive:
            entries = entries_of(archive, size=path.stat().st_size, limits=limits)
    except UnsafeArchiveError as e:
        raise Invalid.of(field, name, str(e)) from e
    except BROKEN as e:
        raise _unreadable(field, name) from e
    if macros_in(entries):
        raise Invalid.of(field, name, _("ไฟล์มีแมโคร (.xlsm) ซึ่งไม่รับ ให้บันทึกใหม่เป็นสมุดงาน Excel ธรรมดา (.xlsx)"))


@contextmanager
def opened(path: Path, *, field: str, name: str, computed: bool = False) -> Iterator[Any]:
    """A workbook that `refuse_unsafe` let pass, read row by row. ``computed`` gives the kept results of formulas.

    Links to other workbooks are left out. Whatever turns out to be broken while the block reads is refused.

    Raises:
        Invalid: at ``field``: it cannot be read, or its XML declares entities.
    """
    try:
        with path.open("rb") as file:  # what it is, its bytes say and not its name
            book = openpyxl.load_workbook(file, read_only=True, data_only=computed, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except DefusedXmlException as e:
        raise Invalid.of(field, name, _("ไฟล์มีเอนทิตีของ XML ซึ่งไม่รับ ให้บันทึกใหม่จากโปรแกรม Excel")) from e
    except BROKEN as e:
        raise _unreadable(field, name) from e


def _unreadable(field: str, name: str) -> Invalid:
    return Invalid.of(field, name, _("เปิดเป็นสมุดงาน Excel (.xlsx) ไม่ได้"))
