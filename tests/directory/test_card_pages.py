"""The cards of an area on pages, and signing in with one: equal answers to everybody whom a card does not let in."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.cards import new_code
from directory.models import AccessCard, Tenure, User
from directory.verbs.cards import issue_access_cards, revoke_access_card
from tests.cast import DAY_ONE
from tests.visitors import browser_of, once_of

pytestmark = pytest.mark.django_db
CARD, CARDS, INBOX, SIGN_IN = (reverse(name) for name in ("card_sign_in", "cards", "inbox", "sign_in"))
PHONE, UNKNOWN = "0812345678", "0899999999"
MONTH = 30 * 24 * 3600


@pytest.fixture(autouse=True)
def _nobody_has_failed_yet():
    for name in ("default", "limits"):
        caches[name].clear()


@pytest.fixture
def leader(world):
    """The council's chair, with a telephone."""
    User.objects.filter(pk=world.leader.user.pk).update(phone=PHONE)
    return world.leader


def card_for(world, person):
    (printed,) = issue_access_cards(people=[person.user], by=world.coordinator)
    return printed


def use(browser, code, phone=PHONE, **more):
    return browser.post(CARD, {"phone": phone, "code": code, **more})


def is_in(browser):
    return browser.get(INBOX).status_code == 200


# --- Signing in ---


@pytest.mark.parametrize("phone", [PHONE, "081-234-5678", "+66 81 234 5678", "๐๘๑ ๒๓๔ ๕๖๗๘"])
def test_number_and_card_open_a_phone_for_thirty_days(world, leader, phone):
    browser = browser_of(None)
    answer = use(browser, card_for(world, leader).code.lower(), phone)
    assert answer.headers["Location"] == f"{INBOX}#main-content"
    assert answer.cookies["sessionid"]["max-age"] == MONTH
    assert is_in(browser)


def test_signing_in_without_a_card_keeps_its_own_age(world, leader):
    leader.user.set_password("ข้าวเหนียวมะม่วง 9 จาน")
    leader.user.save(update_fields=["password"])
    answer = browser_of(None).post(SIGN_IN, {"login": PHONE, "password": "ข้าวเหนียวมะม่วง 9 จาน"})
    assert answer.cookies["sessionid"]["max-age"] not in {"", MONTH}


def test_the_days_count_from_the_last_day_of_use(world, leader):
    browser = browser_of(None)
    use(browser, card_for(world, leader).code)
    browser.get(INBOX)
    assert "sessionid" not in browser.get(INBOX).cookies
    with world.in_days(1):
        assert browser.get(INBOX).cookies["sessionid"]["max-age"] == MONTH
    session = Session.objects.get(pk=browser.cookies["sessionid"].value)
    assert session.expire_date - timezone.now() > timedelta(days=29)


def test_a_card_leads_to_where_one_was_going_and_never_elsewhere(world, leader):
    plans = reverse("plans")
    assert (
        use(browser_of(None), card_for(world, leader).code, next=plans).headers["Location"] == f"{plans}#main-content"
    )
    away = use(browser_of(None), card_for(world, leader).code, next="https://evil.example/")
    assert away.headers["Location"] == f"{INBOX}#main-content"


def test_somebody_s_card_puts_another_person_out_of_the_phone(world, leader):
    browser = browser_of(world.secretary)
    before = browser.cookies["sessionid"].value
    assert str(world.secretary.user) in browser.get(CARD).content.decode()
    use(browser, card_for(world, leader).code)
    assert f"<strong>{leader.office.title}</strong>" in browser.get(INBOX).content.decode()
    assert not Session.objects.filter(pk=before).exists()


def test_the_holder_signs_out_and_needs_another_card(world, leader):
    browser, code = browser_of(None), card_for(world, leader).code
    use(browser, code)
    browser.post(reverse("sign_out"))
    assert not is_in(browser)
    assert use(browser, code).status_code == 422


def test_a_card_used_twice_opens_no_second_phone(world, leader):
    code = card_for(world, leader).code
    assert use(browser_of(None), code).status_code == 302
    second = browser_of(None)
    assert use(second, code).status_code == 422
    assert not is_in(second)


def test_a_new_card_signs_out_the_phone_that_the_former_opened(world, leader):
    former = browser_of(None)
    use(former, card_for(world, leader).code)
    with_password = browser_of(leader)
    latter = card_for(world, leader)
    assert former.get(INBOX).headers["Location"] == SIGN_IN
    assert "บัตรที่ใช้เข้าสู่ระบบในเครื่องนี้ถูกยกเลิกหรือออกใหม่แล้ว" in former.get(SIGN_IN).content.decode()
    assert not is_in(former)
    assert is_in(with_password)
    assert use(former, latter.code).status_code == 302
    assert is_in(former)


