"""Taking an amendment in at the desk above: which line comes in the place of which, and what stands in the way."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import TAKE_IN
from approvals.amending import disturbs, hindrances_of, pairs_of, place_above
from approvals.verbs.amending import take_in_amendment
from directory.page import ActingRequest, office_required
from proposals.page import action_page, plan_of


@office_required
def take_in_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Let an adopted amendment go in where the plan that it amends lies."""
    plan = plan_of(request, reference)
    above = place_above(plan)
    context = {
        "above": above,
        "pairs": pairs_of(plan) if above else [],
        "hindrances": hindrances_of(plan) if above else [],
        "disturbs": above is not None and disturbs(plan, above),
    }
    return action_page(
        request,
        plan,
        TAKE_IN,
        lambda _form: take_in_amendment(plan=plan, by=request.acting),
        template="approvals/take_in.html",
        said=_("นำฉบับนี้เข้าแล้ว"),
        context=context,
    )
