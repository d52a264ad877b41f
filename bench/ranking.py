"""Ranking a worksheet of 54,000 entries by two criteria, and looking for pairs among 4,700 lines.

The floor of ranking is the sorting of as many scores in Python and one UPDATE of as many rows; that of the pairs is
nothing, and one title beside the others is asked as a writer's page asks it.
"""

from __future__ import annotations

import random
import statistics
import time
from decimal import Decimal
from typing import Any, Final

from bench.harness import Figure, figure

__all__ = ["DATABASES", "GOALS", "filled", "measure"]

DATABASES: Final = ("sqlite", "postgresql")
GOALS: Final = {"rank_54000": "≤ 2 s", "similar_pairs_4700": "≤ 10 s", "similar_one_4700": "≤ 50 ms"}
ENTRIES, LINES, A_BATCH, ASKED = 54_000, 4_700, 2_000, 40


def measure() -> dict[str, Figure]:
    """Rank twice, as the first time fills caches; look for pairs once; the median of asking for one."""
    from tests.cast import build_world  # noqa: PLC0415  # models, now that Django is set up

    world = build_world()
    return {**_pairs(world), **_rank(world)}


def _pairs(world: Any) -> dict[str, Figure]:
    from approvals import pairs  # noqa: PLC0415
    from approvals.models import Worksheet  # noqa: PLC0415
    from bench.similar import NAMES, PLACES, WORKS  # noqa: PLC0415
    from proposals.similar import similar_to  # noqa: PLC0415
    from proposals.verbs.drafting import draft_proposals  # noqa: PLC0415

    chance = random.Random(4_700)
    titles = [
        f"{chance.choice(WORKS)}บ้าน{chance.choice(PLACES)}{chance.choice(NAMES)} หมู่ที่ {chance.randint(1, 15)}"
        f" {number:04}"
        for number in range(LINES)
    ]
    plans = [world.plan, *world.shared_plans]
    for number, plan in enumerate(plans):
        drafts = [world.words(2, title=title) for title in titles[number :: len(plans)]]
        draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    taken = []
    for title in chance.sample(titles, ASKED):
        begun = time.perf_counter()
        assert similar_to(f"โครงการ{title[:-4]}", plan=world.plan, by=world.coordinator)
        taken.append((time.perf_counter() - begun) * 1000)
    world.gathered_district()
    worksheet = Worksheet.objects.get(plan=world.district_plan)
    begun = time.perf_counter()
    found = pairs.find(worksheet)
    ms = (time.perf_counter() - begun) * 1000
    assert found
    return {"similar_pairs_4700": figure(ms), "similar_one_4700": figure(statistics.median(taken))}


def _rank(world: Any) -> dict[str, Figure]:
    from approvals.models import Entry, Worksheet  # noqa: PLC0415
    from approvals.verbs.closing import rank_entries  # noqa: PLC0415
    from approvals.verbs.worksheet import set_ceiling  # noqa: PLC0415
    from workflow.sets import write_columns  # noqa: PLC0415

    plan = world.district_plan
    filled(world, Worksheet.objects.get(plan=plan))
    by = world.coordinator
    set_ceiling(plan=plan, ceiling=Decimal(ENTRIES * 1_000), by=by)
    times = []
    for _round in range(2):
        begun = time.perf_counter()
        rank_entries(plan=plan, by=by)
        times.append((time.perf_counter() - begun) * 1000)
    entries = list(Entry.objects.filter(worksheet__plan=plan))
    assert {entry.rank for entry in entries} == set(range(1, ENTRIES + 1))
    begun = time.perf_counter()
    entries.sort(key=lambda entry: (-(entry.score or 0), entry.number))
    write_columns(entries, ["score", "rank", "within_ceiling"])
    floor_ms = (time.perf_counter() - begun) * 1000
    return {"rank_54000": figure(times[-1], floor_ms=floor_ms)}


def filled(world: Any, worksheet: Any, entries_wanted: int = ENTRIES) -> None:
    """Every line of the worksheet an entry, and so many more lines with the same words that there are enough."""
    from approvals.models import Criterion, Entry, Item, ItemShare, Score  # noqa: PLC0415
    from approvals.verbs.worksheet import set_criteria  # noqa: PLC0415
    from proposals.models import Line, PlanLine  # noqa: PLC0415
    from tests.cast import CRITERIA  # noqa: PLC0415

    set_criteria(plan=world.district_plan, criteria=CRITERIA, by=world.coordinator)
    chance = random.Random(54_000)
    known = list(
        PlanLine.objects.filter(line__worksheet_item__worksheet=worksheet).select_related("line__worksheet_item")
    )
    more = [chance.choice(known) for _number in range(entries_wanted - len(known))]
    lines = Line.objects.bulk_create(
        [
            Line(plan_id=row.line.plan_id, number=9_000_000 + number, proposal_id=row.line.proposal_id)
            for number, row in enumerate(more)
        ],
        batch_size=A_BATCH,
    )
    PlanLine.objects.bulk_create(
        [
            PlanLine(
                version_id=row.version_id,
                line=line,
                proposal_version_id=row.proposal_version_id,
                work_class=row.work_class,
                asked=row.asked,
                proposed=row.asked,
            )
            for line, row in zip(lines, more, strict=True)
        ],
        batch_size=A_BATCH,
    )
    Item.objects.bulk_create(
        [
            Item(
                worksheet=worksheet,
                line=line,
                version_id=row.version_id,
                asked=row.asked,
                words=row.line.worksheet_item.words,
            )
            for line, row in zip(lines, more, strict=True)
        ],
        batch_size=A_BATCH,
    )
    Item.objects.filter(worksheet=worksheet).update(answer=Item.Answer.TAKE)
    items = list(Item.objects.filter(worksheet=worksheet))
    entries = Entry.objects.bulk_create(
        [Entry(worksheet=worksheet, number=n, title=f"รายการ {n}") for n in range(1, len(items) + 1)],
        batch_size=A_BATCH,
    )
    ItemShare.objects.bulk_create(
        [ItemShare(item=item, entry=entry, asked=item.asked) for item, entry in zip(items, entries, strict=True)],
        batch_size=A_BATCH,
    )
    office, criteria = world.coordinator.office, list(Criterion.objects.filter(worksheet=worksheet))
    Score.objects.bulk_create(
        [
            Score(line_id=i.line_id, version_id=i.version_id, criterion=c, value=chance.randint(0, 4), office=office)
            for i in items
            for c in criteria
        ],
        batch_size=A_BATCH,
    )
