"""The worksheet as a district coordinator works on it: lines, scores, ranking, and the laying before the committee."""

import re
from decimal import Decimal

import pytest

from approvals.models import Criterion, Entry, Item, ItemShare, Worksheet
from approvals.verbs.worksheet import set_criteria, take_lines
from directory.models import Body
from proposals.drafts import BudgetDraft
from proposals.verbs.drafting import draft_proposals
from tests.approvals.scoring import agreed, scores_for
from tests.approvals.visits import (
    address,
    confirmed,
    form_of,
    looked,
    mistakes_of,
    opened,
    rows,
    sent,
    sent_twice,
    words_of,
)
from tests.cast import CRITERIA, TARGET_YEAR
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
PARTS = ("worksheet", "scores", "criteria", "ranking", "lay")


@pytest.fixture
def sheet(world):
    """The district's plan whose worksheet has just opened: of three councils a kept line and two more of each."""
    return world.gathered_district()


@pytest.fixture
def taken(world, sheet):
    """The same with all six lines taken in and two criteria set."""
    set_criteria(plan=sheet, criteria=CRITERIA, by=world.coordinator)
    take_lines(plan=sheet, line_ids=world.open_items(sheet), by=world.coordinator)
    return sheet


def answers(plan):
    return dict(Item.objects.filter(worksheet__plan=plan).exclude(answer="kept").values_list("line_id", "answer"))


# --- Lines ------------------------------------------------------------------------------------------------------------


def test_the_head_says_how_far_the_work_is(sheet, world):
    text = words_of(opened(world.coordinator, "worksheet", sheet)[1])
    assert "โครงการในตาราง 9" in text
    assert "ยังไม่ตัดสิน 6" in text
    assert "ชุมชนทำเอง 3" in text
    assert "ขอรวม (บาท) 18,000" in text


def test_ticked_lines_are_taken_in_after_a_look_and_the_way_leads_back_to_the_same_filter(sheet, world):
    first, second, *_rest = world.open_items(sheet)
    query = "?show=undecided&sort=asked"
    browser, page = looked(world.coordinator, sheet, "take", [first, second], query)
    assert "จะเปลี่ยน 2 รายการ ข้าม 0 (ยังไม่ได้บันทึก)" in words_of(page)
    assert set(answers(sheet).values()) == {""}
    data = {**form_of(page), "act": "take", "lines": [first, second], "confirm": "yes"}
    there = browser.post(address("bulk", sheet, query=query), data)
    assert there["location"] == address("worksheet", sheet, query=query)
    assert "เปลี่ยน 2 รายการแล้ว ข้าม 0" in words_of(browser.get(there["location"]))
    assert sorted(answers(sheet).values()) == ["", "", "", "", "take", "take"]
    assert browser.post(address("bulk", sheet, query=query), data)["location"] == there["location"]
    assert Entry.objects.filter(worksheet__plan=sheet).count() == 2


def test_every_button_that_changes_lines_leads_to_the_look_with_what_is_ticked(sheet, world):
    page = opened(world.coordinator, "worksheet", sheet, query="?show=all&sort=asked&after=0")[1].content.decode()
    there = address("bulk", sheet, query="?show=all&amp;sort=asked&amp;after=0")
    for act in ("take", "reopen", "merge", "answer"):
        assert f'name="act" value="{act}" formaction="{there}"' in page
        late = sent(world.coordinator, "worksheet", sheet, act=act, lines=world.open_items(sheet), title="รวม")
        assert late.status_code == 422  # the worksheet itself changes nothing
    assert set(answers(sheet).values()) == {""}
    _browser, page = looked(world.coordinator, sheet, "take", world.open_items(sheet)[:2])
    (button,) = re.findall(r"<button[^>]*name=\"confirm\"[^>]*>", page.content.decode())
    assert " autofocus " in button  # Enter confirms
    assert page.content.decode().count('<input type="hidden" name="lines"') == 2


def test_what_the_ticked_rows_leave_as_it_is_is_named_with_why(sheet, world):
    first, second, third, *_rest = world.open_items(sheet)
    take_lines(plan=sheet, line_ids=[first], by=world.coordinator)
    kept = Item.objects.filter(worksheet__plan=sheet, answer="kept").first()
    _browser, page = looked(world.coordinator, sheet, "take", [first, second, third, kept.line_id], "?show=all")
    text = words_of(page)
    assert "จะเปลี่ยน 2 รายการ ข้าม 2 (ยังไม่ได้บันทึก)" in text
    assert ("ข้าม 1 เพราะ รับเข้าแล้ว" in text, "ข้าม 1 เพราะ ชุมชนทำเอง" in text) == (True, True)


