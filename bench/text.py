"""Setting a letter that officers wait for, and texts that give no place to break a line.

The letter is warm: fonts and dictionary are loaded, its bytes are made anew each time. Of 100,000 letters without a
space a text is set beside ten texts of 10,000: were the time to grow faster than the length, the ratio would show it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from bench.harness import Figure, figure, interleaved
from documents.layouts import render
from documents.typesetting import A4, Metadata, Paragraph, Section, set_document

__all__ = ["GOALS", "LETTER", "measure", "set_text"]

GOALS: Final = {"letter": "≤ 25 ms", "text_100000": "≤ 1.3 × ten texts of 10,000"}
LETTERS: Final = 30

UNIT: Final = "ตามที่คณะกรรมการบริหารงานจังหวัดแบบบูรณาการกำหนดแนวทางการจัดทำแผนพัฒนาตำบลให้สอดคล้องกับแผนพัฒนาอำเภอ"

_PARAGRAPH: Final = (
    "ตามหนังสือที่อ้างถึง สภาองค์กรชุมชนตำบลได้เสนอแผนพัฒนาตำบล ประจำปีงบประมาณ พ.ศ. ๒๕๗๒ จำนวน ๑๒ โครงการ "
    "วงเงินรวม ๑,๒๕๐,๐๐๐ บาท (หนึ่งล้านสองแสนห้าหมื่นบาทถ้วน) เพื่อประกอบการพิจารณาของคณะกรรมการบริหารงานจังหวัด นั้น"
)

LETTER: Final[dict[str, Any]] = {
    "layout": "external_letter",
    "title": "แจ้งผลการพิจารณาแผนพัฒนาตำบล",
    "check_url": "https://prasan.example.go.th/c/7F3K-92QD-XM4T",
    "check_code": "7F3K-92QD-XM4T",
    "letterhead": {
        "kind": "state",
        "name": "ศาลากลางจังหวัดอำนาจเจริญ",
        "address_lines": ["ถนนชยางกูร อำเภอเมือง", "จังหวัดอำนาจเจริญ ๓๗๐๐๐"],
    },
    "number_prefix": "อจ ๐๐๑๗/",
    "subject": "แจ้งผลการพิจารณาแผนพัฒนาตำบล ประจำปีงบประมาณ พ.ศ. ๒๕๗๒",
    "salutation_to": "ประธานสภาองค์กรชุมชนตำบลปลาค้าว",
    "references": ["หนังสือสภาองค์กรชุมชนตำบลปลาค้าว ลงวันที่ ๑ พฤศจิกายน ๒๕๖๙"],
    "enclosures": ["บัญชีผลการพิจารณารายโครงการ จำนวน ๑ ชุด"],
    "paragraphs": [_PARAGRAPH, _PARAGRAPH, "จึงเรียนมาเพื่อโปรดทราบ"],
    "signature": {"name": "นายสมชาย ใจดี", "position": "ผู้ว่าราชการจังหวัดอำนาจเจริญ"},
    "foot_lines": ["สำนักงานจังหวัดอำนาจเจริญ", "โทร. ๐ ๔๕๕๒ ๓๑๐๙"],
}


def measure() -> dict[str, Figure]:
    """Set letters one after the other, then long texts and short ones in turn."""
    render(LETTER)
    times = [_milliseconds(lambda: render(LETTER, number="๑๒๓", dated="๒๑ พฤศจิกายน ๒๕๖๙")) for _ in range(LETTERS)]
    timing = interleaved(lambda: [set_text(10_000) for _ in range(10)], lambda: set_text(100_000), blocks=5, calls=1)
    return {
        "letter": figure(statistics.median(times)),
        "text_100000": figure(timing.ms, floor_ms=timing.floor_ms),
    }


def set_text(length: int) -> bytes:
    """Set so many letters without a space as one paragraph."""
    text = (UNIT * (length // len(UNIT) + 1))[:length]
    return set_document([Section(A4, [Paragraph(text)])], Metadata("ข้อความ")).pdf


def _milliseconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    print(measure())
