"""Ballots of a plan: their list, one of them with its outcome, and what its owner does with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, office_required, show
from documents import storage
from documents.workbooks import write_table
from proposals import ballot_actions as actions
from proposals import contents
from proposals.ballot_results import (
    ballots_of,
    compared_with,
    groups_of,
    places_by,
    results_of,
    sheets_of,
    votes_by_source,
)
from proposals.forms.ballots import AnnulForm, BallotForm, CastForm, ClearForm, CompareForm, HandsForm, PrepareForm
from proposals.forms.own_plans import OrderedForm
from proposals.models import Ballot, BallotState, Method, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.verbs.ballot_counting import close_ballot
from proposals.verbs.ballot_votes import cast_votes, clear_votes, enter_counts
from proposals.verbs.ballots import annul_ballot, change_ballot, discard_ballot, open_ballot, prepare_ballot
from proposals.verbs.ordering import order_by_ballot
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
    """One ballot: how it is held, how many have voted, and once it is counted what each rule chooses.

    While votes come in or are counted, the page asks for that part of itself again, and for all of it afterwards.
    """
    plan = plan_of(request, reference)
    found = ballot_in(plan, pk)
    context = {
        "plan": plan,
        "tab": "meetings",
        "ballot": found,
        "options": found.options.order_by("number"),
        "is_moving": found.state == BallotState.OPEN or (found.state == BallotState.CLOSED and not found.is_counted),
        "sources": votes_by_source(found) if found.state != BallotState.DRAFT else [],
        "hands": sum(votes for votes, _points in found.counts.values()) if found.method == Method.HANDS else 0,
    }
    if getattr(request, "htmx", None) and (shown := request.GET.get("shown")):
        has_changed = found.state != shown or found.is_counted
        return HttpResponseClientRefresh() if has_changed else show(request, "proposals/parts/ballot_now.html", context)
    context |= {
        "results": results_of(found) if found.is_counted else None,
        "groups": {} if found.is_counted else groups_of(found),  # the results tell them
        "may": [a for a in _offered(found) if is_open_to(a, plan, request.acting)],
    }
    return show(request, "proposals/ballot.html", context)


def _offered(ballot: Ballot) -> tuple[Action, ...]:
    if ballot.state == BallotState.DRAFT:
        return WHILE_DRAFT
    if ballot.state != BallotState.OPEN:
        return (actions.ORDER,) if ballot.is_counted else ()
    return WHILE_HANDS if ballot.method == Method.HANDS else WHILE_OPEN


def _preparing(
    request: ActingRequest, plan: Plan, action: Action, do: Callable[[PrepareForm], Ballot], **page: Any
) -> HttpResponse:
    template = "proposals/ballot_prepare.html"
    return action_page(request, plan, action, do, form_class=PrepareForm, template=template, to=address_of, **page)


@office_required
def prepare_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Prepare a ballot."""
    plan = plan_of(request, reference)
    said = _("เตรียมบัตรลงคะแนนแล้ว ตรวจดูแล้วเปิดลงคะแนนได้")

    def do(form: PrepareForm) -> Ballot:
        return prepare_ballot(plan=plan, draft=form.draft, by=form.actor())

    return _preparing(request, plan, actions.BALLOT, do, said=said, makes_new=True)


