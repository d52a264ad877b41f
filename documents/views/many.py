"""Which papers wait for whom, and one action on many of them: tick, read what will happen, confirm, read the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from directory.errors import Invalid, NotHere
from directory.filters import asked_of, filters_of
from directory.page import ActingRequest, office_required, show
from documents import life
from documents.forms_many import MANY_FORMS, ManyForm
from documents.models import Document
from documents.queries import counts_waiting, papers_of, waiting_elsewhere
from documents.verbs import sign_many_electronically
from documents.verbs.electronic import has_key
from documents.verbs.many import (
    MOST_AT_ONCE,
    Outcome,
    endorse_many,
    number_many,
    receive_many,
    send_many,
)

A_PAGE = MOST_AT_ONCE
OTHERS = "others"
REPORT = "report of many papers"
MANY = {step.name: step for step in (life.ENDORSE, life.ESIGN, life.NUMBER, life.SEND, life.RECEIVE)}
# Where papers wait for a step, what may be done with many of them: of the two ways to sign, the one with a key.
OFFERED = {**MANY, life.SIGN.name: life.ESIGN}
_WAITS = {life.ESIGN.name: [life.SIGN.name, life.ESIGN.name]}


@office_required
def papers_waiting(request: ActingRequest) -> HttpResponse:
    """The papers that wait for this office, by what they wait for, and those of its bodies that wait for others."""
    asked = asked_of(request, "waits")
    mine = papers_of(request.acting)
    counts = counts_waiting(request.acting)
    elsewhere = waiting_elsewhere(request.acting)
    choices = [(step.name, str(step.waits), counts[step.name]) for step in life.STEPS.values() if step.name in counts]
    if others := elsewhere.count():
        choices.append((OTHERS, _("รอผู้อื่น"), others))
    wanted = asked["waits"]
    here = mine.filter(Q(waits=wanted)) if wanted else mine.exclude(Q(waits=""))
    found = elsewhere if wanted == OTHERS else here
    page = Paginator(found.order_by("prepared_at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(paper, life.next_step(paper), life.desk_of(paper)) for paper in page],
        "filters": filters_of(asked, [("waits", _("รออะไร"), choices)]),
        "step": _offered(request, wanted),
        "wanted": wanted,
    }
    return show(request, "documents/papers_waiting.html", context)


def _offered(request: ActingRequest, wanted: str) -> life.Step | None:
    step = OFFERED.get(wanted)
    return None if step is life.ESIGN and not has_key(request.acting.office) else step


@sensitive_post_parameters("password")
@office_required
def papers_many(request: ActingRequest, step: str) -> HttpResponse:
    """Say beforehand what will happen to the ticked papers, ask what is needed, do it, and report on each."""
    if step not in MANY:
        raise NotHere("")
    if request.method == "GET" and REPORT in request.session and "report" in request.GET:
        return _report(request, step)
    is_confirmed = "confirm" in request.POST
    chosen = _chosen(request, step, is_confirmed=is_confirmed)
    form = MANY_FORMS[step](request.POST if is_confirmed else None, papers=chosen, by=request.acting)
    if is_confirmed and chosen and form.is_valid() and (outcomes := _outcomes(request, step, form)) is not None:
        request.session[REPORT] = [[outcome.document.check_code, outcome.refusal] for outcome in outcomes]
        return redirect(f"{reverse('papers_many', args=[step])}?report")
    return show(request, "documents/papers_many.html", {"step": MANY[step], "papers": chosen}, form)


def _outcomes(request: ActingRequest, step: str, form: ManyForm) -> list[Outcome] | None:
    """What became of each paper; None where the act as a whole is refused, which the form then says."""
    try:
        return _ACTS[step](request, form)
    except Invalid as refusal:
        form.add_problems(refusal.problems)
        return None


def _chosen(request: ActingRequest, step: str, *, is_confirmed: bool) -> list[Document]:
    """The ticked papers, as far as this office sees them and they wait for this, in the order of their preparation.

    Raises:
        Invalid: too many at once.
    """
    codes = request.POST.getlist("paper")
    if len(codes) > MOST_AT_ONCE:
        raise Invalid.of("paper", len(codes), _("ทำได้ครั้งละไม่เกิน %s ฉบับ") % MOST_AT_ONCE)
    found = papers_of(request.acting).filter(check_code__in=codes)
    if not is_confirmed:
        found = found.filter(Q(waits__in=_WAITS.get(step, [step])))
    return list(found.order_by("prepared_at", "pk"))


def _report(request: ActingRequest, step: str) -> HttpResponse:
    rows = request.session[REPORT]
    found = papers_of(request.acting).filter(check_code__in=[code for code, _refusal in rows])
    papers = {paper.check_code: paper for paper in found}
    outcomes = [Outcome(papers[code], refusal) for code, refusal in rows if code in papers]
    context = {
        "step": MANY[step],
        "done": [outcome for outcome in outcomes if not outcome.refusal],
        "refused": [outcome for outcome in outcomes if outcome.refusal],
    }
    return show(request, "documents/papers_done.html", context)


def _endorse(request: ActingRequest, form: ManyForm) -> list[Outcome]:
    note = form.cleaned_data["note"]
    return endorse_many(documents=form.papers, by=request.acting, seen=form.seen(), note=note)


def _esign(request: ActingRequest, form: ManyForm) -> list[Outcome]:
    return sign_many_electronically(
        documents=form.papers,
        by=request.acting,
        password=form.cleaned_data.get("password", ""),
        dated=form.cleaned_data.get("dated"),
        numbers=form.numbers(),
        seen=form.seen(),
    )


def _number(request: ActingRequest, form: ManyForm) -> list[Outcome]:
    dated, numbers = form.cleaned_data["dated"], form.numbers()
    return number_many(documents=form.papers, by=request.acting, seen=form.seen(), dated=dated, typed=numbers)


def _send(request: ActingRequest, form: ManyForm) -> list[Outcome]:
    return send_many(documents=form.papers, by=request.acting, seen=form.seen())


def _receive(request: ActingRequest, form: ManyForm) -> list[Outcome]:
    day, numbers = form.cleaned_data["on"], form.numbers()
    return receive_many(documents=form.papers, by=request.acting, seen=form.seen(), on=day, numbers=numbers)


_ACTS: dict[str, Callable[[ActingRequest, Any], list[Outcome]]] = {
    life.ENDORSE.name: _endorse,
    life.ESIGN.name: _esign,
    life.NUMBER.name: _number,
    life.SEND.name: _send,
    life.RECEIVE.name: _receive,
}
