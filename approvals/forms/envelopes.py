"""The forms of envelopes and of the budget lines of an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.amounts import Asked, Key
from approvals.drafts import EnvelopeDraft
from pages.fields import BahtField, ShortTextField, ThaiDateField, WholeNumberField
from pages.forms import PageForm, ProblemLike
from proposals.models import BudgetLine


class EnvelopeForm(PageForm):
    """The baht of one fund and year, and the letter that says so."""

    fund = forms.ChoiceField(label=gettext_lazy("แหล่งงบประมาณ"), choices=BudgetLine.Source.choices)
    year = WholeNumberField(label=gettext_lazy("ปีงบประมาณ (พ.ศ.)"), minimum=2500, maximum=2700)
    amount = BahtField(label=gettext_lazy("วงเงิน"))
    reference = ShortTextField(
        label=gettext_lazy("เลขที่หนังสือหรือมติ"),
        help_text=gettext_lazy("หนังสือแจ้งกรอบวงเงิน หรือมติที่กำหนดกรอบวงเงินนี้"),
        max_length=200,
    )
    dated = ThaiDateField(label=gettext_lazy("ลงวันที่"))

    @property
    def draft(self) -> EnvelopeDraft:
        """What was filled in."""
        return EnvelopeDraft(**self.cleaned_data)


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A budget line with its fields."""

    asked: Asked
    proposed: BoundField
    reason: BoundField


class AmountsForm(PageForm):
    """What is proposed for each budget line of an entry."""

    mark_optional = False

    def __init__(self, *args: Any, budget: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.budget = budget
        for place, each in enumerate(budget):
            name = f"{each.year} {each.label}"
            self.fields[f"proposed_{place}"] = BahtField(label=f"{name} {_('วงเงินที่เสนอ')}", initial=each.proposed)
            self.fields[f"reason_{place}"] = ShortTextField(
                label=f"{name} {_('เหตุผล')}", required=False, max_length=300, initial=each.reason
            )

    def rows(self) -> Iterator[AmountRow]:
        """The budget lines with their fields."""
        for place, each in enumerate(self.budget):
            yield AmountRow(each, self[f"proposed_{place}"], self[f"reason_{place}"])

    @property
    def amounts(self) -> dict[Key, tuple[Decimal, str]]:
        """What was filled in, by year and source."""
        values = self.cleaned_data
        return {
            (each.year, each.source): (values[f"proposed_{place}"], values[f"reason_{place}"] or "")
            for place, each in enumerate(self.budget)
        }

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``amounts[1].reason`` at the reason of the second budget line."""
        places = dict(names or {})
        for place in range(len(self.budget)):
            for column in ("proposed", "reason"):
                places[f"amounts[{place}].{column}"] = f"{column}_{place}"
        super().add_problems(problems, places)
