"""The province's last steps: the hearing, the governor's decision, and an answer to everybody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from approvals.verbs.closing import OVER_CEILING
from directory.acting import Acting
from directory.errors import Invalid
from proposals import contents
from proposals.drafts import LONGEST_TEXT, FateDraft, text_problems
from proposals.fates import decide, write_fates
from proposals.models import Decision, FateKind, Meeting, Plan, PlanLine, PlanVersion
from proposals.queries import owner_of, submitters_below
from workflow import desk, jobs
from workflow.effects import effects


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

    Side effects, in this order: the plan moves to ENDORSED; the decision is recorded; every line that has no fate is
    *carried*: it stands in the plan, above the ceiling line with that said; the commitments are opened by a job; the
    allocation lists and the announcement with its annexes are prepared (P09, P08).

    Raises:
        NotHere, Refused, Stale: as the door does; ``seen`` is not the version on the governor's desk.
    """
    with desk.opened(plan, "endorse", by=by, seen=seen) as step:
        step.fire("endorse", data={"version": seen.pk, "version_hash": seen.hash})
        decision = decide(
            plan, Decision.Act.ENDORSE, by=by, version=seen, event=plan.last_event, legal_basis=legal_basis
        )
        rows = PlanLine.objects.filter(version=seen, line__fates__isnull=True).order_by("line_id")
        over = "อยู่ในแผน แต่เกินกรอบวงเงิน"  # a record, in Thai for good
        write_fates(
            decision,
            [
                FateDraft(row.line_id, FateKind.CARRIED, row.asked)
                if row.within_ceiling is not False
                else FateDraft(row.line_id, FateKind.CARRIED, row.asked, reason_code=OVER_CEILING, reason=over)
                for row in rows
            ],
        )
        jobs.enqueue("open_commitments", key=str(decision.pk), payload={"decision": decision.pk})
    return plan


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
