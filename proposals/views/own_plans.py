"""A plan's own affairs: its order, the area beside it, plans that nobody above gathers, and its amendments."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.page import ActingRequest, office_required, show
from proposals import contents
from proposals.actions import AMEND, AMEND_LINES, DROP, OPEN_PLAN, ORDER, PROFILE
from proposals.amendments import amendments_of, amendments_waiting_below, lines_to_amend
from proposals.ballot_results import counted_ballots_of
from proposals.extracts import extracts_of
from proposals.forms.area import ProfileForm
from proposals.forms.own_plans import AmendForm, AmendLinesForm, OpenPlanForm, OrderForm
from proposals.models import Level, Plan, PlanKind
from proposals.page import action_page, address_of, is_open_to, plan_of
from proposals.profiles import profile_of
from proposals.queries import plans_visible_to
from proposals.verbs.ordering import order_lines
from proposals.verbs.own_plans import amend_lines, drop_plan, open_amendment, open_plan
from proposals.verbs.profile import write_profile


@office_required
def order_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Put the plan's projects into an order, by numbers, by the buttons of each row, or by dragging."""
    plan = plan_of(request, reference)
    rows = list(contents.lines_of(plan.version_on_desk))

    def do(form: OrderForm) -> Any:
        lines = form.by_numbers()
        return order_lines(plan=plan, lines=lines, seen=form.version(), before=form.before_ids, by=form.actor())

    return action_page(
        request,
        plan,
        ORDER,
        do,
        form_class=OrderForm,
        template="proposals/order.html",
        said=_("บันทึกลำดับแล้ว"),
        to=reverse("plan_lines", args=[plan.reference]),
        names={"lines": _("โครงการ")},
        context={"count": len(rows), "counted": counted_ballots_of(plan)},
        rows=rows,
    )


@office_required
def area(request: ActingRequest, reference: str) -> HttpResponse:
    """The area beside the plan: its people, its villages, what there is and what is lacking."""
    plan = plan_of(request, reference)
    known = profile_of(plan)
    villages = list(known.profile.villages.all()) if known else []
    context = {
        "plan": plan,
        "tab": "area",
        "known": known,
        "villages": villages,
        "may_write": is_open_to(PROFILE, plan, request.acting),
    }
    return show(request, "proposals/area.html", context)


@office_required
def profile_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Write the area profile; a new cycle starts from the last one."""
    plan = plan_of(request, reference)
    known = profile_of(plan)

    def do(form: ProfileForm) -> Any:
        return write_profile(plan=plan, draft=form.draft, seen=form.seen_revision, by=form.actor())

    return action_page(
        request,
        plan,
        PROFILE,
        do,
        form_class=ProfileForm,
        template="proposals/profile.html",
        said=_("บันทึกข้อมูลพื้นที่แล้ว"),
        to=reverse("plan_area", args=[plan.reference]),
        names={"villages": _("หมู่บ้าน")},
        context={"of_last_cycle": known is not None and known.is_of_last_cycle},
        known=known,
    )


@office_required
def related(request: ActingRequest, reference: str) -> HttpResponse:
    """What belongs to a plan: its amendments, the body's other plans of the cycle, and what was sent to agencies."""
    plan = plan_of(request, reference)
    mine = Q(owner=plan.owner_id, cycle=plan.cycle_id) & ~Q(pk=plan.pk) & ~Q(kind=PlanKind.AMENDMENT)
    is_low = plan.level == Level.SUBDISTRICT
    context = {
        "plan": plan,
        "tab": "related",
        "amendments": amendments_of(plan) if is_low else [],
        "waiting_below": [] if is_low else amendments_waiting_below(plan),
        "others": plans_visible_to(request.acting).filter(mine).order_by("pk") if is_low else [],
        "extracts": extracts_of(plan) if is_low else [],
        "may_amend": is_open_to(AMEND, plan, request.acting),
        "may_open": is_open_to(OPEN_PLAN, plan, request.acting),
    }
    return show(request, "proposals/related.html", context)


@office_required
def open_plan_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Open a thematic or business plan beside the area plan."""
    plan = plan_of(request, reference)

    def do(form: OpenPlanForm) -> Plan:
        values = form.cleaned_data
        return open_plan(plan=plan, kind=values["kind"], theme=values["theme"] or "", by=form.actor())

    return action_page(
        request,
        plan,
        OPEN_PLAN,
        do,
        form_class=OpenPlanForm,
        template="proposals/open_plan.html",
        said=_("เปิดแผนแล้ว เขียนโครงการลงในแผนนี้ได้เลย"),
        to=address_of,
        makes_new=True,
    )


@office_required
def amend_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Open an amendment of the plan, with the lines that it replaces."""
    plan = plan_of(request, reference)

    def do(form: AmendForm) -> Plan:
        values = form.cleaned_data
        return open_amendment(
            plan=plan,
            kind=values["kind"],
            reason=values["reason"],
            legal_reference=values["legal_reference"] or "",
            line_ids=form.line_ids,
            by=form.actor(),
        )

    return action_page(
        request,
        plan,
        AMEND,
        do,
        form_class=AmendForm,
        template="proposals/amend.html",
        said=_("เปิดฉบับใหม่แล้ว ข้อความเดิมของแผนไม่เปลี่ยน"),
        to=address_of,
        makes_new=True,
        rows=lines_to_amend(plan),
    )


@office_required
def amend_lines_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Take further lines of the amended plan into the amendment."""
    plan = plan_of(request, reference)
    is_amendment = plan.kind == PlanKind.AMENDMENT
    rows = lines_to_amend(plan.amendment.amends) if is_amendment else lines_to_amend(plan).none()
    return action_page(
        request,
        plan,
        AMEND_LINES,
        lambda form: amend_lines(plan=plan, line_ids=form.line_ids, by=form.actor()),
        form_class=AmendLinesForm,
        template="proposals/amend_lines.html",
        said=_("นำโครงการเข้าฉบับนี้แล้ว แก้ข้อความและวงเงินของแต่ละโครงการต่อได้"),
        to=reverse("plan_lines", args=[plan.reference]),
        context={"count": rows.count()},
        rows=rows,
    )


@office_required
def drop_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask once more, and give up a plan that no meeting has adopted."""
    plan = plan_of(request, reference)
    return action_page(
        request,
        plan,
        DROP,
        lambda form: drop_plan(plan=plan, by=form.actor()),
        template="proposals/drop.html",
        said=_("เลิกทำแผนแล้ว"),
        context={"count": plan.proposals.count()},
    )
