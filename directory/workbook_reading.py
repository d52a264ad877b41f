"""Reads the workbook of a province into drafts. Nothing in it is trusted, and nothing in it is executed.

The first row of a sheet has Thai headings for people, the second the names of the columns for this reader, and data
begin in the third. Columns may stand in any order, and further ones without a name in the second row are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from directory.archives import Limits
from directory.cells import as_typed
from directory.drafts import CellProblem, Draft, ProvinceDraft
from directory.errors import Invalid
from directory.sheets import SHEETS, Sheet
from directory.spreadsheets import opened, refuse_unsafe

LIMITS = Limits()
MOST_ROWS = 20_000
MOST_COLUMNS = 26
HEADING_ROW, NAMES_ROW, FIRST_ROW = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook holds. ``typed`` has a default wherever a cell could not be read, and ``problems`` name those.

    ``rows`` are its cells as typed, by sheet and row, so that it can be handed back; ``columns`` tell in which column
    of a sheet (from 0) each field was found.
    """

    typed: ProvinceDraft
    problems: list[CellProblem]
    rows: dict[str, dict[int, list[Any]]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def drafts(self) -> ProvinceDraft:
        """The drafts, when every cell could be read.

        Raises:
            Invalid: some could not; nothing may be made of the others alone.
        """
        if self.problems:
            raise Invalid(self.problems)
        return self.typed


class _Formula(str):
    """The text of a formula or of its error (#N/A), which is shown but never computed and never written as one."""

    __slots__ = ()


def read_workbook(path: Path) -> Reading:
    """The drafts of a workbook and every cell that holds no value of its column.

    Raises:
        Invalid: the file is no workbook, too large once unpacked, or lacks a sheet or a column.
    """
    refuse_unsafe(path, field="from", name=path.name, limits=LIMITS)
    rows = _rows(path)
    columns = {key: _columns(sheet, rows[key]) for key, sheet in SHEETS.items()}
    drafts: dict[str, list[Draft]] = {}
    problems: list[CellProblem] = []
    for key, sheet in SHEETS.items():
        drafts[key] = []
        for number in sorted(rows[key]):
            if number >= FIRST_ROW and _has_values(rows[key][number], columns[key]):
                draft, wrong = _draft(sheet, number, rows[key][number], columns[key])
                drafts[key].append(draft)
                problems += wrong
    return Reading(ProvinceDraft(**drafts), problems, rows, columns)  # type: ignore[arg-type]  # by the sheets' names


def _rows(path: Path) -> dict[str, dict[int, list[Any]]]:
    with opened(path, field="from", name=path.name) as book:
        named = {name.strip(): name for name in book.sheetnames}
        missing = [sheet.title for key, sheet in SHEETS.items() if sheet.title not in named and key not in named]
        if missing:
            raise Invalid.of("from", path.name, _("ไม่มีแผ่นงาน %s") % ", ".join(missing))
        return {
            key: dict(_filled_rows(sheet, book[named.get(sheet.title) or named[key]])) for key, sheet in SHEETS.items()
        }


def _filled_rows(sheet: Sheet, worksheet: Any) -> Iterator[tuple[int, list[Any]]]:
    worksheet.reset_dimensions()  # what a file says about its own size is not always so
    for number, cells in enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        values = [_value(cell) for cell in cells]
        filled = any(value is not None for value in values)
        if number > (MOST_ROWS if filled else MOST_ROWS * 4):  # some files end in thousands of empty rows
            raise Invalid.of("from", sheet.title, _("มีแถวเกิน %d แถว") % MOST_ROWS)
        if filled:
            yield number, values


def _value(cell: Any) -> Any:
    value = cell.value
    if value is not None and cell.data_type in ("f", "e"):
        return _Formula(getattr(value, "text", value))
    if isinstance(value, str):
        return value if value.strip() else None
    return value


def _columns(sheet: Sheet, rows: dict[int, list[Any]]) -> dict[str, int]:
    names = [str(name).strip() if name is not None else "" for name in rows.get(NAMES_ROW, [])]
    known = [column.key for column in sheet.columns]
    wrong = [name for name in names if name and (name not in known or names.count(name) > 1)]
    missing = [name for name in known if name not in names]
    if wrong or missing:
        raise Invalid.of(
            sheet.title,
            ", ".join(as_typed(name) for name in dict.fromkeys(wrong)),
            _("แถวที่ 2 ต้องมีชื่อช่องเหล่านี้ช่องละหนึ่งครั้ง: %s") % ", ".join(known),
        )
    return {name: names.index(name) for name in known}


def _has_values(cells: Sequence[Any], columns: dict[str, int]) -> bool:
    """Whether a row says anything in our columns; notes beside them are people's own."""
    return any(cells[place] is not None for place in columns.values() if place < len(cells))


def _draft(sheet: Sheet, number: int, cells: Sequence[Any], columns: dict[str, int]) -> tuple[Draft, list[CellProblem]]:
    values = {name: cells[column] if column < len(cells) else None for name, column in columns.items()}
    formulas = {name: value for name, value in values.items() if isinstance(value, _Formula)}
    draft, problems = sheet.checked(values, number)
    problems = [wrong for wrong in problems if wrong.field not in formulas]
    for name, formula in formulas.items():
        message = _("เป็นสูตรหรือค่าผิดพลาดของสูตร ให้พิมพ์ค่าแทน หรือคัดลอกแล้ววางเฉพาะค่า")
        problems.append(CellProblem(name, as_typed(formula), message, sheet.key, number))
    return draft, problems
