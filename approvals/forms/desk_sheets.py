"""What people say about a list that comes back from Excel: the file, and that what it would do is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms.desk import WithResolution
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm
from proposals.forms.exchange import WorkbookField
from proposals.models import Meeting

MEETING, DUE, NAME = "meeting", "due", "name"


class ListUploadForm(PageForm):
    """The workbook, filled in."""

    file = WorkbookField(
        label=gettext_lazy("ไฟล์ Excel (.xlsx) ที่ดาวน์โหลดจากหน้านี้"),
        help_text=gettext_lazy("ระบบตรวจทีละแถวก่อน และยังไม่เปลี่ยนแปลงใดจนกว่าท่านจะยืนยัน"),
    )


class ListConfirmForm(WithResolution):
    """That the rows may be changed as shown; and what some lists need beside: a meeting, a due date, a name."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, asks: str, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks
        if asks == MEETING:
            self.ask_for_resolution(meetings)
        if asks == DUE:
            self.fields["due"] = ThaiDateField(label=_("ให้ปรับปรุงและส่งคืนภายในวันที่"))
        if asks == NAME:
            hint = _("ลำดับนี้เก็บเป็นทางเลือกหนึ่ง และใช้เมื่อที่ประชุมมีมติเลือก")
            self.fields["name"] = ShortTextField(label=_("ชื่อทางเลือก"), help_text=hint, max_length=100)

    def more(self, workbook: str) -> dict[str, Any]:
        """What the verbs need beside the rows."""
        values = self.cleaned_data
        if self.asks == MEETING:
            return {"resolved": self.resolved(workbook)}
        return {name: values[name] for name in (DUE, NAME) if name == self.asks}
