"""Writing proposals: what is accepted, what is refused and how it is named, and what a change leaves behind."""

from dataclasses import replace
from decimal import Decimal

import pytest

from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.drafts import LONGEST_TEXT, BudgetDraft, IndicatorDraft
from proposals.models import BudgetLine, Line, PlanLine, Proposal, ProposalVersion
from proposals.references import is_well_formed
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from tests.cast import version_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


def problems(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.value) for problem in refused.value.problems]


def write(world, *drafts):
    return draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)


def test_a_proposal_is_written_with_its_money_its_line_and_one_event(world):
    words = world.words(
        2,
        budget=[BudgetDraft(2572, "lao", Decimal("1000.50")), BudgetDraft(2573, "province", Decimal(500))],
        indicators=[IndicatorDraft("ระยะทาง", "2 กม.")],
    )
    (proposal,) = write(world, words)
    (row,) = world.rows(world.plan)
    assert (row.line.number, row.asked, row.proposed, row.work_class) == (1, Decimal("1500.50"), row.asked, "together")
    assert (row.proposal_version.title, row.proposal_version.written_by) == ("โครงการที่ 2", world.secretary.user)
    assert list(row.proposal_version.budget.values_list("year", "source", "amount")) == [
        (2572, "lao", Decimal("1000.50")),
        (2573, "province", Decimal(500)),
    ]
    event = Event.objects.get(plan=world.plan, verb="draft_proposals")
    assert (event.actor, event.office, event.items_count) == (world.secretary.user, world.secretary.office, 1)
    assert list(event.items.values_list("record_id", "to_state")) == [(proposal.pk, "draft")]


