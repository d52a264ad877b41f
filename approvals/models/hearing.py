"""A public hearing on the province's draft: its notice, what people said, what of it is shown, and the answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Plan


class HearingNotice(models.Model):
    """When and where the draft is heard, and from when until when anybody may write. Only ever inserted.

    ``code`` opens its public page. Another notice of the same plan ``replaces`` this one and keeps the code of neither:
    what was said under an earlier one stays there.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="hearing_notices")
    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    starts_at = models.TimeField()
    place = models.CharField(max_length=200)
    opens_on = models.DateField()
    closes_on = models.DateField()
    text = models.TextField(blank=True)
    shows_draft = models.BooleanField(default=False)
    reference = models.CharField(max_length=300, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["plan_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_hearing_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.title


class HearingComment(models.Model):
    """What somebody said about the draft. Only ever inserted, and shown to nobody outside before it was looked at.

    ``office`` is who wrote it down from paper; none, where it came through the public page. ``key`` makes a form that
    is sent twice one comment.
    """

    notice = models.ForeignKey(HearingNotice, on_delete=models.PROTECT, related_name="comments", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    key = models.CharField(max_length=32, unique=True)
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    said_on = models.DateField()

    class Meta:
        ordering = ["notice_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_comment_per_number_of_a_hearing"),
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.number}"


class CommentView(models.Model):
    """That a comment is shown in public from now on, or hidden, because. The last one holds; only ever inserted."""

    comment = models.ForeignKey(HearingComment, on_delete=models.PROTECT, related_name="views")
    is_shown = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(is_shown=True) | ~Q(reason=""), name="hiding_a_comment_has_its_reason")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.is_shown}"


class CommentAnswer(models.Model):
    """One answer to a comment, or to several that say the same under one ``topic``. The last one of a comment holds."""

    class Result(models.TextChoices):
        TAKEN = "taken", _("นำไปปรับร่างแผน")
        PARTLY = "partly", _("นำไปปรับบางส่วน")
        NOT_TAKEN = "not_taken", _("ไม่ได้ปรับตาม")
        NOTED = "noted", _("รับทราบ")

    topic = models.CharField(max_length=200)
    result = models.CharField(max_length=9, choices=Result.choices)
    text = models.TextField()
    comments = models.ManyToManyField(HearingComment, through="approvals.Answered", related_name="answers")
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(topic=""), name="a_hearings_answer_says_something")
        ]

    def __str__(self) -> str:
        return self.topic


class Answered(models.Model):
    """That an answer is one to this comment. Only ever inserted."""

    answer = models.ForeignKey(CommentAnswer, on_delete=models.PROTECT, related_name="answered")
    comment = models.ForeignKey(HearingComment, on_delete=models.PROTECT, related_name="answered")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "comment"], name="a_comment_is_answered_once_by_one")]

    def __str__(self) -> str:
        return f"{self.comment_id} ← {self.answer_id}"
