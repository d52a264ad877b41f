"""The people whom a governor asks first: the head of the office, and two deputies side by side."""

from __future__ import annotations

from approvals.approvers import approvals_of
from approvals.models import ApproverList
from approvals.verbs.approvers import approve_plan, set_approvers
from directory.acting import Acting
from directory.models import Tenure, User
from directory.powers import Role
from directory.verbs.bodies import establish_offices
from proposals.models import Plan
from tests.cast import IN_OFFICE_SINCE, World, version_of

Act = ApproverList.Act


def appointed(world: World, body: str, role: str, title: str, user: User | None = None) -> Acting:
    """Somebody, new unless they are known, in an office of their own."""
    office = establish_offices([(world.bodies[body], role, title)])[0]
    user = user or User.objects.create(username=title, full_name=f"นาย{title}")
    return Acting(user, office, Tenure.objects.create(user=user, office=office, starts=IN_OFFICE_SINCE))


def the_governors_people(world: World) -> tuple[Acting, Acting, Acting]:
    """The head of the provincial office, then two deputy governors in any order, asked before the governor endorses."""
    head = appointed(world, "province", Role.CHIEF, "หัวหน้าสำนักงานจังหวัด")
    first, second = (appointed(world, "governor", Role.MEMBER, f"รองผู้ว่าราชการจังหวัด {n}") for n in (1, 2))
    set_approvers(
        area=world.province,
        act=Act.ENDORSE,
        steps=[[head.office], [first.office, second.office]],
        by=world.provincial_officer,
    )
    return head, first, second


def agreed(plan: Plan, *people: Acting) -> None:
    """These people agree to what lies on the desk."""
    for by in people:
        found = approvals_of(plan)
        assert found is not None
        approve_plan(plan=plan, seen=version_of(plan), seen_hash=found.version_hash, answer="agree", by=by)
