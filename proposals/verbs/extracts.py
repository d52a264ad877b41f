"""A plan's way sideways: lines sent to an agency in an extract, answered line by line, and what then becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from directory.acting import Acting, SystemActor
from directory.errors import Invalid, Problem
from directory.models import Body
from directory.powers import Power
from proposals import rules
from proposals.drafts import LONGEST_TEXT, FateDraft, text_problems
from proposals.extracts import LineAnswer, agencies_asked, agencies_for, lines_at_rest, lines_to_send
from proposals.fates import decide, write_fates
from proposals.models import (
    SIDEWAYS,
    Decision,
    Extract,
    ExtractLine,
    ExtractState,
    FateKind,
    Plan,
    PlanLine,
    PlanState,
    PlanVersion,
    Proposal,
    WorkClass,
)
from proposals.queries import owner_of
from workflow import deadlines, desk, door
from workflow.effects import effects
from workflow.models import Event, Notice
from workflow.sets import write_columns

EXTRACTS = SystemActor("extracts")
DEADLINE = "extract"
AREA_STATES = (PlanState.ADOPTED, PlanState.SUBMITTED, PlanState.IN_REVIEW, PlanState.ACCEPTED, PlanState.CLOSED)


@effects(papers=["T07"], notifies=agencies_asked)
def send_extract(
    *, plan: Plan, seen: PlanVersion, agency: Body, line_ids: Sequence[int], due_on: date, by: Acting, purpose: str = ""
) -> Plan:
    """Send lines of an adopted plan to an agency, which accepts or declines each until a day.

    Side effects: the extract with its lines; the first one of a thematic or business plan moves it to SENT, and
    what its community does itself gets the fate *kept*; the letter with the lines (T07) is prepared; the agency is
    told; the deadline of the plan's extracts runs to the latest day.
    Not idempotent, but a line lies with one agency at a time: a repetition is refused.

    Raises:
        NotHere, Refused, Stale: as the door does; ``seen`` is not the adopted version on the desk.
        Invalid: a body that cannot be asked, a day that is past, no line, or one that was sent or settled.
    """
    with transaction.atomic():
        desk.hold(plan)
        states = (PlanState.ADOPTED, PlanState.SENT) if plan.kind in SIDEWAYS else AREA_STATES
        with door.act(
            plan,
            "send_extract",
            by=by,
            power=Power.SUBMIT_PLAN,
            states=states,
            seen=seen,
            conditions=[rules.may_send_extracts],
        ) as act:
            extract = _insert(plan, seen, agency, line_ids, due_on, purpose)
            act.data = {"extract": extract.pk, "agency": agency.pk, "version_hash": seen.hash}
            act.items = [(line, "", ExtractState.SENT.value) for line in dict.fromkeys(line_ids)]
        if plan.kind in SIDEWAYS and plan.state == PlanState.ADOPTED:
            _settle(
                plan, lines_at_rest(plan).filter(work_class=WorkClass.SELF), FateKind.KEPT, "", by=by, event=act.event
            )
            with desk.opened(plan, "send", by=by) as step:
                step.fire("send_sideways", data={"version": seen.pk, "version_hash": seen.hash})
        waiting = plan.extracts.filter(state=ExtractState.SENT).aggregate(last=Max("due_on"))["last"]
        deadlines.set_deadline(plan, DEADLINE, waiting)
    plan.__dict__["extract_in_hand"] = extract  # its letter is the one to prepare now
    return plan


def _insert(
    plan: Plan, seen: PlanVersion, agency: Body, line_ids: Sequence[int], due_on: date, purpose: str
) -> Extract:
    chosen = list(dict.fromkeys(line_ids))
    free = set(lines_to_send(plan).filter(line__in=chosen).values_list("line_id", flat=True))
    problems = text_problems("purpose", purpose, most=LONGEST_TEXT)
    if not agencies_for(plan).filter(pk=agency.pk).exists():
        problems.append(Problem("agency", str(agency), _("ต้องเป็นหน่วยงานหรือองค์กรปกครองส่วนท้องถิ่นในจังหวัดนี้")))
    if due_on <= clock.today():
        problems.append(Problem("due_on", due_on.isoformat(), _("ต้องเป็นวันในอนาคต")))
    if not chosen:
        problems.append(Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ")))
    problems += [
        Problem("lines", str(line), _("รายการนี้ไม่อยู่ในแผนที่รับรอง ส่งหน่วยงานอยู่ หรือได้ข้อยุติแล้ว"))
        for line in chosen
        if line not in free
    ]
    if problems:
        raise Invalid(problems)
    number = (plan.extracts.aggregate(last=Max("number"))["last"] or 0) + 1
    extract = Extract.objects.create(
        plan=plan,
        number=number,
        version=seen,
        agency=agency,
        purpose=purpose.strip(),
        sent_on=clock.today(),
        due_on=due_on,
    )
    ExtractLine.objects.bulk_create([ExtractLine(extract=extract, line_id=line) for line in chosen])
    return extract


def answer_extract(*, extract: Extract, answers: Mapping[int, LineAnswer], seen: int, by: Acting) -> Extract:
    """Answer for each line of an extract: taken into which plan of the agency, or declined and why.

    Side effects, for a thematic or business plan: an accepted line gets the fate *referred*, a declined one stays its
    owner's. Once the last extract is answered the plan is concluded, or is back on its owner's desk with the declined
    lines. Of an area plan the answers are kept beside the lines, whose fate the level above gives. The plan's owner is
    told. A repetition is refused with `Stale`.

    Raises:
        NotHere, Refused: the extract was not sent to the actor's body.
        Stale: it is answered already.
        Invalid: a line without an answer, an acceptance without the agency's plan, or a decline without a reason.
    """
    with transaction.atomic():
        desk.hold(extract.plan)
        office = None if by.behalf is not None else by.office
        taken = sum(answer.accepts for answer in answers.values())
        data = {"extract": extract.pk, "accepted": taken, "declined": len(answers) - taken}
        door.fire(extract, "answer", by=by, seen=seen, data=data, on=clock.today(), office=office)
        lines = list(extract.lines.order_by("line__number"))
        _check_answers(lines, answers)
        for line in lines:
            said = answers[line.line_id]
            line.answer = ExtractLine.Answer.ACCEPTED if said.accepts else ExtractLine.Answer.DECLINED
            line.agency_plan, line.reason = said.agency_plan.strip() if said.accepts else "", said.reason.strip()
        write_columns(lines, ["answer", "agency_plan", "reason"])
        plan = Plan.objects.select_related("owner", "current_version").get(pk=extract.plan_id)
        if plan.kind in SIDEWAYS:
            _refer(plan, extract, lines, by)
        _go_on(plan)
        Notice.objects.create(body=plan.owner, plan=plan, verb="answer_extract", at=clock.now())
    return extract


def _check_answers(lines: Sequence[ExtractLine], answers: Mapping[int, LineAnswer]) -> None:
    problems: list[Problem] = []
    known = {line.line_id for line in lines}
    problems += [Problem("lines", str(line), _("ไม่มีรายการนี้ในหนังสือที่ส่งมา")) for line in answers if line not in known]
    for line in lines:
        answer = answers.get(line.line_id)
        where = f"answers[{line.line_id}]"
        if answer is None:
            problems.append(Problem(where, "", _("ต้องตอบทุกรายการ")))
            continue
        problems += text_problems(f"{where}.agency_plan", answer.agency_plan, most=300, required=answer.accepts)
        problems += text_problems(f"{where}.reason", answer.reason, most=LONGEST_TEXT, required=not answer.accepts)
    if problems:
        raise Invalid(problems)


def _refer(plan: Plan, extract: Extract, lines: Sequence[ExtractLine], by: Acting) -> None:
    """Accepted lines leave a plan that goes sideways: the agency has taken them into its own plan."""
    accepted = [line for line in lines if line.answer == ExtractLine.Answer.ACCEPTED]
    if not accepted:
        return
    event: Event = extract.__dict__["last_event"]
    decision = decide(plan, Decision.Act.REFER, by=by, version=extract.version, event=event)
    asked = dict(
        PlanLine.objects.filter(version=extract.version_id, line__in=[line.line_id for line in accepted]).values_list(
            "line_id", "asked"
        )
    )
    write_fates(
        decision,
        [
            FateDraft(
                line.line_id,
                FateKind.REFERRED,
                asked[line.line_id],
                reason_code="agency_accepted",
                reason=line.reason or line.agency_plan,
                referred_to_id=extract.agency_id,
                referred_plan=line.agency_plan,
            )
            for line in accepted
        ],
    )
    settled = Proposal.objects.filter(lines__in=[line.line_id for line in accepted])
    door.fire_bulk(settled, "settle", plan=plan, by=EXTRACTS)


def _go_on(plan: Plan) -> None:
    """After the last answer: a plan that goes sideways is done, or back with its owner."""
    if plan.extracts.filter(state=ExtractState.SENT).exists():
        return
    deadlines.settle(plan, DEADLINE)
    if plan.kind in SIDEWAYS:
        door.fire(plan, "conclude" if rules.every_line_has_a_fate(plan) else "bring_back", by=EXTRACTS)
        desk.release(plan, "answers")


@effects()
def settle_own_lines(*, plan: Plan, line_ids: Sequence[int], kind: str, reason: str, by: Acting) -> Plan:
    """What its owner does with lines of a thematic or business plan that lie with no agency: keep or withdraw them.

    Kept is only what the community does itself. Side effects: the fate *kept* or *withdrawn* for each; with the last
    line the plan is concluded.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not on its owner's desk.
        Invalid: another fate, a line that lies with an agency or is settled, or no reason.
    """
    with transaction.atomic():
        desk.hold(plan)
        conditions = [rules.goes_sideways]
        with door.act(
            plan,
            "settle_own_lines",
            by=by,
            power=Power.SUBMIT_PLAN,
            states=(PlanState.ADOPTED,),
            conditions=conditions,
        ) as act:
            rows = _rows_to_settle(plan, line_ids, kind, reason)
            act.note = reason
            act.items = [(row.line_id, "", kind) for row in rows]
        _settle(plan, rows, kind, reason, by=by, event=act.event)
        if rules.every_line_has_a_fate(plan):
            with desk.opened(plan, "send", by=by) as step:
                step.fire("conclude")
    return plan


def _settle(plan: Plan, rows: Iterable[PlanLine], kind: str, reason: str, *, by: Acting, event: Event | None) -> None:
    """Lines leave a plan by their owner's will."""
    rows = list(rows)
    if not rows:
        return
    kept = kind == FateKind.KEPT
    deed = Decision.Act.KEEP if kept else Decision.Act.WITHDRAW
    decision = decide(plan, deed, by=by, version=plan.version_on_desk, event=event)
    code = "" if kept else "owner_withdrew"
    write_fates(decision, [FateDraft(row.line_id, kind, row.asked, reason_code=code, reason=reason) for row in rows])
    proposals = Proposal.objects.filter(pk__in=[row.line.proposal_id for row in rows])
    door.fire_bulk(proposals, "settle" if kept else "withdraw", plan=plan, by=EXTRACTS if kept else by)


