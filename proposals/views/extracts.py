"""Lines sent to an agency: sending, reading, answering, and what the owner does with those that nobody takes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import Refused, Stale
from directory.mandates import mandate_of
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from documents.recording import AT_THE_SCAN
from proposals.actions import EXTRACT, SEND, SETTLE
from proposals.extracts import agencies_for, extract_for, lines_at_rest, lines_to_send, paper_of, rows_of
from proposals.forms.extracts import AnswerExtractForm
from proposals.forms.own_plans import SendForm, SettleForm
from proposals.models import Extract, ExtractState, Plan, PlanKind
from proposals.page import action_page, address_of, plan_of
from proposals.verbs.extracts import answer_extract, send_extract, settle_own_lines
from workflow.actions import Action
from workflow.door import who_changed
from workflow.law import can_see, may


def _send(request: ActingRequest, reference: str, action: Action) -> HttpResponse:
    plan = plan_of(request, reference)
    rows = list(lines_to_send(plan))

    def do(form: SendForm) -> Plan:
        values = form.cleaned_data
        return send_extract(
            plan=plan,
            seen=form.version(),
            agency=form.agency_chosen,
            line_ids=form.line_ids,
            due_on=values["due_on"],
            purpose=values["purpose"] or "",
            by=form.actor(),
        )

    return action_page(
        request,
        plan,
        action,
        do,
        form_class=SendForm,
        template="proposals/send.html",
        said=_("ส่งโครงการให้หน่วยงานแล้ว"),
        to=reverse("plan_related", args=[plan.reference]) if plan.kind == PlanKind.AREA else address_of(plan),
        names={"agency": _("หน่วยงาน")},
        context={"count": len(rows)},
        makes_new=True,
        rows=rows,
        agencies=list(agencies_for(plan)),
    )


@office_required
def send_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The first sending of an adopted thematic or business plan, or of what an agency declined."""
    return _send(request, reference, SEND)


@office_required
def extract_page(request: ActingRequest, reference: str) -> HttpResponse:
    """A further sending, or lines of an area plan."""
    return _send(request, reference, EXTRACT)


@office_required
def settle_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Keep or withdraw lines that lie with no agency."""
    plan = plan_of(request, reference)
    rows = list(lines_at_rest(plan))

    def do(form: SettleForm) -> Plan:
        values = form.cleaned_data
        return settle_own_lines(
            plan=plan, line_ids=form.line_ids, kind=values["kind"], reason=values["reason"] or "", by=form.actor()
        )

    return action_page(
        request,
        plan,
        SETTLE,
        do,
        form_class=SettleForm,
        template="proposals/settle.html",
        said=_("บันทึกผลของโครงการแล้ว"),
        context={"count": len(rows)},
        rows=rows,
    )


def _address(extract: Extract) -> str:
    return reverse("extract", args=[extract.plan.reference, extract.number])


@office_required
def extract(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """What was sent to an agency, and what it answered for each line; for the plan's readers and the agency."""
    found = extract_for(request.acting, reference, number)
    context = {
        "extract": found,
        "plan": found.plan,
        "rows": rows_of(found),
        "paper": paper_of(found),
        "sees_plan": can_see(request.acting, found.plan),
        "may_answer": found.state == ExtractState.SENT and _may_answer(request, found),
        "may_record": found.state == ExtractState.SENT and _may_record(request, found),
    }
    return show(request, "proposals/extract.html", context)


def _may_answer(request: ActingRequest, extract: Extract) -> bool:
    return may(request.acting, Power.KEEP_PAPERS, extract, party="recipient")


def _may_record(request: ActingRequest, extract: Extract) -> bool:
    """Whether the office records what the agency answered in a letter, since it does not answer here itself."""
    records = mandate_of(request.acting).covers(Power.RECORD_ON_BEHALF, extract.area_code)
    return records and not _may_answer(request, extract)


@office_required
def answer_page(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """The agency's answer for each line; or what it answered in a signed letter, recorded by the office above."""
    found = extract_for(request.acting, reference, number)
    on_behalf = _may_record(request, found)
    if not on_behalf and not _may_answer(request, found):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": request.acting.office})
    if found.state != ExtractState.SENT and request.method != "POST":
        raise Stale(who_changed(found))
    files = request.FILES if request.method == "POST" else None
    facts: dict[str, Any] = {"extract": found, "rows": rows_of(found), "by": request.acting, "on_behalf": on_behalf}
    form = AnswerExtractForm(typed(request), files, **facts)

    def do(values: dict[str, Any]) -> Extract:
        return answer_extract(extract=found, answers=form.answers, seen=values["seen"], by=form.actor())

    said = _("บันทึกคำตอบของหน่วยงานแล้ว") if on_behalf else _("ตอบองค์กรเจ้าของแผนแล้ว")
    names = {"lines": _("โครงการ"), **AT_THE_SCAN}
    done = carried_out(request, form, do, to=_address(found), said=said, names=names)
    if done is not None:
        return done
    return show(request, "proposals/answer_extract.html", {"extract": found, "plan": found.plan}, form)
