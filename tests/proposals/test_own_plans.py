"""Plans that no level above gathers: thematic and business plans, and amendments of a plan that was taken."""

from decimal import Decimal

import pytest

from config.invariants import check
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.amendments import amendments_of, amendments_waiting_below, lines_to_amend
from proposals.drafts import BudgetDraft
from proposals.models import Amendment, Line, Plan, PlanKind, PlanState, Proposal
from proposals.said_of import said_of
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.own_plans import amend_lines, drop_plan, open_amendment, open_plan
from proposals.verbs.plan import adopt_plan, reopen_plan, submit_plan
from tests.cast import CAST, plans_with_everything, version_of
from workflow.inbox import waiting_for

pytestmark = pytest.mark.django_db

SEES_THE_COUNCIL = {
    *("lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer", "provincial_chair"),
    "governor",
}


def thematic(world, theme="สุขภาพ", kind="thematic", by=None):
    return open_plan(plan=world.plan, kind=kind, theme=theme, by=by or world.secretary)


def adopted(world, plan):
    resolution = world.resolution(plan)
    return adopt_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=world.leader)


# --- Thematic and business plans -------------------------------------------------------------------------------------


def test_a_council_opens_plans_of_several_themes_beside_its_area_plan(world):
    health, farming = thematic(world), thematic(world, "เกษตร")
    business = thematic(world, "", "business")
    assert [plan.kind for plan in (health, farming, business)] == ["thematic", "thematic", "business"]
    assert health.parent is None
    assert health.state == PlanState.DRAFT
    assert [task.flow_task.name for task in waiting_for(world.leader) if str(task.plan_id) == str(health.pk)] == [
        "adopt"
    ]


def test_one_plan_a_theme_and_one_business_plan_a_cycle(world):
    first = thematic(world)
    with pytest.raises(Invalid, match=first.reference):
        thematic(world, " สุขภาพ ")
    thematic(world, "", "business")
    with pytest.raises(Invalid, match="มีแผนนี้อยู่แล้ว"):
        thematic(world, "", "business")


@pytest.mark.parametrize(
    ("kind", "theme"), [("thematic", " "), ("area", "x"), ("amendment", "x"), ("thematic", "ก" * 101)]
)
def test_a_kind_that_is_not_opened_so_and_a_theme_without_words_are_refused(world, kind, theme):
    with pytest.raises(Invalid):
        thematic(world, theme, kind)
    assert not Plan.objects.exclude(kind=PlanKind.AREA).exists()


def test_only_below_an_area_plan_of_a_subdistrict(world):
    with pytest.raises(Invalid):
        open_plan(plan=world.district_plan, kind="thematic", theme="x", by=world.coordinator)
    with pytest.raises(Invalid):
        open_plan(plan=thematic(world), kind="thematic", theme="x", by=world.secretary)


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_own_people_open_its_plans(world, who):
    by = getattr(world, who)
    if who in {"leader", "secretary"}:
        assert thematic(world, by=by).owner == world.plan.owner
        return
    with pytest.raises(Refused if who in SEES_THE_COUNCIL else NotHere):
        thematic(world, by=by)


def test_a_thematic_plan_is_adopted_by_a_resolution_on_its_version_and_never_goes_up(world):
    plan = thematic(world)
    draft_proposals(plan=plan, drafts=[world.words(1), world.words(2)], by=world.secretary)
    adopted(world, plan)
    assert plan.state == PlanState.ADOPTED
    with pytest.raises(Stale):
        submit_plan(plan=plan, seen=version_of(plan), by=world.leader)


def test_the_districts_gathering_does_not_wait_for_thematic_plans_nor_take_them_in(world):
    plan = thematic(world)
    draft_proposals(plan=plan, drafts=[world.words(1)], by=world.secretary)
    adopted(world, plan)
    district = world.gathered_district()
    assert district.state == PlanState.COMPILING
    assert not Line.objects.filter(plan=plan, worksheet_item__isnull=False).exists()


