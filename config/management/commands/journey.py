"""`manage.py journey`: one province's plans from the councils' meetings to the governor's answer, by the real verbs."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from rich.console import Console
from rich.table import Table

from config.journey import report
from config.journey.papers import rendering_beside
from config.journey.terminal import (
    BROKEN,
    REFUSED,
    bars,
    enter_demo_mode,
    log_and_invariants,
    province_to_walk,
    refuse_too_few,
    shower,
)
from config.journey.walk import start_of, walk
from directory.errors import Answer
from directory.models import Area
from proposals.models import FateKind

LEVELS = {"tambon": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}


class Command(BaseCommand):
    """Walk a province through the whole route on demonstration data."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The province, the target year, where the papers go, and how much there is of everything."""
        parser.add_argument("--province", required=True, help="two-digit code; not Bangkok")
        parser.add_argument("--cycle", type=int, required=True, help="target fiscal year, B.E.")
        parser.add_argument("--out", type=Path, required=True, help="a new or empty folder")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--alone", action="store_true", help="render the papers in this process, without a worker")
        parser.add_argument("--per-tambon", type=int, default=74, help="proposals of each council")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Walk, write the papers, check the invariants; exit 1 when one is broken, 2 when the journey is impossible."""
        started = time.monotonic()
        with translation.override("th"):
            province = self._allowed(options)
            console = Console(stderr=True)
            with bars(console) as shown, rendering_beside(wanted=not options["alone"]) as beside:
                try:
                    world = walk(
                        province,
                        options["cycle"],
                        seed=options["seed"],
                        per_tambon=options["per_tambon"],
                        progress=shower(shown),
                        renders_beside=beside,
                    )
                except Answer as answer:
                    raise CommandError(answer.message, returncode=REFUSED) from answer
            report.write_out(world.cycle, options["out"])
            verified, sound = log_and_invariants(self.stderr)
            figures = report.figures(world.cycle, seconds=time.monotonic() - started, log_verified=verified)
            _tell(console, figures, options["out"])
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        if not (verified and sound):
            sys.exit(BROKEN)

    def _allowed(self, options: dict[str, Any]) -> Area:
        """The province, or the reason why there is no journey."""
        enter_demo_mode()
        refuse_too_few(options["per_tambon"])
        if options["out"].exists() and (not options["out"].is_dir() or any(options["out"].iterdir())):
            raise CommandError(f"--out {options['out']}: must be a new or empty folder", returncode=REFUSED)
        return province_to_walk(options["province"], [options["cycle"]], start_of)


def _tell(console: Console, figures: dict[str, Any], out: Path) -> None:
    """What became of the proposals, for people."""
    table = Table(title=f"แผนจังหวัด {figures['province']} ปีงบประมาณ พ.ศ. {figures['cycle']}")
    for heading in ("ระดับ", "แผน", "ล่าช้า", "โครงการ", "บาท", "ผล"):
        table.add_column(heading, justify="right" if heading in {"แผน", "ล่าช้า", "โครงการ", "บาท"} else "left")
    for level, found in figures["levels"].items():
        fates = ", ".join(f"{FateKind(kind).label} {fate['lines']:,}" for kind, fate in found["fates"].items())
        table.add_row(
            LEVELS[level],
            f"{found['plans']:,}",
            f"{found['late']:,}",
            f"{found['lines_in']:,}",
            f"{float(found['baht_in']):,.0f}",
            fates,
        )
    console.print(table)
    said = figures["voices"]
    console.print(
        f"คัดค้านร่างแล้วได้คำตอบ {said['objections_answered']} · ความเห็นประชาชนที่ตอบแล้ว {said['comments_answered']}"
        f" · อุทธรณ์ รับ {said['appeals_granted']} ไม่รับ {said['appeals_not_granted']}"
        f" · เงื่อนไขที่ทำครบ {said['conditions_met']} · ข้อเสนอต่อผู้ว่าฯ ที่ตอบแล้ว {said['petitions_answered']}"
    )
    papers = sum(figures["documents"].values())
    sound = "บันทึกเหตุการณ์ตรวจสอบแล้วถูกต้อง" if figures["log_verified"] else "บันทึกเหตุการณ์ไม่ถูกต้อง"
    console.print(
        f"เอกสาร {papers:,} ฉบับ และตารางผลรายโครงการ (lines.csv) อยู่ที่ {out} · {sound} · {figures['seconds']} วินาที"
    )
