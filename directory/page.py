"""What all views share: who may ask, what was typed, and carrying out a form's verb exactly once.

A view loads what its page shows, makes its form from `typed`, and lets `carried_out` try the verb. It never decides.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from directory import clock, once
from directory.acting import Acting
from directory.answers import problem, wants_data
from directory.errors import Invalid, Stale
from directory.models import Submission
from directory.once import DEVICE_KEY, ONCE, Sending
from pages.forms import PageForm, mistakes

P = ParamSpec("P")
Result = TypeVar("Result")
KEPT = "typed before signing in"
MOST_KEPT = 200_000  # characters; a longer text than any form of ours takes


class ActingRequest(HttpRequest):
    """A request of somebody who is signed in and has chosen an office."""

    acting: Acting
    typed_came_back: bool
    waiting_count: int


View = Callable[Concatenate[ActingRequest, P], HttpResponse]


def office_required(view: View[P]) -> Callable[..., HttpResponse]:
    """Only for people in an office. Others are asked to sign in, or to choose one, and come back here.

    What somebody typed into a form whose session had ended meanwhile is kept for that same person until then. A script,
    which keeps what it sends itself, is answered 401.
    """

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if getattr(request, "acting", None) is None and wants_data(request):
            return problem(401, _("กรุณาเข้าสู่ระบบและเลือกตำแหน่งก่อน"))
        if not request.user.is_authenticated:
            keep_typed(request)
            return first_to(request, "sign_in")
        if getattr(request, "acting", None) is None:
            return first_to(request, "choose_office")
        return view(cast("ActingRequest", request), *args, **kwargs)

    return asked


def first_to(request: HttpRequest, page: str) -> HttpResponse:
    """On to another page, and back here afterwards. A part of a page that htmx asks for is left as a whole."""
    address = f"{resolve_url(page)}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", None) else redirect(address)


def keep_typed(request: HttpRequest) -> None:
    """Remember what was typed into a form, until its writer has signed in again. Files and passwords are not kept."""
    if request.method == "POST" and request.POST.get(ONCE):
        kept = request.POST.copy()
        for name in [name for name in kept if "password" in name]:
            del kept[name]
        text = kept.urlencode()
        if len(text) <= MOST_KEPT:
            request.session[KEPT] = {"path": request.path, "text": text}


def typed(request: ActingRequest) -> QueryDict | None:
    """What was typed into this page's form: sent now, or before its writer had to sign in again."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    data = QueryDict(kept["text"])
    if not once.drawn_key(request, data.get(ONCE, "")):
        return None
    request.typed_came_back = True
    return data


def carried_out(  # noqa: PLR0913  # a form's fate is described once, by name
    request: ActingRequest,
    form: PageForm | None,
    do: Callable[[dict[str, Any]], Result],
    *,
    to: str | Callable[[Result], str],
    said: str,
    names: Mapping[str, str] | None = None,
    makes_new: bool = False,
    before: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    untimed: bool = False,
    overtaken: Callable[[Stale], HttpResponse] | None = None,
) -> HttpResponse | None:
    """Try a sent form's verb; None where the page is to be shown (again, with what is wrong at each field).

    The verb and the form's one-time key (`directory.once`) are written in one transaction: a form that is sent twice is
    carried out once, and its repetition is led to where the first one led. `NotHere`, `Refused` and `Stale` are the
    middleware's to show. ``names`` leads a problem's field to the form's field where they differ. Where a verb
    ``makes_new`` things, the same words within ten minutes count as a repetition too: browsers draw a form anew, with
    another key, on the way back.
    ``before`` is called with the form's values outside of the transaction, for work that must hold no lock; the verb
    gets what it returns. Of an ``untimed`` form the day alone is kept, where the moment would tell who was speaking.
    ``overtaken`` answers for a page that shows what was typed beside what somebody faster wrote: it would be lost.
    """
    if request.method != "POST":
        return None
    sending = once.sending_of(request, makes_new=makes_new)
    if (first := once.earlier(request, sending, makes_new=makes_new)) is not None:
        return _sent_before(request, sending, first, said)
    if form is not None and not form.is_valid():
        return None
    values = form.cleaned_data if form is not None else {}
    try:
        if before is not None:
            values = before(values)
        location, first = _once(request, sending, lambda: do(values), to=to, untimed=untimed)
    except Invalid as refusal:
        if form is None:
            raise
        form.add_problems(refusal.problems, names)
        return None
    except Stale as late:
        return (overtaken or _left_to_the_middleware)(late)
    if first is not None:
        return _sent_before(request, sending, first, said)
    if not sending.by_itself:
        messages.success(request, said)
    return _led(request, location, said)


def _left_to_the_middleware(late: Stale) -> HttpResponse:
    raise late


@transaction.atomic
def _once(
    request: ActingRequest,
    sending: Sending,
    do: Callable[[], Result],
    *,
    to: str | Callable[[Result], str],
    untimed: bool,
) -> tuple[str, Submission | None]:
    """Where a verb's result leads; or, where another sending took the same key meanwhile, that one."""
    at = clock.midnight_after(clock.today() - timedelta(days=1)) if untimed else clock.now()
    sent, is_first = once.taken(request, sending, at=at)
    if sent is not None and not is_first:
        return "", sent
    result = do()
    location = resolve_url(to(result) if callable(to) else to)
    if sent is not None:
        Submission.objects.filter(pk=sent.pk).update(location=location)
    return location, None


def _sent_before(request: ActingRequest, sending: Sending, first: Submission, said: str) -> HttpResponse:
    """Lead a repeated form to where its first sending led; a script gets the first one's answer, word for word."""
    if not sending.by_itself:
        messages.info(request, _("แบบฟอร์มนี้ส่งไปแล้ว จึงไม่ได้ทำซ้ำ นี่คือผลของการส่งครั้งแรก"))
    return _led(request, first.location, said)


def was_carried_out(request: ActingRequest) -> bool:
    """Whether the form that a sending belongs to has been carried out already, by its one-time key."""
    key = once.sending_of(request, makes_new=False).key
    return bool(key) and Submission.objects.filter(pk=key).exists()


def _led(request: ActingRequest, location: str, said: str) -> HttpResponse:
    return JsonResponse({"location": location, "said": said}) if wants_data(request) else redirect(location)


def show(request: HttpRequest, template: str, context: dict[str, Any], form: PageForm | None = None) -> HttpResponse:
    """Draw a page; with the status 422 where a sent form is shown again."""
    if form is not None and getattr(request, "typed_came_back", False):
        form.hold()
    wrong = form is not None and request.method == "POST" and bool(form.errors)
    if wrong and wants_data(request):
        return problem(422, *(mistake.text for mistake in mistakes(form, *getattr(form, "row_sets", ()))))
    if form is not None:
        # What was typed keeps the key that its device made for it, until it is carried out.
        context = {"form": form, DEVICE_KEY: form.data.get(DEVICE_KEY, ""), **context}
    given = request.POST.get(ONCE, "") if wrong else ""  # not used up: nothing was carried out
    key = given if once.drawn_key(request, given) else once.new_key(request)
    return render(request, template, {ONCE: key, **context}, status=422 if wrong else 200)
