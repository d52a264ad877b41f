"""`manage.py export_proposals --plan REF --out FILE.xlsx`: the workbook of a plan, to be changed and imported again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from directory.errors import Invalid
from proposals.exchange.writing import write_plan
from proposals.management.commands.import_proposals import plan_or_explain


class Command(BaseCommand):
    """Exit code 0: written. Exit code 1: there is no such plan, or the file cannot be written."""

    help = "Write the proposals of a plan to a workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        """A plan and a file."""
        parser.add_argument("--plan", required=True, metavar="REF", help="the reference of the plan")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.xlsx", help="where to write it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it."""
        with translation.override("th"):
            try:
                plan = plan_or_explain(options["plan"])
                with options["out"].open("wb") as to:
                    write_plan(to, plan)
            except Invalid as wrong:
                raise CommandError("; ".join(map(str, wrong.problems)), returncode=1) from wrong
            except OSError as wrong:
                raise CommandError(str(wrong), returncode=1) from wrong
            self.stdout.write(_("เขียนสมุดงานของแผน %(plan)s แล้ว: %(path)s") % {"plan": plan, "path": options["out"]})
