"""The register of bodies, for those who keep it: who is where, handing over an office, opening a province."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from directory import clock, shelf
from directory.drafts import SHEET_TITLES, CellProblem, ProvinceOpened
from directory.errors import Invalid, NotHere, Problem
from directory.filters import asked_of, filters_of
from directory.forms import HandOverForm, OpenProvinceForm
from directory.models import Area, Office, Tenure
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import BodyKind
from directory.queries import (
    bodies_kept_by,
    body_kept_by,
    districts_kept_by,
    inside,
    office_kept_by,
    provinces_kept_by,
)
from directory.rehearsal import XLSX, annotated, open_from, rehearse, template_of
from directory.sheets import SHEETS
from directory.verbs.bodies import hand_over_office
from directory.verbs.people import issue_password, register_person

A_PAGE = 100
PROBLEMS_SHOWN = 100


# --- Bodies ---


@office_required
def bodies(request: ActingRequest) -> HttpResponse:
    """The bodies whose register this office keeps, by kind, district and words of their name."""
    kept = bodies_kept_by(request.acting)
    asked = asked_of(request, "kind", "area", "q")
    kinds: dict[str, int] = dict(kept.order_by().values_list("kind").annotate(number=Count("pk")))
    districts = {area.code: area for area in districts_kept_by(request.acting)}
    found = kept.order_by("area_id", "kind", "name")
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["area"]:
        found = found.filter(inside(asked["area"])) if asked["area"] in districts else found.none()
    if asked["q"]:
        found = found.filter(name__contains=asked["q"]) | found.filter(code__contains=asked["q"])
    of_kind = [(kind.value, str(kind.label), kinds[kind]) for kind in BodyKind if kind in kinds]
    of_area = [(code, area.name_th, None) for code, area in districts.items()]
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "filters": filters_of(asked, [("kind", _("ชนิด"), of_kind), ("area", _("อำเภอ"), of_area)]),
        "asked": asked,
    }
    return show(request, "directory/bodies.html", context)


@office_required
def body(request: ActingRequest, code: str) -> HttpResponse:
    """One body: its territory, its quorum, and who holds or acts in each of its offices."""
    found = body_kept_by(request.acting, code)
    today = clock.today()
    offices = [(office, _in_force(office, today), _to_come(office, today)) for office in found.offices.all()]
    return show(request, "directory/body.html", {"body": found, "offices": offices})


def _in_force(office: Office, today: Any) -> list[Tenure]:
    return [tenure for tenure in office.tenures.all() if tenure.starts <= today]


def _to_come(office: Office, today: Any) -> list[Tenure]:
    return [tenure for tenure in office.tenures.all() if tenure.starts > today]


@office_required
def hand_over(request: ActingRequest, pk: int) -> HttpResponse:
    """Give an office to somebody else, or let somebody act for its holder."""
    office = office_kept_by(request.acting, pk)
    form = HandOverForm(typed(request))

    def do(values: dict[str, Any]) -> Tenure:
        name, contact = values.pop("full_name"), values.pop("contact")
        person = register_person(full_name=name, contact=contact, place=office.body, by=request.acting)
        return hand_over_office(office=office, to=person, by=request.acting, **values)

    done = carried_out(request, form, do, to=reverse("body", args=[office.body.code]), said=_("บันทึกผู้ดำรงตำแหน่งแล้ว"))
    context = {"office": office, "present": _in_force(office, clock.today())}
    return done or show(request, "directory/hand_over.html", context, form)


@office_required
def password(request: ActingRequest, pk: int, tenure: int) -> HttpResponse:
    """A new password for whoever serves in an office, shown once, to be handed over on paper or by telephone."""
    office = office_kept_by(request.acting, pk)
    person = next((term for term in office.tenures.all() if term.pk == tenure), None)
    if person is None:
        raise NotHere("")
    context: dict[str, Any] = {"office": office, "tenure": person}
    if request.method == "POST":
        context["password"] = issue_password(tenure=person, by=request.acting)
    response = show(request, "directory/password.html", context)
    response["Cache-Control"] = "no-store"
    return response


# --- Opening a province ---


@office_required
def open_province(request: ActingRequest) -> HttpResponse:
    """Upload a province's workbook; it is tried at once, and opens the province only after it has been confirmed."""
    provinces = provinces_kept_by(request.acting)
    if request.method == "POST" and "ticket" in request.POST:
        return _open(request, request.POST["ticket"])
    form = OpenProvinceForm(typed(request), request.FILES or None, provinces=provinces)
    if request.method == "POST" and form.is_valid():
        ticket = shelf.keep(
            form.cleaned_data["workbook"].read(), province=form.cleaned_data["province"], user=request.acting.user
        )
        try:
            return _tried(request, ticket)
        except Invalid as wrong:
            form.add_problems(wrong.problems, {"from": "workbook"})
    return show(request, "directory/open_province.html", {"provinces": provinces}, form)


