"""A province's desk with 54,000 lines: the list, its deepest page, drawing fifty rows, and changing 500 at once.

The list is what its database has to do: whether the office may work on it, the page with all that is known of its
lines, and the count to a thousand; its floor is a bare query of fifty items with their lines and words. A deep page
begins behind the fifty-thousandth line; its floor is the first page. The rows are drawn by the page's own template;
their floor is fetching them. The change takes 500 lines in, from the look to the event; its floor is one INSERT of as
many entries and shares and one UPDATE of the items.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from bench.harness import Figure, figure, interleaved

__all__ = ["DATABASES", "GOALS", "measure"]

DATABASES: Final = ("sqlite", "postgresql")
GOALS: Final = {
    "desk_list": "p50, all three",
    "desk_list_p95": "≤ 5 ms in the database",
    "desk_deep_page": "≤ 2×",
    "desk_deep_page_asked": "≤ 2×",
    "desk_deep_page_title": "≤ 2×",
    "desk_deep_page_score": "≤ 2×",
    "desk_render": "≤ 1×",
    "bulk_500": "≤ 1 s",
}
ROUNDS, CHANGED, DEEP = 60, 500, 50_000


def measure() -> dict[str, Figure]:
    """Fill a worksheet, and ask its desk."""
    from django.db import connection  # noqa: PLC0415  # models, now that Django is set up
    from django.db.models import F  # noqa: PLC0415

    from approvals.models import Entry, Item, Worksheet  # noqa: PLC0415
    from bench.ranking import filled  # noqa: PLC0415
    from proposals.verbs.drafting import draft_proposals  # noqa: PLC0415
    from tests.cast import build_world  # noqa: PLC0415

    world = build_world()
    for number, plan in enumerate([world.plan, *world.shared_plans]):
        drafts = [
            world.words(2, title=f"โครงการ {index * 7919 % 99991:05d}", strategy=f"ยุทธศาสตร์ {index % 7}")
            for index in range(number, 3_000, 3)
        ]
        draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    world.gathered_district()
    plan, worksheet = world.district_plan, Worksheet.objects.get(plan=world.district_plan)
    filled(world, worksheet)
    items = Item.objects.filter(worksheet=worksheet)
    items.update(asked=F("pk") * 7919 % 99991 + 1)
    items.annotate(odd=F("pk") % 2).filter(odd=1).update(answer="")
    Entry.objects.filter(worksheet=worksheet).update(rank=F("number"), score=F("number") % 400)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan.refresh_from_db()
    return {**_lists(world, plan, worksheet), **_bulk(world, plan, worksheet)}


def _lists(world: Any, plan: Any, worksheet: Any) -> dict[str, Figure]:
    from django.db import connection  # noqa: PLC0415

    from approvals.actions import WORKSHEET  # noqa: PLC0415
    from approvals.lines import Wanted, stretch_on  # noqa: PLC0415
    from approvals.models import Item  # noqa: PLC0415
    from directory.models import User  # noqa: PLC0415

    by, wanted = world.coordinator, Wanted(words="โครงการ")  # counted, as only a whole answer's count is known
    spent: list[float] = []

    def clocked(execute: Callable[..., Any], *about: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*about)
        finally:
            spent[-1] += (time.perf_counter() - begun) * 1000

    def listed() -> None:
        spent.append(0.0)
        acting = type(by)(User.objects.get(pk=by.user.pk), by.office, by.tenure)
        with connection.execute_wrapper(clocked):
            assert WORKSHEET.is_allowed(plan, acting)
            assert len(stretch_on(plan, wanted, {}).rows) == 50

    def bare() -> None:
        rows = Item.objects.filter(worksheet=worksheet, answer="").order_by("pk")
        list(rows.values_list("pk", "asked", "line__number", "line__proposal__reference")[:50])

    for _round in range(ROUNDS):
        listed()
    floor_ms = interleaved(bare, bare, blocks=5, calls=10).floor_ms
    spent.sort()
    found = {
        "desk_list": figure(statistics.median(spent), floor_ms=floor_ms),
        "desk_list_p95": figure(spent[int(ROUNDS * 0.95)], floor_ms=floor_ms),
    }
    deep = Item.objects.filter(worksheet=worksheet).order_by("pk")[DEEP].line_id
    for order in ("", "asked", "title", "score"):
        asked = Wanted(shown="all", order=order)
        timing = interleaved(
            lambda asked=asked: stretch_on(plan, asked, {}, count=0),  # type: ignore[misc]
            lambda asked=asked: stretch_on(plan, asked, {"after": str(deep)}, count=0),  # type: ignore[misc]
            blocks=5,
            calls=3,
        )
        found[f"desk_deep_page{'_' if order else ''}{order}"] = figure(timing.ms, floor_ms=timing.floor_ms)
    return {**found, "desk_render": _render(plan)}


def _render(plan: Any) -> Figure:
    from django.template.loader import get_template  # noqa: PLC0415

    from approvals.lines import Wanted, stretch_on  # noqa: PLC0415
    from approvals.views.rows import rows_of  # noqa: PLC0415

    template, wanted = get_template("approvals/parts/desk_rows.html"), Wanted(shown="all")
    lines = stretch_on(plan, wanted, {}).rows
    words = dict.fromkeys(("pick", "project", "place", "asks", "opinions", "result", "reviewed", "part"), "คำ")

    def drawn() -> None:
        assert template.render({**words, "is_open": True, "table": rows_of(plan, lines)})

    timing = interleaved(lambda: stretch_on(plan, wanted, {}, count=0), drawn, blocks=7, calls=5)
    return figure(timing.ms, floor_ms=timing.floor_ms)


def _bulk(world: Any, plan: Any, worksheet: Any) -> dict[str, Figure]:
    from approvals.bulk import TAKE, Change  # noqa: PLC0415
    from approvals.models import Entry, Item, ItemShare  # noqa: PLC0415
    from approvals.verbs.bulk import change_lines, look_ahead  # noqa: PLC0415
    from workflow.sets import insert_all  # noqa: PLC0415

    by, change, times = world.coordinator, Change(TAKE), []
    undecided = Item.objects.filter(worksheet=worksheet, answer="").order_by("pk")
    for _round in range(3):
        lines = list(undecided.values_list("line_id", flat=True)[:CHANGED])
        begun = time.perf_counter()
        seen = look_ahead(plan=plan, selection=lines, change=change, by=by).seen
        done = change_lines(plan=plan, selection=lines, change=change, seen=seen, by=by)
        times.append((time.perf_counter() - begun) * 1000)
        assert len(done.lines) == CHANGED
    return {
        "bulk_500": figure(
            statistics.median(times), floor_ms=_plain(worksheet, undecided, Entry, ItemShare, insert_all)
        )
    }


def _plain(worksheet: Any, undecided: Any, entry: Any, share: Any, insert_all: Any) -> float:
    from django.db import transaction  # noqa: PLC0415

    items = list(undecided[:CHANGED])
    begun = time.perf_counter()
    with transaction.atomic():
        entries = [entry(worksheet=worksheet, number=9_000_000 + n, title="รายการ") for n in range(CHANGED)]
        insert_all(entries)
        insert_all([share(item=i, entry=e, asked=i.asked) for i, e in zip(items, entries, strict=True)])
        undecided.model.objects.filter(pk__in=[item.pk for item in items]).update(answer="take")
    return (time.perf_counter() - begun) * 1000
