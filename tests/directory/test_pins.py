"""A PIN for phones that several people use: which are refused, when the session locks, and what guessing leads to."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.urls import reverse

from directory import clock, pins
from directory.errors import Invalid
from directory.models import User
from directory.verbs.pins import set_pin
from tests.cast import DAY_ONE
from tests.directory.test_sign_in_pages import TYPED, letter_of
from tests.visitors import browser_of, once_of

pytestmark = pytest.mark.django_db
PIN, UNLOCK, INBOX, SIGN_IN = (reverse(name) for name in ("pin", "unlock", "inbox", "sign_in"))
PHONE, GOOD, WRONG = "0812345678", "730284", "928310"


@pytest.fixture(autouse=True)
def _nobody_has_failed_yet():
    for name in ("default", "limits"):
        caches[name].clear()


@pytest.fixture
def leader(world):
    User.objects.filter(pk=world.leader.user.pk).update(phone=PHONE)
    return world.leader


@pytest.fixture
def shared(leader):
    """A browser in which the chair has set a PIN."""
    set_pin(person=User.objects.get(pk=leader.user.pk), present="", new=GOOD)
    browser = browser_of(leader)
    assert browser.get(INBOX).status_code == 200
    return browser


def after(minutes, seconds=0):
    """The clock some minutes after nine on the first day, when the cast's world begins."""
    from datetime import datetime, time, timedelta

    start = datetime.combine(DAY_ONE, time(9), tzinfo=clock.BANGKOK)
    return clock.at(start + timedelta(minutes=minutes, seconds=seconds))


def unlock(browser, pin=GOOD, **more):
    return browser.post(UNLOCK, {"password": pin, **more})


# --- Which PIN ---


@pytest.mark.parametrize(
    "pin",
    ["111111", "123456", "654321", "012345", "567890", "121212", "112211", "812345", "345678", "12345", "1234567",
     "abcdef", "73028a", " "],
)  # fmt: skip
def test_a_pin_that_others_guess_is_refused_with_the_reason(leader, pin):
    with pytest.raises(Invalid) as refused:
        set_pin(person=leader.user, present="", new=pin)
    assert [problem.field for problem in refused.value.problems] == ["new"]
    assert pin not in str(refused.value) or pin == " "
    assert User.objects.get(pk=leader.user.pk).pin == ""


@pytest.mark.parametrize("pin", [GOOD, "๗๓๐๒๘๔", " 730 284 "])
def test_a_pin_is_kept_hashed_and_read_in_either_digits(leader, pin, settings):
    kept = set_pin(person=leader.user, present="", new=pin).pin
    assert GOOD not in kept
    assert pins.is_pin(GOOD, kept)
    assert not pins.is_pin(WRONG, kept)
    settings.SECRET_KEY = "another"
    assert not pins.is_pin(GOOD, kept)


def test_another_pin_and_none_need_the_present_one(leader):
    set_pin(person=leader.user, present="", new=GOOD)
    for new in (WRONG, ""):
        with pytest.raises(Invalid):
            set_pin(person=leader.user, present=WRONG, new=new)
    assert pins.is_pin(WRONG, set_pin(person=leader.user, present=GOOD, new=WRONG).pin)
    assert set_pin(person=leader.user, present=WRONG, new="").pin == ""


# --- Its page ---


def sent(browser, **typed):
    return browser.post(PIN, {"once": once_of(browser.get(PIN)), **typed})


def test_one_sets_a_pin_changes_it_and_takes_it_away(leader):
    browser = browser_of(leader)
    assert PIN in browser.get(INBOX).content.decode()
    assert sent(browser, new_password=GOOD, again_password=GOOD).headers["Location"] == INBOX
    assert sent(browser, present_password=GOOD, new_password=WRONG, again_password=WRONG).status_code == 302
    assert pins.is_pin(WRONG, User.objects.get(pk=leader.user.pk).pin)
    assert sent(browser, present_password=WRONG, remove="1").status_code == 302
    assert User.objects.get(pk=leader.user.pk).pin == ""


def test_what_is_wrong_is_said_at_its_field_and_no_pin_comes_back(leader):
    browser = browser_of(leader)
    weak = sent(browser, new_password="123456", again_password="123456")
    assert weak.status_code == 422
    assert "เป็นเลขเรียงกัน" in weak.content.decode()
    assert "123456" not in weak.content.decode()
    assert "ไม่ตรงกับ PIN ใหม่" in sent(browser, new_password=GOOD, again_password=WRONG).content.decode()
    assert User.objects.get(pk=leader.user.pk).pin == ""


def test_guessing_the_present_pin_on_its_page_ends_the_session_too(shared):
    for _ in range(4):
        assert sent(shared, present_password=WRONG, remove="1").status_code == 422
    assert sent(shared, present_password=WRONG, remove="1").headers["Location"] == SIGN_IN
    assert shared.get(INBOX).headers["Location"].startswith(SIGN_IN)


# --- The lock ---


def test_a_session_without_a_pin_never_locks(leader):
    browser = browser_of(leader)
    browser.get(INBOX)
    with after(300):
        assert browser.get(INBOX).status_code == 200


def test_after_five_minutes_without_use_every_page_asks_for_the_pin(world, shared):
    pages = [INBOX, PIN, reverse("plans"), reverse("plan", args=[world.plan.reference]), reverse("front"), "/nowhere/"]
    with after(4, 59):
        assert shared.get(INBOX).status_code == 200
    with after(10):
        for page in pages:
            answer = shared.get(page)
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, UNLOCK)
            assert not answer.content
        assert shared.post(reverse("choose_office"), {"office": "1"}).headers["Location"].startswith(UNLOCK)


