"""One-time cards: who prints them for whom, what is kept of them, and that each opens one phone once."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from directory import clock
from directory.cards import SIGNS, fits, new_code, read_code
from directory.errors import Invalid, Refused, Stale
from directory.models import AccessCard, AreaGroupPermission, Tenure, User
from directory.verbs.cards import MOST_AT_ONCE, issue_access_cards, revoke_access_card, use_access_card
from tests.cast import DAY_ONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(world):
    """The cast, where everybody has a telephone number."""
    for number, user in enumerate(User.objects.order_by("pk")):
        user.phone = f"08123{number:05}"
        user.save(update_fields=["phone"])
    return world


def phone_of(acting):
    return User.objects.get(pk=acting.user.pk).phone


def issue(world, *people, by=None):
    return issue_access_cards(people=[each.user for each in people], by=by or world.coordinator)


def use(acting, code):
    return use_access_card(phone=phone_of(acting), code=code)


# --- The code ---


def test_a_code_has_more_than_fifty_bits_and_no_sign_that_looks_like_another():
    assert len(SIGNS) ** 12 > 2**50
    assert len(set(SIGNS)) == len(SIGNS)
    assert not set("0O1IL8B5S2ZVU") & set(SIGNS)
    assert len({new_code() for _ in range(200)}) == 200
    assert re.fullmatch(rf"[{SIGNS}]{{4}}(-[{SIGNS}]{{4}}){{2}}", new_code())


@pytest.mark.parametrize("typed", ["acde-fhjk-3467", " ACDE FHJK 3467 ", "acdefhjk๓๔๖๗", "ACDE–FHJK–3467"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == "ACDEFHJK3467"


@pytest.mark.parametrize("typed", ["", "ACDE", "ACDE-FHJK-346", "ACDE-FHJK-34677", "OCDE-FHJK-3467", "กขคง-FHJK-3467"])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) == ""


def test_the_register_keeps_no_code_and_its_hash_needs_this_site_s_key(district, settings):
    (printed,) = issue(district, district.leader)
    row = AccessCard.objects.values().get()
    assert printed.code not in str(row)
    assert read_code(printed.code) not in str(row)
    assert fits(printed.code, printed.card)
    assert not fits(new_code(), printed.card)
    assert not fits(printed.code, None)
    settings.SECRET_KEY = "another"
    assert not fits(printed.code, printed.card)


def test_the_qr_leads_to_this_site_with_the_code_where_no_server_sees_it(district, settings):
    settings.PUBLIC_BASE_URL = "https://prasan.example"
    (printed,) = issue(district, district.leader)
    assert printed.address == "https://prasan.example/card/"
    assert printed.qr.startswith("data:image/svg+xml")
    assert printed.code not in printed.qr


# --- Who prints for whom ---


def test_the_district_prints_the_cards_of_all_its_office_holders_at_once(district):
    people = (district.leader, district.secretary, district.lao_planner, district.kbt_secretary, district.other_leader)
    printed = issue(district, *people)
    assert [each.card.user for each in printed] == [each.user for each in people]
    assert len({each.code for each in printed}) == 5
    for person, each in zip(people, printed, strict=True):
        card = AccessCard.objects.get(pk=each.card.pk)
        assert (card.issued_by, card.issued_in) == (district.coordinator.user, district.coordinator.office)
        assert card.expires_at.astimezone(clock.BANGKOK).date() == DAY_ONE + timedelta(days=30)
        assert person.office in each.offices


def test_somebody_named_twice_gets_one_card(district):
    assert len(issue(district, district.leader, district.leader)) == 1


@pytest.mark.parametrize(
    "who", ["leader", "secretary", "lao_planner", "governor", "agency", "stranger", "other_coordinator"]
)
def test_nobody_else_prints_or_revokes_them(district, who):
    (printed,) = issue(district, district.leader)
    by = getattr(district, who)
    with pytest.raises(Refused):
        issue(district, district.leader, by=by)
    with pytest.raises(Refused):
        revoke_access_card(card=printed.card, by=by)
    assert AccessCard.objects.get().revoked_at is None


@pytest.mark.parametrize("who", ["coordinator", "chief", "district_chair", "provincial_officer", "governor"])
def test_the_district_prints_no_card_for_its_own_level_or_above(district, who):
    with pytest.raises(Refused):
        issue(district, getattr(district, who))
    assert not AccessCard.objects.exists()


def test_the_province_prints_for_everybody_whose_register_it_keeps(district):
    everybody = (district.coordinator, district.governor, district.leader, district.agency)
    assert len(issue(district, *everybody, by=district.provincial_officer)) == 4
    with pytest.raises(Refused):
        issue(district, district.stranger, by=district.provincial_officer)


def test_who_also_serves_beyond_the_district_gets_no_card_there(district):
    Tenure.objects.create(user=district.leader.user, office=district.agency.office, starts=DAY_ONE, acting="acting_for")
    with pytest.raises(Refused):
        issue(district, district.leader)
    assert issue(district, district.leader, by=district.provincial_officer)


def test_one_who_may_not_be_given_a_card_stops_all(district):
    User.objects.filter(pk=district.secretary.user.pk).update(phone=None)
    with pytest.raises(Invalid) as refused:
        issue(district, district.leader, district.secretary)
    assert "หมายเลขโทรศัพท์" in str(refused.value)
    assert not AccessCard.objects.exists()


@pytest.mark.parametrize("kind", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_administrators_and_closed_accounts_get_none(district, kind):
    User.objects.filter(pk=district.leader.user.pk).update(**kind)
    with pytest.raises(Invalid):
        issue(district, district.leader)


def test_who_holds_no_office_today_gets_none(district):
    Tenure.objects.filter(user=district.leader.user).update(ends=DAY_ONE)
    with pytest.raises(Invalid):
        issue(district, district.leader)


def test_nobody_and_too_many_are_refused(district):
    for people in ([], [User(pk=number) for number in range(MOST_AT_ONCE + 1)]):
        with pytest.raises(Invalid):
            issue_access_cards(people=people, by=district.coordinator)


def test_the_cards_of_many_cost_no_more_statements_than_the_card_of_one(district, django_assert_num_queries):
    issue(district, district.leader)
    people = (district.leader, district.secretary, district.lao_planner, district.kbt_secretary, district.other_leader)
    for some in (people[:1], people):
        with django_assert_num_queries(7):
            issue(district, *some)


def test_district_desks_that_are_there_already_are_let_by_the_migration(district):
    grants = AreaGroupPermission.objects.filter(permission__codename="issue_cards")
    before = set(grants.values_list("group", "content_object"))
    grants.delete()
    migration = import_module("directory.migrations.0003_access_cards")
    for _twice in range(2):
        migration.let_district_desks_issue_cards(apps, None)
    assert set(grants.values_list("group", "content_object")) == before
    assert {district.coordinator.office.group_id, district.chief.office.group_id} <= {group for group, _area in before}
    assert issue(district, district.leader)


# --- One standing card a person ---


def test_a_new_card_takes_the_place_of_the_one_before(district):
    (first,) = issue(district, district.leader)
    (second,) = issue(district, district.leader)
    before = AccessCard.objects.get(pk=first.card.pk)
    assert (before.revoked_by, before.revoked_at is None) == (district.coordinator.user, False)
    assert use(district.leader, first.code) is None
    assert use(district.leader, second.code) == second.card


def test_the_database_itself_allows_one_standing_card_a_person(district):
    (printed,) = issue(district, district.leader)
    printed.card.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessCard.objects.bulk_create([printed.card])


def test_a_new_card_takes_away_a_forgotten_pin(district):
    User.objects.filter(pk=district.leader.user.pk).update(pin=make_password("x"))
    issue(district, district.leader)
    assert User.objects.get(pk=district.leader.user.pk).pin == ""


def test_a_revoked_card_opens_nothing_and_is_revoked_once(district):
    (printed,) = issue(district, district.leader)
    revoke_access_card(card=printed.card, by=district.coordinator)
    assert use(district.leader, printed.code) is None
    with pytest.raises(Stale):
        revoke_access_card(card=printed.card, by=district.coordinator)


# --- Using one ---


def test_a_card_opens_one_phone_once(district):
    (printed,) = issue(district, district.leader)
    assert use(district.leader, printed.code.lower()) == printed.card
    assert AccessCard.objects.get().used_at is not None
    assert use(district.leader, printed.code) is None


def test_a_card_is_of_no_use_with_another_s_number(district):
    (printed,) = issue(district, district.leader)
    issue(district, district.secretary)
    assert use(district.secretary, printed.code) is None
    assert use_access_card(phone="0899999999", code=printed.code) is None
    assert use_access_card(phone="", code=printed.code) is None
    assert use(district.leader, printed.code) is not None


def test_a_card_expires_with_its_last_day(district):
    (printed,) = issue(district, district.leader)
    with district.in_days(31):
        assert use(district.leader, printed.code) is None
    with district.in_days(30):
        assert use(district.leader, printed.code) is not None


def test_a_card_ends_with_the_term_and_with_the_account(district):
    (printed,) = issue(district, district.leader)
    Tenure.objects.filter(user=district.leader.user).update(ends=DAY_ONE)
    assert use(district.leader, printed.code) is None
    Tenure.objects.filter(user=district.leader.user).update(ends=None)
    for closed in ({"is_active": False}, {"is_staff": True}, {"is_superuser": True}):
        User.objects.filter(pk=district.leader.user.pk).update(**closed)
        assert use(district.leader, printed.code) is None
        User.objects.filter(pk=district.leader.user.pk).update(is_active=True, is_staff=False, is_superuser=False)
    assert use(district.leader, printed.code) is not None


def test_of_two_phones_at_the_same_moment_one_is_opened(committed_world, race, rounds):
    User.objects.filter(pk=committed_world.leader.user.pk).update(phone="0812345678")
    for _ in range(rounds):
        (printed,) = issue(committed_world, committed_world.leader)
        acts = [lambda: use_access_card(phone="0812345678", code=printed.code)] * 3  # noqa: B023  # raced at once
        assert sorted(outcome is None for outcome in race(*acts)) == [False, True, True]


def test_two_desks_printing_at_once_leave_one_standing_card(committed_world, race, rounds):
    User.objects.filter(pk=committed_world.leader.user.pk).update(phone="0812345678")
    for _ in range(rounds):
        outcomes = race(*[lambda by=by: issue(committed_world, committed_world.leader, by=by)
                          for by in (committed_world.coordinator, committed_world.provincial_officer)])  # fmt: skip
        assert [len(each) for each in outcomes] == [1, 1]
        assert AccessCard.objects.filter(user=committed_world.leader.user, revoked_at=None).count() == 1
