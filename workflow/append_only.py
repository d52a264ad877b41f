"""Operations for migrations that make the database itself refuse to edit history, on PostgreSQL and on SQLite.

Each makes triggers before UPDATE and DELETE (on PostgreSQL before TRUNCATE too) and none before INSERT, so that adding
rows costs nothing. A refusal arrives as `IntegrityError` and names the table.

SQLite rebuilds a table to alter it: its triggers go with the old one, without a word, and a trigger of another table
that looks into it stops the rebuilding. So whatever alters a guarded table, or the parent of one, goes into `Altering`.
SQLite's INSERT OR REPLACE deletes without asking triggers unless `PRAGMA recursive_triggers` is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Act = Literal["UPDATE", "DELETE", "TRUNCATE"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One refusal: the act on the table, where ``when`` (SQL on OLD and NEW; blank means always) holds."""

    table: str
    name: str
    act: Act
    why: str
    when: str = ""

    @property
    def message(self) -> str:
        return f"{self.table}: {self.act} refused, history is never edited: {self.why}"

    def create(self, vendor: str) -> list[str]:
        """The statements that make it; none where the database knows no such act."""
        if vendor == "postgresql":
            return [self._function(), self._postgres()]
        return [] if self.act == "TRUNCATE" else [self._sqlite()]

    def drop(self, vendor: str) -> list[str]:
        """The statements that remove it."""
        if vendor == "postgresql":
            return [f'DROP TRIGGER "{self.name}" ON "{self.table}"', f'DROP FUNCTION "{self.name}"()']
        return [] if self.act == "TRUNCATE" else [f'DROP TRIGGER IF EXISTS "{self.name}"']

    def _function(self) -> str:
        # The condition stands in the function and not in the trigger's WHEN, which may not look into other tables and
        # would forbid altering the columns that it names.
        refusal = f"RAISE EXCEPTION USING MESSAGE = {_text(self.message)}, ERRCODE = 'integrity_constraint_violation';"
        body = f"IF {self.when} THEN {refusal} END IF; " if self.when else f"{refusal} "
        result = {"UPDATE": "NEW", "DELETE": "OLD", "TRUNCATE": "NULL"}[self.act]
        return (
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql '
            f"AS $refusal$ BEGIN {body}RETURN {result}; END $refusal$"
        )

    def _postgres(self) -> str:
        each = "STATEMENT" if self.act == "TRUNCATE" else "ROW"
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.act} ON "{self.table}" '
            f'FOR EACH {each} EXECUTE FUNCTION "{self.name}"()'
        )

    def _sqlite(self) -> str:
        condition = self.when.replace(" IS DISTINCT FROM ", " IS NOT ")  # SQLite's own word, before 3.39 the only one
        when = f"WHEN {condition} " if condition else ""
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.act} ON "{self.table}" FOR EACH ROW {when}'
            f"BEGIN SELECT RAISE(ABORT, {_text(self.message)}); END"
        )


