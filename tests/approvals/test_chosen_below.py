"""A programme that a council or a district chose is a suggestion above: shown, confirmed for many, or changed."""

from dataclasses import replace

import pytest

from approvals.bulk import PLACE, Change
from approvals.chosen_below import chosen_below, tree_in_use
from approvals.lines import Wanted
from approvals.models import Entry
from approvals.verbs.bulk import change_lines, look_ahead
from approvals.verbs.integration import place_as_below, place_entries
from approvals.verbs.worksheet import merge_lines, reopen_lines, take_lines
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.strategy import NodeDraft, write_nodes
from tests.approvals.test_integration import a_tree, laid, numbers_of, place, wrong
from tests.approvals.visits import address, confirmed, looked, mistakes_of, opened, sent, words_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
WATER, ROADS = ("พัฒนาแหล่งน้ำ", "แผนงานแหล่งน้ำ"), ("เมืองน่าอยู่", "แผนงานถนน")


@pytest.fixture
def tree(world):
    return a_tree(world)


@pytest.fixture
def sheet(world, tree):
    """A district's worksheet: two lines of one council chose water, one roads, one wrote what is no programme."""
    chosen = (WATER, WATER, ROADS, ("", "แผนของเรา"))
    drafts = [
        world.words(number, title=f"งานที่ {number}", strategy=strategy, programme=programme)
        for number, (strategy, programme) in enumerate(chosen, 2)
    ]
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    return world.gathered_district()


@pytest.fixture
def taken(world, sheet):
    """The same with all lines taken in."""
    take_lines(plan=sheet, line_ids=world.open_items(sheet), by=world.coordinator)
    return sheet


def entries(plan):
    return {entry.title: entry for entry in Entry.objects.filter(worksheet__plan=plan)}


def placed(plan):
    found = Entry.objects.filter(worksheet__plan=plan, programme__isnull=False)
    return dict(found.values_list("title", "programme__code"))


def suggested(plan):
    titles = {entry.pk: entry.title for entry in Entry.objects.filter(worksheet__plan=plan)}
    tree = tree_in_use(plan)
    codes = {branch.node.pk: branch.node.code for branch in tree}
    return {titles[pk]: [codes[node] for node in nodes] for pk, nodes in chosen_below(plan, set(titles), tree).items()}


def test_what_councils_chose_is_read_in_three_queries_and_confirmed_without_touching_their_words(
    taken, world, django_assert_num_queries
):
    with django_assert_num_queries(4):  # one of them the titles of this test
        assert suggested(taken) == {"งานที่ 2": ["1.1.1"], "งานที่ 3": ["1.1.1"], "งานที่ 4": ["2.1"]}
    assert placed(taken) == {}
    assert place_as_below(plan=taken, numbers=numbers_of(taken), by=world.coordinator) == 3
    assert placed(taken) == {"งานที่ 2": "1.1.1", "งานที่ 3": "1.1.1", "งานที่ 4": "2.1"}
    own = {row.proposal_version.title: row.proposal_version for row in world.rows(world.plan)}
    assert (own["งานที่ 2"].strategy, own["งานที่ 2"].programme) == WATER
    event = Event.objects.filter(plan=taken).latest("sequence")
    assert (event.verb, event.items.count()) == ("place_as_below", 3)


def test_a_name_that_changed_meanwhile_leads_to_the_same_programme(taken, world):
    about = {"province": world.province, "round_start": world.cycle.round_start, "by": world.provincial_officer}
    write_nodes(**about, drafts=[NodeDraft("programme", "1.1.1", "แผนงานน้ำ", "1.1")])
    assert suggested(taken)["งานที่ 2"] == ["1.1.1"]


