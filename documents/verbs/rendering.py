"""Making a paper's bytes: by a job, outside of any transaction, from nothing but its snapshot."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from directory import clock
from documents import layouts, storage
from documents.crests import with_crest
from documents.models import Document, Rendition
from documents.thai import thai_date, to_thai_digits
from workflow import jobs
from workflow.jobs import job


def enqueue_rendering(document: Document, kind: str) -> None:
    """Write the job that makes one rendition, in the present transaction."""
    jobs.enqueue("render_document", key=f"{document.pk}:{kind}", payload={"document": document.pk, "kind": kind})


@job("render_document")
def render_document(payload: dict[str, Any]) -> None:
    """Make the bytes of a document from its snapshot, outside of any transaction; the same snapshot, the same bytes.

    ``kind`` is *unsigned* for the sheet to be signed, *issued* for the copy with its number and date.
    """
    document = Document.objects.get(pk=payload["document"])
    kind = payload["kind"]
    content = MAKERS[kind](document)
    file = storage.store(content, content_type="application/pdf", name=f"{document.kind}-{document.check_code}.pdf")
    Rendition.objects.get_or_create(document=document, kind=kind, file=file, defaults={"created_at": clock.now()})


def rendered(document: Document, *, issued: bool) -> bytes:
    """The pages of a document: a pure function of its snapshot, and of its number and date once it has them.

    Raises:
        ValueError: the crest that the snapshot names is missing or damaged.
    """
    snapshot, marks = printed(document, issued=issued)
    return layouts.render(snapshot, **marks)


def printed(document: Document, *, issued: bool) -> tuple[Mapping[str, Any], dict[str, str]]:
    """What a document is made of: its snapshot, and its number and date once it has them and they are asked for.

    Raises:
        ValueError: the crest that the snapshot names is missing or damaged.
    """
    snapshot: Mapping[str, Any] = with_crest(json.loads(document.snapshot))
    if not issued or document.dated is None:
        return snapshot, {}
    # The printed sheet shows the prefix before a blank; the number that was given already begins with it.
    numbered = {**snapshot, "number_prefix": ""} if "number_prefix" in snapshot else snapshot
    return numbered, {"number": to_thai_digits(document.number_text), "dated": thai_date(document.dated)}


# How each rendition that is made here is made, and made again to be compared. Scans and signatures are not among them.
MAKERS: dict[str, Callable[[Document], bytes]] = {
    Rendition.Kind.UNSIGNED: lambda document: rendered(document, issued=False),
    Rendition.Kind.ISSUED: lambda document: rendered(document, issued=True),
}
