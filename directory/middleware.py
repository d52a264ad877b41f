"""Who asks, in which office; and what page answers when a verb says no."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.db.models import Exists, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from directory import clock, phones
from directory.acting import Acting
from directory.answers import page_of
from directory.errors import Answer
from directory.models import AccessCard, Tenure
from directory.page import first_to, keep_typed

OFFICE = "office"  # the session's key for the chosen office

Respond = Callable[[HttpRequest], HttpResponse]


class ActingMiddleware:
    """Put on each request the person's present offices and the one in which they act.

    ``request.tenures`` are the offices held today, ``request.acting`` the chosen one (None until one is chosen, or for
    visitors). Who loses the chosen office, or the last one, or their account, is signed out by their next request; so
    is a phone whose card has been revoked.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting, request.tenures = None, []  # type: ignore[attr-defined]
        if not request.user.is_authenticated and SESSION_KEY in request.session:
            return _signed_out(request, _("บัญชีของท่านปิดแล้วหรือการเข้าสู่ระบบสิ้นสุดแล้ว กรุณาเข้าสู่ระบบใหม่"))
        if request.user.is_authenticated:
            request.tenures = _tenures_of(request)  # type: ignore[attr-defined]
            chosen = request.session.get(OFFICE)
            held = {tenure.office_id: tenure for tenure in reversed(request.tenures)}  # type: ignore[attr-defined]
            if not all(tenure.card_stands for tenure in request.tenures):  # type: ignore[attr-defined]
                return _signed_out(request, _("บัตรที่ใช้เข้าสู่ระบบในเครื่องนี้ถูกยกเลิกหรือออกใหม่แล้ว กรุณาเข้าสู่ระบบด้วยบัตรใหม่"))
            if chosen is None and len(held) == 1:
                chosen = request.session[OFFICE] = next(iter(held))
            if not held or (chosen is not None and chosen not in held):
                return _signed_out(request, _("ท่านไม่ได้ดำรงตำแหน่งที่เลือกไว้แล้ว ระบบจึงให้ออกจากระบบ กรุณาเข้าสู่ระบบใหม่"))
            if chosen is not None:
                tenure = held[chosen]
                request.acting = Acting(request.user, tenure.office, tenure)  # type: ignore[attr-defined]
        return self.respond(request)


def _tenures_of(request: HttpRequest) -> list[Tenure]:
    """The offices held today, each with whether the card that opened this session still stands. One query."""
    card: int | None = request.session.get(phones.CARD)
    stands = Exists(AccessCard.objects.filter(pk=card or 0, user=request.user.pk, revoked_at__isnull=True))
    return list(
        Tenure.objects.current(clock.today())
        .filter(user=request.user.pk)
        .select_related("office__body__area", "office__body__secretariat")
        .annotate(card_stands=stands if card else Value(True))
        .order_by("office__body__name", "office__title", "-starts")
    )


def _signed_out(request: HttpRequest, why: str) -> HttpResponse:
    """End the session at the server, and say why on the page for signing in again."""
    logout(request)
    messages.warning(request, why)
    return redirect("sign_in")


class LockMiddleware:
    """Lock the session of somebody with a PIN after some minutes without use: no page and no part of one before it.

    What is sent from a page that has locked meanwhile is kept for that same person, as when a session has ended.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.respond(request)
        phones.renew(request)
        if not request.user.pin:
            phones.forget_lock(request)
            return self.respond(request)
        response = self._asked(request) if phones.is_locked(request) else self.respond(request)
        patch_cache_control(response, private=True, no_store=True)  # nor does the back button show what came before
        return response

    def _asked(self, request: HttpRequest) -> HttpResponse:
        """The PIN first, except on the few pages that are open to whoever holds the phone."""
        request.acting, request.tenures = None, []  # type: ignore[attr-defined]
        if request.path in phones.open_while_locked():
            return self.respond(request)
        keep_typed(request)
        return first_to(request, "unlock")


class AnswersMiddleware:
    """Turn `NotHere`, `Refused`, `Stale` and `Invalid` into the page of their status; no view catches them."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """Answer for the four; anything else is a mistake of ours and takes its usual way."""
        return page_of(request, refusal) if isinstance(refusal, Answer) else None
