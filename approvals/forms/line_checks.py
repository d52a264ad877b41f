"""The form of one project's tests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from approvals.models import AssessmentList, LineCheck
from pages.fields import LongTextField
from pages.forms import PageForm
from proposals.drafts import LONGEST_TEXT


class LineCheckForm(PageForm):
    """Yes or no for each test, with what it rests on beside it, and a note."""

    def __init__(self, *args: Any, used: AssessmentList, check: LineCheck | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [item["code"] for item in used.items]
        given: dict[str, Any] = check.answers if check is not None else {}
        for item in used.items:
            self.fields[f"check_{item['code']}"] = forms.ChoiceField(
                label=item["text"],
                help_text=" · ".join(filter(None, [item.get("guidance", ""), item["reference"]])),
                choices=[("yes", _("เข้าข้อนี้")), ("no", _("ไม่เข้าข้อนี้"))],
                widget=forms.RadioSelect,
                initial={True: "yes", False: "no"}.get(given.get(item["code"], ...)),
                error_messages={"required": _("ต้องเลือกว่าเข้าข้อนี้หรือไม่")},
            )
        self.fields["note"] = LongTextField(
            label=_("บันทึกของผู้ตรวจ"),
            required=False,
            max_length=LONGEST_TEXT,
            rows=3,
            initial=check.note if check is not None else "",
        )

    @property
    def answers(self) -> dict[str, bool]:
        """Yes or no by the test's code."""
        return {code: self.cleaned_data[f"check_{code}"] == "yes" for code in self.codes}
