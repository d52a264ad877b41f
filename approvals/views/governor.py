"""The governor's worksheet: each line with what is drafted for it, which nobody else sees before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import CHOICES
from approvals.forms.governor import CHOOSE, HOLD, LIFT, ChoiceForm
from approvals.governor import drafted_on, latest_choices
from approvals.models import GovernorChoice
from approvals.verbs.governor import choose_for_lines, embargo_plan, owners_in
from approvals.views.desk import told
from directory.errors import Stale
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals import contents
from proposals.models import PlanLine, PlanState, PlanVersion
from proposals.page import admit_to, plan_of
from workflow.door import who_changed

LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what is drafted for it; none where it is carried as proposed."""

    line: PlanLine
    choice: GovernorChoice | None
    is_ticked: bool


@office_required
def choices_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Decide the ticked lines, or set the day on which all of it is published."""
    plan = plan_of(request, reference)
    admit_to(CHOICES, plan, request.acting)
    if plan.state != PlanState.ADOPTED:
        raise Stale(who_changed(plan))
    version = plan.version_on_desk
    form = ChoiceForm(typed(request), owners=owners_in(plan), initial={"seen": version.pk})
    did: list[str] = []

    def do(values: dict[str, Any]) -> None:
        seen = PlanVersion.objects.filter(plan=plan, pk=values["seen"]).first()
        if seen is None:
            raise Stale(who_changed(plan))
        asked: dict[str, Any] = {"plan": plan, "seen": seen, "by": request.acting}
        if values["act"] == CHOOSE:
            made = choose_for_lines(choices=form.drafts, **asked)
            did.append(_("ร่างผลไว้ %d โครงการ ยังไม่มีใครเห็นจนกว่าจะประกาศ") % len(made))
        else:
            day = values["publish_on"] if values["act"] == HOLD else None
            embargo_plan(publish_on=day, legal_basis=values["legal_basis"] or "", **asked)
            did.append(_("กำหนดวันประกาศแล้ว") if day else _("ยกเลิกกำหนดประกาศแล้ว"))

    done = carried_out(request, form, do, to=request.get_full_path(), said=told(lambda: "".join(did)))
    if done is not None:
        return done
    choices = latest_choices(version)
    page = Paginator(contents.lines_of(version).select_related("agency"), LINES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "plan": plan,
        "page": page,
        "rows": [Row(row, choices.get(row.line_id), str(row.line_id) in form.ticked) for row in page],
        "drafted": drafted_on(version, choices, page.paginator.count),
        "choosing": [form[name] for name in ("choice", "granted", "outcome", "reason", "condition", "owner", "due_on")],
        "holding": [form[name] for name in ("publish_on", "legal_basis")],
        "acts": {"choose": CHOOSE, "hold": HOLD, "lift": LIFT},
    }
    return show(request, "approvals/choices.html", context, form)
