"""What a list of the desk is as a table: its columns, its rows, and who may have it.

A workbook is a record and speaks Thai whatever the reader's pages do. A column with a reader is one that people fill
in; all others are shown and never read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from directory.acting import Acting
from directory.cells import Reader
from documents.editable.notice import plain
from proposals.models import Plan

ALL: Final = {"show": "all"}
MOST_NAMED_AT_ONCE: Final = 5_000
"""Rows that are asked for by their names; of more, all rows of the list are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of whose list are asked for: those that an address filters, or those with these keys.

    ``kept`` is what a table read once and needs again for its other rows.
    """

    plan: Plan
    by: Acting
    query: Mapping[str, str] = field(default_factory=dict)
    only: Collection[str] | None = None
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> list[str] | None:
        """The keys, where they are few enough to ask the database for."""
        return sorted(self.only) if self.only is not None and len(self.only) <= MOST_NAMED_AT_ONCE else None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``read`` is there where people fill it in, ``choices`` are what its cells offer.

    A value of a column that is not ``is_whole`` may change alone: the row's other cells need not be read for it.
    """

    key: str
    heading: str
    width: int = 18
    looks: str = "plain"
    read: Reader | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, what it is of, what it stands on, and what its cells show.

    ``stands_on`` changes whenever what people judged in it does: the version of a line's words, an entry's baht.
    """

    key: str
    of: Any
    stands_on: str
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the desk. ``admit`` raises for whoever may not open the page of the same list.

    ``key`` is the heading over the rows' keys. ``comes_back`` says what is done with rows that were changed in Excel;
    a list without it is only read.
    """

    name: str
    title: str
    key: str
    columns: Callable[[Asked], Sequence[Column]]
    rows: Callable[[Asked], Iterable[Row]]
    admit: Callable[[Plan, Acting], None]
    comes_back: ComesBack | None = None


Drafts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something else than the desk: what it is of, and the values of its open columns."""

    row: Row
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComesBack:
    """What is done with changed rows: the same verbs as by hand.

    ``draft`` makes of one change what a verb takes, or raises `WrongRowError`. ``carry_out`` calls the verbs with the
    drafts by key; ``more`` are the answers of the confirming form, and ``trial`` stands in for them where the verbs are
    only tried. ``whose`` leads from the field of a verb's problem to the key of the row, if it is about one.
    ``decides`` says that who has a stake in a line may not do it.
    """

    title: Any
    draft: Callable[[Asked, Change], Any]
    carry_out: Callable[[Asked, Mapping[str, Change], Drafts, Mapping[str, Any]], None]
    whose: Callable[[Mapping[str, Change], str, str], str]
    trial: Callable[[Asked], Mapping[str, Any]] = lambda _asked: {}
    decides: bool = False
    asks: str = ""
    verb: Callable[..., Any] | None = None


class WrongRowError(ValueError):
    """A row whose cells do not go together; ``column`` is the key of the one to correct."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def open_columns(columns: Iterable[Column]) -> list[Column]:
    """Those that people fill in."""
    return [column for column in columns if column.read is not None]


def canonical(value: Any) -> str:
    """What a cell says, alike for what was written and what comes back: 3, 3.0 and "3" are one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        return format(number.normalize(), "f") if number.is_finite() else str(number)
    words = plain(str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
    return canonical(Decimal(words)) if words.isascii() and words.isdigit() else words


def mark_of(table: str, row: Row, columns: Sequence[Column]) -> str:
    """How a row stood when it was written: what it stands on, and what its open cells said."""
    said = [canonical(row.cells.get(column.key)) for column in open_columns(columns)]
    return f"{_short([table, row.key, row.stands_on])}.{said_in_short(said)}"


def said_in_short(said: Sequence[str]) -> str:
    """The latter half of a mark, of what open cells say."""
    return _short(list(said))


def _short(words: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]