def test_revoking_a_card_signs_out_its_phone(world, leader):
    browser, printed = browser_of(None), card_for(world, leader)
    use(browser, printed.code)
    revoke_access_card(card=printed.card, by=world.coordinator)
    assert not is_in(browser)


def test_losing_the_office_signs_out_the_phone(world, leader):
    browser = browser_of(None)
    use(browser, card_for(world, leader).code)
    Tenure.objects.filter(user=leader.user).update(ends=DAY_ONE)
    assert not is_in(browser)


def test_a_session_with_a_card_asks_no_more_questions_than_one_without(world, leader):
    counts = []
    with_card = browser_of(None)
    use(with_card, card_for(world, leader).code)
    for browser in (browser_of(leader), with_card):
        browser.get(INBOX)
        with CaptureQueriesContext(connection) as captured:
            browser.get(INBOX)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- Nobody learns who exists ---


def alike(response):
    text = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", response.content.decode())
    return re.sub(r'value="[^"]*"', "", text)


def refused_cards(world, leader):
    """Every way in which a pair is wrong, each as its phone, its code and what to do before."""
    used, expired, ended, revoked = (card_for(world, leader) for _ in range(4))
    day = timedelta(days=1)
    long_ago = {"issued_at": expired.card.issued_at - 2 * day, "expires_at": expired.card.issued_at - day}
    states = {
        "unknown": (UNKNOWN, new_code(), {}),
        "wrong": (PHONE, new_code(), {}),
        "used": (PHONE, used.code, {"used_at": timezone.now()}),
        "expired": (PHONE, expired.code, long_ago),
        "revoked": (PHONE, revoked.code, {"revoked_at": timezone.now()}),
        "ended": (PHONE, ended.code, {}),
    }
    cards = {"used": used, "expired": expired, "revoked": revoked, "ended": ended, "wrong": ended}
    for name, (phone, code, changes) in states.items():
        AccessCard.objects.filter(user=leader.user).update(revoked_at=timezone.now())
        if name in cards:
            AccessCard.objects.filter(pk=cards[name].card.pk).update(revoked_at=None, used_at=None)
            AccessCard.objects.filter(pk=cards[name].card.pk).update(**changes)
        Tenure.objects.filter(user=leader.user).update(ends=DAY_ONE if name == "ended" else None)
        yield name, phone, code
    Tenure.objects.filter(user=leader.user).update(ends=None)


def test_every_pair_that_opens_nothing_is_answered_alike_with_equal_work(world, leader, monkeypatch):
    from directory import cards

    hashed, real = [], cards.hash_of

    def counted(code, salt):
        hashed.append(len(salt))
        return real(code, salt)

    monkeypatch.setattr(cards, "hash_of", counted)
    answers = {}
    for name, phone, code in refused_cards(world, leader):
        for cache in caches.all():
            cache.clear()
        browser = browser_of(None)
        browser.get(CARD)
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = use(browser, code, phone)
        answers[name] = (answer.status_code, alike(answer), len(captured), tuple(hashed), sorted(answer.cookies))
    assert set(answers) == {"unknown", "wrong", "used", "expired", "revoked", "ended"}
    assert len(set(map(str, answers.values()))) == 1
    assert answers["unknown"][0] == 422
    assert answers["unknown"][3] == (32,)
    assert "ไม่ถูกต้อง หรือบัตรนี้ใช้ไปแล้วหรือหมดอายุแล้ว" in answers["unknown"][1]


def locked(phone, code):
    answer = use(browser_of(None), code, phone)
    return answer.status_code == 422 and "ลองผิดหลายครั้งเกินไป" in answer.content.decode()


@pytest.mark.parametrize("phone", [PHONE, UNKNOWN])
def test_five_failures_lock_a_number_whether_it_exists_or_not(world, leader, phone):
    code = card_for(world, leader).code
    for _ in range(5):
        assert not locked(phone, new_code())
    assert locked(phone, code)
    assert AccessCard.objects.get().used_at is None


def test_failures_with_cards_and_with_passwords_count_together(world, leader):
    code = card_for(world, leader).code
    for _ in range(3):
        browser_of(None).post(SIGN_IN, {"login": PHONE, "password": "wrong"})
    for _ in range(2):
        use(browser_of(None), new_code())
    assert locked("081 234 5678", code)


