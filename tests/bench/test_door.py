"""The floor of the door writes what the door writes, and nothing less."""

import re

import pytest

from bench import door as measured
from directory import clock
from proposals.models import Plan, PlanState
from tests.cast import DAY_ONE, build_world
from workflow import desk, door
from workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with clock.at(DAY_ONE):
        yield build_world()


def test_the_floor_inserts_every_column_of_an_event():
    named = re.search(r"\((.*?)\) VALUES", measured.INSERT_EVENT).group(1).split(", ")
    assert named == [field.column for field in Event._meta.concrete_fields if not field.primary_key]


def test_the_floor_updates_the_columns_that_the_door_changes(world):
    (plan,) = measured._plans(world.plan, "door", 1, PlanState.SUBMITTED)
    before = dict(Plan.objects.filter(pk=plan.pk).values().get())
    door.fire(plan, "recall", by=world.leader, seen=0)
    after = dict(Plan.objects.filter(pk=plan.pk).values().get())
    changed = {column for column, value in after.items() if before[column] != value}
    assert changed == set(re.findall(r"(\w+) = (?!%s$)", measured.UPDATE_PLAN))


def test_a_plan_that_is_measured_waits_at_its_step(world):
    plans = measured._plans(world.district_plan, "desk", 2, PlanState.ADOPTED)
    measured._wait_at(plans, "submit")
    assert all(desk.waiting_task(plan, "submit") for plan in plans)
    assert measured._written(plans) == (0, {PlanState.ADOPTED})
