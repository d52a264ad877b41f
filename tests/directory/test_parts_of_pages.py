"""What htmx asks for is a part of a page; who may not have it is shown the whole page that says so."""

import pytest

from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Boosted": "true"}


def test_a_filter_of_the_inbox_is_swapped_into_the_page_it_came_from(world):
    page = browser_of(world.leader).get("/inbox/?due=late", headers=PART)
    assert (page.status_code, 'id="filtered"' in page.content.decode()) == (200, True)
    assert 'hx-target="#filtered"' in page.content.decode()


def test_a_part_asked_for_after_the_session_has_ended_leads_the_whole_window_to_signing_in(world):
    answer = browser_of(None).get("/inbox/?due=late", headers=PART)
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Finbox%2F%3Fdue%3Dlate"


def test_a_part_that_is_refused_is_opened_as_a_whole_page(world):
    address = f"/plans/{world.plan.reference}/"
    answer = browser_of(world.other_leader).get(address, headers=PART)
    assert answer.headers["HX-Redirect"] == address
    assert browser_of(world.other_leader).get(address).status_code == 404
