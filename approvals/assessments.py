"""Which criteria and checklists hold for a cycle, and what another version would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from approvals.catalogue import Worded
from approvals.drafts import CriterionDraft
from approvals.models import AssessmentList, Criterion, LineCheck, Screening, Worksheet
from proposals.models import Cycle, Plan, PlanState
from workflow.published import own_first

Kind = AssessmentList.Kind


def list_for(kind: str, cycle: Cycle) -> AssessmentList:
    """The version that holds for a cycle: the province's own, of this or an earlier cycle, before the common one."""
    by_then = Q(cycle__isnull=True) | Q(cycle__target_year__lte=cycle.target_year)
    found = AssessmentList.objects.filter(by_then, kind=kind)
    return own_first(found, cycle.province_id, "-cycle__target_year")[:1].get()


def items_of(found: AssessmentList) -> list[Worded]:
    """Its items as a page words them."""
    return [Worded(item["code"], item["text"], item.get("english") or item["text"]) for item in found.items]


def checks_for(cycle: Cycle, kind: str = Kind.SCREENING) -> list[Worded]:
    """The items of the checklist that holds for a cycle."""
    return items_of(list_for(kind, cycle))


def criteria_in(found: AssessmentList) -> list[CriterionDraft]:
    """The criteria of a version."""
    return [
        CriterionDraft(item["code"], item["text"], item["weight"], item["descriptors"], item["reference"])
        for item in found.items
    ]


def copy_criteria(worksheet: Worksheet, criteria: Iterable[CriterionDraft]) -> list[Criterion]:
    """Write criteria onto a worksheet, in their order."""
    return Criterion.objects.bulk_create(
        [
            Criterion(
                worksheet=worksheet,
                code=criterion.code,
                name=criterion.name,
                weight=criterion.weight,
                descriptors=dict(criterion.descriptors or {}),
                reference=criterion.reference,
                place=place,
            )
            for place, criterion in enumerate(criteria)
        ]
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A checklist as somebody once filled it in: each of its items with yes or no."""

    check: LineCheck | Screening
    at: datetime
    answers: list[tuple[str, bool]]


def answered(checks: Iterable[LineCheck | Screening]) -> list[Answered]:
    """Checks in the words of the list by which each was made. No query where the lists were read with them."""
    told = []
    for check in checks:
        used = check.checked_by_list
        words = {item.code: item.text for item in items_of(used)} if used else {}
        # In the order of the list: PostgreSQL keeps the keys of what was answered in an order of its own.
        asked: list[str] = [code for code in words if code in check.answers] + sorted(set(check.answers) - set(words))
        at = check.screened_at if isinstance(check, Screening) else check.checked_at
        told.append(Answered(check, at, [(words.get(code, code), check.answers[code]) for code in asked]))
    return told


@dataclass(frozen=True, slots=True)
class Changed:
    """One item that another version would change; a weight only where it changes."""

    text: str
    what: str
    weight_before: int | None = None
    weight_after: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What setting another version would do: the items that differ, and the plans that keep theirs or will take it."""

    changed: list[Changed]
    keep: list[Plan]
    will_take: int


def outlook_of(cycle: Cycle, kind: str, items: Sequence[Mapping[str, Any]]) -> Outlook:
    """What these items would change against those that hold now. Nothing is written. Three queries."""
    before = {item["code"]: item for item in list_for(kind, cycle).items}
    changed = []
    for item in items:
        old = before.pop(item.get("code", ""), None)
        if old is None:
            changed.append(Changed(item["text"], "added", None, item.get("weight")))
        elif any(old.get(name, "") != item.get(name, "") for name in ("text", "weight", "descriptors", "reference")):
            changed.append(Changed(item["text"], "changed", old.get("weight"), item.get("weight")))
    changed += [Changed(old["text"], "removed", old.get("weight")) for old in before.values()]
    if kind != Kind.CRITERIA:
        return Outlook(changed, [], 0)
    above = Plan.objects.filter(cycle=cycle, level__in=["district", "province"])
    running = above.filter(state=PlanState.COMPILING).select_related("owner").order_by("level", "area_id", "pk")
    return Outlook(changed, list(running), above.filter(state=PlanState.GATHERING).count())
