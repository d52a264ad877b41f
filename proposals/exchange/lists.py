"""Small lists that offices keep in Excel: one sheet, a row of headings, and what each column may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from directory.cells import Reader, WrongValueError, arabic, as_typed
from directory.errors import Invalid, Problem
from proposals.exchange.grids import FILE, Grid, SheetProblem, read_grids, text_of
from proposals.money import MOST_BAHT, SATANG

LOOKED_THROUGH: Final = 20
"""In so many rows the headings are looked for: titles and the names of offices stand above them."""
MOST_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list: the name of the value, its Thai heading, and how a cell is read."""

    key: str
    heading: str
    read: Reader
    needed: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """What one row of the sheet says, and which it is."""

    number: int
    values: Mapping[str, Any]


def read_list(path: Path, name: str, columns: Sequence[ListColumn]) -> list[ListRow]:
    """The rows of the first sheet that has all needed headings; blank rows are passed over.

    Raises:
        Invalid: no workbook, no such sheet, too many rows; or every cell that does not hold what its column expects.
    """
    for grid in read_grids(path, name):
        found = _headings(grid, columns)
        if found is not None:
            return _rows(grid, *found, columns)
    needed = ", ".join(column.heading for column in columns if column.needed)
    raise Invalid.of(FILE, name, _("ไม่พบแผ่นงานที่มีหัวตารางเหล่านี้: %s") % needed)


def _headings(grid: Grid, columns: Sequence[ListColumn]) -> tuple[int, dict[str, int]] | None:
    for row in sorted(grid.rows)[:LOOKED_THROUGH]:
        said = {" ".join(text_of(value).split()): place for place, value in enumerate(grid.rows[row])}
        at = {column.key: said[column.heading] for column in columns if column.heading in said}
        if all(column.key in at for column in columns if column.needed):
            return row, at
    return None


def _rows(grid: Grid, top: int, at: Mapping[str, int], columns: Sequence[ListColumn]) -> list[ListRow]:
    rows = [row for row in sorted(grid.rows) if row > top]
    if len(rows) > MOST_ROWS:
        raise Invalid.of(FILE, grid.title, _("มีแถวเกิน %d แถว") % MOST_ROWS)
    found: list[ListRow] = []
    problems: list[Problem] = []
    for row in rows:
        values: dict[str, Any] = {}
        if all(grid.value(row, place) is None for place in at.values()):
            continue
        for column in columns:
            place = at.get(column.key, 0)
            raw = grid.value(row, place)
            try:
                values[column.key] = _read(grid, row, place, raw, column)
            except WrongValueError as wrong:
                problems.append(SheetProblem(column.heading, as_typed(raw), str(wrong), grid.title, row, place))
        found.append(ListRow(row, values))
    if problems:
        raise Invalid(problems)
    if not found:
        raise Invalid.of(FILE, grid.title, _("ไม่มีแถวข้อมูลใต้หัวตาราง"))
    return found


def _read(grid: Grid, row: int, place: int, raw: Any, column: ListColumn) -> Any:
    if (row, place) in grid.unresolved or (row, place) in grid.errors:
        raise WrongValueError(_("เป็นสูตรหรือค่าผิดพลาดของสูตร ให้พิมพ์ค่าแทน หรือคัดลอกแล้ววางเฉพาะค่า"))
    value = column.read(raw)
    if column.needed and value in (None, ""):
        raise WrongValueError(_("ต้องกรอก"))
    return value


def baht(raw: Any) -> Decimal | None:
    """An amount of money, in Thai or Arabic digits; blank is none."""
    if raw is None or isinstance(raw, bool):
        return None
    typed = arabic(str(raw)).replace(",", "").strip()
    if not typed:
        return None
    try:
        amount = Decimal(typed)
    except ArithmeticError:
        amount = Decimal(-1)
    amount = round(amount, 2) if isinstance(raw, float) and amount.is_finite() else amount  # as Excel keeps numbers
    if not amount.is_finite() or not 0 <= amount <= MOST_BAHT or amount != amount.quantize(SATANG):
        raise WrongValueError(_("ต้องเป็นจำนวนเงินเป็นบาท ไม่ติดลบ และมีทศนิยมได้ไม่เกินสองตำแหน่ง"))
    return amount
