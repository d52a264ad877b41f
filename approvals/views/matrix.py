"""The matrix of the province's integration, filtered by its address, and the same list as a workbook."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from approvals.integration import tree_for
from approvals.matrix import NONE, OVER, WITHIN, Matrix, Wanted, matrix_of, projects_of
from approvals.models import Worksheet
from approvals.queries import sheet_of
from approvals.views.desk import in_cell
from approvals.views.strategy import province_sheet
from approvals.views.worksheet import parts_of
from directory.page import ActingRequest, office_required, show
from documents.handing_out import as_workbook
from proposals.models import BudgetLine, Plan
from proposals.strategy import programmes_in

PROJECTS_A_PAGE = 100


def _sources() -> dict[str, str]:
    return {**{str(key): str(label) for key, label in BudgetLine.Source.choices}, NONE: _("ยังไม่ได้กำหนดแหล่ง")}


def _asked_for(
    request: ActingRequest, plan: Plan, worksheet: Worksheet
) -> tuple[Wanted, Matrix, list[tuple[str, str]]]:
    """What the address asks for, its matrix, and the owners that there are at all."""
    worksheet.plan = plan
    wanted = Wanted.of(request.GET, plan.cycle.years)
    projects = projects_of(worksheet)
    owners = {each.owner: each.entry.agency.name for each in projects if each.entry.agency}
    known = sorted(owners.items(), key=lambda pair: pair[1])
    if any(each.owner == NONE for each in projects):
        known.append((NONE, _("ยังไม่ได้กำหนดหน่วยงาน")))
    return wanted, matrix_of(projects, wanted), known


@office_required
def matrix_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Sums of baht and projects by owner and source; each cell leads to its projects."""
    plan, elsewhere = province_sheet(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    wanted, matrix, owners = _asked_for(request, plan, sheet.worksheet)
    page = Paginator(matrix.projects, PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    names = _sources()
    context: dict[str, Any] = parts_of(
        plan,
        sheet,
        "matrix",
        wanted=wanted,
        matrix=matrix,
        sources=[(key, names[key]) for key in matrix.sources],
        table=[(row, [(key, row.cells.get(key)) for key in matrix.sources]) for row in matrix.rows],
        totals=[(key, matrix.total.cells[key]) for key in matrix.sources],
        page=page,
        lines=[(each, names[each.source], each.baht(wanted.year)) for each in page],
        filters=[
            ("owner", _("หน่วยงาน"), wanted.owner, owners),
            ("source", _("แหล่งงบประมาณ"), wanted.source, list(names.items())),
            ("year", _("ปีงบประมาณ"), str(wanted.year or ""), [(str(year), str(year)) for year in plan.cycle.years]),
            ("programme", _("แผนงาน"), wanted.programme, _programmes(sheet.worksheet)),
            ("ceiling", _("กรอบวงเงิน"), wanted.ceiling, [(WITHIN, _("ในกรอบวงเงิน")), (OVER, _("เกินกรอบวงเงิน"))]),
        ],
    )
    return show(request, "approvals/matrix.html", context)


def _programmes(worksheet: Worksheet) -> list[tuple[str, str]]:
    found = [(str(each.node.pk), each.title) for each in programmes_in(tree_for(worksheet))]
    return [*found, (NONE, _("ยังไม่จัดเข้าแผนงาน"))] if found else []


@office_required
def matrix_xlsx(request: ActingRequest, reference: str) -> HttpResponse:
    """The projects of the filtered matrix as a workbook, one a row, with what is proposed by year."""
    plan, elsewhere = province_sheet(request, reference)
    if elsewhere is not None:
        return elsewhere
    sheet = sheet_of(plan)
    _wanted, matrix, _owners = _asked_for(request, plan, sheet.worksheet)
    names, programmes = _sources(), dict(_programmes(sheet.worksheet))
    years = list(plan.cycle.years)
    headings = [
        *(_("ลำดับ"), _("โครงการ"), _("หน่วยงาน"), _("แหล่งงบประมาณ"), _("แผนงาน"), _("กรอบวงเงิน")),
        *(_("เสนอปี %s (บาท)") % year for year in years),
        _("เสนอรวม (บาท)"),
    ]
    where = {True: _("ในกรอบวงเงิน"), False: _("เกินกรอบวงเงิน"), None: ""}
    rows = [
        [
            str(each.entry.rank or ""),
            each.entry.title,
            each.entry.agency.name if each.entry.agency else "",
            names[each.source],
            programmes.get(str(each.entry.programme_id), ""),
            where[each.entry.within_ceiling],
            *(in_cell(each.years.get(year)) for year in years),
            in_cell(each.baht(None)),
        ]
        for each in matrix.projects
    ]
    return as_workbook(f"{plan.reference}-matrix.xlsx", (plan.reference, headings, rows))
