"""Amendments that a council's meeting has adopted, for the tests of what becomes of them above."""

from decimal import Decimal

from proposals.drafts import BudgetDraft
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.own_plans import open_amendment
from proposals.verbs.plan import adopt_plan
from tests.cast import TARGET_YEAR, plans_with_everything, version_of


def amended(world, kind="change", numbers=(2,), plan=None, baht="7000.25", line_ids=None):
    """An amendment of a taken plan, adopted by its council; the job that takes it in is written and not yet done."""
    plan = world.fresh(plan or world.plan)
    lines = line_ids or [line.pk for line in world.lines(plan) if line.number in numbers]
    by = world.writer_of(plan)
    reason = "ราคากลางเปลี่ยน"
    opened = open_amendment(plan=plan, kind=kind, reason=reason, line_ids=[] if kind == "add" else lines, by=by)
    budget = [BudgetDraft(TARGET_YEAR, "province", Decimal(baht))]
    words = world.words(9, title="ฉบับใหม่", budget=budget, work_class="together")
    if kind == "add":
        draft_proposals(plan=opened, drafts=[words], by=by)
    else:
        for line in opened.lines.select_related("proposal"):
            line.proposal.plan = opened
            edit_proposal(proposal=line.proposal, draft=words, by=by, seen=line.proposal.revision)
    resolution = world.resolution(opened)
    adopt_plan(plan=opened, seen=version_of(opened), resolution=resolution, by=world.chair_of(plan))
    return again(opened)


def again(plan):
    """The plan as it stands now."""
    return plans_with_everything().get(pk=plan.pk)
