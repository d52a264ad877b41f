"""The forms around scoring alone: who scores, who is excused, and closing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.verbs.blind import LONGEST_REASON
from directory.models import Office
from pages.fields import ShortTextField
from pages.forms import PageForm

APPOINT, EXCUSE, CLOSE = "appoint", "excuse", "close"


class ScorersForm(PageForm):
    """One page, three buttons: each needs only its own fields."""

    mark_optional = False
    act = forms.ChoiceField(choices=[(name, name) for name in (APPOINT, EXCUSE, CLOSE)])
    offices = forms.MultipleChoiceField(label=_("ตำแหน่งที่ให้คะแนน"), widget=forms.CheckboxSelectMultiple, required=False)
    office = forms.ChoiceField(label=_("ยกเว้นผู้ใด"), required=False)
    reason = ShortTextField(label=_("เหตุผลที่ยกเว้น"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, eligible: Iterable[Office], waiting: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(office.pk): office for office in (*eligible, *waiting)}
        offices: Any = self.fields["offices"]
        offices.choices = [(office.pk, str(office)) for office in eligible]
        office: Any = self.fields["office"]
        office.choices = [("", _("เลือกตำแหน่ง")), *((each.pk, str(each)) for each in waiting)]

    @property
    def act_wanted(self) -> str:
        """Which button was pressed."""
        return str(self.data.get("act", "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        """Excusing needs a name; the rest is the verbs' to judge."""
        values = super().clean() or self.cleaned_data
        if values.get("act") == EXCUSE and not values.get("office") and "office" not in self.errors:
            self.add_error("office", str(_("ต้องเลือกตำแหน่งที่ยกเว้น")))
        return values

    @property
    def appointed(self) -> list[Office]:
        """The offices that were ticked."""
        return [self.known[key] for key in self.cleaned_data["offices"]]
