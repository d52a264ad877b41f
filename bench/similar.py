"""Similar proposals beside the title that is being typed: over a province's 20,000, as its officer, who sees them all.

Titles are those of roads, water, groups and woods, with a place name of their own; each title asked for is a variation
of one of them. What the search has to read grows with the words that all titles share. The floor is one plain LIKE over
the same titles, the least that a search without an index would do.
"""

from __future__ import annotations

import random
import statistics
import time
from typing import Any, Final

from bench.harness import Figure, figure

__all__ = ["DATABASES", "GOALS", "measure"]

DATABASES: Final = ("sqlite", "postgresql")
GOALS: Final = {"similar_20000": "≤ 50 ms"}
PROPOSALS, A_PLAN, ASKED = 20_000, 2_000, 60
WORKS: Final = (
    *("ก่อสร้างถนนคอนกรีตเสริมเหล็กสาย", "ขุดลอกแหล่งน้ำสาธารณะ", "ปรับปรุงระบบประปาหมู่บ้าน", "ส่งเสริมกลุ่มอาชีพ"),
    *("พัฒนาศักยภาพผู้นำชุมชนด้าน", "ติดตั้งไฟฟ้าแสงสว่างพลังงานแสงอาทิตย์", "ปลูกป่าชุมชน", "ก่อสร้างรางระบายน้ำ"),
)
PLACES: Final = ("หนอง", "โนน", "ห้วย", "ดอน", "นา", "คำ", "โคก", "กุด")
NAMES: Final = ("แวง", "สูง", "ทราย", "ใหญ่", "น้อย", "ยาง", "แก้ว", "ไผ่", "เสม็ด", "จาน", "คูณ", "แสง")


def measure() -> dict[str, Figure]:
    """The median of asking for what is like a title; the first answer, which loads the dictionary, is not counted."""
    from tests.cast import build_world  # noqa: PLC0415  # models, now that Django is set up

    world = build_world()
    titles = _written(world)
    chance = random.Random(50)
    asked = [f"โครงการ{chance.choice(titles)[:-2]} ระยะที่ {chance.randint(1, 3)}" for _number in range(ASKED)]
    return {"similar_20000": figure(_median(world, asked), floor_ms=_scan(asked))}


def _written(world: Any) -> list[str]:
    from proposals.verbs.drafting import draft_proposals  # noqa: PLC0415

    chance = random.Random(20_000)
    titles = [
        f"{chance.choice(WORKS)}บ้าน{chance.choice(PLACES)}{chance.choice(NAMES)}"
        f" หมู่ที่ {chance.randint(1, 15)} {number:05}"
        for number in range(PROPOSALS)
    ]
    plans = [*world.shared_plans, world.plan, world.far_plan, world.kbt_plan]
    for start in range(0, PROPOSALS, A_PLAN):
        plan = plans[start // A_PLAN % len(plans)]
        drafts = [world.words(2, title=title) for title in titles[start : start + A_PLAN]]
        draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    return titles


def _median(world: Any, asked: list[str]) -> float:
    from proposals.similar import similar_to  # noqa: PLC0415

    taken = []
    assert similar_to(asked[0], plan=world.plan, by=world.provincial_officer)
    for title in asked:
        begun = time.perf_counter()
        found = similar_to(title, plan=world.plan, by=world.provincial_officer)
        taken.append((time.perf_counter() - begun) * 1000)
        assert found
    return statistics.median(taken)


def _scan(asked: list[str]) -> float:
    from django.db import connection  # noqa: PLC0415

    taken = []
    with connection.cursor() as cursor:
        for title in asked[:20]:
            begun = time.perf_counter()
            cursor.execute("SELECT proposal_id FROM proposals_searchedwords WHERE words LIKE %s", [f"%{title[7:20]}%"])
            cursor.fetchall()
            taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
