"""ส่งต่อทางไลน์: a prewritten text with an address, handed to the LINE app. No account or key of LINE is needed."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from proposals.models import Plan

SHARE = "https://line.me/R/share?text="


def share(text: str) -> str:
    """The address that opens LINE with this text, for its user to choose whom to send it to."""
    return SHARE + quote(text, safe="")


def line_link(request: HttpRequest, plan: Plan) -> str:
    """Pass on where a plan is found; whoever opens the address sees only what their office may see."""
    text = _("%(plan)s รหัส %(reference)s ดูได้ที่ %(url)s") % {
        "plan": plan.owner.name,
        "reference": plan.reference,
        "url": f"{settings.PUBLIC_BASE_URL}{request.path}",
    }
    return share(text)
