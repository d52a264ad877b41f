"""`manage.py open_province CODE --from bodies.xlsx`: opens a real province from one workbook."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from directory.drafts import ProvinceOpened
from directory.errors import Invalid, Problem
from directory.models import Area
from directory.verbs.open_province import examine, open_province, province_or_explain
from directory.workbook import Reading, read_workbook, write_annotated, write_workbook


class Command(BaseCommand):
    """Exit code 0: done, or with --dry-run: it would be. Exit code 2: something is wrong, and nothing was changed."""

    help = "Open a province from a workbook; repeatable. --template writes the workbook to fill in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a province and one workbook, to read or to write."""
        parser.add_argument("code", help="the province's code, such as 37")
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--from", dest="source", type=Path, metavar="BODIES.xlsx", help="the workbook to open from")
        source.add_argument("--template", type=Path, metavar="OUT.xlsx", help="write an empty workbook and stop")
        parser.add_argument("--dry-run", action="store_true", help="change nothing; say what would be done")
        parser.add_argument("--out", type=Path, metavar="ANNOTATED.xlsx", help="the workbook again, with its problems")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do one of the two, and turn every problem into exit code 2."""
        try:
            province = province_or_explain(options["code"])
            if options["template"] is not None:
                write_workbook(options["template"], None, province)
                self.stdout.write(_("เขียนสมุดงานของ%(name)sแล้ว: %(path)s") % _named(province, options["template"]))
                return
            self._open(province, options["source"], options["out"], dry_run=options["dry_run"])
        except Invalid as wrong:
            raise CommandError("\n".join(str(problem) for problem in wrong.problems), returncode=2) from wrong
        except OSError as wrong:
            raise CommandError(str(wrong), returncode=2) from wrong

    def _open(self, province: Area, source: Path, out: Path | None, *, dry_run: bool) -> None:
        if out is not None and not dry_run:
            raise CommandError(_("--out ใช้คู่กับ --dry-run"), returncode=2)
        if out is not None and out.resolve() == source.resolve():
            raise CommandError(_("--out ต้องเป็นคนละไฟล์กับ --from"), returncode=2)
        reading = read_workbook(source)
        problems, opened = _tried(province, reading, dry_run=dry_run)
        if out is not None:
            write_annotated(out, reading, problems, province)
        if problems or opened is None:
            raise CommandError(_told(province, problems, out), returncode=2)
        heading = _("ลองเปิด%s: ไม่พบปัญหา และยังไม่ได้เปลี่ยนแปลงใด") if dry_run else _("เปิด%sแล้ว")
        self.stdout.write(heading % province.full_name)
        for line in _summary(opened):
            self.stdout.write(line)


def _tried(province: Area, reading: Reading, *, dry_run: bool) -> tuple[Sequence[Problem], ProvinceOpened | None]:
    """Open the province, and take all of it back in a dry run."""
    if reading.problems:
        return examine(province=province, drafts=reading.typed, already=reading.problems)[2], None
    try:
        with transaction.atomic():
            opened = open_province(province=province, drafts=reading.drafts, by=None)
            transaction.set_rollback(dry_run)
    except Invalid as wrong:
        return wrong.problems, None
    return [], opened


def _named(province: Area, path: Path) -> dict[str, str]:
    return {"name": province.full_name, "path": str(path)}


def _told(province: Area, problems: Sequence[Problem], out: Path | None) -> str:
    heading = _("เปิด%(name)sไม่ได้ พบ %(number)d ปัญหา และไม่มีการเปลี่ยนแปลงใด") % {
        "name": province.full_name,
        "number": len(problems),
    }
    lines = [heading, *(f"  {problem}" for problem in problems)]
    if out is not None:
        lines.append(_("ดูช่องที่ต้องแก้ใน %s") % out)
    return "\n".join(lines)


def _summary(opened: ProvinceOpened) -> list[str]:
    lines = [
        _("  %(what)s: ใหม่ %(created)s แก้ไข %(updated)s คงเดิม %(unchanged)s")
        % {
            "what": what,
            "created": f"{counted.created:,}",
            "updated": f"{counted.updated:,}",
            "unchanged": f"{counted.unchanged:,}",
        }
        for what, counted in opened.counts
    ]
    return [*lines, _("  อำนาจในพื้นที่ที่ให้ใหม่: %s") % f"{opened.grants:,}"]
