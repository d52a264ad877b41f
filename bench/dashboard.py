"""What a province's figures cost: read beside a count of its 54,000 lines, and kept while many rows are written.

The page reads them by district, or by strategy. The floor is all sums by a plain GROUP BY over the lines, their words
and their fates. The floor of
keeping is the same statement on the same rows without the triggers: fates for a district of 4,000 lines, and the lines
of a plan of as many that comes on its desk.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from bench.harness import Figure, figure

__all__ = ["DATABASES", "GOALS", "measure"]

DATABASES: Final = ("sqlite", "postgresql")
GOALS: Final = {
    "dashboard_province": "≤ 3 ms",
    "dashboard_province_p95": "≤ 3 ms",
    "dashboard_province_strategies": "≤ 3 ms",
    "summary_kept_fates_4000": "≤ 1.4×",
    "summary_kept_lines_4000": "≤ 1.4×",
}
DISTRICTS, PLANS, LINES, READS, ROUNDS = 25, 8, 270, 60, 7
STRATEGIES: Final = ("คมนาคม", "แหล่งน้ำ", "เกษตร", "สวัสดิการ", "การศึกษา", "สาธารณสุข", "ป่าไม้", "ท่องเที่ยว")
FATES: Final = ("carried", "merged", "returned", "deferred", "refused", "", "")


def measure() -> dict[str, Figure]:
    """Write the province once; read it many times; write to it and take that back."""
    from tests.cast import build_world  # noqa: PLC0415  # models, now that Django is set up

    world = build_world()
    _province(world)
    _analyzed()
    return {**_read(world), **_kept(world)}


def _province(world: Any) -> None:
    """A province of 54,000 lines that lie in 25 districts; most have had a fate."""
    from bench.door import _plans  # noqa: PLC0415
    from proposals import contents  # noqa: PLC0415
    from proposals.models import Plan, PlanLine, PlanState  # noqa: PLC0415
    from proposals.verbs.drafting import insert_proposals  # noqa: PLC0415
    from tests.cast import version_of  # noqa: PLC0415

    for district in range(DISTRICTS):
        made = _plans(world.plan, f"d{district:02}", PLANS, PlanState.DRAFT, current_version=None)
        for plan in made:
            plan.current_version = None
            drafts = [
                world.words(n, strategy=STRATEGIES[n % 8], work_class=("self", "together", "hand_up")[n % 3])
                for n in range(1, LINES + 1)
            ]
            insert_proposals(plan, drafts, written_by=None)
            contents.freeze(version_of(plan))
            plan.save(update_fields=["current_version", "last_line_number"])
        Plan.objects.filter(pk__in=[plan.pk for plan in made]).update(district_code=f"37{district + 1:02}")
        _judge(PlanLine.objects.filter(version__plan__in=[plan.pk for plan in made]), version_of(made[0]), FATES)


def _judge(rows: Any, version: Any, kinds: tuple[str, ...]) -> None:
    from directory import clock  # noqa: PLC0415
    from proposals.models import Decision, Fate  # noqa: PLC0415
    from workflow.sets import insert_all  # noqa: PLC0415

    decision = Decision.objects.create(
        plan=version.plan, act="resolve", version=version, version_hash=version.hash, decided_at=clock.now()
    )
    fates = [
        Fate(line_id=row.line_id, decision=decision, kind=kind, asked=row.asked, reason_code="x", reason="เหตุผล")
        for number, row in enumerate(rows.order_by("line_id"))
        if (kind := kinds[number % len(kinds)])
    ]
    insert_all(fates)


def _read(world: Any) -> dict[str, Figure]:
    from config.invariants import Scope  # noqa: PLC0415
    from config.invariants.summary import kept, live  # noqa: PLC0415
    from proposals.models import Level, Split, Summary  # noqa: PLC0415
    from proposals.summary import figures_of  # noqa: PLC0415

    assert kept(Scope()) == live(Scope())

    def read(split: Split, *, apart: bool) -> None:
        found = figures_of(world.cycle, Level.SUBDISTRICT, split, "37", apart=apart)
        assert sum(each.tally.lines for each in found) == DISTRICTS * PLANS * LINES

    def read_places() -> None:
        read(Split.WORK_CLASS, apart=True)

    read_places()
    times = sorted(_timed(read_places) for _ in range(READS))
    strategies = statistics.median(_timed(lambda: read(Split.STRATEGY, apart=False)) for _ in range(READS))
    floor = statistics.median(_timed(lambda: live(Scope())) for _ in range(3))
    print(f"{Summary.objects.count()} sums stand for {DISTRICTS * PLANS * LINES} lines")
    return {
        "dashboard_province": figure(statistics.median(times), floor_ms=floor),
        "dashboard_province_p95": figure(times[int(READS * 0.95)], floor_ms=floor),
        "dashboard_province_strategies": figure(strategies, floor_ms=floor),
    }


def _kept(world: Any) -> dict[str, Figure]:
    """The same writes with the triggers and without, in turn, each taken back."""
    from bench.door import _plans  # noqa: PLC0415
    from proposals.models import PlanLine, PlanState  # noqa: PLC0415
    from proposals.verbs.drafting import insert_proposals  # noqa: PLC0415
    from tests.cast import version_of  # noqa: PLC0415
    from workflow.sets import insert_all  # noqa: PLC0415

    made = _plans(world.plan, "kept", 20, PlanState.DRAFT, current_version=None)
    for plan in made:
        plan.current_version = None
        insert_proposals(plan, [world.words(n, strategy=STRATEGIES[n % 8]) for n in range(1, 201)], written_by=None)
        plan.save(update_fields=["current_version", "last_line_number"])
    rows = PlanLine.objects.filter(version__plan__in=[plan.pk for plan in made])
    copies = list(rows)

    def fates() -> None:
        _judge(rows, version_of(made[0]), ("carried",))

    def lines() -> None:
        """Lines taken off the desk and put on it again, in one statement for each plan's."""
        rows.delete()
        for copy in copies:
            copy.pk = None
            copy._state.adding = True
        insert_all(copies)

    _analyzed()
    return {"summary_kept_fates_4000": _with_and_without(fates), "summary_kept_lines_4000": _with_and_without(lines)}


def _with_and_without(write: Callable[[], None]) -> Figure:
    from django.db import connection, transaction  # noqa: PLC0415

    from proposals.summary_sql import dropped  # noqa: PLC0415

    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * ROUNDS):
        keeps = bool(turn % 2)
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in [] if keeps else dropped(connection.vendor):
                cursor.execute(statement)
            times[keeps].append(_timed(write))
            transaction.set_rollback(True)
    return figure(statistics.median(times[True]), floor_ms=statistics.median(times[False]))


def _analyzed() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
