"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a demonstration, where its source is, who acts, and whether typed text came back."""
    return {
        "demo": settings.PRASAN_DEMO,
        "source_url": settings.SOURCE_URL,
        "acting": getattr(request, "acting", None),
        "offices_held": len({tenure.office_id for tenure in getattr(request, "tenures", [])}),
        "typed_came_back": getattr(request, "typed_came_back", False),
    }
