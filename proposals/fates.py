"""Writing what became of lines: fates and shares, as sets, inside a closing verb's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from directory import clock
from directory.acting import Acting, By
from proposals.drafts import FateDraft
from proposals.models import Decision, Fate, Plan, PlanVersion, Resolution, Share
from workflow.models import Event
from workflow.sets import insert_all


def decide(
    plan: Plan,
    act: str,
    *,
    by: By,
    version: PlanVersion,
    event: Event | None,
    resolution: Resolution | None = None,
    legal_basis: str = "",
) -> Decision:
    """Record a decision on one exact version of a plan. The version must be frozen."""
    return Decision.objects.create(
        plan=plan,
        act=act,
        version=version,
        version_hash=version.hash,
        resolution=resolution,
        event=event,
        office=by.office if isinstance(by, Acting) else None,
        legal_basis=legal_basis,
        decided_at=clock.now(),
    )


def write_fates(decision: Decision, drafts: Sequence[FateDraft]) -> list[Fate]:
    """Give each line its one fate, and the shares of those that live on. The database refuses a second fate."""
    fates = [
        Fate(
            line_id=draft.line_id,
            decision=decision,
            kind=draft.kind,
            asked=draft.asked,
            reason_code=draft.reason_code,
            reason=draft.reason,
            referred_to_id=draft.referred_to_id,
            referred_plan=draft.referred_plan,
        )
        for draft in drafts
    ]
    insert_all(fates)
    insert_all(
        [
            Share(fate=fate, source_id=draft.line_id, target_id=target_id, asked=asked)
            for fate, draft in zip(fates, drafts, strict=True)
            for target_id, asked in draft.shares
        ]
    )
    return fates
