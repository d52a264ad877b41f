"""A council whose project was turned away, for the tests of appeals."""

from __future__ import annotations

from approvals.drafts import ItemAnswer
from approvals.models import Appeal
from approvals.verbs.appeals import AppealAnswer, answer_appeal, file_appeal
from approvals.verbs.worksheet import answer_lines
from directory.acting import Acting
from directory.models import Tenure, User
from directory.powers import Role
from directory.verbs.bodies import establish_offices
from proposals.models import Plan
from proposals.models.line import Line
from tests.cast import IN_OFFICE_SINCE, World

GRANTED = AppealAnswer("granted", "new_facts", "มีหนังสือยืนยันกรรมสิทธิ์ที่ดินแล้ว")
DENIED = AppealAnswer("denied", "stands", "ที่ดินยังเป็นของเอกชน")
DISMISSED = AppealAnswer("dismissed", "no_grounds", "ไม่ได้ระบุเหตุ")
GROUNDS = "ที่ดินเป็นที่สาธารณะ มีหนังสือสำคัญแนบ"


def turned_away(world: World) -> Line:
    """The district has closed; it refused the second project of the council and carried the third."""
    world.gathered_district()
    line = world.lines(world.plan)[1]
    refused = ItemAnswer("refused", reason_code="no_land", reason="ที่ดินเป็นของเอกชน")
    answer_lines(plan=world.district_plan, answers={line.pk: refused}, by=world.coordinator)
    world.resolved_district()
    world.refresh()
    return line


def council_s_plan(world: World) -> Plan:
    """The council's plan as it is now."""
    return world.fresh(world.plan)


def appealed(world: World) -> Appeal:
    """The council has appealed against that refusal."""
    line = turned_away(world)
    file_appeal(plan=council_s_plan(world), line_id=line.pk, grounds=GROUNDS, by=world.leader)
    return appeal_of(line)


def appeal_of(line: Line) -> Appeal:
    """The appeal against what became of a line, with what verbs ask of it."""
    everything = ("plan__owner__secretariat", "above__owner__secretariat", "plan__cycle", "fate__decision")
    return Appeal.objects.select_related(*everything).get(line=line)


def answered(world: World, answer: AppealAnswer) -> Appeal:
    """The chief, who decided nothing before, has answered it."""
    appeal = appealed(world)
    answer_appeal(appeal=appeal, answer=answer, seen=appeal.revision, by=world.chief)
    return appeal


def head_of_the_provincial_office(world: World) -> Acting:
    """Somebody at the provincial office who decided nothing before."""
    office = establish_offices([(world.bodies["province"], Role.CHIEF, "หัวหน้าสำนักงานจังหวัด")])[0]
    user = User.objects.create(username="province-chief", full_name="หัวหน้าสำนักงาน")
    return Acting(user, office, Tenure.objects.create(user=user, office=office, starts=IN_OFFICE_SINCE))
