"""Sheets that people bring: what their columns mean, and one on its way into a plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import BudgetLine


class ColumnMapping(models.Model):
    """What a body once said that the columns of a sheet mean; asked no more of a sheet with the same headings.

    ``columns`` leads from the number of a column (from 1, as text) to its key (`proposals.exchange.columns`).
    """

    body = models.ForeignKey("directory.Body", on_delete=models.CASCADE, related_name="column_mappings")
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    source = models.CharField(max_length=12, choices=BudgetLine.Source.choices, default=BudgetLine.Source.OTHER)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "signature"], name="one_mapping_per_body_and_headings")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.signature[:8]}"


class SheetImport(models.Model):
    """An uploaded workbook until its person has confirmed or dropped it; the file goes then, the row a week later.

    The file is no record, so it lies on a shelf (`directory.shelf`) and not among the files that are kept for ever.
    ``found`` is what the check said, for the page alone: confirming checks again. ``behalf`` is the signed paper that
    it is recorded from, kept only while a job has yet to do the import.
    """

    class Stage(models.TextChoices):
        COLUMNS = "columns", _("รอเลือกคอลัมน์")
        CHECKING = "checking", _("กำลังตรวจ")
        CHECKED = "checked", _("ตรวจแล้ว รอยืนยัน")
        IMPORTING = "importing", _("กำลังนำเข้า")
        DONE = "done", _("นำเข้าแล้ว")
        DROPPED = "dropped", _("ไม่นำเข้า")

    plan = models.ForeignKey("proposals.Plan", on_delete=models.CASCADE, related_name="imports")
    shelved = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    user = models.ForeignKey("directory.User", on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey("directory.Office", on_delete=models.CASCADE, related_name="+", db_index=False)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    columns = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=12, blank=True)
    found = models.JSONField(default=dict)
    behalf = models.JSONField(null=True, blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "stage"], name="sheet_import_user")]

    def __str__(self) -> str:
        return self.name
