"""The page of what was asked, carried and funded, and the same table as a workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.actions import WORKSHEET
from directory.page import ActingRequest, office_required, show
from documents.handing_out import as_workbook
from proposals.models import Level, Plan
from proposals.page import plan_of
from tracking.fairness import AREA, GROUPS, STRATEGY, VILLAGE, YEAR, Fairness, Row, fairness_of

ROWS_A_PAGE = 100


def _asked_for(request: ActingRequest, plan: Plan) -> tuple[str, Fairness]:
    usual = VILLAGE if plan.level == Level.SUBDISTRICT else AREA
    group = request.GET.get("by", "")
    group = group if group in GROUPS else usual
    drafted = plan.level != Level.SUBDISTRICT and WORKSHEET.is_allowed(plan, request.acting)
    return group, fairness_of(plan, group, drafted=drafted)


def _names() -> dict[str, str]:
    return {AREA: _("ตำบล"), VILLAGE: _("หมู่บ้าน"), STRATEGY: _("ยุทธศาสตร์"), YEAR: _("ปี")}


@office_required
def fairness(request: ActingRequest, reference: str) -> HttpResponse:
    """Asked, carried and funded per subdistrict, village, strategy or year, and per head where people are counted."""
    plan = plan_of(request, reference)
    group, found = _asked_for(request, plan)
    page = Paginator(found.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    names = _names()
    context: dict[str, Any] = {
        "plan": plan,
        "group": group,
        "name": names[group],
        "groups": [(code, names[code]) for code in GROUPS],
        "page": page,
        "total": found.total,
        "counted": any(row.people for row in found.rows),
    }
    return show(request, "tracking/fairness.html", context)


@office_required
def fairness_xlsx(request: ActingRequest, reference: str) -> HttpResponse:
    """The same table as a workbook; every cell is text, so that none becomes a formula."""
    plan = plan_of(request, reference)
    group, found = _asked_for(request, plan)
    headings = [
        _names()[group],
        *(_("โครงการ"), _("ขอ (บาท)"), _("เสนอต่อ (บาท)"), _("ได้รับงบประมาณ (บาท)"), _("ประชากร (คน)")),
        *(_("ขอต่อคน (บาท)"), _("เสนอต่อ ต่อคน (บาท)"), _("ได้รับต่อคน (บาท)")),
    ]
    rows = [_cells(row) for row in (*found.rows, found.total)]
    return as_workbook(f"{plan.reference}-fairness-{group}.xlsx", (plan.reference, headings, rows))


def _cells(row: Row) -> list[str]:
    money = [_plain(each) for each in (row.asked, row.carried, row.funded)]
    return [row.label, str(row.lines), *money, str(row.people or ""), *(_plain(each) for each in row.heads)]


def _plain(baht: Decimal | None) -> str:
    return "" if baht is None else f"{baht:,.2f}"
