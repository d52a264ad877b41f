"""What time it is: the one place that asks, so that tests and the journey can say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_ERA_OFFSET = 543

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment, timezone-aware."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The legal date: that of Bangkok."""
    return now().astimezone(BANGKOK).date()


def midnight_after(day: date) -> datetime:
    """The end of a legal day; a deadline of that day has passed from here on."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=BANGKOK)


def buddhist_year(day: date) -> int:
    """The calendar year of the Buddhist Era, as registers and minutes count."""
    return day.year + BUDDHIST_ERA_OFFSET


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Hold the clock at a moment (a bare date means nine in the morning in Bangkok) for the current context."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9), tzinfo=BANGKOK)
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
