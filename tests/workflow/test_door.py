"""The door: its questions in their order, its events, its sets."""

import pytest

from directory.acting import DEADLINE, SystemActor
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.powers import Power
from proposals.models import Proposal
from tests.cast import version_of
from workflow import door
from workflow.models import Event, EventItem

pytestmark = pytest.mark.django_db


def test_who_cannot_see_is_never_told_anything_else(world):
    plan = world.adopted(world.plan)
    with pytest.raises(NotHere):
        door.fire(plan, "accept", by=world.stranger, seen=-1)


def test_who_lacks_the_power_is_told_so_before_the_state_is_looked_at(world):
    with pytest.raises(Refused, match="เสนอแผนของตน"):
        door.fire(world.plan, "submit", by=world.secretary, seen=-1)


def test_a_wrong_state_or_version_comes_before_the_conditions(world):
    with pytest.raises(Stale):
        door.fire(world.plan, "submit", by=world.leader)
    with pytest.raises(Stale):
        door.fire(world.plan, "adopt", by=world.leader, seen=99)
    with pytest.raises(Invalid) as refused:
        door.fire(world.plan, "adopt", by=world.leader, seen=version_of(world.plan))
    assert [p.field for p in refused.value.problems] == ["has_lines", "is_adopted_by_a_quorate_resolution"]


def test_a_system_actor_does_only_what_its_verb_allows_it(world):
    plan = world.submitted(world.plan)
    with pytest.raises(Refused):
        door.fire(plan, "recall", by=DEADLINE)
    with pytest.raises(Refused):
        door.fire(plan, "receive", by=SystemActor("somebody"), at=None)


def test_a_refusal_leaves_no_event(world):
    plan = world.submitted(world.plan)
    before = Event.objects.filter(plan=plan).count()
    for by in (world.stranger, world.secretary, world.coordinator):
        with pytest.raises((NotHere, Refused)):
            door.fire(plan, "recall", by=by)
    assert Event.objects.filter(plan=plan).count() == before


def test_an_act_that_finds_nothing_to_do_leaves_no_event_and_the_plan_as_it_was(world):
    before = (world.plan.revision, world.plan.event_count, world.plan.event_head)
    with door.act(world.plan, "import_proposals", by=world.secretary, power=Power.WRITE_PLAN) as act:
        act.is_idle = True
    plan = world.fresh(world.plan)
    assert act.event is None
    assert (plan.revision, plan.event_count, plan.event_head) == before


def test_each_event_hangs_on_the_one_before_it_and_the_plan_keeps_the_head(world):
    plan = world.fresh(world.accepted(world.plan))
    events = list(Event.objects.filter(plan=plan).order_by("sequence"))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]
    assert all(event.hash == event.compute_hash() for event in events)
    assert (plan.event_count, plan.event_head) == (len(events), events[-1].hash)


def test_a_set_moves_as_one_event_with_a_row_for_each(world):
    world.adopted(world.plan)
    event = Event.objects.get(plan=world.plan, verb="adopt", items_count=3)
    rows = EventItem.objects.filter(event=event).order_by("record_id")
    proposals = Proposal.objects.filter(plan=world.plan).order_by("pk")
    assert list(rows.values_list("record_id", "from_state", "to_state")) == [
        (p.pk, "draft", "adopted") for p in proposals
    ]


def test_a_set_with_one_that_may_not_move_does_not_move(world):
    world.adopted(world.plan)
    first = Proposal.objects.filter(plan=world.plan).first()
    mine = Proposal.objects.filter(plan=world.plan)
    door.fire_bulk(mine.filter(pk=first.pk), "settle", plan=world.plan, by=world.leader)
    with pytest.raises(Stale):
        door.fire_bulk(mine, "settle", plan=world.plan, by=world.leader)
    assert sorted(mine.values_list("state", flat=True)) == ["adopted", "adopted", "settled"]
    moved = door.fire_bulk(mine, "settle", plan=world.plan, by=world.leader, strict=False)
    assert first.pk not in moved
    assert len(moved) == 2


def test_a_state_is_not_assigned(world):
    with pytest.raises(AttributeError):
        world.plan.state = "accepted"
