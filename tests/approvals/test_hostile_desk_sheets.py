"""Workbooks of the desk that are broken, of something else, or want to harm; and the copy that says so row by row."""

import io
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.models import DeskSheet, Item
from approvals.sheets.catalogue import TABLES
from approvals.sheets.judging import judged
from approvals.sheets.reading import read_list
from approvals.sheets.tables import Asked
from approvals.sheets.writing import write_list
from directory.models import Submission
from proposals.models import Plan
from tests.approvals.sheets import (
    FIRST,
    NEXT_ROUND,
    answers,
    checked,
    confirmed,
    downloaded,
    filled,
    names_of,
    saved,
    sheet_of,
    uploaded,
    whys,
)
from tests.approvals.visits import mistakes_of
from tests.proposals.test_hostile_workbooks import repacked
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


# --- What does not belong there ---------------------------------------------------------------------------------------


def test_rows_added_removed_and_doubled_are_passed_over_by_name(sheet, world, desk):
    first, second, third, fourth, *_rest = names_of(world, sheet)
    cells = {name: {"answer": "นำเข้าแผน"} for name in (first, second, third, fourth)}
    book = openpyxl.load_workbook(io.BytesIO(filled(downloaded(desk, sheet, "lines"), cells)))
    page = book.worksheets[0]
    rows = {page.cell(number, 1).value: number for number in range(FIRST, page.max_row + 1)}
    page.append([cell.value for cell in page[rows[second]]])
    page.append(["2572-999999-0001-X", *[cell.value for cell in page[rows[third]]][1:]])
    page.delete_rows(rows[first])
    own = checked(desk, sheet, "lines", saved(book))
    assert own.found["changes"] == 2
    said = whys(own)
    assert "หายไปจากไฟล์" in said[first]
    assert "มีซ้ำในไฟล์" in said[second]
    assert "ไม่มีแถวนี้" in said["2572-999999-0001-X"]
    confirmed(desk, own)
    assert {name for name, answer in answers(sheet).items() if answer} == {third, fourth}


def changed_book(content, change):
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    return saved(book)


def service(cell, value):
    def change(book):
        book["_prasan"][cell] = value

    return change


def without_a_column(book):
    book.worksheets[0].delete_cols(11)


def a_column_twice(book):
    book.worksheets[0]["A1"] = "answer"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (service("C1", "2572-370201-01-H"), "เป็นสมุดงานของแผน 2572-370201-01-H ไม่ใช่แผน"),
        (service("D1", "2571"), "เป็นสมุดงานของแผนปี 2571 ไม่ใช่ปี 2572"),
        (service("E1", "scores"), "เป็นสมุดงานของรายการอื่น"),
        (service("B1", "99"), "สมุดงานรุ่นนี้อ่านไม่ได้แล้ว"),
        (service("A1", "x"), "ต้องเป็นสมุดงานที่ดาวน์โหลดจากหน้านี้"),
        (lambda book: book.remove(book["_prasan"]), "ต้องเป็นสมุดงานที่ดาวน์โหลดจากหน้านี้"),
        (without_a_column, "คอลัมน์หายไปหรือซ้ำกัน"),
        (a_column_twice, "ต้องเป็นสมุดงานที่ดาวน์โหลดจากหน้านี้"),
    ],
)
def test_a_workbook_of_something_else_is_refused_whole(sheet, desk, change, why):
    page = uploaded(desk, sheet, "lines", changed_book(downloaded(desk, sheet, "lines"), change))
    assert (page.status_code, DeskSheet.objects.count(), Submission.objects.count()) == (422, 0, 0)
    assert why in mistakes_of(page)[0]


