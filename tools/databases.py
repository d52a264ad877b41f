"""Copies of a database, made and thrown away by the dozen: for tests, for races, for benchmarks.

One template is migrated and given the areas of the country; everything else is a copy of it, which takes a fraction of
a second on both databases. Append-only triggers forbid to empty a used database, so nobody does: it is dropped.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.core.management import call_command, get_commands
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template"
KEPT = ROOT / "var" / "cache" / "templates"
MAKES_A_TEMPLATE = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "directory/**/*.py", "workflow/append_only.py",
                    "workflow/tables.py", "fixtures/**/*.*", "config/settings.py", "requirements.lock")  # fmt: skip


class Copies:
    """Databases beside the one that the settings name: files in `folder`, or databases of the same PostgreSQL.

    `prefix` begins their names on PostgreSQL, so that two runs on one server do not meet.
    """

    def __init__(self, folder: Path, *, prefix: str) -> None:
        self.folder = folder
        self.prefix = prefix
        self.settings: dict[str, Any] = connections.settings["default"]
        self.on_postgres = connections["default"].vendor == "postgresql"
        self.maintenance = str(self.settings["NAME"])  # a database that exists, from which others are made

    def prepare_template(self) -> None:
        """Build the template, unless another process of this run has already done so."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._template_is_ready.exists():
                self.drop(TEMPLATE)
                if self.on_postgres:
                    self._build_template()
                else:
                    self._build_template_once()
                self._template_is_ready.touch()

    def _build_template(self) -> None:
        self._create(TEMPLATE)
        with self.used(TEMPLATE) as connection:
            fill()
            if not self.on_postgres:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it in the one file

    def _build_template_once(self) -> None:
        """On SQLite a template is one file, and is kept for the next run while nothing that makes it has changed."""
        kept = KEPT / f"{fingerprint()}.sqlite3"
        if not kept.exists():
            self._build_template()
            KEPT.mkdir(parents=True, exist_ok=True)
            for earlier in KEPT.glob("*.sqlite3"):
                earlier.unlink(missing_ok=True)
            half = kept.with_suffix(f".{os.getpid()}")
            shutil.copyfile(self.address(TEMPLATE), half)
            half.replace(kept)
        else:
            shutil.copyfile(kept, self.address(TEMPLATE))

    def discard_template(self) -> None:
        """Drop the template, if this run ever built one."""
        if self._template_is_ready.exists():
            self.drop(TEMPLATE)
            self._template_is_ready.unlink()

    @contextlib.contextmanager
    def copied(self, name: str) -> Iterator[str]:
        """Give a fresh copy of the template to this process and every thread that it starts; drop it afterwards."""
        with self.made(name) as address, self.used(name):
            yield address

    @contextlib.contextmanager
    def made(self, name: str, source: str = TEMPLATE) -> Iterator[str]:
        """Make a fresh copy of a database that nobody is connected to, without using it; drop it afterwards."""
        self.drop(name)
        if self.on_postgres:
            self._tell("CREATE DATABASE {} TEMPLATE {}", name, source)
        else:
            shutil.copyfile(self.address(source), self.address(name))
        try:
            yield self.address(name)
        finally:
            self.drop(name)

    @contextlib.contextmanager
    def used(self, name: str, connection: BaseDatabaseWrapper | None = None) -> Iterator[BaseDatabaseWrapper]:
        """Point Django at one of the databases, by a connection of its own or by one that stays open afterwards.

        The connection that was in use is set aside as it is, even within a transaction, and comes back afterwards.
        """
        aside, aside_name = connections["default"], self.settings["NAME"]
        self.settings["NAME"] = self.address(name)
        connections["default"] = own = connection or connections.create_connection("default")
        try:
            yield own
        finally:
            if connection is None:
                own.close()
            self.settings["NAME"] = aside_name
            connections["default"] = aside

    def opened(self, name: str) -> BaseDatabaseWrapper:
        """Open a connection for `used`, which whoever asked for it closes."""
        with self.used(name, connections.create_connection("default")) as connection:
            connection.ensure_connection()
            return connection

    def address(self, name: str) -> str:
        """Answer what DATABASES calls this database."""
        return f"{self.prefix}_{name}" if self.on_postgres else str(self.folder / f"{name}.sqlite3")

    def drop(self, name: str) -> None:
        """Remove a database, whoever may still be connected to it."""
        if self.on_postgres:
            self._tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        else:
            for suffix in ["", "-wal", "-shm"]:
                Path(self.address(name) + suffix).unlink(missing_ok=True)

    @property
    def _template_is_ready(self) -> Path:
        return self.folder / "template-is-ready"

    def _create(self, name: str) -> None:
        if self.on_postgres:
            self._tell("CREATE DATABASE {} TEMPLATE template0", name)

    def _tell(self, statement: str, *names: str) -> None:
        """Send the server a statement about whole databases; those stand outside any transaction."""
        parameters = connections["default"].get_connection_params() | {"dbname": self.maintenance}
        with psycopg.connect(
            **{key: value for key, value in parameters.items() if key in _CONNECTING}, autocommit=True
        ) as server:
            server.execute(sql.SQL(statement).format(*(sql.Identifier(self.address(name)) for name in names)))


_CONNECTING = {"dbname", "user", "password", "host", "port"}


def fingerprint() -> str:
    """Answer a hash over every file that has a say in what `fill` makes."""
    files = sorted({path for pattern in MAKES_A_TEMPLATE for path in ROOT.glob(pattern) if path.is_file()})
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def fill() -> None:
    """Bring an empty database to where every test and benchmark starts: all tables, all areas."""
    call_command("migrate", verbosity=0, run_syncdb=True)
    if "load_areas" in get_commands():
        call_command("load_areas", verbosity=0)


def url_of_the_database_in_use() -> str:
    """Answer the DATABASE_URL with which another process works on the database that Django is pointed at."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(connection.settings_dict['NAME']))}"
    asked = connection.get_connection_params()
    parts = {
        "user": asked.get("user"),
        "password": asked.get("password"),
        "host": asked.get("host"),
        "port": asked.get("port"),
    }
    return f"postgresql:///{quote(asked['dbname'])}?{urlencode({name: part for name, part in parts.items() if part})}"
