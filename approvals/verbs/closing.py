"""Closing a level: ranked, laid before its committee, resolved; every line below gets its fate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals import ranking
from approvals.amounts import unequal_amounts
from approvals.approvers import refuse_the_unapproved
from approvals.composing import drafts_of
from approvals.integration import unplaced_problems
from approvals.models import ApproverList, Entry, Item, ItemShare, Worksheet
from approvals.scenarios import changed_since_adoption, refuse_moving_a_resolved_line
from approvals.stakes import refuse_an_undeclared_stake
from approvals.verbs.approval_dates import keep_up_with_approvers
from approvals.verbs.gathering import late_children
from approvals.verbs.lateness import defer_late_lines
from approvals.verbs.worksheet import release_settled, working_on
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from proposals import amendments, contents
from proposals.drafts import FateDraft, ProposalDraft
from proposals.fates import decide, write_fates
from proposals.models import (
    BudgetLine,
    Decision,
    FateKind,
    Indicator,
    Level,
    Line,
    Plan,
    PlanKind,
    PlanLine,
    PlanState,
    PlanVersion,
    Proposal,
    ProposalVersion,
    Resolution,
)
from proposals.money import SATANG, in_satang
from proposals.queries import desk_above, submitters_below
from proposals.verbs.drafting import insert_lines
from proposals.verbs.plan import ask_to_take_in
from workflow import deadlines, desk, door
from workflow.effects import effects
from workflow.sets import without_collecting, write_values

OVER_CEILING = "over_ceiling"


@without_collecting()
def rank_entries(*, plan: Plan, by: Acting, tie_break: Sequence[str] | None = None) -> Worksheet:
    """Rank the entries by score and tie-break, and draw the ceiling line. A ``tie_break`` that is chosen now is kept.

    A scenario by which the entries were ranked before holds no longer, as the worksheet has changed since.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: an entry lacks a score; each is named. The tie-break names unknown rules or none. A meeting resolved on
            the ranking by a scenario, and nothing has changed since.
    """
    with working_on(plan, "rank_entries", by) as (worksheet, act):
        release_settled(worksheet)
        refuse_moving_a_resolved_line(worksheet)
        if tie_break is not None:
            if problems := ranking.tie_break_problems(tie_break):
                raise Invalid(problems)
            worksheet.tie_break = list(tie_break)
        candidates = ranking.candidates_of(worksheet)
        if missing := ranking.unscored(worksheet, candidates):
            raise Invalid([Problem("scores", f"{e.number} {e.title}", _("ยังไม่ได้ให้คะแนนครบทุกเกณฑ์")) for e in missing])
        ordered = ranking.rank(worksheet, candidates)
        ranking.keep([candidate.entry for candidate in ordered])
        worksheet.ranked_at, worksheet.scenario = clock.now(), None
        worksheet.save(update_fields=["ranked_at", "scenario", "tie_break"])
        act.data = {
            "entries": len(ordered),
            "ceiling": str(worksheet.ceiling),
            "weights": {c.code: c.weight for c in worksheet.criteria.all()},
            "tie_break": worksheet.tie_break,
        }
    return worksheet


@without_collecting()
def lay_before_committee(*, plan: Plan, by: Acting) -> PlanVersion:
    """Make the plan's version from the worksheet, for the committee to resolve on. May be repeated until it resolves.

    Side effects: a proposal with a line for each entry (those of an earlier laying are replaced), with what it asks,
    what is proposed, rank, agency, source and its place at the ceiling.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: a line has no answer yet, an entry is not ranked, or shares do not add up; an entry of the province's
            stands below no programme where its rules ask for that. Each is named.
    """
    with working_on(plan, "lay_before_committee", by) as (worksheet, act):
        release_settled(worksheet)
        entries = list(worksheet.entries.order_by("rank"))
        if problems := [*_open_questions(worksheet, entries), *unplaced_problems(worksheet)]:
            raise Invalid(problems)
        _remove_earlier_laying(worksheet)
        version = contents.open_next_version(plan)
        drafts = drafts_of(worksheet, entries)
        placed = [_place_of(entry, draft) for entry, draft in zip(entries, drafts, strict=True)]
        rows = insert_lines(plan, drafts, written_by=by.user, placed=placed) if drafts else []
        write_values(Entry, [entry.pk for entry in entries], {"line_id": [row.line_id for row in rows]})
        worksheet.laid_version = version
        worksheet.save(update_fields=["laid_version"])
        act.items = [(row.proposal_id, "", "draft") for row in rows]
        act.data = {"version": version.pk}
        keep_up_with_approvers(plan)
    return version


def _open_questions(worksheet: Worksheet, entries: Sequence[Entry]) -> list[Problem]:
    """Whatever keeps the worksheet from closing."""
    items = Item.objects.filter(worksheet=worksheet, line__fates__isnull=True)
    problems = []
    answers = list(items.values_list("pk", "line_id", in_satang("asked"), "answer"))
    if not all(answer for *_item, answer in answers):
        unanswered = items.filter(answer="").values_list("line__proposal__reference", flat=True)[:200]
        problems += [Problem("lines", reference, _("ยังไม่มีผลการพิจารณา")) for reference in unanswered]
    given: dict[int, int] = defaultdict(int)
    shares = ItemShare.objects.filter(entry__worksheet=worksheet)
    for item_id, satang in shares.values_list("item_id", in_satang("asked")):
        given[item_id] += satang
    problems += [
        Problem("lines", str(line_id), _("ส่วนแบ่งรวมกันต้องเท่ากับยอดที่ขอ %s บาท") % (Decimal(asked) / 100).quantize(SATANG))
        for pk, line_id, asked, answer in answers
        if answer == Item.Answer.TAKE and given[pk] != asked
    ]
    problems += [
        Problem("entries", f"{entry.number} {entry.title}", _("ยังไม่ได้จัดลำดับ"))
        for entry in sorted(entries, key=attrgetter("number"))
        if entry.rank is None
    ]
    return problems + unequal_amounts(worksheet) + changed_since_adoption(worksheet)


def _remove_earlier_laying(worksheet: Worksheet) -> None:
    """Drop the drafts of an earlier laying, which no meeting has adopted: nothing settled hangs on them."""
    plan = worksheet.plan
    worksheet.entries.filter(line__isnull=False).update(line=None)
    PlanLine.objects.filter(version=plan.current_version_id).delete()
    drafts = Proposal.objects.filter(plan=plan, state="draft")
    if not drafts.exists():
        return
    Line.objects.filter(proposal__in=drafts).delete()
    for rows in (Indicator, BudgetLine):
        rows.objects.filter(version__proposal__in=drafts).delete()
    ProposalVersion.objects.filter(proposal__in=drafts).delete()
    drafts.delete()


def _place_of(entry: Entry, draft: ProposalDraft) -> dict[str, Any]:
    """What the worksheet says of a line besides its words and its money."""
    place: dict[str, Any] = {
        "rank": entry.rank,
        "within_ceiling": entry.within_ceiling,
        "agency_id": entry.agency_id,
        "funding_source": entry.funding_source,
    }
    if entry.proposed is not None and entry.proposed != draft.asked:
        place |= {"proposed": entry.proposed, "proposed_reason": entry.proposed_reason}
    return place


@without_collecting()
@effects(
    papers={"district": ["D06", "D04"], "province": ["P06", "P04", "P07"]}, notifies=[desk_above, submitters_below]
)
def resolve_plan(*, plan: Plan, seen: PlanVersion, resolution: Resolution, by: Acting) -> Plan:
    """The committee's resolution closes the level.

    Side effects, in this order: the version is frozen; each line on the worksheet gets its fate, and its shares in the
    new lines; the lines of late plans are deferred; a district's lines below the ceiling line are deferred; the plan
    moves to ADOPTED; the plans below are closed; the decision is recorded; the minutes and the ranked table are
    prepared (D06, D04; for the province the minutes, the plan and the memo to the governor: P06, P04, P07). An
    amendment closes nothing, gets its number of the meeting's calendar year, and a job asks whether it can be taken in
    above. After a return from above, only the new version is adopted: fates are never given twice.

    Raises:
        NotHere, Stale: as the door does.
        Refused: as the door does; or the person wrote or scored what lives on in it and does not stand back from that.
        Invalid: a line in reach has no fate, the contents changed after the resolution, an approver has not agreed to
            exactly this version, or the plan is a subdistrict's, which closes nothing.
    """
    with desk.opened(plan, "adopt", by=by, seen=seen) as step:
        if plan.level == Level.SUBDISTRICT:
            raise Invalid.of("plan", plan.reference, _("แผนของตำบลรับรองในที่ประชุมขององค์กรเจ้าของแผน"))
        refuse_an_undeclared_stake(plan, seen, by)
        closing = plan.state == PlanState.COMPILING
        if closing:
            _hold_children(plan)
            _refuse_unless_laid(plan, seen)
        contents.freeze(seen)
        plan.current_version = seen
        if resolution.version_hash != seen.hash:
            raise Invalid.of("resolution", str(resolution.meeting), _("แผนเปลี่ยนไปหลังมติ ต้องมีมติรับรองฉบับใหม่"))
        refuse_the_unapproved(plan, ApproverList.Act.ADOPT, seen, by)
        decision = decide(plan, Decision.Act.ADOPT, by=by, version=seen, event=None, resolution=resolution)
        late = late_children(plan) if closing else []
        if closing:
            _give_fates(plan, decision)
            for child in late:
                defer_late_lines(child, by=by)
        data: dict[str, Any] = {"version": seen.pk, "version_hash": seen.hash, "decision": decision.pk}
        if plan.kind == PlanKind.AMENDMENT:
            numbered = amendments.give_number(plan, adopted_on=resolution.meeting.held_on)
            data["amendment"] = [numbered.kind, numbered.number, numbered.year]
        step.fire("adopt", data=data)
        adopted = Proposal.objects.filter(lines__in_versions__version=seen, plan=plan)
        door.fire_bulk(adopted, "adopt", plan=plan, by=by, data={"version": seen.pk})
        if closing:
            _cut_below_ceiling(plan, decision)
            _close_children(plan, late, by=by)
        keep_up_with_approvers(plan)
        if plan.kind == PlanKind.AMENDMENT:
            ask_to_take_in(plan, plan)
    return plan


def _hold_children(plan: Plan) -> None:
    """Lock the plans below, processes first: what their owners do now comes before the closing or after it."""
    children = list(Plan.objects.filter(parent=plan).order_by("pk"))
    desk.hold(*children)
    list(Plan.objects.filter(parent=plan).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _refuse_unless_laid(plan: Plan, seen: PlanVersion) -> None:
    """Nothing but what was laid before the committee is resolved on, and only if it still asks what the lines give."""
    worksheet = Worksheet.objects.get(plan=plan)
    given: dict[int | None, int] = defaultdict(int)
    open_shares = ItemShare.objects.filter(entry__worksheet=worksheet, item__line__fates__isnull=True)
    for line_id, satang in open_shares.values_list("entry__line_id", in_satang("asked")):
        given[line_id] += satang
    laid = dict(PlanLine.objects.filter(version=seen).order_by().values_list("line_id", in_satang("asked")))
    if worksheet.laid_version_id != seen.pk or given != laid:
        raise Invalid.of("version", seen.number, _("ตารางงานเปลี่ยนไปหลังเสนอที่ประชุม ต้องจัดทำบัญชีเสนอใหม่"))


def _give_fates(plan: Plan, decision: Decision) -> None:
    worksheet = Worksheet.objects.get(plan=plan)
    shares: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    feeders: dict[int, int] = defaultdict(int)
    for item_id, line_id, asked in ItemShare.objects.filter(entry__worksheet=worksheet).values_list(
        "item_id", "entry__line_id", "asked"
    ):
        shares[item_id].append((line_id, asked))
        feeders[line_id] += 1
    answered = Item.objects.filter(worksheet=worksheet, line__fates__isnull=True).order_by("line_id")
    drafts = [_fate_of(Answered._make(row), shares, feeders) for row in answered.values_list(*Answered._fields)]  # noqa: SLF001  # of a named tuple
    write_fates(decision, drafts)
    worksheet.steps.all().delete()  # what is closed is undone no more
    worksheet.closed_at = clock.now()
    worksheet.save(update_fields=["closed_at"])


class Answered(NamedTuple):
    """What an item says that its line's fate repeats."""

    pk: int
    line_id: int
    answer: str
    asked: Decimal
    reason_code: str
    reason: str
    referred_to_id: int | None
    referred_plan: str


