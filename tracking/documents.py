"""The papers of the follow-up: the progress report (F01) and the reminder to agencies that keep silent (F04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from directory import clock
from directory.acting import By
from directory.models import Body
from documents.kinds import PaperDraft, paper
from documents.parts import column, foot_lines_of, letterhead_of, signature_of, table, table_row
from documents.thai import baht, thai_date, to_thai_digits
from proposals.documents import LETTERS, plan_title
from proposals.models import Level, Plan
from tracking.models import Commitment
from tracking.queries import QUIET_DAYS, quiet_commitments

ZERO = Decimal(0)
REPORT_WITHIN = 15  # days


def _commitments(plan: Plan) -> list[Commitment]:
    found = Commitment.objects.filter(line__plan=plan).select_related("agency").prefetch_related("updates")
    return list(found.order_by("agency_id", "pk"))


@paper("F01", "รายงานความก้าวหน้า", on_demand=True)
def progress_report(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """How far each line of an endorsed plan has come today, by agency, from the agencies' own reports."""
    commitments = _commitments(plan)
    if plan.level != Level.PROVINCE or not commitments:
        return
    issuer = plan.owner.desk
    body: list[dict[str, Any]] = []
    present = 0
    for number, each in enumerate(commitments, 1):
        if each.agency_id != present:
            present = each.agency_id
            body.append({"cells": [to_thai_digits(each.agency.name)], "style": "group"})
        notes = [update.note for update in each.updates.all() if update.note]
        cells = (number, each.title, baht(each.amount), each.get_status_display())
        body.append(table_row(*cells, thai_date(each.updated_on), notes[-1] if notes else ""))
    total = sum((each.amount for each in commitments), ZERO)
    body.append(table_row("", f"รวม {len(commitments)} โครงการ", baht(total), "", "", "", style="total"))
    columns = (
        column("ที่", 6, "center"),
        column("โครงการ", 36),
        column("งบประมาณ (บาท)", 14, "right"),
        column("สถานะ", 15),
        column("รายงานเมื่อ", 14),
        column("หมายเหตุ", 15),
    )
    heading = [f"รายงานความก้าวหน้า {plan_title(plan)}", f"ณ วันที่ {thai_date(clock.today())}"]
    snapshot = {
        "layout": "table",
        **table(heading, columns, body),
        "notes": [to_thai_digits(words) for words in _by_status(commitments)],
        "signatures": [signature_of(issuer, by)],
    }
    yield PaperDraft(issuer=issuer, title=f"{heading[0]} {heading[1]}", snapshot=snapshot)


def _by_status(commitments: Iterable[Commitment]) -> list[str]:
    sums: dict[str, tuple[int, Decimal]] = {}
    for each in commitments:
        count, amount = sums.get(str(each.get_status_display()), (0, ZERO))
        sums[str(each.get_status_display())] = count + 1, amount + each.amount
    return [f"{status} {count} โครงการ งบประมาณ {baht(amount)} บาท" for status, (count, amount) in sums.items()]


@paper("F04", "หนังสือเตือนให้รายงานความก้าวหน้า", on_demand=True)
def reminders(plan: Plan, by: By) -> Iterable[PaperDraft]:  # noqa: ARG001  # stamped, not signed
    """A stamped letter to each agency with unfinished lines on which it has not reported for ninety days."""
    if plan.level != Level.PROVINCE:
        return
    issuer = plan.owner.desk
    silent: dict[Body, list[Commitment]] = {}
    for each in quiet_commitments(Commitment.objects.filter(line__plan=plan)).select_related("agency").order_by("pk"):
        silent.setdefault(each.agency, []).append(each)
    due = thai_date(clock.today() + timedelta(days=REPORT_WITHIN))
    for agency, own in silent.items():
        columns = (
            column("ที่", 8, "center"),
            column("โครงการ", 52),
            column("สถานะล่าสุด", 20),
            column("รายงานล่าสุดเมื่อ", 20),
        )
        rows = [
            table_row(number, each.title, each.get_status_display(), thai_date(each.updated_on))
            for number, each in enumerate(own, 1)
        ]
        text = (
            f"ตามที่{agency.name} รับผิดชอบโครงการใน{plan_title(plan)} นั้น ปรากฏว่ามี {len(own)} โครงการ"
            f" ที่ไม่มีรายงานเกิน {QUIET_DAYS} วัน จึงขอให้รายงานความก้าวหน้าภายในวันที่ {due}"
        )
        snapshot = {
            "layout": "stamped_letter",
            "letterhead": letterhead_of(issuer),
            "number_prefix": to_thai_digits(issuer.letter_prefix),
            "to": agency.name,
            "enclosures": [to_thai_digits(f"รายการโครงการ จำนวน {len(own)} โครงการ")],
            "paragraphs": [to_thai_digits(text)],
            "foot_lines": foot_lines_of(issuer),
            "annexes": [table(["รายการโครงการที่ขอให้รายงาน", agency.name], columns, rows, landscape=False)],
        }
        title = f"ขอให้รายงานความก้าวหน้า {plan_title(plan)}"
        yield PaperDraft(issuer=issuer, recipient=agency, title=title, snapshot=snapshot, register=LETTERS)
