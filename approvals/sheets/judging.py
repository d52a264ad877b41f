"""What an uploaded list would do: which rows change, which stay, and which are passed over and why.

A row is passed over where it cannot be read, was changed at the desk meanwhile, or is refused by the verb that does the
same by hand: the verbs are tried, and all of it is taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.conflicts import Kind, conflicts_of
from approvals.sheets.reading import Reading, Typed
from approvals.sheets.tables import (
    Asked,
    Change,
    Column,
    ComesBack,
    Row,
    Table,
    WrongRowError,
    canonical,
    mark_of,
    open_columns,
    said_in_short,
)
from directory.cells import WrongValueError, as_typed
from directory.errors import Invalid
from proposals.models import Plan


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that is passed over: where it stands (0 where it is gone), its key, the column, the value, and why."""

    number: int
    key: str
    heading: str
    value: str
    why: str


@dataclass(slots=True)
class Judged:
    """What a list would do. ``changes`` and ``drafts`` are by key; ``lines`` leads from a key to its row's number."""

    changes: dict[str, Change] = field(default_factory=dict)
    drafts: dict[str, Any] = field(default_factory=dict)
    unchanged: int = 0
    passed: list[Passed] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def pass_over(self, key: str, why: str, heading: str = "", value: Any = "") -> None:
        """Leave a row out, and say why."""
        self.changes.pop(key, None)
        self.drafts.pop(key, None)
        self.passed.append(Passed(self.lines.get(key, 0), key, heading, as_typed(value), why))


def judged(table: Table, asked: Asked, columns: Sequence[Column], reading: Reading) -> Judged:
    """Compare an uploaded list with the desk as it is now; nothing is tried yet. The same for any number of rows."""
    comes_back = returning(table)
    found = Judged()
    times = Counter(row.key for row in reading.typed)
    known = {row.key: row for row in table.rows(asked)}
    for row in reading.typed:
        found.lines[row.key] = row.number
        _judge_row(found, table, known.get(row.key), columns, row, times[row.key])
    for key in reading.written:
        if key not in times:
            found.pass_over(key, _("แถวนี้หายไปจากไฟล์ จึงไม่เปลี่ยนแปลง ถ้าไม่ต้องการแก้ให้คงแถวไว้ตามเดิม"))
    headings = {column.key: column.heading for column in columns}
    for key, change in list(found.changes.items()):
        try:
            found.drafts[key] = comes_back.draft(asked, change)
        except WrongRowError as wrong:
            found.pass_over(key, str(wrong), headings.get(wrong.column, ""), change.values.get(wrong.column, ""))
    return found


def returning(table: Table) -> ComesBack:
    """What is done with a list's rows.

    Raises:
        Invalid: it is only read.
    """
    if table.comes_back is None:
        raise Invalid.of("file", table.title, _("รายการนี้ดาวน์โหลดได้อย่างเดียว"))
    return table.comes_back


def _judge_row(  # one row beside what is known of it
    found: Judged, table: Table, known: Row | None, columns: Sequence[Column], typed: Typed, times: int
) -> None:
    headings = {column.key: column.heading for column in columns}
    if typed.formulas:
        name = min(typed.formulas)
        why = _("เป็นสูตรหรือค่าผิดพลาดของสูตร ให้พิมพ์ค่าแทน หรือคัดลอกแล้ววางเฉพาะค่า")
        found.pass_over(typed.key, why, headings.get(name, table.key), typed.cells.get(name))
        return
    if known is None or not typed.key:
        found.pass_over(typed.key, _("ไม่มีแถวนี้ในรายการ เพิ่มแถวเองไม่ได้"), table.key, typed.key)
        return
    if times > 1:
        found.passed.append(Passed(typed.number, typed.key, table.key, typed.key, _("แถวนี้มีซ้ำในไฟล์ ให้เหลือแถวเดียว")))
        return
    open_ones = open_columns(columns)
    if said_in_short([canonical(typed.cells.get(c.key)) for c in open_ones]) == typed.mark.partition(".")[2]:
        found.unchanged += 1
        return
    values = _values(found, typed, known, open_ones)
    if values is None:
        return
    if not values:
        found.unchanged += 1
    elif mark_of(table.name, known, columns) != typed.mark:
        found.pass_over(typed.key, _("แถวนี้เปลี่ยนไปหลังดาวน์โหลด ให้ดาวน์โหลดใหม่แล้วแก้อีกครั้ง"))
    else:
        found.changes[typed.key] = Change(known, values)


def _values(found: Judged, typed: Typed, known: Row, columns: Sequence[Column]) -> dict[str, Any] | None:
    """What the open cells say; empty where the desk says the same; None where one cannot be read.

    A cell whose column may be left alone, and was, is not read again: what it shows need not be what may be typed.
    """
    values: dict[str, Any] = {}
    differs = False
    for column in columns:
        raw, shown = typed.cells.get(column.key), known.cells.get(column.key)
        same = canonical(raw) == canonical(shown)
        if same and not column.is_whole:
            continue
        try:
            values[column.key] = _read(column, raw)
        except WrongValueError as wrong:
            found.pass_over(typed.key, str(wrong), column.heading, raw)
            return None
        differs = differs or not (same or _says_the_same(column, values[column.key], shown))
    return values if differs else {}


def _read(column: Column, raw: Any) -> Any:
    if column.read is None:
        raise LookupError(column.key)
    return column.read(raw)


def _says_the_same(column: Column, value: Any, shown: Any) -> bool:
    try:
        return bool(_read(column, shown) == value)
    except WrongValueError:
        return False


def tried(table: Table, asked: Asked, found: Judged) -> None:
    """Try the verbs with what is left, take all of it back, and pass over what they refuse.

    Raises:
        Refused, Stale: the actor may not do it at all, or not now.
        Invalid: what is refused is about the list as a whole.
    """
    comes_back = returning(table)
    if comes_back.decides:
        _pass_over_stakes(asked, found)
    while found.drafts:
        try:
            with transaction.atomic():
                fresh = Asked(_again(asked.plan), asked.by)
                comes_back.carry_out(fresh, _left(found), found.drafts, comes_back.trial(fresh))
                transaction.set_rollback(True)
        except Invalid as refusal:
            left = _left(found)
            named = [(comes_back.whose(left, problem.field, problem.value), problem) for problem in refusal.problems]
            if not all(key for key, _problem in named):
                raise
            for key, problem in named:
                if key in found.drafts:
                    found.pass_over(key, problem.message, "", problem.value if problem.value != key else "")
        else:
            return


def _left(found: Judged) -> Mapping[str, Change]:
    """The changes that still have a draft, in the order of the drafts."""
    return {key: found.changes[key] for key in found.drafts}


def _pass_over_stakes(asked: Asked, found: Judged) -> None:
    lines = {change.row.of: key for key, change in found.changes.items()}
    for line, kind in conflicts_of(asked.by.user, asked.plan, list(lines)).items():
        why = _("ท่านมีส่วนได้เสียกับโครงการนี้ (%s) ให้ผู้ดำรงตำแหน่งอื่นพิจารณาแทน") % Kind(kind).label
        found.pass_over(lines[line], why)


def _again(plan: Plan) -> Plan:
    """The plan as the database has it: a verb that is taken back leaves its mark on the instance that it was given."""
    above = ("owner__secretariat", "parent__owner__secretariat", "parent__parent__owner__secretariat")
    return Plan.objects.select_related("cycle", "current_version", "amendment__amends", *above).get(pk=plan.pk)
