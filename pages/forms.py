"""Forms as pages show them: classes of GOV.UK Frontend, mistakes named at their fields, no help from the browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from pages.widgets import ThaiDateInput

_INDEX = re.compile(r"\[[^\]]*\]")


class ProblemLike(Protocol):
    """What a verb refuses: the name of a value, the value as text, and what is expected instead."""

    @property
    def field(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def message(self) -> str: ...


class PageBoundField(BoundField):
    """A field on a page: its input wears the classes of its kind, and knows where a link to it must lead."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        if kind := _kind(widget):
            marked = [kind, f"{kind}--error"] if self.errors and kind != "govuk-checkboxes__input" else [kind]
            built["class"] = " ".join(filter(None, [*marked, str(widget.attrs.get("class", ""))]))
        if isinstance(widget, ThaiDateInput) and self.errors:
            built["data-wrong"] = " ".join(self.wrong_parts)
        return built

    @property
    def aria_describedby(self) -> str | None:
        """Hint and error as Django names them, then what the widget itself describes itself with."""
        described = super().aria_describedby
        endings = getattr(self.field.widget, "described_by", ())
        if described is None or not self.auto_id or not endings:
            return described
        return " ".join(filter(None, [described, *(f"{self.auto_id}{ending}" for ending in endings)]))

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Which parts of a date its errors are about; all of them where the errors do not say."""
        named = {part for error in self.errors.as_data() for part in str(error.code).split()}
        return tuple(part for part in ThaiDateInput.parts if part in named) or ThaiDateInput.parts

    @property
    def first_input_id(self) -> str:
        """The id of the input that a person should correct first: a label's, or one of a group's."""
        if not self.use_fieldset:
            return self.id_for_label or ""
        if isinstance(self.field.widget, ThaiDateInput):
            return f"{self.auto_id}_{ThaiDateInput.parts.index(self.wrong_parts[0])}"
        return f"{self.auto_id}_0"

    @property
    def is_single_checkbox(self) -> bool:
        """Whether the label belongs behind the input."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def shows_optional(self) -> bool:
        """Whether the label says that the field may stay empty."""
        marks = getattr(self.form, "mark_optional", False)
        return bool(marks and not self.field.required and not self.is_single_checkbox)


def _kind(widget: forms.Widget) -> str:
    match widget:
        case forms.CheckboxInput():
            return "govuk-checkboxes__input"
        case forms.FileInput():
            return "govuk-file-upload"
        case forms.Textarea():
            return "govuk-textarea"
        case forms.Select():
            return "govuk-select"
        case forms.widgets.Input():
            return "govuk-input"
        case _:
            return ""  # groups of inputs: their templates know


class Renderer(TemplatesSetting):
    """Renders every form of the site, those of libraries too, with the templates under templates/forms/."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/rows.html"
    field_template_name = "forms/field.html"
    bound_field_class = PageBoundField


class PageForm(forms.Form):
    """A form that the server alone judges.

    `label_size` is the size of labels and legends (s, m, l, or "" for plain text); `mark_optional` says at the label
    which fields may stay empty, and is off where all may (filters).
    """

    use_required_attribute = False
    bound_field_class = PageBoundField
    label_size = "s"
    mark_optional = True
    held = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            _name_what_is_missing(field, str(self[name].label))
        super().full_clean()

    def hold(self) -> None:
        """Show again what was typed without judging it: the person asked for something else than to send it."""
        self.held = True
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def is_valid(self) -> bool:
        """Whether the form was sent, judged and found right."""
        return not self.held and super().is_valid()

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that a person changed; hidden ones are not filled in by people."""
        return [name for name in super().changed_data if not self[name].is_hidden]

    def add_problems(self, problems: Iterable[ProblemLike], names: Mapping[str, str] | None = None) -> None:
        """Put each problem at the field that it is about; repeating a problem changes nothing.

        `names` leads from a problem's field to a form field or, where the form has none, to words for it. A field
        such as `budget[0].amount` is looked up whole, as `budget[].amount`, as `amount` and as `budget`.
        """
        for problem in problems:
            place = self._place(problem.field, names or {})
            if place is None:
                message = _with_words(problem, names or {})
                if message not in self.non_field_errors():
                    self.add_error(None, message)
            elif problem.message not in self[place].errors:
                self.add_error(place, str(problem.message))

    def _place(self, field: str, names: Mapping[str, str]) -> str | None:
        for candidate in _readings(field):
            for name in (names.get(candidate), candidate):
                if name in self.fields:
                    return name
        return None


def _readings(field: str) -> Iterator[str]:
    """The names under which a problem's field may be known, the most exact first."""
    yield field
    yield _INDEX.sub("[]", field)
    last = field.rpartition(".")[2]
    yield last
    yield _INDEX.sub("", last)
    yield re.split(r"[.\[]", field, maxsplit=1)[0]


def _with_words(problem: ProblemLike, names: Mapping[str, str]) -> str:
    words = next((names[reading] for reading in _readings(problem.field) if reading in names), "")
    value = f"“{problem.value}”" if problem.value else ""
    before = " ".join(filter(None, [words, value]))
    return f"{before}: {problem.message}" if before else str(problem.message)


def _name_what_is_missing(field: forms.Field, label: str) -> None:
    """Instead of “this field is required”: what to fill in. A message of the form's own stays."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    match field:
        case forms.FileField():
            message = _("ต้องแนบ “%(label)s”")
        case forms.BooleanField():
            message = _("ต้องทำเครื่องหมายที่ “%(label)s”")
        case forms.ChoiceField():
            message = _("ต้องเลือก “%(label)s”")
        case _:
            message = _("ต้องกรอก “%(label)s”")
    field.error_messages["required"] = message % {"label": label}


# --- What is wrong with a page's forms ---


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line of the error summary: what is wrong, and the id of the input to go to (empty where there is none)."""

    text: str
    target: str = ""


def mistakes(*asked: Any) -> list[Mistake]:
    """What is wrong with forms, formsets and lists of them, in the order of the page; anything else is passed over."""
    found: list[Mistake] = []
    for form in asked:
        if isinstance(form, list | tuple):
            found += mistakes(*form)
        elif isinstance(form, forms.BaseFormSet):
            found += [Mistake(str(error)) for error in form.non_form_errors()]
            title = getattr(form, "title", "")
            for number, row in enumerate(form, 1):
                found += _mistakes_of(row, f"{title} {number}".strip() + " · ")
        elif isinstance(form, forms.BaseForm):
            found += _mistakes_of(form, "")
    return found


def _mistakes_of(form: forms.BaseForm, before: str) -> Iterator[Mistake]:
    for error in form.non_field_errors():
        yield Mistake(f"{before}{error}")
    for field in form:
        for error in field.errors:
            label = str(field.label)
            text = str(error) if label in str(error) else f"{label}: {error}"
            target = field.first_input_id if isinstance(field, PageBoundField) and not field.is_hidden else ""
            yield Mistake(f"{before}{text}", target)
