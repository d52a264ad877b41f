"""The checklist of a draft's readiness, and the page on which a province sets its questions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.models import Area
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from proposals.forms.readiness import ReadinessForm, ReadinessListForm
from proposals.models import Cycle, ReadinessAnswer, ReadinessList, Right
from proposals.readiness import list_for, questions_of_many
from proposals.together import ORDER
from proposals.verbs.readiness import answer_readiness, require_readiness, set_readiness
from proposals.views.together import room_of


@office_required
def readiness_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """What a project needs to be ready, answered question by question; nothing need be answered at once."""
    room = room_of(request, reference, proposal_reference)
    room.require(allowed=room.talks or room.only_reviews)
    may_answer = room.may_decide or (room.is_writable and ORDER.get(room.right, 0) >= ORDER[Right.SUGGEST])
    form = ReadinessForm(typed(request), questions=questions_of_many(room.plan, [room.row])[room.proposal.pk])

    def do(_values: dict[str, Any]) -> list[ReadinessAnswer]:
        return answer_readiness(proposal=room.proposal, answers=form.answers, by=request.acting)

    said = _("บันทึกคำตอบแล้ว")
    done = carried_out(request, form, do, to=room.address("proposal_readiness"), said=said, names=form.names)
    return done or show(request, "proposals/readiness.html", room.context(may_answer=may_answer), form)


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
            items = [{**row, "legal_reference": row["legal_reference"] or ""} for row in form.items.values]
            return set_readiness(province=area, items=items, valid_from=values["valid_from"], by=request.acting)

    done = carried_out(request, form, do, to=request.path, said=_("บันทึกรายการตรวจแล้ว"), names={"items": _("รายการ")})
    context = {"province": area, "present": present, "cycle": cycle}
    return done or show(request, "proposals/readiness_list.html", context, form)
