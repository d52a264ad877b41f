"""What the owner does with a plan: adopt, submit, recall, withdraw, answer remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals import amendments, contents, rules
from proposals.drafts import LONGEST_TEXT, FateDraft, text_problems
from proposals.fates import decide, write_fates
from proposals.models import (
    Decision,
    Fate,
    FateKind,
    Level,
    Plan,
    PlanKind,
    PlanLine,
    PlanState,
    PlanVersion,
    Proposal,
    Remark,
    Resolution,
)
from proposals.models.stages import STATES_ABOVE_SUBMISSION
from proposals.queries import desk_above, laos_of, open_remarks
from workflow import deadlines, desk, door, jobs, phases
from workflow.effects import effects
from workflow.models import Phase
from workflow.sets import write_columns


@effects(papers={"subdistrict": ["T03"]})
def adopt_plan(*, plan: Plan, seen: PlanVersion, resolution: Resolution, by: Acting) -> Plan:
    """Freeze the version that a quorate meeting adopted, and its proposals with it.

    Side effects, in this order: the version and its words are frozen under their hash; the plan moves to ADOPTED and
    its proposals with it; an amendment gets its number of the meeting's calendar year; the decision is recorded; a job
    asks whether an amendment can be taken in above; the minutes with the extract are prepared (T03). A repetition is
    refused with `Stale`.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: the plan has no lines, its contents changed after the resolution, or it is a district's or the
            province's, whose adoption closes a level.
    """
    with desk.opened(plan, "adopt", by=by, seen=seen) as step:
        if plan.level != Level.SUBDISTRICT:
            raise Invalid.of("plan", plan.reference, _("แผนของระดับนี้รับรองด้วยมติที่ปิดระดับ"))
        contents.freeze(seen)
        plan.current_version = seen
        if resolution.version_hash != seen.hash:
            raise Invalid.of("resolution", str(resolution.meeting), _("แผนเปลี่ยนไปหลังมติ ต้องมีมติรับรองฉบับใหม่"))
        data: dict[str, Any] = {"version": seen.pk, "version_hash": seen.hash}
        if plan.kind == PlanKind.AMENDMENT:
            numbered = amendments.give_number(plan, adopted_on=resolution.meeting.held_on)
            data["amendment"] = [numbered.kind, numbered.number, numbered.year]
        step.fire("adopt", data=data)
        adopted = Proposal.objects.filter(lines__in_versions__version=seen, plan=plan).exclude(state="withdrawn")
        door.fire_bulk(adopted, "adopt", plan=plan, by=by, data={"version": seen.pk})
        decide(plan, Decision.Act.ADOPT, by=by, version=seen, event=plan.last_event, resolution=resolution)
        if plan.kind == PlanKind.AMENDMENT:
            ask_to_take_in(plan, plan)
    return plan


@effects()
def reopen_plan(*, plan: Plan, by: Acting) -> Plan:
    """Take an adopted plan back to writing before it is submitted; the next version needs a resolution of its own."""
    with transaction.atomic():
        desk.hold(plan)
        door.fire(plan, "reopen", by=by)
        contents.open_next_version(plan)
        plan.save(update_fields=["current_version"])
        desk.restart(plan, at="begin")
    return plan


@effects(
    papers={"subdistrict": ["T04", "T08", "T10"], "district": ["D07", "D08", "D09", "D10"]},
    notifies=[desk_above, laos_of],
)
def submit_plan(*, plan: Plan, seen: PlanVersion, by: Acting) -> Plan:
    """Hand an adopted plan to the level above.

    Side effects: the plan moves to SUBMITTED; the deadlines of ก.บ.ต.'s receipt and of the LAOs' opinions start to
    run; the book, the letters to the LAOs and the submission letter are prepared (T04, T08, T10; for a district the
    book, the combined list, the submission letter and the results to the councils: D07, D08, D09, D10); the desk above
    and the LAOs are told.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: no quorate resolution adopts exactly this version.
    """
    with desk.opened(plan, "submit", by=by, seen=seen) as step:
        _check_letterbox(plan)
        step.fire("submit", data={"version": seen.pk, "version_hash": seen.hash})
        deadlines.settle(plan, "revision")
        if plan.level == Level.SUBDISTRICT:
            today = clock.today()
            if rules.needs_receipt(plan):
                deadlines.set_deadline(plan, "receipt", today + timedelta(days=plan.cycle.receipt_days))
            if rules.lacks_opinions(plan):
                counted = today + timedelta(days=plan.cycle.opinion_days)
                deadlines.set_deadline(plan, "opinion", **phases.end_of(plan, Phase.OPINIONS, counted))
    return plan


def _check_letterbox(plan: Plan) -> None:
    """A submission needs somebody above to submit to."""
    if plan.parent is not None and plan.parent.owner.ended_on is not None:
        raise Invalid.of("parent", str(plan.parent.owner), _("องค์กรระดับเหนือขึ้นไปสิ้นสภาพแล้ว"))


@effects(notifies=desk_above)
def recall_plan(*, plan: Plan, by: Acting, reason: str) -> Plan:
    """Take a submitted plan back before the level above has opened it. It waits for its submission again.

    Raises:
        Stale: the desk above has opened it.
    """
    with transaction.atomic():
        door.admit(plan, Power.SUBMIT_PLAN, by)
        desk.hold(plan)
        door.fire(plan, "recall", by=by, note=_words("reason", reason))
        desk.restart(plan, at="resume")
        for kind in ("receipt", "opinion"):
            deadlines.settle(plan, kind)
    return plan


@effects(notifies=desk_above)
def withdraw_lines(*, plan: Plan, line_ids: Sequence[int], by: Acting, reason: str) -> Plan:
    """Take single proposals out of a submitted plan, until the level above closes. They get the fate *withdrawn*.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not with the level above.
        Invalid: a line was not handed up or is settled already, there is no reason, or the level above has closed.
    """
    power, states = Power.WRITE_PLAN, STATES_ABOVE_SUBMISSION
    conditions = [rules.the_level_above_is_open]
    with transaction.atomic():
        with door.act(plan, "withdraw_lines", by=by, power=power, states=states, conditions=conditions) as act:
            act.note = _words("reason", reason)
            rows = _rows_to_withdraw(plan, line_ids)
            act.items = [(row.line_id, "", FateKind.WITHDRAWN.value) for row in rows]
        _withdraw(plan, rows, by, reason, act)
    return plan


def handed_up(plan: Plan) -> PlanVersion:
    """The latest version that the plan's owner has handed up: the last frozen one."""
    return plan.versions.filter(frozen_at__isnull=False).latest("number")


