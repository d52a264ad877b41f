"""Whether a project is ready to be carried out: the questions as data of each province, and a draft's answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Dated, Published, Versioned


class ReadinessList(Published, Dated, Versioned):
    """One version of the questions.

    Without a province they are everybody's, until a province sets its own; an agency's questions are asked besides,
    of the projects that name it. ``items`` is a list of ``{"code", "text", "legal_reference", "verified", "classes",
    "needs_paper"}``; an item without classes is asked of every class.
    """

    NUMBERED_BY = ("province", "agency")

    province = models.ForeignKey(
        "directory.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="readiness_lists"
    )
    agency = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="readiness_lists"
    )
    items = models.JSONField()

    class Meta:
        ordering = ["province_id", "agency_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(province__isnull=True), name="one_common_readiness_list_per_version"
            ),
            models.UniqueConstraint(
                fields=["province", "version"],
                condition=Q(province__isnull=False, agency__isnull=True),
                name="one_readiness_list_of_a_province_per_version",
            ),
            models.UniqueConstraint(
                fields=["province", "agency", "version"],
                condition=Q(agency__isnull=False),
                name="one_readiness_list_of_an_agency_per_version",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(province__isnull=False), name="an_agencys_list_is_of_a_province"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province_id or '–'} v{self.version}"


class ReadinessAnswer(models.Model):
    """What a draft answers to one question, by its code; ``paper`` is the file beside the draft that proves it."""

    class Kind(models.TextChoices):
        YES = "yes", _("พร้อมแล้ว")
        NO = "no", _("ยังไม่พร้อม")
        NOT_APPLICABLE = "not_applicable", _("ไม่เกี่ยวข้อง")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="readiness")
    code = models.CharField(max_length=40)
    answer = models.CharField(max_length=14, choices=Kind.choices)
    note = models.CharField(max_length=500, blank=True)
    paper = models.ForeignKey(
        "proposals.Attachment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "code"], name="one_answer_per_readiness_question")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.code} {self.answer}"
