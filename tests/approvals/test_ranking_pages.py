"""Ranking as a coordinator sees it: envelopes, the tie-break in words, scenarios side by side, partial amounts."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.documents import ranked_by_words
from approvals.models import Amount, Entry, Envelope, Scenario, Worksheet
from approvals.scenarios import Trial
from approvals.verbs.closing import rank_entries
from approvals.verbs.scenarios import save_scenario
from approvals.verbs.worksheet import score_lines, set_criteria, take_lines
from proposals.verbs.drafting import draft_proposals
from tests.approvals.visits import address, form_of, mistakes_of, opened, sent, sent_twice, words_of
from tests.cast import CRITERIA

pytestmark = pytest.mark.django_db
LETTER = {
    "fund": "province", "year": "๒๕๗๒", "amount": "9,000", "reference": "อจ 0017/ว 55",
    "dated_day": "1", "dated_month": "11", "dated_year": "2569",
}  # fmt: skip


@pytest.fixture
def sheet(world):
    """The district's worksheet with six entries, all scored alike and ranked."""
    plan = world.scored(world.gathered_district())
    rank_entries(plan=plan, by=world.coordinator)
    return plan


def saved(world, plan, name="หนึ่ง", **changes):
    given = {"method": "weighted", "ceiling": Decimal(9000), **changes}
    trial = Trial(name, given["method"], given["ceiling"], {"need": 3, "ready": 1}, ["number"])
    return save_scenario(plan=plan, trial=trial, by=world.coordinator)


def test_an_envelope_is_set_once_and_seen_with_its_letter(world, sheet):
    first, second = sent_twice(world.coordinator, "envelopes", sheet, **LETTER)
    assert (first["location"], second["location"], Envelope.objects.count()) == (address("envelopes", sheet),) * 2 + (
        1,
    )
    text = words_of(opened(world.provincial_officer, "envelopes", sheet)[1])
    assert "อจ 0017/ว 55 ลงวันที่ 1 พฤศจิกายน 2569" in text
    text = words_of(opened(world.coordinator, "ranking", sheet)[1])
    assert "กรอบวงเงิน 9,000 บาท สิ้นสุดตรงนี้" in text
    assert "บันทึกกรอบวงเงินเท่านั้น" not in text


def test_what_is_wrong_with_an_envelope_stands_at_its_field(world, sheet):
    page = sent(world.coordinator, "envelopes", sheet, **{**LETTER, "dated_year": "2570", "year": "2580"})
    assert page.status_code == 422
    assert [line.partition(":")[0] for line in mistakes_of(page)] == ["ปีงบประมาณ (พ.ศ.)", "ลงวันที่"]
    assert opened(world.coordinator, "envelopes", world.plan)[1].status_code == 404
    assert opened(world.governor, "envelopes", sheet)[1].status_code == 403


def test_the_tie_break_is_chosen_from_named_rules_kept_and_shown_in_words(world, sheet):
    text = words_of(opened(world.coordinator, "ranking", sheet)[1])
    assert "เมื่อคะแนนเท่ากัน ผู้รับประโยชน์มากกว่าก่อน → วงเงินน้อยกว่าก่อน → เลขรายการน้อยกว่าก่อน" in text
    sent(world.coordinator, "ranking", sheet, act="rank", ceiling="", tie_1="larger_amount", tie_2="number", tie_3="")
    assert Worksheet.objects.get(plan=sheet).tie_break == ["larger_amount", "number"]
    assert list(Entry.objects.order_by("rank").values_list("number", flat=True)) == [2, 4, 6, 1, 3, 5]
    assert ranked_by_words(sheet) == (
        "เรียงตามคะแนน น้ำหนัก: ความจำเป็น ๗๕, ความพร้อม ๒๕ เมื่อคะแนนเท่ากัน: วงเงินมากกว่าก่อน แล้วเลขรายการน้อยกว่าก่อน"
    )
    page = sent(world.coordinator, "ranking", sheet, act="rank", tie_1="number", tie_2="number")
    assert (page.status_code, len(mistakes_of(page))) == (422, 1)


