"""What happens after the decision: who answers for a line, for how much, and how far it has come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import GovernorChoice
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


class Obligation(models.Model):
    """A condition on which a line was carried: who is to meet it, until when, and whether the province says it is met.

    ``status`` is that of its latest report, kept beside it so that lists can filter; nothing else writes it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("รอดำเนินการตามเงื่อนไข")
        ANSWERED = "answered", _("รายงานแล้ว รอจังหวัดตรวจ")
        MET = "met", _("เป็นไปตามเงื่อนไขแล้ว")
        WAIVED = "waived", _("ยกเว้นเงื่อนไข")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="obligations")
    choice = models.OneToOneField(GovernorChoice, on_delete=models.PROTECT, related_name="obligation")
    owner = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="obligations")
    text = models.TextField()
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_obligation_says_what_is_to_be_done")]

    def __str__(self) -> str:
        return self.text

    @property
    def area_code(self) -> str:
        """Where it lies: in its commitment's province."""
        return self.commitment.province_code


class ObligationReport(models.Model):
    """One act on an obligation: its owner's answer with evidence, or the province's word on it. Only ever inserted."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("รายงานการดำเนินการ")
        ACCEPT = "accept", _("จังหวัดรับรองว่าเป็นไปตามเงื่อนไข")
        REJECT = "reject", _("จังหวัดขอให้ดำเนินการเพิ่ม")
        WAIVE = "waive", _("จังหวัดยกเว้นเงื่อนไข")

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    note = models.TextField(blank=True)
    evidence = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey("workflow.Event", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reported_on = models.DateField()

    class Meta:
        ordering = ["obligation_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="accept") | ~Q(note=""), name="a_report_on_an_obligation_has_words")
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.kind}"
