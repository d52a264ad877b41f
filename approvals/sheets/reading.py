"""Reads a list of the desk that comes back from Excel: which list of which plan it is, and what its rows say.

Nothing in it is trusted, computed or run. Rows are told from each other by their keys, columns by the hidden names in
the first row; what people added beside them is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from approvals.sheets.tables import Column, Table, open_columns
from approvals.sheets.writing import FIRST_ROW, KEY, KEYS_ROW, MARK, SCHEMA, SCHEMA_VERSION, SERVICE_SHEET
from directory.cells import as_typed
from directory.errors import Invalid
from proposals.exchange.grids import FILE, Grid, read_grids, text_of
from proposals.models import Plan

MOST_ROWS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as it came: its number in the sheet (from 1), its key and mark, and its open cells by column.

    ``formulas`` names the cells that hold a formula or its error.
    """

    number: int
    key: str
    mark: str
    cells: Mapping[str, Any]
    formulas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it came back; ``written`` are the keys of the rows that it was handed out with."""

    grid: Grid
    typed: Sequence[Typed]
    written: Sequence[str]


def read_list(path: Path, *, name: str, plan: Plan, table: Table, columns: Sequence[Column]) -> Reading:
    """The rows of an uploaded list.

    Raises:
        Invalid: at ``file``: no workbook, or a hostile one; not handed out here; of another plan, cycle or list; with a
            column that is gone or there twice; with more rows than are read at once.
    """
    grids = read_grids(path, name, too_long=_too_long())
    written = _written(grids, name, plan, table)
    grid = list_in(grids, name)
    places = _places(grid, columns)
    rows = [number for number in sorted(grid.rows) if number > FIRST_ROW and _says_something(grid, number, places)]
    if len(rows) > MOST_ROWS:
        raise Invalid.of(FILE, name, _too_long())
    return Reading(grid, [_typed(grid, number, places) for number in rows], written)


def _too_long() -> str:
    words = _("รับครั้งละไม่เกิน %s แถว ให้กรองให้แคบลง เช่น ทีละตำบลหรือทีละอำเภอ แล้วดาวน์โหลดใหม่")
    return words % f"{MOST_ROWS:,}"


def list_in(grids: Sequence[Grid], name: str) -> Grid:
    """The sheet with the rows.

    Raises:
        Invalid: at ``file``: there is none.
    """
    found = next((each for each in grids if KEY in each.rows.get(KEYS_ROW + 1, ())), None)
    if found is None:
        raise _not_ours(name)
    return found


def _written(grids: Sequence[Grid], name: str, plan: Plan, table: Table) -> list[str]:
    service = next((grid for grid in grids if grid.title == SERVICE_SHEET), None)
    if service is None or service.value(1, 1) != SCHEMA:
        raise _not_ours(name)
    version, reference, cycle, of = (text_of(service.value(1, place)) for place in range(2, 6))
    if version != str(SCHEMA_VERSION):
        raise Invalid.of(FILE, version, _("สมุดงานรุ่นนี้อ่านไม่ได้แล้ว ให้ดาวน์โหลดใหม่"))
    if cycle != str(plan.cycle.target_year):
        expected = _("เป็นสมุดงานของแผนปี %(theirs)s ไม่ใช่ปี %(ours)s")
        raise Invalid.of(FILE, name, expected % {"theirs": as_typed(cycle), "ours": plan.cycle.target_year})
    if reference != plan.reference:
        expected = _("เป็นสมุดงานของแผน %(theirs)s ไม่ใช่แผน %(ours)s")
        raise Invalid.of(FILE, name, expected % {"theirs": as_typed(reference), "ours": plan.reference})
    if of != table.name:
        raise Invalid.of(FILE, name, _("เป็นสมุดงานของรายการอื่น หน้านี้รับเฉพาะ “%s”") % table.title)
    return [text_of(cells[1]) for number, cells in sorted(service.rows.items()) if number > 1 and len(cells) > 1]


def _not_ours(name: str) -> Invalid:
    return Invalid.of(FILE, name, _("ต้องเป็นสมุดงานที่ดาวน์โหลดจากหน้านี้ และยังมีแผ่นงานกับแถวซ่อนของระบบครบ"))


def _places(grid: Grid, columns: Sequence[Column]) -> dict[str, int]:
    names = [text_of(value).strip() for value in grid.rows.get(KEYS_ROW + 1, [])]
    headings = {column.key: column.heading for column in open_columns(columns)}
    wanted = [KEY, MARK, *headings]
    wrong = [each for each in wanted if names.count(each) != 1]
    if wrong:
        told = ", ".join(headings.get(each, each) for each in wrong)
        raise Invalid.of(FILE, told, _("คอลัมน์หายไปหรือซ้ำกัน ให้ดาวน์โหลดใหม่แล้วกรอกโดยไม่ลบคอลัมน์"))
    return {each: names.index(each) for each in wanted}


def _says_something(grid: Grid, number: int, places: Mapping[str, int]) -> bool:
    return any(grid.value(number, place) is not None for place in places.values()) or any(
        (number, place) in grid.formulas for place in places.values()
    )


def _typed(grid: Grid, number: int, places: Mapping[str, int]) -> Typed:
    found = {name: grid.value(number, place) for name, place in places.items()}
    bad = {name for name, place in places.items() if (number, place) in grid.formulas or (number, place) in grid.errors}
    key, mark = text_of(found.pop(KEY)).strip(), text_of(found.pop(MARK)).strip()
    return Typed(number, key, mark, found, frozenset(bad))
