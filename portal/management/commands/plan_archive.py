"""Write the book of everything of one plan into a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.archive import archive_of
from proposals.models import Plan


class Command(BaseCommand):
    """Exit status: 0 written, 2 there is no such plan, or a file cannot be read or written."""

    help = "Write one ZIP of a plan for auditors: its documents, evidence, data, log, and a manifest of all hashes."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REF", help="the plan's reference, such as 2572-370101-01-K")
        parser.add_argument("--out", metavar="FILE.zip", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("owner").filter(reference=options["reference"]).first()
        if plan is None:
            raise CommandError(_("ไม่มีแผนรหัส %s") % options["reference"], returncode=2)
        out = Path(options["out"])
        try:
            size = _write(out, plan)
        except OSError as error:
            message = _("เขียนไฟล์ %(path)s ไม่ได้: %(reason)s") % {"path": out, "reason": error}
            raise CommandError(message, returncode=2) from error
        self.stdout.write(_("เขียน %(path)s แล้ว %(size)s ไบต์") % {"path": out, "size": f"{size:,}"})


def _write(out: Path, plan: Plan) -> int:
    """Beside it first, then moved in its place: nobody finds half an archive."""
    descriptor, beside = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in archive_of(plan, None):
                file.write(chunk)
            size = file.tell()
        Path(beside).replace(out)
        return size
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
