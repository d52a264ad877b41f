"""The papers that are made from a subdistrict's whole plan: its book (T04) and the form of each project (T05)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from directory.acting import By
from directory.models import Body, Village
from documents.kinds import PaperDraft, paper
from documents.parts import column, foot_lines_of, signature_of, table, table_row
from documents.thai import baht, baht_text, thai_date, to_thai_digits
from proposals import book_parts as parts
from proposals.area_on_paper import amendments_chapter, area_analysis, area_facts, village_table, vision_of
from proposals.charters import citations_of
from proposals.documents import adopting_resolution, plan_title
from proposals.form_tables import form_table, rows_with_money, template_for
from proposals.models import FormTemplate, Meeting, Plan, PlanLine, ProposalVersion, WorkClass
from proposals.profiles import Known, profile_of
from proposals.queries import laos_covering
from proposals.readiness import Question, questions_of_many

Form = FormTemplate.Code
NO_EQUIPMENT = "แผนฉบับนี้ไม่ได้บันทึกรายการครุภัณฑ์แยกจากโครงการ จึงไม่มีบัญชีตามแบบ ผ.03"


@paper("T04", "เล่มแผนพัฒนาตำบล")
def subdistrict_book(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The book of a subdistrict's plan, from its area to its minutes."""
    if plan.current_version is None:
        return
    rows, known = rows_with_money(plan.current_version), profile_of(plan)
    snapshot = parts.book(
        plan,
        by,
        foreword=parts.foreword_of(plan, rows, amount=sum((row.asked for row in rows), Decimal(0))),
        chapters=[
            parts.part("ส่วนที่ 1 ข้อมูลพื้นที่", *_area(plan, known)),
            parts.part("ส่วนที่ 2 การวิเคราะห์", *_forums(plan), *area_analysis(known), *parts.analysis(rows)),
            parts.part("ส่วนที่ 3 วิสัยทัศน์และยุทธศาสตร์", *parts.strategies(rows, vision=vision_of(known))),
            parts.part("ส่วนที่ 4 บัญชีโครงการ", *_forms(plan, rows)),
            parts.part("ส่วนที่ 5 การติดตามและประเมินผล", *parts.monitoring(rows)),
            *amendments_chapter(plan),
        ],
        annexes=parts.minutes_annex(adopting_resolution(plan)),
    )
    yield PaperDraft(issuer=plan.owner, title=f"เล่ม{plan_title(plan)}", snapshot=snapshot)


def _area(plan: Plan, known: Known | None) -> list[parts.Block]:
    area = plan.area
    villages = list(Village.objects.filter(territories__body=plan.owner)) or list(Village.objects.filter(area=area))
    laos = ", ".join(Body.objects.filter(pk__in=laos_covering(plan)).order_by("pk").values_list("name", flat=True))
    district = area.parent.full_name if area.parent else ""
    blocks = [
        parts.text(f"{area.full_name} {district} รหัสพื้นที่ {area.code} มีหมู่บ้านและชุมชนในพื้นที่ของแผน {len(villages)} แห่ง"),
        parts.text(f"องค์กรปกครองส่วนท้องถิ่นในพื้นที่ ได้แก่ {laos}" if laos else "ไม่มีองค์กรปกครองส่วนท้องถิ่นในพื้นที่ที่บันทึกไว้"),
    ]
    if villages:
        blocks.append(village_table(villages, known))
    return [*blocks, *area_facts(known)]


def _forums(plan: Plan) -> list[parts.Block]:
    forums = Meeting.objects.filter(plan=plan, kind=Meeting.Kind.FORUM).order_by("held_on", "pk")
    told = [
        parts.text(
            f"{forum.title} เมื่อวันที่ {thai_date(forum.held_on)} ณ {forum.place}"
            + (f" มีประชาชนเข้าร่วม {forum.residents_present} คน" if forum.residents_present else "")
        )
        for forum in forums
    ]
    return [parts.heading("เวทีประชาคม"), *(told or [parts.text("ไม่มีเวทีประชาคมที่บันทึกไว้ในแผนฉบับนี้")])]


def _forms(plan: Plan, rows: Sequence[PlanLine]) -> list[parts.Block]:
    """The tables of the official forms, each by the template that holds for the province and the round."""

    def filled(code: str, own: Sequence[PlanLine]) -> parts.Block:
        return parts.across(form_table(template_for(code, plan.cycle), own, plan.cycle, plan_title(plan)))

    handed_up = [row for row in rows if row.work_class == WorkClass.HAND_UP]
    others = [row for row in rows if row.work_class != WorkClass.HAND_UP]
    tables = [filled(Form.P01, rows), filled(Form.P02, others)]
    lacking = [parts.text(NO_EQUIPMENT)]
    if handed_up:
        tables.append(filled(Form.P02_1, handed_up))
    else:
        lacking.insert(0, parts.text("แผนฉบับนี้ไม่มีโครงการที่ส่งต่อเพราะเกินศักยภาพ จึงไม่มีบัญชีตามแบบ ผ.02/1"))
    return [*lacking, *tables]


