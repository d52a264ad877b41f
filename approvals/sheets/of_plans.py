"""The lists beside the lines: pairs that are alike, remarks, objections, envelopes, what money's sources said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import pairs
from approvals.actions import CLOSE_REMARKS, FUNDING
from approvals.afterwards import outcomes_of, rows_of, rows_under, with_outcomes
from approvals.envelopes import history_of
from approvals.models import FundingResult, Worksheet
from approvals.objections import objections_to
from approvals.sheets.of_lines import LONG, admit_to_worksheet
from approvals.sheets.tables import Asked, Change, Column, ComesBack, Drafts, Row, Table, WrongRowError
from approvals.verbs.envelopes import power_over
from approvals.verbs.review import close_remarks, waive_remark
from directory import cells
from directory.acting import Acting
from directory.errors import NotHere, Refused
from proposals.models import BudgetLine, Level, Plan
from proposals.page import admit_to
from proposals.word_changes import FIELDS
from workflow.law import may

SOURCES = dict(BudgetLine.Source.choices)
YES = {True: "ใช่", False: ""}

# --- Pairs that may be the same project ---


def _pair_columns(_asked: Asked) -> list[Column]:
    sides = (("first", "โครงการแรก"), ("second", "โครงการที่สอง"))
    told = [
        column
        for name, side in sides
        for column in (
            Column(f"{name}_reference", f"{side}: รหัส", 24),
            Column(f"{name}_title", f"{side}: ชื่อ", 44),
            Column(f"{name}_owner", f"{side}: เจ้าของ", 30),
            Column(f"{name}_asked", f"{side}: ขอ (บาท)", 18, "money"),
            Column(f"{name}_years", f"{side}: ปีงบประมาณ", 18),
            Column(f"{name}_before", f"{side}: เคยขอเมื่อปี", 12),
        )
    ]
    marks = (
        ("same_area", "ตำบลเดียวกัน"),
        ("same_district", "อำเภอเดียวกัน"),
        ("same_place", "สถานที่เดียวกัน"),
        ("same_cost", "วงเงินใกล้กัน"),
        ("same_year", "ปีงบประมาณเดียวกัน"),
    )
    return [Column("likeness", "คล้ายกัน (ร้อยละ)", 12, "number"), *told, *(Column(*mark, 12) for mark in marks)]


def _pair_rows(asked: Asked) -> Iterable[Row]:
    worksheet = Worksheet.objects.get(plan=asked.plan)
    scope = asked.query.get("scope", "")
    found = list(pairs.undecided(worksheet, scope if scope in pairs.SCOPES else "all"))
    for beside in pairs.with_words(found):
        shown: dict[str, Any] = {"likeness": beside.pair.likeness}
        sides = (
            ("first", beside.first, beside.first_years, beside.pair.first_before),
            ("second", beside.second, beside.second_years, beside.pair.second_before),
        )
        for name, line, years, before in sides:
            shown |= {
                f"{name}_reference": line.line.proposal.reference,
                f"{name}_title": line.proposal_version.title,
                f"{name}_owner": line.line.plan.owner.name,
                f"{name}_asked": line.asked,
                f"{name}_years": ", ".join(map(str, years)),
                f"{name}_before": str(before or ""),
            }
        for mark in ("same_area", "same_district", "same_place", "same_cost", "same_year"):
            shown[mark] = YES[getattr(beside.pair, mark)]
        yield Row(f"{shown['first_reference']}/{shown['second_reference']}", beside.pair.pk, "", shown)


PAIRS = Table("pairs", "โครงการที่อาจซ้ำกัน", "คู่", _pair_columns, _pair_rows, admit_to_worksheet)

# --- Remarks that were made, their answers, and closing them ---

CLOSED, WAIVED = "closed", "waived"
OUTCOMES: Mapping[str, str] = {CLOSED: "ปิดข้อสังเกต", WAIVED: "ยกเว้น"}


def _admit_to_remarks(plan: Plan, by: Acting) -> None:
    admit_to(CLOSE_REMARKS, plan, by)


def _remark_columns(_asked: Asked) -> list[Column]:
    return [
        Column("reference", "รหัสโครงการ", 24),
        Column("field", "เรื่อง", 20),
        Column("text", "ข้อสังเกต", 50),
        Column("due", "ภายใน", 16),
        Column("reply", "คำตอบของเจ้าของ", 50),
        Column("closed", "ปิดเมื่อ", 16),
        Column("outcome", "ผล", 18, "text", cells.choice(OUTCOMES), tuple(OUTCOMES.values())),
        Column("reason", "เหตุผลที่ยกเว้น", 40, "text", LONG, hint="กรอกเมื่อยกเว้น"),
    ]


def _remark_rows(asked: Asked) -> Iterable[Row]:
    for remark in asked.plan.remarks.select_related("line__proposal").order_by("number"):
        done = "" if remark.closed_at is None else OUTCOMES[WAIVED if remark.waived_reason else CLOSED]
        shown = {
            "reference": remark.line.proposal.reference if remark.line else "ทั้งแผน",
            "field": str(FIELDS.get(remark.field, remark.field)),
            "text": remark.text,
            "due": remark.due,
            "reply": remark.answer,
            "closed": remark.closed_at,
            "outcome": done,
            "reason": remark.waived_reason,
        }
        yield Row(str(remark.number), remark.number, f"{remark.version_id} {remark.answer}", shown)


def _outcome(_asked: Asked, change: Change) -> tuple[str, str]:
    outcome, reason = change.values["outcome"], change.values["reason"]
    if not outcome:
        raise WrongRowError("outcome", _("ต้องเลือกผล ข้อสังเกตที่ปิดแล้วเปิดใหม่ไม่ได้"))
    if outcome == WAIVED and not reason:
        raise WrongRowError("reason", _("การยกเว้นข้อสังเกตต้องมีเหตุผล"))
    return outcome, reason


def _settle(asked: Asked, changes: Mapping[str, Change], drafts: Drafts, _more: Mapping[str, Any]) -> None:
    closed: Sequence[int] = [changes[key].row.of for key, (outcome, _reason) in drafts.items() if outcome == CLOSED]
    if closed:
        close_remarks(plan=asked.plan, numbers=closed, by=asked.by)
    for key, (outcome, reason) in drafts.items():
        if outcome == WAIVED:
            waive_remark(plan=asked.plan, number=changes[key].row.of, reason=reason, by=asked.by)


def _by_number(changes: Mapping[str, Change], field: str, value: str) -> str:
    return value if field in {"numbers", "number"} and value in changes else ""


REMARKS = Table(
    "remarks",
    "ข้อสังเกตและคำตอบ",
    "เลขที่",
    _remark_columns,
    _remark_rows,
    _admit_to_remarks,
    ComesBack(gettext_lazy("การปิดหรือยกเว้นข้อสังเกต"), _outcome, _settle, _by_number, verb=close_remarks),
)

# --- Objections to a draft ---


def _admit_to_the_draft(plan: Plan, _by: Acting) -> None:
    if not Worksheet.objects.filter(plan=plan).exists():
        raise NotHere(_("แผนนี้ยังไม่มีร่างการจัดลำดับ"))


def _objection_columns(_asked: Asked) -> list[Column]:
    return [
        Column("body", "ผู้คัดค้าน", 34),
        Column("reference", "รหัสโครงการ", 24),
        Column("text", "ข้อคัดค้าน", 60),
        Column("made", "เมื่อ", 16),
        Column("reply", "คำตอบ", 60),
        Column("answered", "ตอบเมื่อ", 16),
    ]


def _objection_rows(asked: Asked) -> Iterable[Row]:
    for number, objection in enumerate(objections_to(asked.plan), 1):
        answer: Any = getattr(objection, "answer", None)
        shown = {
            "body": objection.body.name,
            "reference": objection.line.proposal.reference if objection.line else "ทั้งร่าง",
            "text": objection.text,
            "made": objection.made_at,
            "reply": answer.text if answer else "",
            "answered": answer and answer.answered_at,
        }
        yield Row(str(number), objection.pk, "", shown)


OBJECTIONS = Table("objections", "ข้อคัดค้านและคำตอบ", "ที่", _objection_columns, _objection_rows, _admit_to_the_draft)

# --- Envelopes ---


def _admit_to_envelopes(plan: Plan, by: Acting) -> None:
    if plan.level == Level.SUBDISTRICT:
        raise NotHere(_("กรอบวงเงินกำหนดให้แผนอำเภอและแผนจังหวัด"))
    if not may(by, power_over(plan, by), plan):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": by.office})


def _envelope_columns(_asked: Asked) -> list[Column]:
    return [
        Column("fund", "แหล่งงบประมาณ", 30),
        Column("year", "ปี", 10, "year"),
        Column("amount", "วงเงิน (บาท)", 20, "money"),
        Column("reference", "หนังสือ", 30),
        Column("dated", "ลงวันที่", 16),
        Column("holds", "ใช้อยู่", 10),
        Column("office", "ผู้กำหนด", 34),
        Column("set", "บันทึกเมื่อ", 16),
    ]


def _envelope_rows(asked: Asked) -> Iterable[Row]:
    known = history_of(asked.plan).select_related("office__body", "replaced_by")
    for number, envelope in enumerate(known, 1):
        shown = {
            "fund": envelope.get_fund_display(),
            "year": envelope.year,
            "amount": envelope.amount,
            "reference": envelope.reference,
            "dated": envelope.dated,
            "holds": YES[getattr(envelope, "replaced_by", None) is None],
            "office": f"{envelope.office} {envelope.office.body.name}",
            "set": envelope.set_at,
        }
        yield Row(str(number), envelope.pk, "", shown)


ENVELOPES = Table("envelopes", "กรอบวงเงิน", "ที่", _envelope_columns, _envelope_rows, _admit_to_envelopes)

# --- What the sources of money answered ---


def _admit_to_funding(plan: Plan, by: Acting) -> None:
    admit_to(FUNDING, plan, by)


def _funding_columns(_asked: Asked) -> list[Column]:
    return [
        Column("title", "โครงการ", 50),
        Column("source", "แหล่งงบประมาณ", 26),
        Column("agency", "หน่วยงาน", 28),
        Column("rank", "ลำดับ", 10, "number"),
        Column("place", "กรอบวงเงิน", 18),
        Column("proposed", "เสนอ (บาท)", 18, "money"),
        Column("result", "ผลการจัดสรร", 24),
        Column("amount", "ได้รับ (บาท)", 18, "money"),
        Column("reason", "เหตุผล", 40),
        Column("decided_by", "ผู้พิจารณา", 30),
        Column("decided_on", "เมื่อวันที่", 16),
        Column("letter", "หนังสือ", 26),
    ]


def _funding_rows(asked: Asked) -> Iterable[Row]:
    source = asked.query.get("source", "")
    wanted = rows_under(asked.plan, source) if source in BudgetLine.Source.values else rows_of(asked.plan)
    rows = list(with_outcomes(wanted).select_related("line__proposal", "proposal_version", "agency"))
    outcomes = outcomes_of(rows)
    for row in rows:
        found = outcomes.get(row.line_id)
        place = {True: "ในกรอบ", False: "เกินกรอบวงเงิน"}.get(row.within_ceiling, "")  # type: ignore[arg-type]  # or None
        shown = {
            "title": row.proposal_version.title,
            "source": str(SOURCES.get(row.funding_source or BudgetLine.Source.PROVINCE, row.funding_source)),
            "agency": row.agency.name if row.agency else "",
            "rank": row.rank,
            "place": place,
            "proposed": vars(row)["granted"],
            "result": str(FundingResult(found.result).label) if found else "รอผล",
            "amount": found.amount if found else None,
            "reason": found.reason if found else "",
            "decided_by": found.decided_by if found else "",
            "decided_on": found.decided_on if found else None,
            "letter": found.letter if found else "",
        }
        yield Row(row.line.proposal.reference, row.line_id, "", shown)


FUNDING_OUTCOMES = Table(
    "funding", "ผลการจัดสรรงบประมาณ", "รหัสโครงการ", _funding_columns, _funding_rows, _admit_to_funding
)
