"""The database itself refuses to edit history, whoever asks and by whatever way."""

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from documents.models import Document
from proposals.models import Line, Plan, PlanLine
from tests.workflow import builders
from workflow.append_only import Altering, AppendOnly, FrozenWith, Refuse
from workflow.models import EventItem, EventNote

WHOLE = [
    "event", "eventitem", "decision", "fate", "share", "resolution", "opinion", "planversion", "proposalversion",
    "planline", "budgetline", "budgetitem", "indicator", "rendition", "storedfile", "commitmentupdate",
]  # fmt: skip
KEPT_OF_A_DOCUMENT = {
    "snapshot": "{1}",
    "snapshot_hash": "c" * 64,
    "check_code": "ZZZZ-0000",
    "kind": "D02",
    "plan_id": 0,
    "issuer_id": 0,
}


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def table_of(row):
    return row._meta.db_table


# --- The tables of the house ---


@pytest.fixture
def history(db):
    return builders.history()


@pytest.mark.parametrize("name", WHOLE)
def test_a_row_of_history_cannot_be_updated_not_even_to_what_it_says(history, name):
    row = getattr(history, name)
    with pytest.raises(IntegrityError, match=f"{table_of(row)}: UPDATE refused, history is never edited"):
        run(f"UPDATE {table_of(row)} SET id = id WHERE id = %s", row.pk)


@pytest.mark.parametrize("name", [*WHOLE, "plan", "document"])
def test_a_row_of_history_cannot_be_deleted(history, name):
    row = getattr(history, name)
    with pytest.raises(IntegrityError, match=f"{table_of(row)}: DELETE refused, history is never edited"):
        run(f"DELETE FROM {table_of(row)} WHERE id = %s", row.pk)


@pytest.mark.parametrize("name", [*WHOLE, "document"])
def test_a_table_of_history_cannot_be_emptied(history, name):
    table = table_of(getattr(history, name))
    connection.check_constraints()  # PostgreSQL empties no table with checks still to come
    with pytest.raises(IntegrityError, match=f"{table}: (TRUNCATE|DELETE) refused, history is never edited"):
        run(f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "name", ["planversion", "proposalversion", "planline", "budgetline", "budgetitem", "indicator"]
)
def test_what_is_not_frozen_yet_may_be_changed_and_deleted(history, name):
    history.open_planline.delete()  # it protects the versions
    row = getattr(history, f"open_{name}")
    if name == "planline":
        row.save(force_insert=True)
    if name == "proposalversion":
        row.budget.all().delete()
        row.items.all().delete()
        row.indicators.all().delete()
    assert run(f"UPDATE {table_of(row)} SET id = id WHERE id = %s", row.pk) == 1
    assert run(f"DELETE FROM {table_of(row)} WHERE id = %s", row.pk) == 1


def test_a_version_may_be_frozen_and_then_never_thawed(history):
    table = table_of(history.planversion)
    assert run(f"UPDATE {table} SET frozen_at = %s WHERE id = %s", builders.MOMENT, history.open_planversion.pk) == 1
    with pytest.raises(IntegrityError, match=table):
        run(f"UPDATE {table} SET frozen_at = NULL WHERE id = %s", history.open_planversion.pk)


def test_a_line_cannot_be_moved_into_a_frozen_version(history):
    extra = Line.objects.create(plan=history.plan, number=3, proposal=history.line.proposal)
    PlanLine.objects.filter(pk=history.open_planline.pk).update(line=extra)
    with pytest.raises(IntegrityError, match="proposals_planline: UPDATE refused"), transaction.atomic():
        PlanLine.objects.filter(pk=history.open_planline.pk).update(version=history.planversion)


@pytest.mark.parametrize("column", KEPT_OF_A_DOCUMENT)
def test_what_a_paper_was_made_from_never_changes(history, column):
    with pytest.raises(IntegrityError, match=r"documents_document: UPDATE refused.*never change"):
        run(
            f"UPDATE documents_document SET {column} = %s WHERE id = %s",
            KEPT_OF_A_DOCUMENT[column],
            history.document.pk,
        )


