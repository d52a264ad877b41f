"""The pages of a body's registers: on the screen with filters, on a sheet to be printed, and as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory import clock
from directory.errors import NotHere
from directory.filters import Filter, asked_of, filters_of
from directory.models import Body
from directory.page import ActingRequest, office_required, show
from documents.handing_out import as_workbook
from documents.models import Document, PaperState
from documents.registers import (
    IN,
    OUT,
    TITLES,
    bodies_kept_by,
    body_with_register,
    cells_of,
    entries,
    entry_of,
    headings_of,
    kind_title,
    years_of,
)
from pages.templatetags.pages import short_date

A_PAGE = 100
TITLE = 5  # the column of the title
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office_required
def registers(request: ActingRequest) -> HttpResponse:
    """The registers that this office keeps, by body and year."""
    this_year = clock.buddhist_year(clock.today())
    bodies = [
        (body, [(side, TITLES[side], years_of(body, side) or [this_year]) for side in (OUT, IN)])
        for body in bodies_kept_by(request.acting)
    ]
    return show(request, "documents/registers.html", {"bodies": bodies})


def _found(request: ActingRequest, code: str, side: str, year: int) -> tuple[Body, QuerySet[Document], dict[str, str]]:
    """The register of an address, with what the address asks for.

    Raises:
        NotHere: no such register, or not this office's to keep.
    """
    if side not in TITLES or not 2400 < year < 2800:
        raise NotHere("")
    body = body_with_register(request.acting, code)
    asked = asked_of(request, "kind", "state")
    found = entries(body, side, year)
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["state"]:
        found = found.filter(state=asked["state"])
    return body, found, asked


@office_required
def register(request: ActingRequest, body: str, side: str, year: int) -> HttpResponse:
    """One register of one year, filtered by kind and by how far its papers have come."""
    kept, found, asked = _found(request, body, side, year)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_context(kept, side, year, page.object_list),
        "page": page,
        "years": years_of(kept, side),
        "filters": _filters(entries(kept, side, year), asked),
        "total": page.paginator.count,
    }
    return show(request, "documents/register.html", context)


@office_required
def register_print(request: ActingRequest, body: str, side: str, year: int) -> HttpResponse:
    """The same on one page without end, to be printed."""
    kept, found, _asked = _found(request, body, side, year)
    return show(request, "documents/register_print.html", _context(kept, side, year, found))


@office_required
def register_xlsx(request: ActingRequest, body: str, side: str, year: int) -> HttpResponse:
    """The same as a workbook, as filtered; every cell is text, so that none becomes a formula."""
    kept, found, _asked = _found(request, body, side, year)
    rows = [list(cells_of(entry_of(paper, side), side, _day)) for paper in found]
    title = f"{TITLES[side]} {year}"
    return as_workbook(f"register-{kept.code}-{side}-{year}.xlsx", (title, headings_of(side), rows))


def _day(day: Any) -> str:
    return short_date(day) if day else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell on the page; that of the title leads to the paper."""

    heading: str
    text: str
    is_title: bool


def _cells(paper: Document, side: str, headings: list[str]) -> list[Cell]:
    pairs = zip(headings, cells_of(entry_of(paper, side), side, _day), strict=True)
    return [Cell(heading, text, column == TITLE) for column, (heading, text) in enumerate(pairs)]


def _context(body: Body, side: str, year: int, papers: Any) -> dict[str, Any]:
    headings = headings_of(side)
    return {
        "body": body,
        "side": side,
        "year": year,
        "title": TITLES[side],
        "headings": headings,
        "rows": [(paper, _cells(paper, side, headings)) for paper in papers],
    }


def _filters(found: QuerySet[Document], asked: dict[str, str]) -> list[Filter]:
    counted = found.order_by()
    kinds = counted.values_list("kind").annotate(papers=Count("pk")).order_by("kind")
    states = dict(counted.values_list("state").annotate(papers=Count("pk")))
    of_kind = [(code, kind_title(code), count) for code, count in kinds]
    of_state = [(state.value, str(state.label), states[state.value]) for state in PaperState if state.value in states]
    return filters_of(asked, [("kind", _("ชนิด"), of_kind), ("state", _("อยู่ขั้นใด"), of_state)])
