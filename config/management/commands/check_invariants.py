"""Ask the database whether the invariants hold, whatever any counter says."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from config.invariants import Findings, check
from proposals.models import Cycle

MOST_ROWS = 20


class Command(BaseCommand):
    """Exit status: 0 every invariant holds, 1 something is broken, 2 there is no such cycle."""

    help = "Check the invariants of DESIGN §4 by queries of their own, and name every row that breaks one."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='print {"ok", "checked", "broken"} on one line')
        parser.add_argument("--cycle", type=int, metavar="ID", help="only this cycle; default: all")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = check(self._cycle(options["cycle"]))
        if options["json"]:
            self.stdout.write(json.dumps(findings.as_json(), ensure_ascii=False, cls=DjangoJSONEncoder))
        else:
            self._tell(findings)
        if not findings.ok:
            sys.exit(1)

    def _cycle(self, pk: int | None) -> Cycle | None:
        if pk is None:
            return None
        cycle = Cycle.objects.filter(pk=pk).first()
        if cycle is None:
            raise CommandError(_("ไม่มีรอบแผนหมายเลข %s") % pk, returncode=2)
        return cycle

    def _tell(self, findings: Findings) -> None:
        for name, count in findings.checked.items():
            broken = findings.of(name)
            verdict = _("ผิด %s แถว") % len(broken) if broken else "OK"
            self.stdout.write(f"{name:<52} {count:>9,}  {verdict}")
            for row in broken[:MOST_ROWS]:
                where = " ".join(f"{column}={value}" for column, value in row.row.items())
                self.stdout.write(f"    {row.why} · {where}")
            if len(broken) > MOST_ROWS:
                self.stdout.write(_("    … และอีก %s แถว") % (len(broken) - MOST_ROWS))
        if findings.ok:
            self.stdout.write(_("ครบทุกข้อ: ไม่มีแถวใดผิด"))
        else:
            counts = {"rows": len(findings.broken), "names": len(findings.names())}
            self.stdout.write(_("ผิด %(names)s ข้อ %(rows)s แถว") % counts)
