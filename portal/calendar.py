"""What is due when, for an office: as a list, as what is overdue, and as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.approvers import APPROVAL
from directory import clock
from directory.acting import Acting
from directory.mandates import mandates_of
from directory.models import Area, Body
from directory.queries import inside
from proposals.models import Plan
from proposals.phases import MISSED
from proposals.queries import plans_visible_to
from proposals.verbs.phase_dates import ANNOUNCED
from workflow import deadlines, phases
from workflow.models import Deadline, Notice, PhaseDate

MOST_EVENTS = 500
NEWS = {
    deadlines.REMINDER: gettext_lazy("ใกล้ครบกำหนด"),
    deadlines.ESCALATION: gettext_lazy("เลยกำหนดแล้วและยังไม่ได้ทำ"),
    "gathered_without": gettext_lazy("ระดับเหนือขึ้นไปปิดการรวบรวมแล้วโดยไม่มีแผนนี้"),
    "amendment_waits": gettext_lazy("ฉบับเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขรอนำเข้าตารางงาน"),
    "gathered_late": gettext_lazy("ครบกำหนดรวบรวมแล้ว และมีแผนที่ยังไม่มา"),
    "remind": gettext_lazy("เลยกำหนดส่งแผนที่ปรับปรุง"),
    "remind_of_appeal": gettext_lazy("อุทธรณ์ยังไม่ได้รับคำตอบภายในกำหนด"),
    "taken_apart": gettext_lazy("รับอุทธรณ์ของโครงการที่รวมไว้ด้วยกัน โครงการร่วมจะแยกออกเมื่อที่ประชุมรับรอง"),
    "led_elsewhere": gettext_lazy("โครงการร่วมที่รวมไว้ด้วยกันแยกแล้วตามผลอุทธรณ์ ผลของโครงการนี้ต่อไปยังโครงการใหม่"),
    "remind_of_approval": gettext_lazy("ผู้เห็นชอบแผนยังไม่ให้ความเห็นภายในกำหนด"),
    "record_petition_silence": gettext_lazy("ผู้ว่าราชการจังหวัดยังไม่ตอบข้อเสนอภายในกำหนด"),
    MISSED: gettext_lazy("เลยวันที่ประกาศและยังไม่ได้ทำ"),
    ANNOUNCED: gettext_lazy("ประกาศวันของช่วงงาน"),
    "remind_agencies": gettext_lazy("หน่วยงานยังไม่ตอบภายในกำหนด"),
}


def running_for(by: Acting) -> QuerySet[Deadline]:
    """What runs for the plans that an office may see, and what it is asked to approve; the nearest first."""
    found = Deadline.objects.filter(settled_at__isnull=True, replaced_by__isnull=True).filter(_of(by))
    return found.select_related("plan__owner", "plan__cycle").order_by("due_on", "pk")


def overdue_for(by: Acting) -> QuerySet[Deadline]:
    """What lapsed and is still to be done for those plans, the longest overdue first."""
    found = deadlines.overdue().filter(_of(by))
    return found.select_related("plan__cycle", "plan__owner__secretariat", "plan__parent__owner__secretariat")


def places_overdue(by: Acting) -> list[tuple[Area, int]]:
    """The districts, and the province for its own plan, of what is overdue, with how many are. Two queries."""
    code = Case(When(plan__district_code="", then="plan__province_code"), default="plan__district_code")
    found = deadlines.overdue().filter(_of(by)).order_by().annotate(place=code).values("place")
    counted = {row["place"]: row["many"] for row in found.annotate(many=Count("pk"))}
    return [(area, counted[area.code]) for area in Area.objects.filter(pk__in=counted).order_by("code")]


def at_place(found: QuerySet[Deadline], code: str) -> QuerySet[Deadline]:
    """What is due of one district's plans, or of the province's own; of all where no place is named."""
    if not code:
        return found
    return (
        found.filter(plan__province_code=code, plan__district_code="")
        if len(code) == 2
        else found.filter(plan__district_code=code)
    )


def who_is_late(deadline: Deadline) -> str:
    """Whom something overdue waits for, in words; the agencies that were asked stand on the plan's own page."""
    if deadline.kind == "extract":
        return _("หน่วยงานที่ขอคำตอบ")
    return ", ".join(body.name for body in deadlines.waited_for(deadline))


def overdue_rows(found: Iterable[Deadline]) -> Iterator[list[str]]:
    """The overdue queue as cells of text: since when, what, whom it waits for, of which plan, and by which letter."""
    for each in found:
        plan = each.plan
        words = (deadlines.title_of(each.kind), who_is_late(each), plan.owner.name, plan.reference)
        yield [each.due_on.isoformat(), *words, str(plan.cycle.target_year), each.announced_by]


def announced_dates(by: Acting) -> list[PhaseDate]:
    """The announced last days of phases that lie ahead, for an office's area, those above it and those inside."""
    code = by.body.area_code
    found = phases.announced_for(Q(area__in=phases.chain_of(code)) | inside(code))
    return [each for each in found if each.due_on >= clock.today()]


def news_of(by: Acting) -> QuerySet[Notice]:
    """What an office's body, and the bodies whose work it does, were told about due dates, the latest first."""
    told = Notice.objects.filter(verb__in=NEWS).filter(body__in=_bodies(by))
    return told.select_related("plan__owner").order_by("-at", "-pk")


def _of(by: Acting) -> Q:
    """What is due of the plans that an office may see, and of itself: an approver needs no other right over a plan."""
    own = Q(kind=APPROVAL, about=by.office.pk) if by.office.pk in mandates_of(by.user) else Q(pk__in=[])
    return Q(plan__in=_seen(by)) | own


def _seen(by: Acting) -> QuerySet[Plan, Any]:
    """The keys of the plans that an office may see."""
    return plans_visible_to(by).select_related(None).order_by().values("pk")


def _bodies(by: Acting) -> QuerySet[Body, Any]:
    """The keys of an office's body and of those whose work it does."""
    return Body.objects.filter(Q(pk=by.office.body_id) | Q(secretariat=by.office.body_id)).order_by().values("pk")


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
        page = "plan_approvals" if deadline.kind == APPROVAL else "plan"
        event.add("url", settings.PUBLIC_BASE_URL + reverse(page, args=[deadline.plan.reference]))
        if deadline.announced_by:
            event.add("description", deadline.announced_by)
        calendar.add_component(event)
    for each in announced_dates(by)[:MOST_EVENTS]:
        calendar.add_component(_event_of(each, host))
    return bytes(calendar.to_ical())


def _event_of(announced: PhaseDate, host: str) -> Any:
    """An announced day, whether or not a plan has come so far that it runs for it."""
    from icalendar import Event  # noqa: PLC0415  # as above

    event = Event()
    event.add("uid", f"phase-{announced.pk}@{host}")
    event.add("dtstamp", announced.created_at)
    event.add("dtstart", announced.due_on)
    event.add("dtend", announced.due_on + timedelta(days=1))
    event.add("summary", f"{announced.get_phase_display()} {announced.area.full_name} {announced.target_year}")
    event.add("description", announced.announced_by)
    return event
