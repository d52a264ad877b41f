"""What one cell of a proposal may hold: each reader turns what somebody typed into a value, or says what it expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
from proposals.drafts import MOST_OF_ONE
from proposals.exchange.columns import full_year, normalised
from proposals.models import BudgetLine, WorkClass
from proposals.money import MOST_BAHT, SATANG
from proposals.points import Point, read_point

_SPECKS: Final = Decimal("0.000001")  # what binary fractions leave behind in a sum of baht
_GROUPED: Final = r"(?:[0-9]{1,15}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,4})(?:\.[0-9]{1,9})?"
_TIMES: Final = {"พัน": 10**3, "หมื่น": 10**4, "แสน": 10**5, "ล้าน": 10**6}
_NOTHING: Final = frozenset({"", "-", "–", "—", "ไม่มี"})
_YEAR: Final = re.compile(r"(?:งบประมาณปี|ปีงบประมาณ|งบปี|ปี)?\s*(?:([พค])\.?\s*ศ\.?)?\s*([0-9]{4}|[0-9]{2})")
_NUMBERED: Final = re.compile(r"(?:หมู่ที่|หมู่บ้านที่|หมู่|ม\.?|m\.?)?\s*([0-9]{1,3})(?![0-9])\s*(.*)", re.IGNORECASE | re.DOTALL)
_ONE_MORE: Final = re.compile(r"[,/–-]|(?:และ|ถึง|กับ)\s*(?:หมู่(?:ที่)?|ม\.?)?\s*[0-9]")

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
    amount = _number(raw, _("ต้องเป็นจำนวนเงิน เช่น 250000 หรือ ๒๕๐,๐๐๐"))
    if amount is None:
        return None
    if amount < 0:
        raise WrongValueError(_("จำนวนเงินต้องไม่ติดลบ"))
    if amount > MOST_BAHT:
        raise WrongValueError(_("จำนวนเงินต้องไม่เกินหนึ่งล้านล้านบาท"))
    rounded = _in_hundredths(amount)
    if rounded is None:
        raise WrongValueError(_("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง"))
    return rounded or None


def quantity(raw: Any) -> Decimal | None:
    """How many units of something: above zero, with at most two decimals. Nothing and a dash are no quantity."""
    expected = _("ต้องเป็นจำนวน เป็นตัวเลขอย่างเดียว เช่น 12 หรือ 12.5")
    if isinstance(raw, bool | date | datetime | clock_time | timedelta):
        raise WrongValueError(expected)
    found = _number(raw, expected)
    if found is None:
        return None
    if not 0 < found <= MOST_OF_ONE:
        raise WrongValueError(_("จำนวนต้องมากกว่าศูนย์และไม่เกินหนึ่งหมื่นล้าน"))
    rounded = _in_hundredths(found)
    if rounded is None:
        raise WrongValueError(_("จำนวนมีทศนิยมได้ไม่เกินสองตำแหน่ง"))
    return rounded


def _in_hundredths(number: Decimal) -> Decimal | None:
    """The number with two decimals; nothing where it has more than binary fractions leave behind."""
    rounded = number.quantize(SATANG, ROUND_HALF_UP)
    return rounded if abs(rounded - number) <= _SPECKS else None


def _number(raw: Any, expected: str) -> Decimal | None:
    if isinstance(raw, int | float | Decimal):
        number = Decimal(repr(raw) if isinstance(raw, float) else raw)
        if not number.is_finite():
            raise WrongValueError(expected)
        return number
    typed = arabic(text(raw)).replace("฿", "").strip().removesuffix(".-").removesuffix("บาท").strip()
    if typed in _NOTHING:
        return None
    found = re.fullmatch(rf"(-?{_GROUPED})\s*(พัน|หมื่น|แสน|ล้าน)?", typed.removesuffix("บาท").strip())
    if found is None:
        raise WrongValueError(expected)
    try:
        return Decimal(re.sub(r"[ ,]", "", found[1])) * _TIMES.get(found[2] or "", 1)
    except InvalidOperation:
        raise WrongValueError(expected) from None


def point(raw: Any) -> Point | None:
    """A place on the map, as people paste it: two numbers, degrees with minutes, the link of a map."""
    typed = text(raw)
    if typed in _NOTHING:
        return None
    try:
        return read_point(typed)
    except ValueError as wrong:
        raise WrongValueError(str(wrong)) from None


def degrees(raw: Any) -> str:
    """One half of such a place, as text."""
    typed = text(raw)
    return "" if typed in _NOTHING else typed


def people(raw: Any) -> int:
    """How many people: a whole number, perhaps with คน or ราย."""
    typed = arabic(text(raw)).removesuffix("คน").removesuffix("ราย").strip()
    if typed in _NOTHING:
        return 0
    if not re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,2}", typed):
        raise WrongValueError(_("ต้องเป็นจำนวนคน เป็นจำนวนเต็ม เช่น 850"))
    return int(re.sub(r"[ ,]", "", typed))


def year(raw: Any, years: Sequence[int], tell: Callable[[str], None] = lambda _told: None) -> int | None:
    """A year of the Buddhist Era: whole, of the common era, or by its last two digits in the round of the plan.

    ``tell`` hears in words how a year was understood that was not written as one of the Buddhist Era.
    """
    if isinstance(raw, date | datetime):
        raise WrongValueError(_("ต้องเป็นปี พ.ศ. เช่น 2572 (เซลล์นี้เป็นวันที่)"))
    typed = arabic(text(raw))
    if typed in _NOTHING:
        return None
    written = _YEAR.fullmatch(typed)
    era, digits = (written[1], written[2]) if written else ("", "")
    number = int(digits or 0)
    if number in YEARS and era != "ค":
        return number
    if len(digits) == 2:
        found = None if era == "ค" else full_year(number, years)
    else:
        found = None if era == "พ" else number + BUDDHIST_ERA_OFFSET
    if found not in YEARS:
        raise WrongValueError(_("ต้องเป็นปี พ.ศ. ปีเดียว เช่น %d") % years[0])
    if len(digits) == 2:
        tell(_("อ่านปี “%(typed)s” เป็น พ.ศ. %(year)d") % {"typed": digits, "year": found})
    else:
        tell(_("อ่านปี ค.ศ. %(typed)s เป็น พ.ศ. %(year)d") % {"typed": digits, "year": found})
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
    if typed in _NOTHING or normalised(typed) in {"ทั้งตำบล", "ตำบล", "ทุกหมู่บ้าน", "ทุกหมู่"}:
        return None
    found = village_at_the_beginning(typed, villages)
    if found is None:
        raise WrongValueError(_("ไม่รู้จักหมู่บ้านนี้ในตำบลของแผน เขียนเป็น หมู่ที่ 3 หรือเว้นว่างถ้าเป็นทั้งตำบล"))
    return found[0]


def village_at_the_beginning(typed: str, villages: Sequence[Village]) -> tuple[Village, str] | None:
    """The village that a text names, alone by its name or first by its number, and what follows the number.

    Nothing where it names none or several. A number that no village has is refused.
    """
    named = _villages_named(typed, villages)
    if len(named) == 1:
        return named[0], ""
    found = None if named else _NUMBERED.fullmatch(typed)
    if found is None or _ONE_MORE.match(found[2]):
        return None
    own = [each for each in villages if each.kind == Village.Kind.VILLAGE]
    for known in own:
        if known.number == int(found[1]):
            return known, "" if known in _villages_named(found[2], villages) else found[2]
    numbers = ", ".join(str(each.number) for each in own) or "–"
    raise WrongValueError(_("ตำบลนี้ไม่มีหมู่ที่ %(number)s มีหมู่ที่ %(known)s") % {"number": found[1], "known": numbers})


def _villages_named(typed: str, villages: Sequence[Village]) -> list[Village]:
    """The villages that have this name, with or without the word for a village before it."""
    wanted = normalised(typed)
    return [known for known in villages if wanted and _is_called(known, wanted)]


def _is_called(known: Village, wanted: str) -> bool:
    name = normalised(known.name)
    return wanted == normalised(str(known)) or f"บ้าน{wanted}" == name or wanted in {name, f"บ้าน{name}"}


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
