"""`manage.py journey_half_way`: a province whose plans stand at every stage, so that work waits in every inbox."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from rich.console import Console
from rich.table import Table

from config.journey.half_way import has_room, start_of_cycle, walk_half_way, years_of
from config.journey.papers import rendering_beside
from config.journey.report import half_way_figures
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
from directory.errors import Answer
from directory.models import Area


class Command(BaseCommand):
    """Walk three cycles of a province on demonstration data, and stop each half-way."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The province, the target year of the staggered cycle, and how much there is of everything."""
        parser.add_argument("--province", required=True, help="two-digit code; not Bangkok")
        parser.add_argument(
            "--cycle", type=int, default=2573, help="target fiscal year, B.E., of the last cycle of three"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--alone", action="store_true", help="render the papers in this process, without a worker")
        parser.add_argument("--per-tambon", type=int, default=5, help="proposals of each council")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Walk and check the invariants; exit 1 when one is broken, 2 when the journey is impossible."""
        started = time.monotonic()
        with translation.override("th"):
            province = self._allowed(options)
            console = Console(stderr=True)
            with bars(console) as shown, rendering_beside(wanted=not options["alone"]) as beside:
                try:
                    walk_half_way(
                        province,
                        options["cycle"],
                        seed=options["seed"],
                        per_tambon=options["per_tambon"],
                        progress=shower(shown),
                        renders_beside=beside,
                    )
                except Answer as answer:
                    raise CommandError(answer.message, returncode=REFUSED) from answer
            verified, sound = log_and_invariants(self.stderr)
            figures = half_way_figures(province, years_of(options["cycle"]))
            figures |= {"log_verified": verified, "seconds": round(time.monotonic() - started, 1)}
            _tell(console, figures)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        if not (verified and sound):
            sys.exit(BROKEN)

    def _allowed(self, options: dict[str, Any]) -> Area:
        """The province, or the reason why there is no journey."""
        enter_demo_mode()
        refuse_too_few(options["per_tambon"])
        last = options["cycle"]
        province = province_to_walk(options["province"], years_of(last), partial(start_of_cycle, last))
        if not has_room(province):
            raise CommandError(
                f"--province {province.code}: {province} มีอำเภอหรือตำบลน้อยเกินกว่าจะวางแผนไว้ทุกขั้นตอน", returncode=REFUSED
            )
        return province


def _tell(console: Console, figures: dict[str, Any]) -> None:
    """What waits, for people."""
    years = ", ".join(str(year) for year in figures["cycles"])
    table = Table(title=f"แผนจังหวัด {figures['province']} ปีงบประมาณ พ.ศ. {years}: งานที่รออยู่")
    table.add_column("งาน")
    table.add_column("จำนวน", justify="right")
    for title, count in figures["waiting"].items():
        table.add_row(title, f"{count:,}")
    console.print(table)
    sound = "บันทึกเหตุการณ์ตรวจสอบแล้วถูกต้อง" if figures["log_verified"] else "บันทึกเหตุการณ์ไม่ถูกต้อง"
    console.print(f"{sound} · {figures['seconds']} วินาที")
