"""What the server gives a device that shall work without a network: the worker, the card, and pages without secrets."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.offline import person_of
from tests.approvals.visits import words_of
from tests.cast import world
from tests.visitors import browser_of

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def facts_of(answer):
    first = answer.content.decode().partition("\n")[0]
    return json.loads(first.removeprefix("const FACTS = ").removesuffix(";"))


def test_the_worker_stands_at_the_root_is_always_asked_for_anew_and_names_files_that_are_there(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    facts = facts_of(answer)
    missing = [name for name in facts["assets"] if finders.find(name.removeprefix(facts["root"])) is None]
    assert missing == []
    assert {name.rpartition("/")[2] for name in facts["assets"]} >= {"main.js", "outbox.js", "look.css"}
    assert facts_of(client.get("/service-worker.js")) == facts


def test_pages_may_start_our_worker_and_reach_nobody_else(client):
    policy = dict(part.strip().split(" ", 1) for part in client.get("/offline/")["Content-Security-Policy"].split(";"))
    assert {policy[name] for name in ("worker-src", "connect-src", "manifest-src", "script-src")} == {"'self'"}


def test_a_phone_can_put_the_site_on_its_first_screen(client):
    answer = client.get(reverse("web_manifest"))
    card = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (card["short_name"], card["start_url"], card["display"]) == ("ประสาน", "/inbox/", "standalone")
    assert [picture["sizes"] for picture in card["icons"]] == ["any", "192x192", "512x512"]
    assert all(finders.find(picture["src"].removeprefix("/static/")) for picture in card["icons"])
    assert f'<link rel="manifest" href="{reverse("web_manifest")}">' in client.get("/offline/").content.decode()


def test_the_page_without_a_network_is_the_same_for_everybody_and_costs_no_query(client):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(reverse("offline"))
    assert len(asked) == 0
    assert "สิ่งที่พิมพ์ไว้ยังอยู่ในเครื่องนี้" in words_of(answer)
    assert "data-person" not in answer.content.decode()


def test_the_page_of_what_is_unsent_is_for_those_in_an_office_and_holds_none_of_it(world):
    browser = browser_of(world.leader)
    browser.get(reverse("unsent"))
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(reverse("unsent"))
    assert len(asked) <= 12
    assert f'data-person="{person_of(world.leader.user)}"' in answer.content.decode()
    assert browser_of(None).get(reverse("unsent")).status_code == 302


def test_a_device_learns_who_is_signed_in_in_which_office_and_the_token_of_now(world):
    browser = browser_of(world.leader)
    answer = browser.get(reverse("unsent_pass"), headers={"Accept": "application/json"})
    assert "no-store" in answer["Cache-Control"]
    told = answer.json()
    assert (told["person"], told["office"]) == (person_of(world.leader.user), world.leader.office.pk)
    assert person_of(world.leader.user) != person_of(world.secretary.user)
    nobody = browser_of(None).get(reverse("unsent_pass"), headers={"Accept": "application/json"})
    assert (nobody.status_code, "token" in nobody.json()) == (401, False)


def test_forms_are_marked_for_those_who_write_themselves_and_not_where_a_sheet_is_recorded(world):
    address = reverse("plan_draft", args=[world.plan.reference])
    marked = [' data-offline="proposal"' in browser_of(who).get(address).content.decode()
              for who in (world.leader, world.coordinator)]  # fmt: skip
    assert marked == [True, False]  # a scan is no words, and is not kept
    plan = reverse("plan", args=[world.plan.reference])
    assert f'href="{address}" data-keep' in browser_of(world.leader).get(plan).content.decode()
