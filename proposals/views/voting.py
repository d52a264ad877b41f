"""Slips and phones: the sheet of one-time codes, and the ballot paper that anybody with a slip may fill in.

The page of a ballot's code is public, asks for no account and sets nothing but the form's own token; the slip's code is
typed into the form, so that no address and no log of addresses ever holds it.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Concatenate, ParamSpec

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.core import is_ratelimited
from django_ratelimit.decorators import ratelimit
from django_ratelimit.exceptions import Ratelimited

from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, office_required, show
from proposals.ballot_actions import SLIPS
from proposals.forms.ballots import SlipsForm, VoteForm
from proposals.models import Ballot, BallotState
from proposals.page import plan_of
from proposals.verbs.ballot_votes import cast_by_slip, issue_slips
from proposals.views.ballots import ballot_in, step_on

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@office_required
def slips_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Draw slips and show them once, to be printed. Sending the same form again draws no others."""
    found = ballot_in(plan_of(request, reference), pk)
    drawn: list[str] = []

    def do(form: SlipsForm) -> None:
        drawn.extend(issue_slips(ballot=found, count=form.cleaned_data["count"], by=form.actor()))

    told = _("พิมพ์ทันที ระบบแสดงรหัสครั้งเดียวและไม่เก็บไว้ แจกคนละใบโดยไม่จดว่าใครได้ใบใด")
    answer = step_on(request, found, SLIPS, do, said=_("ออกบัตรแล้ว"), told=told, form_class=SlipsForm)
    if not drawn:
        return answer
    address = f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('vote', args=[found.code])}"
    context = {"plan": found.plan, "ballot": found, "slips": drawn, "address": address}
    sheet = show(request, "proposals/ballot_slips.html", context)
    sheet["Cache-Control"] = "no-store"
    return sheet


def for_anybody(view: View[P]) -> View[P]:
    """For anybody, a number of times a minute (a hall of people may share one address); kept and listed nowhere."""

    @ratelimit(group="ballots", key="ip", rate=lambda _group, _request: settings.BALLOTS_RATE)
    @functools.wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        patch_cache_control(response, private=True, no_store=True)
        return response

    return asked


def _guessed_too_often(request: HttpRequest, *, once_more: bool) -> bool:
    return is_ratelimited(request, group="slips", key="ip", rate=settings.SLIP_GUESSES_RATE, increment=once_more)


def _ballot(code: str) -> Ballot:
    found = Ballot.objects.select_related("plan__owner", "plan__area").filter(code=code, slips_issued__gt=0).first()
    if found is None:
        raise NotHere("")
    return found


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """The ballot paper. After voting it leads to another page, so that nothing is sent twice by going back."""
    found = _ballot(code)
    if found.state != BallotState.OPEN:
        return render(request, "public/vote.html", {"ballot": found, "is_open": False})
    form = VoteForm(request.POST or None, ballot=found, options=list(found.options.order_by("number")))
    if request.method == "POST":
        if _guessed_too_often(request, once_more=False):
            raise Ratelimited
        if form.is_valid():
            try:
                cast_by_slip(code=code, slip=form.cleaned_data["slip"], vote=form.vote)
            except Invalid as refusal:
                if any(problem.field == "slip" for problem in refusal.problems):
                    _guessed_too_often(request, once_more=True)
                form.add_problems(refusal.problems)
            else:
                return redirect("vote_done", code)
    status = 422 if form.errors else 200
    return render(request, "public/vote.html", {"ballot": found, "is_open": True, "form": form}, status=status)


@for_anybody
@require_safe
def vote_done(request: HttpRequest, code: str) -> HttpResponse:
    """A vote was counted; says nothing about it."""
    return render(request, "public/vote_done.html", {"ballot": _ballot(code)})


@for_anybody
@require_safe
def vote_qr(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """The address of a ballot paper as a QR code."""
    address = f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('vote', args=[_ballot(code).code])}"
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=2, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
