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
from documents.models import ENDED, Document, Endorsement, PaperState, Rendition
from documents.signers import place_of
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


ENDORSE = Step("endorse", gettext_lazy("เสนอผ่าน"), gettext_lazy("รอเสนอผ่าน"), PaperState.PREPARED, "endorser")
SIGN = Step("sign", gettext_lazy("ลงนามหนังสือ"), gettext_lazy("รอลงนาม"), PaperState.PREPARED)
ESIGN = Step("esign", gettext_lazy("ลงนามอิเล็กทรอนิกส์"), gettext_lazy("ออกเลขแล้ว รอลงนามอิเล็กทรอนิกส์"), PaperState.RESERVED)
NUMBER = Step("number", gettext_lazy("ออกเลขและลงวันที่"), gettext_lazy("รอออกเลข"), PaperState.SIGNED)
SEND = Step("send", gettext_lazy("บันทึกการส่ง"), gettext_lazy("รอส่ง"), PaperState.NUMBERED, needs_recipient=True)
RECEIVE = Step(
    "receive", gettext_lazy("ลงรับหนังสือ"), gettext_lazy("รอลงรับ"), PaperState.SENT, "recipient", needs_recipient=True
)
AGAIN = Step("again", gettext_lazy("จัดทำฉบับใหม่แทน"), gettext_lazy("รอจัดทำฉบับใหม่"), PaperState.RETURNED)
STEPS = {step.name: step for step in (ENDORSE, SIGN, ESIGN, NUMBER, SEND, RECEIVE, AGAIN)}

# Not steps on the way, but what may be done with a paper besides, each with a page of its own.
ROUTE = Step("route", gettext_lazy("กำหนดเส้นทางเสนอผ่าน"), "", PaperState.PREPARED)
VOID = Step("void", gettext_lazy("ยกเลิกหนังสือ"), "", "")
BESIDES = (ROUTE, AGAIN, VOID)
WORK_ON_PAPER = frozenset({BodyKind.COUNCIL, BodyKind.SUBDISTRICT_COMMITTEE, BodyKind.LAO})


def next_step(paper: Document) -> Step | None:
    """What a paper waits for; nothing once its life is lived. Minutes and announcements go to nobody."""
    if paper.state == PaperState.PREPARED:
        return SIGN if paper.waits_at_id is None else ENDORSE
    step = next((step for step in STEPS.values() if step.source == paper.state), None)
    if step is AGAIN and hasattr(paper, "superseded_by"):
        return None
    return None if step is None or (step.needs_recipient and paper.recipient_id is None) else step


def is_open_to(step: Step, paper: Document) -> bool:
    """Whether a paper stands where this may be done with it: its next step, or something besides."""
    if step is VOID:
        return paper.state not in ENDED
    if step is AGAIN:
        return paper.state != PaperState.SUPERSEDED and not hasattr(paper, "superseded_by")
    if step is ROUTE:
        return paper.state == PaperState.PREPARED and not paper.endorsements.all()
    return next_step(paper) == step


def besides(paper: Document, by: Acting) -> list[Step]:
    """What this office may do with a paper besides its next step."""
    return [
        step for step in BESIDES if step != next_step(paper) and is_open_to(step, paper) and is_allowed(step, paper, by)
    ]


def desk_of(paper: Document) -> Body | None:
    """Whose desk a paper lies on."""
    step = next_step(paper)
    return getattr(paper, step.party) if step else None


def is_allowed(step: Step, paper: Document, by: Acting) -> bool:
    """Whether a step is this office's to do; the door asks the same again, and for routes and signatures the verb."""
    if step is ENDORSE and paper.waits_at_id != by.office.pk:
        return False
    if step is ESIGN and place_of(paper, by) is None:
        return False
    return may(by, Power.KEEP_PAPERS, paper, party=step.party)


