"""The page of due dates, what is overdue, and the secret address for calendar programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from directory import clock
from directory.page import ActingRequest, carried_out, office_required, show
from documents.handing_out import as_workbook
from portal.calendar import (
    NEWS,
    announced_dates,
    at_place,
    calendar_of,
    news_of,
    overdue_for,
    overdue_rows,
    places_overdue,
    running_for,
    who_is_late,
)
from portal.views.public import public_page
from workflow import deadlines, feeds

A_PAGE, A_FEW, MOST_ROWS = 50, 10, 5000


@office_required
def calendar(request: ActingRequest) -> HttpResponse:
    """What is due and what is overdue, and the address for one's own calendar program."""
    opened: list[str] = []

    def do(_values: dict[str, Any]) -> None:
        if request.POST.get("act") == "revoke":
            feeds.revoke_feed(by=request.acting)
        else:
            opened.append(feeds.open_feed(by=request.acting))

    done = carried_out(request, None, do, to="calendar", said=_("บันทึกแล้ว"))
    if opened:  # shown once, to its person, on the page that follows
        request.session["calendar_token"] = opened[0]
    if done is not None:
        return done
    late = request.GET.get("show") == "overdue"
    place = request.GET.get("area", "") if late else ""
    found = at_place(overdue_for(request.acting), place) if late else running_for(request.acting)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    token = request.session.pop("calendar_token", "")
    context = {
        "page": page,
        "rows": [
            (deadline, deadlines.title_of(deadline.kind), who_is_late(deadline) if late else "") for deadline in page
        ],
        "places": places_overdue(request.acting) if late else [],
        "place": place,
        "late": late,
        "today": clock.today(),
        "news": [(notice, NEWS[notice.verb]) for notice in news_of(request.acting)[:A_FEW]],
        "announced": [] if late else announced_dates(request.acting),
        "has_feed": feeds.has_feed(request.acting),
        "address": settings.PUBLIC_BASE_URL + reverse("calendar_feed", args=[token]) if token else "",
    }
    return show(request, "portal/calendar.html", context)


@office_required
def overdue_xlsx(request: ActingRequest) -> HttpResponse:
    """The overdue queue as it is filtered, as a workbook; every cell is text, so that none becomes a formula."""
    headings = [_("ภายใน"), _("สิ่งที่ต้องทำ"), _("รอ"), _("แผนของ"), _("รหัส"), _("ปีงบประมาณ"), _("ประกาศโดย")]
    found = at_place(overdue_for(request.acting), request.GET.get("area", ""))[:MOST_ROWS]
    return as_workbook("overdue.xlsx", (_("เลยกำหนดและยังไม่ได้ทำ"), headings, list(overdue_rows(found))))


@public_page
def calendar_feed(_request: HttpRequest, token: str) -> HttpResponseBase:
    """The dates of the office whose secret address this is; nothing else of the site can be reached by it."""
    response = HttpResponse(calendar_of(feeds.holder_of(token)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="prasan.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True)
    return response
