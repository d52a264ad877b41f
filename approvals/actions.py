"""What the desks may do with a plan, in the order in which the pages offer it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.afterwards import AFTER_THE_GOVERNOR, stage_of
from approvals.amending import may_go_up
from approvals.approvers import has_approvers
from approvals.models import Stage
from approvals.verbs.afterwards import forward_plan, proclaim_plan, record_funding
from approvals.verbs.amending import take_in_amendment
from approvals.verbs.appeals import file_appeal
from approvals.verbs.approvers import approve_plan
from approvals.verbs.assembly import ask_assembly_again, resolve_in_assembly
from approvals.verbs.assignment import share_out
from approvals.verbs.closing import resolve_plan
from approvals.verbs.envelopes import set_envelope
from approvals.verbs.gathering import gather_plans
from approvals.verbs.governor import choose_for_lines
from approvals.verbs.hearings import HEARD, announce_hearing
from approvals.verbs.objections import answer_objection, object_to_draft
from approvals.verbs.petitions import (
    answer_petition,
    edit_petition,
    receive_petition,
    resolve_petition,
    send_petition,
)
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing, send_back
from approvals.verbs.recusals import stand_back
from approvals.verbs.review import (
    accept_plan,
    close_remarks,
    give_opinions,
    open_review,
    receive_plan,
    return_plan,
    screen_plan,
    waive_remark,
)
from approvals.verbs.worksheet import take_lines
from directory.powers import Power
from proposals.models.stages import REVIEWER, Level, PlanKind, PlanState
from proposals.queries import offers_a_close, offers_an_answer
from proposals.rules import is_decided_by_councils
from workflow.actions import Action
from workflow.law import holds

TAMBON, DISTRICT, PROVINCE = (Level.SUBDISTRICT,), (Level.DISTRICT,), (Level.PROVINCE,)
REVIEW, DECIDE = holds(Power.REVIEW_PLAN, **REVIEWER), holds(Power.DECIDE_PLAN, **REVIEWER)
WRITE = holds(Power.WRITE_PLAN)
ABOVE = (*DISTRICT, *PROVINCE)
UNDER_REVIEW = (PlanState.IN_REVIEW,)

RECEIVE = Action(
    "receive",
    _("รับแผนและตอบรายโครงการ"),
    receive_plan,
    holds(Power.RECEIVE_PLAN),
    step="receive",
    is_main=True,
    on_paper=True,
)
OPINIONS = Action(
    "opinions",
    _("ให้ความเห็นรายโครงการ"),
    give_opinions,
    holds(Power.GIVE_OPINION),
    step="opinion",
    is_main=True,
    on_paper=True,
)
OPEN_REVIEW = Action(
    "open_review",
    _("เปิดตรวจแผน"),
    open_review,
    REVIEW,
    states=(PlanState.SUBMITTED,),
    is_main=True,
    also=lambda plan: plan.received_at is not None or not plan.awaits_receipt(),
)
SCREEN = Action("screen", _("บันทึกผลตรวจตามรายการ"), screen_plan, REVIEW, states=UNDER_REVIEW)
ACCEPT = Action("accept", _("รับแผน"), accept_plan, DECIDE, step="decide", levels=TAMBON, is_main=True)
TAKE_IN = Action(
    "take_in",
    _("นำฉบับนี้เข้าตารางงาน"),
    take_in_amendment,
    DECIDE,
    states=(PlanState.ADOPTED,),
    levels=(*TAMBON, *DISTRICT),
    is_main=True,
    also=may_go_up,
)
RETURN = Action("return", _("ขอให้ปรับปรุง"), return_plan, DECIDE, step="decide", levels=TAMBON)
VET = Action("accept", _("รับแผนอำเภอ"), accept_plan, DECIDE, step="vet", levels=DISTRICT, is_main=True)
SEND_DOWN = Action("return", _("ส่งคืนอำเภอเพื่อแก้ไข"), return_plan, DECIDE, step="vet", levels=DISTRICT)
WAIVE = Action(
    "waive",
    _("ยกเว้นข้อสังเกต"),
    waive_remark,
    DECIDE,
    states=(PlanState.RETURNED, PlanState.IN_REVIEW),
    levels=(*TAMBON, *DISTRICT),
    also=offers_an_answer,
)
CLOSE_REMARKS = Action(
    "close_remarks",
    _("ปิดข้อสังเกตที่ตอบแล้ว"),
    close_remarks,
    REVIEW,
    states=UNDER_REVIEW,
    levels=(*TAMBON, *DISTRICT),
    also=offers_a_close,
)
ASSIGN = Action("assign", _("มอบหมายผู้ตรวจรายโครงการ"), share_out, REVIEW, states=UNDER_REVIEW)
STAND_BACK = Action("stand_back", _("แจ้งการมีส่วนได้เสีย"), stand_back, REVIEW, states=UNDER_REVIEW)
GATHER = Action("gather", _("ปิดการรวบรวมแผน"), gather_plans, WRITE, states=(PlanState.GATHERING,), levels=ABOVE)
WORKSHEET = Action(
    "worksheet", _("จัดลำดับและบูรณาการ"), take_lines, WRITE, states=(PlanState.COMPILING,), levels=ABOVE, is_main=True
)
ENVELOPES = Action(
    "envelopes",
    _("กำหนดกรอบวงเงิน"),
    set_envelope,
    WRITE,
    states=(PlanState.GATHERING, PlanState.COMPILING),
    levels=ABOVE,
)
GRANT = Action(
    "envelopes",
    _("กำหนดกรอบวงเงินของอำเภอ"),
    set_envelope,
    holds(Power.VET_PLAN),
    states=(PlanState.GATHERING, PlanState.COMPILING),
    levels=DISTRICT,
)
HEAR = Action("hear", _("บันทึกการรับฟังความคิดเห็น"), hold_hearing, WRITE, step="hear", levels=PROVINCE)
HEARING = Action(
    "hearing", _("ประกาศรับฟังความคิดเห็น และตอบความคิดเห็น"), announce_hearing, WRITE, states=HEARD, levels=PROVINCE
)
RESOLVE = Action(
    "resolve",
    _("บันทึกมติปิดระดับ"),
    resolve_plan,
    holds(Power.ADOPT_PLAN),
    step="adopt",
    levels=ABOVE,
    is_main=True,
    on_paper=True,
)
ASSEMBLE = Action(
    "assemble",
    _("บันทึกมติที่ประชุมสภาระดับจังหวัด"),
    resolve_in_assembly,
    holds(Power.ADOPT_PLAN, party="assembly"),
    step="assemble",
    levels=PROVINCE,
    is_main=True,
    on_paper=True,
)
ASK_AGAIN = Action(
    "ask_again",
    _("ขอให้ที่ประชุมสภาระดับจังหวัดทบทวน"),
    ask_assembly_again,
    holds(Power.ADOPT_PLAN),
    step="adopt",
    levels=PROVINCE,
    also=is_decided_by_councils,
)
APPROVALS = Action(
    "approvals",
    _("ดูว่าใครเห็นชอบแล้ว และให้ความเห็น"),
    approve_plan,
    holds(Power.VIEW_PLAN),
    states=(PlanState.COMPILING, PlanState.RETURNED, PlanState.ADOPTED),
    levels=ABOVE,
    also=has_approvers,
)
CHOICES = Action(
    "choices",
    _("พิจารณารายโครงการก่อนเห็นชอบ"),
    choose_for_lines,
    holds(Power.ENDORSE_PLAN),
    step="endorse",
    levels=PROVINCE,
)
ENDORSE = Action("endorse", _("เห็นชอบแผน"), endorse_plan, holds(Power.ENDORSE_PLAN), step="endorse", is_main=True)
SEND_BACK = Action("send_back", _("ส่งกลับให้ทบทวน"), send_back, holds(Power.ENDORSE_PLAN), step="endorse")
ANSWER = Action(
    "answer", _("ตอบองค์กรเจ้าของแผน"), answer_councils, holds(Power.ANSWER_COUNCILS), step="answer", is_main=True
)


def _afterwards(
    name: str, title: Any, verb: Callable[..., Any], *, until: str, states: Collection[str] = AFTER_THE_GOVERNOR
) -> Action:
    """What the province's desk does with its endorsed plan, offered until the plan has come to a stage."""
    power = holds(Power.ANSWER_COUNCILS)
    return Action(
        name, title, verb, power, states=states, levels=PROVINCE, also=lambda plan: stage_of(plan, until) is None
    )


