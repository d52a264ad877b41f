"""Workbooks that officers can count with: numbers are numbers, all else is text, heads and totals stand as on paper."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from documents.editable import XLSX, editable_forms_of, made
from documents.editable.notice import NOTICE
from documents.editable.numbers import number_format, number_in
from documents.typesetting import Column
from tests.documents.editable.reading import sample, workbook

RIGHT, LEFT, CENTRED = Column("จำนวน", 1, "right"), Column("รหัส", 1), Column("ที่", 1, "center")


def table(**fields: Any) -> dict[str, Any]:
    return sample("table") | fields


def only_sheet(snapshot: dict[str, Any]) -> Any:
    [sheet] = workbook(made(snapshot, XLSX)).worksheets
    return sheet


@pytest.mark.parametrize(
    ("text", "column", "number"),
    [
        ("๑,๒๕๐,๐๐๐.๕๐", RIGHT, "1250000.50"),
        ("300,000", RIGHT, "300000"),
        ("-๕๐๐", RIGHT, "-500"),
        ("๐", RIGHT, "0"),
        ("๐.๒๕", RIGHT, "0.25"),
        ("๑", CENTRED, "1"),
        ("๑,๐๐๐", Column("บาท", 1), "1000"),
        ("๑๒๓,๔๕๖,๗๘๙,๐๑๒.๓๔๕", RIGHT, "123456789012.345"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๓๔๕๖", RIGHT, None),
        ("๑.๑๐", CENTRED, None),
        ("๐๐๑๗", RIGHT, None),
        ("๓๗๐๑", LEFT, None),
        ("๑,๒๓", RIGHT, None),
        ("๑/๒๕๖๙", CENTRED, None),
        ("๙๕%", RIGHT, None),
        ("-", RIGHT, None),
        ("", RIGHT, None),
        ("=๑", RIGHT, None),
        ("²", RIGHT, None),
        ("๑๐ คน", RIGHT, None),
    ],
)
def test_a_text_is_a_number_only_where_nothing_of_it_is_lost(text: str, column: Column, number: str | None) -> None:
    assert number_in(text, column) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("column", "texts", "shown"),
    [
        (Column("งบประมาณ (บาท)", 1, "right"), ["๓๐๐"], "#,##0.00"),
        (RIGHT, ["๓๐๐", "๑,๐๐๐"], "#,##0.00"),
        (RIGHT, ["๓.๕"], "#,##0.00"),
        (RIGHT, ["๓.๑๔๑๖", "-"], "#,##0.0000"),
        (RIGHT, ["๒๕๗๒"], "0"),
        (CENTRED, ["๑", "๒"], "0"),
        (LEFT, ["ก, ข"], "0"),
    ],
)
def test_amounts_are_shown_with_satang_and_counts_and_years_are_not(
    column: Column, texts: list[str], shown: str
) -> None:
    assert number_format(column, texts) == shown


def test_groups_totals_and_the_ceiling_stand_where_they_stand_on_paper() -> None:
    sheet = only_sheet(table())
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=int(sheet.print_title_rows.split("$")[1].strip(":")))}
    group = rows["ด้านโครงสร้างพื้นฐาน"]
    assert group[0].font.b
    assert group[0].fill.fgColor.rgb == "FFF2F2F2"
    total = rows["รวมด้านโครงสร้างพื้นฐาน"]
    assert (total[3].value, total[3].number_format) == (6_100_000.5, "#,##0.00")
    assert rows["เส้นกรอบวงเงิน ๑๒,๐๐๐,๐๐๐ บาท"][0].fill.fgColor.rgb == "FFD9D9D9"
    spans = {str(span) for span in sheet.merged_cells.ranges}
    assert f"A{total[0].row}:C{total[0].row}" in spans
    assert f"A{group[0].row}:E{group[0].row}" in spans


def test_the_head_stays_in_sight_and_on_each_printed_page() -> None:
    sheet = only_sheet(table())
    head = int(sheet.print_title_rows.split("$")[1].strip(":"))
    assert [cell.value for cell in sheet[head]] == [column["title"] for column in sample("table")["columns"]]
    assert sheet.freeze_panes == f"A{head + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert NOTICE in sheet.oddFooter.left.text
    assert sheet["A1"].value == sample("table")["heading"][0]


def test_columns_are_as_wide_as_on_paper_and_wide_enough_for_their_numbers() -> None:
    sheet = only_sheet(table())
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    shares = [column["width"] for column in sample("table")["columns"]]
    assert sorted(range(5), key=widths.__getitem__) == sorted(range(5), key=shares.__getitem__)
    narrow = table(
        columns=[{"title": "ชื่อ", "width": 90}, {"title": "บาท", "width": 1, "align": "right"}],
        rows=[{"cells": ["ก", "๑๒,๓๔๕,๖๗๘,๙๐๑"]}],
    )
    assert only_sheet(narrow).column_dimensions["B"].width > len("12,345,678,901.00")


def test_a_row_is_as_high_as_its_longest_text_whichever_program_opens_it() -> None:
    columns = [{"title": "โครงการ", "width": 1}, {"title": "หมายเหตุ", "width": 1}]
    texts = ("ซ่อมฝาย", "ซ่อมฝาย" * 40, "ที่นี่" * 18, "ก\nข\nค")
    heights = only_sheet(table(columns=columns, rows=[{"cells": [text, "ก"]} for text in texts])).row_dimensions
    first = len(sample("table")["heading"]) + 2
    assert [heights[first + index].height / 21 for index in range(4)] == [1, 4, 1, 3]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+66812345678",
        "-2+3",
        "@SUM(A1)",
        "{=1}",
        "http://x.example",
        "mailto:a@b.example",
        "<b>&amp;</b>",
        "_x0041_",
        "\t=1",
        "ก\nข",
        "🙏 漢",
    ],
)
def test_no_cell_is_a_formula_or_a_link_whatever_a_person_typed(text: str) -> None:
    columns = [{"title": text, "width": 1}, {"title": "ข", "width": 1, "align": "right"}]
    rows = [{"cells": [text, text]}, {"cells": [text], "style": "group"}]
    content = made(table(columns=columns, rows=rows, heading=[text.replace("\n", " ")], notes=[text]), XLSX)
    [sheet] = workbook(content).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.value, cell.data_type) for cell in cells} <= {(text, "s"), ("ข", "s"), (text.replace("\n", " "), "s")}
    assert len(cells) == 7
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in written
    assert b"<hyperlink" not in written


def test_what_xml_cannot_hold_and_what_is_too_long_stops_nothing() -> None:
    columns = [{"title": "ก", "width": 1}, {"title": "ข", "width": 1}]
    sheet = only_sheet(table(columns=columns, rows=[{"cells": ["ก\0ข\ud800", "ค" * 40_000]}], heading=[], notes=[]))
    assert sheet["A2"].value == "ก\ufffdข\ufffd"
    assert sheet["B2"].value == "ค" * 32_767


def test_a_table_of_one_column_and_of_no_rows_is_written_too() -> None:
    sheet = only_sheet(table(columns=[{"title": "ชื่อ", "width": 1}], rows=[], notes=["ไม่มีรายการ"]))
    assert [row[0].value for row in sheet.iter_rows()][-2:] == ["ชื่อ", "ไม่มีรายการ"]


def test_an_annex_is_a_workbook_and_a_letter_without_a_table_is_none() -> None:
    assert editable_forms_of(sample("state_letter")) == ("docx", "xlsx")
    assert editable_forms_of(sample("council_letter")) == ("docx",)
    assert editable_forms_of(sample("table")) == ("xlsx",)
    with pytest.raises(LookupError, match="no xlsx of a paper of the layout memo"):
        made(sample("memo"), XLSX)
