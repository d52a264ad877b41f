"""Who asks, in which office; and what page answers when a verb says no."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.answers import page_of
from directory.errors import Answer
from directory.models import Tenure

OFFICE = "office"  # the session's key for the chosen office

Respond = Callable[[HttpRequest], HttpResponse]


class ActingMiddleware:
    """Put on each request the person's present offices and the one in which they act.

    ``request.tenures`` are the offices held today, ``request.acting`` the chosen one (None until one is chosen, or for
    visitors). Who loses the chosen office, or the last one, or their account, is signed out by their next request.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting, request.tenures = None, []  # type: ignore[attr-defined]
        if not request.user.is_authenticated and SESSION_KEY in request.session:
            return _signed_out(request, _("บัญชีของท่านปิดแล้วหรือการเข้าสู่ระบบสิ้นสุดแล้ว กรุณาเข้าสู่ระบบใหม่"))
        if request.user.is_authenticated:
            request.tenures = list(  # type: ignore[attr-defined]
                Tenure.objects.current(clock.today())
                .filter(user=request.user)
                .select_related("office__body__area", "office__body__secretariat")
                .order_by("office__body__name", "office__title", "-starts")
            )
            chosen = request.session.get(OFFICE)
            held = {tenure.office_id: tenure for tenure in reversed(request.tenures)}  # type: ignore[attr-defined]
            if chosen is None and len(held) == 1:
                chosen = request.session[OFFICE] = next(iter(held))
            if not held or (chosen is not None and chosen not in held):
                return _signed_out(request, _("ท่านไม่ได้ดำรงตำแหน่งที่เลือกไว้แล้ว ระบบจึงให้ออกจากระบบ กรุณาเข้าสู่ระบบใหม่"))
            if chosen is not None:
                tenure = held[chosen]
                request.acting = Acting(request.user, tenure.office, tenure)  # type: ignore[attr-defined]
        return self.respond(request)


def _signed_out(request: HttpRequest, why: str) -> HttpResponse:
    """End the session at the server, and say why on the page for signing in again."""
    logout(request)
    messages.warning(request, why)
    return redirect("sign_in")


class AnswersMiddleware:
    """Turn `NotHere`, `Refused`, `Stale` and `Invalid` into the page of their status; no view catches them."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """Answer for the four; anything else is a mistake of ours and takes its usual way."""
        return page_of(request, refusal) if isinstance(refusal, Answer) else None
