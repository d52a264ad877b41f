"""Rows that do not open a province: each is refused with its place, and nothing at all is changed."""

from dataclasses import replace
from datetime import date

import pytest

from directory.drafts import BodyDraft, Counted, DateDraft, HolderDraft, ProvinceDraft, TerritoryDraft, VillageDraft
from directory.models import Body, User
from directory.powers import BodyKind, Role
from tests.directory.builders import (
    DISTRICT,
    PROVINCE,
    SIBLING,
    START,
    SUBDISTRICT,
    body,
    chair,
    office,
    opened,
    person,
    refused,
    small_province,
    with_changed,
    with_row,
)

pytestmark = pytest.mark.django_db

WRONG_ROWS = {
    "a village twice": ("villages", VillageDraft(area_code=SUBDISTRICT, number=1, name="ซ้ำ"), "number"),
    "a village of a district": ("villages", VillageDraft(area_code=DISTRICT, number=1, name="ก"), "area_code"),
    "a village without a name": ("villages", VillageDraft(area_code=SIBLING, number=1, name=" "), "name"),
    "a code twice": (
        "bodies",
        BodyDraft(code="council-370101", kind="council", name="ก", area_code=SIBLING),
        "code",
    ),
    "a code with spaces": ("bodies", BodyDraft(code="a b", kind="council", name="ก", area_code=SIBLING), "code"),
    "an unknown kind": ("bodies", BodyDraft(code="x", kind="club", name="ก", area_code=SIBLING), "kind"),
    "a seat in another province": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code="340101"),
        "area_code",
    ),
    "a seat that is no more": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code="370190"),
        "area_code",
    ),
    "a council that sits in a district": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=DISTRICT),
        "area_code",
    ),
    "too long a name": ("bodies", BodyDraft(code="x", kind="council", name="ก" * 201, area_code=SIBLING), "name"),
    "a control character": ("bodies", BodyDraft(code="x", kind="council", name="ก\x07", area_code=SIBLING), "name"),
    "a strange phone": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=SIBLING, phone="โทร"),
        "phone",
    ),
    "a quorum above all members": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=SIBLING, quorum_numerator=3),
        "quorum_numerator",
    ),
    "a quorum of nobody": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=SIBLING, quorum_numerator=0),
        "quorum_numerator",
    ),
    "a share of nothing": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=SIBLING, quorum_denominator=0),
        "quorum_denominator",
    ),
    "an unknown secretariat": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=SIBLING, secretariat_code="nobody"),
        "secretariat_code",
    ),
    "its own secretariat": (
        "bodies",
        BodyDraft(code="x", kind="council", name="ก", area_code=SIBLING, secretariat_code="x"),
        "secretariat_code",
    ),
    "territory in another province": (
        "territories",
        TerritoryDraft(body_code="district-3701", area_code="3401"),
        "area_code",
    ),
    "territory wider than its level": (
        "territories",
        TerritoryDraft(body_code="district-3701", area_code=PROVINCE),
        "area_code",
    ),
    "territory twice": ("territories", TerritoryDraft(body_code="district-3701", area_code=DISTRICT), "area_code"),
    "territory of nobody": ("territories", TerritoryDraft(body_code="nobody", area_code=DISTRICT), "body_code"),
    "an unknown village": (
        "territories",
        TerritoryDraft(body_code="council-370101", area_code=SIBLING, village_numbers=(1,)),
        "village_numbers",
    ),
    "an unknown community": (
        "territories",
        TerritoryDraft(body_code="district-3701", area_code=SUBDISTRICT, community_numbers=(2,)),
        "community_numbers",
    ),
    "an office of nobody": ("holders", HolderDraft(body_code="nobody", role="chair", title="ก"), "body_code"),
    "a role that a council has not": (
        "holders",
        HolderDraft(body_code="council-370101", role="governor", title="ก"),
        "role",
    ),
    "an unknown role": ("holders", HolderDraft(body_code="council-370101", role="king", title="ก"), "role"),
    "a second open holder": (
        "holders",
        chair(full_name="คนที่สอง", phone="0611111111", starts=date(2029, 1, 1)),
        "starts",
    ),
    "the same term twice": ("holders", chair(), "starts"),
    "one phone, two names": ("holders", chair(body_code="committee-3701", full_name="คนอื่น"), "phone"),
    "one phone, two user names": (
        "holders",
        HolderDraft(
            body_code="committee-3701",
            role="chair",
            title="ประธาน",
            full_name="นางสาวมาลี ใจดี",
            phone="0812345678",
            username="other",
            starts=START,
        ),
        "username",
    ),
    "one user name, two phones": (
        "holders",
        HolderDraft(
            body_code="committee-3701",
            role="chair",
            title="ประธาน",
            full_name="นางสาวมาลี ใจดี",
            phone="0611111111",
            username="malee",
            starts=START,
        ),
        "phone",
    ),
    "no way to know the person": ("holders", chair(body_code="committee-3701", phone=""), "phone"),
    "a phone without a name": ("holders", chair(body_code="committee-3701", full_name=""), "full_name"),
    "a name without letters": ("holders", chair(body_code="committee-3701", full_name="123"), "full_name"),
    "no first day": ("holders", chair(body_code="committee-3701", starts=None), "starts"),
    "an end before the beginning": ("holders", chair(body_code="committee-3701", ends=START), "ends"),
    "a short phone": ("holders", chair(body_code="committee-3701", phone="12345"), "phone"),
    "a control character in a name": ("holders", chair(body_code="committee-3701", full_name="ก\x1bข"), "full_name"),
    "no title": ("holders", chair(body_code="committee-3701", title=""), "title"),
    "a year in the common era": (
        "dates",
        DateDraft(
            area_code=DISTRICT,
            target_year=2029,
            step="gather_district",
            due_on=START,
            announced_by="ก",
            announced_on=START,
        ),
        "target_year",
    ),
    "a date before its letter": (
        "dates",
        DateDraft(
            area_code=DISTRICT,
            target_year=2573,
            step="gather_district",
            due_on=date(2028, 9, 1),
            announced_by="ก",
            announced_on=START,
        ),
        "due_on",
    ),
    "the province's step in a district": (
        "dates",
        DateDraft(
            area_code=DISTRICT,
            target_year=2573,
            step="gather_province",
            due_on=START,
            announced_by="ก",
            announced_on=START,
        ),
        "area_code",
    ),
    "a date of a year long past": (
        "dates",
        DateDraft(
            area_code=DISTRICT,
            target_year=2573,
            step="gather_district",
            due_on=date(1900, 1, 1),
            announced_by="ก",
            announced_on=START,
        ),
        "due_on",
    ),
    "the same date twice": ("dates", small_province().dates[0], "step"),
}


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_a_wrong_row_is_refused_and_nothing_at_all_is_changed(name):
    sheet, row, field = WRONG_ROWS[name]
    drafts = with_row(small_province(), sheet, row)
    assert refused(drafts) == [(sheet, len(getattr(drafts, sheet)), field)]


