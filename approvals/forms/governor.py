"""The forms of the governor's decision line by line, and of the day on which it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import catalogue
from approvals.drafts import ChoiceDraft
from approvals.forms.worksheet import TickedField
from approvals.models import GovernorChoice
from approvals.verbs.governor import LONGEST_BASIS
from directory.models import Body
from pages.fields import BahtField, LongTextField, ShortTextField, ThaiDateField
from pages.forms import PageForm, ProblemLike
from proposals.drafts import LONGEST_TEXT

CHOOSE, HOLD, LIFT = "choose", "hold", "lift"
Choice = GovernorChoice.Choice


class ChoiceForm(PageForm):
    """What becomes of the ticked lines. Each button of the page needs only its own fields."""

    mark_optional = False
    act = forms.ChoiceField(choices=[(name, name) for name in (CHOOSE, HOLD, LIFT)])
    seen = forms.IntegerField(widget=forms.HiddenInput)
    lines = TickedField(label=gettext_lazy("โครงการที่เลือก"), required=False)
    choice = forms.ChoiceField(
        label=gettext_lazy("ผล"), choices=Choice.choices, widget=forms.RadioSelect, required=False
    )
    granted = BahtField(
        label=gettext_lazy("วงเงินที่ให้"), help_text=gettext_lazy("เว้นว่างคือตามที่เสนอ ให้น้อยกว่าต้องมีเหตุผล"), required=False
    )
    outcome = forms.ChoiceField(label=gettext_lazy("เหตุผลตามรายการ"), required=False)
    reason = LongTextField(label=gettext_lazy("เหตุผล"), max_length=LONGEST_TEXT, rows=2, required=False)
    condition = LongTextField(
        label=gettext_lazy("เงื่อนไข"),
        help_text=gettext_lazy("สิ่งที่ต้องทำให้เสร็จ เมื่อประกาศแล้วผู้ดำเนินการจะได้รับแจ้ง"),
        max_length=LONGEST_TEXT,
        rows=2,
        required=False,
    )
    owner = forms.ChoiceField(label=gettext_lazy("ผู้ดำเนินการตามเงื่อนไข"), required=False)
    due_on = ThaiDateField(label=gettext_lazy("ให้เสร็จภายในวันที่"), required=False)
    publish_on = ThaiDateField(label=gettext_lazy("ประกาศในวันที่"), required=False)
    legal_basis = ShortTextField(label=gettext_lazy("ฐานอำนาจตามกฎหมาย"), max_length=LONGEST_BASIS, required=False)

    def __init__(self, *args: Any, owners: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("เลือกองค์กร")), *((str(body.pk), body.name) for body in owners)]
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            ("", _("ไม่เลือก")),
            *(
                (str(kind.label), [(f"{kind.value}:{reason.code}", reason.text) for reason in catalogue.reasons(kind)])
                for kind in (Choice.DEFER, Choice.REFUSE)
            ),
        ]

    @property
    def act_wanted(self) -> str:
        """Which button was pressed."""
        return str(self.data.get("act", "")) if self.is_bound else ""

    @property
    def ticked(self) -> set[str]:
        """The lines that were ticked, of a form that may be wrong elsewhere."""
        data: Any = self.data
        return set(data.getlist("lines")) if self.is_bound else set()

    def clean(self) -> dict[str, Any]:
        """Choosing needs a choice; holding needs a day. The rest is the verbs' to judge."""
        values = super().clean() or self.cleaned_data
        if values.get("act") == CHOOSE and not values.get("choice"):
            self.add_error("choice", _("ต้องเลือกผล"))
        if values.get("act") == HOLD and not values.get("publish_on") and "publish_on" not in self.errors:
            self.add_error("publish_on", _("ต้องระบุวันที่ประกาศ"))
        return values

    @property
    def drafts(self) -> dict[int, ChoiceDraft]:
        """What was chosen, for each ticked line. A code without words has the words of the list; records stay Thai."""
        values = self.cleaned_data
        kind, _colon, code = (values["outcome"] or "").partition(":")
        standard = catalogue.reason(kind, code) if kind else None
        left_out = values["choice"] in {Choice.DEFER, Choice.REFUSE}
        draft = ChoiceDraft(
            choice=values["choice"],
            granted=None if left_out else values["granted"],
            reason_code=code if left_out and kind == values["choice"] else "",
            reason=values["reason"] or (standard.thai if standard is not None and left_out else ""),
            condition=values["condition"] or "",
            owner_id=int(values["owner"]) if values["owner"] else None,
            due_on=values["due_on"],
        )
        return {int(key): draft for key in values["lines"]}

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """What is wrong with the choice of any line stands at the one field in which it was typed, once."""
        places = {"reason_code": "outcome"}
        once: dict[tuple[str, str], Any] = {}
        for problem in problems:
            _head, _dot, column = problem.field.rpartition("].")
            place = places.get(column, column) if column in {*self.fields, *places} else problem.field
            once.setdefault((place, problem.message), (problem, place))
        own = {problem.field: place for problem, place in once.values()}
        super().add_problems([problem for problem, _place in once.values()], {**(names or {}), **own})
