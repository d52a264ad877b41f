"""The checklist of a draft's readiness, and the page on which a province sets its questions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.models import Area, Body
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import BodyKind, Power
from directory.queries import inside
from proposals.forms.readiness import QuestionsForm, ReadinessForm, ReadinessListForm
from proposals.models import Cycle, ReadinessAnswer, ReadinessList, Right
from proposals.readiness import agencies_and_their_lists, list_for, lists_of_agency, questions_of_many
from proposals.together import ORDER
from proposals.verbs.readiness import answer_readiness, require_readiness, set_readiness, sets_its_own
from proposals.views.together import room_of
from proposals.written import attachments_of


@office_required
def readiness_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """What a project needs to be ready, answered question by question; nothing need be answered at once."""
    room = room_of(request, reference, proposal_reference)
    room.require(allowed=room.talks or room.only_reviews)
    may_answer = room.may_decide or (room.is_writable and ORDER.get(room.right, 0) >= ORDER[Right.SUGGEST])
    files = attachments_of(room.row)
    questions = questions_of_many(room.plan, [room.row])[room.proposal.pk]
    form = ReadinessForm(typed(request), questions=questions, files=files)

    def do(_values: dict[str, Any]) -> list[ReadinessAnswer]:
        return answer_readiness(proposal=room.proposal, answers=form.answers, papers=form.papers, by=request.acting)

    said = _("บันทึกคำตอบแล้ว")
    done = carried_out(request, form, do, to=room.address("proposal_readiness"), said=said, names=form.names)
    context = room.context(may_answer=may_answer, may_attach=room.may_decide, has_files=bool(files))
    return done or show(request, "proposals/readiness.html", context, form)


@office_required
def readiness_list_page(request: ActingRequest, province: str) -> HttpResponse:
    """Set what a province asks about the readiness of projects; a new version is made."""
    known = mandate_of(request.acting).areas(Power.MANAGE_CYCLE)
    if not known:
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่กำหนดแบบของแผน") % {"office": request.acting.office})
    area = Area.objects.filter(pk=province, level=Area.Level.PROVINCE).first()
    if area is None or province not in known:
        raise NotHere("")
    cycle = Cycle.objects.filter(province=area).order_by("-target_year").select_related("province").first()
    present = list_for(province)
    form = ReadinessListForm(
        typed(request),
        items=present.items if present else [],
        initial={"required_before_submission": bool(cycle and cycle.requires_readiness)},
    )

    def do(values: dict[str, Any]) -> ReadinessList:
        with transaction.atomic():
            if cycle is not None and cycle.requires_readiness != values["required_before_submission"]:
                require_readiness(cycle=cycle, required=values["required_before_submission"], by=request.acting)
            return set_readiness(
                province=area, items=form.questions, valid_from=values["valid_from"], by=request.acting
            )

    done = carried_out(request, form, do, to=request.path, said=_("บันทึกรายการตรวจแล้ว"), names={"items": _("รายการ")})
    context = {"province": area, "present": present, "agencies": agencies_and_their_lists(province)}
    return done or show(request, "proposals/readiness_list.html", context, form)


@office_required
def agency_readiness_page(request: ActingRequest, province: str, agency: str) -> HttpResponse:
    """Set what an agency asks besides of the projects that name it: by the agency itself, or by its province."""
    mandate = mandate_of(request.acting)
    found = Body.objects.filter(inside(province), code=agency, kind=BodyKind.AGENCY, ended_on__isnull=True).first()
    manages = mandate.areas(Power.MANAGE_CYCLE)
    if found is None or not (sets_its_own(request.acting, found) or province in manages):
        if manages or found is None:
            raise NotHere("")
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่กำหนดรายการของหน่วยงานนี้") % {"office": request.acting.office})
    versions = list(lists_of_agency(province, found))
    form = QuestionsForm(typed(request), items=versions[0].items if versions else [])

    def do(values: dict[str, Any]) -> ReadinessList:
        area = Area.objects.get(pk=province)
        facts = {"items": form.questions, "valid_from": values["valid_from"], "by": request.acting}
        return set_readiness(province=area, agency=found, **facts)

    done = carried_out(request, form, do, to=request.path, said=_("บันทึกรายการตรวจแล้ว"), names={"items": _("รายการ")})
    context = {"agency": found, "versions": versions, "province": province, "manages": province in manages}
    return done or show(request, "proposals/agency_readiness.html", context, form)
