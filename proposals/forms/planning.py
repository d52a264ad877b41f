"""What a provincial officer types about how the province plans: definitions, days, and names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import clock
from pages.fields import ShortTextField, ThaiDateField, WholeNumberField
from pages.forms import PageForm
from proposals.models import ProvinceRules
from proposals.models.cycle import WAYS
from proposals.verbs.province_rules import LONGEST_REFERENCE, MAY_BE_NONE, MOST_DAYS, flows_of
from workflow import terms
from workflow.flows import FLOWS


class RulesForm(PageForm):
    """The definitions under which plans run in one mode, and the days that they have."""

    council_flow = forms.ChoiceField(label=_("ขั้นตอนของแผนตำบล"), widget=forms.RadioSelect)
    district_flow = forms.ChoiceField(label=_("ขั้นตอนของแผนอำเภอ"), widget=forms.RadioSelect)
    provincial_flow = forms.ChoiceField(label=_("ขั้นตอนของแผนจังหวัด"), widget=forms.RadioSelect)
    receipt_days = WholeNumberField(label=_("ก.บ.ต. รับแผน (วัน)"), minimum=1, maximum=MOST_DAYS)
    opinion_days = WholeNumberField(label=_("อปท. ให้ความเห็น (วัน)"), minimum=1, maximum=MOST_DAYS)
    revision_days = WholeNumberField(label=_("ปรับปรุงแผน (วัน)"), minimum=1, maximum=MOST_DAYS)
    remind_days = WholeNumberField(label=_("เตือนก่อนครบกำหนด (วัน)"), minimum=0, maximum=MOST_DAYS)
    escalate_days = WholeNumberField(label=_("แจ้งระดับเหนือขึ้นไปหลังเลยกำหนด (วัน)"), minimum=1, maximum=MOST_DAYS)
    appeal_days = WholeNumberField(label=_("ยื่นอุทธรณ์ได้หลังประกาศผล (วัน)"), minimum=1, maximum=MOST_DAYS)
    appeal_answer_days = WholeNumberField(label=_("ตอบอุทธรณ์ (วัน)"), minimum=1, maximum=MOST_DAYS)
    petition_days = WholeNumberField(label=_("ผู้ว่าราชการจังหวัดตอบข้อเสนอของที่ประชุมสภา (วัน)"), minimum=1, maximum=MOST_DAYS)
    legal_reference = ShortTextField(
        label=_("อ้างอิง"), help_text=_("หนังสือหรือระเบียบที่กำหนด"), max_length=LONGEST_REFERENCE, required=False
    )
    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args: Any, rules: ProvinceRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes in flows_of(rules.mode).items():
            field: Any = self.fields[name]
            field.choices = [(code, FLOWS[code].process_title) for code in codes]
        for name in WAYS:
            self.initial.setdefault(name, getattr(rules, name))
        self.initial.setdefault("legal_reference", rules.legal_reference)
        self.initial.setdefault("valid_from", clock.today())

    def rules(self) -> dict[str, Any]:
        """What was typed, by the names of the rules."""
        return {name: self.cleaned_data[name] or (0 if name in MAY_BE_NONE else None) for name in WAYS}


class TermForm(PageForm):
    """What a body or a step is called."""

    key = forms.ChoiceField(label=_("องค์กรหรือขั้นตอน"))
    text = ShortTextField(
        label=_("เรียกว่า"), help_text=_("เว้นว่างเพื่อกลับไปใช้ชื่อเดิม"), max_length=terms.LONGEST_NAME, required=False
    )
    abbreviation = ShortTextField(
        label=_("ชื่อย่อ"), help_text=_("เฉพาะองค์กร"), max_length=terms.LONGEST_ABBREVIATION, required=False
    )
    legal_reference = ShortTextField(label=_("อ้างอิง"), max_length=terms.LONGEST_REFERENCE, required=False)
    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["key"]
        field.choices = terms.grouped()
        self.initial.setdefault("valid_from", clock.today())
