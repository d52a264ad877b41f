"""The main menu, the same on every page of somebody in an office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.mandates import mandate_of
from directory.powers import BodyKind, Power
from workflow.inbox import waiting_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The entries of the menu that this office has a use for, and how many steps wait there. Two queries at most."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return {}
    mandate = mandate_of(acting)
    counted: int | None = getattr(request, "waiting_count", None)
    waiting = waiting_for(acting).order_by().count() if counted is None else counted
    entries = [
        ("inbox", _("งานของฉัน (%(count)d)") % {"count": waiting} if waiting else _("งานของฉัน"), True),
        ("plans", _("แผน"), True),
        ("figures", _("ตัวเลข"), any(len(code) <= len("3701") for code in mandate.areas(Power.VIEW_PLAN))),
        ("search", _("ค้นหา"), True),
        ("papers", _("หนังสือ"), Power.KEEP_PAPERS in mandate.own),
        ("commitments", _("ผลตามแผน"), bool(mandate.granted.get(Power.TRACK_COMMITMENTS))),
        ("bodies", _("ทะเบียนองค์กร"), bool(mandate.granted.get(Power.MANAGE_BODIES))),
    ]
    if acting.body.kind == BodyKind.AGENCY:
        entries.append(("agency_readiness", _("รายการตรวจความพร้อม"), Power.KEEP_PAPERS in mandate.own))
    cards = mandate.granted.get(Power.ISSUE_CARDS) or mandate.granted.get(Power.MANAGE_BODIES)
    entries.append(("cards", _("บัตรเข้าใช้"), bool(cards)))
    own = {"agency_readiness": [str(acting.body.area_id)[:2], acting.body.code]}
    shown = [(reverse(name, args=own.get(name)), title) for name, title, used in entries if used]
    return {
        "waiting_count": waiting,
        "navigation": [{"url": url, "title": title, "current": request.path.startswith(url)} for url, title in shown],
    }
