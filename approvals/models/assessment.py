"""What a desk judges by, as data of each province and cycle: criteria, the checklist of a review, the six tests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Line, PlanVersion
from workflow.models import Published, Versioned


class AssessmentList(Published, Versioned):
    """One version of a list; worksheets and checks name the version that they used.

    Without a province it is everybody's; a province's own is of a cycle and holds for its later cycles too, until
    another is set. ``items`` is a list of ``{"code", "text", "reference"}``; a criterion has besides its ``weight`` and
    its ``descriptors`` by score, and common items have their words in ``english``.
    """

    class Kind(models.TextChoices):
        CRITERIA = "criteria", _("เกณฑ์การให้คะแนน")
        SCREENING = "screening", _("รายการตรวจแผน")
        BEYOND_CAPACITY = "beyond_capacity", _("ข้อตรวจโครงการเกินศักยภาพท้องถิ่น")

    NUMBERED_BY = ("kind", "province")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    province = models.ForeignKey(
        "directory.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="assessment_lists"
    )
    cycle = models.ForeignKey(
        "proposals.Cycle", on_delete=models.PROTECT, null=True, blank=True, related_name="assessment_lists"
    )
    items = models.JSONField()
    reference = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "province_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                condition=Q(province__isnull=True),
                name="one_common_assessment_list_per_version",
            ),
            models.UniqueConstraint(
                fields=["kind", "province", "version"],
                condition=Q(province__isnull=False),
                name="one_assessment_list_of_a_province_per_version",
            ),
            models.CheckConstraint(
                condition=Q(province__isnull=True, cycle__isnull=True) | Q(province__isnull=False, cycle__isnull=False),
                name="a_provinces_assessment_list_is_of_a_cycle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.province_id or '–'} v{self.version}"


class LineCheck(models.Model):
    """What a desk found on one line in one version by one list; ``answers`` maps an item's code to yes or no.

    Only ever inserted: of one line's version the newest counts, and the earlier ones tell what was answered before.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="checks", db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_by_list = models.ForeignKey(AssessmentList, on_delete=models.PROTECT, related_name="+", db_index=False)
    answers = models.JSONField()
    note = models.TextField(blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["line", "version"], name="check_line_version")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.version_id}"
