"""Merging as a coordinator does it: lines beside each other, a balance, a choice of words; and going back."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.drafts import Part
from approvals.models import Entry, ItemShare, Step
from approvals.verbs.worksheet import merge_lines, split_line, take_lines
from proposals.verbs.drafting import draft_proposals
from tests.approvals.visits import address, form_of, mistakes_of, opened, rows, sent, words_of

pytestmark = pytest.mark.django_db
SAID_ANYWAY = {
    "pick_title": "1",
    "pick_place": "together",
    "pick_beneficiaries": "together",
    "pick_beneficiary_group": "own",
    "pick_rationale": "own",
    "pick_objective": "1",
    "pick_target_output": "own",
    "pick_expected_result": "own",
    "pick_indicators": "own",
    "pick_strategy": "own",
    "pick_programme": "own",
    "pick_lead_agency": "own",
    "pick_work_class": "together",
}


@pytest.fixture
def sheet(world):
    """The worksheet on which a line of 2,000 and one of 3,000 baht speak of the same canal."""
    drafts = [
        world.words(2, title="ขุดคลองเหนือ", objective="น้ำไม่ท่วม", place="หมู่ 1"),
        world.words(3, title="ขุดคลองใต้", objective="มีน้ำใช้", place="หมู่ 2"),
    ]
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    return world.gathered_district()


@pytest.fixture
def both(world, sheet):
    return world.open_items(sheet)[:2]


def beside(lines):
    return "?" + "&".join(f"line={line}" for line in lines)


def filled(lines, **changes):
    return {**SAID_ANYWAY, f"amount_{lines[0]}": "2,000", f"amount_{lines[1]}": "3,000", **changes}


def test_ticked_lines_lie_beside_each_other_with_their_words_and_their_baht(sheet, world, both):
    there = sent(world.coordinator, "worksheet", sheet, act="compare", lines=both)
    assert there["location"] == address("merge", sheet, query=beside(both))
    browser, page = opened(world.coordinator, "merge", sheet, query=beside(both))
    text = words_of(page)
    assert "โครงการที่ 1: น้ำไม่ท่วม" in text
    assert "โครงการที่ 2: มีน้ำใช้" in text
    assert "ทุกแห่ง: หมู่ 1; หมู่ 2" in text
    assert "รวมกัน: 50 คน" in text
    assert "รวมทุกโครงการ 5,000 5,000 0" in text
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(address("merge", sheet, query=beside(both)))
    assert len(asked) <= 12


def test_what_is_chosen_and_written_is_kept_and_what_is_said_anyway_is_not(sheet, world, both):
    data = filled(both, pick_title="own", own_title="ขุดคลองทั้งสาย", pick_objective="0", own_rationale="ท่วมทุกปี")
    there = sent(world.coordinator, "merge", sheet, query=beside(both), **data)
    assert there["location"] == address("worksheet", sheet)
    entry = Entry.objects.get(worksheet__plan=sheet)
    assert (entry.title, entry.words) == ("ขุดคลองทั้งสาย", {"objective": "น้ำไม่ท่วม", "rationale": "ท่วมทุกปี"})
    assert sorted(entry.shares.values_list("asked", flat=True)) == [2000, 3000]


def test_the_balance_is_reckoned_again_before_anything_is_carried_out(sheet, world, both):
    data = filled(both, **{f"amount_{both[1]}": "๑,๒๓๔.๕๐"}, act="tally")
    page = sent(world.coordinator, "merge", sheet, query=beside(both), **data)
    assert page.status_code == 200
    assert "รวมทุกโครงการ 5,000 3,234.50 1,765.50" in words_of(page)
    assert not Entry.objects.filter(worksheet__plan=sheet).exists()


def test_a_part_goes_in_and_the_rest_stays_a_project_of_its_own(sheet, world, both):
    sent(world.coordinator, "merge", sheet, query=beside(both), **filled(both, **{f"amount_{both[1]}": "1000"}))
    shares = ItemShare.objects.filter(entry__worksheet__plan=sheet).order_by("entry__number", "item__line")
    assert list(shares.values_list("entry__title", "asked")) == [
        ("ขุดคลองใต้", Decimal(2000)),
        ("ขุดคลองใต้", Decimal(2000)),
        ("ขุดคลองใต้", Decimal(1000)),
    ]
    page = opened(world.coordinator, "merge", sheet, query=beside(both))[1]
    assert "ขณะนี้อยู่ในรายการที่ 2 จำนวน 1,000 บาท" in words_of(page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pick_title": "own"}, "เขียนชื่อโครงการร่วม"),
        ({"pick_objective": "7"}, "วัตถุประสงค์"),
        ({"own_objective": "ของเราเอง"}, "ให้เลือก “เขียนเอง”"),
        ({"pick_beneficiaries": "own", "own_beneficiaries": "มาก"}, "ต้องเป็นจำนวนเต็ม"),
        ({"amount": "3000.01"}, "ต้องมากกว่า 0 และไม่เกินยอดที่ขอ 3000.00 บาท"),
        ({"amount": ""}, "เข้ารายการร่วม"),
    ],
)
def test_what_cannot_be_is_shown_at_its_field_and_changes_nothing(sheet, world, both, changes, words):
    data = filled(both) | {key: value for key, value in changes.items() if key != "amount"}
    if "amount" in changes:
        data[f"amount_{both[1]}"] = changes["amount"]
    page = sent(world.coordinator, "merge", sheet, query=beside(both), **data)
    assert page.status_code == 422
    assert words in " ".join(mistakes_of(page))
    assert not Entry.objects.filter(worksheet__plan=sheet).exists()


def test_fewer_than_two_lines_lead_back_to_the_worksheet(sheet, world, both):
    kept = Step.objects.count()
    for query in ("", beside(both[:1]), "?line=x&line=0", beside([both[0], both[0]])):
        page = opened(world.coordinator, "merge", sheet, query=query)[1]
        assert (page.status_code, page["location"]) == (302, address("worksheet", sheet))
    assert Step.objects.count() == kept


def test_the_parts_of_a_split_line_have_words_of_their_own(sheet, world, both):
    parts = rows(
        "parts",
        {"title": "ระยะแรก", "asked": "500", "objective": "เห็นผลเร็ว", "beneficiaries": "7"},
        {"title": "ระยะสอง", "asked": "1500"},
    )
    sent(world.coordinator, "split", sheet, both[0], **parts)
    entries = Entry.objects.filter(worksheet__plan=sheet).order_by("number")
    assert list(entries.values_list("words", flat=True)) == [{"objective": "เห็นผลเร็ว", "beneficiaries": "7"}, {}]


def test_the_last_act_is_undone_on_a_page_that_names_who_did_it(sheet, world, both):
    take_lines(plan=sheet, line_ids=both, by=world.coordinator)
    merge_lines(plan=sheet, line_ids=both, title="ร่วม", by=world.coordinator)
    browser, page = opened(world.coordinator, "undo", sheet)
    assert "ย้อนครั้งล่าสุด: รวมโครงการ" in words_of(page)
    assert "coordinator district" in words_of(page)
    data = form_of(page)
    there = browser.post(address("undo", sheet), data)
    assert there["location"] == address("worksheet", sheet)
    assert list(Entry.objects.filter(worksheet__plan=sheet).values_list("title", flat=True)) == [
        "ขุดคลองเหนือ",
        "ขุดคลองใต้",
    ]
    assert "ย้อนครั้งล่าสุด: รับโครงการเข้าตาราง" in words_of(browser.get(address("undo", sheet)))
    assert browser.post(address("undo", sheet), data)["location"] == there["location"]
    assert Entry.objects.filter(worksheet__plan=sheet).count() == 2


def test_who_looked_too_long_ago_undoes_nothing_that_came_after(sheet, world, both):
    take_lines(plan=sheet, line_ids=both[:1], by=world.coordinator)
    browser, page = opened(world.coordinator, "undo", sheet)
    parts = [Decimal(1000), Decimal(2000)]
    drafts = [Part(f"ระยะ {asked}", asked) for asked in parts]
    split_line(plan=world.fresh(sheet), line_id=both[1], parts=drafts, by=world.coordinator)
    assert browser.post(address("undo", sheet), form_of(page)).status_code == 409
    assert Entry.objects.filter(worksheet__plan=sheet).count() == 3


def test_nothing_done_is_nothing_to_undo(sheet, world):
    assert "ไม่มีการทำงานที่ย้อนได้" in words_of(opened(world.coordinator, "undo", sheet)[1])


def test_offices_that_do_not_write_the_plan_neither_merge_nor_undo(sheet, world, both):
    for name, query in (("merge", beside(both)), ("undo", "")):
        assert opened(world.governor, name, sheet, query=query)[1].status_code == 403
        assert opened(world.other_coordinator, name, sheet, query=query)[1].status_code == 404
