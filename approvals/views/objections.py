"""Source bodies and networks of councils see a draft before its committee meets, object on record, and are answered."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.actions import DRAFT_ABOVE
from approvals.forms.objections import ObjectionAnswerForm, ObjectionForm
from approvals.models import Worksheet
from approvals.objections import draft_above, may_object, objections_to, own_lines, plan_in_the_draft
from approvals.queries import entries_in_order
from approvals.verbs.objections import ANSWERABLE, answer_objection, object_to_draft
from directory.errors import NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from documents.announcements import announcement_of
from proposals.models import Level, Plan, PlanState
from proposals.page import admit_to, plan_of
from workflow.law import may

ENTRIES_A_PAGE = 100


@office_required
def draft_above_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Where this plan's projects stand in the draft of the level above; and the form to object."""
    plan = plan_of(request, reference)
    admit_to(DRAFT_ABOVE, plan, request.acting)
    worksheet = draft_above(plan)
    if worksheet is None or plan.parent is None:
        raise NotHere(_("ระดับเหนือขึ้นไปไม่ได้อยู่ระหว่างจัดลำดับแผนนี้"))
    above = plan.parent
    lines = own_lines(worksheet, plan)
    form = ObjectionForm(typed(request), lines=[(each.item.line_id, each.title) for each in lines])
    done = _objected(request, form, above, request.path)
    if done is not None:
        return done
    own = [each for each in objections_to(above) if each.body_id == plan.owner_id]
    context = {"plan": plan, "above": above, "lines": lines, "objections": own, "worksheet": worksheet}
    context["announced"] = announcement_of(object_to_draft, above)
    context["shows_all"] = above.level == Level.DISTRICT
    return show(request, "approvals/draft_above.html", context, form)


def _objected(request: ActingRequest, form: ObjectionForm, plan: Plan, to: str) -> HttpResponse | None:
    return carried_out(
        request,
        form,
        lambda values: object_to_draft(plan=plan, text=values["text"], line_id=form.line_id, by=request.acting),
        to=to,
        said=_("บันทึกข้อคัดค้านแล้ว ผู้จัดทำร่างได้รับแจ้งแล้ว"),
    )


def _draft(request: ActingRequest, reference: str) -> tuple[Plan, Plan | None]:
    """The plan of an address; and the own plan of a source body, which sees the one above only as a draft.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    try:
        return plan_of(request, reference), None
    except NotHere:
        own = plan_in_the_draft(request.acting, reference)
        if own is None or own.parent is None:
            raise
        return own.parent, own


@office_required
def objections_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The draft of a plan that is being compiled as it stands, and who objects to what; the desk answers here.

    A source council of a district only reads, its own objections and no others': it objects beside its own projects.
    """
    plan, own = _draft(request, reference)
    worksheet = Worksheet.objects.filter(plan=plan).first()
    if worksheet is None:
        raise NotHere(_("แผนนี้ยังไม่มีร่างการจัดลำดับ"))
    is_open = plan.state == PlanState.COMPILING
    may_answer = plan.state in ANSWERABLE and may(request.acting, Power.WRITE_PLAN, plan)
    may_speak = own is None and is_open and not may_answer and may_object(request.acting, plan)
    here = reverse("plan_objections", args=[reference])
    data = typed(request)
    form: Any = None
    if may_speak:
        form = ObjectionForm(data, lines=[])
        done = _objected(request, form, plan, here)
    else:
        form = ObjectionAnswerForm(data)
        done = carried_out(
            request,
            form,
            lambda values: answer_objection(
                plan=plan, objection_id=values["objection"], text=values["text"], by=request.acting
            ),
            to=here,
            said=_("บันทึกคำตอบแล้ว"),
            names={"objection": _("ข้อคัดค้าน")},
        )
    if done is not None:
        return done
    context = {
        "plan": plan,
        "own": own,
        "worksheet": worksheet,
        "page": Paginator(entries_in_order(worksheet), ENTRIES_A_PAGE).get_page(request.GET.get("page")),
        "objections": [each for each in objections_to(plan) if own is None or each.body_id == own.owner_id],
        "may_answer": may_answer,
        "may_speak": may_speak,
        "asked": str(form["objection"].value() or "") if may_answer else "",
    }
    return show(request, "approvals/objections.html", context, form)
