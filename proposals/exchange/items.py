"""The sheet of cost items in our own workbook: a row for each, which says of which proposal it is.

It says so by the proposal's reference, by the number of its row on the sheet of proposals, or by its title; a row that
says nothing is of the same proposal as the one above.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _

from directory.cells import arabic
from proposals.drafts import ItemDraft
from proposals.exchange import values
from proposals.exchange.columns import (
    ITEM,
    ITEM_KEYS,
    ITEM_OF,
    ITEM_SOURCE,
    ITEM_YEAR,
    QUANTITY,
    UNIT,
    UNIT_PRICE,
    normalised,
)
from proposals.exchange.grids import SheetProblem, text_of
from proposals.exchange.locating import REFERENCE, Table
from proposals.exchange.records import Cells, ItemCells, Record, Records, Setting
from proposals.exchange.rows import TOTAL

UNREAD: Final = "unread_items"
"""Stands among a record's ``wrong`` where one of its items could not be read: their sum then says nothing."""
_ROW: Final = re.compile(r"(?:แถว(?:ที่)?\s*)?([0-9]{1,6})")
_FIELDS: Final = {
    "item": ITEM,
    "unit": UNIT,
    "quantity": QUANTITY,
    "unit_price": UNIT_PRICE,
    "year": ITEM_YEAR,
    "source": ITEM_SOURCE,
}


def read_items(table: Table, setting: Setting, found: Records) -> None:
    """Give each proposal its items, and write down what is wrong on their sheet."""
    at = {key: column for column, key in table.keys.items()}
    missing = [key for key in ITEM_KEYS if key not in at]
    if missing:
        message = _("แผ่นนี้ขาดคอลัมน์ ให้ดาวน์โหลดสมุดงานใหม่แล้วคัดลอกข้อมูลมาวาง")
        problem = SheetProblem(ITEM, ", ".join(missing), message, table.grid.title, table.heading_row, 1)
        found.problems.append(problem)
        return
    places = ItemCells(table.grid.title, {name: at[key] for name, key in _FIELDS.items()})
    for record in found.records:
        record.items, record.item_cells = [], places
    _Reader(table, at, setting, found).read()


class _Reader:
    """Reads the sheet, row by row from above."""

    def __init__(self, table: Table, at: dict[str, int], setting: Setting, found: Records) -> None:
        self.table, self.grid, self.at, self.setting = table, table.grid, at, setting
        self.cells = Cells(table.grid, found)
        self.by_reference = {record.reference: record for record in found.records if record.reference}
        self.by_row = {row: record for record in found.records for row, _column in record.places.values()}
        self.by_title: dict[str, list[Record]] = {}
        for record in found.records:
            self.by_title.setdefault(record.words.get("title") or "", []).append(record)
        self.above: Record | None = None
        self.is_lost = False

    def read(self) -> None:
        for row in sorted(number for number in self.grid.rows if number >= self.table.first_row):
            if not any(self.cells.says(row, self.at[key]) for key in ITEM_KEYS) or self._is_total(row):
                continue
            self._find_owner(row)
            if any(self.cells.says(row, self.at[key]) for key in _FIELDS.values()):
                self._read(row)
        if self.grid.ends_at:
            self.cells.note(_("ต่อจากนี้มีแต่แถวว่างจำนวนมาก จึงอ่านถึงแถวนี้"), (self.grid.ends_at, 1))

    def _is_total(self, row: int) -> bool:
        first = next((key for key in (ITEM_OF, ITEM) if self.cells.says(row, self.at[key])), ITEM_OF)
        words = normalised(text_of(self.grid.value(row, self.at[first])))
        if self.cells.says(row, self.at[QUANTITY]) or not TOTAL.fullmatch(words):
            return False
        self.cells.note(_("ข้ามแถวผลรวม"), (row, self.at[first]))
        return True

    def _find_owner(self, row: int) -> None:
        """Whose items stand in this row and in those below that say nothing else."""
        place = (row, self.at[ITEM_OF])
        wrong: set[str] = set()
        typed = self.cells.read(place, ITEM_OF, wrong, values.text, is_filled_down=True)
        if typed == "":
            if self.above is None and not self.is_lost:
                self._lose(place, _("ต้องบอกว่าเป็นค่าใช้จ่ายของโครงการใด เลือกชื่อโครงการจากรายการ"))
            return
        self.above, self.is_lost = None, bool(wrong)
        if not wrong:
            self.above = self._named(typed, place)

    def _named(self, typed: str, place: tuple[int, int]) -> Record | None:
        reference = REFERENCE.match(arabic(typed).upper())
        number = _ROW.fullmatch(arabic(typed))
        titled = self.by_title.get(typed, [])
        if reference is not None:
            found = self.by_reference.get(reference[0])
        elif len(titled) > 1:
            self._lose(place, _("มีโครงการชื่อนี้หลายแถว ให้พิมพ์เลขอ้างอิงหรือเลขแถวในแผ่นโครงการแทน"))
            return None
        elif number is not None and not titled:
            found = self.by_row.get(int(number[1]))
        else:
            found = titled[0] if titled else None
        if found is None:
            self._lose(place, _("ไม่พบโครงการนี้ในแผ่นโครงการ เลือกชื่อโครงการจากรายการ หรือลบแถวนี้ถ้าไม่ใช้แล้ว"))
        return found

    def _lose(self, place: tuple[int, int], message: str) -> None:
        self.cells.refuse(place, ITEM_OF, message, set())
        self.is_lost = True

    def _read(self, row: int) -> None:
        wrong: set[str] = set()
        read = {name: self._cell(row, key, wrong) for name, key in _FIELDS.items()}
        if self.above is None or self.above.items is None:
            return
        if wrong:
            self.above.wrong.add(UNREAD)
            return
        self.above.items.append(ItemDraft(**read))
        self.above.item_rows.append(row)

    def _cell(self, row: int, key: str, wrong: set[str]) -> Any:
        """What a cell holds; each of them has to hold something."""
        place = (row, self.at[key])
        value = self.cells.read(
            place, key, wrong, self._reader(key, place), is_filled_down=key in {ITEM_YEAR, ITEM_SOURCE}
        )
        if key not in wrong and (value is None or value == ""):
            self.cells.refuse(place, key, _("ต้องกรอก"), wrong)
        return value

    def _reader(self, key: str, place: tuple[int, int]) -> Callable[[Any], Any]:
        if key == ITEM_YEAR:
            return lambda raw: values.year(raw, self.setting.years, lambda told: self.cells.note(told, place))
        return _READERS[key]


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    ITEM: values.text,
    UNIT: values.text,
    QUANTITY: values.quantity,
    UNIT_PRICE: values.baht,
    ITEM_SOURCE: values.source,
}
