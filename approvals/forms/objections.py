"""The forms of a voice before the committee meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.fields import LongTextField
from pages.forms import PageForm
from proposals.drafts import LONGEST_TEXT


class ObjectionForm(PageForm):
    """To what one objects, and why."""

    line = forms.ChoiceField(label=gettext_lazy("คัดค้านเรื่องใด"), required=False)
    text = LongTextField(label=gettext_lazy("ข้อคัดค้านและเหตุผล"), max_length=LONGEST_TEXT, rows=4)

    def __init__(self, *args: Any, lines: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.choices = [("", _("ร่างทั้งฉบับ")), *((str(key), title) for key, title in lines)]

    @property
    def line_id(self) -> int | None:
        """The chosen line; None for the whole draft. Of a valid form."""
        return int(self.cleaned_data["line"]) if self.cleaned_data["line"] else None


class ObjectionAnswerForm(PageForm):
    """What the desk answers."""

    objection = forms.IntegerField(widget=forms.HiddenInput)
    text = LongTextField(label=gettext_lazy("คำตอบ"), max_length=LONGEST_TEXT, rows=3)
