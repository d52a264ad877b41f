"""Thai first: the language of a page is what its reader chose, never what the browser was sold with."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ThaiFirstMiddleware(LocaleMiddleware):
    """Django's own, without the browser's list of languages: most phones and office PCs here are set to English."""

    def process_request(self, request: HttpRequest) -> None:
        """Leave the cookie of the language switch, then the site's own language."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
