"""A level closes by set statements: as many for forty lines as for ten."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from approvals.models import Entry
from approvals.verbs.closing import lay_before_committee, resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.worksheet import merge_lines
from bench.door import _plans
from directory.errors import Invalid, Refused
from proposals import contents
from proposals.models import Fate, Line, Plan, PlanLine, PlanState, Proposal
from proposals.verbs.drafting import draft_proposals, insert_proposals
from tests.approvals.test_conservation import accepted_at_once, copy_of
from tests.cast import version_of
from workflow import door
from workflow.models import Event
from workflow.sets import insert_all, write_columns
from workflow.verification import verify

pytestmark = pytest.mark.django_db


def closed(world, lines):
    """How many statements it takes to lay a district of so many lines, and to resolve on it."""
    children = [world.plan, *world.shared_plans]
    for number, child in enumerate(children):
        count = lines - 2 * (lines // 3) if number == 0 else lines // 3
        drafts = [world.words(n, work_class="together") for n in range(1, count + 1)]
        draft_proposals(plan=child, drafts=drafts, by=world.writer_of(child))
        accepted_at_once(child)
    plan = world.district_plan
    gather_plans(plan=world.fresh(plan), by=world.coordinator, reason="ครบแล้ว")
    items = world.open_items(plan)
    assert len(items) == lines
    merge_lines(plan=world.fresh(plan), line_ids=items[:3], title="ร่วม", by=world.coordinator)
    world.compiled(world.fresh(plan))  # so that both lay again
    fresh = world.fresh(plan)
    with CaptureQueriesContext(connection) as laying:
        lay_before_committee(plan=fresh, by=world.coordinator)
    fresh = world.fresh(plan)
    resolution = world.resolution(fresh)
    with CaptureQueriesContext(connection) as resolving:
        resolve_plan(plan=fresh, seen=version_of(fresh), resolution=resolution, by=world.district_chair)
    assert Fate.objects.filter(line__plan__in=children).count() == lines
    assert PlanLine.objects.filter(version=world.fresh(plan).current_version_id).count() == lines - 2
    return len(laying), len(resolving)


@pytest.fixture
def count(world):
    """Answer the statements of a closing of so many lines, in a world of its own that is then taken back."""

    def counted(lines):
        with transaction.atomic():
            found = closed(copy_of(world), lines)
            transaction.set_rollback(True)
        return found

    return counted


def test_as_many_statements_close_forty_lines_as_ten(count):
    count(6)  # what the process keeps in memory from then on
    assert count(10) == count(40)


def closed_plans(world, number):
    """How many statements it takes to lay a district of so many plans of three lines each, and to resolve on it."""
    for plan in _plans(world.plan, "below", number, PlanState.DRAFT, parent=world.district_plan, current_version=None):
        plan.current_version = None
        insert_proposals(plan, [world.words(line, work_class="together") for line in range(1, 4)], written_by=None)
        contents.freeze(version_of(plan))
        plan.save(update_fields=["current_version", "last_line_number"])
        door._set_state(Plan, "state", [plan.pk], "accepted")
        door._set_state(Proposal, "state", list(plan.proposals.values_list("pk", flat=True)), "adopted")
    plan = world.district_plan
    gather_plans(plan=world.fresh(plan), by=world.coordinator, reason="ครบแล้ว")
    world.compiled(world.fresh(plan))
    fresh = world.fresh(plan)
    with CaptureQueriesContext(connection) as laying:
        lay_before_committee(plan=fresh, by=world.coordinator)
    fresh = world.fresh(plan)
    resolution = world.resolution(fresh)
    with CaptureQueriesContext(connection) as resolving:
        resolve_plan(plan=fresh, seen=version_of(fresh), resolution=resolution, by=world.district_chair)
    closed_below = Plan.objects.filter(parent=plan, state=PlanState.CLOSED, events__verb="close")
    assert closed_below.count() == number
    settled = Event.objects.filter(plan=plan, verb="settle").order_by("sequence")
    assert [event.facts["of"] for event in settled] == sorted(closed_below.values_list("pk", flat=True))
    assert verify().broken == ()
    return len(laying), len(resolving)


def test_as_many_statements_close_twenty_plans_as_two(world):
    def counted(number):
        with transaction.atomic():
            found = closed_plans(copy_of(world), number)
            transaction.set_rollback(True)
        return found

    counted(2)  # what the process keeps in memory from then on
    assert counted(2) == counted(20)


def test_of_plans_that_close_together_none_closes_while_one_has_an_open_line(world):
    plans = [world.plan, *world.shared_plans]
    world.gathered_district()
    for plan in plans:
        plan.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        door.fire_all(plans, "close", by=world.district_chair)
    assert [problem.field for problem in refusal.value.problems] == ["every_line_has_a_fate"]
    assert set(Plan.objects.filter(pk__in=[plan.pk for plan in plans]).values_list("state", flat=True)) == {"accepted"}
    assert not Event.objects.filter(verb="close").exists()
    with pytest.raises(Refused):
        door.fire_all(plans, "close", by=world.coordinator)


def test_rows_are_inserted_as_a_set_with_their_keys_and_as_they_say(world):
    (first, second, third) = world.draft(world.plan)
    lines = [Line(plan=world.plan, number=number, proposal=first) for number in (90, 91)]
    insert_all([])
    insert_all(lines)
    assert list(Line.objects.filter(number__gte=90).values_list("pk", "number")) == [
        (lines[0].pk, 90),
        (lines[1].pk, 91),
    ]
    after = Line.objects.create(plan=world.plan, number=92, proposal=second)
    assert after.pk not in {line.pk for line in lines}
    row = PlanLine.objects.get(line__proposal=third)
    row.rank, row.proposed, row.proposed_reason, row.within_ceiling = 4, row.asked / 4, 'ลด "ขนาด", \\ {NULL}', True
    write_columns([row], ["rank", "proposed", "proposed_reason", "within_ceiling", "agency"])
    found = PlanLine.objects.get(pk=row.pk)
    assert (found.rank, found.proposed, found.within_ceiling, found.agency) == (4, row.proposed, True, None)
    assert found.proposed_reason == 'ลด "ขนาด", \\ {NULL}'
    assert Entry.objects.count() == 0
    assert Proposal.objects.count() == 3
