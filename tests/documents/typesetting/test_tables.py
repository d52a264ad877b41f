from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest

from documents.typesetting import (
    A4_LANDSCAPE,
    BOLD,
    Cell,
    Column,
    Fonts,
    Metadata,
    Row,
    RowStyle,
    Section,
    Table,
    set_document,
)
from tests.documents.typesetting.reading import by_pypdf

COLUMNS = [Column("ที่", 1, "center"), Column("โครงการ", 5), Column("งบประมาณ", 2, "right")]


def pdf_of(table: Table) -> bytes:
    return set_document([Section(A4_LANDSCAPE, [table])], Metadata("ตาราง")).pdf


def pages_of(table: Table) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(table))).pages]


def boxes_of(table: Table, width: float) -> list[list[Any]]:
    """Return the cells of each row as they are set, the head first."""
    strips: list[Any] = list(table.strips(Fonts(), width))
    return [list(strip.boxes) for strip in strips]


def widths_of(table: Table) -> list[float]:
    return [box.width for box in boxes_of(table, A4_LANDSCAPE.body_width)[0]]


def test_the_head_is_set_again_on_every_page() -> None:
    rows = [Row([str(index), f"โครงการที่ {index}", "๑,๐๐๐"]) for index in range(100)]
    pages = pages_of(Table(COLUMNS, rows))
    assert len(pages) > 3
    assert all(page.count("งบประมาณ") == 1 for page in pages)
    assert [page.split("\n")[0].split()[0] for page in pages] == ["ที่"] * len(pages)


def test_no_row_is_lost_or_set_twice() -> None:
    rows = [Row([f"ก{index}ก", "โครงการ " * (index % 9), "๑"]) for index in range(120)]
    text = "".join(pages_of(Table(COLUMNS, rows)))
    assert re.findall(r"ก(\d+)ก", text) == [str(index) for index in range(120)]


def test_a_row_higher_than_a_page_is_cut_between_lines() -> None:
    words = [f"word{index}." for index in range(4_000)]
    pages = pages_of(Table(COLUMNS, [Row(["๑", " ".join(words), "๕๐๐"]), Row(["๒", "ต่อ", "๑"])]))
    found = re.findall(r"word(\d+)\.", "".join(pages))
    assert found == [str(index) for index in range(4_000)]
    assert all("งบประมาณ" in page for page in pages)


def test_numbers_are_never_broken_and_their_column_grows() -> None:
    wide = "๑๒๓,๔๕๖,๗๘๙,๐๑๒,๓๔๕,๖๗๘.๐๐"
    narrow = Table([*COLUMNS[:2], Column("งบประมาณ", 0.2, "right")], [Row(["๑", "ถนน", wide])])
    assert wide in by_pypdf(pdf_of(narrow))
    plain = Table(narrow.columns, [Row(["๑", "ถนน", "๑"])])
    assert widths_of(narrow)[2] > widths_of(plain)[2]
    assert sum(widths_of(narrow)) == sum(widths_of(plain))


def test_a_number_wider_than_the_page_allows_is_set_narrower_not_broken() -> None:
    huge = "๙" * 300
    text = by_pypdf(pdf_of(Table(COLUMNS, [Row([huge, "ถนน", huge])])))
    assert text.count(huge) == 2


def test_a_number_in_a_text_column_is_not_broken_either() -> None:
    table = Table([Column("ก", 0.1), Column("ข", 10)], [Row(["๑,๒๕๐,๐๐๐.๕๐", "ถนน"])])
    assert "๑,๒๕๐,๐๐๐.๕๐" in by_pypdf(pdf_of(table))


def test_a_bold_total_under_a_span_makes_its_own_column_grow() -> None:
    total = Row([Cell("รวม", span=2), "๑๒๓,๔๕๖,๗๘๙,๐๑๒.๐๐"], RowStyle(BOLD))
    columns = [*COLUMNS[:2], Column("งบประมาณ", 0.2, "right")]
    without, having = (widths_of(Table(columns, rows)) for rows in ([], [total]))
    assert having[2] > without[2]
    assert having[0] == pytest.approx(without[0] * (700 - having[2]) / (700 - without[2]), rel=0.1)


def test_words_in_a_column_of_numbers_may_be_broken() -> None:
    long = "อยู่ระหว่างการพิจารณาของสำนักงบประมาณและกรมบัญชีกลางตามลำดับ"
    lines = boxes_of(Table(COLUMNS, [Row(["๑", "ถนน", long])]), 300)[1][2].lines
    assert len(lines) > 1
    assert lines[0].scale == 100


def test_a_cell_may_span_columns() -> None:
    group = Row([Cell("ด้านเศรษฐกิจ", span=3)], RowStyle(BOLD, shade=0.9))
    total = Row([Cell("รวม", span=2, align="right"), "๕๐๐"], RowStyle(BOLD))
    rows = boxes_of(Table(COLUMNS, [group, Row(["๑", "ถนน", "๕๐๐"]), total]), 700)
    widths = [[round(box.width, 6) for box in boxes] for boxes in rows]
    assert widths[1] == [700]
    assert widths[3] == [525, 175]


def test_a_group_stays_with_its_first_row_and_a_total_with_its_last() -> None:
    group = RowStyle(BOLD, keep_with_next=True)
    total = RowStyle(BOLD, keep_with_previous=True)
    for filler in range(18, 36):
        rows = [Row(["", "เติม", ""])] * filler
        rows += [Row([Cell("กลุ่ม", span=3)], group), Row(["๑", "แถวแรก", "๑"]), Row([Cell("รวม", span=2), "๑"], total)]
        pages = pages_of(Table(COLUMNS, rows))
        [with_group] = [page for page in pages if "กลุ่ม" in page]
        [with_total] = [page for page in pages if "รวม" in page]
        assert "แถวแรก" in with_group
        assert "แถวแรก" in with_total


def test_markup_in_a_cell_is_text() -> None:
    markup = "<b>หนา</b> & <br/> %(x)s ]TJ"
    assert markup in by_pypdf(pdf_of(Table(COLUMNS, [Row(["๑", markup, "๑"])])))


def test_an_empty_table_still_has_its_head() -> None:
    assert "งบประมาณ" in by_pypdf(pdf_of(Table(COLUMNS, [])))
