"""The desk's lists in Excel: downloaded as filtered, uploaded again, looked at row by row, confirmed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approvals.forms.desk_sheets import ListConfirmForm, ListUploadForm
from approvals.models import DeskSheet
from approvals.queries_of_scenarios import quorate_meetings
from approvals.sheets.catalogue import table_named
from approvals.sheets.tables import Asked, Table
from approvals.sheets.writing import write_list, write_marked
from approvals.verbs import desk_sheets
from approvals.verbs.desk_sheets import Checked
from approvals.views.desk import told
from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.announcements import announcement_of
from documents.handing_out import handed_out
from proposals.models import Plan
from proposals.page import plan_of

Stage = DeskSheet.Stage


def _table(request: ActingRequest, reference: str, name: str, *, returns: bool = False) -> tuple[Plan, Table]:
    """The plan and the list of an address.

    Raises:
        NotHere: there is no such list, it is only read where rows are to come back, or the plan is not to be seen.
        Refused: the list's own page is another office's.
    """
    plan = plan_of(request, reference)
    table = table_named(name)
    table.admit(plan, request.acting)
    if returns and table.comes_back is None:
        raise NotHere(_("รายการนี้ดาวน์โหลดได้อย่างเดียว"))
    return plan, table


@require_GET
def desk_sheet(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A list as it is filtered, as a workbook."""
    return _download(request, reference, name)


@office_required
def _download(request: ActingRequest, reference: str, name: str) -> HttpResponse:
    plan, table = _table(request, reference, name)
    content = io.BytesIO()
    write_list(content, table, Asked(plan, request.acting, request.GET))
    return handed_out(content.getvalue(), f"{plan.reference} {table.title}.xlsx")


@office_required
def desk_sheet_upload(request: ActingRequest, reference: str, name: str) -> HttpResponse:
    """Upload a list again. It is checked row by row, and nothing changes before it is confirmed."""
    plan, table = _table(request, reference, name, returns=True)
    form = ListUploadForm(typed(request), request.FILES if request.method == "POST" else None)
    by = request.acting

    def look(values: dict[str, Any]) -> dict[str, Any]:
        upload = values["file"]
        content, own_name = upload.read(), upload.name or ""
        return {"checked": desk_sheets.check_list(plan=plan, table=table, content=content, name=own_name, by=by)}

    done = carried_out(
        request,
        form,
        lambda values: desk_sheets.upload_list(plan=plan, table=table, checked=values["checked"], by=by),
        to=lambda own: reverse("desk_sheet_found", args=[reference, name, own.pk]),
        said=_("ตรวจไฟล์แล้ว ยังไม่มีการเปลี่ยนแปลงใด"),
        before=look,
    )
    waiting = list(desk_sheets.lists_of(by.user, plan, table)[:5])
    return done or show(request, "approvals/desk_sheet_upload.html", _context(plan, table, waiting=waiting), form)


def _context(plan: Plan, table: Table, **more: Any) -> dict[str, Any]:
    comes_back: Any = table.comes_back
    return {"plan": plan, "table": table, "announced": announcement_of(comes_back.verb, plan), **more}


def _own(request: ActingRequest, reference: str, name: str, pk: int) -> tuple[Plan, Table, DeskSheet]:
    """A list that this person uploaded.

    Raises:
        NotHere: there is none, or it is another person's.
    """
    plan, table = _table(request, reference, name, returns=True)
    own = DeskSheet.objects.filter(pk=pk, plan=plan, table=name, user=request.acting.user).first()
    if own is None:
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    own.plan = plan
    return plan, table, own


@office_required
def desk_sheet_found(request: ActingRequest, reference: str, name: str, pk: int) -> HttpResponse:
    """What a list would change and what it passes over, row by row, with the button that does it."""
    plan, table, own = _own(request, reference, name, pk)
    comes_back: Any = table.comes_back
    by, here = request.acting, request.path
    asks = comes_back.asks if own.stage == Stage.CHECKED else ""
    meetings = quorate_meetings(plan) if asks == "meeting" else []
    form = ListConfirmForm(typed(request), asks=asks, meetings=meetings, initial={"seen": own.found["digest"]})
    changed: list[int] = []

    def look(values: dict[str, Any]) -> dict[str, Any]:
        checked = desk_sheets.check_again(own=own, by=by)
        own.found = checked.found
        if checked.found["digest"] != values["seen"]:
            raise Invalid.of("", "", _("ผลการตรวจเปลี่ยนไปหลังท่านเปิดหน้านี้ ดูผลใหม่แล้วยืนยันอีกครั้ง"))
        return {"checked": checked}

    def do(values: dict[str, Any]) -> None:
        checked: Checked = values["checked"]
        more = form.more(own.sha256)
        changed.append(desk_sheets.confirm_list(own=own, checked=checked, by=by, more=more))

    done = carried_out(
        request,
        form,
        do,
        to=here,
        said=told(lambda: _("บันทึกแล้ว %(count)d แถว") % {"count": changed[0]}),
        names={"order": _("ลำดับ"), "ceiling": _("กรอบวงเงิน"), "scores": _("คะแนน"), "remarks": _("ข้อสังเกต")},
        before=look,
    )
    if done is not None:
        return done
    if form.is_bound:
        form.data = {**form.data, "seen": own.found["digest"]}  # what is shown now is what is confirmed next
    context = _context(plan, table, own=own, found=own.found, is_open=own.stage == Stage.CHECKED)
    return show(request, "approvals/desk_sheet_found.html", context, form)


@require_GET
def desk_sheet_marked(request: HttpRequest, reference: str, name: str, pk: int) -> HttpResponse:
    """The uploaded workbook again, with what was found beside each row."""
    return _marked(request, reference, name, pk)


@office_required
def _marked(request: ActingRequest, reference: str, name: str, pk: int) -> HttpResponse:
    _plan, table, own = _own(request, reference, name, pk)
    said = {int(number): words for number, words in own.found["said"].items()}
    content = io.BytesIO()
    write_marked(content, table.title, desk_sheets.rows_in(own), said, own.found["gone"])
    return handed_out(content.getvalue(), f"{Path(own.name).stem} (ตรวจแล้ว).xlsx")


@require_POST
def desk_sheet_drop(request: HttpRequest, reference: str, name: str, pk: int) -> HttpResponse:
    """Give an uploaded list up."""
    return _drop(request, reference, name, pk)


@office_required
def _drop(request: ActingRequest, reference: str, name: str, pk: int) -> HttpResponse:
    *_rest, own = _own(request, reference, name, pk)
    desk_sheets.drop_list(own=own)
    return redirect("desk_sheet_upload", reference, name)
