"""Signing papers with an office's own key. Number and date are taken first, so that the signature covers them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Refused, Stale
from directory.models import Office, Tenure
from directory.powers import Power
from documents import signing, storage
from documents.models import Document, PaperState, Rendition, StoredFile, has_gone_its_route
from documents.signatures import Signature
from documents.signers import Place, place_of, places_of, still_to_sign
from documents.signing_words import words_of
from documents.verbs.circulars import sheets_of
from documents.verbs.many import Outcome, each
from documents.verbs.numbering import check_number, reserve_number
from documents.verbs.preparing import supersede_earlier
from documents.verbs.rendering import render_document
from workflow import door

logger = logging.getLogger(__name__)

SIGNABLE = (PaperState.PREPARED, PaperState.RESERVED)


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A paper's file with one more signature, kept under its hash but not yet part of the paper."""

    document: Document
    place: Place
    unsigned: StoredFile
    signed: StoredFile
    position: int
    certificate: signing.CertificateFacts
    signed_at: datetime
    stamped_by: str


def key_name(office: Office) -> str:
    """The name under which `keys.toml` holds an office's key."""
    return f"{office.body.code}/{office.role}"


def has_key(office: Office) -> bool:
    """Whether a key is configured for an office; not where the configuration cannot be read, which the log says."""
    return _entry_of(office) is not None


def knows_password(office: Office) -> bool:
    """Whether the environment holds the password of an office's key, so that nobody needs to type it."""
    entry = _entry_of(office)
    try:
        return entry is not None and bool(_configured_password(entry))
    except signing.SigningError:
        return False  # whoever signs is told what is wrong


def _entry_of(office: Office) -> signing.KeyEntry | None:
    try:
        return signing.Keyring.read(settings.SIGNING_DIR).entries.get(key_name(office))
    except signing.SigningError as error:
        logger.error("%s", error)  # noqa: TRY400  # the message says it all
        return None


def signed_copies(
    *,
    document: Document,
    by: Acting,
    password: str = "",
    dated: date | None = None,
    typed_number: str = "",
    seen: int | None = None,
) -> list[SignedCopy]:
    """Make the signed file of a paper, for `keep_signed_copies` to keep. To be called outside of any transaction.

    Everything that can be refused is refused first: by the door, by the sheet (it must be rendered and carry the
    signer's name), by the key. Then number and date are taken and committed, unless the paper has them; its copy is
    rendered, unless a job has done so; and the bytes are signed; of a circular, those of every sheet. Nothing is locked
    while that happens. A failure in between leaves the number waiting with its paper, and calling this again goes on
    from there. The password is used and forgotten.

    Raises:
        NotHere, Refused, Stale: as the door does; `Refused` too where the sheet does not carry this person's name in
            this office, or somebody records for others.
        Invalid: a paper has no rendered sheet yet, a number or date is wrong, or the key cannot sign, each in words.
    """
    dated = dated or clock.today()
    sheets = _ready(document, by, dated, typed_number, seen)
    with _pen(by, password) as pen:
        return [_signed(_numbered(sheet, by, dated, typed_number), place, pen) for sheet, place in sheets]


def keep_signed_copies(copies: Sequence[SignedCopy], *, by: Acting) -> list[Document]:
    """Make signed files part of their papers, in one transaction.

    Side effects, for each: the rendition, the signature's row, and the event with the hashes of the bytes before and
    after and the certificate's. A paper on which all have signed whom its sheet names becomes numbered, and takes the
    place of the issued one that it was prepared instead of.

    Raises:
        NotHere, Refused, Stale: as the door does; somebody signed meanwhile.
    """
    with transaction.atomic():
        for copy in copies:
            _keep(copy, by)
    return [copy.document for copy in copies]


def sign_electronically(
    *,
    document: Document,
    by: Acting,
    password: str = "",
    dated: date | None = None,
    typed_number: str = "",
    seen: int | None = None,
) -> Document:
    """Sign one paper with the key of the office in which somebody acts: `signed_copies`, then `keep_signed_copies`.

    Raises:
        NotHere, Refused, Stale, Invalid: as these two.
    """
    copies = signed_copies(
        document=document, by=by, password=password, dated=dated, typed_number=typed_number, seen=seen
    )
    keep_signed_copies(copies, by=by)
    return document


