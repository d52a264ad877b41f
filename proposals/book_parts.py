"""What the books of plans of all levels are put together from. A chapter says what the plan has and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from directory.acting import By
from documents.parts import amount_with_words, column, letterhead_of, signature_of, table, table_row
from documents.thai import baht, thai_date, to_thai_digits
from proposals.documents import adopting_resolution, plan_title, summary_by_strategy
from proposals.form_tables import by_strategy
from proposals.meetings_on_paper import quorum_line, sitting
from proposals.models import Cycle, Meeting, Plan, PlanLine, Resolution

Block = dict[str, Any]
MOST_PARTS = 20  # of a chart of shares


def text(words: str) -> Block:
    """A paragraph, digits in Thai."""
    return {"text": to_thai_digits(words)}


def heading(words: str) -> Block:
    """A heading within a chapter."""
    return {"heading": to_thai_digits(words)}


def part(title: str, *blocks: Block) -> dict[str, Any]:
    """A chapter or an annex."""
    return {"title": to_thai_digits(title), "blocks": list(blocks)}


def upright(block: dict[str, Any]) -> Block:
    """A table on the upright pages of the text."""
    return {"table": {**block, "page": "A4"}}


def across(block: dict[str, Any]) -> Block:
    """A wide table on pages of its own, turned on their side."""
    return {"table": {**block, "page": "A4 landscape"}}


def round_of(cycle: Cycle) -> str:
    """พ.ศ. 2571 - 2575"""  # noqa: D415  # shows the form itself
    return f"พ.ศ. {cycle.years[0]} - {cycle.years[-1]}"


def book(
    plan: Plan,
    by: By,
    *,
    chapters: Sequence[dict[str, Any]],
    annexes: Sequence[dict[str, Any]],
    foreword: Sequence[str],
) -> dict[str, Any]:
    """The snapshot of a plan's book."""
    return {
        "layout": "book",
        "letterhead": letterhead_of(plan.owner),
        "cover": {
            "title_lines": [f"แผนพัฒนา{plan.area.full_name}", to_thai_digits(f"({round_of(plan.cycle)})")],
            "lines": [
                to_thai_digits(f"ประจำปีงบประมาณ พ.ศ. {plan.cycle.target_year}"),
                to_thai_digits(f"รหัสแผน {plan.reference} ฉบับที่ {plan.version_on_desk.number}"),
            ],
        },
        "foreword": {
            "paragraphs": [text(words) for words in foreword],
            "signature": signature_of(plan.owner, by),
        },
        "chapters": list(chapters),
        "annexes": list(annexes),
    }


def foreword_of(plan: Plan, rows: Sequence[PlanLine], *, amount: Decimal) -> list[str]:
    """Who made the plan, by which resolution, and how much is in it."""
    resolution = adopting_resolution(plan)
    words = [f"{plan.owner.name} ได้จัดทำ{plan_title(plan)} ในรอบแผน {round_of(plan.cycle)}"]
    if resolution is not None:
        meeting = resolution.meeting
        words.append(
            f"ที่ประชุม{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)} ได้มีมติรับรองแผนฉบับนี้แล้ว"
        )
    words.append(f"แผนประกอบด้วยโครงการ {len(rows)} โครงการ งบประมาณรวม {amount_with_words(amount)}")
    return words


def analysis(rows: Sequence[PlanLine]) -> list[Block]:
    """What the projects are about: by strategy, by who carries them out, and the reasons that were given."""
    classes: dict[str, list[PlanLine]] = {}
    for row in rows:
        classes.setdefault(str(row.get_work_class_display()), []).append(row)
    body = [
        table_row(name, len(own), baht(sum((row.asked for row in own), Decimal(0)))) for name, own in classes.items()
    ]
    columns = (column("การดำเนินการ", 50), column("จำนวนโครงการ", 22, "right"), column("งบประมาณที่ขอ (บาท)", 28, "right"))
    return [
        *_charts(rows),
        heading("โครงการตามยุทธศาสตร์"),
        upright(summary_by_strategy(rows)),
        heading("โครงการตามผู้ดำเนินการ"),
        upright(table([], columns, body, landscape=False)),
        heading("ปัญหาและเหตุผลความจำเป็น"),
        *_reasons(rows),
    ]


