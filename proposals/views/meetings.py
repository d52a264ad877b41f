"""Meetings of the body that owns a plan: their list, one of them, and what is recorded about it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import NotHere
from directory.page import ActingRequest, office_required, show
from proposals.actions import ADOPT_PLAN, CERTIFY, MEETING, RESOLUTION, WRITABLE
from proposals.forms.meetings import CertifyForm, MeetingForm, ResolutionForm
from proposals.models import Meeting, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.queries import last_meeting_of, meetings_of
from proposals.verbs.meetings import certify_minutes, pass_resolution, record_meeting

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
    found = plan.meetings.filter(pk=pk).prefetch_related("attendances").first()
    if found is None:
        raise NotHere(_("ไม่พบการประชุมนี้"))
    found.plan = plan
    return found


def _address(meeting: Meeting) -> str:
    return reverse("meeting", args=[meeting.plan.reference, meeting.pk])


@office_required
def meeting(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """One meeting: who was there, its quorum, what was said and resolved, and whether its minutes are certified."""
    plan = plan_of(request, reference)
    found = meeting_of(plan, pk)
    resolutions = list(found.resolutions.select_related("version").order_by("pk"))
    context = {
        "plan": plan,
        "tab": "meetings",
        "meeting": found,
        "agenda": found.agenda.all(),
        "resolutions": resolutions,
        "has_resolved": any(r.version_id == plan.current_version_id for r in resolutions),
        "may_resolve": is_open_to(RESOLUTION, plan, request.acting),
        "may_certify": is_open_to(CERTIFY, plan, request.acting),
        "may_adopt": plan.state in WRITABLE and ADOPT_PLAN.is_allowed(plan, request.acting),
    }
    return show(request, "proposals/meeting.html", context)


@office_required
def record_meeting_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Record a meeting; the roster starts from the body's last one."""
    plan = plan_of(request, reference)
    before = last_meeting_of(plan.owner_id) if request.method == "GET" else None
    return action_page(
        request,
        plan,
        MEETING,
        lambda form: record_meeting(plan=plan, draft=form.draft, by=form.actor()),
        form_class=MeetingForm,
        template="proposals/record_meeting.html",
        said=_("บันทึกการประชุมแล้ว"),
        to=_address,
        names={"attendances": _("รายชื่อ"), "agenda": _("วาระ")},
        makes_new=True,
        before=before,
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
        to=_address(found),
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
        return certify_minutes(meeting=found, on=values["on"], how=values["how"], by=form.actor())

    return action_page(
        request,
        plan,
        CERTIFY,
        do,
        form_class=CertifyForm,
        template="proposals/certify.html",
        said=_("บันทึกการรับรองรายงานการประชุมแล้ว"),
        to=_address(found),
        context={"meeting": found},
        names={"meeting": _("การประชุม")},
    )
