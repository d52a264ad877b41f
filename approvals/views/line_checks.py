"""One project at a desk: the tests of what lies beyond an LAO, beside what its owner says about readiness."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.assessments import Kind, answered, list_for
from approvals.assignments import AT_A_DESK, desk_power
from approvals.forms.line_checks import LineCheckForm
from approvals.models import LineCheck
from approvals.verbs.line_checks import check_line
from directory.errors import NotHere, Refused
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.models import PlanLine, WorkClass
from proposals.page import plan_of
from proposals.readiness import questions_of_many
from workflow.law import may


@office_required
def line_check_page(request: ActingRequest, reference: str, line: int) -> HttpResponse:
    """Check one project; of what a community does itself only what its owner says is shown."""
    plan = plan_of(request, reference)
    power = desk_power(plan)
    if not may(request.acting, power.over(plan), plan, party=power.party):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": request.acting.office})
    row = _row(plan.pk, plan.current_version_id, line)
    used = list_for(Kind.BEYOND_CAPACITY, plan.cycle)
    checks = LineCheck.objects.filter(line=line, version=row.version_id).order_by("-pk")
    check, *earlier = checks.select_related("office__body", "checked_by_list") or [None]
    form = LineCheckForm(typed(request), used=used, check=check)
    done = carried_out(
        request,
        form,
        lambda values: check_line(
            plan=plan, line_id=line, answers=form.answers, note=values["note"] or "", by=request.acting
        ),
        to=reverse("plan_assign", args=[reference]),
        said=_("บันทึกผลตรวจแล้ว"),
    )
    context = {
        "plan": plan,
        "row": row,
        "check": check,
        "earlier": answered(filter(None, earlier)),
        "questions": questions_of_many(row.line.plan, [row])[row.line.proposal_id],
        "is_open": plan.state in AT_A_DESK and row.work_class != WorkClass.SELF,
    }
    return done or show(request, "approvals/line_check.html", context, form)


def _row(plan_id: int, version_id: int | None, line: int) -> PlanLine:
    """A line of the plan itself, or one on its worksheet as its own plan handed it up.

    Raises:
        NotHere: it is neither.
    """
    rows = PlanLine.objects.select_related("line__proposal", "line__plan", "proposal_version").filter(line=line)
    found = (
        rows.filter(version=version_id).first()
        or rows.filter(line__worksheet_item__worksheet__plan=plan_id).order_by("-version__number").first()
    )
    if found is None:
        raise NotHere("")
    return found
