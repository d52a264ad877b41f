"""A paper: the frozen words that it is made from, and its life from being prepared to being received."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.models import Office
from directory.powers import Power
from documents.models.file import Rendition
from documents.signers import still_to_sign
from workflow.law import condition, holds


class PaperState(models.TextChoices):
    """The life of a paper, in the order in which it is lived."""

    PREPARED = "prepared", _("จัดทำแล้ว รอลงนาม")
    SIGNED = "signed", _("ลงนามแล้ว รอออกเลข")
    RESERVED = "reserved", _("ออกเลขแล้ว รอลงนามอิเล็กทรอนิกส์")
    NUMBERED = "numbered", _("ออกเลขแล้ว")
    SENT = "sent", _("ส่งแล้ว")
    RECEIVED = "received", _("ผู้รับลงรับแล้ว")
    RETURNED = "returned", _("ส่งกลับให้จัดทำใหม่")
    SUPERSEDED = "superseded", _("มีฉบับใหม่แทนแล้ว")
    VOID = "void", _("ยกเลิกแล้ว")


UNISSUED = (PaperState.PREPARED, PaperState.RETURNED, PaperState.SIGNED, PaperState.RESERVED)
ISSUED = (PaperState.NUMBERED, PaperState.SENT, PaperState.RECEIVED)
ENDED = (PaperState.SUPERSEDED, PaperState.VOID)


@condition(_("ยังไม่มีไฟล์สแกนหนังสือที่ลงนามแล้ว"))
def has_a_signed_scan(document: Document) -> bool:
    """A signature is proven by the scan of the signed sheet."""
    return document.renditions.filter(kind__in=[Rendition.Kind.SCAN, Rendition.Kind.SIGNED]).exists()


@condition(_("ผู้ลงนามที่พิมพ์ชื่อไว้ยังลงนามไม่ครบ"))
def has_every_signature(document: Document) -> bool:
    """Each office that the sheet names has signed; the signed file is there."""
    return document.signatures.exists() and not still_to_sign(document)


@condition(_("หนังสือยังเสนอผ่านไม่ครบเส้นทาง"))
def has_gone_its_route(document: Document) -> bool:
    """Nobody signs before everyone on the paper's route has endorsed it."""
    return document.waits_at_id is None


@condition(_("มีผู้เสนอผ่านแล้ว จึงเปลี่ยนเส้นทางไม่ได้"))
def nobody_has_endorsed(document: Document) -> bool:
    """A route is set before it is walked."""
    return not document.endorsements.exists()


@condition(_("หนังสือฉบับนี้ไม่ได้รอการเสนอผ่าน"))
def waits_on_its_route(document: Document) -> bool:
    """Somebody on the route is asked."""
    return document.waits_at_id is not None


