"""Around a level's closing: the gathering before it, hearing and resolution, the governor, and the answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import ANSWER, ENDORSE, GATHER, HEAR, RESOLVE, SEND_BACK
from approvals.forms.closing import EndorseForm, HearForm, ReasonForm, ResolveForm
from approvals.governor import latest_choices
from approvals.queries import closing_of, expected_below, quorate_resolutions
from approvals.verbs.closing import resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing, send_back
from directory.page import ActingRequest, office_required
from proposals import contents
from proposals.models import Level, Meeting, PlanLine, PlanState
from proposals.page import action_page, plan_of

TOP = 10


@office_required
def gather_page(request: ActingRequest, reference: str) -> HttpResponse:
    """End the gathering by decision; what is not in then is late."""
    plan = plan_of(request, reference)
    expected = expected_below(plan)
    return action_page(
        request,
        plan,
        GATHER,
        lambda form: gather_plans(plan=plan, reason=form.cleaned_data["reason"], by=request.acting),
        form_class=ReasonForm,
        template="approvals/gather.html",
        said=_("ปิดการรวบรวมแผนแล้ว ตารางงานเปิดแล้ว"),
        context={"expected": expected, "missing": sum(not each.is_in for each in expected)},
    )


@office_required
def hear_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Record which public hearing heard the draft."""
    plan = plan_of(request, reference)
    hearings = list(Meeting.objects.filter(plan=plan, kind=Meeting.Kind.HEARING).order_by("-held_on", "-pk"))
    return action_page(
        request,
        plan,
        HEAR,
        lambda form: hold_hearing(plan=plan, hearing=form.chosen, by=request.acting),
        form_class=HearForm,
        template="approvals/choice.html",
        said=_("บันทึกการรับฟังความคิดเห็นแล้ว"),
        context={"choices": hearings, "explained": "approvals/parts/hear.html"},
        names={"hearing": "hearing"},
        hearings=hearings,
    )


@office_required
def resolve_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Record the committee's resolution, which closes the level; shows beforehand what that does."""
    plan = plan_of(request, reference)
    resolutions = quorate_resolutions(plan)
    closing = closing_of(plan) if plan.state == PlanState.COMPILING else None
    lines = list(contents.lines_of(plan.version_on_desk))
    cut = plan.level == Level.DISTRICT and closing is not None
    return action_page(
        request,
        plan,
        RESOLVE,
        lambda form: resolve_plan(plan=plan, seen=form.version(), resolution=form.chosen, by=form.actor()),
        form_class=ResolveForm,
        template="approvals/choice.html",
        said=_("บันทึกมติแล้ว ทุกโครงการในระดับนี้มีผลแล้ว") if closing else _("บันทึกมติแล้ว"),
        context={
            "choices": resolutions,
            "explained": "approvals/parts/resolve.html",
            "closing": closing,
            "over": sum(row.within_ceiling is False for row in lines) if cut else 0,
            "top": lines[:TOP],
        },
        names={"version": _("ฉบับที่"), "resolution": "resolution"},
        resolutions=resolutions,
        speakers={plan.owner_id},
    )


@office_required
def endorse_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The governor endorses the version on the desk."""
    plan = plan_of(request, reference)
    lines = PlanLine.objects.filter(version=plan.current_version_id)
    over = lines.filter(within_ceiling=False).count()
    return action_page(
        request,
        plan,
        ENDORSE,
        lambda form: endorse_plan(
            plan=plan, seen=form.version(), legal_basis=form.cleaned_data["legal_basis"] or "", by=request.acting
        ),
        form_class=EndorseForm,
        template="approvals/endorse.html",
        said=_("บันทึกความเห็นชอบแล้ว"),
        context={
            "chosen": len(latest_choices(plan.version_on_desk)),
            "inside": lines.count() - over,
            "over": over,
            "top": contents.lines_of(plan.version_on_desk).select_related("agency")[:TOP],
        },
    )


@office_required
def send_back_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The governor sends the plan back to the committee, with a reason."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        SEND_BACK,
        lambda form: send_back(plan=plan, seen=form.version(), reason=form.cleaned_data["reason"], by=request.acting),
        form_class=ReasonForm,
        template="approvals/send_back.html",
        said=_("ส่งแผนกลับให้คณะกรรมการทบทวนแล้ว"),
    )


@office_required
def answer_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Send the first reply to everybody whose plan went in."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        ANSWER,
        lambda _form: answer_councils(plan=plan, by=request.acting),
        template="approvals/answer.html",
        said=_("จัดทำหนังสือตอบทุกองค์กรแล้ว รอลงนาม"),
    )
