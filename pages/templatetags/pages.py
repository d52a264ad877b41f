"""Dates, money and deadlines in words, as every page shows them: Arabic digits, the Buddhist Era, Bangkok time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_AP
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.fields import with_commas
from pages.forms import Mistake, mistakes
from pages.widgets import BUDDHIST_ERA_OFFSET

BANGKOK = ZoneInfo("Asia/Bangkok")
SOON = 7  # days before a deadline from which on it is marked
NOTHING = "–"

register = template.Library()


@register.filter
def thai_date(moment: date | None) -> str:
    """The day in full: 21 พฤศจิกายน 2569, in English 21 November 2026 (B.E. 2569)."""
    if not isinstance(moment, date):
        return NOTHING
    day = _day_in_bangkok(moment)
    buddhist = day.year + BUDDHIST_ERA_OFFSET
    if _in_thai():
        return f"{day.day} {MONTHS[day.month]} {buddhist}"
    return f"{day.day} {MONTHS[day.month]} {day.year} (B.E. {buddhist})"


@register.filter
def thai_datetime(moment: date | None) -> str:
    """The day in full and the time: 21 พฤศจิกายน 2569 14.05 น., in English … (B.E. 2569), 14:05."""
    if not isinstance(moment, datetime):
        return thai_date(moment)
    local = _in_bangkok(moment)
    return f"{thai_date(local)} {local:%H.%M} น." if _in_thai() else f"{thai_date(local)}, {local:%H:%M}"


@register.filter
def short_date(moment: date | None) -> str:
    """The day for tables: 21 พ.ย. 2569, in English 21 Nov. 2026."""
    if not isinstance(moment, date):
        return NOTHING
    day = _day_in_bangkok(moment)
    year = day.year + BUDDHIST_ERA_OFFSET if _in_thai() else day.year
    return f"{day.day} {MONTHS_AP[day.month]} {year}"


@register.filter
def baht(amount: Decimal | int | None) -> str:
    """An amount of baht: 1,250,000, and 1,250,000.50 where there are satang."""
    return with_commas(amount) if isinstance(amount, Decimal | int) else NOTHING


@register.filter
def days_left(due: date | None, today: date | None = None) -> str:
    """How far away a deadline is, in words; `today` is that of Bangkok unless given."""
    if not isinstance(due, date):
        return NOTHING
    days = _days_until(due, today)
    if days < -1:
        return _("เลยกำหนด %(days)d วัน") % {"days": -days}
    words = {-1: _("เลยกำหนด 1 วัน"), 0: _("ครบกำหนดวันนี้"), 1: _("อีก 1 วัน")}
    return words.get(days) or _("อีก %(days)d วัน") % {"days": days}


@register.filter
def due_class(due: date | None, today: date | None = None) -> str:
    """The class that goes with `days_left` beside `prasan-due`; none where there is no deadline."""
    if not isinstance(due, date):
        return ""
    days = _days_until(due, today)
    return f"prasan-due--{'late' if days < 0 else 'soon' if days <= SOON else 'fine'}"


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The page's query string with parameters changed, without its question mark; empty ones are taken out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return str(query.urlencode())


@register.simple_tag
def mistakes_of(*forms: Any) -> list[Mistake]:
    """What is wrong with the page's forms and formsets, for the error summary."""
    return mistakes(*forms)


def _in_thai() -> bool:
    return (get_language() or "th").startswith("th")


def _in_bangkok(moment: datetime) -> datetime:
    return moment if timezone.is_naive(moment) else moment.astimezone(BANGKOK)


def _day_in_bangkok(moment: date) -> date:
    return _in_bangkok(moment).date() if isinstance(moment, datetime) else moment


def _days_until(due: date, today: date | None) -> int:
    now = _day_in_bangkok(today if isinstance(today, date) else timezone.now())
    return (_day_in_bangkok(due) - now).days
