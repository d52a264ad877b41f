"""The server and the windows of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.visitors import browser_of

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 900}
PATIENCE = 60_000  # milliseconds, for a busy machine
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@contextmanager
def serving() -> Iterator[str]:
    """Serve the site from this process, static files included, on a port that the system chooses."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


class Visitor:
    """A browser window: who looks, how wide, with or without JavaScript, light or dark, Thai or English."""

    def __init__(
        self,
        chromium: Any,
        site: str,
        acting: Any = None,
        *,
        size: dict[str, int] = PHONE,
        javascript: bool = True,
        dark: bool = False,
        language: str = "th",
    ) -> None:
        self.site = site
        self.runs_scripts = javascript
        self.complaints: list[str] = []
        self.has_network = True
        self.context = chromium.new_context(
            viewport=size,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale=language,
            reduced_motion="reduce",
        )
        cookies = [{"name": "django_language", "value": language, "url": site}]
        if acting is not None:
            session = browser_of(acting).cookies["sessionid"].value
            cookies.append({"name": "sessionid", "value": session, "url": site})
        self.context.add_cookies(cookies)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type != "error" or "the server responded with a status of" in message.text:
            return
        if self.has_network or not ("net::ERR_" in message.text or message.text.startswith("htmx:")):
            self.complaints.append(message.text)

    def network(self, *, there: bool) -> None:
        """Take the network away, or give it back."""
        self.has_network = self.has_network and there  # what was asked for without it may fail later
        self.context.set_offline(not there)

    def go(self, path: str) -> Any:
        """Open an address of the site; answer the response."""
        return self.page.goto(self.site + path)

    def faults(self) -> list[str]:
        """What axe finds wrong with the page as it is shown."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def close(self) -> list[str]:
        """Close the window; answer what its console complained about."""
        self.context.close()
        return self.complaints
