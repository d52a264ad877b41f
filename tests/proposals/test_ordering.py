"""A council puts its projects into its own order, by hand or by what a ballot answered."""

import pytest

from directory.errors import Invalid, NotHere, Refused, Stale
from proposals import contents
from proposals.verbs.ballots import annul_ballot
from proposals.verbs.drafting import draft_proposals, remove_drafts
from proposals.verbs.ordering import order_by_ballot, order_lines
from proposals.verbs.plan import adopt_plan
from tests.cast import CAST, version_of
from tests.proposals.test_ballots import cast, closed, opened, prepared
from workflow.models import Event

pytestmark = pytest.mark.django_db


def order_of(plan):
    return [row.line.number for row in contents.lines_of(version_of(plan))]


def by_number(world, *numbers):
    lines = {line.number: line.pk for line in world.lines(world.plan)}
    return [lines[number] for number in numbers]


def ordered(world, *numbers, by=None, **more):
    return order_lines(
        plan=world.plan, lines=by_number(world, *numbers), seen=version_of(world.plan), by=by or world.secretary, **more
    )


def test_the_named_projects_come_first_and_the_others_follow_as_they_stood(world):
    world.draft(world.plan, 5)
    assert ordered(world, 4, 2) == by_number(world, 4, 2, 1, 3, 5)
    assert order_of(world.plan) == [4, 2, 1, 3, 5]
    assert sorted(row.rank for row in world.rows(world.plan)) == [1, 2, 3, 4, 5]


def test_a_project_written_afterwards_stands_last_until_it_is_ordered(world):
    world.draft(world.plan, 2)
    ordered(world, 2, 1)
    draft_proposals(plan=world.plan, drafts=[world.words(3)], by=world.secretary)
    assert order_of(world.plan) == [2, 1, 3]


def test_the_order_is_part_of_what_a_meeting_adopts(world):
    world.draft(world.plan, 2)
    before = contents.hash_of(version_of(world.plan))
    resolution = world.resolution(world.plan)
    ordered(world, 2, 1)
    assert contents.hash_of(version_of(world.plan)) != before
    with pytest.raises(Invalid, match="แผนเปลี่ยนไปหลังมติ"):
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=world.leader)


def test_the_chain_tells_how_many_were_ordered_and_none_of_their_words(world):
    world.draft(world.plan, 2)
    ordered(world, 2, 1)
    event = Event.objects.filter(plan=world.plan, verb="order_lines").get()
    assert sorted(event.facts) == ["lines", "order", "version"]
    assert event.facts["lines"] == 2


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_own_people_order_its_projects(world, who):
    world.draft(world.plan, 2)
    by = getattr(world, who)
    if who in {"leader", "secretary"}:
        assert ordered(world, 2, 1, by=by) == by_number(world, 2, 1)
        return
    sees = {"lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer", "provincial_chair"}
    with pytest.raises(Refused if who in {*sees, "governor"} else NotHere):
        ordered(world, 2, 1, by=by)
    assert order_of(world.plan) == [1, 2]


def test_an_adopted_plan_keeps_its_order(world):
    world.adopted(world.plan)
    with pytest.raises(Stale):
        ordered(world, 2, 1)


def test_a_returned_plan_is_ordered_in_its_next_version(world):
    world.returned(world.plan)
    frozen = world.plan.versions.filter(frozen_at__isnull=False).latest("number")
    ordered(world, 3, 1)
    assert order_of(world.plan) == [3, 1, 2]
    assert [row.line.number for row in contents.lines_of(frozen)] == [1, 2, 3]


def test_whoever_orders_later_is_told_and_overwrites_nothing(world):
    world.draft(world.plan, 3)
    drawn = by_number(world, 1, 2, 3)
    ordered(world, 3, 1, 2, before=drawn)
    with pytest.raises(Stale, match="ดำเนินการไปก่อนแล้ว"):
        ordered(world, 2, 1, 3, by=world.leader, before=drawn)
    assert order_of(world.plan) == [3, 1, 2]


def test_a_project_that_a_colleague_writes_or_removes_meanwhile_is_no_conflict(world):
    written = world.draft(world.plan, 3)
    drawn = by_number(world, 1, 2, 3)
    draft_proposals(plan=world.plan, drafts=[world.words(4)], by=world.leader)
    remove_drafts(plan=world.plan, proposals=written[:1], by=world.leader)
    assert ordered(world, 3, 2, before=drawn) == by_number(world, 3, 2, 4)


