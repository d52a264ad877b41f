"""The forms after the governor: to whom the plan goes on, what each source of money answered, when it is proclaimed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.drafts import FundingAnswer, FundingDecision
from approvals.forms.desk import DeskForm
from approvals.models import FundingOutcome, FundingResult
from pages.fields import BahtField, ShortTextField, ThaiDateField
from pages.forms import ProblemLike
from proposals.models import PlanLine

COLUMNS = ("result", "amount", "reason")


class ForwardForm(DeskForm):
    """Who screens the plan above the province."""

    recipient = ShortTextField(label=gettext_lazy("ส่งถึง"), max_length=200)


class ProclaimForm(DeskForm):
    """The day from which the plan is used."""

    proclaimed_on = ThaiDateField(label=gettext_lazy("ประกาศใช้ตั้งแต่วันที่"))


@dataclass(frozen=True, slots=True)
class FundingRow:
    """A line of the plan with what its source answered so far, and the fields of a new answer."""

    line: PlanLine
    present: FundingOutcome | None
    result: BoundField
    amount: BoundField
    reason: BoundField


class FundingForm(DeskForm):
    """What one source of money answered on the lines of a page; lines left alone stay as they are."""

    decided_by = ShortTextField(
        label=gettext_lazy("ผู้พิจารณาจัดสรร"),
        help_text=gettext_lazy("เช่น คณะรัฐมนตรี ก.น.บ. หรือสภาท้องถิ่น"),
        max_length=200,
    )
    decided_on = ThaiDateField(label=gettext_lazy("วันที่มีมติหรือคำสั่ง"))
    letter = ShortTextField(label=gettext_lazy("เลขที่หนังสือหรือมติ"), max_length=200, required=False)
    rest = forms.ChoiceField(
        label=gettext_lazy("โครงการในหน้านี้ที่ไม่ได้เลือกผล"),
        choices=[
            ("", gettext_lazy("ยังไม่มีผล ไม่ต้องบันทึก")),
            (FundingResult.FUNDED.value, gettext_lazy("ได้รับจัดสรรตามที่เสนอทุกโครงการที่ยังไม่มีผล")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, *args: Any, lines: Sequence[PlanLine], outcomes: Mapping[int, FundingOutcome], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.outcomes = {row.line_id: row for row in lines}, outcomes
        for row in lines:
            name = Truncator(row.proposal_version.title).chars(60)
            choices = [("", _("ไม่บันทึก")), *FundingResult.choices]
            self.fields[f"result_{row.line_id}"] = forms.ChoiceField(
                label=f"{name} {_('ผล')}", choices=choices, required=False
            )
            self.fields[f"amount_{row.line_id}"] = BahtField(label=f"{name} {_('จำนวนเงินที่ได้รับ')}", required=False)
            self.fields[f"reason_{row.line_id}"] = ShortTextField(
                label=f"{name} {_('เหตุผล')}", required=False, max_length=300
            )

    def fields_beside(self) -> list[BoundField]:
        """The fields beside the table."""
        return [self[name] for name in ("decided_by", "decided_on", "letter", "rest")]

    def rows(self) -> Iterator[FundingRow]:
        """The lines with their fields, in the order of the page."""
        for line_id, row in self.lines.items():
            yield FundingRow(row, self.outcomes.get(line_id), *(self[f"{column}_{line_id}"] for column in COLUMNS))

    def clean(self) -> dict[str, Any]:
        """A line that was sent and is not on the page any more is named, nothing is dropped silently."""
        values = super().clean() or self.cleaned_data
        sent = [found[1] for name in self.data if (found := re.fullmatch(r"result_([0-9]{1,15})", name))]
        if any(int(number) not in self.lines for number in sent):
            self.add_error(None, _("รายการในหน้านี้เปลี่ยนไปแล้ว กรุณาเปิดหน้านี้ใหม่"))
        return values

    @property
    def decision(self) -> FundingDecision:
        """Who decided, when and by which letter; of a valid form."""
        values = self.cleaned_data
        return FundingDecision(values["decided_by"], values["decided_on"], values["letter"] or "")

    @property
    def answers(self) -> dict[int, FundingAnswer]:
        """The answers of the page by line; of a valid form."""
        found: dict[int, FundingAnswer] = {}
        for line_id, row in self.lines.items():
            given = self.cleaned_data[f"result_{line_id}"]
            if not given and line_id not in self.outcomes:
                given = self.cleaned_data["rest"]
            if given:
                amount = self.cleaned_data[f"amount_{line_id}"]
                if amount is None:
                    amount = row.proposed if given == FundingResult.FUNDED else Decimal(0)
                found[line_id] = FundingAnswer(given, amount, self.cleaned_data[f"reason_{line_id}"] or "")
        return found

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``answers[3].reason`` at the reason of line 3."""
        places = {f"answers[{key}].{column}": f"{column}_{key}" for key in self.lines for column in COLUMNS}
        super().add_problems(problems, {**(names or {}), **places})
