"""Makes a proposal of each row of a table; rows that only add to the one above, totals and headings are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

from directory.cells import WrongValueError, arabic
from proposals.drafts import BudgetDraft, IndicatorDraft
from proposals.exchange import columns, values
from proposals.exchange.columns import (
    INDICATOR,
    INDICATOR_TARGET,
    LATITUDE,
    LONG_TEXTS,
    LONGITUDE,
    POINT,
    REFERENCE,
    REVISION,
    SHORT_TEXTS,
    SOURCE,
)
from proposals.exchange.grids import filled, text_of
from proposals.exchange.locating import Table
from proposals.exchange.records import Cells, Place, Record, Records, Setting

TOTAL: Final = re.compile(
    r"(?:ยอด)?รวม(?:(?:ทั้ง|เป็นเงิน|เงิน|งบ|จำนวน|[0-9]|โครงการ[0-9]|โครงการทั้ง|ยอด|ยุทธศาสตร์|แผนงาน|ปี|แต่ละ|บาท).*)?"
    r"|(?:ผลรวม|จำนวนรวม|ยอดยกไป|ยอดยกมา|ทั้งสิ้น).*|total|grandtotal|subtotal"
)
_GROUPS: Final = (("ยุทธศาสตร์", "strategy"), ("ประเด็น", "strategy"), ("แผนงาน", "programme"), ("กลยุทธ์", "programme"))
_FILLED_DOWN: Final = frozenset({*LONG_TEXTS, *SHORT_TEXTS, "village", "work_class", SOURCE, columns.YEAR})


def read_table(table: Table, setting: Setting) -> Records:
    """The proposals of a table and of those beside it with the same headings."""
    found = Records()
    for own in (table, *table.others):
        own.keys = table.keys
        _Reader(own, setting, found).read()
    return found


class _Reader:
    """Reads one table, row by row from above."""

    def __init__(self, table: Table, setting: Setting, found: Records) -> None:
        self.table, self.grid, self.setting, self.found = table, table.grid, setting, found
        self.cells = Cells(table.grid, found)
        self.by_key: dict[str, list[int]] = {}
        for column, key in sorted(table.keys.items()):
            if key != columns.IGNORED:
                self.by_key.setdefault(key, []).append(column)
        self.mapped = sorted(column for own in self.by_key.values() for column in own)
        self.money = [(column, key) for key, own in self.by_key.items() for column in own if columns.is_money(key)]
        self.title = next(iter(self.by_key.get(columns.TITLE, [])), 0)
        self.present: Record | None = None
        self.group: dict[str, tuple[str, Place]] = {}

    def read(self) -> None:
        for row in sorted(number for number in self.grid.rows if number >= self.table.first_row):
            self._row(row)
        if self.grid.ends_at:
            self.cells.note(_("ต่อจากนี้มีแต่แถวว่างจำนวนมาก จึงอ่านถึงแถวนี้"), (self.grid.ends_at, 1))
        for column, heading in self.table.headings.items():
            if self.table.keys.get(column, "") == columns.IGNORED and not self._is_a_counter(heading):
                self.cells.note(_("ไม่ได้นำเข้าคอลัมน์ที่ไม่รู้จักหรือเป็นผลรวม"), (self.table.heading_row, column))

    def _is_a_counter(self, heading: str) -> bool:
        guess = columns.guessed(heading, ())
        return guess.key == columns.IGNORED and guess.weight > 0

    # One row -----------------------------------------------------------------------------------------------------

    def _row(self, row: int) -> None:
        own = [column for column in self.mapped if self.cells.says(row, column)]
        if self._is_heading(row) or self._is_total(row):
            return
        if not self.table.is_ours and self._is_group(row):
            return
        if not own:
            return
        if self.present is not None and self._adds_to(row, self.present):
            self._add(row, self.present)
            return
        self.present = Record(self.grid.title, row, is_ours=self.table.is_ours)
        self.found.records.append(self.present)
        self._begin(row, self.present)

    def _is_heading(self, row: int) -> bool:
        """Whether the headings stand here once more, as they do where a printed page begins."""
        same = [c for c in self.mapped if self.grid.value(row, c) is not None and self._as_above(row, c)]
        if len(same) < 2 or self.title not in same:  # one word may be a coincidence
            return False
        self.cells.note(_("ข้ามแถวหัวตารางที่ซ้ำ"), (row, same[0]))
        return True

    def _as_above(self, row: int, column: int) -> bool:
        heading = columns.normalised(self.table.headings.get(column, ""))
        return columns.normalised(text_of(self.grid.value(row, column))) == heading

    def _is_total(self, row: int) -> bool:
        first = next((c for c in filled(self.grid.rows[row]) if isinstance(self.grid.rows[row][c], str)), 0)
        if not first or (self.title and first > self.title) or self._reference(row):
            return False
        if not TOTAL.fullmatch(columns.normalised(text_of(self.grid.rows[row][first]))):
            return False
        self.cells.note(_("ข้ามแถวผลรวม"), (row, first))
        return True

    def _is_group(self, row: int) -> bool:
        """Whether the row is a heading among the rows: ยุทธศาสตร์ที่ 1 …, which then counts for those below."""
        own = filled(self.grid.rows[row])
        if len(own) != 1 or not isinstance(self.grid.rows[row][own[0]], str):
            return False
        text = re.sub(r"\s+", " ", self.grid.rows[row][own[0]]).strip()
        key = next((key for word, key in _GROUPS if text.startswith(word)), "")
        if key:
            self.group = {} if key == "strategy" else self.group
            self.group[key] = (text, (row, own[0]))
            if key not in self.by_key:
                self.cells.note(_("ใช้เป็นยุทธศาสตร์หรือแผนงานของแถวถัดไป"), (row, own[0]))
            return True
        if own[0] != self.title:
            self.cells.note(_("ข้ามแถวที่ไม่มีชื่อโครงการ"), (row, own[0]))
            return True
        return False

    def _reference(self, row: int) -> str:
        column = next(iter(self.by_key.get(REFERENCE, [])), 0)
        return arabic(text_of(self.grid.shown(row, column))).strip().upper() if column else ""

    def _adds_to(self, row: int, above: Record) -> bool:
        """Whether a row only says more of the project above: another source, another year, more indicators."""
        reference = self._reference(row)
        if reference:
            return reference == above.reference
        if self.title and self.grid.is_below_itself(row, self.title):
            return self.grid.covered[row, self.title][0] >= self.table.first_row
        rest = {SOURCE, columns.YEAR, *columns.REPEATED}
        said = {self.table.keys[column] for column in self.mapped if self.cells.says(row, column)}
        return self.table.is_ours and all(key in rest or columns.is_money(key) for key in said)

    # Its cells ---------------------------------------------------------------------------------------------------

    def _begin(self, row: int, record: Record) -> None:
        record.reference = self._reference(row)
        if REFERENCE in self.by_key:
            record.places[REFERENCE] = (row, self.by_key[REFERENCE][0])
        if REVISION in self.by_key:
            column = self.by_key[REVISION][0]
            record.places[REVISION] = (row, column)
            raw = arabic(text_of(self.grid.shown(row, column))).strip()
            record.revision = int(raw) if re.fullmatch(r"[0-9]{1,9}", raw) else None
        for key, (text, place) in self.group.items():
            if key not in self.by_key:
                record.words[key], record.places[key] = text, place
        for key, own in self.by_key.items():
            if key in _READERS or key in {"village", "beneficiaries"}:
                record.places[key] = (row, own[0])
                value = self._read(row, own[0], key, record, self._reader(key))
                if key not in record.wrong:
                    record.words[key] = value
        record.budget = [] if self.money else None
        record.indicators = [] if INDICATOR in self.by_key else None
        self._add_point(row, record)
        self._add_money(row, record)
        self._add_indicators(row, record)

    def _add(self, row: int, record: Record) -> None:
        """Take in what a further row of a project says."""
        for key, own in self.by_key.items():
            if key in record.words and self.cells.says(row, own[0]) and not self.grid.is_below_itself(row, own[0]):
                value = self._read(row, own[0], key, record, self._reader(key))
                if key in LONG_TEXTS and value and value != record.words[key]:
                    record.words[key] = "\n".join(filter(None, [record.words[key], value]))
                elif key not in record.wrong and value != record.words[key]:
                    self._refuse(row, own[0], key, _("ไม่ตรงกับแถวแรกของโครงการเดียวกัน ให้เหลือไว้แถวเดียว"), record)
        self._add_money(row, record)
        self._add_indicators(row, record)

    def _reader(self, key: str) -> Callable[[Any], Any]:
        if key == "village":
            return lambda raw: values.village(raw, self.setting.villages)
        return _READERS.get(key, values.people)

    def _read(self, row: int, column: int, key: str, record: Record, reader: Callable[[Any], Any]) -> Any:
        """The value of a cell; what is wrong with it is written down, and None is answered."""
        return self.cells.read((row, column), key, record.wrong, reader, is_filled_down=key in _FILLED_DOWN)

    def _refuse(self, row: int, column: int, key: str, message: str, record: Record) -> None:
        self.cells.refuse((row, column), key, message, record.wrong)

    def _add_point(self, row: int, record: Record) -> None:
        """Take in a place on the map that stands in one cell, or half and half in two."""
        if POINT in record.places:
            record.places[LATITUDE] = record.places[LONGITUDE] = record.places[POINT]
        if LATITUDE not in self.by_key or LONGITUDE not in self.by_key:
            return
        halves = {key: self.by_key[key][0] for key in (LATITUDE, LONGITUDE)}
        record.places |= {key: (row, column) for key, column in halves.items()}
        typed = {key: self._read(row, column, key, record, values.degrees) for key, column in halves.items()}
        if record.wrong & set(halves):
            return
        missing = [key for key in halves if not typed[key]]
        if len(missing) == 1:
            self._refuse(row, halves[missing[0]], missing[0], _("ต้องมีทั้งละติจูดและลองจิจูด"), record)
            return
        try:
            record.words[POINT] = None if missing else values.point(", ".join(typed.values()))
        except WrongValueError as wrong:
            self._refuse(row, halves[LATITUDE], LATITUDE, str(wrong), record)

    def _add_money(self, row: int, record: Record) -> None:
        if record.budget is None:
            return
        found = [(c, key, self._read(row, c, "budget", record, values.baht)) for c, key in self.money]
        asked = [(column, key, amount) for column, key, amount in found if amount]
        if not asked:
            return
        source = self._source(row, record)
        for column, key, amount in asked:
            year = columns.year_of(key) or self._year(row, column, record)
            of_source = columns.source_of(key) or source
            if year is None or not of_source:
                continue
            place = self._put(record, BudgetDraft(year, of_source, amount))
            record.places[_numbered("budget", place)] = (row, column)
            record.places.setdefault("budget", (row, column))

    def _put(self, record: Record, line: BudgetDraft) -> int:
        """Add an amount; in other people's sheets several of one year and source are items of one amount."""
        budget = record.budget if record.budget is not None else []
        for place, known in enumerate(() if record.is_ours else budget):
            if (known.year, known.source) == (line.year, line.source):
                budget[place] = BudgetDraft(line.year, line.source, Decimal(known.amount) + line.amount)
                return place
        budget.append(line)
        return len(budget) - 1

    def _source(self, row: int, record: Record) -> str:
        column = next(iter(self.by_key.get(SOURCE, [])), 0)
        if column:
            found = self._read(row, column, SOURCE, record, values.source)
            if found or SOURCE in record.wrong:
                return str(found or "")
            if record.is_ours:
                self._refuse(row, column, SOURCE, _("ต้องเลือกแหล่งงบประมาณของจำนวนเงินในแถวนี้"), record)
                return ""
        elif all(columns.source_of(key) for _column, key in self.money):
            return ""
        used = values.SOURCES[self.setting.source]
        self.cells.note(_("ไม่ได้ระบุแหล่งงบประมาณ จึงใช้ “%s”") % used, (row, column or self.money[0][0]))
        return self.setting.source

    def _year(self, row: int, column: int, record: Record) -> int | None:
        at = next(iter(self.by_key.get(columns.YEAR, [])), 0)
        if at:
            found = self._read(row, at, columns.YEAR, record, self._year_reader(row, at))
            if found is not None or columns.YEAR in record.wrong:
                return found if found is None else int(found)
        self.cells.note(_("ไม่ได้ระบุปี จึงใช้ปี พ.ศ. %d") % self.setting.target_year, (row, at or column))
        return self.setting.target_year

    def _year_reader(self, row: int, column: int) -> Callable[[Any], int | None]:
        return lambda raw: values.year(raw, self.setting.years, lambda told: self.cells.note(told, (row, column)))

    def _add_indicators(self, row: int, record: Record) -> None:
        if record.indicators is None:
            return
        targets = self.by_key.get(INDICATOR_TARGET, [])
        for column in self.by_key[INDICATOR]:
            beside = next((target for target in targets if target > column), 0)
            name = self._read(row, column, INDICATOR, record, values.text)
            target = self._read(row, beside, INDICATOR_TARGET, record, values.text) if beside else ""
            if name or target:
                place = len(record.indicators)
                record.indicators.append(IndicatorDraft(str(name or ""), str(target or "")))
                record.places[_numbered("indicators", place)] = (row, column)
                if beside:
                    record.places[_numbered("indicators", place, ".target")] = (row, beside)


@cache
def _numbered(name: str, number: int, end: str = "") -> str:
    """``budget[3]``, the same text for all records: there may be thousands of them."""
    return f"{name}[{number}]{end}"


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(SHORT_TEXTS, values.text),
    **dict.fromkeys(LONG_TEXTS, lambda raw: values.text(raw, lines=True)),
    "work_class": values.work_class,
    POINT: values.point,
}