def test_a_card_that_was_right_counts_as_no_failure(world, leader):
    for _ in range(4):
        use(browser_of(None), new_code())
    assert use(browser_of(None), card_for(world, leader).code).status_code == 302
    assert use(browser_of(None), card_for(world, leader).code).status_code == 302


def test_too_many_attempts_from_one_place_are_put_off(world, leader):
    for number in range(30):
        use(browser_of(None), new_code(), f"08999{number:05}")
    assert use(browser_of(None), card_for(world, leader).code).status_code == 429


@pytest.mark.parametrize(("phone", "code"), [("", ""), ("12", "x"), ("ชื่อ", "ACDE"), (PHONE, "OOOO-OOOO-OOOO")])
def test_what_can_be_neither_number_nor_code_is_said_before_anything_is_looked_up(leader, phone, code):
    with CaptureQueriesContext(connection) as captured:
        answer = use(browser_of(None), code, phone)
    assert answer.status_code == 422
    assert not any("accesscard" in query["sql"] for query in captured)
    assert not locked(PHONE, new_code())


def test_the_page_is_kept_by_no_cache_and_its_code_is_asked_for_without_scripts(db):
    answer = browser_of(None).get(CARD)
    assert "no-store" in answer["Cache-Control"]
    assert 'name="code"' in answer.content.decode()
    assert CARD in browser_of(None).get(SIGN_IN).content.decode()


# --- The desk's page ---


@pytest.fixture
def desk(world):
    for number, user in enumerate(User.objects.order_by("pk")):
        User.objects.filter(pk=user.pk).update(phone=f"08123{number:05}")
    return browser_of(world.coordinator)


def printed_by(desk, address=CARDS, **ticked):
    return desk.post(address, {"once": once_of(desk.get(address)), **ticked})


def codes_in(response):
    return re.findall(r'prasan-card__code">([^<]+)<', response.content.decode())


def names_in(response):
    return re.findall(r'prasan-card__name">([^<]+)<', response.content.decode())


def test_the_desk_ticks_people_and_gets_their_sheet_once(world, desk):
    form = {"once": once_of(desk.get(CARDS)), "person": [world.leader.user.pk, world.secretary.user.pk]}
    sheet = desk.post(CARDS, form)
    assert set(names_in(sheet)) == {str(world.leader.user), str(world.secretary.user)}
    assert len(codes_in(sheet)) == sheet.content.decode().count('src="data:image/svg+xml') == 2
    assert "no-store" in sheet["Cache-Control"]
    again = desk.post(CARDS, form)
    assert (again.status_code, again.headers["Location"]) == (302, CARDS)
    assert AccessCard.objects.count() == 2
    listed = desk.get(CARDS).content.decode()
    assert not [code for code in codes_in(sheet) if code in listed]
    phone = User.objects.get(pk=world.leader.user.pk).phone
    code = dict(zip(names_in(sheet), codes_in(sheet), strict=True))[str(world.leader.user)]
    assert use(browser_of(None), code, phone).status_code == 302


def test_the_sheet_never_takes_its_address_from_the_request(world, desk, settings):
    settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
    once = once_of(desk.get(CARDS))
    sheet = desk.post(CARDS, {"once": once, "person": world.leader.user.pk}, headers={"host": "evil.example"})
    text = sheet.content.decode()
    assert "http://127.0.0.1:8000/card/" in text
    assert "evil.example" not in text


def test_a_card_shows_two_digits_of_the_number_and_is_marked_in_a_demonstration(world, desk, settings):
    User.objects.filter(pk=world.leader.user.pk).update(phone="0812345678")
    text = printed_by(desk, person=world.leader.user.pk).content.decode()
    assert "ลงท้ายด้วย 78" in text
    assert "5678" not in text
    assert "prasan-card__sample" not in text
    settings.PRASAN_DEMO = True
    assert 'prasan-card__sample">ตัวอย่าง<' in printed_by(desk, person=world.leader.user.pk).content.decode()


def test_one_press_prints_for_everybody_in_the_list_without_a_usable_card(world, desk):
    card_for(world, world.leader)
    address = f"{CARDS}?area=370101"
    sheet = printed_by(desk, address, everybody="1")
    holders = Tenure.objects.filter(office__body__area="370101").exclude(user=world.leader.user)
    assert set(names_in(sheet)) == {str(term.user) for term in holders.select_related("user")}
    assert printed_by(desk, address, everybody="1").status_code == 422
    AccessCard.objects.filter(user=world.leader.user).update(expires_at=timezone.now(), issued_at="2020-01-01T00:00Z")
    with world.in_days(60):
        assert len(names_in(printed_by(desk, address, everybody="1"))) == 6


