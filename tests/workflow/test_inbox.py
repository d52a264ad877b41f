"""What waits for whom: each office its own steps, in few queries however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import mandates
from proposals.models import Plan
from proposals.queries import plans_visible_to
from tests.cast import DAY_ONE, DISTRICT_DUE
from workflow import deadlines, desk
from workflow.inbox import counts, waiting_for

pytestmark = pytest.mark.django_db
MOST = 6


def steps(world, office):
    codes = {plan.pk: code for code, plan in world.plans.items()}
    return sorted((codes[int(task.plan_id)], task.flow_task.name) for task in waiting_for(getattr(world, office)))


def test_at_the_beginning_the_chairs_are_asked_to_adopt(world):
    assert steps(world, "leader") == [("council", "adopt")]
    assert steps(world, "other_leader") == [("shared-council-a", "adopt")]
    for office in ("secretary", "lao_planner", "coordinator", "provincial_officer", "governor", "stranger"):
        assert steps(world, office) == []


def test_a_step_moves_from_desk_to_desk(world):
    plan = world.submitted(world.plan)
    assert (steps(world, "leader"), steps(world, "kbt_secretary")) == ([], [("council", "receive")])
    world.received(plan)
    assert steps(world, "kbt_secretary") == []
    assert steps(world, "coordinator") == [("council", "technical")]
    assert steps(world, "lao_planner") == [("council", "opinion")]
    assert steps(world, "other_coordinator") == steps(world, "other_lao_planner") == []
    world.ready_to_decide(plan)
    assert steps(world, "coordinator") == [("council", "decide")]
    assert counts(world.coordinator) == {"decide_plan": 1}


def test_a_committees_secretariat_submits_and_its_chair_adopts(world):
    world.compiled_district()
    assert ("district-committee", "adopt") in steps(world, "district_chair")
    assert ("district-committee", "adopt") not in steps(world, "coordinator")
    world.resolved_district()
    assert ("district-committee", "submit") in steps(world, "coordinator")


def test_a_step_tells_its_earliest_due_date(world):
    plan = world.submitted(world.plan)
    (task,) = waiting_for(world.kbt_secretary)
    assert (int(task.plan_id), (task.due_on - DAY_ONE).days) == (plan.pk, 15)
    assert task.due_on < DISTRICT_DUE


def test_a_revision_that_was_reminded_of_is_still_shown_as_overdue(world):
    plan = world.returned(world.plan)
    with world.in_days(31):
        deadlines.sweep()
        (task,) = [task for task in waiting_for(world.leader) if int(task.plan_id) == plan.pk]
        assert (task.due_on - DAY_ONE).days == 30
    world.submitted(plan)
    assert [task for task in waiting_for(world.leader) if int(task.plan_id) == plan.pk] == []


def queries_of(read):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read()
    return len(queries)


def test_an_inbox_is_read_in_few_queries_however_much_waits(world):
    def read():
        mandates.forget(world.coordinator.user)
        return [(task.plan_id, task.due_on, task.flow_task.name) for task in waiting_for(world.coordinator)]

    world.received(world.plan)
    few = queries_of(read)
    for plan in world.shared_plans:
        world.received(plan)
    many = queries_of(read)
    assert (len(read()), many) == (3, few)
    assert many <= MOST


@pytest.mark.parametrize("plans", [1, 100])
def test_an_inbox_of_a_hundred_plans_is_read_in_as_few_queries_as_one_of_a_single_plan(world, plans):
    waits_for_its_chair(world.plan, plans - 1)

    def read():
        mandates.forget(world.leader.user)
        return [(task.plan_id, task.due_on, task.flow_task.name) for task in waiting_for(world.leader)]

    assert (len(read()), queries_of(read) <= MOST) == (plans, True)


def waits_for_its_chair(like, count):
    """More plans of the same council, on as many themes, each asking its chair for its adoption."""
    others = {"id", "reference", "theme", "current_version"}
    kept = [field.attname for field in Plan._meta.concrete_fields if field.name not in others]
    for number in range(count):
        facts = {name: getattr(like, name) for name in kept}
        desk.begin(Plan.objects.create(**facts, reference=f"{like.reference}-{number}", theme=f"เรื่องที่ {number}"))


@pytest.mark.parametrize("lines", [3, 60])
def test_a_plan_with_its_lines_is_read_in_few_queries_however_long_it_is(world, lines):
    world.draft(world.plan, lines)

    def read():
        mandates.forget(world.secretary.user)
        plan = plans_visible_to(world.secretary).get(pk=world.plan.pk)
        return [
            (row.line.number, row.line.proposal.reference, row.proposal_version.title, row.asked, plan.owner.name)
            for row in world.rows(plan)
        ]

    assert (len(read()), queries_of(read) <= MOST) == (lines, True)


def test_the_list_of_plans_is_read_in_few_queries(world):
    def read():
        mandates.forget(world.provincial_officer.user)
        plans = plans_visible_to(world.provincial_officer)
        return [(p.owner.name, p.area.full_name, p.cycle.target_year, p.current_version, p.parent) for p in plans]

    assert (len(read()), queries_of(read) <= MOST) == (8, True)