def _rows_to_withdraw(plan: Plan, line_ids: Sequence[int]) -> list[PlanLine]:
    rows = list(PlanLine.objects.filter(version=handed_up(plan), line__in=line_ids).select_related("line"))
    missing = set(line_ids) - {row.line_id for row in rows}
    settled = set(Fate.objects.filter(line__in=line_ids).values_list("line_id", flat=True))
    if missing or settled or not rows:
        raise Invalid(
            [Problem("lines", str(i), _("ไม่มีรายการนี้ในแผนฉบับปัจจุบัน")) for i in sorted(missing)]
            + [Problem("lines", str(i), _("รายการนี้ได้ข้อยุติแล้ว")) for i in sorted(settled)]
            or [Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ"))]
        )
    return rows


def _withdraw(plan: Plan, rows: Sequence[PlanLine], by: Acting, reason: str, act: door.Act) -> None:
    version = handed_up(plan)
    if version != plan.current_version:  # returned: the version that its owner is writing loses the lines too
        PlanLine.objects.filter(version=plan.current_version_id, line__in=[row.line_id for row in rows]).delete()
    decision = decide(plan, Decision.Act.WITHDRAW, by=by, version=version, event=act.event)
    write_fates(
        decision,
        [
            FateDraft(row.line_id, FateKind.WITHDRAWN, row.asked, reason_code="owner_withdrew", reason=reason)
            for row in rows
        ],
    )
    withdrawn = Proposal.objects.filter(pk__in=[row.line.proposal_id for row in rows])
    door.fire_bulk(withdrawn, "withdraw", plan=plan, by=by)


@effects(notifies=desk_above)
def withdraw_plan(*, plan: Plan, by: Acting, reason: str) -> Plan:
    """Withdraw a whole plan until the level above closes; every line that has no fate yet gets *withdrawn*."""
    with transaction.atomic():
        door.admit(plan, Power.SUBMIT_PLAN, by)
        desk.hold(plan)
        words = _words("reason", reason)
        door.fire(plan, "withdraw", by=by, note=words)
        rows = list(PlanLine.objects.filter(version=handed_up(plan), line__fates__isnull=True).select_related("line"))
        if rows:
            _withdraw(plan, rows, by, reason, door.Act(event=plan.last_event))
        desk.stop(plan)
        deadlines.settle_all(plan)
        ask_whether_all_are_in(plan)
    return plan


def ask_whether_all_are_in(plan: Plan) -> None:
    """Write the job that counts the plans expected above, in the transaction of its cause: no kill loses it."""
    if plan.parent_id is not None:
        key = f"{plan.parent_id}:{plan.pk}:{plan.revision}"
        jobs.enqueue("gather", key=key, payload={"plan": plan.parent_id})


def ask_to_take_in(plan: Plan, cause: Plan) -> None:
    """Write the job that takes an adopted amendment in above, in the transaction of its ``cause``."""
    if plan.amendment.amends.parent_id is not None:
        key = f"{plan.pk}:{cause.pk}:{cause.revision}"
        jobs.enqueue("take_in_amendment", key=key, payload={"plan": plan.pk})


def answer_remarks(*, plan: Plan, answers: Mapping[int, str], by: Acting) -> list[Remark]:
    """Answer numbered remarks, by number: what was changed, or why nothing is.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not with its owner.
        Invalid: no remark of this number is open, or an answer is empty.
    """
    with door.act(plan, "answer_remarks", by=by, power=Power.WRITE_PLAN, states=[PlanState.RETURNED]) as act:
        remarks = {r.number: r for r in open_remarks(plan).filter(number__in=answers)}
        problems = [
            Problem("answers", str(number), _("ไม่มีข้อสังเกตหมายเลขนี้ที่ยังไม่ได้ตอบ"))
            for number in answers
            if number not in remarks
        ]
        for number, text in answers.items():
            problems += text_problems(f"answers[{number}]", text, most=LONGEST_TEXT, required=True)
        if problems:
            raise Invalid(problems)
        moment = clock.now()
        for number, remark in remarks.items():
            remark.answer, remark.answered_at = answers[number], moment
        write_columns(list(remarks.values()), ["answer", "answered_at"])
        act.data = {"remarks": sorted(remarks)}
    return list(remarks.values())


def _words(field: str, text: str) -> str:
    problems = text_problems(field, text, most=LONGEST_TEXT, required=True)
    if problems:
        raise Invalid(problems)
    return text
