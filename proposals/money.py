"""Money: Decimal baht in Python, integer satang in the database, shares that add up to the satang."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

SATANG = Decimal("0.01")
MOST_BAHT = Decimal("999999999999.99")


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # the base takes no arguments at run time
    """Baht as Decimal, stored as whole satang, because SQLite keeps decimals as floats and its sums lie."""

    description = "baht, stored as satang"

    # What django-stubs reads: baht go in and come out as Decimal.
    _pyi_private_set_type: Decimal | int | Combinable  # type: ignore[assignment]  # the base is of integers
    _pyi_private_get_type: Decimal  # type: ignore[assignment]  # see above
    _pyi_lookup_exact_type: Decimal | int  # type: ignore[assignment]  # see above

    def from_db_value(self, value: Any, *_args: Any) -> Decimal | None:
        """Satang (or a sum of them) to baht."""
        if type(value) is int:
            return Decimal(value).scaleb(-2)
        return None if value is None else (Decimal(value) / 100).quantize(SATANG)

    def to_python(self, value: Any) -> Decimal | None:
        """Anything that a number can be read from, to baht.

        Raises:
            ValidationError: not a number, or parts of a satang.
        """
        if value is None:
            return None
        try:
            baht = Decimal(value)
            if baht != baht.quantize(SATANG):
                raise ValidationError(_("จำนวนเงินต้องไม่มีเศษของสตางค์"))
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(_("ต้องเป็นจำนวนเงินเป็นตัวเลข")) from error
        return baht.quantize(SATANG)

    def get_prep_value(self, value: Any) -> int | None:
        """Baht to satang."""
        if type(value) is Decimal and value.is_finite() and (satang := value.scaleb(2)) == (whole := int(satang)):
            return whole
        baht = self.to_python(value)
        return None if baht is None else int(baht * 100)


def in_satang(name: str) -> Cast:
    """A column of money as the integer that is stored: for sums and comparisons of many rows."""
    return Cast(name, models.BigIntegerField())


def split_by_largest_remainder(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Divide baht by weights so that the parts add up to the satang; equal weights when all are zero."""
    satang = int(total * 100)
    if len(weights) == 1:
        return [Decimal(satang) / 100]
    weights = list(weights) if sum(weights) else [Decimal(1)] * len(weights)
    exact = [satang * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: satang - sum(parts)]:
        parts[i] += 1
    return [Decimal(part) / 100 for part in parts]
