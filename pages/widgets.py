"""Inputs that Django lacks: a number with its unit, a text with its length, a date of the Buddhist Era."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BUDDHIST_ERA_OFFSET = 543


class UnitInput(forms.TextInput):
    """A text input with its unit behind it: บาท, คน, น."""

    template_name = "forms/widgets/unit.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, unit: str | Promise = "", width: int = 10) -> None:
        super().__init__({"class": f"govuk-input--width-{width}", "autocomplete": "off", **(attrs or {})})
        self.unit = unit

    @property
    def described_by(self) -> tuple[str, ...]:
        """The endings of the ids of what describes this input besides hint and error."""
        return ("_unit",) if self.unit else ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class CountedTextarea(forms.Textarea):
    """A text of several lines that says how long it may be, and counts along where scripts run."""

    template_name = "forms/widgets/counted_textarea.html"
    longest: int | None = None
    count_words = {  # the script of GOV.UK Frontend fills in %{count}
        "characters-under-limit.one": _("พิมพ์ได้อีก 1 ตัวอักษร"),
        "characters-under-limit.other": _("พิมพ์ได้อีก %{count} ตัวอักษร"),
        "characters-at-limit": _("พิมพ์ครบจำนวนแล้ว"),
        "characters-over-limit.one": _("เกินมา 1 ตัวอักษร"),
        "characters-over-limit.other": _("เกินมา %{count} ตัวอักษร"),
    }

    @property
    def described_by(self) -> tuple[str, ...]:
        """The endings of the ids of what describes this input; the script looks for this very ending."""
        return ("-info",) if self.longest else ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["longest"] = self.longest
        context["widget"]["count_words"] = self.count_words
        return context


class ThaiDateInput(forms.MultiWidget):
    """Day, name of the month and year of the Buddhist Era; never a native picker, which counts in another era."""

    template_name = "forms/widgets/thai_date.html"
    use_fieldset = True
    parts = ("day", "month", "year")
    labels = {"day": _("วัน"), "month": _("เดือน"), "year": _("ปี พ.ศ.")}

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        typed = {"inputmode": "numeric", "autocomplete": "off"}
        months = [("", _("เลือกเดือน")), *((str(number), name) for number, name in MONTHS.items())]
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {}
        inputs |= {"day": forms.TextInput(typed), "month": forms.Select(choices=months), "year": forms.TextInput(typed)}
        super().__init__(inputs, dict(attrs or {}))

    def decompress(self, value: date | None) -> list[Any]:
        if value is None:
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year + BUDDHIST_ERA_OFFSET)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three inputs with their labels; only the parts at fault are marked, as `data-wrong` names them."""
        attrs = dict(attrs or {})
        wrong = str(attrs.pop("data-wrong", "")).split()
        context = super().get_context(name, value, attrs)
        for part, widget in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            widget["label"] = self.labels[part]
            kind = "govuk-select" if part == "month" else "govuk-input"
            size = {"day": " govuk-input--width-2", "month": "", "year": " govuk-input--width-4"}[part]
            widget["attrs"]["class"] = f"{kind} govuk-date-input__input{size}"
            if part in wrong:
                widget["attrs"]["class"] += f" {kind}--error"
            else:
                widget["attrs"].pop("aria-invalid", None)
        return context
