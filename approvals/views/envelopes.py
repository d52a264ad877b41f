"""Envelopes of a plan, and the budget lines of an entry: what a level may propose, and how much of what was asked."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.actions import ENVELOPES
from approvals.amounts import budget_of
from approvals.envelopes import funds_of, history_of, inside_by_fund
from approvals.forms.envelopes import AmountsForm, EnvelopeForm
from approvals.models import Entry, Worksheet
from approvals.queries import sheet_of
from approvals.verbs.amounts import propose_amounts
from approvals.verbs.envelopes import power_over, set_envelope
from approvals.views.worksheet import parts_of, sheet_plan
from directory.errors import NotHere, Refused
from directory.page import ActingRequest, carried_out, office_required, show, typed
from proposals.models import Level
from proposals.page import plan_of
from workflow.law import may


@office_required
def envelopes_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The envelopes that hold, a form for another amount, and every amount that ever held."""
    plan = plan_of(request, reference)
    if plan.level == Level.SUBDISTRICT:
        raise NotHere(_("กรอบวงเงินกำหนดให้แผนอำเภอและแผนจังหวัด"))
    if not may(request.acting, power_over(plan, request.acting), plan):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": request.acting.office})
    form = EnvelopeForm(typed(request), initial={"year": plan.cycle.target_year, "fund": "province"})
    done = carried_out(
        request,
        form,
        lambda _values: set_envelope(plan=plan, draft=form.draft, by=request.acting),
        to=request.path,
        said=_("บันทึกกรอบวงเงินแล้ว"),
        names={"plan": _("แผน")},
    )
    if done is not None:
        return done
    worksheet = Worksheet.objects.filter(plan=plan).first()
    context = {
        "plan": plan,
        "action": ENVELOPES,
        "funds": funds_of(plan, inside_by_fund(worksheet) if worksheet else {}),
        "history": list(history_of(plan)[:50]),
    }
    return show(request, "approvals/envelopes.html", context, form)


@office_required
def amounts_page(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """What is proposed for each year and source of an entry, beside what was asked."""
    plan, elsewhere = sheet_plan(request, reference)
    if elsewhere is not None:
        return elsewhere
    entry = Entry.objects.filter(worksheet__plan=plan, number=number).first()
    if entry is None:
        raise NotHere(_("ไม่มีรายการนี้ในตารางงาน"))
    form = AmountsForm(typed(request), budget=budget_of(entry))
    done = carried_out(
        request,
        form,
        lambda _values: propose_amounts(plan=plan, number=number, amounts=form.amounts, by=request.acting),
        to=reverse("plan_ranking", args=[reference]),
        said=_("บันทึกวงเงินที่เสนอแล้ว"),
        names={"amounts": _("งบประมาณ")},
    )
    if done is not None:
        return done
    asked = sum(each.asked for each in form.budget)
    context = parts_of(plan, sheet_of(plan), "ranking", entry=entry, asked=asked)
    return show(request, "approvals/amounts.html", context, form)
