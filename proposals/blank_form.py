"""The short form on paper: printed blank, filled in by hand at a meeting, with a code that opens the right page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from documents import editable
from documents.layouts import render
from documents.thai import to_thai_digits
from proposals.models import Plan, WorkClass


def snapshot_of(plan: Plan) -> dict[str, Any]:
    """The form of a plan, in Thai whatever the reader's language: one page, the few questions that come first."""
    years = [to_thai_digits(year) for year in plan.cycle.years]
    address = f"{settings.PUBLIC_BASE_URL}{reverse('plan_draft', args=[plan.reference])}"
    return {
        "layout": "form",
        "title": f"แบบเสนอโครงการ {plan.reference}",
        "form_code": "แบบย่อ",
        "heading": [
            "แบบเสนอโครงการของชุมชน",
            plan.owner.name,
            f"แผนปีงบประมาณ พ.ศ. {to_thai_digits(plan.cycle.target_year)}",
        ],
        "fields": [
            {"label": "๑. ชื่อโครงการ (ทำอะไร)", "lines": 3},
            {"label": "๒. หมู่ที่หรือสถานที่", "lines": 2},
            {"label": "๓. ปัญหาหรือความต้องการ", "lines": 6},
            {"label": "๔. ใครได้รับประโยชน์ กี่คน", "lines": 3},
        ],
        "sections": [
            {
                "heading": "๕. ใครเป็นผู้ทำ",
                "choices": [{"text": text} for text in _CLASSES.values()],
            },
            {
                "heading": "๖. งบประมาณโดยประมาณ (บาท) ของแต่ละปี",
                "table": {
                    "page": "A4",
                    "heading": [],
                    "columns": [{"title": f"พ.ศ. {year}", "width": 1, "align": "center"} for year in years],
                    "rows": [{"cells": ["\n\n"] * len(years)}],
                },
            },
            {"heading": "", "fields": [{"label": "ผู้เสนอ", "lines": 1}, {"label": "วันที่", "lines": 1}]},
        ],
        "foot_lines": ["กรอกด้วยลายมือแล้วส่งให้เลขานุการสภา", "หรือสแกนรหัสเพื่อกรอกในระบบ", plan.reference],
        "check_url": address,
        "check_code": plan.reference,
        "code_caption": "สแกนเพื่อกรอก",
    }


_CLASSES = {
    WorkClass.SELF: "ชุมชนทำเอง",
    WorkClass.TOGETHER: "ทำร่วมกับท้องถิ่นหรือหน่วยงาน",
    WorkClass.HAND_UP: "เกินกำลัง ขอให้อำเภอหรือจังหวัดดำเนินการ",
}


def blank_pdf(plan: Plan) -> bytes:
    """The form to be printed. The bytes depend on the plan alone."""
    return render(snapshot_of(plan))


def blank_docx(plan: Plan) -> bytes:
    """The same for those who type in Word; without the code, so the address stands in words."""
    snapshot = snapshot_of(plan)
    return editable.made(
        {**snapshot, "foot_lines": [*snapshot["foot_lines"][:2], snapshot["check_url"]]}, editable.DOCX
    )
