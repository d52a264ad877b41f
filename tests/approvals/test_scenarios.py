"""What-if: the rules side by side from the same inputs, what is kept of them, and the one that a meeting adopts."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from approvals.drafts import EnvelopeDraft
from approvals.models import Adoption, Entry, Scenario, Score, Worksheet
from approvals.scenarios import Trial, is_stale, reckoned
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.envelopes import set_envelope
from approvals.verbs.scenarios import adopt_scenario, save_scenario
from approvals.verbs.worksheet import score_lines, set_ceiling
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.models import Meeting
from tests.cast import DAY_ONE

pytestmark = pytest.mark.django_db
TRIAL = Trial("ตามคะแนน", "weighted", Decimal(9000), {"need": 3, "ready": 1}, ["beneficiaries", "number"])


def inputs(method, ceiling, *entries):
    """Kept inputs of entries ``(asked baht, score, {tambon: baht})``, numbered from one."""
    return {
        "method": method,
        "ceiling": ceiling * 100,
        "weights": {"need": 1},
        "tie_break": ["number"],
        "entries": [
            [n, f"รายการ {n}", asked * 100, None, 0, 1, sorted([a, b * 100] for a, b in areas.items()),
             [["need", [[asked * 100, score]]]]]
            for n, (asked, score, areas) in enumerate(entries, 1)
        ],
    }  # fmt: skip


def chosen(*about):
    found = reckoned(inputs(*about))
    return [c.entry.number for c in found.order[: found.inside]]


BIG = (60, 4, {"1": 60})
SMALL = ((20, 3, {"2": 20}), (20, 2, {"2": 20}), (20, 1, {"3": 20}))


def test_the_weighted_list_ends_before_the_first_that_no_longer_fits():
    assert chosen("weighted", 90, BIG, *SMALL) == [1, 2]
    assert chosen("weighted", 59, BIG, *SMALL) == []


def test_equal_parts_for_each_tambon_and_what_they_leave_goes_to_the_next_that_fits():
    # 30 baht each: 1 cannot pay 60; 2 pays one of its own; 3 pays its own; 50 are left, of which 20 pay 2's other
    assert chosen("equal_per_tambon", 90, BIG, *SMALL) == [2, 3, 4]
    assert chosen("equal_per_tambon", 120, BIG, *SMALL) == [1, 2, 3, 4]


def test_of_a_merged_entry_each_tambon_pays_its_part_and_all_must_have_room():
    merged = (60, 4, {"1": 50, "2": 10})
    assert chosen("equal_per_tambon", 80, merged, (30, 1, {"2": 30})) == [2]
    assert chosen("equal_per_tambon", 100, merged, (30, 1, {"2": 30})) == [1, 2]


def test_the_method_of_equal_shares_lets_no_tambon_spend_the_money_of_another():
    ours, theirs = [(20, 4, {"1": 20})] * 3, [(20, 1, {"2": 20})] * 3
    assert chosen("greedy", 60, *ours, *theirs) == [1, 2, 3]
    # 30 baht each: both buy one of their own; the 20 that are left go to the most points a baht
    assert chosen("equal_shares", 60, *ours, *theirs) == [1, 2, 4]


def test_ties_of_the_rules_fall_as_the_tie_break_says():
    equal = [(50, 2, {"1": 50})] * 3
    assert chosen("greedy", 50, *equal) == [1]
    assert chosen("equal_shares", 100, *equal) == [1, 2]


def test_what_costs_nothing_lies_within_and_comes_at_its_place():
    for method in ("weighted", "equal_per_tambon", "equal_shares", "greedy"):
        assert chosen(method, 0, (0, 4, {"1": 0}), (10, 1, {"1": 10})) == [1]
        assert chosen(method, 0) == []


# --- On a worksheet ---


@pytest.fixture
def sheet(world):
    """Six lines of three plans in two subdistricts, of 2,000 and 3,000 baht, all scored alike."""
    return world.scored(world.gathered_district())


def save(world, plan, **changes):
    return save_scenario(plan=plan, trial=replace(TRIAL, **changes), by=world.coordinator)


def adopt(world, plan, scenario, **changes):
    given = {"meeting": None, "text": "เลือกทางเลือกนี้", "votes_for": 7, **changes}
    return adopt_scenario(plan=plan, scenario=scenario, by=world.coordinator, **given)


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def test_a_saved_scenario_keeps_its_inputs_and_changes_nothing_on_the_worksheet(world, sheet):
    found = save(world, sheet)
    assert not Entry.objects.exclude(rank=None).exists()
    assert found.outcome["inside"] == 3
    again = reckoned(json.loads(json.dumps(found.inputs)))
    assert (again.as_kept(), is_stale(found)) == (found.outcome, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.update(ceiling=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.all().delete()


def test_saving_one_leaves_what_lies_before_the_committee(world):
    plan = world.compiled_district()
    laid = Worksheet.objects.get(plan=plan).laid_version_id
    save(world, plan)
    assert Worksheet.objects.get(plan=plan).laid_version_id == laid is not None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": " "}, ["name"]),
        ({"ceiling": Decimal(-1)}, ["ceiling"]),
        ({"weights": {"need": 0, "ready": 0}}, ["weights"]),
        ({"weights": {"need": -1, "ready": 1}}, ["weights.need"]),
        ({"weights": {"need": 1, "beauty": 1}}, ["weights.beauty"]),
        ({"method": "lottery"}, ["method"]),
        ({"tie_break": []}, ["tie_break"]),
        ({"tie_break": ["number", "number"]}, ["tie_break"]),
        ({"tie_break": ["shoe_size"]}, ["tie_break"]),
    ],
)
def test_a_trial_that_says_nothing_is_refused(world, sheet, changes, found):
    assert fields(lambda: save(world, sheet, **changes)) == found
    assert not Scenario.objects.exists()


def test_a_name_is_given_once_and_every_entry_has_its_scores(world, sheet):
    save(world, sheet)
    assert fields(lambda: save(world, sheet)) == ["name"]
    Score.objects.filter(line=Entry.objects.first().shares.get().item.line_id, criterion__code="need").delete()
    assert fields(lambda: save(world, sheet, name="อีกครั้ง")) == ["scores"]


def test_only_the_desk_tries_scenarios(world, sheet):
    for person, error in ((world.leader, NotHere), (world.governor, Refused), (world.stranger, NotHere)):
        with pytest.raises(error):
            save_scenario(plan=sheet, trial=TRIAL, by=person)


# --- Adopting one ---


def test_the_adopted_scenario_becomes_ranking_and_line(world, sheet):
    rank_entries(plan=sheet, by=world.coordinator)
    scenario = save(world, sheet, method="equal_per_tambon", ceiling=Decimal(6000))
    adopt(world, sheet, scenario, meeting=world.meeting(sheet))
    worksheet = Worksheet.objects.get(plan=sheet)
    assert (worksheet.ceiling, worksheet.scenario, worksheet.tie_break) == (6000, scenario, TRIAL.tie_break)
    entries = Entry.objects.order_by("rank")
    assert [e.number for e in entries] == scenario.outcome["order"]
    assert [e.within_ceiling for e in entries] == [True] * scenario.outcome["inside"] + [False] * (
        6 - scenario.outcome["inside"]
    )
    lay_before_committee(plan=sheet, by=world.coordinator)
    world.refresh()
    world.resolved(sheet)
    assert world.fresh(sheet).state == "adopted"


def test_no_line_is_drawn_without_a_quorate_resolution(world, sheet):
    scenario = save(world, sheet)
    forum = world.meeting(sheet, Meeting.Kind.HEARING)
    few = world.meeting(sheet, present=1, absent=8)
    other = world.meeting(world.other_district_plan)
    enough = world.meeting(sheet)
    for meeting, changes, found in (
        (None, {}, ["meeting"]),
        (forum, {}, ["meeting"]),
        (few, {"votes_for": 1}, ["meeting"]),
        (other, {}, ["meeting"]),
        (enough, {"text": " "}, ["text"]),
        (enough, {"votes_for": 8}, ["votes_for"]),
        (enough, {"votes_for": 3, "votes_against": 3}, ["votes_for"]),
    ):
        assert fields(lambda m=meeting, c=changes: adopt(world, sheet, scenario, meeting=m, **c)) == found
    assert not Entry.objects.exclude(rank=None).exists()
    assert not Adoption.objects.exists()
    assert Worksheet.objects.get(plan=sheet).scenario is None


def test_a_stale_scenario_is_marked_and_cannot_be_adopted(world, sheet):
    scenario = save(world, sheet)
    line = Entry.objects.first().shares.get().item.line_id
    score_lines(plan=sheet, scores={(line, "need"): 4}, by=world.coordinator)
    assert is_stale(scenario)
    with pytest.raises(Stale):
        adopt(world, sheet, scenario, meeting=world.meeting(sheet))
    score_lines(plan=sheet, scores={(line, "need"): 3}, by=world.coordinator)
    assert not is_stale(scenario)
    adopt(world, sheet, scenario, meeting=world.meeting(sheet))


def test_what_a_meeting_resolved_is_moved_by_another_meeting_alone(world, sheet):
    one, two = save(world, sheet), save(world, sheet, name="น้อยกว่า", ceiling=Decimal(3000))
    meeting = world.meeting(sheet)
    adopt(world, sheet, one, meeting=meeting)
    by = world.coordinator
    assert fields(lambda: rank_entries(plan=sheet, by=by)) == ["scenario"]
    assert fields(lambda: set_ceiling(plan=sheet, ceiling=Decimal(1), by=by)) == ["scenario"]
    assert fields(lambda: adopt(world, sheet, two, meeting=meeting)) == ["meeting"]
    adopt(world, sheet, two, meeting=world.meeting(sheet))
    assert Worksheet.objects.get(plan=sheet).scenario == two


def test_a_worksheet_that_changed_after_its_adoption_is_ranked_anew(world, sheet):
    adopt(world, sheet, save(world, sheet), meeting=world.meeting(sheet))
    line = Entry.objects.first().shares.get().item.line_id
    score_lines(plan=sheet, scores={(line, "need"): 4}, by=world.coordinator)
    assert fields(lambda: lay_before_committee(plan=sheet, by=world.coordinator)) == ["scenario"]
    rank_entries(plan=sheet, by=world.coordinator)
    assert Worksheet.objects.get(plan=sheet).scenario is None
    lay_before_committee(plan=sheet, by=world.coordinator)


def test_a_scenario_beyond_the_letter_is_not_adopted_and_its_line_outlives_a_larger_letter(world, sheet):
    def envelope(baht):
        draft = EnvelopeDraft("province", 2572, Decimal(baht), "อจ 1", DAY_ONE)
        set_envelope(plan=sheet, draft=draft, by=world.coordinator)

    envelope(8999)
    scenario = save(world, sheet)
    assert fields(lambda: adopt(world, sheet, scenario, meeting=world.meeting(sheet))) == ["ceiling"]
    envelope(9000)
    adopt(world, sheet, scenario, meeting=world.meeting(sheet))
    assert fields(lambda: envelope("8999.99")) == ["amount"]  # three entries of 3,000 baht are resolved on
    envelope(15000)
    assert Worksheet.objects.get(plan=sheet).ceiling == 9000
