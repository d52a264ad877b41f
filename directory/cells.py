"""What one cell may hold: each reader turns what somebody typed into a value, or says what it expects.

A reader accepts its own results again, so that values which a program made go through the same door as typed ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from directory.clock import BUDDHIST_ERA_OFFSET

YEARS = range(2500, 2701)
LARGEST_COUNT = 32767  # a PositiveSmallIntegerField on both databases
_EXCEL_FROM_HERE_ON_BE = 2400

Reader = Callable[[Any], Any]


class WrongValueError(ValueError):
    """The cell does not hold what its column expects; the message says what that is."""


def text(maximum: int, *, lines: bool = False) -> Reader:
    """Text without control characters; spaces at the ends and invisible breaks pasted from elsewhere go."""

    def read(raw: Any) -> str:
        typed = _typed(raw)
        cleaned = unicodedata.normalize("NFC", typed.replace("\u200b", "").replace("\ufeff", "").replace("\xa0", " "))
        cleaned = cleaned.replace("\r\n", "\n").strip() if lines else cleaned.strip()
        for character in cleaned:
            if unicodedata.category(character) in _UNPRINTABLE and not (lines and character == "\n"):
                raise WrongValueError(_("ต้องไม่มีอักขระควบคุมหรืออักขระที่มองไม่เห็น (U+%04X)") % ord(character))
        if len(cleaned) > maximum:
            raise WrongValueError(
                _("ต้องยาวไม่เกิน %(maximum)d อักขระ (มี %(length)d)") % {"maximum": maximum, "length": len(cleaned)}
            )
        return cleaned

    return read


# Control, format (bidirectional overrides), surrogate, private and unassigned characters, line and paragraph ends.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def slug(raw: Any) -> str:
    """A code of our own making: small Latin letters, digits and hyphens."""
    code = arabic(_typed(raw)).strip()
    if code and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", code):
        raise WrongValueError(_("ต้องเป็นอักษรอังกฤษตัวเล็ก ตัวเลข หรือขีด ไม่เกิน 60 อักขระ"))
    return code


def area_code(raw: Any) -> str:
    """The code of an area, in Thai or Arabic digits."""
    code = arabic(_typed(raw)).strip()
    if code and not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}", code):
        raise WrongValueError(_("ต้องเป็นรหัสพื้นที่ 2, 4 หรือ 6 หลัก"))
    return code


def account(raw: Any) -> str:
    """A user name."""
    name = _typed(raw).strip()
    if name and not re.fullmatch(r"[A-Za-z0-9.@+_-]{1,150}", name):
        raise WrongValueError(_("ต้องเป็นอักษรอังกฤษ ตัวเลข หรือ @ . + - _"))
    return name


def whole(minimum: int, maximum: int) -> Reader:
    """A whole number within limits, in Thai or Arabic digits."""

    def read(raw: Any) -> int | None:
        typed = arabic(_typed(raw)).strip().replace(",", "")
        if not typed:
            return None
        if not (re.fullmatch(r"[0-9]{1,9}", typed) and minimum <= int(typed) <= maximum):
            raise WrongValueError(
                _("ต้องเป็นจำนวนเต็มตั้งแต่ %(minimum)d ถึง %(maximum)d") % {"minimum": minimum, "maximum": maximum}
            )
        return int(typed)

    return read


def choice(labels: Mapping[str, str]) -> Reader:
    """One of several values, written as its value or as its Thai label."""
    by_label = {label: value for value, label in labels.items()}

    def read(raw: Any) -> str:
        typed = _typed(raw).strip()
        if typed in labels:
            return typed
        if typed in by_label:
            return by_label[typed]
        if not typed:
            return ""
        raise WrongValueError(_("ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: %s") % ", ".join(labels.values()))

    return read


def phone(raw: Any) -> str:
    """The telephone number of a person: nine or ten digits that begin with 0, however they were spaced."""
    digits = _digits_of_phone(raw)
    if digits and not re.fullmatch(r"0[1-9][0-9]{7,8}", digits):
        raise WrongValueError(_("ต้องเป็นหมายเลขโทรศัพท์ 9 หรือ 10 หลักที่ขึ้นต้นด้วย 0"))
    return digits


def office_phone(raw: Any) -> str:
    """The telephone number of an office, perhaps with an extension: 045511234 ต่อ 12."""
    number, word, extension = arabic(_typed(raw)).partition("ต่อ")
    digits = _digits_of_phone(raw if not word else number)
    extension = extension.strip()
    if not digits and not extension:
        return ""
    if not re.fullmatch(r"0[1-9][0-9]{7,8}|1[0-9]{3}", digits):
        raise WrongValueError(_("ต้องเป็นหมายเลขโทรศัพท์ 9 หรือ 10 หลักที่ขึ้นต้นด้วย 0 หรือสายด่วน 4 หลัก"))
    if word and not re.fullmatch(r"[0-9][0-9, -]{0,18}", extension):
        raise WrongValueError(_("หลังคำว่า ต่อ ต้องเป็นหมายเลขภายใน"))
    return f"{digits} ต่อ {extension}" if extension else digits


def _digits_of_phone(raw: Any) -> str:
    typed = arabic(_typed(raw)).strip()
    digits = re.sub(r"[\s().\u2010-\u2013-]", "", typed)
    if digits.startswith("+66"):
        digits = "0" + digits[3:].removeprefix("0")
    if isinstance(raw, int | float) and re.fullmatch(r"[1-9][0-9]{7,8}", digits):
        digits = "0" + digits  # Excel took the number for a quantity and dropped the zero
    return digits


def day(raw: Any) -> date | None:
    """A date: a real one of the workbook, or dd/mm/yyyy in the Buddhist or the common era."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        year, month, of_month = raw.year, raw.month, raw.day
    else:
        typed = arabic(_typed(raw)).strip()
        if not typed:
            return None
        found = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", typed)
        if found is None:
            raise WrongValueError(_("ต้องเป็นวันที่ เช่น 01/10/2571"))
        of_month, month, year = (int(part) for part in found.groups())
    if year >= _EXCEL_FROM_HERE_ON_BE:
        year -= BUDDHIST_ERA_OFFSET
    if year + BUDDHIST_ERA_OFFSET not in YEARS:
        raise WrongValueError(_("ปีต้องอยู่ระหว่าง พ.ศ. %(first)d ถึง %(last)d") % {"first": YEARS[0], "last": YEARS[-1]})
    try:
        return date(year, month, of_month)
    except ValueError:
        raise WrongValueError(_("ไม่มีวันนี้ในปฏิทิน")) from None


