"""Browsers for the cast: each signed in, in their office."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
from django.conf import settings
from django.test import Client

from directory.acting import Acting
from directory.middleware import OFFICE

BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser_of(acting: Acting | None, *, language: str = "th", **options: Any) -> Client:
    """A browser in which somebody is signed in and has chosen their office; None is a passer-by."""
    browser = Client(**options)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if acting is not None:
        browser.force_login(acting.user, backend=BACKEND)
        session = browser.session
        session[OFFICE] = acting.office.pk
        session.save()
    return browser


def cells_of(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of a downloaded workbook's first sheet without its headings; no cell is computed."""
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return list(sheet.iter_rows(min_row=2, values_only=True))


def once_of(response: Any) -> str:
    """The one-time key that a page drew into its form."""
    found = re.search(r'name="once" value="([^"]+)"', response.content.decode())
    assert found, "the page has no form with a one-time key"
    return found[1]


def seen_of(response: Any) -> str:
    """The version that a page's form says its reader saw."""
    found = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    assert found, "the page's form does not say which version was seen"
    return found[1]
