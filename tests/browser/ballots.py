"""Ballots at every stage on one plan, for tours: prepared, open with slips, by show of hands, and counted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from directory.models import Village
from proposals.ballot_drafts import BallotDraft
from proposals.models import Ballot, Plan
from proposals.verbs.ballot_counting import close_ballot
from proposals.verbs.ballot_votes import cast_votes, issue_slips
from proposals.verbs.ballots import open_ballot, prepare_ballot
from proposals.verbs.drafting import draft_proposals
from tests.cast import World

LONG = "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านนาคำน้อย–บ้านโนนสวรรค์ พร้อมรางระบายน้ำสองข้างทาง"


def ballots_on(world: World, plan: Plan) -> dict[str, Ballot]:
    """Ballots on projects of several villages, one with a long title."""
    by = world.writer_of(plan)
    villages: list[Village | None] = [*plan.area.villages.order_by("number")[:3], None]
    words = [world.words(n, village=village) for n, village in enumerate(villages, 2)]
    written = draft_proposals(plan=plan, drafts=[replace(words[0], title=LONG), *words[1:]], by=by)
    numbers = [proposal.lines.get().number for proposal in written]
    draft = BallotDraft(
        title="จัดลำดับโครงการของตำบล",
        method="approval",
        rule="equal-shares",
        budget=Decimal(9000),
        budget_from="หนังสือแจ้งกรอบวงเงินของ อบต.",
        voters=40,
        lines=numbers,
        groups={village.pk: "โซนเหนือ" for village in villages[:2] if village},
    )

    def opened(**changes: object) -> Ballot:
        ballot = prepare_ballot(plan=plan, draft=replace(draft, **changes), by=by)  # type: ignore[arg-type]
        return open_ballot(ballot=ballot, seen=0, by=by)

    found = {
        "prepared": prepare_ballot(plan=plan, draft=draft, by=by),
        "open": opened(method="ranking", rule="borda", title="จัดอันดับ"),
        "hands": opened(method="hands", rule="count", title="ยกมือ"),
        "closed": opened(title="ลงคะแนนเวทีประชาคม"),
    }
    issue_slips(ballot=found["open"], count=4, by=by)
    cast_votes(ballot=found["closed"], lines=["1 4"] * 6 + ["2 3"] * 4 + ["-"], source="paper", by=by)
    close_ballot(ballot=found["closed"], seen=1, by=by)
    return found
