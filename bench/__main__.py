"""`python -m bench`: run the measurements, print one line a figure, and keep them in var/bench.json."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.harness import ROOT, Figure, databases_of, declared, modules, run

KEPT = ROOT / "var" / "bench.json"


def main(arguments: list[str]) -> int:
    """Run every measurement, or the one that is asked for; a failed one does not stop the others."""
    known = modules()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME", choices=known, help=f"one of: {', '.join(known)}")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.into:  # one measurement, in a process of its own
        asked.into.write_text(json.dumps(run(asked.only, asked.database)), encoding="utf-8")
        return 0
    failed = [name for name in ([asked.only] if asked.only else known) if not measure(name)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def measure(name: str) -> bool:
    """Run one measurement on each database that it wants; answer whether all of it went well."""
    outcomes = [_measure_on(name, database) for database in databases_of(name) or (None,)]
    return all(outcomes)


def _measure_on(name: str, database: str | None) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "bench", "--only", name, "--into", str(into)]
        command += ["--database", database] if database else []
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return False
        figures: dict[str, Figure] = json.loads(into.read_text(encoding="utf-8"))
    goals = declared(name, "GOALS") or {}
    for title, found in figures.items():
        print(line(title, found, goals.get(title.removesuffix(f".{database}"), "")), flush=True)
    keep(figures)
    return True


def line(title: str, found: Figure, goal: str) -> str:
    """Write one figure as a line, with what was hoped for behind it."""
    floor = "" if found["floor_ms"] is None else f"floor {found['floor_ms']:10.3f} ms  {found['ratio']:7.2f}×"
    memory = "" if found["peak_mb"] is None else f"peak {found['peak_mb']:6.0f} MB"
    hoped = f"goal {goal}" if goal else ""
    return f"{title:<28} {found['ms']:11.3f} ms  {floor:<30}  {memory:<12}  {hoped}".rstrip()


def keep(figures: dict[str, Figure]) -> None:
    """Add figures to var/bench.json; those of other measurements stay."""
    KEPT.parent.mkdir(exist_ok=True)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    KEPT.write_text(json.dumps({**kept, **figures}, indent=2, ensure_ascii=False, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
