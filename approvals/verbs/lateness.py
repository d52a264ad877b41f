"""Plans that come after the gathering: their lines are deferred with the reason *late* and come back next time."""

from __future__ import annotations

from directory.acting import By
from proposals import contents
from proposals.drafts import FateDraft
from proposals.fates import decide, write_fates
from proposals.models import Decision, FateKind, Plan, PlanLine, WorkClass

LATE = "late"


def defer_late_lines(plan: Plan, *, by: By) -> int:
    """Give each line of a late plan that has no fate yet *deferred*, or *kept* where its community does it itself.

    Called inside the transaction of the verb that found it late. Returns how many lines were deferred or kept.
    """
    version = plan.current_version
    if version is None:
        return 0
    rows = list(PlanLine.objects.filter(version=version, line__fates__isnull=True))
    if not rows:
        return 0
    contents.freeze(version)
    decision = decide(plan, Decision.Act.LATE, by=by, version=version, event=plan.__dict__.get("last_event"))
    reason = "แผนมาถึงหลังการรวบรวมของระดับเหนือขึ้นไป จะนำเข้าพิจารณาในรอบเพิ่มเติม"  # a record, in Thai for good
    write_fates(
        decision,
        [
            FateDraft(row.line_id, FateKind.KEPT, row.asked)
            if row.work_class == WorkClass.SELF
            else FateDraft(row.line_id, FateKind.DEFERRED, row.asked, reason_code=LATE, reason=reason)
            for row in rows
        ],
    )
    return len(rows)
