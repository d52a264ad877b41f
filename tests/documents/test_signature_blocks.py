"""Under a paper stands who signs for a body today, with the words for one who acts for the holder."""

from datetime import timedelta

import pytest

from directory import clock
from directory.models import Tenure, User
from documents.parts import signature_of
from documents.signers import Place, places_in
from tests.cast import DAY_ONE

pytestmark = pytest.mark.django_db


def standing_in(office, acting, own_position="", name="นายสมชาย ใจดี", days=5, starts=DAY_ONE):
    """Somebody who acts for the holder of an office from a day on."""
    user = User.objects.create(username=f"deputy-{office.pk}-{acting}", full_name=name)
    return Tenure.objects.create(
        user=user,
        office=office,
        acting=acting,
        own_position=own_position,
        starts=starts,
        ends=starts + timedelta(days=days),
    )


def printed(body):
    block = signature_of(body)
    return block["name"], block["position"], block["acting_lines"]


def test_the_holder_signs_with_name_and_position_alone(world):
    office = world.governor.office
    assert signature_of(world.governor.body) == {
        "name": str(world.governor.user),
        "position": office.title,
        "acting_lines": [],
        "office": office.pk,
        "tenure": world.governor.tenure.pk,
    }


@pytest.mark.parametrize(
    ("acting", "words"),
    [
        ("acting_for", "รักษาราชการแทน"),
        ("acting_by_delegation", "ปฏิบัติราชการแทน"),
        ("acting_in_position", "รักษาการในตำแหน่ง"),
    ],
)
def test_who_acts_signs_with_the_own_position_and_the_principals_behind_the_words(world, acting, words):
    office = world.governor.office
    tenure = standing_in(office, acting, "รองผู้ว่าราชการจังหวัด")
    assert printed(world.governor.body) == ("นายสมชาย ใจดี", "รองผู้ว่าราชการจังหวัด", [f"{words} {office.title}"])
    assert signature_of(world.governor.body)["tenure"] == tenure.pk


def test_a_councils_deputy_signs_in_place_of_the_chair_and_never_in_the_states_words(world):
    standing_in(world.leader.office, "acting_as_chair", "รองประธานสภาองค์กรชุมชนตำบล", "นางบุญมี ใจดี")
    assert printed(world.leader.body) == ("นางบุญมี ใจดี", "รองประธานสภาองค์กรชุมชนตำบล", ["ทำหน้าที่แทนประธาน"])


def test_a_deputy_without_a_position_of_their_own_signs_in_the_offices(world):
    standing_in(world.leader.office, "acting_as_chair")
    assert printed(world.leader.body) == ("นายสมชาย ใจดี", world.leader.office.title, ["ทำหน้าที่แทนประธาน"])


def test_the_holder_signs_again_when_the_deputys_days_are_over_and_before_they_begin(world):
    standing_in(world.governor.office, "acting_for", "รองผู้ว่าราชการจังหวัด", starts=DAY_ONE + timedelta(days=1), days=2)
    names = []
    for days in range(5):
        with world.in_days(days):
            names.append(printed(world.governor.body)[0])
    holder = str(world.governor.user)
    assert names == [holder, "นายสมชาย ใจดี", "นายสมชาย ใจดี", holder, holder]


def test_an_actor_in_the_signing_office_signs_for_themselves_though_a_deputy_stands_beside(world):
    standing_in(world.governor.office, "acting_for", "รองผู้ว่าราชการจังหวัด")
    assert signature_of(world.governor.body, world.governor)["name"] == str(world.governor.user)
    assert signature_of(world.governor.body, world.provincial_officer)["name"] == "นายสมชาย ใจดี"


def test_a_vacant_office_leaves_a_place_for_a_name_that_nobody_signs_electronically(world):
    Tenure.objects.filter(pk=world.governor.tenure.pk).update(ends=clock.today())
    block = signature_of(world.governor.body)
    assert block == {"name": "", "position": world.governor.office.title, "acting_lines": []}
    assert places_in({"signature": block}) == []


def test_the_places_of_a_paper_are_found_in_the_order_of_the_sheet_each_once():
    chair = {"name": "ประธาน", "position": "ประธานสภา", "acting_lines": [], "office": 1, "tenure": 11}
    chief = {
        "name": "นายอำเภอ",
        "position": "ปลัดอำเภอ",
        "acting_lines": ["รักษาราชการแทน นายอำเภอ"],
        "office": 2,
        "tenure": 12,
    }
    snapshot = {
        "annexes": [{"signatures": [chief, chair]}],
        "checked_by": {"name": "ผู้ตรวจ", "position": "กรรมการ"},
        "extract": {"signature": chair},
        "recorded_by": "ผู้จด",
    }
    assert places_in(snapshot) == [
        Place("ผู้จด", ""),
        Place("ผู้ตรวจ", "กรรมการ"),
        Place("ประธาน", "ประธานสภา", 1, 11),
        Place("นายอำเภอ", "ปลัดอำเภอ รักษาราชการแทน นายอำเภอ", 2, 12),
    ]
    assert places_in({"signature": chair, "signatures": [chair]}) == [Place("ประธาน", "ประธานสภา", 1, 11)]
    assert places_in({}) == []
