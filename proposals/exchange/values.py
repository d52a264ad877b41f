"""What one cell of a proposal may hold: each reader turns what somebody typed into a value, or says what it expects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.cells import YEARS, WrongValueError, arabic
from directory.clock import BUDDHIST_ERA_OFFSET
from directory.models import Village
from directory.sheets import thai_labels
from pages.reading import cleaned
from proposals.exchange.columns import full_year, normalised
from proposals.models import BudgetLine, WorkClass
from proposals.money import MOST_BAHT, SATANG

_SPECKS: Final = Decimal("0.000001")  # what binary fractions leave behind in a sum of baht
_GROUPED: Final = r"(?:[0-9]{1,15}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,4})(?:\.[0-9]{1,9})?"
_TIMES: Final = {"พัน": 10**3, "หมื่น": 10**4, "แสน": 10**5, "ล้าน": 10**6}
_NOTHING: Final = frozenset({"", "-", "–", "—", "ไม่มี"})

SOURCES: Final = thai_labels(BudgetLine.Source)
WORK_CLASSES: Final = thai_labels(WorkClass)
# Parts of words for the same things; the first that is found decides.
_SOURCE_WORDS: Final[Sequence[tuple[str, str]]] = (
    *(("อบจ", "pao"), ("องค์การบริหารส่วนจังหวัด", "pao")),
    *(("อบต", "lao"), ("เทศบาล", "lao"), ("อปท", "lao"), ("ท้องถิ่น", "lao"), ("องค์การบริหารส่วนตำบล", "lao")),
    *(("จังหวัด", "province"), ("กระทรวง", "ministry"), ("กรม", "ministry")),
    *(("ชุมชน", "community"), ("สมทบ", "community"), ("อื่น", "other")),
)
_CLASS_WORDS: Final = (
    ("ทำเอง", "self"),
    ("ทำร่วม", "together"),
    ("ร่วม", "together"),
    ("ส่งต่อ", "hand_up"),
    ("เกินศักยภาพ", "hand_up"),
)


def text(raw: Any, *, lines: bool = False) -> str:
    """Text as the pages take it; a number or a day is read as it shows."""
    try:
        typed = _typed(raw)
        read = cleaned(typed if lines else re.sub(r"[\r\n\t]+", " ", typed), lines=lines)
    except ValidationError as wrong:
        raise WrongValueError(wrong.messages[0]) from None
    return typed if read == typed else read  # thousands of texts are not kept twice


def baht(raw: Any) -> Decimal | None:
    """An amount: in either digits, with commas, บาท, or as ๕ แสน. Nothing and a dash are no amount; so is zero."""
    if isinstance(raw, bool | date | datetime | clock_time | timedelta):
        raise WrongValueError(_("ต้องเป็นจำนวนเงิน เช่น 250000 หรือ ๒๕๐,๐๐๐ (เซลล์นี้เป็นวันที่หรือค่าจริงเท็จ)"))
    amount = _number(raw)
    if amount is None:
        return None
    if amount < 0:
        raise WrongValueError(_("จำนวนเงินต้องไม่ติดลบ"))
    rounded = amount.quantize(SATANG, ROUND_HALF_UP) if amount <= MOST_BAHT else amount
    if amount > MOST_BAHT or abs(rounded - amount) > _SPECKS:
        raise WrongValueError(
            _("จำนวนเงินต้องไม่เกินหนึ่งล้านล้านบาท") if amount > MOST_BAHT else _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง")
        )
    return rounded or None


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, int | float | Decimal):
        number = Decimal(repr(raw) if isinstance(raw, float) else raw)
        if not number.is_finite():
            raise WrongValueError(_("ต้องเป็นจำนวนเงิน เช่น 250000 หรือ ๒๕๐,๐๐๐"))
        return number
    typed = arabic(text(raw)).replace("฿", "").strip().removesuffix(".-").removesuffix("บาท").strip()
    if typed in _NOTHING:
        return None
    found = re.fullmatch(rf"(-?{_GROUPED})\s*(พัน|หมื่น|แสน|ล้าน)?", typed.removesuffix("บาท").strip())
    if found is None:
        raise WrongValueError(_("ต้องเป็นจำนวนเงิน เช่น 250000 หรือ ๒๕๐,๐๐๐"))
    try:
        return Decimal(re.sub(r"[ ,]", "", found[1])) * _TIMES.get(found[2] or "", 1)
    except InvalidOperation:
        raise WrongValueError(_("ต้องเป็นจำนวนเงิน เช่น 250000 หรือ ๒๕๐,๐๐๐")) from None


def people(raw: Any) -> int:
    """How many people: a whole number, perhaps with คน or ราย."""
    typed = arabic(text(raw)).removesuffix("คน").removesuffix("ราย").strip()
    if typed in _NOTHING:
        return 0
    if not re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,2}", typed):
        raise WrongValueError(_("ต้องเป็นจำนวนคน เป็นจำนวนเต็ม เช่น 850"))
    return int(re.sub(r"[ ,]", "", typed))


def year(raw: Any, years: Sequence[int]) -> int | None:
    """A year of the Buddhist Era: whole, of the common era, or by its last two digits in the round of the plan."""
    if isinstance(raw, date | datetime):
        raise WrongValueError(_("ต้องเป็นปี พ.ศ. เช่น 2572 (เซลล์นี้เป็นวันที่)"))
    typed = re.sub(r"^(?:ปีงบประมาณ|ปี)?\s*(?:พ\.?ศ\.?)?\s*", "", arabic(text(raw)))
    if typed in _NOTHING:
        return None
    number = int(typed) if re.fullmatch(r"[0-9]{4}|[0-9]{2}", typed) else 0
    found = full_year(number, years) if len(typed) == 2 else number
    if found not in YEARS and number + BUDDHIST_ERA_OFFSET in YEARS:
        found = number + BUDDHIST_ERA_OFFSET
    if found not in YEARS:
        raise WrongValueError(_("ต้องเป็นปี พ.ศ. ปีเดียว เช่น %d") % years[0])
    return found


def source(raw: Any) -> str:
    """One of the sources of money, by its name or by words for it."""
    return _one_of(raw, SOURCES, _SOURCE_WORDS, _("ต้องเป็นแหล่งงบประมาณใดแหล่งหนึ่งต่อไปนี้: %s"))


def work_class(raw: Any) -> str:
    """Who carries it out."""
    return _one_of(raw, WORK_CLASSES, _CLASS_WORDS, _("ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: %s"))


def _one_of(raw: Any, labels: Mapping[str, str], words: Sequence[tuple[str, str]], expected: str) -> str:
    typed = normalised(text(raw))
    if not typed:
        return ""
    exact = next((value for value, label in labels.items() if typed in {normalised(value), normalised(label)}), "")
    found = exact or next((value for word, value in words if word in typed), "")
    if not found:
        raise WrongValueError(expected % ", ".join(labels.values()))
    return found


def village(raw: Any, villages: Sequence[Village]) -> Village | None:
    """A village of the plan's subdistrict: หมู่ที่ 3, ม.3, 3, or its name; nothing is the whole subdistrict."""
    typed = arabic(text(raw))
    wanted = normalised(typed)
    if not wanted or wanted in {"ทั้งตำบล", "ตำบล", "ทุกหมู่บ้าน", "ทุกหมู่"}:
        return None
    for known in villages:
        if wanted in {normalised(str(known)), normalised(known.name), normalised(f"บ้าน{known.name}")}:
            return known
    number = re.match(r"(?:หมู่ที่|หมู่บ้านที่|หมู่|ม\.?|m\.?)?\s*([0-9]{1,3})(?![0-9,/-])", typed, re.IGNORECASE)
    for known in villages if number else ():
        if known.kind == Village.Kind.VILLAGE and known.number == int(number[1]):  # type: ignore[index]  # it was found
            return known
    raise WrongValueError(_("ไม่รู้จักหมู่บ้านนี้ในตำบลของแผน เขียนเป็น หมู่ที่ 3 หรือเว้นว่างถ้าเป็นทั้งตำบล"))


def _typed(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        raise WrongValueError(_("ต้องเป็นข้อความหรือตัวเลข"))
    if isinstance(raw, datetime | date):
        day = raw.date() if isinstance(raw, datetime) else raw
        era = BUDDHIST_ERA_OFFSET if day.year + BUDDHIST_ERA_OFFSET in YEARS else 0
        return f"{day.day}/{day.month}/{day.year + era}"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)
