"""`manage.py document_kinds`: every kind of paper, the room that issues it, and what the others wait for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from documents import editable, samples
from documents.kinds import ISSUED, catalogue


class Command(BaseCommand):
    """List the catalogue of papers, and set a sample of each. No database is asked."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """What to print, and where samples go."""
        parser.add_argument("--json", action="store_true", help="print a JSON list")
        parser.add_argument(
            "--samples",
            type=Path,
            metavar="DIR",
            help="write CODE.pdf of each kind that is issued, with CODE.docx and CODE.xlsx where it can be edited",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the list, then write the samples; exit 1 when a kind that is issued has none."""
        listed = catalogue()
        if options["json"]:
            rows = [
                {
                    "code": kind.code,
                    "title_th": kind.title,
                    "room": kind.room,
                    "state": kind.state,
                    "waits_for": kind.waits_for,
                }
                for kind in listed
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            table = Table(title="ชนิดเอกสาร")
            for heading in ("รหัส", "ชื่อ", "ส่วน", "สถานะ"):
                table.add_column(heading)
            for kind in listed:
                table.add_row(kind.code, kind.title, kind.room, (kind.waits_for and f"รอ{kind.waits_for}") or "ออกแล้ว")
            Console().print(table)
        if options["samples"]:
            self._write_samples(options["samples"], [kind.code for kind in listed if kind.state == ISSUED])

    def _write_samples(self, folder: Path, codes: list[str]) -> None:
        if missing := [code for code in codes if not samples.has_sample(code)]:
            raise CommandError(f"no sample in {samples.FOLDER}: {', '.join(missing)}")
        folder.mkdir(parents=True, exist_ok=True)
        for code in codes:
            (folder / f"{code}.pdf").write_bytes(samples.sample_pdf(code))
            for form in editable.editable_forms_of(samples.sample(code)):
                (folder / f"{code}.{form}").write_bytes(editable.made(samples.sample(code), form))
