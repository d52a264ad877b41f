"""What the tests do with the desk's lists in Excel: download, change cells, upload, confirm."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import catalogue
from approvals.models import DeskSheet, Item
from directory.acting import Acting
from directory.rehearsal import XLSX
from proposals.models import Line, Plan
from tests.approvals.visits import form_of
from tests.cast import World
from tests.visitors import browser_of

KEYS, HEADINGS, FIRST = 1, 2, 3
NEXT_ROUND = {"answer": "นำเข้าพิจารณารอบถัดไป", "code": catalogue.reasons("deferred")[0].thai}


def downloaded(by: Acting, plan: Plan, name: str, query: str = "?show=all") -> bytes:
    """The workbook of a list."""
    page = browser_of(by).get(reverse("desk_sheet", args=[plan.reference, name]) + query)
    assert page.status_code == 200, page.status_code
    return bytes(page.content)


def sheet_of(content: bytes) -> Any:
    """Its first sheet."""
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def table_of(content: bytes) -> list[dict[str, Any]]:
    """Its rows, by the hidden names of the columns."""
    sheet = sheet_of(content)
    names = [cell.value for cell in sheet[KEYS]]
    rows = sheet.iter_rows(min_row=FIRST, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def filled(content: bytes, rows: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The same workbook with other cells, by the key of the row and the name (or heading) of the column."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet: Any = book.worksheets[0]
    columns = range(1, sheet.max_column + 1)
    places = {sheet.cell(line, place).value: place for line in (KEYS, HEADINGS) for place in columns}
    for number in range(FIRST, sheet.max_row + 1):
        for name, value in rows.get(str(sheet.cell(number, 1).value), {}).items():
            sheet.cell(number, places[name]).value = value
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def uploaded(by: Acting, plan: Plan, name: str, content: bytes, **about: Any) -> Any:
    """What answers to a list that is uploaded again."""
    browser = browser_of(by)
    address = reverse("desk_sheet_upload", args=[plan.reference, name])
    page = browser.get(address)
    assert page.status_code == 200, page.status_code
    file = SimpleUploadedFile(about.get("called", "list.xlsx"), content, content_type=XLSX)
    return browser.post(address, {**form_of(page), "file": file})


def checked(by: Acting, plan: Plan, name: str, content: bytes) -> DeskSheet:
    """A list that was uploaded and waits to be confirmed."""
    page = uploaded(by, plan, name, content)
    assert page.status_code == 302, page.content.decode()
    return DeskSheet.objects.latest("pk")


def confirmed(by: Acting, own: DeskSheet, **fields: Any) -> Any:
    """What answers when the button under a checked list is pressed."""
    browser = browser_of(by)
    address = reverse("desk_sheet_found", args=[own.plan.reference, own.table, own.pk])
    return browser.post(address, {**form_of(browser.get(address)), **fields})


def returned(by: Acting, plan: Plan, name: str, rows: Mapping[str, Mapping[str, Any]], **fields: Any) -> DeskSheet:
    """A list that was downloaded, filled in, uploaded and confirmed."""
    own = checked(by, plan, name, filled(downloaded(by, plan, name), rows))
    confirmed(by, own, **fields)
    own.refresh_from_db()
    return own


def whys(own: DeskSheet) -> dict[str, str]:
    """Why rows were passed over, by their keys."""
    return {each["key"]: each["why"] for each in own.found["passed"]}


def names_of(world: World, plan: Plan) -> list[str]:
    """The references of the lines that may be decided, in the order of their ids."""
    ids = world.open_items(plan)
    known = dict(Line.objects.filter(pk__in=ids).values_list("pk", "proposal__reference"))
    return [known[pk] for pk in ids]


def answers(plan: Plan) -> dict[str, str]:
    """What becomes of each line but the kept ones, by reference."""
    found = Item.objects.filter(worksheet__plan=plan).exclude(answer="kept")
    return dict(found.values_list("line__proposal__reference", "answer"))
