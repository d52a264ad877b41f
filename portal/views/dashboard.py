"""The figures of a district or a province for its offices, the lines behind each, and both as workbooks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory.page import ActingRequest, office_required, show
from documents.handing_out import as_workbook
from documents.workbooks import Table
from portal.dashboard import OUTCOMES, STAGES, Dashboard, Row, dashboard_of
from portal.dashboard_lines import Chosen, lines_behind, page_of
from proposals.models import Level, PlanLine


def _asked_for(request: ActingRequest) -> Dashboard:
    asked = {name: request.GET.get(name, "").strip() for name in ("area", "year", "level", "by")}
    return dashboard_of(request.acting, **asked)


@office_required
def figures(request: ActingRequest) -> HttpResponse:
    """What lies where, what became of it, and who is waited for."""
    board = _asked_for(request)
    ways = _ways(board)
    name = next((name for code, name, _read in ways if code == board.by), ways[0][1])
    context: dict[str, Any] = {
        "board": board,
        "query": urlencode(board.query),
        "levels": Level.choices,
        "stage_names": [(code, label) for code, (label, _states) in STAGES.items()],
        "outcomes": [label for _code, label, _fates in OUTCOMES],
        "ways": [(code, name) for code, name, _read in ways],
        "name": name,
        "rows": board.rows,
    }
    return show(request, "portal/dashboard.html", context)


def _ways(board: Dashboard) -> list[tuple[str, str, Callable[[], list[Row]]]]:
    """By what the lines are counted: name in an address, what its rows are called, and the reading of them."""
    return [
        ("place", _("อำเภอ") if board.is_province else _("ตำบล"), lambda: board.by_place),
        ("class", _("ผู้ดำเนินการ"), lambda: board.by_class),
        ("strategy", _("ยุทธศาสตร์"), lambda: board.by_strategy),
    ]


@office_required
def figures_xlsx(request: ActingRequest) -> HttpResponse:
    """The same tables as a workbook, one sheet each."""
    board = _asked_for(request)
    outcomes = [str(label) for _code, label, _fates in OUTCOMES]
    sheets: list[Table] = [
        (
            name,
            [name, _("โครงการ"), _("ขอ (บาท)"), _("เสนอ (บาท)"), *outcomes],
            [_cells(row) for row in (*rows, board.total)],
        )
        for _code, name, read in _ways(board)
        if (rows := read())
    ]
    stages = [_("ระดับ"), *(str(label) for label, _states in STAGES.values())]
    counts = [[label, *(str(count) for _stage, count in stages)] for _level, label, stages in board.stages]
    return as_workbook(f"figures-{'-'.join(board.query.values())}.xlsx", *sheets, (_("แผน"), stages, counts))


def _cells(row: Row) -> list[str]:
    money = [f"{baht:,.2f}" for baht in (row.total.asked, row.total.proposed)]
    return [row.label, str(row.total.lines), *money, *(str(count) for _code, count in row.cells)]


@office_required
def figures_lines(request: ActingRequest) -> HttpResponse:
    """The lines behind one figure."""
    board = _asked_for(request)
    chosen = Chosen.from_address(request.GET.dict())
    context = {
        "board": board,
        "query": urlencode(board.query),
        "said": chosen.in_words(board),
        "page": page_of(board, chosen, request.GET.get("page")),
    }
    return show(request, "portal/dashboard_lines.html", context)


@office_required
def figures_lines_xlsx(request: ActingRequest) -> HttpResponse:
    """All of them as a workbook; every cell is text, so that none becomes a formula."""
    board = _asked_for(request)
    chosen = Chosen.from_address(request.GET.dict())
    headings = [_("รหัส"), _("โครงการ"), _("เจ้าของแผน"), _("ยุทธศาสตร์"), _("ผู้ดำเนินการ")]
    headings += [_("ขอ (บาท)"), _("เสนอ (บาท)"), _("ผล")]
    rows = (_told(row) for row in lines_behind(board, chosen))
    return as_workbook(f"lines-{'-'.join(board.query.values())}.xlsx", (_("โครงการ"), headings, rows))


def _told(row: PlanLine) -> list[str]:
    words, money = row.proposal_version, (_plain(row.asked), _plain(row.proposed))
    names = [row.line.proposal.reference, words.title, row.version.plan.owner.name, words.strategy]
    fates = [str(fate.get_kind_display()) for fate in row.line.fates.all()]
    return [*names, str(row.get_work_class_display()), *money, *(fates or [str(OUTCOMES[0][1])])]


def _plain(baht: Decimal) -> str:
    return f"{baht:,.2f}"
