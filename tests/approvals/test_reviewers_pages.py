"""The pages of criteria, scorers, reviewers and standing back, as people of a desk and scorers use them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.assessments import list_for
from approvals.models import Assignment, GivenScore, LineCheck, Recusal, Score, Scorer, Worksheet
from approvals.verbs.blind import appoint_scorers, close_scoring, score_alone
from approvals.verbs.worksheet import set_criteria, take_lines
from proposals.models import WorkClass
from tests.approvals.visits import address, form_of, mistakes_of, opened, rows, sent, words_of
from tests.cast import CRITERIA
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
WORDS = {f"d{score}": f"เมื่อ {score}" for score in range(5)}


def criteria_page(world):
    browser = browser_of(world.provincial_officer)
    page = reverse("assessment_list", args=[world.province.pk, "criteria"])
    return browser, page, form_of(browser.get(page))


def test_an_officer_looks_at_what_a_new_version_changes_and_then_sets_it(world):
    browser, page, hidden = criteria_page(world)
    items = rows("items", {"code": "urgency", "name": "ความเร่งด่วน", "weight": "100", "reference": "", **WORDS})
    given = {**hidden, **items, "reference": "มติ ก.บ.จ. 1/2569", "scoring": "alone"}
    looked = browser.post(page, {**given, "act": "look"})
    assert looked.status_code == 200
    assert "25 → 100" in words_of(looked)
    assert list_for("criteria", world.cycle).province_id is None
    assert browser.post(page, {**given, "act": "set"})["location"] == reverse("assessments")
    own = list_for("criteria", world.cycle)
    world.cycle.refresh_from_db()
    assert (own.reference, own.items[0]["weight"], world.cycle.scoring) == ("มติ ก.บ.จ. 1/2569", 100, "alone")
    assert "มติ ก.บ.จ. 1/2569" in words_of(browser.get(reverse("assessments")))


def test_weights_that_do_not_sum_come_back_with_the_reason_and_set_nothing(world):
    browser, page, hidden = criteria_page(world)
    items = rows("items", {"code": "", "name": "ก", "weight": "90", "reference": "", **WORDS})
    answer = browser.post(page, {**hidden, **items, "reference": "", "scoring": "alone", "act": "set"})
    assert answer.status_code == 422
    assert "น้ำหนักทุกเกณฑ์รวมกันต้องเป็น 100 ตอนนี้รวมได้ 90" in words_of(answer)
    world.cycle.refresh_from_db()
    assert (list_for("criteria", world.cycle).province_id, world.cycle.scoring) == (None, "consensus")


@pytest.fixture
def alone(world):
    """A worksheet to be scored alone, with all its lines taken in."""
    world.gathered_district()
    plan = world.district_plan
    Worksheet.objects.filter(plan=plan).update(scoring="alone")
    set_criteria(plan=plan, criteria=CRITERIA, by=world.coordinator)
    world.to_score = world.open_items(plan)
    take_lines(plan=plan, line_ids=world.to_score, by=world.coordinator)
    return world


def test_scorers_are_appointed_score_on_their_own_page_and_are_excused_by_name(alone):
    plan, by = alone.district_plan, alone.coordinator
    offices = [alone.agency.office.pk, alone.district_chair.office.pk]
    assert sent(by, "scorers", plan, act="appoint", offices=offices).status_code == 302
    assert Scorer.objects.count() == 2
    assert address("score_alone", plan) in browser_of(alone.agency).get(reverse("inbox")).content.decode()
    criteria = plan.worksheet.criteria.values_list("pk", flat=True)
    cells = {f"s-{line}-{criterion}": "3" for line in alone.to_score for criterion in criteria}
    assert sent(alone.agency, "score_alone", plan, **cells).status_code == 302
    page = sent(by, "scorers", plan, act="close")
    assert page.status_code == 422
    assert "ขาด 6 จาก 6 โครงการ" in words_of(page)
    assert mistakes_of(sent(by, "scorers", plan, act="excuse", reason="ลา")) == ["ยกเว้นผู้ใด: ต้องเลือกตำแหน่งที่ยกเว้น"]
    office = alone.district_chair.office.pk
    sent(by, "scorers", plan, act="excuse", office=office, reason="ลาป่วย")
    assert "ยกเว้น : ลาป่วย" in words_of(opened(by, "scorers", plan)[1]).replace("ยกเว้น:", "ยกเว้น :")
    assert sent(by, "scorers", plan, act="close").status_code == 302
    assert set(Score.objects.values_list("value", flat=True)) == {3}


def test_nobody_sees_anothers_score_until_it_is_closed(alone):
    plan, by = alone.district_plan, alone.coordinator
    appoint_scorers(plan=plan, offices=[alone.agency.office, alone.chief.office], by=by)
    scores = {(line, code): 4 for line in alone.to_score for code in ("need", "ready")}
    score_alone(plan=plan, scores=scores, by=alone.agency)
    for who, name in ((by, "scorers"), (by, "scores"), (alone.chief, "score_alone"), (alone.chief, "scores")):
        page = opened(who, name, plan)[1].content.decode()
        assert " selected>4<" not in page
        assert 'data-label="ความจำเป็น">4' not in page
    assert " selected>4<" in opened(alone.agency, "score_alone", plan)[1].content.decode()
    score_alone(plan=plan, scores=dict.fromkeys(scores, 1), by=alone.chief)
    close_scoring(plan=plan, by=by)
    text = words_of(opened(by, "scores", plan)[1])
    assert ("1–4 จาก 2 คน" in text, "2.50" in text) == (True, True)


def test_an_outsider_finds_no_page_to_score_on(alone):
    plan = alone.district_plan
    for who in (alone.agency, alone.other_coordinator, alone.coordinator, alone.stranger):
        assert opened(who, "score_alone", plan)[1].status_code == 404
    assert not GivenScore.objects.exists()


def test_a_scorer_who_stands_back_is_not_offered_the_line(alone):
    plan = alone.district_plan
    appoint_scorers(plan=plan, offices=[alone.agency.office], by=alone.coordinator)
    reference = plan.worksheet.items.get(line=alone.to_score[0]).line.proposal.reference
    answer = sent(alone.agency, "stand_back", plan, references=reference.lower(), reason="ผู้รับจ้างเป็นญาติ")
    assert answer.status_code == 302
    assert Recusal.objects.get().line_id == alone.to_score[0]
    page = opened(alone.agency, "score_alone", plan)[1]
    assert (reference in page.content.decode(), "มี 1 โครงการที่ท่านมีส่วนได้เสีย" in words_of(page)) == (False, True)
    assert "ผู้รับจ้างเป็นญาติ" in words_of(opened(alone.coordinator, "stand_back", plan)[1])


def test_a_reference_that_is_not_in_the_plan_is_named(world):
    plan = world.ready_to_decide(world.plan)
    page = sent(world.coordinator, "stand_back", plan, references="2572-XX", reason="ญาติ")
    assert mistakes_of(page) == ["รหัสโครงการ: ไม่มีโครงการรหัส 2572-XX ในแผนนี้"]


@pytest.fixture
def desk(world):
    """The leader's plan under review, with its two lines that are not the community's own."""
    world.ready_to_decide(world.plan)
    world.to_review = [row.line_id for row in world.rows(world.plan) if row.work_class != WorkClass.SELF]
    world.own = next(row.line_id for row in world.rows(world.plan) if row.work_class == WorkClass.SELF)
    return world


def test_a_coordinator_looks_at_a_rule_shares_out_and_assigns_by_hand(desk):
    plan, by = desk.plan, desk.coordinator
    offices = [by.office.pk, desk.chief.office.pk]
    page = sent(by, "assign", plan, act="look", rule="in_turn", offices=offices)
    assert (page.status_code, "ถ้าแบ่ง จะได้ดังนี้" in words_of(page)) == (200, True)
    assert not Assignment.objects.exists()
    assert sent(by, "assign", plan, act="share", rule="in_turn", offices=offices).status_code == 302
    assert Assignment.objects.filter(office=desk.chief.office).count() == 1
    sent(by, "assign", plan, act="assign", lines=desk.to_review, office=desk.chief.office.pk)
    inbox = browser_of(desk.chief).get(reverse("inbox"))
    assert "ตรวจ 2 โครงการ" in words_of(inbox)
    shown = words_of(opened(by, "assign", plan)[1])
    assert ("ค้าง 2 รายการ" in shown, "รอใคร" in shown) == (True, True)
    sent(desk.chief, "assign", plan, act="done", lines=desk.to_review)
    assert "ตรวจ 2 โครงการ" not in words_of(browser_of(desk.chief).get(reverse("inbox")))
    assert mistakes_of(sent(by, "assign", plan, act="assign", lines=desk.to_review)) == ["ต้องเลือกว่ามอบให้ตำแหน่งใด"]


def test_the_six_tests_of_one_project_are_answered_and_finish_its_review(desk):
    plan, by = desk.plan, desk.coordinator
    handed_up = desk.to_review[0]
    sent(by, "assign", plan, act="assign", lines=[handed_up], office=by.office.pk)
    codes = [item["code"] for item in list_for("beyond_capacity", desk.cycle).items]
    answers = {f"check_{code}": "no" for code in codes}
    wrong = sent(by, "line_check", plan, handed_up, **{**answers, f"check_{codes[0]}": ""})
    assert wrong.status_code == 422
    assert sent(by, "line_check", plan, handed_up, **answers, note="อบต. ทำเองได้").status_code == 302
    check = LineCheck.objects.get()
    assert (check.answers, check.office) == (dict.fromkeys(codes, False), by.office)
    assert Assignment.objects.get().done_at is not None


def test_a_check_that_is_answered_again_leaves_what_was_answered_before_on_the_lines_page(desk):
    plan, by, handed_up = desk.plan, desk.coordinator, desk.to_review[0]
    used = list_for("beyond_capacity", desk.cycle)
    yes, no = ({f"check_{item['code']}": answer for item in used.items} for answer in ("yes", "no"))
    sent(by, "line_check", plan, handed_up, **no, note="อบต. ทำเองได้")
    assert "ผลตรวจก่อนหน้านี้" not in words_of(opened(by, "line_check", plan, handed_up)[1])
    sent(desk.chief, "line_check", plan, handed_up, **yes, note="ข้ามเขตตำบล")
    before, now = LineCheck.objects.order_by("pk")
    assert (before.office, set(before.answers.values()), before.note) == (by.office, {False}, "อบต. ทำเองได้")
    assert (now.office, set(now.answers.values()), now.note) == (desk.chief.office, {True}, "ข้ามเขตตำบล")
    events = Event.objects.filter(verb="check_line").order_by("pk")
    assert [event.facts["check"] for event in events] == [before.pk, now.pk]
    page = opened(by, "line_check", plan, handed_up)[1]
    (earlier,) = page.context["earlier"]
    assert (earlier.check, earlier.answers) == (before, [(item["text"], False) for item in used.items])
    assert page.context["check"] == now
    assert f"ผลตรวจก่อนหน้านี้ (1) {by.office}" in words_of(page)
    for change in (lambda: LineCheck.objects.update(note="x"), before.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_the_community_does_itself_is_shown_and_never_asked_about(desk):
    page = opened(desk.coordinator, "line_check", desk.plan, desk.own)[1]
    assert "ชุมชนทำเอง แสดงไว้ให้เห็น" in words_of(page)
    assert "<textarea" not in page.content.decode()
    assert f'name="lines" value="{desk.own}"' not in opened(desk.coordinator, "assign", desk.plan)[1].content.decode()


def test_kept_lines_stand_on_the_worksheets_page_and_on_no_page_of_scores(alone):
    plan = alone.district_plan
    appoint_scorers(plan=plan, offices=[alone.agency.office], by=alone.coordinator)
    kept = plan.worksheet.items.filter(answer="kept").select_related("line__proposal")
    references = [item.line.proposal.reference for item in kept]
    shown = opened(alone.coordinator, "worksheet", plan, query="?show=kept")[1].content.decode()
    assert [reference in shown for reference in references] == [True] * 3
    for who, name in ((alone.coordinator, "scores"), (alone.agency, "score_alone"), (alone.coordinator, "assign")):
        text = opened(who, name, plan)[1].content.decode()
        assert not any(reference in text for reference in references)


def test_pages_cost_few_queries(alone, django_assert_max_num_queries):
    plan = alone.district_plan
    appoint_scorers(plan=plan, offices=[alone.agency.office], by=alone.coordinator)
    for who, name in ((alone.coordinator, "assign"), (alone.coordinator, "stand_back")):
        browser = browser_of(who)
        browser.get(address(name, plan))
        with django_assert_max_num_queries(14):  # twelve of the page, and the session
            browser.get(address(name, plan))
