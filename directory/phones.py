"""What a session knows of the phone on which it lives: the card that opened it, its last use, whether it is locked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse

from directory import clock
from directory.models import AccessCard

CARD, RENEWED, USED, LOCKED = "card", "card renewed on", "used at", "locked"
BACKEND = "django.contrib.auth.backends.ModelBackend"
A_DAY = 24 * 3600
FINE = 15  # seconds: how exactly the last use is remembered, so that not every request writes the session


def open_phone(request: HttpRequest, card: AccessCard) -> None:
    """Sign a person in on this phone with their card, for as many days as the settings say.

    A session of somebody else on it ends; what its new one knows of locks begins anew.
    """
    login(request, card.user, backend=BACKEND)
    request.session[CARD] = card.pk
    request.session.pop(LOCKED, None)
    request.session.pop(USED, None)
    _last(request)


def _last(request: HttpRequest) -> None:
    """Let the session last as long as one that a card opens, from now on. Others keep their own age."""
    request.session.set_expiry(settings.ACCESS_CARD_SESSION_DAYS * A_DAY)
    request.session[RENEWED] = clock.today().isoformat()


def renew(request: HttpRequest) -> None:
    """Once a day, count the days of a phone that a card opened from its present use on."""
    if request.session.get(CARD) and request.session.get(RENEWED) != clock.today().isoformat():
        _last(request)


def is_locked(request: HttpRequest) -> bool:
    """Whether the PIN of somebody who has one is to be asked for; notes this use where it is not."""
    session = request.session
    now = int(clock.now().timestamp())
    used = session.get(USED, now)
    if session.get(LOCKED) or now - used >= settings.PIN_LOCK_MINUTES * 60:
        if not session.get(LOCKED):
            session[LOCKED] = True
        return True
    if USED not in session or (now - used >= FINE and _is_used(request)):
        session[USED] = now
    return False


def forget_lock(request: HttpRequest) -> None:
    """The session of somebody who no longer has a PIN: whenever they set another, its minutes begin then."""
    for key in (LOCKED, USED):
        if key in request.session:
            del request.session[key]


def _is_used(request: HttpRequest) -> bool:
    """Whether a person did this: a part of a page that renews itself is no use of the phone."""
    htmx = getattr(request, "htmx", None)
    return not htmx or htmx.boosted or request.method != "GET"


def unlock(request: HttpRequest) -> None:
    """Go on where the session was locked."""
    request.session.pop(LOCKED, None)
    request.session[USED] = int(clock.now().timestamp())


def open_while_locked() -> set[str]:
    """The addresses that a locked session may ask for: they show nothing of its person's work."""
    return {reverse(name) for name in ("unlock", "sign_out", "set_language", "card_sign_in")}


def minutes() -> int:
    """After how many minutes without use a session with a PIN locks."""
    return int(settings.PIN_LOCK_MINUTES)