def test_the_minutes_are_a_setting(shared, settings):
    settings.PIN_LOCK_MINUTES = 20
    with after(19):
        assert shared.get(INBOX).status_code == 200


def test_the_back_button_shows_nothing_of_a_session_with_a_pin(world, shared):
    for page in (INBOX, reverse("plan", args=[world.plan.reference])):
        assert "no-store" in shared.get(page)["Cache-Control"]
    with after(10):
        assert "no-store" in shared.get(INBOX)["Cache-Control"]
    assert "no-store" not in browser_of(world.secretary).get(INBOX).get("Cache-Control", "")


def test_a_pin_that_was_taken_away_leaves_no_lock_behind(world, shared):
    with after(10):
        shared.get(INBOX)
        User.objects.filter(pk=world.leader.user.pk).update(pin="")
        assert shared.get(INBOX).status_code == 200
    with after(30):
        set_pin(person=User.objects.get(pk=world.leader.user.pk), present="", new=GOOD)
        assert shared.get(INBOX).status_code == 200


def test_each_use_begins_the_minutes_anew(shared):
    for minutes in (4, 8, 12):
        with after(minutes):
            assert shared.get(INBOX).status_code == 200


def test_a_part_of_a_page_leads_the_whole_page_to_the_lock_and_is_no_use_by_itself(shared):
    part = {"HX-Request": "true"}
    with after(4):
        assert shared.get(INBOX, headers=part).status_code == 200
    with after(6):
        answer = shared.get(INBOX, headers=part)
        assert answer.headers["HX-Redirect"].startswith(UNLOCK)
        assert not answer.content


def test_a_link_that_htmx_follows_is_use(shared):
    with after(4):
        shared.get(INBOX, headers={"HX-Request": "true", "HX-Boosted": "true"})
    with after(8):
        assert shared.get(INBOX).status_code == 200


def test_the_locked_page_tells_whose_it_is_and_nothing_of_their_work(world, shared):
    with after(10):
        asked = shared.get(INBOX)
        text = shared.get(asked.headers["Location"]).content.decode()
    assert str(world.leader.user) in text
    assert world.leader.office.title not in text
    assert "prasan-navigation" not in text
    assert 'name="password"' in text


def test_the_pin_leads_on_to_where_one_was_going(shared):
    with after(10):
        asked = shared.get(reverse("plans") + "?level=district")
        door = re.findall(r'name="next" value="([^"]+)"', shared.get(asked.headers["Location"]).content.decode())[-1]
        assert unlock(shared, next=door).headers["Location"] == reverse("plans") + "?level=district"
        assert shared.get(INBOX).status_code == 200
        assert shared.get(UNLOCK).headers["Location"] == INBOX


def test_the_address_to_go_on_to_never_lies_elsewhere(shared):
    with after(10):
        shared.get(INBOX)
        assert unlock(shared, next="https://evil.example/").headers["Location"] == INBOX


def test_a_locked_session_stays_locked_whatever_the_clock_says(shared):
    with after(10):
        shared.get(INBOX)
    assert shared.get(INBOX).headers["Location"].startswith(UNLOCK)


def test_five_wrong_pins_end_the_session(shared):
    with after(10):
        shared.get(INBOX)
        for _ in range(4):
            assert unlock(shared, WRONG).status_code == 422
        assert unlock(shared, WRONG).headers["Location"] == SIGN_IN
        assert "กรอก PIN ผิดหลายครั้ง" in shared.get(SIGN_IN).content.decode()
        assert unlock(shared, GOOD).headers["Location"].startswith(SIGN_IN)
    assert not [each for each in Session.objects.all() if "_auth_user_id" in each.get_decoded()]


def test_the_right_pin_begins_the_count_anew(shared):
    with after(10):
        shared.get(INBOX)
        for _ in range(4):
            unlock(shared, WRONG)
        assert unlock(shared).status_code == 302
    with after(20):
        shared.get(INBOX)
        for _ in range(4):
            assert unlock(shared, WRONG).status_code == 422


def test_a_locked_session_may_be_signed_out_and_read_in_english(shared):
    with after(10):
        shared.get(INBOX)
        assert shared.post(reverse("set_language"), {"language": "en", "next": UNLOCK}).headers["Location"] == UNLOCK
        assert shared.post(reverse("sign_out")).headers["Location"] == reverse("front")
        assert shared.get(INBOX).headers["Location"].startswith(SIGN_IN)


def test_what_was_typed_before_the_lock_comes_back_after_the_pin(world):
    user = world.coordinator.user
    set_pin(person=user, present="", new=GOOD)
    address = reverse("paper_receive", args=[letter_of(world).check_code])
    browser = browser_of(world.coordinator)
    form = {"once": once_of(browser.get(address)), "seen": 3, **TYPED}
    with after(10):
        asked = browser.post(address, form)
        assert asked.headers["Location"].startswith(UNLOCK)
        assert unlock(browser, next=address).headers["Location"] == address
        text = browser.get(address).content.decode()
        assert 'value="๗๗/๒๕๖๙ &lt;b&gt;"' in text
        assert "ข้อความที่กรอกไว้ยังอยู่ครบ" in text


def test_no_pin_is_kept_with_what_was_typed(shared):
    once = once_of(shared.get(PIN))
    with after(10):
        shared.post(PIN, {"once": once, "present_password": GOOD, "new_password": WRONG, "again_password": WRONG})
    kept = str([each.get_decoded() for each in Session.objects.all()])
    assert "typed before" in kept
    assert GOOD not in kept
    assert WRONG not in kept


def test_losing_the_office_ends_a_locked_session_all_the_same(world, shared):
    from directory.models import Tenure

    Tenure.objects.filter(user=world.leader.user).update(ends=DAY_ONE)
    with after(10):
        assert shared.get(INBOX).headers["Location"] == SIGN_IN
