"""Set statements that the ORM would do slowly."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

MOST_BOUND, SPARE = 30_000, 100  # values in a statement of SQLite, and room for what is the same in all rows


@contextmanager
def without_collecting() -> Iterator[None]:
    """Leave the collector of cycles alone: of hundreds of thousands of rows none is one, and it looks at all of them.

    It is the whole process's; whoever else needs it meanwhile has it a second later.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write_columns(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write a few columns of many rows of one model: one UPDATE for all.

    `bulk_update` builds an expression per row and column, which costs several times what the database does.
    """
    if not rows:
        return
    fields: list[Any] = [rows[0]._meta.get_field(name) for name in names]
    columns = {field.attname: [row.__dict__[field.attname] for row in rows] for field in fields}
    write_values(type(rows[0]), [row.pk for row in rows], columns)


def write_values(model: type[models.Model], keys: Sequence[int], columns: Mapping[str, list[Any]]) -> None:
    """The same from columns, a value for each key, without an instance for any."""
    if not keys:
        return
    meta, connection = model._meta, connections[DEFAULT_DB_ALIAS]  # itself: its stand-in looks it up for each value
    by_name: dict[str, Any] = {field.attname: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    lists = [_prepared(field, values, connection) for field, values in zip(fields, columns.values(), strict=True)]
    quote = connection.ops.quote_name
    table, key, names = quote(meta.db_table), quote(str(meta.pk.column)), [quote(field.column) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            assignments = ", ".join(f"{name} = new.{name}" for name in names)
            cursor.execute(
                f"UPDATE {table} SET {assignments} FROM unnest({_arrays([meta.pk, *fields], connection)}) "  # noqa: S608  # names from the model
                f"AS new(key_, {', '.join(names)}) WHERE {table}.{key} = new.key_",
                [_literal(values) for values in (list(keys), *lists)],
            )
            return
        assignments = ", ".join(f"{name} = new.column{n}" for n, name in enumerate(names, 2))
        for values, bound in _tables_of(connection, [keys, *lists]):
            cursor.execute(
                f"UPDATE {table} SET {assignments} FROM ({values}) AS new WHERE {table}.{key} = new.column1",  # noqa: S608  # names from the model
                bound,
            )


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert many new rows of one model by one statement, whatever their number, and give them their keys.

    `bulk_create` compiles an expression for each value and, on SQLite, a statement for every few rows. Like it, this
    asks no `save()` and sends no signal. The key must be the database's own; on SQLite the caller is in a transaction.
    """
    if not rows:
        return
    meta = rows[0]._meta
    names = [field.attname for field in meta.local_concrete_fields if not field.primary_key]
    keys = insert_columns(type(rows[0]), len(rows), {name: [row.__dict__[name] for row in rows] for name in names})
    for row, value in zip(rows, keys, strict=True):
        row.pk = value
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_columns(model: type[models.Model], number: int, columns: Mapping[str, Any]) -> Sequence[int]:
    """Insert so many new rows from their columns, by one statement and without an instance for any; answers their keys.

    A list holds a value for each row, anything else is the same in all. What is not named is the field's default.
    As `insert_all` otherwise.
    """
    if not number:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    own = [field for field in fields if isinstance(columns.get(field.attname), list)]
    common = [field for field in fields if field not in own]
    said = [field.get_db_prep_save(columns.get(field.attname, field.get_default()), connection) for field in common]
    lists = [_prepared(field, columns[field.attname], connection) for field in own]
    insert = _insert_on_postgresql if connection.vendor == "postgresql" else _insert_on_sqlite
    return insert(connection, model, number, (common, said), (own, lists))


Given = tuple[Sequence[Any], Sequence[Any]]  # fields, and what each says


def _insert_on_postgresql(
    connection: Any, model: type[models.Model], _number: int, common: Given, own: Given
) -> Sequence[int]:
    quote, (fields, said), (of_rows, lists) = connection.ops.quote_name, common, own
    names = ", ".join(quote(field.column) for field in [*fields, *of_rows])
    same = "".join(f"%s::{field.rel_db_type(connection)}, " for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) "  # noqa: S608  # names from the model
            f"SELECT {same}own.* FROM unnest({_arrays(of_rows, connection)}) AS own "
            f"RETURNING {quote(str(model._meta.pk.column))}",
            [*said, *map(_literal, lists)],
        )
        return [found for (found,) in cursor.fetchall()]


def _insert_on_sqlite(
    connection: Any, model: type[models.Model], number: int, common: Given, own: Given
) -> Sequence[int]:
    quote, (fields, said), (of_rows, lists) = connection.ops.quote_name, common, own
    columns: list[Any] = [model._meta.pk, *of_rows, *fields]
    names = ", ".join(quote(field.column) for field in columns)
    same = "".join(", %s" for _value in said)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        keys = range(first, first + number)
        for values, bound in _tables_of(connection, [keys, *lists]):
            cursor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT own.*{same} FROM ({values}) AS own",  # noqa: S608  # names from the model
                [*said, *bound],
            )
    return keys


def _tables_of(connection: Any, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Rows as tables of values with what is bound in them, each of as many rows as SQLite takes in one statement.

    It is three times as fast as `executemany`, which makes each row a statement of its own inside a savepoint.
    """
    most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) - SPARE
    at_once = max(1, min(most, MOST_BOUND) // len(columns))
    row = f"({', '.join(['%s'] * len(columns))})"
    for start in range(0, len(columns[0]), at_once):
        part = [column[start : start + at_once] for column in columns]
        bound = list(chain.from_iterable(zip(*part, strict=True)))
        yield "VALUES " + ", ".join([row] * len(part[0])), bound


def _arrays(fields: Sequence[Any], connection: Any) -> str:
    """A place for each column's values, as PostgreSQL takes them."""
    return ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)


def _literal(values: Sequence[Any]) -> Any:
    """A column of texts or of whole numbers as PostgreSQL writes an array: the driver looks at each value for itself.

    Any other column as it is.
    """
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {str}:
        held = ("NULL" if v is None else '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values)
    elif kinds == {int}:
        held = ("NULL" if value is None else str(value) for value in values)
    else:
        return values
    return "{" + ",".join(held) + "}"


_TEXTS = (models.CharField, models.TextField)
_WITH_CARE = (models.DecimalField, models.IntegerField)
_AS_THEY_ARE = (models.IntegerField, models.BooleanField, models.ForeignKey)
_PLAIN = {kind.get_prep_value for kind in (models.Field, *_TEXTS, *_AS_THEY_ARE)}


def _prepared(field: Any, values: list[Any], connection: Any) -> list[Any]:
    """A column's values as the driver takes them."""
    if values.count(None) == len(values):
        return values
    if type(field).get_prep_value in _PLAIN:
        if isinstance(field, _AS_THEY_ARE):
            return values
        if isinstance(field, _TEXTS):  # a choice is a text of a kind of its own
            return [value if value is None or type(value) is str else str(value) for value in values]
    if isinstance(field, _WITH_CARE):  # and many are alike
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [known[value] for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]
