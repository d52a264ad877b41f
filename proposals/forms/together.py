"""What people type when they draft together: whom to invite, other words, decisions on them, words about a field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Office, Village
from pages.fields import LongTextField, ShortTextField, WholeNumberField
from pages.forms import PageForm
from proposals.drafts import LONGEST_TEXT
from proposals.forms.drafting import WORK_CLASSES
from proposals.models import Plan, Right, Suggestion
from proposals.verbs.together import LONGEST_COMMENT, LONGEST_NOTE
from proposals.word_changes import FIELDS
from proposals.wordings import BETWEEN, SUGGESTED, Words, text_in

SIGN = " | "  # between a measure and its target, as people type it
ONLY_THIS, WHOLE_PLAN = "draft", "plan"


class InviteForm(PageForm):
    """Whom the owner invites, to what, with which right."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("เชิญใคร"),
        help_text=gettext_lazy("พี่เลี้ยงในจังหวัด เจ้าหน้าที่แผนขององค์กรปกครองส่วนท้องถิ่นในตำบล และตำแหน่งอื่นในองค์กรของท่าน"),
        queryset=Office.objects.none(),
        empty_label=gettext_lazy("เลือกตำแหน่ง"),
    )
    right = forms.ChoiceField(
        label=gettext_lazy("ให้ทำอะไรได้"), choices=Right.choices, widget=forms.RadioSelect, initial=Right.SUGGEST
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("กับโครงการใด"),
        choices=[(ONLY_THIS, gettext_lazy("โครงการนี้เท่านั้น")), (WHOLE_PLAN, gettext_lazy("ทุกโครงการในแผนนี้"))],
        widget=forms.RadioSelect,
        initial=ONLY_THIS,
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.queryset = offices


class SuggestForm(PageForm):
    """Other words for the fields of form ผ.02, starting from what they say."""

    title = ShortTextField(label=FIELDS["title"], max_length=300)
    work_class = forms.ChoiceField(label=gettext_lazy("ใครเป็นผู้ทำ"), choices=WORK_CLASSES, widget=forms.RadioSelect)
    village_id = forms.ModelChoiceField(
        label=FIELDS["village_id"],
        queryset=Village.objects.none(),
        empty_label=gettext_lazy("ทั้งตำบลหรือหลายหมู่บ้าน"),
        required=False,
    )
    place = ShortTextField(label=FIELDS["place"], max_length=300, required=False)
    beneficiaries = WholeNumberField(label=FIELDS["beneficiaries"], unit=gettext_lazy("คน"), required=False)
    beneficiary_group = ShortTextField(label=FIELDS["beneficiary_group"], max_length=200, required=False)
    rationale = LongTextField(label=FIELDS["rationale"], max_length=LONGEST_TEXT, required=False)
    objective = LongTextField(label=FIELDS["objective"], max_length=LONGEST_TEXT, rows=3, required=False)
    target_output = LongTextField(label=FIELDS["target_output"], max_length=LONGEST_TEXT, rows=3, required=False)
    expected_result = LongTextField(label=FIELDS["expected_result"], max_length=LONGEST_TEXT, rows=3, required=False)
    strategy = ShortTextField(label=FIELDS["strategy"], max_length=200, required=False)
    programme = ShortTextField(label=FIELDS["programme"], max_length=200, required=False)
    lead_agency = ShortTextField(label=FIELDS["lead_agency"], max_length=200, required=False)
    indicators = LongTextField(
        label=FIELDS["indicators"],
        help_text=gettext_lazy("บรรทัดละหนึ่งตัวชี้วัด คั่นค่าเป้าหมายด้วยเครื่องหมาย | เช่น ครัวเรือนที่มีน้ำใช้ | 200 ครัวเรือน"),
        max_length=LONGEST_TEXT,
        rows=3,
        required=False,
    )
    note = ShortTextField(label=gettext_lazy("บอกเจ้าของว่าเสนอเพราะอะไร"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, plan: Plan, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        village: Any = self.fields["village_id"]
        village.queryset = Village.objects.filter(area=plan.area_id)
        self.words = words
        for field in SUGGESTED:
            self.initial.setdefault(field, self._shown(field))

    def _shown(self, field: str) -> Any:
        if field == "indicators":
            return text_in(self.words, field).replace(BETWEEN, SIGN)
        return self.words[field] if field != "beneficiaries" else self.words[field] or None

    @property
    def changes(self) -> dict[str, str]:
        """The text of each field that now says something else."""
        return {field: text for field in SUGGESTED if (text := self._typed(field)) != text_in(self.words, field)}

    def _typed(self, field: str) -> str:
        value = self.cleaned_data[field]
        if field == "village_id":
            return str(value.pk) if value else ""
        if field == "indicators":
            rows = [line.partition("|") for line in (value or "").split("\n") if line.strip()]
            return "\n".join(f"{name.strip()}{BETWEEN}{target.strip()}" for name, _sign, target in rows)
        return str(value or "")


class DecideForm(PageForm):
    """Which suggestions the owner decides on; the button says how."""

    suggestions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("ข้อเสนอ"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = ShortTextField(label=gettext_lazy("เหตุผลถ้าไม่รับ"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, suggestions: Sequence[Suggestion], fitting: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.fitting = {each.pk: each for each in suggestions}, fitting
        asked: Any = self.fields["suggestions"]
        asked.choices = [(pk, str(pk)) for pk in self.known]

    @property
    def decision(self) -> str:
        """What the pressed button says."""
        return str(self.data.get("decision", ""))

    @property
    def chosen(self) -> list[Suggestion]:
        """The ticked suggestions; all that still fit, where the button says all."""
        ids = sorted(self.fitting) if self.decision == "accept_all" else self.cleaned_data["suggestions"]
        return [self.known[pk] for pk in ids]


class CommentForm(PageForm):
    """A word on a field."""

    text = LongTextField(label=gettext_lazy("ข้อความ"), max_length=LONGEST_COMMENT, rows=3)
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False)


def decisions() -> dict[str, str]:
    """What is said after each decision."""
    return {
        "accept": _("รับข้อเสนอแล้ว"),
        "accept_all": _("รับข้อเสนอแล้ว"),
        "decline": _("บันทึกว่าไม่รับแล้ว"),
        "withdraw": _("ถอนข้อเสนอแล้ว"),
    }
