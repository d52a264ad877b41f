"""Meetings: the open forum that yields ideas, and the members' meeting that adopts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """One sitting of a body. Numbered per body and calendar year; the quorum rule is copied from the body then.

    Minutes are drafted, checked and certified; until certified, the chair-signed extract of a resolution serves.
    """

    class Kind(models.TextChoices):
        FORUM = "forum", _("เวทีประชาคม")
        COUNCIL = "council", _("การประชุมสภาองค์กรชุมชน")
        COMMITTEE = "committee", _("การประชุมคณะกรรมการ")
        HEARING = "hearing", _("การรับฟังความคิดเห็น")
        CIRCULATION = "circulation", _("มติเวียน")

    OPEN_TO_ALL = (Kind.FORUM, Kind.HEARING)  # everybody may come, so that nobody's votes adopt a plan

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="meetings")
    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=200)
    members_count = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()
    quorum_legal_reference = models.CharField(max_length=200, blank=True)
    residents_present = models.PositiveIntegerField(default=0)
    recorded_by = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    certified_on = models.DateField(null=True, blank=True)
    certified_how = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["body_id", "year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "kind", "year", "number"], name="one_meeting_per_number_and_year"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(quorum__lte=F("members_count")), name="a_quorum_is_not_more_than_the_members"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}/{self.year}"

    @property
    def is_of_members(self) -> bool:
        """Whether its members' votes may adopt a plan."""
        return self.kind not in self.OPEN_TO_ALL

    @property
    def members_present(self) -> int:
        """Members (or their substitutes) who were there. One query unless prefetched."""
        return sum(a.presence in Attendance.COUNTS for a in self.attendances.all())

    @property
    def is_quorate(self) -> bool:
        """Whether enough members were there by the body's own rule."""
        return self.members_present >= self.quorum


class Attendance(models.Model):
    """A member or guest on a meeting's roster."""

    class Presence(models.TextChoices):
        PRESENT = "present", _("มาประชุม")
        SUBSTITUTE = "substitute", _("ผู้แทน")
        ABSENT = "absent", _("ไม่มาประชุม")
        OBSERVER = "observer", _("ผู้เข้าร่วมประชุม")

    COUNTS = (Presence.PRESENT, Presence.SUBSTITUTE)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    place_in_list = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    presence = models.CharField(max_length=10, choices=Presence.choices)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["meeting_id", "place_in_list"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place_in_list"], name="one_place_in_the_list_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """One item of the agenda with what was said and resolved."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    resolution = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting_id", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_agenda_item_per_number")]

    def __str__(self) -> str:
        return self.heading


class Resolution(models.Model):
    """What a quorate meeting resolved about one exact version of a plan."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    version = models.ForeignKey("proposals.PlanVersion", on_delete=models.PROTECT, related_name="resolutions")
    version_hash = models.CharField(max_length=64)
    text = models.TextField()
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    extract_signed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="one_resolution_per_meeting_and_version"),
            models.CheckConstraint(condition=Q(votes_for__gt=F("votes_against")), name="a_resolution_has_a_majority"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.version_id}"
