"""Scoring alone: who scores a worksheet's lines blind to the others, and what each of them gave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from approvals.models.worksheet import Criterion, Worksheet
from proposals.models import Line, PlanVersion


class Scorer(models.Model):
    """An office that scores a worksheet's lines alone; excused by name, with a reason, if it cannot."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="scorers", db_index=False)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="scores_worksheets")
    appointed_at = models.DateTimeField()
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_reason = models.CharField(max_length=300, blank=True)
    excused_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["worksheet_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "office"], name="one_scorer_per_office_of_a_worksheet"),
            models.CheckConstraint(
                condition=Q(excused_at__isnull=True, excused_reason="")
                | (Q(excused_at__isnull=False) & ~Q(excused_reason="")),
                name="an_excuse_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worksheet_id} {self.office_id}"


class GivenScore(models.Model):
    """What one scorer gave one line by one criterion. Nobody else reads it until scoring is closed."""

    scorer = models.ForeignKey(Scorer, on_delete=models.CASCADE, related_name="given", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="given_scores")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="given")
    value = models.PositiveSmallIntegerField()
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scorer", "line", "criterion"], name="one_given_score_per_scorer_line_and_criterion"
            ),
            models.CheckConstraint(condition=Q(value__lte=4), name="a_given_score_is_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.scorer_id} {self.line_id} {self.criterion_id}"
