"""Shares of baht that add up."""

from decimal import Decimal

import pytest

from proposals.money import split_by_largest_remainder


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
