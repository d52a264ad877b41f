"""What others enter in an owner's name is marked until the owner itself confirms it."""

import pytest

from directory.acting import OnBehalf
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.verbs import upload_paper
from proposals.entries import has_entries_to_confirm, unconfirmed_entries, unconfirmed_proposals
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.entries import confirm_entry
from tests.cast import DAY_ONE, PNG
from workflow.models import Event

pytestmark = pytest.mark.django_db


def recording(world, plan):
    """The coordinator, with a sheet that the owner signed."""
    paper = upload_paper(PNG, content_type="image/png")
    return world.coordinator.recording(OnBehalf(body=plan.owner, paper_id=paper, dated=DAY_ONE, signed_by="ประธาน"))


def entered(world, plan=None):
    plan = plan or world.plan
    (proposal,) = draft_proposals(plan=plan, drafts=[world.words(2)], by=recording(world, plan))
    return proposal


def last(plan):
    return unconfirmed_entries(plan).last().sequence


def test_an_entry_waits_until_the_owner_confirms_it(world):
    own = world.draft(world.plan, 1)[0]
    proposal = entered(world)
    assert unconfirmed_proposals(world.plan) == {proposal.pk}
    assert own.pk not in unconfirmed_proposals(world.plan)
    assert [has_entries_to_confirm(plan) for plan in (world.plan, world.far_plan)] == [True, False]
    assert confirm_entry(plan=world.plan, through=last(world.plan), by=world.secretary) == 1
    assert not unconfirmed_entries(world.plan).exists()
    assert unconfirmed_proposals(world.plan) == set()
    event = Event.objects.get(plan=world.plan, verb="confirm_entry")
    assert (event.actor, event.facts["entries"]) == (world.secretary.user, 1)


def test_what_is_entered_later_waits_again(world):
    entered(world)
    confirm_entry(plan=world.plan, through=last(world.plan), by=world.leader)
    proposal = entered(world)
    assert unconfirmed_proposals(world.plan) == {proposal.pk}
    with pytest.raises(Stale):
        confirm_entry(plan=world.plan, through=1, by=world.leader)


def test_who_entered_it_cannot_confirm_it_and_nor_can_others(world):
    entered(world)
    through = last(world.plan)
    with pytest.raises(Refused, match="บันทึกแทนไม่ได้"):
        confirm_entry(plan=world.plan, through=through, by=recording(world, world.plan))
    for by in (world.coordinator, world.lao_planner, world.kbt_secretary):
        with pytest.raises(Refused):
            confirm_entry(plan=world.plan, through=through, by=by)
    for by in (world.other_leader, world.stranger):
        with pytest.raises(NotHere):
            confirm_entry(plan=world.plan, through=through, by=by)
    assert unconfirmed_entries(world.plan).count() == 1


def test_with_nothing_entered_there_is_nothing_to_confirm(world):
    world.draft(world.plan)
    with pytest.raises(Invalid):
        confirm_entry(plan=world.plan, through=1, by=world.leader)