def _tried(request: ActingRequest, ticket: str) -> HttpResponse:
    """What opening would do, with the button that does it; or what stands in its way, with the annotated workbook."""
    path, code = shelf.find(ticket, user=request.acting.user)
    province = _province(request, code)
    rehearsal = rehearse(province=province, workbook=path, by=request.acting)
    context = {
        "province": province,
        "ticket": ticket,
        "problems": [_placed(problem) for problem in rehearsal.problems[:PROBLEMS_SHOWN]],
        "problems_count": len(rehearsal.problems),
        "counts": rehearsal.opened.counts if rehearsal.opened else [],
    }
    response = show(request, "directory/open_province_tried.html", context)
    response.status_code = 422 if rehearsal.problems else 200
    return response


def _open(request: ActingRequest, ticket: str) -> HttpResponse:
    """Open the province for good. What came in the way meanwhile is shown as in the rehearsal."""

    def do(_values: dict[str, Any]) -> ProvinceOpened:
        path, code = shelf.find(ticket, user=request.acting.user)
        return open_from(province=_province(request, code), workbook=path, by=request.acting)

    try:
        done = carried_out(request, None, do, to=reverse("bodies"), said=_("เปิดจังหวัดจากสมุดงานแล้ว"))
    except Invalid:
        return _tried(request, ticket)
    return done or _tried(request, ticket)


def _province(request: ActingRequest, code: str) -> Area:
    """The province, if this office still keeps its register."""
    found = next((area for area in provinces_kept_by(request.acting) if area.code == code), None)
    if found is None:
        raise NotHere("")
    return found


def _placed(problem: Problem) -> dict[str, Any]:
    """A problem with the place where a person finds it in the workbook."""
    if not isinstance(problem, CellProblem):
        return {"sheet": "", "row": "", "column": problem.field, "value": problem.value, "message": problem.message}
    columns = {column.key: column.heading for column in SHEETS[problem.sheet].columns} if problem.sheet else {}
    return {
        "sheet": SHEET_TITLES.get(problem.sheet, problem.sheet),
        "row": problem.row or "",
        "column": columns.get(problem.field, problem.field),
        "value": problem.value,
        "message": problem.message,
    }


@office_required
def annotated_workbook(request: ActingRequest, ticket: str) -> HttpResponse:
    """The uploaded workbook again, with everything that is wrong in it marked; for whom uploaded it alone."""
    path, code = shelf.find(ticket, user=request.acting.user)
    province = _province(request, code)
    return _workbook(annotated(province=province, workbook=path), f"ปัญหาในสมุดงาน {province.full_name}.xlsx")


@office_required
def province_workbook(request: ActingRequest, code: str) -> HttpResponse:
    """The workbook to fill in for a province."""
    province = _province(request, code)
    return _workbook(template_of(province), f"สมุดงาน {province.full_name}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
