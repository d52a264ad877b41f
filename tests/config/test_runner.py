"""`make test` cannot be satisfied by a run that failed, skipped or differed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import test_databases
from tools.test_databases import WITHOUT_A_BROWSER, WITHOUT_A_TOKEN, Outcome, complaints_about, read_report, verdict

ROOT = Path(__file__).resolve().parents[2]
SQLITE = Outcome("sqlite", 0, tests=7)
POSTGRES = Outcome("postgres", 0, tests=7)


def test_two_equal_clean_runs_are_a_pass():
    assert complaints_about(SQLITE, POSTGRES) == []


def test_a_failed_run_is_refused():
    failed = Outcome("postgres", 1, tests=7, failures=1)
    assert complaints_about(SQLITE, failed) == ["pytest ended with 1 on postgres"]


def test_a_difference_in_counts_is_refused_even_if_both_pass():
    assert complaints_about(SQLITE, Outcome("postgres", 0, tests=6)) == [
        "the databases differ in what both had to run: 7 on sqlite, 6 on postgres"
    ]


def test_what_runs_on_one_of_them_alone_may_be_missing_on_the_other_and_nothing_else():
    assert complaints_about(Outcome("sqlite", 0, tests=9, alone=2), Outcome("postgres", 0, tests=8, alone=1)) == []
    assert complaints_about(Outcome("sqlite", 0, tests=9, alone=2), Outcome("postgres", 0, tests=8, alone=2)) == [
        "the databases differ in what both had to run: 7 on sqlite, 6 on postgres"
    ]


def test_a_test_that_asks_for_no_database_runs_on_sqlite_alone_and_says_so_in_the_report(request):
    assert request.node.get_closest_marker("sqlite_alone") is not None
    assert request.node.user_properties == [("alone", "yes")]


@pytest.mark.django_db
def test_a_test_that_asks_for_a_database_runs_on_both(request):
    assert {mark.name for mark in request.node.iter_markers()} == {"django_db"}
    assert request.node.user_properties == []


def test_skipped_tests_are_refused_even_if_both_skip_them():
    skipping = [Outcome(name, 0, tests=7, skipped=2) for name in ["sqlite", "postgres"]]
    assert complaints_about(*skipping) == [
        "2 tests were skipped on sqlite: none may be",
        "2 tests were skipped on postgres: none may be",
    ]


def test_only_a_machine_without_a_program_may_skip_and_only_for_that_reason(tmp_path, monkeypatch):
    report = tmp_path / "junit.xml"
    skips = f'<testcase><skipped message="{WITHOUT_A_BROWSER}"/></testcase>'
    other = '<testcase><skipped message="not today"/></testcase>'

    def complaints(body, skipped):
        report.write_text(f'<testsuites><testsuite tests="7" skipped="{skipped}">{body}</testsuite></testsuites>')
        return complaints_about(read_report("sqlite", 0, report), read_report("postgres", 0, report))

    monkeypatch.setattr(test_databases, "CHROMIUM", str(tmp_path / "none"))
    assert complaints(skips * 2, 2) == []
    assert complaints(skips + other, 2) == [
        f"1 tests were skipped on {name}: none may be" for name in ("sqlite", "postgres")
    ]
    monkeypatch.setattr(test_databases, "CHROMIUM", str(report))
    assert len(complaints(skips, 1)) == 2
    token = f'<testcase><skipped message="{WITHOUT_A_TOKEN}"/></testcase>'
    monkeypatch.setattr(test_databases, "SOFTHSM", str(tmp_path / "none"))
    assert complaints(token, 1) == []
    monkeypatch.setattr(test_databases, "SOFTHSM", str(report))
    assert len(complaints(token, 1)) == 2


def test_a_run_without_a_report_counts_no_tests(tmp_path):
    assert read_report("sqlite", 3, tmp_path / "missing.xml") == Outcome("sqlite", 3)


def test_the_counts_are_read_from_the_report(tmp_path):
    report = tmp_path / "junit.xml"
    alone = '<testcase><properties><property name="alone" value="yes"/></properties></testcase><testcase/>'
    counts = 'tests="5" failures="1" errors="1" skipped="1"'
    report.write_text(f"<testsuites><testsuite {counts}>{alone}</testsuite></testsuites>")
    outcome = read_report("sqlite", 1, report)
    assert outcome == Outcome("sqlite", 1, tests=5, failures=1, errors=1, skipped=1, alone=1)
    assert outcome.passed == 2


def test_the_last_line_sums_up_both_runs():
    failed = Outcome("postgres", 1, tests=7, failures=1)
    assert verdict(SQLITE, POSTGRES, seconds=3.2) == "=== 14 passed in 3.20s (7 on sqlite, 7 on postgres) ==="
    assert verdict(SQLITE, failed, seconds=3.2) == "=== 1 failed, 13 passed in 3.20s (7 on sqlite, 6 on postgres) ==="


def test_without_a_python_setup_says_what_to_install(tmp_path):
    environment = {"PYTHON": "python2 /nowhere/python3", "PATH": "/usr/bin:/bin"}
    command = ["tools/make_venv", tmp_path / "venv"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.11 or later" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_hypothesis_draws_the_same_examples_on_every_run():
    program = (
        "import tests.conftest; from hypothesis import settings\n"
        "chosen = settings(); print(chosen.derandomize, chosen.max_examples, chosen.stateful_step_count)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_PROFILE"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "50", "30"], done.stderr
