"""Appeals: filed by the owner of a plan, listed with their due dates, and answered by the desk that decides."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.actions import APPEAL
from approvals.appeals import appeal_for, appeals_of, appeals_seen_by, has_decided, rebuffed_lines
from approvals.forms.appeals import AppealAnswerForm, AppealForm, TakeBackForm
from approvals.models import Appeal, AppealState
from approvals.models.appeal import DECIDES
from approvals.taking_apart import TAKEN_APART
from approvals.verbs.appeals import answer_appeal, file_appeal, withdraw_appeal
from directory import clock
from directory.errors import NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from documents.announcements import announcement_of
from documents.handing_out import as_workbook, stored_file
from proposals.page import action_page, plan_of
from workflow.law import can_see, may

A_PAGE = 50


def address_of(appeal: Appeal) -> str:
    """An appeal's page."""
    return reverse("appeal", args=[appeal.plan.reference, appeal.number])


@office_required
def appeal_page(request: ActingRequest, reference: str) -> HttpResponse:
    """What of a plan was turned away, until when its owner may appeal, and the form to do so."""
    plan = plan_of(request, reference)
    lines = rebuffed_lines(plan)

    def do(form: AppealForm) -> Appeal:
        values = form.cleaned_data
        return file_appeal(
            plan=plan,
            line_id=int(values["line"]),
            grounds=values["grounds"],
            files=form.files_ready,
            by=form.actor(),
        )

    return action_page(
        request,
        plan,
        APPEAL,
        do,
        form_class=AppealForm,
        template="approvals/appeal.html",
        said=_("ยื่นอุทธรณ์แล้ว ผู้พิจารณาได้รับแจ้งแล้ว"),
        to=reverse("plan_appeal", args=[plan.reference]),
        names={"files": "first", "file": "first"},
        speakers={plan.owner_id},
        context={
            "rebuffed": lines,
            "may_file": any(each.is_open for each in lines),
            "appeals": list(appeals_of(plan)),
            "days": plan.cycle.appeal_days,
        },
        makes_new=True,
        lines=lines,
    )


@office_required
def appeals(request: ActingRequest) -> HttpResponse:
    """The appeals that this office may see, those that wait for an answer first."""
    page = Paginator(appeals_seen_by(request.acting), A_PAGE).get_page(request.GET.get("page"))
    return show(request, "approvals/appeals.html", {"page": page, "today": clock.today()})


@office_required
def appeals_xlsx(request: ActingRequest) -> HttpResponse:
    """The same appeals as a workbook, in the order of the page."""
    headings = [_("โครงการ"), _("แผน"), _("ครั้งที่"), _("ผู้อุทธรณ์"), _("ยื่นเมื่อ"), _("คำตอบ"), _("ภายใน"), _("ตอบเมื่อ")]
    rows = (
        [
            *(each.line.proposal.reference, each.plan.reference, str(each.number), each.plan.owner.name),
            *(each.filed_on.isoformat(), each.get_state_display(), each.due_on.isoformat()),
            each.answered_on.isoformat() if each.answered_on else "",
        ]
        for each in appeals_seen_by(request.acting)
    )
    return as_workbook("appeals.xlsx", (_("อุทธรณ์"), headings, rows))


@office_required
def appeal(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """One appeal with its evidence and its answer; who decides on it answers here, its owner may take it back."""
    found = appeal_for(request.acting, reference, number)
    waits = found.state == AppealState.FILED
    decides = waits and may(request.acting, DECIDES.over(found), found)
    is_partial = decides and has_decided(request.acting.user, found.fate)
    owns = waits and may(request.acting, Power.SUBMIT_PLAN, found)
    form: Any = None
    answers = "outcome" in request.POST if request.method == "POST" else decides
    if answers or owns or request.method == "POST":
        form, done = (_answering if answers else _taking_back)(request, found)
        if done is not None:
            return done
    context = {
        "appeal": found,
        "plan": found.plan,
        "sees_plan": can_see(request.acting, found.plan),
        "sees_amendment": found.amendment is not None and can_see(request.acting, found.amendment),
        "decides": decides and not is_partial,
        "is_partial": is_partial,
        "takes_apart": found.fate.kind in TAKEN_APART,
        "owns": owns,
        "today": clock.today(),
        "announced": announcement_of(withdraw_appeal if owns else answer_appeal, found),
    }
    return show(request, "approvals/one_appeal.html", context, form)


def _answering(request: ActingRequest, appeal: Appeal) -> tuple[Any, HttpResponse | None]:
    form = AppealAnswerForm(typed(request), appeal=appeal)
    done = carried_out(
        request,
        form,
        lambda values: answer_appeal(appeal=appeal, answer=form.answer(), seen=values["seen"], by=request.acting),
        to=address_of(appeal),
        said=_("ตอบอุทธรณ์แล้ว องค์กรเจ้าของแผนได้รับแจ้งแล้ว"),
    )
    return form, done


def _taking_back(request: ActingRequest, appeal: Appeal) -> tuple[Any, HttpResponse | None]:
    form = TakeBackForm(typed(request), appeal=appeal)
    done = carried_out(
        request,
        form,
        lambda values: withdraw_appeal(
            appeal=appeal, seen=values["seen"], reason=values["reason"] or "", by=request.acting
        ),
        to=address_of(appeal),
        said=_("ถอนอุทธรณ์แล้ว"),
    )
    return form, done


@office_required
def appeal_file(request: ActingRequest, reference: str, number: int, pk: int) -> HttpResponse:
    """Hand a piece of evidence out to whoever sees the appeal: to be stored, never opened as part of this site."""
    found = appeal_for(request.acting, reference, number)
    evidence = next((each for each in found.files.all() if each.pk == pk), None)
    if evidence is None:
        raise NotHere("")
    return stored_file(evidence.file, evidence.name)