def test_a_paper_may_still_be_numbered_and_sent(history):
    Document.objects.filter(pk=history.document.pk).update(number_text="มท ๐๐๑๗/๑", sent_at=builders.MOMENT, revision=2)
    history.document.refresh_from_db()
    history.document.save(update_fields=["title", "snapshot"])  # the same words as before
    assert history.document.number_text == "มท ๐๐๑๗/๑"


def test_a_plans_count_of_events_grows_and_never_decreases(history):
    Plan.objects.filter(pk=history.plan.pk).update(event_count=9)
    with pytest.raises(IntegrityError, match="proposals_plan: UPDATE refused"), transaction.atomic():
        Plan.objects.filter(pk=history.plan.pk).update(event_count=8)


def test_a_plan_to_which_nothing_happened_may_be_deleted(db):
    unused = builders.plan()
    unused.delete()
    assert not Plan.objects.filter(reference=unused.reference).exists()


def test_the_words_of_an_event_can_be_erased(history):
    EventNote.objects.filter(event=history.event).update(text="")
    assert EventNote.objects.get(event=history.event).text == ""


def test_writing_over_a_row_by_an_insert_is_refused_too(history):
    table, key = table_of(history.event), history.event.pk
    with pytest.raises(IntegrityError, match="workflow_event: UPDATE refused"):
        run(f"INSERT INTO {table} SELECT * FROM {table} WHERE id = %s ON CONFLICT (id) DO UPDATE SET verb = 'x'", key)


def test_no_trigger_stands_in_the_way_of_inserts(db):
    """Besides those that keep the index of the search and the summary of lines, which refuse nothing."""
    if connection.vendor == "postgresql":
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND (tgtype & 4) > 0"
    else:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%% INSERT ON %%'"
    with connection.cursor() as cursor:
        cursor.execute(asked, [])
        assert [name for (name,) in cursor.fetchall() if "grams" not in name and "summary" not in name] == []


def test_the_orm_meets_the_same_refusal(history):
    with pytest.raises(IntegrityError, match="workflow_eventitem"), transaction.atomic():
        EventItem.objects.filter(pk=history.eventitem.pk).update(to_state="ไม่เคยเกิด")


# --- The operations, on tables of their own ---


def book():
    """Chapters with pages, as a migration would make them."""
    key = ("id", models.BigAutoField(primary_key=True))
    return [
        migrations.CreateModel(
            "Chapter", [key, ("title", models.CharField(max_length=9)), ("frozen_at", models.DateTimeField(null=True))]
        ),
        migrations.CreateModel(
            "Page",
            [key, ("chapter", models.ForeignKey("workflow.Chapter", models.PROTECT)), ("text", models.TextField())],
        ),
    ]


class Migrator:
    """Applies operations one after the other, each in a migration of its own, and takes them back."""

    def __init__(self):
        self.states = [ProjectState()]

    def apply(self, *operations):
        for operation in operations:
            before, after = self.states[-1], self.states[-1].clone()
            operation.state_forwards("workflow", after)
            with connection.schema_editor() as editor:
                operation.database_forwards("workflow", editor, before, after)
            self.states.append(after)

    def take_back(self, operation):
        after, before = self.states.pop(), self.states[-1]
        with connection.schema_editor() as editor:
            operation.database_backwards("workflow", editor, after, before)


@pytest.fixture
def migrator(concurrent_database):
    migrator = Migrator()
    migrator.apply(*book())
    run(
        "INSERT INTO workflow_chapter (id, title, frozen_at) VALUES (1, 'open', NULL), (2, 'frozen', %s)",
        builders.MOMENT,
    )
    run("INSERT INTO workflow_page (id, chapter_id, text) VALUES (1, 1, 'a'), (2, 2, 'b')")
    return migrator