@office_required
def change_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Change a ballot that is not open yet."""
    found = ballot_in(plan_of(request, reference), pk)

    def do(form: PrepareForm) -> Ballot:
        seen = form.cleaned_data["revision"]
        return change_ballot(ballot=found, draft=form.draft, seen=-1 if seen is None else seen, by=form.actor())

    return _preparing(request, found.plan, actions.CHANGE, do, said=_("บันทึกการแก้ไขแล้ว"), ballot=found)


# --- Steps on one ballot ---------------------------------------------------------------------------------------------


def step_on(
    request: ActingRequest, found: Ballot, action: Action, do: Callable[[Any], Any], *, told: str, **page: Any
) -> HttpResponse:
    """The page of one step on a ballot, which says what the step does."""
    context = {"ballot": found, "told": told, "options": found.options.order_by("number")}
    usual = {"form_class": BallotForm, "to": address_of(found), "template": "proposals/ballot_action.html"}
    names = {"ballot": _("การลงคะแนน"), "lines": _("โครงการ")}
    return action_page(request, found.plan, action, do, context=context, ballot=found, names=names, **{**usual, **page})


def _page_of_step(
    action: Action,
    do: Callable[[Ballot, Any], Any],
    *,
    said: object,
    told: object,
    to: Callable[[Ballot], str] = address_of,
    **page: Any,
) -> Callable[..., HttpResponse]:
    """The view of one step: what it is told to do, and what is said before and afterwards."""

    @office_required
    def view(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
        found = ballot_in(plan_of(request, reference), pk)
        carried = partial(do, found)
        return step_on(request, found, action, carried, said=str(said), told=str(told), to=to(found), **page)

    return view


open_page = _page_of_step(
    actions.OPEN,
    lambda ballot, form: open_ballot(ballot=ballot, seen=form.seen_revision, by=form.actor()),
    said=gettext_lazy("เปิดลงคะแนนแล้ว"),
    told=gettext_lazy("ตั้งแต่นี้ไป กติกา วงเงิน และโครงการในบัตรเปลี่ยนไม่ได้ ชื่อและงบประมาณใช้ตามแผนขณะนี้"),
)
discard_page = _page_of_step(
    actions.DISCARD,
    lambda ballot, form: discard_ballot(ballot=ballot, by=form.actor()),
    said=gettext_lazy("ลบบัตรแล้ว"),
    told=gettext_lazy("บัตรที่ยังไม่เคยเปิดลบได้ ไม่มีคะแนนใดหายไป"),
    to=lambda ballot: reverse("plan_ballots", args=[ballot.plan.reference]),
)
cast_page = _page_of_step(
    actions.CAST,
    lambda ballot, form: cast_votes(
        ballot=ballot, lines=form.votes, source=form.cleaned_data["source"], by=form.actor()
    ),
    said=gettext_lazy("บันทึกคะแนนเสียงแล้ว"),
    told=gettext_lazy("บันทึกทั้งหมดหรือไม่บันทึกเลย บรรทัดที่ผิดจะบอกหมายเลขบรรทัด ไม่ต้องบันทึกชื่อผู้ลงคะแนน"),
    form_class=CastForm,
    makes_new=True,
)
clear_page = _page_of_step(
    actions.CLEAR,
    lambda ballot, form: clear_votes(ballot=ballot, source=form.cleaned_data["source"], by=form.actor()),
    said=gettext_lazy("ล้างคะแนนแล้ว"),
    told=gettext_lazy("ใช้เมื่อบันทึกผิดหรือซ้ำ แล้วบันทึกใหม่ทั้งหมด คะแนนทางโทรศัพท์ไม่ถูกล้าง ประวัติของแผนแสดงว่ามีการล้าง"),
    form_class=ClearForm,
)
hands_page = _page_of_step(
    actions.HANDS,
    lambda ballot, form: enter_counts(ballot=ballot, counts=form.counts, by=form.actor()),
    said=gettext_lazy("บันทึกจำนวนมือแล้ว"),
    told=gettext_lazy("นับมือทีละโครงการ บันทึกใหม่จะแทนจำนวนเดิม"),
    form_class=HandsForm,
)
close_page = _page_of_step(
    actions.CLOSE,
    lambda ballot, form: close_ballot(ballot=ballot, seen=form.seen_revision, by=form.actor()),
    said=gettext_lazy("ปิดลงคะแนนแล้ว"),
    told=gettext_lazy("หลังจากนี้ลงคะแนนเพิ่มไม่ได้ ระบบสลับลำดับคะแนน ลบบัตรทางโทรศัพท์ เก็บไฟล์บัตรลงคะแนน แล้วนับตามทุกกติกา"),
)
annul_page = _page_of_step(
    actions.ANNUL,
    lambda ballot, form: annul_ballot(
        ballot=ballot, reason=form.cleaned_data["reason"], seen=form.seen_revision, by=form.actor()
    ),
    said=gettext_lazy("ยกเลิกการลงคะแนนแล้ว"),
    told=gettext_lazy("คะแนนที่ลงแล้วจะไม่ถูกนับ และเปิดใหม่ไม่ได้ ต้องเตรียมบัตรใหม่"),
    form_class=AnnulForm,
)


# --- The outcome -----------------------------------------------------------------------------------------------------


def _counted(request: ActingRequest, reference: str, pk: int) -> Ballot:
    found = ballot_in(plan_of(request, reference), pk)
    if found.file is None or not found.is_counted:
        raise NotHere(_("การลงคะแนนนี้ยังไม่ได้นับผล"))
    return found


@office_required
def order_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Put the plan's projects into the order in which a ballot came out; shows that order first."""
    found = _counted(request, reference, pk)
    rows = list(contents.lines_of(found.plan.version_on_desk))

    def do(form: OrderedForm) -> list[int]:
        before = form.before_ids
        return order_by_ballot(plan=found.plan, ballot=found, seen=form.version(), before=before, by=form.actor())

    return action_page(
        request,
        found.plan,
        actions.ORDER,
        do,
        form_class=OrderedForm,
        template="proposals/ballot_order.html",
        said=_("บันทึกลำดับแล้ว"),
        to=reverse("plan_lines", args=[reference]),
        names={"ballot": _("การลงคะแนน")},
        context={"ballot": found, "places": places_by(found, rows)},
        rows=rows,
    )


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
