"""What the views of the desks share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy


def told(words: Callable[[], str]) -> Any:
    """Words that are made only once the verb has said how much it did."""
    return lazy(words, str)()


def in_cell(baht: Decimal | None) -> str:
    """An amount as a cell of such a workbook writes it."""
    return "" if baht is None else f"{baht:,.2f}"
