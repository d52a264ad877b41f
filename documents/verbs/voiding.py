"""Voiding a paper."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid
from directory.powers import Power
from documents.models import Document
from documents.verbs.circulars import fire_round
from workflow import door

LONGEST_REASON = 500


def void_document(*, document: Document, by: Acting, reason: str, seen: int | None = None) -> Document:
    """Declare a paper void, for a reason that its check page tells everybody; its number stays used.

    Of a circular all sheets become void.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: without a reason, or with one that is too long.
    """
    door.admit(document, Power.KEEP_PAPERS, by)
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        expected = _("ต้องมีเหตุผล ยาวไม่เกิน %s ตัวอักษร ทุกคนอ่านได้ในหน้าตรวจสอบหนังสือ") % LONGEST_REASON
        raise Invalid.of("reason", reason, expected)
    with transaction.atomic():
        fire_round(document, "void", by=by, seen=seen, note=why, reason=why, at=clock.now())
    return document
