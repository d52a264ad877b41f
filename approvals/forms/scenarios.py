"""The forms of what-if: a trial that is saved, and the resolution that adopts one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms.ranking import TIES, TieBreakFields
from approvals.models import Criterion, Scenario, Worksheet
from approvals.scenarios import Trial
from pages.fields import BahtField, LongTextField, ShortTextField, WholeNumberField
from pages.forms import PageForm, ProblemLike
from proposals.models import Meeting

# A committee's own order comes in a workbook (`approvals.sheets`).
BY_HAND = [(value, label) for value, label in Scenario.Method.choices if value != Scenario.Method.AS_RESOLVED]


class TrialForm(TieBreakFields):
    """A rule with a ceiling, weights and a tie-break, under a name."""

    mark_optional = False
    name = ShortTextField(label=gettext_lazy("ชื่อทางเลือก"), max_length=100)
    method = forms.ChoiceField(label=gettext_lazy("วิธีจัดสรร"), choices=BY_HAND, widget=forms.RadioSelect)
    ceiling = BahtField(label=gettext_lazy("กรอบวงเงิน"))
    field_order = ("name", "method", "ceiling")

    def __init__(self, *args: Any, worksheet: Worksheet, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, chosen=worksheet.tie_break, **kwargs)
        self.criteria = criteria
        self.initial.setdefault("ceiling", worksheet.ceiling)
        self.initial.setdefault("method", Scenario.Method.WEIGHTED)
        for criterion in criteria:
            self.fields[f"weight_{criterion.pk}"] = WholeNumberField(
                label=f"{_('น้ำหนัก')} {criterion.name}", minimum=0, maximum=1000, initial=criterion.weight
            )
        self.order_fields([*self.field_order, *(f"weight_{criterion.pk}" for criterion in criteria), *TIES])

    @property
    def trial(self) -> Trial:
        """What was filled in."""
        values = self.cleaned_data
        weights = {criterion.code: values[f"weight_{criterion.pk}"] for criterion in self.criteria}
        return Trial(values["name"], values["method"], values["ceiling"], weights, self.tie_break)

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``weights.need`` at the weight of that criterion."""
        places = {f"weights.{criterion.code}": f"weight_{criterion.pk}" for criterion in self.criteria}
        super().add_problems(problems, {**places, **(names or {})})


class AdoptionForm(PageForm):
    """Which scenario a meeting chose, and its resolution."""

    scenario = forms.ChoiceField(label=gettext_lazy("ทางเลือกที่ประชุมเลือก"))
    meeting = forms.ChoiceField(label=gettext_lazy("การประชุม"))
    text = LongTextField(label=gettext_lazy("ข้อความมติ"))
    votes_for = WholeNumberField(label=gettext_lazy("เห็นชอบ"), maximum=32_000, unit=gettext_lazy("เสียง"))
    votes_against = WholeNumberField(label=gettext_lazy("ไม่เห็นชอบ"), maximum=32_000, unit=gettext_lazy("เสียง"))

    def __init__(self, *args: Any, scenarios: Sequence[Scenario], meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenarios = {str(each.pk): each for each in scenarios}
        self.meetings = {str(each.pk): each for each in meetings}
        self.initial.setdefault("votes_against", 0)
        choices: Any = self.fields["scenario"]
        choices.choices = [(key, each.name) for key, each in self.scenarios.items()]
        choices = self.fields["meeting"]
        choices.choices = [(key, str(each)) for key, each in self.meetings.items()]

    @property
    def adoption(self) -> dict[str, Any]:
        """What was filled in, with the records chosen."""
        values = self.cleaned_data
        return {
            **values,
            "scenario": self.scenarios[values["scenario"]],
            "meeting": self.meetings[values["meeting"]],
        }