GUARDS = [
    (AppendOnly("Chapter"), "UPDATE workflow_chapter SET title = 'x' WHERE id = 1"),
    (AppendOnly("chapter", when="OLD.frozen_at IS NOT NULL"), "DELETE FROM workflow_chapter WHERE id = 2"),
    (AppendOnly("chapter", columns=["title"]), "UPDATE workflow_chapter SET title = 'x' WHERE id = 1"),
    (AppendOnly("page", except_columns=["text"]), "UPDATE workflow_page SET chapter_id = 1 WHERE id = 2"),
    (FrozenWith("page", "chapter"), "UPDATE workflow_page SET text = 'x' WHERE id = 2"),
    (FrozenWith("page", "chapter"), "UPDATE workflow_page SET chapter_id = 2 WHERE id = 1"),
    (
        Refuse("page", "DELETE", when="OLD.text = 'a'", why="a's pages stay", name="keeps_a"),
        "DELETE FROM workflow_page WHERE id = 1",
    ),
]


@pytest.mark.parametrize(("guard", "edit"), GUARDS)
def test_a_guard_refuses_from_its_migration_on_until_it_is_taken_back(migrator, guard, edit):
    migrator.apply(guard)
    with pytest.raises(IntegrityError, match="refused, history is never edited"):
        run(edit)
    migrator.take_back(guard)
    run("DELETE FROM workflow_page WHERE id = 2")  # so that the chapter may go
    run(edit)


@pytest.mark.parametrize(
    ("guard", "edit"),
    [
        (
            AppendOnly("chapter", when="OLD.frozen_at IS NOT NULL"),
            "UPDATE workflow_chapter SET title = 'x' WHERE id = 1",
        ),
        (AppendOnly("chapter", columns=["title"]), "UPDATE workflow_chapter SET frozen_at = NULL WHERE id = 2"),
        (AppendOnly("page", except_columns=["text"]), "UPDATE workflow_page SET text = 'x' WHERE id = 2"),
        (FrozenWith("page", "chapter"), "DELETE FROM workflow_page WHERE id = 1"),
        (AppendOnly("page"), "INSERT INTO workflow_page (id, chapter_id, text) VALUES (3, 1, 'c')"),
    ],
)
def test_a_guard_lets_pass_what_is_no_history(migrator, guard, edit):
    migrator.apply(guard)
    assert run(edit) == 1


def test_an_emptied_column_counts_as_changed(migrator):
    migrator.apply(AppendOnly("chapter", columns=["frozen_at"]))
    with pytest.raises(IntegrityError, match="frozen_at never change"):
        run("UPDATE workflow_chapter SET frozen_at = NULL WHERE id = 2")
    with pytest.raises(IntegrityError, match="frozen_at never change"):
        run("UPDATE workflow_chapter SET frozen_at = %s WHERE id = 1", builders.MOMENT)


@pytest.mark.parametrize("altered", ["chapter", "page"])
def test_guards_outlive_the_altering_of_their_table_and_of_its_parent(migrator, altered):
    migrator.apply(AppendOnly("page"), FrozenWith("page", "chapter"))
    column = {"chapter": "title", "page": "text"}[altered]
    alter = Altering(migrations.AlterField(altered, column, models.CharField(max_length=200, db_index=True)))
    migrator.apply(alter)
    with pytest.raises(IntegrityError, match="workflow_page: UPDATE refused"):
        run("UPDATE workflow_page SET text = 'x' WHERE id = 2")
    migrator.take_back(alter)
    with pytest.raises(IntegrityError, match="workflow_page: DELETE refused"):
        run("DELETE FROM workflow_page WHERE id = 2")


def test_columns_that_stay_and_columns_that_may_change_are_not_named_together():
    with pytest.raises(ValueError, match="not both"):
        AppendOnly("chapter", columns=["title"], except_columns=["frozen_at"])
