"""The forms of a desk's acts on many lines, and of the filters that people keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.bulk import ANSWER, ASSIGN, DONE, MERGE, PLACE, REOPEN, TAKE, Change
from approvals.forms.desk import programme_choices
from approvals.forms.worksheet import BarForm
from approvals.verbs.saved_filters import LONGEST_NAME
from directory.models import Office
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm
from proposals.strategy import Branch

CONFIRM = "confirm"  # the button that carries out what was looked at; any other looks
AS_BELOW = ("below", gettext_lazy("ตามที่ระดับล่างเลือกไว้"))
TICKED = "ticked"  # the hidden field of a form that is about ticked lines alone
DEEDS = [
    (TAKE, gettext_lazy("รับเข้า")),
    (ANSWER, gettext_lazy("ตอบโดยไม่รับเข้า")),
    (REOPEN, gettext_lazy("เปิดพิจารณาใหม่")),
    (MERGE, gettext_lazy("รวมเป็นโครงการเดียว")),
    (PLACE, gettext_lazy("จัดเข้าแผนงานของจังหวัด")),
    (ASSIGN, gettext_lazy("มอบให้ผู้ตรวจ")),
    (DONE, gettext_lazy("บันทึกว่าท่านตรวจแล้ว")),
]


class ManyForm(BarForm):
    """One act on many lines: which, what it needs to know, and what was seen of it beforehand."""

    act = forms.ChoiceField(label=gettext_lazy("จะทำอะไร"), choices=DEEDS, widget=forms.RadioSelect)
    office = forms.ChoiceField(label=gettext_lazy("มอบให้"), required=False)
    due_on = ThaiDateField(label=gettext_lazy("ให้เสร็จภายในวันที่"), required=False)
    looked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, reviewers: Iterable[Office], tree: Sequence[Branch] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_programmes(tree)
        self.known = {str(office.pk): office for office in reviewers}
        office: Any = self.fields["office"]
        office.choices = [("", _("เลือกตำแหน่ง")), *((key, each.title) for key, each in self.known.items())]

    def _offer_programmes(self, tree: Sequence[Branch]) -> None:
        groups = programme_choices(tree)
        if groups:
            self.fields["programme"] = forms.ChoiceField(
                label=_("แผนงานของจังหวัด"), required=False, choices=[("", _("เลือกแผนงาน")), AS_BELOW, *groups]
            )
        else:
            act: Any = self.fields["act"]
            act.choices = [choice for choice in DEEDS if choice[0] != PLACE]

    def clean(self) -> dict[str, Any]:
        """Answering needs an outcome, whose words stand in for a blank reason; merging a name; placing a programme."""
        values = super().clean() or self.cleaned_data
        if values.get("act") == ANSWER and not values.get("outcome"):
            self.add_error("outcome", _("ต้องเลือกผลและเหตุผล"))
        if values.get("act") == MERGE and not values.get("title") and "title" not in self.errors:
            self.add_error("title", _("ต้องตั้งชื่อโครงการร่วม"))
        if values.get("act") == PLACE and not values.get("programme") and "programme" not in self.errors:
            self.add_error("programme", _("ต้องเลือกแผนงานของจังหวัด"))
        if values.get("act") == ASSIGN and not values.get("office") and "office" not in self.errors:
            self.add_error("office", _("ต้องเลือกว่ามอบให้ตำแหน่งใด"))
        return values

    @property
    def act_wanted(self) -> str:
        """The button that was pressed, whatever was wrong with the rest; opens that button's part again."""
        return str(self.data.get("act", "")) if self.is_bound else ""

    @property
    def change(self) -> Change:
        """What is to be done; of the other acts' fields nothing is taken."""
        values = self.cleaned_data
        if values["act"] == ANSWER:
            return Change(ANSWER, answer=self.answer)
        if values["act"] == ASSIGN:
            return Change(ASSIGN, office=self.known[values["office"]], due_on=values["due_on"])
        if values["act"] == MERGE:
            return Change(MERGE, title=values["title"])
        if values["act"] == PLACE:
            return Change(PLACE, programme=None if values["programme"] == AS_BELOW[0] else int(values["programme"]))
        return Change(values["act"])


class SaveFilterForm(PageForm):
    """The name under which a filter is kept; it is needed for keeping one, not for removing one."""

    mark_optional = False

    name = ShortTextField(
        label=gettext_lazy("ชื่อตัวกรอง"),
        help_text=gettext_lazy("เช่น ถนนที่ยังไม่มีผู้ตรวจ ชื่อเดิมจะถูกบันทึกทับ"),
        required=False,
        max_length=LONGEST_NAME,
    )
    remove = forms.IntegerField(required=False, widget=forms.HiddenInput)
