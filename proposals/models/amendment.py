"""Amendments: a plan that was taken by the level above changes only by a numbered plan of its own that amends it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.models.plan import Plan
from proposals.models.stages import PlanState


class Amendment(models.Model):
    """What makes a plan an amendment of another: its kind, why, and the number that its adoption gave it.

    ``plan`` holds the new and the replacing lines; nothing of the amended plan is changed. Numbers run per owner, kind
    and calendar year (พ.ศ.), without a gap, because they are taken when a meeting adopts.
    """

    class Kind(models.TextChoices):
        ADD = "add", gettext_lazy("เพิ่มเติม")
        CHANGE = "change", gettext_lazy("เปลี่ยนแปลง")
        CORRECT = "correct", gettext_lazy("แก้ไข")

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="amendment")
    amends = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")
    owner = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    reason = models.TextField()
    legal_reference = models.CharField(max_length=300, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "year", "number"], name="one_amendment_per_number_and_year"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, year__isnull=True, adopted_on__isnull=True)
                | Q(number__isnull=False, year__isnull=False, adopted_on__isnull=False),
                name="an_amendment_is_numbered_when_adopted",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_amendment_has_its_reason"),
        ]

    def __str__(self) -> str:
        """เพิ่มเติม ครั้งที่ 1/2570"""  # noqa: D415  # shows the form itself
        kind = str(Amendment.Kind(self.kind).label)
        if self.number is None:
            return kind
        return _("%(kind)s ครั้งที่ %(number)d/%(year)d") % {"kind": kind, "number": self.number, "year": self.year}

    @property
    def waits_for_the_supplementary_round(self) -> bool:
        """Adopted after the level above has closed: its lines go up with the next supplementary round."""
        return self.number is not None and self.amends.state == PlanState.CLOSED
