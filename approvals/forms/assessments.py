"""The form of a province's criteria or of one of its checklists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.drafts import SCALE
from approvals.forms.scoring import CriterionRow
from approvals.models import AssessmentList
from pages.fields import ShortTextField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.forms.rows import WithRowSets
from proposals.item_lists import LONGEST_ITEM, LONGEST_REFERENCE, MOST_ITEMS
from proposals.models import Cycle

LOOK, SET = "look", "set"


class CheckRow(PageForm):
    """One thing to check."""

    label_size = ""
    name = ShortTextField(label=gettext_lazy("ข้อตรวจ"), max_length=LONGEST_ITEM)
    reference = ShortTextField(label=gettext_lazy("ที่มาหรืออ้างอิง"), max_length=LONGEST_REFERENCE, required=False)
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class AssessmentForm(WithRowSets):
    """The items in their order; with criteria also how lines are scored in the cycle."""

    reference = ShortTextField(label=gettext_lazy("หนังสือหรือมติที่กำหนด"), max_length=LONGEST_REFERENCE, required=False)
    scoring = forms.ChoiceField(
        label=gettext_lazy("วิธีให้คะแนน"), choices=Cycle.Scoring.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, present: AssessmentList, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_criteria = present.kind == AssessmentList.Kind.CRITERIA
        self.initial.setdefault("reference", present.reference)
        self.initial.setdefault("scoring", cycle.scoring)
        if not self.is_criteria:
            del self.fields["scoring"]
        self.items = rows_of(
            CriterionRow if self.is_criteria else CheckRow,
            self.data if self.is_bound else None,
            [_as_row(item) for item in present.items],
            1,
            prefix="items",
            title=_("เกณฑ์ที่") if self.is_criteria else _("ข้อที่"),
            at_most=MOST_ITEMS,
        )
        self.keep_together(self.items)

    @property
    def drafts(self) -> list[dict[str, Any]]:
        """The items that were filled in, as the verb takes them."""
        return [self._draft(row) for row in self.items.values]

    def _draft(self, row: dict[str, Any]) -> dict[str, Any]:
        item = {"code": row["code"], "text": row["name"], "reference": row["reference"] or ""}
        if self.is_criteria:
            item |= {"weight": row["weight"], "descriptors": {score: row[f"d{score}"] or "" for score in SCALE}}
        return item


def _as_row(item: dict[str, Any]) -> dict[str, Any]:
    words = item.get("descriptors", {})
    return {
        "code": item["code"],
        "name": item["text"],
        "reference": item["reference"],
        "weight": item.get("weight"),
        **{f"d{score}": words.get(score, "") for score in SCALE if words},
    }
