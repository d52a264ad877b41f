"""What was said about the draft as annexes to the report of the hearing (P05): counted, grouped and answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from approvals.hearings import Tally, by_topic, comments_on, tally
from approvals.models import HearingComment, HearingNotice
from documents.parts import column, table, table_row
from documents.thai import thai_date
from proposals.models import Plan

COLUMNS = (column("ที่", 7, "center"), column("เรื่อง", 20), column("ความคิดเห็น", 43), column("ผลและคำตอบ", 30))
NOT_READ, NOT_ANSWERED = "(ยังไม่ได้ตรวจข้อความ)", "ยังไม่มีคำตอบ"


def comments_annexes(plan: Plan) -> list[dict[str, Any]]:
    """A table for each notice of a plan's hearings under which something was said; nobody is named there."""
    notices = HearingNotice.objects.filter(plan=plan).order_by("pk")
    found = ((notice, list(comments_on(notice))) for notice in notices)
    return [_annex(notice, comments) for notice, comments in found if comments]


def _annex(notice: HearingNotice, comments: Sequence[HearingComment]) -> dict[str, Any]:
    topics, left = by_topic(comments)
    body: list[dict[str, Any]] = []
    for topic in topics:
        body.append({"cells": [topic.answer.topic], "style": "group"})
        with translation.override("th"):
            answer = f"{topic.answer.get_result_display()}: {topic.answer.text}"
        body += [_row(comment, answer) for comment in topic.comments]
    if left:
        body.append({"cells": [NOT_ANSWERED], "style": "group"})
        body += [_row(comment, NOT_ANSWERED) for comment in left]
    days = f"รับความคิดเห็น {thai_date(notice.opens_on)} ถึง {thai_date(notice.closes_on)}"
    return table([f"ความคิดเห็นต่อร่างแผน {notice.title}", days, _counted(tally(comments))], COLUMNS, body, landscape=False)


def _row(comment: Any, answer: str) -> dict[str, Any]:
    said = comment.text
    if comment.is_shown is None:
        said = NOT_READ
    elif not comment.is_shown:
        said = f"(ไม่แสดงข้อความ เพราะ {comment.hidden_because})"
    return table_row(comment.number, comment.about or "-", said, answer)


def _counted(counts: Tally) -> str:
    return (
        f"รวม {counts.all} ความคิดเห็น จากกระดาษ {counts.on_paper} แสดงต่อสาธารณะ {counts.shown}"
        f" ไม่แสดง {counts.hidden} ยังไม่ได้ตรวจ {counts.waiting} ตอบแล้ว {counts.answered}"
    )
