"""The desk's list of scores, 4,700 lines by two criteria, in Excel: downloaded, looked at, and committed.

The floors: XlsxWriter writing as many cells of the same text; openpyxl reading the same file and nothing else; and the
verb that enters the same scores without a workbook. Memory is the peak of the process.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any, Final

from bench.harness import Figure, figure, peak_mb

__all__ = ["DATABASES", "GOALS", "measure"]

DATABASES: Final = ("sqlite", "postgresql")
GOALS: Final = {
    "desk_excel_4700_download": "≤ 5 s, ≤ 300 MB",
    "desk_excel_4700_check": "≤ 10 s, ≤ 300 MB",
    "desk_excel_4700_commit": "≤ 10 s, ≤ 300 MB",
}
LINES: Final = 4_700


def measure() -> dict[str, Figure]:
    """Each once, as an officer does it."""
    from tests.cast import build_world  # noqa: PLC0415  # models, now that Django is set up

    world = build_world()
    asked = _worksheet(world)
    content = io.BytesIO()
    found = {"desk_excel_4700_download": _measured(lambda: _download(content, asked), _plain_cells)}
    filled = _filled(content.getvalue())
    found |= _brought_back(asked, filled)
    return found


def _measured(ours: Callable[[], Any], floor: Callable[[], Any]) -> Figure:
    floor_ms = _timed(floor)
    with peak_mb() as peak:
        ms = _timed(ours)
        return figure(ms, floor_ms=floor_ms, peak_mb=peak())


def _timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _worksheet(world: Any) -> Any:
    """The district's worksheet with so many lines taken in and two criteria."""
    from approvals.sheets.tables import ALL, Asked  # noqa: PLC0415
    from approvals.verbs.worksheet import set_criteria, take_lines  # noqa: PLC0415
    from proposals.verbs.drafting import draft_proposals  # noqa: PLC0415
    from tests.cast import CRITERIA  # noqa: PLC0415

    plans = [world.plan, *world.shared_plans]
    for number, plan in enumerate(plans):
        drafts = [world.words(2, title=f"ก่อสร้างถนนคอนกรีต สายที่ {n}") for n in range(LINES)[number :: len(plans)]]
        draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    plan, by = world.gathered_district(), world.coordinator
    set_criteria(plan=plan, criteria=CRITERIA, by=by)
    take_lines(plan=plan, line_ids=world.open_items(plan), by=by)
    return Asked(plan, by, ALL)


def _download(to: Any, asked: Any) -> None:
    from approvals.sheets.catalogue import TABLES  # noqa: PLC0415
    from approvals.sheets.writing import write_list  # noqa: PLC0415

    assert write_list(to, TABLES["scores"], asked) == LINES


def _plain_cells() -> None:
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(LINES):
            for column in range(10):
                sheet.write_string(row, column, f"ก่อสร้างถนนคอนกรีต สายที่ {row}")


def _filled(content: bytes) -> bytes:
    """The same workbook with every score given."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet: Any = book.worksheets[0]
    places = [cell.column for cell in sheet[1] if str(cell.value).startswith("score_")]
    for row in range(3, sheet.max_row + 1):
        for place in places:
            sheet.cell(row, place).value = row % 5
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _brought_back(asked: Any, content: bytes) -> dict[str, Figure]:
    from approvals.drafts import Resolved  # noqa: PLC0415
    from approvals.models import Score  # noqa: PLC0415
    from approvals.queries_of_scenarios import quorate_meetings  # noqa: PLC0415
    from approvals.sheets.catalogue import TABLES  # noqa: PLC0415
    from approvals.verbs.desk_sheets import check_list, confirm_list, upload_list  # noqa: PLC0415
    from approvals.verbs.worksheet import score_lines  # noqa: PLC0415

    plan, by, table, checked = asked.plan, asked.by, TABLES["scores"], []

    def check() -> None:
        checked.append(check_list(plan=plan, table=table, content=content, name="scores.xlsx", by=by))

    looked = _measured(check, lambda: _only_read(content))
    assert checked[0].found["changes"] == LINES, checked[0].found["passed"][:3]
    own = upload_list(plan=plan, table=table, checked=checked[0], by=by)
    items = list(plan.worksheet.items.filter(answer="take").values_list("line_id", flat=True))
    scores = {(line, code): 1 for line in items for code in ("need", "ready")}
    floor_ms = _timed(lambda: score_lines(plan=plan, scores=scores, by=by))
    Score.objects.all().delete()
    from tests.cast import plans_with_everything  # noqa: PLC0415

    own.plan = plans_with_everything().get(pk=plan.pk)
    meeting = next(iter(quorate_meetings(plan)), None)
    more = {"resolved": Resolved(meeting, "ตามบัญชี", own.sha256)} if meeting else {}
    with peak_mb() as peak:
        ms = _timed(lambda: confirm_list(own=own, checked=checked[0], by=by, more=more))
        committed = figure(ms, floor_ms=floor_ms, peak_mb=peak())
    assert Score.objects.count() == 2 * LINES
    return {"desk_excel_4700_check": looked, "desk_excel_4700_commit": committed}


def _only_read(content: bytes) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
