"""The papers of the desks: requests to improve (D02, P03), the ranked table (D04) and the submission (D09)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count

from approvals.governor import as_decided
from approvals.matching import matches_of, said_on_paper
from approvals.models import Recusal, Worksheet
from approvals.objections import objections_to
from approvals.ranking import TIE_BREAKS
from directory.acting import By
from directory.models import Body
from documents.kinds import PaperDraft, paper
from documents.parts import amount_with_words, column, letter, signature_of, table, table_row
from documents.thai import baht, thai_date, to_thai_digits
from proposals import contents
from proposals.documents import LETTERS, adopting_resolution, plan_title, projects_table, summary_by_strategy
from proposals.meetings_on_paper import sitting
from proposals.models import BudgetLine, Fate, FateKind, Plan, PlanKind, PlanLine, PlanVersion
from proposals.queries import open_remarks

RANKED_COLUMNS = (
    column("ลำดับ", 6, "center"),
    column("โครงการ", 34),
    column("พื้นที่ดำเนินการ", 17),
    column("ที่มา", 7, "center"),
    column("คะแนน", 7, "center"),
    column("ขอ (บาท)", 13, "right"),
    column("เสนอ (บาท)", 13, "right"),
    column("หมายเหตุ", 14),
)
INTEGRATED_COLUMNS = (
    column("ลำดับ", 6, "center"),
    column("โครงการ", 34),
    column("พื้นที่ดำเนินการ", 16),
    column("หน่วยงานรับผิดชอบ", 17),
    column("แหล่งงบประมาณ", 10),
    column("ขอ (บาท)", 12, "right"),
    column("เสนอ (บาท)", 12, "right"),
)
REMARK_COLUMN = column("หมายเหตุ", 18)


def office_above(plan: Plan) -> Body | None:
    """The office that works for the body to which a plan goes; none above the province."""
    return plan.parent.owner.desk if plan.parent else None


def _request_to_improve(plan: Plan, by: By, verb: str) -> Iterable[PaperDraft]:
    issuer = office_above(plan)
    remarks = list(open_remarks(plan).order_by("number"))
    if issuer is None or not remarks:
        return
    opening = (
        f"ตามที่{plan.owner.name} ได้เสนอ{plan_title(plan)} รหัส {plan.reference} มาเพื่อพิจารณา นั้น"
        f" {issuer.name} ได้ตรวจพิจารณาแล้ว {verb}แผนตามข้อสังเกต ดังนี้"
    )
    items = [{"item": f"{remark.number}.", "text": _remark_text(remark)} for remark in remarks]
    ending = (
        f"จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการและส่งกลับภายในวันที่ {thai_date(remarks[0].due)}"
        " ทั้งนี้ ท่านอาจปรับปรุงตามข้อสังเกต หรือยืนยันตามเดิมพร้อมเหตุผลก็ได้"
    )
    subject = f"{verb}{plan_title(plan)}"
    snapshot = letter(
        issuer, by, subject=subject, to=plan.owner.name, paragraphs=[{"text": opening}, *items, {"text": ending}]
    )
    yield PaperDraft(issuer=issuer, recipient=plan.owner, title=subject, snapshot=snapshot, register=LETTERS)


def _remark_text(remark: Any) -> str:
    return f"โครงการรหัส {remark.line.proposal.reference} {remark.text}" if remark.line else str(remark.text)


@paper("D02", "หนังสือขอให้ปรับปรุงแก้ไข")
def request_to_a_council(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The district asks a council to improve its plan: numbered remarks and a due date."""
    yield from _request_to_improve(plan, by, "ขอให้ปรับปรุงแก้ไข")


