"""The journey from the first forum to the last reply, in the order of its days."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from config.journey import councils, desks, papers, province_steps, voices
from config.journey.people import Imagination
from config.journey.province import Draughtsman
from config.journey.world import Progress, World
from directory import clock
from directory.models import Area, Body
from directory.verbs.open_province import open_province
from directory.workbook import read_workbook, write_workbook
from proposals.verbs.cycle import open_cycle

DAYS = 330
CONDITION_DUE = 290  # the day until which a project's condition is to be fulfilled


def start_of(target_year: int) -> date:
    """The first day: January two years before the target year, or so early that the whole journey lies behind us."""
    calendar = date(target_year - clock.BUDDHIST_ERA_OFFSET - 2, 1, 15)
    return min(calendar, timezone.now().date() - timedelta(days=DAYS))


def walk(
    province: Area,
    target_year: int,
    *,
    seed: int,
    per_tambon: int,
    progress: Progress,
    renders_beside: bool = False,
) -> World:
    """Drive the whole route through the verbs that pages and the API use, always as the right office holder."""
    world = prepare(province, target_year, seed=seed, progress=progress)
    world.renders_beside = renders_beside
    walk_to_the_governor(world, per_tambon)
    voices.petition(world, resolved=221, handed_over=223, answered=226)
    province_steps.endorse_and_answer(world, conditions=[CONDITION_DUE])
    with world.day(241):
        desks.sweep(world)  # opens the commitments that the agencies report on, and what they must fulfil
        papers.keep_papers(world)
    province_steps.follow_up(world)
    province_steps.fulfil(world, day=255)
    papers.finish_rendering(world)
    return world


def walk_to_the_governor(world: World, per_tambon: int) -> None:
    """From the first forum until ก.บ.จ. has resolved and the plan waits for the governor: 220 days."""
    councils.write_and_submit(world, per_tambon)
    with world.day(28):
        papers.keep_papers(world)
    review_once(world, day=30, return_some=True)
    councils.resubmit_returned(world)
    review_once(world, day=75, return_some=False)
    with world.day(79):
        desks.sweep(world)
        papers.keep_papers(world)
    councils.write_late_plan(world, per_tambon)
    with world.day(101):
        desks.sweep(world)
    review_once(world, day=102, return_some=False)
    with world.day(112):
        papers.keep_papers(world)
    desks.compile_districts(world, between=voices.object_and_answer)
    appeals = voices.appeal_on(world, day=136)
    with world.day(138):
        papers.keep_papers(world)
    province_steps.vet_districts(world)
    with world.day(191):
        desks.sweep(world)
        papers.keep_papers(world)
    province_steps.integrate(world)
    voices.answer_on(world, appeals, day=221)  # what is granted now waits for the supplementary round


def prepare(province: Area, target_year: int, *, seed: int, progress: Progress, start: date | None = None) -> World:
    """Open the province from a workbook that is written and read back as a real one would be, and its cycle.

    A province that an earlier journey has opened is taken as it is: its people are in office already.
    """
    start = start or start_of(target_year)
    imagine = Imagination(province.code, seed)
    draughtsman = Draughtsman(province, imagine, start, target_year)
    world = World(province, imagine, start, draughtsman.irregular, progress)
    with world.day(0):
        if not Body.objects.filter(kind="provincial_committee", area=province).exists():
            _open(draughtsman)
        progress("เปิดจังหวัด", 1, 1)
        world.cycle = open_cycle(province=province, target_year=target_year, by=world.officer(), demo=True)
        progress("เปิดรอบแผน", 1, 1)
    return world


def _open(draughtsman: Draughtsman) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bodies.xlsx"
        write_workbook(path, draughtsman.draw(), draughtsman.province)
        drafts = read_workbook(path).drafts
    open_province(province=draughtsman.province, drafts=drafts, by=None, demo=True)


def review_once(world: World, *, day: int, return_some: bool) -> None:
    """From receipt to decision for whatever is submitted; silence is recorded when its date has passed."""
    with world.day(day):
        desks.receive_all(world)
    with world.day(day + 1):
        desks.give_all_opinions(world)
    with world.day(day + 2):
        desks.screen_all(world)
    silence = day + 31 if return_some else day + 3
    with world.day(silence):
        desks.sweep(world)
        desks.decide_all(world, return_one_per_district=return_some)
        desks.sweep(world)
