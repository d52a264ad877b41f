"""A plan's contents as versions: opened, filled, hashed, frozen. Verbs call these inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import F

from directory import clock
from proposals.models import BudgetItem, BudgetLine, Indicator, Petition, Plan, PlanLine, PlanVersion, ProposalVersion
from proposals.money import in_satang
from workflow.models.journal import digest

if TYPE_CHECKING:
    from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft

CONTENT_FIELDS = (
    "title",
    "strategy",
    "programme",
    "rationale",
    "objective",
    "target_output",
    "expected_result",
    "place",
    "village_id",
    "lead_agency",
    "beneficiaries",
    "work_class",
)
LATER_FIELDS = ("beneficiary_group", "latitude", "longitude")
"""What a proposal may say since its first versions were hashed: part of a hash only where it says something."""


def satang(baht: Decimal) -> int:
    """Whole satang, as they stand in hashes."""
    return int(baht * 100)


_words_of = attrgetter(*CONTENT_FIELDS)


def content_hash(
    version: ProposalVersion | ProposalDraft,
    budget: Iterable[BudgetLine | BudgetDraft],
    indicators: Iterable[Indicator | IndicatorDraft],
    items: Iterable[BudgetItem | ItemDraft] = (),
) -> str:
    """The hash of a proposal's words and figures, whatever the order of its budget lines and indicators."""
    return digest(
        [
            _words_of(version),
            sorted([line.year, line.source, satang(line.amount)] for line in budget),
            sorted([indicator.name, indicator.target] for indicator in indicators),
            *_said_since(version, items),
        ]
    )


def _said_since(
    version: ProposalVersion | ProposalDraft, items: Iterable[BudgetItem | ItemDraft]
) -> list[dict[str, Any]]:
    """The parts of `LATER_FIELDS` and of the items that are there; nothing at all where none is, as in old hashes."""
    said: dict[str, Any] = {}
    if version.beneficiary_group:
        said["beneficiary_group"] = version.beneficiary_group
    if version.latitude is not None and version.longitude is not None:
        said["point"] = [int(version.latitude * 1_000_000), int(version.longitude * 1_000_000)]
    rows = [[i.item, i.unit, satang(i.quantity), satang(i.unit_price), i.year, i.source] for i in items]
    if rows:
        said["items"] = rows
    return [said] if said else []


def hash_of(version: PlanVersion) -> str:
    """The hash of all that a plan's version says; decisions name it. One query where it has lines."""
    rows = PlanLine.objects.filter(version=version).order_by("line__number").values_list(*_HASHED)
    said = list(rows) or _petition_in(version)
    return digest([version.plan_id, version.number, said])


def _petition_in(version: PlanVersion) -> list[Any]:
    """The words of a petition, which has no lines: nothing for any other plan without any."""
    petition = Petition.objects.filter(plan=version.plan_id).first()
    if petition is None:
        return []
    about = sorted([plan, line or 0] for plan, line in petition.references.values_list("plan_id", "line_id"))
    return [petition.number, petition.subject, petition.text, petition.legal_reference, about]


_HASHED = (
    in_satang("asked"),
    in_satang("proposed"),
    "line__number",
    "line__proposal__reference",
    "proposal_version__number",
    "proposal_version__content_hash",
    "rank",
    "work_class",
    "proposed_reason",
    "agency_id",
    "funding_source",
    "within_ceiling",
)


def open_next_version(plan: Plan) -> PlanVersion:
    """A new open version with the lines of the one on the desk, put on the desk in memory; the caller saves the plan.

    Does nothing when the version on the desk is open.
    """
    present = plan.current_version
    if present is not None and present.frozen_at is None:
        return present
    version = PlanVersion.objects.create(plan=plan, number=present.number + 1 if present else 1, created_at=clock.now())
    if present is not None:
        copies: list[PlanLine] = []
        for row in PlanLine.objects.filter(version=present).exclude(line__fates__kind="withdrawn").order_by("line_id"):
            row.pk, row.version, row._state.adding = None, version, True
            copies.append(row)
        PlanLine.objects.bulk_create(copies)
    plan.current_version = version
    return version


def freeze(version: PlanVersion) -> None:
    """Fix a version and every proposal version that it shows, for ever. A frozen one is left alone."""
    if version.frozen_at is not None:
        return
    moment = clock.now()
    version.hash = hash_of(version)
    version.frozen_at = moment
    version.save(update_fields=["hash", "frozen_at"])
    shown = PlanLine.objects.filter(version=version).values("proposal_version_id")
    ProposalVersion.objects.filter(pk__in=shown, frozen_at__isnull=True).update(frozen_at=moment)


def lines_of(version: PlanVersion) -> Any:
    """The lines of a version in the order in which they are read: by rank, then by number."""
    return (
        PlanLine.objects.filter(version=version)
        .select_related("line__proposal", "proposal_version")
        .order_by(F("rank").asc(nulls_last=True), "line__number")
    )
