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
    "order_lines": gettext_lazy("จัดลำดับโครงการ"),
    "order_by_ballot": gettext_lazy("จัดลำดับโครงการตามผลการลงคะแนน"),
    "write_profile": gettext_lazy("เขียนข้อมูลพื้นที่"),
    "draft_charter": gettext_lazy("เริ่มเขียนธรรมนูญ"),
    "edit_charter": gettext_lazy("เขียนข้อความธรรมนูญ"),
    "adopt_charter": gettext_lazy("รับรองธรรมนูญ"),
    "renew_charter": gettext_lazy("เปิดธรรมนูญฉบับใหม่"),
    "cite_articles": gettext_lazy("อ้างธรรมนูญ"),
    "open_plan": gettext_lazy("เปิดแผนเชิงประเด็นหรือแผนธุรกิจชุมชน"),
    "drop": gettext_lazy("เลิกทำแผน"),
    "open_amendment": gettext_lazy("เปิดฉบับเพิ่มเติม เปลี่ยนแปลง หรือแก้ไข"),
    "take_in": gettext_lazy("ระดับเหนือขึ้นไปรับฉบับนี้แล้ว"),
    "take_in_amendment": gettext_lazy("นำฉบับเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขเข้าตารางงาน"),
    "lead_elsewhere": gettext_lazy("โครงการร่วมแยกตามผลอุทธรณ์ โครงการที่ยังรวมอยู่ต่อไปยังโครงการใหม่"),
    "replace_lines": gettext_lazy("โครงการถูกแทนตามฉบับเปลี่ยนแปลงหรือแก้ไข"),
    "amend_lines": gettext_lazy("นำโครงการเข้าฉบับเปลี่ยนแปลง"),
    "send_extract": gettext_lazy("ส่งโครงการให้หน่วยงาน"),
    "send_sideways": gettext_lazy("แผนอยู่ระหว่างหน่วยงานพิจารณา"),
    "bring_back": gettext_lazy("โครงการที่หน่วยงานไม่รับกลับมาที่เจ้าของ"),
    "conclude": gettext_lazy("ทุกโครงการได้ข้อยุติ"),
    "settle_own_lines": gettext_lazy("ยุติโครงการที่ไม่มีหน่วยงานรับ"),
    "edit_proposal": gettext_lazy("แก้ไขโครงการ"),
    "add_attachment": gettext_lazy("แนบไฟล์"),
    "remove_attachment": gettext_lazy("นำไฟล์แนบออก"),
    "carry_over": gettext_lazy("นำโครงการรอบก่อนกลับมา"),
    "bring_deferred_back": gettext_lazy("โครงการที่เลื่อนมาจากรอบก่อนกลับมาเป็นร่าง"),
    "invite": gettext_lazy("เชิญคนช่วยเขียน"),
    "end_invitation": gettext_lazy("สิ้นสุดคำเชิญ"),
    "suggest_changes": gettext_lazy("เสนอข้อความ"),
    "accept_suggestions": gettext_lazy("รับข้อเสนอ"),
    "decline_suggestions": gettext_lazy("ไม่รับข้อเสนอ"),
    "withdraw_suggestion": gettext_lazy("ถอนข้อเสนอ"),
    "comment_on": gettext_lazy("ถามตอบเรื่องโครงการ"),
    "resolve_comment": gettext_lazy("ปิดเรื่องที่ถามตอบ"),
    "answer_readiness": gettext_lazy("ตอบรายการตรวจความพร้อม"),
    "import_proposals": gettext_lazy("นำเข้าโครงการจาก Excel"),
    "confirm_entry": gettext_lazy("ยืนยันสิ่งที่ผู้อื่นบันทึกแทน"),
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
    "undo_last": gettext_lazy("ย้อนการทำงานครั้งล่าสุดบนตารางงาน"),
    "score_lines": gettext_lazy("ให้คะแนน"),
    "integrate_entries": gettext_lazy("ระบุหน่วยงานและแหล่งงบประมาณ"),
    "rank_entries": gettext_lazy("จัดลำดับ"),
    "lay_before_committee": gettext_lazy("เสนอตารางต่อที่ประชุม"),
    "close": gettext_lazy("ปิดแผน ทุกโครงการได้ข้อยุติ"),
    "settle": gettext_lazy("โครงการได้ข้อยุติ"),
    "assemble": gettext_lazy("มติที่ประชุมสภาองค์กรชุมชนระดับจังหวัด"),
    "refer_back": gettext_lazy("ก.บ.จ. ขอให้ที่ประชุมสภาทบทวน"),
    "extend_deadline": gettext_lazy("ประกาศเลื่อนกำหนด"),
    "hear": gettext_lazy("รับฟังความคิดเห็น"),
    "endorse": gettext_lazy("ผู้ว่าราชการจังหวัดเห็นชอบ"),
    "send_back": gettext_lazy("ผู้ว่าราชการจังหวัดส่งกลับให้ทบทวน"),
    "answer": gettext_lazy("ตอบองค์กรเจ้าของแผน"),
    "approve_plan": gettext_lazy("ผู้เห็นชอบให้ความเห็น"),
    "stand_back": gettext_lazy("แจ้งไม่ร่วมพิจารณา"),
    "take_recusal_back": gettext_lazy("ถอนการแจ้งไม่ร่วมพิจารณา"),
    "update_obligation": gettext_lazy("รายงานตามเงื่อนไขของโครงการ"),
    "object_to_draft": gettext_lazy("คัดค้านร่างการจัดลำดับ"),
    "answer_objection": gettext_lazy("ตอบข้อคัดค้าน"),
    "file_appeal": gettext_lazy("ยื่นอุทธรณ์"),
    "grant": gettext_lazy("รับอุทธรณ์"),
    "deny": gettext_lazy("ตอบอุทธรณ์ ยืนตามผลเดิม"),
    "dismiss": gettext_lazy("ไม่รับอุทธรณ์ไว้พิจารณา"),
    "take_back": gettext_lazy("ถอนอุทธรณ์"),
    "edit_petition": gettext_lazy("แก้ไขร่างข้อเสนอ"),
    "draft_petition": gettext_lazy("เขียนข้อเสนอต่อผู้ว่าราชการจังหวัด"),
    "send_petition": gettext_lazy("ยื่นข้อเสนอต่อผู้ว่าราชการจังหวัด"),
    "receive_petition": gettext_lazy("สำนักงานจังหวัดรับข้อเสนอ"),
    "answer_petition": gettext_lazy("ผู้ว่าราชการจังหวัดตอบข้อเสนอ"),
    "record_petition_silence": gettext_lazy("บันทึกว่าไม่ได้รับคำตอบภายในกำหนด"),
    "forward_plan": gettext_lazy("ส่งแผนต่อภาคและประเทศ"),
    "record_funding": gettext_lazy("บันทึกผลการจัดสรรงบประมาณ"),
    "proclaim_plan": gettext_lazy("ประกาศใช้แผน"),
    "update_commitment": gettext_lazy("รายงานผลตามแผน"),
    "sign": gettext_lazy("ลงนามหนังสือ"),
    "number": gettext_lazy("ออกเลขหนังสือ"),
    "reserve": gettext_lazy("ออกเลขหนังสือที่จะลงนามอิเล็กทรอนิกส์"),
    "add_signature": gettext_lazy("ลงนามหนังสือแบบอิเล็กทรอนิกส์ ยังรอผู้อื่น"),
    "complete_signatures": gettext_lazy("ลงนามหนังสือแบบอิเล็กทรอนิกส์ครบแล้ว"),
    "send": gettext_lazy("ส่งหนังสือ"),
    "supersede": gettext_lazy("ออกหนังสือฉบับใหม่แทน"),
    "set_route": gettext_lazy("กำหนดเส้นทางเสนอผ่านหนังสือ"),
    "endorse_paper": gettext_lazy("เห็นชอบหนังสือให้เสนอต่อ"),
    "send_paper_back": gettext_lazy("ส่งหนังสือกลับให้จัดทำใหม่"),
    "void": gettext_lazy("ยกเลิกหนังสือ"),
    "return": gettext_lazy("โครงการกลับสู่เจ้าของ"),
    "prepare_ballot": gettext_lazy("เตรียมบัตรลงคะแนน"),
    "change_ballot": gettext_lazy("แก้ไขบัตรลงคะแนน"),
    "discard_ballot": gettext_lazy("ลบบัตรที่ยังไม่เปิด"),
    "open_vote": gettext_lazy("เปิดลงคะแนน"),
    "cast_votes": gettext_lazy("บันทึกคะแนนเสียง"),
    "clear_votes": gettext_lazy("ล้างคะแนนที่บันทึก"),
    "enter_counts": gettext_lazy("บันทึกจำนวนมือ"),
    "issue_slips": gettext_lazy("ออกบัตรลงคะแนนทางโทรศัพท์"),
    "close_vote": gettext_lazy("ปิดลงคะแนนและนับผล"),
    "annul_vote": gettext_lazy("ยกเลิกการลงคะแนน"),
}


# What the parts of the system are called that act for another reason than a day that has passed.
SYSTEMS = {"operator": gettext_lazy("ผู้ดูแลระบบ"), "next_round": gettext_lazy("ระบบ (เปิดรอบแผนใหม่)")}


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
    system = str(SYSTEMS.get(event.system, _("ระบบ (ครบกำหนดเวลา)")))
    who = f"{event.actor} · {event.office}" if event.actor else system
    note = event.note.text if hasattr(event, "note") else ""
    is_receipt = event.verb == "receive" and event.record_kind == "documents.document"
    if event.verb == "answer" and event.record_kind == "proposals.extract":
        return Deed(_("หน่วยงานตอบรายโครงการ"), who, str(event.behalf_body or ""), event.at, note, event.items_count)
    what = _("ลงรับหนังสือ") if is_receipt else str(DEEDS.get(event.verb, event.verb))
    return Deed(what, who, str(event.behalf_body or ""), event.at, note, event.items_count)
