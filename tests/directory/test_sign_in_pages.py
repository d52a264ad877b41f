"""Signing in and out, the office in which one acts, and what becomes of a half-filled form whose session has ended."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.urls import reverse

from directory.models import Tenure, User
from directory.verbs.bodies import establish_offices
from tests.cast import DAY_ONE, IN_OFFICE_SINCE
from tests.visitors import browser_of, once_of

pytestmark = pytest.mark.django_db
SIGN_IN, INBOX = reverse("sign_in"), reverse("inbox")
PASSWORD = "ข้าวเหนียวมะม่วง 9 จาน"


@pytest.fixture(autouse=True)
def _nobody_has_failed_yet():
    for name in ("default", "limits"):
        caches[name].clear()


@pytest.fixture
def somchai(world):
    """The council's chair, with a password and a user name that is not the phone number."""
    user = world.leader.user
    user.username, user.phone = "somchai", "0812345678"
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(browser, login, password=PASSWORD, query="", **headers):
    return browser.post(SIGN_IN + query, {"login": login, "password": password}, **headers)


def is_in(browser):
    return browser.get(INBOX).status_code == 200


def second_office(world, user):
    """Another office for the same person: the secretary of the next council."""
    office = world.acting("shared-council-b", "secretary").office
    return Tenure.objects.create(user=user, office=office, acting="acting_in_position", starts=IN_OFFICE_SINCE).office


# --- By name, by phone ---


@pytest.mark.parametrize(
    "login",
    ["somchai", " somchai ", "0812345678", "081-234-5678", "081 234 5678", "(081) 234-5678", "+66 81 234 5678",
     "+66 (0)81 234 5678", "66812345678", "๐๘๑๒๓๔๕๖๗๘", "081–234–5678"],
)  # fmt: skip
def test_one_signs_in_by_name_or_by_phone_however_it_is_written(somchai, login):
    browser = browser_of(None)
    assert sign_in(browser, login).headers["Location"] == INBOX
    assert is_in(browser)


def test_the_first_page_after_signing_in_is_in_our_own_words(somchai):
    browser = browser_of(None)
    page = browser.post(SIGN_IN, {"login": "somchai", "password": PASSWORD}, follow=True).content.decode()
    assert "Successfully" not in page
    assert "govuk-notification-banner--success" not in page


def alike(response):
    """A page without what differs each time: tokens, and the name that was typed."""
    text = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", response.content.decode())
    return re.sub(r'(<input[^>]*name="login"[^>]*) value="[^"]*"|value="[^"]*"([^>]*name="login")', r"\1\2", text)


def test_who_does_not_exist_and_who_is_mistaken_read_the_same(somchai, world):
    closed = world.secretary.user
    closed.username, closed.is_active = "closed", False
    closed.set_password(PASSWORD)
    closed.save()
    mistaken = sign_in(browser_of(None), "somchai", "wrong")
    unknown = sign_in(browser_of(None), "nobody", "wrong")
    by_phone = sign_in(browser_of(None), "0899999999", "wrong")
    shut = sign_in(browser_of(None), "closed", PASSWORD)
    assert {each.status_code for each in (mistaken, unknown, by_phone, shut)} == {422}
    assert alike(mistaken) == alike(unknown) == alike(by_phone) == alike(shut)
    assert "ไม่ถูกต้อง" in alike(mistaken)
    assert PASSWORD not in shut.content.decode()
    assert 'value="somchai"' in mistaken.content.decode()


def test_what_is_left_empty_is_said_at_its_field(somchai):
    text = sign_in(browser_of(None), "", "").content.decode()
    assert 'href="#id_login"' in text
    assert 'href="#id_password"' in text
    assert sign_in(browser_of(None), "som\x00chai").status_code == 422


# --- Repeated failures ---


def fail(count, login, **headers):
    for _ in range(count):
        assert sign_in(browser_of(None), login, "wrong", **headers).status_code == 422


def is_locked(login):
    answer = sign_in(browser_of(None), login)
    return answer.status_code == 422 and "ลองผิดหลายครั้งเกินไป" in answer.content.decode()


