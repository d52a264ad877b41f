"""Registering a person: the account that they have, or a new one; never somebody else's."""

import re

import pytest

from directory.errors import Invalid, Refused
from directory.models import Tenure, User
from directory.verbs.people import LETTERS, issue_password, new_password, register_person
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


def register(world, full_name="นางสาวสุดา ดีงาม", contact="081-111 2222", by=None):
    return register_person(
        full_name=full_name, contact=contact, place=world.bodies["council"], by=by or world.provincial_officer
    )


def fields_of(world, **values):
    before = User.objects.count()
    with pytest.raises(Invalid) as refused:
        register(world, **values)
    assert User.objects.count() == before
    return [problem.field for problem in refused.value.problems]


def test_a_new_person_gets_an_account_without_a_password(world):
    person = register(world)
    assert (person.username, person.phone, person.full_name) == ("0811112222", "0811112222", "นางสาวสุดา ดีงาม")
    assert not person.has_usable_password()
    assert (person.is_staff, person.is_superuser, person.groups.exists()) == (False, False, False)


@pytest.mark.parametrize("written", ["0811112222", "+66 81 111 2222", "๐๘๑๑๑๑๒๒๒๒", "(081) 111-2222"])
def test_a_known_person_is_found_however_the_number_is_written(world, written):
    first = register(world)
    assert register(world, contact=written) == first
    assert register(world, contact=written, full_name=" นางสาวสุดา  ดีงาม ") == first


def test_a_known_person_is_found_by_user_name(world):
    known = User.objects.create(username="suda", full_name="นางสาวสุดา ดีงาม")
    assert register(world, contact="suda") == known


def test_a_number_that_is_somebodys_user_name_gives_another_one(world):
    User.objects.create(username="0811112222", full_name="คนอื่น")
    assert register(world).username.startswith("0811112222-")


def test_a_mistyped_number_gives_no_office_to_somebody_else_and_tells_nothing_about_them(world):
    User.objects.create(username="other", phone="0811112222", full_name="นายลับ ปกปิด")
    with pytest.raises(Invalid) as refused:
        register(world)
    assert "ปกปิด" not in str(refused.value)
    assert [problem.field for problem in refused.value.problems] == ["contact"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"full_name": "123"}, "full_name"),
        ({"full_name": "ก" * 201}, "full_name"),
        ({"full_name": "นาย\u202eก"}, "full_name"),
        ({"contact": ""}, "contact"),
        ({"contact": "12345"}, "contact"),
        ({"contact": "nobody"}, "contact"),
        ({"contact": "ชื่อไทย"}, "contact"),
    ],
)
def test_what_cannot_be_read_is_refused(world, changes, field):
    assert fields_of(world, **changes) == [field]


@pytest.mark.parametrize("kind", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_administrators_and_closed_accounts_serve_in_no_office(world, kind):
    User.objects.create(username="suda", full_name="นางสาวสุดา ดีงาม", **kind)
    assert fields_of(world, contact="suda") == ["contact"]


def test_only_who_keeps_the_register_there_registers_people(world):
    for by in (world.leader, world.coordinator, world.stranger, world.governor):
        with pytest.raises(Refused):
            register(world, by=by)
    assert not User.objects.filter(phone="0811112222").exists()


def test_passwords_are_long_random_and_without_look_alikes():
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(rf"[{LETTERS}]{{4}}(-[{LETTERS}]{{4}}){{2}}", password) for password in made)
    assert not set("ilo01IO") & set(LETTERS)


def test_the_registrar_issues_a_password_that_replaces_the_one_before_and_ends_all_sessions(world):
    browser = browser_of(world.leader)
    password = issue_password(tenure=world.leader.tenure, by=world.provincial_officer)
    person = User.objects.get(pk=world.leader.user.pk)
    assert (person.check_password(password), browser.get("/inbox/").status_code) == (True, 302)
    assert issue_password(tenure=world.leader.tenure, by=world.provincial_officer) != password
    assert not User.objects.get(pk=person.pk).check_password(password)


@pytest.mark.parametrize("office", ["leader", "coordinator", "governor", "stranger"])
def test_nobody_else_issues_a_password(world, office):
    before = world.leader.user.password
    with pytest.raises(Refused):
        issue_password(tenure=world.leader.tenure, by=getattr(world, office))
    assert User.objects.get(pk=world.leader.user.pk).password == before


def test_who_also_serves_elsewhere_is_not_taken_over(world):
    elsewhere, since = world.stranger.office, world.leader.tenure.starts
    Tenure.objects.create(user=world.leader.user, office=elsewhere, starts=since, acting=Tenure.Acting.FOR)
    with pytest.raises(Refused):
        issue_password(tenure=world.leader.tenure, by=world.provincial_officer)


def test_the_page_shows_a_new_password_once_and_no_cache_keeps_it(world):
    address = f"/offices/{world.leader.office.pk}/terms/{world.leader.tenure.pk}/password/"
    browser = browser_of(world.provincial_officer)
    assert 'class="prasan-password"' not in browser.get(address).content.decode()
    answer = browser.post(address)
    shown = re.search(r'class="prasan-password">([^<]+)<', answer.content.decode())
    assert shown is not None
    assert User.objects.get(pk=world.leader.user.pk).check_password(shown[1])
    assert answer["Cache-Control"] == "no-store"
    assert browser_of(world.secretary).post(address).status_code == 403
