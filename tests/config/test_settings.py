"""The switches of a deployment, each tried in a process of its own."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from config.secret import own_key

ROOT = Path(__file__).resolve().parents[2]
SWITCHES = {
    "ALLOWED_HOSTS", "ANCHOR_FILE", "BEHIND_TLS_PROXY", "DATABASE_URL", "DEBUG", "EMAIL_URL", "PRASAN_DEMO",
    "PUBLIC_BASE_URL", "SECRET_KEY", "VAR_DIR",
}  # fmt: skip
PRODUCTION = {
    "SECRET_KEY": "a-key-that-is-long-enough-and-has-many-different-letters-0123456789",
    "PUBLIC_BASE_URL": "https://prasan.example",
}


@pytest.fixture
def run(tmp_path):
    def run_with(*command, **switches):
        others = {*SWITCHES, "DJANGO_ALLOW_ASYNC_UNSAFE"}  # the browser tests of this process need that one
        environment = {name: value for name, value in os.environ.items() if name not in others}
        environment |= {"VAR_DIR": str(tmp_path / "var"), **switches}
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    return run_with


@pytest.fixture
def settings_with(run):
    def read(*names, **switches):
        program = (
            f"import json; from config import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
        )
        done = run("-c", program, **switches)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


def test_without_any_variable_this_is_a_development_machine(settings_with, tmp_path):
    debug, demo, databases = settings_with("DEBUG", "PRASAN_DEMO", "DATABASES")
    assert debug
    assert not demo
    assert databases["default"]["NAME"] == str(tmp_path / "var" / "db.sqlite3")


def test_a_development_machine_keeps_a_key_of_its_own_that_nobody_else_can_read(settings_with, tmp_path):
    [first] = settings_with("SECRET_KEY")
    [second] = settings_with("SECRET_KEY")
    kept = tmp_path / "var" / "secret_key"
    assert first == second == kept.read_text()
    assert len(first) == 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_two_processes_that_make_the_key_at_once_end_with_the_same_one(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"

    def other_process_was_faster():
        path.write_text("theirs")
        return "ours"

    monkeypatch.setattr("config.secret.get_random_secret_key", other_process_was_faster)
    assert own_key(path) == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_who_names_a_secret_key_is_in_production(settings_with):
    debug, hosts, mail, cookie = settings_with(
        "DEBUG", "ALLOWED_HOSTS", "EMAIL_BACKEND", "SESSION_COOKIE_SECURE", **PRODUCTION
    )
    assert not debug
    assert hosts == ["prasan.example"]
    assert mail.endswith("smtp.EmailBackend")
    assert cookie


def test_demo_mode_writes_mail_to_files_even_without_debug(settings_with):
    [backend] = settings_with("EMAIL_BACKEND", PRASAN_DEMO="1", DEBUG="0")
    assert backend.endswith("filebased.EmailBackend")


def test_postgresql_is_one_variable_away(settings_with):
    [databases] = settings_with("DATABASES", DATABASE_URL="postgresql://ann:pass@db.example:5433/plans?sslmode=require")
    chosen = databases["default"]
    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert (chosen["USER"], chosen["HOST"], chosen["PORT"], chosen["NAME"]) == ("ann", "db.example", 5433, "plans")
    assert chosen["OPTIONS"]["sslmode"] == "require"
    assert "lock_timeout" in chosen["OPTIONS"]["options"]


def test_a_production_deployment_passes_the_check(run):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_demo_mode_is_an_error_in_a_deployment(run):
    done = run("manage.py", "check", "--deploy", PRASAN_DEMO="1", **PRODUCTION)
    assert done.returncode == 1
    assert "prasan.E001" in done.stderr
    assert "prasan.E002" not in done.stderr


@pytest.mark.parametrize("switches", [{"DEBUG": "0"}, {"DEBUG": "0", "SECRET_KEY": ""}])
def test_a_missing_secret_is_an_error_in_a_deployment(run, switches):
    done = run("manage.py", "check", "--deploy", PUBLIC_BASE_URL=PRODUCTION["PUBLIC_BASE_URL"], **switches)
    assert done.returncode == 1
    assert "prasan.E002" in done.stderr
    assert "prasan.E001" not in done.stderr


def test_the_ordinary_check_says_nothing_of_deployments(run):
    done = run("manage.py", "check", PRASAN_DEMO="1")
    assert done.returncode == 0, done.stderr
    assert "prasan." not in done.stderr


def test_a_site_for_the_public_without_https_does_not_pass(run):
    done = run(
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION | {"PUBLIC_BASE_URL": "http://a.example"},
    )
    assert done.returncode == 1
    assert "security.W008" in done.stderr


def test_the_connection_is_set_up_for_people_who_decide_at_once(concurrent_database):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            pragmas = {}
            for name in ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"]:
                cursor.execute(f"PRAGMA {name}")
                [pragmas[name]] = cursor.fetchone()
            assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}
            assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        else:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("20s",)