def test_an_entry_is_proposed_in_part_year_by_year(world, sheet):
    page = sent(world.coordinator, "amounts", sheet, 1, proposed_0="1,500.50", reason_0="")
    assert (page.status_code, 'href="#id_reason_0"' in page.content.decode()) == (422, True)
    sent(world.coordinator, "amounts", sheet, 1, proposed_0="1,500.50", reason_0="ทำครึ่งสาย")
    assert Amount.objects.get().proposed == Decimal("1500.50")
    assert "1,500.50" in words_of(opened(world.coordinator, "ranking", sheet)[1])
    assert opened(world.coordinator, "amounts", sheet, 99)[1].status_code == 404


def test_a_scenario_is_tried_and_compared_on_one_page(world, sheet):
    by = world.coordinator
    weights = {f"try-weight_{c.pk}": "1" for c in Worksheet.objects.get(plan=sheet).criteria.all()}
    trial = {"act": "save", "try-ceiling": "5,000", "try-tie_1": "number", **weights}
    page = sent(by, "scenarios", sheet, **trial, **{"try-name": "", "try-method": "greedy"})
    assert (page.status_code, 'href="#id_try-name"' in page.content.decode()) == (422, True)
    for name, method in (("คะแนน", "weighted"), ("เท่ากัน", "equal_per_tambon")):
        sent(by, "scenarios", sheet, **trial, **{"try-name": name, "try-method": method})
    assert Scenario.objects.count() == 2
    text = words_of(opened(by, "scenarios", sheet)[1])
    assert "รายการที่ผลต่างกัน" in text
    assert "ตารางงานเปลี่ยนแล้ว" not in text
    line = Entry.objects.first().shares.get().item.line_id
    score_lines(plan=sheet, scores={(line, "need"): 4}, by=by)
    one = Scenario.objects.get(name="คะแนน")
    page = opened(by, "scenarios", sheet, query=f"?with={one.pk}&show=all")[1]
    assert "ตารางงานเปลี่ยนแล้ว" in words_of(page)
    assert page.content.decode().count("ลำดับ ") >= 6


def test_a_scenario_is_adopted_by_a_meetings_resolution(world, sheet):
    scenario, by = saved(world, sheet), world.coordinator
    assert "ยังไม่มีการประชุมคณะกรรมการที่ครบองค์ประชุม" in words_of(opened(by, "scenarios", sheet)[1])
    world.meeting(sheet, present=1, absent=8)
    meeting = world.meeting(sheet)
    given = {"adopt-scenario": scenario.pk, "adopt-meeting": meeting.pk, "adopt-votes_against": "0"}
    browser, page = opened(by, "scenarios", sheet)
    data = {**form_of(page), "act": "adopt", **given, "adopt-text": "เลือก", "adopt-votes_for": "8"}
    page = browser.post(address("scenarios", sheet), data)
    assert (page.status_code, len(mistakes_of(page))) == (422, 1)
    assert Worksheet.objects.get(plan=sheet).scenario is None
    browser.post(address("scenarios", sheet), {**data, "adopt-votes_for": "7"})
    assert Worksheet.objects.get(plan=sheet).scenario == scenario
    assert "ตารางงานนี้จัดลำดับตามทางเลือก “หนึ่ง”" in words_of(opened(by, "ranking", sheet)[1])
    assert ranked_by_words(sheet).startswith("ตามทางเลือก “หนึ่ง”")
    page = sent(by, "ranking", sheet, act="rank", ceiling="9,000")
    assert page.status_code == 422


@pytest.mark.parametrize("name", ["ranking", "scenarios"])
def test_forty_entries_cost_as_many_questions_as_ten(world, name):
    world.draft(world.plan, 1)
    draft_proposals(plan=world.plan, drafts=[world.words(n) for n in range(2, 42)], by=world.secretary)
    plan, by, asked = world.gathered_district(), world.coordinator, []
    set_criteria(plan=plan, criteria=CRITERIA, by=by)
    lines = world.open_items(plan)
    for count in (10, 40):
        take_lines(plan=plan, line_ids=lines[:count], by=by)
        scores = {(line, code): 3 for line in lines[:count] for code in ("need", "ready")}
        score_lines(plan=plan, scores=scores, by=by)
        rank_entries(plan=plan, by=by)
        saved(world, plan, f"ลอง {count}")
        browser, _page = opened(by, name, plan)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(name, plan)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
