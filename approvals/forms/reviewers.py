"""The forms of who reviews what: assigning lines, standing back from them, and closing remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms.desk import DeskForm
from approvals.forms.worksheet import TickedField
from approvals.models import Assignment
from approvals.stakes import Stake
from approvals.verbs.assignment import MOST_LINES_EACH
from directory.models import Office
from pages.fields import LongTextField, ShortTextField, ThaiDateField, WholeNumberField
from pages.forms import PageForm
from proposals.models import Remark

ASSIGN, LOOK, SHARE, DONE = "assign", "look", "share", "done"


class AssignForm(PageForm):
    """One page, four buttons: each needs only its own fields."""

    mark_optional = False
    act = forms.ChoiceField(choices=[(name, name) for name in (ASSIGN, LOOK, SHARE, DONE)])
    lines = TickedField(label=gettext_lazy("รายการที่เลือก"), required=False)
    office = forms.ChoiceField(label=gettext_lazy("มอบให้"), required=False)
    offices = forms.MultipleChoiceField(
        label=gettext_lazy("แบ่งให้"), widget=forms.CheckboxSelectMultiple, required=False
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("วิธีแบ่ง"),
        choices=[choice for choice in Assignment.Rule.choices if choice[0] != Assignment.Rule.BY_HAND],
        required=False,
    )
    cap = WholeNumberField(
        label=gettext_lazy("งานค้างสูงสุดต่อตำแหน่ง"),
        help_text=gettext_lazy("นับรวมทุกแผน เว้นว่างคือไม่จำกัด"),
        minimum=1,
        maximum=MOST_LINES_EACH,
        required=False,
    )
    due_on = ThaiDateField(label=gettext_lazy("ให้เสร็จภายในวันที่"), required=False)

    def __init__(self, *args: Any, reviewers: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(office.pk): office for office in reviewers}
        choices = [(key, office.title) for key, office in self.known.items()]
        for name, first in (("office", [("", _("เลือกตำแหน่ง"))]), ("offices", [])):
            field: Any = self.fields[name]
            field.choices = [*first, *choices]

    @property
    def ticked(self) -> list[int]:
        """The ids of the ticked lines."""
        return [int(key) for key in self.cleaned_data["lines"]]

    @property
    def among(self) -> list[Office]:
        """The offices among which lines are shared out."""
        return [self.known[key] for key in self.cleaned_data["offices"]]

    @property
    def act_wanted(self) -> str:
        """Which button was pressed."""
        return str(self.data.get("act", "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        """Assigning by hand needs to know to whom; the rest is the verbs' to judge."""
        values = super().clean() or self.cleaned_data
        if values.get("act") == ASSIGN and not values.get("office") and "office" not in self.errors:
            self.add_error("office", _("ต้องเลือกว่ามอบให้ตำแหน่งใด"))
        return values


class StandBackForm(PageForm):
    """From which projects, by their references, and why."""

    references = LongTextField(
        label=gettext_lazy("รหัสโครงการ"),
        help_text=gettext_lazy("คั่นด้วยช่องว่างหรือขึ้นบรรทัดใหม่ เว้นว่างคือทั้งแผน"),
        required=False,
        max_length=4000,
        rows=3,
    )
    found = forms.BooleanField(label="", required=False)
    reason = ShortTextField(label=gettext_lazy("มีส่วนได้เสียอย่างไร"), max_length=500)

    def __init__(self, *args: Any, lines: Mapping[str, int], own: Sequence[Stake] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.own = lines, sorted({each.below for each in own})
        if self.own:
            self.fields["found"].label = _("ทุกโครงการที่ประวัติแสดงว่าท่านเขียนหรือให้คะแนน (%d)") % len(self.own)
        else:
            del self.fields["found"]

    def line_ids(self) -> list[int]:
        """The lines that were named, and those that the records show where that was ticked. Of a valid form."""
        found = self.own if self.cleaned_data.get("found") else []
        return [*self.cleaned_data["references"], *found]

    def clean_references(self) -> list[int]:
        """The lines of these references; one that is not in the plan is named."""
        typed = re.split(r"[\s,]+", (self.cleaned_data["references"] or "").strip().upper())
        wanted = [reference for reference in dict.fromkeys(typed) if reference]
        unknown = [reference for reference in wanted if reference not in self.lines]
        if unknown:
            raise forms.ValidationError(_("ไม่มีโครงการรหัส %s ในแผนนี้") % ", ".join(unknown[:5]))
        return [self.lines[reference] for reference in wanted]


class TakeBackForm(PageForm):
    """Why one decides again where one stood back."""

    recusal = forms.IntegerField(widget=forms.HiddenInput)
    why = ShortTextField(label=gettext_lazy("เหตุผลที่ถอนการแจ้ง"), max_length=500)


class CloseRemarksForm(DeskForm):
    """Which of the answered remarks are settled."""

    numbers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("ข้อสังเกตที่ได้รับการแก้ไขแล้ว"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, remarks: Iterable[Remark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["numbers"]
        field.choices = [
            (r.number, f"{r.number}. {Truncator(r.text).chars(120)} → {Truncator(r.answer).chars(120)}")
            for r in remarks
        ]
