"""Cells of several columns and rows, in the body and in heads that group their columns."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest

from documents.typesetting import (
    A4_LANDSCAPE,
    BOLD,
    REGULAR,
    Cell,
    Column,
    Fonts,
    Metadata,
    Row,
    RowStyle,
    Section,
    Surface,
    Table,
    set_document,
)
from documents.typesetting.document import drawn_pages
from tests.documents.typesetting.reading import by_mupdf, by_pypdf
from tests.documents.typesetting.tag_tree import check_consistent, tags_of

COLUMNS = [Column("ที่", 1, "center"), Column("ยุทธศาสตร์", 3), Column("โครงการ", 4), Column("งบประมาณ", 2, "right")]
HEADS = [
    Row([Cell("ที่", rows=2), Cell("ชื่อ", span=2), Cell("งบประมาณ", rows=2)]),
    Row(["ยุทธศาสตร์", "โครงการ"]),
]
STRATEGY = "ยุทธศาสตร์ที่ ๑ การพัฒนาเศรษฐกิจฐานรากและการท่องเที่ยว "


def pdf_of(table: Table) -> bytes:
    return set_document([Section(A4_LANDSCAPE, [table])], Metadata("ตาราง")).pdf


def pages_of(table: Table) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(table))).pages]


def rows_under(strategy: str, count: int) -> list[Row]:
    first = Row(["๑", Cell(strategy, rows=count), "โครงการ 1.", "๑๐๐"])
    return [first, *(Row([f"{index}", f"โครงการ {index}.", "๑๐๐"]) for index in range(2, count + 1))]


def strips_of(table: Table, width: float = 700) -> list[Any]:
    return list(table.strips(Fonts(), width))


def rules_of(table: Table) -> list[tuple[float, ...]]:
    """Return the rules on the first page, each from left to right or from top to bottom."""
    [(_, surface), *_] = drawn_pages([Section(A4_LANDSCAPE, [table])], Fonts())
    [path] = [operation for operation in surface.operations if isinstance(operation, str) and " l\n" in operation]
    numbers = re.findall(r"(\S+) (\S+) m (\S+) (\S+) l", path)
    return [tuple(float(number) for number in found) for found in numbers]


def test_the_rows_below_a_cell_of_several_rows_pass_over_its_column() -> None:
    strips = strips_of(Table(COLUMNS, rows_under(STRATEGY, 3)))
    edges = [[round(box.left) for box in strip.boxes] for strip in strips]
    assert edges == [[0, 70, 280, 560]] * 4
    texts = ["".join(line.text for line in box.lines) for strip in strips[1:] for box in strip.boxes]
    assert texts[0::4] == ["๑", "2", "3"]
    assert "".join(texts[1::4]) == STRATEGY
    assert texts[2::4] == ["โครงการ 1.", "โครงการ 2.", "โครงการ 3."]


def test_a_row_grows_when_the_text_of_a_cell_of_several_rows_needs_it() -> None:
    short = strips_of(Table(COLUMNS, rows_under("สั้น", 2)))
    long = strips_of(Table(COLUMNS, rows_under(STRATEGY * 6, 2)))
    assert [strip.height for strip in short] == [18, 18, 18]
    assert long[1].height == 18
    assert long[2].height > 4 * 18
    assert sum(len(box.lines) for strip in long[1:] for box in strip.boxes if box.spanning) == long[2].line_count + 1


def test_no_rule_runs_through_a_cell_of_several_rows() -> None:
    across = [(x1, x2) for x1, y1, x2, y2 in rules_of(Table(COLUMNS, rows_under("ยุทธศาสตร์", 3))) if y1 == y2]
    left, width = A4_LANDSCAPE.margins.left, A4_LANDSCAPE.body_width
    whole = (left, left + width)
    passed = [(left, left + width * 0.1), (left + width * 0.4, left + width)]
    expected = [whole, whole, *passed, *passed, whole]
    assert across == [pytest.approx(rule, abs=0.02) for rule in expected]


def test_pages_may_end_among_the_rows_of_a_cell_and_lose_none_of_its_text() -> None:
    words = [f"word{index}." for index in range(400)]
    for count in (30, 60, 90):
        pages = pages_of(Table(COLUMNS, rows_under(" ".join(words), count)))
        assert len(pages) > 1
        text = "".join(pages)
        assert sorted(re.findall(r"โครงการ (\d+)\.", text), key=int) == [str(index) for index in range(1, count + 1)]
        assert re.findall(r"word(\d+)\.", text) == [str(index) for index in range(400)]


def test_the_text_stays_within_its_rows_on_every_page() -> None:
    table = Table(COLUMNS, [*rows_under("ยาว " * 900, 40), Row(["๙", "ท้าย", "โครงการ", "๑"])])
    fonts = Fonts()
    for page, _ in drawn_pages([Section(A4_LANDSCAPE, [table])], fonts):
        for strip, _ in page.placed:
            for shown in getattr(strip, "shown", {}).values():
                assert len(shown.lines) * 14 + 4 <= shown.height + 0.01


def test_a_page_does_not_end_after_the_first_row_of_a_common_cell() -> None:
    for filler in range(15, 32):
        rows = [*[Row(["", "เติม", "", ""])] * filler, *rows_under("ร่วมกัน", 4)]
        [page] = [page for page in pages_of(Table(COLUMNS, rows)) if "ร่วมกัน" in page]
        assert "โครงการ 2." in page


def test_a_row_of_a_common_cell_that_is_higher_than_a_page_is_cut_between_lines() -> None:
    words = " ".join(f"word{index}." for index in range(3_000))
    rows = [Row(["๑", Cell("กลุ่ม", rows=2), words, "๕"]), Row(["๒", "สั้น", "๖"])]
    text = "".join(pages_of(Table(COLUMNS, rows)))
    assert re.findall(r"word(\d+)\.", text) == [str(index) for index in range(3_000)]
    assert text.count("กลุ่ม") == 1


def test_a_head_groups_columns_and_is_set_again_whole_on_every_page() -> None:
    table = Table(COLUMNS, [Row([str(index), "ก", "ข", "๑"]) for index in range(80)], heads=HEADS)
    pages = pages_of(table)
    assert len(pages) > 2
    for page in pages:
        assert [page.count(title) for title in ("ชื่อ", "ยุทธศาสตร์", "โครงการ", "งบประมาณ")] == [1, 1, 1, 1]


def test_the_text_of_a_head_stands_in_the_middle_of_its_height() -> None:
    fonts = Fonts()
    table = Table(COLUMNS, [Row(["๑", "ก", "ข", "๑"])], heads=HEADS)
    [(_, surface)] = drawn_pages([Section(A4_LANDSCAPE, [table])], fonts)
    baselines = baselines_of(surface)
    top = A4_LANDSCAPE.body_top
    one_row = baselines[1] - baselines[3]
    assert one_row == 18
    assert baselines[0] == baselines[2] == pytest.approx(baselines[1] - one_row / 2)
    assert baselines[1] < top


def baselines_of(surface: Surface) -> list[float]:
    found = []
    for operation in surface.operations:
        place = re.match(r"1 0 0 1 \S+ (\S+) Tm", operation) if isinstance(operation, str) else None
        if place:
            found.append(float(place[1]))
    return found


def test_rows_in_the_middle_and_rows_at_the_top() -> None:
    for middle, expected in ((False, 0.0), (True, 14.0)):
        row = Row(["๑", "ก", "หนึ่ง\nสอง\nสาม", "๑"], RowStyle(REGULAR, middle=middle))
        surface = Surface(Fonts())
        strips_of(Table(COLUMNS, [row]))[1].draw(surface, 0, 100)
        baselines = baselines_of(surface)
        assert baselines[2] - baselines[0] == pytest.approx(expected)


def test_cells_that_run_into_others_or_over_the_edge_are_refused_by_row() -> None:
    too_many = [Row(["๑", "ก", "ข", "๑"]), Row(["๑", "ก", "ข", "๑", "เกิน"])]
    with pytest.raises(ValueError, match="row 2: cells for 5 columns in a table of 4"):
        strips_of(Table(COLUMNS, too_many))
    into = [Row(["๑", Cell("สูง", rows=2), "ข", "๑"]), Row([Cell("กว้าง", span=3), "๑"])]
    with pytest.raises(ValueError, match="row 2: the cell 'กว้าง' runs into a cell of several rows"):
        strips_of(Table(COLUMNS, into))


def test_a_cell_of_more_rows_than_there_are_ends_with_the_table() -> None:
    strips = strips_of(Table(COLUMNS, [Row(["๑", Cell(STRATEGY * 5, rows=9), "ก", "๑"]), Row(["๒", "ข", "๒"])]))
    text = "".join(line.text for strip in strips for box in strip.boxes if box.spanning for line in box.lines)
    assert text == STRATEGY * 5


def test_a_number_given_as_a_cell_makes_its_column_grow_too() -> None:
    columns = [Column("ก", 5), Column("ข", 0.2)]
    [_, plain] = strips_of(Table(columns, [Row(["ก", "๑๒๓,๔๕๖,๗๘๙.๐๐"])]))
    [_, cell] = strips_of(Table(columns, [Row(["ก", Cell("๑๒๓,๔๕๖,๗๘๙.๐๐", align="right")])]))
    assert [box.width for box in cell.boxes] == [box.width for box in plain.boxes]


def test_groups_totals_and_common_cells_go_together() -> None:
    rows = [
        Row([Cell("กลุ่ม", span=4)], RowStyle(BOLD, shade=0.9, keep_with_next=True)),
        *rows_under("ร่วม", 2),
        Row([Cell("รวม", span=3, align="right"), "๒๐๐"], RowStyle(BOLD, keep_with_previous=True)),
    ]
    text = by_pypdf(pdf_of(Table(COLUMNS, rows, heads=HEADS)))
    assert [text.count(word) for word in ("กลุ่ม", "ร่วม", "รวม", "๒๐๐")] == [1, 1, 1, 1]


def test_the_structure_tells_what_spans_what() -> None:
    tagged = tags_of(pdf_of(Table(COLUMNS, rows_under("ร่วม", 2), heads=HEADS)))
    check_consistent(tagged)
    assert tagged.document.roles() == "Table(TR(TH TH TH) TR(TH TH) TR(TD TD TD TD) TR(TD TD TD))"
    heads = tagged.document.all("TH")
    assert [head.attribute("RowSpan") for head in heads] == ["2", None, "2", None, None]
    assert [head.attribute("ColSpan") for head in heads] == [None, "2", None, None, None]
    assert {head.attribute("Scope") for head in heads} == {"/Column"}
    cells = tagged.document.all("TD")
    assert [cell.attribute("RowSpan") for cell in cells] == [None, "2", None, None, None, None, None]
    assert [cell.text for cell in cells] == ["๑", "ร่วม", "โครงการ 1.", "๑๐๐", "2", "โครงการ 2.", "๑๐๐"]


def test_a_common_cell_on_several_pages_is_one_cell_in_the_structure() -> None:
    tagged = tags_of(pdf_of(Table(COLUMNS, rows_under("word " * 900, 40))))
    check_consistent(tagged)
    [common] = [cell for cell in tagged.document.all("TD") if cell.attribute("RowSpan")]
    assert common.text == "word " * 900
    assert len({page for page, _ in common.marks()}) > 1


def test_a_common_cell_is_read_where_its_first_row_is() -> None:
    lines = by_mupdf(pdf_of(Table(COLUMNS, rows_under("ร่วม", 3)))).split("\n")
    assert lines[4:12] == ["๑", "ร่วม", "โครงการ 1.", "๑๐๐", "2", "โครงการ 2.", "๑๐๐", "3"]
