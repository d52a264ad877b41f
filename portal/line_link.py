"""Passing on where a plan is found, by LINE."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from pages.sharing import line_share
from proposals.models import Plan


def line_link(plan: Plan, reference: str, path: str) -> str:
    """The link that passes an address of this site on; whoever opens it sees only what they may see there."""
    facts = {"plan": plan.owner.name, "reference": reference, "url": f"{settings.PUBLIC_BASE_URL}{path}"}
    return line_share(_("%(plan)s รหัส %(reference)s ดูได้ที่ %(url)s") % facts)
