"""The licence, the parts of others, and the program's own source to take along."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from portal import source
from portal.views.public import public_page


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """Under which licence the program is, what it is made of, and where its source is."""
    context = {"components": source.components(), "notice": source.notice(), "other_source": _other_source()}
    return render(request, "public/source.html", context)


def _other_source() -> str:
    """Where the operator publishes the source instead, if they do."""
    own = f"{settings.PUBLIC_BASE_URL}/source/"
    return "" if own == settings.SOURCE_URL else str(settings.SOURCE_URL)


@public_page
def archive(_request: HttpRequest) -> FileResponse:
    """Hand out the source of the program that is running."""
    packed = source.archive().open("rb")
    return FileResponse(packed, as_attachment=True, filename="prasan.tar.gz", content_type="application/gzip")
