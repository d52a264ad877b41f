"""A submitted plan under review: received, commented on, screened, returned or accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.assessments import Kind, list_for
from approvals.conflicts import refuse_the_partial
from approvals.drafts import OpinionDraft, RemarkDraft, opinion_problems
from approvals.models import Screening
from approvals.verbs.assignment import expect_again
from approvals.verbs.lateness import defer_late_lines
from directory import clock
from directory.acting import DEADLINE, Acting
from directory.errors import Invalid, Problem
from directory.models import Body
from directory.powers import Power
from proposals import contents, rules
from proposals.amendments import adopted_amendments_of
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.fates import decide
from proposals.models import Decision, Level, Opinion, Plan, PlanLine, PlanState, PlanVersion, Proposal, Remark
from proposals.queries import bodies_that_owe_opinions, desk_above, opinions_owed, owner_of, receivers_of
from proposals.verbs.plan import ask_to_take_in, ask_whether_all_are_in
from workflow import deadlines, desk, door
from workflow.deadlines import on_deadline
from workflow.effects import effects
from workflow.law import holds

REVIEW = holds(Power.REVIEW_PLAN, district=Power.VET_PLAN)
DECIDE = holds(Power.DECIDE_PLAN, district=Power.VET_PLAN)


def speaking_body(by: Acting) -> Body:
    """In whose name an answer stands: the body on whose paper it was given, else that of the office."""
    return by.behalf.body if by.behalf else by.body


def _lines_in(version: PlanVersion) -> set[int]:
    return set(PlanLine.objects.filter(version=version).values_list("line_id", flat=True))


def _store_opinions(plan: Plan, body_id: int, answers: Mapping[int, OpinionDraft]) -> None:
    moment = clock.now()
    Opinion.objects.bulk_create(
        [
            Opinion(
                line_id=line_id,
                version=plan.version_on_desk,
                body_id=body_id,
                kind=draft.kind,
                reason=draft.reason,
                plan_name=draft.plan_name,
                plan_year=draft.plan_year,
                plan_item=draft.plan_item,
                given_at=moment,
            )
            for line_id, draft in answers.items()
        ]
    )


@effects(notifies=[owner_of, desk_above])
def receive_plan(*, plan: Plan, seen: PlanVersion, answers: Mapping[int, OpinionDraft], by: Acting) -> Plan:
    """ก.บ.ต. receives a plan and answers line by line; a line that it does not name it leaves without remark.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: a line is not in the plan, or an objection has no reason.
    """
    with desk.opened(plan, "receive", by=by, seen=seen) as step:
        lines = _lines_in(seen)
        if problems := opinion_problems(answers, lines):
            raise Invalid(problems)
        _store_opinions(plan, speaking_body(by).pk, answers)
        step.fire("receive", at=clock.now(), data={"lines": sorted(answers)})
        deadlines.settle(plan, "receipt")
    return plan


@effects(papers=["T09"], notifies=[owner_of, desk_above])
def give_opinions(*, plan: Plan, seen: PlanVersion, answers: Mapping[int, OpinionDraft], by: Acting) -> Plan:
    """A local administrative organization answers for the lines in its territory, all at once or in parts.

    When nothing is owed any more by any of them, the step is complete. The letter with its answers is prepared (T09);
    one that still waits for its signature is replaced.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: a line lies outside of its territory or is answered already, or an answer lacks what it must name.
    """
    with desk.opened(plan, "opinion", by=by, seen=seen, partial=True) as step:
        body = speaking_body(by)
        allowed = opinions_owed(plan).get(body.pk, set())
        problems = opinion_problems(answers, allowed)
        if not answers:
            problems.append(Problem("answers", "", _("ต้องให้ความเห็นอย่างน้อยหนึ่งรายการ")))
        if problems:
            raise Invalid(problems)
        with door.act(plan, "give_opinions", by=by, power=Power.GIVE_OPINION) as act:
            _store_opinions(plan, body.pk, answers)
            act.items = [(line_id, "", draft.kind) for line_id, draft in answers.items()]
        if not opinions_owed(plan):
            step.fire("finish_opinions")
            deadlines.settle(plan, "opinion")
    return plan


@on_deadline("opinion", title=gettext_lazy("ความเห็นของ อปท."), waits_for=bodies_that_owe_opinions)
def record_silence(plan: Plan) -> None:
    """Past its due date, an LAO's silence is recorded as such for each line that it owes, and the plan moves on."""
    with desk.opened(plan, "opinion", by=DEADLINE) as step:
        owed = opinions_owed(plan)
        silence = OpinionDraft(kind=Opinion.Kind.SILENT)
        for body_id, lines in owed.items():
            _store_opinions(plan, body_id, dict.fromkeys(sorted(lines), silence))
        step.fire("finish_opinions", data={"silent": sorted(owed)})


