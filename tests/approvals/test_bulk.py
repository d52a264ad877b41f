"""One act on many lines: first what would change and what is skipped, then the change, and back again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from approvals.bulk import ANSWER, ASSIGN, DONE, MOST_AT_ONCE, REOPEN, TAKE, Change
from approvals.drafts import ItemAnswer
from approvals.lines import Wanted
from approvals.models import Assignment, Entry, Item, Worksheet
from approvals.verbs.assignment import assign_lines
from approvals.verbs.bulk import change_lines, look_ahead
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.recusals import stand_back
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import answer_lines, merge_lines, set_criteria, take_lines
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.verbs.plan import withdraw_lines
from tests.approvals.visits import address, form_of, mistakes_of, opened, words_of
from tests.cast import CRITERIA, DAY_ONE
from workflow.models import Event

pytestmark = pytest.mark.django_db
EVERY = Wanted(shown="all")
LATER = ItemAnswer("deferred", "next_round", "รอรอบถัดไป")


@pytest.fixture
def sheet(world):
    """The district's plan whose worksheet has just opened: of three councils a kept line and two more of each."""
    return world.gathered_district()


def look(world, plan, change, selection=EVERY, by=None):
    return look_ahead(plan=plan, selection=selection, change=change, by=by or world.coordinator)


def do(world, plan, change, selection=EVERY, by=None):
    seen = look(world, plan, change, selection, by).seen
    return change_lines(plan=plan, selection=selection, change=change, seen=seen, by=by or world.coordinator)


def answers(plan):
    return dict(Item.objects.filter(worksheet__plan=plan).values_list("line_id", "answer"))


def whys(outlook):
    return {why: [each.line_id for each in lines] for why, lines in outlook.reasons}


# --- The look ---------------------------------------------------------------------------------------------------------


def test_the_look_says_what_would_change_and_names_each_that_is_skipped_with_why(sheet, world):
    first, second, *rest = world.open_items(sheet)
    take_lines(plan=sheet, line_ids=[first], by=world.coordinator)
    stand_back(plan=sheet, line_ids=[second], reason="ที่ดินติดกัน", by=world.coordinator)
    before = (answers(sheet), Event.objects.count())
    found = look(world, sheet, Change(TAKE))
    assert sorted(found.lines) == sorted(rest)
    reasons = whys(found)
    assert len(reasons.pop("ชุมชนทำเอง")) == 3
    assert reasons == {"รับเข้าแล้ว": [first], "ท่านมีส่วนได้เสีย: แจ้งเอง": [second]}
    assert (answers(sheet), Event.objects.count()) == before


def test_what_is_merged_is_not_torn_apart_by_an_answer_to_many(sheet, world):
    first, second, third, *rest = world.open_items(sheet)
    merge_lines(plan=sheet, line_ids=[first, second], title="ร่วม", by=world.coordinator)
    take_lines(plan=sheet, line_ids=[third], by=world.coordinator)
    found = look(world, sheet, Change(ANSWER, answer=LATER))
    assert sorted(found.lines) == sorted([third, *rest])
    assert whys(found)["รวมหรือแยกไว้แล้ว ต้องเปิดพิจารณาใหม่ก่อน"] == [first, second]
    assert sorted(look(world, sheet, Change(REOPEN)).lines) == sorted([first, second, third])


def test_a_ticked_line_that_was_withdrawn_or_lies_elsewhere_is_skipped(sheet, world):
    own = [line for line in world.open_items(sheet) if Item.objects.get(line=line).line.plan == world.plan]
    withdraw_lines(plan=world.fresh(world.plan), line_ids=[own[0]], by=world.leader, reason="ทำแล้ว")
    found = look(world, sheet, Change(TAKE), [*own, 10**12])
    assert found.lines == [own[1]]
    (skipped,) = whys(found).values()
    assert skipped == [own[0], 10**12]


def test_assigning_skips_what_is_decided_or_already_theirs_and_who_has_a_stake(sheet, world):
    first, second, third, *rest = world.open_items(sheet)
    chief = world.chief.office
    assign_lines(plan=sheet, line_ids=[first], office=chief, by=world.coordinator)
    take_lines(plan=sheet, line_ids=[second], by=world.coordinator)
    stand_back(plan=sheet, line_ids=[third], reason="ญาติ", by=world.chief)
    found = look(world, sheet, Change(ASSIGN, office=chief))
    assert sorted(found.lines) == sorted(rest)
    reasons = whys(found)
    assert reasons["มอบให้ตำแหน่งนี้อยู่แล้ว"] == [first]
    assert second in reasons["ตัดสินแล้ว จึงไม่มีอะไรให้ตรวจ"]
    assert reasons["ผู้ดำรงตำแหน่งนี้มีส่วนได้เสีย: แจ้งเอง"] == [third]


