"""What an owner may do with its plan, in the order in which the pages offer it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.powers import Power
from proposals import rules
from proposals.amendments import AMENDABLE
from proposals.ballot_actions import BALLOT
from proposals.entries import has_entries_to_confirm
from proposals.models.stages import STATES_ABOVE_SUBMISSION, Level, PlanState
from proposals.queries import offers_an_answer
from proposals.verbs.attachments import add_attachment, remove_attachment
from proposals.verbs.calling import call_meeting, cancel_meeting, plan_series
from proposals.verbs.carry_over import carry_over
from proposals.verbs.charters import adopt_charter, cite_articles, draft_charter, edit_charter, renew_charter
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.entries import confirm_entry
from proposals.verbs.exchange import import_proposals
from proposals.verbs.extracts import AREA_STATES, send_extract, settle_own_lines
from proposals.verbs.ideas import collect_ideas, draft_from_ideas, group_ideas
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.minutes import certify_minutes, check_minutes, save_minutes
from proposals.verbs.ordering import order_lines
from proposals.verbs.own_plans import amend_lines, drop_plan, open_amendment, open_plan
from proposals.verbs.photos import keep_photo, remove_photo
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    reopen_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)
from proposals.verbs.profile import STATES as PROFILE_STATES
from proposals.verbs.profile import write_profile
from workflow import deadlines
from workflow.actions import Action
from workflow.law import holds

OWN = (Level.SUBDISTRICT,)
WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)
STILL_OPEN = tuple(set(PlanState) - {PlanState.CLOSED, PlanState.WITHDRAWN, PlanState.ANSWERED})
WRITE, SUBMIT, ADOPT = holds(Power.WRITE_PLAN), holds(Power.SUBMIT_PLAN), holds(Power.ADOPT_PLAN)

_in_a_draft = partial(Action, power=WRITE, states=WRITABLE, on_paper=True)
_about_a_meeting = partial(Action, power=WRITE, states=STILL_OPEN, on_paper=True)
_about_a_charter = partial(Action, states=tuple(PlanState), levels=OWN, on_paper=True)
_writing = partial(  # one of the ways to write new projects; its page is kept where there is no network
    _in_a_draft, verb=draft_proposals, levels=OWN, also=rules.takes_new_projects, keeps_offline=True
)

ANSWER_REMARKS = Action(
    "answer_remarks",
    _("ตอบข้อสังเกต"),
    answer_remarks,
    WRITE,
    states=(PlanState.RETURNED,),
    is_main=True,
    on_paper=True,
    also=offers_an_answer,  # once all are answered, adopting is the one main button
)
DRAFT_SHORT = _writing("draft_short", _("เขียนโครงการแบบสั้น (ห้าคำถาม)"))
DRAFT_QUICK = _writing("draft_quick", _("พิมพ์หรือวางหลายโครงการพร้อมกัน"))
DRAFT = _writing("draft", _("เขียนโครงการ"))
CARRY_OVER = _in_a_draft("carry_over", _("นำโครงการรอบก่อนกลับมา"), carry_over, levels=OWN)
IMPORT = _in_a_draft("import", _("นำเข้าโครงการจาก Excel"), import_proposals, levels=OWN)
CONFIRM_ENTRY = Action(
    "confirm_entry",
    _("ยืนยันสิ่งที่ผู้อื่นบันทึกแทน"),
    confirm_entry,
    WRITE,
    states=tuple(PlanState),
    also=has_entries_to_confirm,
)
MEETING = _about_a_meeting("meeting", _("บันทึกการประชุม"), record_meeting)
ADOPT_PLAN = Action(
    "adopt", _("รับรองแผนตามมติที่ประชุม"), adopt_plan, ADOPT, step="adopt", levels=OWN, is_main=True, on_paper=True
)
SUBMIT_PLAN = Action("submit", _("เสนอแผน"), submit_plan, SUBMIT, step="submit", is_main=True, on_paper=True)
REOPEN = Action(
    "reopen",
    _("นำกลับมาแก้ไขก่อนเสนอ"),
    reopen_plan,
    WRITE,
    states=(PlanState.ADOPTED,),
    levels=OWN,
    on_paper=True,
    also=lambda plan: rules.is_no_numbered_amendment(plan) and rules.no_agency_was_asked(plan),
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

# Order and area beside the plan, plans that nobody above gathers, amendments, and lines sent to agencies.
ORDER = _in_a_draft("order", _("จัดลำดับโครงการ"), order_lines, levels=OWN)
PROFILE = Action("profile", _("เขียนข้อมูลพื้นที่"), write_profile, WRITE, states=PROFILE_STATES, levels=OWN, on_paper=True)
SEND = Action("send", _("ส่งโครงการให้หน่วยงาน"), send_extract, SUBMIT, step="send", is_main=True, on_paper=True)
EXTRACT = Action(
    "extract",
    _("ส่งโครงการให้หน่วยงาน"),
    send_extract,
    SUBMIT,
    states=(PlanState.SENT, *AREA_STATES),
    levels=OWN,
    on_paper=True,
    also=lambda plan: plan.state == PlanState.SENT or rules.is_an_area_plan(plan),
)
SETTLE = Action(
    "settle",
    _("ยุติโครงการที่ไม่มีหน่วยงานรับ"),
    settle_own_lines,
    SUBMIT,
    states=(PlanState.ADOPTED,),
    levels=OWN,
    on_paper=True,
    also=rules.goes_sideways,
)
AMEND = Action(
    "amend",
    _("เพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน"),
    open_amendment,
    WRITE,
    states=AMENDABLE,
    levels=OWN,
    on_paper=True,
    also=rules.is_an_area_plan,
)
AMEND_LINES = Action(
    "amend_lines",
    _("เลือกโครงการที่จะเปลี่ยนแปลง"),
    amend_lines,
    WRITE,
    states=(PlanState.DRAFT,),
    levels=OWN,
    on_paper=True,
    also=rules.replaces_lines,
)
OPEN_PLAN = Action(
    "open_plan",
    _("เปิดแผนเชิงประเด็นหรือแผนธุรกิจชุมชน"),
    open_plan,
    WRITE,
    states=tuple(PlanState),
    levels=OWN,
    on_paper=True,
    also=rules.is_an_area_plan,
)
DROP = Action(
    "drop",
    _("เลิกทำแผนนี้"),
    drop_plan,
    WRITE,
    states=(PlanState.DRAFT,),
    levels=OWN,
    on_paper=True,
    also=rules.is_gathered_by_nobody,
)
OWN_ACTIONS = (ORDER, PROFILE, SEND, EXTRACT, SETTLE, AMEND_LINES, AMEND, OPEN_PLAN, DROP)

ACTIONS = (
    *(EXTEND, ANSWER_REMARKS, CONFIRM_ENTRY, DRAFT_SHORT, DRAFT_QUICK, DRAFT, IMPORT, CARRY_OVER, BALLOT, MEETING),
    *(ADOPT_PLAN, SUBMIT_PLAN, REOPEN, RECALL, WITHDRAW_LINES, WITHDRAW),
    *OWN_ACTIONS,
)

# Under which plain headings a plan's page offers them; what stands in none comes first.
GROUPS = (
    (_("เขียนโครงการ"), (DRAFT_SHORT, DRAFT_QUICK, DRAFT, IMPORT, CARRY_OVER, AMEND_LINES)),
    (_("จัดลำดับและข้อมูลพื้นที่"), (ORDER, BALLOT, PROFILE)),
    (_("ประชุม รับรอง และเสนอแผน"), (MEETING, CONFIRM_ENTRY, ANSWER_REMARKS, ADOPT_PLAN, SUBMIT_PLAN)),
    (_("ส่งหน่วยงาน และแผนอื่นของท่าน"), (SEND, EXTRACT, SETTLE, OPEN_PLAN, AMEND)),
    (_("นำกลับ ถอน หรือเลิกทำ"), (REOPEN, RECALL, WITHDRAW_LINES, WITHDRAW, DROP)),
)


def in_groups(actions: Iterable[Action]) -> list[tuple[Promise | str, list[Action]]]:
    """Actions under their headings, each in its own order; without a heading what only some desks do."""
    offered = list(actions)
    known = [action for _heading, group in GROUPS for action in group]
    others = [action for action in offered if action not in known]
    groups: list[tuple[Promise | str, list[Action]]] = [("", others)]
    groups += [(heading, [action for action in offered if action in group]) for heading, group in GROUPS]
    return [(heading, found) for heading, found in groups if found]


# What is done with one meeting or one proposal of a plan, from the page of that meeting or proposal.
RESOLUTION = Action(
    "resolution",
    _("บันทึกมติรับรองแผน"),
    pass_resolution,
    WRITE,
    states=(*WRITABLE, PlanState.COMPILING),
    on_paper=True,
)
CERTIFY = _about_a_meeting("certify", _("รับรองรายงานการประชุม"), certify_minutes)
EDIT = _in_a_draft("edit", _("แก้ไขโครงการ"), edit_proposal)
ATTACH = _in_a_draft("attach", _("แนบไฟล์"), add_attachment)
DETACH = _in_a_draft("detach", _("นำไฟล์แนบออก"), remove_attachment)
REMOVE = _in_a_draft("remove", _("ลบร่างโครงการ"), remove_drafts, levels=OWN)

# --- Forums: meetings to come, minutes, photographs, and what people say ---
CALL = _about_a_meeting("call", _("เรียกประชุม"), call_meeting)
CANCEL = _about_a_meeting("cancel", _("ยกเลิกนัดประชุม"), cancel_meeting)
SERIES = _about_a_meeting("series", _("วางแผนชุดการประชุม"), plan_series)
MINUTES = _about_a_meeting("minutes", _("เขียนรายงานการประชุม"), save_minutes)
CHECK = _about_a_meeting("check", _("ตรวจรายงานการประชุม"), check_minutes)
PHOTO = _about_a_meeting("photo", _("เพิ่มภาพ"), keep_photo)
REMOVE_PHOTO = _about_a_meeting("remove_photo", _("ลบภาพ"), remove_photo)
# Ideas are the body's own notebook: nobody writes in it from a signed sheet.
COLLECT = Action("collect", _("จดความคิดเห็น"), collect_ideas, WRITE, states=STILL_OPEN, levels=OWN)
SORT_IDEAS = Action("sort_ideas", _("จัดกลุ่มความคิดเห็น"), group_ideas, WRITE, states=STILL_OPEN, levels=OWN)
DRAFT_IDEAS = _in_a_draft("draft_ideas", _("ทำความคิดเห็นเป็นโครงการ"), draft_from_ideas, levels=OWN)
CITE = _in_a_draft("cite", _("อ้างธรรมนูญ"), cite_articles, levels=OWN)
# What is done with a charter of the body that owns a plan, from the pages of its charters.
CHARTER = _about_a_charter("charter", _("เขียนธรรมนูญใหม่"), draft_charter, WRITE)
CHARTER_EDIT = _about_a_charter("charter_edit", _("เขียนข้อความธรรมนูญ"), edit_charter, WRITE)
CHARTER_ADOPT = _about_a_charter("charter_adopt", _("รับรองธรรมนูญตามมติที่ประชุม"), adopt_charter, ADOPT)
CHARTER_RENEW = _about_a_charter("charter_renew", _("จัดทำฉบับใหม่"), renew_charter, WRITE)
