"""The councils' second channel: the petitions of their provincial meeting, for both sides and for every council."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import (
    PETITION_ANSWER,
    PETITION_EDIT,
    PETITION_RECEIVE,
    PETITION_RESOLVE,
    PETITION_SEND,
)
from approvals.forms.petitions import (
    EditPetitionForm,
    NewPetitionForm,
    PetitionAnswerForm,
    PetitionSittingForm,
    SeesTheRevision,
)
from approvals.petitions import cycles_for_a_petition, governor_of, petition_of, petitions_for
from approvals.verbs.assembly import Votes
from approvals.verbs.petitions import (
    answer_petition,
    draft_petition,
    edit_petition,
    receive_petition,
    resolve_petition,
    send_petition,
)
from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import BodyKind, Power
from documents.handing_out import as_workbook
from proposals.models import Petition, PetitionAnswer, Plan
from proposals.page import action_page, address_of, plan_of

A_PAGE = 20


def _writes_petitions(request: ActingRequest) -> bool:
    acting = request.acting
    return acting.body.kind == BodyKind.ASSEMBLY and Power.WRITE_PLAN in mandate_of(acting).own


@office_required
def petitions(request: ActingRequest) -> HttpResponse:
    """The petitions of one's province that were sent, with their answers; and one's own that are being written."""
    page = Paginator(petitions_for(request.acting), A_PAGE).get_page(request.GET.get("page"))
    own = {each.pk for each in page if mandate_of(request.acting).owns(each.plan.owner)}
    sees_all = mandate_of(request.acting).covers(Power.VIEW_PLAN, str(request.acting.body.area_id)[:2])
    context = {"page": page, "own": own, "sees_all": sees_all, "may_write": _writes_petitions(request)}
    return show(request, "approvals/petitions.html", context)


@office_required
def petitions_xlsx(request: ActingRequest) -> HttpResponse:
    """The same petitions as a workbook, each with its answer and what was promised in it."""
    headings = [
        *(_("ข้อเสนอที่"), _("ปีงบประมาณ"), _("รหัส"), _("ผู้เสนอ"), _("เรื่อง"), _("ข้อความ"), _("อ้างถึง")),
        *(_("ยื่นเมื่อ"), _("สำนักงานจังหวัดรับ"), _("ภายใน"), _("ไม่ได้รับคำตอบภายในกำหนด")),
        *(_("คำตอบ"), _("ตอบเมื่อ"), _("ข้อความคำตอบ"), _("สิ่งที่จะดำเนินการ")),
    ]
    rows = (_petition_cells(each) for each in petitions_for(request.acting))
    return as_workbook("petitions.xlsx", (_("ข้อเสนอ"), headings, rows))


def _petition_cells(petition: Petition) -> list[str]:
    answer: PetitionAnswer | None = getattr(petition, "answer", None)
    about = [(each.line.proposal if each.line else each.plan).reference for each in petition.references.all()]
    days = (petition.sent_on, petition.received_on, petition.due_on, petition.silent_on)
    told = ["", "", "", ""]
    if answer is not None:
        measures = [
            f"{each.number}. {each.text} ({each.responsible}, {each.due_on.isoformat()})"
            for each in answer.measures.all()
        ]
        told = [answer.get_kind_display(), answer.answered_on.isoformat(), answer.text, "\n".join(measures)]
    return [
        *(str(petition.number), str(petition.plan.cycle.target_year), petition.plan.reference),
        *(petition.plan.owner.name, petition.subject, petition.text, ", ".join(about)),
        *(day.isoformat() if day else "" for day in days),
        *told,
    ]


@office_required
def petition_new(request: ActingRequest) -> HttpResponse:
    """Begin a petition of the councils' provincial meeting."""
    if not _writes_petitions(request):
        raise Refused(_("เฉพาะที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบลจัดทำข้อเสนอนี้ได้"))
    assembly = request.acting.body
    cycles = {str(cycle.pk): cycle for cycle in cycles_for_a_petition(assembly)}
    form = NewPetitionForm(typed(request), cycles=list(cycles.values()))
    done = carried_out(
        request,
        form,
        lambda values: draft_petition(
            cycle=cycles[values["cycle"]], assembly=assembly, draft=form.draft(), by=request.acting
        ),
        to=address_of,
        said=_("บันทึกร่างข้อเสนอแล้ว ขั้นต่อไปคือมติที่ประชุม"),
        makes_new=True,
    )
    return done or show(request, "approvals/petition_new.html", {"assembly": assembly}, form)


