"""Conditions of an endorsed plan as obligations: opened, answered with evidence, and accepted, sent back or waived."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.governor import conditions_of
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Refused, Stale
from directory.mandates import mandate_of
from directory.models import Body
from directory.powers import Power
from documents.models import StoredFile
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Plan
from tracking.models import Commitment, Obligation, ObligationReport
from workflow import deadlines, journal
from workflow.door import lock, lock_plan
from workflow.models import Notice

DEADLINE = "obligation"
Status, Kind = Obligation.Status, ObligationReport.Kind
WAITING = (Status.OPEN, Status.ANSWERED)
AFTER: dict[str, str] = {
    Kind.ANSWER: Status.ANSWERED,
    Kind.ACCEPT: Status.MET,
    Kind.REJECT: Status.OPEN,
    Kind.WAIVE: Status.WAIVED,
}
# What may be said of an obligation as it stands: an answer may be added to until the province has spoken.
MAY_SAY: dict[str, tuple[str, ...]] = {
    Status.OPEN: (Kind.ANSWER, Kind.WAIVE),
    Status.ANSWERED: (Kind.ANSWER, Kind.ACCEPT, Kind.REJECT, Kind.WAIVE),
    Status.MET: (),
    Status.WAIVED: (),
}


def open_obligations(plan: Plan) -> None:
    """Open an obligation for each published condition, with its due date, and tell its owner. Again, it opens none."""
    conditions = conditions_of(plan)
    if not conditions:
        return
    with transaction.atomic():
        lock(plan)
        known = set(Obligation.objects.filter(choice__in=conditions.values()).values_list("choice_id", flat=True))
        for commitment in Commitment.objects.filter(line__in=conditions).order_by("pk"):
            choice = conditions[commitment.line_id]
            if choice.pk in known or choice.owner is None or choice.due_on is None:
                continue
            made = Obligation.objects.create(
                commitment=commitment,
                choice=choice,
                owner=choice.owner,
                text=choice.condition,
                due_on=choice.due_on,
                opened_on=clock.today(),
            )
            deadlines.set_deadline(plan, DEADLINE, made.due_on, about=made.pk)
            _tell(plan, "open_obligation", choice.owner)


def owners_waited_for(plan: Plan, about: int = 0) -> list[Body]:
    """Audience: who is to meet an obligation that waits; without its id, all of the plan's."""
    found = Obligation.objects.filter(commitment__line__plan=plan, status=Status.OPEN).select_related("owner")
    return [each.owner for each in (found.filter(pk=about) if about else found)]


def province_of(plan: Plan, about: int = 0) -> list[Body]:  # noqa: ARG001  # the shape of an audience
    """Audience: the office that follows the plan."""
    return [plan.owner.desk]


@deadlines.on_deadline(
    DEADLINE,
    title=gettext_lazy("เงื่อนไขของโครงการ"),
    waits_for=owners_waited_for,
    above=province_of,
    stays=True,
)
def remind_of_obligation(plan: Plan, about: int = 0) -> None:
    """Its day has passed: owner and province are told; it stays open until it is accepted or waived."""
    for body in (*owners_waited_for(plan, about), *province_of(plan)):
        _tell(plan, "remind", body)


def _tell(plan: Plan, verb: str, body: Body) -> None:
    Notice.objects.create(body=body, plan=plan, verb=verb, at=clock.now())


# Who ---------------------------------------------------------------------------------------------------------------


def is_owner(by: Acting, obligation: Obligation) -> bool:
    """Whether an office speaks for the body that is to meet an obligation."""
    mandate = mandate_of(by)
    return mandate.owns(obligation.owner) and Power.KEEP_PAPERS in mandate.own


def judges(by: Acting, obligation: Obligation) -> bool:
    """Whether an office says for the province what is met."""
    return mandate_of(by).covers(Power.ANSWER_COUNCILS, obligation.area_code)


def obligations_for(by: Acting) -> QuerySet[Obligation]:
    """The obligations that an office sees: its body's own, and for the province all of its own. One query."""
    found = Obligation.objects.select_related("owner__secretariat", "commitment__line__proposal")
    provinces = [code[:2] for code in mandate_of(by).areas(Power.ANSWER_COUNCILS)]
    if provinces:
        return found.filter(commitment__province_code__in=provinces)
    own = Q(owner=by.office.body_id) | Q(owner__secretariat=by.office.body_id)
    return found.filter(own) if Power.KEEP_PAPERS in mandate_of(by).own else found.none()