def sign_many_electronically(
    *,
    documents: Sequence[Document],
    by: Acting,
    password: str = "",
    dated: date | None = None,
    numbers: Mapping[int, str] | None = None,
    seen: Mapping[int, int] | None = None,
) -> list[Outcome]:
    """Sign papers one by one with one key that is opened once; the refusal of one stops none of the others.

    To be called outside of any transaction, as `signed_copies`. Of a circular one sheet is enough.

    Raises:
        Invalid: the key cannot sign, and nothing was done; or more papers at once than allowed.
    """
    day, numbers, seen = dated or clock.today(), numbers or {}, seen or {}
    done: set[str] = set()

    def sign(document: Document) -> None:
        if document.circular in done:
            return
        typed = numbers.get(document.pk, "")
        sheets = _ready(document, by, day, typed, seen.get(document.pk))
        copies = [_signed(_numbered(sheet, by, day, typed), place, pen) for sheet, place in sheets]
        keep_signed_copies(copies, by=by)
        done.update(filter(None, [document.circular]))

    with _pen(by, password) as pen:
        return each(documents, sign)


# --- Before anything is done ---


def _ready(
    document: Document, by: Acting, dated: date, typed_number: str, seen: int | None
) -> list[tuple[Document, Place]]:
    """The sheets to be signed with a paper, each with the place for the signature, once all is asked beforehand."""
    sheets = [(s, _admitted(s, by, seen if s is document else None)) for s in sheets_of(document)]
    if document.state == PaperState.PREPARED:
        check_number(document, dated, typed_number)
    return sheets


def _admitted(document: Document, by: Acting, seen: int | None) -> Place:
    door.admit(document, Power.KEEP_PAPERS, by)
    if by.behalf is not None:
        raise Refused(_("ลงนามอิเล็กทรอนิกส์แทนกันไม่ได้ ผู้ลงนามต้องใช้กุญแจของตำแหน่งตนเอง"))
    if document.state not in SIGNABLE or (seen is not None and not document.is_at(seen)):
        raise Stale(door.who_changed(document))
    place = require_place(document, by)
    if not has_gone_its_route(document):
        raise Invalid.of("document", document.title, str(has_gone_its_route.unmet_message))  # type: ignore[attr-defined]
    if not document.renditions.filter(kind=Rendition.Kind.UNSIGNED).exists():
        raise Invalid.of("document", document.title, _("ยังจัดหน้าหนังสือไม่เสร็จ จึงยังไม่มีสิ่งที่จะลงนาม กรุณารอสักครู่แล้วลองใหม่"))
    return place


def require_place(document: Document, by: Acting) -> Place:
    """The place under a paper where somebody signs.

    Raises:
        Refused: there is none: somebody else's name is printed, or they have signed already.
    """
    place = place_of(document, by)
    if place is not None:
        return place
    if document.signatures.filter(office=by.office, user=by.user).exists():
        raise Refused(_("ท่านลงนามในหนังสือฉบับนี้แล้ว"))
    names = ", ".join(f"{place.name} {place.words}".strip() for place in places_of(document))
    raise Refused(
        _("หนังสือฉบับนี้พิมพ์ชื่อผู้ลงนามเป็น %(printed)s จึงลงนามในชื่อ %(user)s ตำแหน่ง %(office)s ไม่ได้")
        % {"printed": names or "–", "user": by.user, "office": by.office}
    )


@dataclass(frozen=True, slots=True)
class _Pen:
    """What somebody signs with: their office's opened key, and whoever stamps the time."""

    by: Acting
    key: signing.SigningKey
    stamper: signing.HttpTimeStamper | None


