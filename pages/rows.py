"""Several equal entries on one page: budget lines, indicators, agenda items. Works without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages.forms import PageForm, ProblemLike

MORE = "more"  # the name of the button that asks for more blank rows

Row = TypeVar("Row", bound=PageForm)
Problem = TypeVar("Problem", bound=ProblemLike)

if TYPE_CHECKING:
    _Base = forms.BaseFormSet[PageForm]
else:
    _Base = forms.BaseFormSet


class Rows(_Base):
    """A formset whose blank rows count as not there, wherever they stand: a person removes a row by emptying it.

    `title` stands before each row's number. A row with hidden fields counts as blank if its visible ones are.
    """

    default_error_messages = {
        "too_many_forms": _("มีได้ไม่เกิน %(num)d รายการ"),
        "missing_management_form": _("ส่งมาไม่ครบ กรุณาเปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง"),
    }
    title: str | Promise = _("รายการที่")
    asked_for_more = False
    first_new: int | None = None

    def initial_form_count(self) -> int:
        """Of sent rows none is an initial one: which row was there before makes no difference to a blank one."""
        return 0 if self.is_bound else super().initial_form_count()

    def _construct_form(self, i: int, **kwargs: Any) -> PageForm:
        form: PageForm = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # the stubs lack it
        if self.asked_for_more:
            form.hold()
        if i == self.first_new:
            first = next((field for field in form.visible_fields() if not field.use_fieldset), None)
            if first is not None:
                first.field.widget.attrs["autofocus"] = True
        return form

    def get_context(self) -> dict[str, Any]:
        return {"rows": self}  # so that a page's include and the formset's own rendering read alike

    def is_valid(self) -> bool:
        """Whether the rows were sent to be judged, and all that are filled in are right."""
        return not self.asked_for_more and super().is_valid()

    @property
    def may_grow(self) -> bool:
        """Whether there is room for more rows."""
        return self.total_form_count() < self.max_num

    @property
    def filled(self) -> list[PageForm]:
        """The rows that hold something, in their order. Asks nothing about whether it is right."""
        return [form for form in self.forms if form.has_changed()]

    @property
    def values(self) -> list[dict[str, Any]]:
        """What the filled rows hold; only of valid rows."""
        return [form.cleaned_data for form in self.filled]

    def add_problems(
        self, problems: Iterable[Problem], field: str | None = None, names: Mapping[str, str] | None = None
    ) -> list[Problem]:
        """Put problems such as `budget[1].amount` at the second filled row, and answer those that are about no row.

        `field` is what stands before the bracket, the formset's prefix unless given.
        """
        own = re.compile(rf"(?:.*\.)?{re.escape(field or str(self.prefix))}\[([0-9]+)\]")
        filled, left = self.filled, []
        for problem in problems:
            found = own.match(problem.field)
            if found and int(found[1]) < len(filled):
                filled[int(found[1])].add_problems([problem], names)
            else:
                left.append(problem)
        return left


def rows_of(
    form_class: type[PageForm],
    request_data: Mapping[str, Any] | None,
    initial: Sequence[Mapping[str, Any]] | None = None,
    extra: int = 1,
    *,
    prefix: str = "rows",
    title: str | Promise | None = None,
    at_most: int = 100,
) -> Rows:
    """The rows of a page: with `request_data` None as they are (and `extra` blank ones), otherwise as they were sent.

    The button `more` adds `extra` blank rows to what was typed and judges nothing; its value is a formset's prefix,
    so that several may stand on one page (`1` means all of them). The page's other forms are then told to `hold()`.
    """
    rows_class = cast(
        "type[Rows]",
        formset_factory(
            form_class, formset=Rows, extra=extra, max_num=at_most, absolute_max=at_most + 1, validate_max=True
        ),
    )
    if request_data is None:
        rows = rows_class(initial=[dict(row) for row in initial or ()], prefix=prefix)
    else:
        data: Mapping[str, Any] = request_data
        more = MORE in request_data
        first_new = None
        if more and request_data[MORE] in {"1", prefix}:
            data, first_new = _with_more(request_data, f"{prefix}-{TOTAL_FORM_COUNT}", extra, at_most)
        rows = rows_class(data, prefix=prefix)
        rows.asked_for_more, rows.first_new = more, first_new
    if title is not None:
        rows.title = title
    return rows


def _with_more(sent: Mapping[str, Any], key: str, extra: int, at_most: int) -> tuple[Mapping[str, Any], int | None]:
    """What was sent, with a larger number of rows; and the first of the new ones."""
    counted = str(sent.get(key, ""))
    if not re.fullmatch(r"[0-9]{1,4}", counted):
        return sent, None  # tampered with: Django's management form says so
    data = sent.copy() if isinstance(sent, MultiValueDict) else dict(sent)
    data[key] = str(min(int(counted) + extra, at_most))
    return data, int(counted)