def test_lines_are_merged_under_a_name_of_their_own(sheet, world):
    first, second, *_rest = world.open_items(sheet)
    _browser, page = looked(world.coordinator, sheet, "merge", [first, second], title="")
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_title"' in text
    assert text.count('<details class="govuk-details" open>') == 1
    _browser, page = looked(world.coordinator, sheet, "merge", [first], title="ถนนร่วม")
    assert "ข้าม 1 เพราะ เหลือโครงการเดียว จึงไม่มีอะไรให้รวม" in words_of(page)
    assert 'name="confirm"' not in page.content.decode()
    assert not Entry.objects.exists()
    confirmed(world.coordinator, sheet, "merge", [first, second], title="ถนนร่วม <b>")
    entry = Entry.objects.get(worksheet__plan=sheet)
    assert (entry.title, entry.shares.count()) == ("ถนนร่วม <b>", 2)
    page = opened(world.coordinator, "worksheet", sheet, query="?show=taken")[1]
    assert "รวมในรายการที่ 1 “ถนนร่วม &lt;b&gt;”" in page.content.decode()


def test_lines_are_answered_with_a_reason_whose_words_stand_ready(sheet, world):
    first, second, third, *_rest = world.open_items(sheet)
    by = world.coordinator
    confirmed(by, sheet, "answer", [first], outcome="refused:duplicate")
    agency = Body.objects.get(code="agency")
    confirmed(
        by,
        sheet,
        "answer",
        [second, third],
        outcome="referred:taken_by_agency",
        reason="กรมรับไป",
        referred_to=agency.pk,
        referred_plan="แผนปฏิบัติราชการ 2572",
    )
    found = Item.objects.filter(line__in=[first, second, third]).order_by("line_id")
    assert list(found.values_list("answer", "reason_code", "reason", "referred_to", "referred_plan")) == [
        ("refused", "duplicate", "ซ้ำซ้อนกับโครงการที่ได้รับงบประมาณหรือดำเนินการแล้วเสร็จในพื้นที่เดียวกัน", None, ""),
        ("referred", "taken_by_agency", "กรมรับไป", agency.pk, "แผนปฏิบัติราชการ 2572"),
        ("referred", "taken_by_agency", "กรมรับไป", agency.pk, "แผนปฏิบัติราชการ 2572"),
    ]
    confirmed(by, sheet, "reopen", [first], "?show=answered")
    assert answers(sheet)[first] == ""


def test_a_referral_names_the_plan_and_an_answer_its_outcome(sheet, world):
    first, *_rest = world.open_items(sheet)
    _browser, page = looked(world.coordinator, sheet, "answer", [first], outcome="referred:taken_by_agency")
    assert (page.status_code, 'href="#id_referred_plan"' in page.content.decode()) == (422, True)
    _browser, page = looked(world.coordinator, sheet, "answer", [first])
    assert (page.status_code, 'href="#id_outcome"' in page.content.decode()) == (422, True)
    assert set(answers(sheet).values()) == {""}


def test_nothing_ticked_is_nothing_and_not_all_that_the_filter_shows(sheet, world):
    _browser, page = looked(world.coordinator, sheet, "take", [])
    assert (page.status_code, mistakes_of(page)) == (422, ["รายการที่เลือก: ต้องเลือกอย่างน้อยหนึ่งรายการ"])
    browser, page = looked(world.coordinator, sheet, "take", ["x", "9" * 30])
    assert page.status_code == 422
    assert looked(world.coordinator, sheet, "explode", world.open_items(sheet))[1].status_code == 422
    data = {**form_of(page), "act": "take", "confirm": "yes"}
    assert browser.post(address("bulk", sheet), data).status_code in {409, 422}
    assert set(answers(sheet).values()) == {""}


def test_filters_are_addresses(sheet, world):
    def shown(query):
        page = opened(world.coordinator, "worksheet", sheet, query=query)[1]
        assert page.status_code == 200
        return page.content.decode().count("data-row>")

    assert shown("") == 6
    assert shown("?show=kept") == 3
    assert shown("?show=all") == 9
    assert shown("?show=all&q=โครงการที่ 2") == 3
    assert shown(f"?show=all&area={world.plan.area_id}") == 3
    assert shown("?show=nonsense&sort=nonsense&page=999") == 6
    assert "ไม่มีโครงการตามที่กรอง" in words_of(opened(world.coordinator, "worksheet", sheet, query="?q=%3Cscript%3E")[1])


