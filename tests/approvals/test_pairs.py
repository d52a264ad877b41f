"""Lines that may be the same project: offered until they are merged or told apart, and never again after that."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from approvals import pairs
from approvals.drafts import ItemAnswer
from approvals.models import NotSame, Pair, Worksheet
from approvals.verbs.pairs import find_pairs, tell_apart
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines
from directory.errors import Invalid, NotHere, Refused
from proposals.drafts import BudgetDraft
from proposals.verbs.drafting import draft_proposals
from tests.approvals.self_managed import in_another_cycle
from tests.approvals.sheets import downloaded, table_of
from tests.approvals.visits import address, form_of, opened, sent, words_of

pytestmark = pytest.mark.django_db
ROAD, WATER = "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านหนองแวง", "ขุดลอกแหล่งน้ำสาธารณะห้วยยาง"


@pytest.fixture
def sheet(world):
    """A district where two councils ask for the same road, and one of them twice for the same water."""
    for plan, titles in (
        (world.plan, [ROAD, WATER]),
        (world.shared_plans[0], [f"โครงการ{ROAD}", f"{WATER} ระยะที่ 2", WATER]),
    ):
        world.draft(plan, 1)
        drafts = [world.words(number, title=title) for number, title in enumerate(titles, 2)]
        draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    plan = world.gathered_district()
    find_pairs(plan=plan, by=world.coordinator)
    return plan


def offered(plan, scope="all"):
    found = pairs.with_words(list(pairs.undecided(Worksheet.objects.get(plan=plan), scope)))
    return {frozenset((each.first.proposal_version.title, each.second.proposal_version.title)) for each in found}


def pair_of(plan, one, other):
    found = pairs.with_words(list(Pair.objects.filter(worksheet__plan=plan)))
    wanted = {one, other}
    return next(
        (each.pair.first_id, each.pair.second_id)
        for each in found
        if {each.first.proposal_version.title, each.second.proposal_version.title} == wanted
    )


ROADS, WATERS = frozenset((ROAD, f"โครงการ{ROAD}")), frozenset((WATER, f"{WATER} ระยะที่ 2"))


def test_lines_that_are_called_alike_are_offered_the_likeliest_first(world, sheet):
    assert {ROADS, WATERS, frozenset((WATER,))} <= offered(sheet)
    assert not any({ROAD, WATER} <= pair for pair in offered(sheet))
    assert WATERS in offered(sheet, "area")
    assert ROADS not in offered(sheet, "area")
    assert offered(sheet, "district") == offered(sheet)
    assert not Pair.objects.filter(first__worksheet_item__answer="kept").exists()


def test_a_pair_tells_the_years_of_its_money_and_of_two_alike_the_same_year_comes_first(world):
    world.draft(world.plan, 1)
    for plan, years in ((world.plan, (2572, 2573)), (world.shared_plans[0], (2573, 2574))):
        drafts = [
            world.words(2, title=ROAD, budget=[BudgetDraft(year, "province", Decimal(1000)) for year in years]),
            world.words(2, title=WATER, budget=[BudgetDraft(years[0], "province", Decimal(2000))]),
        ]
        draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    district = world.gathered_district()
    find_pairs(plan=district, by=world.coordinator)
    found = pairs.with_words(list(pairs.undecided(Worksheet.objects.get(plan=district))))
    roads, waters = ([each for each in found if each.first.proposal_version.title == title] for title in (ROAD, WATER))
    assert [(each.pair.same_year, each.first_years, each.second_years) for each in roads + waters] == [
        (True, [2572, 2573], [2573, 2574]),
        (False, [2572], [2573]),
    ]
    assert roads[0].pair.weight - waters[0].pair.weight == pairs.SAME_YEAR
    said = words_of(opened(world.coordinator, "pairs", district)[1])
    assert 0 < said.count("ปีงบประมาณเดียวกัน") == sum(each.pair.same_year for each in found) < len(found)
    assert "2572, 2573" in said
    rows = table_of(downloaded(world.coordinator, district, "pairs"))
    told = {
        (row["first_years"], row["second_years"], row["same_year"])
        for row in rows
        if row["first_title"] == row["second_title"] and row["first_title"] in (ROAD, WATER)
    }
    assert told == {("2572, 2573", "2573, 2574", "ใช่"), ("2572", "2573", None)}


def test_what_was_asked_for_in_an_earlier_cycle_shows_the_year_beside_its_pair(world):
    for plan, titles in ((world.plan, [ROAD]), (world.shared_plans[0], [WATER])):
        world.draft(plan, 1)
        draft_proposals(plan=plan, drafts=[world.words(2, title=title) for title in titles], by=world.writer_of(plan))
    first_cycle = world.gathered_district()
    find_pairs(plan=first_cycle, by=world.coordinator)
    assert "เคยขอเมื่อปี" not in words_of(opened(world.coordinator, "pairs", first_cycle)[1])
    new = in_another_cycle(replace(world, plans=dict(world.plans)))
    for plan, title in ((new.plan, f"โครงการ{ROAD}"), (new.shared_plans[0], ROAD)):
        new.draft(plan, 1)
        draft_proposals(plan=plan, drafts=[new.words(2, title=title)], by=new.writer_of(plan))
    again = new.gathered_district()
    find_pairs(plan=again, by=new.coordinator)
    (pair,) = [
        each
        for each in pairs.with_words(list(pairs.undecided(Worksheet.objects.get(plan=again))))
        if ROAD in each.first.proposal_version.title
    ]
    here = {
        each.line.plan_id: year
        for each, year in ((pair.first, pair.pair.first_before), (pair.second, pair.pair.second_before))
    }
    assert here == {new.plan.pk: 2572, new.shared_plans[0].pk: None}  # the same name in another tambon is another road
    said = words_of(opened(new.coordinator, "pairs", again)[1])
    for line in (pair.first, pair.second):
        told = f"{line.line.proposal.reference} · {line.line.plan.owner.name} · เคยขอเมื่อปี 2572"
        assert (told in said) == (line.line.plan_id == new.plan.pk)


def test_two_that_were_told_apart_are_offered_no_more_even_if_looked_for_again(world, sheet):
    lines = pair_of(sheet, *ROADS)
    decided = tell_apart(plan=sheet, line_ids=lines, reason=" คนละสายทาง ", by=world.coordinator)
    assert decided.reason == "คนละสายทาง"
    assert ROADS not in offered(sheet)
    find_pairs(plan=sheet, by=world.coordinator)
    assert ROADS not in offered(sheet)
    with pytest.raises(IntegrityError), transaction.atomic():
        NotSame.objects.update(reason="x")


def test_merged_or_answered_lines_are_offered_no_more_until_that_is_undone(world, sheet):
    lines, by = pair_of(sheet, *ROADS), world.coordinator
    merge_lines(plan=sheet, line_ids=lines, title="ถนน", by=by)
    assert ROADS not in offered(sheet)
    reopen_lines(plan=sheet, line_ids=lines, by=by)
    assert ROADS in offered(sheet)
    refused = ItemAnswer("refused", reason_code="duplicate", reason="ซ้ำ")
    answer_lines(plan=sheet, answers={lines[0]: refused}, by=by)
    assert ROADS not in offered(sheet)


def test_a_decision_names_two_lines_of_the_worksheet_and_a_reason_once(world, sheet):
    lines, by = pair_of(sheet, *ROADS), world.coordinator
    elsewhere = world.draft(world.far_plan)[0].lines.get().pk

    def fields(ids, reason="ต่างกัน"):
        with pytest.raises(Invalid) as refused:
            tell_apart(plan=sheet, line_ids=ids, reason=reason, by=by)
        return [problem.field for problem in refused.value.problems]

    assert fields(lines, " ") == ["reason"]
    assert fields((lines[0], lines[0])) == ["lines"]
    assert fields((lines[0], elsewhere)) == ["lines"]
    assert not NotSame.objects.exists()
    tell_apart(plan=sheet, line_ids=lines, reason="ต่างกัน", by=by)
    assert fields(lines[::-1]) == ["lines"]


def test_only_the_desk_decides(world, sheet):
    lines = pair_of(sheet, *ROADS)
    for person, error in ((world.leader, NotHere), (world.stranger, NotHere), (world.governor, Refused)):
        with pytest.raises(error):
            tell_apart(plan=sheet, line_ids=lines, reason="ต่างกัน", by=person)


def test_the_page_offers_to_merge_both_or_to_say_why_not(world, sheet):
    by, lines = world.coordinator, pair_of(sheet, *ROADS)
    page = opened(by, "pairs", sheet)[1]
    assert f'merge/?line={lines[0]}&amp;line={lines[1]}"' in page.content.decode()
    given = {"act": "apart", "first": lines[0], "second": lines[1]}
    page = sent(by, "pairs", sheet, **given, reason="")
    assert (page.status_code, 'id="id_reason"' in page.content.decode()) == (422, True)
    sent(by, "pairs", sheet, **given, reason="คนละสายทาง")
    assert NotSame.objects.get().reason == "คนละสายทาง"
    assert f"โครงการ{ROAD}" not in words_of(opened(by, "pairs", sheet)[1])
    browser, page = opened(by, "pairs", sheet)
    there = browser.post(address("pairs", sheet), {**form_of(page), "act": "find"})
    assert "คู่ที่คล้ายกัน" in words_of(browser.get(there["location"]))