def test_what_was_given_up_leaves_room_for_another_of_its_theme(world):
    plan = thematic(world)
    draft_proposals(plan=plan, drafts=[world.words(1)], by=world.secretary)
    drop_plan(plan=plan, by=world.leader)
    assert (plan.state, Proposal.objects.count()) == (PlanState.DROPPED, 0)
    assert not [task for task in waiting_for(world.leader) if str(task.plan_id) == str(plan.pk)]
    assert thematic(world).pk != plan.pk


def test_neither_an_area_plan_nor_an_adopted_one_is_given_up(world):
    with pytest.raises(Invalid, match="ระดับเหนือขึ้นไปรออยู่"):
        drop_plan(plan=world.plan, by=world.leader)
    plan = thematic(world)
    draft_proposals(plan=plan, drafts=[world.words(1)], by=world.secretary)
    adopted(world, plan)
    with pytest.raises(Stale):
        drop_plan(plan=plan, by=world.leader)
    with pytest.raises(Refused):
        drop_plan(plan=plan, by=world.coordinator)


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_own_people_give_up_its_plans(world, who):
    plan, by = thematic(world), getattr(world, who)
    if who in {"leader", "secretary"}:
        assert drop_plan(plan=plan, by=by).state == PlanState.DROPPED
        return
    with pytest.raises(Refused if who in SEES_THE_COUNCIL else NotHere):
        drop_plan(plan=plan, by=by)
    assert world.fresh(plan).state == PlanState.DRAFT


# --- Amendments ------------------------------------------------------------------------------------------------------


def amendment(world, kind="change", numbers=(2,), plan=None, by=None):
    plan = plan or world.plan
    lines = [line.pk for line in world.lines(plan) if line.number in numbers] if kind != "add" else []
    return open_amendment(
        plan=plan,
        kind=kind,
        reason="ราคากลางเปลี่ยน",
        legal_reference="ระเบียบฯ ข้อ 22",
        line_ids=lines,
        by=by or world.writer_of(plan),
    )


def rewritten(world, plan, title="ชื่อใหม่", baht=5000):
    for line in plan.lines.select_related("proposal"):
        proposal = line.proposal
        proposal.plan = plan
        words = world.words(2, title=title, budget=[BudgetDraft(2572, "province", Decimal(baht))])
        edit_proposal(proposal=proposal, draft=words, by=world.writer_of(plan), seen=proposal.revision)
    return plan


def test_a_taken_plan_changes_only_by_an_amendment_whose_lines_replace_the_old_ones(world):
    world.accepted(world.plan)
    before = [(row.pk, row.asked, row.proposal_version_id) for row in world.rows(world.plan)]
    plan = amendment(world)
    new = plan.lines.get()
    assert new.replaces.get() == world.lines(world.plan)[1]
    rewritten(world, plan)
    adopted(world, plan)
    assert str(plan.amendment) == "เปลี่ยนแปลง ครั้งที่ 1/2569"
    assert [(row.pk, row.asked, row.proposal_version_id) for row in world.rows(world.plan)] == before
    replaced = said_of(world.lines(world.plan)[1]).replaced[0]
    assert (replaced.proposal.reference, replaced.plan.reference) == (new.proposal.reference, new.plan.reference)
    assert [row.line_id for row in lines_to_amend(world.plan)] == [
        *(line.pk for line in world.lines(world.plan) if line.number != 2),
        new.pk,
    ]


def test_an_addition_holds_new_projects_and_a_change_only_old_ones(world):
    world.accepted(world.plan)
    addition, change = amendment(world, "add"), amendment(world)
    draft_proposals(plan=addition, drafts=[world.words(9)], by=world.secretary)
    with pytest.raises(Invalid, match="การเพิ่มเติมมีแต่โครงการใหม่"):
        amend_lines(plan=addition, line_ids=[world.lines(world.plan)[0].pk], by=world.secretary)
    with pytest.raises(Invalid, match="ให้ทำเป็นการเพิ่มเติม"):
        draft_proposals(plan=change, drafts=[world.words(9)], by=world.secretary)


