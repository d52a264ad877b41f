"""Thai first, whatever language the browser asks for; English for who chose it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from pages.middleware import ThaiFirstMiddleware


def language_of(**cookies: str) -> str:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = "en-US,en;q=0.9"
    request.COOKIES.update(cookies)
    said: list[str] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        said.append(translation.get_language())
        return HttpResponse()

    ThaiFirstMiddleware(answer)(request)
    return said[0]


def test_a_browser_that_was_sold_in_english_is_answered_in_thai():
    assert language_of() == "th"


def test_who_chose_english_reads_english():
    assert language_of(**{settings.LANGUAGE_COOKIE_NAME: "en"}) == "en"
