"""A real browser on a real server: Chromium drives the site, which answers from a database of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from directory import clock
from tests.browser.hands import Hands
from tests.browser.site import Visitor, serving
from tests.cast import committed_world  # noqa: F401  # a fixture
from tests.documents.keys import an_authority, key_in
from tools.test_databases import CHROMIUM, WITHOUT_A_BROWSER


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Answer a browser; where there is none, its tests are skipped and say so."""
    if not Path(CHROMIUM).exists():
        pytest.skip(WITHOUT_A_BROWSER)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in the thread of the tests; Django then takes each of them for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(committed_world: Any, settings: Any, tmp_path: Path) -> Iterator[str]:  # noqa: F811  # the fixture
    """Answer the address of a server that shows the committed world, in which the leader has a key to sign with."""
    settings.SIGNING_DIR = tmp_path / "signing"
    key_in(settings.SIGNING_DIR, an_authority(clock.now()), "council/chair", at=clock.now())
    with serving() as address:
        yield address


@pytest.fixture
def visit(chromium: Any, site: str) -> Iterator[Callable[..., Visitor]]:
    """Answer a function that opens a browser window for somebody of the cast, signed in, or for a passer-by.

    At the end of the test no window may have seen a violation of the content security policy or a script error.
    """
    visitors: list[Visitor] = []

    def open_window(acting: Any = None, **options: Any) -> Visitor:
        visitors.append(Visitor(chromium, site, acting, **options))
        return visitors[-1]

    yield open_window
    complaints = [complaint for visitor in visitors for complaint in visitor.close()]
    assert complaints == []


@pytest.fixture(params=[True, False], ids=["with_javascript", "without_javascript"])
def person(request: Any, visit: Callable[..., Visitor]) -> Callable[..., Hands]:
    """Answer a function that gives the hands of somebody of the cast, each in a window of their own."""
    windows: dict[Any, Hands] = {}

    def of(acting: Any) -> Hands:
        if acting not in windows:
            windows[acting] = Hands(visit(acting, javascript=request.param))
        return windows[acting]

    return of
