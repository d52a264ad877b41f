"""What it costs to go through the door, on PostgreSQL: one change of state, one step at a desk, a set of 4,000.

The floor of the first two is what no program can do without: the driver alone sends BEGIN, the same INSERT and UPDATE
on the same tables (other rows), and COMMIT. The set's floor is one UPDATE and one INSERT … SELECT. The driver is
psycopg as it comes, so that it prepares the floor's statements by itself. Each plan is met by one call only.

Where the disk is slow, the COMMIT that both sides wait for grows and the ratios shrink; where others want the
processor, ours waits for it oftener than the floor and they grow.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg

from bench.harness import Figure, Timing, figure, interleaved, own_database

if TYPE_CHECKING:
    from proposals.models import Plan
    from tests.cast import World

__all__ = ["GOALS", "measure"]

GOALS: Final = {"door_postgres": "≤ 3.5×", "task_postgres": "≤ 10×", "fire_bulk_postgres": "≤ 2×"}

BLOCKS, CALLS = 15, 20
SET_SIZE, SET_BLOCKS, SET_CALLS = 4_000, 9, 2
HASH: Final = "f" * 64
COPYING: Final = ("dbname", "user", "password", "host", "port")

UPDATE_PLAN: Final = (
    "UPDATE proposals_plan SET state = %s, revision = revision + 1, event_count = %s, event_head = %s WHERE id = %s"
)
INSERT_EVENT: Final = (
    "INSERT INTO workflow_event (plan_id, sequence, at, verb, record_kind, record_id, from_state, to_state, actor_id, "
    "system, office_id, behalf_body_id, note_hash, data, items_count, items_digest, previous_hash, hash) "
    "VALUES (%s, 1, now(), %s, 'proposals.plan', %s, %s, %s, %s, '', %s, NULL, '', '{}', 0, '', %s, %s) RETURNING id"
)
MOVE_SET: Final = "UPDATE proposals_proposal SET state = %s WHERE plan_id = %s"
COPY_SET: Final = (
    "INSERT INTO workflow_eventitem (event_id, record_id, from_state, to_state) "
    "SELECT %s, id, %s, %s FROM proposals_proposal WHERE plan_id = %s"
)


def measure() -> dict[str, Figure]:
    """Measure on a PostgreSQL database of our own; it is the only one on which a transaction costs something."""
    with own_database("postgresql"):
        return _measured()


def _measured() -> dict[str, Figure]:
    # Models can be imported only now that Django is set up.
    from tests.cast import build_world  # noqa: PLC0415

    world = build_world()
    with _driver() as driver:
        timings = {
            "door_postgres": _one_change(world, driver),
            "task_postgres": _one_step(world, driver),
            "fire_bulk_postgres": _one_set(world, driver),
        }
    return {
        name: figure(timing.ms, floor_ms=timing.floor_ms, database="postgresql") for name, timing in timings.items()
    }


@contextmanager
def _driver() -> Iterator[psycopg.Connection[Any]]:
    """The same database, without Django."""
    from django.db import connection  # noqa: PLC0415

    asked = connection.get_connection_params()
    with psycopg.connect(**{name: asked[name] for name in COPYING if asked.get(name)}) as driver:
        yield driver


def _one_change(world: World, driver: psycopg.Connection[Any]) -> Timing:
    """A council takes its plan back: one row changes its state, one event is written."""
    from proposals.models import PlanState  # noqa: PLC0415
    from workflow import door  # noqa: PLC0415

    by = world.leader
    many = BLOCKS * CALLS + 1
    plans = _plans(world.plan, "door", many, PlanState.SUBMITTED)
    floor = _driver_alone(driver, _plans(world.plan, "floor", many, PlanState.SUBMITTED), by, PlanState.ADOPTED)
    coming = iter(plans)
    timing = interleaved(floor, lambda: door.fire(next(coming), "recall", by=by, seen=0), blocks=BLOCKS, calls=CALLS)
    assert _written(plans) == (many, {PlanState.ADOPTED})
    return timing


def _one_step(world: World, driver: psycopg.Connection[Any]) -> Timing:
    """A district hands its plan to the province: its condition is asked, its state changes, the next desk is asked."""
    from proposals.models import PlanState  # noqa: PLC0415
    from workflow import desk  # noqa: PLC0415

    by = world.coordinator
    many = BLOCKS * CALLS + 1
    resolved = world.adopted(world.plan).current_version  # the condition asks for a resolution on the version
    plans = _plans(world.district_plan, "desk", many, PlanState.ADOPTED, current_version=resolved)
    _wait_at(plans, "submit")
    others = _plans(world.district_plan, "floor", many, PlanState.ADOPTED)
    coming = iter(plans)

    def step() -> None:
        with desk.opened(next(coming), "submit", by=by, seen=0) as work:
            work.fire("submit")

    floor = _driver_alone(driver, others, by, PlanState.SUBMITTED)
    timing = interleaved(floor, step, blocks=BLOCKS, calls=CALLS)
    assert _written(plans) == (many, {PlanState.SUBMITTED})
    assert desk.waiting_task(plans[-1], "vet")
    return timing


def _one_set(world: World, driver: psycopg.Connection[Any]) -> Timing:
    """A plan's proposals are adopted and returned in turn."""
    from proposals.models import PlanState, Proposal, ProposalState  # noqa: PLC0415
    from workflow import door  # noqa: PLC0415
    from workflow.models import EventItem  # noqa: PLC0415

    ours, other = _plans(world.plan, "set", 2, PlanState.IN_REVIEW)
    for plan in (ours, other):
        _fill(plan)
    event = _event(driver, other, world.leader, PlanState.IN_REVIEW, PlanState.IN_REVIEW)
    driver.commit()
    adopted, returned = ProposalState.ADOPTED, ProposalState.RETURNED
    states = itertools.cycle([(adopted, returned), (returned, adopted)])
    verbs = itertools.cycle([("return_for_revision", world.coordinator), ("adopt", world.leader)])

    def floor() -> None:
        source, target = next(states)
        driver.execute(MOVE_SET, [target, other.pk])
        driver.execute(COPY_SET, [event, source, target, other.pk])
        driver.commit()

    def fire() -> None:
        verb, by = next(verbs)
        door.fire_bulk(Proposal.objects.filter(plan=ours), verb, plan=ours, by=by)

    timing = interleaved(floor, fire, blocks=SET_BLOCKS, calls=SET_CALLS)
    written = (SET_BLOCKS * SET_CALLS + 1) * SET_SIZE
    assert EventItem.objects.filter(event__plan=ours).count() == written
    assert EventItem.objects.filter(event=event).count() == written
    return timing


