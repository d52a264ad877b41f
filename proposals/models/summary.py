"""Sums over the lines of area plans, kept by the database itself with every change of what they count."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.cycle import Cycle
from proposals.models.line import FateKind
from proposals.models.stages import Level
from proposals.money import MoneyField


class Split(models.TextChoices):
    """By what lines are counted. The sums of each way add up to the same total."""

    WORK_CLASS = "class", _("ผู้ดำเนินการ")
    STRATEGY = "strategy", _("ยุทธศาสตร์")


class Summary(models.Model):
    """How many lines of a district's area plans of one level are of one value and have had one fate, and their baht.

    Counted are the versions on the plans' desks. ``fate`` is empty for lines that have none yet; a revised one counts
    no more. ``district_code`` is empty for the province's own plan. Triggers write these rows in the transaction of
    each change (`proposals.summary_sql`), and nobody else does but `proposals.summary.rebuild`. On PostgreSQL what
    belongs together may stand in several rows, or none, so whoever reads adds up.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", db_index=False)
    province_code = models.CharField(max_length=2)
    level = models.CharField(max_length=12, choices=Level.choices)
    split = models.CharField(max_length=8, choices=Split.choices)
    district_code = models.CharField(max_length=4, blank=True)
    value = models.CharField(max_length=200, blank=True)
    fate = models.CharField(max_length=10, choices=FateKind.choices, blank=True)
    lines = models.IntegerField()
    asked = MoneyField()
    proposed = MoneyField()

    class Meta:
        indexes = [
            models.Index(
                fields=["cycle", "province_code", "level", "split", "district_code", "value", "fate"],
                name="summary_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.province_code} {self.district_code} {self.level} {self.value} {self.fate}: {self.lines}"
