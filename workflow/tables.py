"""Operations for migrations that make a new database's tables, many at once.

Django renders all related models anew after each operation, which costs a database of a hundred tables most of the time
that it takes to make it. These tell the state everything first, so that the models are rendered once.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Base of the two: what its operations do to the state, without rendering in between."""

    reversible = True

    def __init__(self, *operations: Operation) -> None:
        self.operations: Sequence[Operation] = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # a cached property: what is not rendered is not rendered anew
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(operation.references_model(name, app_label) for operation in self.operations)

    def describe(self) -> str:
        return f"Together: {'; '.join(operation.describe() for operation in self.operations)}"


class CreateTogether(Together):
    """Makes tables of one app, which may refer to each other in a circle: ``CreateTogether(CreateModel(...), ...)``."""

    def __init__(self, *operations: CreateModel) -> None:
        super().__init__(*operations)


class CompleteTogether(Together):
    """Gives tables that are still empty their further fields, indexes and constraints; no field comes twice in it.

    On SQLite, which would remake a table for each operation, each table is made anew once, without the triggers that it
    may have. Raises `RuntimeError`, before anything is changed, where a table has rows.
    """

    def __init__(self, *operations: AddField | AlterField | AddIndex | AddConstraint) -> None:
        super().__init__(*operations)
        self.models = list(dict.fromkeys(operation.model_name_lower for operation in operations))

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._refuse_rows(app_label, schema_editor, from_state)
        if schema_editor.connection.vendor == "sqlite":
            self._make_anew(app_label, schema_editor, from_state, to_state)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._refuse_rows(app_label, schema_editor, from_state)
        if schema_editor.connection.vendor == "sqlite":
            self._make_anew(app_label, schema_editor, from_state, to_state)
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _refuse_rows(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> None:
        alias = schema_editor.connection.alias
        for name in self.models:
            model = state.apps.get_model(app_label, name)
            if self.allow_migrate_model(alias, model) and model._base_manager.using(alias).exists():
                raise RuntimeError(f"{model._meta.db_table} has rows: it is completed only while it is empty")

    def _make_anew(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for name in self.models:
            before, after = (state.apps.get_model(app_label, name) for state in (from_state, to_state))
            if self.allow_migrate_model(schema_editor.connection.alias, after):
                schema_editor.delete_model(before)
                schema_editor.create_model(after)
