"""Write down where every chain of events stands, to be kept where the database's keeper cannot reach it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from workflow.verification import AnchorError, contradictions, current_anchor, read_anchor


class Command(BaseCommand):
    """Prints the heads; with --out or --write they go into a file too, whole or not at all."""

    help = "Print the heads of all event chains and their Merkle root, for verify_log --anchor."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print all of it as JSON on one line")
        parser.add_argument("--out", metavar="FILE", help="write the JSON into this file")
        parser.add_argument("--write", action="store_true", help="write the JSON into ANCHOR_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            _require_continuation(settings.ANCHOR_FILE)
        anchor = current_anchor()
        for path in (options["out"], settings.ANCHOR_FILE if options["write"] else None):
            if path:
                _write(Path(path), anchor)
        if options["json"]:
            self.stdout.write(json.dumps(anchor, ensure_ascii=False))
        else:
            self._tell(anchor)

    def _tell(self, anchor: dict[str, Any]) -> None:
        self.stdout.write(_("ณ %(at)s มี %(plans)s แผน %(events)s เหตุการณ์") % anchor)
        self.stdout.write(f"root {anchor['root']}")
        for head in anchor["heads"].values():
            self.stdout.write(f"{head['reference']} {head['count']} {head['hash']}")


def _require_continuation(path: str) -> None:
    """A new anchor never takes the place of one that the log contradicts: that would destroy the evidence."""
    if not path:
        raise CommandError(_("ยังไม่ได้กำหนด ANCHOR_FILE จึงไม่มีไฟล์ให้เขียน"), returncode=2)
    if not Path(path).exists():
        return
    try:
        broken = contradictions(read_anchor(path))
    except AnchorError as error:
        raise CommandError(str(error), returncode=2) from error
    if broken:
        raise CommandError(
            _("ไม่เขียนทับ %(path)s: บันทึกเหตุการณ์ขัดกับไฟล์เดิมที่แผน %(plan)s ลำดับที่ %(sequence)s (%(why)s)")
            % {"path": path, "plan": broken[0].plan, "sequence": broken[0].sequence, "why": broken[0].why}
        )


def _write(path: Path, anchor: dict[str, Any]) -> None:
    """Beside it first, then moved in its place: a reader sees the old file or the new one, never half of one."""
    try:
        descriptor, beside = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                os.fchmod(descriptor, 0o644)  # it holds no secret, and others shall keep copies
                json.dump(anchor, file, ensure_ascii=False, indent=1)
                file.write("\n")
                file.flush()
                os.fsync(descriptor)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(
            _("เขียนไฟล์ %(path)s ไม่ได้: %(reason)s") % {"path": path, "reason": error}, returncode=2
        ) from error
