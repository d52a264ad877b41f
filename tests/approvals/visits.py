"""How a test visits a desk's page and sends its form, as a person in a browser without scripts does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.urls import reverse

from directory.acting import Acting
from proposals.models import Plan
from tests.visitors import browser_of, once_of

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def address(name: str, plan: Plan, *rest: Any, query: str = "") -> str:
    """The address of an action's page."""
    return reverse(f"plan_{name}", args=[plan.reference, *rest]) + query


def opened(by: Acting, name: str, plan: Plan, *rest: Any, query: str = "", **options: Any) -> tuple[Client, Any]:
    """A browser of somebody who has opened a page, and the page."""
    browser = browser_of(by, **options)
    return browser, browser.get(address(name, plan, *rest, query=query))


def form_of(page: Any) -> dict[str, str]:
    """What a page's form sends by itself: its hidden fields."""
    main = page.content.decode().partition("<main")[2]
    return {name: value.replace("&amp;", "&") for name, value in _HIDDEN.findall(main) if name != "csrfmiddlewaretoken"}


def sent(by: Acting, name: str, plan: Plan, *rest: Any, query: str = "", **fields: Any) -> Any:
    """What answers when somebody opens a page and sends its form."""
    browser, page = opened(by, name, plan, *rest, query=query)
    assert page.status_code == 200, page.status_code
    return browser.post(address(name, plan, *rest, query=query), {**form_of(page), **fields})


def looked(
    by: Acting, plan: Plan, act: str, lines: Iterable[Any], query: str = "", **fields: Any
) -> tuple[Client, Any]:
    """A browser, and what answers when somebody ticks lines on the worksheet and presses a button: what it would do."""
    browser, page = opened(by, "worksheet", plan, query=query)
    assert page.status_code == 200, page.status_code
    data = {**form_of(page), "act": act, "lines": list(lines), **fields}
    return browser, browser.post(address("bulk", plan, query=query), data)


def confirmed(by: Acting, plan: Plan, act: str, lines: Iterable[Any], query: str = "", **fields: Any) -> Any:
    """What answers when they then confirm it."""
    lines = list(lines)
    browser, page = looked(by, plan, act, lines, query, **fields)
    assert 'name="confirm"' in page.content.decode(), words_of(page)
    data = {**form_of(page), "act": act, "lines": lines, **fields, "confirm": "yes"}
    return browser.post(address("bulk", plan, query=query), data)


def sent_twice(by: Acting, name: str, plan: Plan, *rest: Any, **fields: Any) -> tuple[Any, Any]:
    """The two answers to one form that was sent twice, as a double click does."""
    browser, page = opened(by, name, plan, *rest)
    data = {**form_of(page), **fields}
    assert data["once"] == once_of(page)
    return tuple(browser.post(address(name, plan, *rest), data) for _time in range(2))  # type: ignore[return-value]


def words_of(page: Any) -> str:
    """The text of a page without its markup, in single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def mistakes_of(page: Any) -> list[str]:
    """The lines of a page's error summary."""
    summary = page.content.decode().partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    return [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)]


def rows(prefix: str, *filled: dict[str, Any]) -> dict[str, Any]:
    """The fields of a page's rows."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": str(len(filled)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data
