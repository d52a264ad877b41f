"""Thai numerals, dates and amounts of money as official papers write them.

Pure functions without Django: the typesetting, the layouts, forms and exports all use them.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["baht", "baht_text", "from_thai_digits", "thai_date", "thai_month_year", "to_thai_digits"]

_DIGITS = tuple(zip("0123456789", "๐๑๒๓๔๕๖๗๘๙", strict=True))
_LATIN_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)

_BUDDHIST_ERA = 543

_NUMERALS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_DIGITS_PER_MILLION = 6

_SATANG = Decimal("0.01")


def to_thai_digits(value: object) -> str:
    """Return `str(value)` with every digit 0-9 written as a Thai digit; all else stays as it is."""
    text = str(value)
    for latin, thai in _DIGITS:  # several times as fast as one `translate` of all letters
        text = text.replace(latin, thai)
    return text


def from_thai_digits(text: str) -> str:
    """Return a text with every Thai digit written as 0-9; all else stays as it is."""
    return text.translate(_LATIN_DIGITS)


def thai_date(day: date) -> str:
    """Return a date as letters carry it: day, full month name, Buddhist year, such as ๒๑ พฤศจิกายน ๒๕๖๙."""
    return f"{to_thai_digits(day.day)} {thai_month_year(day)}"


def thai_month_year(day: date) -> str:
    """Return the month and the Buddhist year of a date, such as พฤศจิกายน ๒๕๖๙."""
    return f"{_MONTHS[day.month - 1]} {to_thai_digits(day.year + _BUDDHIST_ERA)}"


def baht(amount: Decimal, *, thai: bool = True, satang: bool = False) -> str:
    """Return an amount with thousands separators and without a unit, such as ๑,๒๕๐,๐๐๐ or ๑,๒๕๐,๐๐๐.๕๐.

    Args:
        amount: baht; rounded half up to the satang.
        thai: write Thai digits.
        satang: always write two decimals; otherwise only when the amount is not whole.

    Raises:
        ValueError: the amount is not a finite number.
    """
    rounded = _to_the_satang(amount)
    whole = rounded == rounded.to_integral_value()
    text = f"{rounded:,.2f}" if satang or not whole else f"{rounded:,.0f}"
    return to_thai_digits(text) if thai else text


def baht_text(amount: Decimal) -> str:
    """Return an amount in words, such as หนึ่งร้อยเอ็ดบาทถ้วน.

    A final one after anything else is เอ็ด (11, 101, 1,000,001); amounts below one baht name satang only.

    Raises:
        ValueError: the amount is not a finite number.
    """
    rounded = _to_the_satang(amount)
    sign = "ลบ" if rounded < 0 else ""
    whole, fraction = divmod(int(abs(rounded) * 100), 100)
    if not fraction:
        return f"{sign}{_in_words(whole)}บาทถ้วน"
    if not whole:
        return f"{sign}{_in_words(fraction)}สตางค์"
    return f"{sign}{_in_words(whole)}บาท{_in_words(fraction)}สตางค์"


def _to_the_satang(amount: Decimal) -> Decimal:
    exact = Decimal(amount)
    if not exact.is_finite():
        raise ValueError(f"not an amount of money: {amount}")
    # Adding zero turns -0.00 into 0.00, so that a rounded-away debt does not print a minus.
    return exact.quantize(_SATANG, ROUND_HALF_UP) + 0


def _in_words(number: int) -> str:
    if number == 0:
        return _NUMERALS[0]
    # Thai counts in millions of millions: each group of six digits is read alone and followed by ล้าน per step.
    digits = str(number)
    head_length = len(digits) % _DIGITS_PER_MILLION or _DIGITS_PER_MILLION
    words = _six_digits_in_words(digits[:head_length], follows=False)
    for start in range(head_length, len(digits), _DIGITS_PER_MILLION):
        group = digits[start : start + _DIGITS_PER_MILLION]
        words += "ล้าน" + _six_digits_in_words(group, follows=True)
    return words


def _six_digits_in_words(digits: str, *, follows: bool) -> str:
    """Read up to six digits; `follows` tells that millions were read before them, which makes a final one เอ็ด."""
    words = ""
    for position, character in enumerate(digits):
        digit = int(character)
        place = len(digits) - 1 - position
        if digit == 0:
            continue
        if place == 0 and digit == 1 and (follows or words):
            words += "เอ็ด"
        elif place == 1:
            words += {1: "", 2: "ยี่"}.get(digit, _NUMERALS[digit]) + _PLACES[1]
        else:
            words += _NUMERALS[digit] + _PLACES[place]
    return words
