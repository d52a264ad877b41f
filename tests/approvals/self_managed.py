"""A self-managed province for tests: the cast's world in a second cycle, with the councils' provincial meeting."""

from __future__ import annotations

from approvals.verbs.assembly import Votes
from directory.acting import Acting
from directory.models import Body, Tenure, Territory, User
from directory.powers import BodyKind, Role
from directory.verbs.bodies import establish_offices
from proposals.drafts import AttendanceDraft, MeetingDraft
from proposals.models import Attendance, Meeting
from proposals.verbs.cycle import open_cycle
from tests.cast import DAY_ONE, IN_OFFICE_SINCE, PROVINCE, TARGET_YEAR, World


def an_assembly(world: World) -> Acting:
    """The chair of the provincial meeting of the province's councils; its secretary is there too."""
    body = Body.objects.create(
        code="assembly", kind=BodyKind.ASSEMBLY, name="ที่ประชุมสภาองค์กรชุมชนจังหวัด", area_id=PROVINCE
    )
    Territory.objects.create(body=body, area_id=PROVINCE)
    world.bodies["assembly"] = body
    for role in (Role.CHAIR, Role.SECRETARY):
        office = establish_offices([(body, role, str(Role(role).label))])[0]
        user = User.objects.create(username=f"assembly-{role}", full_name=f"{role} assembly")
        tenure = Tenure.objects.create(user=user, office=office, starts=IN_OFFICE_SINCE)
        world.people["assembly", role] = Acting(user, office, tenure)
    return world.people["assembly", Role.CHAIR]


def in_another_cycle(world: World, **options: object) -> World:
    """The same world, walking in a cycle that is opened now for the year after."""
    world.jump = None
    last = max(TARGET_YEAR, world.cycle.target_year)
    world.cycle = open_cycle(province=world.province, target_year=last + 1, by=world.provincial_officer, **options)  # type: ignore[arg-type]  # as open_cycle takes them
    world.plans.clear()
    world.refresh()
    return world


def sitting(*, present: int = 7, absent: int = 2) -> MeetingDraft:
    """A sitting of the councils' provincial meeting."""
    return MeetingDraft(
        kind=Meeting.Kind.PROVINCIAL,
        title="การประชุมในระดับจังหวัด",
        held_on=DAY_ONE,
        place="ศาลากลางจังหวัด",
        attendances=[AttendanceDraft(f"ผู้แทนสภา {n}") for n in range(present)]
        + [AttendanceDraft(f"ผู้ลา {n}", presence=Attendance.Presence.ABSENT) for n in range(absent)],
    )


IN_FAVOUR = Votes("เห็นชอบแผนของจังหวัด", 7)
