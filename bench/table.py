"""Setting a long table: 5,000 and 20,000 rows of a project list, in nine columns on A4 landscape.

The floor is what no layout can do without: writing the operators of text that is already shaped and placed, and
deflating them. Each size is measured in a fresh process, so that its peak of memory is its own; ours and the floor take
turns, and the medians count. Tables are tagged, as all papers are; `table_5000_tagged` sets one with and without tags
in turn, and without is its floor.
"""

import functools
import json
import random
import re
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from bench.harness import ROOT, Figure, figure, peak_mb
from documents.layouts import render
from documents.layouts.paper import Frame
from documents.layouts.snapshots import Fields
from documents.layouts.tables import sections
from documents.thai import baht, to_thai_digits
from documents.typesetting import Fonts, set_document
from documents.typesetting.document import drawn_pages
from documents.typesetting.faces import ASSETS

__all__ = ["GOALS", "emit_shaped_operators", "measure", "snapshot_of", "table_rows"]

GOALS: Final = {
    "table_5000": "≤ 2 s, ≤ 200 MB",
    "table_20000": "≤ 4.2 × table_5000, ≤ 400 MB",
    "table_5000_tagged": "≤ 1.6 × untagged, ≤ 200 MB",
}
TAGGED_ROWS: Final = 5_000
ROUNDS: Final = {5_000: 3, 20_000: 1}
WORDS_IN_USE: Final = 12_000  # as many different words as the plans of a province have

COLUMNS: Final = [
    {"title": "ที่", "width": 32, "align": "center"},
    {"title": "โครงการ", "width": 170},
    {"title": "วัตถุประสงค์", "width": 190},
    {"title": "เป้าหมาย", "width": 120},
    *({"title": f"ปี {to_thai_digits(year)} (บาท)", "width": 56, "align": "right"} for year in range(2572, 2576)),
    {"title": "หน่วยรับผิดชอบ", "width": 90},
]

WORKS: Final = (
    "ก่อสร้างถนนคอนกรีตเสริมเหล็กสาย",
    "ขุดลอกแหล่งน้ำสาธารณะ",
    "ปรับปรุงระบบประปาหมู่บ้าน",
    "ส่งเสริมกลุ่มอาชีพ",
    "พัฒนาศักยภาพผู้นำชุมชนด้าน",
    "ติดตั้งไฟฟ้าแสงสว่างพลังงานแสงอาทิตย์",
)
AIMS: Final = (
    "เพื่อให้ประชาชนในพื้นที่สัญจรไปมาสะดวกและปลอดภัย",
    "เพื่อให้เกษตรกรมีน้ำใช้ในการเพาะปลูกอย่างเพียงพอตลอดปี",
    "เพื่อเพิ่มรายได้และลดรายจ่ายของครัวเรือน",
    "เพื่อให้ชุมชนมีส่วนร่วมในการดูแลทรัพยากรธรรมชาติ",
)
AGENCIES: Final = ("องค์การบริหารส่วนตำบล", "สำนักงานเกษตรอำเภอ", "โครงการชลประทาน", "แขวงทางหลวงชนบท", "สำนักงานพัฒนาชุมชน")

_TEXT_OPERATOR: Final = re.compile(r"1 0 0 1 (\S+) (\S+) Tm\[(.*)\]TJ")


def table_rows(count: int) -> float:
    """Set a table of `count` rows; answer the seconds that it took, without making up the rows."""
    snapshot = snapshot_of(count)
    begun = time.perf_counter()
    render(snapshot)
    return time.perf_counter() - begun


def snapshot_of(count: int) -> dict[str, Any]:
    """Make up a table of `count` projects, the same ones each time: titles of ~80 letters, aims of ~120."""
    chance = random.Random(count)
    known = [word for word in (ASSETS / "words_th.txt").read_text(encoding="utf-8").split() if 4 <= len(word) <= 9]
    words = chance.sample(known, WORDS_IN_USE)
    return {
        "layout": "table",
        "title": "บัญชีโครงการรวม",
        "check_url": "https://prasan.example.go.th/c/7F3K-92QD-XM4T",
        "check_code": "7F3K-92QD-XM4T",
        "heading": ["บัญชีโครงการตามแผนพัฒนาจังหวัด", "พ.ศ. ๒๕๗๑ - ๒๕๗๕"],
        "columns": COLUMNS,
        "rows": [{"cells": _cells(number, words, chance)} for number in range(1, count + 1)],
    }


