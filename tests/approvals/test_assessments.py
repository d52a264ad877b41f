"""Criteria and checklists of a province and cycle: versions, weights that sum, and worksheets that keep theirs."""

import pytest
from django.db import DatabaseError, transaction

from approvals.assessments import checks_for, criteria_in, list_for, outlook_of
from approvals.models import AssessmentList, Criterion, Worksheet
from approvals.verbs.assessments import set_assessment_list, set_scoring
from approvals.verbs.gathering import gather_plans
from directory.errors import Invalid, NotHere, Refused
from proposals.verbs.cycle import open_cycle
from tests.cast import TARGET_YEAR

pytestmark = pytest.mark.django_db
WORDS = {str(score): f"เมื่อ {score}" for score in range(5)}


def criterion(text, weight, **more):
    return {"code": "", "text": text, "weight": weight, "descriptors": WORDS, "reference": "", **more}


def set_criteria_of(world, *items, by=None, cycle=None):
    by = by or world.provincial_officer
    return set_assessment_list(cycle=cycle or world.cycle, kind="criteria", items=items, by=by)


def problems_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.value) for problem in refused.value.problems]


def test_every_province_begins_with_the_common_criteria_whose_weights_sum(world):
    found = list_for("criteria", world.cycle)
    assert (found.province_id, found.version) == (None, 1)
    assert sum(draft.weight for draft in criteria_in(found)) == 100
    assert all(sorted(draft.descriptors or ()) == ["0", "1", "2", "3", "4"] for draft in criteria_in(found))


def test_the_six_tests_of_what_a_lao_cannot_do_are_a_list_with_its_source(world):
    found = list_for("beyond_capacity", world.cycle)
    assert len(found.items) == 6
    assert all(item["reference"] and item["guidance"] for item in found.items)


def test_a_province_sets_its_own_and_keeps_the_codes(world):
    first = set_criteria_of(world, criterion("ความจำเป็น", 60, code="urgency"), criterion("ความพร้อม", 40))
    second = set_criteria_of(world, *first.items[:1], {**first.items[1], "text": "พร้อมมาก"})
    assert [item["code"] for item in second.items] == ["urgency", "i1"]
    assert list_for("criteria", world.cycle) == second
    assert (first.version, second.version, second.set_by) == (1, 2, world.provincial_officer.office)


def test_a_list_holds_for_later_cycles_until_another_is_set_and_never_for_earlier_ones(world):
    later = open_cycle(province=world.province, target_year=TARGET_YEAR + 1, by=world.provincial_officer)
    for_later = set_criteria_of(world, criterion("ปีหน้า", 100), cycle=later)
    assert list_for("criteria", world.cycle).province_id is None
    own = set_criteria_of(world, criterion("ปีนี้", 100))
    assert (list_for("criteria", world.cycle), list_for("criteria", later)) == (own, for_later)


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([criterion("ก", 60), criterion("ข", 30)], [("items", "90")]),
        ([criterion("ก", 60), criterion("ข", 41)], [("items", "101")]),
        ([criterion("ก", 0), criterion("ข", 100)], [("items[0].weight", "0")]),
        ([criterion("", 100)], [("items[0].text", "")]),
        ([criterion("ก", 100, descriptors={**WORDS, "3": ""})], [("items[0].d3", "")]),
        ([criterion("ก", 50, code="a"), criterion("ข", 50, code="a")], [("items", "a, a"), ("items", "a, a")]),
        ([], [("items", "0")]),
    ],
)
def test_a_set_that_does_not_hold_together_is_refused_with_the_reason(world, items, found):
    assert problems_of(lambda: set_criteria_of(world, *items)) == found
    assert not AssessmentList.objects.filter(province=world.province).exists()


def test_only_who_manages_the_cycles_of_the_province_sets_them(world):
    for by, refusal in ((world.governor, Refused), (world.coordinator, NotHere), (world.stranger, NotHere)):
        with pytest.raises(refusal):
            set_criteria_of(world, criterion("ก", 100), by=by)


def test_a_version_is_never_changed(world):
    own = set_criteria_of(world, criterion("ก", 100))
    for change in (lambda: AssessmentList.objects.filter(pk=own.pk).update(version=9), own.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_worksheet_that_opened_keeps_its_version_and_a_look_says_which(world):
    world.gathered_district()
    opened = Worksheet.objects.get(plan=world.district_plan)
    common = list_for("criteria", world.cycle)
    urgency = next(item for item in common.items if item["code"] == "urgency")
    items = [{**urgency, "weight": 70}, criterion("ใหม่", 30)]
    look = outlook_of(world.cycle, "criteria", items)
    assert [(each.what, each.weight_before, each.weight_after) for each in look.changed][:2] == [
        ("changed", 25, 70),
        ("added", None, 30),
    ]
    assert [each.what for each in look.changed][2:] == ["removed"] * 4
    assert (look.keep, look.will_take) == ([world.district_plan], 2)
    own = set_criteria_of(world, *items)
    assert Worksheet.objects.get(pk=opened.pk).criteria_list == common
    assert list(opened.criteria.values_list("code", flat=True)) == [item["code"] for item in common.items]
    gather_plans(plan=world.other_district_plan, by=world.other_coordinator, reason="ครบแล้ว")
    later = Worksheet.objects.get(plan=world.other_district_plan)
    assert later.criteria_list == own
    assert list(Criterion.objects.filter(worksheet=later).values_list("name", "weight")) == [
        (urgency["text"], 70),
        ("ใหม่", 30),
    ]


def test_how_lines_are_scored_is_the_cycles_and_a_worksheet_keeps_it(world):
    set_scoring(cycle=world.cycle, scoring="alone", by=world.provincial_officer)
    world.refresh()
    gather_plans(plan=world.other_district_plan, by=world.other_coordinator, reason="ครบแล้ว")
    set_scoring(cycle=world.cycle, scoring="consensus", by=world.provincial_officer)
    assert Worksheet.objects.get().scoring == "alone"
    assert problems_of(lambda: set_scoring(cycle=world.cycle, scoring="dice", by=world.provincial_officer)) == [
        ("scoring", "dice")
    ]
    with pytest.raises(Refused):
        set_scoring(cycle=world.cycle, scoring="alone", by=world.governor)


def test_a_screening_names_the_version_of_the_checklist_that_it_used(world):
    plan = world.screened(world.plan)
    common = list_for("screening", world.cycle)
    items = [{"code": "", "text": "มีแผนที่", "reference": ""}]
    set_assessment_list(cycle=world.cycle, kind="screening", items=items, by=world.provincial_officer)
    assert plan.screenings.get().checked_by_list == common
    assert [check.text for check in checks_for(world.cycle)] == ["มีแผนที่"]
