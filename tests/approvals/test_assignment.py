"""Lines are assigned by hand, by rule and by load; it gives no right, and says who is waited for since when."""

from datetime import timedelta

import pytest

from approvals.assignments import assigned_to, shared_out, waited_for
from approvals.drafts import RemarkDraft
from approvals.models import Assignment
from approvals.verbs.assignment import assign_lines, finish_lines, share_out
from approvals.verbs.recusals import stand_back
from approvals.verbs.review import accept_plan, return_plan
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.models import WorkClass
from tests.cast import DAY_ONE, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world):
    """The leader's plan under review: line 1 the community does itself, lines 2 and 3 are handed up."""
    world.ready_to_decide(world.plan)
    world.offices = [world.coordinator.office, world.chief.office]
    world.handed_up = [row.line_id for row in world.rows(world.plan) if row.work_class != WorkClass.SELF]
    world.own = next(row.line_id for row in world.rows(world.plan) if row.work_class == WorkClass.SELF)
    return world


def assign(desk, office, *lines, **more):
    more = {"by": desk.coordinator, **more}
    return assign_lines(plan=desk.plan, line_ids=list(lines), office=office, **more)


def share(desk, rule, **more):
    more = {"by": desk.coordinator, "offices": desk.offices, **more}
    return share_out(plan=desk.plan, rule=rule, **more)


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def standing():
    return dict(Assignment.objects.filter(ended_at__isnull=True).values_list("line_id", "office_id"))


def test_a_line_is_assigned_by_hand_and_again_to_another_and_the_first_stays_known(desk):
    first, second = desk.handed_up
    due = DAY_ONE + timedelta(days=7)
    assign(desk, desk.chief.office, first, second, due_on=due)
    assign(desk, desk.coordinator.office, first)
    assign(desk, desk.coordinator.office, first)
    assert standing() == {first: desk.coordinator.office.pk, second: desk.chief.office.pk}
    assert Assignment.objects.filter(ended_at__isnull=False).values_list("office", flat=True).get() == (
        desk.chief.office.pk
    )
    assert [(each.office, each.lines, each.due) for each in waited_for(desk.plan)] == [
        (desk.coordinator.office, 1, None),
        (desk.chief.office, 1, due),
    ]


def test_what_is_assigned_appears_as_theirs_since_when_until_it_is_done(desk):
    assign(desk, desk.chief.office, *desk.handed_up)
    (mine,) = assigned_to(desk.chief)
    assert (mine.plan, mine.lines, mine.since) == (desk.plan, 2, clock.now())
    assert assigned_to(desk.coordinator) == []
    assert finish_lines(plan=desk.plan, line_ids=desk.handed_up[:1], by=desk.chief) == 1
    assert [(each.lines, each.done) for each in waited_for(desk.plan)] == [(1, 1)]
    assert fields(lambda: finish_lines(plan=desk.plan, line_ids=desk.handed_up[:1], by=desk.chief)) == ["lines"]
    assert fields(lambda: finish_lines(plan=desk.plan, line_ids=desk.handed_up[1:], by=desk.coordinator)) == ["lines"]


def test_it_gives_no_right(desk):
    for by in (desk.lao_planner, desk.agency, desk.leader):
        assert fields(lambda by=by: assign(desk, by.office, desk.handed_up[0])) == ["offices"]
    assert not Assignment.objects.exists()


def test_only_the_desk_assigns_and_only_while_the_plan_lies_there(desk):
    for by, refusal in ((desk.leader, Refused), (desk.provincial_officer, Refused), (desk.other_coordinator, NotHere)):
        with pytest.raises(refusal):
            assign(desk, desk.chief.office, desk.handed_up[0], by=by)
    accept_plan(plan=desk.plan, seen=version_of(desk.plan), by=desk.coordinator)
    with pytest.raises(Stale):
        assign(desk, desk.chief.office, *desk.handed_up)


def test_what_the_community_does_itself_is_nobodys_to_review(desk):
    assert fields(lambda: assign(desk, desk.chief.office, desk.own)) == ["lines"]
    share(desk, "in_turn")
    assert sorted(standing()) == sorted(desk.handed_up)


def test_a_date_lies_ahead_and_lines_are_named(desk):
    assert fields(lambda: assign(desk, desk.chief.office)) == ["lines"]
    assert fields(lambda: assign(desk, desk.chief.office, desk.handed_up[0], due_on=DAY_ONE)) == ["due_on"]
    assert fields(lambda: share(desk, "in_turn", cap=0)) == ["cap"]
    assert fields(lambda: share(desk, "by_hand")) == ["rule"]
    assert fields(lambda: share(desk, "in_turn", offices=[])) == ["offices"]


def test_in_turn_goes_from_one_to_the_next_and_leaves_what_is_assigned(desk):
    first, second = desk.handed_up
    share(desk, "in_turn")
    assert standing() == {first: desk.coordinator.office.pk, second: desk.chief.office.pk}
    assert share(desk, "in_turn").given == {}


@pytest.mark.parametrize("rule", ["by_village", "by_class"])
def test_what_belongs_together_stays_together(desk, rule):
    share(desk, rule)
    assert set(standing().values()) == {desk.coordinator.office.pk}


def test_by_load_whoever_has_least_to_do_gets_the_next_and_nobody_more_than_the_cap(desk):
    first, second = desk.handed_up
    assign(desk, desk.coordinator.office, first)
    other, _shared = desk.shared_plans
    desk.ready_to_decide(other)
    lines = [row.line_id for row in desk.rows(other) if row.work_class != WorkClass.SELF]
    look = shared_out(other, "by_load", desk.offices)
    assert not Assignment.objects.filter(plan=other).exists()
    result = share_out(plan=other, rule="by_load", offices=desk.offices, by=desk.coordinator)
    assert (result.given, look.left) == (look.given, [])
    assert result.given == {desk.chief.office.pk: [lines[0]], desk.coordinator.office.pk: [lines[1]]}
    capped = share(desk, "by_load", cap=1)
    assert (capped.given, capped.left) == ({}, [second])


def test_nobody_gets_a_line_in_which_they_have_a_stake(desk):
    first, second = desk.handed_up
    stand_back(plan=desk.plan, line_ids=[first], reason="ที่ดินติดกัน", by=desk.coordinator)
    assert fields(lambda: assign(desk, desk.coordinator.office, first)) == ["office"]
    share(desk, "in_turn", offices=[desk.coordinator.office])
    assert standing() == {second: desk.coordinator.office.pk}


def test_a_returned_line_is_waited_for_again_from_whoever_reviewed_it(desk):
    first, second = desk.handed_up
    assign(desk, desk.chief.office, first, second)
    finish_lines(plan=desk.plan, line_ids=[first, second], by=desk.chief)
    remarks = [RemarkDraft("ขอแบบแปลน", line_id=first)]
    due = DAY_ONE + timedelta(days=10)
    return_plan(plan=desk.plan, seen=version_of(desk.plan), by=desk.coordinator, remarks=remarks, due=due)
    assert dict(Assignment.objects.values_list("line_id", "done_at")) == {first: None, second: clock.now()}
    assert assigned_to(desk.chief) == []  # the plan is with its owner


def test_undecided_lines_of_a_worksheet_are_shared_out_among_its_writers(world):
    world.gathered_district()
    offices = [world.coordinator.office, world.chief.office]
    result = share_out(plan=world.district_plan, rule="in_turn", offices=offices, by=world.coordinator)
    assert sorted(len(lines) for lines in result.given.values()) == [3, 3]
    assert sorted(standing()) == sorted(world.open_items(world.district_plan))
