"""The form that says what a project of the province's is to a row of another plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.catalogue import Worded
from approvals.matching import Candidate
from approvals.models import Match
from pages.fields import ShortTextField, with_commas
from pages.forms import PageForm


class MatchForm(PageForm):
    """A row that was offered, and what the project is to it."""

    row = forms.ChoiceField(label=gettext_lazy("รายการในแผนอื่น"), widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        label=gettext_lazy("ผลการเทียบ"), choices=Match.Verdict.choices, widget=forms.RadioSelect
    )
    test = forms.ChoiceField(label=gettext_lazy("เกินศักยภาพตามข้อใด"), required=False)
    note = ShortTextField(label=gettext_lazy("บันทึก"), max_length=300, required=False)

    def __init__(self, *args: Any, candidates: Sequence[Candidate], tests: Sequence[Worded], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Any = self.fields["row"]
        row.choices = [(str(each.row.pk), _worded(each)) for each in candidates]
        test: Any = self.fields["test"]
        test.choices = [("", "–"), *((each.code, each.text) for each in tests)]


def _worded(candidate: Candidate) -> str:
    row = candidate.row
    item = _("ลำดับ %s") % row.item if row.item else ""
    where = " ".join(part for part in (row.body.name, row.plan, _("ปี %s") % row.year, item) if part)
    money = f"{with_commas(row.budget)} {_('บาท')}" if row.budget is not None else ""
    alike = _("ชื่อคล้ายกัน %s%%") % candidate.likeness
    return " · ".join(part for part in (row.title, where, money, alike) if part)
