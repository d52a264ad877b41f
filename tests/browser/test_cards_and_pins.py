"""A card is printed, scanned and used in a real browser, with and without JavaScript; and a shared phone locks."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from directory.models import AccessCard, User
from directory.phones import USED
from directory.verbs.cards import issue_access_cards
from directory.verbs.pins import set_pin
from tests.browser.site import DESK
from tests.browser.test_every_page import thai_left

SMALLEST, HALF = {"width": 320, "height": 640}, {"width": 195, "height": 422}
PHONE = "0812345678"


@pytest.fixture
def world(committed_world):
    User.objects.filter(pk=committed_world.leader.user.pk).update(phone=PHONE)
    return committed_world


def fits(window):
    for size in (window.page.viewport_size, SMALLEST, HALF):
        window.page.set_viewport_size(size)
        assert window.overflow() <= 0, size
    assert window.faults() == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_sheet_fits_and_prints_several_cards_a_page(world, visit, dark, tmp_path):
    desk = visit(world.coordinator, size=DESK, dark=dark)
    desk.go("/cards/")
    assert desk.faults() == []
    desk.go("/cards/?q=council")
    for box in desk.page.locator('input[name="person"]').all():
        box.check()
    desk.page.get_by_role("button", name="ออกบัตรให้ผู้ที่เลือก").click()
    desk.page.locator(".prasan-card__code").first.wait_for()
    assert desk.page.locator(".prasan-card__qr").first.evaluate("picture => picture.naturalWidth") > 0
    assert desk.page.locator(".prasan-card").count() == AccessCard.objects.count() > 2
    desk.page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    assert not desk.page.locator(".prasan-not-printed").is_visible()
    assert (
        desk.page.locator(".prasan-card").nth(0).bounding_box()["y"]
        == (desk.page.locator(".prasan-card").nth(1).bounding_box()["y"])
    )
    desk.page.emulate_media(media="screen", color_scheme="dark" if dark else "light")
    fits(desk)


@pytest.mark.parametrize("dark", [False, True])
def test_each_page_of_cards_and_pins_fits_the_smallest_phone(world, visit, dark):
    (printed,) = issue_access_cards(people=[world.leader.user], by=world.coordinator)
    pages = {
        world.coordinator: ("/cards/", f"/cards/{printed.card.pk}/revoke/"),
        world.leader: ("/inbox/", "/pin/", "/card/"),
        None: ("/card/", "/sign-in/"),
    }
    for who, addresses in pages.items():
        window = visit(who, dark=dark)
        usual = window.page.viewport_size
        for address in addresses:
            window.page.set_viewport_size(usual)
            window.go(address)
            fits(window)


def test_the_same_pages_speak_english(world, visit):
    for who, addresses in ((world.leader, ("/inbox/", "/pin/", "/card/")), (None, ("/card/", "/sign-in/"))):
        window = visit(who, language="en")
        for address in addresses:
            window.go(address)
            assert thai_left(window) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_scanned_card_opens_the_phone(world, visit, javascript):
    (printed,) = issue_access_cards(people=[world.leader.user], by=world.coordinator)
    asked = []
    phone = visit(None, javascript=javascript)
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.go(f"/card/#{printed.code}")
    field = phone.page.get_by_label("รหัสบนบัตร")
    if javascript:
        assert field.input_value() == printed.code
        assert "#" not in phone.page.url
    else:
        assert field.input_value() == ""
        field.fill(printed.code.lower())
    phone.page.get_by_label("หมายเลขโทรศัพท์ของท่าน").fill("081-234-5678")
    phone.page.get_by_role("button", name="เข้าสู่ระบบ").click()
    phone.page.wait_for_url("**/inbox/#main-content")
    assert phone.page.locator(".prasan-asked .govuk-button").count() == 1
    assert not [url for url in asked if printed.code in url.partition("#")[0]]
    phone.page.set_viewport_size(SMALLEST)
    assert phone.overflow() <= 0


@pytest.mark.parametrize("dark", [False, True])
def test_a_shared_phone_locks_and_opens_again(world, visit, dark):
    user = User.objects.get(pk=world.leader.user.pk)
    set_pin(person=user, present="", new="730284")
    phone = visit(world.leader, dark=dark)
    store = SessionStore(Session.objects.latest("expire_date").session_key)
    store[USED] = 0
    store.save()
    phone.go("/plans/")
    assert phone.page.url.startswith(phone.site + "/unlock/")
    fits(phone)
    phone.page.get_by_label("PIN 6 หลัก").fill("730284")
    phone.page.get_by_role("button", name="ปลดล็อก").click()
    phone.page.wait_for_url("**/plans/")
