"""The pages for what could not be done: what happened, what it means, and what to do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.http import HttpResponseClientRedirect
from django_ratelimit.exceptions import Ratelimited

from directory.errors import Answer, Invalid


def page_of(request: HttpRequest, refusal: Answer) -> HttpResponse:
    """The page of a verb's refusal. What is not there and what may not be seen look exactly alike."""
    context: dict[str, object] = {"message": refusal.message, "back": request.path if request.method == "POST" else ""}
    if isinstance(refusal, Invalid):
        context["problems"] = refusal.problems
    if getattr(request, "htmx", None) and request.method == "GET":  # the whole page says it, not a part of one
        return HttpResponseClientRedirect(request.get_full_path())
    if refusal.status == 404:
        return not_found(request)
    return render(request, f"answers/{refusal.status}.html", context, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django names it
    """One page for all that is not there, whatever was asked for."""
    return render(request, "answers/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not for this office; or asked for too often, which django-ratelimit says by an exception of the same family."""
    if isinstance(exception, Ratelimited):
        return too_many(request, exception)
    return render(request, "answers/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django names it
    """A request that no form of ours sends."""
    return render(request, "answers/400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # likewise
    """A form without its token: an old page, or cookies switched off."""
    return render(request, "answers/csrf.html", status=403)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django names it
    """Too many requests; it ends by itself."""
    return render(request, "answers/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """A mistake of ours. Drawn without the request and so without any query: the database may be what failed."""
    return HttpResponse(render_to_string("answers/500.html"), status=500)
