"""After the governor: the plan is sent on, each source of money answers, and the plan is proclaimed in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from approvals.afterwards import AFTER_THE_GOVERNOR, money_per_source, rows_of, rows_under
from approvals.drafts import FundingAnswer, FundingDecision
from approvals.governor import as_decided
from approvals.models import FundingOutcome, Stage
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Body
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import BudgetLine, Plan, PlanState
from proposals.queries import owner_of, submitters_below
from workflow import deadlines, door, jobs
from workflow.effects import effects
from workflow.models import Phase

LONGEST_NAME = 200


def agencies_of(plan: Any) -> list[Body]:
    """Audience: the agencies that answer for a line of the plan."""
    return list(Body.objects.filter(pk__in=rows_of(plan).order_by().values("agency")).distinct())


@effects(papers=["N01"], notifies=owner_of)
def forward_plan(*, plan: Plan, recipient: str, by: Acting) -> Plan:
    """Send an endorsed plan on to the region and the nation, whose answer on the money comes months later.

    Side effects: the forwarding is recorded under today's date; the covering letter is prepared (N01).

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: it was sent on before, or nobody is named to whom.
    """
    with door.act(plan, "forward_plan", by=by, power=Power.ANSWER_COUNCILS, states=AFTER_THE_GOVERNOR) as act:
        problems = text_problems("recipient", recipient, most=LONGEST_NAME, required=True)
        if earlier := Stage.objects.filter(plan=plan, kind=Stage.Kind.FORWARDED).first():
            problems.append(Problem("plan", plan.reference, _("ส่งแผนต่อแล้วถึง %s") % earlier.recipient))
        if problems:
            raise Invalid(problems)
        kind, recipient = Stage.Kind.FORWARDED, recipient.strip()
        Stage.objects.create(plan=plan, kind=kind, day=clock.today(), recipient=recipient, office=by.office)
        act.data = {"recipient": recipient}
    return plan


@effects(notifies=agencies_of)
def record_funding(
    *, plan: Plan, source: str, decision: FundingDecision, answers: Mapping[int, FundingAnswer], by: Acting
) -> Plan:
    """Record what a source of money answered, by line id: months after the governor, and one source after the other.

    A line may be answered again until the plan is proclaimed: the earlier answer stays on record, the latest counts.

    Side effects, in this order: an event with the lines; the answers; a job that tells the commitments.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: an unknown source, a line that does not stand in the plan under it, nothing answered, an amount that
            contradicts the answer or exceeds what was proposed, a reason that is missing, a day ahead, or the plan is
            proclaimed already; each is named.
    """
    with door.act(plan, "record_funding", by=by, power=Power.ANSWER_COUNCILS, states=AFTER_THE_GOVERNOR) as act:
        rows = {row.line_id: row for row in as_decided(plan, list(rows_under(plan, source).filter(line__in=answers)))}
        problems = _problems_of(plan, source, decision)
        problems += [
            Problem("lines", str(line), _("รายการนี้ไม่อยู่ในแผนภายใต้แหล่งงบประมาณนี้")) for line in answers if line not in rows
        ]
        if not answers:
            problems.append(Problem("lines", "", _("ต้องบันทึกผลอย่างน้อยหนึ่งรายการ")))
        for line_id, row in rows.items():
            problems += answers[line_id].problems(f"answers[{line_id}]", row.proposed)
        if problems:
            raise Invalid(problems)
        act.items = [(line_id, "", answers[line_id].result) for line_id in rows]
        act.data = {"source": source, "decided_by": decision.decided_by, "letter": decision.letter}
    FundingOutcome.objects.bulk_create(
        [
            FundingOutcome(
                line_id=line_id,
                funding_source=source,
                result=answers[line_id].result,
                amount=answers[line_id].amount,
                reason=answers[line_id].reason.strip(),
                decided_by=decision.decided_by.strip(),
                decided_on=decision.decided_on,
                letter=decision.letter.strip(),
                office=by.office,
                event=act.event,
            )
            for line_id in sorted(rows)
        ]
    )
    event = act.event.pk if act.event else 0
    jobs.enqueue("settle_funding", key=str(event), payload={"event": event})
    return plan


def _problems_of(plan: Plan, source: str, decision: FundingDecision) -> list[Problem]:
    found = decision.problems()
    if source not in BudgetLine.Source.values:
        found.append(Problem("source", source, _("ไม่รู้จักแหล่งงบประมาณนี้")))
    if _is_proclaimed(plan):
        found.append(Problem("plan", plan.reference, _("ประกาศใช้แผนแล้ว ความเปลี่ยนแปลงต่อจากนี้ให้รายงานในผลตามแผน")))
    return found


def _is_proclaimed(plan: Plan) -> bool:
    return Stage.objects.filter(plan=plan, kind=Stage.Kind.PROCLAIMED).exists()


@effects(papers=["P08", "P10"], notifies=submitters_below)
def proclaim_plan(*, plan: Plan, proclaimed_on: date, by: Acting) -> Plan:
    """Proclaim the plan in use, and answer every council a second time: now with the money.

    Side effects: the proclamation is recorded; the announcement of the plan in use (P08) and the second replies (P10)
    are prepared beside those of the endorsement, which they do not replace.

    Raises:
        NotHere, Refused, Stale: as the door does; the councils have their first answer.
        Invalid: a source of money has not answered on a line, it was proclaimed before, or the day lies ahead.
    """
    states = [PlanState.ANSWERED]
    with door.act(plan, "proclaim_plan", by=by, power=Power.ANSWER_COUNCILS, states=states) as act:
        problems = [
            Problem("lines", each.name, _("ยังไม่มีผลการจัดสรร %d รายการ") % each.waiting)
            for each in money_per_source(plan)
            if each.waiting
        ]
        if _is_proclaimed(plan):
            problems.append(Problem("plan", plan.reference, _("ประกาศใช้แผนแล้ว")))
        if proclaimed_on > clock.today():
            problems.append(Problem("proclaimed_on", proclaimed_on.isoformat(), _("ต้องไม่เป็นวันข้างหน้า")))
        if problems:
            raise Invalid(problems)
        Stage.objects.create(plan=plan, kind=Stage.Kind.PROCLAIMED, day=proclaimed_on, office=by.office)
        deadlines.settle(plan, Phase.FUNDING)
        act.data = {"proclaimed_on": proclaimed_on.isoformat()}
    return plan
