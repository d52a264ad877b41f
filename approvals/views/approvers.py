"""Several approvers: the page of who has agreed to what lies on the desk, and the page that says who is asked."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.approvers import Approvals, approvals_of, is_approver, with_due_dates
from approvals.forms.approvers import ApprovalForm, ApproversForm
from approvals.models import Approval, ApproverList
from approvals.stakes import to_declare
from approvals.verbs.approvers import approve_plan, set_approvers
from directory.errors import NotHere, Refused, Stale
from directory.mandates import mandate_of
from directory.models import Area, Office
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import BodyKind, Power
from documents.announcements import announcement_of
from proposals import contents
from proposals.changes import changes_between
from proposals.models import Cycle, Plan, PlanVersion
from proposals.page import plan_of
from proposals.word_changes import in_words, names_in

MOST_CHANGES = 50
A_PAGE = 100
_DESKS = (
    BodyKind.DISTRICT_OFFICE,
    BodyKind.DISTRICT_COMMITTEE,
    BodyKind.PROVINCIAL_OFFICE,
    BodyKind.PROVINCIAL_COMMITTEE,
    BodyKind.GOVERNOR,
    BodyKind.WORKING_GROUP,
)


def _plan(request: ActingRequest, reference: str) -> tuple[Plan, bool]:
    """The plan of an address, and whether this office is asked about it; its approvers need no other right over it."""
    found = Plan.objects.select_related("owner__secretariat", "area", "cycle", "current_version")
    plan = found.filter(reference=reference).first()
    if plan is None:
        raise NotHere("")
    asked = is_approver(plan)(request.acting)
    return (plan if asked else plan_of(request, reference)), asked


@office_required
def approvals_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Who has agreed to exactly this version and whom it waits for; an approver answers here."""
    plan, asked = _plan(request, reference)
    approvals = approvals_of(plan)
    form: ApprovalForm | None = None
    if asked and approvals is not None:
        form = ApprovalForm(
            typed(request), initial={"seen": plan.current_version_id, "seen_hash": approvals.version_hash}
        )
        done = carried_out(
            request,
            form,
            lambda values: _answered(plan, values, request),
            to=reverse("plan_approvals", args=[reference]),
            said=_("บันทึกความเห็นแล้ว"),
            overtaken=lambda late: _overtaken(request, reference, late),
        )
        if done is not None:
            return done
    elif request.method == "POST":
        raise Refused(_("ตำแหน่ง %(office)s ไม่ได้เป็นผู้เห็นชอบแผนนี้") % {"office": request.acting.office})
    return show(request, "approvals/approvals.html", _context(request, plan, approvals), form)


def _answered(plan: Plan, values: dict[str, Any], request: ActingRequest) -> Plan:
    seen = PlanVersion.objects.filter(plan=plan, pk=values["seen"]).first()
    if seen is None:
        raise Stale(_("เนื้อหาแผนเปลี่ยนไปหลังจากที่ท่านเปิดดู กรุณาดูส่วนที่เปลี่ยนก่อนให้ความเห็น"))
    return approve_plan(
        plan=plan,
        seen=seen,
        seen_hash=values["seen_hash"],
        answer=values["answer"],
        reason=values["reason"] or "",
        by=request.acting,
    )


def _context(request: ActingRequest, plan: Plan, approvals: Approvals | None) -> dict[str, Any]:
    version = plan.version_on_desk
    if approvals is not None:
        with_due_dates(plan, approvals)
    page = Paginator(contents.lines_of(version), A_PAGE).get_page(request.GET.get("page"))
    return {
        "plan": plan,
        "approvals": approvals,
        "seats": [(seat, approvals.waits_for(seat)) for seat in approvals.seats] if approvals else [],
        "page": page,
        "lines": page.paginator.count,
        "own": to_declare(request.acting, plan),
        "announced": announcement_of(approve_plan, plan),
    }


def _overtaken(request: ActingRequest, reference: str, late: Stale) -> HttpResponse:
    """What was seen is no longer on the desk: the same page under 409, with what changed since, and a form for it."""
    plan, _asked = _plan(request, reference)
    approvals = approvals_of(plan)
    now = plan.version_on_desk
    seen = _seen_version(plan, request, now)
    changes = changes_between(seen, now)[:MOST_CHANGES] if seen else []
    names = names_in(changes)
    context = {
        **_context(request, plan, approvals),
        "late": late,
        "compared": (seen, now) if seen else None,
        "changes": [in_words(change, names) for change in changes],
    }
    fresh = {"seen": now.pk, "seen_hash": approvals.version_hash if approvals else ""}
    response = show(request, "approvals/approvals.html", {**context, "form": ApprovalForm(initial=fresh)})
    response.status_code = 409
    return response


def _seen_version(plan: Plan, request: ActingRequest, now: PlanVersion) -> PlanVersion | None:
    """The version that was seen; where that one itself was changed, the last frozen one before it."""
    typed_in = str(request.POST.get("seen", ""))
    seen = PlanVersion.objects.filter(plan=plan, pk=int(typed_in)).first() if typed_in.isdecimal() else None
    if seen is not None and seen.pk != now.pk:
        return seen
    told = Approval.objects.filter(plan=plan, version__frozen_at__isnull=False).order_by("-pk").first()
    return told.version if told else plan.versions.filter(number__lt=now.number).order_by("-number").first()


@office_required
def approvers_page(request: ActingRequest, area: str) -> HttpResponse:
    """Say who must agree to a district's or the province's plan before it is decided, from which day on."""
    found = Area.objects.filter(pk=area, level__in=[Area.Level.DISTRICT, Area.Level.PROVINCE]).first()
    mandate = mandate_of(request.acting)
    if not mandate.granted.get(Power.MANAGE_CYCLE):
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่กำหนดผู้เห็นชอบ") % {"office": request.acting.office})
    if found is None or not mandate.covers(Power.MANAGE_CYCLE, found.pk):
        raise NotHere("")
    act = ApproverList.Act
    acts = list(act) if found.level == Area.Level.PROVINCE else [act.ADOPT]
    there = {"body__area__in": [found.pk, found.pk[:2]], "body__ended_on__isnull": True}
    offices = Office.objects.filter(body__kind__in=_DESKS, **there).select_related("body")
    cycles = Cycle.objects.filter(province=found.pk[:2]).order_by("-target_year")
    form = ApproversForm(typed(request), offices=offices.order_by("body__name", "title"), acts=acts, cycles=cycles)
    done = carried_out(
        request,
        form,
        lambda values: set_approvers(
            area=found,
            act=values["act"],
            steps=form.steps,
            cycle=form.cycle_chosen,
            legal_reference=values["legal_reference"] or "",
            answer_days=values["answer_days"] or 0,
            valid_from=values["valid_from"],
            by=request.acting,
        ),
        to=reverse("approvers", args=[found.pk]),
        said=_("บันทึกผู้เห็นชอบแล้ว"),
        names={"steps": "act"},
    )
    lists = (
        ApproverList.objects.filter(area=found)
        .select_related("cycle")
        .prefetch_related("approvers__office__body")
        .order_by("-pk")[:20]
    )
    districts = Area.objects.filter(parent=found.pk[:2], level=Area.Level.DISTRICT, abolished_on__isnull=True)
    context = {"area": found, "lists": lists, "districts": districts.order_by("pk"), "province": found.pk[:2]}
    return done or show(request, "approvals/approvers.html", context, form)