def year(raw: Any) -> int | None:
    """A year of the Buddhist Era."""
    typed = arabic(_typed(raw)).strip()
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{4}", typed) or int(typed) not in YEARS:
        raise WrongValueError(_("ต้องเป็นปี พ.ศ. %(first)d ถึง %(last)d") % {"first": YEARS[0], "last": YEARS[-1]})
    return int(typed)


def numbers(raw: Any) -> tuple[int, ...]:
    """Numbers of villages, "1,2,5-7", in order and each once."""
    if isinstance(raw, datetime | date):
        raise WrongValueError(_("Excel อ่านเป็นวันที่ ให้จัดรูปแบบเซลล์เป็นข้อความแล้วพิมพ์ใหม่ เช่น 1,2,5-7"))
    if isinstance(raw, tuple | list):
        raw = ",".join(str(number) for number in raw)
    typed = re.sub(r"\s", "", arabic(_typed(raw)))
    found: set[int] = set()
    for part in filter(None, typed.split(",")):
        limits = re.fullmatch(r"([0-9]{1,3})(?:[-\u2013]([0-9]{1,3}))?", part)
        first, last = (int(limits[1]), int(limits[2] or limits[1])) if limits else (0, 0)
        if not 1 <= first <= last:
            raise WrongValueError(_("ต้องเป็นเลขหมู่ที่ เช่น 1,2,5-7"))
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def arabic(typed: str) -> str:
    """The text with Thai digits written as Arabic ones."""
    return typed.translate(_ARABIC)


_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def as_typed(raw: Any) -> str:
    """What stands in a cell, for messages: short, and without anything that could disturb a terminal or a page."""
    if raw is None:
        return ""
    shown = raw.strftime("%d/%m/%Y") if isinstance(raw, date) else str(raw)
    shown = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _UNPRINTABLE else c for c in shown)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _typed(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise WrongValueError(_("ต้องเป็นข้อความหรือตัวเลข"))
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)
