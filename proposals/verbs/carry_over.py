"""Bringing back what went without money in the last cycle, as drafts of the new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.acting import Acting, SystemActor
from directory.errors import Invalid, Problem, Stale
from directory.models import User
from directory.powers import Power
from proposals import rules
from proposals.drafts import BudgetDraft, ProposalDraft
from proposals.earlier import Earlier, unfunded_lines
from proposals.models import Cycle, Line, Plan, PlanState, Proposal, ProposalState
from proposals.queries import owner_of
from proposals.together import WRITABLE
from proposals.verbs.drafting import insert_proposals
from proposals.written import draft_of
from workflow import door
from workflow.effects import effects
from workflow.jobs import job
from workflow.models import Event
from workflow.sets import write_columns

NEXT_ROUND = SystemActor("next_round")


def carry_over(*, plan: Plan, lines: Sequence[Line], by: Acting) -> list[Proposal]:
    """Take proposals of the last cycle that went without money into this plan, as new drafts with their history.

    Side effects: a proposal with a new reference for each, with the words it last had; its line knows which line it
    comes back of; one event. Amounts of years that the new round does not have move to its first year. A repetition
    is refused with `Invalid`, each line named: it is in the plan already.

    Raises:
        NotHere, Refused: the plan is not one that the actor may write.
        Stale: the plan is adopted or with the level above.
        Invalid: no line, or one that got money, is still on its way, is another body's or has come back already.
    """
    conditions = [rules.is_a_subdistrict_plan]
    with door.act(plan, "carry_over", by=by, power=Power.WRITE_PLAN, states=WRITABLE, conditions=conditions) as act:
        offered = {each.line.pk: each for each in unfunded_lines(plan)}
        problems = [
            Problem("lines", str(line), _("รายการนี้นำกลับมาไม่ได้ หรือนำกลับมาแล้ว"))
            for line in lines
            if line.pk not in offered
        ]
        if not lines:
            problems.append(Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ")))
        if problems:
            raise Invalid(problems)
        return _taken_in(plan, [offered[pk] for pk in dict.fromkeys(line.pk for line in lines)], act, by.user)


@job("bring_deferred_back")
def bring_back_in_a_new_cycle(payload: dict[str, Any]) -> None:
    """What the last cycle deferred stands in its owner's new plan. Run twice, it does nothing the second time."""
    plan = Plan.objects.select_related("owner", "cycle", "current_version").get(pk=payload["plan"])
    try:
        if deferred_lines(plan):
            bring_deferred_back(plan=plan, by=NEXT_ROUND)
    except Stale:
        return  # it was done before, or the plan is adopted: the owner brings the rest back by hand


@effects(notifies=owner_of)
def bring_deferred_back(*, plan: Plan, by: SystemActor) -> Plan:
    """Draft again in this plan what the last cycle deferred to the next, once; the owner may remove each draft.

    Side effects: as `carry_over`, for every line of which all that became ended deferred; its owner is told.

    Raises:
        Refused: another part of the system than the one that a new cycle starts.
        Stale: it was done in this plan before, or the plan is no longer a draft: nothing is put into an adopted one.
        Invalid: this is no plan of a subdistrict.
    """
    system, conditions = [NEXT_ROUND.name], [rules.is_a_subdistrict_plan]
    states = [PlanState.DRAFT]
    verb = "bring_deferred_back"
    with door.act(
        plan, verb, by=by, power=Power.WRITE_PLAN, states=states, conditions=conditions, system=system
    ) as act:
        if Event.objects.filter(plan=plan, verb=verb).exists():
            raise Stale(door.who_changed(plan))
        _taken_in(plan, deferred_lines(plan), act, None)
    return plan


def deferred_lines(plan: Plan) -> list[Earlier]:
    """What comes back without being asked for: deferred to the next round, and by nobody's other answer."""
    return [each for each in unfunded_lines(plan) if each.was_deferred]


def _taken_in(plan: Plan, chosen: Sequence[Earlier], act: door.Act, writer: User | None) -> list[Proposal]:
    proposals = insert_proposals(plan, [_as_draft(each, plan.cycle) for each in chosen], written_by=writer)
    _remember(proposals, chosen)
    act.items = [(proposal.pk, "", ProposalState.DRAFT.value) for proposal in proposals]
    act.data = {"lines": [each.line.pk for each in chosen]}
    return proposals


def _remember(proposals: Sequence[Proposal], earlier: Sequence[Earlier]) -> None:
    lines = {line.proposal_id: line for line in Line.objects.filter(proposal__in=proposals)}
    for proposal, before in zip(proposals, earlier, strict=True):
        lines[proposal.pk].comes_back_of = before.line
    write_columns(list(lines.values()), ["comes_back_of"])


def _as_draft(earlier: Earlier, cycle: Cycle) -> ProposalDraft:
    draft = draft_of(earlier.row.proposal_version)
    sums: dict[tuple[int, str], Decimal] = {}
    for line in draft.budget:
        key = (_year_in(cycle, line.year), line.source)
        sums[key] = sums.get(key, Decimal(0)) + line.amount
    return replace(
        draft,
        budget=[BudgetDraft(year, source, amount) for (year, source), amount in sums.items()],
        items=[replace(item, year=_year_in(cycle, item.year)) for item in draft.items],
    )


def _year_in(cycle: Cycle, year: int) -> int:
    """A year of the cycle: the same, or its first where the cycle has passed it by."""
    return year if year in cycle.years else cycle.years[0]