FORWARD = _afterwards("forward", _("ส่งแผนต่อภาคและประเทศ"), forward_plan, until=Stage.Kind.FORWARDED)
FUNDING = _afterwards("funding", _("บันทึกผลการจัดสรรงบประมาณ"), record_funding, until=Stage.Kind.PROCLAIMED)
PROCLAIM = _afterwards(
    "proclaim",
    _("ประกาศใช้แผนและตอบองค์กรเจ้าของแผนครั้งที่สอง"),
    proclaim_plan,
    until=Stage.Kind.PROCLAIMED,
    states=(PlanState.ANSWERED,),
)
DRAFT_ABOVE = Action(
    "draft_above",
    _("ดูโครงการของท่านในร่างการจัดลำดับ และคัดค้าน"),
    object_to_draft,
    WRITE,
    states=(PlanState.ACCEPTED,),
    levels=(*TAMBON, *DISTRICT),
    also=lambda plan: plan.parent is not None and plan.parent.state == PlanState.COMPILING,
)
OBJECTIONS = Action(
    "objections",
    _("ดูร่างการจัดลำดับและข้อคัดค้าน"),
    answer_objection,
    holds(Power.VIEW_PLAN),
    states=(PlanState.COMPILING,),
    levels=ABOVE,
)

APPEAL = Action(
    "appeal",
    _("อุทธรณ์ผลการพิจารณา"),
    file_appeal,
    holds(Power.SUBMIT_PLAN),
    states=(PlanState.CLOSED,),
    levels=(*TAMBON, *DISTRICT),
    on_paper=True,
    also=lambda plan: plan.kind == PlanKind.AREA,
)

