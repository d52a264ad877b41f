"""A plan that comes back shows what its owner changed, and nothing else."""

from decimal import Decimal

import pytest

from proposals.changes import changes_between, changes_since_return
from proposals.drafts import BudgetDraft
from proposals.verbs.drafting import draft_proposals, edit_proposal
from tests.cast import TARGET_YEAR, version_of

pytestmark = pytest.mark.django_db


def test_a_plan_returned_and_left_alone_shows_no_change(world):
    world.returned(world.plan)
    assert changes_since_return(world.plan) == []


def test_a_plan_that_was_never_returned_shows_no_change(world):
    world.submitted(world.plan)
    assert changes_since_return(world.plan) == []


def test_a_changed_line_shows_each_changed_field_before_and_after(world):
    world.returned(world.plan)
    proposal = world.rows(world.plan)[1].line.proposal
    words = world.words(2, rationale="น้ำท่วมทุกปี", budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(2500))])
    edit_proposal(proposal=proposal, draft=words, by=world.leader, seen=proposal.revision)
    world.plan.refresh_from_db()
    (change,) = changes_since_return(world.plan)
    assert (change.reference, change.kind) == (proposal.reference, "changed")
    assert set(change.fields) == {"asked", "proposed", "rationale", "content_hash"}
    assert change.fields["asked"] == (Decimal(2000), Decimal(2500))
    assert change.fields["rationale"] == ("", "น้ำท่วมทุกปี")


def test_an_added_line_is_named_and_seen_from_the_other_side_it_is_removed(world):
    world.returned(world.plan)
    before = world.plan.versions.get(number=1)
    (added,) = draft_proposals(plan=world.plan, drafts=[world.words(9)], by=world.leader)
    after = version_of(world.plan)
    assert [(c.reference, c.kind) for c in changes_between(before, after)] == [(added.reference, "added")]
    assert [(c.reference, c.kind) for c in changes_between(after, before)] == [(added.reference, "removed")]


def test_the_changes_of_a_plan_are_read_in_two_queries(world, django_assert_num_queries):
    world.returned(world.plan)
    before, after = world.plan.versions.get(number=1), version_of(world.plan)
    with django_assert_num_queries(2):
        changes_between(before, after)
