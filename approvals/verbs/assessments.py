"""What a province judges by in a cycle: its criteria, its checklists, and how scores are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.drafts import CriterionDraft, criteria_problems
from approvals.models import AssessmentList
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.item_lists import LONGEST_REFERENCE, item_problems, with_codes
from proposals.models import Cycle
from workflow import door
from workflow.published import publish


@transaction.atomic
def set_assessment_list(
    *, cycle: Cycle, kind: str, items: Sequence[Mapping[str, Any]], by: Acting, reference: str = ""
) -> AssessmentList:
    """Set the criteria or a checklist of a province from a cycle on, as a new version.

    Worksheets that run keep the version with which they opened, and what was checked keeps its own. An item keeps its
    code, a new one gets the next.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no item, one without words, a criterion without the words of a score, weights that do not sum to 100;
            each is named.
    """
    door.admit(cycle.province, Power.MANAGE_CYCLE, by)
    if problems := _problems(kind, items, reference):
        raise Invalid(problems)
    return publish(
        AssessmentList,
        by=by,
        kind=kind,
        province=cycle.province,
        cycle=cycle,
        items=[_kept(kind, item, code) for code, item in with_codes(items, "i")],
        reference=reference.strip(),
    )


def _problems(kind: str, items: Sequence[Mapping[str, Any]], reference: str) -> list[Problem]:
    if kind not in AssessmentList.Kind.values:
        return [Problem("kind", kind, _("ไม่รู้จักรายการประเภทนี้"))]
    problems = text_problems("reference", reference, most=LONGEST_REFERENCE)
    problems += item_problems(items, reference="reference")
    if kind == AssessmentList.Kind.CRITERIA and items:
        problems += criteria_problems([_draft(item) for item in items], where="items", with_words=True)
    return problems


def _draft(item: Mapping[str, Any]) -> CriterionDraft:
    return CriterionDraft(
        str(item.get("code", "")), str(item.get("text", "")), int(item.get("weight") or 0), item.get("descriptors")
    )


def _kept(kind: str, item: Mapping[str, Any], code: str) -> dict[str, Any]:
    kept = {"code": code, "text": str(item["text"]).strip(), "reference": str(item.get("reference", "")).strip()}
    if kind != AssessmentList.Kind.CRITERIA:
        return kept
    return kept | {"weight": item["weight"], "descriptors": dict(item["descriptors"])}


@transaction.atomic
def set_scoring(*, cycle: Cycle, scoring: str, by: Acting) -> Cycle:
    """Say how lines are scored in a cycle: by the committee's consensus, or by scorers each alone.

    Worksheets that run keep the way with which they opened.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no such way.
    """
    door.admit(cycle.province, Power.MANAGE_CYCLE, by)
    if scoring not in Cycle.Scoring.values:
        raise Invalid.of("scoring", scoring, _("ไม่รู้จักวิธีให้คะแนนนี้"))
    door.lock(cycle)
    cycle.scoring = scoring
    cycle.save(update_fields=["scoring"])
    return cycle
