"""The form in which lines are merged: how much of each goes in, and whose words each field takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.queries_of_merging import Gathered
from approvals.wording import CHOSEN
from pages.fields import BahtField, LongTextField, ShortTextField
from pages.forms import PageForm, ProblemLike
from proposals.drafts import LONGEST_TEXT
from proposals.models import WorkClass
from proposals.word_changes import FIELDS
from proposals.wordings import for_people

OWN, TOGETHER = "own", "together"
LONG = ("rationale", "objective", "target_output", "expected_result", "indicators")
_ABOVE = [choice for choice in WorkClass.choices if choice[0] != WorkClass.SELF]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one line asks, what of it goes in, and what is left; without a source, all of them together."""

    source: Gathered | None
    amount: BoundField | None
    asked: Decimal
    given: Decimal

    @property
    def rest(self) -> Decimal:
        """What is left of it."""
        return self.asked - self.given


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the merged project: whose words it takes, and those of one's own."""

    pick: BoundField
    own: BoundField | None


class MergeForm(PageForm):
    """Amounts by line, and for each field a choice. ``sources`` are the lines beside each other.

    What stands chosen at first is what a merged project says anyway: then nothing is kept for that field.
    """

    mark_optional = False

    def __init__(self, *args: Any, sources: Sequence[Gathered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = sources
        self.said: dict[str, dict[str, str]] = {}
        self.usual: dict[str, str] = {}
        for number, source in enumerate(sources, 1):
            label = _("โครงการที่ %(number)s เข้ารายการร่วม (บาท)") % {"number": number}
            self.fields[f"amount_{source.line_id}"] = BahtField(label=label, initial=source.asked)
        for name in ("title", *CHOSEN):
            self._add_choice(name)

    def _add_choice(self, name: str) -> None:
        texts = self._texts_of(name)
        self.said[name] = {key: text for key, (text, _label) in texts.items()}
        by_size = sorted(self.sources, key=lambda source: (-source.asked, source.line_id))
        largest = next((source.words[name] for source in by_size if source.words[name]), "")
        same = (key for key, (text, _label) in texts.items() if text == largest)
        self.usual[name] = usual = TOGETHER if TOGETHER in texts else next(same, OWN)
        choices = [(key, label) for key, (_text, label) in texts.items()]
        if name == "work_class":
            choices, self.said[name] = (
                [(value, str(label)) for value, label in _ABOVE],
                {value: value for value, _label in _ABOVE},
            )
            self.usual[name] = usual = by_size[0].words[name]
        else:
            choices.append((OWN, _("เขียนเอง") if choices else _("ทุกโครงการเว้นว่างไว้ หรือเขียนเอง")))
            self.fields[f"own_{name}"] = self._own_field(name)
        self.fields[f"pick_{name}"] = forms.ChoiceField(
            label=FIELDS[name], choices=choices, widget=forms.RadioSelect, initial=usual
        )

    def _own_field(self, name: str) -> forms.Field:
        label = _("ข้อความที่เขียนเอง: %(field)s") % {"field": FIELDS[name]}
        if name in LONG:
            return LongTextField(label=label, required=False, max_length=LONGEST_TEXT, rows=3)
        return ShortTextField(label=label, required=False, max_length=300 if name in {"title", "place"} else 200)

    def _texts_of(self, name: str) -> dict[str, tuple[str, str]]:
        """The different texts of the sources in one field, by key, each with a label that says whose it is."""
        by_text: dict[str, list[int]] = {}
        for place, source in enumerate(self.sources):
            if source.words[name]:
                by_text.setdefault(source.words[name], []).append(place)
        found = {}
        if name == "place" and len(by_text) > 1:
            joined = "; ".join(by_text)[:300]
            found[TOGETHER] = (joined, _("ทุกแห่ง: %(text)s") % {"text": joined})
        if name == "beneficiaries":
            people = str(sum(int(source.words[name] or 0) for source in self.sources))
            found[TOGETHER] = (people, _("รวมกัน: %(text)s คน") % {"text": people})
        for text, places in by_text.items():
            numbers = ", ".join(str(place + 1) for place in places)
            label = _("โครงการที่ %(numbers)s: %(text)s") % {"numbers": numbers, "text": for_people(name, text, {})}
            found[str(places[0])] = (text, label)
        return found

    def clean(self) -> dict[str, Any]:
        """The merged project has a name, whoever gave it; and nobody writes words that are then not taken."""
        values = super().clean() or self.cleaned_data
        for name in ("title", *CHOSEN):
            if values.get(f"own_{name}") and values.get(f"pick_{name}", OWN) != OWN:
                self.add_error(f"pick_{name}", _("เขียนข้อความเองไว้แล้ว ให้เลือก “เขียนเอง” หรือลบข้อความที่เขียน"))
        if values.get("pick_title") == OWN and not values.get("own_title"):
            self.add_error("own_title", _("เขียนชื่อโครงการร่วม หรือเลือกชื่อจากโครงการต้นทาง"))
        return values

    @property
    def title(self) -> str:
        """The name that was chosen or written."""
        return self._text("title")

    @property
    def words(self) -> dict[str, str]:
        """What was chosen otherwise than it stands anyway, by field."""
        picked = {name: self.cleaned_data[f"pick_{name}"] for name in CHOSEN}
        return {
            name: self._text(name)
            for name, pick in picked.items()
            if pick != self.usual[name] or (pick == OWN and self.cleaned_data[f"own_{name}"])
        }

    def _text(self, name: str) -> str:
        pick = self.cleaned_data[f"pick_{name}"]
        return (self.cleaned_data[f"own_{name}"] or "") if pick == OWN else self.said[name][pick]

    @property
    def amounts(self) -> dict[int, Decimal]:
        """The lines of which a part goes in."""
        typed = [(source, self.cleaned_data[f"amount_{source.line_id}"]) for source in self.sources]
        return {source.line_id: amount for source, amount in typed if amount != source.asked}

    def tallies(self) -> list[Tally]:
        """The balance by line as typed, and at the end that of all; an amount that cannot be read counts as none."""
        found = []
        for source in self.sources:
            field = self[f"amount_{source.line_id}"]
            found.append(Tally(source, field, source.asked, self._read(field)))
        asked = sum((tally.asked for tally in found), Decimal(0))
        return [*found, Tally(None, None, asked, sum((tally.given for tally in found), Decimal(0)))]

    def _read(self, field: BoundField) -> Decimal:
        try:
            return field.field.clean(field.value()) or Decimal(0)
        except ValidationError:
            return Decimal(0)

    def choices(self) -> list[Choice]:
        """The fields in the order of the form."""
        names = ("title", *CHOSEN)
        return [
            Choice(self[f"pick_{name}"], self[f"own_{name}"] if f"own_{name}" in self.fields else None)
            for name in names
        ]

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``amounts[7]`` at the amount of line 7, and what is wrong with a field's words where they are written."""
        places = dict(names or {})
        for source in self.sources:
            places[f"amounts[{source.line_id}]"] = f"amount_{source.line_id}"
        for name in ("title", *CHOSEN):
            places[name] = f"own_{name}" if f"own_{name}" in self.fields else f"pick_{name}"
        super().add_problems(problems, places)


class UndoForm(PageForm):
    """Which act is to be undone: the last one that was on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, label=gettext_lazy("การทำงานที่จะย้อน"))
