"""The lists whose rows are entries of a draft: by rank, within and beyond the ceiling, by budget line, by scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.amounts import budgets_of
from approvals.drafts import DEFAULT_TIE_BREAK
from approvals.models import Entry, Scenario, Worksheet
from approvals.queries import entries_in_order
from approvals.queries_of_scenarios import SIDE_BY_SIDE, compared
from approvals.scenarios import Trial
from approvals.sheets.of_lines import admit_to_worksheet
from approvals.sheets.tables import Asked, Change, Column, ComesBack, Drafts, Row, Table
from approvals.verbs.scenarios import save_scenario
from directory import cells, clock
from directory.errors import Invalid
from proposals.models import BudgetLine, Plan

NUMBER = "เลขรายการ"
IN, OVER = "in", "over"
PLACES: Mapping[Any, str] = {True: "ในกรอบวงเงิน", False: "เกินกรอบวงเงิน", None: ""}
MOST_ENTRIES = 200_000
SOURCES = dict(BudgetLine.Source.choices)


def _worksheet(plan: Plan) -> Worksheet:
    return Worksheet.objects.get(plan=plan)


def _rank(raw: Any) -> int:
    value = cells.whole(1, MOST_ENTRIES)(raw)
    if value is None:
        raise cells.WrongValueError(_("ทุกรายการต้องมีลำดับ"))
    return int(value)


def _ranking_columns(_asked: Asked) -> list[Column]:
    return [
        Column("title", "รายการ", 50),
        Column("agency", "หน่วยงาน", 28),
        Column("source", "แหล่งงบประมาณ", 24),
        Column("sources", "รวมจากโครงการ", 12, "number"),
        Column("score", "คะแนนถ่วงน้ำหนัก", 14, "locked"),
        Column("asked", "ขอ (บาท)", 18, "money"),
        Column("proposed", "เสนอ (บาท)", 18, "money"),
        Column("so_far", "เสนอสะสม (บาท)", 18, "money"),
        Column("place", "กรอบวงเงิน", 18),
        Column(
            "rank",
            "ลำดับ",
            10,
            "number",
            _rank,
            hint="ลำดับปกติมาจากคะแนน แก้ได้เมื่อคณะกรรมการกำหนดลำดับเอง ต้องกรอกครบทุกรายการไม่ซ้ำกัน แล้วเลือกใช้ด้วยมติที่หน้าทางเลือก",
        ),
    ]


def _ranking_rows(asked: Asked) -> Iterable[Row]:
    part = asked.query.get("part")
    for placed in entries_in_order(_worksheet(asked.plan)):
        entry = placed.entry
        if part in {IN, OVER} and entry.within_ceiling is not (part == IN):
            continue
        cells_of = {
            "title": entry.title,
            "agency": entry.agency.name if entry.agency else "",
            "source": str(SOURCES.get(entry.funding_source, entry.funding_source)),
            "sources": placed.sources,
            "score": entry.score,
            "asked": placed.asked,
            "proposed": placed.proposed,
            "so_far": placed.so_far,
            "place": PLACES[entry.within_ceiling],
            "rank": entry.rank,
        }
        yield Row(str(entry.number), entry.number, f"{placed.asked} {entry.proposed} {entry.score}", cells_of)


def _own_rank(_asked: Asked, change: Change) -> int:
    rank: int = change.values["rank"]
    return rank


def _order(asked: Asked, changes: Mapping[str, Change], drafts: Drafts, more: Mapping[str, Any]) -> None:
    """Keep the order as a scenario: a meeting's resolution makes it the worksheet's, as any other."""
    worksheet = _worksheet(asked.plan)
    ranks = {placed.entry.number: placed.entry.rank or 0 for placed in entries_in_order(worksheet)}
    ranks |= {changes[key].row.of: rank for key, rank in drafts.items()}
    wanted = list(range(1, len(ranks) + 1))
    if sorted(ranks.values()) != wanted:
        wrong = next((rank for rank in wanted if list(ranks.values()).count(rank) != 1), 0)
        expected = _("ลำดับต้องเป็น 1 ถึง %(last)d รายการละหนึ่งลำดับ ลำดับที่ %(rank)d ขาดหรือซ้ำ")
        raise Invalid.of("order", wrong, expected % {"last": len(ranks), "rank": wrong})
    if worksheet.ceiling is None:
        raise Invalid.of("ceiling", "", _("ต้องกำหนดกรอบวงเงินก่อนกำหนดลำดับ"))
    trial = Trial(
        name=more["name"],
        method=Scenario.Method.AS_RESOLVED,
        ceiling=worksheet.ceiling,
        weights=dict(worksheet.criteria.values_list("code", "weight")),
        tie_break=worksheet.tie_break or list(DEFAULT_TIE_BREAK),
        order=sorted(ranks, key=lambda number: ranks[number]),
    )
    save_scenario(plan=asked.plan, trial=trial, by=asked.by)


def _no_row(_changes: Mapping[str, Change], _field: str, _value: str) -> str:
    return ""  # an order is right or wrong as a whole


def _trial_name(_asked: Asked) -> Mapping[str, Any]:
    return {"name": f"ลองตรวจ {clock.now().timestamp()}"}


RANKING = Table(
    "ranking",
    "ลำดับและกรอบวงเงิน",
    NUMBER,
    _ranking_columns,
    _ranking_rows,
    admit_to_worksheet,
    ComesBack(
        gettext_lazy("ลำดับที่คณะกรรมการกำหนด"),
        _own_rank,
        _order,
        _no_row,
        trial=_trial_name,
        asks="name",
        verb=save_scenario,
    ),
)

# --- Budget lines ---


def _amount_columns(_asked: Asked) -> list[Column]:
    return [
        Column("entry", "รายการที่", 10, "number"),
        Column("title", "รายการ", 50),
        Column("year", "ปี", 10, "year"),
        Column("source", "แหล่งงบประมาณ", 28),
        Column("asked", "ขอ (บาท)", 18, "money"),
        Column("proposed", "เสนอ (บาท)", 18, "money"),
        Column("reason", "เหตุผลที่เสนอต่าง", 40),
    ]


def _amount_rows(asked: Asked) -> Iterable[Row]:
    worksheet = _worksheet(asked.plan)
    budgets = budgets_of(Entry.objects.filter(worksheet=worksheet).values("pk"))
    for placed in entries_in_order(worksheet):
        entry = placed.entry
        for each in budgets.get(entry.pk, ()):
            shown = {
                "entry": entry.number,
                "title": entry.title,
                "year": each.year,
                "source": each.label,
                "asked": each.asked,
                "proposed": each.proposed,
                "reason": each.reason,
            }
            yield Row(f"{entry.number}/{each.year}/{each.source}", entry.number, "", shown)


AMOUNTS = Table("amounts", "วงเงินรายปีและแหล่ง", "รหัสแถว", _amount_columns, _amount_rows, admit_to_worksheet)

# --- Scenarios side by side ---


def _wanted(asked: Asked) -> list[Scenario]:
    """The scenarios that an address names, or the latest ones. One query where it names none."""
    known = Scenario.objects.filter(worksheet__plan=asked.plan).order_by("-pk")
    named = [pk for pk in getattr(asked.query, "getlist", lambda _name: [])("with") if pk.isdecimal() and len(pk) < 16]
    some = list(known.filter(pk__in=named)[:SIDE_BY_SIDE]) if named else []
    return sorted(some or known[:SIDE_BY_SIDE], key=lambda each: each.pk)


def _scenario_columns(asked: Asked) -> list[Column]:
    found = [Column("title", "รายการ", 50), Column("asked", "ขอ (บาท)", 18, "money")]
    for each in _wanted(asked):
        found += [
            Column(f"rank_{each.pk}", f"{each.name}: ลำดับ", 14, "number"),
            Column(f"place_{each.pk}", f"{each.name}: กรอบวงเงิน", 18),
        ]
    return found


def _scenario_rows(asked: Asked) -> Iterable[Row]:
    wanted = _wanted(asked)
    if not wanted:
        return
    comparison = compared(_worksheet(asked.plan), wanted)
    rows = comparison.entries if asked.query.get("show") == "all" else comparison.differing
    for row in rows:
        shown: dict[str, Any] = {"title": row.title, "asked": row.asked}
        for each, place in zip(wanted, row.places, strict=True):
            rank, inside = place if place is not None else (None, None)
            shown |= {f"rank_{each.pk}": rank, f"place_{each.pk}": PLACES[inside]}
        yield Row(str(row.number), row.number, "", shown)


SCENARIOS = Table("scenarios", "ทางเลือกเทียบกัน", NUMBER, _scenario_columns, _scenario_rows, admit_to_worksheet)
