"""What an owner may do with its plan, in the order in which the pages offer it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.powers import Power
from proposals.models.plan import STATES_ABOVE_SUBMISSION, Level, PlanState
from proposals.rules import has_open_remarks
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.meetings import certify_minutes, pass_resolution, record_meeting
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    reopen_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)
from workflow import deadlines
from workflow.actions import Action
from workflow.law import holds

OWN = (Level.SUBDISTRICT,)
WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)
STILL_OPEN = tuple(set(PlanState) - {PlanState.CLOSED, PlanState.WITHDRAWN, PlanState.ANSWERED})
WRITE, SUBMIT, ADOPT = holds(Power.WRITE_PLAN), holds(Power.SUBMIT_PLAN), holds(Power.ADOPT_PLAN)

ANSWER_REMARKS = Action(
    "answer_remarks",
    _("ตอบข้อสังเกต"),
    answer_remarks,
    WRITE,
    states=(PlanState.RETURNED,),
    is_main=True,
    on_paper=True,
    also=has_open_remarks,  # once all are answered, adopting is the one main button
)
DRAFT = Action("draft", _("เขียนโครงการ"), draft_proposals, WRITE, states=WRITABLE, levels=OWN, on_paper=True)
MEETING = Action("meeting", _("บันทึกการประชุม"), record_meeting, WRITE, states=STILL_OPEN, on_paper=True)
ADOPT_PLAN = Action(
    "adopt", _("รับรองแผนตามมติที่ประชุม"), adopt_plan, ADOPT, step="adopt", levels=OWN, is_main=True, on_paper=True
)
SUBMIT_PLAN = Action("submit", _("เสนอแผน"), submit_plan, SUBMIT, step="submit", is_main=True, on_paper=True)
REOPEN = Action(
    "reopen", _("นำกลับมาแก้ไขก่อนเสนอ"), reopen_plan, WRITE, states=(PlanState.ADOPTED,), levels=OWN, on_paper=True
)
RECALL = Action("recall", _("เรียกแผนคืน"), recall_plan, SUBMIT, states=(PlanState.SUBMITTED,), on_paper=True)
WITHDRAW_LINES = Action(
    "withdraw_lines", _("ถอนบางโครงการ"), withdraw_lines, WRITE, states=STATES_ABOVE_SUBMISSION, on_paper=True
)
WITHDRAW = Action("withdraw", _("ถอนทั้งแผน"), withdraw_plan, SUBMIT, states=STATES_ABOVE_SUBMISSION, on_paper=True)

EXTEND = Action(
    "extend",
    _("เลื่อนกำหนดรวบรวมแผน"),
    deadlines.extend,
    WRITE,
    states=(PlanState.GATHERING,),
    levels=(Level.DISTRICT, Level.PROVINCE),
)

ACTIONS = (EXTEND, ANSWER_REMARKS, DRAFT, MEETING, ADOPT_PLAN, SUBMIT_PLAN, REOPEN, RECALL, WITHDRAW_LINES, WITHDRAW)

# What is done with one meeting or one proposal of a plan, from the page of that meeting or proposal.
RESOLUTION = Action(
    "resolution",
    _("บันทึกมติรับรองแผน"),
    pass_resolution,
    WRITE,
    states=(*WRITABLE, PlanState.COMPILING),
    on_paper=True,
)
CERTIFY = Action("certify", _("รับรองรายงานการประชุม"), certify_minutes, WRITE, states=STILL_OPEN, on_paper=True)
EDIT = Action("edit", _("แก้ไขโครงการ"), edit_proposal, WRITE, states=WRITABLE, on_paper=True)
REMOVE = Action("remove", _("ลบร่างโครงการ"), remove_drafts, WRITE, states=WRITABLE, levels=OWN, on_paper=True)
