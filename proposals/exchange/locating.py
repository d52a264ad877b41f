"""Where on a sheet the table stands: its headings, in one line or two, and the row where its projects begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from directory.cells import arabic
from proposals.exchange import columns
from proposals.exchange.grids import Grid, filled, text_of
from workflow.models.journal import digest

DEEPEST_HEADING: Final = 60
MOST_HEADING_LINES: Final = 3
SERVICE_SHEET: Final = "_prasan"
SCHEMA: Final = "prasan.proposals"
SCHEMA_VERSION: Final = 2
"""1 had neither cost items nor points nor groups of beneficiaries; it is read as before."""
SHEET, GUIDE, EXAMPLE, CHOICES, PROBLEMS = "โครงการ", "คำอธิบาย", "ตัวอย่าง", "ตัวเลือก", "ปัญหา"
ITEMS, ITEMS_EXAMPLE = "รายการค่าใช้จ่าย", "ตัวอย่างรายการค่าใช้จ่าย"
NO_TABLES: Final = frozenset({GUIDE, EXAMPLE, ITEMS_EXAMPLE, CHOICES, PROBLEMS, SERVICE_SHEET})
FEWEST_KEYS: Final = 3
REFERENCE: Final = re.compile(r"\d{4}-\d{6}-\d{4,9}-\w", re.ASCII)
_NUMBERING: Final = re.compile(r"\(?[0-9]{1,2}\)?")


@dataclass(slots=True)
class Table:
    """A table on a sheet: what stands above each of its columns (by column, from 1) and what that seems to mean.

    ``is_ours`` says that the keys stood in the sheet itself, as our workbook has them.
    """

    grid: Grid
    first_row: int
    headings: dict[int, str]
    keys: dict[int, str]
    heading_row: int = 1
    is_ours: bool = False
    others: list[Table] = field(default_factory=list)

    @property
    def signature(self) -> str:
        """The same for every sheet with these headings in this order: what was chosen once fits again."""
        return digest([[column, columns.normalised(heading)] for column, heading in sorted(self.headings.items())])

    @property
    def has_title(self) -> bool:
        """Whether it is known which column has the projects' names: without it nothing can be read."""
        return columns.TITLE in self.keys.values()

    def samples(self, column: int, most: int = 3) -> list[str]:
        """The first few values below a heading."""
        found = (text_of(self.grid.value(row, column)).strip() for row in self.grid.rows if row >= self.first_row)
        return [text for _place, text in zip(range(most), filter(None, found), strict=False)]


def table_of(grids: Sequence[Grid], years: Sequence[int]) -> Table | None:
    """The table of a workbook: our own, else the one with the most known headings.

    Further sheets with the very same headings are its ``others``: some keep a sheet for each strategy.
    """
    for grid in grids:
        if not grid.is_hidden and (own := _own_table(grid)):
            return own
    found = [table for grid in grids if _is_theirs(grid) if (table := _foreign_table(grid, years))]
    if not found:
        return None
    best = max(found, key=lambda table: (table.has_title, _weight(table)))
    best.others = [table for table in found if table is not best and table.signature == best.signature]
    return best


def item_table_of(grids: Sequence[Grid]) -> Table | None:
    """The sheet of cost items that our own workbook has; some of its columns may be gone."""
    for grid in grids:
        for row in [] if grid.is_hidden else sorted(grid.rows)[:DEEPEST_HEADING]:
            found = _keyed_at(grid, row, columns.ITEM_KEYS.__contains__)
            if found and columns.ITEM_OF in found.keys.values():
                return found
    return None


def schema_of(grids: Sequence[Grid]) -> tuple[str, int]:
    """What the hidden sheet says that a workbook is, and in which version; nothing for other people's."""
    for grid in grids:
        if grid.title == SERVICE_SHEET and grid.is_hidden:
            version = grid.value(1, 2)
            return text_of(grid.value(1, 1)), version if isinstance(version, int) else 0
    return "", 0


def _is_theirs(grid: Grid) -> bool:
    return bool(grid.rows) and not grid.is_hidden and grid.title not in NO_TABLES


def _weight(table: Table) -> int:
    return len(set(table.keys.values()) - {columns.IGNORED})


def _own_table(grid: Grid) -> Table | None:
    """Our own table: the names of its columns stand in a hidden row below the headings."""
    for row in sorted(grid.rows)[:DEEPEST_HEADING]:
        found = _keyed_at(grid, row, columns.is_known)
        if found and {columns.TITLE, columns.REFERENCE} <= set(found.keys.values()):
            return found
    return None


