"""Proposals from Excel: 1,000 rows checked and committed, 10,000 rows in one go, and a bomb refused.

Each row has every field of form ผ.02 with texts as long as people write them, a place and a group; every tenth of them,
and all of the first thousand, have five cost items on the sheet of items. Nothing stands below to compare with:
most of the time goes into reading XML and, when it is committed, into the database. Memory is the peak of the process.
"""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench.harness import Figure, figure, peak_mb

if TYPE_CHECKING:
    from proposals.drafts import ProposalDraft
    from tests.cast import World

__all__ = ["DATABASES", "GOALS", "measure"]

DATABASES: Final = ("sqlite", "postgresql")
GOALS: Final = {
    "excel_check_1000.sqlite": "≤ 5 s",
    "excel_check_1000.postgresql": "≤ 5 s",
    "excel_commit_1000.sqlite": "≤ 5 s",
    "excel_commit_1000.postgresql": "≤ 5 s",
    "excel_10000.sqlite": "≤ 60 s, ≤ 300 MB",
    "excel_10000.postgresql": "≤ 60 s, ≤ 300 MB",
    "excel_again_10000.sqlite": "≤ 60 s, ≤ 300 MB",
    "excel_again_10000.postgresql": "≤ 60 s, ≤ 300 MB",
    "excel_bomb.sqlite": "< 1 s",
    "excel_bomb.postgresql": "< 1 s",
}
WITH_ITEMS: Final = 1_000
WORDS: Final = "ครัวเรือนในหมู่บ้านขาดน้ำใช้ในหน้าแล้งทุกปี ต้องซื้อน้ำจากภายนอก "


def measure() -> dict[str, Figure]:
    """Bring workbooks into a plan, as the command does; each once."""
    # Models can be imported only now that Django is set up.
    from tests.cast import build_world  # noqa: PLC0415

    world = build_world()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        found = _a_thousand(world, path)
        found |= _ten_thousand(world, path)
        path.write_bytes(_bomb())
        with peak_mb() as peak:
            found["excel_bomb"] = figure(_timed(lambda: _refused(path)), peak_mb=peak())
    return found


def _a_thousand(world: World, path: Path) -> dict[str, Figure]:
    _written(world, path, 1_000)
    with peak_mb() as peak:
        read: list[Any] = []
        checked = _timed(lambda: read.append(_checked(world, path)))
        check_peak = peak()
        committed = _timed(lambda: _committed(world, read[0].records))
        return {
            "excel_check_1000": figure(checked, peak_mb=check_peak),
            "excel_commit_1000": figure(committed, peak_mb=peak()),
        }


def _ten_thousand(world: World, path: Path) -> dict[str, Figure]:
    """New rows; then the same with their references, each changed, as a council brings them back."""
    from proposals.exchange.writing import write_plan  # noqa: PLC0415

    _written(world, path, 10_000)
    with peak_mb() as peak:
        new = figure(_timed(lambda: _committed(world, _checked(world, path).records)), peak_mb=peak())
    world.refresh()
    with path.open("wb") as to:
        write_plan(to, world.plan)
    with peak_mb() as peak:
        again = figure(_timed(lambda: _committed(world, _changed(_checked(world, path).records))), peak_mb=peak())
    return {"excel_10000": new, "excel_again_10000": again}


def _changed(records: Any) -> Any:
    for record in records:
        record.words["place"] = "ที่ใหม่"
    return records


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _draft(number: int, world: World) -> ProposalDraft:
    from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft  # noqa: PLC0415

    years = world.cycle.years
    text = f"{WORDS * 3}{number}"
    budget = [BudgetDraft(year, "lao", Decimal(1000 * number + place)) for place, year in enumerate(years)]
    items = [ItemDraft("ท่อ PVC พร้อมวาง", "เมตร", Decimal(1), line.amount, line.year, line.source) for line in budget]
    return ProposalDraft(
        title=f"ก่อสร้างระบบประปาหมู่บ้าน แห่งที่ {number}",
        rationale=text,
        objective=text,
        target_output=text,
        expected_result=text,
        place=f"หมู่บ้านที่ {number}",
        strategy="ด้านโครงสร้างพื้นฐาน",
        programme="แผนงานแหล่งน้ำ",
        lead_agency="องค์การบริหารส่วนตำบล",
        beneficiaries=number,
        budget=budget,
        items=items if number <= WITH_ITEMS or number % 10 == 0 else [],
        beneficiary_group="ครัวเรือนที่ใช้น้ำประปาหมู่บ้าน",
        latitude=Decimal("15.870032"),
        longitude=Decimal("104.625412"),
        indicators=[IndicatorDraft("ครัวเรือนที่มีน้ำใช้", f"{number} ครัวเรือน")],
    )


def _written(world: World, path: Path, count: int) -> None:
    from proposals.exchange.reading import villages_of  # noqa: PLC0415
    from proposals.exchange.writing import write_drafts  # noqa: PLC0415

    first = 0 if count == 1_000 else 1_000
    rows = [("", None, _draft(number, world)) for number in range(first + 1, first + count + 1)]
    with path.open("wb") as to:
        write_drafts(to, world.plan, villages_of(world.plan), rows)


def _checked(world: World, path: Path) -> Any:
    """What a dry run does."""
    from proposals.exchange.matching import matched  # noqa: PLC0415
    from proposals.exchange.reading import open_workbook, read_workbook, villages_of  # noqa: PLC0415

    villages = villages_of(world.plan)
    workbook = open_workbook(path, name=path.name, plan=world.plan)
    reading = read_workbook(workbook, world.plan, villages)
    del workbook  # so does the command
    assert not matched(world.plan, reading.records, villages, reading.problems).problems
    return reading


def _committed(world: World, records: Any) -> None:
    from proposals.verbs.exchange import import_proposals  # noqa: PLC0415

    done = import_proposals(plan=world.plan, records=records, by=world.leader)
    assert done.created + done.updated == len(records), done


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 500_000_000)
    return packed.getvalue()


def _refused(path: Path) -> None:
    from directory.errors import Invalid  # noqa: PLC0415
    from proposals.exchange.grids import read_grids  # noqa: PLC0415

    try:
        read_grids(path, path.name)
    except Invalid:
        return
    raise AssertionError("the bomb was read")
