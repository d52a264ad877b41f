"""Which texts of a table are numbers that a workbook can count with, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from documents.thai import from_thai_digits
from documents.typesetting import Column

__all__ = ["number_format", "number_in"]

_NUMBER: Final = re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?")
_MOST_DIGITS: Final = 15
"""What a workbook keeps of a number."""
_MONEY: Final = ("บาท", "วงเงิน")


def number_in(text: str, column: Column) -> Decimal | None:
    """Return the number that a cell is; None where it is anything else, or more than a workbook can keep.

    In a column that is not aligned right only whole numbers are: ๑.๑๐ there is a heading's, which has two ends. Codes
    stay texts: what begins with a zero, and whatever stands at the left.
    """
    written = from_thai_digits(text)
    if not _NUMBER.fullmatch(written):
        return None
    is_amount = column.align == "right" or _is_money(column)
    if not is_amount and (column.align == "left" or not written.isdecimal()):
        return None
    number = Decimal(written.replace(",", ""))
    return number if len(number.as_tuple().digits) <= _MOST_DIGITS else None


def number_format(column: Column, texts: Sequence[str]) -> str:
    """Return how the numbers of a column are shown: amounts with two decimals or more, counts and years as they are."""
    numbers = [text for text in texts if number_in(text, column) is not None]
    decimals = max((len(text.partition(".")[2]) for text in numbers), default=0)
    if _is_money(column) or decimals or any("," in text for text in numbers):
        return f"#,##0.{'0' * max(2, decimals)}"
    return "0"


def _is_money(column: Column) -> bool:
    return any(word in column.title for word in _MONEY)
