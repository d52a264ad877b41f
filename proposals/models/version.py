"""The versions of a plan's contents, and the decisions taken on exactly one of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.plan import Plan


class PlanVersion(models.Model):
    """A state of a plan's contents. At most one is open; a frozen one carries the hash that decisions name."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_per_number_of_a_plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(frozen_at__isnull=True), name="one_open_version_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(hash=""), name="a_frozen_version_has_its_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Decision(models.Model):
    """One act on one exact version: adopted, accepted, resolved, endorsed. Only ever inserted."""

    class Act(models.TextChoices):
        ADOPT = "adopt", _("มติรับรองแผน")
        ACCEPT = "accept", _("รับแผน")
        ENDORSE = "endorse", _("เห็นชอบแผน")
        WITHDRAW = "withdraw", _("ถอน")
        REFER = "refer", _("หน่วยงานรับไปดำเนินการ")
        KEEP = "keep", _("เจ้าของแผนดำเนินการเอง")
        LATE = "late", _("แผนมาถึงหลังกำหนด")
        APPEAL = "appeal", _("ตอบอุทธรณ์")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=8, choices=Act.choices)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="decisions")
    version_hash = models.CharField(max_length=64)
    resolution = models.ForeignKey(
        "proposals.Resolution", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    event = models.ForeignKey("workflow.Event", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    legal_basis = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.act}"