# --- The driver alone ---


def _driver_alone(driver: psycopg.Connection[Any], plans: list[Plan], by: Any, target: str) -> Callable[[], None]:
    coming = iter(plans)

    def floor() -> None:
        plan = next(coming)
        _event(driver, plan, by, plan.state, target)
        driver.execute(UPDATE_PLAN, [target, 1, HASH, plan.pk])
        driver.commit()

    return floor


def _event(driver: psycopg.Connection[Any], plan: Plan, by: Any, source: str, target: str) -> int:
    facts = [plan.pk, "measured", plan.pk, source, target, by.user.pk, by.office.pk, plan.event_head, HASH]
    row = driver.execute(INSERT_EVENT, facts).fetchone()
    assert row is not None
    return int(row[0])


# --- Rows to work on ---


def _plans(like: Plan, theme: str, count: int, state: str, **others: Any) -> list[Plan]:
    """Plans like one of the world's, in a state, as a page that shows them has read them."""
    from proposals.models import Plan  # noqa: PLC0415

    kept = {
        field.attname: getattr(like, field.attname)
        for field in Plan._meta.concrete_fields
        if field.name not in {"id", "reference", "theme", "state", "revision", "event_count", "event_head", *others}
    }
    kept |= others
    Plan.objects.bulk_create(
        Plan(**kept, reference=f"{like.pk}-{theme}-{number}", theme=f"{theme} {number}", state=state)
        for number in range(count)
    )
    made = Plan.objects.filter(owner=like.owner, theme__startswith=f"{theme} ", state=state)
    return list(made.select_related("owner", "area", "cycle", "current_version", "parent__owner"))


def _wait_at(plans: list[Plan], step: str) -> None:
    """Give each plan a process that waits at one step."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from viewflow.workflow.models import Task  # noqa: PLC0415

    from workflow.flows import FLOWS  # noqa: PLC0415
    from workflow.models import PlanProcess  # noqa: PLC0415

    flow = FLOWS[plans[0].flow]
    kind = ContentType.objects.get_for_model(type(plans[0]))
    processes = PlanProcess.objects.bulk_create(
        PlanProcess(flow_class=flow, artifact_content_type=kind, artifact_object_id=plan.pk) for plan in plans
    )
    node = getattr(flow, step)
    Task.objects.bulk_create(
        Task(
            process_id=process.pk,
            flow_task=node,
            flow_task_type=node.task_type,
            owner_permission=node._owner_permission,
        )
        for process in processes
    )


def _fill(plan: Plan) -> None:
    """Give a plan its 4,000 adopted proposals."""
    from directory import clock  # noqa: PLC0415
    from proposals.models import Proposal, ProposalState  # noqa: PLC0415

    Proposal.objects.bulk_create(
        Proposal(
            reference=f"{plan.pk}-{number}",
            plan=plan,
            owner=plan.owner,
            area=plan.area,
            district_code=plan.district_code,
            province_code=plan.province_code,
            state=ProposalState.ADOPTED,
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        for number in range(SET_SIZE)
    )


def _written(plans: list[Plan]) -> tuple[int, set[str]]:
    """How many events stand on plans' chains, and in which states the database has the plans."""
    from proposals.models import Plan  # noqa: PLC0415
    from workflow.models import Event  # noqa: PLC0415

    ids = [plan.pk for plan in plans]
    states = set(Plan.objects.filter(pk__in=ids).order_by().values_list("state", flat=True).distinct())
    return Event.objects.filter(plan_id__in=ids).count(), states
