"""The cards of a demonstration: one that can be used for each council, in demo mode only, and never in a deployment."""

import io
import json
import stat

import pytest
from django.core.management import CommandError, call_command

from config import checks
from config.demo_cards import FILE_NAME, kept_cards
from directory.models import AccessCard, Body, User
from directory.verbs.cards import use_access_card
from proposals.models import Cycle
from tests.cast import world  # noqa: F401  # a fixture

COUNCILS = ("council", "far-council", "shared-council-a", "shared-council-b")


@pytest.fixture
def demo(world, settings, tmp_path):  # noqa: F811
    settings.PRASAN_DEMO, settings.VAR_DIR = True, tmp_path
    Cycle.objects.update(is_demo=True)
    Body.objects.update(is_demo=True)
    for number, user in enumerate(User.objects.order_by("pk")):
        User.objects.filter(pk=user.pk).update(is_demo=True, phone=f"01{number:08}")
    world.draft(world.plan)
    return world


def printed(*arguments):
    out = io.StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


def listed():
    return json.loads(printed("--cards", "--json"))


def use(row):
    return use_access_card(phone=row["phone"], code=row["code"])


def test_each_council_has_a_card_that_opens_a_phone(demo):
    rows = listed()
    assert {tuple(row) for row in rows} == {("council", "area", "person", "phone", "code", "address")}
    assert sorted(row["council"] for row in rows) == sorted(demo.bodies[code].name for code in COUNCILS)
    assert all(row["address"] == "http://127.0.0.1:8000/card/" for row in rows)
    assert [use(row).user.phone for row in rows] == [row["phone"] for row in rows]


def test_the_cards_are_printed_with_the_accounts_and_each_by_itself(demo):
    table = printed()
    for row in listed():
        assert row["code"] in table
        assert row["phone"] in table
    assert "บัญชีสำหรับทดลองใช้" in table
    assert "บัญชีสำหรับทดลองใช้" not in printed("--cards")


def test_the_list_is_kept_for_its_owner_s_eyes_and_printed_again(demo, tmp_path):
    first = listed()
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert listed() == first
    assert AccessCard.objects.count() == len(COUNCILS)


def test_what_has_been_used_is_replaced_and_its_phone_goes_on(demo):
    first = listed()
    used = use(first[0])
    second = listed()
    assert second[1:] == first[1:]
    assert second[0]["code"] != first[0]["code"]
    assert AccessCard.objects.get(pk=used.pk).revoked_at is None
    assert use(second[0]) is not None


def test_only_invented_people_of_invented_councils_get_one(demo):
    User.objects.filter(pk=demo.leader.user.pk).update(is_demo=False)
    Body.objects.filter(code="far-council").update(is_demo=False)
    rows = listed()
    assert str(demo.leader.user) not in [row["person"] for row in rows]
    assert demo.bodies["far-council"].name not in [row["council"] for row in rows]


@pytest.mark.parametrize("content", ["", "[{}]", "{}", "null"])
def test_a_list_that_cannot_be_read_is_made_again(demo, tmp_path, content):
    (tmp_path / FILE_NAME).write_text(content)
    assert kept_cards(tmp_path) == []
    assert len(listed()) == len(COUNCILS)


def test_outside_of_demo_mode_none_are_made(demo, settings, tmp_path):
    settings.PRASAN_DEMO, settings.BASE_DIR = False, tmp_path
    with pytest.raises(CommandError):
        printed("--cards")
    assert not AccessCard.objects.exists()


def test_a_deployment_is_refused_while_the_list_is_there(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / FILE_NAME).write_text("[]")
    assert checks.refuse_demo_accounts() == [checks.DEMO_PASSWORDS]


def test_a_deployment_is_refused_while_an_invented_person_has_a_card(demo, settings, tmp_path):
    listed()
    User.objects.update(password="!")
    settings.VAR_DIR = tmp_path / "elsewhere"
    assert checks.refuse_demo_accounts() == [checks.DEMO_PEOPLE]
    User.objects.update(is_active=False)
    assert checks.refuse_demo_accounts() == []