def test_five_failures_shut_the_door_even_for_the_right_password(somchai):
    fail(4, "somchai")
    assert not is_locked("somchai")
    fail(5, "somchai")
    assert is_locked("somchai")
    assert is_locked("0812345678")


def test_failures_by_name_and_by_phone_count_together(somchai):
    for login in ("somchai", "SOMCHAI", "0812345678", "+66 81 234 5678", "๐๘๑ ๒๓๔ ๕๖๗๘"):
        fail(1, login)
    assert is_locked("somchai")


def test_the_lock_tells_nothing_about_who_exists(somchai):
    for login in ("nobody", "NOBODY", "nobody", "nobody ", "nobody"):
        fail(1, login)
    assert is_locked("nobody")
    for login in ("0899999999", "+66 89 999 9999", "089-999-9999", "๐๘๙๙๙๙๙๙๙๙", "66899999999"):
        fail(1, login)
    assert is_locked("0899999999")
    assert not is_locked("somchai")


def test_another_way_of_naming_this_site_opens_no_new_door(somchai, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    for host in ("testserver", "testserver:1", "testserver:2", "other.example", "other.example:8000"):
        fail(1, "somchai", headers={"host": host})
    assert is_locked("somchai")


def test_a_lock_ends_by_itself(somchai, monkeypatch):
    fail(5, "somchai")
    assert is_locked("somchai")
    from allauth.core.internal import ratelimit

    later = ratelimit.time.time() + 15 * 60 + 1
    monkeypatch.setattr(ratelimit.time, "time", lambda: later)
    assert not is_locked("somchai")


def test_too_many_attempts_from_one_place_are_put_off_with_our_page(somchai):
    for number in range(30):
        sign_in(browser_of(None), f"guess{number}", "wrong")
    answer = sign_in(browser_of(None), "somchai")
    assert answer.status_code == 429
    assert "govuk-heading-l" in answer.content.decode()


# --- Out again ---


def test_signing_out_ends_the_session_at_the_server(somchai):
    browser = browser_of(None)
    sign_in(browser, "somchai")
    stolen = browser.cookies["sessionid"].value
    assert browser.get(reverse("sign_out")).status_code == 405
    assert browser.post(reverse("sign_out")).headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(pk=stolen).exists()
    thief = browser_of(None)
    thief.cookies["sessionid"] = stolen
    assert not is_in(thief)
    assert not is_in(browser)


def test_signing_in_gives_the_session_another_name(somchai):
    browser = browser_of(None)
    browser.post(reverse("hand_over", args=[1]), {"once": "x"})
    before = browser.cookies["sessionid"].value
    sign_in(browser, "somchai")
    assert browser.cookies["sessionid"].value != before


def is_told(browser):
    """What somebody reads who is led away from a page."""
    answer = browser.get(INBOX)
    assert answer.headers["Location"] == SIGN_IN
    return browser.get(SIGN_IN).content.decode()


def test_who_loses_the_office_is_signed_out_by_the_next_request(somchai, world):
    browser = browser_of(None)
    sign_in(browser, "somchai")
    Tenure.objects.filter(user=somchai).update(ends=DAY_ONE)
    assert "ไม่ได้ดำรงตำแหน่งที่เลือกไว้แล้ว" in is_told(browser)
    Tenure.objects.filter(user=somchai).update(ends=None)
    assert not is_in(browser)


def test_a_term_ends_at_midnight_without_anybody_doing_anything(somchai, world):
    browser = browser_of(None)
    Tenure.objects.filter(user=somchai).update(ends=DAY_ONE + timedelta(days=1))
    sign_in(browser, "somchai")
    assert is_in(browser)
    with world.in_days(1):
        assert "ไม่ได้ดำรงตำแหน่ง" in is_told(browser)


def test_a_closed_account_is_signed_out_by_the_next_request_with_words(somchai):
    browser = browser_of(None)
    sign_in(browser, "somchai")
    User.objects.filter(pk=somchai.pk).update(is_active=False)
    assert "สิ้นสุดแล้ว" in is_told(browser)
    User.objects.filter(pk=somchai.pk).update(is_active=True)
    assert not is_in(browser)


def test_a_new_password_ends_the_other_sessions(somchai):
    browser = browser_of(None)
    sign_in(browser, "somchai")
    somchai.set_password("another one, quite long")
    somchai.save()
    assert not is_in(browser)


# --- In which office ---


def test_who_holds_one_office_acts_in_it_and_every_page_says_so(somchai, world):
    browser = browser_of(None)
    sign_in(browser, "somchai")
    for address in (INBOX, reverse("plans"), reverse("papers")):
        text = browser.get(address).content.decode()
        assert f"ทำหน้าที่ <strong>{world.leader.office.title}</strong>" in text
    assert reverse("choose_office") not in text


def test_who_holds_several_chooses_and_may_change(somchai, world):
    other = second_office(world, somchai)
    browser = browser_of(None)
    plan = reverse("plan", args=[world.plan.reference])
    sign_in(browser, "somchai", query=f"?next={plan}")
    asked = browser.get(plan)
    assert asked.headers["Location"].startswith(reverse("choose_office"))
    page = browser.get(asked.headers["Location"]).content.decode()
    assert world.leader.office.title in page
    assert "รักษาการในตำแหน่ง" in page
    chosen = browser.post(reverse("choose_office"), {"office": world.leader.office.pk, "next": plan})
    assert chosen.headers["Location"] == plan
    assert browser.get(plan).status_code == 200
    browser.post(reverse("choose_office"), {"office": other.pk})
    assert browser.get(plan).status_code == 404
    assert f"<strong>{other.title}</strong>" in browser.get(INBOX).content.decode()


@pytest.mark.parametrize("office", ["another's", "unknown", "", "1 OR 1=1", "9" * 40])
def test_nobody_chooses_an_office_that_they_do_not_hold(somchai, world, office):
    second_office(world, somchai)
    browser = browser_of(None)
    sign_in(browser, "somchai")
    wanted = str(world.governor.office.pk) if office == "another's" else office
    assert browser.post(reverse("choose_office"), {"office": wanted}).status_code == 403
    assert browser.get(INBOX).headers["Location"].startswith(reverse("choose_office"))


def test_an_office_that_has_ended_can_no_longer_be_chosen(somchai, world):
    other = second_office(world, somchai)
    Tenure.objects.filter(office=other, user=somchai).update(ends=DAY_ONE)
    browser = browser_of(None)
    sign_in(browser, "somchai")
    assert is_in(browser)
    assert browser.post(reverse("choose_office"), {"office": other.pk}).status_code == 403


def test_who_holds_no_office_at_all_is_told_so(world):
    nobody = User.objects.create(username="nobody", full_name="ไม่มีตำแหน่ง")
    nobody.set_password(PASSWORD)
    nobody.save()
    browser = browser_of(None)
    sign_in(browser, "nobody")
    assert "ไม่ได้ดำรงตำแหน่ง" in is_told(browser)


# --- Where one is led ---


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "///evil.example", "http:evil.example", "/\\evil.example",
     "javascript:alert(1)", "https://testserver@evil.example/", "\thttps://evil.example"],
)  # fmt: skip
def test_the_address_to_go_on_to_never_lies_elsewhere(somchai, world, elsewhere):
    browser = browser_of(None)
    assert sign_in(browser, "somchai", query=f"?next={elsewhere}").headers["Location"] == INBOX
    posted = browser_of(None).post(SIGN_IN, {"login": "somchai", "password": PASSWORD, "next": elsewhere})
    assert posted.headers["Location"] == INBOX
    chosen = browser.post(reverse("choose_office"), {"office": world.leader.office.pk, "next": elsewhere})
    assert chosen.headers["Location"] == INBOX
    assert browser.get(f"{SIGN_IN}?next={elsewhere}").headers["Location"] == INBOX


