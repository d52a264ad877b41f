"""The papers of the province's desk: what screening found (P02), the integrated plan (P04), the hearing (P05), the
minutes of ก.บ.จ. (P06), the memo to the governor (P07) and the allocation lists (P09).
"""  # noqa: D205  # the list does not fit in one line

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from approvals.assessments import items_of
from approvals.district_papers import committee_minutes, plans_below
from approvals.documents import integrated_block, integrated_rows, not_taken, resolved_words, stood_back
from approvals.governor import as_decided, conditions_of
from approvals.hearing_papers import comments_annexes
from approvals.integration import under_programmes
from approvals.models import Screening
from directory.acting import By
from directory.models import Body
from documents.kinds import PaperDraft, paper
from documents.parts import (
    amount_with_words,
    column,
    foot_lines_of,
    letterhead_of,
    signature_of,
    table,
    table_row,
)
from documents.thai import thai_date, to_thai_digits
from proposals import book_parts as parts
from proposals.documents import LETTERS, adopting_resolution, plan_title
from proposals.form_sources import Strategy
from proposals.form_tables import form_table, rows_with_money, template_for
from proposals.meetings_on_paper import minutes_snapshot, sitting
from proposals.models import FormTemplate, Level, Meeting, Plan, PlanLine

Form = FormTemplate.Code
ZERO = Decimal(0)


def _memo(issuer: Body, by: By, *, subject: str, to: str, texts: Sequence[str], **more: Any) -> dict[str, Any]:
    """The snapshot of a memo, digits in Thai."""
    return {
        "layout": "memo",
        "letterhead": letterhead_of(issuer),
        "office": " ".join(foot_lines_of(issuer)),
        "number_prefix": to_thai_digits(issuer.letter_prefix),
        "subject": to_thai_digits(subject),
        "salutation_to": to_thai_digits(to),
        "paragraphs": [parts.text(words) for words in texts],
        "signature": signature_of(issuer, by),
        **more,
    }