def test_references_count_through_the_subdistrict_and_catch_a_slip_of_the_pen(world):
    first, second = write(world, world.words(1), world.words(2))
    a, b = world.shared_plans
    (of_a,), (of_b,) = (draft_proposals(plan=plan, drafts=[world.words()], by=world.writer_of(plan)) for plan in (a, b))
    assert [p.reference[:16] for p in (first, second, of_a, of_b)] == [
        "2572-370101-0001",
        "2572-370101-0002",
        "2572-370102-0001",
        "2572-370102-0002",
    ]
    assert is_well_formed(first.reference)
    assert not is_well_formed(first.reference.replace("0001", "0010"))


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"title": ""}, "title", ""),
        ({"title": "   "}, "title", "   "),
        ({"title": "ก" * 301}, "title", "ก" * 40 + "…"),
        ({"rationale": "ก" * (LONGEST_TEXT + 1)}, "rationale", "ก" * 40 + "…"),
        ({"objective": "มี\x00ศูนย์"}, "objective", "'มี\\x00ศูนย์'"),
        ({"place": "ลบ\x7f"}, "place", "'ลบ\\x7f'"),
        ({"work_class": "magic"}, "work_class", "magic"),
        ({"beneficiaries": -1}, "beneficiaries", "-1"),
        ({"budget": [BudgetDraft(2570, "lao", Decimal(1))]}, "budget[0].year", "2570"),
        ({"budget": [BudgetDraft(2576, "lao", Decimal(1))]}, "budget[0].year", "2576"),
        ({"budget": [BudgetDraft(2029, "lao", Decimal(1))]}, "budget[0].year", "2029"),
        ({"budget": [BudgetDraft(2572, "bank", Decimal(1))]}, "budget[0].source", "bank"),
        ({"budget": [BudgetDraft(2572, "lao", Decimal(0))]}, "budget[0].amount", "0"),
        ({"budget": [BudgetDraft(2572, "lao", Decimal(-5))]}, "budget[0].amount", "-5"),
        ({"budget": [BudgetDraft(2572, "lao", Decimal("NaN"))]}, "budget[0].amount", "NaN"),
        ({"budget": [BudgetDraft(2572, "lao", Decimal("1e20"))]}, "budget[0].amount", "1E+20"),
        ({"budget": [BudgetDraft(2572, "lao", Decimal("0.001"))]}, "budget[0].amount", "0.001"),
        ({"budget": [BudgetDraft(2572, "lao", Decimal(1))] * 2}, "budget[1].year", "2572 lao"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_written(world, change, field, value):
    assert problems(lambda: write(world, world.words(1), world.words(2, **change))) == [
        (f"proposals[1].{field}", value)
    ]
    assert (Proposal.objects.count(), Line.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("indicator", "field"),
    [
        (IndicatorDraft("ก" * 301, "2"), "name"),
        (IndicatorDraft("ระยะ\x00", "2"), "name"),
        (IndicatorDraft("", "2"), "name"),
        (IndicatorDraft("ระยะ", "ก" * 201), "target"),
    ],
)
def test_a_wrong_indicator_is_named(world, indicator, field):
    found = problems(lambda: write(world, world.words(indicators=[indicator])))
    assert [name for name, _value in found] == [f"proposals[0].indicators[0].{field}"]


def test_all_problems_of_all_proposals_are_told_at_once(world):
    bad = [world.words(title=""), world.words(), world.words(beneficiaries=-1, work_class="?")]
    assert [name for name, _value in problems(lambda: write(world, *bad))] == [
        "proposals[0].title",
        "proposals[2].work_class",
        "proposals[2].beneficiaries",
    ]


def test_a_village_of_another_subdistrict_is_refused(world):
    elsewhere = world.far_plan.area.villages.first()
    assert problems(lambda: write(world, world.words(village=elsewhere)))[0][0] == "proposals[0].village"


def test_no_proposal_at_all_is_refused(world):
    assert problems(lambda: write(world)) == [("proposals", "")]


@pytest.mark.parametrize("year", [2571, 2575])
def test_the_first_and_last_year_of_the_round_are_accepted(world, year):
    write(world, world.words(budget=[BudgetDraft(year, "lao", Decimal("0.01"))]))
    assert world.rows(world.plan)[0].asked == Decimal("0.01")


def test_markup_and_line_breaks_are_kept_as_text(world):
    words = "<script>alert(1)</script> & {{ title }}\n\tบรรทัดใหม่"
    write(world, world.words(title="<b>ถนน</b>", rationale=words))
    version = world.rows(world.plan)[0].proposal_version
    assert (version.title, version.rationale) == ("<b>ถนน</b>", words)


def test_only_the_owner_writes(world):
    act = lambda by: draft_proposals(plan=world.plan, drafts=[world.words()], by=by)  # noqa: E731
    for by in (world.coordinator, world.lao_planner, world.provincial_officer, world.governor):
        with pytest.raises(Refused):
            act(by)
    for by in (world.other_leader, world.other_coordinator, world.stranger, world.agency):
        with pytest.raises(NotHere):
            act(by)
    assert len(act(world.secretary)) == len(act(world.leader)) == 1


def test_an_edited_draft_keeps_its_number_and_its_reference(world):
    (proposal,) = write(world, world.words(1))
    before = proposal.reference
    edit_proposal(proposal=proposal, draft=world.words(4, title="ชื่อใหม่"), by=world.leader, seen=0)
    (row,) = world.rows(world.plan)
    assert (row.line.proposal.reference, row.line.number, row.asked) == (before, 1, Decimal(4000))
    assert list(ProposalVersion.objects.values_list("number", "title")) == [(1, "ชื่อใหม่")]
    assert BudgetLine.objects.count() == 1


def test_the_second_of_two_writers_is_told_that_somebody_was_faster(world):
    (proposal,) = write(world, world.words(1))
    edit_proposal(proposal=proposal, draft=world.words(title="ของเลขา"), by=world.secretary, seen=0)
    with pytest.raises(Stale, match=f"{world.secretary.user}"):
        edit_proposal(proposal=proposal, draft=world.words(title="ของประธาน"), by=world.leader, seen=0)
    assert ProposalVersion.objects.get().title == "ของเลขา"
    edit_proposal(proposal=proposal, draft=world.words(title="ของประธาน"), by=world.leader, seen=1)
    assert ProposalVersion.objects.get().title == "ของประธาน"


def test_an_edit_is_checked_as_a_new_proposal_is(world):
    (proposal,) = write(world, world.words(1))
    wrong = world.words(title="", budget=[BudgetDraft(2580, "lao", Decimal(1))])
    found = problems(lambda: edit_proposal(proposal=proposal, draft=wrong, by=world.leader, seen=0))
    assert [name for name, _value in found] == ["title", "budget[0].year"]


def test_words_that_a_meeting_adopted_stay_when_they_are_changed_after_a_return(world):
    world.returned(world.plan)
    row = world.rows(world.plan)[-1]
    proposal = row.line.proposal
    new = replace(world.words(3), title="พร้อมพิกัด")
    edit_proposal(proposal=proposal, draft=new, by=world.secretary, seen=proposal.revision)
    versions = ProposalVersion.objects.filter(proposal=proposal).order_by("number")
    assert [(v.number, v.title, v.frozen_at is not None) for v in versions] == [
        (1, "โครงการที่ 3", True),
        (2, "พร้อมพิกัด", False),
    ]
    shown = PlanLine.objects.filter(line=row.line).order_by("version__number").values_list("proposal_version__title")
    assert [title for (title,) in shown] == ["โครงการที่ 3", "พร้อมพิกัด"]


@pytest.mark.parametrize("way", ["adopted", "submitted", "in_review", "accepted"])
def test_nobody_writes_into_a_plan_that_has_left_its_owner(world, way):
    getattr(world, way)(world.plan)
    (proposal, *_rest) = Proposal.objects.filter(plan=world.plan)
    with pytest.raises(Stale):
        write(world, world.words())
    with pytest.raises(Stale):
        edit_proposal(proposal=proposal, draft=world.words(), by=world.leader, seen=proposal.revision)
    with pytest.raises(Stale):
        remove_drafts(plan=world.plan, proposals=[proposal], by=world.leader)


def test_a_removed_draft_is_gone_and_its_number_is_not_given_again(world):
    first, second = write(world, world.words(1), world.words(2))
    remove_drafts(plan=world.plan, proposals=[second], by=world.secretary)
    (third,) = write(world, world.words(3))
    assert [p.pk for p in Proposal.objects.order_by("pk")] == [first.pk, third.pk]
    assert third.reference.startswith("2572-370101-0003")
    assert [line.number for line in world.lines(world.plan)] == [1, 3]


def test_what_was_before_a_meeting_cannot_be_deleted(world):
    world.returned(world.plan)
    adopted = list(Proposal.objects.filter(plan=world.plan))
    found = problems(lambda: remove_drafts(plan=world.plan, proposals=adopted, by=world.secretary))
    assert found == [("proposals", p.reference) for p in adopted]
    assert Proposal.objects.filter(plan=world.plan).count() == 3


def test_a_draft_of_another_plan_cannot_be_deleted(world):
    (foreign,) = draft_proposals(plan=world.far_plan, drafts=[world.words()], by=world.writer_of(world.far_plan))
    assert problems(lambda: remove_drafts(plan=world.plan, proposals=[foreign], by=world.leader)) == [
        ("proposals", foreign.reference)
    ]


def test_a_reopened_plan_is_written_again_and_needs_a_resolution_of_its_own(world):
    from proposals.verbs.plan import reopen_plan, submit_plan

    plan = world.adopted(world.plan)
    first = version_of(plan)
    reopen_plan(plan=plan, by=world.secretary)
    write(world, world.words(4))
    assert (plan.state, version_of(plan).number, first.plan_lines.count()) == ("draft", 2, 3)
    with pytest.raises(Stale):
        submit_plan(plan=plan, seen=version_of(plan), by=world.leader)
    world.adopted(plan)
    assert (plan.state, version_of(plan).plan_lines.count()) == ("adopted", 4)
