"""The forms of a plan under review: the checklist, remarks with a due date, a waiver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.assessments import checks_for
from approvals.drafts import RemarkDraft
from approvals.forms.desk import DeskForm, WithRows
from approvals.models import Screening
from directory import clock
from pages.fields import LongTextField, ThaiDateField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.contents import CONTENT_FIELDS
from proposals.drafts import LONGEST_TEXT
from proposals.models import PlanLine, Remark
from proposals.word_changes import FIELDS

REMARKED = (*(name for name in CONTENT_FIELDS if name != "village_id"), "budget", "indicators")
MOST_REMARKS = 50


class ScreenForm(DeskForm):
    """The checklist: yes or no for each check, and a note."""

    def __init__(self, *args: Any, screening: Screening | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = []
        given: dict[Any, Any] = screening.answers if screening is not None else {}
        for check in checks_for(self.plan.cycle):
            self.codes.append(check.code)
            self.fields[f"check_{check.code}"] = forms.ChoiceField(
                label=check.text,
                choices=[("yes", _("ผ่าน")), ("no", _("ไม่ผ่าน"))],
                widget=forms.RadioSelect,
                initial={True: "yes", False: "no"}.get(given.get(check.code, ...)),
                error_messages={"required": _("ต้องเลือกผ่านหรือไม่ผ่าน")},
            )
        self.fields["note"] = LongTextField(
            label=_("บันทึกของผู้ตรวจ"),
            required=False,
            max_length=LONGEST_TEXT,
            initial=screening.note if screening is not None else "",
        )

    @property
    def answers(self) -> dict[str, bool]:
        """Yes or no by the check's code."""
        return {code: self.cleaned_data[f"check_{code}"] == "yes" for code in self.codes}


class RemarkRow(PageForm):
    """One request: on a line or on the whole plan, perhaps on one of its fields."""

    line = forms.ChoiceField(label=gettext_lazy("โครงการ"), required=False)
    field = forms.ChoiceField(
        label=gettext_lazy("หัวข้อ"),
        required=False,
        choices=[("", gettext_lazy("ทุกหัวข้อ")), *((name, FIELDS[name]) for name in REMARKED)],
    )
    text = LongTextField(label=gettext_lazy("ขอให้ปรับปรุงอย่างไร"), max_length=LONGEST_TEXT, rows=3)


def remark_row(rows: Sequence[PlanLine]) -> type[RemarkRow]:
    """The row's form for the lines of one plan."""
    choices = [("", _("ทั้งแผน"))] + [
        (str(row.line_id), Truncator(f"{row.line.number}. {row.proposal_version.title}").chars(90)) for row in rows
    ]

    class OfThisPlan(RemarkRow):
        line = forms.ChoiceField(label=gettext_lazy("โครงการ"), required=False, choices=choices)

    return OfThisPlan


class ReturnForm(WithRows, DeskForm):
    """Numbered remarks, and the day until which the owner improves its plan."""

    due = ThaiDateField(label=gettext_lazy("ส่งแผนที่ปรับปรุงแล้วภายในวันที่"))

    def __init__(self, *args: Any, rows: Sequence[PlanLine], line: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due", clock.today() + timedelta(days=self.plan.cycle.revision_days))
        first = [{"line": line}] if line else None
        data = self.data if self.is_bound else None
        remarks = rows_of(remark_row(rows), data, first, 2, prefix="remarks", title=_("ข้อที่"), at_most=MOST_REMARKS)
        self.take_rows(remarks)
        self.remark_rows = remarks

    @property
    def remarks(self) -> list[RemarkDraft]:
        """What is asked for, in the order of the rows."""
        return [
            RemarkDraft(row["text"], line_id=int(row["line"]) if row["line"] else None, field=row["field"])
            for row in self.remark_rows.values
        ]


class WaiveForm(DeskForm):
    """One of the open remarks, and why it may go without an answer."""

    number = forms.TypedChoiceField(label=gettext_lazy("ข้อสังเกต"), coerce=int, widget=forms.RadioSelect)
    reason = LongTextField(label=gettext_lazy("เหตุผลที่ยกเว้น"), max_length=LONGEST_TEXT, rows=3)

    def __init__(self, *args: Any, remarks: Iterable[Remark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["number"]
        field.choices = [(remark.number, _in_a_line(remark)) for remark in remarks]


def _in_a_line(remark: Any) -> str:
    about = f"{remark.project or remark.line.proposal.reference}: " if remark.line is not None else ""
    return f"{remark.number}. {about}{Truncator(remark.text).chars(160)}"
