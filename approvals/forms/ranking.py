"""The forms of ranking and integration: the ceiling, and agency, source and amount of each entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.drafts import Integration
from approvals.models import Match
from approvals.queries import Placed
from approvals.ranking import TIE_BREAKS
from directory.models import Body
from pages.fields import BahtField, ShortTextField
from pages.forms import PageForm, ProblemLike
from proposals.models import BudgetLine
from workflow.models.journal import digest

RANK, CEILING = "rank", "ceiling"
TIES = ("tie_1", "tie_2", "tie_3")
COLUMNS = ("agency", "funding_source", "proposed", "reason")


class TieBreakFields(PageForm):
    """The named rules between equal scores, in their order; those left blank say nothing."""

    tie_1 = forms.ChoiceField(label=gettext_lazy("คะแนนเท่ากัน ดูข้อแรก"))
    tie_2 = forms.ChoiceField(label=gettext_lazy("ยังเท่ากัน ดูข้อที่สอง"), required=False)
    tie_3 = forms.ChoiceField(label=gettext_lazy("ยังเท่ากัน ดูข้อที่สาม"), required=False)

    def __init__(self, *args: Any, chosen: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(name, rule.label) for name, rule in TIE_BREAKS.items()]
        for place, name in enumerate(TIES):
            field: Any = self.fields[name]
            field.choices = [*([] if field.required else [("", "–")]), *rules]
            self.initial.setdefault(name, chosen[place] if place < len(chosen) else "")

    @property
    def tie_break(self) -> list[str]:
        """The rules that were chosen, in their order."""
        return [value for name in TIES if (value := self.cleaned_data.get(name))]

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``tie_break`` at the first of the rules."""
        super().add_problems(problems, {"tie_break": TIES[0], **(names or {})})


class RankingForm(TieBreakFields):
    """The ceiling and the tie-break, and whether the entries are ranked at once."""

    mark_optional = False
    act = forms.ChoiceField(choices=[(RANK, RANK), (CEILING, CEILING)])
    ceiling = BahtField(label=gettext_lazy("กรอบวงเงิน"), required=False)

    def __init__(self, *args: Any, follows_letters: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if follows_letters:
            del self.fields["ceiling"]
        for name in TIES:  # a script of before, or a form drawn before, says nothing of them
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Only ranking does without a ceiling."""
        values = super().clean() or self.cleaned_data
        if values.get("act") == CEILING and "ceiling" in values and values["ceiling"] is None:
            self.add_error("ceiling", _("ต้องกรอกกรอบวงเงิน"))
        return values


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry with its fields."""

    placed: Placed
    agency: BoundField
    funding_source: BoundField
    proposed: BoundField
    reason: BoundField
    drawn: BoundField
    matches: Sequence[Match] = ()


class IntegrationForm(PageForm):
    """Who answers for each entry of a page, from which money, and how much is proposed.

    Entries left alone stay as they are: beside each row stands what was drawn, so that what a colleague wrote meanwhile
    is not overwritten.
    """

    def __init__(
        self,
        *args: Any,
        placed: Sequence[Placed],
        bodies: Iterable[Body],
        matches: Mapping[int, Sequence[Match]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.placed = placed
        self.matches = matches or {}
        known = {str(body.pk): body.name for body in bodies}
        for each in placed:
            if each.entry.agency is not None:
                known.setdefault(str(each.entry.agency_id), each.entry.agency.name)
        self.agencies = list(known.items())
        self.sources = [(str(value), str(label)) for value, label in BudgetLine.Source.choices]
        for each in placed:
            self._add_fields(each)

    def _add_fields(self, placed: Placed) -> None:
        entry = placed.entry
        name = Truncator(f"{entry.number}. {entry.title}").chars(60)
        blank = [("", "")]
        fields: dict[str, tuple[forms.Field, Any]] = {
            "agency": (
                forms.ChoiceField(label=f"{name} {_('หน่วยงาน')}", choices=blank + self.agencies, required=False),
                entry.agency_id or "",
            ),
            "funding_source": (
                forms.ChoiceField(label=f"{name} {_('แหล่งงบประมาณ')}", choices=blank + self.sources, required=False),
                entry.funding_source,
            ),
            "proposed": (BahtField(label=f"{name} {_('วงเงินที่เสนอ')}", required=False), entry.proposed),
            "reason": (
                ShortTextField(label=f"{name} {_('เหตุผล')}", required=False, max_length=300),
                entry.proposed_reason,
            ),
        }
        for column, (field, initial) in fields.items():
            field.initial = initial
            self.fields[f"{column}_{entry.number}"] = field
        drawn = digest([str(field.prepare_value(value) or "") for field, value in fields.values()])[:16]
        self.fields[f"drawn_{entry.number}"] = forms.CharField(widget=forms.HiddenInput, initial=drawn, required=False)

    def rows(self) -> Iterator[EntryRow]:
        """The entries with their fields, in the order of the page."""
        for each in self.placed:
            own = {column: self[f"{column}_{each.entry.number}"] for column in (*COLUMNS, "drawn")}
            yield EntryRow(each, **own, matches=self.matches.get(each.entry.pk, ()))

    def clean(self) -> dict[str, Any]:
        """Read the changed rows: each needs agency and source together."""
        values = super().clean() or self.cleaned_data
        self._name_what_is_gone()
        changed = {
            each.entry.number: self._integration(each.entry.number, values)
            for each in self.placed
            if self._is_changed(each.entry.number)
        }
        if not changed and not self._errors:
            self.add_error(None, _("ยังไม่ได้เปลี่ยนรายการใดในหน้านี้"))
        values["integrations"] = {number: draft for number, draft in changed.items() if draft is not None}
        return values

    def _name_what_is_gone(self) -> None:
        here = {str(each.entry.number) for each in self.placed}
        sent = [found[1] for name in self.data if (found := re.fullmatch(r"agency_([0-9]{1,9})", name))]
        for number in sent:
            if number not in here:
                self.add_error(None, _("รายการที่ %(number)s ไม่อยู่ในหน้านี้แล้ว กรุณาเปิดหน้านี้ใหม่") % {"number": number})

    def _is_changed(self, number: int) -> bool:
        typed = [self.data.get(f"{column}_{number}") for column in COLUMNS]
        if any(text is None for text in typed):
            return False
        return digest([str(text) for text in typed])[:16] != self.data.get(f"drawn_{number}")

    def _integration(self, number: int, values: dict[str, Any]) -> Integration | None:
        names = {column: f"{column}_{number}" for column in COLUMNS}
        if any(name in self._errors for name in names.values()):
            return None
        missing = [name for name in (names["agency"], names["funding_source"]) if not values[name]]
        for name in missing:
            self.add_error(name, _("ต้องเลือกทั้งหน่วยงานและแหล่งงบประมาณ"))
        if missing:
            return None
        return Integration(
            int(values[names["agency"]]),
            values[names["funding_source"]],
            values[names["proposed"]],
            values[names["reason"]] or "",
        )

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``entries[3].reason`` at the reason of entry 3."""
        places = dict(names or {})
        for each in self.placed:
            for column in COLUMNS:
                places[f"entries[{each.entry.number}].{column}"] = f"{column}_{each.entry.number}"
        super().add_problems(problems, places)