def test_lines_that_chose_differently_suggest_both_and_confirm_neither(sheet, world):
    lines = {row.proposal_version.title: row.line_id for row in world.rows(world.plan)}
    both = [lines["งานที่ 2"], lines["งานที่ 4"]]
    merge_lines(plan=sheet, line_ids=both, title="ร่วม", by=world.coordinator)
    assert suggested(sheet) == {"ร่วม": ["1.1.1", "2.1"]}
    assert wrong(lambda: place_as_below(plan=sheet, numbers=numbers_of(sheet), by=world.coordinator)) == [
        ("entries", "")
    ]
    assert placed(sheet) == {}


def test_what_a_district_lays_the_province_reads_as_its_choice_and_may_change(taken, world, tree):
    place_as_below(plan=taken, numbers=numbers_of(taken), by=world.coordinator)
    place(world, taken, [entries(taken)["งานที่ 5"].number], tree["2.1"], by=world.coordinator)
    world.accepted_district()
    plan = world.scored(world.gathered_province())
    assert suggested(plan) == {
        "งานที่ 2": ["1.1.1"], "งานที่ 3": ["1.1.1"], "งานที่ 4": ["2.1"], "งานที่ 5": ["2.1"],
    }  # fmt: skip
    officer = world.provincial_officer
    place_as_below(plan=plan, numbers=numbers_of(plan), by=officer)
    place(world, plan, [entries(plan)["งานที่ 3"].number], tree["2.1"])
    rows = {row.proposal_version.title: row.proposal_version for row in world.rows(laid(world, plan))}
    assert [(rows[f"งานที่ {n}"].strategy, rows[f"งานที่ {n}"].programme) for n in (2, 3)] == [WATER, ROADS]
    below = {row.proposal_version.title: row.proposal_version for row in world.rows(world.fresh(world.district_plan))}
    assert (below["งานที่ 3"].strategy, below["งานที่ 3"].programme) == WATER  # the district's paper stays as it was


def test_only_who_writes_the_worksheet_confirms_and_only_while_it_is_open(taken, world):
    numbers = numbers_of(taken)
    for by, refusal in (
        (world.leader, NotHere),
        (world.other_coordinator, NotHere),
        (world.provincial_officer, Refused),
    ):
        with pytest.raises(refusal):
            place_as_below(plan=taken, numbers=numbers, by=by)
    assert wrong(lambda: place_as_below(plan=taken, numbers=[999], by=world.coordinator)) == [("entries", "999")]
    assert wrong(lambda: place_as_below(plan=taken, numbers=[], by=world.coordinator)) == [("entries", "")]
    world.resolved_district()
    with pytest.raises(Stale):
        place_as_below(plan=world.fresh(taken), numbers=numbers, by=world.coordinator)
    assert placed(taken) == {}


# --- Many at once -----------------------------------------------------------------------------------------------------


def whys(outlook):
    return {why: len(lines) for why, lines in outlook.reasons}


def test_many_lines_are_placed_after_a_look_that_says_which_are_skipped_and_why(taken, world, tree):
    by, change = world.coordinator, Change(PLACE)
    lines = {row.proposal_version.title: row.line_id for row in world.rows(world.plan)}
    reopen_lines(plan=taken, line_ids=[lines["งานที่ 3"]], by=by)
    every = {"plan": taken, "selection": Wanted(shown="all"), "by": by}
    found = look_ahead(**every, change=change)
    assert sorted(found.lines) == sorted([lines["งานที่ 2"], lines["งานที่ 4"]])
    assert whys(found)["ระดับล่างไม่ได้เลือกแผนงาน"] >= 1
    assert whys(found)["ยังไม่รับเข้า"] >= 1
    assert placed(taken) == {}
    change_lines(**every, change=change, seen=found.seen)
    assert placed(taken) == {"งานที่ 2": "1.1.1", "งานที่ 4": "2.1"}
    with pytest.raises(Stale):
        change_lines(**every, change=change, seen=found.seen)
    again = look_ahead(**every, change=change)
    assert (again.lines, whys(again)["อยู่ในแผนงานนี้แล้ว"]) == ([], 2)
    roads = replace(change, programme=tree["2.1"].pk)
    found = look_ahead(**every, change=roads)
    assert (lines["งานที่ 2"] in found.lines, lines["งานที่ 4"] in found.lines) == (True, False)
    ended = replace(change, programme=tree["1.1"].pk)
    with pytest.raises(Invalid):
        change_lines(**every, change=ended, seen=look_ahead(**every, change=ended).seen)
    assert placed(taken) == {"งานที่ 2": "1.1.1", "งานที่ 4": "2.1"}


