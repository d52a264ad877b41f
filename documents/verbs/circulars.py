"""A circular is one letter to several recipients: a sheet for each, signed and numbered together, received singly."""

from __future__ import annotations

from typing import Any

from directory.acting import By
from documents.models import Document
from workflow import door


def sheets_of(document: Document) -> list[Document]:
    """The paper itself, or all sheets of the circular to which it belongs, the paper itself among them."""
    if not document.circular:
        return [document]
    others = Document.objects.filter(circular=document.circular).select_related("issuer", "plan").order_by("copy")
    return [document if each.pk == document.pk else each for each in others]


def fire_round(
    document: Document, transition_name: str, *, by: By, seen: object = None, note: str = "", **arguments: Any
) -> list[Document]:
    """Fire one transition on a paper, or on every sheet of its circular; ``seen`` is the revision of the paper itself.

    Raises:
        NotHere, Refused, Stale, Invalid: as the door does, for any of the sheets; the caller's transaction undoes all.
    """
    sheets = sheets_of(document)
    for sheet in sheets:
        own = seen if sheet is document else None
        door.fire(sheet, transition_name, by=by, seen=own, note=note, **arguments)
    return sheets
