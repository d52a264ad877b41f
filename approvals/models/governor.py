"""What the governor means to decide of each line, and until when it stays unseen. Nobody else reads it beforehand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import FateKind, Line, Plan, PlanVersion
from proposals.money import MoneyField


class GovernorChoice(models.Model):
    """What is drafted for one line of a version: carried for so much, with or without a condition, or not.

    Only ever inserted: the latest of a line counts, and it counts for the public once that version is endorsed. A
    condition has its owner and its due date: it becomes an obligation then.
    """

    class Choice(models.TextChoices):
        CARRY = "carry", _("บรรจุในแผน")
        CONDITION = "condition", _("บรรจุในแผนโดยมีเงื่อนไข")
        DEFER = FateKind.DEFERRED.value, FateKind.DEFERRED.label
        REFUSE = FateKind.REFUSED.value, FateKind.REFUSED.label

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="choices", db_index=False)
    version_hash = models.CharField(max_length=64)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_index=False)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    granted = MoneyField()
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    condition = models.TextField(blank=True)
    owner = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due_on = models.DateField(null=True, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["version", "line", "-id"], name="latest_choice_of_a_line")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(choice="condition") & ~Q(condition="") & Q(owner__isnull=False, due_on__isnull=False))
                | (~Q(choice="condition") & Q(condition="", owner__isnull=True, due_on__isnull=True)),
                name="a_condition_has_its_owner_and_its_day",
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["carry", "condition"], granted__gte=0)
                | (Q(granted=0) & ~Q(reason_code="") & ~Q(reason="")),
                name="what_the_governor_leaves_out_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.line_id} {self.choice}"


class Embargo(models.Model):
    """When the governor's decision on a version is published by itself. Only ever inserted: the latest counts.

    Without a day the one before is lifted: the governor publishes by hand.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    version_hash = models.CharField(max_length=64)
    publish_on = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.publish_on}"
