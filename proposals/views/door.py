"""The sheet at the door of a meeting: for anybody who is there, on its day, without an account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods
from django_ratelimit.decorators import ratelimit

from directory.errors import Invalid, NotHere
from directory.visitors import count_guess, refuse_guessers
from proposals.forms.calling import DoorForm
from proposals.verbs.calling import open_door, sign_at_the_door


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(group="door", key="ip", rate=lambda _group, _request: settings.DOOR_RATE)
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Tick where one belongs; nothing else is kept of whoever asks. A wrong code counts as a guess."""
    refuse_guessers(request)
    try:
        called = open_door(code)
    except NotHere:
        count_guess(request)
        raise
    form = DoorForm(request.POST if request.method == "POST" else None)
    is_counted = False
    if form.is_valid():
        try:
            sign_at_the_door(code=code, **form.cleaned_data)
            is_counted = True
        except Invalid as refusal:
            form.add_problems(refusal.problems)
    status = 422 if form.is_bound and not is_counted else 200
    context = {"called": called, "form": form, "is_counted": is_counted}
    response = render(request, "public/door.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response
