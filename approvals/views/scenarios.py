"""What-if on the worksheet: a trial is saved, scenarios stand side by side, and one is adopted by a resolution."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.forms.scenarios import AdoptionForm, TrialForm
from approvals.models import Scenario
from approvals.queries import sheet_of
from approvals.queries_of_scenarios import SIDE_BY_SIDE, compared, latest_adoption, quorate_meetings
from approvals.verbs.scenarios import adopt_scenario, save_scenario
from approvals.views.worksheet import parts_of, sheet_plan
from directory.page import ActingRequest, carried_out, office_required, show, typed

ADOPT = "adopt"
ENTRIES_A_PAGE = 100


@office_required
def scenarios_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The saved scenarios side by side, a form for another, and the resolution that adopts one."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    known = list(Scenario.objects.filter(worksheet=sheet.worksheet).defer("inputs", "outcome").order_by("-pk"))
    wanted = [each for each in known if str(each.pk) in request.GET.getlist("with")] or known
    data = typed(request)
    adopts = data is not None and data.get("act") == ADOPT
    trial = TrialForm(
        None if adopts else data, prefix="try", worksheet=sheet.worksheet, criteria=list(sheet.worksheet.criteria.all())
    )
    adoption = AdoptionForm(data if adopts else None, prefix="adopt", scenarios=known, meetings=quorate_meetings(plan))
    by = request.acting
    done = (
        carried_out(
            request,
            adoption,
            lambda _values: adopt_scenario(plan=plan, by=by, **adoption.adoption),
            to=request.path,
            said=_("บันทึกมติแล้ว ลำดับและเส้นกรอบวงเงินเป็นไปตามทางเลือกที่ประชุมเลือก"),
            names={"ceiling": "scenario"},
        )
        if adopts
        else carried_out(
            request,
            trial,
            lambda _values: save_scenario(plan=plan, trial=trial.trial, by=by),
            to=request.path,
            said=_("บันทึกทางเลือกแล้ว"),
            names={"scores": _("รายการ"), "weights": _("น้ำหนัก")},
        )
    )
    if done is not None:
        return done
    side_by_side = Scenario.objects.filter(pk__in=[each.pk for each in wanted[:SIDE_BY_SIDE]]).order_by("pk")
    comparison = compared(sheet.worksheet, list(side_by_side)) if known else None
    shows_all = request.GET.get("show") == "all"
    rows = (comparison.entries if shows_all else comparison.differing) if comparison else []
    page = Paginator(rows, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = parts_of(
        plan,
        sheet,
        "scenarios",
        known=known,
        comparison=comparison,
        shows_all=shows_all,
        page=page,
        rows_shown=page.object_list,
        adopted=latest_adoption(sheet.worksheet),
        trial=trial,
        adoption=adoption,
    )
    return show(request, "approvals/scenarios.html", context, adoption if adopts else trial)
