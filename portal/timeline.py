"""A plan's events as sentences for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.models import Plan
from workflow.models import Event

# What each transition and act of a plan is called on its timeline.
DEEDS = {
    "draft_proposals": gettext_lazy("เขียนโครงการ"),
    "edit_proposal": gettext_lazy("แก้ไขโครงการ"),
    "remove_drafts": gettext_lazy("ลบร่างโครงการ"),
    "record_meeting": gettext_lazy("บันทึกการประชุม"),
    "pass_resolution": gettext_lazy("บันทึกมติที่ประชุม"),
    "certify_minutes": gettext_lazy("รับรองรายงานการประชุม"),
    "adopt": gettext_lazy("รับรองแผน"),
    "reopen": gettext_lazy("นำแผนกลับมาแก้ไขก่อนเสนอ"),
    "submit": gettext_lazy("เสนอแผน"),
    "recall": gettext_lazy("เรียกแผนคืน"),
    "withdraw": gettext_lazy("ถอนทั้งแผน"),
    "withdraw_lines": gettext_lazy("ถอนบางโครงการ"),
    "answer_remarks": gettext_lazy("ตอบข้อสังเกต"),
    "receive": gettext_lazy("ก.บ.ต. รับแผนและตอบรายโครงการ"),
    "give_opinions": gettext_lazy("ให้ความเห็นรายโครงการ"),
    "finish_opinions": gettext_lazy("ได้ความเห็นครบแล้ว"),
    "silent": gettext_lazy("บันทึกว่าไม่ได้รับความเห็นภายในกำหนด"),
    "open_review": gettext_lazy("เปิดตรวจแผน"),
    "screen": gettext_lazy("บันทึกผลตรวจตามรายการ"),
    "finish_screening": gettext_lazy("ตรวจตามรายการเสร็จ"),
    "remarks": gettext_lazy("ตั้งข้อสังเกต"),
    "return_for_revision": gettext_lazy("ขอให้ปรับปรุง"),
    "waive_remark": gettext_lazy("ยกเว้นข้อสังเกต"),
    "accept": gettext_lazy("รับแผน"),
    "remind": gettext_lazy("เตือนวันครบกำหนด"),
    "gather": gettext_lazy("ปิดการรวบรวมแผน"),
    "set_criteria": gettext_lazy("ตั้งเกณฑ์ให้คะแนน"),
    "set_ceiling": gettext_lazy("ตั้งกรอบวงเงิน"),
    "take_lines": gettext_lazy("รับโครงการเข้าตาราง"),
    "merge_lines": gettext_lazy("รวมโครงการ"),
    "split_line": gettext_lazy("แยกโครงการ"),
    "answer_lines": gettext_lazy("ตอบโครงการที่ไม่รับเข้าตาราง"),
    "reopen_lines": gettext_lazy("ยกเลิกผลพิจารณารายโครงการ"),
    "score_lines": gettext_lazy("ให้คะแนน"),
    "integrate_entries": gettext_lazy("ระบุหน่วยงานและแหล่งงบประมาณ"),
    "rank_entries": gettext_lazy("จัดลำดับ"),
    "lay_before_committee": gettext_lazy("เสนอตารางต่อที่ประชุม"),
    "close": gettext_lazy("ปิดแผน ทุกโครงการได้ข้อยุติ"),
    "settle": gettext_lazy("โครงการได้ข้อยุติ"),
    "hear": gettext_lazy("รับฟังความคิดเห็น"),
    "endorse": gettext_lazy("ผู้ว่าราชการจังหวัดเห็นชอบ"),
    "send_back": gettext_lazy("ผู้ว่าราชการจังหวัดส่งกลับให้ทบทวน"),
    "answer": gettext_lazy("ตอบองค์กรเจ้าของแผน"),
    "update_commitment": gettext_lazy("รายงานผลตามแผน"),
    "sign": gettext_lazy("ลงนามหนังสือ"),
    "number": gettext_lazy("ออกเลขหนังสือ"),
    "send": gettext_lazy("ส่งหนังสือ"),
    "supersede": gettext_lazy("ออกหนังสือฉบับใหม่แทน"),
    "return": gettext_lazy("โครงการกลับสู่เจ้าของ"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One event: who did what, when, and for whom."""

    what: str
    who: str
    behalf: str
    at: datetime
    note: str
    count: int


def events_of(plan: Plan) -> QuerySet[Event]:
    """What happened to a plan, newest first."""
    return (
        Event.objects.filter(plan=plan)
        .select_related("actor", "office__body", "behalf_body", "note")
        .order_by("-sequence")
    )


def deed_of(event: Event) -> Deed:
    """An event in words."""
    who = f"{event.actor} · {event.office}" if event.actor else _("ระบบ (ครบกำหนดเวลา)")
    note = event.note.text if hasattr(event, "note") else ""
    what = str(DEEDS.get(event.verb, event.verb))
    return Deed(what, who, str(event.behalf_body or ""), event.at, note, event.items_count)
