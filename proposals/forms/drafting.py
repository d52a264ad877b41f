"""The form of a proposal, in the fields of form ผ.02: the few questions that matter first, then the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Village
from pages.fields import BahtField, LongTextField, ShortTextField, WholeNumberField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT, BudgetDraft, IndicatorDraft, ProposalDraft
from proposals.forms.placing import FROM_TREE, InTheTree
from proposals.models import BudgetLine, Cycle, PlanLine, ProposalVersion, WorkClass
from proposals.word_changes import FIELDS
from proposals.written import draft_of

MOST_ROWS = 40
TEXTS = (
    "title",
    "strategy",
    "programme",
    "rationale",
    "objective",
    "target_output",
    "expected_result",
    "place",
    "lead_agency",
    "beneficiary_group",
)

WORK_CLASSES = (
    (WorkClass.SELF, gettext_lazy("ทำเอง – ชุมชนมีกำลังทำได้เอง สภาเก็บไว้ดำเนินการ ไม่ส่งให้หน่วยงานจัดลำดับ")),
    (WorkClass.TOGETHER, gettext_lazy("ทำร่วม – ชุมชนทำส่วนหนึ่ง และขอให้ท้องถิ่นหรือหน่วยงานร่วมทำ")),
    (WorkClass.HAND_UP, gettext_lazy("ส่งต่อ – เกินกำลังของชุมชนและท้องถิ่น ขอให้อำเภอหรือจังหวัดดำเนินการ")),
)


class BudgetRow(PageForm):
    """Baht for one year from one source."""

    label_size = ""
    year = forms.TypedChoiceField(label=gettext_lazy("ปีงบประมาณ พ.ศ."), coerce=int)
    source = forms.ChoiceField(
        label=gettext_lazy("แหล่งงบประมาณ"),
        choices=[("", gettext_lazy("เลือกแหล่งงบประมาณ")), *BudgetLine.Source.choices],
    )
    amount = BahtField(label=gettext_lazy("จำนวนเงิน"))


def budget_row(cycle: Cycle) -> type[BudgetRow]:
    """The row's form for the years of one cycle."""
    years = [("", _("เลือกปี")), *((str(year), str(year)) for year in cycle.years)]

    class OfThisCycle(BudgetRow):
        year = forms.TypedChoiceField(label=gettext_lazy("ปีงบประมาณ พ.ศ."), coerce=int, choices=years)

    return OfThisCycle


class IndicatorRow(PageForm):
    """A measure and its target."""

    label_size = ""
    name = ShortTextField(label=gettext_lazy("วัดจากอะไร"), max_length=300)
    target = ShortTextField(label=gettext_lazy("ค่าเป้าหมาย"), max_length=200, required=False)


class ProposalForm(InTheTree):
    """A proposal as its owner writes it. ``revision`` says which state of it was on the writer's screen."""

    title = ShortTextField(label=FIELDS["title"], help_text=gettext_lazy("ทำอะไร ที่ไหน"), max_length=300)
    work_class = forms.ChoiceField(
        label=gettext_lazy("ใครเป็นผู้ทำ"), choices=WORK_CLASSES, widget=forms.RadioSelect, initial=WorkClass.TOGETHER
    )
    village = forms.ModelChoiceField(
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
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    first_fields = ("title", "work_class", "village", "place", "beneficiaries", "beneficiary_group")
    other_fields = (
        *("rationale", "objective", "target_output", "expected_result"),
        *(FROM_TREE, "strategy", "programme", "lead_agency"),
    )

    def __init__(self, *args: Any, written: PlanLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written = written
        village: Any = self.fields["village"]
        village.queryset = Village.objects.filter(area=self.plan.area_id)
        data = self.data if self.is_bound else None
        budget: list[dict[str, Any]] = []
        indicators: list[dict[str, Any]] = []
        if written is not None and data is None:
            words = _words_of(written.proposal_version)
            self.initial = {**self.initial, **words, "revision": written.line.proposal.revision}
            budget = [
                {"year": line.year, "source": line.source, "amount": line.amount}
                for line in written.proposal_version.budget.order_by("year", "source")
            ]
            indicators = [
                {"name": indicator.name, "target": indicator.target}
                for indicator in written.proposal_version.indicators.order_by("pk")
            ]
        self.budget = rows_of(
            budget_row(self.plan.cycle), data, budget, 2, prefix="budget", title=_("งบประมาณรายการที่"), at_most=MOST_ROWS
        )
        self.indicators = rows_of(
            IndicatorRow, data, indicators, 2, prefix="indicators", title=_("ตัวชี้วัดที่"), at_most=MOST_ROWS
        )
        self.keep_together(self.budget, self.indicators)
        self.offer_programmes()

    @property
    def first(self) -> list[Any]:
        """The fields of the few questions that come first."""
        return [self[name] for name in self.first_fields]

    @property
    def others(self) -> list[Any]:
        """The fields of the rest of form ผ.02."""
        return [self[name] for name in self.other_fields if name in self.fields]

    @property
    def seen_revision(self) -> int:
        """The revision that was on the writer's screen; one that no proposal has, where the form does not say."""
        revision = self.cleaned_data["revision"]
        return -1 if revision is None else int(revision)

    @property
    def draft(self) -> ProposalDraft:
        """The proposal as it was written here; what this form does not ask stays as it was."""
        values = self.cleaned_data
        before = draft_of(self.written.proposal_version) if self.written is not None else ProposalDraft("")
        return replace(
            before,
            **{name: values[name] for name in TEXTS},
            village=values["village"],
            beneficiaries=values["beneficiaries"] or 0,
            work_class=values["work_class"],
            budget=[BudgetDraft(**row) for row in self.budget.values],
            indicators=[IndicatorDraft(**row) for row in self.indicators.values],
        )


def _words_of(version: ProposalVersion) -> dict[str, Any]:
    """What a version says, for the fields of the same names."""
    names = (*TEXTS, "village", "beneficiaries", "work_class")
    return {name: getattr(version, name) for name in names}
