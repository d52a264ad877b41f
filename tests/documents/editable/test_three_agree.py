"""The PDF, the Word document and the workbook of a snapshot say the same: every text, every figure, every cell."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest

from documents.editable import DOCX, XLSX, editable_forms_of
from documents.layouts import composed
from documents.typesetting import BarChart, ShareChart
from tests.documents.editable.reading import (
    LATIN,
    SAMPLES,
    Element,
    as_printed,
    chart_figures,
    copy_of,
    flat,
    paper_of,
    sample,
    structure_of,
    tables_of,
    text_of,
    word_document,
    word_tables,
    word_text,
    workbook,
)

# A chart is a picture on paper and a table in Word; contents name pages, which Word counts itself.
DRAWN = frozenset({"Figure", "TOC"})

IN_WORD = [name for name in SAMPLES if DOCX in editable_forms_of(sample(name))]
IN_EXCEL = [name for name in SAMPLES if XLSX in editable_forms_of(sample(name))]


def charts_of(name: str) -> list[BarChart | ShareChart]:
    blocks = [block for section in composed(sample(name)).sections for block in section.blocks]
    return [block for block in blocks if isinstance(block, BarChart | ShareChart)]


def parts_of(name: str) -> tuple[str, str]:
    """What a Word document says, without its charts; and what its contents list."""
    body = word_document(copy_of(name, DOCX)).element.body
    said, listed, is_listing, charts = "", "", False, [flat(chart.title) for chart in charts_of(name)]
    skipped = 0
    for block in body:
        text = flat(word_text(block))
        is_listing = is_listing or "TOC " in block.xml
        if text and text in charts:
            charts.remove(text)
            skipped = 1
        elif skipped and "tbl" in block.tag:
            skipped = 0
        elif is_listing:
            listed += text
        elif not skipped:
            said += text
        is_listing = is_listing and 'w:fldCharType="end"' not in block.xml
    assert not charts
    return said, listed


def numbers_in(text: str) -> list[str]:
    return sorted(re.findall(r"\d[\d,./]*", text.translate(LATIN)))


def contents_of(elements: list[Element]) -> list[Element]:
    return [entry for role, _text, kids in elements for entry in (kids if role == "TOC" else contents_of(kids))]


@pytest.mark.parametrize("name", IN_WORD)
def test_word_says_what_the_paper_says_in_the_same_order(name: str) -> None:
    paper = structure_of(name)
    code = flat(f"ตรวจสอบเอกสาร{sample(name)['check_code']}")
    on_paper = flat(text_of(paper, without=DRAWN)).replace(code, "")
    in_word, listed = parts_of(name)
    assert in_word == on_paper
    assert numbers_in(in_word) == numbers_in(on_paper)
    assert listed == "".join(re.sub("[๐-๙]+$", "", flat(text_of([entry]))) for entry in contents_of(paper))


@pytest.mark.parametrize("name", [name for name in IN_WORD if charts_of(name)])
def test_word_has_every_figure_of_a_chart(name: str) -> None:
    figures = chart_figures(charts_of(name))
    assert figures
    assert figures <= {cell for table in word_tables(copy_of(name, DOCX)) for row in table for cell in row}
    printed = flat("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper_of(name))).pages))
    assert all(flat(figure) in printed for figure in figures)


def rows_of(sheet: Any, first: int, last: int | None = None) -> list[list[Any]]:
    """The cells of some rows of a sheet, those of several columns once."""
    rows = sheet.iter_rows(min_row=first, max_row=last)
    return [[as_printed(cell.value) for cell in row if type(cell).__name__ != "MergedCell"] for row in rows]


def head_of(sheet: Any) -> int:
    """The row of a sheet's first head, which is printed again on each page."""
    return int(sheet.print_title_rows.split(":")[0].strip("$"))


@pytest.mark.parametrize("name", IN_EXCEL)
def test_excel_has_the_rows_of_the_paper_and_its_numbers_as_numbers(name: str) -> None:
    paper = structure_of(name)
    everything = flat(text_of(paper))
    on_paper = tables_of(paper)
    sheets = workbook(copy_of(name, XLSX)).worksheets
    assert len(sheets) == len(on_paper)
    for sheet, table in zip(sheets, on_paper, strict=True):
        first = head_of(sheet)
        after = first + len(table)
        assert rows_of(sheet, first, after - 1) == [[as_printed(cell) for cell in row] for row in table]
        others = [*sheet.iter_rows(max_row=first - 1)] if first > 1 else []
        others += [*sheet.iter_rows(min_row=after)] if sheet.max_row >= after else []
        assert all(flat(row[0].value) in everything for row in others)


@pytest.mark.parametrize("name", [name for name in IN_EXCEL if name in IN_WORD])
def test_word_and_excel_have_the_same_rows(name: str) -> None:
    tables = [[[as_printed(cell) for cell in row] for row in table] for table in word_tables(copy_of(name, DOCX))]
    sheets = workbook(copy_of(name, XLSX)).worksheets
    assert len(tables) == len(sheets) + len(charts_of(name))
    for sheet in sheets:
        first = head_of(sheet)
        assert any(rows_of(sheet, first, first + len(table) - 1) == table for table in tables)


def test_all_kinds_and_layouts_are_compared() -> None:
    assert {sample(name)["layout"] for name in IN_WORD} == {
        *("external_letter", "memo", "stamped_letter", "minutes", "order", "announcement"),
        *("form", "attendance", "book"),
    }
    assert {"table", "external_letter", "book", "announcement", "form"} <= {sample(name)["layout"] for name in IN_EXCEL}
    assert len(set(IN_WORD) | set(IN_EXCEL)) == len(SAMPLES) - 2  # receipts are not edited
