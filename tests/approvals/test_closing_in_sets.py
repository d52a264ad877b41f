"""A level closes by set statements: as many for forty lines as for ten."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from approvals.models import Entry
from approvals.verbs.closing import lay_before_committee, resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.worksheet import merge_lines
from proposals.models import Fate, Line, PlanLine, Proposal
from proposals.verbs.drafting import draft_proposals
from tests.approvals.test_conservation import accepted_at_once, copy_of
from tests.cast import version_of
from workflow.sets import insert_all, write_columns

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
    row.rank, row.proposed, row.proposed_reason, row.within_ceiling = 4, row.asked / 4, "ลดขนาด", True
    write_columns([row], ["rank", "proposed", "proposed_reason", "within_ceiling", "agency"])
    found = PlanLine.objects.get(pk=row.pk)
    assert (found.rank, found.proposed, found.within_ceiling, found.agency) == (4, row.proposed, True, None)
    assert Entry.objects.count() == 0
    assert Proposal.objects.count() == 3
