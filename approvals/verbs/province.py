"""The province's last steps: the hearing, the governor's decision, and an answer to everybody."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from approvals.approvers import refuse_the_unapproved
from approvals.governor import LEFT_OUT, digest_of, latest_choices
from approvals.models import ApproverList, GovernorChoice
from approvals.stakes import refuse_an_undeclared_stake
from approvals.verbs.approval_dates import keep_up_with_approvers
from approvals.verbs.closing import OVER_CEILING
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from proposals import contents
from proposals.drafts import LONGEST_TEXT, FateDraft, text_problems
from proposals.fates import decide, write_fates
from proposals.models import Decision, FateKind, Meeting, Plan, PlanLine, PlanVersion
from proposals.queries import owner_of, submitters_below
from workflow import desk, jobs
from workflow.effects import effects

GRANTED_LESS = "granted_less"


@effects(papers=["P05"], notifies=submitters_below)
def hold_hearing(*, plan: Plan, hearing: Meeting, by: Acting) -> Plan:
    """Record that the draft was heard in public; the report of the hearing is prepared (P05).

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: the meeting is not a hearing on this plan.
    """
    with desk.opened(plan, "hear", by=by) as step:
        if hearing.plan_id != plan.pk or hearing.kind != Meeting.Kind.HEARING:
            raise Invalid.of("hearing", str(hearing), _("ต้องเป็นการรับฟังความคิดเห็นต่อแผนนี้"))
        step.fire("hear", data={"meeting": hearing.pk})
    return plan


@effects(papers=["P09", "P08"], notifies=[owner_of, submitters_below])
def endorse_plan(*, plan: Plan, seen: PlanVersion, by: Acting, legal_basis: str = "") -> Plan:
    """The governor endorses exactly this version.

    Side effects, in this order: the plan moves to ENDORSED, and the event holds the digest of what the governor
    drafted line by line, which is public from here on; the decision is recorded; every line that has no fate gets the
    governor's, and where none was drafted is *carried*: it stands in the plan, above the ceiling line with that said;
    the commitments are opened by a job; the allocation lists and the announcement with its annexes are prepared (P09,
    P08).

    Raises:
        NotHere, Stale: as the door does; ``seen`` is not the version on the governor's desk.
        Refused: as the door does; or the person wrote or scored what lives on in it and does not stand back from that.
        Invalid: an approver has not agreed to exactly this version, or a drafted condition is due
            already; each is named.
    """
    with desk.opened(plan, "endorse", by=by, seen=seen) as step:
        refuse_an_undeclared_stake(plan, seen, by)
        refuse_the_unapproved(plan, ApproverList.Act.ENDORSE, seen, by)
        choices = latest_choices(seen)
        _refuse_what_is_due(choices)
        chosen = {"chosen": len(choices), "choices": digest_of(choices)} if choices else {}
        step.fire("endorse", data={"version": seen.pk, "version_hash": seen.hash, **chosen})
        decision = decide(
            plan, Decision.Act.ENDORSE, by=by, version=seen, event=plan.last_event, legal_basis=legal_basis
        )
        rows = PlanLine.objects.filter(version=seen, line__fates__isnull=True).order_by("line_id")
        write_fates(decision, [_fate_of(row, choices.get(row.line_id)) for row in rows])
        keep_up_with_approvers(plan)
        jobs.enqueue("open_commitments", key=str(decision.pk), payload={"decision": decision.pk})
    return plan


def _refuse_what_is_due(choices: Mapping[int, GovernorChoice]) -> None:
    today = clock.today()
    problems = [
        Problem("choices", each.condition[:60], _("กำหนดของเงื่อนไขผ่านไปแล้ว ให้กำหนดวันใหม่"))
        for each in choices.values()
        if each.due_on is not None and each.due_on <= today
    ]
    if problems:
        raise Invalid(problems)


def _fate_of(row: PlanLine, choice: GovernorChoice | None) -> FateDraft:
    """What becomes of a line: as the governor chose, else carried. Reasons are records, in Thai for good."""
    if choice is not None and choice.choice in LEFT_OUT:
        code, why = choice.reason_code, choice.reason
        return FateDraft(row.line_id, choice.choice, row.asked, reason_code=code, reason=why)
    told = [choice.reason] if choice is not None and choice.granted != row.proposed else []
    code = GRANTED_LESS if told else ""
    if row.within_ceiling is False:
        code, told = OVER_CEILING, ["อยู่ในแผน แต่เกินกรอบวงเงิน", *told]
    return FateDraft(row.line_id, FateKind.CARRIED, row.asked, reason_code=code, reason=" ".join(told))


@effects(notifies=owner_of)
def send_back(*, plan: Plan, seen: PlanVersion, by: Acting, reason: str) -> Plan:
    """The governor sends the plan back to the provincial committee, with a reason; a new open version is on its desk.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: there is no reason.
    """
    with desk.opened(plan, "endorse", by=by, seen=seen) as step:
        if problems := text_problems("reason", reason, most=LONGEST_TEXT, required=True):
            raise Invalid(problems)
        step.fire("send_back", note=reason, data={"version_hash": seen.hash})
        contents.open_next_version(plan)
        plan.save(update_fields=["current_version"])
        keep_up_with_approvers(plan)
    return plan


@effects(papers=["P10"], notifies=submitters_below)
def answer_councils(*, plan: Plan, by: Acting) -> Plan:
    """Send the first reply to every body whose plan went into the province's.

    Prepares one letter each (P10) that names the fate of each of its proposals along the graph to its end and says
    that standing in the plan is not yet money.

    Raises:
        NotHere, Refused, Stale: as the door does.
    """
    with desk.opened(plan, "answer", by=by) as step:
        step.fire("answer")
    return plan
