"""After the governor: sending the plan on, recording what each source of money answered, proclaiming the plan."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.actions import FORWARD, FUNDING, PROCLAIM
from approvals.afterwards import SourceMoney, last_recipient, money_per_source, outcomes_of, rows_under, with_outcomes
from approvals.forms.afterwards import ForwardForm, FundingForm, ProclaimForm
from approvals.governor import as_decided
from approvals.verbs.afterwards import forward_plan, proclaim_plan, record_funding
from directory import clock
from directory.page import ActingRequest, office_required
from proposals.page import action_page, address_of, plan_of

LINES_A_PAGE = 50


@office_required
def forward_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Send the endorsed plan on, above the province."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        FORWARD,
        lambda form: forward_plan(plan=plan, recipient=form.cleaned_data["recipient"], by=request.acting),
        form_class=ForwardForm,
        template="approvals/forward.html",
        said=_("บันทึกการส่งแผนต่อแล้ว หนังสือนำส่งรอลงนาม"),
        initial={"recipient": last_recipient(plan)},
    )


@office_required
def funding_page(request: ActingRequest, reference: str) -> HttpResponse:
    """What one source of money answered, line by line; the sources stand beside each other with what is still open."""
    plan = plan_of(request, reference)
    sources = money_per_source(plan)
    source = _asked_source(request, sources)
    rows = with_outcomes(rows_under(plan, source)).select_related("line__proposal", "proposal_version", "agency")
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    lines = as_decided(plan, list(page))
    here = f"{reverse('plan_funding', args=[plan.reference])}?source={source}&page={page.number}"
    return action_page(
        request,
        plan,
        FUNDING,
        lambda form: record_funding(
            plan=plan, source=source, decision=form.decision, answers=form.answers, by=request.acting
        ),
        form_class=FundingForm,
        template="approvals/funding.html",
        said=_("บันทึกผลการจัดสรรงบประมาณแล้ว"),
        context={"sources": sources, "source": source, "page": page},
        to=here,
        names={"lines": _("โครงการ"), "source": _("แหล่งงบประมาณ"), "plan": _("แผน")},
        lines=lines,
        outcomes=outcomes_of(lines),
    )


def _asked_source(request: ActingRequest, sources: list[SourceMoney]) -> str:
    """The source in the address; else the first that has not answered everything."""
    known = [each.source for each in sources]
    asked = request.GET.get("source", "")
    waiting = [each.source for each in sources if each.waiting]
    return asked if asked in known else next(iter([*waiting, *known]), "")


@office_required
def proclaim_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Proclaim the plan in use, and answer every council a second time."""
    plan = plan_of(request, reference)
    sources = money_per_source(plan)
    return action_page(
        request,
        plan,
        PROCLAIM,
        lambda form: proclaim_plan(plan=plan, proclaimed_on=form.cleaned_data["proclaimed_on"], by=request.acting),
        form_class=ProclaimForm,
        template="approvals/proclaim.html",
        said=_("บันทึกการประกาศใช้แผนแล้ว ประกาศและหนังสือตอบรอลงนาม"),
        context={"sources": sources, "waiting": sum(each.waiting for each in sources)},
        to=address_of(plan),
        names={"lines": _("แหล่งงบประมาณ"), "plan": _("แผน")},
        initial={"proclaimed_on": clock.today()},
    )
