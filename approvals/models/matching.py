"""Rows of other plans, of agencies and of LAOs, and which project of the province's worksheet each was matched with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Line
from proposals.money import MoneyField


class OutsideRow(models.Model):
    """An agency's programme of one year, or an item of an LAO's plan. Only ever inserted.

    Found by body, year (พ.ศ.), plan and item; what it says later is another row that ``replaces`` this one.
    """

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    plan = models.CharField(max_length=200, blank=True)
    item = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    budget = MoneyField(null=True, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["body_id", "year", "plan", "item", "pk"]
        indexes = [models.Index(fields=["body", "year"], name="outside_row_body")]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "plan", "item"],
                condition=Q(replaces__isnull=True),
                name="one_first_outside_row_per_item",
            ),
            models.CheckConstraint(condition=~Q(item="") & ~Q(title=""), name="an_outside_row_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0), name="an_outside_budget_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.title}"


class Match(models.Model):
    """What was found when a line was held beside a row of another plan. Only ever inserted; a later one ``replaces``.

    It hangs on the line that came from below, so that it follows the line into whatever entry it feeds.
    """

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", _("ตรงกับโครงการในแผนนั้น")
        BEYOND = "beyond", _("เกินศักยภาพขององค์กรปกครองส่วนท้องถิ่น")
        DONE = "done", _("ดำเนินการแล้ว")
        RELATED = "related", _("เกี่ยวข้องกัน")
        NONE = "none", _("ไม่ตรงกัน")

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="matches")
    row = models.ForeignKey(OutsideRow, on_delete=models.PROTECT, related_name="matches")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    test = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    matched_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "row"], condition=Q(replaces__isnull=True), name="one_first_match_of_a_line_and_a_row"
            ),
            models.CheckConstraint(
                condition=(Q(verdict="beyond") & ~Q(test="")) | (~Q(verdict="beyond") & Q(test="")),
                name="only_beyond_capacity_names_its_test",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.verdict} {self.row_id}"
