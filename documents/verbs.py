"""The life of a paper: prepared, signed by ink with the scan as its proof, numbered, sent, received."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import puremagic
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting, By
from directory.errors import Invalid
from directory.models import Body
from directory.powers import Power
from documents import layouts, storage
from documents.kinds import KINDS, PaperDraft
from documents.models import Document, Register, Rendition
from documents.thai import thai_date, to_thai_digits
from documents.uploads import refuse_dangerous
from workflow import door, jobs
from workflow.jobs import job
from workflow.models.journal import digest

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CHECK_LENGTH = 16
ACCEPTED_UPLOADS = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
LONGEST_NUMBER, LONGEST_RECEIPT = 80, 40
LARGEST_UPLOAD = 20 * 1024 * 1024


def prepare_papers(code: str, subject: Any, by: By) -> list[Document]:
    """Freeze the papers of a kind about a plan, in the present transaction; a job renders each afterwards.

    A plan's earlier paper of this kind that is not yet numbered, to the same recipient, is superseded.
    """
    with translation.override("th"):  # papers are in Thai, whatever language the page is read in
        return [_prepare(code, subject, draft, by) for draft in KINDS[code].fill(subject, by)]


def _prepare(code: str, plan: Any, draft: PaperDraft, by: By) -> Document:
    check_code = "".join(secrets.choice(_ALPHABET) for _ in range(_CHECK_LENGTH))
    snapshot = {
        **draft.snapshot,
        "kind": code,
        "title": draft.title,
        "check_code": check_code,
        "check_url": f"{settings.PUBLIC_BASE_URL}/check/{check_code}",
        "demo": bool(settings.PRASAN_DEMO),
        "anchor": f"{plan.reference} · {plan.event_count} · {plan.event_head[:16]}",
    }
    earlier = Document.objects.filter(
        kind=code, plan=plan, recipient=draft.recipient, state="prepared", superseded_by__isnull=True
    ).first()
    if earlier is not None:
        door.fire(earlier, "supersede", by=by)
    document = Document.objects.create(
        kind=code,
        title=draft.title,
        plan=plan,
        issuer=draft.issuer,
        recipient=draft.recipient,
        register=draft.register,
        snapshot=json.dumps(snapshot, ensure_ascii=False, sort_keys=True),
        snapshot_hash=digest(snapshot),
        check_code=check_code,
        supersedes=earlier,
        prepared_at=clock.now(),
    )
    _enqueue_rendering(document, Rendition.Kind.UNSIGNED)
    return document


def _enqueue_rendering(document: Document, kind: str) -> None:
    jobs.enqueue("render_document", key=f"{document.pk}:{kind}", payload={"document": document.pk, "kind": kind})


@job("render_document")
def render_document(payload: dict[str, Any]) -> None:
    """Make the bytes of a document from its snapshot, outside of any transaction; the same snapshot, the same bytes.

    ``kind`` is *unsigned* for the sheet to be signed, *issued* for the copy with its number and date.
    """
    document = Document.objects.get(pk=payload["document"])
    kind = payload["kind"]
    content = rendered(document, issued=kind == Rendition.Kind.ISSUED)
    file = storage.store(content, content_type="application/pdf", name=f"{document.kind}-{document.check_code}.pdf")
    Rendition.objects.get_or_create(document=document, kind=kind, file=file, defaults={"created_at": clock.now()})


def rendered(document: Document, *, issued: bool) -> bytes:
    """The pages of a document: a pure function of its snapshot, and of its number and date once it has them."""
    snapshot: Mapping[str, Any] = json.loads(document.snapshot)
    if not issued or document.dated is None:
        return layouts.render(snapshot)
    # The printed sheet shows the prefix before a blank; the number that was given already begins with it.
    numbered = {**snapshot, "number_prefix": ""} if "number_prefix" in snapshot else snapshot
    return layouts.render(numbered, number=to_thai_digits(document.number_text), dated=thai_date(document.dated))


def check_upload(content: bytes, content_type: str) -> None:
    """Refuse an uploaded file that is not what it says, too large, or empty, or holds scripts or other files.

    Raises:
        Invalid: with the reason.
    """
    if not content:
        raise Invalid.of("file", "", _("ไฟล์ว่างเปล่า"))
    if len(content) > LARGEST_UPLOAD:
        raise Invalid.of("file", len(content), _("ไฟล์ใหญ่เกิน 20 เมกะไบต์"))
    magic = ACCEPTED_UPLOADS.get(content_type)
    if magic is None or not content.startswith(magic) or puremagic.from_string(content, mime=True) != content_type:
        raise Invalid.of("file", content_type, _("รับเฉพาะไฟล์ PDF, JPEG หรือ PNG ที่เนื้อหาตรงกับชนิดไฟล์"))
    refuse_dangerous(content, content_type)


def upload_paper(content: bytes, *, content_type: str, name: str = "") -> int:
    """Keep a scanned sheet that a step is recorded from; returns the id that `OnBehalf` names.

    Raises:
        Invalid: as `check_upload`.
    """
    check_upload(content, content_type)
    return storage.store(content, content_type=content_type, name=name).pk


def sign_document(
    *, document: Document, by: Acting, scan: bytes, content_type: str = "application/pdf", seen: int | None = None
) -> Document:
    """Record that a paper was signed with ink, by uploading the scan of the signed sheet.

    Side effects: the scan is stored, becomes a rendition, and the paper moves to SIGNED.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: as `check_upload`.
    """
    door.admit(document, Power.KEEP_PAPERS, by)
    check_upload(scan, content_type)
    file = storage.store(scan, content_type=content_type, name=f"{document.kind}-signed")
    with transaction.atomic():
        Rendition.objects.get_or_create(
            document=document, kind=Rendition.Kind.SCAN, file=file, defaults={"created_at": clock.now()}
        )
        return door.fire(document, "sign", by=by, seen=seen, data={"sha256": file.sha256})


def number_document(
    *, document: Document, by: Acting, dated: date, typed_number: str = "", seen: int | None = None
) -> Document:
    """Give a signed paper its date and number: from the issuer's register here, or as typed from its own system.

    The register's number is the last thing taken in the transaction, so that an abort leaves no hole; registers count
    per body and calendar year. Minutes, tables and announcements carry no running number. A job renders the copy.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: a number must be typed and is not, or the date lies ahead.
    """
    with transaction.atomic():
        door.admit(document, Power.KEEP_PAPERS, by)
        if dated > clock.today():
            raise Invalid.of("dated", dated, _("วันที่หนังสือต้องไม่อยู่ในอนาคต"))
        if len(typed_number) > LONGEST_NUMBER:
            raise Invalid.of("typed_number", typed_number, _("ยาวเกินไป ต้องไม่เกิน %s ตัวอักษร") % LONGEST_NUMBER)
        own = bool(document.register) and document.issuer.register == Body.Register.OWN
        if document.register and not own and not typed_number.strip():
            raise Invalid.of("typed_number", "", _("ต้องพิมพ์เลขที่หนังสือจากระบบสารบรรณของหน่วยงาน"))
        door.lock(document)
        year = clock.buddhist_year(dated)
        text, running = typed_number.strip(), None
        if own:
            running = _next_number(document.issuer, document.register, year)
            text = (
                f"{document.issuer.letter_prefix}/{running}" if document.issuer.letter_prefix else f"{running}/{year}"
            )
        door.fire(
            document,
            "number",
            by=by,
            seen=seen,
            text=text,
            dated=dated,
            register=document.register if own else "",
            year=year,
            running=running,
        )
        _enqueue_rendering(document, Rendition.Kind.ISSUED)
    return document


def _next_number(body: Body, name: str, year: int) -> int:
    register, _created = Register.objects.select_for_update().get_or_create(body=body, name=name, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number


def send_document(*, document: Document, by: Acting, seen: int | None = None) -> Document:
    """Record that a numbered paper was handed to its recipient.

    Raises:
        NotHere, Refused, Stale: as the door does.
    """
    return door.fire(document, "send", by=by, seen=seen, at=clock.now())


def receive_document(*, document: Document, by: Acting, number: str, on: date, seen: int | None = None) -> Document:
    """Record the recipient's receipt (เลขรับ); due dates count from here.

    Raises:
        NotHere, Refused, Stale: as the door does; only the recipient receives.
        Invalid: the receipt has no number, or one that is too long, or its day lies ahead or before the paper's.
    """
    door.admit(document, Power.KEEP_PAPERS, by, party="recipient")
    if not number.strip() or len(number) > LONGEST_RECEIPT:
        raise Invalid.of("number", number, _("ต้องมีเลขรับ ยาวไม่เกิน %s ตัวอักษร") % LONGEST_RECEIPT)
    if on > clock.today() or (document.dated is not None and on < document.dated):
        raise Invalid.of("on", on, _("วันที่ลงรับต้องไม่ก่อนวันที่ในหนังสือ และไม่อยู่ในอนาคต"))
    return door.fire(document, "receive", by=by, seen=seen, number=number.strip(), on=on)