class Guard(Operation):
    """Base of the operations: makes its triggers forwards and removes them backwards; models do not change."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        """What is to be refused on the model's table."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are no part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  # Django's signature
        to_state: ProjectState,
    ) -> None:
        for trigger in self._allowed(app_label, schema_editor, to_state):
            for statement in trigger.create(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  # Django's signature
        to_state: ProjectState,
    ) -> None:
        for trigger in self._allowed(app_label, schema_editor, to_state):
            for statement in trigger.drop(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

    def references_model(self, name: str, app_label: str) -> bool:  # noqa: ARG002  # Django's signature
        return name.lower() == self.model_name.lower()

    def describe(self) -> str:
        return f"Never edit the history of {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_is_never_edited"

    def _allowed(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> list[Trigger]:
        model = state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return []
        return self.triggers(model)


class AppendOnly(Guard):
    """Rows are inserted and then neither updated nor deleted.

    ``when`` limits that to rows for which it holds: ``"OLD.frozen_at IS NOT NULL"`` lets a row be written until it is
    frozen. With ``columns`` only these fields may not change; with ``except_columns`` all the others may not, as far as
    the table has them now. Deleting is refused in any case.
    """

    def __init__(
        self, model_name: str, *, when: str = "", columns: Sequence[str] = (), except_columns: Sequence[str] = ()
    ) -> None:
        super().__init__(model_name)
        if columns and except_columns:
            raise ValueError("Name the columns that stay or those that may change, not both.")
        self.when, self.columns, self.except_columns = when, columns, except_columns

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        table = model._meta.db_table
        why = "its rows are only ever inserted" if not self.when else f"a row stays as it is once {self.when}"
        kept = self._kept_columns(model)
        changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in kept)
        update = " AND ".join(f"({part})" for part in (self.when, changed) if part)
        kept_why = f"{', '.join(kept)} never change" if kept else why
        return [
            Trigger(table, f"{table}_append_only_update", "UPDATE", kept_why, update),
            Trigger(table, f"{table}_append_only_delete", "DELETE", why, self.when),
            Trigger(table, f"{table}_append_only_truncate", "TRUNCATE", why),
        ]

    def _kept_columns(self, model: type[models.Model]) -> list[str]:
        """The columns to compare; none when the whole row stays."""
        fields: list[Any] = [model._meta.get_field(name) for name in self.columns]
        if self.except_columns:
            may_change = [model._meta.get_field(name) for name in self.except_columns]
            fields = [field for field in model._meta.concrete_fields if field not in may_change]
        return [field.column for field in fields]


class FrozenWith(Guard):
    """Rows stay as they are once the parent that a foreign key names is frozen, and none is moved into a frozen one.

    ``when`` is SQL on the parent's row. Rows may still be inserted (that would cost each bulk insert a look at the
    parent): the hash of the frozen version tells.
    """

    def __init__(self, model_name: str, parent: str, *, when: str = "parent.frozen_at IS NOT NULL") -> None:
        super().__init__(model_name)
        self.parent, self.when = parent, when

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        table = model._meta.db_table
        key: Any = model._meta.get_field(self.parent)
        above = key.related_model._meta
        why = f"a row stays as it is once its {above.db_table} is frozen"

        def frozen(*rows: str) -> str:
            keys = ", ".join(f'{row}."{key.column}"' for row in rows)
            return (
                f'EXISTS (SELECT 1 FROM "{above.db_table}" parent '  # noqa: S608  # names from the models
                f'WHERE parent."{above.pk.column}" IN ({keys}) AND ({self.when}))'
            )

        return [
            Trigger(table, f"{table}_frozen_update", "UPDATE", why, frozen("OLD", "NEW")),
            Trigger(table, f"{table}_frozen_delete", "DELETE", why, frozen("OLD")),
            Trigger(table, f"{table}_frozen_truncate", "TRUNCATE", why),
        ]


class Refuse(Guard):
    """One refusal in its own words: ``Refuse("plan", "DELETE", when="OLD.event_count > 0", why="...", name="...")``."""

    def __init__(self, model_name: str, act: Act, *, when: str, why: str, name: str) -> None:
        super().__init__(model_name)
        self.act, self.when, self.why, self.name = act, when, why, name

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        table = model._meta.db_table
        return [Trigger(table, f"{table}_{self.name}", self.act, self.why, self.when)]


class Altering(SeparateDatabaseAndState):
    """Wraps operations that alter a guarded table, or the parent of one: ``Altering(migrations.AlterField(...))``.

    On SQLite all triggers are taken down before and put up again afterwards, in the migration's transaction; on
    PostgreSQL, which alters tables in place, nothing is special.
    """

    def __init__(self, *operations: Operation) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with _triggers_aside(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with _triggers_aside(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


@contextmanager
def _triggers_aside(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    standing: list[tuple[str, str]] = []
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            standing = cursor.fetchall()
    for name, _ in standing:
        schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)
    yield
    for _, statement in standing:
        schema_editor.execute(statement, params=None)


def _text(value: str) -> str:
    """The value as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"
