"""What a province judges by: its criteria and checklists of a cycle, with a look at what another version changes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.assessments import list_for, outlook_of
from approvals.forms.assessments import LOOK, AssessmentForm
from approvals.models import AssessmentList
from approvals.verbs.assessments import set_assessment_list, set_scoring
from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from proposals.models import Cycle


def _cycles(by: Acting) -> list[Cycle]:
    """The latest cycle of each province whose cycles an office manages.

    Raises:
        Refused: none.
    """
    known = mandate_of(by).areas(Power.MANAGE_CYCLE)
    if not known:
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่กำหนดเกณฑ์ของจังหวัด") % {"office": by.office})
    latest: dict[str, Cycle] = {}
    for cycle in Cycle.objects.filter(province__in=known).select_related("province").order_by("target_year"):
        latest[cycle.province_id] = cycle
    return list(latest.values())


@office_required
def assessments(request: ActingRequest) -> HttpResponse:
    """Every list of the provinces that this office keeps, with the version that holds."""
    cycles = _cycles(request.acting)
    found = [(cycle, [list_for(kind, cycle) for kind in AssessmentList.Kind]) for cycle in cycles]
    return show(request, "approvals/assessments.html", {"found": found})


@office_required
def assessment_list(request: ActingRequest, province: str, kind: str) -> HttpResponse:
    """Set a list for a province's latest cycle; the first button only looks at what that would change."""
    cycle = next((each for each in _cycles(request.acting) if each.province_id == province), None)
    if cycle is None or kind not in AssessmentList.Kind.values:
        raise NotHere("")
    present = list_for(kind, cycle)
    form = AssessmentForm(typed(request), present=present, cycle=cycle)
    context: dict[str, Any] = {"cycle": cycle, "present": present}
    if request.method == "POST" and request.POST.get("act") == LOOK and form.is_valid():
        context["outlook"] = outlook_of(cycle, kind, form.drafts)
        return show(request, "approvals/assessment.html", {**context, "form": form})

    def do(values: dict[str, Any]) -> None:
        with transaction.atomic():
            if form.is_criteria and values["scoring"] != cycle.scoring:
                set_scoring(cycle=cycle, scoring=values["scoring"], by=request.acting)
            set_assessment_list(
                cycle=cycle, kind=kind, items=form.drafts, reference=values["reference"] or "", by=request.acting
            )

    names = {"items": _("รายการ")}
    done = carried_out(request, form, do, to=reverse("assessments"), said=_("บันทึกฉบับใหม่แล้ว"), names=names)
    return done or show(request, "approvals/assessment.html", context, form)
