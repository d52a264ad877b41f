"""What happens after the decision: who answers for a line, for how much, and how far it has come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Line
from proposals.money import MoneyField


class Status(models.TextChoices):
    """How far a commitment has come."""

    WAITING = "waiting", _("รอจัดสรรงบประมาณ")
    BUDGETED = "budgeted", _("ได้รับงบประมาณแล้ว")
    UNDER_WAY = "under_way", _("อยู่ระหว่างดำเนินการ")
    DONE = "done", _("แล้วเสร็จ")
    DROPPED = "dropped", _("ยกเลิกโครงการ")
    NOT_FUNDED = "unfunded", _("ไม่ได้รับจัดสรรงบประมาณ")


class Commitment(models.Model):
    """A line that stands in the endorsed plan: the agency that answers for it, with amount, source and budget year.

    ``allocated`` (baht) is what its source of money granted; None until it has answered.
    ``status`` and ``updated_on`` are those of its latest update, kept beside it so that lists can filter; nothing else
    writes them.
    """

    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="commitment")
    title = models.CharField(max_length=300)
    agency = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="commitments")
    province_code = models.CharField(max_length=2)
    district_codes = models.JSONField(default=list)
    amount = MoneyField()
    allocated = MoneyField(null=True, blank=True)
    funding_source = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    within_ceiling = models.BooleanField(default=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    updated_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["province_code", "status", "updated_on"], name="commitment_province_status")]

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        """Where it lies: in its province; the districts are those of its sources."""
        return self.province_code

    @property
    def owner(self) -> object:
        """Whose work it is: the agency's."""
        return self.agency


class CommitmentUpdate(models.Model):
    """One dated report on a commitment. Only ever inserted."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="updates")
    status = models.CharField(max_length=9, choices=Status.choices)
    reported_on = models.DateField()
    note = models.TextField(blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey("workflow.Event", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["commitment_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(status="dropped") | ~Q(note=""), name="dropping_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.status}"
