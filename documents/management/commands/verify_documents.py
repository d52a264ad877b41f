"""Make every document again from its snapshot, and compare the bytes with those that were stored."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from documents.verification import Report, verify_all


class Command(BaseCommand):
    """Exit status: 0 every rendition is what its snapshot gives, 1 something differs."""

    help = "Re-render every document from its snapshot and compare the bytes with its stored renditions."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help='print {"documents", "renditions", "differences"}')

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=options["json"] or not console.is_terminal) as bar:
            task = bar.add_task(_("จัดหน้าใหม่และเทียบ"), total=None)
            report = verify_all(lambda done, total: bar.update(task, completed=done, total=total))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._tell(report)
        if report.differences:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        for each in report.differences:
            stored, made = each.stored[:16] or "–", each.made[:16] or "–"
            self.stdout.write(f"{each.code} {each.kind} {each.rendition}: {stored} ≠ {made}")
        counts = {"documents": report.documents, "renditions": report.renditions, "wrong": len(report.differences)}
        self.stdout.write(_("เทียบหนังสือ %(documents)s ฉบับ ไฟล์ %(renditions)s ไฟล์ ต่างไป %(wrong)s ไฟล์") % counts)
