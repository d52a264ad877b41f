"""The first screen: one sentence says what is asked of her now and until when, and there is one button."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.drafts import ChoiceDraft
from approvals.verbs.governor import choose_for_lines
from directory.mandates import forget
from directory.models import Tenure
from documents.models import Document
from documents.verbs import sign_document
from proposals.models import Remark
from proposals.queries import open_remarks
from tests.approvals.approvers import agreed, the_governors_people
from tests.cast import DAY_ONE, DISTRICT_DUE, PNG, version_of
from tests.portal.test_inbox_pages import inbox_of, with_a_hundred_plans
from tests.visitors import browser_of
from tracking.models import Obligation
from workflow import jobs
from workflow.models import Deadline

pytestmark = pytest.mark.django_db


def asked_of(person, **query):
    """The sentence, its button and where that leads."""
    page = inbox_of(person, **query).content.decode()
    box = re.findall(r'<section class="prasan-asked".*?</section>', page, re.DOTALL)
    assert len(box) == 1
    sentence = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", re.findall(r"<p.*?</p>", box[0], re.DOTALL)[0])).strip()
    buttons = re.findall(r'<a class="govuk-button[^"]*" href="([^"]+)"[^>]*>([^<]+)</a>', box[0])
    assert len(buttons) <= 1
    assert page.count("govuk-button--start") == len(buttons)
    return (sentence, *(buttons[0] if buttons else ("", "")))


def on(name, plan):
    return reverse(name, args=[plan.reference])


# --- A council ---


def test_an_empty_plan_is_to_be_written_until_the_district_gathers(world):
    sentence, url, button = asked_of(world.leader)
    assert f"แผนของ{world.plan.owner.name}ยังไม่มีโครงการ เริ่มเขียนโครงการ ภายใน 31 มีนาคม 2570" in sentence
    assert (url, button) == (on("plan_draft", world.plan), "เขียนโครงการ")
    assert date(2027, 3, 31) == DISTRICT_DUE
    assert asked_of(world.secretary)[1:] == (url, button)


def test_a_written_plan_is_to_be_adopted_by_the_chair_and_written_on_by_the_secretary(world):
    world.draft(world.plan)
    sentence, url, _button = asked_of(world.leader)
    assert f"แผนของ{world.plan.owner.name}มี 3 โครงการแล้ว รับรองแผนตามมติที่ประชุม" in sentence
    assert url == on("plan_adopt", world.plan)
    sentence, url, _button = asked_of(world.secretary)
    assert "มีแล้ว 3 โครงการ เขียนต่อให้ครบ" in sentence
    assert url == on("plan_draft", world.plan)


def test_an_adopted_plan_is_to_be_submitted(world):
    world.adopted(world.plan)
    sentence, url, button = asked_of(world.leader)
    assert "เสนอแผนต่อระดับเหนือขึ้นไป ภายใน 31 มีนาคม 2570" in sentence
    assert (url, button) == (on("plan_submit", world.plan), "เสนอแผน")


def test_a_returned_plan_says_how_many_remarks_wait_for_an_answer_and_until_when(world):
    world.returned(world.plan)
    plan = world.fresh(world.plan)
    count = open_remarks(plan).count()
    Deadline.objects.filter(plan=plan, kind="revision").update(due_on=date(2026, 12, 12))
    for person in (world.leader, world.secretary):
        sentence, url, button = asked_of(person)
        expected = f"แผนของ{plan.owner.name}ถูกส่งกลับให้ปรับปรุง ตอบข้อสังเกต {count} ข้อ ภายใน 12 ธันวาคม 2569"
        assert sentence.startswith(expected)
        assert (url, button) == (on("plan_answer_remarks", plan), "ตอบข้อสังเกต")


def test_once_all_remarks_are_answered_the_plan_is_to_be_adopted_again(world):
    world.returned(world.plan)
    Remark.objects.filter(plan=world.plan).update(answered_at="2026-11-02T00:00Z", answer="แก้แล้ว")
    assert asked_of(world.leader)[1] == on("plan_adopt", world.plan)


def test_where_nothing_waits_the_sentence_says_so_and_what_comes_next(world):
    world.submitted(world.plan)
    for paper in Document.objects.filter(plan=world.plan, state="prepared"):
        Document.objects.filter(pk=paper.pk).update(state="void", void_reason="ทำใหม่", voided_at="2026-11-02T00:00Z")
    sentence, url, _button = asked_of(world.leader)
    assert sentence.startswith("ขณะนี้ไม่มีขั้นตอนที่รอท่าน กำหนดถัดไปคือก.บ.ต. รับแผนของ")
    assert re.search(r"\d+ (พฤศจิกายน|ธันวาคม) 2569", sentence)
    assert url == ""


def test_where_nothing_waits_and_nothing_is_dated_it_says_that_too(world):
    sentence, url, _button = asked_of(world.governor)
    assert sentence == "ขณะนี้ไม่มีขั้นตอนที่รอท่าน เมื่อมีเรื่องถึงท่าน จะขึ้นที่หน้านี้"
    assert url == ""


def test_where_no_plan_waits_a_paper_does(world):
    world.submitted(world.plan)
    minutes = Document.objects.filter(plan=world.plan, kind="T03").get()
    sentence, url, button = asked_of(world.leader)
    assert sentence == f"หนังสือ “{minutes.title}” รอลงนาม"
    assert (url, button) == (reverse("paper", args=[minutes.check_code]), "เปิดหนังสือ")
    sign_document(document=minutes, by=world.leader, scan=PNG, content_type="image/png")
    assert asked_of(world.leader)[0] != sentence


# --- What is asked besides steps ---


def test_a_deputy_governor_is_asked_for_the_agreement_that_the_plan_waits_for(world):
    plan = world.resolved_province()
    head, first, _second = the_governors_people(world)
    agreed(plan, head)
    sentence, url, button = asked_of(first)
    assert sentence == f"แผนของ{plan.owner.name}รอความเห็นชอบของท่าน"
    assert (url, button) == (on("plan_approvals", plan), "ให้ความเห็น")
    agreed(plan, first)
    assert asked_of(first)[0].startswith("ขณะนี้ไม่มีขั้นตอนที่รอท่าน")


def test_an_agency_hears_of_a_condition_before_the_reports_that_have_no_date(world):
    plan = world.resolved_province()
    agency, due = world.bodies["agency"].pk, date(2027, 2, 20)
    draft = ChoiceDraft("condition", condition="ให้มีหนังสือยินยอมใช้ที่ดินก่อนเริ่มงาน", owner_id=agency, due_on=due)
    line = world.rows(plan)[0].line_id
    choose_for_lines(plan=plan, seen=version_of(plan), choices={line: draft}, by=world.governor)
    world.endorsed()
    jobs.drain()
    sentence, url, button = asked_of(world.agency)
    assert sentence.startswith("เงื่อนไขของโครงการรอท่าน: ให้มีหนังสือยินยอมใช้ที่ดินก่อนเริ่มงาน ภายใน 20 กุมภาพันธ์ 2570")
    assert (url, button) == (reverse("obligation", args=[Obligation.objects.get().pk]), "เปิดเงื่อนไข")


def test_a_condition_of_many_words_is_told_by_its_beginning(world):
    plan = world.resolved_province()
    draft = ChoiceDraft("condition", condition="ขอ" * 300, owner_id=world.bodies["agency"].pk, due_on=date(2027, 2, 20))
    choose_for_lines(plan=plan, seen=version_of(plan), choices={world.rows(plan)[0].line_id: draft}, by=world.governor)
    world.endorsed()
    jobs.drain()
    assert "ขอ" * 49 + "ข…" in asked_of(world.agency)[0]


# --- Desks ---


def test_a_desk_hears_of_the_most_urgent_plan_and_of_the_number(world):
    for plan in (world.plan, *world.shared_plans):
        world.received(plan)
    Deadline.objects.filter(plan__in=[world.plan, *world.shared_plans]).update(due_on=date(2026, 12, 20))
    Deadline.objects.filter(plan=world.shared_plans[1]).update(due_on=date(2026, 12, 1))
    sentence, url, button = asked_of(world.coordinator)
    assert sentence.startswith("มี 3 เรื่องรอท่าน เรื่องด่วนที่สุดคือแผนของ" + world.shared_plans[1].owner.name)
    assert "ภายใน 1 ธันวาคม 2569" in sentence
    assert (url, button) == (on("plan_open_review", world.shared_plans[1]), "เปิดตรวจแผน")
    assert asked_of(world.coordinator, kind="decide_plan")[1] == url
    assert asked_of(world.coordinator, page="9")[1] == url


def test_a_decision_with_two_answers_has_a_button_that_favours_neither(world):
    world.ready_to_decide(world.plan)
    sentence, url, button = asked_of(world.coordinator)
    assert "รอท่านรับแผนหรือขอให้ปรับปรุง" in sentence
    assert (url, button) == (on("plan", world.plan), "เปิดดูแผน")


@pytest.mark.parametrize(
    ("way", "who", "address"),
    [
        ("submitted", "kbt_secretary", "plan_receive"),
        ("received", "lao_planner", "plan_opinions"),
    ],
)
def test_those_who_are_asked_about_a_council_s_plan_get_its_button(world, way, who, address):
    getattr(world, way)(world.plan)
    assert asked_of(getattr(world, who))[1] == on(address, world.plan)


def test_a_district_that_compiles_is_asked_to_rank(world):
    world.gathered_district()
    assert asked_of(world.coordinator)[1] == on("plan_worksheet", world.district_plan)


def test_the_province_is_asked_to_integrate_what_it_has_gathered(world):
    world.gathered_province()
    assert asked_of(world.provincial_officer)[1] == on("plan_worksheet", world.provincial_plan)


def test_the_governor_is_led_to_the_plan_that_waits(world):
    world.heard_province()
    world.resolved(world.provincial_plan)
    assert asked_of(world.governor)[1:] == (on("plan", world.provincial_plan), "เปิดดูแผน")


# --- At the edges ---


def test_the_sentence_is_in_english_too_and_escapes_what_people_wrote(world):
    world.plan.owner.name = "สภา <b>"
    world.plan.owner.save(update_fields=["name"])
    page = inbox_of(world.leader, language="en").content.decode()
    assert "สภา &lt;b&gt;" in page
    assert "สภา <b>" not in page
    box = re.findall(r'prasan-asked__sentence">(.*?)</p>', page, re.DOTALL)[0]
    assert "31 March 2027" in box


def test_a_hundred_steps_ask_no_more_questions_than_three(world):
    def questions():
        browser = browser_of(world.coordinator)
        browser.get("/inbox/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/inbox/")
        return len(captured)

    for plan in (world.plan, *world.shared_plans):
        world.received(plan)
    few = questions()
    with_a_hundred_plans(world)
    assert questions() == few <= 12


def test_the_inbox_of_a_council_is_read_with_few_questions(world, django_assert_max_num_queries):
    world.returned(world.plan)
    for person in (world.leader, world.secretary):
        browser = browser_of(person)
        browser.get("/inbox/")
        with django_assert_max_num_queries(12):
            browser.get("/inbox/")


def test_who_holds_another_office_is_asked_for_that_one(world):
    world.returned(world.plan)
    Tenure.objects.create(user=world.leader.user, office=world.agency.office, starts=DAY_ONE, acting="acting_for")
    forget(world.leader.user)
    from dataclasses import replace

    as_agency = replace(world.leader, office=world.agency.office)
    assert asked_of(as_agency)[1] == ""
