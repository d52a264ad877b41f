"""The forms of plans (ผ.01, จ.1, …) as data: titles and columns by plan round, and a province's own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Dated, Published, Versioned


class FormTemplate(Published, Dated, Versioned):
    """One version of one form; papers name the version that they were made from.

    ``columns`` is a list of ``{"title", "source", "width"}``, a source being one that `proposals.form_sources` knows.
    Without a province a form is everybody's; without a round it is every round's. A province's own comes first.
    """

    class Code(models.TextChoices):
        P01 = "ผ.01", _("ผ.01 บัญชีสรุปโครงการพัฒนา")
        P02 = "ผ.02", _("ผ.02 รายละเอียดโครงการพัฒนา")
        P02_1 = "ผ.02/1", _("ผ.02/1 โครงการเกินศักยภาพ")
        P03 = "ผ.03", _("ผ.03 บัญชีครุภัณฑ์")
        J1 = "จ.1", _("จ.1 แผนปฏิบัติราชการ")
        J1_1 = "จ.1-1", _("จ.1-1 สรุปโครงการแบบย่อ")
        J2 = "จ.2", _("จ.2 บัญชีโครงการขอรับงบประมาณ")

    NUMBERED_BY = ("code", "province")

    code = models.CharField(max_length=8, choices=Code.choices)
    province = models.ForeignKey(
        "directory.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="form_templates"
    )
    round_start = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    legal_reference = models.CharField(max_length=300, blank=True)
    columns = models.JSONField()

    class Meta:
        ordering = ["code", "province_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], condition=Q(province__isnull=True), name="one_common_form_per_version"
            ),
            models.UniqueConstraint(
                fields=["code", "province", "version"],
                condition=Q(province__isnull=False),
                name="one_form_of_a_province_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