def test_one_is_led_to_the_page_that_was_asked_for(somchai):
    browser = browser_of(None)
    asked = browser.get(reverse("papers") + "?kind=T10&waits=sign")
    landed = browser.post(asked.headers["Location"], {"login": "somchai", "password": PASSWORD})
    assert landed.headers["Location"] == reverse("papers") + "?kind=T10&waits=sign"


# --- A session that ends in the middle of a form ---


def letter_of(world):
    """A letter on the district's desk, waiting for its receipt."""
    from documents.verbs import number_document, send_document, sign_document
    from tests.cast import PNG
    from tests.documents.test_paper_pages import letter

    paper = letter(world)
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    return send_document(document=paper, by=world.secretary)


@pytest.fixture
def malee(world):
    """The district's coordinator, with a password."""
    user = world.coordinator.user
    user.username = "malee"
    user.set_password(PASSWORD)
    user.save()
    return user


TYPED = {"number": "๗๗/๒๕๖๙ <b>", "on_day": "2", "on_month": "11", "on_year": "2569"}


def interrupted(world, user):
    """A form that was filled in and sent after its session had ended; the browser and the form's address."""
    address = reverse("paper_receive", args=[letter_of(world).check_code])
    browser = browser_of(None)
    sign_in(browser, user.username)
    form = {"once": once_of(browser.get(address)), "seen": 3, **TYPED}
    Session.objects.all().delete()
    asked = browser.post(address, form)
    assert asked.headers["Location"].startswith(SIGN_IN)
    return browser, address, asked.headers["Location"]


