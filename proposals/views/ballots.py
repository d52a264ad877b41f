"""Ballots of a plan: their list, one of them with its outcome, and what its owner does with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, office_required, show
from documents import storage
from documents.workbooks import write_table
from proposals import ballot_actions as actions
from proposals.ballot_results import ballots_of, compared_with, results_of, sheets_of, votes_by_source
from proposals.forms.ballots import AnnulForm, BallotForm, CastForm, ClearForm, CompareForm, HandsForm, PrepareForm
from proposals.models import Ballot, BallotState, Method, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.verbs.ballot_counting import close_ballot
from proposals.verbs.ballot_votes import cast_votes, clear_votes, enter_counts
from proposals.verbs.ballots import annul_ballot, change_ballot, discard_ballot, open_ballot, prepare_ballot
from workflow.actions import Action

A_PAGE = 50
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHILE_DRAFT = (actions.OPEN, actions.CHANGE, actions.DISCARD)
WHILE_OPEN = (actions.CAST, actions.SLIPS, actions.CLEAR, actions.CLOSE, actions.ANNUL)
WHILE_HANDS = (actions.HANDS, actions.CLOSE, actions.ANNUL)


@office_required
def ballots(request: ActingRequest, reference: str) -> HttpResponse:
    """The plan's ballots, the latest first."""
    plan = plan_of(request, reference)
    page = Paginator(ballots_of(plan), A_PAGE).get_page(request.GET.get("page"))
    may_prepare = is_open_to(actions.BALLOT, plan, request.acting)
    return show(request, "proposals/ballots.html", {"plan": plan, "tab": "meetings", "page": page, "may": may_prepare})


def ballot_in(plan: Plan, pk: int) -> Ballot:
    """One ballot of a plan.

    Raises:
        NotHere: there is none.
    """
    found = plan.ballots.select_related("meeting", "file").filter(pk=pk).first()
    if found is None:
        raise NotHere(_("ไม่พบการลงคะแนนนี้"))
    found.plan = plan
    return found


def address_of(ballot: Ballot) -> str:
    """A ballot's page."""
    return reverse("ballot", args=[ballot.plan.reference, ballot.pk])


@office_required
def ballot(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """One ballot: how it is held, how many have voted, and once it is counted what each rule chooses."""
    plan = plan_of(request, reference)
    found = ballot_in(plan, pk)
    context = {
        "plan": plan,
        "tab": "meetings",
        "ballot": found,
        "options": found.options.order_by("number"),
        "sources": votes_by_source(found) if found.state != BallotState.DRAFT else [],
        "hands": sum(votes for votes, _points in found.counts.values()) if found.method == Method.HANDS else 0,
        "results": results_of(found) if found.is_counted else None,
        "may": [a for a in _offered(found) if is_open_to(a, plan, request.acting)],
    }
    return show(request, "proposals/ballot.html", context)


def _offered(ballot: Ballot) -> tuple[Action, ...]:
    if ballot.state == BallotState.DRAFT:
        return WHILE_DRAFT
    if ballot.state != BallotState.OPEN:
        return ()
    return WHILE_HANDS if ballot.method == Method.HANDS else WHILE_OPEN


@office_required
def prepare_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Prepare a ballot."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        actions.BALLOT,
        lambda form: prepare_ballot(plan=plan, draft=form.draft, by=form.actor()),
        form_class=PrepareForm,
        template="proposals/ballot_prepare.html",
        said=_("เตรียมบัตรลงคะแนนแล้ว ตรวจดูแล้วเปิดลงคะแนนได้"),
        to=address_of,
        makes_new=True,
    )


@office_required
def change_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Change a ballot that is not open yet."""
    plan = plan_of(request, reference)
    found = ballot_in(plan, pk)

    def do(form: PrepareForm) -> Ballot:
        seen = form.cleaned_data["revision"]
        return change_ballot(ballot=found, draft=form.draft, seen=-1 if seen is None else seen, by=form.actor())

    said = _("บันทึกการแก้ไขแล้ว")
    template = "proposals/ballot_prepare.html"
    return action_page(
        request,
        plan,
        actions.CHANGE,
        do,
        form_class=PrepareForm,
        template=template,
        said=said,
        to=address_of,
        ballot=found,
    )


def _step(
    request: ActingRequest,
    found: Ballot,
    action: Action,
    do: Callable[[Any], Any],
    *,
    said: str,
    told: str,
    **page: Any,
) -> HttpResponse:
    """The page of one step on a ballot, which says what the step does."""
    return action_page(
        request,
        found.plan,
        action,
        do,
        template="proposals/ballot_action.html",
        said=said,
        context={"ballot": found, "told": told, "options": found.options.order_by("number")},
        ballot=found,
        **{"form_class": BallotForm, "to": address_of(found), "names": {"ballot": _("การลงคะแนน")}, **page},
    )


@office_required
def open_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Open the vote."""
    found = ballot_in(plan_of(request, reference), pk)
    told = _("ตั้งแต่นี้ไป กติกา วงเงิน และโครงการในบัตรเปลี่ยนไม่ได้ ชื่อและงบประมาณใช้ตามแผนขณะนี้")
    return _step(
        request,
        found,
        actions.OPEN,
        lambda form: open_ballot(ballot=found, seen=form.seen_revision, by=form.actor()),
        said=_("เปิดลงคะแนนแล้ว"),
        told=told,
        names={"lines": _("โครงการ")},
    )