def test_nobody_ticked_is_said(desk):
    answer = printed_by(desk)
    assert answer.status_code == 422
    assert "ยังไม่ได้เลือกผู้รับบัตร" in answer.content.decode()


def test_the_list_tells_who_has_a_card_who_used_it_and_who_has_none(world, desk):
    used = card_for(world, world.leader)
    use(browser_of(None), used.code, User.objects.get(pk=world.leader.user.pk).phone)
    card_for(world, world.secretary)

    def listed(standing):
        found = desk.get(CARDS, {"standing": standing}).context["page"]
        return {term.user for term in found}

    assert listed("used") == {world.leader.user}
    assert listed("live") == {world.secretary.user}
    assert listed("expired") == listed("<x>") == set()
    assert world.lao_planner.user in listed("none")
    assert {world.leader.user, world.secretary.user, world.coordinator.user} & listed("none") == set()
    assert world.far_plan.owner.name not in desk.get(CARDS).content.decode()
    with world.in_days(31):
        assert listed("expired") == {world.secretary.user}


def test_the_list_is_filtered_by_place_and_words(world, desk):
    def bodies(**query):
        return {term.office.body.code for term in desk.get(CARDS, query).context["page"]}

    assert bodies(area="370101") == {"council", "lao", "kbt"}
    assert bodies(area="3702") == bodies(area="x") == bodies(area="370101a") == set()
    assert bodies(q=world.bodies["shared-lao-a"].name) == {"shared-lao-a"}
    assert "<script>" not in desk.get(CARDS, {"q": "<script>"}).content.decode()


def test_who_cannot_get_a_card_there_is_told_why_and_cannot_be_ticked(world, desk):
    User.objects.filter(pk=world.secretary.user.pk).update(phone=None)
    Tenure.objects.create(user=world.leader.user, office=world.agency.office, starts=DAY_ONE, acting="acting_for")
    text = desk.get(CARDS).content.decode()
    assert "ยังไม่มีหมายเลขโทรศัพท์ในทะเบียน" in text
    assert "ดำรงตำแหน่งนอกพื้นที่ของท่านด้วย" in text
    for person in (world.leader, world.secretary):
        assert f'name="person" value="{person.user.pk}"' not in text
        assert printed_by(desk, person=person.user.pk).status_code == 422


def test_another_district_s_coordinator_reaches_nobody_here(world, desk, leader):
    printed = card_for(world, leader)
    other = browser_of(world.other_coordinator)
    assert str(leader.user) not in other.get(CARDS).content.decode()
    assert printed_by(other, person=leader.user.pk).status_code == 422
    assert other.get(reverse("card_revoke", args=[printed.card.pk])).status_code == 404
    assert other.post(reverse("card_revoke", args=[printed.card.pk])).status_code == 404
    for person in (world.leader, world.lao_planner, world.governor, world.agency):
        assert browser_of(person).get(CARDS).status_code == 403
        assert browser_of(person).post(CARDS, {"person": leader.user.pk}).status_code == 403
        assert browser_of(person).post(reverse("card_revoke", args=[printed.card.pk])).status_code == 403
    assert AccessCard.objects.get().revoked_at is None


def test_the_desk_takes_a_card_back_by_hand(world, desk, leader):
    printed = card_for(world, leader)
    address = reverse("card_revoke", args=[printed.card.pk])
    assert address in desk.get(CARDS).content.decode()
    assert desk.post(address, {"once": once_of(desk.get(address))}).headers["Location"] == CARDS
    assert AccessCard.objects.get().revoked_at is not None
    assert desk.get(address).status_code == 404


def test_the_page_of_cards_is_read_with_few_questions(world, desk, django_assert_max_num_queries):
    desk.get(CARDS)
    with django_assert_max_num_queries(12):
        desk.get(CARDS)
    province = browser_of(world.provincial_officer)
    province.get(CARDS)
    with django_assert_max_num_queries(12):
        province.get(CARDS)


def test_only_those_who_give_out_cards_have_them_in_their_menu(world):
    assert CARDS in browser_of(world.coordinator).get(INBOX).content.decode()
    assert CARDS in browser_of(world.provincial_officer).get(INBOX).content.decode()
    assert CARDS not in browser_of(world.leader).get(INBOX).content.decode()
