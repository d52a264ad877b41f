"""A new database takes a short way through the migrations; one that began on the long way stays on it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

ROOMS = ("directory", "workflow", "documents", "proposals", "approvals", "tracking")


def short_ways():
    loader = MigrationLoader(None, replace_migrations=False)
    return {key: found.replaces for key, found in loader.disk_migrations.items() if found.replaces and key[0] in ROOMS}


def plan():
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(step.app_label, step.name) for step, _ in steps]


def forget(*keys):
    for app, name in keys:
        assert MigrationRecorder.Migration.objects.filter(app=app, name=name).delete()[0] == 1


def models_of_rooms(state):
    return {key: model for key, model in state.models.items() if key[0] in ROOMS}


def test_the_short_way_leads_to_the_same_models_as_the_long_one():
    ways = short_ways()
    last = [replaced[-1] for replaced in ways.values()]
    long = models_of_rooms(MigrationLoader(None, replace_migrations=False).project_state(last))
    short = models_of_rooms(MigrationLoader(None).project_state(list(ways)))
    assert short.keys() == long.keys()
    for key, model in long.items():
        assert short[key] == model, key
        assert list(short[key].fields) == list(model.fields), key


@pytest.mark.django_db
def test_a_database_at_the_end_of_the_long_way_has_nothing_to_do():
    forget(*short_ways())
    assert plan() == []


@pytest.mark.django_db
def test_a_database_in_the_middle_of_the_long_way_goes_on_with_it():
    ways = short_ways()
    desk, obligations = (next(key for key in ways if key[0] == app) for app in ("approvals", "tracking"))
    waiting = [key for key in ways[desk] if key[1] > "0006_scoring"]
    forget(*ways, *waiting, *ways[obligations])
    assert plan() == [*waiting, obligations]


@pytest.mark.django_db
def test_a_room_of_which_nothing_is_there_yet_takes_the_short_way():
    ways = short_ways()
    obligations = next(key for key in ways if key[0] == "tracking")
    forget(obligations, *ways[obligations])
    assert plan() == [obligations]
