"""The fixtures that races stand on, tried with Django's own groups."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import get_commands
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

ROOT = Path(__file__).resolve().parents[2]


def named(name):
    return Group.objects.filter(name=name).count()


def test_threads_see_what_the_test_has_written(concurrent_database, race):
    Group.objects.create(name="ประธานสภา")
    assert race(lambda: named("ประธานสภา"), lambda: named("ประธานสภา")) == [1, 1]


def test_the_test_sees_what_threads_have_written(concurrent_database, race):
    race(lambda: Group.objects.create(name="เลขานุการ"))
    assert named("เลขานุการ") == 1


def test_each_test_starts_from_a_fresh_database(concurrent_database):
    assert named("ประธานสภา") == named("เลขานุการ") == 0


def test_the_shared_test_database_is_untouched_by_the_concurrent_one(db):
    assert named("ประธานสภา") == named("เลขานุการ") == 0


@pytest.mark.django_db
def test_a_module_may_mark_all_its_tests_as_using_the_database(concurrent_database, race):
    race(lambda: Group.objects.create(name="กรรมการ"))
    assert named("กรรมการ") == 1


def test_what_was_written_before_the_race_began_stays_in_the_database_of_its_own(db, request):
    Group.objects.create(name="ก่อน")
    address = request.getfixturevalue("concurrent_database")
    assert connection.settings_dict["NAME"] == address
    assert named("ก่อน") == 0


def test_the_copy_has_all_tables_and_areas(concurrent_database):
    assert "auth_group" in connection.introspection.table_names()
    if "load_areas" in get_commands():
        from directory.models import Area

        assert Area.objects.count() > 7_000


def test_exactly_one_of_many_simultaneous_inserts_of_a_unique_name_succeeds(concurrent_database, race, rounds):
    for number in range(rounds):
        outcomes = race(*[lambda: Group.objects.create(name=f"รอบ {number}")] * 4)  # noqa: B023  # raced within the round
        assert [type(outcome) for outcome in outcomes].count(IntegrityError) == 3
        assert named(f"รอบ {number}") == 1


def test_simultaneous_transactions_wait_for_each_other_instead_of_failing(concurrent_database, race, rounds):
    Group.objects.create(name="0")

    def add_one():
        with transaction.atomic():
            group = Group.objects.select_for_update().get()
            group.name = str(int(group.name) + 1)
            group.save()

    for _ in range(rounds):
        assert race(*[add_one] * 4) == [None] * 4
    assert Group.objects.get().name == str(rounds * 4)


def test_a_race_reports_who_failed_and_how_in_the_order_of_the_acts(concurrent_database, race):
    def fail():
        raise LookupError("nobody there")

    first, second = race(lambda: "here", fail)
    assert first == "here"
    assert isinstance(second, LookupError)


def test_racers_start_together(concurrent_database, race):
    meeting = threading.Barrier(5, timeout=10)  # breaks unless all five run at once
    assert sorted(race(*[meeting.wait] * 5)) == [0, 1, 2, 3, 4]


def test_another_process_works_on_the_same_database(database_url):
    Group.objects.create(name="คนแรก")
    program = "from django.contrib.auth.models import Group as G; G.objects.create(name=f'{G.objects.get().name}+1')"
    environment = os.environ | {"DATABASE_URL": database_url}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert set(Group.objects.values_list("name", flat=True)) == {"คนแรก", "คนแรก+1"}


def test_a_thread_outside_a_race_reaches_the_same_database(concurrent_database):
    seen = []

    def look():
        try:
            seen.append(connection.settings_dict["NAME"])
            Group.objects.create(name="จากเธรด")
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [concurrent_database]
    assert named("จากเธรด") == 1


def test_an_aborted_statement_leaves_the_database_usable(concurrent_database):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nonsense FROM nowhere")
    assert named("ใครก็ตาม") == 0


def test_the_copy_is_dropped_even_while_somebody_is_connected(db, request, tmp_path):
    copies = request.getfixturevalue("_databases")
    with copies.copied("soon_gone"):
        Group.objects.create(name="ลืมปิด")
        forgotten = connection.copy()
        forgotten.ensure_connection()
    with copies.copied("soon_gone"):
        assert named("ลืมปิด") == 0
    forgotten.close()


def test_files_of_tests_lie_in_the_folder_of_their_run(run_folder):
    assert run_folder == settings.VAR_DIR
    assert ROOT / "var" / "test" in run_folder.parents
