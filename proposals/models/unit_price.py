"""What things cost in a province: prices that writers may pick for their budgets, with what each rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from proposals.money import MoneyField
from workflow.models import Dated, Published


class UnitPrice(Published, Dated):
    """The price of one unit of something, from a day on. Budgets copy the price, so that a new one changes no budget.

    Without a province it is an example that everybody sees until the province sets its own; without a round it is for
    every round.
    """

    province = models.ForeignKey(
        "directory.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="unit_prices"
    )
    round_start = models.PositiveSmallIntegerField(null=True, blank=True)
    item = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    price = MoneyField()
    reference = models.CharField(max_length=300, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "unit", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="a_unit_price_is_a_price"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_unit_price_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} ({self.unit})"
