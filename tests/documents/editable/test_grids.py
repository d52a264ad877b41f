"""Cells of several rows and columns, which no layout has yet, in Word documents."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from documents.editable.grids import ruled_table, whole_cells
from documents.typesetting import Cell, Column, Row, Table

COLUMNS = [Column("ก", 1), Column("ข", 1), Column("ค", 2)]


def rows_of(table: Table) -> list[list[tuple[int, str | None]]]:
    """For each row of the XML its cells: how many columns each spans, and what it is joined to."""
    root = parse_xml(f"<w:body {nsdecls('w')}>{ruled_table(table, 400)}</w:body>")
    found = []
    for row in root.iter(qn("w:tr")):
        cells = []
        for cell in row.iter(qn("w:tc")):
            span, joined = cell.tcPr.find(qn("w:gridSpan")), cell.tcPr.find(qn("w:vMerge"))
            own = 1 if span is None else int(span.get(qn("w:val")))
            cells.append((own, None if joined is None else joined.get(qn("w:val"))))
        found.append(cells)
    return found


def test_a_cell_of_several_rows_is_joined_with_the_empty_ones_below_it() -> None:
    rows = [Row([Cell("สูง", rows=3), "๑", "๒"]), Row(["๓", "๔"]), Row([Cell("กว้าง", span=2)]), Row(["ใหม่", "๕", "๖"])]
    assert rows_of(Table(COLUMNS, rows))[1:] == [
        [(1, "restart"), (1, None), (1, None)],
        [(1, "continue"), (1, None), (1, None)],
        [(1, "continue"), (2, None)],
        [(1, None), (1, None), (1, None)],
    ]


def test_a_head_of_several_rows_groups_the_columns() -> None:
    heads = [Row([Cell("ก", rows=2), Cell("กลุ่ม", span=2)]), Row(["ข", "ค"])]
    assert rows_of(Table(COLUMNS, [], heads=heads)) == [
        [(1, "restart"), (2, None)],
        [(1, "continue"), (1, None), (1, None)],
    ]


def test_columns_without_a_cell_are_empty() -> None:
    [cells] = whole_cells([Row(["ก"])], 3)
    assert [(each.column, each.span, each.cell.text) for each in cells] == [(0, 1, "ก"), (1, 1, ""), (2, 1, "")]


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="row 1: cells for 4 columns in a table of 3"):
        ruled_table(Table(COLUMNS, [Row(["ก", "ข", "ค", "ง"])]), 400)