@on_deadline("receipt", title=gettext_lazy("ก.บ.ต. รับแผนและตอบรายโครงการ"), waits_for=receivers_of)
def record_silent_receipt(plan: Plan) -> None:
    """Past its due date, ก.บ.ต.'s silence is recorded and the plan moves on."""
    with desk.opened(plan, "receive", by=DEADLINE) as step:
        step.fire("receive", at=clock.now(), data={"silent": True})


@effects(papers={"subdistrict": ["D01"]}, notifies=owner_of)
def open_review(*, plan: Plan, by: Acting) -> Plan:
    """Open a submitted plan at the desk above: its owner can no longer recall it, and has a receipt (D01)."""
    door.fire(plan, "open_review", by=by)
    return plan


def screen_plan(*, plan: Plan, seen: PlanVersion, answers: Mapping[str, bool], by: Acting, note: str = "") -> Screening:
    """Fill in the checklist of the technical review. For a subdistrict's plan this completes the step.

    What was filled in before for the same version stays beside it; the newest counts.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no check is answered.
    """
    if plan.level != Level.SUBDISTRICT:
        with door.act(plan, "screen", by=by, power=REVIEW, states=[PlanState.IN_REVIEW], seen=seen) as act:
            screening = _store_screening(plan, seen, answers, by, note)
            act.data = {"screening": screening.pk}
            return screening
    with desk.opened(plan, "technical", by=by, seen=seen) as step:
        screening = _store_screening(plan, seen, answers, by, note)
        step.fire("finish_screening", data={"screening": screening.pk})
    return screening


def _store_screening(plan: Plan, seen: PlanVersion, answers: Mapping[str, bool], by: Acting, note: str) -> Screening:
    problems = text_problems("note", note, most=LONGEST_TEXT)
    if not answers:
        problems.append(Problem("answers", "", _("ต้องตอบรายการตรวจสอบอย่างน้อยหนึ่งข้อ")))
    if problems:
        raise Invalid(problems)
    return Screening.objects.create(
        version=seen,
        plan=plan,
        checked_by_list=list_for(Kind.SCREENING, plan.cycle),
        answers=dict(answers),
        note=note,
        office=by.office,
        screened_at=clock.now(),
    )


def deciding_step(plan: Plan) -> str:
    """The step at which a plan of this level is decided."""
    return "decide" if plan.level == Level.SUBDISTRICT else "vet"


@effects(papers={"subdistrict": ["D02"], "district": ["P03"]}, notifies=owner_of)
def return_plan(*, plan: Plan, seen: PlanVersion, by: Acting, remarks: Sequence[RemarkDraft], due: date) -> Plan:
    """Ask a plan's owner to improve it.

    In one transaction: numbers and stores the remarks, moves the plan to RETURNED and the proposals with a remark to
    *returned*, puts a new open version on the owner's desk, sets the due date, completes the step, prepares the letter
    (D02, to a district P03) and writes the notices. A repetition is refused with `Stale`.

    Raises:
        NotHere: the plan lies outside what the actor may see (404).
        Refused: the actor sees the plan but may not decide it, or has a stake in one of its lines (403).
        Stale: someone was faster, or ``seen`` is not the version on the desk (409).
        Invalid: no remark, one without text or on a line that is not in the plan, or a due date not ahead (422).
    """
    with desk.opened(plan, deciding_step(plan), by=by, seen=seen) as step:
        refuse_the_partial(by, plan, _lines_in(seen))
        numbered = _number_remarks(plan, seen, remarks, due, by)
        step.fire("return_for_revision", data={"version_hash": seen.hash, "remarks": [r.number for r in numbered]})
        named = Proposal.objects.filter(lines__in=[r.line_id for r in numbered if r.line_id], state="adopted")
        door.fire_bulk(named, "return_for_revision", plan=plan, by=by)
        contents.open_next_version(plan)
        plan.save(update_fields=["current_version"])
        expect_again(plan, {r.line_id for r in numbered if r.line_id})
        deadlines.set_deadline(plan, "revision", due)
    return plan


