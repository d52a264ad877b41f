"""An office is delegated by its holder, by order, until a day; and not an hour longer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused
from directory.mandates import forget
from directory.verbs.delegation import delegate_office, delegations_of, end_delegation
from proposals.models import PlanState
from tests.cast import DAY_ONE
from workflow import door

pytestmark = pytest.mark.django_db
UNTIL = DAY_ONE + timedelta(days=6)


def delegated(world, **changes):
    """The coordinator lets an officer of the LAO act for her until Sunday."""
    deputy = world.lao_planner.user
    given = {
        "contact": deputy.phone,
        "full_name": str(deputy),
        "starts": DAY_ONE,
        "until": UNTIL,
        "order_number": "12/2569",
        "by": world.coordinator,
    }
    return delegate_office(**{**given, **changes})


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def reviews(world, by):
    return door.fire(world.fresh(world.plan), "open_review", by=by).state


def test_a_deputy_has_the_offices_powers_until_the_last_hour_of_the_last_day(world):
    world.received(world.plan)
    tenure = delegated(world)
    deputy = Acting.as_holder(tenure.user, tenure.office)
    assert (deputy.tenure.acting, deputy.tenure.order_number) == ("acting_by_delegation", "12/2569")
    with clock.at(clock.midnight_after(UNTIL) - timedelta(minutes=1)):
        forget(deputy.user)
        assert reviews(world, deputy) == PlanState.IN_REVIEW


def test_a_deputy_whose_delegation_ended_an_hour_ago_is_refused(world):
    world.received(world.plan)
    tenure = delegated(world)
    deputy = Acting.as_holder(tenure.user, tenure.office)
    with clock.at(clock.midnight_after(UNTIL) + timedelta(hours=1)):
        with pytest.raises(Refused):
            Acting.as_holder(tenure.user, tenure.office)
        with pytest.raises(NotHere):  # whoever still has the page open holds nothing any more
            reviews(world, replace(deputy))
        assert reviews(world, world.coordinator) == PlanState.IN_REVIEW


def test_the_holder_ends_it_early_and_it_runs_out_at_midnight(world):
    tenure = delegated(world)
    assert delegations_of(tenure.office) == [tenure]
    ended = end_delegation(tenure=tenure, by=world.coordinator)
    assert ended.ends == DAY_ONE + timedelta(days=1)
    assert end_delegation(tenure=tenure, by=world.coordinator).ends == ended.ends
    with clock.at(clock.midnight_after(DAY_ONE)):
        assert delegations_of(tenure.office) == []
    with pytest.raises(Refused):
        end_delegation(tenure=tenure, by=world.chief)


def test_who_acts_for_another_delegates_no_further(world):
    tenure = delegated(world)
    deputy = Acting.as_holder(tenure.user, tenure.office)
    with pytest.raises(Refused):
        delegated(world, by=deputy)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"full_name": "คนอื่น"}, ["contact"]),
        ({"contact": "0000000000"}, ["contact"]),
        ({"starts": DAY_ONE - timedelta(days=1)}, ["starts"]),
        ({"until": DAY_ONE - timedelta(days=1)}, ["until"]),
        ({"until": DAY_ONE + timedelta(days=400)}, ["until"]),
        ({"order_number": " "}, ["order_number"]),
        ({"scope": "ก" * 201}, ["scope"]),
    ],
)
def test_an_order_names_a_known_person_days_and_a_number(world, changes, found):
    assert fields(lambda: delegated(world, **changes)) == found


def test_nobody_delegates_to_themselves_or_twice_on_a_day(world):
    own = {"contact": world.coordinator.user.phone, "full_name": str(world.coordinator.user)}
    assert fields(lambda: delegated(world, **own)) == ["contact"]
    delegated(world)
    assert fields(lambda: delegated(world)) == ["starts"]
