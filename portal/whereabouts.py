"""Where a plan is: on whose desk, for what, since when and until when; and the way that it goes, named by bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from directory.models import Body
from directory.powers import OWN_POWERS, BodyKind, Power
from proposals.extracts import agencies_asked
from proposals.models import Level, Plan, PlanKind, PlanState
from proposals.queries import bodies_that_owe_opinions, open_remarks, receivers_of
from workflow.models import Deadline
from workflow.terms import Names, names_of


@dataclass(frozen=True, slots=True)
class Desk:
    """One thing that a plan waits for."""

    bodies: list[Body]
    task: str
    since: datetime | None
    due: date | None = None

    @property
    def names(self) -> str:
        """The bodies, as a person would say them."""
        return " ".join(
            [", ".join(body.name for body in self.bodies[:3]), _("และอื่น ๆ") if len(self.bodies) > 3 else ""]
        ).strip()


_DEADLINES: dict[str, tuple[str, ...]] = {
    "receive": ("receipt",),
    "opinion": ("opinion",),
    "adopt": ("revision", "drafting", "submission", "closing", "decision"),
    "submit": ("revision", "submission", "closing"),
    "technical": ("review",),
    "decide": ("review",),
    "vet": ("vetting",),
    "gather": ("gather",),
    "hear": ("hearing",),
    "assemble": ("decision",),
    "endorse": ("reply",),
    "answer": ("reply",),
    "answers": ("extract",),
}
"""The deadlines of a step: the first that runs says by when."""


def desks_of(plan: Plan, tasks: list[Task]) -> list[Desk]:
    """The desks on which a plan lies now: one for each waiting step. Few queries, whatever the plan's size."""
    still = Q(settled_at__isnull=True, replaced_by__isnull=True) | Q(lapsed_at__isnull=False, done_at__isnull=True)
    due = dict(Deadline.objects.filter(still, plan=plan).order_by("pk").values_list("kind", "due_on"))
    if plan.state == PlanState.RETURNED and "revision" not in due:  # reminded of once, and still due
        asked = open_remarks(plan).values_list("due", flat=True).order_by("-due").first()
        due |= {"revision": asked} if asked else {}
    called = names_of(plan) if tasks else Names()
    desks = []
    for task in tasks:
        name = task.flow_task.name
        power = str(task.owner_permission or "").rpartition(".")[2]
        answers = plan.kind == PlanKind.PETITION and power not in OWN_POWERS
        kinds = ("petition",) if answers else _DEADLINES.get(name, ())
        title = called.step(plan.flow, task.flow_task) if power else _("แผนจากระดับล่างที่จะรวบรวม")
        bodies = _bodies(plan, power, getattr(task.flow_task, "party", "owner"))
        if name == "answers":  # of agencies, to what its owner sent sideways
            title, bodies = _("คำตอบรายโครงการ"), list(agencies_asked(plan))
        desks.append(Desk(bodies, title, task.created, next((due[kind] for kind in kinds if kind in due), None)))
    return desks


def _bodies(plan: Plan, power: str, party: str = "owner") -> list[Body]:
    """Whose desk a step's power names for this plan."""
    if not power or power in OWN_POWERS:
        whose: Body | None = getattr(plan, party)
        return [whose] if whose else []
    if power == Power.RECEIVE_PLAN:
        return receivers_of(plan)
    if power == Power.GIVE_OPINION:
        return bodies_that_owe_opinions(plan)
    if power == Power.ENDORSE_PLAN:
        return list(Body.objects.filter(kind=BodyKind.GOVERNOR, area=plan.province_code, ended_on__isnull=True))
    if power == Power.ANSWER_COUNCILS and plan.kind == PlanKind.PETITION:
        offices = Body.objects.filter(kind=BodyKind.PROVINCIAL_OFFICE, area=plan.province_code, ended_on__isnull=True)
        return list(offices)
    if power == Power.ANSWER_COUNCILS:
        return [plan.owner.desk]
    return [plan.parent.owner.desk] if plan.parent else []


@dataclass(frozen=True, slots=True)
class Step:
    """One body's part of the way."""

    who: str
    what: str
    state: str  # "done", "current" or "to-come"


# How far along the whole way each state of a plan stands, by level; the way goes on in the plan above.
_PLACE: dict[str, dict[str, int]] = {
    Level.SUBDISTRICT: {
        PlanState.DRAFT: 0,
        PlanState.RETURNED: 0,
        PlanState.ADOPTED: 1,
        PlanState.SUBMITTED: 2,
        PlanState.IN_REVIEW: 3,
        PlanState.ACCEPTED: 4,
        PlanState.CLOSED: 4,
    },
    Level.DISTRICT: {
        PlanState.GATHERING: 4,
        PlanState.COMPILING: 4,
        PlanState.ADOPTED: 5,
        PlanState.SUBMITTED: 5,
        PlanState.IN_REVIEW: 5,
        PlanState.RETURNED: 4,
        PlanState.ACCEPTED: 6,
        PlanState.CLOSED: 6,
    },
    Level.PROVINCE: {
        PlanState.GATHERING: 6,
        PlanState.COMPILING: 6,
        PlanState.RETURNED: 6,
        PlanState.ADOPTED: 7,
        PlanState.ENDORSED: 8,
        PlanState.ANSWERED: 9,
    },
}