def test_numbers_run_by_kind_and_calendar_year_and_only_what_is_adopted_takes_one(world):
    world.accepted(world.plan)
    dropped = amendment(world, "add")
    drop_plan(plan=dropped, by=world.leader)
    for _number in range(2):
        plan = amendment(world, "add")
        draft_proposals(plan=plan, drafts=[world.words(9)], by=world.secretary)
        adopted(world, plan)
    plan = amendment(world, "correct", (3,))
    adopted(world, rewritten(world, plan))
    with world.in_days(70):
        later = amendment(world, "add")
        draft_proposals(plan=later, drafts=[world.words(9)], by=world.secretary)
        adopted(world, later)
    assert [str(each) for each in amendments_of(world.plan)] == [
        *("เพิ่มเติม ครั้งที่ 1/2569", "แก้ไข ครั้งที่ 1/2569", "เพิ่มเติม ครั้งที่ 2/2569"),
        "เพิ่มเติม ครั้งที่ 1/2570",
    ]


def test_a_replacement_that_says_the_same_is_not_adopted(world):
    world.accepted(world.plan)
    plan = amendment(world)
    with pytest.raises(Invalid, match="ยังเหมือนเดิมทุกอย่าง"):
        adopted(world, plan)
    assert Amendment.objects.get().number is None


def test_a_line_is_replaced_once_and_then_its_replacement_is(world):
    world.accepted(world.plan)
    first = amendment(world)
    old = world.lines(world.plan)[1].pk
    with pytest.raises(Invalid, match="ถูกแทนไปแล้ว"):
        amendment(world)
    adopted(world, rewritten(world, first))
    new = first.lines.get().pk
    second = open_amendment(plan=world.plan, kind="correct", reason="พิมพ์ผิด", line_ids=[new], by=world.secretary)
    assert second.lines.get().replaces.get().pk == new
    assert old not in {row.line_id for row in lines_to_amend(world.plan)}


def test_a_numbered_amendment_is_not_reopened(world):
    world.accepted(world.plan)
    plan = adopted(world, rewritten(world, amendment(world)))
    with pytest.raises(Invalid, match="ให้จัดทำฉบับใหม่"):
        reopen_plan(plan=plan, by=world.leader)


def test_after_closing_it_waits_visibly_for_the_supplementary_round(world):
    world.resolved_district()
    assert world.plan.state == PlanState.CLOSED
    plan = adopted(world, rewritten(world, amendment(world)))
    kept = Amendment.objects.select_related("amends").get(plan=plan)
    assert kept.waits_for_the_supplementary_round
    assert list(amendments_waiting_below(world.district_plan)) == [kept]
    assert plan.parent is None
    assert check().ok


def test_before_the_level_above_has_taken_it_a_plan_is_changed_itself(world):
    for way in (world.adopted, world.submitted, world.in_review):
        way(world.plan)
        with pytest.raises(Stale):
            amendment(world)
    assert not Amendment.objects.exists()


def test_an_amendment_says_why_and_of_which_kind(world):
    world.accepted(world.plan)
    with pytest.raises(Invalid) as refusal:
        open_amendment(plan=world.plan, kind="other", reason=" ", by=world.secretary)
    assert {problem.field for problem in refusal.value.problems} == {"kind", "reason"}


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_own_people_amend_its_plan(world, who):
    world.accepted(world.plan)
    by = getattr(world, who)
    if who in {"leader", "secretary"}:
        assert amendment(world, by=by).kind == PlanKind.AMENDMENT
        return
    with pytest.raises(Refused if who in SEES_THE_COUNCIL else NotHere):
        amendment(world, by=by)


def test_two_amendments_adopted_at_once_get_two_numbers(committed_world, race):
    world = committed_world
    world.accepted(world.plan)
    plans = []
    for _number in range(2):
        plan = amendment(world, "add")
        draft_proposals(plan=plan, drafts=[world.words(9)], by=world.secretary)
        plans.append((plan.pk, world.resolution(plan)))

    def adopting(pk, resolution):
        plan = plans_with_everything().get(pk=pk)
        return lambda: adopt_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=world.leader)

    outcomes = race(*(adopting(*each) for each in plans))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert set(Amendment.objects.values_list("number", flat=True)) == {1, 2}
