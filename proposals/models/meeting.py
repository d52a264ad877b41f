"""Meetings: the open forum that yields ideas, and the members' meeting that adopts; their rosters and minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """One sitting of a body. Numbered per body and calendar year; the rules of its quorum are the body's, copied then.

    Minutes are drafted, checked and certified; until certified, the chair-signed extract of a resolution serves.
    ``called`` is the sitting as it was called beforehand, ``certified_at`` the meeting that certified the minutes.
    """

    class Kind(models.TextChoices):
        FORUM = "forum", _("เวทีประชาคม")
        COUNCIL = "council", _("การประชุมสภาองค์กรชุมชน")
        COMMITTEE = "committee", _("การประชุมคณะกรรมการ")
        HEARING = "hearing", _("การรับฟังความคิดเห็น")
        CIRCULATION = "circulation", _("มติเวียน")
        WORKSHOP = "workshop", _("การประชุมเชิงปฏิบัติการ")
        LEARNING = "learning", _("เวทีแลกเปลี่ยนเรียนรู้")
        ASSEMBLY = "assembly", _("สมัชชา")
        PROVINCIAL = "provincial", _("การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล")

    # Everybody may come to these, so that nobody's votes adopt a plan there; all others are of members.
    OPEN_TO_ALL = (Kind.FORUM, Kind.HEARING, Kind.WORKSHOP, Kind.LEARNING, Kind.ASSEMBLY)

    class Minutes(models.TextChoices):
        DRAFT = "draft", _("ร่างรายงานการประชุม")
        CHECKED = "checked", _("ตรวจรายงานการประชุมแล้ว")
        CERTIFIED = "certified", _("รับรองรายงานการประชุมแล้ว")

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
    substitutes_count = models.BooleanField(default=True)
    residents_present = models.PositiveIntegerField(default=0)
    called = models.OneToOneField(
        "proposals.CalledMeeting", on_delete=models.PROTECT, null=True, blank=True, related_name="held"
    )
    series = models.ForeignKey(
        "proposals.MeetingSeries", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    recorded_by = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    certified_on = models.DateField(null=True, blank=True)
    certified_how = models.CharField(max_length=100, blank=True)
    certified_at = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="certified_minutes"
    )

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
        """Members who were there, with substitutes where the body's rule counts them. One query unless prefetched."""
        counted = Attendance.COUNTS if self.substitutes_count else (Attendance.Presence.PRESENT,)
        return sum(a.presence in counted for a in self.attendances.all())

    @property
    def is_quorate(self) -> bool:
        """Whether enough members were there by the body's own rule."""
        return self.members_present >= self.quorum

    @property
    def minutes_state(self) -> str:
        """Drafted, checked or certified."""
        if self.certified_on is not None:
            return self.Minutes.CERTIFIED
        return self.Minutes.DRAFT if self.checked_on is None else self.Minutes.CHECKED


def counted_present(attendances: str = "attendances", meeting: str = "") -> Q:
    """Who counts for a meeting's quorum, as a condition on its roster; ``meeting`` leads to it, with ``__`` behind."""
    presence = f"{meeting}{attendances}__presence"
    in_place = Q(**{presence: Attendance.Presence.SUBSTITUTE, f"{meeting}substitutes_count": True})
    return Q(**{presence: Attendance.Presence.PRESENT}) | in_place


class Attendance(models.Model):
    """A member or guest on a meeting's roster; with their tenure where they hold an office of the body."""

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
    tenure = models.ForeignKey("directory.Tenure", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["meeting_id", "place_in_list"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place_in_list"], name="one_place_in_the_list_per_name"),
            models.UniqueConstraint(
                fields=["meeting", "tenure"], condition=Q(tenure__isnull=False), name="one_place_in_the_list_per_tenure"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """One item of the agenda: what was said, on what people agreed, where they still differ, and what was resolved."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    differences = models.TextField(blank=True)
    resolution = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting_id", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_agenda_item_per_number")]

    def __str__(self) -> str:
        return self.heading


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    """Questions about resolutions."""

    def quorate(self) -> ResolutionQuerySet:
        """Those of meetings that had their quorum."""
        present = Count("meeting__attendances", filter=counted_present(meeting="meeting__"))
        return self.annotate(present=present).filter(present__gte=F("meeting__quorum"))


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

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="one_resolution_per_meeting_and_version"),
            models.CheckConstraint(condition=Q(votes_for__gt=F("votes_against")), name="a_resolution_has_a_majority"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.version_id}"