def waiting_obligations(by: Acting) -> QuerySet[Obligation]:
    """What waits for an office: the owner's open ones, for the province what was answered. The earliest first."""
    provincial = bool(mandate_of(by).areas(Power.ANSWER_COUNCILS))
    status = Status.ANSWERED if provincial else Status.OPEN
    return obligations_for(by).filter(status=status).order_by("due_on", "pk")


def obligation_for(by: Acting, pk: int) -> Obligation:
    """One obligation.

    Raises:
        NotHere: there is none, or this office does not see it.
    """
    found = obligations_for(by).select_related("commitment__line__plan__owner__secretariat").filter(pk=pk).first()
    if found is None:
        raise NotHere("")
    return found


# What is said of one -----------------------------------------------------------------------------------------------


def answer_obligation(
    *, obligation: Obligation, note: str, by: Acting, evidence: StoredFile | None = None
) -> ObligationReport:
    """Say how a condition was met, with evidence; the province is told. More may be added until it has spoken.

    Raises:
        NotHere: the obligation is not one that the actor sees.
        Refused: it is another body's.
        Stale: the province has accepted or waived it.
        Invalid: no words, or too many.
    """
    return _say(obligation, Kind.ANSWER, note, by, is_owner, evidence)


def judge_obligation(*, obligation: Obligation, kind: str, by: Acting, note: str = "") -> ObligationReport:
    """Say for the province that a condition is met, is not met yet, or is waived; its owner is told.

    Accepted or waived, it is due no more. Sent back, it stays due on its day.

    Raises:
        NotHere: the obligation is not one that the actor sees.
        Refused: the office does not judge for the province.
        Stale: it was accepted or waived before, or nothing has been answered yet to accept or to send back.
        Invalid: an unknown answer, or no reason where one is needed.
    """
    if kind not in {Kind.ACCEPT, Kind.REJECT, Kind.WAIVE}:
        raise Invalid.of("kind", kind, _("ต้องเป็นรับรอง ขอให้ดำเนินการเพิ่ม หรือยกเว้น"))
    return _say(obligation, kind, note, by, judges, None)


def _say(
    obligation: Obligation,
    kind: str,
    note: str,
    by: Acting,
    may: Callable[[Acting, Obligation], bool],
    evidence: StoredFile | None,
) -> ObligationReport:
    if not is_owner(by, obligation) and not judges(by, obligation):
        raise NotHere(_("ไม่พบรายการนี้ในพื้นที่ของท่าน"))
    if not may(by, obligation):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": by.office})
    with transaction.atomic():
        plan: Any = lock_plan(obligation.commitment.line)
        lock(obligation)
        if kind not in MAY_SAY[obligation.status]:
            raise Stale(_("เงื่อนไขนี้อยู่ที่ “%s” จึงทำขั้นตอนนี้ไม่ได้แล้ว") % obligation.get_status_display())
        problems: list[Problem] = text_problems("note", note, most=LONGEST_TEXT, required=kind != Kind.ACCEPT)
        if problems:
            raise Invalid(problems)
        target = AFTER[kind]
        proof = {"evidence": evidence.sha256} if evidence else {}
        event = journal.append(
            plan,
            verb="update_obligation",
            record=obligation,
            by=by,
            source=obligation.status,
            target=target,
            note=note.strip(),
            data={"kind": kind, **proof},
        )
        plan.save(update_fields=["event_count", "event_head"])
        report = ObligationReport.objects.create(
            obligation=obligation,
            kind=kind,
            note=note.strip(),
            evidence=evidence,
            office=by.office,
            event=event,
            reported_on=clock.today(),
        )
        obligation.status = target
        obligation.save(update_fields=["status"])
        if target not in WAITING:
            deadlines.settle(plan, DEADLINE, obligation.pk)
        told = province_of(plan)[0] if kind == Kind.ANSWER else obligation.owner
        _tell(plan, "update_obligation", told)
    return report
