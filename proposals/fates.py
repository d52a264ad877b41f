"""Writing what became of lines: fates and shares, as sets, inside a closing verb's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from directory import clock
from directory.acting import Acting, By
from proposals.drafts import FateDraft
from proposals.models import Decision, Fate, Plan, PlanVersion, Resolution, Share
from workflow.models import Event
from workflow.sets import insert_all, insert_columns


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


def revise_fate(decision: Decision, revised: Fate, draft: FateDraft) -> Fate:
    """Let a line's fate be another one, with the shares that come with it; the former one stays as it was written.

    The shares of the former one stay too, and count no more (`Share.objects.standing`): what they gave and is still
    given is said again.
    """
    fate = Fate.objects.create(
        line_id=draft.line_id,
        decision=decision,
        kind=draft.kind,
        asked=draft.asked,
        reason_code=draft.reason_code,
        reason=draft.reason,
        revises=revised,
    )
    insert_all(
        [Share(fate=fate, source_id=draft.line_id, target_id=target, asked=asked) for target, asked in draft.shares]
    )
    return fate


def write_fates(decision: Decision, drafts: Sequence[FateDraft]) -> None:
    """Give each line its one fate, and the shares of those that live on. The database refuses a second fate."""
    fates = insert_columns(
        Fate,
        len(drafts),
        {
            "decision_id": decision.pk,
            **{name: [getattr(draft, name) for draft in drafts] for name in _OF_A_FATE},
        },
    )
    shares = [
        (fate, draft.line_id, target_id, asked)
        for fate, draft in zip(fates, drafts, strict=True)
        for target_id, asked in draft.shares
    ]
    names = ("fate_id", "source_id", "target_id", "asked")
    insert_columns(Share, len(shares), dict(zip(names, map(list, zip(*shares, strict=True)), strict=False)))


_OF_A_FATE = ("line_id", "kind", "asked", "reason_code", "reason", "referred_to_id", "referred_plan")
