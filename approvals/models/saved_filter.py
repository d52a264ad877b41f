"""A filter of a desk that a person keeps under a name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SavedFilter(models.Model):
    """What one person in one office asks a page for again and again: an address's query under a name of their own.

    A convenience and no record of anything: it is overwritten and removed as its person likes.
    """

    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("directory.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    page = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "user", "page", "name"], name="one_saved_filter_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_filter_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
