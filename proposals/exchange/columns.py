"""What a column of a sheet holds, and which words above a column mean that.

A column's key is a field of form ผ.02, or one of: ``amount:2572`` (baht of one year), ``amount@lao`` (baht from one
source), ``amount`` beside ``year``, ``indicator`` and ``indicator_target`` (again and again), ``point`` or ``latitude``
beside ``longitude``, ``reference`` and ``revision``. The words are data: fixtures/column_words.json. The sheet of cost
items, which is always our own, has keys of its own (`ITEM_KEYS`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.cells import YEARS, arabic
from directory.clock import BUDDHIST_ERA_OFFSET
from proposals.word_changes import FIELDS

WORDS: Final = Path(__file__).resolve().parents[2] / "fixtures" / "column_words.json"

IGNORED: Final = ""
REFERENCE, REVISION, TITLE = "reference", "revision", "title"
LONG_TEXTS: Final = ("rationale", "objective", "target_output", "expected_result")
GROUP = "beneficiary_group"
SHORT_TEXTS: Final = (TITLE, "place", GROUP, "strategy", "programme", "lead_agency")
POINT, LATITUDE, LONGITUDE = "point", "latitude", "longitude"
INDICATOR, INDICATOR_TARGET = "indicator", "indicator_target"
SOURCE, YEAR, AMOUNT = "source", "year", "amount"
REPEATED: Final = (INDICATOR, INDICATOR_TARGET)
ITEM_OF, ITEM, UNIT, QUANTITY, UNIT_PRICE = "item_of", "item", "unit", "quantity", "unit_price"
ITEM_YEAR, ITEM_SOURCE = "item_year", "item_source"
ITEM_KEYS: Final = (ITEM_OF, ITEM, UNIT, QUANTITY, UNIT_PRICE, ITEM_YEAR, ITEM_SOURCE)
WHOLE: Final = "="  # words behind it are all of a heading, the others only a part

NAMES: Final = {
    IGNORED: gettext_lazy("ไม่นำเข้า"),
    TITLE: FIELDS["title"],
    "work_class": FIELDS["work_class"],
    "village": FIELDS["village_id"],
    "place": FIELDS["place"],
    "beneficiaries": FIELDS["beneficiaries"],
    GROUP: FIELDS[GROUP],
    **{name: FIELDS[name] for name in (*LONG_TEXTS, "strategy", "programme", "lead_agency")},
    SOURCE: gettext_lazy("แหล่งงบประมาณ"),
    YEAR: gettext_lazy("ปีงบประมาณ พ.ศ."),
    AMOUNT: gettext_lazy("จำนวนเงิน (ปีอยู่ในอีกคอลัมน์)"),
    INDICATOR: gettext_lazy("ตัวชี้วัด"),
    INDICATOR_TARGET: gettext_lazy("ค่าเป้าหมายของตัวชี้วัด"),
    POINT: gettext_lazy("พิกัด (ละติจูด, ลองจิจูด)"),
    LATITUDE: FIELDS[LATITUDE],
    LONGITUDE: FIELDS[LONGITUDE],
    REFERENCE: gettext_lazy("เลขอ้างอิงโครงการ"),
    REVISION: gettext_lazy("แก้ไขครั้งที่"),
}
_OF_A_SOURCE: Final = {
    "community": gettext_lazy("จำนวนเงินจากชุมชน"),
    "lao": gettext_lazy("จำนวนเงินจากองค์กรปกครองส่วนท้องถิ่น"),
    "pao": gettext_lazy("จำนวนเงินจากองค์การบริหารส่วนจังหวัด"),
    "province": gettext_lazy("จำนวนเงินจากงบจังหวัด"),
    "ministry": gettext_lazy("จำนวนเงินจากงบกระทรวง กรม"),
    "other": gettext_lazy("จำนวนเงินจากแหล่งอื่น"),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading seems to mean, and how many of its letters say so."""

    key: str
    weight: int = 0


def year_key(year: int) -> str:
    """The key of a column with the baht of one year."""
    return f"{AMOUNT}:{year}"


def year_of(key: str) -> int | None:
    """The year of such a key."""
    found = re.fullmatch(rf"{AMOUNT}:(\d{{4}})", key)
    return int(found[1]) if found else None


def source_of(key: str) -> str:
    """The source of a column with the baht from one source; empty for other columns."""
    return key.removeprefix(f"{AMOUNT}@") if key.startswith(f"{AMOUNT}@") else ""


def is_money(key: str) -> bool:
    """Whether a column holds baht."""
    return key == AMOUNT or year_of(key) is not None or bool(source_of(key))


def is_known(key: str) -> bool:
    """Whether it is a key at all."""
    year = year_of(key)
    return key in NAMES or source_of(key) in _OF_A_SOURCE or (year is not None and year in YEARS)


