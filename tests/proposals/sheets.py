"""Workbooks as people bring them, built cell by cell, and what the tests do with them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.acting import Acting
from directory.rehearsal import XLSX
from proposals.exchange.reading import Reading, open_workbook, read_workbook, villages_of
from proposals.exchange.writing import write_plan
from proposals.models import Plan, SheetImport
from tests.approvals.visits import form_of
from tests.visitors import browser_of

HEADINGS = ("ที่", "โครงการ", "หมู่ที่", "งบประมาณ (บาท)", "ปีงบประมาณ", "แหล่งงบประมาณ")
ROW = (1, "ขุดลอกคลอง", "ม.2", "๑๒๐,๐๐๐", "๗๒", "อบต.")


def book(*rows: Sequence[Any], merged: Sequence[str] = (), title: str = "ตาราง", **others: Sequence[Any]) -> bytes:
    """A workbook with these rows on its first sheet, and further sheets by name."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    for name, own in others.items():
        further = made.create_sheet(name)
        for row in own:
            further.append(list(row))
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def exported(plan: Plan) -> bytes:
    """Our own workbook of a plan."""
    content = io.BytesIO()
    write_plan(content, plan)
    return content.getvalue()


def changed(content: bytes, cells: Mapping[str, Any], sheet: str = "โครงการ") -> bytes:
    """The same workbook with other values in some cells."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        made[sheet][place] = value
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def read(plan: Plan, content: bytes, folder: Path, **options: Any) -> Reading:
    """What a workbook says."""
    path = folder / "sheet.xlsx"
    path.write_bytes(content)
    return read_workbook(open_workbook(path, name="sheet.xlsx", plan=plan, **options), plan, villages_of(plan))


def cells_of(content: bytes) -> dict[str, list[list[Any]]]:
    """The values of all sheets, row by row."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    return {str(sheet.title): [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in made.worksheets}


def formulas_of(content: bytes) -> list[str]:
    """The cells of a workbook that a spreadsheet would compute."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"{sheet.title!s}!{cell.coordinate}"
        for sheet in made.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def upload(plan: Plan, by: Acting, content: bytes, name: str = "โครงการ.xlsx") -> Any:
    """What answers when somebody uploads a workbook."""
    browser = browser_of(by)
    address = reverse("plan_import", args=[plan.reference])
    page = browser.get(address)
    return browser.post(address, {**form_of(page), "file": SimpleUploadedFile(name, content, XLSX)})


def uploaded_sheet(plan: Plan, by: Acting, content: bytes) -> int:
    """The number of a workbook that somebody uploaded and has not confirmed yet."""
    answer = upload(plan, by, content)
    assert answer.status_code == 302, answer.content.decode()
    return SheetImport.objects.filter(plan=plan, user=by.user).latest("pk").pk
