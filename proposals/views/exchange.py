"""Proposals in Excel: the workbook of a plan, uploading one, its columns, what it would do, and doing it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.handing_out import handed_out
from documents.recording import AT_THE_SCAN
from proposals.actions import IMPORT
from proposals.blank_form import blank_docx, blank_pdf
from proposals.exchange.marking import write_marked
from proposals.exchange.reading import Reading, villages_of
from proposals.exchange.writing import write_plan
from proposals.forms.exchange import ColumnsForm, ConfirmForm, UploadForm
from proposals.models import Plan, SheetImport
from proposals.page import admit_to, plan_of
from proposals.verbs import sheet_imports
from proposals.verbs.exchange import Imported

Stage = SheetImport.Stage
WAITING = (Stage.CHECKING, Stage.IMPORTING)
SPOOLED = 1024 * 1024


# --- Downloads ---


@office_required
def plan_workbook(request: ActingRequest, reference: str) -> HttpResponse:
    """The workbook of a plan: its proposals, and room for more."""
    plan = plan_of(request, reference)
    content = io.BytesIO()
    write_plan(content, plan)
    return handed_out(content.getvalue(), f"{plan.reference}.xlsx")


@office_required
def blank_form(request: ActingRequest, reference: str) -> HttpResponse:
    """The short form to be printed."""
    plan = plan_of(request, reference)
    return handed_out(blank_pdf(plan), f"{plan.reference} แบบเสนอโครงการ.pdf", "application/pdf")


@office_required
def blank_form_docx(request: ActingRequest, reference: str) -> HttpResponse:
    """The short form for Word."""
    plan = plan_of(request, reference)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return handed_out(blank_docx(plan), f"{plan.reference} แบบเสนอโครงการ.docx", kind)


# --- Bringing a sheet in ---


@office_required
def import_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Upload a workbook. It is checked, and nothing changes before it is confirmed."""
    plan = plan_of(request, reference)
    admit_to(IMPORT, plan, request.acting)
    form = UploadForm(typed(request), request.FILES if request.method == "POST" else None)

    def look(values: dict[str, Any]) -> dict[str, Any]:
        upload = values["file"]
        return {"looked": sheet_imports.look_at(plan=plan, content=upload.read(), name=upload.name or "")}

    done = carried_out(
        request,
        form,
        lambda values: sheet_imports.upload_sheet(plan=plan, looked=values["looked"], by=request.acting),
        to=lambda own: _address(own, plan),
        said=_("รับไฟล์แล้ว"),
        before=look,
    )
    context = {"plan": plan, "action": IMPORT, "waiting": sheet_imports.sheets_of(request.acting.user, plan)[:5]}
    return done or show(request, "proposals/import.html", context, form)


def _address(own: SheetImport, plan: Plan) -> str:
    name = "sheet_import_columns" if own.stage == Stage.COLUMNS else "sheet_import"
    return reverse(name, args=[plan.reference, own.pk])


def _own(request: ActingRequest, reference: str, pk: int) -> tuple[Plan, SheetImport]:
    """A sheet that this person uploaded for this plan.

    Raises:
        NotHere: there is none, or it is another person's.
        Refused: the office may not bring proposals into the plan.
    """
    plan = plan_of(request, reference)
    own = SheetImport.objects.filter(pk=pk, plan=plan, user=request.acting.user).first()
    if own is None:
        raise NotHere(_("ไม่พบสมุดงานนี้แล้ว กรุณาอัปโหลดใหม่"))
    admit_to(IMPORT, plan, request.acting)
    own.plan = plan
    return plan, own


@office_required
def columns_page(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """Say what each column of somebody's own table holds; asked once for all sheets with the same headings."""
    plan, own = _own(request, reference, pk)
    if own.stage not in {Stage.COLUMNS, Stage.CHECKED}:
        return redirect("sheet_import", plan.reference, own.pk)
    workbook = sheet_imports.opened(own)
    form = ColumnsForm(typed(request), workbook=workbook, plan=plan)

    def choose(values: dict[str, Any]) -> dict[str, Any]:
        return {"own": sheet_imports.choose_columns(own=own, chosen=form.chosen, source=values["source"])}

    to = reverse("sheet_import", args=[plan.reference, own.pk])
    said = _("จำคอลัมน์ไว้แล้ว ครั้งต่อไปที่ใช้หัวตารางเดียวกันจะไม่ถามอีก")
    done = carried_out(request, form, lambda values: values["own"], to=to, said=said, before=choose)
    context = {"plan": plan, "own": own, "action": IMPORT, "sheet": workbook.table.grid.title}
    return done or show(request, "proposals/import_columns.html", context, form)


@office_required
def sheet_import(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """What importing would do, with the button that does it; or what stands in its way, cell by cell."""
    plan, own = _own(request, reference, pk)
    if own.stage == Stage.COLUMNS:
        return redirect("sheet_import_columns", plan.reference, own.pk)
    files = request.FILES if request.method == "POST" else None
    form = ConfirmForm(typed(request), files, plan=plan, by=request.acting, action=IMPORT)

    def do(values: dict[str, Any]) -> Imported | None:
        reading: Reading | None = values["reading"]
        return sheet_imports.confirm_sheet(own=own, reading=reading, by=form.actor())

    done = carried_out(
        request,
        form,
        do,
        to=reverse("sheet_import", args=[plan.reference, own.pk]),
        said=_("รับไว้แล้ว กำลังนำเข้า") if sheet_imports.is_large(own) else _("นำเข้าสมุดงานแล้ว"),
        names=AT_THE_SCAN,
        before=lambda values: {**values, "reading": sheet_imports.reread(own)},
    )
    if done is not None:
        return done
    context = {"plan": plan, "own": own, "action": IMPORT, "found": own.found, "is_at_work": own.stage in WAITING}
    return show(request, "proposals/import_found.html", {**context, "is_open": own.stage == Stage.CHECKED}, form)


@office_required
def marked_workbook(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    """The uploaded workbook again, with everything that is wrong in it marked and explained."""
    plan, own = _own(request, reference, pk)
    try:
        workbook, problems = sheet_imports.examined(own)
    except Invalid as wrong:
        raise NotHere(wrong.message) from wrong
    with tempfile.SpooledTemporaryFile(SPOOLED) as content:
        write_marked(content, workbook, problems, villages_of(plan), plan.reference)
        content.seek(0)
        return handed_out(content.read(), f"{Path(own.name).stem} (ตรวจแล้ว).xlsx")


@require_POST
def drop_import(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give an uploaded sheet up."""
    return _drop(request, reference, pk)


@office_required
def _drop(request: ActingRequest, reference: str, pk: int) -> HttpResponse:
    plan, own = _own(request, reference, pk)
    sheet_imports.drop_sheet(own=own)
    return redirect("plan_import", plan.reference)
