"""Opening a province from drafts: all at once or not at all, and as often as one likes."""

from dataclasses import replace
from datetime import date

import pytest

from directory import clock
from directory.acting import Acting
from directory.drafts import Counted, DateDraft, HolderDraft, ProvinceDraft, TerritoryDraft
from directory.errors import Invalid, Refused
from directory.models import AnnouncedDate, Area, Body, Tenure, Territory, User
from directory.powers import BodyKind, Power, Role
from directory.verbs.open_province import open_province
from tests.directory.builders import (
    DISTRICT,
    ELSEWHERE,
    PROVINCE,
    START,
    SUBDISTRICT,
    amnat_charoen,
    body,
    chair,
    everything,
    office,
    opened,
    person,
    small_province,
    whole_province,
    with_changed,
    with_row,
)

pytestmark = pytest.mark.django_db

# --- what comes of it ---


def test_a_province_opens_with_everything_in_its_place():
    result = opened()
    assert result.villages == Counted(3, 0, 0)
    assert (result.bodies, result.territories, result.offices) == (Counted(3), Counted(3), Counted(3))
    assert (result.people, result.tenures, result.dates) == (Counted(2), Counted(2), Counted(1))
    assert result.grants == 5
    council = Body.objects.get(code="council-370101")
    assert (council.area_code, council.members_count, council.phone) == (SUBDISTRICT, 24, "045511234 ต่อ 12")
    assert sorted(council.territories.get().villages.values_list("kind", "number")) == [("village", 1), ("village", 2)]
    committee = Body.objects.get(code="committee-3701")
    assert (committee.secretariat.code, committee.quorum(30)) == ("district-3701", 20)
    acting = Tenure.objects.get(user__username="malee")
    assert (acting.acting, acting.own_position, acting.order_number) == ("acting_for", "ปลัดอำเภอ", "คำสั่งที่ 12/2571")
    assert AnnouncedDate.objects.get().due_on == date(2028, 12, 31)


def test_people_come_without_a_usable_password_and_with_their_powers():
    opened()
    malee = User.objects.get(phone="0812345678")
    assert not malee.has_usable_password()
    assert not malee.is_demo
    with clock.at(START):
        assert malee.has_perm("directory.decide_plan", Area.objects.get(pk=SUBDISTRICT))
        assert not malee.has_perm("directory.decide_plan", Area.objects.get(pk=ELSEWHERE))


def test_a_demonstration_marks_its_bodies_and_accounts():
    opened(demo=True)
    assert set(Body.objects.values_list("is_demo", flat=True)) == {True}
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}


def test_opening_again_changes_nothing():
    opened()
    before = everything()
    result = opened()
    assert everything() == before
    assert (result.bodies, result.people, result.tenures, result.grants) == (
        Counted(0, 0, 3),
        Counted(0, 0, 2),
        Counted(0, 0, 2),
        0,
    )


def test_changed_values_are_updated_and_what_is_left_out_stays():
    opened()
    drafts = with_changed(small_province(), "bodies", 0, name="สภาองค์กรชุมชนบุ่งใหม่", secretariat_code="district-3701")
    drafts = with_changed(drafts, "villages", 0, name="บุ่งเหนือ")
    drafts = with_changed(drafts, "holders", 0, full_name="นายสมชาย บุญมาก", own_position="ครู")
    drafts = with_changed(drafts, "dates", 0, due_on=date(2029, 1, 15))
    result = opened(replace(drafts, bodies=drafts.bodies[:1], territories=[]))
    assert (result.villages, result.bodies) == (Counted(0, 1, 2), Counted(0, 1, 0))
    assert (result.people, result.tenures, result.dates) == (Counted(0, 1, 1), Counted(0, 1, 1), Counted(0, 1, 0))
    assert Body.objects.count() == 3
    assert Body.objects.get(code="council-370101").secretariat.code == "district-3701"
    assert User.objects.get(phone="0898765432").full_name == "นายสมชาย บุญมาก"
    assert Territory.objects.count() == 3


def test_the_villages_of_a_territory_follow_the_rows():
    opened()
    result = opened(with_changed(small_province(), "territories", 0, village_numbers=(2,), community_numbers=(1,)))
    assert result.territories == Counted(0, 1, 2)
    villages = Territory.objects.get(body__code="council-370101").villages
    assert sorted(villages.values_list("kind", "number")) == [("community", 1), ("village", 2)]
    assert opened(with_changed(small_province(), "territories", 0, village_numbers=())).territories == Counted(0, 1, 2)
    assert not villages.exists()


def test_wider_territory_reaches_the_offices_that_exist():
    opened()
    wider = TerritoryDraft(body_code="district-3701", area_code="3702")
    result = opened(with_row(small_province(), "territories", wider))
    assert (result.territories, result.grants) == (Counted(1, 0, 3), 5)
    with clock.at(START):
        assert User.objects.get(username="malee").has_perm("directory.decide_plan", Area.objects.get(pk=ELSEWHERE))


