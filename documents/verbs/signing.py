"""Signing a paper."""

from __future__ import annotations

from django.db import transaction

from directory import clock
from directory.acting import Acting
from directory.powers import Power
from documents import storage
from documents.models import Document, Rendition
from documents.verbs.circulars import sheets_of
from documents.verbs.evidence import check_upload
from workflow import door


def sign_document(
    *, document: Document, by: Acting, scan: bytes, content_type: str = "application/pdf", seen: int | None = None
) -> Document:
    """Record that a paper was signed with ink, by uploading the scan of the signed sheet.

    Side effects: the scan is stored, becomes a rendition, and the paper moves to SIGNED. A circular is signed once: the
    scan is that of all its sheets.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: as `check_upload`, or the paper has not yet gone its route.
    """
    door.admit(document, Power.KEEP_PAPERS, by)
    check_upload(scan, content_type)
    file = storage.store(scan, content_type=content_type, name=f"{document.kind}-signed")
    with transaction.atomic():
        for sheet in sheets_of(document):
            Rendition.objects.get_or_create(
                document=sheet, kind=Rendition.Kind.SCAN, file=file, defaults={"created_at": clock.now()}
            )
            own = seen if sheet is document else None
            door.fire(sheet, "sign", by=by, seen=own, data={"sha256": file.sha256})
    return document
