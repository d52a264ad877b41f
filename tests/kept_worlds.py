"""Worlds walked once and used again: each stands in a database of its own, which every test leaves as it found it.

Bringing three plans to their district takes longer than what most tests ask about them. A way that a second test begins
with is therefore walked once more, into a fresh copy of the database; the tests after it start where that walk ended.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tools.databases import Copies

READING = ("SELECT", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Kept:
    """A world with everything in it, the database where it stands, and the connection that stays open to it."""

    name: str
    connection: BaseDatabaseWrapper
    content: bytes


class KeptWorlds:
    """The worlds that this process has walked, by the way that was walked; all begin with the same people."""

    def __init__(self, copies: Copies, prefix: str) -> None:
        self.copies = copies
        self.prefix = prefix
        self.worlds: dict[str, Kept] = {}
        self.asked: Counter[str] = Counter()
        self.databases = ExitStack()
        self.first_day = b""

    def is_worth_keeping(self, way: str) -> bool:
        """Whether a way has been walked before, so that a third test may want it too."""
        self.asked[way] += 1
        return self.asked[way] > 1

    def build(self, build: Callable[[], Any]) -> None:
        """Build the world that all ways begin with, unless that has been done."""
        if not self.first_day:
            self.databases.enter_context(self.copies.made(self.prefix))
            with self.copies.used(self.prefix), transaction.atomic():
                self.first_day = pickle.dumps(build())

    @contextmanager
    def lent(self, way: str, walk: Callable[[Any], Any]) -> Iterator[Any]:
        """Point Django at the end of a way, in a transaction that is undone afterwards; answers what the walk did."""
        kept = self.worlds.get(way) or self._walked(way, walk)
        with self.copies.used(kept.name, kept.connection), _undone():
            yield pickle.loads(kept.content)  # noqa: S301  # written by this process

    def _walked(self, way: str, walk: Callable[[Any], Any]) -> Kept:
        name = f"{self.prefix}_{len(self.worlds)}"
        self.databases.enter_context(self.copies.made(name, self.prefix))
        opened = self.copies.opened(name)
        self.databases.callback(opened.close)
        with self.copies.used(name, opened), transaction.atomic():
            content = pickle.dumps(walk(pickle.loads(self.first_day)))  # noqa: S301  # written by this process
        self.worlds[way] = Kept(name, opened, content)
        return self.worlds[way]


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction that ends as those of pytest-django do: its references are checked, and nothing of it stays."""
    undone = transaction.atomic()
    undone._from_testcase = True  # type: ignore[attr-defined]  # Django's own mark: what is durable may be tried within
    with undone:
        try:
            yield
            if not connection.needs_rollback:
                connection.check_constraints()
        finally:
            transaction.set_rollback(True)


class Untouched:
    """Watches whether a world is still as it was lent."""

    def __init__(self) -> None:
        self.holds = True

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Let a statement pass; the first that writes ends it."""
        if not sql.lstrip().upper().startswith(READING):
            self.holds = False
        return execute(sql, params, many, context)