OF_THE_ASSEMBLY = (Level.ASSEMBLY,)
_petition = partial(Action, levels=OF_THE_ASSEMBLY, is_main=True, on_paper=True)
PETITION_EDIT = Action(
    "petition_edit", _("แก้ไขร่างข้อเสนอ"), edit_petition, WRITE, states=(PlanState.DRAFT,), levels=OF_THE_ASSEMBLY
)
PETITION_RESOLVE = _petition(
    "petition_resolve", _("บันทึกมติที่ประชุมต่อข้อเสนอ"), resolve_petition, holds(Power.ADOPT_PLAN), step="adopt"
)
PETITION_SEND = _petition(
    "petition_send", _("ยื่นข้อเสนอต่อผู้ว่าราชการจังหวัด"), send_petition, holds(Power.SUBMIT_PLAN), step="send"
)
PETITION_RECEIVE = _petition(
    "petition_receive",
    _("รับข้อเสนอของที่ประชุมสภา"),
    receive_petition,
    holds(Power.ANSWER_COUNCILS),
    step="receive",
    on_paper=False,
)
PETITION_ANSWER = _petition(
    "petition_answer", _("ตอบข้อเสนอของที่ประชุมสภา"), answer_petition, holds(Power.ENDORSE_PLAN), step="answer"
)
PETITIONS = (PETITION_EDIT, PETITION_RESOLVE, PETITION_SEND, PETITION_RECEIVE, PETITION_ANSWER)

ACTIONS = (
    TAKE_IN,
    *(RECEIVE, OPINIONS, OPEN_REVIEW, SCREEN, ACCEPT, RETURN, VET, SEND_DOWN, WAIVE, CLOSE_REMARKS, ASSIGN, STAND_BACK),
    *(DRAFT_ABOVE, APPEAL, GATHER, WORKSHEET, OBJECTIONS, ENVELOPES, GRANT, HEARING, HEAR, ASSEMBLE, RESOLVE),
    *(ASK_AGAIN, APPROVALS, CHOICES, ENDORSE, SEND_BACK, ANSWER),
    *(FORWARD, FUNDING, PROCLAIM),
    *PETITIONS,
)