def test_all_problems_are_told_at_once_in_the_order_of_the_sheets():
    drafts = small_province()
    for name in ("a date before its letter", "a village twice", "an unknown role", "an unknown kind"):
        sheet, row, _field = WRONG_ROWS[name]
        drafts = with_row(drafts, sheet, row)
    assert refused(drafts) == [
        ("villages", 4, "number"),
        ("bodies", 4, "kind"),
        ("holders", 4, "role"),
        ("dates", 2, "due_on"),
    ]


def test_no_rows_at_all_are_refused():
    assert refused(ProvinceDraft()) == [("bodies", 0, "code")]


def test_powers_over_an_area_need_an_area():
    drafts = small_province()
    assert refused(replace(drafts, territories=drafts.territories[:1])) == [("holders", 3, "body_code")]


def test_an_open_holder_of_the_register_stands_in_the_way_of_a_second_one():
    opened()
    successor = chair(full_name="คนที่สอง", phone="0611111111", starts=date(2030, 1, 1))
    assert refused(ProvinceDraft(holders=[successor])) == [("holders", 1, "starts")]
    assert opened(ProvinceDraft(holders=[replace(successor, acting="acting_as_chair")])).tenures == Counted(1)


def test_a_body_of_another_province_and_another_kind_keep_their_codes():
    Body.objects.create(code="taken", kind="council", name="ก", area_id="340101")
    opened()
    taken = BodyDraft(code="taken", kind="council", name="ก", area_code=SIBLING)
    assert refused(with_row(small_province(), "bodies", taken)) == [("bodies", 4, "code")]
    assert refused(with_changed(small_province(), "bodies", 0, kind="lao"))[0] == ("bodies", 1, "kind")


def test_rows_may_not_point_at_bodies_of_another_province():
    Body.objects.create(code="foreign", kind="district_office", name="ก", area_id="3401")
    drafts = with_row(small_province(), "territories", TerritoryDraft(body_code="foreign", area_code=DISTRICT))
    assert refused(drafts) == [("territories", 4, "body_code")]
    drafts = with_changed(small_province(), "bodies", 2, secretariat_code="foreign")
    assert refused(drafts) == [("bodies", 3, "secretariat_code")]


def test_an_account_of_another_province_is_not_renamed_and_an_administrators_not_used():
    elsewhere = person(office(body(BodyKind.COUNCIL, "340101"), Role.CHAIR))
    User.objects.filter(pk=elsewhere.pk).update(phone="0898765432")
    assert refused(small_province()) == [("holders", 1, "phone")]
    User.objects.filter(pk=elsewhere.pk).update(full_name="นายสมชาย บุญมา")
    User.objects.create_superuser("malee")
    assert refused(small_province()) == [("holders", 3, "phone")]
    User.objects.filter(username="malee").update(username="root")
    assert opened().people == Counted(1, 0, 1)


def test_two_persons_are_not_one_account():
    User.objects.create(username="malee", phone="0611111111", full_name="นางสาวมาลี ใจดี")
    drafts = with_row(
        small_province(), "holders", chair(body_code="committee-3701", phone="0611111111", full_name="นางสาวมาลี ใจดี")
    )
    assert refused(drafts) == [("holders", 3, "phone"), ("holders", 4, "phone")]
