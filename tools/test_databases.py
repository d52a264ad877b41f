"""Run the suite on SQLite and on PostgreSQL, and refuse any difference: `python -m tools.test_databases`.

What can find nothing a second time is run once: on SQLite what asks for no database and what tests a page by itself,
on PostgreSQL the walks in a browser, which draw every page (the marks ``sqlite_alone`` and ``postgres_alone``).
Arguments go on to pytest. One database after the other with all cores on each: side by side, the faster half would
leave a core idle while the slower one finishes. Exits with 0 only if both passed, with equal counts of what both had
to run, and nothing was skipped. The one exception are tests that need a program which the machine lacks, a browser or
a token's module: what was not tried is said beside the verdict.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET  # reads what pytest has just written
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tools.postgres import postgres_url

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
CHROMIUM = "/usr/bin/chromium"
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
WITHOUT_A_BROWSER = f"There is no {CHROMIUM}: the pages are not tried in a browser."
WITHOUT_THE_OTHERS = {"sqlite": "not postgres_alone", "postgres": "not sqlite_alone"}  # a later -m takes its place
WITHOUT_A_TOKEN = f"There is no {SOFTHSM}: signing with a token is not tried."


@dataclass(frozen=True)
class Outcome:
    """What one run of the suite came to."""

    database: str
    exit_code: int
    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0
    alone: int = 0  # of the tests, those that need no second database
    excused: tuple[str, ...] = ()  # why some of the skipped could not be tried on this machine, once for each

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return self.tests - self.failures - self.errors - self.skipped


def main(arguments: list[str]) -> int:
    """Run both suites, compare them, and print the verdict last."""
    signal.signal(signal.SIGTERM, _end)  # so that the server of our own is stopped too
    VAR.mkdir(exist_ok=True)
    begun = time.monotonic()
    sqlite = run_suite("sqlite", "", arguments)
    with postgres_url() as url:
        postgres = run_suite("postgres", url, arguments)
    complaints = complaints_about(sqlite, postgres)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    for reason, count in Counter((*sqlite.excused, *postgres.excused)).items():
        print(f"{reason} ({count} tests)", file=sys.stderr)
    print(verdict(sqlite, postgres, seconds=time.monotonic() - begun))
    return 1 if complaints else 0


def run_suite(database: str, url: str, arguments: list[str]) -> Outcome:
    """Run pytest on one database; its report goes to var/junit-<database>.xml."""
    report = VAR / f"junit-{database}.xml"
    report.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    workers = os.environ.get("TEST_WORKERS") or str(max(2, os.cpu_count() or 2))
    print(f"\n=== the suite on {database}, {workers} at a time ===", flush=True)
    command = [sys.executable, "-m", "pytest", "--numprocesses", workers, "--dist", "worksteal", "--durations", "20",
               f"--junitxml={report}", "-m", WITHOUT_THE_OTHERS[database], *arguments]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    return read_report(database, done.returncode, report)


def read_report(database: str, exit_code: int, report: Path) -> Outcome:
    """Read the counts from a JUnit report; a run that wrote none has no tests."""
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    reasons: list[str] = []
    alone = 0
    with contextlib.suppress(FileNotFoundError, ET.ParseError):
        root = ET.parse(report).getroot()  # noqa: S314  # pytest's own file
        for suite in root.iter("testsuite"):
            counts = {name: count + int(suite.get(name, "0")) for name, count in counts.items()}
        reasons = [each.get("message", "") for each in root.iter("skipped")]
        alone = sum(each.find("properties/property[@name='alone']") is not None for each in root.iter("testcase"))
    lacking = {
        why for path, why in ((CHROMIUM, WITHOUT_A_BROWSER), (SOFTHSM, WITHOUT_A_TOKEN)) if not Path(path).exists()
    }
    return Outcome(database, exit_code, **counts, alone=alone, excused=tuple(why for why in reasons if why in lacking))


def complaints_about(*outcomes: Outcome) -> list[str]:
    """Say what stands between these runs and a pass."""
    said = [f"pytest ended with {run.exit_code} on {run.database}" for run in outcomes if run.exit_code]
    unexplained = [(run.skipped - len(run.excused), run.database) for run in outcomes]
    said += [f"{count} tests were skipped on {name}: none may be" for count, name in unexplained if count]
    if len({run.tests - run.alone for run in outcomes}) > 1:
        each = (f"{run.tests - run.alone} on {run.database}" for run in outcomes)
        said.append("the databases differ in what both had to run: " + ", ".join(each))
    return said


def verdict(*outcomes: Outcome, seconds: float) -> str:
    """Sum both runs up in one line, as pytest does."""
    sums = {word: sum(getattr(run, word) for run in outcomes) for word in ["failures", "errors", "passed", "skipped"]}
    words = {"failures": "failed"}
    counts = ", ".join(f"{count} {words.get(word, word)}" for word, count in sums.items() if count) or "no tests ran"
    each = ", ".join(f"{run.passed} on {run.database}" for run in outcomes)
    return f"=== {counts} in {seconds:.2f}s ({each}) ==="


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
