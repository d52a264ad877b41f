"""The questions of readiness: as a province sets them, and as a draft answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import clock
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.forms.rows import WithRowSets
from proposals.models import ReadinessAnswer, WorkClass
from proposals.readiness import Question
from proposals.verbs.readiness import LONGEST_ITEM, LONGEST_NOTE, LONGEST_REFERENCE, MOST_ITEMS


class ItemRow(PageForm):
    """One question."""

    label_size = ""
    text = ShortTextField(label=_("สิ่งที่ต้องพร้อม"), max_length=LONGEST_ITEM)
    legal_reference = ShortTextField(label=_("อ้างอิง"), max_length=LONGEST_REFERENCE, required=False)
    verified = forms.BooleanField(label=_("ตรวจกับต้นฉบับแล้ว"), required=False)
    classes = forms.MultipleChoiceField(
        label=_("ถามกับโครงการประเภทใด"),
        help_text=_("ไม่เลือกเลยคือถามทุกประเภท"),
        choices=WorkClass.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs_paper = forms.BooleanField(label=_("ต้องมีเอกสารแนบ"), required=False)
    code = forms.CharField(widget=forms.HiddenInput, required=False)


class ReadinessListForm(WithRowSets):
    """The questions in their order, from which day on, and whether they must be answered before submission."""

    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"))
    required_before_submission = forms.BooleanField(label=_("ต้องตอบครบทุกรายการก่อนเสนอแผน"), required=False)

    def __init__(self, *args: Any, items: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", clock.today())
        self.items = rows_of(
            ItemRow,
            self.data if self.is_bound else None,
            items,
            1,
            prefix="items",
            title=_("รายการที่"),
            at_most=MOST_ITEMS,
        )
        self.keep_together(self.items)


class ReadinessForm(PageForm):
    """An answer and a note for each question that is asked of a project."""

    mark_optional = False

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for place, question in enumerate(self.questions):
            answer = question.answer
            self.fields[f"answer_{place}"] = forms.ChoiceField(
                label=question.text,
                help_text=self._help(question),
                choices=ReadinessAnswer.Kind.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=answer.answer if answer else None,
            )
            self.fields[f"note_{place}"] = ShortTextField(
                label=_("หมายเหตุ"), max_length=LONGEST_NOTE, required=False, initial=answer.note if answer else ""
            )

    @staticmethod
    def _help(question: Question) -> str:
        checked = "" if question.verified or not question.legal_reference else str(_("ยังไม่ได้ตรวจกับต้นฉบับ"))
        paper = str(_("ต้องมีเอกสารแนบ")) if question.needs_paper else ""
        return " · ".join(filter(None, [question.asked_by, question.legal_reference, checked, paper]))

    @property
    def answers(self) -> dict[str, tuple[str, str]]:
        """What was answered, by the code of its question; what was left open stays open."""
        values = self.cleaned_data
        return {
            question.code: (values[f"answer_{place}"], values[f"note_{place}"] or "")
            for place, question in enumerate(self.questions)
            if values[f"answer_{place}"]
        }

    @property
    def names(self) -> dict[str, str]:
        """Where the form shows what is wrong with an answer."""
        return {question.code: f"answer_{place}" for place, question in enumerate(self.questions)}