def _fate_of(
    item: Answered, given: Mapping[int, Sequence[tuple[int, Decimal]]], feeders: Mapping[int, int]
) -> FateDraft:
    if item.answer != Item.Answer.TAKE:
        return FateDraft(
            item.line_id,
            item.answer,
            item.asked,
            reason_code=item.reason_code,
            reason=item.reason,
            referred_to_id=item.referred_to_id,
            referred_plan=item.referred_plan,
        )
    shares = given[item.pk]
    if len(shares) > 1 and any(feeders[line_id] > 1 for line_id, _asked in shares):
        kind, code, reason = FateKind.SPLIT, "partly_joint", "แบ่งยอดบางส่วนไปรวมเป็นโครงการร่วม ส่วนที่เหลือเสนอแยกต่างหาก"
    elif len(shares) > 1:
        kind, code, reason = FateKind.SPLIT, "separate_budgets", "แยกเป็นหลายโครงการเพื่อขอรับงบประมาณแยกกัน"
    elif feeders[shares[0][0]] > 1:
        kind, code, reason = FateKind.MERGED, "joint_project", "รวมกับโครงการลักษณะเดียวกันเป็นโครงการร่วม"
    else:
        kind, code, reason = FateKind.CARRIED, "", ""
    return FateDraft(item.line_id, kind, item.asked, reason_code=code, reason=reason, shares=shares)


