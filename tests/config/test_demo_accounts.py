"""The accounts of a demonstration: in demo mode only, each for an office with work, and never in a deployment."""

import io
import json
import stat

import pytest
from django.contrib.auth import authenticate
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from config import checks
from config.demo_accounts import FILE_NAME, KINDS, kept_list, work_of
from directory.models import Tenure, User
from directory.powers import Role
from proposals.models import Cycle
from tests.approvals.approvers import appointed
from tests.cast import world  # noqa: F401  # a fixture

OFFICES = [
    "council chair",
    "council secretary",
    "another council's chair",
    "subdistrict committee secretary",
    "LAO planner",
    "district coordinator",
    "another district's coordinator",
    "district committee chair",
    "provincial officer",
    "head of the provincial office",
    "provincial committee chair",
    "governor",
    "agency officer",
]


@pytest.fixture
def demo(world, settings, tmp_path):  # noqa: F811
    """The cast as a demonstration: everybody and the cycle are invented, and some plans are under way."""
    settings.PRASAN_DEMO, settings.VAR_DIR = True, tmp_path
    Cycle.objects.update(is_demo=True)
    appointed(world, "province", Role.CHIEF, "หัวหน้าสำนักงานจังหวัด")
    User.objects.update(is_demo=True, password="!")
    world.draft(world.plan)
    world.submitted(world.shared_plans[0])
    world.ready_to_decide(world.far_plan)
    return world


def printed(*arguments):
    out = io.StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def listed():
    return {row["office"]: row for row in json.loads(printed("--json"))}


def refused():
    with pytest.raises(CommandError) as refusal:
        printed("--json")
    assert refusal.value.returncode == 2
    return str(refusal.value)


# --- The list ---


def test_there_is_an_account_for_each_kind_of_office(demo):
    rows = json.loads(printed("--json"))
    assert [row["office"] for row in rows] == OFFICES == [kind.office for kind in KINDS]
    assert {tuple(row) for row in rows} == {("office", "username", "password", "area")}


def test_each_account_opens_with_its_password_and_holds_its_office(demo):
    accounts = listed()
    for kind in KINDS:
        row = accounts[kind.office]
        user = authenticate(None, username=row["username"], password=row["password"])
        offices = Tenure.objects.filter(user=user).values_list("office__body__kind", "office__role")
        assert (kind.body, kind.role) in set(offices)


def test_whoever_has_the_most_fitting_work_is_chosen(demo):
    accounts = listed()

    def person_of(office):
        return User.objects.get(username=accounts[office]["username"])

    assert person_of("council chair") == demo.leader.user
    assert person_of("council secretary") == demo.secretary.user
    assert person_of("subdistrict committee secretary") == demo.acting("shared-kbt", "secretary").user
    assert person_of("district coordinator") == demo.other_coordinator.user  # whose plan is ready to be decided
    assert person_of("another district's coordinator") == demo.coordinator.user
    assert accounts["council chair"]["area"] == "370101 ตำบลบุ่ง"


def test_a_step_that_cannot_be_done_yet_is_nobody_s_fitting_work(demo):
    empty = demo.acting("shared-council-b", "chair")
    assert not work_of(empty).counts["adopt"]
    assert "1" in work_of(empty).words  # and yet it waits


def test_only_invented_people_get_a_password(demo):
    User.objects.filter(pk=demo.leader.user.pk).update(is_demo=False)
    real = demo.leader.user.username
    listed()
    leader = User.objects.get(pk=demo.leader.user.pk)
    assert (leader.username, leader.has_usable_password()) == (real, False)


def test_a_user_name_that_somebody_has_already_is_left_to_them(demo):
    User.objects.create(username="governor")
    names = {row["username"] for row in listed().values()}
    assert "governor" not in names
    assert {"governor-2", "governor-3"} <= names


