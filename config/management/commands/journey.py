"""`manage.py journey`: one province's plans from the councils' meetings to the governor's answer, by the real verbs."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from config.journey import report
from config.journey.papers import rendering_beside
from config.journey.walk import start_of, walk
from directory import clock
from directory.errors import Answer
from directory.models import Area, Body
from directory.verbs.bodies import area_or_explain
from proposals.models import Cycle, FateKind
from proposals.verbs.cycle import check_target_year

REFUSED = 2
BROKEN = 1
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
            with _bars(console) as bars, rendering_beside(wanted=not options["alone"]) as beside:
                try:
                    world = walk(
                        province,
                        options["cycle"],
                        seed=options["seed"],
                        per_tambon=options["per_tambon"],
                        progress=_shower(bars),
                        renders_beside=beside,
                    )
                except Answer as answer:
                    raise CommandError(answer.message, returncode=REFUSED) from answer
            report.write_out(world.cycle, options["out"])
            verified, sound = self._checks()
            figures = report.figures(world.cycle, seconds=time.monotonic() - started, log_verified=verified)
            _tell(console, figures, options["out"])
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        if not (verified and sound):
            sys.exit(BROKEN)

    def _allowed(self, options: dict[str, Any]) -> Area:
        """The province, or the reason why there is no journey."""
        if not settings.PRASAN_DEMO:
            if Body.objects.filter(is_demo=False).exists():
                raise CommandError(
                    "PRASAN_DEMO is not set, and this database holds real bodies: no demonstration here",
                    returncode=REFUSED,
                )
            settings.PRASAN_DEMO = True  # for this process only
        if options["per_tambon"] < 5:  # fewer cannot be kept, merged, split and cut
            raise CommandError(f"--per-tambon {options['per_tambon']}: at least 5", returncode=REFUSED)
        if options["out"].exists() and (not options["out"].is_dir() or any(options["out"].iterdir())):
            raise CommandError(f"--out {options['out']}: must be a new or empty folder", returncode=REFUSED)
        if not Area.objects.exists():
            call_command("load_areas", verbosity=0)
        try:
            province = area_or_explain(options["province"], field="--province")
            check_target_year(options["cycle"])
            with clock.at(start_of(options["cycle"])):
                check_target_year(options["cycle"])
        except Answer as answer:
            raise CommandError(answer.message, returncode=REFUSED) from answer
        if province.level != Area.Level.PROVINCE:
            raise CommandError(f"--province {options['province']}: ต้องเป็นรหัสจังหวัด 2 หลัก", returncode=REFUSED)
        if Cycle.objects.filter(province=province, target_year=options["cycle"]).exists():
            raise CommandError(f"--cycle {options['cycle']}: {province} มีรอบแผนปีนี้อยู่แล้ว", returncode=REFUSED)
        return province

    def _checks(self) -> tuple[bool, bool]:
        """Whether the log verifies and the invariants hold, as their own commands say."""
        results = []
        for command in ("verify_log", "check_invariants"):
            said = io.StringIO()
            try:
                call_command(command, json=True, stdout=said)
                results.append(True)
            except SystemExit as leaving:
                results.append(not leaving.code)
            if not results[-1]:
                self.stderr.write(said.getvalue())
        return results[0], results[1]


def _bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _shower(bars: Progress) -> Callable[[str, int, int], None]:
    tasks: dict[str, TaskID] = {}

    def show(words: str, done: int, total: int) -> None:
        if words not in tasks:
            tasks[words] = bars.add_task(words, total=total)
        bars.update(tasks[words], completed=done, total=total)

    return show


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
    papers = sum(figures["documents"].values())
    sound = "บันทึกเหตุการณ์ตรวจสอบแล้วถูกต้อง" if figures["log_verified"] else "บันทึกเหตุการณ์ไม่ถูกต้อง"
    console.print(
        f"เอกสาร {papers:,} ฉบับ และตารางผลรายโครงการ (lines.csv) อยู่ที่ {out} · {sound} · {figures['seconds']} วินาที"
    )