def _cut_below_ceiling(plan: Plan, decision: Decision) -> None:
    """A district's own cut line: what does not fit waits for the next round. The province's waits for the governor."""
    if plan.parent_id is None:
        return
    cut = PlanLine.objects.filter(version=plan.current_version_id, within_ceiling=False)
    reason = "ลำดับความสำคัญอยู่เกินกรอบวงเงินของอำเภอ"
    write_fates(
        decision,
        [FateDraft(row.line_id, FateKind.DEFERRED, row.asked, reason_code=OVER_CEILING, reason=reason) for row in cut],
    )


def _close_children(plan: Plan, late: Sequence[Plan], *, by: Acting) -> None:
    """Close the plans that came up, in the order of their ids: parent before children is the only order of locks."""
    settled = Q(parent=plan, state=PlanState.ACCEPTED)
    children = {child.pk: child for child in Plan.objects.filter(settled).select_related("owner", "area")}
    closing = [child for _pk, child in sorted({**{each.pk: each for each in late}, **children}.items())]
    for child in closing:
        child.parent = plan
    desk.stop(*closing)
    deadlines.settle_all(*closing)
    door.fire_all(closing, "close", by=by)
    proposals = Proposal.objects.filter(plan__in=closing, state="adopted")
    door.fire_bulk(proposals, "settle", plan=plan, by=by, apart=("plan_id", "of"))
