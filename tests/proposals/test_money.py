"""Baht as people type it, and shares that add up."""

from decimal import Decimal

import pytest

from proposals.money import read_baht, split_by_largest_remainder


@pytest.mark.parametrize(
    ("typed", "baht"),
    [
        ("250000", "250000.00"),
        ("๒๕๐,๐๐๐", "250000.00"),
        (" 1,234.5 ", "1234.50"),
        ("๑๒๓.๔๕", "123.45"),
        ("฿99", "99.00"),
        ("0", "0.00"),
        ("999,999,999,999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_read_in_thai_and_arabic_digits(typed, baht):
    assert str(read_baht(typed)) == baht


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("สองแสน", "ต้องเป็นจำนวนเงินเป็นตัวเลข"),
        ("", "ต้องเป็นจำนวนเงินเป็นตัวเลข"),
        ("1.2.3", "ต้องเป็นจำนวนเงินเป็นตัวเลข"),
        ("-1", "จำนวนเงินต้องไม่ติดลบ"),
        ("-๕๐๐", "จำนวนเงินต้องไม่ติดลบ"),
        ("NaN", "จำนวนเงินต้องไม่ติดลบ"),
        ("Infinity", "จำนวนเงินต้องไม่ติดลบ"),
        ("1e30", "จำนวนเงินต้องไม่เกินหนึ่งล้านล้านบาท"),
        ("1000000000000", "จำนวนเงินต้องไม่เกินหนึ่งล้านล้านบาท"),
        ("0.005", "จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_is_expected(typed, expected):
    with pytest.raises(ValueError, match=expected):
        read_baht(typed)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("10.00", [0, 0], ["5.00", "5.00"]),
        ("7.00", [2, 1], ["4.67", "2.33"]),
        ("0.00", [3, 4], ["0.00", "0.00"]),
    ],
)
def test_shares_add_up_to_the_satang(total, weights, parts):
    shares = split_by_largest_remainder(Decimal(total), [Decimal(w) for w in weights])
    assert shares == [Decimal(part) for part in parts]
    assert sum(shares) == Decimal(total)
