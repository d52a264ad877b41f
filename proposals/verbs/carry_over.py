"""Bringing back what went without money in the last cycle, as drafts of the new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals import rules
from proposals.drafts import BudgetDraft, ProposalDraft
from proposals.earlier import Earlier, unfunded_lines
from proposals.models import Cycle, Line, Plan, Proposal, ProposalState
from proposals.together import WRITABLE
from proposals.verbs.drafting import insert_proposals
from proposals.written import draft_of
from workflow import door
from workflow.sets import write_columns


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
        chosen = [offered[pk] for pk in dict.fromkeys(line.pk for line in lines)]
        proposals = insert_proposals(plan, [_as_draft(each, plan.cycle) for each in chosen], written_by=by.user)
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
