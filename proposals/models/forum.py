"""Meetings before they are held, and who and what came to them: series, calls, headcounts, photographs, the door."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.meeting import Meeting


class MeetingSeries(models.Model):
    """A row of meetings of one kind that a body plans to hold in a calendar year, such as four forums."""

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="meeting_series")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Meeting.Kind.choices)
    planned = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["body_id", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "name"], name="one_series_per_body_year_and_name"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="a_series_plans_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class CalledMeeting(models.Model):
    """A sitting that was called beforehand. It becomes a `Meeting` when it has been held.

    ``code`` opens the sheet at the door, on its day alone.
    """

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="called_meetings")
    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="called_meetings")
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="called_meetings"
    )
    kind = models.CharField(max_length=12, choices=Meeting.Kind.choices)
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=200)
    notice = models.TextField(blank=True)
    code = models.CharField(max_length=16, unique=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["held_on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_called_meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason=""),
                name="a_cancelled_meeting_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_members(self) -> bool:
        """Whether it is its members who are invited."""
        return self.kind not in Meeting.OPEN_TO_ALL


class CalledItem(models.Model):
    """One heading of the agenda with which a meeting was called."""

    called = models.ForeignKey(CalledMeeting, on_delete=models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300)

    class Meta:
        ordering = ["called_id", "number"]
        constraints = [models.UniqueConstraint(fields=["called", "number"], name="one_called_item_per_number")]

    def __str__(self) -> str:
        return self.heading


class Affiliation(models.TextChoices):
    """Where somebody who comes to a forum belongs, in the words of the field; natural leaders hold no office."""

    RESIDENTS = "residents", _("ประชาชนทั่วไป")
    OCCUPATION = "occupation", _("กลุ่มอาชีพ")
    ENTERPRISE = "enterprise", _("วิสาหกิจชุมชน")
    PEOPLE = "people", _("องค์กรภาคประชาชน")
    SCHOLARS = "scholars", _("เครือข่ายนักวิชาการ")
    LEADERS = "leaders", _("แกนนำชุมชนโดยธรรมชาติ")
    LAO = "lao", _("องค์กรปกครองส่วนท้องถิ่น")
    STATE = "state", _("หน่วยงานรัฐ")


class Headcount(models.Model):
    """How many people of one affiliation came to a meeting; together they are its residents present."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="headcounts")
    affiliation = models.CharField(max_length=12, choices=Affiliation.choices)
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["meeting_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "affiliation"], name="one_headcount_per_affiliation"),
            models.CheckConstraint(condition=Q(people__gt=0), name="a_headcount_counts_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.affiliation} {self.people}"


class DoorEntry(models.Model):
    """Somebody who ticked their affiliation on the sheet at the door. No time, no device, and no name unless typed.

    ``key`` was drawn into the form, so that a page that is sent twice counts once.
    """

    called = models.ForeignKey(CalledMeeting, on_delete=models.CASCADE, related_name="at_the_door")
    affiliation = models.CharField(max_length=12, choices=Affiliation.choices)
    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=32, unique=True)

    def __str__(self) -> str:
        return self.affiliation


class MeetingPhoto(models.Model):
    """A photograph of a meeting, or of the sheet that people signed there; without the place where it was taken."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("ภาพการประชุม")
        SHEET = "sheet", _("ภาพใบลงชื่อ")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    caption = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["meeting_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "kind", "file"], name="one_photo_per_kind_and_file")]

    def __str__(self) -> str:
        return self.caption or self.get_kind_display()
