"""Bringing back what went without money in the last cycle."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.page import ActingRequest, office_required
from proposals.actions import CARRY_OVER
from proposals.earlier import unfunded_lines
from proposals.forms.carry_over import CarryOverForm
from proposals.page import action_page, plan_of
from proposals.verbs.carry_over import carry_over


@office_required
def carry_over_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Tick what shall come back; all of it becomes drafts of this plan in one action."""
    plan = plan_of(request, reference)
    rows = unfunded_lines(plan)

    def do(form: CarryOverForm) -> Any:
        return carry_over(plan=plan, lines=form.chosen, by=form.actor())

    return action_page(
        request,
        plan,
        CARRY_OVER,
        do,
        form_class=CarryOverForm,
        template="proposals/carry_over.html",
        said=_("นำโครงการเข้าแผนนี้แล้ว"),
        to=reverse("plan_lines", args=[plan.reference]),
        context={"rows": rows},
        rows=rows,
    )
