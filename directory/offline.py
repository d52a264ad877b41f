"""Working without a network: the service worker, the application's card, and the pages of what is still on a device.

The device's own part is static/prasan/offline/. The server keeps nothing for it but the keys of `directory.once`.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.models import User
from directory.page import ActingRequest, office_required, show

FOLDER = settings.BASE_DIR / "static" / "prasan" / "offline"
COLOUR = "#0d5c75"

# What a page of ours is drawn with, so that a kept page looks as it did.
ASSETS = (
    *("vendor/look.css", "prasan/prasan.css", "prasan/prasan.svg", "prasan/prasan.js"),
    "vendor/govuk-frontend/govuk-frontend.min.js",
    *(f"prasan/offline/{path.name}" for path in sorted(Path(FOLDER).glob("*.js")) if path.name != "worker.js"),
    *(
        f"vendor/sarabun/sarabun-{letters}-{weight}-normal.woff2"
        for letters in ("thai", "latin")
        for weight in (400, 700)
    ),
)


def person_of(user: User) -> str:
    """By what a device tells the people apart whose words it keeps. It stays when keys and passwords change."""
    return hashlib.sha256(f"prasan device {user.pk}".encode()).hexdigest()[:16]


@cache
def _worker(root: str) -> str:
    """The worker's script, which names what belongs to this release; ``root`` is where static files lie."""
    source = (FOLDER / "worker.js").read_text(encoding="utf-8")
    assets = [static(name) for name in ASSETS]
    release = hashlib.sha256(json.dumps([assets, source]).encode()).hexdigest()[:12]
    facts = {"release": release, "assets": assets, "root": root, "offline": reverse("offline")}
    return f"const FACTS = {json.dumps(facts)};\n{source}"


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at the root, so that it may answer for every page."""
    if settings.DEBUG:
        _worker.cache_clear()
    response = HttpResponse(_worker(settings.STATIC_URL), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def web_manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to put the site on its first screen."""
    picture = "prasan/icons/prasan-{}.png"
    pictures = [
        {"src": static(picture.format(size)), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in (192, 512)
    ]
    card = {
        "name": _("ประสาน แผนของชุมชน"),
        "short_name": _("ประสาน"),
        "lang": "th",
        "id": "/",
        "start_url": reverse("inbox"),
        "scope": "/",
        "display": "standalone",
        "background_color": COLOUR,
        "theme_color": COLOUR,
        "icons": [{"src": static("prasan/prasan.svg"), "sizes": "any", "type": "image/svg+xml"}, *pictures],
    }
    return JsonResponse(card, content_type="application/manifest+json")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the device in place of a page that it can neither fetch nor has kept."""
    return show(request, "directory/offline.html", {})


@require_safe
@office_required
def unsent(request: ActingRequest) -> HttpResponse:
    """What is on this device and not yet sent; the device itself fills it in."""
    return show(request, "directory/unsent.html", {})


@never_cache
@require_safe
@office_required
def unsent_pass(request: ActingRequest) -> HttpResponse:
    """Who is signed in, in which office, and with which token the device may send now: a kept page's token is old.

    Only scripts of this site can read it.
    """  # the sentence does not fit in one line
    return JsonResponse(
        {"token": get_token(request), "person": person_of(request.acting.user), "office": request.acting.office.pk}
    )
