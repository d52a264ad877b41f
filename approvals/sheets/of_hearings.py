"""The list of what was said at a public hearing, as its desk filters it: only read, as comments are never changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from approvals.actions import HEARING
from approvals.hearings import as_filtered, by_topic, comments_on, notice_asked_for
from approvals.sheets.tables import Asked, Column, Row, Table
from directory.acting import Acting
from directory.errors import NotHere
from proposals.models import Level, Plan
from proposals.page import admit_to

SHOWING = {None: "รอตรวจข้อความ", True: "แสดงแล้ว", False: "ไม่แสดง"}


def _admit(plan: Plan, by: Acting) -> None:
    if plan.level != Level.PROVINCE:
        raise NotHere(_("เฉพาะร่างแผนจังหวัดที่เปิดรับฟังความคิดเห็น"))
    admit_to(HEARING, plan, by)


def _columns(_asked: Asked) -> list[Column]:
    return [
        Column("said", "เมื่อ", 16),
        Column("name", "ผู้ให้ความคิดเห็น", 26),
        Column("way", "ช่องทาง", 14),
        Column("about", "เรื่อง", 30),
        Column("text", "ความคิดเห็น", 60),
        Column("showing", "การแสดง", 16),
        Column("hidden_because", "เหตุผลที่ไม่แสดง", 34),
        Column("topic", "หัวข้อของคำตอบ", 30),
        Column("result", "ผล", 20),
        Column("reply", "คำตอบ", 60),
    ]


def _rows(asked: Asked) -> Iterable[Row]:
    notice = notice_asked_for(asked.plan, asked.query.get("notice", ""))
    if notice is None:
        return
    found: list[Any] = as_filtered(list(comments_on(notice)), asked.query.get("show", ""))
    topics, _unanswered = by_topic(found)
    answers = {comment.pk: topic.answer for topic in topics for comment in topic.comments}
    for comment in found:
        answer = answers.get(comment.pk)
        shown = {
            "said": comment.said_on,
            "name": comment.name or "ไม่ประสงค์ออกนาม",
            "way": "กระดาษ" if comment.office_id else "หน้าสาธารณะ",
            "about": comment.about,
            "text": comment.text,
            "showing": SHOWING[comment.is_shown],
            "hidden_because": comment.hidden_because if comment.is_shown is False else "",
            "topic": answer.topic if answer else "",
            "result": answer.get_result_display() if answer else "",
            "reply": answer.text if answer else "",
        }
        yield Row(str(comment.number), comment.pk, "", shown)


COMMENTS = Table("comments", "ความคิดเห็นในการรับฟัง", "ที่", _columns, _rows, _admit)
