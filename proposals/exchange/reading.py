"""From a file to records: the sheets read, the table found, its columns as remembered, chosen or guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from directory.errors import Invalid
from directory.models import Village
from proposals.exchange import columns
from proposals.exchange.grids import FILE, Grid, SheetProblem, read_grids
from proposals.exchange.items import read_items
from proposals.exchange.locating import SCHEMA, SCHEMA_VERSION, Table, item_table_of, schema_of, table_of
from proposals.exchange.records import Record, Setting
from proposals.exchange.rows import read_table
from proposals.models import BudgetLine, ColumnMapping, Plan


@dataclass(slots=True)
class Workbook:
    """An uploaded workbook with its table; ``source`` is where money comes from that names no source.

    ``items`` is the sheet of cost items, which only our own have.

    ``is_settled`` says that nobody need be asked about the columns: the workbook is ours, or its body has said so.
    """

    grids: list[Grid]
    table: Table
    source: str = BudgetLine.Source.OTHER.value
    is_settled: bool = False
    items: Table | None = None


@dataclass(slots=True)
class Reading:
    """What the cells of a workbook say. It keeps nothing of the workbook itself, which may be large."""

    records: list[Record]
    problems: list[SheetProblem]
    notes: list[SheetProblem] = field(default_factory=list)


def open_workbook(
    path: Path, *, name: str, plan: Plan, chosen: Mapping[int, str] | None = None, source: str = ""
) -> Workbook:
    """Read a workbook and find out what its columns mean: as ``chosen``, else as remembered, else as they seem.

    Raises:
        Invalid: at ``file``: not a workbook that is read here, or without a table.
    """
    grids = read_grids(path, name)
    what, version = schema_of(grids)
    if what == SCHEMA and version > SCHEMA_VERSION:
        raise Invalid.of(FILE, name, _("สมุดงานนี้มาจากระบบรุ่นใหม่กว่า ให้ดาวน์โหลดจากระบบนี้แล้วคัดลอกข้อมูลมาวาง"))
    table = table_of(grids, list(plan.cycle.years))
    if table is None:
        raise Invalid.of(FILE, name, _("ไม่พบตารางโครงการ ต้องมีแถวหัวตารางที่มีชื่อคอลัมน์ เช่น โครงการ งบประมาณ"))
    found = Workbook(grids, table, source or BudgetLine.Source.OTHER.value, is_settled=table.is_ours)
    found.items = item_table_of(grids) if table.is_ours else None
    remembered = None
    if chosen is None and not table.is_ours:
        remembered = ColumnMapping.objects.filter(body=plan.owner_id, signature=table.signature).first()
    if remembered is not None:
        chosen = {int(column): key for column, key in remembered.columns.items()}
        found.source, found.is_settled = source or remembered.source, True
    if chosen is not None:
        table.keys = {
            column: key if columns.is_known(key := chosen.get(column, columns.IGNORED)) else columns.IGNORED
            for column in table.headings
        }
    return found


def read_workbook(workbook: Workbook, plan: Plan, villages: Sequence[Village]) -> Reading:
    """The records of a workbook for a plan.

    Raises:
        Invalid: no column has the names of the projects.
    """
    table = workbook.table
    if not table.has_title:
        message = _("ไม่พบคอลัมน์ชื่อโครงการ")
        raise Invalid(SheetProblem(columns.TITLE, "", message, table.grid.title, table.heading_row, 1))
    cycle = plan.cycle
    setting = Setting(list(cycle.years), cycle.target_year, villages, workbook.source)
    found = read_table(table, setting)
    if workbook.items is not None:
        read_items(workbook.items, setting, found)
    return Reading(found.records, found.problems, list(found.notes(table.grid.title)))


def villages_of(plan: Plan) -> list[Village]:
    """The villages and communities of a plan's subdistrict, in their order."""
    return list(Village.objects.filter(area=plan.area_id))