def _keyed_at(grid: Grid, row: int, is_key: Callable[[str], bool]) -> Table | None:
    """The table whose keys stand in this row."""
    cells = grid.rows[row]
    keys = {c: str(cells[c]) for c in filled(cells) if isinstance(cells[c], str) and is_key(cells[c])}
    if len(keys) < FEWEST_KEYS or row == 1:
        return None
    headings = {column: text_of(grid.value(row - 1, column)).strip() for column in keys}
    return Table(grid, row + 1, headings, keys, row - 1, is_ours=True)


def _foreign_table(grid: Grid, years: Sequence[int]) -> Table | None:
    candidates = sorted(row for row in grid.rows if row <= DEEPEST_HEADING)
    tables = [table for row in candidates if (table := _headed_at(grid, row, years))]
    if not tables:
        return None
    known = [table for table in tables if table.has_title]  # of unknown words the first row of several is taken
    return max(known, key=lambda table: (_weight(table), -table.heading_row)) if known else tables[0]


def _headed_at(grid: Grid, row: int, years: Sequence[int]) -> Table | None:
    """The table whose headings begin in this row, unless it looks like none."""
    width = max(len(cells) for cells in grid.rows.values())
    first = {column: text_of(grid.shown(row, column)).strip() for column in range(1, width)}
    texts = [column for column in filled(grid.rows[row]) if isinstance(grid.rows[row][column], str)]
    if len(texts) < 2:  # one text alone is a title above the table
        return None
    last = row
    lines = [first]
    while len(lines) < MOST_HEADING_LINES and _goes_on(grid, row, last + 1, first):
        last += 1
        lines.append({column: _own_text(grid, last, column) for column in range(1, width)})
    joined = {c: " ".join(dict.fromkeys(line[c] for line in lines if line[c])) for c in range(1, width)}
    headings = {column: text for column, text in joined.items() if text}
    named = dict(zip(headings, columns.meanings(list(headings.values()), years), strict=True))
    begins = last + 1
    if _is_numbering(grid, begins):
        begins += 1
    return Table(grid, begins, headings, _without_foreign_codes(grid, begins, named), row)


def _own_text(grid: Grid, row: int, column: int) -> str:
    """The text of a cell in a further line of headings; a cell merged down from the line above says nothing new."""
    return "" if grid.is_below_itself(row, column) else text_of(grid.shown(row, column)).strip()


def _goes_on(grid: Grid, top: int, row: int, first: dict[int, str]) -> bool:
    """Whether a row is one more line of the headings: it only says more below headings that span, or are blank."""
    cells = grid.rows.get(row)
    if cells is None:
        return False
    title = next((c for c, text in first.items() if columns.guessed(text, ()).key == columns.TITLE), None)
    if title is not None and grid.value(row, title) is not None:
        return False
    own = filled(cells)
    return bool(own) and all(_is_below_a_span(grid, top, row, column, first) for column in own)


def _is_below_a_span(grid: Grid, top: int, row: int, column: int, first: dict[int, str]) -> bool:
    value = arabic(text_of(grid.value(row, column))).strip()
    if re.fullmatch(r"(?:ปี|พ\.?ศ\.?|\s)*[0-9]{2,4}\s*(?:\(?บาท\)?)?|\(.{1,20}\)|บาท", value):
        return len(value) > 1
    if isinstance(grid.value(row, column), int | float):
        return False
    corner = grid.covered.get((top, column))
    spans = corner is not None and grid.covered.get((top, column + 1), ()) == corner
    spans = spans or (corner is not None and corner[1] < column)
    return spans or not first[column]


def _is_numbering(grid: Grid, row: int) -> bool:
    """Whether a row only counts the columns: (1) (2) (3)."""
    cells = grid.rows.get(row)
    if cells is None:
        return False
    texts = [arabic(text_of(cells[column])).strip() for column in filled(cells)]
    if len(texts) < FEWEST_KEYS or not all(_NUMBERING.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("()")) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _without_foreign_codes(grid: Grid, begins: int, keys: dict[int, str]) -> dict[int, str]:
    """Other people's own codes are no references of ours."""
    for column in [column for column, key in keys.items() if key == columns.REFERENCE]:
        values = (arabic(text_of(grid.value(row, column))).strip() for row in grid.rows if row >= begins)
        if not any(REFERENCE.fullmatch(value) for value in values):
            keys = {**keys, column: columns.IGNORED}
    return keys
