"""A proposal as it is written now, read back whole: as the draft that it is, and as what it says and lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from documents.models import StoredFile
from proposals.drafts import MILLIONTH, BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft
from proposals.models import Attachment, BudgetItem, BudgetLine, Indicator, PlanLine, ProposalVersion
from proposals.money import SATANG

WORDS = (
    *("title", "strategy", "programme", "rationale", "objective", "target_output", "expected_result", "place"),
    *("village", "lead_agency", "beneficiaries", "work_class", "beneficiary_group", "latitude", "longitude"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a line's proposal says, with the revision that it says it in, and the files beside it."""

    draft: ProposalDraft
    revision: int
    attachments: Sequence[Attachment] = field(default_factory=tuple)

    @property
    def said(self) -> dict[str, bool]:
        """Which parts of form ผ.02 say something, by the names that the rule of completeness knows."""
        draft = self.draft
        return {
            "title": bool(draft.title.strip()),
            "where": draft.village is not None or bool(draft.place.strip()),
            "rationale": bool(draft.rationale.strip()),
            "objective": bool(draft.objective.strip()),
            "target_output": bool(draft.target_output.strip()),
            "expected_result": bool(draft.expected_result.strip()),
            "beneficiaries": draft.beneficiaries > 0,
            "beneficiary_group": bool(draft.beneficiary_group.strip()),
            "asked": bool(draft.budget),
            "items": bool(draft.items),
            "indicators": bool(draft.indicators),
            "targets": bool(draft.indicators) and all(each.target.strip() for each in draft.indicators),
            "point": draft.latitude is not None,
            "attachments": bool(self.attachments),
        }


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows that belong to one version of a proposal, and the files beside the proposal, each in its order."""

    budget: list[BudgetLine]
    items: list[BudgetItem]
    indicators: list[Indicator]
    attachments: list[Attachment]


def parts_of(version: ProposalVersion) -> Parts:
    """All rows of a version and the files beside it that were not removed. One query; the files are for listing only.

    Rows of four tables come as one union of equal columns: which table, its key, two texts, a year, a code, a whole
    number and an exact number in letters.
    """
    found = Parts([], [], [], [])
    for kind, pk, first, second, year, code, whole, exact in _union(version):
        if kind == _BUDGET:
            found.budget.append(BudgetLine(pk=pk, version=version, year=year, source=code, amount=_baht(whole)))
        elif kind == _ITEM:
            item = BudgetItem(pk=pk, version=version, item=first, unit=second, year=year, source=code)
            item.unit_price, item.quantity = _baht(whole), Decimal(exact).quantize(SATANG)
            found.items.append(item)
        elif kind == _INDICATOR:
            found.indicators.append(Indicator(pk=pk, version=version, name=first, target=second))
        else:
            latitude, longitude = (Decimal(part).quantize(MILLIONTH) if part else None for part in exact.split(","))
            place = {"latitude": latitude, "longitude": longitude}
            attachment = Attachment(pk=pk, proposal_id=version.proposal_id, name=first, note=second, kind=code, **place)
            attachment.file = StoredFile(size=whole)
            found.attachments.append(attachment)
    found.budget.sort(key=lambda line: (line.year, line.source))
    for rows in (found.items, found.indicators, found.attachments):
        rows.sort(key=lambda row: row.pk)  # in which they were written
    return found


_BUDGET, _ITEM, _INDICATOR, _FILE = range(4)


def _union(version: ProposalVersion) -> Any:
    def rows(found: QuerySet[Any], kind: int, *columns: Any) -> QuerySet[Any]:
        kinds: tuple[Any, ...] = (IntegerField(), BigIntegerField(), TextField(), TextField(), IntegerField())
        kinds += (TextField(), BigIntegerField(), TextField())
        values = (Value(kind), F("pk"), *columns)
        return found.order_by().values_list(*(Cast(value, field) for value, field in zip(values, kinds, strict=True)))

    none, empty = Value(None), Value("")
    files = Attachment.objects.filter(proposal=version.proposal_id, removed_at__isnull=True)
    comma = Value(",", output_field=TextField())
    place = Concat(Cast("latitude", TextField()), comma, Cast("longitude", TextField()), output_field=TextField())
    return rows(
        BudgetLine.objects.filter(version=version), _BUDGET, empty, empty, F("year"), F("source"), F("amount"), empty
    ).union(
        rows(
            BudgetItem.objects.filter(version=version),
            _ITEM,
            *(F("item"), F("unit"), F("year"), F("source"), F("unit_price"), F("quantity")),
        ),
        rows(Indicator.objects.filter(version=version), _INDICATOR, F("name"), F("target"), none, empty, none, empty),
        rows(files, _FILE, F("name"), F("note"), none, F("kind"), F("file__size"), place),
        all=True,
    )


def _baht(satang: int) -> Decimal:
    return (Decimal(satang) / 100).quantize(SATANG)


def draft_of(version: ProposalVersion, parts: Parts | None = None) -> ProposalDraft:
    """The draft that would write this version again. One query, unless its parts are there already."""
    parts = parts or parts_of(version)
    return ProposalDraft(
        **{name: getattr(version, name) for name in WORDS},
        budget=[BudgetDraft(line.year, line.source, line.amount) for line in parts.budget],
        indicators=[IndicatorDraft(each.name, each.target) for each in parts.indicators],
        items=[ItemDraft(i.item, i.unit, i.quantity, i.unit_price, i.year, i.source) for i in parts.items],
    )


def written(row: PlanLine) -> Written:
    """All that a line's proposal says. One query."""
    parts = parts_of(row.proposal_version)
    return Written(draft_of(row.proposal_version, parts), row.line.proposal.revision, parts.attachments)


def attachments_of(row: PlanLine) -> list[Attachment]:
    """The files beside a line's proposal that were not removed, in the order in which they came."""
    there = Attachment.objects.filter(proposal=row.line.proposal_id, removed_at__isnull=True)
    return list(there.select_related("file").order_by("pk"))
