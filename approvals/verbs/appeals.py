"""Appeals against what became of a line: filed once by its owner, answered by somebody who did not decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.appeals import (
    above_the_deciders,
    concerned_by,
    decided_in,
    deciders_of,
    fates_to_appeal,
    has_decided,
    last_day_for,
    waits_for,
)
from approvals.conflicts import refuse_the_partial
from approvals.models import Appeal, AppealFile, AppealState
from approvals.models.appeal import DECIDES, REASONS_OF
from approvals.taking_apart import TAKEN_APART, Rest, others_in, rests_without, standing_fate, tell_owners
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused
from directory.powers import Power
from documents import storage
from proposals.amendments import let_replace
from proposals.attaching import Prepared
from proposals.drafts import LONGEST_TEXT, FateDraft, ProposalDraft, text_problems
from proposals.fates import decide, revise_fate
from proposals.models import Amendment, Decision, Fate, FateKind, Plan, PlanLine, PlanState
from proposals.verbs.drafting import insert_lines
from proposals.verbs.own_plans import insert_amendment
from proposals.written import draft_of
from workflow import deadlines, desk, door
from workflow.effects import effects
from workflow.models import Notice

DEADLINE = "appeal"
SETTLED = (PlanState.ACCEPTED, PlanState.CLOSED)
AFTER_CLOSING = (
    PlanState.ADOPTED,
    PlanState.SUBMITTED,
    PlanState.IN_REVIEW,
    PlanState.RETURNED,
    PlanState.ACCEPTED,
    PlanState.CLOSED,
    PlanState.ENDORSED,
    PlanState.ANSWERED,
)
TRANSITIONS = {AppealState.GRANTED: "grant", AppealState.DENIED: "deny", AppealState.DISMISSED: "dismiss"}
CODE = "appeal_granted"
TOLD_OTHERS = "taken_apart"


@dataclass(frozen=True, slots=True)
class AppealAnswer:
    """How an appeal is answered, and why."""

    outcome: str
    reason_code: str
    reason: str

    def problems(self) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("reason", self.reason, most=LONGEST_TEXT, required=True)
        if self.outcome not in TRANSITIONS:
            return [Problem("outcome", self.outcome, _("ต้องเป็น รับอุทธรณ์ ยืนตามผลเดิม หรือไม่รับไว้พิจารณา")), *found]
        if self.reason_code not in REASONS_OF[self.outcome]:
            found.append(Problem("reason_code", self.reason_code, _("เหตุผลนี้ไม่ตรงกับคำตอบที่เลือก")))
        return found


@effects(notifies=deciders_of)
def file_appeal(*, plan: Plan, line_id: int, grounds: str, by: Acting, files: Sequence[Prepared] = ()) -> Appeal:
    """Appeal what became of one line of a plan, once, until the days of the cycle have passed since it was decided.

    Side effects: the appeal with its evidence; its due date runs; the office that answers is told, which is that of
    the level that decided, be it one above or two. Changes nothing of what was decided.

    Raises:
        NotHere, Refused, Stale: as the door does; the level above has not closed.
        Invalid: no grounds, too many files, a line that was not turned away from above or was appealed before, or its
            day has passed, which is named.
    """
    with door.act(plan, "file_appeal", by=by, power=Power.SUBMIT_PLAN, states=SETTLED) as act:
        problems = text_problems("grounds", grounds, most=LONGEST_TEXT, required=True)
        if len(files) > settings.MOST_ATTACHMENTS:
            most = _("แนบได้ไม่เกิน %d ไฟล์") % settings.MOST_ATTACHMENTS
            problems.append(Problem("files", str(len(files)), most))
        fate = fates_to_appeal(plan).get(line_id)
        problems += _problems_of(plan, line_id, fate)
        if fate is None or problems:
            raise Invalid(problems)
        appeal = _insert(plan, line_id, fate, grounds, by, files)
        act.data = {"appeal": appeal.pk, "fate": fate.pk, "files": [each.file.sha256 for each in appeal.files.all()]}
        act.items = [(line_id, fate.kind, AppealState.FILED.value)]
        deadlines.set_deadline(plan, DEADLINE, appeal.due_on, about=appeal.pk)
    return appeal


def _problems_of(plan: Plan, line_id: int, fate: Fate | None) -> list[Problem]:
    if fate is None:
        return [Problem("line", str(line_id), _("รายการนี้อุทธรณ์ไม่ได้ หรืออุทธรณ์ไปแล้ว"))]
    last = last_day_for(plan, fate)
    if clock.today() <= last:
        return []
    day = f"{date_format(last, 'j F')} {clock.buddhist_year(last)}"
    return [Problem("line", str(line_id), _("พ้นกำหนดอุทธรณ์แล้วเมื่อวันที่ %s") % day)]


def _insert(plan: Plan, line_id: int, fate: Fate, grounds: str, by: Acting, files: Sequence[Prepared]) -> Appeal:
    today = clock.today()
    appeal = Appeal.objects.create(
        plan=plan,
        number=(plan.appeals.aggregate(last=Max("number"))["last"] or 0) + 1,
        line_id=line_id,
        fate=fate,
        above=decided_in(fate),
        grounds=grounds.strip(),
        office=by.office,
        filed_on=today,
        due_on=today + timedelta(days=plan.cycle.appeal_answer_days),
    )
    for file in files:
        stored = storage.store(file.content, content_type=file.content_type, name=file.name)
        AppealFile.objects.create(appeal=appeal, file=stored, name=file.name)
    return appeal


@effects(notifies=concerned_by)
def answer_appeal(*, appeal: Appeal, answer: AppealAnswer, seen: int, by: Acting) -> Appeal:
    """Answer an appeal: grant it, let what was decided stand, or dismiss it; always with a reason.

    Side effects: its due date is settled; its owner is told, and the owner of the line above that it is about. Granted,
    in this order: an amendment of the plan in which it was decided is opened with the line in the words that were
    decided on; a fate *carried* revises the one that was appealed, which stays on record, and all that the line asked
    goes into the amendment. That is adopted by a meeting of its own and goes up, or waits for the supplementary round,
    as amendments do. What was merged or split is taken apart: the amendment is a change, in which the line and what
    the others still ask replace the projects that it went into; the others' owners are told, each of its own plan, and
    their fates stay as they are until the change goes in above.

    Raises:
        NotHere: the appeal is outside of what the actor may see.
        Refused: the office does not decide on this plan, or the person decided the line before, wrote or scored it.
        Stale: it is answered already, or was taken back.
        Invalid: an unknown outcome, a reason that does not belong to it, or no words; or it would be granted where
            another body's appeal against the same cut has been, where the level above has decided on what the line was
            merged or split into, or while an amendment replaces that which has not gone in; each is named.
    """
    with transaction.atomic():
        door.admit(appeal, DECIDES.over(appeal), by)
        _refuse_who_decided(appeal, by)
        if problems := answer.problems():
            raise Invalid(problems)
        if answer.outcome == AppealState.GRANTED:
            _grant(appeal, answer, seen, by)
        else:
            door.fire(appeal, TRANSITIONS[AppealState(answer.outcome)], by=by, seen=seen, **_told(answer, by))
        deadlines.settle(appeal.plan, DEADLINE, about=appeal.pk)
    return appeal


def _fate_to_revise(appeal: Appeal) -> Fate:
    """The fate that granting revises: the one that was appealed, or what it became where others left a merger before.

    Of several councils whose lines went into one that was cut, the first appeal that is granted carries it; and the
    last that is left of a merger stands alone already.
    """
    now = standing_fate(appeal.fate)
    if now != appeal.fate and now.kind not in TAKEN_APART:
        why = _("ผลนี้เปลี่ยนแล้วตามอุทธรณ์ขององค์กรอื่น ให้ตอบว่าไม่รับไว้พิจารณาและบอกเหตุผลนี้")
        raise Invalid.of("outcome", AppealState.GRANTED, why)
    return now


def _told(answer: AppealAnswer, by: Acting) -> dict[str, Any]:
    """What every answer says, for its transition and its event."""
    words = {"code": answer.reason_code, "reason": answer.reason.strip()}
    office = None if by.behalf is not None else by.office
    return {"on": clock.today(), "office": office, "note": answer.reason, **words}


def _refuse_who_decided(appeal: Appeal, by: Acting) -> None:
    """Nobody answers an appeal against what they decided themselves, nor for a proposal that they have a part in."""
    if has_decided(by.user, appeal.fate):
        raise Refused(_("%(who)s เป็นผู้พิจารณาโครงการนี้ไว้เดิม ให้ผู้ดำรงตำแหน่งอื่นตอบอุทธรณ์") % {"who": by.user})
    refuse_the_partial(by, appeal.above, {appeal.line_id, appeal.fate.line_id})


def _grant(appeal: Appeal, answer: AppealAnswer, seen: int, by: Acting) -> None:
    """Above before below: the order in which plans of two levels are locked."""
    above = appeal.above
    desk.hold(above)
    with door.act(above, "open_amendment", by=by, power=Power.WRITE_PLAN, states=AFTER_CLOSING) as act:
        before = _fate_to_revise(appeal)  # behind the lock: two appeals against one cut may be answered at once
        rests = rests_without(before) if before.kind in TAKEN_APART else []
        reason = f"ตามผลอุทธรณ์ที่ {appeal.number} แผนรหัส {appeal.plan.reference}: {answer.reason.strip()}"
        kind = Amendment.Kind.CHANGE if rests else Amendment.Kind.ADD
        opened = insert_amendment(above, kind, reason[:LONGEST_TEXT])
        line_id = _bring_in(opened, _words_of(before), rests, by)
        act.data = {"plan": opened.pk, "kind": kind.value, "appeal": appeal.pk}
        told = _told(answer, by)
        door.fire(appeal, "grant", by=by, seen=seen, data={"amendment": opened.pk}, amendment=opened, **told)
    if rests:
        tell_owners(others_in(appeal.line), TOLD_OTHERS)
    decision = decide(above, Decision.Act.APPEAL, by=by, version=before.decision.version, event=act.event)
    shares = [(line_id, before.asked)]
    revision = FateDraft(
        before.line_id, FateKind.CARRIED, before.asked, reason_code=CODE, reason=answer.reason.strip(), shares=shares
    )
    revise_fate(decision, before, revision)


def _bring_in(opened: Plan, own: ProposalDraft, rests: Sequence[Rest], by: Acting) -> int:
    """Write the line that was granted, and what stays of those that it leaves; answers the former's id."""
    left = [(rest, rest.draft) for rest in rests if rest.draft is not None]
    drafts, placed = [own, *(draft for _rest, draft in left)], [{}, *(rest.place for rest, _draft in left)]
    first, *others = insert_lines(opened, drafts, written_by=by.user, placed=placed if left else ())
    opened.save(update_fields=["last_line_number"])
    let_replace((first.line_id, rest.replaced.pk) for rest in rests)
    let_replace((row.line_id, rest.replaced.pk) for row, (rest, _draft) in zip(others, left, strict=True))
    return first.line_id


