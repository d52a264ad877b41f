"""What the tests of this room are made of: the drafts of a small province, and records of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from itertools import count
from typing import Any

import pytest

from directory.drafts import (
    BodyDraft,
    DateDraft,
    HolderDraft,
    ProvinceDraft,
    ProvinceOpened,
    TerritoryDraft,
    VillageDraft,
)
from directory.errors import Invalid
from directory.models import AnnouncedDate, Area, AreaGroupPermission, Body, Office, Tenure, Territory, User, Village
from directory.powers import BodyKind, Role
from directory.verbs.bodies import establish_offices
from directory.verbs.open_province import open_province

START = date(2028, 10, 1)
_numbers = count(1)

PROVINCE, DISTRICT, OTHER_DISTRICT = "37", "3701", "3702"
SUBDISTRICT, SIBLING, ELSEWHERE = "370101", "370102", "370201"


def amnat_charoen() -> Area:
    """Answer the province in which most of these tests live."""
    return Area.objects.get(pk=PROVINCE)


def small_province(**changes: Any) -> ProvinceDraft:
    """Answer drafts of two villages, a council, a district office with its committee, and one announced date."""
    drafts = ProvinceDraft(
        villages=[
            VillageDraft(area_code=SUBDISTRICT, number=1, name="บุ่ง"),
            VillageDraft(area_code=SUBDISTRICT, number=2, name="บุ่งใหญ่"),
            VillageDraft(area_code=SUBDISTRICT, number=1, name="ตลาดเก่า", kind="community"),
        ],
        bodies=[
            BodyDraft(
                code="council-370101",
                kind="council",
                name="สภาองค์กรชุมชนตำบลบุ่ง",
                area_code=SUBDISTRICT,
                members_count=24,
                quorum_legal_reference="พ.ร.บ. สภาองค์กรชุมชน พ.ศ. ๒๕๕๑ ม. ๒๐",
                address="ศาลากลางบ้าน หมู่ที่ 1\nตำบลบุ่ง",
                phone="045511234 ต่อ 12",
            ),
            BodyDraft(
                code="district-3701",
                kind="district_office",
                name="ที่ว่าการอำเภอเมืองอำนาจเจริญ",
                area_code=DISTRICT,
                letter_prefix="อจ 0118/",
                register="external",
            ),
            BodyDraft(
                code="committee-3701",
                kind="district_committee",
                name="ก.บ.อ. เมืองอำนาจเจริญ",
                area_code=DISTRICT,
                members_count=30,
                quorum_numerator=2,
                quorum_denominator=3,
                secretariat_code="district-3701",
            ),
        ],
        territories=[
            TerritoryDraft(body_code="council-370101", area_code=SUBDISTRICT, village_numbers=(1, 2)),
            TerritoryDraft(body_code="district-3701", area_code=DISTRICT),
            TerritoryDraft(body_code="committee-3701", area_code=DISTRICT),
        ],
        holders=[
            chair(),
            HolderDraft(body_code="council-370101", role="secretary", title="เลขานุการสภาองค์กรชุมชนตำบลบุ่ง"),
            HolderDraft(
                body_code="district-3701",
                role="coordinator",
                title="ผู้ประสานแผนอำเภอ",
                full_name="นางสาวมาลี ใจดี",
                phone="0812345678",
                username="malee",
                starts=START,
                ends=date(2030, 10, 1),
                acting="acting_for",
                own_position="ปลัดอำเภอ",
                order_number="คำสั่งที่ 12/2571",
                order_date=date(2028, 9, 15),
                scope="งานแผน",
            ),
        ],
        dates=[
            DateDraft(
                area_code=DISTRICT,
                target_year=2572,
                step="gather_district",
                due_on=date(2028, 12, 31),
                announced_by="อจ 0017/ว 123",
                announced_on=date(2028, 10, 5),
            )
        ],
    )
    return replace(drafts, **changes)


def chair(**changes: Any) -> HolderDraft:
    """Answer the row of the council's chair."""
    row = HolderDraft(
        body_code="council-370101",
        role="chair",
        title="ประธานสภาองค์กรชุมชนตำบลบุ่ง",
        full_name="นายสมชาย บุญมา",
        phone="0898765432",
        starts=START,
    )
    return replace(row, **changes)