@office_required
def discard_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Delete a ballot that was never open."""
    found = ballot_in(plan_of(request, reference), pk)
    return _step(
        request,
        found,
        actions.DISCARD,
        lambda form: discard_ballot(ballot=found, by=form.actor()),
        said=_("ลบบัตรแล้ว"),
        told=_("บัตรที่ยังไม่เคยเปิดลบได้ ไม่มีคะแนนใดหายไป"),
        to=reverse("plan_ballots", args=[reference]),
    )


@office_required
def cast_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Enter votes that were given on site or on paper."""
    found = ballot_in(plan_of(request, reference), pk)

    def do(form: CastForm) -> int:
        values = form.cleaned_data
        return cast_votes(ballot=found, lines=values["lines"].split("\n"), source=values["source"], by=form.actor())

    told = _("บันทึกทั้งหมดหรือไม่บันทึกเลย บรรทัดที่ผิดจะบอกหมายเลขบรรทัด ไม่ต้องบันทึกชื่อผู้ลงคะแนน")
    page = {"form_class": CastForm, "makes_new": True}
    return _step(request, found, actions.CAST, do, said=_("บันทึกคะแนนเสียงแล้ว"), told=told, **page)


@office_required
def clear_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Take entered votes back, to enter them again."""
    found = ballot_in(plan_of(request, reference), pk)

    def do(form: ClearForm) -> int:
        return clear_votes(ballot=found, source=form.cleaned_data["source"], by=form.actor())

    told = _("ใช้เมื่อบันทึกผิดหรือซ้ำ แล้วบันทึกใหม่ทั้งหมด คะแนนทางโทรศัพท์ไม่ถูกล้าง ประวัติของแผนแสดงว่ามีการล้าง")
    return _step(request, found, actions.CLEAR, do, said=_("ล้างคะแนนแล้ว"), told=told, form_class=ClearForm)


@office_required
def hands_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Enter the raised hands."""
    found = ballot_in(plan_of(request, reference), pk)

    def do(form: HandsForm) -> Ballot:
        return enter_counts(ballot=found, counts=form.counts, by=form.actor())

    told = _("นับมือทีละโครงการ บันทึกใหม่จะแทนจำนวนเดิม")
    return _step(request, found, actions.HANDS, do, said=_("บันทึกจำนวนมือแล้ว"), told=told, form_class=HandsForm)


@office_required
def close_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """End the vote and count it."""
    found = ballot_in(plan_of(request, reference), pk)
    told = _("หลังจากนี้ลงคะแนนเพิ่มไม่ได้ ระบบสลับลำดับคะแนน ลบบัตรทางโทรศัพท์ เก็บไฟล์บัตรลงคะแนน แล้วนับตามทุกกติกา")
    return _step(
        request,
        found,
        actions.CLOSE,
        lambda form: close_ballot(ballot=found, seen=form.seen_revision, by=form.actor()),
        said=_("ปิดลงคะแนนแล้ว"),
        told=told,
    )


@office_required
def annul_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Declare an open ballot void."""
    found = ballot_in(plan_of(request, reference), pk)

    def do(form: AnnulForm) -> Ballot:
        reason = form.cleaned_data["reason"]
        return annul_ballot(ballot=found, reason=reason, seen=form.seen_revision, by=form.actor())

    told = _("คะแนนที่ลงแล้วจะไม่ถูกนับ และเปิดใหม่ไม่ได้ ต้องเตรียมบัตรใหม่")
    return _step(request, found, actions.ANNUL, do, said=_("ยกเลิกการลงคะแนนแล้ว"), told=told, form_class=AnnulForm)


# --- Files -----------------------------------------------------------------------------------------------------------


def _counted(request: ActingRequest, reference: str, pk: int) -> Ballot:
    found = ballot_in(plan_of(request, reference), pk)
    if found.file is None or not found.is_counted:
        raise NotHere(_("การลงคะแนนนี้ยังไม่ได้นับผล"))
    return found


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@office_required
def ballot_file(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """The ballot file as it was kept, in the format of Pabulib."""
    found = _counted(request, reference, pk)
    assert found.file is not None  # noqa: S101  # asked just before
    return _attachment(storage.read(found.file), "text/plain; charset=utf-8", f"{reference}-{pk}.pb")


@office_required
def ballot_table(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """The results as a workbook."""
    found = _counted(request, reference, pk)
    book = io.BytesIO()
    write_table(book, sheets_of(results_of(found)))
    return _attachment(book.getvalue(), SPREADSHEET, f"{reference}-{pk}.xlsx")


@office_required
def compare_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Count a ballot file again and say whether it gives the outcome that was kept. Changes nothing."""
    found = _counted(request, reference, pk)
    is_sent = request.method == "POST"
    form = CompareForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    comparison = None
    if is_sent and form.is_valid():
        try:
            comparison = compared_with(found, form.cleaned_data["file"].read())
        except Invalid as refusal:
            form.add_problems(refusal.problems)
    context = {"plan": found.plan, "tab": "meetings", "ballot": found, "comparison": comparison}
    return show(request, "proposals/ballot_compare.html", context, form)
