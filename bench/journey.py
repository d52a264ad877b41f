"""The whole way of a province's plans, as `manage.py journey` walks it: 74 proposals in each subdistrict.

It runs as people run it, in a process of its own beside its worker, on a fresh database that has its tables and areas.
Nothing stands below it, so there is no ratio. Memory is the sum of each process's own peak: they never use more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench.harness import ROOT, Figure, figure, postgres_url

__all__ = ["GOALS", "group_peaks", "measure"]

GOALS: Final = {"journey": "≤ 90 s, ≤ 600 MB", "journey_postgres": "≤ 90 s, ≤ 600 MB"}

PROVINCE, CYCLE, PER_TAMBON = "37", "2572", "74"
TIME_FOR_ANOTHER: Final = 120.0  # seconds
LOOK_EVERY: Final = 0.1  # seconds between looks at the memory; a peak is remembered by the kernel


def measure() -> dict[str, Figure]:
    """Walk on SQLite, and then on PostgreSQL too if that leaves `make bench` within its eight minutes."""
    seconds, peak = _walked("sqlite")
    figures = {"journey": figure(seconds * 1000, peak_mb=peak, database="sqlite")}
    if seconds > TIME_FOR_ANOTHER:
        print(f"journey_postgres: left out, since the journey on SQLite took {seconds:.0f} s", file=sys.stderr)
        return figures
    seconds, peak = _walked("postgresql")
    return {**figures, "journey_postgres": figure(seconds * 1000, peak_mb=peak, database="postgresql")}


def _walked(database: str) -> tuple[float, float | None]:
    (ROOT / "var" / "bench").mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="journey_", dir=ROOT / "var" / "bench")))
        address = stack.enter_context(_fresh_database(folder.name)) if database == "postgresql" else ""
        environment = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": address, "PRASAN_DEMO": "1", "DEBUG": "0"}
        for preparing in (["migrate", "--verbosity", "0"], ["load_areas", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *preparing], cwd=ROOT, check=True, env=environment)
        out = folder / "papers"
        command = [sys.executable, "manage.py", "journey", "--province", PROVINCE, "--cycle", CYCLE]
        command += ["--per-tambon", PER_TAMBON, "--out", str(out), "--json"]
        with (folder / "figures").open("w+b") as told, (folder / "messages").open("w+b") as messages:
            begun = time.perf_counter()
            walking = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=told, stderr=messages, start_new_session=True
            )
            peak = _peak_until_done(walking)
            seconds = time.perf_counter() - begun
            if walking.returncode:
                raise RuntimeError((folder / "messages").read_text(encoding="utf-8", errors="replace"))
        found = json.loads((folder / "figures").read_text(encoding="utf-8").splitlines()[-1])
        assert found["log_verified"], found
    return seconds, peak


@contextmanager
def _fresh_database(name: str) -> Iterator[str]:
    """An empty database of a PostgreSQL; answers its URL and drops it afterwards."""
    with postgres_url(durable=True) as url, psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield _beside(url, name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _beside(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def _peak_until_done(walking: subprocess.Popen[bytes]) -> float | None:
    peaks: dict[int, float] = {}
    while True:
        peaks.update(group_peaks(walking.pid))
        try:
            walking.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            continue
        return sum(peaks.values()) or None


def group_peaks(group: int) -> dict[int, float]:
    """The peak of memory of each process of a group, in MB, by process id; none where there is no /proc."""
    peaks = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ProcessLookupError):  # it has ended meanwhile, or is not ours to look at
            if os.getpgid(int(process.name)) != group:
                continue
            for line in (process / "status").read_text(encoding="utf-8").splitlines():
                if line.startswith("VmHWM:"):
                    peaks[int(process.name)] = int(line.split()[1]) / 1024
    return peaks