def _petition(request: ActingRequest, reference: str) -> tuple[Plan, Petition]:
    """The petition of an address.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    plan = plan_of(request, reference)
    petition = petition_of(plan)
    if petition is None:
        raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))
    return plan, petition


@office_required
def edit_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Write the petition anew before the meeting."""
    plan, petition = _petition(request, reference)
    return action_page(
        request,
        plan,
        PETITION_EDIT,
        lambda form: edit_petition(plan=plan, draft=form.draft(), seen=form.cleaned_data["seen"], by=form.actor()),
        form_class=EditPetitionForm,
        said=_("บันทึกร่างข้อเสนอแล้ว"),
        petition=petition,
    )


@office_required
def resolve_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what the meeting resolved on the petition."""
    plan, petition = _petition(request, reference)

    def do(form: PetitionSittingForm) -> Plan:
        values = form.cleaned_data
        votes = Votes(values["text"], values["votes_for"], values["votes_against"] or 0, values["abstained"] or 0)
        return resolve_petition(plan=plan, seen=values["seen"], draft=form.sitting(), votes=votes, by=form.actor())

    return action_page(
        request,
        plan,
        PETITION_RESOLVE,
        do,
        form_class=PetitionSittingForm,
        template="approvals/petition_step.html",
        said=_("บันทึกมติที่ประชุมแล้ว ขั้นต่อไปคือยื่นข้อเสนอต่อผู้ว่าราชการจังหวัด"),
        context={"petition": petition},
        names={"meeting": "present", "members_count": "present", "version": "present"},
        speakers={plan.owner_id},
    )


def _step(request: ActingRequest, reference: str, action: Any, verb: Any, said: str) -> HttpResponse:
    plan, petition = _petition(request, reference)
    return action_page(
        request,
        plan,
        action,
        lambda form: verb(plan=plan, seen=form.cleaned_data["seen"], by=form.actor()),
        form_class=SeesTheRevision,
        template="approvals/petition_step.html",
        said=said,
        context={"petition": petition},
    )


@office_required
def send_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Hand the petition to the governor."""
    said = _("ยื่นข้อเสนอแล้ว เผยแพร่ให้ทุกสภาและสาธารณะอ่านได้")
    return _step(request, reference, PETITION_SEND, send_petition, said)


@office_required
def receive_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The governor's office has received it."""
    said = _("รับข้อเสนอแล้ว กำหนดตอบนับจากวันนี้")
    return _step(request, reference, PETITION_RECEIVE, receive_petition, said)


@office_required
def answer_page(request: ActingRequest, reference: str) -> HttpResponse:
    """The governor's answer, or what their signed letter says."""
    plan, petition = _petition(request, reference)
    governor = governor_of(plan)

    def do(form: PetitionAnswerForm) -> Plan:
        return answer_petition(plan=plan, seen=form.cleaned_data["seen"], draft=form.answer(), by=form.actor())

    return action_page(
        request,
        plan,
        PETITION_ANSWER,
        do,
        form_class=PetitionAnswerForm,
        template="approvals/petition_answer.html",
        said=_("ตอบข้อเสนอแล้ว ทุกสภาได้รับแจ้งแล้ว"),
        context={"petition": petition},
        names={"measures": _("สิ่งที่จะดำเนินการ")},
        speakers={governor.pk} if governor else set(),
    )
