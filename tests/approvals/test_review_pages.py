"""The pages of a plan under review, as a district coordinator walks through them."""

import json
from datetime import date

import pytest
from django.conf import settings

from approvals.assessments import checks_for
from approvals.models import Screening
from documents.models import Document
from proposals.models import Decision, PlanState, Remark
from proposals.verbs.drafting import edit_proposal
from tests.approvals.visits import address, form_of, mistakes_of, opened, rows, sent, sent_twice, words_of
from tests.cast import version_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
DUE = {"due_day": "15", "due_month": "12", "due_year": "2569"}
CHECKS = [check["code"] for check in json.loads((settings.BASE_DIR / "fixtures/screening.json").read_text("utf-8"))]
PASSED = {f"check_{code}": "yes" for code in CHECKS}
REVIEW_PAGES = ("open_review", "screen", "return", "accept", "waive")


@pytest.fixture
def ready(world):
    """The council's plan, screened and answered by its LAO: it waits for its decision."""
    return world.ready_to_decide(world.plan)


def state(world, plan):
    return world.fresh(plan).state


def test_a_coordinator_walks_from_the_received_plan_to_its_acceptance(world):
    plan = world.received(world.plan)
    by = world.coordinator
    assert sent(by, "open_review", plan).status_code == 302
    assert state(world, plan) == PlanState.IN_REVIEW
    answers = {**PASSED, "check_location": "no", "note": "ขอพิกัดเพิ่ม"}
    assert sent(by, "screen", plan, **answers).status_code == 302
    screening = Screening.objects.get(plan=plan)
    assert screening.answers == {check.code: check.code != "location" for check in checks_for(plan.cycle)}
    assert (screening.note, screening.office) == ("ขอพิกัดเพิ่ม", by.office)
    world.opinions(world.fresh(plan))
    first, second = sent_twice(by, "accept", plan)
    assert first["location"] == second["location"] == f"/plans/{plan.reference}/"
    assert state(world, plan) == PlanState.ACCEPTED
    assert Decision.objects.filter(plan=plan, act="accept").count() == 1


def test_every_check_must_be_answered_and_what_was_answered_is_kept(world):
    plan = world.in_review(world.plan)
    answers = {**PASSED, "note": "<b>ไม่เรียบร้อย</b>"}
    del answers["check_quorum"]
    page = sent(world.coordinator, "screen", plan, **answers)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_check_quorum_0"' in text
    assert text.count(" checked") == len(PASSED) - 1
    assert "&lt;b&gt;ไม่เรียบร้อย&lt;/b&gt;" in text
    assert not Screening.objects.exists()


def test_a_district_coordinator_sees_beforehand_what_a_return_sends(world, ready):
    _browser, page = opened(world.coordinator, "return", ready)
    text = words_of(page)
    assert "หนังสือขอให้ปรับปรุง" in text
    assert "(D02) รอลงนาม" in text
    assert f"แจ้ง {ready.owner.name}" in text
    assert 'name="due_day" value="2"' in page.content.decode()  # thirty days from the second of November
    assert 'name="due_month"' in page.content.decode()


def test_a_return_numbers_its_remarks_and_is_sent_once(world, ready):
    line = world.lines(ready)[1]
    remarks = rows(
        "remarks",
        {"line": str(line.pk), "field": "place", "text": "ขอพิกัด <i>"},
        {"line": "", "field": "", "text": ""},
        {"line": "", "field": "", "text": "ขอคัดมติที่ลงนามแล้ว"},
    )
    first, second = sent_twice(world.coordinator, "return", ready, **remarks, **DUE)
    assert (first.status_code, second.status_code) == (302, 302)
    found = Remark.objects.filter(plan=ready).order_by("number").values_list("number", "line", "field", "text", "due")
    assert list(found) == [
        (1, line.pk, "place", "ขอพิกัด <i>", date(2026, 12, 15)),
        (2, None, "", "ขอคัดมติที่ลงนามแล้ว", date(2026, 12, 15)),
    ]
    assert state(world, ready) == PlanState.RETURNED
    assert Document.objects.filter(plan=ready, kind="D02").count() == 1


def test_a_return_without_words_or_with_a_day_that_has_passed_changes_nothing(world, ready):
    line = world.lines(ready)[1]
    wrong = rows("remarks", {"line": str(line.pk), "field": "", "text": ""})
    page = sent(world.coordinator, "return", ready, **wrong, **DUE)
    assert page.status_code == 422
    assert 'href="#id_remarks-0-text"' in page.content.decode()
    assert f'<option value="{line.pk}" selected>' in page.content.decode()
    page = sent(world.coordinator, "return", ready, **rows("remarks", {"line": "", "field": "", "text": ""}), **DUE)
    assert any("ต้องมีข้อสังเกตอย่างน้อยหนึ่งข้อ" in mistake for mistake in mistakes_of(page))
    good = rows("remarks", {"line": "", "field": "", "text": "ขอพิกัด"})
    page = sent(world.coordinator, "return", ready, **good, **{**DUE, "due_month": "1", "due_year": "2569"})
    assert (page.status_code, mistakes_of(page)) == (
        422,
        ["ส่งแผนที่ปรับปรุงแล้วภายในวันที่: กำหนดส่งต้องเป็นวันข้างหน้า"],
    )
    assert state(world, ready) == PlanState.IN_REVIEW
    assert not Remark.objects.exists()


