"""Drafting together: who was invited, what they propose and ask, and what a draft said before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """What an invitation allows; each right includes those before it."""

    COMMENT = "comment", _("อ่านและถามตอบ")
    SUGGEST = "suggest", _("เสนอข้อความให้เจ้าของพิจารณา")
    WRITE = "write", _("แก้ไขข้อความได้เอง")


class CoAuthor(models.Model):
    """An office invited to one draft, or to all drafts of a plan. Whoever holds the office is invited.

    Rows end, they are not deleted: what was written stays explained.
    """

    plan = models.ForeignKey("proposals.Plan", on_delete=models.CASCADE, related_name="co_authors")
    proposal = models.ForeignKey(
        "proposals.Proposal", on_delete=models.CASCADE, null=True, blank=True, related_name="co_authors"
    )
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="invitations")
    right = models.CharField(max_length=8, choices=Right.choices)
    invited_by = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "office"],
                condition=Q(ended_at__isnull=True, proposal__isnull=False),
                name="one_open_invitation_to_a_draft",
            ),
            models.UniqueConstraint(
                fields=["plan", "office"],
                condition=Q(ended_at__isnull=True, proposal__isnull=True),
                name="one_open_invitation_to_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.right}"


class Suggestion(models.Model):
    """Other words for one field of a draft. Only the owner puts them there.

    ``before_hash`` is the hash of what the field said then: once it says something else, the suggestion is outdated.
    """

    class State(models.TextChoices):
        OPEN = "open", _("รอเจ้าของพิจารณา")
        ACCEPTED = "accepted", _("รับแล้ว")
        DECLINED = "declined", _("ไม่รับ")
        WITHDRAWN = "withdrawn", _("ผู้เสนอถอนแล้ว")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="suggestions")
    field = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()
    before_hash = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="a_decided_suggestion_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.field} {self.state}"


class Comment(models.Model):
    """A word on one field of a draft, or an answer to one. Read by the owner's body and by those invited."""

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="comments")
    field = models.CharField(max_length=20)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    text = models.TextField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_has_words"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(resolved_at__isnull=True), name="a_thread_is_resolved_as_a_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.field}"


class EarlierWords(models.Model):
    """What a draft said before somebody else, or the same writer on another occasion, changed it.

    Frozen versions stay by themselves; a version that was never frozen is replaced, and this keeps its words.
    """

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="earlier_words")
    revision = models.PositiveIntegerField()
    words = models.JSONField()
    written_by = models.ForeignKey(
        "directory.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "revision"], name="one_wording_per_revision_of_a_draft")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} r{self.revision}"