def test_a_line_is_split_to_the_satang(sheet, world):
    line = Item.objects.filter(worksheet__plan=sheet, asked=3000, answer="").first().line_id
    page = opened(world.coordinator, "split", sheet, line)[1]
    assert 'value="1,500"' in page.content.decode()
    uneven = rows("parts", {"title": "ระยะที่ 1", "asked": "1,000.50"}, {"title": "ระยะที่ 2", "asked": "๒,๐๐๐"})
    page = sent(world.coordinator, "split", sheet, line, **uneven)
    assert page.status_code == 422
    assert "ยอดของทุกส่วนต้องรวมเป็น 3000.00 บาท" in words_of(page)
    nameless = rows("parts", {"title": "", "asked": "1000"}, {"title": "ระยะที่ 2", "asked": "2000"})
    page = sent(world.coordinator, "split", sheet, line, **nameless)
    assert (page.status_code, 'href="#id_parts-0-title"' in page.content.decode()) == (422, True)
    even = rows("parts", {"title": "ระยะที่ 1", "asked": "1,000.50"}, {"title": "ระยะที่ 2", "asked": "1999.50"}, {})
    first, second = sent_twice(world.coordinator, "split", sheet, line, **even)
    assert first["location"] == second["location"] == address("worksheet", sheet)
    shares = ItemShare.objects.filter(item__line=line).order_by("entry__number")
    assert list(shares.values_list("entry__title", "asked")) == [
        ("ระยะที่ 1", Decimal("1000.50")),
        ("ระยะที่ 2", Decimal("1999.50")),
    ]
    assert (
        opened(world.coordinator, "split", sheet, world.lines(world.far_plan and world.plan)[0].pk + 999)[1].status_code
        == 404
    )


# --- Ranking and laying -----------------------------------------------------------------------------------------------


def test_ranking_draws_the_line_where_the_money_ends(taken, world):
    page = sent(world.coordinator, "ranking", taken, act="rank", ceiling="5,000")
    assert page.status_code == 422
    assert len([m for m in mistakes_of(page) if "ยังไม่ได้ให้คะแนนครบทุกเกณฑ์" in m]) == 6
    assert Worksheet.objects.get(plan=taken).ceiling is None
    given = scores_for(taken)
    given[next(iter(given))] = "4"
    sent(world.coordinator, "scores", taken, **given, **agreed(world, taken))
    sent(world.coordinator, "ranking", taken, act="rank", ceiling="๗,๐๐๐")
    ranked = Entry.objects.filter(worksheet__plan=taken).order_by("rank").values_list("rank", "within_ceiling")
    assert list(ranked)[:4] == [(1, True), (2, True), (3, False), (4, False)]
    page = opened(world.coordinator, "ranking", taken)[1]
    text = words_of(page)
    assert "กรอบวงเงิน 7,000 บาท สิ้นสุดตรงนี้" in text
    assert text.count("สิ้นสุดตรงนี้") == 1
    assert "อยู่ในกรอบ (บาท) 5,000" in text


def test_a_ceiling_is_baht_or_is_named(taken, world):
    for wrong in ("-1", "หนึ่งล้าน", "1.234", "9999999999999"):
        page = sent(world.coordinator, "ranking", taken, act="ceiling", ceiling=wrong)
        assert (page.status_code, 'href="#id_ceiling"' in page.content.decode()) == (422, True)
    assert sent(world.coordinator, "ranking", taken, act="ceiling", ceiling="").status_code == 422
    sent(world.coordinator, "ranking", taken, act="ceiling", ceiling="1,250,000.50")
    assert Worksheet.objects.get(plan=taken).ceiling == Decimal("1250000.50")


