"""`manage.py serve`: the site and its worker on this machine, until Ctrl+C."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

PATIENCE = 20.0  # seconds for a child to finish what it has in hand


class Command(BaseCommand):
    """Two children: gunicorn answers people, `work` does the jobs. When one ends, so does the other."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Collect the static files, start both children, wait for either, and stop what is left."""
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        children = [subprocess.Popen(command) for command in (_site(**options), _worker())]  # noqa: S603  # our own
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: _stop(children))
        try:
            while all(child.poll() is None for child in children):
                for child in children:
                    try:
                        child.wait(timeout=0.5)
                    except subprocess.TimeoutExpired:
                        continue
        finally:
            _stop(children)
            for child in children:
                child.wait(timeout=PATIENCE)


def _site(*, host: str, port: int, workers: int, **_others: Any) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}"),
        *("--workers", str(workers), "--threads", "4", "--no-control-socket", "--log-level", "warning"),
    ]


def _worker() -> list[str]:
    return [sys.executable, "manage.py", "work"]


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
