"""Proposing less (or more) than was asked, budget line by budget line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from approvals.models.worksheet import Entry
from proposals.models import BudgetLine
from proposals.money import MoneyField


class Amount(models.Model):
    """What is proposed for one year and source of an entry, beside what its sources ask there; another has a reason."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="amounts", db_index=False)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=BudgetLine.Source.choices)
    asked = MoneyField()
    proposed = MoneyField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["entry_id", "year", "source"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "year", "source"], name="one_amount_per_budget_line_of_an_entry"),
            models.CheckConstraint(condition=Q(asked__gte=0) & Q(proposed__gte=0), name="no_amount_is_negative"),
            models.CheckConstraint(
                condition=Q(asked=F("proposed")) | ~Q(reason=""), name="a_partial_amount_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.year} {self.source}: {self.proposed}"
