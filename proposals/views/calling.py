"""Meetings to come: called, shown, cancelled; their series; the sheet at the door and its printed code."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import clock
from directory.errors import NotHere
from directory.page import ActingRequest, office_required, show
from proposals.actions import CALL, CANCEL, COLLECT, MEETING, SERIES
from proposals.forms.calling import CallForm, CancelForm, SeriesForm
from proposals.models import Affiliation, CalledMeeting, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.queries import last_meeting_of
from proposals.queries_of_forums import called_in, held_as, names_at_the_door, people_at_the_door, sees_who_came
from proposals.verbs.calling import call_meeting, cancel_meeting, plan_series


def called_of(plan: Plan, pk: int) -> CalledMeeting:
    """One called meeting of a plan.

    Raises:
        NotHere: there is none.
    """
    found = called_in(plan, pk)
    if found is None:
        raise NotHere(_("ไม่พบนัดประชุมนี้"))
    found.plan, found.body = plan, plan.owner
    return found


def _address(called: CalledMeeting) -> str:
    return reverse("called", args=[called.plan.reference, called.pk])


@office_required
def call_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Call a meeting with its agenda."""
    plan = plan_of(request, reference)
    before = last_meeting_of(plan.owner_id) if request.method == "GET" else None
    return action_page(
        request,
        plan,
        CALL,
        lambda form: call_meeting(plan=plan, draft=form.draft, by=form.actor()),
        form_class=CallForm,
        template="proposals/call.html",
        said=_("เรียกประชุมแล้ว"),
        to=_address,
        names={"agenda": _("วาระ")},
        makes_new=True,
        place=before.place if before else "",
    )


@office_required
def called(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """One called meeting: when, where, about what; its paper, its sheet at the door, and what is to do."""
    plan = plan_of(request, reference)
    found = called_of(plan, pk)
    held = held_as(found)
    is_open = held is None and found.cancelled_at is None
    by = request.acting
    sees_people = sees_who_came(by, plan)
    came = people_at_the_door(found)
    context = {
        "plan": plan,
        "tab": "meetings",
        "called": found,
        "held": held,
        "is_open": is_open,
        "is_today": found.held_on == clock.today(),
        "about": f"{found.kind} {found.pk}",
        "came": [(label, came[value]) for value, label in Affiliation.choices if value in came],
        "names": names_at_the_door(found) if sees_people else [],
        "sees_people": sees_people,
        "may_record": is_open and found.held_on <= clock.today() and is_open_to(MEETING, plan, by),
        "may_cancel": is_open and is_open_to(CANCEL, plan, by),
        "may_collect": found.cancelled_at is None and is_open_to(COLLECT, plan, by),
        "may_print": is_open and is_open_to(CALL, plan, by),
    }
    return show(request, "proposals/called.html", context)


@office_required
def cancel_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Cancel a called meeting, with the reason."""
    plan = plan_of(request, reference)
    found = called_of(plan, pk)
    return action_page(
        request,
        plan,
        CANCEL,
        lambda form: cancel_meeting(called=found, reason=form.cleaned_data["reason"], by=form.actor()),
        form_class=CancelForm,
        template="proposals/cancel.html",
        said=_("ยกเลิกนัดประชุมแล้ว"),
        to=_address(found),
        context={"called": found},
        names={"called": _("นัดประชุม")},
    )


@office_required
def series_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Plan how many meetings of a kind are held this year."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        SERIES,
        lambda form: plan_series(plan=plan, by=form.actor(), **form.told),
        form_class=SeriesForm,
        said=_("บันทึกชุดการประชุมแล้ว"),
        to=reverse("plan_meetings", args=[plan.reference]),
    )


# --- The sheet at the door, to be printed ---


@office_required
def door_sheet(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """A page to print and hang at the door: what meeting this is, and the code that opens its sheet on the day."""
    plan = plan_of(request, reference)
    found = called_of(plan, pk)
    if not sees_who_came(request.acting, plan):
        raise NotHere(_("ไม่พบนัดประชุมนี้"))
    return show(request, "proposals/door_sheet.html", {"plan": plan, "called": found, "url": _door(found)})


@office_required
def door_code(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """The code as a picture."""
    plan = plan_of(request, reference)
    found = called_of(plan, pk)
    if not sees_who_came(request.acting, plan):
        raise NotHere(_("ไม่พบนัดประชุมนี้"))
    drawn = io.BytesIO()
    segno.make_qr(_door(found), error="m").save(drawn, kind="svg", scale=8, border=4, light="#fff", xmldecl=False)
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


def _door(found: CalledMeeting) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('door', args=[found.code])}"
