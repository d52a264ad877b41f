"""What a page weighs on the wire to a browser that has never been there: its HTML and all that it names, as served."""

from __future__ import annotations

import functools
import posixpath
import re
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from whitenoise.compress import Compressor

STATIC = "/static/"
_IN_A_PAGE = re.compile(r'<(?:link|script|img|source)\b[^>]*?(?:href|src)="/static/([^"?#]+)')
_IN_A_SHEET = re.compile(r'url\(["\']?(?!data:)([^"\')]+)')
_IN_A_SCRIPT = re.compile(r'^(?:import|export)\b[^"\n]*"(\.[^"]+)"', re.MULTILINE)
_ENOUGH = Compressor(quiet=True)


def weight_of(browser: Client, address: str) -> tuple[int, Any]:
    """The octets of a page with every style sheet, script, subset of the typeface and image; and the page itself.

    HTML comes in gzip as the middleware makes it, files in brotli as WhiteNoise keeps them, pictures as they are.
    """
    light = browser.get(address, headers={"accept-encoding": "gzip, br"})
    assert (light.status_code, light["Content-Encoding"]) == (200, "gzip"), address
    page = browser.get(address)
    named = _with_what_they_name(_IN_A_PAGE.findall(page.content.decode()))
    assert named, "a page names its style sheets"
    return len(light.content) + sum(_served(name) for name in named), page


def _with_what_they_name(names: list[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _named_in(name)
    return found


@functools.cache
def _content(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    with open(path, "rb") as file:  # noqa: PTH123  # what a finder answers
        return file.read()


@functools.cache
def _named_in(name: str) -> tuple[str, ...]:
    pattern = {".css": _IN_A_SHEET, ".js": _IN_A_SCRIPT}.get(posixpath.splitext(name)[1])
    if pattern is None:
        return ()
    found = pattern.findall(_content(name).decode())
    return tuple(posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in found)


@functools.cache
def _served(name: str) -> int:
    content = _content(name)
    return len(_ENOUGH.compress_brotli(content)) if _ENOUGH.should_compress(name) else len(content)
