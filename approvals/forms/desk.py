"""What the forms of the desks share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from approvals.drafts import Resolved
from pages.fields import LongTextField
from pages.forms import PageForm, ProblemLike
from pages.rows import Rows
from proposals.drafts import LONGEST_TEXT
from proposals.models import Meeting
from proposals.page import BODY, ActionForm
from proposals.strategy import Branch, programmes_by_strategy


class DeskForm(ActionForm):
    """The form of a desk's action. ``speakers`` are the only bodies whose signed paper may be recorded here."""

    def __init__(self, *args: Any, speakers: Collection[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields.get(BODY)
        if speakers is not None and bodies is not None:
            bodies.choices = [(key, name) for key, name in bodies.choices if int(key) in speakers]


class WithRows(PageForm):
    """A form with rows beside its own fields: the two are right, held and shown together."""

    inner: Rows | None = None

    def take_rows(self, rows: Rows) -> None:
        """Judge these rows with the form."""
        self.inner = rows
        if rows.asked_for_more:
            self.hold()

    def hold(self) -> None:
        super().hold()
        for row in self.inner or ():
            row.hold()

    @property
    def errors(self) -> ErrorDict:
        """Those of the form; where only rows are wrong, a word that says so, which no summary shows again."""
        found: ErrorDict = super().errors
        if self.inner is not None and self.is_bound and not self.held and not self.inner.is_valid():
            return ErrorDict({**found, str(self.inner.prefix): [""]})
        return found

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``parts[1].asked`` at the second filled row, what is about no row at the form's own fields."""
        left = problems if self.inner is None else self.inner.add_problems(problems)
        super().add_problems(left, names)


class WithResolution(PageForm):
    """A form that asks, where it has to, which meeting of the committee resolved the scores, and in which words."""

    def ask_for_resolution(self, meetings: Sequence[Meeting]) -> None:
        """Ask for one of these meetings and its words; neither may stay empty."""
        self.meetings = {str(each.pk): each for each in meetings}
        self.fields["meeting"] = forms.ChoiceField(
            label=_("การประชุมที่มีมติให้คะแนน"),
            help_text="" if meetings else _("ยังไม่มีการประชุมคณะกรรมการที่ครบองค์ประชุม ให้บันทึกการประชุมก่อน"),
            choices=[("", _("เลือกการประชุม")), *((key, str(each)) for key, each in self.meetings.items())],
        )
        self.fields["text"] = LongTextField(label=_("ข้อความมติ"), max_length=LONGEST_TEXT, rows=3)

    def resolved(self, workbook: str = "") -> Resolved:
        """What was filled in."""
        values = self.cleaned_data
        return Resolved(self.meetings[values["meeting"]], values["text"], workbook)


def programme_choices(tree: Sequence[Branch]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The programmes of a tree for a list of choices, under the strategies above them."""
    groups = programmes_by_strategy(tree)
    return [(strategy, [(str(each.node.pk), each.title) for each in below]) for strategy, below in groups]