def _rows_to_settle(plan: Plan, line_ids: Sequence[int], kind: str, reason: str) -> list[PlanLine]:
    problems = text_problems("reason", reason, most=LONGEST_TEXT, required=kind != FateKind.KEPT)
    if kind not in {FateKind.KEPT, FateKind.WITHDRAWN}:
        problems.append(Problem("kind", kind, _("ต้องเป็น ชุมชนดำเนินการเอง หรือ ถอน")))
    chosen = list(dict.fromkeys(line_ids))
    rows = {row.line_id: row for row in lines_at_rest(plan).filter(line__in=chosen)}
    problems += [Problem("lines", str(line), _("รายการนี้อยู่ที่หน่วยงานหรือได้ข้อยุติแล้ว")) for line in chosen if line not in rows]
    problems += [
        Problem("lines", row.line.proposal.reference, _("ชุมชนดำเนินการเองได้เฉพาะโครงการประเภททำเอง"))
        for row in rows.values()
        if kind == FateKind.KEPT and row.work_class != WorkClass.SELF
    ]
    if not chosen:
        problems.append(Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ")))
    if problems:
        raise Invalid(problems)
    return [rows[line] for line in chosen]


@deadlines.on_deadline(
    DEADLINE, title=gettext_lazy("คำตอบของหน่วยงาน"), waits_for=agencies_asked, above=owner_of, stays=True
)
def remind_agencies(plan: Plan) -> None:
    """The day has passed: agencies that have not answered are reminded and the owner is told; nothing is decided."""
    moment = clock.now()
    late = [*agencies_asked(plan), plan.owner]
    Notice.objects.bulk_create([Notice(body=body, plan=plan, verb="remind_agencies", at=moment) for body in late])
