"""`manage.py export_bpmn FLOW OUT.bpmn`: one of the house's flows as BPMN 2.0."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.bpmn import definition_of
from workflow.flows import FLOWS


class Command(BaseCommand):
    """Writes the file; repeating it writes the same bytes."""

    help = "Write the definition of a flow as BPMN 2.0, which other engines and drawing programs read."

    def add_arguments(self, parser: CommandParser) -> None:
        """The flow by its code, and where to write."""
        parser.add_argument("flow", help="one of " + ", ".join(FLOWS))
        parser.add_argument("out", type=Path, help="the file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look the flow up and write it."""
        flow = FLOWS.get(options["flow"])
        if flow is None:
            raise CommandError(f"There is no flow {options['flow']}. There are: {', '.join(FLOWS)}.")
        try:
            options["out"].write_bytes(definition_of(flow))
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        self.stdout.write(str(options["out"]))
