"""What a measurement needs: a floor to compare with, memory, and databases of its own.

A module of this package is a measurement when it has `measure() -> dict[str, Figure]`. If it also says
`DATABASES = ("sqlite", "postgresql")`, it is run once on each, with Django set up on a fresh copy that has all tables
and all areas, and each name gets the database's name behind it: `door.fire` becomes `door.fire.postgresql`.
What is hoped for stands in `GOALS: Final = {name: text}` and is printed behind the figure.
Every run has a process of its own, so that peaks of memory do not mix.
"""

import ast
import contextlib
import gc
import importlib
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

from tools.postgres import postgres_url

__all__ = ["Figure", "Timing", "figure", "interleaved", "peak_mb", "postgres_url"]

ROOT = Path(__file__).resolve().parent.parent
DATABASE_NAMES = ("sqlite", "postgresql")


class Figure(TypedDict):
    """One line of var/bench.json: `ratio` is ms / floor_ms, or None where nothing stands below."""

    ratio: float | None
    floor_ms: float | None
    ms: float
    peak_mb: float | None
    database: str


class Timing(NamedTuple):
    """Milliseconds for one call of the floor and of ours."""

    floor_ms: float
    ms: float


def interleaved(
    floor: Callable[[], object], ours: Callable[[], object], *, blocks: int = 15, calls: int = 20
) -> Timing:
    """Time two callables in alternating blocks, so that a noisy neighbour meets both; answer the medians.

    Each block calls each `calls` times, and who goes first changes from block to block.
    """
    times: dict[str, list[float]] = {"floor": [], "ours": []}
    floor()
    ours()
    for block in range(blocks):
        pair = [("floor", floor), ("ours", ours)]
        for name, call in reversed(pair) if block % 2 else pair:
            times[name].append(_milliseconds(call, calls))
    return Timing(statistics.median(times["floor"]), statistics.median(times["ours"]))


def _milliseconds(call: Callable[[], object], calls: int) -> float:
    gc.collect()
    begun = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - begun) * 1000 / calls


@contextlib.contextmanager
def peak_mb() -> Iterator[Callable[[], float]]:
    """Give a function that answers the peak of this process's memory since the block began, in MB.

    Where the kernel cannot forget an earlier peak (not Linux), it is the peak since the process began.
    """
    gc.collect()
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    yield _peak


def _peak() -> float:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def figure(
    ms: float, *, floor_ms: float | None = None, peak_mb: float | None = None, database: str = "sqlite"
) -> Figure:
    """Make a figure; the harness corrects `database` where it knows better."""
    ratio = ms / floor_ms if floor_ms else None
    return Figure(ratio=ratio, floor_ms=floor_ms, ms=ms, peak_mb=peak_mb, database=database)


# --- Running the measurements ---


def modules() -> list[str]:
    """Name the measurements of this package."""
    own = {"__init__", "__main__", "harness"}
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in own)


def databases_of(module: str) -> tuple[str, ...]:
    """Answer on which databases a measurement wants to run; most want none."""
    wanted = tuple(declared(module, "DATABASES") or ())
    if unknown := set(wanted) - set(DATABASE_NAMES):
        raise ValueError(f"bench.{module} asks for {unknown}; there are {DATABASE_NAMES}")
    return wanted


def declared(module: str, name: str) -> Any:
    """Answer the literal that a measurement gives a name, or None.

    The file is read, not imported: its imports may need Django on the right database.
    """
    source = ast.parse((Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
    for statement in source.body:
        if isinstance(statement, ast.Assign):
            value, targets = statement.value, statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            value, targets = statement.value, [statement.target]
        else:
            continue
        if [ast.unparse(to) for to in targets] == [name]:
            return ast.literal_eval(value)
    return None


def run(module: str, database: str | None) -> dict[str, Figure]:
    """Run one measurement in this process."""
    with contextlib.ExitStack() as stack:
        if database:
            stack.enter_context(own_database(database))
        figures: dict[str, Figure] = importlib.import_module(f"bench.{module}").measure()
    if not database:
        return {name: {**_empty(), **found} for name, found in figures.items()}
    return {f"{name}.{database}": {**_empty(), **found, "database": database} for name, found in figures.items()}


@contextlib.contextmanager
def own_database(database: str) -> Iterator[None]:
    """Set Django up on a fresh database with all tables and areas; PostgreSQL writes to disk as in earnest."""
    (ROOT / "var" / "bench").mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="prasan_bench_", dir=ROOT / "var" / "bench"))
        )
        os.environ["VAR_DIR"] = str(folder)
        os.environ["DATABASE_URL"] = stack.enter_context(postgres_url(durable=True)) if database == "postgresql" else ""
        os.environ["DEBUG"] = "0"  # a development server remembers every query
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

        import django  # noqa: PLC0415  # only now is it known which database it is for

        django.setup()

        from tools.databases import Copies  # noqa: PLC0415

        copies = Copies(folder / "databases", prefix=folder.name)
        copies.prepare_template()
        stack.callback(copies.discard_template)
        stack.enter_context(copies.copied("measured"))
        yield


def _empty() -> Figure:
    return Figure(ratio=None, floor_ms=None, ms=0.0, peak_mb=None, database="sqlite")