def with_row(drafts: ProvinceDraft, sheet: str, row: Any) -> ProvinceDraft:
    """Answer the drafts with one more row."""
    return replace(drafts, **{sheet: [*getattr(drafts, sheet), row]})


def with_changed(drafts: ProvinceDraft, sheet: str, number: int, **changes: Any) -> ProvinceDraft:
    """Answer the drafts with other values in one row."""
    rows = list(getattr(drafts, sheet))
    rows[number] = replace(rows[number], **changes)
    return replace(drafts, **{sheet: rows})


def whole_province(subdistricts: int = 289) -> ProvinceDraft:
    """Answer drafts as large as the largest province: three bodies and six offices in each subdistrict."""
    codes = list(
        Area.objects.filter(level="subdistrict", abolished_on=None, code__gte="30", code__lt="31").values_list(
            "code", flat=True
        )
    )[:subdistricts]
    bodies, territories, holders, villages = [], [], [], []
    for number, code in enumerate(codes):
        villages += [VillageDraft(area_code=code, number=n, name=f"บ้านที่ {n}") for n in range(1, 12)]
        for kind, roles in _ROLES.items():
            body = f"{kind.replace('_', '-')}-{code}"
            bodies.append(BodyDraft(code=body, kind=kind, name=f"{kind} {code}", area_code=code))
            territories.append(TerritoryDraft(body_code=body, area_code=code))
            holders += [
                HolderDraft(
                    body_code=body,
                    role=role,
                    title=role,
                    full_name=f"นาย{kind} {role} {code}",
                    phone=f"08{number:04}{place:02}{len(kind):02}",
                    starts=START,
                )
                for place, role in enumerate(roles)
            ]
    return ProvinceDraft(villages=villages, bodies=bodies, territories=territories, holders=holders)


_ROLES = {
    "council": ("chair", "secretary"),
    "lao": ("executive", "planner"),
    "subdistrict_committee": ("chair", "secretary"),
}


def body(kind: BodyKind, area: str, *territory: str, secretariat: Body | None = None) -> Body:
    """Make a body with its territory; without one given, that of its seat."""
    made = Body.objects.create(
        code=f"body-{next(_numbers)}", kind=kind, name=f"{kind.label} {area}", area_id=area, secretariat=secretariat
    )
    Territory.objects.bulk_create([Territory(body=made, area_id=code) for code in territory or (area,)])
    return made


def office(of: Body, role: Role) -> Office:
    """Make an office with what its role may do."""
    return establish_offices([(of, role.value, str(role.label))])[0]


def person(*offices: Office, starts: date = START, ends: date | None = None, acting: str = "") -> User:
    """Make a person who holds these offices."""
    number = next(_numbers)
    user = User.objects.create(username=f"person-{number}", full_name=f"นายคนที่ {number}")
    Tenure.objects.bulk_create(
        [Tenure(user=user, office=held, starts=starts, ends=ends, acting=acting) for held in offices]
    )
    return user


def told(problems: Iterable[Any]) -> list[tuple[str, int, str]]:
    """Answer where problems are: sheet, row and field."""
    return [(problem.sheet, problem.row, problem.field) for problem in problems]


def content(drafts: ProvinceDraft) -> dict[str, list[Any]]:
    """Answer the drafts list by list, for comparison."""
    return {part.name: getattr(drafts, part.name) for part in fields(drafts)}


TABLES = (Village, Body, Territory, Office, User, Tenure, AnnouncedDate, AreaGroupPermission)


def everything() -> dict[str, list[Any]]:
    """Answer all records of a province, to be compared before and after."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def opened(drafts: ProvinceDraft | None = None, **more: Any) -> ProvinceOpened:
    """Open the small province, or another one of the same code."""
    return open_province(province=amnat_charoen(), drafts=drafts or small_province(), by=None, **more)


def refused(drafts: ProvinceDraft) -> list[tuple[str, int, str]]:
    """Answer where the problems are, after making sure that nothing was changed."""
    before = everything()
    with pytest.raises(Invalid) as wrong:
        opened(drafts)
    assert everything() == before
    assert all(problem.message for problem in wrong.value.problems)
    return told(wrong.value.problems)
