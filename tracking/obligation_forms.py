"""What an owner reports on a condition, and what the province says of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.fields import LongTextField, ScanField
from pages.forms import PageForm
from proposals.drafts import LONGEST_TEXT
from tracking.models import ObligationReport

Kind = ObligationReport.Kind


class AnswerForm(PageForm):
    """How the condition was met, with evidence."""

    note = LongTextField(label=_("สิ่งที่ได้ดำเนินการตามเงื่อนไข"), max_length=LONGEST_TEXT, rows=4)
    file = ScanField(label=_("หลักฐาน"), help_text=_("PDF, JPEG หรือ PNG ไม่เกิน 10 MB"), required=False)


class JudgeForm(PageForm):
    """Whether the condition is met; a reason is needed for some answers."""

    mark_optional = False

    kind = forms.ChoiceField(label=_("ผลการตรวจ"), widget=forms.RadioSelect)
    note = LongTextField(
        label=_("เหตุผล"), help_text=_("ต้องมีเมื่อขอให้ดำเนินการเพิ่มหรือยกเว้น"), max_length=LONGEST_TEXT, required=False
    )

    def __init__(self, *args: Any, kinds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind, Kind(kind).label) for kind in kinds if kind != Kind.ANSWER]