# --- The change -------------------------------------------------------------------------------------------------------


def test_all_that_match_are_taken_in_as_one_event_with_its_lines_and_undone_as_one(sheet, world):
    lines, before = world.open_items(sheet), answers(sheet)
    events = Event.objects.filter(plan=sheet).count()
    done = do(world, sheet, Change(TAKE))
    assert (sorted(done.lines), len(done.skipped)) == (sorted(lines), 3)
    assert Event.objects.filter(plan=sheet).count() == events + 1
    event = Event.objects.filter(plan=sheet).latest("sequence")
    assert (event.verb, event.items.count()) == ("take_lines", 6)
    assert Entry.objects.filter(worksheet__plan=sheet).count() == 6
    undo_last(plan=sheet, seen=event.sequence, by=world.coordinator)
    assert answers(sheet) == before
    assert not Entry.objects.filter(worksheet__plan=sheet).exists()


def test_what_lies_before_the_committee_is_not_undone(sheet, world):
    set_criteria(plan=sheet, criteria=CRITERIA, by=world.coordinator)
    do(world, sheet, Change(TAKE))
    taken = Event.objects.filter(plan=sheet).latest("sequence").sequence
    plan = world.scored(sheet)
    rank_entries(plan=plan, by=world.coordinator)
    lay_before_committee(plan=plan, by=world.coordinator)
    with pytest.raises(Invalid):
        undo_last(plan=plan, seen=taken, by=world.coordinator)
    assert Worksheet.objects.get(plan=plan).laid_version is not None


def test_many_are_answered_reopened_assigned_and_reviewed(sheet, world):
    lines, chief = world.open_items(sheet), world.chief
    due = DAY_ONE + timedelta(days=9)
    do(world, sheet, Change(ASSIGN, office=chief.office, due_on=due))
    standing = Assignment.objects.filter(ended_at__isnull=True)
    assert set(standing.values_list("office", "due_on")) == {(chief.office.pk, due)}
    assert sorted(do(world, sheet, Change(DONE), by=chief).lines) == lines
    do(world, sheet, Change(ASSIGN, office=world.coordinator.office))
    assert set(standing.values_list("office", "done_at")) == {(world.coordinator.office.pk, None)}
    do(world, sheet, Change(ANSWER, answer=LATER))
    assert {answers(sheet)[line] for line in lines} == {"deferred"}
    do(world, sheet, Change(REOPEN), lines[:2])
    assert [answers(sheet)[line] for line in lines] == [""] * 2 + ["deferred"] * 4


def test_whoever_looked_before_something_changed_is_told_and_nothing_happens(sheet, world):
    first, second, *rest = world.open_items(sheet)
    change, chief = Change(TAKE), world.chief
    seen = look(world, sheet, change).seen

    def late(selection=EVERY, wanted=change, seen=seen):
        with pytest.raises(Stale):
            change_lines(plan=sheet, selection=selection, change=wanted, seen=seen, by=world.coordinator)

    late(wanted=Change(ANSWER, answer=LATER))
    late(selection=[first, second, *rest])
    late(seen="")
    answer_lines(plan=sheet, answers={first: LATER}, by=chief)
    late()
    assert set(answers(sheet).values()) == {"", "kept", "deferred"}
    do(world, sheet, change)
    late()


def test_nothing_to_change_too_much_and_half_said_are_named(sheet, world):
    do(world, sheet, Change(TAKE))
    for change, selection in (
        (Change(TAKE), EVERY),
        (Change(ANSWER), EVERY),
        (Change(ASSIGN), EVERY),
        (Change("explode"), EVERY),
        (Change(TAKE), []),
        (Change(TAKE), range(1, MOST_AT_ONCE + 2)),
        (Change(ANSWER, answer=ItemAnswer("refused")), EVERY),
    ):
        with pytest.raises(Invalid):
            do(world, sheet, change, selection)


