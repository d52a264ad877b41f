"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from directory.acting import Acting
from directory.offline import COLOUR, person_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a demonstration, where its source is, who acts, and whether typed text came back."""
    acting: Acting | None = getattr(request, "acting", None)
    return {
        "demo": settings.PRASAN_DEMO,
        "source_url": settings.SOURCE_URL,
        "acting": acting,
        "device_person": person_of(acting.user) if acting else "",
        "colour": COLOUR,
        "offices_held": len({tenure.office_id for tenure in getattr(request, "tenures", [])}),
        "typed_came_back": getattr(request, "typed_came_back", False),
    }