def way_of(plan: Plan) -> list[Step]:
    """The whole way, from the owner's writing to the reply, with the place where it stands now.

    A plan that has closed goes on in the plan above: its place is then that plan's. Withdrawn plans go nowhere.
    """
    if plan.state in {PlanState.WITHDRAWN, PlanState.DROPPED}:
        return []
    if plan.kind != PlanKind.AREA and plan.parent_id is None:
        return _own_way(plan)
    chain = chain_of(plan)
    place = 0
    for each in chain:
        place = max(place, _place(each))
        if each.state not in {PlanState.CLOSED, PlanState.ACCEPTED}:
            break
    labels = _labels(chain)
    first = {Level.SUBDISTRICT: 0, Level.DISTRICT: 4, Level.PROVINCE: 6}[Level(plan.level)]
    return [
        Step(who, what, "done" if number < place else "current" if number == place else "to-come")
        for number, (who, what) in enumerate(labels)
        if number >= first
    ]


def _own_way(plan: Plan) -> list[Step]:
    """The way of a plan that no level above gathers: sideways to agencies or, of an amendment, to wait above."""
    owner, adopted = str(plan.owner), plan.state != PlanState.DRAFT
    if plan.kind == PlanKind.AMENDMENT:
        above = _("อำเภอ") if plan.level == Level.SUBDISTRICT else _("จังหวัด")
        waits = plan.amendment.waits_for_the_supplementary_round or plan.amendment.amends.parent_id is None
        goes = _("พิจารณาในรอบเสริม") if waits else _("นำเข้าตารางงาน")
        steps = [(owner, _("เขียนและรับรองฉบับนี้")), (above, goes)]
        place = 1 if adopted else 0
    elif plan.kind == PlanKind.PETITION:
        steps = [
            (owner, _("เขียนข้อเสนอและมีมติ")),
            (owner, _("ยื่นข้อเสนอต่อผู้ว่าราชการจังหวัด")),
            (_("สำนักงานจังหวัด"), _("รับข้อเสนอ")),
            (_("ผู้ว่าราชการจังหวัด"), _("ตอบข้อเสนอ")),
        ]
        sent = 3 if plan.received_at else 2
        place = {PlanState.DRAFT: 0, PlanState.ADOPTED: 1, PlanState.SENT: sent}.get(PlanState(plan.state), 4)
    else:
        steps = [
            (owner, _("เขียนและรับรองแผน")),
            (owner, _("ส่งโครงการให้หน่วยงาน")),
            (_("หน่วยงาน"), _("ตอบรายโครงการ")),
        ]
        place = {PlanState.DRAFT: 0, PlanState.ADOPTED: 1, PlanState.SENT: 2}.get(PlanState(plan.state), 3)
    return [
        Step(who, what, "done" if number < place else "current" if number == place else "to-come")
        for number, (who, what) in enumerate(steps)
    ]


def _place(plan: Plan) -> int:
    """How far a plan stands; one that ก.บ.ต. has received, or that needs no receipt, lies with the desks already."""
    if plan.level == Level.SUBDISTRICT and plan.state == PlanState.SUBMITTED and not plan.awaits_receipt():
        return _PLACE[plan.level][PlanState.IN_REVIEW]
    return _PLACE[plan.level].get(plan.state, 0)


def chain_of(plan: Plan) -> list[Plan]:
    """A plan and those above it into which it goes, from itself to the province's."""
    chain = [plan]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def _labels(chain: list[Plan]) -> list[tuple[str, str]]:
    by_level = {plan.level: plan.owner for plan in chain}
    council = by_level.get(Level.SUBDISTRICT)
    district, province = by_level.get(Level.DISTRICT), by_level.get(Level.PROVINCE)
    office, above = district and district.desk, province and province.desk
    return [
        (str(council or ""), _("เขียนและรับรองแผน")),
        (str(council or ""), _("เสนอแผน")),
        (_("ก.บ.ต."), _("รับแผนและตอบรายโครงการ")),
        (_("%(office)s และองค์กรปกครองส่วนท้องถิ่น") % {"office": office or ""}, _("ตรวจและให้ความเห็น")),
        (str(district or ""), _("จัดลำดับ รวม และมีมติ")),
        (str(above or ""), _("กลั่นกรองแผนอำเภอ")),
        (str(province or ""), _("บูรณาการ รับฟังความคิดเห็น และมีมติ")),
        (_("ผู้ว่าราชการจังหวัด"), _("พิจารณาเห็นชอบ")),
        (str(above or ""), _("ตอบองค์กรเจ้าของแผน")),
    ]
