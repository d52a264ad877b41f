"""Are papers what they were made from, and is a file in one's hand one of ours?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from documents import signing, storage
from documents.kinds import KINDS
from documents.models import ISSUED, Document, PaperState, Rendition
from documents.verbs import MAKERS

BATCH = 200
PROOF = (Rendition.Kind.SCAN, Rendition.Kind.SIGNED)


@dataclass(frozen=True, slots=True)
class Difference:
    """A rendition whose bytes are not those that its snapshot gives; empty where a file is gone or cannot be made."""

    code: str
    kind: str
    rendition: str
    stored: str
    made: str


@dataclass(slots=True)
class Report:
    """What was compared, and what differs."""

    documents: int = 0
    renditions: int = 0
    differences: list[Difference] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For ``verify_documents --json``."""
        return asdict(self)


def verify_all(shown: Callable[[int, int], None]) -> Report:
    """Make every rendition again from its document's snapshot and compare the bytes; ``shown`` hears done and all."""
    report = Report()
    total = Document.objects.count()
    papers = Document.objects.order_by("pk").prefetch_related("renditions__file")
    for document in papers.iterator(chunk_size=BATCH):
        report.documents += 1
        for rendition in document.renditions.all():
            if rendition.kind in MAKERS:
                report.renditions += 1
                report.differences += _differences(document, rendition)
        shown(report.documents, total)
    return report


def _differences(document: Document, rendition: Rendition) -> Iterator[Difference]:
    stored, made = _stored(rendition), _made(document, rendition.kind)
    if not stored == made == rendition.file.sha256:
        yield Difference(document.check_code, document.kind, rendition.kind, stored, made)


def _stored(rendition: Rendition) -> str:
    try:
        return hashlib.sha256(storage.read(rendition.file)).hexdigest()
    except OSError:
        return ""


def _made(document: Document, kind: str) -> str:
    try:
        return hashlib.sha256(MAKERS[kind](document)).hexdigest()
    except Exception:  # noqa: BLE001  # a snapshot that cannot be set any more is a finding, whatever it fails with
        return ""


def sha256_of(path: Path) -> str:
    """The hash of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def paper_behind(sha256: str) -> dict[str, Any]:
    """What is known of the paper that a file of this hash is a rendition of; ``{"ours": False}`` where it is none.

    A scan of a circular is a rendition of each of its sheets; the first is told, and the codes of the others.
    """
    found = Rendition.objects.filter(file__sha256=sha256).order_by("document__copy", "pk")
    rendition = found.select_related("document__issuer", "document__recipient").first()
    if rendition is None:
        return {"ours": False, "sha256": sha256}
    document = rendition.document
    newer = Document.objects.filter(supersedes=document).first()
    others = {code for code in found.values_list("document__check_code", flat=True) if code != document.check_code}
    return {
        "ours": True,
        "sha256": sha256,
        "code": document.check_code,
        "also": sorted(others),
        "kind": document.kind,
        "kind_th": KINDS[document.kind].title if document.kind in KINDS else "",
        "title": document.title,
        "rendition": rendition.kind,
        "issuer": document.issuer.name,
        "recipient": document.recipient.name if document.recipient else "",
        "number": document.number_text,
        "dated": document.dated.isoformat() if document.dated else "",
        "state": document.state,
        "signed": document.state != PaperState.RESERVED and document.renditions.filter(kind__in=PROOF).exists(),
        "valid": document.state in ISSUED,
        "superseded_by": newer.check_code
        if newer and document.state in {PaperState.SUPERSEDED, PaperState.VOID}
        else "",
        "void": document.state == PaperState.VOID,
        "void_reason": document.void_reason,
    }


def signatures_in(path: Path) -> list[dict[str, Any]]:
    """The electronic signatures of a file, ours or not, each with what it is worth; none in what is no PDF.

    ``trusted`` asks the roots of this deployment alone, at the time of signing; revocation is not asked for.

    Raises:
        OSError: it cannot be read.
        SigningError: the deployment's roots cannot be read.
    """
    roots = signing.Keyring.read(settings.SIGNING_DIR).roots
    return [_told(facts) for facts in signing.signatures_of(path.read_bytes(), roots)]


def _told(facts: signing.SignatureFacts) -> dict[str, Any]:
    told = asdict(facts)
    certificate = told["certificate"]
    for values in (told, certificate or {}):
        values.update({key: at.isoformat() for key, at in values.items() if isinstance(at, datetime)})
    return {**told, "good": facts.is_good}