@pytest.mark.parametrize("content", [b"", b"id,answer", b"PK\x03\x04" + b"\0" * 99, b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_refused(sheet, desk, content):
    page = uploaded(desk, sheet, "lines", content or b" ")
    assert (page.status_code, DeskSheet.objects.count()) == (422, 0)


def test_a_workbook_with_macros_or_a_bomb_in_it_is_refused(sheet, desk):
    content = downloaded(desk, sheet, "lines")
    macros = repacked(content, add={"xl/vbaProject.bin": b"x"})
    assert "แมโคร" in mistakes_of(uploaded(desk, sheet, "lines", macros))[0]
    bomb = repacked(content, add={"xl/media/zeros.bin": b"\0" * 80_000_000})
    assert "ใหญ่เกินไป" in mistakes_of(uploaded(desk, sheet, "lines", bomb))[0]


@pytest.mark.parametrize("limit", ["approvals.sheets.reading.MOST_ROWS", "proposals.exchange.grids.MOST_ROWS"])
def test_a_list_that_is_too_long_is_refused_with_the_number_and_what_to_do(sheet, world, desk, monkeypatch, limit):
    content = downloaded(desk, sheet, "lines")
    monkeypatch.setattr("approvals.sheets.reading.MOST_ROWS", 9)
    assert checked(desk, sheet, "lines", content).found["unchanged"] == 9
    monkeypatch.setattr("approvals.sheets.reading.MOST_ROWS", 8)
    monkeypatch.setattr(limit, 8)
    page = uploaded(desk, sheet, "lines", content)
    assert page.status_code == 422
    (said,) = mistakes_of(page)
    assert said.endswith("รับครั้งละไม่เกิน 8 แถว ให้กรองให้แคบลง เช่น ทีละตำบลหรือทีละอำเภอ แล้วดาวน์โหลดใหม่")
    narrower = downloaded(desk, sheet, "lines", f"?show=all&area={world.plan.area_id}")
    monkeypatch.setattr(limit, max(8, 50_000 * limit.startswith("proposals")))
    assert checked(desk, sheet, "lines", narrower).found["unchanged"] == 3


def test_the_uploaded_workbook_comes_back_with_what_was_found_beside_each_row(sheet, world, desk):
    first, second, *_rest = names_of(world, sheet)
    cells = {first: {"answer": "=1+1"}, second: {"answer": "นำเข้าแผน"}}
    own = checked(desk, sheet, "lines", filled(downloaded(desk, sheet, "lines"), cells))
    for _time in range(2):  # before it is confirmed, and after
        marked = browser_of(desk).get(f"/plans/{sheet.reference}/desk/lines/{own.pk}/marked.xlsx").content
        page = sheet_of(marked)
        found = {row[1].value: row[0].value for row in page.iter_rows(min_row=FIRST)}
        assert "เป็นสูตร" in found[first]
        assert not found[second]
        assert [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"] == []
        confirmed(desk, own)
    assert answers(sheet)[second] == "take"


def test_an_uploaded_list_is_its_persons_alone(sheet, world, desk):
    first, *_rest = names_of(world, sheet)
    content = filled(downloaded(desk, sheet, "lines"), {first: {"answer": "นำเข้าแผน"}})
    own = checked(desk, sheet, "lines", content)
    there = f"/plans/{sheet.reference}/desk/lines/{own.pk}/"
    assert browser_of(world.chief).get(there).status_code in {403, 404}
    assert browser_of(world.provincial_officer).get(there).status_code == 403
    assert browser_of(world.other_coordinator).get(there).status_code == 404
    browser_of(desk).post(f"{there}drop/")
    assert browser_of(desk).get(f"{there}marked.xlsx").status_code == 404
    assert (confirmed(desk, own, seen=own.found["digest"]).status_code, answers(sheet)[first]) == (409, "")


def test_a_closed_worksheet_takes_nothing_in(sheet, world, desk):
    first, *_rest = names_of(world, sheet)
    content = filled(downloaded(desk, sheet, "lines"), {first: NEXT_ROUND})
    Plan.objects.filter(pk=sheet.pk).update(state="adopted")
    assert uploaded(desk, sheet, "lines", content).status_code in {409, 422}
    assert set(answers(sheet).values()) == {""}


def test_any_answer_that_the_desk_holds_comes_back_unchanged(sheet, world, desk):
    names = world.open_items(sheet)
    words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40).map(str.strip).filter(bool)

    @settings(max_examples=15, deadline=None)
    @given(st.lists(words, min_size=2, max_size=2))
    def unchanged(reasons):
        Item.objects.filter(line__in=names[:2]).update(answer="refused", reason_code="duplicate")
        for line, reason in zip(names, reasons, strict=False):
            Item.objects.filter(line=line).update(reason=reason.replace("\0", ""))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            with path.open("wb") as to:
                write_list(to, TABLES["lines"], Asked(sheet, desk, {"show": "all"}))
            columns = TABLES["lines"].columns(Asked(sheet, desk))
            reading = read_list(path, name="list.xlsx", plan=sheet, table=TABLES["lines"], columns=columns)
        found = judged(TABLES["lines"], Asked(sheet, desk, {"show": "all"}), columns, reading)
        assert (found.drafts, found.passed, found.unchanged) == ({}, [], 9)

    unchanged()