def test_what_was_typed_comes_back_after_signing_in_again(world, malee):
    browser, address, door = interrupted(world, malee)
    assert browser.post(door, {"login": "malee", "password": PASSWORD}).headers["Location"] == address
    page = browser.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="๗๗/๒๕๖๙ &lt;b&gt;"' in text
    assert "ข้อความที่กรอกไว้ยังอยู่ครบ" in text
    answer = browser.post(address, {"once": once_of(page), "seen": 3, **TYPED})
    assert answer.status_code == 302
    again = browser.get(address).content.decode()
    assert "๗๗/๒๕๖๙" not in again or "ลงรับ" in again


def test_what_was_typed_survives_a_mistyped_password_and_is_shown_once(world, malee):
    browser, address, door = interrupted(world, malee)
    assert browser.post(door, {"login": "malee", "password": "wrong"}).status_code == 422
    browser.post(door, {"login": "malee", "password": PASSWORD})
    assert "๗๗/๒๕๖๙" in browser.get(address).content.decode()
    assert "๗๗/๒๕๖๙" not in browser.get(address).content.decode()


def test_what_was_typed_is_never_shown_to_another(world, malee):
    chief = world.chief.user
    chief.set_password(PASSWORD)
    chief.save()
    browser, address, door = interrupted(world, malee)
    browser.post(door, {"login": chief.username, "password": PASSWORD})
    page = browser.get(address)
    assert page.status_code == 200
    assert "๗๗/๒๕๖๙" not in page.content.decode()
    assert "ข้อความที่กรอกไว้ยังอยู่ครบ" not in page.content.decode()


def test_a_strangers_words_cannot_be_put_into_somebodys_form(world, malee):
    address = reverse("paper_receive", args=[letter_of(world).check_code])
    browser = browser_of(None)
    browser.post(address, {"once": "made up", **TYPED})
    browser.post(f"{SIGN_IN}?next={address}", {"login": "malee", "password": PASSWORD})
    assert "๗๗/๒๕๖๙" not in browser.get(address).content.decode()


def test_a_password_is_never_kept(world, malee):
    browser, _address, _door = interrupted(world, malee)
    kept = Session.objects.get(pk=browser.cookies["sessionid"].value).get_decoded()
    assert PASSWORD not in str(kept)


def test_more_than_any_form_of_ours_is_not_kept(world, malee):
    address = reverse("paper_receive", args=[letter_of(world).check_code])
    browser = browser_of(None)
    browser.post(address, {"once": "x", "number": "ก" * 100_000})
    assert not Session.objects.exists()


def test_offices_come_and_go_with_the_register(world):
    (office,) = establish_offices([(world.bodies["council"], "member", "สมาชิก")])
    Tenure.objects.create(user=world.leader.user, office=office, starts=DAY_ONE + timedelta(days=1))
    browser = browser_of(world.leader)
    assert reverse("choose_office") not in browser.get(INBOX).content.decode()
    with world.in_days(1):
        assert reverse("choose_office") in browser.get(INBOX).content.decode()
