"""The forms of the steps in which a proposal is written. Each asks its own fields and leaves all others as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Village
from pages.fields import BahtField, LongTextField, ShortTextField, WholeNumberField, with_commas
from pages.forms import PageForm
from pages.reading import shown
from pages.rows import MORE, rows_of
from pages.widgets import UnitInput
from proposals.drafts import LONGEST_TEXT, IndicatorDraft, ItemDraft, ProposalDraft, sums_of
from proposals.forms.drafting import WORK_CLASSES, IndicatorRow
from proposals.forms.placing import InTheTree
from proposals.forms.rows import RowsForm
from proposals.models import BudgetLine, Cycle, UnitPrice
from proposals.points import LONGEST as LONGEST_POINT
from proposals.points import Point, read_point
from proposals.steps import point_in_words
from proposals.unit_prices import unit_prices_for
from proposals.word_changes import FIELDS
from proposals.written import Written

MOST_ROWS = 40


class StepForm(RowsForm):
    """One step. ``taken`` are the fields of the draft that it asks; ``revision`` is what was on the writer's screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    taken: tuple[str, ...] = ()

    def __init__(self, *args: Any, written: Written, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written = written
        said = {name: getattr(written.draft, name) for name in self.taken}
        self.initial = {**self.initial, **said, "revision": written.revision}
        self.add_rows()
        if self.is_bound and MORE in self.data:  # to go on with what was typed, not to save it
            self.hold()

    def add_rows(self) -> None:
        """Put the rows of the step beside its fields, or fill its choices."""

    @property
    def sent(self) -> Any:
        """What was typed, for rows; None where the page is drawn as the proposal is."""
        return self.data if self.is_bound else None

    @property
    def seen_revision(self) -> int:
        """The revision that was on the writer's screen; one that no proposal has, where the form does not say."""
        revision = self.cleaned_data["revision"]
        return -1 if revision is None else int(revision)

    @property
    def changes(self) -> dict[str, Any]:
        """What this step says, by the draft's fields."""
        return {name: self.cleaned_data[name] for name in self.taken}

    @property
    def draft(self) -> ProposalDraft:
        """The proposal with what this step says in place of what it said before."""
        return replace(self.written.draft, **self.changes)


def _longer(name: str, rows: int = 4) -> LongTextField:
    return LongTextField(label=FIELDS[name], max_length=LONGEST_TEXT, rows=rows, required=False)


class NameStep(StepForm, InTheTree):
    """What, where and who."""

    title = ShortTextField(label=FIELDS["title"], help_text=gettext_lazy("ทำอะไร ที่ไหน"), max_length=300)
    work_class = forms.ChoiceField(label=gettext_lazy("ใครเป็นผู้ทำ"), choices=WORK_CLASSES, widget=forms.RadioSelect)
    village = forms.ModelChoiceField(
        label=FIELDS["village_id"],
        queryset=Village.objects.none(),
        empty_label=gettext_lazy("ทั้งตำบลหรือหลายหมู่บ้าน"),
        required=False,
    )
    place = ShortTextField(label=FIELDS["place"], max_length=300, required=False)
    strategy = ShortTextField(label=FIELDS["strategy"], max_length=200, required=False)
    programme = ShortTextField(label=FIELDS["programme"], max_length=200, required=False)
    lead_agency = ShortTextField(label=FIELDS["lead_agency"], max_length=200, required=False)
    taken = ("title", "work_class", "village", "place", "strategy", "programme", "lead_agency")

    def add_rows(self) -> None:
        village: Any = self.fields["village"]
        village.queryset = Village.objects.filter(area=self.plan.area_id)
        self.offer_programmes()


class ReasonStep(StepForm):
    """Why."""

    rationale = _longer("rationale", 8)
    taken = ("rationale",)


class GoalStep(StepForm):
    """What for, and what comes of it."""

    objective = _longer("objective")
    target_output = _longer("target_output")
    expected_result = _longer("expected_result")
    taken = ("objective", "target_output", "expected_result")


class BenefitStep(StepForm):
    """Who has it better afterwards."""

    beneficiaries = WholeNumberField(label=FIELDS["beneficiaries"], unit=gettext_lazy("คน"), required=False)
    beneficiary_group = ShortTextField(
        label=FIELDS["beneficiary_group"],
        help_text=gettext_lazy("เช่น เกษตรกรหมู่ที่ 3 และผู้ใช้ถนนสายวัดป่า"),
        max_length=200,
        required=False,
    )
    taken = ("beneficiaries", "beneficiary_group")

    @property
    def changes(self) -> dict[str, Any]:
        return {**super().changes, "beneficiaries": self.cleaned_data["beneficiaries"] or 0}


# --- Budget ---


class QuantityField(BahtField):
    """How many: a number with at most two decimals, in either digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=UnitInput({"inputmode": "decimal"}, width=5), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError:
            message = _("“%s” ไม่ใช่จำนวน ให้กรอกเป็นตัวเลข เช่น 1,250 หรือ 12.5") % shown(str(value))
            raise ValidationError(message, code="invalid") from None

    def validate(self, value: Decimal | None) -> None:
        """Only that there is one where it must be: how large it may be, the draft says."""
        forms.Field.validate(self, value)


class ItemRow(PageForm):
    """One kind of cost. What is picked from the list of prices fills whatever of it was left blank."""

    label_size = ""
    mark_optional = False
    prices: Mapping[str, UnitPrice] = {}
    pick = forms.ChoiceField(label=gettext_lazy("เลือกจากบัญชีราคา (ถ้ามี)"), required=False)
    item = ShortTextField(label=gettext_lazy("รายการ"), max_length=300, required=False)
    unit = ShortTextField(label=gettext_lazy("หน่วยนับ"), max_length=60, required=False)
    quantity = QuantityField(label=gettext_lazy("จำนวน"))
    unit_price = BahtField(label=gettext_lazy("ราคาต่อหน่วย"), required=False)
    year = forms.TypedChoiceField(label=gettext_lazy("ปีงบประมาณ พ.ศ."), coerce=int)
    source = forms.ChoiceField(
        label=gettext_lazy("แหล่งงบประมาณ"),
        choices=[("", gettext_lazy("เลือกแหล่งงบประมาณ")), *BudgetLine.Source.choices],
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        picked = self.prices.get(values.get("pick", ""))
        known = {"item": picked.item, "unit": picked.unit, "unit_price": picked.price} if picked else {}
        for name in ("item", "unit", "unit_price"):
            if name in values and values[name] in {"", None}:
                if name in known:
                    values[name] = known[name]
                else:
                    self.add_error(name, _("ต้องกรอก “%s” หรือเลือกจากบัญชีราคา") % self.fields[name].label)
        return values


def item_row(cycle: Cycle, prices: Sequence[UnitPrice]) -> type[ItemRow]:
    """The row's form for the years of a cycle and the prices that hold in it."""
    years = [("", _("เลือกปี")), *((str(year), str(year)) for year in cycle.years)]
    offered = [("", _("ไม่เลือก")), *((str(price.pk), _in_list(price)) for price in prices)]

    class OfThisCycle(ItemRow):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.prices = {str(price.pk): price for price in prices}
            for name, choices in (("year", years), ("pick", offered)):
                field: Any = self.fields[name]
                field.choices = choices

    return OfThisCycle


def _in_list(price: UnitPrice) -> str:
    parts = {"item": price.item, "price": with_commas(price.price), "unit": price.unit}
    words = _("%(item)s – %(price)s บาทต่อ%(unit)s") % parts
    return _("(ตัวอย่าง) %s") % words if price.is_example else words


class BudgetStep(StepForm):
    """What the money is for. The sums by year and source follow from it."""

    def add_rows(self) -> None:
        draft = self.written.draft
        rows: list[dict[str, Any]] = [
            {name: getattr(item, name) for name in ("item", "unit", "quantity", "unit_price", "year", "source")}
            for item in draft.items
        ]
        if not rows:  # a sum that was only given roughly stands as one item, to be replaced by better ones
            rows = [
                {
                    "item": _("วงเงินโดยประมาณ"),
                    "unit": _("งาน"),
                    "quantity": Decimal(1),
                    "unit_price": line.amount,
                    "year": line.year,
                    "source": line.source,
                }
                for line in draft.budget
            ]
        prices = unit_prices_for(self.plan.cycle)
        title = _("รายการค่าใช้จ่ายที่")
        row_class = item_row(self.plan.cycle, prices)
        self.items = rows_of(row_class, self.sent, rows, 2, prefix="items", title=title, at_most=MOST_ROWS)
        self.keep_together(self.items)

    @property
    def changes(self) -> dict[str, Any]:
        names = ("item", "unit", "quantity", "unit_price", "year", "source")
        items = [ItemDraft(**{name: row[name] for name in names}) for row in self.items.values]
        return {"items": items, "budget": sums_of(items)}


class IndicatorStep(StepForm):
    """How success will be seen."""

    def add_rows(self) -> None:
        rows = [{"name": each.name, "target": each.target} for each in self.written.draft.indicators]
        self.indicators = rows_of(
            IndicatorRow, self.sent, rows, 2, prefix="indicators", title=_("ตัวชี้วัดที่"), at_most=MOST_ROWS
        )
        self.keep_together(self.indicators)

    @property
    def changes(self) -> dict[str, Any]:
        return {"indicators": [IndicatorDraft(**row) for row in self.indicators.values]}


# --- Place ---


class PointField(ShortTextField):
    """A place on the map as two numbers or the link of a map; None where it is left empty."""

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, tuple):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_point(text)
        except ValueError as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong

    def run_validators(self, value: Any) -> None:
        """None besides reading it: the pair is no text."""


