"""What somebody has typed into a page and not yet sent: kept for that person alone, and thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Refused, Stale
from directory.mandates import mandate_of
from directory.powers import Power
from proposals.models import Plan, Proposal, UnfinishedWork
from proposals.verbs.drafting import WRITABLE
from workflow import door
from workflow.law import may

LONGEST = 150_000  # characters of JSON; the largest form of ours takes less


@transaction.atomic
def keep_unfinished(
    *,
    plan: Plan,
    page: str,
    fields: Mapping[str, Sequence[str]],
    by: Acting,
    proposal: Proposal | None = None,
    revision_seen: int | None = None,
) -> UnfinishedWork:
    """Keep what was typed into a page so far, in place of what was kept before. Changes nothing of the plan.

    No event tells of it. ``revision_seen`` is the proposal's revision that the writer began from, so that sending the
    page later still finds out who was faster. Idempotent.

    Raises:
        NotHere: the plan is not one that the actor may see.
        Refused: nor one that the actor may write, or record the writing of.
        Stale: the plan has left its owner.
        Invalid: it is longer than any page of ours.
    """
    door.admit(plan, None, by)
    if not may(by, Power.WRITE_PLAN, plan) and not mandate_of(by).covers(Power.RECORD_ON_BEHALF, plan.area_code):
        raise Refused(_("ตำแหน่ง %(office)s เขียนแผนนี้ไม่ได้") % {"office": by.office})
    if plan.state not in WRITABLE:
        raise Stale(door.who_changed(plan))
    kept = {name: list(values) for name, values in fields.items()}
    if len(json.dumps(kept, ensure_ascii=False)) > LONGEST:
        raise Invalid.of("fields", "", _("ข้อความยาวเกินกว่าจะเก็บไว้ก่อนได้"))
    work, _new = UnfinishedWork.objects.update_or_create(
        plan=plan,
        proposal=proposal,
        page=page,
        user=by.user,
        office=by.office,
        defaults={"fields": kept, "revision_seen": revision_seen, "updated_at": clock.now()},
    )
    return work


def drop_unfinished(*, plan: Plan, page: str, by: Acting, proposal: Proposal | None = None) -> bool:
    """Throw away what the actor has typed into a page and not sent; False where there was nothing. Idempotent."""
    mine = UnfinishedWork.objects.filter(plan=plan, proposal=proposal, page=page, user=by.user, office=by.office)
    return bool(mine.delete()[0])