@paper("P03", "หนังสือส่งคืนอำเภอ")
def return_to_a_district(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The province returns a district's plan with numbered remarks."""
    yield from _request_to_improve(plan, by, "ส่งคืนเพื่อแก้ไข")


class Said(NamedTuple):
    """The words of a line that a ranked list shows."""

    title: str
    place: str


class Ranked(NamedTuple):
    """A line as a ranked list shows it: what it needs of a `PlanLine`, without four instances for each."""

    line_id: int
    rank: int | None
    within_ceiling: bool | None
    asked: Decimal
    proposed: Decimal
    proposed_reason: str
    proposal_version: Said


def ranked_lines(version: PlanVersion) -> list[Ranked]:
    """The lines of a version in the order in which they are read."""
    said = [f"proposal_version__{name}" for name in Said._fields]  # noqa: SLF001  # of a named tuple
    own = Ranked._fields[:-1]  # noqa: SLF001  # as above
    found = contents.lines_of(version).select_related(None).values_list(*said, *own)
    return [Ranked._make((*row, Said(title, place))) for title, place, *row in found]  # noqa: SLF001  # as above


def ranked_rows(plan: Plan, rows: Sequence[PlanLine | Ranked]) -> list[dict[str, Any]]:
    """The ranked list with the ceiling line where the first entry no longer fits, and the reason behind each below."""
    worksheet = Worksheet.objects.get(plan=plan)
    facts = {line_id: (score, sources) for line_id, score, sources in _entry_facts(worksheet)}
    body: list[dict[str, Any]] = []
    drawn = False
    for row in rows:
        if row.within_ceiling is False and not drawn:
            body.append(_ceiling_line(worksheet))
            drawn = True
        score, sources = facts.get(row.line_id, (None, 0))
        body.append(
            table_row(
                row.rank or "",
                row.proposal_version.title,
                row.proposal_version.place,
                f"{sources} แผน",
                f"{score:.2f}" if score is not None else "-",
                baht(row.asked, thai=False),  # the row turns all its digits
                baht(row.proposed, thai=False),
                "เกินกรอบวงเงิน" if row.within_ceiling is False else row.proposed_reason,
            )
        )
    if not drawn:
        body.append(_ceiling_line(worksheet))
    return body


def _entry_facts(worksheet: Worksheet) -> list[tuple[int, Any, int]]:
    return list(
        worksheet.entries.filter(line__isnull=False)
        .annotate(sources=Count("shares"))
        .values_list("line_id", "score", "sources")
    )


def _ceiling_line(worksheet: Worksheet) -> dict[str, Any]:
    words = "ไม่ได้กำหนดกรอบวงเงิน" if worksheet.ceiling is None else f"กรอบวงเงิน {baht(worksheet.ceiling)} บาท"
    return {"cells": [to_thai_digits(f"—— เส้น{words} ——")], "style": "ceiling"}


def total_row(rows: Sequence[PlanLine | Ranked], width: int, asked_at: int) -> dict[str, Any]:
    """The sums of what is asked and proposed, in the columns from ``asked_at`` on."""
    cells = [""] * width
    cells[1] = f"รวม {len(rows)} โครงการ"
    cells[asked_at] = baht(sum((row.asked for row in rows), Decimal(0)))
    cells[asked_at + 1] = baht(sum((row.proposed for row in rows), Decimal(0)))
    return table_row(*cells, style="total")


def not_taken(plan: Plan) -> dict[str, Any]:
    """The lines of the level below that did not go on, each with its reason: a ranked list never hides them."""
    columns = (
        column("รหัส", 16),
        column("โครงการ", 38),
        column("งบประมาณ (บาท)", 13, "right"),
        column("ผลการพิจารณา", 14),
        column("เหตุผล", 30),
    )
    fates = list(
        Fate.objects.filter(line__plan__parent=plan)
        .exclude(kind__in=[FateKind.CARRIED, FateKind.MERGED, FateKind.SPLIT])
        .select_related("line__proposal", "line__plan")
        .order_by("kind", "line_id")
    )
    # By the versions on the desks, not by the fates: of rows that this transaction wrote PostgreSQL knows nothing yet.
    versions = {fate.line.plan.current_version_id for fate in fates}
    shown = PlanLine.objects.filter(version__in=versions)
    titles = dict(shown.order_by().values_list("line_id", "proposal_version__title")) if fates else {}
    body = [
        table_row(f.line.proposal.reference, titles.get(f.line_id, ""), baht(f.asked), f.get_kind_display(), f.reason)
        for f in fates
    ]
    return table(["โครงการที่ไม่ได้นำเข้าแผนระดับนี้ พร้อมเหตุผล"], columns, body)


@paper("D04", "ตารางจัดลำดับความสำคัญ")
def ranked_table(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """A district's ranked list with its ceiling line, and what was not taken in with the reasons."""
    if plan.current_version is None:
        return
    if plan.kind == PlanKind.AMENDMENT:  # nothing was ranked: its lines as they are
        yield _amending_list(plan, list(contents.lines_of(plan.current_version)), by)
        return
    rows = ranked_lines(plan.current_version)
    block = table(
        [f"ตารางจัดลำดับความสำคัญโครงการ {plan_title(plan)}", resolved_words(plan), ranked_by_words(plan)],
        RANKED_COLUMNS,
        [*ranked_rows(plan, rows), total_row(rows, len(RANKED_COLUMNS), 5)],
    )
    snapshot = {
        "layout": "table",
        **block,
        "signatures": [signature_of(plan.owner, by)],
        "annexes": [not_taken(plan), *_objections(plan)],
    }
    yield PaperDraft(issuer=plan.owner, title=f"ตารางจัดลำดับความสำคัญ {plan_title(plan)}", snapshot=snapshot)


def _objections(plan: Plan) -> list[dict[str, Any]]:
    """What was held against the draft before the committee met, if anything, with the desk's answers."""
    columns = (column("องค์กร", 24), column("โครงการ", 16), column("ข้อคัดค้าน", 32), column("คำตอบ", 28))
    body = [
        table_row(
            each.body.name,
            each.line.proposal.reference if each.line else "ร่างทั้งฉบับ",
            each.text,
            each.answer.text if hasattr(each, "answer") else "ยังไม่มีคำตอบ",
        )
        for each in objections_to(plan)
    ]
    return [table(["ข้อคัดค้านที่บันทึกไว้ก่อนการประชุม"], columns, body)] if body else []


def stood_back(plan: Plan) -> dict[str, Any]:
    """Who stood back from which lines of a plan, and why, as a part of a snapshot; nothing at all where nobody did."""
    columns = (column("ชื่อ", 22), column("ตำแหน่ง", 24), column("โครงการ", 16), column("เหตุผล", 38))
    found = Recusal.objects.filter(plan=plan).select_related("user", "office", "line__proposal", "withdrawal")
    body = [
        table_row(
            str(each.user),
            each.office.title,
            each.line.proposal.reference if each.line else "ทั้งแผน",
            f"{each.get_kind_display()}: {each.reason}"
            + (f" (ถอนการแจ้งแล้ว: {each.withdrawal.reason})" if hasattr(each, "withdrawal") else ""),
        )
        for each in found.order_by("pk")
    ]
    return {"annexes": [table(["ผู้ไม่ร่วมพิจารณาเพราะมีส่วนได้เสีย", plan_title(plan)], columns, body)]} if body else {}


def resolved_words(plan: Plan) -> str:
    """By which resolution a plan stands; blank before there is one."""
    resolution = adopting_resolution(plan)
    if resolution is None:
        return ""
    meeting = resolution.meeting
    return f"ตามมติ{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)}"


def _amending_list(plan: Plan, rows: Sequence[PlanLine], by: By) -> PaperDraft:
    heading = f"บัญชีโครงการ {plan_title(plan)}"
    snapshot = {"layout": "table", **projects_table(plan, rows), "signatures": [signature_of(plan.owner, by)]}
    return PaperDraft(issuer=plan.owner, title=heading, snapshot={**snapshot, "annexes": []})


def ranked_by_words(plan: Plan) -> str:
    """By which weights and which rule between equal scores the list was ranked, or which scenario a meeting chose."""
    worksheet = Worksheet.objects.select_related("scenario").get(plan=plan)
    weights: dict[str, int] = dict(worksheet.criteria.values_list("name", "weight"))
    told = ""
    if worksheet.scenario is not None:
        by_code = worksheet.scenario.weights
        weights = {each.name: by_code.get(each.code, each.weight) for each in worksheet.criteria.all()}
        told = f"ตามทางเลือก “{worksheet.scenario.name}” ({worksheet.scenario.get_method_display()}) ที่ประชุมเลือก "
    weighed = ", ".join(f"{name} {weight}" for name, weight in weights.items())
    ties = " แล้ว".join(TIE_BREAKS[name].thai for name in worksheet.tie_break if name in TIE_BREAKS)
    return to_thai_digits(f"{told}เรียงตามคะแนน น้ำหนัก: {weighed or '-'} เมื่อคะแนนเท่ากัน: {ties}")


@paper("D09", "หนังสือนำส่งแผนอำเภอไปจังหวัด")
def district_submission(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The letter with which a district's plan goes to the province."""
    office, above = plan.owner.desk, office_above(plan)
    if above is None or plan.current_version is None:
        return
    rows = [row for row in contents.lines_of(plan.current_version) if row.within_ceiling is not False]
    total = sum((row.proposed for row in rows), Decimal(0))
    below = plan.children.filter(state="closed").select_related("area").order_by("area_id")
    names = " ".join(dict.fromkeys(child.area.full_name for child in below))
    text = (
        f"{office.name} ขอนำส่ง{plan_title(plan)} รหัส {plan.reference} {resolved_words(plan)}"
        f" รวม {len(rows)} โครงการ วงเงิน {amount_with_words(total)} ซึ่งรวบรวมจากแผนของ {names}"
    )
    snapshot = letter(
        office,
        by,
        subject=f"นำส่ง{plan_title(plan)}",
        to=plan.parent.owner.name if plan.parent else "",
        enclosures=["ตารางจัดลำดับความสำคัญ จำนวน 1 ชุด", "รายงานการประชุม จำนวน 1 ชุด"],
        paragraphs=[{"text": text}, {"text": "จึงเรียนมาเพื่อโปรดพิจารณา"}],
        annexes=[summary_by_strategy(rows)],
    )
    yield PaperDraft(
        issuer=office, recipient=above, title=f"นำส่ง{plan_title(plan)}", snapshot=snapshot, register=LETTERS
    )


def integrated_block(plan: Plan, heading: Sequence[str], rows: Sequence[PlanLine], *, ceiling: bool) -> dict[str, Any]:
    """The matrix of project, agency, funding source and money, with the ceiling line where it is asked for.

    What was matched with other plans stands in a column of remarks, where anything was. An amendment has no worksheet,
    and so neither a ceiling of its own nor matches.
    """
    worksheet = Worksheet.objects.filter(plan=plan).first()
    remarks = _matched_elsewhere(worksheet) if worksheet is not None else {}
    columns = (*INTEGRATED_COLUMNS, REMARK_COLUMN) if remarks else INTEGRATED_COLUMNS
    body: list[dict[str, Any]] = []
    drawn = not ceiling
    for row in rows:
        if row.within_ceiling is False and not drawn and worksheet is not None:
            body.append(_ceiling_line(worksheet))
            drawn = True
        body.append(
            table_row(
                row.rank or "",
                row.proposal_version.title,
                row.proposal_version.place,
                row.agency.name if row.agency else "-",
                source_label(row.funding_source),
                baht(row.asked),
                baht(row.proposed),
                *([remarks.get(row.line_id, "")] if remarks else ()),
            )
        )
    if not drawn and worksheet is not None:
        body.append(_ceiling_line(worksheet))
    return table(heading, columns, [*body, total_row(rows, len(columns), 5)])


def _matched_elsewhere(worksheet: Worksheet) -> dict[int, str]:
    """By line, what it was matched with in the plans of agencies and LAOs; nothing where nothing was."""
    entries = list(worksheet.entries.filter(line__isnull=False))
    found = matches_of(entries)
    return {entry.line_id: said_on_paper(found[entry.pk]) for entry in entries if entry.line_id and entry.pk in found}


def source_label(source: str) -> str:
    """A source of money in words, a dash for none."""
    return str(dict(BudgetLine.Source.choices).get(source, "-"))


def integrated_rows(plan: Plan) -> list[PlanLine]:
    """The lines of the province's plan with their agencies; once it is endorsed, as the governor decided them."""
    if plan.current_version is None:
        return []
    return as_decided(plan, list(contents.lines_of(plan.current_version).select_related("agency")))
