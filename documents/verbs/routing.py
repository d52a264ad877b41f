"""Putting a paper through offices before it is signed (เสนอผ่าน): its route, each endorsement, and sending it back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Refused, Stale
from directory.models import Office
from directory.powers import Power
from documents.models import Document, Endorsement, PaperState, RouteStop, UsualRoute
from documents.queries import offices_for_route
from documents.verbs.circulars import fire_round
from workflow import door

LONGEST_ROUTE = 9
LONGEST_NOTE = 500


def set_route(
    *, document: Document, offices: Sequence[Office], by: Acting, usual: bool = False, seen: int | None = None
) -> Document:
    """Say which offices endorse a prepared paper before it is signed, in this order; none means it is signed at once.

    Side effects: the paper's stops are replaced and it waits at the first. With ``usual`` the route is kept for all
    papers of this kind that the issuer prepares from now on. Repeating it sets the same route again.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: an office twice, one that may not be asked, too many, or somebody has endorsed already.
    """
    with transaction.atomic():
        door.admit(document, Power.KEEP_PAPERS, by)
        _check_route(document, offices)
        for sheet in fire_round(document, "set_route", by=by, seen=seen, first=offices[0] if offices else None):
            sheet.route.all().delete()
            _add_stops(sheet, offices)
        if usual:
            UsualRoute.objects.filter(body=document.issuer, kind=document.kind).delete()
            UsualRoute.objects.bulk_create(
                UsualRoute(body=document.issuer, kind=document.kind, place=place, office=office)
                for place, office in enumerate(offices, start=1)
            )
    return document


def _check_route(document: Document, offices: Sequence[Office]) -> None:
    if len(offices) > LONGEST_ROUTE:
        raise Invalid.of("offices", len(offices), _("เสนอผ่านได้ไม่เกิน %s ตำแหน่ง") % LONGEST_ROUTE)
    if len({office.pk for office in offices}) != len(offices):
        raise Invalid.of("offices", "", _("ตำแหน่งหนึ่งอยู่ในเส้นทางได้ครั้งเดียว"))
    allowed = set(offices_for_route(document).values_list("pk", flat=True))
    for office in offices:
        if office.pk not in allowed:
            raise Invalid.of("offices", office, _("ตำแหน่งนี้ดูแลหนังสือฉบับนี้ไม่ได้ จึงเสนอผ่านไม่ได้"))


def _add_stops(document: Document, offices: Sequence[Office]) -> None:
    RouteStop.objects.bulk_create(
        RouteStop(document=document, place=place, office=office) for place, office in enumerate(offices, start=1)
    )


def usual_offices(document: Document) -> list[Office]:
    """The offices that papers like this one are put through, as far as they may still be asked."""
    usual = UsualRoute.objects.filter(body=document.issuer, kind=document.kind).select_related("office__body")
    allowed = set(offices_for_route(document).values_list("pk", flat=True)) if usual else set()
    return [stop.office for stop in usual if stop.office_id in allowed]


def lay_usual_route(document: Document) -> None:
    """Put a paper that was just prepared on its issuer's usual route for its kind, if there is one."""
    if offices := usual_offices(document):
        _add_stops(document, offices)
        document.waits_at = offices[0]
        document.save(update_fields=["waits_at"])


def endorse_document(*, document: Document, by: Acting, note: str = "", seen: int | None = None) -> Document:
    """Endorse a paper whose turn it is at this office; it goes on to the next, or to the signature.

    Raises:
        NotHere, Refused, Stale: as the door does; only the office that is asked endorses.
        Invalid: the note is too long.
    """
    with transaction.atomic():
        stop = _stop_of(document, by, note)
        onwards = document.route.filter(place__gt=stop.place).select_related("office__body").first()
        next_office = onwards.office if onwards else None
        for sheet in fire_round(document, "endorse_paper", by=by, seen=seen, note=note.strip(), onwards=next_office):
            _record(sheet, stop, Endorsement.Outcome.ENDORSED, by, note)
    return document


def send_document_back(*, document: Document, by: Acting, note: str, seen: int | None = None) -> Document:
    """Send a paper back from its route, with what is wrong with it; its issuer prepares a new one in its place.

    Raises:
        NotHere, Refused, Stale: as the door does; only the office that is asked sends back.
        Invalid: without a note, or with one that is too long.
    """
    with transaction.atomic():
        stop = _stop_of(document, by, note)
        if not note.strip():
            raise Invalid.of("note", "", _("ต้องบอกว่าให้แก้ไขอะไร"))
        for sheet in fire_round(document, "send_paper_back", by=by, seen=seen, note=note.strip()):
            _record(sheet, stop, Endorsement.Outcome.SENT_BACK, by, note)
    return document


def _stop_of(document: Document, by: Acting, note: str) -> RouteStop:
    """The stop at which the locked paper waits, if this office is the one that is asked."""
    door.admit(document, None, by)
    door.lock_plan(document)
    door.lock(document)
    if document.state != PaperState.PREPARED or document.waits_at_id is None:
        raise Stale(door.who_changed(document))
    stop = document.route.select_related("office__body").get(office=document.waits_at_id)
    asked = by.behalf.body.pk == stop.office.body_id if by.behalf else by.office.pk == stop.office_id
    if not asked:
        raise Refused(_("หนังสือฉบับนี้รอ %s เสนอผ่านอยู่") % stop.office)
    if len(note.strip()) > LONGEST_NOTE:
        raise Invalid.of("note", note, _("ยาวเกินไป ต้องไม่เกิน %s ตัวอักษร") % LONGEST_NOTE)
    return stop


def _record(sheet: Document, stop: RouteStop, outcome: str, by: Acting, note: str) -> None:
    Endorsement.objects.create(
        document=sheet,
        place=stop.place,
        outcome=outcome,
        office=stop.office,
        user=by.user,
        name=by.behalf.signed_by if by.behalf else str(by.user),
        position=_position(stop.office, by),
        note=note.strip(),
        at=clock.now(),
    )


def _position(office: Office, by: Acting) -> str:
    """The office, with the words of somebody who acts for its holder."""
    acting = by.tenure.get_acting_display() if by.behalf is None and by.tenure.acting else ""
    return " ".join(filter(None, [acting, office.title]))
