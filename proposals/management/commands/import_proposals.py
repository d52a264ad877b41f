"""`manage.py import_proposals FILE.xlsx --plan REF`: take a sheet of proposals into a plan, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from directory.errors import Answer, Invalid, Problem
from proposals.actions import IMPORT
from proposals.exchange.grids import SheetProblem
from proposals.exchange.marking import write_marked
from proposals.exchange.matching import matched
from proposals.exchange.reading import Reading, open_workbook, read_workbook, villages_of
from proposals.models import BudgetLine, Plan
from proposals.verbs.exchange import OPERATOR, Imported, import_proposals


class Command(BaseCommand):
    """Exit code 0: done, or with --dry-run: it would be. Exit code 1: something is wrong, and nothing was changed."""

    help = "Import proposals from a workbook: our own, or any table with headings. What it wrote awaits confirmation."

    def add_arguments(self, parser: CommandParser) -> None:
        """A workbook, a plan, and what to tell."""
        parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="the workbook to import")
        parser.add_argument("--plan", required=True, metavar="REF", help="the reference of the plan")
        parser.add_argument("--dry-run", action="store_true", help="change nothing; say what would be done")
        parser.add_argument("--json", action="store_true", help="tell it as JSON")
        parser.add_argument("--out", type=Path, metavar="ANNOTATED.xlsx", help="the workbook again, bad cells marked")
        parser.add_argument(
            "--source", choices=BudgetLine.Source.values, default="", help="of amounts that name no source"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, compare and, unless it is tried only, write."""
        with translation.override("th"):
            done, problems, notes, rows = self._tried(**options)
            if options["json"]:
                errors = [_as_json(problem) for problem in problems]
                counts = {"created": done.created, "updated": done.updated, "errors": errors}
                told = {"rows": rows, **counts, "unchanged": done.unchanged}
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            for note in notes:
                self.stderr.write(str(note))
            if problems:
                heading = _("นำเข้าไม่ได้ พบ %d จุดที่ต้องแก้ และไม่มีการเปลี่ยนแปลงใด") % len(problems)
                raise CommandError("\n".join([heading, *(f"  {problem}" for problem in problems)]), returncode=1)
            if not options["json"]:
                said = (
                    _("จะนำเข้า: ใหม่ %d แก้ไข %d คงเดิม %d")
                    if options["dry_run"]
                    else _("นำเข้าแล้ว: ใหม่ %d แก้ไข %d คงเดิม %d")
                )
                self.stdout.write(said % (done.created, done.updated, done.unchanged))

    def _tried(
        self, *, file: Path, plan: str, dry_run: bool, out: Path | None, source: str, **_options: Any
    ) -> tuple[Imported, Sequence[Problem], Sequence[Problem], int]:
        nothing = Imported(0, 0, 0)
        if out is not None and out.resolve() == file.resolve():
            raise CommandError(_("--out ต้องเป็นคนละไฟล์กับไฟล์ที่นำเข้า"), returncode=1)
        try:
            found = plan_or_explain(plan)
            workbook = open_workbook(_there(file), name=file.name, plan=found, source=source)
            reading = read_workbook(workbook, found, villages_of(found))
        except Invalid as wrong:
            return nothing, wrong.problems, [], 0
        kept = workbook if out is not None else None
        del workbook  # a large one would fill the memory while its rows are written
        done, problems = _done(found, reading, file, dry_run=dry_run)
        if out is not None and kept is not None:
            with out.open("wb") as to:
                write_marked(to, kept, problems, villages_of(found), found.reference)
        return done, problems, reading.notes, len(reading.records)


def _done(plan: Plan, reading: Reading, file: Path, *, dry_run: bool) -> tuple[Imported, Sequence[Problem]]:
    villages = villages_of(plan)
    if not IMPORT.fits(plan, ()):
        message = _("แผนนี้ไม่อยู่ระหว่างจัดทำหรือปรับปรุงของเจ้าของ จึงนำเข้าไม่ได้")
        return Imported(0, 0, 0), [Problem("plan", plan.reference, message)]
    if dry_run or reading.problems:
        found = matched(plan, reading.records, villages, reading.problems)
        if found.problems:
            return Imported(0, 0, 0), found.problems
        return Imported(len(found.created), len(found.updated), found.unchanged), []
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    try:
        return import_proposals(plan=plan, records=reading.records, by=OPERATOR, workbook=sha256), []
    except Invalid as wrong:
        return Imported(0, 0, 0), wrong.problems
    except Answer as wrong:
        return Imported(0, 0, 0), [Problem("plan", plan.reference, wrong.message)]


def plan_or_explain(reference: str) -> Plan:
    """The plan of a reference.

    Raises:
        Invalid: there is none.
    """
    found = Plan.objects.select_related("owner__secretariat", "area", "cycle", "current_version", "parent__owner")
    plan = found.filter(reference=reference).first()
    if plan is None:
        raise Invalid.of("plan", reference, _("ไม่พบแผนเลขนี้"))
    return plan


def _there(file: Path) -> Path:
    if not file.is_file():
        raise Invalid.of("file", file.name, _("ไม่พบไฟล์นี้"))
    return file


def _as_json(problem: Problem) -> dict[str, str]:
    sheet, cell = (problem.sheet, problem.cell) if isinstance(problem, SheetProblem) else ("", "")
    return {"sheet": sheet, "cell": cell, "message": str(problem.message)}
