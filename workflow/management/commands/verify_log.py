"""Find out whether anybody has changed what happened."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from workflow.verification import AnchorError, Report, read_anchor, verify


class Command(BaseCommand):
    """Exit status: 0 all is whole, 1 something is broken, 2 the anchor cannot be used."""

    help = "Verify the event log: recompute every chain, and compare it with heads kept outside the database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='print {"plans", "events", "broken"} on one line')
        parser.add_argument(
            "--anchor", metavar="FILE", help="heads that log_head wrote; default: ANCHOR_FILE, if there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(self._anchor(options["anchor"]))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
        else:
            self._tell(report)
        if not report.is_whole:
            sys.exit(1)

    def _anchor(self, named: str | None) -> dict[str, Any] | None:
        path = named or settings.ANCHOR_FILE
        if not path:
            return None
        if named is None and not Path(path).exists():
            self.stderr.write(_("ไม่พบไฟล์ค่าแฮช %(path)s จึงตรวจเฉพาะในฐานข้อมูล") % {"path": path})
            return None
        try:
            return read_anchor(path)
        except AnchorError as error:
            raise CommandError(str(error), returncode=2) from error

    def _tell(self, report: Report) -> None:
        for row in report.broken:
            self.stdout.write(
                _("แผน %(plan)s ลำดับที่ %(sequence)s: %(why)s")
                % {"plan": row.plan, "sequence": row.sequence, "why": row.why}
            )
        counts = {"plans": report.plans, "events": report.events, "broken": len(report.broken)}
        if report.is_whole:
            self.stdout.write(_("ตรวจเหตุการณ์ %(events)s รายการของ %(plans)s แผนแล้ว ครบถ้วนและไม่ถูกแก้ไข") % counts)
        else:
            self.stdout.write(_("ตรวจเหตุการณ์ %(events)s รายการของ %(plans)s แผนแล้ว พบที่ผิด %(broken)s แห่ง") % counts)
