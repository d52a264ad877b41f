"""What a province calls its bodies and its steps, from which day on: names change about every five years."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from workflow.models.published import Dated, Published


class Term(Published, Dated):
    """One name from a day on. Rows are only ever inserted; one without words goes back to the usual name.

    ``key`` is ``body:<kind>`` or ``step:<flow>:<step>``. An abbreviation stands in the names of steps too.
    """

    province = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="terms")
    key = models.CharField(max_length=60)
    text = models.CharField(max_length=200, blank=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    legal_reference = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["province_id", "key", "valid_from", "pk"]
        indexes = [models.Index(fields=["province", "key", "valid_from"], name="term_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=Q(abbreviation="") | Q(key__startswith="body:"), name="only_bodies_are_abbreviated"
            )
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.key}: {self.text}"


class CalendarFeed(models.Model):
    """A secret address under which a person's calendar program reads the due dates of one office.

    Only the token's hash is kept. At most one is open for a person in an office; revoking it ends it for good.
    """

    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="calendar_feeds")
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office"],
                condition=Q(revoked_at__isnull=True),
                name="one_open_feed_a_person_and_office",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.office_id}"
