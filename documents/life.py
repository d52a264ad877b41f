"""A paper's life as people follow it: what was done when, and whose step is next. Its law stands on `Document`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.acting import Acting
from directory.errors import Refused, Stale
from directory.mandates import mandate_of
from directory.models import Body
from directory.powers import BodyKind, Power
from documents.models import Document, PaperState, Rendition
from workflow.door import who_changed
from workflow.law import may


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a paper, with a page of its own at ``/papers/<check code>/<name>/``."""

    name: str
    title: Any
    waits: Any
    source: str
    party: str = "issuer"
    needs_recipient: bool = False

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"paper_{self.name}"


SIGN = Step("sign", gettext_lazy("แนบหนังสือที่ลงนามแล้ว"), gettext_lazy("รอลงนาม"), PaperState.PREPARED)
NUMBER = Step("number", gettext_lazy("ออกเลขและลงวันที่"), gettext_lazy("รอออกเลข"), PaperState.SIGNED)
SEND = Step("send", gettext_lazy("บันทึกการส่ง"), gettext_lazy("รอส่ง"), PaperState.NUMBERED, needs_recipient=True)
RECEIVE = Step(
    "receive", gettext_lazy("ลงรับหนังสือ"), gettext_lazy("รอลงรับ"), PaperState.SENT, "recipient", needs_recipient=True
)
WORK_ON_PAPER = frozenset({BodyKind.COUNCIL, BodyKind.SUBDISTRICT_COMMITTEE, BodyKind.LAO})
STEPS = {step.source: step for step in (SIGN, NUMBER, SEND, RECEIVE)}


def next_step(paper: Document) -> Step | None:
    """What a paper waits for; nothing once its life is lived. Minutes and announcements go to nobody."""
    step = STEPS.get(PaperState(paper.state))
    return None if step is None or (step.needs_recipient and paper.recipient_id is None) else step


def desk_of(paper: Document) -> Body | None:
    """Whose desk a paper lies on."""
    step = next_step(paper)
    return getattr(paper, step.party) if step else None


def is_allowed(step: Step, paper: Document, by: Acting) -> bool:
    """Whether a step is this office's to do; the door asks the same again."""
    return may(by, Power.KEEP_PAPERS, paper, party=step.party)


def is_recordable(step: Step, paper: Document, by: Acting) -> bool:
    """Whether this office may record a step for a body that works on paper, from the sheet that the body signed."""
    body: Body | None = getattr(paper, step.party)
    works_on_paper = body is not None and body.kind in WORK_ON_PAPER
    covers = mandate_of(by).covers(Power.RECORD_ON_BEHALF, paper.area_code)
    return works_on_paper and covers and not is_allowed(step, paper, by)


def admit_to(step: Step, paper: Document, by: Acting, *, sent: bool) -> None:
    """Ask beforehand what the door will ask, so that nobody fills in a form that is not theirs to send.

    Raises:
        Refused: the step is another office's.
        Stale: the paper waits for something else by now. A form that was sent is left to the door.
    """
    if not is_allowed(step, paper, by) and not is_recordable(step, paper, by):
        raise Refused(
            _("ตำแหน่ง %(office)s ทำขั้นตอน “%(step)s” ของหนังสือฉบับนี้ไม่ได้") % {"office": by.office, "step": step.title}
        )
    if not sent and next_step(paper) != step:
        raise Stale(who_changed(paper))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a paper's life: done on a day, the present one, or still to come."""

    title: str
    state: str  # "done", "current" or "to-come"
    day: date | None = None
    detail: str = ""


def life_of(paper: Document) -> list[Stage]:
    """Prepared → signed → numbered → sent → received; the last two only for a paper to somebody.

    Reads the paper's renditions, which the caller has fetched.
    """
    scans = [each for each in paper.renditions.all() if each.kind in {Rendition.Kind.SCAN, Rendition.Kind.SIGNED}]
    signed = scans[-1].created_at if scans and paper.state != PaperState.PREPARED else None
    numbered = _("เลขที่ %(number)s") % {"number": paper.number_text} if paper.number_text else ""
    received = _("เลขรับ %(number)s") % {"number": paper.receipt_number} if paper.receipt_number else ""
    parts = [
        (_("จัดทำ"), paper.prepared_at, ""),
        (_("ลงนาม"), signed, ""),
        (_("ออกเลข") if paper.register or paper.number_text else _("ลงวันที่"), paper.dated, numbered),
    ]
    if paper.recipient_id is not None:
        parts += [(_("ส่ง"), paper.sent_at, ""), (_("ลงรับ"), paper.received_on, received)]
    order = [PaperState.PREPARED, PaperState.SIGNED, PaperState.NUMBERED, PaperState.SENT, PaperState.RECEIVED]
    if paper.state == PaperState.SUPERSEDED:
        return [Stage(title, "done", day, detail) for title, day, detail in parts if day]
    reached = order.index(PaperState(paper.state))
    return [
        Stage(title, "done" if place <= reached else "current" if place == reached + 1 else "to-come", day, detail)
        for place, (title, day, detail) in enumerate(parts)
    ]


def is_being_made(paper: Document) -> bool:
    """Whether a job still renders the pages that the present stage needs."""
    wanted = Rendition.Kind.ISSUED if paper.dated else Rendition.Kind.UNSIGNED
    return paper.state != PaperState.SUPERSEDED and all(each.kind != wanted for each in paper.renditions.all())