def test_the_ticked_rows_of_a_district_are_placed_from_its_page_of_many(taken, world, tree):
    lines = [row.line_id for row in world.rows(world.plan) if row.proposal_version.strategy]
    _browser, page = looked(world.coordinator, taken, "place", lines, "?show=all")
    assert mistakes_of(page) == ["ต้องเลือกแผนงานของจังหวัด"]
    assert '<optgroup label="1.1 พัฒนาแหล่งน้ำ">' in page.content.decode()
    _browser, page = looked(world.coordinator, taken, "place", lines, "?show=all", programme="below")
    assert "จะเปลี่ยน 3 รายการ ข้าม 0 (ยังไม่ได้บันทึก)" in words_of(page)
    assert confirmed(world.coordinator, taken, "place", lines, "?show=all", programme="below").status_code == 302
    assert placed(taken) == {"งานที่ 2": "1.1.1", "งานที่ 3": "1.1.1", "งานที่ 4": "2.1"}


def test_without_a_tree_nothing_is_offered(world):
    plan = world.gathered_district()
    assert 'value="place"' not in opened(world.coordinator, "bulk", plan)[1].content.decode()
    assert looked(world.coordinator, plan, "place", world.open_items(plan))[1].status_code == 422


# --- The page ---------------------------------------------------------------------------------------------------------


def test_a_districts_page_shows_what_was_chosen_below_and_confirms_or_changes_it(
    taken, world, tree, django_assert_max_num_queries
):
    by = world.coordinator
    browser, page = opened(by, "strategy", taken)
    text = words_of(page)
    assert "ที่เลือกไว้เป็นข้อเสนอของอำเภอ จังหวัดยืนยันหรือเปลี่ยนได้" in text
    assert text.count("1.1.1 แผนงานแหล่งน้ำ 2,000") == 1  # beside the first of them, before its baht
    with django_assert_max_num_queries(12):
        browser.get(address("strategy", taken))
    with django_assert_max_num_queries(12):
        browser.get(address("bulk", taken))
    numbers = [str(number) for number in numbers_of(taken)]
    assert sent(by, "strategy", taken, programme="below", entries=numbers).status_code == 302
    assert len(placed(taken)) == 3
    own = entries(taken)["งานที่ 2"].number
    sent(by, "strategy", taken, programme=str(tree["2.1"].pk), entries=[str(own)])
    assert placed(taken)["งานที่ 2"] == "2.1"
    left = str(entries(taken)["งานที่ 5"].number)
    assert sent(by, "strategy", taken, programme="below", entries=[left]).status_code == 422
    assert opened(world.other_coordinator, "strategy", taken)[1].status_code == 404
    assert opened(world.provincial_officer, "strategy", taken)[1].status_code == 403


def test_a_district_without_a_tree_is_told_so(world):
    assert "จังหวัดยังไม่มีผังยุทธศาสตร์ของรอบนี้" in words_of(
        opened(world.coordinator, "strategy", world.gathered_district())[1]
    )


def test_a_districts_places_may_be_taken_away_again(taken, world, tree):
    numbers = numbers_of(taken)
    place_entries(plan=taken, numbers=numbers, programme_id=tree["2.1"].pk, by=world.coordinator)
    place_entries(plan=taken, numbers=numbers, programme_id=None, by=world.coordinator)
    assert placed(taken) == {}
