"""The registers that number papers."""

from __future__ import annotations

from django.db import models


class Register(models.Model):
    """The last number that a body's register gave out in a calendar year (Buddhist Era)."""

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="registers")
    name = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "name", "year"], name="one_register_per_body_and_year")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.name} {self.year}"