class PointStep(StepForm):
    """Where on the map: typed, pasted, tapped, or taken over from a place that is known already."""

    place = ShortTextField(label=gettext_lazy("ชื่อสถานที่"), max_length=300, required=False)
    known = forms.ChoiceField(
        label=gettext_lazy("ใช้ตำแหน่งของที่ที่รู้จักแล้ว"),
        help_text=gettext_lazy("จากโครงการอื่นของท่านและภาพที่แนบไว้ ใช้เมื่อไม่ได้กรอกพิกัดเอง"),
        required=False,
    )
    point = PointField(
        label=gettext_lazy("พิกัด"),
        help_text=gettext_lazy("ละติจูด, ลองจิจูด เช่น 15.870032, 104.625412 หรือวางลิงก์เต็มของแผนที่"),
        required=False,
        max_length=LONGEST_POINT,
    )
    taken = ("place",)

    def __init__(self, *args: Any, known: Sequence[tuple[str, Point]] = (), **kwargs: Any) -> None:
        self.known_points = {f"{lat:.6f}, {lng:.6f}": (lat, lng) for _label, (lat, lng) in known}
        self.known_list = known
        super().__init__(*args, **kwargs)

    def add_rows(self) -> None:
        self.initial["point"] = point_in_words(self.written.draft)
        field: Any = self.fields["known"]
        field.choices = [
            ("", _("ไม่เลือก")),
            *((f"{lat:.6f}, {lng:.6f}", f"{label} ({lat:.6f}, {lng:.6f})") for label, (lat, lng) in self.known_list),
        ]
        if not self.known_list:
            del self.fields["known"]

    @property
    def changes(self) -> dict[str, Any]:
        chosen = self.known_points.get(self.cleaned_data.get("known", ""))
        latitude, longitude = self.cleaned_data["point"] or chosen or (None, None)
        return {**super().changes, "latitude": latitude, "longitude": longitude}


FORMS: dict[str, type[StepForm]] = {
    "name": NameStep,
    "reason": ReasonStep,
    "goal": GoalStep,
    "benefit": BenefitStep,
    "budget": BudgetStep,
    "indicators": IndicatorStep,
    "point": PointStep,
}
