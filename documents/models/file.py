"""Files under the name of their own hash, and what is made of them: renditions of papers, crests at their head."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Office


class StoredFile(models.Model):
    """A file under the name of its own SHA-256. Never changed; the same bytes are the same file."""

    class Retention(models.TextChoices):
        RECORD = "record", _("เอกสารหลักฐาน เก็บถาวร")
        WORKING = "working", _("เอกสารระหว่างดำเนินการ")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    retention = models.CharField(max_length=8, choices=Retention.choices, default=Retention.RECORD)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or self.sha256


class Rendition(models.Model):
    """One set of bytes of a document. Rows are only ever inserted."""

    class Kind(models.TextChoices):
        UNSIGNED = "unsigned", _("ฉบับพิมพ์รอลงนาม")
        SCAN = "scan", _("สแกนฉบับลงนาม")
        SIGNED = "signed", _("ฉบับลงนามอิเล็กทรอนิกส์")
        ISSUED = "issued", _("ฉบับออกเลขแล้ว")

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="renditions")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "file"], name="one_rendition_per_kind_and_file")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind}"


class Crest(models.Model):
    """The crest that a body has uploaded for the head of its papers. Rows are only inserted: the latest is the present.

    None is shipped. Papers name the file by its hash, so that an old one keeps the crest that it was made with.
    """

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="crests")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="crests")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["body_id", "pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.file_id}"

    @property
    def owner(self) -> object:
        """Whose crest it is."""
        return self.body

    @property
    def area_code(self) -> str:
        """Where its body sits."""
        return str(self.body.area_code)
