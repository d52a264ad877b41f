"""Workbooks of the desk on their way back, and the resolutions behind scores that came in one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.worksheet import Worksheet
from proposals.models import Meeting, Plan


class DeskSheet(models.Model):
    """An uploaded workbook of one of the desk's lists until its person confirmed or dropped it; a week at most.

    The file is no record, so it lies on a shelf (`directory.shelf`). ``found`` is what the check said, for the page:
    confirming checks again.
    """

    class Stage(models.TextChoices):
        CHECKED = "checked", _("ตรวจแล้ว รอยืนยัน")
        DONE = "done", _("บันทึกแล้ว")
        DROPPED = "dropped", _("ไม่บันทึก")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="desk_sheets")
    table = models.CharField(max_length=20)
    shelved = models.CharField(max_length=32, blank=True)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    user = models.ForeignKey("directory.User", on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey("directory.Office", on_delete=models.CASCADE, related_name="+", db_index=False)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    found = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Consensus(models.Model):
    """A meeting's resolution on the scores that its secretary entered. Only ever inserted.

    ``workbook`` is the hash of the file in which they came; blank where they were typed.
    """

    worksheet = models.ForeignKey(Worksheet, on_delete=models.PROTECT, related_name="consensus")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    lines = models.PositiveIntegerField()
    workbook = models.CharField(max_length=64, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_consensus_has_words")]

    def __str__(self) -> str:
        return f"{self.worksheet_id} {self.meeting_id}"