def test_more_lines_than_one_act_changes_are_refused_with_the_number_and_what_to_do(sheet, world, monkeypatch):
    def said(selection):
        with pytest.raises(Invalid) as refused:
            look(world, sheet, Change(TAKE), selection)
        return [problem.message for problem in refused.value.problems]

    assert said(range(1, MOST_AT_ONCE + 2)) == ["เปลี่ยนได้ครั้งละไม่เกิน 5,000 รายการ ให้กรองให้แคบลง เช่น ทีละตำบล"]
    monkeypatch.setattr("approvals.bulk.MOST_AT_ONCE", 8)
    assert said(EVERY) == ["เปลี่ยนได้ครั้งละไม่เกิน 8 รายการ ให้กรองให้แคบลง เช่น ทีละตำบล"]
    monkeypatch.setattr("approvals.bulk.MOST_AT_ONCE", 9)
    assert len(look(world, sheet, Change(TAKE)).lines) == 6
    monkeypatch.setattr("approvals.bulk.MOST_AT_ONCE", 3)
    assert len(look(world, sheet, Change(TAKE), replace(EVERY, area=world.plan.area_id)).lines) == 2  # as was advised


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("leader", NotHere), ("other_coordinator", NotHere), ("agency", NotHere), ("provincial_officer", Refused)],
)
def test_only_who_writes_the_plan_looks_or_changes(sheet, world, who, refusal):
    by = getattr(world, who)
    with pytest.raises(refusal):
        look(world, sheet, Change(TAKE), by=by)
    with pytest.raises(refusal):
        change_lines(plan=sheet, selection=EVERY, change=Change(TAKE), seen="", by=by)
    assert set(answers(sheet).values()) == {"", "kept"}


def test_a_closed_level_is_changed_no_more(world):
    plan = world.resolved_district()
    with pytest.raises((Stale, Invalid)):
        do(world, plan, Change(REOPEN))


# --- The page ---------------------------------------------------------------------------------------------------------


def looked(world, plan, query="?show=all", **fields):
    browser, page = opened(world.coordinator, "bulk", plan, query=query)
    assert page.status_code == 200
    return browser, browser.post(address("bulk", plan, query=query), {**form_of(page), **fields})


def test_a_person_looks_confirms_and_goes_back(sheet, world):
    area = world.plan.area_id
    query = f"?show=all&area={area}"
    browser, page = looked(world, sheet, query, act="take")
    text = words_of(page)
    assert "จะเปลี่ยน 2 รายการ ข้าม 1 (ยังไม่ได้บันทึก)" in text
    assert "ข้าม 1 เพราะ ชุมชนทำเอง" in text
    assert set(answers(sheet).values()) == {"", "kept"}
    sent = {**form_of(page), "act": "take", "confirm": "yes"}
    there = browser.post(address("bulk", sheet, query=query), sent)
    assert there["location"] == f"{address('worksheet', sheet)}{query}"
    assert "เปลี่ยน 2 รายการแล้ว ข้าม 1" in words_of(browser.get(there["location"]))
    assert browser.post(address("bulk", sheet, query=query), sent)["location"] == there["location"]
    assert Entry.objects.filter(worksheet__plan=sheet).count() == 2


def test_what_was_ticked_leads_to_the_look_and_changed_words_need_another(sheet, world):
    first, second, *_rest = world.open_items(sheet)
    browser, page = opened(world.coordinator, "worksheet", sheet)
    there = browser.post(address("worksheet", sheet), {**form_of(page), "act": "look", "lines": [first, second]})
    query = f"?line={first}&line={second}"
    assert there["location"] == address("bulk", sheet, query=query)
    browser, page = looked(world, sheet, query, act="answer", outcome="refused:duplicate")
    assert "จะเปลี่ยน 2 รายการ ข้าม 0" in words_of(page)
    seen = form_of(page)
    other = {"act": "answer", "outcome": "refused:duplicate", "reason": "อีกเหตุผล", "confirm": "yes"}
    assert browser.post(address("bulk", sheet, query=query), {**seen, **other}).status_code == 409
    assert answers(sheet)[first] == ""


def test_the_page_names_what_is_missing(sheet, world):
    assert mistakes_of(looked(world, sheet, act="answer")[1]) == ["ต้องเลือกผลและเหตุผล"]
    assert mistakes_of(looked(world, sheet, act="assign")[1]) == ["ต้องเลือกว่ามอบให้ตำแหน่งใด"]
    assert looked(world, sheet, act="explode")[1].status_code == 422
    _browser, page = looked(world, sheet, "?show=refused", act="take")
    assert (page.status_code, "ต้องเลือกอย่างน้อยหนึ่งรายการ" in words_of(page)) == (422, True)
    page = looked(world, sheet, act="assign", office=world.leader.office.pk)[1]
    assert page.status_code == 422