def test_somebody_in_two_of_the_offices_has_one_account(demo):
    chair = Tenure.objects.get(office__body__code="province-committee")
    Tenure.objects.filter(pk=chair.pk).update(user=demo.governor.user)
    accounts = listed()
    pairs = [(accounts[o]["username"], accounts[o]["password"]) for o in ("provincial committee chair", "governor")]
    assert pairs[0] == pairs[1]
    assert "สองตำแหน่ง" in printed()


def test_the_table_shows_names_and_passwords_whole(demo):
    accounts, table = listed(), printed()
    for row in accounts.values():
        assert row["username"] in table
        assert row["password"] in table


# --- Printed again ---


def test_the_list_is_kept_for_its_owner_s_eyes_and_printed_again(demo, tmp_path):
    first = printed("--json")
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert printed("--json") == first
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_once_a_password_has_been_changed_there_is_a_new_list(demo):
    first = listed()
    user = User.objects.get(username=first["governor"]["username"])
    user.set_password("ไม่ใช่รหัสเดิมแล้ว")
    user.save()
    second = listed()
    assert second["governor"]["password"] != first["governor"]["password"]
    assert {row["username"] for row in second.values()} == {row["username"] for row in first.values()}


@pytest.mark.parametrize("content", ["", "[{}]", "{}", "null", '"a"'])
def test_a_list_that_cannot_be_read_is_made_again(demo, tmp_path, content):
    (tmp_path / FILE_NAME).write_text(content)
    assert kept_list(tmp_path) == []
    assert len(listed()) == len(OFFICES)


# --- Where there is none ---


def test_without_a_demonstration_there_are_no_accounts(world, settings, tmp_path):  # noqa: F811
    settings.PRASAN_DEMO, settings.VAR_DIR = True, tmp_path
    assert "journey_half_way" in refused()
    assert not User.objects.exclude(password__startswith="!").exclude(password="").exists()


def test_outside_of_demo_mode_the_list_of_make_demo_is_printed_and_nothing_touched(demo, settings, tmp_path):
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    settings.VAR_DIR = folder
    made = printed("--json")
    settings.PRASAN_DEMO, settings.VAR_DIR, settings.BASE_DIR = False, tmp_path / "elsewhere", tmp_path
    User.objects.update(password="!")
    assert printed("--json") == made
    assert not User.objects.exclude(password="!").exists()


def test_outside_of_demo_mode_none_are_made(demo, settings, tmp_path):
    settings.PRASAN_DEMO, settings.BASE_DIR = False, tmp_path
    assert str(tmp_path / "var" / "demo" / FILE_NAME) in refused()
    assert not User.objects.exclude(password="!").exists()


# --- A deployment ---


def errors():
    return {error.id for error in run_checks(tags=[Tags.security], include_deployment_checks=True)}


def test_a_deployment_is_refused_while_demonstration_accounts_are_there(demo):
    listed()
    assert {"prasan.E003", "prasan.E004"} <= errors()


def test_the_file_alone_is_an_error(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / FILE_NAME).write_text("[]")
    assert checks.refuse_demo_accounts() == [checks.DEMO_PASSWORDS]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, [checks.DEMO_PEOPLE]),
        ({"is_active": False}, []),
        ({"is_demo": False}, []),
        ({"password": "!unusable"}, []),
        ({"password": ""}, []),
    ],
)
def test_an_active_demonstration_account_with_a_password_is_an_error(db, settings, tmp_path, fields, found):
    settings.VAR_DIR = tmp_path
    User.objects.create(**{"username": "governor", "is_demo": True, "password": "md5$salt$hash", **fields})
    assert checks.refuse_demo_accounts() == found


def test_a_database_without_tables_is_no_error(db, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(User._meta, "db_table", "a_table_that_no_migration_has_made")
    assert checks.refuse_demo_accounts() == []
    with connection.cursor() as cursor:  # and the transaction around it goes on
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_database_that_cannot_be_reached_is_no_error(db, settings, tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise DatabaseError("no server")

    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("django.db.transaction.atomic", refuse)
    assert checks.refuse_demo_accounts() == []