class Document(FSMModelMixin, models.Model):
    """One paper of one plan. The snapshot is all that its pages are made from, and is never changed.

    Number and date are taken last: from the issuer's register here, or typed in from its own สารบรรณ system. The sheets
    of a circular, one for each recipient, share ``circular`` and their number; ``copy`` counts them from 1.
    ``waits_at`` is the office that endorses next; none once the paper has gone its route.
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
    circular = models.CharField(max_length=16, blank=True)
    copy = models.PositiveSmallIntegerField(default=1)
    waits_at = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="papers_to_endorse"
    )
    receipt_number = models.CharField(max_length=40, blank=True)
    receipt_year = models.PositiveSmallIntegerField(null=True, blank=True)
    receipt_running = models.PositiveIntegerField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["kind", "plan"], name="document_kind_plan"),
            models.Index(fields=["circular"], condition=~Q(circular=""), name="document_circular"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "register", "register_year", "running_number", "copy"],
                condition=Q(running_number__isnull=False),
                name="one_document_per_number_of_a_register",
            ),
            models.UniqueConstraint(
                fields=["issuer", "register", "register_year", "number_text", "copy"],
                condition=~Q(number_text=""),
                name="one_document_per_number_in_a_year",
            ),
            models.UniqueConstraint(
                fields=["recipient", "receipt_year", "receipt_number"],
                condition=~Q(receipt_number=""),
                name="one_document_per_receipt_number_in_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | (~Q(void_reason="") & Q(voided_at__isnull=False)),
                name="a_void_document_says_why",
            ),
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

    @property
    def endorser(self) -> object:
        """The body whose office endorses next, if any."""
        return self.waits_at.body if self.waits_at else None

    def is_at(self, seen: object) -> bool:
        """Whether the revision that somebody saw is still the present one."""
        return self.revision == seen

    @transition(
        state,
        source=PaperState.PREPARED,
        target=PaperState.PREPARED,
        conditions=[nobody_has_endorsed],
        permission=holds(Power.KEEP_PAPERS),
    )
    def set_route(self, *, first: Office | None) -> None:
        """Ask these offices, in this order, before the signature."""
        self.waits_at = first

    @transition(
        state,
        source=PaperState.PREPARED,
        target=PaperState.PREPARED,
        conditions=[waits_on_its_route],
        permission=holds(Power.KEEP_PAPERS, party="endorser"),
    )
    def endorse_paper(self, *, onwards: Office | None) -> None:
        """Endorsed by the office that was asked; on to the next, or to the signature."""
        self.waits_at = onwards

    @transition(
        state,
        source=PaperState.PREPARED,
        target=PaperState.RETURNED,
        conditions=[waits_on_its_route],
        permission=holds(Power.KEEP_PAPERS, party="endorser"),
    )
    def send_paper_back(self) -> None:
        """Sent back by an office on the route; a new document takes its place."""
        self.waits_at = None

    @transition(
        state,
        source=PaperState.PREPARED,
        target=PaperState.SIGNED,
        conditions=[has_gone_its_route, has_a_signed_scan],
        permission=holds(Power.KEEP_PAPERS),
    )
    def sign(self) -> None:
        """Signed with ink; the scan is the proof."""

    @transition(
        state,
        source=PaperState.PREPARED,
        target=PaperState.RESERVED,
        conditions=[has_gone_its_route],
        permission=holds(Power.KEEP_PAPERS),
    )
    def reserve(self, *, text: str, dated: date, register: str, year: int, running: int | None) -> None:
        """Carry a number and a date that an electronic signature will cover; they wait for it with the paper."""
        self._carry(text=text, dated=dated, register=register, year=year, running=running)

    @transition(state, source=PaperState.RESERVED, target=PaperState.RESERVED, permission=holds(Power.KEEP_PAPERS))
    def add_signature(self) -> None:
        """Signed electronically by one of several; the others follow."""

    @transition(
        state,
        source=PaperState.RESERVED,
        target=PaperState.NUMBERED,
        conditions=[has_every_signature],
        permission=holds(Power.KEEP_PAPERS),
    )
    def complete_signatures(self) -> None:
        """Signed electronically by the last whom the sheet names: number, date and signatures are in one file."""

    @transition(state, source=PaperState.SIGNED, target=PaperState.NUMBERED, permission=holds(Power.KEEP_PAPERS))
    def number(self, *, text: str, dated: date, register: str, year: int, running: int | None) -> None:
        """Carry a number and a date; announcements and minutes carry the date alone."""
        self._carry(text=text, dated=dated, register=register, year=year, running=running)

    def _carry(self, *, text: str, dated: date, register: str, year: int, running: int | None) -> None:
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
    def receive(self, *, number: str, on: date, year: int, running: int | None) -> None:
        """Entered in the recipient's book; due dates count from here."""
        self.receipt_number, self.received_on = number, on
        self.receipt_year, self.receipt_running = year, running

    @transition(
        state,
        source=[*UNISSUED, *ISSUED],
        target=PaperState.SUPERSEDED,
        permission=holds(Power.KEEP_PAPERS),
        custom={"system": ("preparing",)},
    )
    def supersede(self) -> None:
        """Replaced by a new document; this one stays, and so does its number."""
        self.waits_at = None

    @transition(
        state,
        source=[*UNISSUED, *ISSUED],
        target=PaperState.VOID,
        permission=holds(Power.KEEP_PAPERS),
    )
    def void(self, *, reason: str, at: datetime) -> None:
        """No longer valid, for a reason that everybody may read; its number stays used."""
        self.void_reason, self.voided_at, self.waits_at = reason, at, None
