"""The area profile and the amendments of a plan, as parts of its book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from directory.models import Village
from documents.parts import column, table, table_row
from documents.thai import baht, thai_date
from proposals import book_parts as parts
from proposals.amendments import amendments_of
from proposals.models import Plan, VillageFigures
from proposals.profiles import Known

NOTHING_KNOWN = "แผนฉบับนี้ไม่ได้บันทึกจำนวนประชากรและข้อมูลพื้นฐานอื่นไว้"
FIGURES = {"men": "ชาย (คน)", "women": "หญิง (คน)", "households": "ครัวเรือน"}
SWOT = ("strengths", "weaknesses", "opportunities", "threats")


def village_table(villages: Sequence[Village], known: Known | None) -> parts.Block:
    """The villages of an area, with their people and households where these are known."""
    figures = {row.village_id: row for row in known.profile.villages.all()} if known else {}
    names = tuple(FIGURES) if figures else ()
    columns = [
        column("ลำดับ", 10, "center"),
        column("หมู่บ้านหรือชุมชน", 42 if names else 90),
        *(column(FIGURES[name], 16, "right") for name in names),
    ]
    body = [
        table_row(number, village, *(_figure(figures, village, name) for name in names))
        for number, village in enumerate(villages, 1)
    ]
    return parts.upright(table([], columns, body, landscape=False))


def _figure(figures: Mapping[int, VillageFigures], village: Village, name: str) -> str:
    value = getattr(figures.get(village.pk), name, None)
    return "-" if value is None else f"{value:,}"


def area_facts(known: Known | None) -> list[parts.Block]:
    """How many people and households, from where, and what the area has; says so where nothing was written down."""
    if known is None or (known.people is None and known.households is None and not known.profile.assets):
        return [parts.text(NOTHING_KNOWN)]
    told = []
    if known.people is not None:
        sexes = [
            f"{word} {value:,} คน" for word, value in (("ชาย", known.men), ("หญิง", known.women)) if value is not None
        ]
        told.append(f"มีประชากร {known.people:,} คน ({' '.join(sexes)})")
    if known.households is not None:
        told.append(f"{known.households:,} ครัวเรือน")
    blocks = [parts.text(" ".join(told))] if told else []
    if known.profile.figures_source:
        blocks.append(parts.text(f"ที่มา: {known.profile.figures_source}"))
    return [*blocks, *_lists(known, ("assets",))]


def area_analysis(known: Known | None) -> list[parts.Block]:
    """The problems of an area, and its strengths, weaknesses, opportunities and threats."""
    return _lists(known, ("problems", *SWOT)) if known else []


def _lists(known: Known, names: Sequence[str]) -> list[parts.Block]:
    blocks: list[parts.Block] = []
    for name, label, items in known.texts:
        if name in names:
            blocks.append(parts.heading(label))
            blocks += [parts.text(f"{number}. {item}") for number, item in enumerate(items, 1)]
    return blocks


def vision_of(known: Known | None) -> str:
    """The vision, in one paragraph; blank where none was written down."""
    return " ".join(known.profile.vision.split()) if known else ""


def amendments_chapter(plan: Plan) -> list[dict[str, Any]]:
    """The chain of a plan's numbered amendments, as a chapter; none where there is none."""
    body = [
        table_row(number, each, thai_date(each.adopted_on), each.lines, baht(each.asked or Decimal(0)), each.reason)
        for number, each in enumerate(amendments_of(plan).filter(adopted_on__isnull=False), 1)
        if each.adopted_on is not None
    ]
    if not body:
        return []
    columns = (
        column("ที่", 6, "center"),
        column("ฉบับ", 22),
        column("รับรองเมื่อ", 18),
        column("โครงการ", 10, "right"),
        column("งบประมาณ (บาท)", 16, "right"),
        column("เหตุผล", 28),
    )
    words = "ข้อความเดิมของแผนไม่เปลี่ยน โครงการที่เพิ่มหรือเปลี่ยนอยู่ในฉบับต่อไปนี้"
    block = parts.upright(table([], columns, body, landscape=False))
    return [parts.part("ส่วนที่ 6 การเพิ่มเติม เปลี่ยนแปลง และแก้ไขแผน", parts.text(words), block)]
