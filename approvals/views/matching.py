"""The lists of other bodies' programmes and plans, and matching a project of the province's with their rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.assessments import checks_for
from approvals.forms.matching import MatchForm
from approvals.matching import (
    bodies_with_rows,
    candidates_for,
    history_of,
    holding,
    rows_in_force,
)
from approvals.models import AssessmentList, Entry, Match, OutsideRow
from approvals.queries import sheet_of
from approvals.verbs.matching import RowDraft, list_rows, lists_its_own, match_entry
from approvals.views.desk import in_cell
from approvals.views.strategy import province_sheet
from approvals.views.worksheet import parts_of
from directory import cells
from directory.acting import Acting
from directory.errors import NotHere, Refused
from directory.mandates import mandate_of
from directory.models import Area, Body
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from documents.handing_out import as_workbook
from proposals.exchange.lists import ListColumn, ListRow, baht
from proposals.verbs.strategy import ListTaken
from proposals.views.lists import list_page

ROWS_A_PAGE = 100
LONGEST_QUERY = 100
COLUMNS = (
    ListColumn("year", "ปี พ.ศ.", cells.year, needed=True),
    ListColumn("plan", "แผน", cells.text(200)),
    ListColumn("item", "ลำดับหรือรหัส", cells.text(60), needed=True),
    ListColumn("title", "ชื่อโครงการ", cells.text(300), needed=True),
    ListColumn("budget", "งบประมาณ (บาท)", baht),
)


@office_required
def match_page(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """An entry beside the rows of other plans that are most like it, what holds of it, and all that was ever found."""
    plan, elsewhere = province_sheet(request, reference)
    if elsewhere is not None:
        return elsewhere
    entry = Entry.objects.filter(worksheet__plan=plan, number=number).select_related("agency").first()
    if entry is None:
        raise NotHere(_("ไม่มีรายการนี้ในตารางงาน"))
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    tests = checks_for(plan.cycle, AssessmentList.Kind.BEYOND_CAPACITY)
    form = MatchForm(typed(request), candidates=candidates_for(plan, entry, words), tests=tests)

    def do(values: dict[str, Any]) -> list[Match]:
        return match_entry(
            plan=plan,
            number=number,
            row_id=int(values["row"]),
            verdict=values["verdict"],
            test=values["test"],
            note=values["note"] or "",
            by=request.acting,
        )

    done = carried_out(request, form, do, to=request.path, said=_("บันทึกการจับคู่แล้ว"), names={"plan": _("แผน")})
    if done is not None:
        return done
    history = history_of(entry)
    context = parts_of(
        plan,
        sheet_of(plan),
        "integration",
        entry=entry,
        held=holding(history),
        history=history[:ROWS_A_PAGE],
        tests={each.code: each.text for each in tests},
        words=words,
    )
    return show(request, "approvals/match.html", context, form)


@office_required
def outside_lists(request: ActingRequest) -> HttpResponse:
    """The bodies whose lists this office keeps: its own, or those of its province."""
    return show(request, "approvals/outside_lists.html", {"bodies": _bodies_of(request.acting)})


def _bodies_of(by: Acting) -> list[Body]:
    """The bodies whose lists an office keeps.

    Raises:
        Refused: none.
    """
    mandate = mandate_of(by)
    found: dict[int, Body] = {}
    for province in sorted(mandate.areas(Power.MANAGE_CYCLE)):
        found |= {body.pk: body for body in bodies_with_rows(province)}
    own = by.office.body
    if lists_its_own(by, own) and bodies_with_rows(str(own.area_id)[:2]).filter(pk=own.pk).exists():
        found.setdefault(own.pk, own)
    if not found:
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีหน้าที่ดูแลรายการนี้") % {"office": by.office})
    return list(found.values())


def _body(by: Acting, code: str) -> Body:
    body = next((body for body in _bodies_of(by) if body.code == code), None)
    if body is None:
        raise NotHere("")
    return body


def _rows_of(body: Body) -> QuerySet[OutsideRow]:
    return rows_in_force(str(body.area_id)[:2]).filter(body=body).order_by("-year", "plan", "item", "pk")


@office_required
def outside_list_xlsx(request: ActingRequest, agency: str) -> HttpResponse:
    """The same list as a workbook."""
    body = _body(request.acting, agency)
    headings = [_("ปี"), _("ลำดับหรือรหัส"), _("โครงการ"), _("แผน"), _("งบประมาณ (บาท)")]
    rows = ([str(row.year), row.item, row.title, row.plan, in_cell(row.budget)] for row in _rows_of(body))
    return as_workbook(f"outside-{body.code}.xlsx", (body.code, headings, rows))


@office_required
def outside_list(request: ActingRequest, agency: str) -> HttpResponse:
    """What the list of a body says now."""
    body = _body(request.acting, agency)
    page = Paginator(_rows_of(body), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return show(request, "approvals/outside_list.html", {"body": body, "page": page})


@office_required
def outside_upload(request: ActingRequest, agency: str) -> HttpResponse:
    """Take a body's list in from Excel: what its rows name is added, or says something else from now on."""
    body = _body(request.acting, agency)

    def take(rows: list[ListRow]) -> ListTaken:
        drafts = [
            RowDraft(
                number=row.number,
                year=row.values["year"],
                item=row.values["item"],
                title=row.values["title"],
                plan=row.values.get("plan") or "",
                budget=row.values.get("budget"),
            )
            for row in rows
        ]
        return list_rows(body=body, drafts=drafts, by=request.acting)

    context = {
        "title": _("นำโครงการของหน่วยงานหรือท้องถิ่นเข้าจาก Excel"),
        "caption": body.name,
        "back": _("โครงการในแผนของหน่วยงานและท้องถิ่น"),
        "hints": [_("ช่อง “แผน” ใช้บอกชนิดและฉบับของแผน เช่น “แผนพัฒนาท้องถิ่น เพิ่มเติม ครั้งที่ 2/2571”")],
    }
    area = Area.objects.get(pk=str(body.area_id)[:2])
    to = reverse("outside_list", args=[body.code])
    return list_page(request, area=area, columns=COLUMNS, take=take, to=to, context=context)
