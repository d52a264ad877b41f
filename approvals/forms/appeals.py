"""The forms of an appeal: against which line and why, with evidence; how it is answered; and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from approvals.appeals import Rebuffed
from approvals.forms.desk import DeskForm
from approvals.models import Appeal, AppealReason, AppealState
from approvals.models.appeal import REASONS_OF
from approvals.verbs.appeals import AppealAnswer
from pages.fields import LongTextField
from pages.forms import PageForm
from proposals.attaching import Prepared, prepared
from proposals.drafts import LONGEST_TEXT

EVIDENCE = ("first", "second", "third")


class AppealForm(DeskForm):
    """Against which line, why, and up to three files."""

    line = forms.ChoiceField(label=gettext_lazy("โครงการที่อุทธรณ์"), widget=forms.RadioSelect)
    grounds = LongTextField(label=gettext_lazy("เหตุแห่งการอุทธรณ์"), max_length=LONGEST_TEXT, rows=6)
    first = forms.FileField(label=gettext_lazy("หลักฐาน ไฟล์ที่ 1"), required=False)
    second = forms.FileField(label=gettext_lazy("หลักฐาน ไฟล์ที่ 2"), required=False)
    third = forms.FileField(label=gettext_lazy("หลักฐาน ไฟล์ที่ 3"), required=False)

    def __init__(self, *args: Any, lines: Sequence[Rebuffed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files_ready: list[Prepared] = []
        field: Any = self.fields["line"]
        field.choices = [
            (str(each.row.line_id), f"{each.row.line.proposal.reference} {each.row.proposal_version.title}")
            for each in lines
            if each.is_open
        ]

    def prepare(self) -> None:
        """Check and draw the files anew, which takes a moment for a picture.

        Raises:
            Invalid: a file is too large, of no known kind, or dangerous.
        """
        chosen = [self.cleaned_data[name] for name in EVIDENCE if self.cleaned_data.get(name)]
        self.files_ready = [prepared(file.read(), name=file.name) for file in chosen]


class AppealAnswerForm(PageForm):
    """How an appeal is answered, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("คำตอบ"),
        choices=[(state.value, state.label) for state in AppealState if state in REASONS_OF],
        widget=forms.RadioSelect,
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("เหตุผลหลัก"), choices=[("", gettext_lazy("เลือกเหตุผล")), *AppealReason.choices]
    )
    reason = LongTextField(label=gettext_lazy("คำอธิบาย"), max_length=LONGEST_TEXT, rows=5)

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", appeal.revision)

    def answer(self) -> AppealAnswer:
        """What was answered. Of a valid form."""
        values = self.cleaned_data
        return AppealAnswer(values["outcome"], values["reason_code"], values["reason"])


class TakeBackForm(PageForm):
    """Taking an appeal back, and perhaps why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = LongTextField(label=gettext_lazy("เหตุผล"), max_length=LONGEST_TEXT, rows=2, required=False)

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", appeal.revision)