def _words_of(fate: Fate) -> ProposalDraft:
    """What was decided on, as it stood in the version on its desk: its words, and what it asks."""
    ended = fate.line
    row = PlanLine.objects.filter(line=ended, version=ended.plan.current_version_id).get()
    return draft_of(row.proposal_version)


@effects(notifies=deciders_of)
def withdraw_appeal(*, appeal: Appeal, seen: int, by: Acting, reason: str = "") -> Appeal:
    """Take an appeal back before it is answered. The line cannot be appealed again.

    Raises:
        NotHere, Refused: only its owner takes it back.
        Stale: it is answered already.
        Invalid: the reason is too long.
    """
    if problems := text_problems("reason", reason, most=LONGEST_TEXT):
        raise Invalid(problems)
    with transaction.atomic():
        door.fire(appeal, "take_back", by=by, seen=seen, on=clock.today(), reason=reason.strip())
        deadlines.settle(appeal.plan, DEADLINE, about=appeal.pk)
    return appeal


@deadlines.on_deadline(
    DEADLINE,
    title=gettext_lazy("คำตอบอุทธรณ์"),
    waits_for=waits_for,
    above=above_the_deciders,
    stays=True,
)
def remind_of_appeal(plan: Plan, appeal_id: int) -> None:
    """The day has passed without an answer: both sides are told, and nothing is decided by it. It stays overdue."""
    if not Appeal.objects.filter(pk=appeal_id, state=AppealState.FILED).exists():
        return
    moment = clock.now()
    told = {body.pk: body for body in [*waits_for(plan, appeal_id), plan.owner]}.values()
    Notice.objects.bulk_create([Notice(body=body, plan=plan, verb="remind_of_appeal", at=moment) for body in told])
