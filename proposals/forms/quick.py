"""The two ways in which proposals are begun: five questions on one screen, and one line each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Village
from documents.recording import BEHALF
from pages.fields import BahtField, LongTextField, ShortTextField, WholeNumberField
from pages.reading import cleaned
from proposals.drafts import LONGEST_TEXT, BudgetDraft, ProposalDraft, work_class_for
from proposals.models import BudgetLine
from proposals.page import ActionForm
from proposals.quick_rows import LONGEST_PASTE, MOST_ROWS, QuickRows, Reader, read_text
from proposals.word_changes import FIELDS

SOURCE_HINT = gettext_lazy("ถ้าไม่แน่ใจให้เลือกองค์กรปกครองส่วนท้องถิ่น ถ้าชุมชนทำเองให้เลือกชุมชน แก้ภายหลังได้")


def _years(form: Any) -> None:
    cycle = form.plan.cycle
    form.fields["year"].choices = [(str(year), str(year)) for year in cycle.years]
    form.initial.setdefault("year", cycle.target_year)
    form.initial.setdefault("source", BudgetLine.Source.LAO)


class ShortForm(ActionForm):
    """What, where, why, for whom, and roughly how much: enough for a meeting to talk about it."""

    title = ShortTextField(label=gettext_lazy("โครงการอะไร"), help_text=gettext_lazy("ทำอะไร ที่ไหน"), max_length=300)
    village = forms.ModelChoiceField(
        label=gettext_lazy("หมู่ที่"),
        queryset=Village.objects.none(),
        empty_label=gettext_lazy("ทั้งตำบลหรือหลายหมู่บ้าน"),
        required=False,
    )
    place = ShortTextField(label=gettext_lazy("สถานที่"), max_length=300, required=False)
    rationale = LongTextField(label=gettext_lazy("ปัญหาคืออะไร"), max_length=LONGEST_TEXT, rows=3, required=False)
    beneficiaries = WholeNumberField(label=gettext_lazy("ใครได้ประโยชน์ กี่คน"), unit=gettext_lazy("คน"), required=False)
    beneficiary_group = ShortTextField(label=FIELDS["beneficiary_group"], max_length=200, required=False)
    amount = BahtField(label=gettext_lazy("ใช้เงินประมาณเท่าไร"), required=False)
    year = forms.TypedChoiceField(label=gettext_lazy("ปีงบประมาณ พ.ศ."), coerce=int)
    source = forms.ChoiceField(
        label=gettext_lazy("ขอจากแหล่งใด"), help_text=SOURCE_HINT, choices=BudgetLine.Source.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        village: Any = self.fields["village"]
        village.queryset = Village.objects.filter(area=self.plan.area_id)
        _years(self)

    @property
    def draft(self) -> ProposalDraft:
        """The proposal as far as it was told."""
        values = self.cleaned_data
        words = ("title", "village", "place", "rationale", "beneficiary_group")
        amount, source = values["amount"], values["source"]
        return ProposalDraft(
            **{name: values[name] for name in words},
            beneficiaries=values["beneficiaries"] or 0,
            budget=[BudgetDraft(values["year"], source, amount)] if amount else [],
            work_class=work_class_for(source if amount else ""),
        )


class PasteField(LongTextField):
    """Lines whose cells stand apart by tabs: tabs and blanks are kept as they are."""

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        cleaned(text.replace("\t", " "), lines=True)
        return text


class QuickForm(ActionForm):
    """One project a line, typed or pasted; judged as a whole."""

    lines = PasteField(
        label=gettext_lazy("รายการโครงการ"),
        help_text=gettext_lazy("บรรทัดละหนึ่งโครงการ: ชื่อโครงการ | หมู่ที่ | บาท | ปี หรือคัดลอกตารางจาก Excel มาวาง"),
        max_length=LONGEST_PASTE,
        rows=12,
    )
    year = forms.TypedChoiceField(label=gettext_lazy("ปีงบประมาณ พ.ศ. เมื่อบรรทัดไม่ได้ระบุ"), coerce=int)
    source = forms.ChoiceField(
        label=gettext_lazy("แหล่งงบประมาณเมื่อบรรทัดไม่ได้ระบุ"), help_text=SOURCE_HINT, choices=BudgetLine.Source.choices
    )
    read: QuickRows | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].widget.longest = None  # nobody counts the letters of a table
        _years(self)

    def check_lines(self) -> None:
        """Judge what was typed without asking for the signed paper yet."""
        for name in [name for name in self.fields if name.startswith(BEHALF)]:
            self.fields[name].required = False
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("lines") and "year" in values and "source" in values:
            villages = list(Village.objects.filter(area=self.plan.area_id))
            reader = Reader(self.plan.cycle, self.plan.area_code, villages, values["year"], values["source"])
            self.read = read_text(values["lines"], reader)
            if len(self.read.rows) > MOST_ROWS:
                message = _("มี %(count)d โครงการ ส่งได้ครั้งละไม่เกิน %(most)d โครงการ")
                self.add_error("lines", message % {"count": len(self.read.rows), "most": MOST_ROWS})
            elif not self.read.rows:
                self.add_error("lines", _("ไม่พบโครงการในข้อความนี้"))
            elif self.read.wrong:
                message = _("มี %(wrong)d จาก %(count)d บรรทัดที่ต้องแก้ไข ดูในตารางด้านล่าง ยังไม่มีการบันทึก")
                self.add_error("lines", message % {"wrong": self.read.wrong, "count": len(self.read.rows)})
        return values
