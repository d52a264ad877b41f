"""What is due when, for an office: as a list, as what is overdue, and as a calendar file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.acting import Acting
from proposals.models import Plan
from proposals.queries import plans_visible_to
from workflow import deadlines
from workflow.models import Deadline, Notice

MOST_EVENTS = 500
NEWS = {
    deadlines.REMINDER: gettext_lazy("ใกล้ครบกำหนด"),
    deadlines.ESCALATION: gettext_lazy("เลยกำหนดแล้วและยังไม่ได้ทำ"),
    "gathered_without": gettext_lazy("ระดับเหนือขึ้นไปปิดการรวบรวมแล้วโดยไม่มีแผนนี้"),
    "remind": gettext_lazy("เลยกำหนดส่งแผนที่ปรับปรุง"),
    "remind_agencies": gettext_lazy("หน่วยงานยังไม่ตอบภายในกำหนด"),
}


def running_for(by: Acting) -> QuerySet[Deadline]:
    """What runs for the plans that an office may see, the nearest first."""
    found = Deadline.objects.filter(settled_at__isnull=True, replaced_by__isnull=True, plan__in=_seen(by))
    return found.select_related("plan__owner", "plan__cycle").order_by("due_on", "pk")


def overdue_for(by: Acting) -> QuerySet[Deadline]:
    """What lapsed and is still to be done for those plans, the longest overdue first."""
    return deadlines.overdue().filter(plan__in=_seen(by)).select_related("plan__owner", "plan__cycle")


def news_of(by: Acting) -> QuerySet[Notice]:
    """What an office's body, and the bodies whose work it does, were told about due dates, the latest first."""
    told = Notice.objects.filter(verb__in=NEWS).filter(body__in=_bodies(by))
    return told.select_related("plan__owner").order_by("-at", "-pk")


def _seen(by: Acting) -> QuerySet[Plan, Any]:
    """The keys of the plans that an office may see."""
    return plans_visible_to(by).select_related(None).order_by().values("pk")


def _bodies(by: Acting) -> list[int]:
    return [by.office.body_id, *by.body.serves_as_secretariat_of.values_list("pk", flat=True)]


def calendar_of(by: Acting) -> bytes:
    """The running dates of an office as an iCalendar file: what is due and of which plan, and no word about people."""
    from icalendar import Calendar, Event  # noqa: PLC0415  # a thousand classes, for one address of the site

    calendar = Calendar()
    calendar.add("prodid", "-//Prasan//Deadlines//TH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("กำหนดเวลาของแผน"))
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "prasan"
    for deadline in running_for(by)[:MOST_EVENTS]:
        event = Event()
        event.add("uid", f"deadline-{deadline.pk}@{host}")
        event.add("dtstamp", deadline.plan.created_at)
        event.add("dtstart", deadline.due_on)
        event.add("dtend", deadline.due_on + timedelta(days=1))
        event.add("summary", f"{deadlines.title_of(deadline.kind)} {deadline.plan.reference}")
        event.add("url", settings.PUBLIC_BASE_URL + reverse("plan", args=[deadline.plan.reference]))
        if deadline.announced_by:
            event.add("description", deadline.announced_by)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