@paper("T05", "แบบเสนอโครงการ", on_demand=True)
def project_forms(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The form of each project of a plan."""
    if plan.current_version is None:
        return
    rows = rows_with_money(plan.current_version)
    questions = questions_of_many(plan, rows)
    for row in rows:
        reference = row.line.proposal.reference
        yield PaperDraft(
            issuer=plan.owner,
            title=f"แบบเสนอโครงการ {to_thai_digits(reference)}",
            snapshot=_project_form(plan, row, by, questions[row.line.proposal_id]),
            about=reference,
        )


def _project_form(plan: Plan, row: PlanLine, by: By, questions: list[Question]) -> dict[str, Any]:
    words = row.proposal_version
    cited = ", ".join(
        f"{each.article.version.charter.title} ข้อ {each.article.number}" for each in citations_of(row.line.proposal)
    )
    budget = [table_row(b.year, b.get_source_display(), baht(b.amount)) for b in words.budget.all()]
    columns = (
        column("ปีงบประมาณ พ.ศ.", 25, "center"),
        column("แหล่งงบประมาณ", 45),
        column("งบประมาณ (บาท)", 30, "right"),
    )
    total = table_row("รวม", "", baht(row.asked), style="total")
    indicators = [to_thai_digits(f"{each.name} {each.target}".strip()) for each in words.indicators.all()]
    return {
        "layout": "form",
        "form_code": "แบบเสนอโครงการ",
        "heading": [f"แบบเสนอโครงการเพื่อบรรจุใน{plan_title(plan)}", to_thai_digits(row.line.proposal.reference)],
        "fields": [{"label": label, "text": to_thai_digits(value)} for label, value in _said(words, cited)],
        "sections": [
            {
                "heading": "การดำเนินการ",
                "choices": [{"text": str(choice.label), "chosen": choice == row.work_class} for choice in WorkClass],
            },
            *_costs(words),
            {"heading": "งบประมาณ", "table": table([], columns, [*budget, total], landscape=False)},
            {"heading": "ตัวชี้วัดและค่าเป้าหมาย", "paragraphs": indicators or ["ไม่ได้ระบุ"]},
            *([{"heading": "ความพร้อมของโครงการ", "table": _readiness(questions)}] if questions else []),
        ],
        "signatures": [
            {"name": "", "position": "", "caption": "ผู้เสนอโครงการ"},
            {**signature_of(plan.owner, by), "caption": "ผู้รับรอง"},
        ],
        "foot_lines": foot_lines_of(plan.owner),
    }


def _costs(words: ProposalVersion) -> list[dict[str, Any]]:
    """What the money is for, item by item, with the sum in words; nothing where no items were written."""
    items = list(words.items.all())
    if not items:
        return []
    columns = (
        column("รายการ", 40),
        column("จำนวน", 22, "right"),
        column("ราคาต่อหน่วย (บาท)", 20, "right"),
        column("รวม (บาท)", 18, "right"),
    )
    rows = [
        table_row(i.item, to_thai_digits(f"{i.quantity.normalize():,f} {i.unit}"), baht(i.unit_price), baht(i.amount))
        for i in items
    ]
    total = table_row(f"รวม ({baht_text(words.asked)})", "", "", baht(words.asked), style="total")
    return [{"heading": "รายการค่าใช้จ่าย", "table": table([], columns, [*rows, total], landscape=False)}]


def _readiness(questions: list[Question]) -> dict[str, Any]:
    """The questions of readiness with what was answered, to be filled in by hand where nothing was."""
    columns = (column("รายการ", 50), column("คำตอบ", 18, "center"), column("หมายเหตุ", 32))
    rows = [
        table_row(
            to_thai_digits(each.printed),
            _ANSWERS[each.answer.answer] if each.answer else "",
            to_thai_digits(_noted(each)),
        )
        for each in questions
    ]
    return table([], columns, rows, landscape=False)


def _noted(question: Question) -> str:
    paper = f"เอกสารแนบ {question.paper.name}" if question.paper else ""
    return " · ".join(filter(None, [question.answer.note if question.answer else "", paper]))


_ANSWERS = {"yes": "พร้อมแล้ว", "no": "ยังไม่พร้อม", "not_applicable": "ไม่เกี่ยวข้อง"}  # papers are Thai, whoever prints


def _said(words: ProposalVersion, cited: str) -> tuple[tuple[str, str], ...]:
    """What a project says about itself, by the labels of its form."""
    people = f"{words.beneficiaries:,} คน" if words.beneficiaries else ""
    return (
        ("ชื่อโครงการ", words.title),
        ("ยุทธศาสตร์", words.strategy),
        ("แผนงาน", words.programme),
        ("พื้นที่ดำเนินการ", words.place),
        ("หลักการและเหตุผล", words.rationale),
        ("วัตถุประสงค์", words.objective),
        ("เป้าหมาย (ผลผลิต)", words.target_output),
        ("ผลที่คาดว่าจะได้รับ", words.expected_result),
        ("พิกัด", "" if words.latitude is None else f"{words.latitude:.6f}, {words.longitude:.6f}"),
        ("ผู้ได้รับประโยชน์", f"{people} {words.beneficiary_group}".strip()),
        ("หน่วยงานรับผิดชอบ", words.lead_agency),
        ("ธรรมนูญที่อ้าง", cited),
    )
