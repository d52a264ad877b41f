"""What a group of processes uses at most, where a fresh database lies, and when PostgreSQL is left out."""

import subprocess
import sys

import pytest

from bench import journey

HOLDING = "held = bytearray(40 << 20); held[::4096] = b'x' * len(held[::4096]); print(flush=True); input()"
WITH_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDING!r}])"


@pytest.fixture
def group():
    with subprocess.Popen(
        [sys.executable, "-c", WITH_A_CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as leader:
        assert leader.stdout.readline() == b"\n"  # the child holds its 40 MB
        yield leader
        leader.communicate(b"\n")


def test_the_peak_is_that_of_all_processes_of_the_group(group):
    peaks = journey.group_peaks(group.pid)
    assert len(peaks) == 2
    assert peaks.pop(group.pid) > 1
    assert peaks.popitem()[1] > 40


def test_what_has_ended_has_no_peak():
    with subprocess.Popen([sys.executable, "-c", ""], start_new_session=True) as ended:
        ended.wait()
        assert journey.group_peaks(ended.pid) == {}


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/new"),
        ("postgresql://postgres@/postgres?host=/tmp/pg", "postgresql://postgres@/new?host=/tmp/pg"),
    ],
)
def test_a_fresh_database_lies_beside_the_servers_own(server, address):
    assert journey._beside(server, "new") == address


@pytest.mark.parametrize(("seconds", "walked"), [(60.0, ["sqlite", "postgresql"]), (200.0, ["sqlite"])])
def test_the_journey_on_postgresql_is_left_out_when_the_first_took_long(monkeypatch, seconds, walked):
    databases = []

    def walk(database):
        databases.append(database)
        return seconds, 300.0

    monkeypatch.setattr(journey, "_walked", walk)
    figures = journey.measure()
    assert databases == walked
    assert [found["database"] for found in figures.values()] == walked
    assert set(figures) <= set(journey.GOALS)