def _cells(number: int, words: list[str], chance: random.Random) -> list[str]:
    place, other, topic = ("".join(chance.sample(words, 2)) for _ in range(3))
    village = to_thai_digits(chance.randint(1, 20))
    amounts = [baht(Decimal(chance.randint(10, 2_000) * 1_000)) for _ in range(4)]
    return [
        to_thai_digits(number),
        f"{chance.choice(WORKS)}บ้าน{place}ถึง{other} หมู่ที่ {village} ตำบล{place}",
        f"{chance.choice(AIMS)} และสนับสนุนการ{topic}ของประชาชนตำบล{other} อย่างต่อเนื่อง",
        f"ประชาชนบ้าน{place} หมู่ที่ {village} จำนวน {to_thai_digits(chance.randint(20, 900))} ครัวเรือน ได้รับประโยชน์",
        *amounts,
        f"{chance.choice(AGENCIES)}{words[number % 100]}",
    ]


def emit_shaped_operators(count: int) -> Callable[[], int]:
    """Lay a table out, and answer a function that only writes its operators and deflates them, page by page."""
    fields = Fields(snapshot_of(count))
    pages = []
    for _, surface in drawn_pages(sections(fields, Frame.parse(fields), "", ""), Fonts()):
        written = [operation for operation in surface.operations if isinstance(operation, str)]
        texts = [_TEXT_OPERATOR.fullmatch(operation) for operation in written]
        pages.append([text.groups() if text else other for text, other in zip(texts, written, strict=True)])

    def emit() -> int:
        size = 0
        for page in pages:
            written = [
                entry if isinstance(entry, str) else f"1 0 0 1 {entry[0]} {entry[1]} Tm[{entry[2]}]TJ" for entry in page
            ]
            size += len(zlib.compress("\n".join(written).encode("ascii")))
        return size

    return emit


def measure() -> dict[str, Figure]:
    """Measure each size in a process of its own."""
    figures = {f"table_{size}": _measured_apart(str(size)) for size in ROUNDS}
    return {**figures, f"table_{TAGGED_ROWS}_tagged": _measured_apart(str(TAGGED_ROWS), "tagged")}


def _measured_apart(*arguments: str) -> Figure:
    command = [sys.executable, "-m", "bench.table", *arguments]
    found: Figure = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    return found


def _measured(size: int) -> Figure:
    with peak_mb() as peak:
        times = [table_rows(size)]  # with cold caches: fonts, dictionary and all
        memory = peak()
    emit = emit_shaped_operators(size)
    floors = [_seconds(emit)]
    for _ in range(ROUNDS.get(size, 1) - 1):
        times.append(table_rows(size))
        floors.append(_seconds(emit))
    return figure(statistics.median(times) * 1000, floor_ms=statistics.median(floors) * 1000, peak_mb=memory)


def _measured_tagged(size: int) -> Figure:
    """Compare tagged with untagged, in processor time: the two are too close for a clock that a neighbour disturbs.

    Of the first round, with cold caches, only the memory counts.
    """
    fields = Fields(snapshot_of(size))
    frame = Frame.parse(fields)

    def set_table(*, tagged: bool) -> None:
        set_document(sections(fields, frame, "", ""), frame.metadata(""), tagged=tagged)

    with peak_mb() as peak:
        set_table(tagged=True)
        memory = peak()
    times: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(ROUNDS[size]):
        for tagged, found in times.items():
            found.append(_seconds(functools.partial(set_table, tagged=tagged), time.process_time))
    plain, ours = (statistics.median(found) * 1000 for found in times.values())
    return figure(ours, floor_ms=plain, peak_mb=memory)


def _seconds(call: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    call()
    return clock() - begun


if __name__ == "__main__":
    measured = _measured_tagged if sys.argv[2:] == ["tagged"] else _measured
    print(json.dumps(measured(int(sys.argv[1]))))
