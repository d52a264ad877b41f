"""What every test may ask for. Nothing here needs Django until a test asks for a database or for files."""

import contextlib
import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

VAR = Path(__file__).resolve().parent.parent / "var"
LONGEST_RACE = 60.0  # seconds

set_hypothesis_home_dir(VAR / "test" / "hypothesis")
_PATIENT = [hypothesis.HealthCheck.too_slow]  # a walk through the database takes its time
hypothesis.settings.register_profile(
    "default", derandomize=True, max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=_PATIENT
)
hypothesis.settings.register_profile(
    "soak", max_examples=10_000, stateful_step_count=30, deadline=None, suppress_health_check=_PATIENT, print_blob=True
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    """Give this run a folder of its own, which its workers share."""
    if not hasattr(config, "workerinput"):
        (VAR / "test").mkdir(parents=True, exist_ok=True)
        os.environ["PRASAN_TEST_FOLDER"] = tempfile.mkdtemp(prefix="prasan_test_", dir=VAR / "test")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind when the last worker has ended."""
    folder = Path(os.environ["PRASAN_TEST_FOLDER"])
    if not hasattr(config, "workerinput"):
        if (folder / "databases").is_dir():
            _copies().discard_template()
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make soak` repeats at length, and what `make test` runs on one of the databases alone.

    The former are the races and Hypothesis's random walks. What asks for no database runs on SQLite alone, and so do
    the tests of pages by themselves (`test_…_pages.py`); on PostgreSQL alone the walks in a browser, which draw every
    page there. The report names the latter.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if {"race", "rounds"} & fixtures or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("soak")
        if "chromium" in fixtures:
            item.add_marker("postgres_alone")
        elif item.path.stem.endswith("_pages") or not _asks_for_a_database(item, fixtures):
            item.add_marker("sqlite_alone")
        if item.get_closest_marker("sqlite_alone") or item.get_closest_marker("postgres_alone"):
            item.user_properties.append(("alone", "yes"))


def _asks_for_a_database(item: pytest.Item, fixtures: set[str]) -> bool:
    return bool({"db", "django_db_setup"} & fixtures) or item.get_closest_marker("django_db") is not None


def pytest_collection_finish() -> None:
    """Collect garbage seldom: looking through what was imported again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _copies() -> Any:
    from tools.databases import Copies

    folder = Path(os.environ["PRASAN_TEST_FOLDER"])
    return Copies(folder / "databases", prefix=folder.name)


@pytest.fixture(scope="session")
def run_folder(worker_id: str) -> Path:
    """Answer a folder for the files of this process, gone after the run."""
    folder = Path(os.environ["PRASAN_TEST_FOLDER"]) / worker_id
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_files_and_switches(run_folder: Path) -> Iterator[None]:
    """Keep tests away from the developer's files, and passwords cheap. Does nothing where Django is not set up."""
    from django.conf import settings

    if not settings.configured:
        yield
        return
    from django.test import override_settings

    with override_settings(
        VAR_DIR=run_folder,
        MEDIA_ROOT=run_folder / "files",
        STATIC_ROOT=run_folder / "static",
        SIGNING_DIR=run_folder / "signing",
        TSA_URL="",
        PRASAN_DEMO=False,
        ANCHOR_FILE="",
        PUBLIC_BASE_URL="http://127.0.0.1:8000",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _thai_first() -> Iterator[None]:
    """Speak Thai again after a test whose visitor read English: the thread remembers the last request's language."""
    yield
    if "django" in sys.modules:
        from django.utils import translation

        translation.deactivate()


@pytest.fixture(scope="session")
def _databases() -> Any:
    return _copies()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, _databases: Any, worker_id: str
) -> Iterator[None]:
    """Instead of pytest-django's own: each worker has a copy of one template with all tables and all areas."""
    own = contextlib.ExitStack()
    with django_db_blocker.unblock():
        _databases.prepare_template()
        own.enter_context(_databases.copied(worker_id))
    yield
    with django_db_blocker.unblock():
        own.close()


@pytest.fixture(scope="session")
def kept_worlds(_databases: Any, worker_id: str) -> Iterator[Any]:
    """Answer the worlds of the cast that this process has walked before."""
    from tests.kept_worlds import KeptWorlds

    worlds = KeptWorlds(_databases, f"{worker_id}_kept")
    with worlds.databases:
        yield worlds


@pytest.fixture
def concurrent_database(request: pytest.FixtureRequest, db: None, _databases: Any, worker_id: str) -> Iterator[str]:
    """Give a fresh database, with tables and areas, in which everything is really committed.

    Threads and other processes see what the test writes, and the test sees what they write; the database is dropped
    afterwards. Threads that are not started by `race` close their connections themselves: `connections.close_all()`.
    Answers what DATABASES calls the database: a path on SQLite, a name on PostgreSQL.
    """
    if "transactional_db" in request.fixturenames or _wants_transactions(request):
        raise pytest.UsageError("concurrent_database replaces django_db(transaction=True) and transactional_db.")
    with _databases.copied(f"{worker_id}_concurrent") as address:
        yield address


def _wants_transactions(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction", False))


@pytest.fixture
def database_url(concurrent_database: str) -> str:
    """Answer DATABASE_URL for another process that shall work on the concurrent database."""
    from tools.databases import url_of_the_database_in_use

    return url_of_the_database_in_use()


@pytest.fixture(scope="session")
def rounds() -> int:
    """Answer how often a race is run: 5 times here, 100 times in `make soak`."""
    return int(os.environ.get("TEST_ROUNDS", "5"))


@pytest.fixture
def race(concurrent_database: str) -> Callable[..., list[Any]]:
    """Answer a function that starts acts at the same moment, each in its own thread with its own connection.

    It returns, in the order of the acts, what each returned or the exception that it raised.
    """
    return _race


def _race(*acts: Callable[[], Any]) -> list[Any]:
    from django.db import connection, connections

    start = threading.Barrier(len(acts), timeout=LONGEST_RACE)

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()  # all connect first, so that they start together
            start.wait()
            try:
                return act()
            except Exception as raised:  # noqa: BLE001  # the loser's exception is an outcome
                return raised
        except BaseException:
            start.abort()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        outcomes = [pool.submit(run, act) for act in acts]
        return [outcome.result(timeout=LONGEST_RACE) for outcome in outcomes]
