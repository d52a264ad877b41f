"""What the tests type on the page of the committee's scores."""

from __future__ import annotations

from typing import Any

from approvals.models import Criterion, Item
from proposals.models import Plan
from tests.cast import World


def scores_for(plan: Plan, need: str = "3", ready: str = "2") -> dict[str, str]:
    """A score for each line that was taken in by each of the two criteria."""
    values = {"need": need, "ready": ready}
    criteria = Criterion.objects.filter(worksheet__plan=plan)
    lines = Item.objects.filter(worksheet__plan=plan, answer="take").values_list("line_id", flat=True)
    return {f"s-{line}-{criterion.pk}": values[criterion.code] for line in lines for criterion in criteria}


def agreed(world: World, plan: Plan) -> dict[str, Any]:
    """The meeting of the committee that gave the scores, and its words."""
    return {"meeting": world.meeting(plan).pk, "text": "ที่ประชุมให้คะแนนตามบัญชี"}