def choices(years: Iterable[int]) -> list[tuple[str, str]]:
    """What people may choose for a column, in the order of the form."""
    named = [(key, str(name)) for key, name in NAMES.items()]
    at = next(place for place, (key, _name) in enumerate(named) if key == AMOUNT)
    by_year = [(year_key(year), _("จำนวนเงินปี %d") % year) for year in years]
    by_source = [(f"{AMOUNT}@{source}", str(name)) for source, name in _OF_A_SOURCE.items()]
    return [*named[:at], *by_year, *named[at : at + 1], *by_source, *named[at + 1 :]]


def normalised(heading: str) -> str:
    """A heading as words are looked for in it: without spaces and marks, with one way to write each letter."""
    text = unicodedata.normalize("NFC", arabic(heading)).lower().replace("ํา", "ำ").replace("เเ", "แ")
    return "".join(c for c in text if unicodedata.category(c)[0] in "LNM" and c != "ๆ")


def meanings(headings: Sequence[str], years: Sequence[int]) -> list[str]:
    """What each heading of a table seems to mean; a meaning that only one column can have goes to the best of them."""
    guesses = [guessed(heading, years) for heading in headings]
    keys = [guess.key for guess in guesses]
    for key in set(keys) - {IGNORED, *REPEATED}:
        rivals = [place for place, own in enumerate(keys) if own == key]
        if len(rivals) > 1:
            best = min(rivals, key=lambda place: (len(normalised(headings[place])) - guesses[place].weight, place))
            for place in rivals:
                keys[place] = key if place == best else IGNORED
    return _point_once(_money_once(keys))


def is_half_a_point(keys: Iterable[str]) -> bool:
    """Whether a latitude is without a longitude, or the other way round."""
    return len({LATITUDE, LONGITUDE} & set(keys)) == 1


def _point_once(keys: Sequence[str]) -> list[str]:
    """A point is read from one column or from two: leave out what stands above the two, and half of one."""
    halves = {LATITUDE, LONGITUDE}
    left_out = halves if is_half_a_point(keys) else {POINT} if halves <= set(keys) else set()
    return [IGNORED if key in left_out else key for key in keys]


def _money_once(keys: Sequence[str]) -> list[str]:
    """Leave out what would count the same baht twice: sums beside years or sources, and a year without an amount."""
    by_year = any(year_of(key) for key in keys)
    by_source = any(source_of(key) for key in keys)
    left_out = set()
    if by_year:
        left_out |= {AMOUNT, YEAR, *(key for key in keys if source_of(key))}
    elif by_source:
        left_out |= {AMOUNT, SOURCE}
    elif AMOUNT not in keys:
        left_out |= {YEAR}
    return [IGNORED if key in left_out else key for key in keys]


def guessed(heading: str, years: Sequence[int]) -> Guess:
    """What one heading seems to mean: the longest known word in it decides, and a year makes it an amount."""
    text = normalised(heading)
    if not text:
        return Guess(IGNORED)
    bare = text.rstrip("0123456789")
    found = max(
        (
            Guess(key, len(word))
            for key, word, is_whole in _words()
            if (word in {text, bare} if is_whole else word in text)
        ),
        key=lambda guess: guess.weight,
        default=Guess(IGNORED),
    )
    year = _year_in(text, years)
    if year is not None and (found.key in {AMOUNT, YEAR} or not found.weight):
        return Guess(year_key(year), len(text))
    if year is not None and found.key not in {IGNORED, *REPEATED}:
        return Guess(IGNORED)  # a target or a count of one year is no amount
    return found


def _year_in(text: str, years: Sequence[int]) -> int | None:
    """The one year that a heading names, of either era or by its last two digits."""
    named = {int(digits) for digits in re.findall(r"(?<!\d)\d{4}(?!\d)", text)}
    named = {year if year in YEARS else year + BUDDHIST_ERA_OFFSET for year in named}
    if len(named) == 1:
        return next((year for year in named if year in YEARS), None)
    short = re.fullmatch(r"(?:งบประมาณ|งบ|จำนวนเงิน)?(?:ปีงบประมาณ|ปีงบ|ปี)?(?:พศ)?(\d\d)(?:บาท)?", text)
    return full_year(int(short[1]), years) if short and not named else None


def full_year(short: int, years: Sequence[int]) -> int | None:
    """The year of the round whose last two digits these are."""
    return next((year for year in years if year % 100 == short), None)


@cache
def _words() -> tuple[tuple[str, str, bool], ...]:
    known = json.loads(WORDS.read_text(encoding="utf-8"))
    return tuple(
        (key, normalised(word), word.startswith(WHOLE)) for key, words in known.items() for word in words if word
    )
