"""The worksheet as a district coordinator works on it: lines, scores, ranking, and the laying before the committee."""

from decimal import Decimal

import pytest

from approvals.models import Criterion, Entry, Item, ItemShare, Score, Worksheet
from approvals.verbs.worksheet import set_criteria, take_lines
from directory.models import Body
from proposals.drafts import BudgetDraft
from proposals.verbs.drafting import draft_proposals
from tests.approvals.visits import address, form_of, mistakes_of, opened, rows, sent, sent_twice, words_of
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


def scores_for(plan, need="3", ready="2"):
    values = {"need": need, "ready": ready}
    criteria = Criterion.objects.filter(worksheet__plan=plan)
    lines = Item.objects.filter(worksheet__plan=plan, answer="take").values_list("line_id", flat=True)
    return {f"s-{line}-{criterion.pk}": values[criterion.code] for line in lines for criterion in criteria}


# --- Lines ------------------------------------------------------------------------------------------------------------


def test_the_head_says_how_far_the_work_is(sheet, world):
    text = words_of(opened(world.coordinator, "worksheet", sheet)[1])
    assert "โครงการในตาราง 9" in text
    assert "ยังไม่ตัดสิน 6" in text
    assert "ชุมชนทำเอง 3" in text
    assert "ขอรวม (บาท) 18,000" in text


def test_ticked_lines_are_taken_in_and_the_way_leads_back_to_the_same_filter(sheet, world):
    first, second, *_rest = world.open_items(sheet)
    query = "?show=undecided&sort=asked"
    browser, page = opened(world.coordinator, "worksheet", sheet, query=query)
    data = {**form_of(page), "act": "take", "lines": [first, second]}
    there = browser.post(address("worksheet", sheet, query=query), data)
    assert there["location"] == address("worksheet", sheet, query=query)
    assert "รับเข้า 2 รายการ" in words_of(browser.get(there["location"]))
    assert sorted(answers(sheet).values()) == ["", "", "", "", "take", "take"]
    assert browser.post(address("worksheet", sheet, query=query), data)["location"] == there["location"]
    assert Entry.objects.filter(worksheet__plan=sheet).count() == 2


def test_all_that_the_filter_shows_is_taken_in_at_once(sheet, world):
    area = world.plan.area_id
    sent(world.coordinator, "worksheet", sheet, query=f"?area={area}", act="take_all")
    taken = Item.objects.filter(worksheet__plan=sheet, answer="take").values_list("line__plan__area", flat=True)
    assert list(taken) == [area, area]


def test_lines_are_merged_under_a_name_of_their_own(sheet, world):
    first, second, *_rest = world.open_items(sheet)
    page = sent(world.coordinator, "worksheet", sheet, act="merge", lines=[first, second], title="")
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_title"' in text
    assert text.count('type="checkbox" name="lines"') == 6
    assert text.count(" checked>") == 2
    assert '<details class="govuk-details" open>' in text
    sent(world.coordinator, "worksheet", sheet, act="merge", lines=[first, second], title="ถนนร่วม <b>")
    entry = Entry.objects.get(worksheet__plan=sheet)
    assert (entry.title, entry.shares.count()) == ("ถนนร่วม <b>", 2)
    page = opened(world.coordinator, "worksheet", sheet, query="?show=taken")[1]
    assert "รวมในรายการที่ 1 “ถนนร่วม &lt;b&gt;”" in page.content.decode()