def test_asking_for_more_rows_keeps_what_was_typed_and_judges_nothing(world, ready):
    typed = rows("remarks", {"line": "", "field": "", "text": "ขอพิกัด"})
    page = sent(world.coordinator, "return", ready, **typed, more="remarks")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="remarks-TOTAL_FORMS" value="3"' in text
    assert "ขอพิกัด" in text
    assert not mistakes_of(page)


def test_a_plan_that_comes_back_shows_word_by_word_what_changed(world):
    plan = world.returned(world.plan)
    row = world.rows(plan)[-1]
    words = world.words(3, title="โครงการที่ 3 ถนนสายใหม่")
    proposal = row.line.proposal
    edit_proposal(proposal=proposal, draft=words, seen=proposal.revision, by=world.secretary)
    world.in_review(world.fresh(plan))
    _browser, page = opened(world.coordinator, "screen", plan)
    text = page.content.decode()
    assert "<ins>" in text
    changed = words_of(page).partition("สิ่งที่เจ้าของแผนแก้ไขหลังส่งคืน")[2]
    assert f"โครงการที่ 3 ถนนสายใหม่ {row.line.proposal.reference}" in changed
    assert "ถนน" in changed
    assert "ได้ปรับปรุงแล้ว" in text


def test_a_remark_is_let_go_with_its_reason(world):
    plan = world.returned(world.plan)
    page = sent(world.coordinator, "waive", plan, number="1", reason="")
    assert (page.status_code, 'href="#id_reason"' in page.content.decode()) == (422, True)
    sent(world.coordinator, "waive", plan, number="1", reason="ได้เอกสารแล้ว")
    assert Remark.objects.get(plan=plan).waived_reason == "ได้เอกสารแล้ว"
    _browser, page = opened(world.coordinator, "waive", plan)
    assert "ไม่มีข้อสังเกตที่รอคำตอบ" in words_of(page)


def test_a_second_tab_that_decides_on_what_has_gone_back_is_told_who_was_faster(world, ready):
    browser, page = opened(world.coordinator, "accept", ready)
    good = rows("remarks", {"line": "", "field": "", "text": "ขอพิกัด"})
    assert sent(world.chief, "return", ready, **good, **DUE).status_code == 302
    late = browser.post(address("accept", ready), form_of(page))
    assert late.status_code == 409
    assert str(world.chief.user) in words_of(late)
    assert state(world, ready) == PlanState.RETURNED


def test_accepting_before_all_have_answered_is_refused(world):
    plan = world.screened(world.plan)
    assert sent(world.coordinator, "accept", plan).status_code == 409
    assert state(world, plan) == PlanState.IN_REVIEW


@pytest.mark.parametrize("name", REVIEW_PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("leader", 403),
        ("lao_planner", 403),
        ("kbt_secretary", 403),
        ("district_chair", 403),
        ("provincial_officer", 403),
        ("governor", 403),
        ("other_leader", 404),
        ("other_coordinator", 404),
        ("stranger", 404),
    ],
)
def test_only_the_districts_desk_reviews(world, name, who, status):
    plan = world.submitted(world.plan)
    browser = browser_of(getattr(world, who))
    assert browser.get(address(name, plan)).status_code == status
    assert browser.post(address(name, plan), {"seen": version_of(plan).pk}).status_code == status


def test_who_has_not_signed_in_is_asked_to(world, ready):
    page = browser_of(None).get(address("accept", ready))
    assert page.status_code == 302
    assert page["location"].startswith("/sign-in/?next=")


def test_the_province_vets_a_districts_plan(world):
    plan = world.submitted_district()
    by = world.provincial_officer
    sent(by, "open_review", plan)
    sent(by, "screen", plan, **PASSED)
    _browser, page = opened(by, "return", plan)
    assert "(P03) รอลงนาม" in words_of(page)
    assert opened(world.coordinator, "accept", plan)[1].status_code == 403
    sent(by, "accept", plan)
    assert state(world, plan) == PlanState.ACCEPTED


@pytest.mark.parametrize("name", REVIEW_PAGES)
def test_pages_ask_few_questions_whatever_the_number_of_lines(world, django_assert_max_num_queries, name):
    world.draft(world.plan, 120)
    plan = world.returned(world.plan)
    world.in_review(plan)
    browser = browser_of(world.coordinator)
    with django_assert_max_num_queries(12):
        page = browser.get(address(name, plan), headers={"accept-encoding": "gzip"})
    assert len(page.content) < 100_000
