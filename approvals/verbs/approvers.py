"""Several approvers before a level decides: who they are, from which day on; and what each says of what they saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.approvers import (
    WAITING_STATES,
    Approvals,
    act_of,
    approvals_of,
    is_approver,
)
from approvals.models import Approval, Approver, ApproverList
from approvals.objections import desk_of
from approvals.stakes import refuse_an_undeclared_stake
from approvals.verbs.approval_dates import keep_up_in, keep_up_with_approvers
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused, Stale
from directory.models import Area, Office
from directory.powers import Power
from proposals import contents
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Cycle, Plan, PlanVersion
from workflow import door, jobs
from workflow.effects import effects

MOST_STEPS, MOST_APPROVERS, LONGEST_REFERENCE, MOST_DAYS = 9, 30, 300, 365
Act, Answer = ApproverList.Act, Approval.Answer


@transaction.atomic
def set_approvers(  # a list is described once, by name
    *,
    area: Area,
    act: str,
    steps: Sequence[Sequence[Office]],
    by: Acting,
    cycle: Cycle | None = None,
    legal_reference: str = "",
    valid_from: date | None = None,
    answer_days: int = 0,
) -> ApproverList:
    """Say who must agree to the plan of a district or a province before it is decided, from a day on; none for nobody.

    ``steps`` come one after the other; the offices of one step agree in any order. The list that holds on the day of
    the deciding act is asked. What has been agreed counts on for the offices that stay. Each has ``answer_days`` days
    from their turn on, none where that is 0; those whose turn it is already, from the day on which the list holds.

    Raises:
        NotHere, Refused: the actor does not manage the cycles there.
        Invalid: an act that this level does not have, an office twice, of another province or of a body that has
            ended, an empty step, too many, days out of range, or a cycle of another province; each is named.
    """
    door.admit(area, Power.MANAGE_CYCLE, by)
    problems = text_problems("legal_reference", legal_reference, most=LONGEST_REFERENCE)
    if act not in ([Act.ADOPT] if len(area.pk) != 2 else list(Act)) or len(area.pk) > 4:  # its digits
        problems.append(Problem("act", act, _("ระดับนี้ไม่มีขั้นตอนนี้")))
    if cycle is not None and cycle.province_id != area.pk[:2]:
        problems.append(Problem("cycle", str(cycle), _("ต้องเป็นรอบแผนของจังหวัดนี้")))
    if not 0 <= answer_days <= MOST_DAYS:
        problems.append(Problem("answer_days", str(answer_days), _("ต้องเป็น 0 ถึง %s วัน") % MOST_DAYS))
    problems += _problems_of(area, steps)
    if problems:
        raise Invalid(problems)
    made = ApproverList.objects.create(
        area=area,
        act=act,
        cycle=cycle,
        valid_from=valid_from or clock.today(),
        legal_reference=legal_reference.strip(),
        answer_days=answer_days,
        set_by=by.office,
        created_at=clock.now(),
    )
    Approver.objects.bulk_create(
        [Approver(of=made, step=step, office=office) for step, own in enumerate(steps, 1) for office in own]
    )
    if made.valid_from <= clock.today():
        keep_up_in(area.pk)
    else:
        begins = clock.midnight_after(made.valid_from - timedelta(days=1))
        jobs.enqueue("approvers_hold", key=str(made.pk), payload={"area": area.pk}, after=begins)
    return made


def _problems_of(area: Area, steps: Sequence[Sequence[Office]]) -> list[Problem]:
    every = [office for own in steps for office in own]
    found = [
        Problem(f"steps[{number}]", "", _("ต้องมีผู้เห็นชอบอย่างน้อยหนึ่งตำแหน่งในขั้นนี้"))
        for number, own in enumerate(steps, 1)
        if not own
    ]
    twice = {office.pk for office in every if sum(other.pk == office.pk for other in every) > 1}
    for number, own in enumerate(steps, 1):
        for office in own:
            if office.pk in twice:
                found.append(Problem(f"steps[{number}]", str(office), _("มีชื่อซ้ำในรายการ")))
            if not office.body.area_code.startswith(area.pk[:2]) or office.body.ended_on is not None:
                found.append(Problem(f"steps[{number}]", str(office), _("ต้องเป็นตำแหน่งขององค์กรในจังหวัดนี้ที่ยังไม่ยุบเลิก")))
    if len(steps) > MOST_STEPS or len(every) > MOST_APPROVERS:
        most = {"steps": MOST_STEPS, "offices": MOST_APPROVERS}
        found.append(Problem("steps", str(len(steps)), _("มีได้ไม่เกิน %(steps)s ขั้น และ %(offices)s ตำแหน่ง") % most))
    return found


@effects(notifies=desk_of)
def approve_plan(*, plan: Plan, seen: PlanVersion, seen_hash: str, answer: str, by: Acting, reason: str = "") -> Plan:
    """Agree to exactly what was seen, or not with a reason, or take one's word back while nothing is decided.

    Side effects: the approval with its hash, person, office and capacity, on the plan's log; the desk is told. The
    plan stays at its step. The same answer again to the same contents is refused; another one replaces it from then on.

    Raises:
        NotHere, Stale: as the door does; the contents are no longer those of ``seen_hash``.
        Refused: the office is not asked, or its holder stands back from the plan, or wrote or scored a project that
            lives on in it and does not stand back from that.
        Invalid: an earlier step has not agreed yet, nothing lies before the committee, no reason, or nothing to take
            back; each is named.
    """
    states = WAITING_STATES
    with door.act(
        plan, "approve_plan", by=by, power=Power.VIEW_PLAN, states=states, seen=seen, also=is_approver(plan)
    ) as act:
        present = seen.hash or contents.hash_of(seen)
        if present != seen_hash:
            raise Stale(_("เนื้อหาแผนเปลี่ยนไปหลังจากที่ท่านเปิดดู กรุณาดูส่วนที่เปลี่ยนก่อนให้ความเห็น"))
        approvals = approvals_of(plan, version_hash=present)
        if approvals is None or approvals.seat_of(by.office) is None:
            raise Refused(_("ตำแหน่ง %(office)s ไม่ได้เป็นผู้เห็นชอบแผนนี้") % {"office": by.office})
        refuse_an_undeclared_stake(plan, seen, by)
        if problems := _problems_with(approvals, seen, answer, reason, by):
            raise Invalid(problems)
        approval = Approval.objects.create(
            plan=plan,
            act=act_of(plan),
            version=seen,
            version_hash=present,
            office=by.office,
            user=by.user,
            tenure=by.tenure,
            answer=answer,
            reason=reason.strip(),
            given_at=clock.now(),
        )
        act.note = approval.reason
        keep_up_with_approvers(plan)
        act.data = {"approval": approval.pk, "answer": answer, "version": seen.pk, "version_hash": present}
    return plan


def _problems_with(approvals: Approvals, seen: PlanVersion, answer: str, reason: str, by: Acting) -> list[Problem]:
    seat = approvals.seat_of(by.office)
    if seat is None or answer not in Answer.values:
        return [Problem("answer", answer, _("ต้องเป็น %s") % ", ".join(str(each.label) for each in Answer))]
    found = text_problems("reason", reason, most=LONGEST_TEXT, required=answer != Answer.AGREE)
    if not seen.plan_lines.exists():
        found.append(Problem("version", str(seen.number), _("ยังไม่มีบัญชีที่เสนอที่ประชุม")))
    found += [Problem("step", str(other.office), _("ต้องให้ผู้นี้เห็นชอบก่อน")) for other in approvals.waits_for(seat)]
    if answer == Answer.TAKEN_BACK and seat.said is None:
        found.append(Problem("answer", answer, _("ยังไม่มีความเห็นต่อฉบับนี้ให้ถอน")))
    if seat.said is not None and seat.said.answer == answer:
        found.append(Problem("answer", str(seat.said.get_answer_display()), _("ให้ความเห็นนี้ต่อฉบับนี้ไว้แล้ว")))
    return found