def test_laying_says_what_is_missing_and_then_makes_the_version(sheet, world):
    by = world.coordinator
    page = opened(by, "lay", sheet)[1]
    assert "6 โครงการยังไม่มีผลการพิจารณา" in words_of(page)
    assert sent(by, "lay", sheet).status_code == 422
    confirmed(by, sheet, "take", world.open_items(sheet))
    sent(by, "criteria", sheet, **rows("criteria", {"code": "need", "name": "จำเป็น", "weight": "100"}))
    text = words_of(opened(by, "lay", sheet)[1])
    assert "6 รายการให้คะแนนไม่ครบ" in text
    assert "6 รายการยังไม่ได้จัดลำดับ" in text
    criterion = Criterion.objects.get()
    scores = {f"s-{line}-{criterion.pk}": "3" for line in answers(sheet)}
    sent(by, "scores", sheet, **scores, **agreed(world, sheet))
    sent(by, "ranking", sheet, act="rank", ceiling="")
    first, second = sent_twice(by, "lay", sheet)
    assert first["location"] == second["location"] == address("lay", sheet)
    laid = Worksheet.objects.get(plan=sheet).laid_version
    assert laid is not None
    assert laid.plan_lines.count() == 6
    text = words_of(opened(by, "lay", sheet)[1])
    assert f"บัญชีฉบับที่ {laid.number} พร้อมให้ที่ประชุมลงมติแล้ว" in text
    confirmed(by, sheet, "reopen", [next(iter(answers(sheet)))], "?show=taken")
    assert Worksheet.objects.get(plan=sheet).laid_version is None


# --- Who, when, how much ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("leader", 404),
        ("other_coordinator", 404),
        ("stranger", 404),
        ("agency", 404),
        ("provincial_officer", 403),
        ("governor", 403),
        ("district_chair", 200),
        ("chief", 200),
    ],
)
def test_only_those_who_write_the_plan_work_on_its_worksheet(sheet, world, part, who, status):
    browser = browser_of(getattr(world, who))
    assert browser.get(address(part, sheet)).status_code == status
    if status != 200:
        assert browser.post(address(part, sheet), {"act": "take"}).status_code == status
        assert set(answers(sheet).values()) == {""}


def test_integration_is_the_provinces(sheet, world):
    assert opened(world.coordinator, "integration", sheet)[1].status_code == 404


def test_before_the_gathering_ends_the_way_leads_to_the_plan(world):
    plan = world.district_plan
    browser, page = opened(world.coordinator, "worksheet", plan)
    assert page["location"] == f"/plans/{plan.reference}/"
    assert browser.post(address("worksheet", plan), {"act": "take"}).status_code in {404, 409, 422}


def test_a_closed_worksheet_is_only_read(world):
    plan = world.resolved_district()
    line = Item.objects.filter(worksheet__plan=plan, answer="take").first().line_id
    for part in PARTS[:2]:
        page = opened(world.coordinator, part, plan, query="?show=all")[1]
        main = page.content.decode().partition("<main")[2]
        assert "ตารางงานนี้ปิดแล้ว ดูได้อย่างเดียว" in words_of(page)
        assert 'type="checkbox"' not in main
        assert 'prasan-score"' not in main
    browser, page = looked(world.coordinator, plan, "reopen", [line], "?show=all")
    assert 'name="confirm"' not in page.content.decode()
    late = {"act": "reopen", "lines": [line], "looked": "0", "confirm": "yes"}
    assert browser.post(address("bulk", plan), late).status_code == 409


def test_three_hundred_lines_come_page_by_page_light_and_quick(world, django_assert_max_num_queries):
    words = [
        world.words(
            n,
            title=f"ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านที่ {n} " * 3,
            strategy=f"ยุทธศาสตร์ที่ {n % 4}",
            budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(100_000 + n))],
        )
        for n in range(2, 302)
    ]
    draft_proposals(plan=world.plan, drafts=words, by=world.secretary)
    plan = world.gathered_district()
    browser = browser_of(world.coordinator)
    gzip = {"accept-encoding": "gzip"}

    def measured(part, query=""):
        with django_assert_max_num_queries(12):
            page = browser.get(address(part, plan, query=query), headers=gzip)
        assert page.status_code == 200
        assert len(page.content) < 120_000
        return browser.get(address(part, plan, query=query)).content.decode()

    assert measured("worksheet").count('name="lines"') == 50
    assert measured("worksheet", "?sort=asked&by=strategy&from=100,290").count('name="lines"') == 12
    take_lines(plan=plan, line_ids=world.open_items(plan), by=world.coordinator)
    set_criteria(plan=plan, criteria=[*CRITERIA], by=world.coordinator)
    assert measured("worksheet", "?show=taken").count('name="lines"') == 50
    assert measured("scores").count('prasan-score"') == 200
    sent(world.coordinator, "scores", plan, **scores_for(plan), **agreed(world, plan))
    sent(world.coordinator, "ranking", plan, act="rank", ceiling="5,000,000")
    assert "สิ้นสุดตรงนี้" in measured("ranking")
    measured("lay")
    measured("criteria")
