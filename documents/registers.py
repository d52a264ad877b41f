"""The registers of a body (ทะเบียนหนังสือส่ง, ทะเบียนหนังสือรับ): which papers it sent and received in a calendar year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.acting import Acting
from directory.errors import NotHere
from directory.models import Body
from directory.powers import Power
from documents.kinds import KINDS
from documents.models import Document, PaperState
from workflow.law import may

OUT, IN = "out", "in"
TITLES = {OUT: gettext_lazy("ทะเบียนหนังสือส่ง"), IN: gettext_lazy("ทะเบียนหนังสือรับ")}
_MIDDLE = (*(gettext_lazy("ที่"), gettext_lazy("ลงวันที่"), gettext_lazy("จาก"), gettext_lazy("ถึง"), gettext_lazy("เรื่อง")),)
_HEADINGS = {
    OUT: (gettext_lazy("เลขทะเบียนส่ง"), *_MIDDLE, gettext_lazy("การปฏิบัติ")),
    IN: (gettext_lazy("เลขรับ"), *_MIDDLE, gettext_lazy("วันที่ลงรับ")),
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A body as the party whose papers are kept."""

    owner: Body
    area_code: str


def bodies_kept_by(by: Acting) -> list[Body]:
    """The bodies whose papers an office keeps: its own, and those that it is the secretariat of."""
    own = Q(pk=by.office.body_id) | Q(secretariat=by.office.body_id)
    return [body for body in Body.objects.filter(own).order_by("name", "pk") if keeps(by, body)]


def keeps(by: Acting, body: Body) -> bool:
    """Whether an office keeps the papers of a body."""
    return may(by, Power.KEEP_PAPERS, _Kept(body, body.area_code))


def body_with_register(by: Acting, code: str) -> Body:
    """The body of an address.

    Raises:
        NotHere: there is none, or its papers are not this office's to keep.
    """
    body = Body.objects.filter(code=code).select_related("secretariat").first()
    if body is None or not keeps(by, body):
        raise NotHere("")
    return body


def entries(body: Body, side: str, year: int) -> QuerySet[Document]:
    """The papers in one of a body's registers in a year of the Buddhist Era, in the order of their numbers and days."""
    found = Document.objects.select_related("issuer", "recipient", "plan")
    if side == OUT:
        sent = found.filter(issuer=body, register_year=year).exclude(number_text="")
        return sent.order_by("register", "running_number", "dated", "pk")
    received = found.filter(recipient=body, receipt_year=year)
    return received.order_by("receipt_running", "received_on", "pk")


def years_of(body: Body, side: str) -> list[int]:
    """The years in which a register has entries, the newest first."""
    by_side = (
        Document.objects.filter(issuer=body).exclude(number_text="").values_list("register_year", flat=True)
        if side == OUT
        else Document.objects.filter(recipient=body).values_list("receipt_year", flat=True)
    )
    return sorted({year for year in by_side.order_by() if year}, reverse=True)


def headings_of(side: str) -> list[str]:
    """The columns of a register, as the regulation's forms have them."""
    return [str(heading) for heading in _HEADINGS[side]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register."""

    paper: Document
    running: str
    number: str
    dated: date | None
    sender: str
    addressee: str
    title: str
    remark: str
    received_on: date | None


def entry_of(paper: Document, side: str) -> Entry:
    """A paper as its line in a register says it."""
    running = paper.running_number if side == OUT else paper.receipt_running
    return Entry(
        paper=paper,
        running=str(running) if running else paper.receipt_number if side == IN else "",
        number=paper.number_text,
        dated=paper.dated,
        sender=paper.issuer.name,
        addressee=paper.recipient.name if paper.recipient else "",
        title=paper.title,
        remark=_remark(paper),
        received_on=paper.received_on,
    )


def _remark(paper: Document) -> str:
    """How far a sent paper has come, as the last column of the register says it."""
    if paper.state == PaperState.VOID:
        return _("ยกเลิกแล้ว: %(reason)s") % {"reason": paper.void_reason}
    return str(paper.get_state_display())


def kind_title(code: str) -> str:
    """What a kind of paper is called in a filter."""
    return f"{code} {KINDS[code].title}" if code in KINDS else code


def cells_of(entry: Entry, side: str, day: Any) -> Iterator[str]:
    """The cells of a line, all of them text; ``day`` puts a date into words."""
    last = day(entry.received_on) if side == IN else entry.remark
    yield from (entry.running, entry.number, day(entry.dated), entry.sender, entry.addressee, entry.title, last)
