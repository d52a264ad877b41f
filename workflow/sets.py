"""Set statements that the ORM would do slowly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def write_columns(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write a few columns of many rows of one model: one prepared UPDATE for all.

    `bulk_update` builds an expression per row and column, which costs several times what the database does.
    """
    if not rows:
        return
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]  # itself: its stand-in looks it up for each value
    fields: list[Any] = [meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = quote(str(meta.pk.column))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {assignments} WHERE {key} = %s",  # noqa: S608  # names from the model
            [
                (*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk)
                for row in rows
            ],
        )
