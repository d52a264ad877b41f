"""Handing a numbered paper to its recipient."""

from __future__ import annotations

from directory import clock
from directory.acting import Acting
from documents.models import Document
from workflow import door


def send_document(*, document: Document, by: Acting, seen: int | None = None) -> Document:
    """Record that a numbered paper was handed to its recipient.

    Raises:
        NotHere, Refused, Stale: as the door does.
    """
    return door.fire(document, "send", by=by, seen=seen, at=clock.now())
