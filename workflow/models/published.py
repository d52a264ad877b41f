"""What offices set for others to go by: who set a row and when, from which day on it holds, and its version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Published(models.Model):
    """Something that an office has set; what comes with Prasan nobody has. `workflow.published` writes and finds it."""

    set_by = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class Dated(models.Model):
    """Something that holds from a day on."""

    valid_from = models.DateField()

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A version of a province's own or, without a province, of everybody's. Rows are only ever inserted."""

    NUMBERED_BY: ClassVar[tuple[str, ...]] = ("province",)
    """What its versions are counted within."""

    version = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