@paper("P02", "สรุปผลกลั่นกรองแผนพัฒนาอำเภอ")
def screening_summary(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """What the province's screening of a district's plan found: the checks, the remarks and their answers."""
    if plan.parent is None or plan.level != Level.DISTRICT or plan.current_version is None:
        return
    committee = plan.parent.owner
    issuer = committee.desk
    rows = [row for row in rows_with_money(plan.current_version) if row.within_ceiling is not False]
    total = sum((row.proposed for row in rows), ZERO)
    opening = (
        f"ตามที่{plan.owner.name} ได้เสนอ{plan_title(plan)} รหัส {plan.reference} รวม {len(rows)} โครงการ"
        f" วงเงิน {amount_with_words(total)} นั้น ได้กลั่นกรองแล้ว และรับไว้รวบรวมในแผนพัฒนาจังหวัด มีผลดังนี้"
    )
    subject = f"สรุปผลกลั่นกรอง{plan_title(plan)}"
    texts = [opening, *_checked(plan), *_remarked(plan), "จึงเรียนมาเพื่อโปรดทราบ"]
    snapshot = _memo(issuer, by, subject=subject, to=f"ประธาน{committee.name}", texts=texts)
    yield PaperDraft(issuer=issuer, title=subject, snapshot=snapshot, register=LETTERS)


def _checked(plan: Plan) -> list[str]:
    screening = (
        Screening.objects.filter(plan=plan).select_related("checked_by_list").order_by("-screened_at", "-pk").first()
    )
    if screening is None:
        return ["ไม่มีแบบตรวจที่บันทึกไว้"]
    used = screening.checked_by_list
    words = {check.code: check.thai for check in items_of(used)} if used else {}
    passed = [code for code, answer in screening.answers.items() if answer]
    failed = [words.get(code, code) for code, answer in screening.answers.items() if not answer]
    told = [f"ผลตรวจตามรายการ ผ่าน {len(passed)} รายการ จาก {len(screening.answers)} รายการ"]
    told += [f"รายการที่ไม่ผ่าน ได้แก่ {', '.join(failed)}"] if failed else []
    return [*told, *([f"บันทึกของผู้ตรวจ {screening.note}"] if screening.note else [])]


def _remarked(plan: Plan) -> list[str]:
    remarks = list(plan.remarks.order_by("number"))
    told = [
        f"ข้อสังเกตที่ {remark.number} {remark.text} คำตอบ {remark.answer or remark.waived_reason or 'ไม่มี'}"
        for remark in remarks
    ]
    return told or ["ไม่มีข้อสังเกต"]


@paper("P04", "แผนบูรณาการจังหวัด")
def integrated_plan(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The book of the province's plan with its matrix: project, agency, funding source, ceiling line."""
    if plan.current_version is None or plan.level != Level.PROVINCE:
        return
    rows = rows_with_money(plan.current_version)
    inside = [row for row in rows if row.within_ceiling is not False]
    matrix = integrated_block(plan, [f"ตารางแผนบูรณาการ {plan_title(plan)}", resolved_words(plan)], rows, ceiling=True)
    snapshot = parts.book(
        plan,
        by,
        foreword=parts.foreword_of(plan, inside, amount=sum((row.proposed for row in inside), ZERO)),
        chapters=[
            parts.part("ส่วนที่ 1 ข้อมูลจังหวัด", *_province(plan), *plans_below(plan)),
            parts.part("ส่วนที่ 2 การวิเคราะห์", *parts.analysis(rows)),
            parts.part("ส่วนที่ 3 วิสัยทัศน์และยุทธศาสตร์", *parts.strategies(rows)),
            parts.part(
                "ส่วนที่ 4 แผนบูรณาการ", parts.across(matrix), _filled(Form.J1, plan, rows), parts.across(not_taken(plan))
            ),
            parts.part("ส่วนที่ 5 การติดตามและประเมินผล", *parts.monitoring(rows)),
        ],
        annexes=parts.minutes_annex(adopting_resolution(plan)),
    )
    yield PaperDraft(issuer=plan.owner, title=f"แผนบูรณาการ {plan_title(plan)}", snapshot=snapshot)


def _province(plan: Plan) -> list[parts.Block]:
    districts = plan.area.children.filter(abolished_on__isnull=True).count()
    hearing = _hearing(plan)
    heard = f"ร่างแผนได้รับฟังความคิดเห็นใน{hearing.title} {sitting(hearing)}" if hearing else "ไม่มีการรับฟังความคิดเห็นที่บันทึกไว้"
    return [
        parts.text(f"{plan.area.full_name} รหัสพื้นที่ {plan.area.code} มี {districts} อำเภอ"),
        parts.text(heard),
        parts.text("แผนฉบับนี้ไม่ได้บันทึกจำนวนประชากรและข้อมูลพื้นฐานอื่นไว้"),
    ]


def _filled(code: str, plan: Plan, rows: Sequence[PlanLine], *headings: str) -> parts.Block:
    return parts.across(form_table(template_for(code, plan.cycle), rows, plan.cycle, *headings, plan_title(plan)))


def _hearing(plan: Plan) -> Meeting | None:
    hearings = Meeting.objects.filter(plan=plan, kind=Meeting.Kind.HEARING).prefetch_related("attendances", "agenda")
    return hearings.order_by("-held_on", "-pk").first()


@paper("P05", "รายงานการรับฟังความคิดเห็น")
def hearing_report(plan: Plan, by: By) -> Iterable[PaperDraft]:  # noqa: ARG001  # its recorder and checker sign
    """The minutes of the public hearing on the draft; with what was said about it, counted, grouped and answered."""
    hearing = _hearing(plan)
    if hearing is not None:
        title = f"รายงาน{hearing.title} {sitting(hearing)}"
        snapshot = minutes_snapshot(hearing, plan.area.full_name)
        if annexes := comments_annexes(plan):
            snapshot["annexes"] = annexes
        yield PaperDraft(issuer=plan.owner, title=title, snapshot=snapshot)


paper("P06", "รายงานการประชุม ก.บ.จ.")(committee_minutes)


@paper("P07", "บันทึกข้อความเสนอผู้ว่าราชการจังหวัด")
def memo_to_the_governor(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The memo with which the committee's secretariat lays the resolved plan before the governor."""
    if plan.current_version is None or plan.level != Level.PROVINCE:
        return
    issuer = plan.owner.desk
    governor = Body.objects.filter(kind="governor", area_id=plan.province_code).first()
    unnamed = {"name": "", "position": "ผู้ว่าราชการจังหวัด", "acting_lines": []}
    to: dict[str, Any] = signature_of(governor) if governor else unnamed
    rows = integrated_rows(plan)
    inside = [row for row in rows if row.within_ceiling is not False]
    over = len(rows) - len(inside)
    texts = [
        f"ด้วย{plan.owner.name} ได้จัดทำ{plan_title(plan)} รหัส {plan.reference} และได้มีมติเห็นชอบแล้ว {resolved_words(plan)}",
        f"แผนมีโครงการในกรอบวงเงิน {len(inside)} โครงการ วงเงิน"
        f" {amount_with_words(sum((row.proposed for row in inside), ZERO))} และโครงการเกินกรอบวงเงิน {over} โครงการ",
        "จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบโปรดลงนามในประกาศจังหวัดต่อไป",
    ]
    subject = f"ขอความเห็นชอบ{plan_title(plan)}"
    snapshot = _memo(
        issuer,
        by,
        subject=subject,
        to=to["position"],
        texts=texts,
        enclosures=["แผนบูรณาการจังหวัด จำนวน ๑ เล่ม", "รายงานการประชุม จำนวน ๑ ชุด"],
        endorsements=[
            {"caption": f"ความเห็นของ{to['position']}", "choices": ["เห็นชอบ", "ให้ทบทวน"], "lines": 2, "signature": to}
        ],
    )
    yield PaperDraft(issuer=issuer, recipient=governor, title=subject, snapshot=snapshot, register=LETTERS)


@paper("P09", "บัญชีจัดสรรโครงการ")
def allocation_lists(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """What stands inside and what above the ceiling (จ.2), with the action plan (จ.1) and the briefs (จ.1-1).

    Where the province has a strategy tree, the action plan stands under its programmes. Who stood back is listed last.
    """
    if plan.current_version is None or plan.level != Level.PROVINCE:
        return
    rows = as_decided(plan, rows_with_money(plan.current_version))
    inside = [row for row in rows if row.within_ceiling is not False]
    over = [row for row in rows if row.within_ceiling is False]
    governor = Body.objects.filter(kind="governor", area_id=plan.province_code).first() or plan.owner

    groups = under_programmes(plan, rows)

    def listed(
        code: str, own: Sequence[PlanLine], words: str, page: str = "A4 landscape", by: Sequence[Strategy] | None = None
    ) -> dict[str, Any]:
        block = form_table(template_for(code, plan.cycle), own, plan.cycle, words, plan_title(plan), groups=by)
        return {**block, "page": page}

    annexes = [
        *([listed(Form.J2, over, "บัญชี 2 โครงการเกินกรอบวงเงิน")] if over else []),
        listed(Form.J1, rows, "บัญชี 3 โครงการทั้งหมด", by=groups),
        listed(Form.J1_1, rows, "บัญชี 4 สรุปรายโครงการ", "A3 landscape"),
        *_conditions(plan, rows),
        *stood_back(plan).get("annexes", []),
    ]
    snapshot = {
        "layout": "table",
        **listed(Form.J2, inside, "บัญชี 1 โครงการในกรอบวงเงิน"),
        "signatures": [signature_of(governor, by)],
        "annexes": [{**annex, "heading": [to_thai_digits(line) for line in annex["heading"]]} for annex in annexes],
    }
    yield PaperDraft(issuer=governor, title=f"บัญชีจัดสรรโครงการ {plan_title(plan)}", snapshot=snapshot)


def _conditions(plan: Plan, rows: Sequence[PlanLine]) -> list[dict[str, Any]]:
    """The conditions on which lines were carried, with their owners and days; nothing where there is none."""
    found = conditions_of(plan)
    columns = (
        column("ลำดับ", 8, "center"),
        column("โครงการ", 30),
        column("เงื่อนไข", 32),
        column("ผู้ดำเนินการ", 18),
        column("ภายในวันที่", 12),
    )
    body = [
        table_row(row.rank or "", row.proposal_version.title, each.condition, each.owner.name, thai_date(each.due_on))
        for row in rows
        if (each := found.get(row.line_id)) is not None and each.owner is not None and each.due_on is not None
    ]
    return [table(["บัญชี 5 เงื่อนไขของโครงการ", plan_title(plan)], columns, body)] if body else []
