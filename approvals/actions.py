"""What the desks may do with a plan, in the order in which the pages offer it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.afterwards import AFTER_THE_GOVERNOR, stage_of
from approvals.models import Stage
from approvals.verbs.afterwards import forward_plan, proclaim_plan, record_funding
from approvals.verbs.assembly import ask_assembly_again, resolve_in_assembly
from approvals.verbs.assignment import share_out
from approvals.verbs.closing import resolve_plan
from approvals.verbs.envelopes import set_envelope
from approvals.verbs.gathering import gather_plans
from approvals.verbs.objections import answer_objection, object_to_draft
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
from proposals.models.plan import REVIEWER, Level, PlanState
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

ACTIONS = (
    *(RECEIVE, OPINIONS, OPEN_REVIEW, SCREEN, ACCEPT, RETURN, VET, SEND_DOWN, WAIVE, CLOSE_REMARKS, ASSIGN, STAND_BACK),
    DRAFT_ABOVE,
    *(GATHER, WORKSHEET, OBJECTIONS, ENVELOPES, GRANT, HEAR, ASSEMBLE, RESOLVE, ASK_AGAIN, ENDORSE, SEND_BACK, ANSWER),
    *(FORWARD, FUNDING, PROCLAIM),
)
