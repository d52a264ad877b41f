"""Entering a sent paper in the recipient's book."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Body
from directory.powers import Power
from documents.models import Document
from documents.verbs.numbering import next_number, used_words
from workflow import door

LONGEST_RECEIPT = 40
INCOMING = "incoming"


def receive_document(
    *, document: Document, by: Acting, on: date, number: str = "", seen: int | None = None
) -> Document:
    """Record the recipient's receipt (เลขรับ); due dates count from here.

    A recipient whose register is kept here gets the next number of its incoming register, whatever was typed; others
    type the number of their own system. Registers count per body and calendar year.

    Raises:
        NotHere, Refused, Stale: as the door does; only the recipient receives.
        Invalid: the receipt has no number, one that is too long or was used this year, or its day lies ahead or before
            the paper's.
    """
    door.admit(document, Power.KEEP_PAPERS, by, party="recipient")
    own = draws_receipt(document)
    typed = number.strip()
    if not own and (not typed or len(number) > LONGEST_RECEIPT):
        raise Invalid.of("number", number, _("ต้องมีเลขรับ ยาวไม่เกิน %s ตัวอักษร") % LONGEST_RECEIPT)
    if on > clock.today() or (document.dated is not None and on < document.dated):
        raise Invalid.of("on", on, _("วันที่ลงรับต้องไม่ก่อนวันที่ในหนังสือ และไม่อยู่ในอนาคต"))
    year = clock.buddhist_year(on)
    with transaction.atomic():
        door.lock_plan(document)
        door.lock(document)
        used = Document.objects.filter(recipient=document.recipient, receipt_year=year, receipt_number=typed)
        if not own and (first := used.exclude(pk=document.pk).first()):
            raise Invalid.of("number", typed, used_words(first, year))
        running = next_number(document.recipient, INCOMING, year) if own and document.recipient else None
        text = str(running) if running else typed
        try:
            with transaction.atomic():
                door.fire(document, "receive", by=by, seen=seen, number=text, on=on, year=year, running=running)
        except IntegrityError as twice:  # somebody else entered the same number meanwhile
            raise Invalid.of("number", text, used_words(None, year)) from twice
    return document


def draws_receipt(document: Document) -> bool:
    """Whether the receipt's number comes from the recipient's register here."""
    return document.recipient is not None and document.recipient.register == Body.Register.OWN