def test_lines_are_answered_with_a_reason_whose_words_stand_ready(sheet, world):
    first, second, third, *_rest = world.open_items(sheet)
    by = world.coordinator
    sent(by, "worksheet", sheet, act="answer", lines=[first], outcome="refused:duplicate")
    agency = Body.objects.get(code="agency")
    sent(
        by,
        "worksheet",
        sheet,
        act="answer",
        lines=[second, third],
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
    sent(by, "worksheet", sheet, query="?show=answered", act="reopen", lines=[first])
    assert answers(sheet)[first] == ""


def test_a_referral_names_the_plan_and_an_answer_its_outcome(sheet, world):
    first, *_rest = world.open_items(sheet)
    page = sent(world.coordinator, "worksheet", sheet, act="answer", lines=[first], outcome="referred:taken_by_agency")
    assert (page.status_code, 'href="#id_referred_plan"' in page.content.decode()) == (422, True)
    page = sent(world.coordinator, "worksheet", sheet, act="answer", lines=[first])
    assert (page.status_code, 'href="#id_outcome"' in page.content.decode()) == (422, True)
    assert set(answers(sheet).values()) == {""}


def test_nothing_ticked_and_what_is_kept_are_named(sheet, world):
    page = sent(world.coordinator, "worksheet", sheet, act="take")
    assert mistakes_of(page) == ["รายการที่เลือก: ต้องเลือกอย่างน้อยหนึ่งรายการ"]
    assert 'href="#id_lines_0"' in page.content.decode()
    kept = Item.objects.filter(worksheet__plan=sheet, answer="kept").first()
    page = sent(world.coordinator, "worksheet", sheet, act="take", lines=[kept.line_id])
    assert (page.status_code, "ชุมชนทำเอง" in mistakes_of(page)[0]) == (422, True)
    page = sent(world.coordinator, "worksheet", sheet, act="take", lines=["x", "9" * 30])
    assert page.status_code == 422
    assert sent(world.coordinator, "worksheet", sheet, act="explode", lines=[kept.line_id]).status_code == 422


def test_filters_are_addresses(sheet, world):
    def shown(query):
        page = opened(world.coordinator, "worksheet", sheet, query=query)[1]
        assert page.status_code == 200
        return page.content.decode().count('<tr class="govuk-table__row">') - 1

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


# --- Criteria and scores ----------------------------------------------------------------------------------------------


def test_criteria_begin_with_the_usual_ones_and_a_new_one_gets_a_code(sheet, world):
    page = opened(world.coordinator, "criteria", sheet)[1]
    assert 'name="criteria-4-name"' in page.content.decode()
    assert "confirmed" not in page.content.decode()
    given = rows(
        "criteria",
        {"code": "urgency", "name": "ความเร่งด่วน", "weight": "๒๕", "d4": "ร้ายแรง"},
        {"code": "", "name": "ความพร้อม", "weight": "75"},
        {"code": "participation", "name": "", "weight": ""},
    )
    assert sent(world.coordinator, "criteria", sheet, **given)["location"] == address("scores", sheet)
    found = Criterion.objects.filter(worksheet__plan=sheet).values_list("code", "name", "weight", "descriptors")
    assert list(found) == [("urgency", "ความเร่งด่วน", 25, {"4": "ร้ายแรง"}), ("criterion-1", "ความพร้อม", 75, {})]


def test_a_weight_below_one_is_named_at_its_row(sheet, world):
    copied = list(Criterion.objects.values_list("code", flat=True))
    given = rows("criteria", {"code": "a", "name": "ก", "weight": "100"}, {"code": "b", "name": "ข", "weight": "0"})
    page = sent(world.coordinator, "criteria", sheet, **given)
    assert (page.status_code, 'href="#id_criteria-1-weight"' in page.content.decode()) == (422, True)
    page = sent(world.coordinator, "criteria", sheet, **rows("criteria", {"code": "", "name": "", "weight": ""}))
    assert (page.status_code, "ต้องมีเกณฑ์อย่างน้อยหนึ่งข้อ" in words_of(page)) == (422, True)
    assert list(Criterion.objects.values_list("code", flat=True)) == copied


def test_other_criteria_ask_whether_the_scores_may_go(taken, world):
    sent(world.coordinator, "scores", taken, **scores_for(taken))
    given = rows("criteria", {"code": "need", "name": "ความจำเป็น", "weight": "100"})
    page = sent(world.coordinator, "criteria", taken, **given)
    assert (page.status_code, 'href="#id_confirmed"' in page.content.decode()) == (422, True)
    assert "ให้คะแนนไว้แล้ว 12 คะแนน" in words_of(page)
    assert Score.objects.count() == 12
    assert sent(world.coordinator, "criteria", taken, **given, confirmed="on").status_code == 302
    assert Score.objects.count() == 0


def test_scores_are_saved_page_by_page_and_only_what_was_changed(taken, world):
    page = sent(world.coordinator, "scores", taken, **scores_for(taken))
    assert page["location"] == address("scores", taken)
    stored = sorted((code, int(value)) for code, value in Score.objects.values_list("criterion__code", "value"))
    assert stored == [("need", 3)] * 6 + [("ready", 2)] * 6
    given = scores_for(taken)
    browser, page = opened(world.coordinator, "scores", taken)
    one, other = list(given)[:2]
    sent(world.chief, "scores", taken, **{**given, other: "0"})
    browser.post(address("scores", taken), {**form_of(page), **given, one: "4"})
    now = {f"s-{s.line_id}-{s.criterion_id}": int(s.value) for s in Score.objects.all()}
    assert (now[one], now[other]) == (4, 0)  # the chief's score is not overwritten by what was on the page before


def test_a_score_off_the_scale_or_for_nothing_is_refused(taken, world):
    name = next(iter(scores_for(taken)))
    for wrong in ("5", "-1", "x", "99999999999999999999"):
        assert sent(world.coordinator, "scores", taken, **{name: wrong}).status_code == 422
    page = sent(world.coordinator, "scores", taken)
    assert mistakes_of(page) == ["ยังไม่ได้เปลี่ยนคะแนนใดในหน้านี้"]
    assert not Score.objects.exists()


def test_scores_for_criteria_that_are_no_more_are_a_conflict(taken, world):
    browser, page = opened(world.coordinator, "scores", taken)
    data = {**form_of(page), **scores_for(taken)}
    set_criteria(plan=taken, criteria=CRITERIA, by=world.chief)
    late = browser.post(address("scores", taken), data)
    assert late.status_code == 409
    assert str(world.chief.user) in words_of(late)


def test_the_unscored_are_found_by_their_address(taken, world):
    given = scores_for(taken)
    sent(world.coordinator, "scores", taken, **dict(list(given.items())[:4]))
    page = opened(world.coordinator, "scores", taken, query="?show=undecided")[1]
    assert page.content.decode().count('<select class="govuk-select prasan-score"') == 8


# --- Ranking and laying -----------------------------------------------------------------------------------------------


def test_ranking_draws_the_line_where_the_money_ends(taken, world):
    page = sent(world.coordinator, "ranking", taken, act="rank", ceiling="5,000")
    assert page.status_code == 422
    assert len([m for m in mistakes_of(page) if "ยังไม่ได้ให้คะแนนครบทุกเกณฑ์" in m]) == 6
    assert Worksheet.objects.get(plan=taken).ceiling is None
    given = scores_for(taken)
    given[next(iter(given))] = "4"
    sent(world.coordinator, "scores", taken, **given)
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
    sent(by, "worksheet", sheet, act="take_all")
    sent(by, "criteria", sheet, **rows("criteria", {"code": "need", "name": "จำเป็น", "weight": "100"}))
    text = words_of(opened(by, "lay", sheet)[1])
    assert "6 รายการให้คะแนนไม่ครบ" in text
    assert "6 รายการยังไม่ได้จัดลำดับ" in text
    criterion = Criterion.objects.get()
    scores = {f"s-{line}-{criterion.pk}": "3" for line in answers(sheet)}
    sent(by, "scores", sheet, **scores)
    sent(by, "ranking", sheet, act="rank", ceiling="")
    first, second = sent_twice(by, "lay", sheet)
    assert first["location"] == second["location"] == address("lay", sheet)
    laid = Worksheet.objects.get(plan=sheet).laid_version
    assert laid is not None
    assert laid.plan_lines.count() == 6
    text = words_of(opened(by, "lay", sheet)[1])
    assert f"บัญชีฉบับที่ {laid.number} พร้อมให้ที่ประชุมลงมติแล้ว" in text
    sent(by, "worksheet", sheet, query="?show=taken", act="reopen", lines=[next(iter(answers(sheet)))])
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
        assert browser.post(address(part, sheet), {"act": "take_all"}).status_code == status
        assert set(answers(sheet).values()) == {""}


def test_integration_is_the_provinces(sheet, world):
    assert opened(world.coordinator, "integration", sheet)[1].status_code == 404


def test_before_the_gathering_ends_the_way_leads_to_the_plan(world):
    plan = world.district_plan
    browser, page = opened(world.coordinator, "worksheet", plan)
    assert page["location"] == f"/plans/{plan.reference}/"
    assert browser.post(address("worksheet", plan), {"act": "take_all"}).status_code in {404, 409, 422}


def test_a_closed_worksheet_is_only_read(world):
    plan = world.resolved_district()
    line = Item.objects.filter(worksheet__plan=plan, answer="take").first().line_id
    for part in PARTS[:2]:
        page = opened(world.coordinator, part, plan, query="?show=all")[1]
        main = page.content.decode().partition("<main")[2]
        assert "ตารางงานนี้ปิดแล้ว ดูได้อย่างเดียว" in words_of(page)
        assert 'type="checkbox"' not in main
        assert 'prasan-score"' not in main
    page = sent(world.coordinator, "worksheet", plan, query="?show=all", act="reopen", lines=[line])
    assert page.status_code == 409


def test_three_hundred_lines_are_a_hundred_a_page_light_and_quick(world, django_assert_max_num_queries):
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

    assert measured("worksheet").count('name="lines"') == 100
    assert measured("worksheet", "?page=4&sort=asked").count('name="lines"') == 4
    sent(world.coordinator, "worksheet", plan, act="take_all")
    set_criteria(plan=plan, criteria=[*CRITERIA], by=world.coordinator)
    assert measured("worksheet", "?show=taken&page=2").count('name="lines"') == 100
    assert measured("scores").count('prasan-score"') == 200
    sent(world.coordinator, "scores", plan, **scores_for(plan))
    sent(world.coordinator, "ranking", plan, act="rank", ceiling="5,000,000")
    assert "สิ้นสุดตรงนี้" in measured("ranking")
    measured("lay")
    measured("criteria")