def test_an_order_names_each_project_of_the_plan_at_most_once(world):
    world.draft(world.plan, 2)
    first, second = by_number(world, 1, 2)
    with pytest.raises(Invalid) as refusal:
        order_lines(plan=world.plan, lines=[first, first, 10**9], seen=version_of(world.plan), by=world.secretary)
    assert {(problem.field, problem.value) for problem in refusal.value.problems} == {
        ("lines", str(first)),
        ("lines", str(10**9)),
    }
    assert order_of(world.plan) == [1, 2]
    assert second


def test_a_plan_without_projects_has_no_order(world):
    with pytest.raises(Invalid, match="แผนยังไม่มีโครงการ"):
        ordered(world)


def test_a_district_is_ranked_on_its_worksheet_alone(world):
    plan = world.compiled_district()
    with pytest.raises((Stale, Invalid)):
        order_lines(plan=plan, lines=[], seen=version_of(plan), by=world.coordinator)


# --- As a ballot came out --------------------------------------------------------------------------------------------


def came_out(world, *votes, **changes):
    """A closed ballot by plain count on projects 4, 3 and 2, with an envelope for two of them."""
    ballot = opened(world, **{"lines": [4, 3, 2], "rule": "count", **changes})
    return closed(world, cast(world, ballot, *votes) and ballot)


def by_ballot(world, ballot, plan=None, by=None, **more):
    plan = plan or world.plan
    return order_by_ballot(plan=plan, ballot=ballot, by=by or world.secretary, **{"seen": version_of(plan), **more})


def test_projects_stand_as_a_ballot_came_out_and_those_not_on_it_follow_as_they_stood(world):
    world.draft(world.plan, 5)
    ordered(world, 5, 1)
    ballot = came_out(world, "3", "3", "2 3", "1 2", "1")
    assert by_ballot(world, ballot) == by_number(world, 2, 3, 4, 5, 1)  # 4 is as popular as 3, but too expensive
    assert order_of(world.plan) == [2, 3, 4, 5, 1]
    event = Event.objects.filter(plan=world.plan, verb="order_by_ballot").get()
    assert (event.facts["ballot"], event.facts["lines"]) == (ballot.pk, 5)


def test_a_project_removed_since_the_vote_is_left_out(world):
    written = world.draft(world.plan, 4)
    ballot = came_out(world, "1 2 3", "1 2", "1")
    remove_drafts(plan=world.plan, proposals=[written[3]], by=world.leader)
    assert by_ballot(world, ballot) == by_number(world, 3, 2, 1)
    remove_drafts(plan=world.plan, proposals=written[1:3], by=world.leader)
    with pytest.raises(Invalid, match="ไม่มีโครงการใดในบัตรนี้อยู่ในแผนแล้ว"):
        by_ballot(world, ballot)


def test_a_ballot_that_is_not_closed_orders_nothing(world):
    waiting, open_still, void = prepared(world), opened(world), opened(world)
    annul_ballot(ballot=void, reason="พิมพ์ผิด", seen=1, by=world.secretary)
    for ballot in (waiting, open_still, void):
        with pytest.raises(Invalid, match="ยังไม่ได้ปิดและนับผล"):
            by_ballot(world, ballot)
    assert order_of(world.plan) == [1, 2, 3, 4]


def test_a_ballot_of_another_plan_orders_nothing_here(world):
    world.draft(world.far_plan, 4)
    ballot = came_out(world, "1")
    with pytest.raises(Invalid, match="เป็นการลงคะแนนของแผนอื่น"):
        by_ballot(world, ballot, world.far_plan, world.writer_of(world.far_plan))


def test_whoever_uses_an_outcome_too_late_is_told_and_overwrites_nothing(world):
    world.draft(world.plan, 4)
    drawn, seen = by_number(world, 1, 2, 3, 4), version_of(world.plan)
    ballot = came_out(world, "1")
    ordered(world, 2, 1, by=world.leader)
    with pytest.raises(Stale):
        by_ballot(world, ballot, before=drawn)
    world.adopted(world.plan)
    with pytest.raises(Stale):
        by_ballot(world, ballot, seen=seen)
    assert order_of(world.plan) == [2, 1, 3, 4]


def test_an_outcome_is_used_by_the_councils_own_people_alone(world):
    ballot = came_out(world, "1")
    for by, answer in ((world.other_leader, NotHere), (world.lao_planner, Refused), (world.coordinator, Refused)):
        with pytest.raises(answer):
            by_ballot(world, ballot, by=by)
    assert by_ballot(world, ballot, by=world.recording(world.coordinator, "council"))[0] == by_number(world, 4)[0]