def _charts(rows: Sequence[PlanLine]) -> list[Block]:
    """What is asked by year, and which strategies it is for. Charts show amounts, so there are none without any."""
    years: dict[int, Decimal] = {}
    for row in rows:
        for line in row.proposal_version.budget.all():
            years[line.year] = years.get(line.year, Decimal(0)) + line.amount
    groups = [(group.name, sum((row.asked for row in group.rows), Decimal(0))) for group in by_strategy(rows)]
    if not sum(years.values(), Decimal(0)) or len(groups) > MOST_PARTS:
        return []
    bars = {
        "kind": "bars",
        "title": "งบประมาณที่ขอรายปี",
        "unit": "บาท",
        "categories": [to_thai_digits(year) for year in sorted(years)],
        "series": [{"name": "งบประมาณ", "values": [{"value": str(years[year])} for year in sorted(years)]}],
    }
    parts = [{"name": name, "value": str(amount)} for name, amount in groups]
    shares = {"kind": "shares", "title": "งบประมาณที่ขอตามยุทธศาสตร์", "unit": "บาท", "parts": parts}
    return [heading("งบประมาณที่ขอ"), {"chart": bars}, {"chart": shares}]


def _reasons(rows: Sequence[PlanLine]) -> list[Block]:
    given = [row for row in rows if row.proposal_version.rationale]
    if not given:
        return [text("แผนฉบับนี้ไม่ได้บันทึกเหตุผลความจำเป็นของโครงการไว้")]
    columns = (column("ที่", 7, "center"), column("โครงการ", 38), column("เหตุผลความจำเป็น", 55))
    body = [table_row(row.line.number, row.proposal_version.title, row.proposal_version.rationale) for row in given]
    return [upright(table([], columns, body, landscape=False))]


def strategies(rows: Sequence[PlanLine], *, vision: str = "") -> list[Block]:
    """The strategies and programmes under which the projects stand, and the vision where one is written down."""
    blocks = [
        heading("วิสัยทัศน์"),
        text(vision or "แผนฉบับนี้ไม่ได้บันทึกวิสัยทัศน์ไว้"),
        heading("ยุทธศาสตร์และแผนงาน"),
    ]
    for number, group in enumerate(by_strategy(rows), 1):
        programmes = list(
            dict.fromkeys(r.proposal_version.programme for r in group.rows if r.proposal_version.programme)
        )
        under = f" ประกอบด้วย {' '.join(programmes)}" if programmes else ""
        blocks.append(text(f"{number}. {group.name} จำนวน {len(group.rows)} โครงการ{under}"))
    return blocks if rows else [*blocks, text("แผนฉบับนี้ยังไม่มีโครงการ")]


def monitoring(rows: Iterable[PlanLine]) -> list[Block]:
    """The indicators that the projects are watched by."""
    body = [
        table_row(row.line.number, row.proposal_version.title, indicator.name, indicator.target)
        for row in rows
        for indicator in row.proposal_version.indicators.all()
    ]
    if not body:
        return [text("แผนฉบับนี้ไม่ได้กำหนดตัวชี้วัดรายโครงการไว้")]
    columns = (column("ที่", 7, "center"), column("โครงการ", 40), column("ตัวชี้วัด", 33), column("ค่าเป้าหมาย", 20))
    return [text("ติดตามผลรายโครงการตามตัวชี้วัดและค่าเป้าหมาย ดังนี้"), upright(table([], columns, body, landscape=False))]


def minutes_annex(resolution: Resolution | None) -> list[dict[str, Any]]:
    """The meeting that resolved on the plan: who sat, what was said and what was resolved."""
    if resolution is None:
        return []
    meeting = resolution.meeting
    blocks = [
        text(
            f"{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)} ณ {meeting.place}"
            f" {quorum_line(meeting)}"
        ),
        *_agenda(meeting),
        heading("มติรับรองแผน"),
        text(
            f"{resolution.text} ด้วยคะแนนเห็นชอบ {resolution.votes_for} เสียง ไม่เห็นชอบ {resolution.votes_against} เสียง"
            f" งดออกเสียง {resolution.abstained} เสียง"
        ),
    ]
    return [part("รายงานการประชุม", *blocks)]


def _agenda(meeting: Meeting) -> list[Block]:
    blocks: list[Block] = []
    for item in meeting.agenda.all():
        blocks.append(heading(item.heading))
        blocks += [text(line) for line in item.text.splitlines() if line.strip()]
        if item.resolution:
            blocks.append(text(f"มติที่ประชุม {item.resolution}"))
    return blocks