@contextmanager
def _pen(by: Acting, password: str) -> Iterator[_Pen]:
    """Open the key of the acting office, and make sure that the time-stamping authority answers.

    Raises:
        Invalid: in words, whatever goes wrong with either, then or in the block.
    """
    try:
        entry = signing.Keyring.read(settings.SIGNING_DIR).of(key_name(by.office))
        allowed = settings.DEBUG or settings.PRASAN_DEMO
        secret = password or _configured_password(entry)
        with signing.opened(entry, secret, at=clock.now(), may_be_demonstration=allowed) as key:
            stamper = signing.HttpTimeStamper(settings.TSA_URL) if settings.TSA_URL else None
            if stamper is not None:
                signing.ask_timestamper(stamper)
            yield _Pen(by, key, stamper)
    except signing.SigningError as error:
        raise _as_invalid(error) from error


def _configured_password(entry: signing.KeyEntry) -> str:
    return signing.password_of(entry, os.environ)


def _as_invalid(error: signing.SigningError) -> Invalid:
    field = "password" if error.fault in {signing.Fault.NO_PASSWORD, signing.Fault.WRONG_PASSWORD} else "key"
    return Invalid.of(field, "" if field == "password" else error.thing, words_of(error))


# --- The bytes ---


def _numbered(document: Document, by: Acting, dated: date, typed_number: str) -> Document:
    if document.circular:
        document.refresh_from_db()  # its number may have come with that of another sheet a moment ago
    if document.state == PaperState.PREPARED:
        reserve_number(
            document=document,
            by=by,
            dated=dated,
            typed_number=typed_number,
            seen=document.revision,
        )
    return document


def _signed(document: Document, place: Place, pen: _Pen) -> SignedCopy:
    by, at = pen.by, clock.now()
    position = document.signatures.count() + 1
    base = _bytes_to_sign(document)
    with translation.override("th"):  # what stands in a paper is in Thai, whatever language the page is read in
        act = signing.Act(str(by.user), f"{by.office.title}{_acting_words(by.tenure)}", by.office.body.name, at)
    try:
        content = signing.sign(storage.read(base), pen.key, act, timestamper=pen.stamper)
    except signing.SigningError as error:
        raise _as_invalid(error) from error
    file = storage.store(content, content_type="application/pdf", name=f"{document.kind}-{document.check_code}.pdf")
    stamped_by = pen.stamper.url if pen.stamper is not None else ""
    return SignedCopy(document, place, base, file, position, pen.key.certificate, at, stamped_by)


def _acting_words(tenure: Tenure) -> str:
    return f" ({tenure.get_acting_display()})" if tenure.acting else ""


def _bytes_to_sign(document: Document) -> StoredFile:
    """The copy with number and date, or the one that others have signed already."""
    latest = document.renditions.filter(kind=Rendition.Kind.SIGNED).order_by("-pk").first()
    if latest is not None:
        return latest.file
    issued = document.renditions.filter(kind=Rendition.Kind.ISSUED).order_by("-pk")
    if not issued.exists():
        render_document({"document": document.pk, "kind": Rendition.Kind.ISSUED})
    return issued[0].file


# --- What remains ---


def _keep(copy: SignedCopy, by: Acting) -> None:
    document = copy.document
    door.admit(document, Power.KEEP_PAPERS, by)
    door.lock_plan(document)
    door.lock(document)
    if document.signatures.count() + 1 != copy.position:
        raise Stale(door.who_changed(document))
    rendition = Rendition.objects.create(
        document=document, kind=Rendition.Kind.SIGNED, file=copy.signed, created_at=clock.now()
    )
    Signature.objects.create(
        document=document,
        rendition=rendition,
        position=copy.position,
        office=by.office,
        user=by.user,
        name=str(by.user),
        words=copy.place.words or by.office.title,
        certificate_name=copy.certificate.name,
        certificate_issuer=copy.certificate.issuer,
        certificate_serial=copy.certificate.serial,
        certificate_sha256=copy.certificate.sha256,
        is_demonstration=copy.certificate.is_demonstration,
        signed_at=copy.signed_at,
        stamped_by=copy.stamped_by,
    )
    facts = {
        "unsigned": copy.unsigned.sha256,
        "sha256": copy.signed.sha256,
        "certificate": copy.certificate.sha256,
        "serial": copy.certificate.serial,
    }
    is_last = not still_to_sign(document)
    if is_last:
        supersede_earlier(document, by=by)
    door.fire(document, "complete_signatures" if is_last else "add_signature", by=by, data=facts)
