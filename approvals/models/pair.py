"""Two lines of a worksheet that may be the same project, and the decision that two proposals are not."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from approvals.models.worksheet import Worksheet
from proposals.models import Line, Plan, Proposal


class Pair(models.Model):
    """Two lines that look alike, found once for a worksheet; ``likeness`` is a percentage of their titles' letters.

    ``first_before`` and ``second_before`` are the last earlier years (พ.ศ.) in which the same was asked for, if any.
    """

    worksheet = models.ForeignKey(Worksheet, on_delete=models.CASCADE, related_name="pairs", db_index=False)
    first = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_index=False)
    likeness = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField()
    same_area = models.BooleanField()
    same_district = models.BooleanField()
    same_place = models.BooleanField()
    same_cost = models.BooleanField()
    same_year = models.BooleanField(default=False)
    first_before = models.PositiveSmallIntegerField(null=True)
    second_before = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["worksheet_id", "-weight", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "first", "second"], name="a_pair_is_found_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_is_of_two_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class NotSame(models.Model):
    """That two proposals are not the same, and why; they are offered together no more. Only ever inserted."""

    first = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=300)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_proposals_are_told_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="told_apart_are_two_proposals"),
            models.CheckConstraint(condition=~Q(reason=""), name="being_told_apart_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
