"""How much money a level may propose: per fund and year, as a letter or a decision says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from proposals.models import BudgetLine, Plan
from proposals.money import MoneyField


class Envelope(models.Model):
    """The baht of one fund and budget year (พ.ศ.) for the plan of one level. Only ever inserted.

    Another amount is another row that ``replaces`` this one; the one that holds is replaced by none.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="envelopes", db_index=False)
    fund = models.CharField(max_length=12, choices=BudgetLine.Source.choices)
    year = models.PositiveSmallIntegerField()
    amount = MoneyField()
    reference = models.CharField(max_length=200)
    dated = models.DateField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["plan_id", "year", "fund", "pk"]
        indexes = [models.Index(fields=["plan", "year", "fund"], name="envelope_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fund", "year"], condition=Q(replaces__isnull=True), name="one_first_envelope_per_fund"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="an_envelope_is_not_negative"),
            models.CheckConstraint(condition=~Q(reference=""), name="an_envelope_names_its_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.fund} {self.year}: {self.amount}"
