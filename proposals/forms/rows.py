"""An action's form together with rows of equal entries: judged, kept and corrected as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.utils import ErrorDict

from pages.forms import PageForm, ProblemLike
from pages.rows import Rows
from proposals.page import ActionForm


class WithRowSets(PageForm):
    """A form with rows beside its own fields. Subclasses call `keep_together` at the end of `__init__`."""

    row_sets: tuple[Rows, ...] = ()

    def keep_together(self, *row_sets: Rows) -> None:
        """Take the rows in; where more of them were asked for, judge nothing."""
        self.row_sets = row_sets
        if any(rows.asked_for_more for rows in row_sets):
            self.hold()

    @property
    def errors(self) -> ErrorDict:
        """Those of the form; and, where only rows are wrong, a word that says so, which no summary shows again."""
        found = super().errors
        if self.is_bound and not self.held and not all(rows.is_valid() for rows in self.row_sets):
            return ErrorDict({**found, "rows": [""]})
        return found

    @property
    def everything(self) -> list[Any]:
        """The form and its rows, for the error summary."""
        return [self, *self.row_sets]

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put ``budget[1].amount`` at the second filled row, and the others at the form's own fields."""
        left = list(problems)
        for rows in self.row_sets:
            left = rows.add_problems(left)
        super().add_problems(left, names)


class RowsForm(WithRowSets, ActionForm):
    """The form of an action on a plan, with rows."""
