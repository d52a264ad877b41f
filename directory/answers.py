"""The pages for what could not be done: what happened, what it means, and what to do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect
from django_ratelimit.exceptions import Ratelimited

from directory.errors import Answer, Invalid, Stale

NOT_HERE = _("ไม่พบสิ่งที่ขอ หรืออยู่นอกพื้นที่ของท่าน")


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asks, which would rather have JSON than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def problem(status: int, *details: str, there: str = "") -> HttpResponse:
    """A refusal for scripts (problem+json): its sentences, and where to look instead."""
    found: dict[str, object] = {"status": status, "details": list(details), "there": there}
    return JsonResponse(found, status=status, content_type="application/problem+json")


def page_of(request: HttpRequest, refusal: Answer) -> HttpResponse:
    """The page of a verb's refusal. What is not there and what may not be seen look exactly alike."""
    there = refusal.there if isinstance(refusal, Stale) else ""
    if wants_data(request):
        return _problem_of(refusal, there)
    back = there or (request.path if request.method == "POST" else "")
    context: dict[str, object] = {"message": refusal.message, "back": back}
    if isinstance(refusal, Invalid):
        context["problems"] = refusal.problems
    if getattr(request, "htmx", None) and request.method == "GET":  # the whole page says it, not a part of one
        return HttpResponseClientRedirect(request.get_full_path())
    if refusal.status == 404:
        return not_found(request)
    return render(request, f"answers/{refusal.status}.html", context, status=refusal.status)


def _problem_of(refusal: Answer, there: str) -> HttpResponse:
    if isinstance(refusal, Invalid):
        return problem(refusal.status, *(str(each.message) for each in refusal.problems))
    return problem(refusal.status, str(NOT_HERE) if refusal.status == 404 else refusal.message, there=there)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django names it
    """One page for all that is not there, whatever was asked for."""
    if wants_data(request):
        return problem(404, str(NOT_HERE))
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
