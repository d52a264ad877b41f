"""What is due when, on a page and in a person's own calendar program, by a secret address that they can revoke."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from directory import clock
from directory.errors import NotHere
from proposals.models import Plan
from tests.approvals.visits import form_of
from tests.cast import DAY_ONE, DISTRICT, DISTRICT_DUE, OTHER_DISTRICT
from tests.visitors import browser_of
from workflow import deadlines, feeds
from workflow.models import CalendarFeed

PAGE = "/calendar/"


def page_of(person, **query):
    return browser_of(person).get(PAGE, query).content.decode()


def feed(token):
    return browser_of(None).get(reverse("calendar_feed", args=[token]))


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_an_office_sees_the_dates_of_its_own_plans_alone(world):
    world.submitted(world.plan)
    leader, far = page_of(world.leader), page_of(world.other_leader)
    assert world.plan.reference in leader
    assert world.plan.reference not in far
    assert world.district_plan.reference not in leader
    assert world.district_plan.reference in page_of(world.coordinator)


def test_the_overdue_queue_shows_what_is_still_to_be_done(world):
    world.returned(world.plan)
    with clock.at(DAY_ONE + timedelta(days=38)):
        deadlines.sweep()
        page = page_of(world.coordinator, show="overdue")
        news = page_of(world.leader)
    assert world.plan.reference in page
    assert "ส่งแผนที่ปรับปรุงแล้ว" in page
    assert "เลยกำหนดส่งแผนที่ปรับปรุง" in news
    assert "ไม่มีเรื่องที่เลยกำหนด" in page_of(world.other_coordinator, show="overdue")


def test_the_queue_says_whom_it_waits_for_and_is_kept_to_one_district(world, django_assert_max_num_queries):
    world.returned(world.plan)
    world.returned(world.far_plan)
    with clock.at(DAY_ONE + timedelta(days=38)):
        deadlines.sweep()
        browser = browser_of(world.provincial_officer)
        with django_assert_max_num_queries(12):
            everywhere = browser.get(PAGE, {"show": "overdue"}).content.decode()
        here = browser.get(PAGE, {"show": "overdue", "area": DISTRICT}).content.decode()
    assert world.plan.reference in everywhere
    assert world.far_plan.reference in everywhere
    assert f"รอ {world.bodies['council'].name}" in everywhere
    assert world.plan.reference in here
    assert world.far_plan.reference not in here.partition("แจ้งเตือนล่าสุด")[0]


def test_the_queue_downloads_as_it_is_filtered_and_as_far_as_one_sees(world):
    world.returned(world.plan)
    world.returned(world.far_plan)
    with clock.at(DAY_ONE + timedelta(days=38)):
        deadlines.sweep()
        books = {
            (who, area): references_in(browser_of(getattr(world, who)).get(f"{PAGE}overdue.xlsx", {"area": area}))
            for who in ("provincial_officer", "coordinator")
            for area in ("", DISTRICT, OTHER_DISTRICT)
        }
    mine, far = world.plan.reference, world.far_plan.reference
    assert {key: sorted(found) for key, found in books.items()} == {
        ("provincial_officer", ""): sorted([mine, far]),
        ("provincial_officer", DISTRICT): [mine],
        ("provincial_officer", OTHER_DISTRICT): [far],
        ("coordinator", ""): [mine],
        ("coordinator", DISTRICT): [mine],
        ("coordinator", OTHER_DISTRICT): [],
    }


def references_in(book):
    rows = list(load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True))
    return [row[4] for row in rows[1:]]


def test_the_page_costs_few_queries(world, django_assert_max_num_queries):
    world.submitted(world.plan)
    browser = browser_of(world.provincial_officer)
    with django_assert_max_num_queries(12):
        assert browser.get(PAGE).status_code == 200


def test_the_secret_address_is_shown_once_and_gives_the_dates_and_nothing_personal(world):
    world.submitted(world.plan)
    browser = browser_of(world.coordinator)
    asked = browser.post(PAGE, {**form_of(browser.get(PAGE)), "act": "open"}, follow=True).content.decode()
    token = asked.split("/calendar/")[-1].split(".ics")[0] if ".ics" in asked else ""
    assert token
    assert ".ics" not in browser.get(PAGE).content.decode()
    answer = feed(token)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = {(str(event["summary"]), event["dtstart"].dt) for event in events(answer)}
    assert (f"รวบรวมแผนจากระดับล่าง {world.district_plan.reference}", DISTRICT_DUE) in found
    assert all(type(day) is date for _summary, day in found)
    words = answer.content.decode()
    assert not any(name in words for name in ("coordinator", world.coordinator.user.username, "โทร"))


def test_the_address_ends_when_it_is_revoked_replaced_or_its_person_leaves_office(world):
    first = feeds.open_feed(by=world.coordinator)
    second = feeds.open_feed(by=world.coordinator)
    assert (feed(first).status_code, feed(second).status_code) == (404, 200)
    assert feeds.revoke_feed(by=world.coordinator) == 1
    assert feeds.revoke_feed(by=world.coordinator) == 0
    assert feed(second).status_code == 404
    third = feeds.open_feed(by=world.coordinator)
    tenure = world.coordinator.tenure
    type(tenure).objects.filter(pk=tenure.pk).update(ends=DAY_ONE)
    assert feed(third).status_code == 404


def test_the_secret_itself_is_kept_nowhere(world):
    token = feeds.open_feed(by=world.leader)
    kept = CalendarFeed.objects.get()
    assert token not in kept.token_hash
    with pytest.raises(NotHere):
        feeds.holder_of(kept.token_hash)


def test_a_gathering_names_the_plans_that_it_went_without(world):
    world.accepted(world.shared_plans[0])
    with clock.at(clock.midnight_after(DISTRICT_DUE)):
        deadlines.sweep()
        page = browser_of(world.coordinator).get(reverse("plan", args=[world.district_plan.reference]))
    missing = Plan.objects.filter(parent=world.district_plan, gathered_at=None)
    assert missing.count() == 2
    assert "รวบรวมแล้วโดยไม่มี 2 แผน" in page.content.decode()
    assert all(plan.reference in page.content.decode() for plan in missing)
