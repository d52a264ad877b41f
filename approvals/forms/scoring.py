"""The forms of scoring: the criteria with their weights, and one small choice for each line and criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.drafts import CriterionDraft
from approvals.forms.desk import WithResolution, WithRows
from approvals.models import Criterion
from approvals.scorers import Spread
from approvals.verbs.worksheet import MOST_SCORE
from pages.fields import LongTextField, ShortTextField, WholeNumberField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.models import Meeting

SCALE = tuple(range(MOST_SCORE + 1))
MOST_CRITERIA, LONGEST_WORDS = 20, 500
_NAME = re.compile(r"s-([0-9]{1,15})-([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class Cell:
    """One score on the page: what is stored or was typed, as text; empty where there is none."""

    name: str
    criterion: Criterion
    value: str
    stored: bool
    spread: Spread | None = None

    @property
    def is_mean(self) -> bool:
        """Whether it lies between two scores."""
        return "." in self.value


class ScoresForm(WithResolution):
    """The scores of one page of lines; where a committee gave them, by which resolution.

    Only those that were changed on the page are handed on.

    ``drawn`` says what the page showed, so that a colleague's score that came meanwhile is not overwritten.
    """

    criteria = forms.CharField(widget=forms.HiddenInput, required=False)
    drawn = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        shown: Sequence[Criterion],
        stored: Mapping[tuple[int, int], int | str],
        meetings: Sequence[Meeting] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.stored = shown, stored
        self.by_key = {criterion.pk: criterion for criterion in shown}
        self.initial["criteria"] = ",".join(str(criterion.pk) for criterion in shown)
        if meetings is not None:  # who scores alone is resolved by nobody
            self.ask_for_resolution(meetings)
        self.initial["drawn"] = ",".join(f"s-{line}-{key}:{value}" for (line, key), value in stored.items())

    @staticmethod
    def line_ids_in(data: Mapping[str, Any] | None) -> set[int]:
        """The lines whose scores were sent."""
        return {int(found[1]) for name in data or () if (found := _NAME.fullmatch(name))}

    @property
    def has_other_criteria(self) -> bool:
        """Whether the committee set other criteria after this page was drawn."""
        return bool(self.cleaned_data["criteria"] != self.initial["criteria"])

    def cells(self, line_id: int) -> Iterator[Cell]:
        """The cells of one line, in the order of the criteria."""
        for criterion in self.shown:
            name = f"s-{line_id}-{criterion.pk}"
            stored = self.stored.get((line_id, criterion.pk))
            typed = self.data.get(name) if self.is_bound else None
            value = typed if typed is not None else "" if stored is None else str(stored)
            yield Cell(name, criterion, str(value), stored is not None)

    def clean(self) -> dict[str, Any]:
        """Read the cells; a value off the scale is refused by the verb, one that is no number here."""
        values = super().clean() or self.cleaned_data
        changed: dict[tuple[int, str], int] = {}
        drawn = dict(part.partition(":")[::2] for part in values.get("drawn", "").split(","))
        for name, typed in self.data.items():
            found = _NAME.fullmatch(name)
            criterion = self.by_key.get(int(found[2])) if found else None
            if found is None or criterion is None or typed in {"", drawn.get(name)}:
                continue
            if not re.fullmatch(r"[0-9]{1,3}", typed):
                self.add_error(None, _("คะแนนต้องเป็น 0 ถึง %(most)d") % {"most": MOST_SCORE})
            else:
                changed[int(found[1]), criterion.code] = int(typed)
        if not changed and not self.errors and values.get("criteria") == self.initial["criteria"]:
            self.add_error(None, _("ยังไม่ได้เปลี่ยนคะแนนใดในหน้านี้"))
        values["scores"] = changed
        return values


class Words(LongTextField):
    """What a score stands for; short, though its limit is not worth a line of the page."""

    def __init__(self, **kwargs: Any) -> None:
        limit = MaxLengthValidator(LONGEST_WORDS, gettext_lazy("ต้องยาวไม่เกิน %(limit_value)d ตัวอักษร (มี %(show_value)d)"))
        super().__init__(rows=2, required=False, validators=[limit], **kwargs)


class CriterionRow(PageForm):
    """A criterion with its weight and the words for each score."""

    mark_optional = False
    label_size = ""
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = ShortTextField(label=gettext_lazy("เกณฑ์"), max_length=200)
    weight = WholeNumberField(label=gettext_lazy("น้ำหนัก"), minimum=1, maximum=1000)
    d0 = Words(label=gettext_lazy("0 คะแนน เมื่อ"))
    d1 = Words(label=gettext_lazy("1 คะแนน เมื่อ"))
    d2 = Words(label=gettext_lazy("2 คะแนน เมื่อ"))
    d3 = Words(label=gettext_lazy("3 คะแนน เมื่อ"))
    d4 = Words(label=gettext_lazy("4 คะแนน เมื่อ"))
    reference = ShortTextField(label=gettext_lazy("ที่มาหรืออ้างอิง"), max_length=300, required=False)


class CriteriaForm(WithRows):
    """All criteria of a worksheet; replacing them drops the scores that were given."""

    confirmed = forms.BooleanField(label=gettext_lazy("เข้าใจแล้วว่าคะแนนที่ให้ไว้ตามเกณฑ์เดิมจะถูกลบทั้งหมด"))

    def __init__(self, data: Any = None, *, criteria: Sequence[Criterion], scores_given: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not scores_given:
            del self.fields["confirmed"]
        initial = [_as_row(criterion) for criterion in criteria]
        self.criteria_rows = rows_of(
            CriterionRow, data, initial, 1, prefix="criteria", title=_("เกณฑ์ที่"), at_most=MOST_CRITERIA
        )
        self.take_rows(self.criteria_rows)

    @property
    def drafts(self) -> list[CriterionDraft]:
        """The criteria that were filled in; a new one gets a code that is still free."""
        rows = self.criteria_rows.values
        taken = {row["code"] for row in rows}
        free = (
            code for code in (f"criterion-{number}" for number in range(1, 2 * MOST_CRITERIA + 2)) if code not in taken
        )
        return [
            CriterionDraft(
                row["code"] or next(free),
                row["name"],
                row["weight"],
                {str(score): row[f"d{score}"] for score in SCALE if row[f"d{score}"]},
                row["reference"] or "",
            )
            for row in rows
        ]


def _as_row(criterion: Criterion) -> dict[str, Any]:
    words = criterion.descriptors or {}
    return {
        "code": criterion.code,
        "name": criterion.name,
        "weight": criterion.weight,
        "reference": criterion.reference,
        **{f"d{score}": words.get(str(score), "") for score in SCALE},
    }
