"""The forms of opening a cycle and of announcing a later date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from directory.models import Area
from pages.fields import LongTextField, ShortTextField, ThaiDateField, WholeNumberField
from pages.forms import PageForm
from proposals.models import Mode
from proposals.page import ActionForm
from workflow.deadlines import LONGEST_REASON


class OpenCycleForm(PageForm):
    """Which province, and for which fiscal year."""

    province_code = forms.ChoiceField(label=gettext_lazy("จังหวัด"))
    mode = forms.ChoiceField(
        label=gettext_lazy("รูปแบบจังหวัด"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.INTEGRATED
    )
    target_year = WholeNumberField(label=gettext_lazy("ปีงบประมาณ พ.ศ."), minimum=2500, maximum=2700)

    def __init__(self, *args: Any, provinces: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = {area.code: area for area in provinces}
        field: Any = self.fields["province_code"]
        field.choices = [(area.code, area.full_name) for area in provinces]

    @property
    def province(self) -> Area:
        """The chosen province."""
        return self.provinces[self.cleaned_data["province_code"]]


class ExtendForm(ActionForm):
    """The new date, and the letter that announces it."""

    due_on = ThaiDateField(label=gettext_lazy("กำหนดใหม่"))
    announced_by = ShortTextField(label=gettext_lazy("เลขที่หนังสือที่ประกาศ"), max_length=100)
    announced_on = ThaiDateField(label=gettext_lazy("ลงวันที่"))
    reason = LongTextField(label=gettext_lazy("เหตุผลที่เลื่อน"), max_length=LONGEST_REASON, rows=3)
