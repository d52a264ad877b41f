"""Which unit prices a writer may pick from: the province's own of its round, and examples where it has none."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from directory import clock
from proposals.models import Cycle, UnitPrice


def unit_prices_for(cycle: Cycle, day: date | None = None) -> list[UnitPrice]:
    """The prices that hold on a day, by name; no examples stand beside prices of the province's own. One query."""
    day = day or clock.today()
    of_round = Q(round_start__isnull=True) | Q(round_start=cycle.round_start)
    found = list(_on(day).filter(of_round, Q(province=cycle.province_id) | Q(province__isnull=True)))
    own = [price for price in found if price.province_id is not None]
    return own or found


def own_unit_prices(province: str) -> QuerySet[UnitPrice]:
    """A province's own prices, those that hold no longer too."""
    return UnitPrice.objects.filter(province=province)


def example_prices() -> QuerySet[UnitPrice]:
    """The prices that only show what such a list looks like."""
    return UnitPrice.objects.filter(province__isnull=True, is_example=True)


def _on(day: date) -> QuerySet[UnitPrice]:
    return UnitPrice.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