def _number_remarks(
    plan: Plan, seen: PlanVersion, drafts: Sequence[RemarkDraft], due: date, by: Acting
) -> list[Remark]:
    lines = _lines_in(seen)
    problems = [
        p
        for i, d in enumerate(drafts)
        for p in text_problems(f"remarks[{i}].text", d.text, most=LONGEST_TEXT, required=True)
    ]
    problems += [p for i, d in enumerate(drafts) for p in text_problems(f"remarks[{i}].field", d.field, most=40)]
    problems += [
        Problem(f"remarks[{i}].line", str(d.line_id), _("ไม่มีรายการนี้ในแผนฉบับนี้"))
        for i, d in enumerate(drafts)
        if d.line_id is not None and d.line_id not in lines
    ]
    if not drafts:
        problems.append(Problem("remarks", "", _("ต้องมีข้อสังเกตอย่างน้อยหนึ่งข้อ")))
    if due <= clock.today():
        problems.append(Problem("due", due.isoformat(), _("กำหนดส่งต้องเป็นวันข้างหน้า")))
    if problems:
        raise Invalid(problems)
    first = (plan.remarks.aggregate(last=Max("number"))["last"] or 0) + 1
    return Remark.objects.bulk_create(
        [
            Remark(
                plan=plan,
                number=number,
                version=seen,
                line_id=draft.line_id,
                field=draft.field,
                text=draft.text,
                due=due,
                asked_by=by.office,
            )
            for number, draft in enumerate(drafts, first)
        ]
    )


def waive_remark(*, plan: Plan, number: int, reason: str, by: Acting) -> Remark:
    """Let a remark go without an answer, with a reason.

    Raises:
        NotHere, Refused: the actor does not decide this plan.
        Invalid: no such open remark, or no reason.
    """
    with door.act(plan, "waive_remark", by=by, power=DECIDE) as act:
        remark = plan.remarks.filter(number=number, closed_at__isnull=True).first()
        problems = text_problems("reason", reason, most=LONGEST_TEXT, required=True)
        if remark is None:
            problems.append(Problem("number", str(number), _("ไม่มีข้อสังเกตหมายเลขนี้ที่ยังเปิดอยู่")))
        if remark is None or problems:
            raise Invalid(problems)
        remark.waived_reason, remark.closed_at, remark.closed_by = reason, clock.now(), by.office
        remark.save(update_fields=["waived_reason", "closed_at", "closed_by"])
        act.data = {"remark": number}
    return remark


def close_remarks(*, plan: Plan, numbers: Sequence[int], by: Acting) -> list[Remark]:
    """Say of answered remarks that what they asked for is settled; the office that closed each is kept.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not under review.
        Invalid: no remark is named, or one that is closed, not there, or has no answer yet; each is named.
    """
    with door.act(plan, "close_remarks", by=by, power=REVIEW, states=[PlanState.IN_REVIEW]) as act:
        remarks = {r.number: r for r in plan.remarks.filter(number__in=numbers, closed_at__isnull=True)}
        problems = [Problem("numbers", str(n), _("ไม่มีข้อสังเกตหมายเลขนี้ที่ยังเปิดอยู่")) for n in numbers if n not in remarks]
        problems += [
            Problem("numbers", str(r.number), _("ข้อสังเกตนี้ยังไม่มีคำตอบ ให้รอคำตอบ หรือยกเว้นพร้อมเหตุผล"))
            for r in remarks.values()
            if r.answered_at is None
        ]
        if problems or not numbers:
            raise Invalid(problems or [Problem("numbers", "", _("ต้องเลือกข้อสังเกตอย่างน้อยหนึ่งข้อ"))])
        plan.remarks.filter(number__in=numbers).update(closed_at=clock.now(), closed_by=by.office)
        act.data = {"remarks": sorted(remarks)}
    return list(plan.remarks.filter(number__in=numbers).order_by("number"))


@effects(papers={"district": ["P02"]}, notifies=owner_of)
def accept_plan(*, plan: Plan, seen: PlanVersion, by: Acting) -> Plan:
    """Take a plan in. Its remarks are closed with it.

    Side effects, in this order: the plan moves to ACCEPTED; the decision is recorded on this exact version; a job asks
    whether the gathering above is now complete, and others take in the amendments that were adopted before. After the
    level above has closed, the lines of a plan that comes now are deferred as late in the same transaction: it waits
    for the supplementary round. What the province's screening of a district's plan found is summed up (P02).

    Raises:
        NotHere, Refused, Stale: as the door does; refused too who has a stake in one of the lines.
        Invalid: a remark is unanswered.
    """
    with desk.opened(plan, deciding_step(plan), by=by, seen=seen) as step:
        refuse_the_partial(by, plan, _lines_in(seen))
        step.fire("accept", data={"version": seen.pk, "version_hash": seen.hash})
        decide(plan, Decision.Act.ACCEPT, by=by, version=seen, event=plan.last_event)
        plan.remarks.filter(closed_at__isnull=True).update(closed_at=clock.now(), closed_by=by.office)
        ask_whether_all_are_in(plan)
        for waiting in adopted_amendments_of(plan):
            ask_to_take_in(waiting, plan)
        if plan.parent_id is not None and not rules.the_level_above_is_open(plan):
            defer_late_lines(plan, by=by)
    return plan
