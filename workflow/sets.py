"""Set statements that the ORM would do slowly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def write_columns(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write a few columns of many rows of one model: one UPDATE for all.

    `bulk_update` builds an expression per row and column, which costs several times what the database does.
    """
    if not rows:
        return
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]  # itself: its stand-in looks it up for each value
    fields: list[Any] = [meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    key = quote(str(meta.pk.column))
    table = quote(meta.db_table)
    keys, columns = [row.pk for row in rows], [_column(field, rows, connection) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = [quote(field.column) for field in fields]
            assignments = ", ".join(f"{name} = new.{name}" for name in names)
            cursor.execute(
                f"UPDATE {table} SET {assignments} FROM unnest({_arrays([meta.pk, *fields], connection)}) "  # noqa: S608  # names from the model
                f"AS new(key_, {', '.join(names)}) WHERE {table}.{key} = new.key_",
                [keys, *columns],
            )
            return
        assignments = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        cursor.executemany(
            f"UPDATE {table} SET {assignments} WHERE {key} = %s",  # noqa: S608  # names from the model
            list(zip(*columns, keys, strict=True)),
        )


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert many new rows of one model by one statement, whatever their number, and give them their keys.

    `bulk_create` compiles an expression for each value and, on SQLite, a statement for every few rows. Like it, this
    asks no `save()` and sends no signal. The key must be the database's own; on SQLite the caller is in a transaction.
    """
    if not rows:
        return
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [field for field in meta.local_concrete_fields if not field.primary_key]
    columns = [_column(field, rows, connection) for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(str(meta.pk.column))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM unnest({_arrays(fields, connection)}) RETURNING {key}",  # noqa: S608  # names from the model
                columns,
            )
            keys = [found for (found,) in cursor.fetchall()]
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            keys = list(range(first, first + len(rows)))
            marks = ", ".join(["%s"] * (len(fields) + 1))
            cursor.executemany(
                f"INSERT INTO {table} ({key}, {names}) VALUES ({marks})",  # noqa: S608  # names from the model
                list(zip(keys, *columns, strict=True)),
            )
    for row, value in zip(rows, keys, strict=True):
        row.pk = value
        row._state.adding, row._state.db = False, connection.alias


def _arrays(fields: Sequence[Any], connection: Any) -> str:
    """A place for each column's values, as PostgreSQL takes them."""
    return ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)


_TEXTS = (models.CharField, models.TextField)
_AS_THEY_ARE = (models.IntegerField, models.BooleanField, models.ForeignKey)
_PLAIN = {kind.get_prep_value for kind in (models.Field, *_TEXTS, *_AS_THEY_ARE)}


def _column(field: Any, rows: Sequence[models.Model], connection: Any) -> list[Any]:
    """A column's values as the driver takes them."""
    values = [row.__dict__[field.attname] for row in rows]
    if type(field).get_prep_value in _PLAIN:
        if isinstance(field, _AS_THEY_ARE):
            return values
        if isinstance(field, _TEXTS):  # a choice is a text of a kind of its own
            return [value if value is None or type(value) is str else str(value) for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]
