"""The desk: a step and its transition commit together or not at all."""

import pytest

from directory.errors import NotHere, Refused, Stale
from tests.cast import version_of
from workflow import desk

pytestmark = pytest.mark.django_db


def test_leaving_a_step_without_its_transition_is_an_error_and_changes_nothing(world):
    plan = world.adopted(world.plan)
    with pytest.raises(RuntimeError), desk.opened(plan, "submit", by=world.leader, seen=version_of(plan)):
        pass
    assert (world.fresh(plan).state, desk.waiting_task(plan, "submit") is not None) == ("adopted", True)


def test_two_transitions_in_one_step_are_an_error_and_change_nothing(world):
    plan = world.adopted(world.plan)
    with pytest.raises(RuntimeError):  # noqa: PT012, SIM117  # the two together are what is refused
        with desk.opened(plan, "submit", by=world.leader) as step:
            step.fire("submit")
            step.fire("recall")
    assert (world.fresh(plan).state, desk.waiting_task(plan, "submit") is not None) == ("adopted", True)


def test_whatever_goes_wrong_inside_undoes_task_and_state(world):
    plan = world.adopted(world.plan)
    before = world.fresh(plan).event_count
    with pytest.raises(ZeroDivisionError):  # noqa: PT012, SIM117  # it goes wrong after the transition
        with desk.opened(plan, "submit", by=world.leader) as step:
            step.fire("submit")
            raise ZeroDivisionError
    now = world.fresh(plan)
    assert (now.state, now.event_count, desk.waiting_task(now, "submit") is not None) == ("adopted", before, True)


def test_a_step_is_opened_by_whom_it_waits_for(world):
    plan = world.adopted(world.plan)
    for by, answer in ((world.secretary, Refused), (world.coordinator, Refused), (world.other_leader, NotHere)):
        with pytest.raises(answer), desk.opened(plan, "submit", by=by):
            pass


@pytest.mark.parametrize("step", ["adopt", "receive", "decide", "hear"])
def test_a_step_that_does_not_wait_is_a_conflict(world, step):
    plan = world.adopted(world.plan)
    by = {"adopt": world.leader, "receive": world.kbt_secretary, "decide": world.coordinator, "hear": world.leader}[
        step
    ]
    with pytest.raises(Stale), desk.opened(plan, step, by=by):
        pass


def test_a_step_done_is_done_by_name(world):
    plan = world.submitted(world.plan)
    with pytest.raises(Stale, match=str(world.leader.user)), desk.opened(plan, "submit", by=world.leader):
        pass
