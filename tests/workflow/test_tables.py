"""Tables that are made and completed together, on a database of their own."""

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from workflow.tables import CompleteTogether, CreateTogether

KEY = ("id", models.BigAutoField(primary_key=True))
FACING = CreateTogether(
    migrations.CreateModel("Leaf", [KEY, ("facing", models.ForeignKey("workflow.Sheet", models.PROTECT, null=True))]),
    migrations.CreateModel("Sheet", [KEY, ("first", models.ForeignKey("workflow.Leaf", models.PROTECT))]),
)
COMPLETED = CompleteTogether(
    migrations.AddField("leaf", "number", models.PositiveSmallIntegerField()),
    migrations.AddField("leaf", "before", models.ForeignKey("workflow.Leaf", models.PROTECT, null=True)),
    migrations.AddIndex("leaf", models.Index(fields=["number"], name="leaf_number")),
    migrations.AddConstraint("leaf", models.UniqueConstraint(fields=["facing", "number"], name="one_leaf_a_number")),
    migrations.AddField("sheet", "title", models.CharField(max_length=9)),
)


def changed(operation, before, *, backwards=False):
    """The state after the operation, which the database has then too; backwards, the database is as before."""
    after = before.clone()
    operation.state_forwards("workflow", after)
    with connection.schema_editor() as editor:
        if backwards:
            operation.database_backwards("workflow", editor, after, before)
        else:
            operation.database_forwards("workflow", editor, before, after)
    return after


def columns(table):
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def sheets(concurrent_database):
    return changed(FACING, ProjectState())


def test_tables_made_together_refer_to_each_other_in_a_circle(sheets):
    run("INSERT INTO workflow_leaf (id) VALUES (1)")
    run("INSERT INTO workflow_sheet (id, first_id) VALUES (1, 1)")
    run("UPDATE workflow_leaf SET facing_id = 1")
    with pytest.raises(IntegrityError):
        run("UPDATE workflow_leaf SET facing_id = 7")


def test_what_was_made_together_goes_together(sheets):
    changed(FACING, ProjectState(), backwards=True)
    assert not {"workflow_leaf", "workflow_sheet"} & set(connection.introspection.table_names())


def test_empty_tables_get_their_columns_in_the_order_in_which_they_are_named_and_their_constraints(sheets):
    changed(COMPLETED, sheets)
    assert columns("workflow_leaf") == ["id", "facing_id", "number", "before_id"]
    assert columns("workflow_sheet") == ["id", "first_id", "title"]
    run("INSERT INTO workflow_leaf (id, number) VALUES (1, 1)")
    run("INSERT INTO workflow_sheet (id, first_id, title) VALUES (1, 1, 'a')")
    run("UPDATE workflow_leaf SET facing_id = 1")
    with pytest.raises(IntegrityError):
        run("INSERT INTO workflow_leaf (id, facing_id, number) VALUES (2, 1, 1)")
    with pytest.raises(IntegrityError):
        run("INSERT INTO workflow_leaf (id, number, before_id) VALUES (2, 2, 7)")


def test_a_completed_table_that_is_taken_back_is_as_before(sheets):
    changed(COMPLETED, sheets)
    changed(COMPLETED, sheets, backwards=True)
    assert columns("workflow_leaf") == ["id", "facing_id"]
    with connection.cursor() as cursor:
        assert "leaf_number" not in connection.introspection.get_constraints(cursor, "workflow_leaf")


def test_a_table_with_rows_is_not_completed_and_keeps_them(sheets):
    run("INSERT INTO workflow_leaf (id) VALUES (1)")
    with pytest.raises(RuntimeError, match="workflow_leaf has rows"):
        changed(COMPLETED, sheets)
    assert columns("workflow_leaf") == ["id", "facing_id"]
    run("DELETE FROM workflow_leaf WHERE id = 1")
