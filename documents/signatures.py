"""The record of electronic signatures: a model of this room, which `documents.models` brings in."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Signature(models.Model):
    """One electronic signature: whose, with which certificate, in which file. Rows are only ever inserted.

    ``position`` counts the signatures of a paper from 1; the file of each holds those before it.
    """

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="signatures")
    rendition = models.OneToOneField("documents.Rendition", on_delete=models.PROTECT, related_name="signature")
    position = models.PositiveSmallIntegerField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=200)
    words = models.CharField(max_length=400)
    certificate_name = models.CharField(max_length=200)
    certificate_issuer = models.CharField(max_length=200)
    certificate_serial = models.CharField(max_length=64)
    certificate_sha256 = models.CharField(max_length=64)
    is_demonstration = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    stamped_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_signature_per_position_of_a_document"),
            models.UniqueConstraint(fields=["document", "office", "user"], name="nobody_signs_a_document_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.position} {self.name}"
