"""What a check code tells about its paper: enough to know the sheet in one's hand, never its text or its file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from documents.kinds import KINDS
from documents.models import Document, PaperState, Rendition
from documents.signatures import Signature
from portal.public import REPLY
from proposals.models import Plan


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One rendition: what it is, its SHA-256, when it was made, and what it tells to have exactly this file."""

    kind: str
    sha256: str
    made_at: datetime
    meaning: str


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One electronic signature: whose, as what, when, and who vouches for the certificate."""

    name: str
    words: str
    body: str
    signed_at: datetime
    issuer: str
    serial: str
    stamped_by: str
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """The paper that took another's place, or whose place another took."""

    title: str
    number: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper as its check page shows it.

    ``anchor`` is the line at the paper's foot: the plan's reference, how many events its log had, and the head of their
    chain; ``log`` is the same today.
    """

    code: str
    kind: str
    title: str
    issuer: str
    recipient: str
    number: str
    dated: date | None
    is_signed: bool
    is_numbered: bool
    is_replaced: bool
    replaced_by: OtherPaper | None
    replaces: OtherPaper | None
    is_void: bool
    void_reason: str
    voided_at: datetime | None
    files: list[CheckedFile]
    signatures: list[CheckedSignature]
    scanned_at: datetime | None
    plan: str
    anchor: str
    log: str
    is_example: bool

    @property
    def spaced_code(self) -> str:
        """The code in groups, as people read it out."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))

    @property
    def hashes(self) -> str:
        """All hashes, for the browser to compare with."""
        return " ".join(file.sha256 for file in self.files)

    @property
    def has_demonstration_signature(self) -> bool:
        """Whether a signature was made with a key that anybody could have."""
        return any(signature.is_demonstration for signature in self.signatures)


def paper_with(code: str) -> CheckedPaper | None:
    """The paper of a check code. At most four queries, and one for a reply."""
    papers = Document.objects.select_related("issuer", "recipient", "plan", "superseded_by", "supersedes")
    signed = Prefetch("signatures", Signature.objects.select_related("office__body"))
    found = papers.prefetch_related("renditions__file", signed).filter(check_code=code).first() if code else None
    return _checked(found) if found else None


def _plan_behind(document: Document) -> str:
    """The plan that a paper's reader wants to follow: of a reply, the plan of the body that it answers."""
    plans = Plan.objects.filter(cycle=document.plan.cycle_id, owner=document.recipient_id)
    own = plans.order_by("pk").first() if document.kind == REPLY and document.recipient_id else None
    return own.reference if own else str(document.plan.reference)


def _other(document: Document | None) -> OtherPaper | None:
    return OtherPaper(document.title, document.number_text, document.dated) if document else None


def _checked(document: Document) -> CheckedPaper:
    snapshot = json.loads(document.snapshot)
    plan = document.plan
    newer: Document | None = getattr(document, "superseded_by", None)
    renditions = list(document.renditions.all())
    scans = [row.created_at for row in renditions if row.kind == Rendition.Kind.SCAN]
    has_signed_file = any(row.kind == Rendition.Kind.SIGNED for row in renditions)
    rows = list(document.signatures.all())
    positions = {row.rendition_id: row.position for row in rows}
    signatures = [_signature(row) for row in rows]
    return CheckedPaper(
        code=document.check_code,
        kind=KINDS[document.kind].title if document.kind in KINDS else document.kind,
        title=document.title,
        issuer=document.issuer.name,
        recipient=document.recipient.name if document.recipient else "",
        number=document.number_text,
        dated=document.dated,
        is_signed=bool(scans) or (has_signed_file and document.state != PaperState.RESERVED),
        is_numbered=document.dated is not None,
        is_replaced=document.state == PaperState.SUPERSEDED,
        replaced_by=_other(newer),
        replaces=_other(document.supersedes),
        is_void=document.state == PaperState.VOID,
        void_reason=document.void_reason,
        voided_at=document.voided_at,
        files=[_file(row, signatures[: positions.get(row.pk, 0)]) for row in renditions],
        signatures=signatures,
        scanned_at=scans[-1] if scans else None,
        plan=_plan_behind(document),
        anchor=str(snapshot.get("anchor", "")),
        log=f"{plan.reference} · {plan.event_count} · {plan.event_head[:16]}",
        is_example=bool(settings.PRASAN_DEMO or snapshot.get("demo")),
    )


def _signature(row: Signature) -> CheckedSignature:
    return CheckedSignature(
        row.name,
        row.words,
        row.office.body.name,
        row.signed_at,
        row.certificate_issuer,
        row.certificate_serial,
        row.stamped_by,
        row.is_demonstration,
    )


def _file(row: Rendition, signatures: list[CheckedSignature]) -> CheckedFile:
    """One file; ``signatures`` are those in it."""
    meanings = {
        Rendition.Kind.UNSIGNED: _("ฉบับพิมพ์ก่อนลงนาม ไม่มีลายมือชื่อ เลขที่ และวันที่"),
        Rendition.Kind.SCAN: _("ภาพสแกนของแผ่นที่ลงนามด้วยหมึกบนกระดาษ"),
        Rendition.Kind.ISSUED: _("ฉบับที่มีเลขที่และวันที่แล้ว ไม่มีลายมือชื่อในไฟล์"),
    }
    kind = Rendition.Kind(row.kind)
    meaning = str(meanings.get(kind, kind.label))
    if kind == Rendition.Kind.SIGNED:
        names = ", ".join(signature.name for signature in signatures)
        meaning = _("ฉบับลงนามอิเล็กทรอนิกส์ ในไฟล์มีลายมือชื่อของ %s") % names
    return CheckedFile(str(kind.label), row.file.sha256, row.created_at, meaning)
