from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from documents.thai import baht, baht_text, thai_date, thai_month_year, to_thai_digits


def test_digits_become_thai_and_everything_else_stays() -> None:
    assert to_thai_digits("ที่ อย 0017.2/ว 1234") == "ที่ อย ๐๐๑๗.๒/ว ๑๒๓๔"
    assert to_thai_digits(2569) == "๒๕๖๙"


def test_a_date_carries_the_full_month_and_the_buddhist_year() -> None:
    assert thai_date(date(2026, 11, 21)) == "๒๑ พฤศจิกายน ๒๕๖๙"
    assert thai_date(date(2028, 2, 29)) == "๒๙ กุมภาพันธ์ ๒๕๗๑"
    assert thai_month_year(date(2026, 1, 1)) == "มกราคม ๒๕๖๙"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("0.01", "หนึ่งสตางค์"),
        ("1", "หนึ่งบาทถ้วน"),
        ("1.11", "หนึ่งบาทสิบเอ็ดสตางค์"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("110", "หนึ่งร้อยสิบบาทถ้วน"),
        ("121546321.25", "หนึ่งร้อยยี่สิบเอ็ดล้านห้าแสนสี่หมื่นหกพันสามร้อยยี่สิบเอ็ดบาทยี่สิบห้าสตางค์"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("11000000", "สิบเอ็ดล้านบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("1000001000000", "หนึ่งล้านเอ็ดล้านบาทถ้วน"),
        ("-21.50", "ลบยี่สิบเอ็ดบาทห้าสิบสตางค์"),
    ],
)
def test_amounts_are_read_out_with_the_et_rule(amount: str, words: str) -> None:
    assert baht_text(Decimal(amount)) == words


def test_satang_show_only_when_there_are_any_or_when_asked_for() -> None:
    assert baht(Decimal(1250000)) == "๑,๒๕๐,๐๐๐"
    assert baht(Decimal("1250000.5")) == "๑,๒๕๐,๐๐๐.๕๐"
    assert baht(Decimal(1250000), satang=True) == "๑,๒๕๐,๐๐๐.๐๐"
    assert baht(Decimal(1250000), thai=False) == "1,250,000"
    assert baht(Decimal("1E+6"), thai=False) == "1,000,000"


def test_amounts_round_half_up_and_never_print_minus_zero() -> None:
    assert baht(Decimal("0.005")) == "๐.๐๑"
    assert baht(Decimal("-0.001")) == "๐"
    assert baht_text(Decimal("-0.001")) == "ศูนย์บาทถ้วน"


def test_very_large_amounts_keep_every_digit() -> None:
    assert baht(Decimal(10) ** 12, thai=False) == "1,000,000,000,000"


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_not_an_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        baht_text(Decimal(amount))
