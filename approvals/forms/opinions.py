"""Answering line by line: ก.บ.ต. on receipt, a local administrative organization for the lines in its territory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import ChoiceField
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.drafts import OpinionDraft
from approvals.forms.desk import DeskForm
from pages.fields import LongTextField, ShortTextField, WholeNumberField
from pages.forms import ProblemLike
from proposals.drafts import LONGEST_TEXT
from proposals.models import Opinion, PlanLine

RECEIPT_KINDS = (Opinion.Kind.SUPPORTS, Opinion.Kind.OBJECTS)
OPINION_KINDS = (
    Opinion.Kind.SUPPORTS,
    Opinion.Kind.OBJECTS,
    Opinion.Kind.TAKES_IN,
    Opinion.Kind.BEYOND_CAPACITY,
    Opinion.Kind.DECLINES,
)
COLUMNS = ("kind", "reason", "plan_name", "plan_year", "plan_item")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A line with its fields."""

    line: PlanLine
    kind: BoundField
    reason: BoundField
    plan_name: BoundField | None = None
    plan_year: BoundField | None = None
    plan_item: BoundField | None = None

    @property
    def is_taking_in(self) -> bool:
        """Whether the fields about the own plan are to be seen at once."""
        own = [field for field in (self.plan_name, self.plan_year, self.plan_item) if field is not None]
        return any(field.value() or field.errors for field in own)


class AnswersForm(DeskForm):
    """One answer for each line. A line left alone gets the answer for the rest, if one is chosen."""

    rest_kind = ChoiceField(label=gettext_lazy("รายการที่ไม่ได้เลือกความเห็น"), required=False)
    rest_reason = LongTextField(
        label=gettext_lazy("เหตุผลสำหรับรายการเหล่านั้น"), required=False, max_length=LONGEST_TEXT, rows=2
    )

    def __init__(self, *args: Any, rows: Sequence[PlanLine], kinds: Sequence[Opinion.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.takes_in = rows, Opinion.Kind.TAKES_IN in kinds
        self.choices = [(str(kind.value), str(kind.label)) for kind in kinds]
        rest: Any = self.fields["rest_kind"]
        rest.choices = [("", _("เว้นไว้"))] + [c for c in self.choices if c[0] != Opinion.Kind.TAKES_IN]
        for row in rows:
            self._add_fields(row)
        self.put_the_paper_last()

    def _add_fields(self, row: PlanLine) -> None:
        name = row.line.proposal.reference
        fields: dict[str, Any] = {
            "kind": ChoiceField(label=f"{name} {_('ความเห็น')}", choices=[("", ""), *self.choices], required=False),
            "reason": LongTextField(label=f"{name} {_('เหตุผล')}", max_length=LONGEST_TEXT, required=False),
        }
        if self.takes_in:
            fields |= {
                "plan_name": ShortTextField(label=f"{name} {_('ชื่อแผน')}", max_length=200, required=False),
                "plan_year": WholeNumberField(
                    label=f"{name} {_('ปี พ.ศ.')}", minimum=2500, maximum=2700, required=False
                ),
                "plan_item": ShortTextField(label=f"{name} {_('ลำดับที่ในแผน')}", max_length=60, required=False),
            }
        for column, field in fields.items():
            self.fields[f"{column}_{row.line_id}"] = field

    def lines(self) -> Iterator[AnswerRow]:
        """The lines with their fields, in the order of the page."""
        for row in self.rows:
            names = [f"{column}_{row.line_id}" for column in COLUMNS if f"{column}_{row.line_id}" in self.fields]
            yield AnswerRow(row, *(self[name] for name in names))

    def clean(self) -> dict[str, Any]:
        """A reason without an opinion says nothing: ask for the opinion."""
        values = super().clean() or self.cleaned_data
        for row in self.rows:
            said = [values.get(f"{column}_{row.line_id}") for column in COLUMNS[1:]]
            if any(said) and not self._kind(row.line_id):
                self.add_error(f"kind_{row.line_id}", _("กรอกเหตุผลแล้ว แต่ยังไม่ได้เลือกความเห็น"))
        return values

    def _kind(self, line_id: int) -> str:
        return str(self.cleaned_data.get(f"kind_{line_id}") or self.cleaned_data.get("rest_kind") or "")

    @property
    def answers(self) -> dict[int, OpinionDraft]:
        """What was answered, by line; lines left without remark are not there."""
        given = {}
        for row in self.rows:
            kind, values = self._kind(row.line_id), self.cleaned_data
            if not kind:
                continue
            own = {column: values.get(f"{column}_{row.line_id}") for column in COLUMNS[1:]}
            if not values.get(f"kind_{row.line_id}"):
                own["reason"] = own["reason"] or values.get("rest_reason")
            given[row.line_id] = OpinionDraft(
                kind,
                reason=own["reason"] or "",
                plan_name=own["plan_name"] or "",
                plan_year=own["plan_year"],
                plan_item=own["plan_item"] or "",
            )
        return given

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``answers[12].reason`` at the reason of line 12, or at that for the rest where it was left alone."""
        places = dict(names or {})
        for row in self.rows:
            alone = not self.cleaned_data.get(f"kind_{row.line_id}")
            for column in COLUMNS:
                name = f"rest_{column}" if alone and f"rest_{column}" in self.fields else f"{column}_{row.line_id}"
                places[f"answers[{row.line_id}].{column}"] = name
        super().add_problems(problems, places)
