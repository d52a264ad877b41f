"""Killing a process in the middle of an act: a child forked from this warm one, ended before one of its statements.

The database is one that is really committed (`concurrent_database`). The parent lets go of its connections before the
child is made, so that the two share none; what the child had done by then is the database's to undo.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection, connections, transaction

FRAMES = ("BEGIN", "SAVEPOINT", "RELEASE")


class Counter:
    """Counts statements, and calls something before one of them."""

    def __init__(self, before: int = 0, call: Callable[[], Any] | None = None) -> None:
        self.count, self.before, self.call = 0, before, call

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(FRAMES):  # which of them there are depends on what stands around the act
            return execute(sql, params, many, context)
        self.count += 1
        if self.call is not None and self.count == self.before:
            self.call()
        return execute(sql, params, many, context)


def statements_of(act: Callable[[], Any]) -> int:
    """How many statements an act sends once this process knows what it keeps in memory; what it did is taken back."""
    counter = Counter()
    for _ in range(2):
        counter = Counter()
        with transaction.atomic(), connection.execute_wrapper(counter):
            act()
            transaction.set_rollback(True)
    return counter.count


def killed_before(statement: int, act: Callable[[], Any]) -> bool:
    """Do an act in a child that is killed before this statement; answers whether it came to that."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        counter = Counter(statement, lambda: os.kill(os.getpid(), signal.SIGKILL))
        try:
            with connection.execute_wrapper(counter):
                act()
            os._exit(0)
        except BaseException:  # noqa: BLE001  # the child must never come back into the tests
            traceback.print_exc()
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -signal.SIGKILL}, code
    return code != 0


def points(statements: int, wanted: int) -> list[int]:
    """So many statements, spread evenly from the first to the last."""
    return sorted({1 + round((statements - 1) * place / max(wanted - 1, 1)) for place in range(wanted)})
