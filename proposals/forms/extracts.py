"""The form with which an agency answers an extract, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.acting import Acting
from documents.recording import BEHALF, fields_of_a_sheet, recording_from
from pages.fields import LongTextField, ShortTextField
from pages.forms import PageForm, ProblemLike
from proposals.drafts import LONGEST_TEXT
from proposals.extracts import LineAnswer
from proposals.models import Extract, ExtractLine, PlanLine

ACCEPTED = ExtractLine.Answer.ACCEPTED
CHOICES = (
    (ACCEPTED, gettext_lazy("รับไปดำเนินการหรือบรรจุในแผน")),
    (ExtractLine.Answer.DECLINED, gettext_lazy("ไม่รับ")),
)


class AnswerExtractForm(PageForm):
    """For each line whether the agency takes it, into which of its plans, or why not.

    ``on_behalf`` asks besides for the letter with which the agency answered, where another office records it.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        extract: Extract,
        rows: Sequence[tuple[ExtractLine, PlanLine]],
        by: Acting,
        on_behalf: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pairs, self.agency = rows, extract.agency
        self.by, self.on_behalf = by, on_behalf
        self.initial["seen"] = extract.revision
        for line, said in rows:
            key = line.line_id
            about = said.proposal_version.title
            self.fields[f"answer_{key}"] = forms.ChoiceField(
                label=_("คำตอบสำหรับ %s") % about, choices=CHOICES, widget=forms.RadioSelect
            )
            self.fields[f"plan_{key}"] = ShortTextField(
                label=_("บรรจุในแผนใด ปีใด รายการใด"), max_length=300, required=False
            )
            self.fields[f"reason_{key}"] = LongTextField(
                label=_("เหตุผลหรือข้อสังเกต"), max_length=LONGEST_TEXT, rows=2, required=False
            )
        if on_behalf:
            self.fields |= fields_of_a_sheet()

    @property
    def paper_fields(self) -> list[Any]:
        """The fields about the agency's signed letter."""
        return [self[name] for name in self.fields if name.startswith(BEHALF)]

    def actor(self) -> Acting:
        """Who answers: the agency's office, or the one recording from its letter, which is kept now.

        Raises:
            Invalid: as `recording_from`.
        """
        return recording_from(self, self.by, self.agency) if self.on_behalf else self.by

    @property
    def asked(self) -> list[tuple[PlanLine, list[Any]]]:
        """Each line with its fields."""
        names = ("answer", "plan", "reason")
        return [(said, [self[f"{name}_{line.line_id}"] for name in names]) for line, said in self.pairs]

    @property
    def answers(self) -> dict[int, LineAnswer]:
        """What was answered, by line."""
        values = self.cleaned_data
        return {
            line.line_id: LineAnswer(
                values[f"answer_{line.line_id}"] == ACCEPTED,
                values[f"plan_{line.line_id}"] or "",
                values[f"reason_{line.line_id}"] or "",
            )
            for line, _said in self.pairs
        }

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``answers[7].reason`` at the reason of line 7."""
        places = dict(names or {})
        for line, _said in self.pairs:
            key = line.line_id
            places |= {
                f"answers[{key}]": f"answer_{key}",
                f"answers[{key}].reason": f"reason_{key}",
                f"answers[{key}].agency_plan": f"plan_{key}",
            }
        super().add_problems(problems, places)
