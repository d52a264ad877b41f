"""The forms of the worksheet's lines: what the bar of buttons does with those that are ticked, and splitting one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import catalogue
from approvals.drafts import ItemAnswer, Part
from approvals.forms.desk import WithRows
from approvals.models import Item
from pages.fields import BahtField, LongTextField, ShortTextField, WholeNumberField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT
from proposals.word_changes import FIELDS

COMPARE = "compare"  # leads to the page on which the ticked lines lie beside each other
LOOK = "look"  # leads to the page that says what an act would do to the ticked lines
MOST_PARTS = 20


class TickedField(forms.MultipleChoiceField):
    """The ids of ticked lines. Which of them are there, the verb finds out."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Any number of a plausible length."""
        return value.isdecimal() and len(value) < 16  # more digits than any id has


class BarForm(PageForm):
    """What the worksheet's buttons need to know of the ticked lines; the page of what they would do judges it."""

    mark_optional = False
    lines = TickedField(label=gettext_lazy("รายการที่เลือก"), required=False)
    title = ShortTextField(label=gettext_lazy("ชื่อโครงการร่วม"), required=False, max_length=300)
    outcome = forms.ChoiceField(label=gettext_lazy("ผลและเหตุผล"), required=False)
    reason = LongTextField(
        label=gettext_lazy("คำชี้แจงถึงเจ้าของโครงการ"),
        help_text=gettext_lazy("เว้นว่างไว้จะใช้ข้อความของเหตุผลที่เลือก"),
        required=False,
        max_length=LONGEST_TEXT,
        rows=3,
    )
    referred_to = forms.ChoiceField(label=gettext_lazy("หน่วยงานที่รับไป"), required=False)
    referred_plan = ShortTextField(label=gettext_lazy("แผนที่จะบรรจุ (เมื่อหน่วยงานรับไป)"), required=False, max_length=300)

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [("", _("เลือกผลและเหตุผล"))] + [
            (
                str(answer.label),
                [(f"{answer.value}:{reason.code}", reason.text) for reason in catalogue.reasons(answer)],
            )
            for answer in catalogue.CHOSEN_ANSWERS
        ]
        referred: Any = self.fields["referred_to"]
        referred.choices = [("", _("เลือกหน่วยงาน")), *bodies]

    @property
    def answer(self) -> ItemAnswer:
        """The outcome with its words; records stay in Thai."""
        values = self.cleaned_data
        answer, _colon, code = values["outcome"].partition(":")
        standard = catalogue.reason(answer, code)
        referred = answer == Item.Answer.REFERRED
        return ItemAnswer(
            answer,
            reason_code=code,
            reason=values["reason"] or (standard.thai if standard is not None else ""),
            referred_to_id=int(values["referred_to"]) if referred and values["referred_to"] else None,
            referred_plan=values["referred_plan"] if referred else "",
        )


class PartRow(PageForm):
    """One of the projects into which a line is split. What stays blank, the line's own words say."""

    title = ShortTextField(label=gettext_lazy("ชื่อโครงการ"), max_length=300)
    asked = BahtField(label=gettext_lazy("จำนวนเงิน"))
    place = ShortTextField(label=FIELDS["place"], max_length=300, required=False)
    beneficiaries = WholeNumberField(label=FIELDS["beneficiaries"], unit=gettext_lazy("คน"), required=False)
    objective = LongTextField(label=FIELDS["objective"], max_length=LONGEST_TEXT, rows=2, required=False)
    target_output = LongTextField(label=FIELDS["target_output"], max_length=LONGEST_TEXT, rows=2, required=False)
    expected_result = LongTextField(label=FIELDS["expected_result"], max_length=LONGEST_TEXT, rows=2, required=False)
    lead_agency = ShortTextField(label=FIELDS["lead_agency"], max_length=200, required=False)

    @property
    def words(self) -> dict[str, str]:
        """What it says otherwise than the line."""
        said = {name: self.cleaned_data[name] for name in self.fields if name not in {"title", "asked"}}
        return {name: str(value) for name, value in said.items() if value not in {None, ""}}


class SplitForm(WithRows):
    """The parts of a line."""

    def __init__(self, data: Any = None, *, initial_parts: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.parts_rows = rows_of(PartRow, data, initial_parts, 1, prefix="parts", title=_("ส่วนที่"), at_most=MOST_PARTS)
        self.take_rows(self.parts_rows)

    @property
    def parts(self) -> list[Part]:
        """What was filled in."""
        rows: Any = self.parts_rows.filled
        return [Part(row.cleaned_data["title"], row.cleaned_data["asked"], row.words) for row in rows]
