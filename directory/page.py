"""What all views share: who may ask, what was typed, and carrying out a form's verb exactly once.

A view loads what its page shows, makes its form from `typed`, and lets `carried_out` try the verb. It never decides.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid
from directory.models import Submission
from pages.forms import PageForm

P = ParamSpec("P")
Result = TypeVar("Result")
ONCE = "once"
KEPT = "typed before signing in"
ALIKE_FOR = timedelta(minutes=10)
MOST_KEPT = 200_000  # characters; a longer text than any form of ours takes

_signer = Signer(salt="a form is carried out once")


class ActingRequest(HttpRequest):
    """A request of somebody who is signed in and has chosen an office."""

    acting: Acting
    typed_came_back: bool


View = Callable[Concatenate[ActingRequest, P], HttpResponse]


def office_required(view: View[P]) -> Callable[..., HttpResponse]:
    """Only for people in an office. Others are asked to sign in, or to choose one, and come back here.

    What somebody typed into a form whose session had ended meanwhile is kept for that same person until then.
    """

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            _keep(request)
            return _first_to(request, "sign_in")
        if getattr(request, "acting", None) is None:
            return _first_to(request, "choose_office")
        return view(cast("ActingRequest", request), *args, **kwargs)

    return asked


def _first_to(request: HttpRequest, page: str) -> HttpResponse:
    """On to another page, and back here afterwards. A part of a page that htmx asks for is left as a whole."""
    address = f"{resolve_url(page)}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", None) else redirect(address)


def new_key(request: HttpRequest) -> str:
    """A one-time key for a form that is drawn now, for this person."""
    return _signer.sign(f"{secrets.token_hex(12)}.{request.user.pk}")


def _key(request: HttpRequest, given: str) -> str:
    """The one-time key that came with a form, if it was ours and drawn for this person."""
    try:
        key = _signer.unsign(given)
    except BadSignature:
        return ""
    return key if key.rpartition(".")[2] == str(request.user.pk) else ""


def _keep(request: HttpRequest) -> None:
    """Remember what was typed into a form, until its writer has signed in again. Files and passwords are not kept."""
    if request.method == "POST" and request.POST.get(ONCE):
        text = request.POST.urlencode()
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
    if not _key(request, data.get(ONCE, "")):
        return None
    request.typed_came_back = True
    return data


def carried_out(  # a form is described once, by name
    request: ActingRequest,
    form: PageForm | None,
    do: Callable[[dict[str, Any]], Result],
    *,
    to: str | Callable[[Result], str],
    said: str,
    names: Mapping[str, str] | None = None,
    makes_new: bool = False,
) -> HttpResponse | None:
    """Try a sent form's verb; None where the page is to be shown (again, with what is wrong at each field).

    The verb and the form's one-time key are written in one transaction: a form that is sent twice is carried out once,
    and its repetition is led to where the first one led. `NotHere`, `Refused` and `Stale` are the middleware's to show.
    ``names`` leads a problem's field to the form's field where they differ. Where a verb ``makes_new`` things, the same
    words within ten minutes count as a repetition too: browsers draw a form anew, with another key, on the way back.
    """
    if request.method != "POST":
        return None
    key, content = _key(request, request.POST.get(ONCE, "")), _content(request) if makes_new else ""
    if (first := _sent_alike(request, key, content)) is not None:
        return _sent_before(request, first)
    if form is not None and not form.is_valid():
        return None
    try:
        with transaction.atomic():
            sent, is_first = _first(request, key, content)
            if not is_first:
                return _sent_before(request, sent)
            result = do(form.cleaned_data if form is not None else {})
            location = resolve_url(to(result) if callable(to) else to)
            if sent is not None:
                Submission.objects.filter(pk=key).update(location=location)
    except Invalid as refusal:
        if form is None:
            raise
        form.add_problems(refusal.problems, names)
        return None
    messages.success(request, said)
    return redirect(location)


def _content(request: ActingRequest) -> str:
    """A digest of what was typed on which page, whatever key it came with."""
    own = sorted((name, values) for name, values in request.POST.lists() if name not in {ONCE, "csrfmiddlewaretoken"})
    return hashlib.sha256(repr([request.path, own]).encode()).hexdigest()


def _sent_alike(request: ActingRequest, key: str, content: str) -> Submission | None:
    """The earlier sending that this one repeats: with the same key, or with the same words a moment ago."""
    a_moment_ago = Q(content=content, at__gte=clock.now() - ALIKE_FOR) if content else Q(pk__in=[])
    return Submission.objects.filter(Q(pk=key) | a_moment_ago, user=request.acting.user).order_by("at").first()


def _first(request: ActingRequest, key: str, content: str) -> tuple[Any, bool]:
    if not key:
        return None, True
    facts = {"user": request.acting.user, "at": clock.now(), "content": content}
    return Submission.objects.get_or_create(key=key, defaults=facts)


def _sent_before(request: ActingRequest, first: Submission) -> HttpResponse:
    """Lead a repeated form to where its first sending led."""
    messages.info(request, _("แบบฟอร์มนี้ส่งไปแล้ว จึงไม่ได้ทำซ้ำ นี่คือผลของการส่งครั้งแรก"))
    return redirect(first.location)


def show(request: HttpRequest, template: str, context: dict[str, Any], form: PageForm | None = None) -> HttpResponse:
    """Draw a page; with the status 422 where a sent form is shown again."""
    if form is not None and getattr(request, "typed_came_back", False):
        form.hold()
    wrong = form is not None and request.method == "POST" and bool(form.errors)
    if form is not None:
        context = {"form": form, **context}
    given = request.POST.get(ONCE, "") if wrong else ""  # not used up: nothing was carried out
    key = given if _key(request, given) else new_key(request)
    return render(request, template, {ONCE: key, **context}, status=422 if wrong else 200)
