"""Work that is still under way, and what looks odd on the way, breaks no invariant."""

import pytest

from config.invariants import check
from directory import clock
from directory.acting import OnBehalf
from proposals.models import Plan
from proposals.verbs import plan as plans
from proposals.verbs.drafting import draft_proposals
from tests.config import test_invariants_world as small


def test_a_database_without_a_single_plan_breaks_nothing(db):
    assert check().ok


@pytest.mark.parametrize("stop", ["open", "accepted", "laid"])
def test_work_that_is_still_under_way_breaks_nothing(db, stop):
    with clock.at(small.START):
        w = small.open_world()
        if stop != "open":
            for code in ("980101", "980102"):
                small.accept_council(w, small.submit_council(w, code))
        if stop == "laid":
            small.compile_district(w)
    assert check().broken == []


def test_words_recorded_from_a_councils_signed_paper_are_the_councils_own(db):
    with clock.at(small.START):
        w = small.open_world()
        plan = Plan.objects.get(area="980103")
        paper = OnBehalf(plan.owner, 1, small.START, "ประธานสภา")
        draft_proposals(plan=plan, drafts=[small.draft_of("980103", 2, 500)], by=w.desk.coordinator.recording(paper))
    assert check().ok


def test_a_line_that_its_council_withdrew_is_not_missed_in_later_versions(db):
    with clock.at(small.START):
        w = small.open_world()
        plan = small.submit_council(w, "980102")
        gone = plan.lines.get(number=3)
        plans.withdraw_lines(plan=plan, line_ids=[gone.pk], by=w.councils["980102"].chair, reason="ซ้ำ")
        small.accept_council(w, plan)
    assert check().ok
