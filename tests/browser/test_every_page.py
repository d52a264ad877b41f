"""Every page of the site in a real browser: it fits the smallest phone, and axe finds nothing wrong with it."""

import inspect
import re
from collections import defaultdict
from typing import Any

import pytest

from config.routes import ROUTES
from tests.browser.desk_tours import (
    tour_after_the_governor,
    tour_of_appeals,
    tour_of_petitions,
    tour_of_the_councils_meeting,
    tour_of_the_desks,
)
from tests.browser.governor_tours import tour_of_the_approvers, tour_of_the_conditions
from tests.browser.integration_tours import tour_of_the_integration
from tests.browser.site import DESK
from tests.browser.tours import (
    NO_PAGE,
    address,
    tour_beside_the_plan,
    tour_half_way,
    tour_of_ballots,
    tour_of_the_answer,
    tour_of_the_governor,
    tour_of_the_province,
)

pytestmark = pytest.mark.timeout(900)  # a tour looks at dozens of pages, several ways each

SMALLEST, HALF = {"width": 320, "height": 640}, {"width": 195, "height": 422}
THAI = re.compile("[\u0e00-\u0e7f]+")
FURNITURE = (
    "button:not([lang]), label, thead th:not([id]), .prasan-navigation a, .moj-sub-navigation a, main h2,"
    " main form summary, .govuk-hint[id], .govuk-error-summary__title, .prasan-filters__row > span, footer a"
)
KEY = {
    *("inbox", "plan", "plan_lines", "plan_worksheet", "plan_scores", "plan_ranking", "plan_meeting", "plan_draft"),
    *("paper", "status", "check", "check_code", "province", "sign_in", "card_sign_in", "pin"),
}

# Of the pages beside a plan, those whose labels name nothing that people wrote.
WITHOUT_NAMES = {
    "plan_profile",
    "plan_related",
    "plan_open_plan",
    "plan_charters",
    "plan_charter",
    "charter_edit",
    "plan_drop",
}


def key_pages(stops):
    """One stop for each of the pages that people use most."""
    return list({stop[1]: stop for stop in stops if stop[1] in KEY}.values())


@pytest.fixture
def look(visit):
    """Answer a function that looks at the stops of a tour and lists what is wrong, by address.

    One window for each person serves all their pages, each opened once: as it is, and then narrowed.
    """

    def look_at(stops, *, axe=True, narrow=SMALLEST, also=lambda window: [], **options):
        windows: dict[Any, Any] = {}
        wrong: dict[str, list[str]] = defaultdict(list)
        for stop in stops:
            window = windows.get(stop[0]) or windows.setdefault(stop[0], visit(stop[0], **options))
            where = address(stop)
            answer = window.go(where)
            if answer.status != 200 or window.page.url != window.site + where:
                wrong[where].append(f"answered {answer.status} at {window.page.url}")
                continue
            wrong[where] += (window.faults() if axe else []) + also(window) + _too_wide(window)
            if narrow:
                usual = window.page.viewport_size
                window.page.set_viewport_size(narrow)
                wrong[where] += _too_wide(window)
                window.page.set_viewport_size(usual)
        return {where: faults for where, faults in wrong.items() if faults}

    return look_at


def _too_wide(window):
    over = window.overflow()
    return [f"{over} px too wide at {window.page.viewport_size['width']} px"] if over else []


def thai_left(window):
    """The words of a page's own furniture that are still Thai; what people wrote and named stays as they wrote it."""
    texts = window.page.locator(FURNITURE).all_inner_texts()
    return [text for text in texts if THAI.search(text)]


def test_every_page_of_the_tambons_and_the_districts(committed_world, look):
    stops = tour_half_way(committed_world)
    assert look(stops) == {}
    assert look(key_pages(stops), size=DESK, narrow=None) == {}
    assert look(key_pages(stops), dark=True, narrow=HALF) == {}  # a phone with text twice as large: half as wide
    assert look(key_pages(stops), language="en", axe=False, narrow=None, also=thai_left) == {}


def test_every_page_of_the_province_and_what_everybody_may_read(committed_world, look):
    for tour in (tour_of_the_province, tour_of_the_governor):
        assert look(tour(committed_world)) == {}
    stops = tour_of_the_answer(committed_world)
    assert look(stops) == {}
    assert look(key_pages(stops), size=DESK, narrow=None) == {}
    assert look(key_pages(stops), dark=True, narrow=HALF) == {}
    assert look(key_pages(stops), language="en", axe=False, narrow=None, also=thai_left) == {}


def test_every_page_of_ballots(committed_world, look):
    stops = tour_of_ballots(committed_world)
    assert look(stops) == {}
    assert look([stop for stop in stops if stop[1] in {"ballot", "vote"}], size=DESK, dark=True, narrow=HALF) == {}


def test_every_page_beside_a_plan(committed_world, look):
    stops = tour_beside_the_plan(committed_world)
    assert look(stops) == {}
    assert look(stops, dark=True, narrow=HALF) == {}
    own_words = [stop for stop in stops if stop[1] in WITHOUT_NAMES]
    assert look(own_words, language="en", axe=False, narrow=None, also=thai_left) == {}


DESKS = (
    *(tour_of_the_desks, tour_of_appeals, tour_after_the_governor),
    *(tour_of_the_councils_meeting, tour_of_petitions),
    *(tour_of_the_approvers, tour_of_the_conditions, tour_of_the_integration),
)


@pytest.mark.parametrize("tour", DESKS)
def test_every_page_of_the_desks(committed_world, look, tour):
    found = tour(committed_world)
    assert look(found) == {}
    assert look(found, size=DESK, dark=True, narrow=None) == {}


def test_the_tours_leave_no_page_out():
    council = (tour_half_way, tour_of_ballots, tour_beside_the_plan)
    tours = (*council, *DESKS, tour_of_the_province, tour_of_the_governor, tour_of_the_answer)
    # Two worlds in a row would be the same names twice; the stops' names need no world of their own.
    seen = set(re.findall(r"\b[a-z]+(?:_[a-z]+)*\b", "".join(inspect.getsource(tour) for tour in tours)))
    assert set(ROUTES) - NO_PAGE - seen == set()
