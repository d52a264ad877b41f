"""What lies beside a proposal while it is written: files, and what somebody has typed and not yet sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import nowhere_or_in_thailand


class Attachment(models.Model):
    """A picture or a file beside a proposal. Removing one keeps the row, so that the plan's history still names it.

    ``latitude`` and ``longitude`` are what a photograph said of its place, where its owner chose to keep that.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("ภาพ")
        PDF = "pdf", _("PDF")
        OFFICE = "office", _("เอกสารหรือตาราง")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    note = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    added_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["proposal_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "file"],
                condition=Q(removed_at__isnull=True),
                name="a_file_is_attached_once_to_a_proposal",
            ),
            models.CheckConstraint(condition=nowhere_or_in_thailand(), name="a_photograph_was_taken_in_thailand"),
        ]

    def __str__(self) -> str:
        return self.name


class UnfinishedWork(models.Model):
    """What one person in one office has typed into one page and not yet sent. Nobody else is ever shown it.

    No part of the plan's history: it changes nothing, and is gone once the page is sent or the writer throws it away.
    """

    user = models.ForeignKey("directory.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    office = models.ForeignKey("directory.Office", on_delete=models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey("proposals.Plan", on_delete=models.CASCADE, related_name="+", db_index=False)
    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, null=True, related_name="+")
    page = models.CharField(max_length=40)
    fields = models.JSONField()
    revision_seen = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user", "office", "page"],
                condition=Q(proposal__isnull=True),
                name="one_unfinished_page_of_a_plan",
            ),
            models.UniqueConstraint(
                fields=["plan", "user", "office", "page", "proposal"],
                condition=Q(proposal__isnull=False),
                name="one_unfinished_page_of_a_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.page}"
