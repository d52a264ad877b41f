"""What a provincial or district officer types about the last day of a phase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Area
from pages.fields import LongTextField, ShortTextField, ThaiDateField
from pages.forms import PageForm
from proposals.verbs.phase_dates import Announcement
from workflow.deadlines import LONGEST_LETTER, LONGEST_REASON
from workflow.models import Phase


class PhaseDateForm(PageForm):
    """Which phase, where and in which year, until when, by which letter, and why when it moves."""

    where = forms.ChoiceField(label=_("พื้นที่และปีงบประมาณ"), help_text=_("วันของพื้นที่เองใช้แทนวันของพื้นที่ที่กว้างกว่า"))
    phase = forms.ChoiceField(label=_("ช่วงงาน"))
    due_on = ThaiDateField(label=_("วันสุดท้าย"))
    announced_by = ShortTextField(label=_("เลขที่หนังสือที่ประกาศ"), max_length=LONGEST_LETTER)
    announced_on = ThaiDateField(label=_("ลงวันที่"))
    reason = LongTextField(
        label=_("เหตุผลที่เลื่อน"), help_text=_("เมื่อเคยประกาศวันอื่นไว้แล้ว"), max_length=LONGEST_REASON, rows=3, required=False
    )
    legal_reference = ShortTextField(label=_("อ้างอิง"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[Area, int]], phases: Sequence[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{area.code}-{year}": (area, year) for area, year in places}
        where: Any = self.fields["where"]
        where.choices = [(code, f"{area.full_name} {year}") for code, (area, year) in self.places.items()]
        phase: Any = self.fields["phase"]
        phase.choices = [(each.value, each.label) for each in phases]

    def announcement(self) -> Announcement:
        """What was typed."""
        typed = self.cleaned_data
        return Announcement(
            phase=typed["phase"],
            due_on=typed["due_on"],
            announced_by=typed["announced_by"],
            announced_on=typed["announced_on"],
            reason=typed["reason"] or "",
            legal_reference=typed["legal_reference"] or "",
        )
