"""Giving a signed paper its date and number."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Body
from directory.powers import Power
from documents.models import Document, Register, Rendition
from documents.verbs.circulars import sheets_of
from documents.verbs.preparing import supersede_earlier
from documents.verbs.rendering import enqueue_rendering
from workflow import door

LONGEST_NUMBER = 80
CIRCULAR = "ว"
_MARKED = re.compile(rf"(?:^|/)\s*{CIRCULAR}\s*[0-9๐-๙]")


def number_document(
    *, document: Document, by: Acting, dated: date, typed_number: str = "", seen: int | None = None
) -> Document:
    """Give a signed paper its date and number: from the issuer's register here, or as typed from its own system.

    The register's number is the last thing taken in the transaction, so that an abort leaves no hole; registers count
    per body and calendar year. Minutes, tables and announcements carry no running number. All sheets of a circular
    carry one number, with ว before it. The issued paper in whose place this one was prepared is superseded now. A job
    renders the copy.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: a number must be typed and is not, it was used before this year, or the date lies ahead.
    """
    with transaction.atomic():
        door.admit(document, Power.KEEP_PAPERS, by)
        for sheet in sheets_of(document):
            supersede_earlier(sheet, by=by)
        return _give_number(document, "number", by, dated, typed_number, seen)


def reserve_number(
    *, document: Document, by: Acting, dated: date, typed_number: str = "", seen: int | None = None
) -> Document:
    """Give a prepared paper the date and number that electronic signatures will cover, as `number_document` does.

    The number is committed before anything is signed, and waits with its paper until the signatures are there. The
    paper that this one replaces stays valid until then.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: as `number_document`, or the paper has not yet gone its route.
    """
    with transaction.atomic():
        door.admit(document, Power.KEEP_PAPERS, by)
        return _give_number(document, "reserve", by, dated, typed_number, seen)


def check_number(document: Document, dated: date, typed_number: str) -> None:
    """Ask beforehand what giving a number will ask: the date, and the number where one is typed.

    Raises:
        Invalid: as `number_document`.
    """
    own, typed = draws_number(document), typed_number.strip()
    _check(document, dated, typed, own=own)
    if typed and not own:
        _refuse_used(document, clock.buddhist_year(dated), typed)


def _give_number(
    document: Document, transition: str, by: Acting, dated: date, typed_number: str, seen: int | None
) -> Document:
    own, typed = draws_number(document), typed_number.strip()
    _check(document, dated, typed, own=own)
    door.lock_plan(document)
    door.lock(document)
    year = clock.buddhist_year(dated)
    if typed and not own:
        _refuse_used(document, year, typed)
    text, running = _drawn(document, year) if own else (typed, None)
    register = document.register if own else ""
    for sheet in sheets_of(document):
        given = {"text": text, "dated": dated, "register": register, "year": year, "running": running}
        _fire_number(sheet, transition, by, seen if sheet is document else None, given)
        enqueue_rendering(sheet, Rendition.Kind.ISSUED)
    return document


def draws_number(document: Document) -> bool:
    """Whether the paper's number comes from the issuer's register here."""
    return bool(document.register) and document.issuer.register == Body.Register.OWN


def _check(document: Document, dated: date, typed: str, *, own: bool) -> None:
    if dated > clock.today():
        raise Invalid.of("dated", dated, _("วันที่หนังสือต้องไม่อยู่ในอนาคต"))
    if len(typed) > LONGEST_NUMBER:
        raise Invalid.of("typed_number", typed, _("ยาวเกินไป ต้องไม่เกิน %s ตัวอักษร") % LONGEST_NUMBER)
    if document.register and not own and not typed:
        raise Invalid.of("typed_number", "", _("ต้องพิมพ์เลขที่หนังสือจากระบบสารบรรณของหน่วยงาน"))
    if document.circular and not own and not _MARKED.search(typed):
        raise Invalid.of("typed_number", typed, _("หนังสือเวียนต้องมี ว หน้าเลขทะเบียน เช่น อจ 0118/ว 45"))


def _refuse_used(document: Document, year: int, text: str) -> None:
    used = Document.objects.filter(issuer=document.issuer, register_year=year, number_text=text)
    first = used.exclude(pk=document.pk).first()
    if first is not None:
        raise Invalid.of("typed_number", text, used_words(first, year))


def used_words(first: Document | None, year: int) -> str:
    """Why a number may not be given twice, naming the paper that has it."""
    title = first.title if first else _("หนังสือฉบับอื่น")
    return _("เลขนี้ใช้กับ “%(title)s” แล้วในปี %(year)s เลขหนึ่งใช้ได้ครั้งเดียวในปีเดียวกัน") % {"title": title, "year": year}


def _drawn(document: Document, year: int) -> tuple[str, int]:
    """The next number of the issuer's register. A circular takes it from the letters' own, with ว before it."""
    running = next_number(document.issuer, document.register, year)
    marked = f"{CIRCULAR} {running}" if document.circular else str(running)
    prefix = document.issuer.letter_prefix
    return (f"{prefix}/{marked}" if prefix else f"{marked}/{year}"), running


def _fire_number(sheet: Document, transition: str, by: Acting, seen: int | None, given: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            door.fire(sheet, transition, by=by, seen=seen, **given)
    except IntegrityError as twice:  # somebody else took the same number meanwhile: the database says so
        raise Invalid.of("typed_number", given["text"], used_words(None, given["year"])) from twice


def next_number(body: Body, name: str, year: int) -> int:
    """Take the next number of a body's register of a year; its row stays locked until the transaction ends."""
    register, _created = Register.objects.select_for_update().get_or_create(body=body, name=name, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register.last_number
