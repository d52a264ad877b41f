"""Who may do what: office, territory and dates."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from directory import checks, clock, mandates
from directory.acting import DEADLINE, Acting
from directory.errors import Invalid, Refused
from directory.mandates import mandate_of
from directory.models import Area, AreaGroupPermission, Tenure, Territory, User
from directory.powers import AREA_POWERS, OWN_POWERS, ROLE_POWERS, BodyKind, Power, Role
from directory.verbs.bodies import establish_offices, grant_by_role, hand_over_office, holder_of
from tests.directory.builders import (
    DISTRICT,
    ELSEWHERE,
    OTHER_DISTRICT,
    PROVINCE,
    SIBLING,
    START,
    SUBDISTRICT,
    body,
    office,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day_in_office():
    with clock.at(START + timedelta(days=10)):
        yield


class Work:
    """Something that lies somewhere and belongs to a body."""

    def __init__(self, owner):
        self.owner = owner
        self.area_code = owner.area_code


def may(user, power, record):
    return User.objects.get(pk=user.pk).has_perm(f"directory.{power}", record)


def area(code):
    return Area.objects.get(pk=code)


def coordinator(of=DISTRICT, **tenure):
    return person(office(body(BodyKind.DISTRICT_OFFICE, of), Role.COORDINATOR), **tenure)


# --- areas ---


def test_a_district_coordinator_decides_in_their_own_subdistricts_and_in_no_others():
    user = coordinator()
    assert may(user, Power.DECIDE_PLAN, area(SUBDISTRICT))
    assert may(user, Power.DECIDE_PLAN, area(SIBLING))
    assert not may(user, Power.DECIDE_PLAN, area(ELSEWHERE))
    assert not may(user, Power.DECIDE_PLAN, area(OTHER_DISTRICT))


def test_powers_are_inherited_downward_only():
    user = coordinator()
    assert may(user, Power.DECIDE_PLAN, area(DISTRICT))
    assert not may(user, Power.DECIDE_PLAN, area(PROVINCE))
    opinion = person(office(body(BodyKind.LAO, SUBDISTRICT), Role.EXECUTIVE))
    assert may(opinion, Power.GIVE_OPINION, area(SUBDISTRICT))
    assert not may(opinion, Power.GIVE_OPINION, area(SIBLING))
    assert not may(opinion, Power.GIVE_OPINION, area(DISTRICT))


def test_a_provincial_officer_reaches_every_district_of_the_province_and_no_other_province():
    user = person(office(body(BodyKind.PROVINCIAL_OFFICE, PROVINCE), Role.OFFICER))
    assert may(user, Power.VET_PLAN, area(DISTRICT))
    assert may(user, Power.VET_PLAN, area(ELSEWHERE))
    assert not may(user, Power.VET_PLAN, area("340101"))


def test_two_municipalities_that_share_a_subdistrict_both_give_their_opinion():
    first = person(office(body(BodyKind.LAO, SUBDISTRICT), Role.EXECUTIVE))
    second = person(office(body(BodyKind.LAO, SIBLING, SIBLING, SUBDISTRICT), Role.EXECUTIVE))
    assert may(first, Power.GIVE_OPINION, area(SUBDISTRICT))
    assert may(second, Power.GIVE_OPINION, area(SUBDISTRICT))
    assert may(second, Power.GIVE_OPINION, area(SIBLING))
    assert not may(first, Power.GIVE_OPINION, area(SIBLING))


def test_new_territory_adds_its_powers_and_granting_again_adds_nothing():
    lao = body(BodyKind.LAO, SUBDISTRICT)
    executive = office(lao, Role.EXECUTIVE)
    user = person(executive)
    assert not may(user, Power.GIVE_OPINION, area(SIBLING))
    Territory.objects.create(body=lao, area_id=SIBLING)
    assert grant_by_role([executive]) == 2
    assert grant_by_role([executive]) == 0
    assert may(user, Power.GIVE_OPINION, area(SIBLING))
    assert may(user, Power.GIVE_OPINION, area(SUBDISTRICT))


def test_an_office_is_established_once():
    of = body(BodyKind.COUNCIL, SUBDISTRICT)
    first = establish_offices([(of, "chair", "ประธาน"), (of, "chair", "ประธาน")])
    again = establish_offices([(of, "chair", "ประธาน")])
    assert {held.pk for held in first} == {again[0].pk}
    assert of.offices.count() == 1


# --- own work ---


def test_two_councils_in_one_subdistrict_write_only_their_own_plans():
    mine, theirs = body(BodyKind.COUNCIL, SUBDISTRICT), body(BodyKind.COUNCIL, SUBDISTRICT)
    chair = person(office(mine, Role.CHAIR))
    assert all(may(chair, power, Work(mine)) for power in OWN_POWERS)
    assert not any(may(chair, power, Work(theirs)) for power in OWN_POWERS)


def test_own_powers_never_come_from_an_area():
    chair = person(office(body(BodyKind.SUBDISTRICT_COMMITTEE, SUBDISTRICT), Role.CHAIR))
    assert may(chair, Power.RECEIVE_PLAN, area(SUBDISTRICT))
    assert not any(may(chair, power, area(SUBDISTRICT)) for power in OWN_POWERS)
    assert not AreaGroupPermission.objects.filter(permission__codename__in=OWN_POWERS).exists()


def test_a_councils_chair_holds_no_power_over_the_area():
    chair = person(office(body(BodyKind.COUNCIL, SUBDISTRICT), Role.CHAIR))
    assert not any(may(chair, power, area(SUBDISTRICT)) for power in AREA_POWERS)


def test_a_secretary_writes_but_neither_adopts_nor_submits():
    council = body(BodyKind.COUNCIL, SUBDISTRICT)
    secretary = person(office(council, Role.SECRETARY))
    assert may(secretary, Power.WRITE_PLAN, Work(council))
    assert not may(secretary, Power.ADOPT_PLAN, Work(council))
    assert not may(secretary, Power.SUBMIT_PLAN, Work(council))


def test_the_secretariat_writes_and_submits_for_its_committee_but_never_adopts():
    desk = body(BodyKind.DISTRICT_OFFICE, DISTRICT)
    committee = body(BodyKind.DISTRICT_COMMITTEE, DISTRICT, secretariat=desk)
    other = body(BodyKind.DISTRICT_COMMITTEE, OTHER_DISTRICT)
    user = person(office(desk, Role.COORDINATOR))
    chair = person(office(committee, Role.CHAIR))
    assert may(user, Power.WRITE_PLAN, Work(committee))
    assert may(user, Power.SUBMIT_PLAN, Work(committee))
    assert not may(user, Power.ADOPT_PLAN, Work(committee))
    assert not may(user, Power.WRITE_PLAN, Work(other))
    assert may(chair, Power.ADOPT_PLAN, Work(committee))
    assert not may(chair, Power.WRITE_PLAN, Work(desk))


@pytest.mark.parametrize(("kind", "role"), sorted(ROLE_POWERS))
def test_each_office_holds_exactly_the_powers_of_its_role(kind, role):
    seat = {2: PROVINCE, 4: DISTRICT, 6: SUBDISTRICT}[
        2 if "provincial" in kind or kind in ("governor", "agency", "network") else 4 if "district_" in kind[:9] else 6
    ]
    of = body(BodyKind(kind), seat)
    user = person(office(of, Role(role)))
    assert {power for power in Power if may(user, power, Work(of))} == {
        *ROLE_POWERS[kind, role].own,
        *ROLE_POWERS[kind, role].area,
    }


# --- dates ---


def test_who_left_office_has_no_power_from_that_day_on():
    user = coordinator(ends=START + timedelta(days=20))
    with clock.at(START - timedelta(days=1)):
        assert not may(user, Power.DECIDE_PLAN, area(SUBDISTRICT))
    with clock.at(START + timedelta(days=19)):
        assert may(user, Power.DECIDE_PLAN, area(SUBDISTRICT))
    with clock.at(START + timedelta(days=20)):
        assert not may(user, Power.DECIDE_PLAN, area(SUBDISTRICT))


def test_the_same_user_object_loses_its_power_when_the_day_ends():
    user = coordinator(ends=START + timedelta(days=20))
    with clock.at(START + timedelta(days=19)):
        assert user.has_perm("directory.decide_plan", area(SUBDISTRICT))
    with clock.at(START + timedelta(days=20)):
        assert not user.has_perm("directory.decide_plan", area(SUBDISTRICT))


def test_a_closed_account_has_no_power():
    user = coordinator()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not may(user, Power.DECIDE_PLAN, area(SUBDISTRICT))


def test_who_acts_for_the_holder_has_the_powers_beside_them_while_it_lasts():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.CHIEF)
    holder = person(held)
    deputy = person(held, acting=Tenure.Acting.FOR, ends=START + timedelta(days=30))
    assert may(holder, Power.DECIDE_PLAN, area(SUBDISTRICT))
    assert may(deputy, Power.DECIDE_PLAN, area(SUBDISTRICT))
    signing = holder_of(held)
    assert signing is not None
    assert signing.user == deputy
    with clock.at(START + timedelta(days=30)):
        assert not may(deputy, Power.DECIDE_PLAN, area(SUBDISTRICT))
        signing = holder_of(held)
        assert signing is not None
        assert signing.user == holder


def test_a_person_acts_only_in_an_office_that_they_hold_today():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    user, stranger = person(held), coordinator(OTHER_DISTRICT)
    assert mandate_of(Acting.as_holder(user, held)).covers(Power.DECIDE_PLAN, SUBDISTRICT)
    with pytest.raises(Refused):
        Acting.as_holder(stranger, held)


def test_a_mandate_is_that_of_the_chosen_office_alone():
    district = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    chair = office(body(BodyKind.COUNCIL, ELSEWHERE), Role.CHAIR)
    user = person(district, chair)
    assert mandate_of(Acting.as_holder(user, district)).covers(Power.DECIDE_PLAN, SUBDISTRICT)
    assert not mandate_of(Acting.as_holder(user, chair)).covers(Power.DECIDE_PLAN, SUBDISTRICT)


# --- asking ---


def test_any_number_of_questions_costs_one_query(django_assert_num_queries):
    user = User.objects.get(pk=coordinator().pk)
    places = list(Area.objects.filter(pk__in=[PROVINCE, DISTRICT, SUBDISTRICT, SIBLING, ELSEWHERE]))
    with django_assert_num_queries(1):
        answers = [user.has_perm(f"directory.{power}", place) for place in places for power in AREA_POWERS]
    assert sum(answers) == 5 * 3


def test_without_a_record_the_answer_is_no():
    user = coordinator()
    assert not any(user.has_perm(f"directory.{power}") for power in Power)
    assert not user.has_perm("directory.no_such_power", area(SUBDISTRICT))
    assert not user.has_perm("proposals.decide_plan", area(SUBDISTRICT))


def test_nobody_is_put_into_a_group():
    user = coordinator()
    assert not user.groups.exists()


def test_all_powers_over_a_record_are_listed():
    user = coordinator()
    assert {power for power in user.get_all_permissions(area(SUBDISTRICT)) if "plan" in power} == {
        "directory.view_plan",
        "directory.review_plan",
        "directory.decide_plan",
    }


def test_areas_of_a_power_leave_out_what_lies_inside_another():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT, DISTRICT, SUBDISTRICT, ELSEWHERE), Role.COORDINATOR)
    by = Acting.as_holder(person(held), held)
    assert mandate_of(by).areas(Power.DECIDE_PLAN) == [DISTRICT, ELSEWHERE]


# --- handing over ---


def registrar(of=PROVINCE):
    held = office(body(BodyKind.PROVINCIAL_OFFICE, of), Role.OFFICER)
    return Acting.as_holder(person(held), held)


def test_handing_over_ends_one_tenure_and_begins_the_next_on_the_same_day():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    before, after = person(held), person()
    day = START + timedelta(days=40)
    tenure = hand_over_office(office=held, to=after, by=registrar(), starts=day, order_number="9/2571")
    assert (tenure.user, tenure.order_number) == (after, "9/2571")
    with clock.at(day - timedelta(days=1)):
        assert may(before, Power.DECIDE_PLAN, area(SUBDISTRICT))
        assert not may(after, Power.DECIDE_PLAN, area(SUBDISTRICT))
    with clock.at(day):
        assert not may(before, Power.DECIDE_PLAN, area(SUBDISTRICT))
        assert may(after, Power.DECIDE_PLAN, area(SUBDISTRICT))
    before.refresh_from_db()
    assert before.is_active


def test_only_the_registrar_of_the_place_hands_over():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    holder, successor = person(held), person()
    outside = registrar("34")
    for by in (Acting.as_holder(holder, held), outside):
        with pytest.raises(Refused):
            hand_over_office(office=held, to=successor, by=by, starts=START + timedelta(days=40))
    assert held.tenures.count() == 1
    hand_over_office(office=held, to=successor, by=DEADLINE, starts=START + timedelta(days=40))
    assert held.tenures.count() == 2


def test_a_hand_over_with_impossible_dates_is_refused():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    holder, successor = person(held), person()
    by = registrar()
    for to, starts, ends in (
        (successor, START + timedelta(days=5), START + timedelta(days=5)),
        (successor, START, None),
        (holder, START, None),
    ):
        with pytest.raises(Invalid):
            hand_over_office(office=held, to=to, by=by, starts=starts, ends=ends)
    assert [tenure.ends for tenure in held.tenures.all()] == [None]


def test_a_hand_over_before_one_that_is_arranged_already_is_refused():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    holder, by = person(held), registrar()
    hand_over_office(office=held, to=person(), by=by, starts=START + timedelta(days=40))
    with pytest.raises(Invalid):
        hand_over_office(office=held, to=person(), by=by, starts=START + timedelta(days=20))
    assert holder.tenures.get().ends == START + timedelta(days=40)


def test_the_cache_of_a_request_is_dropped_on_hand_over():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    successor = person()
    assert not successor.has_perm("directory.decide_plan", area(SUBDISTRICT))
    hand_over_office(office=held, to=successor, by=registrar(), starts=date(2028, 10, 5))
    assert successor.has_perm("directory.decide_plan", area(SUBDISTRICT))
    mandates.forget(successor)
    assert successor.has_perm("directory.decide_plan", area(SUBDISTRICT))


# --- the system check ---


def permission(power):
    return Permission.objects.get(content_type=ContentType.objects.get_for_model(Area), codename=power.value)


def test_the_check_is_content_with_grants_over_areas():
    coordinator()
    assert checks.powers_are_granted_over_areas_only(databases=["default"]) == []


def test_the_check_refuses_powers_given_to_a_group_or_a_person_without_an_area():
    Group.objects.create(name="ทุกคน").permissions.add(permission(Power.DECIDE_PLAN))
    person().user_permissions.add(permission(Power.VIEW_PLAN))
    found = checks.powers_are_granted_over_areas_only(databases=["default"])
    assert [problem.id for problem in found] == ["directory.E001", "directory.E002"]
    assert checks.powers_are_granted_over_areas_only(databases=None) == []


def test_the_check_refuses_an_own_power_granted_over_an_area():
    held = office(body(BodyKind.COUNCIL, SUBDISTRICT), Role.CHAIR)
    AreaGroupPermission.objects.create(
        group=held.group, permission=permission(Power.ADOPT_PLAN), content_object=area(SUBDISTRICT)
    )
    found = checks.powers_are_granted_over_areas_only(databases=["default"])
    assert [problem.id for problem in found] == ["directory.E003"]
