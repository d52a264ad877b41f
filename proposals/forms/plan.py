"""The forms of what an owner does with its whole plan: adopt, take back, withdraw, answer remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.fields import LongTextField
from pages.templatetags.pages import thai_date
from proposals.drafts import LONGEST_TEXT
from proposals.models import PlanLine, Remark, Resolution
from proposals.page import ActionForm

_ANSWER = re.compile(r"answers\[([0-9]{1,4})\]")


class ResolutionField(forms.ChoiceField):
    """One of a plan's resolutions. Whether it stands on what the plan says now, the verb finds out."""

    def valid_value(self, value: str) -> bool:
        """Any id of a plausible length."""
        return value.isdecimal() and len(value) < 16


class AdoptForm(ActionForm):
    """Which resolution adopts the plan."""

    resolution = ResolutionField(
        label=gettext_lazy("รับรองตามมติของการประชุมใด"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("ต้องเลือกมติจากรายการ")},
    )

    def __init__(self, *args: Any, resolutions: Sequence[Resolution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["resolution"]
        field.choices = [(str(resolution.pk), _named(resolution)) for resolution in resolutions]
        if len(resolutions) == 1:
            self.initial["resolution"] = str(resolutions[0].pk)

    @property
    def chosen(self) -> int:
        """The id of the resolution."""
        return int(self.cleaned_data["resolution"])


def _named(resolution: Resolution) -> str:
    meeting = resolution.meeting
    votes = _("เห็นชอบ %(votes_for)d ไม่เห็นชอบ %(against)d งดออกเสียง %(abstained)d") % {
        "votes_for": resolution.votes_for,
        "against": resolution.votes_against,
        "abstained": resolution.abstained,
    }
    return f"{meeting} · {thai_date(meeting.held_on)} · {votes}"


class ReasonForm(ActionForm):
    """Why."""

    reason = LongTextField(label=gettext_lazy("เหตุผล"), max_length=LONGEST_TEXT)


class TickedField(forms.MultipleChoiceField):
    """The ids of ticked lines. Which of them may be withdrawn, the verb finds out."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Any id of a plausible length."""
        return value.isdecimal() and len(value) < 16


class WithdrawLinesForm(ActionForm):
    """Which of the lines that were handed up are taken out, and why."""

    lines = TickedField(
        label=gettext_lazy("โครงการที่จะถอน"),
        error_messages={
            "required": gettext_lazy("ต้องเลือกอย่างน้อยหนึ่งโครงการ"),
            "invalid_choice": gettext_lazy("ต้องเลือกโครงการจากรายการ"),
        },
    )
    reason = LongTextField(label=gettext_lazy("เหตุผล"), max_length=LONGEST_TEXT)

    def __init__(self, *args: Any, rows: Sequence[PlanLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lines"]
        field.choices = [
            (str(row.line_id), f"{row.line.number}. {row.proposal_version.title} ({row.line.proposal.reference})")
            for row in rows
        ]

    @property
    def line_ids(self) -> list[int]:
        """The ticked lines."""
        return [int(line) for line in self.cleaned_data["lines"]]


class AnswersForm(ActionForm):
    """An answer to each open remark; those left blank stay open.

    ``late`` is what was typed for remarks that somebody else answered meanwhile: shown again, so that it is not lost.
    """

    def __init__(self, *args: Any, remarks: Sequence[Remark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks = remarks
        for remark in remarks:
            self.fields[f"answers[{remark.number}]"] = LongTextField(
                label=_("คำตอบข้อที่ %(number)d") % {"number": remark.number},
                help_text=_("ปรับแก้อย่างไร หรือหากยืนยันตามเดิม ให้บอกว่ายืนยันและเพราะเหตุใด"),
                max_length=LONGEST_TEXT,
                rows=3,
                required=False,
            )
        open_ones = {remark.number for remark in remarks}
        typed = {int(found[1]): str(self.data[name]) for name in self.data if (found := _ANSWER.fullmatch(name))}
        self.late = {number: text for number, text in typed.items() if number not in open_ones and text.strip()}

    @property
    def asked(self) -> list[tuple[Remark, Any]]:
        """Each open remark with the field of its answer."""
        return [(remark, self[f"answers[{remark.number}]"]) for remark in self.remarks]

    def clean(self) -> dict[str, Any]:
        """At least one answer is needed."""
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.late and not any(self._typed(values).values()):
            self.add_error(None, _("ต้องตอบอย่างน้อยหนึ่งข้อ"))
        return values

    def _typed(self, values: dict[str, Any]) -> dict[int, str]:
        return {remark.number: values.get(f"answers[{remark.number}]") or "" for remark in self.remarks}

    @property
    def answers(self) -> dict[int, str]:
        """The answers that were written, by the remark's number."""
        written = {number: text for number, text in self._typed(self.cleaned_data).items() if text}
        return {**written, **self.late}
