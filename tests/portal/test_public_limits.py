"""For anybody, but not for everything: nothing is changed or listed here, and nobody asks or guesses without end."""

import re

import pytest
from django.urls import reverse

from documents.models import Document
from tests.visitors import browser_of


def text_of(response):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def browser():
    return browser_of(None)


OPEN = ["/", "/check/", "/source/", "/status/x/", "/provinces/37/2572/", "/check/x", "/source/prasan.tar.gz"]


@pytest.mark.parametrize("address", OPEN)
def test_nothing_is_changed_through_a_public_page(db, browser, address):
    assert browser.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/check/", "/source/", "/provinces/37/2572/", "/check/x", "/?code=x"])
def test_pages_are_not_for_search_engines_and_not_for_caches_on_the_way(world, browser, address):
    world.endorsed()
    response = browser.get(address)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


def test_the_front_page_may_be_found_by_search_engines(db, browser):
    response = browser.get("/")
    assert response["X-Robots-Tag"] == "all"
    assert "noindex" not in response.content.decode()
    assert "private" in response["Cache-Control"]


def test_an_account_changes_nothing_about_what_is_public(world):
    world.submitted(world.plan)
    for person in (world.leader, world.stranger):
        assert browser_of(person).get(reverse("status", args=[world.plan.reference])).status_code == 404


def test_who_asks_too_often_is_asked_to_wait(db, browser, settings):
    settings.PUBLIC_PAGES_RATE = "3/m"
    assert [browser.get("/check/").status_code for _ in range(4)] == [200, 200, 200, 429]
    response = browser.get("/source/")
    assert response.status_code == 429
    assert "ขอถี่เกินไป" in text_of(response)
    assert browser_of(None, REMOTE_ADDR="192.0.2.7").get("/check/").status_code == 200


@pytest.mark.parametrize(
    ("address", "query", "answer"),
    [
        ("/check/{0}", {}, 404),
        ("/check/", {"code": "{0}"}, 422),
        ("/", {"code": "{0}"}, 422),
        ("/status/{0}/", {}, 404),
    ],
)
def test_who_guesses_codes_is_stopped_even_before_a_right_one(world, settings, address, query, answer):
    settings.GUESSES_RATE = "3/m"
    world.submitted(world.plan)
    browser = browser_of(None)
    code = Document.objects.get(kind="T03", plan=world.plan).check_code

    def ask(guess):
        given = {name: text.format(guess) for name, text in query.items()}
        return browser.get(address.format(guess), given).status_code

    assert [ask(f"{number}AAAABBBBCCCCDDD") for number in range(4)] == [answer, answer, answer, 429]
    assert browser.get(f"/check/{code}").status_code == 429
    assert browser.get(f"/status/{world.plan.reference}/", {"code": code}).status_code == 429
    assert browser.get("/source/").status_code == 200


def test_codes_that_lead_somewhere_do_not_count_as_guesses(world, browser, settings):
    settings.GUESSES_RATE = "1/m"
    world.submitted(world.plan)
    code = Document.objects.get(kind="T03", plan=world.plan).check_code
    assert {browser.get(f"/check/{code}").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize("address", ["/", "/check/", "/source/"])
def test_a_forged_host_is_refused(db, address, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    response = browser_of(None, HTTP_HOST="evil.example").get(address)
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_the_address_on_papers_is_the_site_s_own(world, settings):
    settings.PUBLIC_BASE_URL = "https://prasan.example"
    world.submitted(world.plan)
    paper = Document.objects.get(kind="T03", plan=world.plan)
    assert f"https://prasan.example{reverse('check_code', args=[paper.check_code])}" in paper.snapshot
