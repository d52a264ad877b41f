"""`manage.py work`: do jobs as they come, and sweep the deadlines once a minute, until told to stop."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from workflow import deadlines, jobs

SWEEP_EVERY = 60.0  # seconds
LOOK_EVERY = 0.2


class _Shown:
    """A bar of the jobs that were done and those that are left; nothing where nobody watches."""

    def __init__(self, wanted: list[str] | None, *, is_watched: bool) -> None:
        console = Console(stderr=True)
        self.kinds = wanted or sorted(jobs.kinds())
        self.is_watched = is_watched and console.is_terminal
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=console, disable=not self.is_watched)
        self.task = self.bar.add_task(_("งานที่ค้าง"), total=None)
        self.done = 0

    def one_more(self) -> None:
        """A job was done; others may have been written meanwhile."""
        self.done += 1
        if self.is_watched:
            self.bar.update(self.task, completed=self.done, total=self.done + jobs.unfinished(self.kinds))


class Command(BaseCommand):
    """The in-process worker. Several may run beside each other: a job is leased by one at a time."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Which jobs, and whether to stay."""
        parser.add_argument("--kind", action="append", help="only jobs of this kind, and no deadlines; may be repeated")
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is due any more")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work until SIGTERM or SIGINT; the job in hand is finished first."""
        wanted = options["kind"]
        if unknown := sorted(set(wanted or ()) - jobs.kinds()):
            raise CommandError(f"--kind {unknown[0]}: one of {', '.join(sorted(jobs.kinds()))}", returncode=2)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        shown = _Shown(wanted, is_watched=options["until_idle"])
        swept = float("-inf")
        with shown.bar:
            while not stop.is_set():
                if not wanted and time.monotonic() - swept >= SWEEP_EVERY:
                    deadlines.sweep()
                    swept = time.monotonic()
                if jobs.run_one(wanted):
                    shown.one_more()
                    continue
                if options["until_idle"]:
                    break
                connection.close_if_unusable_or_obsolete()
                stop.wait(LOOK_EVERY)