def is_recordable(step: Step, paper: Document, by: Acting) -> bool:
    """Whether this office may record a step for a body that works on paper, from the sheet that the body signed."""
    body: Body | None = getattr(paper, step.party)
    works_on_paper = body is not None and body.kind in WORK_ON_PAPER
    covers = mandate_of(by).covers(Power.RECORD_ON_BEHALF, paper.area_code)
    if step in BESIDES or step is ESIGN:
        return False
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
    if not sent and not is_open_to(step, paper):
        raise Stale(who_changed(paper))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a paper's life: done on a day, the present one, or still to come."""

    title: str
    state: str  # "done", "current" or "to-come"
    day: date | None = None
    detail: str = ""


def life_of(paper: Document) -> list[Stage]:
    """Prepared → endorsed → signed → numbered → sent → received; the last two only for a paper to somebody.

    Reads the paper's renditions, route and endorsements, which the caller has fetched.
    """
    stages: list[tuple[PaperState, str, date | None, str]] = [(PaperState.PREPARED, _("จัดทำ"), paper.prepared_at, "")]
    scans = [each for each in paper.renditions.all() if each.kind in {Rendition.Kind.SCAN, Rendition.Kind.SIGNED}]
    signed = scans[-1].created_at if scans and paper.state != PaperState.PREPARED else None
    numbered = _("เลขที่ %(number)s") % {"number": paper.number_text} if paper.number_text else ""
    received = _("เลขรับ %(number)s") % {"number": paper.receipt_number} if paper.receipt_number else ""
    numbering = _("ออกเลข") if paper.register or paper.number_text else _("ลงวันที่")
    if _is_electronic(paper):  # number and date come first, so that the signature covers them
        stages.append((PaperState.RESERVED, numbering, paper.dated, numbered))
        signed = None if paper.state == PaperState.RESERVED else signed
        stages.append((PaperState.NUMBERED, _("ลงนามอิเล็กทรอนิกส์"), signed, ""))
    else:
        stages += [(PaperState.SIGNED, _("ลงนาม"), signed, ""), (PaperState.NUMBERED, numbering, paper.dated, numbered)]
    if paper.recipient_id is not None:
        stages.append((PaperState.SENT, _("ส่ง"), paper.sent_at, ""))
        stages.append((PaperState.RECEIVED, _("ลงรับ"), paper.received_on, received))
    on_route = _stages_of_the_route(paper)
    if paper.state in {*ENDED, PaperState.RETURNED}:
        done = [Stage(title, "done", day, detail) for _state, title, day, detail in stages if day]
        return [done[0], *(each for each in on_route if each.day), *done[1:]]
    order = [state for state, *_rest in stages]
    reached = order.index(PaperState(paper.state))
    present = reached + 1 if paper.waits_at_id is None else len(stages)
    lived = [
        Stage(title, "done" if place <= reached else "current" if place == present else "to-come", day, detail)
        for place, (_state, title, day, detail) in enumerate(stages)
    ]
    return [lived[0], *on_route, *lived[1:]]


def _is_electronic(paper: Document) -> bool:
    signed = any(each.kind == Rendition.Kind.SIGNED for each in paper.renditions.all())
    return signed or paper.state == PaperState.RESERVED


def _stages_of_the_route(paper: Document) -> list[Stage]:
    """Each office on the route: when it endorsed the paper or sent it back, by whom, and with what note."""
    said = {each.place: each for each in paper.endorsements.all()}
    stages = []
    for stop in paper.route.all():
        title = _("เสนอผ่าน %(office)s") % {"office": stop.office.title}
        if (word := said.get(stop.place)) is not None:
            sent_back = word.get_outcome_display() if word.outcome == Endorsement.Outcome.SENT_BACK else ""
            detail = " · ".join(filter(None, [word.name, sent_back, word.note]))
            stages.append(Stage(title, "done", word.at, detail))
        else:
            stages.append(Stage(title, "current" if stop.office_id == paper.waits_at_id else "to-come"))
    return stages


def is_being_made(paper: Document) -> bool:
    """Whether a job still renders the pages that the present stage needs."""
    wanted = Rendition.Kind.ISSUED if paper.dated else Rendition.Kind.UNSIGNED
    return paper.state not in ENDED and all(each.kind != wanted for each in paper.renditions.all())
