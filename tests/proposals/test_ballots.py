"""Ballots: prepared, opened with everything fixed, and voted on in every way."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from directory.errors import Invalid, NotHere, Refused, Stale
from documents import storage
from proposals.ballot_drafts import BallotDraft
from proposals.ballot_results import groups_of, outcome_order, results_of, votes_by_source
from proposals.models import Ballot, BallotOption, BallotState, GroupedVillage
from proposals.verbs.ballot_counting import close_ballot
from proposals.verbs.ballot_votes import cast_by_slip, cast_votes, clear_votes, enter_counts, issue_slips
from proposals.verbs.ballots import annul_ballot, change_ballot, discard_ballot, open_ballot, prepare_ballot
from proposals.verbs.drafting import remove_drafts
from proposals.voting import read
from workflow.models import Event

pytestmark = pytest.mark.django_db


def draft_of(world, **changes):
    """Four projects of 1,000 to 4,000 baht, and an envelope of 5,000."""
    if not world.lines(world.plan):
        world.draft(world.plan, 4)
    draft = BallotDraft(
        title="จัดลำดับโครงการปี 2572",
        method="approval",
        rule="equal-shares",
        budget=Decimal(5000),
        budget_from="กรอบของ อบต. ตามหนังสือแจ้ง",
        voters=10,
        lines=[1, 2, 3, 4],
    )
    return replace(draft, **changes)


def prepared(world, **changes):
    return prepare_ballot(plan=world.plan, draft=draft_of(world, **changes), by=world.secretary)


def opened(world, **changes):
    ballot = prepared(world, **changes)
    return open_ballot(ballot=ballot, seen=ballot.revision, by=world.secretary)


def cast(world, ballot, *lines, source="paper"):
    return cast_votes(ballot=ballot, lines=lines, source=source, by=world.secretary)


def closed(world, ballot):
    return close_ballot(ballot=ballot, seen=Ballot.objects.get(pk=ballot.pk).revision, by=world.secretary)


def chosen(ballot):
    return {outcome.rule: outcome.chosen for outcome in ballot.outcomes.all()}


def wrong(refusal):
    return [(problem.field, problem.value) for problem in refusal.value.problems]


# --- Prepared and opened ---------------------------------------------------------------------------------------------


def test_a_ballot_takes_titles_costs_and_villages_from_the_plan_when_it_opens(world):
    village = world.plan.area.villages.first()
    from proposals.verbs.drafting import draft_proposals

    draft_proposals(plan=world.plan, drafts=[world.words(1), world.words(2, village=village)], by=world.secretary)
    ballot = opened(world, lines=[2, 1])
    options = ballot.options.values_list("number", "line_number", "title", "cost", "village")
    assert list(options) == [
        (1, 2, "โครงการที่ 2", Decimal(2000), str(village)),
        (2, 1, "โครงการที่ 1", Decimal(1000), ""),
    ]
    assert (ballot.state, ballot.revision) == (BallotState.OPEN, 1)
    assert len(ballot.code) == 8


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"budget_from": ""}, ["budget_from"]),
        ({"method": "lots"}, ["method"]),
        ({"rule": "borda"}, ["rule"]),
        ({"method": "hands"}, ["rule"]),
        ({"method": "dots"}, ["dots"]),
        ({"method": "dots", "dots": 0}, ["dots"]),
        ({"budget": Decimal(0)}, ["budget"]),
        ({"budget": Decimal(-1)}, ["budget"]),
        ({"budget": Decimal("NaN")}, ["budget"]),
        ({"budget": Decimal("0.001")}, ["budget"]),
        ({"voters": 0}, ["voters"]),
        ({"lines": [1]}, ["lines"]),
        ({"lines": [1, 1]}, ["lines"]),
        ({"lines": [1, 99]}, ["lines"]),
    ],
)
def test_what_cannot_be_voted_on_is_told_by_field_and_nothing_is_written(world, changes, fields):
    draft = draft_of(world, **changes)
    with pytest.raises(Invalid) as refused:
        prepare_ballot(plan=world.plan, draft=draft, by=world.secretary)
    assert [problem.field for problem in refused.value.problems] == fields
    assert not Ballot.objects.exists()


def test_a_village_is_in_one_group_of_its_tambon_and_the_group_has_a_name(world):
    mine = world.plan.area.villages.order_by("number")[0]
    far = world.far_plan.area.villages.order_by("number")[0]
    for groups, field in (
        ({mine.pk: " "}, f"group_{mine.pk}"),
        ({mine.pk: "ก" * 61}, f"group_{mine.pk}"),
        ({far.pk: "โซนเหนือ"}, f"group_{far.pk}"),
        ({10**9: "โซนเหนือ"}, f"group_{10**9}"),
    ):
        with pytest.raises(Invalid) as refused:
            prepared(world, groups=groups)
        assert [problem.field for problem in refused.value.problems] == [field]
    ballot = prepared(world, groups={mine.pk: "โซนเหนือ"})
    for wrong_row in ({"village": mine, "group": "โซนใต้"}, {"village": far, "group": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupedVillage.objects.create(ballot=ballot, **wrong_row)


def test_groups_are_changed_until_the_vote_opens_and_stay_then(world):
    one, two = world.plan.area.villages.order_by("number")[:2]
    ballot = prepared(world, groups={one.pk: "โซนเหนือ"})
    draft = draft_of(world, groups={two.pk: "โซนใต้"})
    change_ballot(ballot=ballot, draft=draft, seen=0, by=world.secretary)
    assert groups_of(ballot) == {"โซนใต้": (str(two),)}
    open_ballot(ballot=ballot, seen=1, by=world.secretary)
    rows = ballot.grouped_villages.all()
    for change in (lambda: rows.update(group="อื่น"), rows.delete):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            change()
    with pytest.raises(Stale):
        change_ballot(ballot=ballot, draft=draft_of(world), seen=2, by=world.secretary)


def test_a_meeting_of_another_plan_is_not_this_ballots(world):
    meeting = world.meeting(world.far_plan)
    with pytest.raises(Invalid, match="ไม่ใช่ของแผนนี้"):
        prepared(world, meeting=meeting)


def test_only_the_owners_writers_hold_a_ballot(world):
    draft = draft_of(world)
    for by, answer in ((world.other_leader, NotHere), (world.stranger, NotHere), (world.lao_planner, Refused)):
        with pytest.raises(answer):
            prepare_ballot(plan=world.plan, draft=draft, by=by)
    with pytest.raises(Refused):
        prepare_ballot(plan=world.plan, draft=draft, by=world.coordinator)
    on_paper = world.recording(world.coordinator, "council")
    ballot = prepare_ballot(plan=world.plan, draft=draft, by=on_paper)
    acts = (
        lambda by: open_ballot(ballot=ballot, seen=0, by=by),
        lambda by: cast_votes(ballot=ballot, lines=["1"], source="paper", by=by),
        lambda by: issue_slips(ballot=ballot, count=1, by=by),
        lambda by: enter_counts(ballot=ballot, counts={}, by=by),
        lambda by: clear_votes(ballot=ballot, source="paper", by=by),
        lambda by: close_ballot(ballot=ballot, seen=0, by=by),
        lambda by: annul_ballot(ballot=ballot, reason="ผิด", seen=0, by=by),
        lambda by: change_ballot(ballot=ballot, draft=draft, seen=0, by=by),
        lambda by: discard_ballot(ballot=ballot, by=by),
    )
    for act in acts:
        with pytest.raises(NotHere):
            act(world.other_leader)
        with pytest.raises(Refused):
            act(world.lao_planner)
    assert open_ballot(ballot=ballot, seen=0, by=on_paper).state == BallotState.OPEN


def test_a_plan_that_has_left_its_owner_is_not_voted_on(world):
    draft = draft_of(world)
    ballot = prepare_ballot(plan=world.plan, draft=draft, by=world.secretary)
    world.submitted(world.plan)
    with pytest.raises(Stale):
        prepare_ballot(plan=world.plan, draft=draft, by=world.secretary)
    with pytest.raises(Stale):
        open_ballot(ballot=ballot, seen=0, by=world.secretary)


def test_the_rule_the_envelope_and_the_projects_stay_once_the_vote_is_open(world):
    ballot = prepared(world)
    change_ballot(ballot=ballot, draft=draft_of(world, rule="greedy"), seen=0, by=world.secretary)
    with pytest.raises(Stale):
        change_ballot(ballot=ballot, draft=draft_of(world), seen=0, by=world.secretary)
    open_ballot(ballot=ballot, seen=1, by=world.secretary)
    with pytest.raises(Stale):
        change_ballot(ballot=ballot, draft=draft_of(world), seen=ballot.revision, by=world.secretary)
    with pytest.raises(Stale):
        discard_ballot(ballot=ballot, by=world.secretary)
    for change in ({"rule": "count"}, {"budget": 9}, {"method": "hands"}, {"voters": 99}, {"title": "อื่น"}):
        with pytest.raises(IntegrityError, match=r"rule|refused"), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**change)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        BallotOption.objects.filter(ballot=ballot).update(cost=1)
    assert Ballot.objects.get(pk=ballot.pk).rule == "greedy"


def test_a_project_that_left_the_plan_or_has_no_cost_is_told_before_the_vote_opens(world):
    from proposals.verbs.drafting import draft_proposals

    free = draft_proposals(plan=world.plan, drafts=[world.words(1, budget=[])], by=world.secretary)
    gone = world.draft(world.plan, 2)
    ballot = prepared(world, lines=[1, 2, 3])
    assert free
    remove_drafts(plan=world.plan, proposals=gone[1:], by=world.secretary)
    with pytest.raises(Invalid) as refused:
        open_ballot(ballot=ballot, seen=0, by=world.secretary)
    assert wrong(refused) == [("lines", "3"), ("lines", "โครงการที่ 1")]
    assert Ballot.objects.get(pk=ballot.pk).options.count() == 3


def test_a_project_may_leave_the_plan_after_the_vote_and_stays_on_the_ballot(world):
    proposals = world.draft(world.plan, 4)
    ballot = opened(world)
    remove_drafts(plan=world.plan, proposals=proposals[:1], by=world.secretary)
    cast(world, ballot, "1 2")
    closed(world, ballot)
    assert results_of(ballot).rows[0].option.title == "โครงการที่ 1"
    assert len(outcome_order(ballot)) == 3


def test_an_unopened_ballot_is_deleted_and_an_open_one_declared_void_with_its_reason(world):
    discard_ballot(ballot=prepared(world), by=world.secretary)
    assert not Ballot.objects.exists()
    ballot = opened(world)
    cast(world, ballot, "1")
    with pytest.raises(Invalid):
        annul_ballot(ballot=ballot, reason=" ", seen=1, by=world.secretary)
    annul_ballot(ballot=ballot, reason="พิมพ์บัตรผิด", seen=1, by=world.secretary)
    assert (ballot.state, ballot.annulled_reason) == (BallotState.ANNULLED, "พิมพ์บัตรผิด")
    for late in (lambda: cast(world, ballot, "1"), lambda: closed(world, ballot)):
        with pytest.raises(Stale):
            late()
    assert "พิมพ์บัตรผิด" not in str(list(Event.objects.values_list("data", flat=True)))


# --- Voted on --------------------------------------------------------------------------------------------------------


def test_paper_ballots_are_entered_in_bulk_with_thai_digits_and_blank_ones(world):
    ballot = opened(world)
    assert cast(world, ballot, "๑ ๓", "", " 2,4 ", "-") == 3
    assert sorted(vote.numbers for vote in ballot.votes.all()) == [[], [1, 3], [2, 4]]
    assert votes_by_source(ballot) == [("บัตรกระดาษ", 3)]


def test_every_wrong_line_is_named_and_none_is_entered(world):
    ballot = opened(world, voters=4)
    with pytest.raises(Invalid) as refused:
        cast(world, ballot, "1", "9", "", "2 2", "หนึ่ง", "1 2", "3")
    assert wrong(refused) == [("lines[2]", "9"), ("lines[4]", "2 2"), ("lines[5]", "หนึ่ง"), ("lines", "5")]
    assert [problem.message.split()[1] for problem in refused.value.problems[:3]] == ["2", "4", "5"]
    assert not ballot.votes.exists()


def test_nobody_is_counted_twice_beyond_the_number_of_voters(world):
    ballot = opened(world, voters=3)
    cast(world, ballot, "1", "2")
    with pytest.raises(Invalid, match="อาจบันทึกซ้ำ"):
        cast(world, ballot, "1", "2")
    assert ballot.votes.count() == 2
    assert clear_votes(ballot=ballot, source="paper", by=world.secretary) == 2
    with pytest.raises(Invalid):
        clear_votes(ballot=ballot, source="paper", by=world.secretary)
    with pytest.raises(Invalid):
        clear_votes(ballot=ballot, source="phone", by=world.secretary)


def test_dots_may_be_heaped_up_to_their_number(world):
    ballot = opened(world, method="dots", rule="count", dots=3)
    cast(world, ballot, "1 1 1", "2 3")
    with pytest.raises(Invalid, match="ให้ได้ไม่เกิน 3 คะแนน แต่ให้ไป 4"):
        cast(world, ballot, "1 1 2 2")
    closed(world, ballot)
    assert ballot.counts == {"1": [1, 3], "2": [1, 1], "3": [1, 1], "4": [0, 0]}
    assert chosen(ballot) == {"count": [1, 2], "greedy": [1, 2], "equal-shares": [1, 2]}


def test_raised_hands_are_entered_as_numbers_and_counted_by_the_rules_that_need_no_people(world):
    ballot = opened(world, method="hands", rule="count")
    for refused in (lambda: cast(world, ballot, "1"), lambda: issue_slips(ballot=ballot, count=1, by=world.secretary)):
        with pytest.raises(Invalid):
            refused()
    with pytest.raises(Invalid) as refusal:
        enter_counts(ballot=ballot, counts={1: 11, 2: -1, 3: 4, 9: 1}, by=world.secretary)
    assert wrong(refusal) == [("o9", "9"), ("o1", "11"), ("o2", "-1"), ("o4", "")]
    enter_counts(ballot=ballot, counts={1: 3, 2: 3, 3: 9, 4: 8}, by=world.secretary)
    enter_counts(ballot=ballot, counts={1: 3, 2: 4, 3: 9, 4: 8}, by=world.secretary)
    closed(world, ballot)
    assert chosen(ballot) == {"count": [3, 2], "greedy": [3, 2]}
    file = storage.read(ballot.file)
    assert len(read(file).votes) == 24
    assert b"one row for each raised hand" in file


def test_hands_are_not_entered_into_another_kind_of_ballot(world):
    with pytest.raises(Invalid, match="ไม่ได้ใช้การยกมือ"):
        enter_counts(ballot=opened(world), counts={1: 1, 2: 1, 3: 1, 4: 1}, by=world.secretary)


# --- By phone --------------------------------------------------------------------------------------------------------


def test_a_slip_votes_once_however_it_is_typed(world):
    ballot = opened(world)
    first, second = issue_slips(ballot=ballot, count=2, by=world.secretary)
    cast_by_slip(code=ballot.code, slip=first.lower().replace("-", " "), vote=[1, 3])
    with pytest.raises(Invalid, match="บัตรนี้ลงคะแนนไปแล้ว"):
        cast_by_slip(code=ballot.code, slip=first, vote=[2])
    for vote in ([9], [1, 1], []):
        with pytest.raises(Invalid) as refused:
            cast_by_slip(code=ballot.code, slip=second, vote=vote)
        assert [problem.field for problem in refused.value.problems] == ["vote"]
    cast_by_slip(code=ballot.code, slip=second, vote=[2])
    ballot.refresh_from_db()
    assert (ballot.slips_issued, ballot.slips_used, ballot.votes.count()) == (2, 2, 2)


def test_an_unknown_slip_and_one_of_another_ballot_are_told_alike_and_repeat_no_code(world):
    ballot, other = opened(world), opened(world, title="อีกบัตร")
    issue_slips(ballot=ballot, count=1, by=world.secretary)
    (foreign,) = issue_slips(ballot=other, count=1, by=world.secretary)
    for slip in ("AAAA-AAAA", foreign, ""):
        with pytest.raises(Invalid, match="ไม่มีบัตรรหัสนี้") as refused:
            cast_by_slip(code=ballot.code, slip=slip, vote=[1])
        assert wrong(refused) == [("slip", "")]


def test_without_slips_or_before_it_opens_no_ballot_is_there_for_phones_and_afterwards_it_is_closed(world):
    waiting, ballot = prepared(world), opened(world, title="เปิดแล้ว")
    for code in (waiting.code, ballot.code, "NOSUCHES"):
        with pytest.raises(NotHere):
            cast_by_slip(code=code, slip="AAAA-AAAA", vote=[1])
    one, two = issue_slips(ballot=ballot, count=2, by=world.secretary)
    cast_by_slip(code=ballot.code, slip=one, vote=[1])
    closed(world, ballot)
    with pytest.raises(Stale):
        cast_by_slip(code=ballot.code, slip=two, vote=[1])


def test_no_more_slips_than_voters(world):
    ballot = opened(world, voters=5)
    issue_slips(ballot=ballot, count=5, by=world.secretary)
    for count in (0, 1):
        with pytest.raises(Invalid):
            issue_slips(ballot=ballot, count=count, by=world.secretary)


def test_of_two_phones_with_one_slip_one_is_counted(committed_world, race, rounds):
    world = committed_world
    ballot = opened(world, voters=rounds)
    for slip in issue_slips(ballot=ballot, count=rounds, by=world.secretary):
        answers = race(*[lambda n=n, slip=slip: cast_by_slip(code=ballot.code, slip=slip, vote=[n]) for n in (1, 2)])
        assert sorted(type(answer).__name__ for answer in answers) == ["Ballot", "Invalid"]
    assert ballot.votes.count() == rounds
