"""What the forms of the desks share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.forms.utils import ErrorDict

from pages.forms import PageForm, ProblemLike
from pages.rows import Rows
from proposals.page import BODY, ActionForm


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