def test_an_account_is_found_by_phone_and_else_by_user_name():
    by_phone = User.objects.create(username="old", phone="0898765432", full_name="นายสมชาย เดิม")
    by_name = User.objects.create(username="malee", full_name="นางสาวมาลี ใจดี")
    assert opened().people == Counted(0, 2, 0)
    by_phone.refresh_from_db()
    by_name.refresh_from_db()
    assert (by_phone.username, by_phone.full_name) == ("old", "นายสมชาย บุญมา")
    assert by_name.phone == "0812345678"


def test_a_number_that_was_somebodys_user_name_gets_another_one():
    User.objects.create(username="0898765432", full_name="คนอื่น")
    opened()
    assert User.objects.get(phone="0898765432").username.startswith("0898765432-")


def test_one_person_may_hold_several_offices():
    both = chair(body_code="committee-3701", title="ประธาน ก.บ.อ.")
    assert opened(with_row(small_province(), "holders", both)).people == Counted(2)
    assert User.objects.get(phone="0898765432").tenures.count() == 2


def test_the_holder_changes_when_the_rows_end_one_term_and_open_the_next():
    opened()
    rows = with_changed(small_province(), "holders", 0, ends=date(2029, 10, 1))
    successor = chair(full_name="นางสาวสุดา ดีงาม", phone="0611111111", starts=date(2029, 10, 1))
    result = opened(with_row(rows, "holders", successor))
    assert result.tenures == Counted(1, 1, 1)
    terms = Tenure.objects.filter(office__body__code="council-370101", office__role="chair").order_by("starts")
    assert [(term.user.full_name, term.ends) for term in terms] == [
        ("นายสมชาย บุญมา", date(2029, 10, 1)),
        ("นางสาวสุดา ดีงาม", None),
    ]


def test_somebody_may_act_beside_the_holder():
    deputy = chair(full_name="นายรอง คนดี", phone="0622222222", acting="acting_as_chair", own_position="รองประธาน")
    assert opened(with_row(small_province(), "holders", deputy)).tenures == Counted(3)


def test_a_name_with_markup_stays_a_name():
    opened(with_changed(small_province(), "holders", 0, full_name="<b>นาย ก</b> & =1+1"))
    assert User.objects.get(phone="0898765432").full_name == "<b>นาย ก</b> & =1+1"


def test_values_of_a_program_are_brought_into_form_too():
    drafts = with_changed(small_province(), "holders", 0, phone="๐๘๙-๘๗๖ ๕๔๓๒", full_name=" นายสมชาย บุญมา ")
    opened(drafts)
    assert User.objects.get(phone="0898765432").full_name == "นายสมชาย บุญมา"
    assert opened().people == Counted(0, 0, 2)


def test_later_rows_may_point_at_bodies_that_are_open_already():
    opened()
    only_a_date = ProvinceDraft(
        dates=[
            DateDraft(
                area_code=PROVINCE,
                target_year=2573,
                step="gather_province",
                due_on=date(2029, 1, 31),
                announced_by="อจ 0017/ว 9",
                announced_on=date(2028, 12, 1),
            )
        ],
        holders=[HolderDraft(body_code="committee-3701", role="chair", title="ประธาน")],
    )
    assert opened(only_a_date).dates == Counted(1)


# --- who may ---


def registrar(of):
    held = office(body(BodyKind.PROVINCIAL_OFFICE, of), Role.OFFICER)
    return Acting.as_holder(person(held, starts=date(2020, 1, 1)), held)


def test_the_registrar_of_the_province_opens_it_and_nobody_else():
    with pytest.raises(Refused):
        open_province(province=amnat_charoen(), drafts=small_province(), by=registrar("34"))
    assert not Body.objects.filter(code="council-370101").exists()
    assert open_province(province=amnat_charoen(), drafts=small_province(), by=registrar("37")).bodies == Counted(3)


def test_a_district_coordinator_does_not_open_the_province():
    held = office(body(BodyKind.DISTRICT_OFFICE, DISTRICT), Role.COORDINATOR)
    by = Acting.as_holder(person(held, starts=date(2020, 1, 1)), held)
    assert not by.user.has_perm(f"directory.{Power.MANAGE_BODIES}", amnat_charoen())
    with pytest.raises(Refused):
        open_province(province=amnat_charoen(), drafts=small_province(), by=by)


@pytest.mark.parametrize("code", ["10", "3701"])
def test_bangkok_and_districts_are_not_opened(code):
    with pytest.raises(Invalid):
        open_province(province=Area.objects.get(pk=code), drafts=small_province(), by=None)


# --- size ---


def test_the_largest_province_opens_with_few_queries_and_a_second_time_without_doubling(django_assert_max_num_queries):
    korat, drafts = Area.objects.get(pk="30"), whole_province()
    assert (len(drafts.bodies), len(drafts.holders), len(drafts.villages)) == (867, 1734, 3179)
    with django_assert_max_num_queries(700):
        first = open_province(province=korat, drafts=drafts, by=None)
    assert (first.bodies, first.people, first.grants) == (Counted(867), Counted(1734), 2312)
    with django_assert_max_num_queries(50):
        second = open_province(province=korat, drafts=drafts, by=None)
    assert (second.bodies, second.tenures, second.grants) == (Counted(0, 0, 867), Counted(0, 0, 1734), 0)
