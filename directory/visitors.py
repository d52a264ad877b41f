"""Whoever tries codes on pages for anybody: counted by network address, for a short while and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited
from django_ratelimit.exceptions import Ratelimited


def _guessed_too_often(request: HttpRequest, *, once_more: bool) -> bool:
    return is_ratelimited(request, group="guesses", key="ip", rate=settings.GUESSES_RATE, increment=once_more)


def refuse_guessers(request: HttpRequest) -> None:
    """Before a code is tried: whoever tried many that led nowhere waits, right or wrong.

    Raises:
        Ratelimited: too many codes of late; answered with 429.
    """
    if _guessed_too_often(request, once_more=False):
        raise Ratelimited


def count_guess(request: HttpRequest) -> None:
    """After a code or a reference has led nowhere.

    Raises:
        Ratelimited: as `refuse_guessers`.
    """
    if _guessed_too_often(request, once_more=True):
        raise Ratelimited
