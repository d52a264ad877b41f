"""What keeps a form from being carried out twice."""

from __future__ import annotations

from django.db import models

from directory.models.people import User


class Submission(models.Model):
    """A form that was sent once. The same form sent again, by a double click or the back button, is answered with
    the page that the first time led to.

    ``key`` is the one-time key that was drawn into the form; ``location`` where the first time led. ``content`` is a
    digest of what was typed, where the same words again would make the same thing twice.
    """  # noqa: D205  # the promise does not fit in one line

    key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    location = models.TextField(blank=True)
    content = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
