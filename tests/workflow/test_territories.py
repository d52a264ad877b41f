"""Whose eyes and hands reach where: own, shared, sibling, parent and child; never upward, never next door."""

import pytest

from approvals.drafts import OpinionDraft
from approvals.verbs.review import accept_plan, give_opinions
from directory.errors import Invalid, NotHere, Refused
from proposals.queries import plans_visible_to
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import submit_plan
from tests.cast import version_of
from workflow import door
from workflow.law import can_see
from workflow.models import Event

pytestmark = pytest.mark.django_db

OWN = {"council"}
TAMBON = {"council"}
SHARED = {"shared-council-a", "shared-council-b"}
OF_DISTRICT = TAMBON | SHARED | {"district-committee"}
OF_OTHER = {"far-council", "lone-kbt", "other-district-committee"}
EVERYTHING = OF_DISTRICT | OF_OTHER | {"province-committee"}
REACH = {
    "leader": OWN,
    "secretary": OWN,
    "other_leader": {"shared-council-a"},
    "lao_planner": TAMBON,
    "other_lao_planner": SHARED,
    "kbt_secretary": TAMBON,
    "coordinator": OF_DISTRICT,
    "other_coordinator": OF_OTHER,
    "district_chair": OF_DISTRICT,
    "provincial_officer": EVERYTHING,
    "provincial_chair": EVERYTHING,
    "governor": EVERYTHING,
    "agency": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("office", REACH)
def test_an_office_sees_its_own_work_and_what_lies_below_it(world, office):
    by = getattr(world, office)
    assert {plan.owner.code for plan in plans_visible_to(by)} == REACH[office]
    assert {code for code, plan in world.plans.items() if can_see(by, plan)} == REACH[office]


def test_of_two_councils_in_one_subdistrict_each_has_only_its_own_plan(world):
    a, b = world.shared_plans
    for own, other in ((a, b), (b, a)):
        draft_proposals(plan=own, drafts=[world.words()], by=world.chair_of(own))
        with pytest.raises(NotHere):
            draft_proposals(plan=other, drafts=[world.words()], by=world.chair_of(own))


def test_of_two_laos_in_one_subdistrict_each_answers_only_for_its_villages(world):
    plan, _other = world.shared_plans
    first, third = (plan.area.villages.get(number=number) for number in (1, 3))
    drafts = [world.words(2, village=first), world.words(3, village=third)]
    draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    world.received(plan)
    of_a, of_b = world.lines(plan)
    for line, by, other in (
        (of_a, world.acting("shared-lao-a", "planner"), world.acting("shared-lao-b", "planner")),
        (of_b, world.acting("shared-lao-b", "planner"), world.acting("shared-lao-a", "planner")),
    ):
        answers = {line.pk: OpinionDraft("supports")}
        with pytest.raises(Invalid):
            give_opinions(plan=plan, seen=version_of(plan), answers=answers, by=other)
        give_opinions(plan=plan, seen=version_of(plan), answers=answers, by=by)


def test_powers_never_reach_upward(world):
    district = world.submitted_district()
    with pytest.raises(Refused):
        accept_plan(plan=district, seen=version_of(district), by=world.coordinator)
    for by in (world.leader, world.lao_planner, world.kbt_secretary):
        with pytest.raises(NotHere):
            accept_plan(plan=district, seen=version_of(district), by=by)


def test_a_district_cannot_submit_for_its_subdistrict(world):
    plan = world.adopted(world.plan)
    with pytest.raises(Refused):
        submit_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    assert plan.state == "adopted"


def test_a_district_records_a_submission_from_signed_paper_and_the_event_says_so(world):
    plan = world.adopted(world.plan)
    recording = world.recording(world.coordinator, "council")
    submit_plan(plan=plan, seen=version_of(plan), by=recording)
    event = Event.objects.get(plan=plan, verb="submit")
    assert (event.actor, event.office, event.behalf_body) == (
        world.coordinator.user, world.coordinator.office, world.bodies["council"],
    )  # fmt: skip
    assert event.facts["paper"] == recording.behalf.paper_id
    assert event.facts["dated"] == "2026-11-02"
    assert "สมชาย" not in event.data  # the name stands on the paper, not in the log


def test_signed_paper_gives_a_district_no_reach_into_another(world):
    plan = world.adopted(world.plan)
    with pytest.raises(NotHere):
        submit_plan(plan=plan, seen=version_of(plan), by=world.recording(world.other_coordinator, "council"))


def test_the_paper_of_another_body_submits_nothing(world):
    plan = world.adopted(world.plan)
    with pytest.raises(Refused):
        submit_plan(plan=plan, seen=version_of(plan), by=world.recording(world.coordinator, "shared-council-a"))


def test_a_council_records_for_nobody(world):
    plan = world.adopted(world.far_plan)
    with pytest.raises(NotHere):
        submit_plan(plan=plan, seen=version_of(plan), by=world.recording(world.leader, "far-council"))


def test_the_lao_of_another_subdistrict_is_told_that_there_is_nothing(world):
    with pytest.raises(NotHere) as answer:
        door.admit(world.plan, "view_plan", world.other_lao_planner)
    assert world.plan.owner.name not in answer.value.message
