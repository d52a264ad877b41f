"""A proposal's words as they are proposed, kept and compared: field by field, each as one text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.errors import Invalid
from directory.models import Village
from pages.fields import with_commas
from pages.reading import arabic
from proposals.contents import CONTENT_FIELDS
from proposals.drafts import IndicatorDraft, ProposalDraft
from proposals.models import BudgetItem, BudgetLine, Indicator, ProposalVersion, WorkClass
from proposals.written import parts_of
from workflow.models.journal import digest

TEXTS = (
    *("title", "place", "rationale", "objective", "target_output", "expected_result"),
    *("strategy", "programme", "lead_agency", "beneficiary_group"),
)
# The fields of form ผ.02 that somebody else may propose words for, in the order of the form.
SUGGESTED = (
    *("title", "work_class", "village_id", "place", "beneficiaries", "beneficiary_group"),
    *("rationale", "objective", "target_output"),
    *("expected_result", "strategy", "programme", "lead_agency", "indicators"),
)
COMMENTED = (*SUGGESTED, "budget")
BETWEEN = "\t"  # a measure and its target, in the text of the indicators

Words = Mapping[str, Any]


def words_of(version: ProposalVersion) -> dict[str, Any]:
    """All that a version says, in plain values; one query."""
    parts = parts_of(version)
    return words_from(version, parts.budget, parts.indicators, parts.items)


def words_from(
    version: ProposalVersion,
    budget: Iterable[BudgetLine],
    indicators: Iterable[Indicator],
    items: Iterable[BudgetItem],
) -> dict[str, Any]:
    """The same where its rows are at hand."""
    return {
        **{name: getattr(version, name) for name in (*CONTENT_FIELDS, "beneficiary_group")},
        "point": [None if side is None else str(side) for side in (version.latitude, version.longitude)],
        "items": [[i.item, i.unit, str(i.quantity), str(i.unit_price), i.year, i.source] for i in items],
        "budget": [[line.year, line.source, str(line.amount)] for line in budget],
        "indicators": [[each.name, each.target] for each in indicators],
    }


def text_in(words: Words, field: str) -> str:
    """What one field says, as the text that a suggestion replaces."""
    value = words[field]
    if field == "indicators":
        return "\n".join(BETWEEN.join(pair) for pair in value)
    if field == "budget":
        return "\n".join(f"{year} {source} {amount}" for year, source, amount in value)
    return str(value) if value or field in TEXTS else ""


def hash_in(words: Words, field: str) -> str:
    """The hash of what one field says."""
    return digest(text_in(words, field))


def changed(draft: ProposalDraft, field: str, text: str) -> ProposalDraft:
    """The draft with another text in one field.

    Raises:
        Invalid: nobody else may propose words for this field, or the text is none of its values.
    """
    if field not in SUGGESTED:
        raise Invalid.of(field, text, _("เสนอข้อความสำหรับช่องนี้ไม่ได้"))
    if field == "beneficiaries":
        number = arabic(text).strip() or "0"
        if not number.isdecimal() or len(number) > 9:
            raise Invalid.of(field, text, _("ต้องเป็นจำนวนเต็ม"))
        return replace(draft, beneficiaries=int(number))
    if field == "village_id":
        village = Village.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 10 else None
        if text and village is None:
            raise Invalid.of(field, text, _("ไม่มีหมู่บ้านนี้"))
        return replace(draft, village=village)
    if field == "indicators":
        rows = [line.partition(BETWEEN) for line in text.split("\n") if line.strip()]
        return replace(draft, indicators=[IndicatorDraft(name.strip(), target.strip()) for name, _sign, target in rows])
    return replace(draft, **{field: text})  # type: ignore[arg-type]  # the fields left are texts


def for_people(field: str, text: str, villages: Mapping[int, str]) -> str:
    """A field's text as a person reads it: names for numbers, labels for codes."""
    if field == "village_id":
        return villages.get(int(text), text) if text.isdecimal() else ""
    if field == "work_class":
        return str(dict(WorkClass.choices).get(text, text))
    if field == "indicators":
        return text.replace(BETWEEN, ": ")
    if field == "budget":
        return "\n".join(_budget_line(line) for line in text.split("\n") if line)
    return text


def _budget_line(line: str) -> str:
    year, source, amount = line.split(" ")
    label = dict(BudgetLine.Source.choices).get(source, source)
    return f"{year} {label} {with_commas(Decimal(amount))}"
