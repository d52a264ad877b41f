"""The dates of a planning cycle's phases, as letters announce them: of a province, or of one area over it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """What a cycle asks for, in the order of the year."""

    FORUM = "forum", _("จัดเวทีประชาคม")
    DRAFTING = "drafting", _("จัดทำและรับรองแผนตำบล")
    SUBMISSION = "submission", _("เสนอแผนต่ออำเภอ")
    OPINIONS = "opinions", _("อปท. ให้ความเห็น")
    REVIEW = "review", _("อำเภอตรวจแผนตำบล")
    GATHER_DISTRICT = "gather_district", _("อำเภอรวบรวมแผนตำบล")
    CLOSING = "closing", _("อำเภอมีมติและเสนอแผนต่อจังหวัด")
    VETTING = "vetting", _("จังหวัดกลั่นกรองแผนอำเภอ")
    GATHER_PROVINCE = "gather_province", _("จังหวัดรวบรวมแผนอำเภอ")
    HEARING = "hearing", _("จังหวัดรับฟังความคิดเห็น")
    DECISION = "decision", _("จังหวัดมีมติแผน")
    REPLY = "reply", _("ตอบองค์กรเจ้าของแผนครั้งแรก")
    FUNDING = "funding", _("บันทึกผลการจัดสรรและประกาศใช้แผน")


class PhaseDate(models.Model):
    """The day by which a phase ends in an area, for one target year; the letter that says so goes with it.

    Rows are only ever inserted: a later one for the same area, year and phase is an extension, and names its reason.
    """

    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="phase_dates", db_index=False)
    target_year = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=16, choices=Phase.choices)
    due_on = models.DateField()
    announced_by = models.CharField(max_length=100)
    announced_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    legal_reference = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["area", "target_year", "phase"], name="phase_date_in_force")]
        constraints = [
            models.CheckConstraint(condition=~Q(announced_by=""), name="a_phase_date_names_its_letter"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="a_phase_date_is_of_a_known_phase"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.target_year} {self.phase}: {self.due_on}"
