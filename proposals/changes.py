"""What changed between two versions of a plan: shown when a returned plan comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from proposals.contents import CONTENT_FIELDS, LATER_FIELDS
from proposals.models import Plan, PlanLine, PlanVersion

LINE_FIELDS = ("rank", "asked", "proposed", "proposed_reason", "agency_id", "funding_source", "within_ceiling")


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line that differs: ``kind`` is *added*, *removed* or *changed*, with before and after by field."""

    line_id: int
    reference: str
    kind: str
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    title: str = ""


def changes_between(earlier: PlanVersion, later: PlanVersion) -> list[LineChange]:
    """Every line that differs between two versions of one plan, in the order of the lines' numbers. Three queries.

    Money is baht as Decimal; budget lines and indicators show as their sum and through the content's hash.
    """
    before, after = _differing_rows(earlier, later)
    changes = []
    for line_id in sorted(before.keys() | after.keys(), key=lambda i: (after.get(i) or before[i]).line.number):
        old, new = before.get(line_id), after.get(line_id)
        row = new or old or before[line_id]
        reference, title = row.line.proposal.reference, row.proposal_version.title
        if old is None:
            changes.append(LineChange(line_id, reference, "added", title=title))
        elif new is None:
            changes.append(LineChange(line_id, reference, "removed", title=title))
        elif differing := _differing(old, new):
            changes.append(LineChange(line_id, reference, "changed", differing, title))
    return changes


def changes_since_return(plan: Plan) -> list[LineChange]:
    """What the owner changed since the latest return: the version of the latest remark against the one on the desk."""
    remark = plan.remarks.select_related("version").order_by("-number").first()
    if remark is None or plan.current_version is None:
        return []
    return changes_between(remark.version, plan.current_version)


def _differing_rows(earlier: PlanVersion, later: PlanVersion) -> tuple[dict[int, PlanLine], dict[int, PlanLine]]:
    """The lines of both versions that are not alike, by line id: of thousands, mostly a few."""
    columns = ("line_id", "proposal_version_id", *LINE_FIELDS)
    facts = {
        version.pk: {row[0]: row[1:] for row in PlanLine.objects.filter(version=version).values_list(*columns)}
        for version in (earlier, later)
    }
    was, now = facts[earlier.pk], facts[later.pk]
    differing = [line_id for line_id in was.keys() | now.keys() if was.get(line_id) != now.get(line_id)]
    rows = PlanLine.objects.filter(version__in=facts, line__in=differing)
    found: dict[int, dict[int, PlanLine]] = {earlier.pk: {}, later.pk: {}}
    for row in rows.select_related("line__proposal", "proposal_version"):
        found[row.version_id][row.line_id] = row
    return found[earlier.pk], found[later.pk]


def _differing(old: PlanLine, new: PlanLine) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in LINE_FIELDS}
    if old.proposal_version_id != new.proposal_version_id:
        was, now = old.proposal_version, new.proposal_version
        pairs |= {name: (getattr(was, name), getattr(now, name)) for name in (*CONTENT_FIELDS, *LATER_FIELDS)}
        pairs["content_hash"] = (was.content_hash, now.content_hash)
    return {name: (was, now) for name, (was, now) in pairs.items() if was != now}
