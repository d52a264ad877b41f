"""Official papers: what was frozen to be printed, each rendition of it, and the registers that number it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.powers import Power
from workflow.law import condition, holds


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


class PaperState(models.TextChoices):
    """The life of a paper, in the order in which it is lived."""

    PREPARED = "prepared", _("จัดทำแล้ว รอลงนาม")
    SIGNED = "signed", _("ลงนามแล้ว รอออกเลข")
    NUMBERED = "numbered", _("ออกเลขแล้ว")
    SENT = "sent", _("ส่งแล้ว")
    RECEIVED = "received", _("ผู้รับลงรับแล้ว")
    SUPERSEDED = "superseded", _("มีฉบับใหม่แทนแล้ว")


@condition(_("ยังไม่มีไฟล์สแกนหนังสือที่ลงนามแล้ว"))
def has_a_signed_scan(document: Document) -> bool:
    """A signature is proven by the scan of the signed sheet."""
    return document.renditions.filter(kind__in=[Rendition.Kind.SCAN, Rendition.Kind.SIGNED]).exists()


class Document(FSMModelMixin, models.Model):
    """One paper of one plan. The snapshot is all that its pages are made from, and is never changed.

    Number and date are taken last: from the issuer's register here, or typed in from its own สารบรรณ system.
    """

    kind = models.CharField(max_length=3)
    title = models.CharField(max_length=300)
    plan = models.ForeignKey(settings.WORKFLOW_PLAN_MODEL, on_delete=models.PROTECT, related_name="documents")
    issuer = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="issued_documents")
    recipient = models.ForeignKey(
        "directory.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="received_documents"
    )
    state = FSMField(max_length=10, choices=PaperState.choices, default=PaperState.PREPARED, protected=True)
    revision = models.PositiveIntegerField(default=0)
    snapshot = models.TextField()
    snapshot_hash = models.CharField(max_length=64)
    check_code = models.CharField(max_length=16, unique=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    register = models.CharField(max_length=24, blank=True)
    register_year = models.PositiveSmallIntegerField(null=True, blank=True)
    running_number = models.PositiveIntegerField(null=True, blank=True)
    number_text = models.CharField(max_length=80, blank=True)
    dated = models.DateField(null=True, blank=True)
    receipt_number = models.CharField(max_length=40, blank=True)
    prepared_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "plan"], name="document_kind_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "register", "register_year", "running_number"],
                condition=Q(running_number__isnull=False),
                name="one_document_per_number_of_a_register",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

    @property
    def owner(self) -> object:
        """Whose paper it is: its issuer's."""
        return self.issuer

    @property
    def area_code(self) -> str:
        """Where it lies: where its plan does."""
        return str(self.plan.area_code)

    def is_at(self, seen: object) -> bool:
        """Whether the revision that somebody saw is still the present one."""
        return self.revision == seen

    @transition(
        state,
        source=PaperState.PREPARED,
        target=PaperState.SIGNED,
        conditions=[has_a_signed_scan],
        permission=holds(Power.KEEP_PAPERS),
    )
    def sign(self) -> None:
        """Signed with ink; the scan is the proof."""

    @transition(state, source=PaperState.SIGNED, target=PaperState.NUMBERED, permission=holds(Power.KEEP_PAPERS))
    def number(self, *, text: str, dated: date, register: str, year: int, running: int | None) -> None:
        """Carry a number and a date; announcements and minutes carry the date alone."""
        self.number_text, self.dated, self.register = text, dated, register
        self.register_year, self.running_number = year, running

    @transition(state, source=PaperState.NUMBERED, target=PaperState.SENT, permission=holds(Power.KEEP_PAPERS))
    def send(self, *, at: datetime) -> None:
        """Handed to the recipient."""
        self.sent_at = at

    @transition(
        state,
        source=PaperState.SENT,
        target=PaperState.RECEIVED,
        permission=holds(Power.KEEP_PAPERS, party="recipient"),
    )
    def receive(self, *, number: str, on: date) -> None:
        """Entered in the recipient's book; due dates count from here."""
        self.receipt_number, self.received_on = number, on

    @transition(
        state,
        source=[PaperState.PREPARED, PaperState.SIGNED],
        target=PaperState.SUPERSEDED,
        permission=holds(Power.KEEP_PAPERS),
    )
    def supersede(self) -> None:
        """Replaced by a new document; this one stays."""


class Rendition(models.Model):
    """One set of bytes of a document. Rows are only ever inserted."""

    class Kind(models.TextChoices):
        UNSIGNED = "unsigned", _("ฉบับพิมพ์รอลงนาม")
        SCAN = "scan", _("สแกนฉบับลงนาม")
        SIGNED = "signed", _("ฉบับลงนามอิเล็กทรอนิกส์")
        ISSUED = "issued", _("ฉบับออกเลขแล้ว")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="renditions")
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
