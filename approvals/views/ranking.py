"""The later parts of the worksheet: ranking to the ceiling, integration, and laying it before the committee."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.amending import waiting_at
from approvals.envelopes import funds_of
from approvals.forms.ranking import RANK, IntegrationForm, RankingForm
from approvals.matching import matches_of
from approvals.queries import (
    bodies_to_integrate,
    entries_in_order,
    entries_without_scores,
    inside_of,
    sheet_of,
)
from approvals.queries_of_scenarios import latest_adoption
from approvals.ranking import TIE_BREAKS
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.worksheet import integrate_entries, set_ceiling
from approvals.views.desk import told
from approvals.views.worksheet import parts_of, sheet_plan
from directory.errors import NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from pages.forms import PageForm
from proposals.models import Level

ENTRIES_A_PAGE, ENTRIES_TO_INTEGRATE = 100, 50


@office_required
def ranking_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The entries by rank with their baht summed from the top, and the line where the money ends."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    placed = entries_in_order(sheet.worksheet)
    funds = funds_of(plan, inside_of(placed))
    form = RankingForm(
        typed(request),
        follows_letters=bool(funds),
        chosen=sheet.worksheet.tie_break,
        initial={"ceiling": sheet.worksheet.ceiling},
    )

    def do(values: dict[str, Any]) -> None:
        ceiling = values.get("ceiling")
        if ceiling is not None and ceiling != sheet.worksheet.ceiling:
            set_ceiling(plan=plan, ceiling=ceiling, by=request.acting)
        if values["act"] == RANK:
            rank_entries(plan=plan, tie_break=form.tie_break or None, by=request.acting)

    def words() -> str:
        return _("จัดลำดับแล้ว") if form.cleaned_data["act"] == RANK else _("บันทึกกรอบวงเงินแล้ว เส้นกรอบวงเงินขยับตามแล้ว")

    done = carried_out(request, form, do, to=request.get_full_path(), said=told(words), names={"scores": _("รายการ")})
    if done is not None:
        return done
    page = Paginator(placed, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = parts_of(
        plan,
        sheet,
        "ranking",
        page=page,
        unscored=entries_without_scores(sheet),
        funds=funds,
        tie_break=[TIE_BREAKS[name].label for name in sheet.worksheet.tie_break if name in TIE_BREAKS],
        adopted=latest_adoption(sheet.worksheet),
    )
    return show(request, "approvals/ranking.html", context, form)


@office_required
def integration_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The province says for each entry who answers for it, from which money, and how much is proposed."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    if plan.level != Level.PROVINCE:
        raise NotHere(_("เฉพาะแผนจังหวัดที่กำหนดหน่วยงานและแหล่งงบประมาณ"))
    sheet = sheet_of(plan)
    placed = entries_in_order(sheet.worksheet)
    page = Paginator(placed, ENTRIES_TO_INTEGRATE).get_page(request.GET.get("page"))
    matches = matches_of([each.entry for each in page])
    form = IntegrationForm(typed(request), placed=list(page), bodies=bodies_to_integrate(plan), matches=matches)
    done = carried_out(
        request,
        form,
        lambda values: integrate_entries(plan=plan, integrations=values["integrations"], by=request.acting),
        to=request.get_full_path(),
        said=told(lambda: _("บันทึก %(count)d รายการ") % {"count": len(form.cleaned_data["integrations"])}),
        names={"entries": _("รายการ")},
    )
    if done is not None:
        return done
    without = sum(each.entry.agency_id is None for each in placed)
    context = parts_of(plan, sheet, "integration", page=page, without_agency=without)
    return show(request, "approvals/integration.html", context, form)


@office_required
def lay_page(request: ActingRequest, reference: str) -> HttpResponse:
    """What is still missing, and then the button that makes the version for the committee."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    form = PageForm(typed(request))
    done = carried_out(
        request,
        form,
        lambda _values: lay_before_committee(plan=plan, by=request.acting),
        to=request.path,
        said=_("จัดทำบัญชีเสนอที่ประชุมแล้ว"),
        names={"lines": _("โครงการ"), "entries": _("รายการ")},
    )
    if done is not None:
        return done
    without = sheet.worksheet.entries.filter(agency__isnull=True).count() if plan.level == Level.PROVINCE else 0
    context = parts_of(
        plan,
        sheet,
        "lay",
        unranked=sheet.entries - sheet.ranked,
        unscored=entries_without_scores(sheet),
        without_agency=without,
        laid=sheet.worksheet.laid_version,
        waiting=waiting_at(plan) if sheet.waiting else [],
    )
    return show(request, "approvals/lay.html", context, form)
