"""What an owner does with its whole plan: adopt, submit, take back, withdraw, answer remarks."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import Invalid
from directory.page import ActingRequest, office_required
from proposals.actions import ADOPT_PLAN, ANSWER_REMARKS, RECALL, REOPEN, SUBMIT_PLAN, WITHDRAW, WITHDRAW_LINES
from proposals.forms.plan import AdoptForm, AnswersForm, ReasonForm, WithdrawLinesForm
from proposals.models import Plan, PlanLine, Resolution
from proposals.page import action_page, address_of, plan_of
from proposals.queries import lines_to_withdraw, meetings_that_may_resolve, open_remarks, resolutions_on_desk
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    reopen_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)

LINES_A_PAGE = 100


def _contents(plan: Plan) -> dict[str, Any]:
    """How many lines the version on the desk has, and what they ask."""
    lines = PlanLine.objects.filter(version=plan.current_version_id)
    asked = list(lines.values_list("asked", flat=True))
    return {"count": len(asked), "asked": sum(asked)}


@office_required
def adopt_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Adopt the plan by a resolution on what it says now; without one, what is still missing."""
    plan = plan_of(request, reference)
    fitting, outdated = resolutions_on_desk(plan)

    def do(form: AdoptForm) -> Plan:
        resolution = Resolution.objects.filter(pk=form.chosen, meeting__plan=plan).select_related("meeting").first()
        if resolution is None:
            raise Invalid.of("resolution", "", _("ต้องเลือกมติจากรายการ"))
        return adopt_plan(plan=plan, seen=form.version(), resolution=resolution, by=form.actor())

    return action_page(
        request,
        plan,
        ADOPT_PLAN,
        do,
        form_class=AdoptForm,
        template="proposals/adopt.html",
        said=_("รับรองแผนแล้ว"),
        context={
            **_contents(plan),
            "version_hash": fitting[0].version_hash if fitting else "",
            "fitting": fitting,
            "outdated": outdated,
            "may_resolve": [] if fitting else meetings_that_may_resolve(plan)[:5],
        },
        resolutions=fitting,
    )


@office_required
def submit_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Hand the plan to the level above."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        SUBMIT_PLAN,
        lambda form: submit_plan(plan=plan, seen=form.version(), by=form.actor()),
        template="proposals/submit.html",
        said=_("เสนอแผนแล้ว"),
        context=_contents(plan),
        names={"parent": _("องค์กรที่เสนอถึง")},
    )


@office_required
def reopen_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Take an adopted plan back to writing."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        REOPEN,
        lambda form: reopen_plan(plan=plan, by=form.actor()),
        template="proposals/reopen.html",
        said=_("นำแผนกลับมาแก้ไขแล้ว ต้องมีมติรับรองใหม่ก่อนเสนอ"),
    )


@office_required
def recall_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Take a submitted plan back before it was opened above."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        RECALL,
        lambda form: recall_plan(plan=plan, by=form.actor(), reason=form.cleaned_data["reason"]),
        form_class=ReasonForm,
        template="proposals/recall.html",
        said=_("เรียกแผนคืนแล้ว"),
    )


@office_required
def withdraw_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Withdraw the whole plan."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        WITHDRAW,
        lambda form: withdraw_plan(plan=plan, by=form.actor(), reason=form.cleaned_data["reason"]),
        form_class=ReasonForm,
        template="proposals/withdraw.html",
        said=_("ถอนแผนแล้ว"),
        context={"left": lines_to_withdraw(plan).count()},
    )


@office_required
def withdraw_lines_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Take single proposals out of a plan that was handed up."""
    plan = plan_of(request, reference)
    page = Paginator(lines_to_withdraw(plan), LINES_A_PAGE).get_page(request.GET.get("page"))

    def do(form: WithdrawLinesForm) -> Plan:
        reason = form.cleaned_data["reason"]
        return withdraw_lines(plan=plan, line_ids=form.line_ids, by=form.actor(), reason=reason)

    return action_page(
        request,
        plan,
        WITHDRAW_LINES,
        do,
        form_class=WithdrawLinesForm,
        template="proposals/withdraw_lines.html",
        said=_("ถอนโครงการที่เลือกแล้ว"),
        context={"page": page},
        rows=list(page),
    )


@office_required
def answer_remarks_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Answer open remarks, all or some; the others stay open."""
    plan = plan_of(request, reference)
    remarks = list(open_remarks(plan).order_by("number"))

    def do(form: AnswersForm) -> int:
        return len(remarks) - len(answer_remarks(plan=plan, answers=form.answers, by=form.actor()))

    return action_page(
        request,
        plan,
        ANSWER_REMARKS,
        do,
        form_class=AnswersForm,
        template="proposals/answer_remarks.html",
        said=_("บันทึกคำตอบแล้ว"),
        to=lambda left: reverse("plan_answer_remarks", args=[plan.reference]) if left > 0 else address_of(plan),
        context={"remarks": remarks},
        names={"answers": _("ข้อสังเกต")},
        remarks=remarks,
    )
