"""Meetings of the body that owns a plan: their list, one of them, what is recorded about it, and its minutes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.page import ActingRequest, office_required, show
from proposals.actions import (
    ADOPT_PLAN,
    CALL,
    CERTIFY,
    CHECK,
    COLLECT,
    MEETING,
    MINUTES,
    PHOTO,
    RESOLUTION,
    SERIES,
    WRITABLE,
)
from proposals.forms.meetings import CertifyForm, CheckForm, MeetingForm, MinutesForm, ResolutionForm
from proposals.models import Meeting, MeetingPhoto, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.queries import last_meeting_of, meetings_of
from proposals.queries_of_forums import called_in, called_meetings_of, holders_of, sees_who_came, series_of
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.minutes import certify_minutes, check_minutes, save_minutes

MEETINGS_A_PAGE = 50


@office_required
def meetings(request: ActingRequest, reference: str) -> HttpResponse:
    """The plan's meetings with their quorum and resolutions, the latest first."""
    plan = plan_of(request, reference)
    page = Paginator(meetings_of(plan), MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "tab": "meetings",
        "page": page,
        "coming": called_meetings_of(plan),
        "series": series_of(plan),
        "may_call": is_open_to(CALL, plan, request.acting),
        "may_plan_series": is_open_to(SERIES, plan, request.acting),
        "may_record": is_open_to(MEETING, plan, request.acting),
        "may_resolve": is_open_to(RESOLUTION, plan, request.acting),
        "may_certify": is_open_to(CERTIFY, plan, request.acting),
    }
    return show(request, "proposals/meetings.html", context)


def meeting_of(plan: Plan, pk: int) -> Meeting:
    """One meeting about a plan, with its roster.

    Raises:
        NotHere: there is none.
    """
    found = plan.meetings.filter(pk=pk).select_related("certified_at", "series").prefetch_related("attendances").first()
    if found is None:
        raise NotHere(_("ไม่พบการประชุมนี้"))
    found.plan = plan
    return found


def address_of(meeting: Meeting) -> str:
    """Where a meeting's page is."""
    return reverse("meeting", args=[meeting.plan.reference, meeting.pk])


@office_required
def meeting(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """One meeting: who was there, its quorum, what was said and resolved, and whether its minutes are certified."""
    plan = plan_of(request, reference)
    found = meeting_of(plan, pk)
    sees_people = sees_who_came(request.acting, plan)
    resolutions = list(found.resolutions.select_related("version").order_by("pk")) if found.is_of_members else []
    context = {
        "plan": plan,
        "tab": "meetings",
        "meeting": found,
        "agenda": found.agenda.all(),
        "photos": found.photos.all() if sees_people else found.photos.exclude(kind=MeetingPhoto.Kind.SHEET),
        "sees_people": sees_people,
        "may_write": is_open_to(MINUTES, plan, request.acting) and found.certified_on is None,
        "may_check": is_open_to(CHECK, plan, request.acting) and found.certified_on is None,
        "may_add_photo": is_open_to(PHOTO, plan, request.acting),
        "may_collect": is_open_to(COLLECT, plan, request.acting),
        "resolutions": resolutions,
        "has_resolved": any(r.version_id == plan.current_version_id for r in resolutions),
        "may_resolve": is_open_to(RESOLUTION, plan, request.acting),
        "may_certify": is_open_to(CERTIFY, plan, request.acting),
        "may_adopt": plan.state in WRITABLE and ADOPT_PLAN.is_allowed(plan, request.acting),
    }
    return show(request, "proposals/meeting.html", context)


@office_required
def record_meeting_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Record a meeting; the roster starts from the body's last one, the rest from how it was called."""
    plan = plan_of(request, reference)
    before = last_meeting_of(plan.owner_id) if request.method == "GET" else None
    holders = holders_of(plan.owner_id) if request.method == "GET" else []
    asked = request.GET.get("called", "")
    called = called_in(plan, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if asked and called is None:
        raise NotHere(_("ไม่พบนัดประชุมนี้"))
    return action_page(
        request,
        plan,
        MEETING,
        lambda form: record_meeting(plan=plan, draft=form.draft, by=form.actor()),
        form_class=MeetingForm,
        template="proposals/record_meeting.html",
        said=_("บันทึกการประชุมแล้ว"),
        to=address_of,
        names={"attendances": _("รายชื่อ"), "agenda": _("วาระ")},
        makes_new=True,
        before=before,
        called=called,
        holders=holders,
    )


@office_required
def resolution_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Record what a meeting resolved about the version on the desk."""
    plan = plan_of(request, reference)
    found = meeting_of(plan, pk)

    def do(form: ResolutionForm) -> Any:
        return pass_resolution(meeting=found, version=form.version(), by=form.actor(), **form.votes)

    return action_page(
        request,
        plan,
        RESOLUTION,
        do,
        form_class=ResolutionForm,
        template="proposals/resolution.html",
        said=_("บันทึกมติแล้ว"),
        to=address_of(found),
        context={"meeting": found},
        names={"meeting": _("การประชุม")},
        meeting=found,
    )


@office_required
def certify_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Record when and how the minutes of a meeting were certified."""
    plan = plan_of(request, reference)
    found = meeting_of(plan, pk)

    def do(form: CertifyForm) -> Meeting:
        values = form.cleaned_data
        told = {name: values[name] for name in ("on", "how", "at", "note")}
        return certify_minutes(meeting=found, by=form.actor(), **told)

    return action_page(
        request,
        plan,
        CERTIFY,
        do,
        form_class=CertifyForm,
        template="proposals/certify.html",
        said=_("บันทึกการรับรองรายงานการประชุมแล้ว"),
        to=address_of(found),
        context={"meeting": found},
        names={"meeting": _("การประชุม")},
        meeting=found,
    )


@office_required
def minutes_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Write what was said on each item of a meeting's agenda."""
    plan = plan_of(request, reference)
    found = meeting_of(plan, pk)

    def do(form: MinutesForm) -> Meeting:
        recorded_by = form.cleaned_data["recorded_by"]
        return save_minutes(meeting=found, agenda=form.items, recorded_by=recorded_by, by=form.actor())

    return action_page(
        request,
        plan,
        MINUTES,
        do,
        form_class=MinutesForm,
        template="proposals/minutes.html",
        said=_("บันทึกรายงานการประชุมแล้ว"),
        to=address_of(found),
        context={"meeting": found},
        names={"agenda": _("วาระ"), "meeting": _("การประชุม")},
        meeting=found,
    )


@office_required
def check_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Record who checked the minutes of a meeting."""
    plan = plan_of(request, reference)
    found = meeting_of(plan, pk)

    def do(form: CheckForm) -> Meeting:
        return check_minutes(meeting=found, by=form.actor(), **{n: form.cleaned_data[n] for n in ("checked_by", "on")})

    return action_page(
        request,
        plan,
        CHECK,
        do,
        form_class=CheckForm,
        template="proposals/check_minutes.html",
        said=_("บันทึกการตรวจรายงานการประชุมแล้ว"),
        to=address_of(found),
        context={"meeting": found},
        names={"meeting": _("การประชุม")},
        meeting=found,
    )
