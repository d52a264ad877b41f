"""The fixed cast: a small world on real geography, and the ways to bring a plan to any state by the real verbs.

Two districts of อำนาจเจริญ with two subdistricts each; the other areas of the province are set aside for the test.

* 370101 บุ่ง: a council, an LAO and ก.บ.ต., all over the whole subdistrict. ``world.plan`` is this council's.
* 370102 ไก่คำ: two councils and two LAOs, each for two of the four villages. ``world.shared_plans``.
* 370201 ชานุมาน: as 370101, in the other district. ``world.far_plan``.
* 370202 โคกสาร: no council, so that ก.บ.ต. writes in its own name. ``world.kbt_plan``.

The fixtures ``world`` (clock held at `DAY_ONE`, rolled back) and ``committed_world`` (really committed, for races) come
into a room's tests by ``from tests.cast import committed_world, world`` in its conftest. Each way starts where the plan
is and walks on: ``world.accepted(plan)`` drafts, adopts, submits, … as far as that has not been done yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from approvals.drafts import CriterionDraft, Integration, ItemAnswer, OpinionDraft, RemarkDraft
from approvals.models import Criterion, Entry, Item
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing
from approvals.verbs.province import send_back as send_back_plan
from approvals.verbs.review import accept_plan, give_opinions, open_review, receive_plan, return_plan, screen_plan
from approvals.verbs.worksheet import integrate_entries, score_lines, set_criteria, take_lines
from directory import clock
from directory.acting import Acting, OnBehalf
from directory.drafts import BodyDraft, DateDraft, HolderDraft, ProvinceDraft, TerritoryDraft, VillageDraft
from directory.models import Area, Body, Office, Tenure, Territory, User
from directory.powers import BodyKind, Role
from directory.verbs.bodies import establish_offices
from directory.verbs.open_province import open_province
from documents.verbs import upload_paper
from proposals.drafts import AttendanceDraft, BudgetDraft, MeetingDraft, ProposalDraft
from proposals.models import (
    Attendance,
    Cycle,
    Level,
    Line,
    Meeting,
    Opinion,
    Plan,
    PlanKind,
    PlanLine,
    PlanState,
    PlanVersion,
    Proposal,
    Resolution,
    WorkClass,
)
from proposals.queries import open_remarks, opinions_owed
from proposals.verbs.cycle import open_cycle
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.plan import adopt_plan, answer_remarks, submit_plan
from tests.kept_worlds import KeptWorlds, Untouched
from workflow import jobs

PROVINCE, DISTRICT, OTHER_DISTRICT = "37", "3701", "3702"
TAMBON, SHARED, FAR, WITHOUT_COUNCIL = "370101", "370102", "370201", "370202"
ELSEWHERE = "27"  # สระแก้ว, where the stranger serves

IN_OFFICE_SINCE = date(2020, 10, 1)
DAY_ONE = date(2026, 11, 2)
DISTRICT_DUE, PROVINCE_DUE = date(2027, 3, 31), date(2027, 6, 30)
TARGET_YEAR = 2572
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"  # enough of a scan to be one

_VILLAGES = {TAMBON: 4, SHARED: 4, FAR: 2, WITHOUT_COUNCIL: 2}
# code of the body: its kind, its seat, its villages there (none for all), and who holds its offices
_BODIES: dict[str, tuple[str, str, tuple[int, ...], tuple[str, ...]]] = {
    "council": (BodyKind.COUNCIL, TAMBON, (), ("chair", "secretary")),
    "lao": (BodyKind.LAO, TAMBON, (), ("executive", "planner")),
    "kbt": (BodyKind.SUBDISTRICT_COMMITTEE, TAMBON, (), ("chair", "secretary")),
    "shared-council-a": (BodyKind.COUNCIL, SHARED, (1, 2), ("chair", "secretary")),
    "shared-council-b": (BodyKind.COUNCIL, SHARED, (3, 4), ("chair", "secretary")),
    "shared-lao-a": (BodyKind.LAO, SHARED, (1, 2), ("executive", "planner")),
    "shared-lao-b": (BodyKind.LAO, SHARED, (3, 4), ("executive", "planner")),
    "shared-kbt": (BodyKind.SUBDISTRICT_COMMITTEE, SHARED, (), ("chair", "secretary")),
    "far-council": (BodyKind.COUNCIL, FAR, (), ("chair", "secretary")),
    "far-lao": (BodyKind.LAO, FAR, (), ("executive", "planner")),
    "far-kbt": (BodyKind.SUBDISTRICT_COMMITTEE, FAR, (), ("chair", "secretary")),
    "lone-lao": (BodyKind.LAO, WITHOUT_COUNCIL, (), ("executive", "planner")),
    "lone-kbt": (BodyKind.SUBDISTRICT_COMMITTEE, WITHOUT_COUNCIL, (), ("chair", "secretary")),
    "district": (BodyKind.DISTRICT_OFFICE, DISTRICT, (), ("coordinator", "chief")),
    "district-committee": (BodyKind.DISTRICT_COMMITTEE, DISTRICT, (), ("chair",)),
    "other-district": (BodyKind.DISTRICT_OFFICE, OTHER_DISTRICT, (), ("coordinator", "chief")),
    "other-district-committee": (BodyKind.DISTRICT_COMMITTEE, OTHER_DISTRICT, (), ("chair",)),
    "province": (BodyKind.PROVINCIAL_OFFICE, PROVINCE, (), ("officer",)),
    "province-committee": (BodyKind.PROVINCIAL_COMMITTEE, PROVINCE, (), ("chair",)),
    "governor": (BodyKind.GOVERNOR, PROVINCE, (), ("governor",)),
    "agency": (BodyKind.AGENCY, PROVINCE, (), ("officer",)),
    "other-agency": (BodyKind.AGENCY, PROVINCE, (), ("officer",)),
}
_SECRETARIATS = {
    "district-committee": "district",
    "other-district-committee": "other-district",
    "province-committee": "province",
}
_STATE_BODIES = (BodyKind.DISTRICT_OFFICE, BodyKind.PROVINCIAL_OFFICE, BodyKind.GOVERNOR)

CRITERIA = (CriterionDraft("need", "ความจำเป็น", 75), CriterionDraft("ready", "ความพร้อม", 25))


def kept(way: Callable[..., Plan]) -> Callable[..., Plan]:
    """A way that a world nobody has touched yet need not walk: it starts where an earlier walk ended."""

    @wraps(way)
    def walked(world: World, *about: Any) -> Plan:
        jump, world.jump = world.jump, None  # what a way walks through is no way of its own
        return way(world, *about) if jump is None else jump(way, *about)

    return walked


@dataclass
class World:
    """One province on the first day of a cycle, its people, and the ways of its plans."""

    province: Area
    cycle: Cycle
    bodies: dict[str, Body]
    people: dict[tuple[str, str], Acting]
    stranger: Acting
    plans: dict[str, Plan] = field(default_factory=dict)
    jump: Callable[..., Plan] | None = None

    # Who ---------------------------------------------------------------------------------------------------------

    def acting(self, body: str, role: str) -> Acting:
        """Whoever holds an office of a body, by the names at the top of this module."""
        return self.people[body, role]

    @property
    def leader(self) -> Acting:
        return self.people["council", "chair"]

    @property
    def secretary(self) -> Acting:
        return self.people["council", "secretary"]

    @property
    def other_leader(self) -> Acting:
        """The chair of a council in the next subdistrict."""
        return self.people["shared-council-a", "chair"]

    @property
    def lao_planner(self) -> Acting:
        return self.people["lao", "planner"]

    @property
    def lao_executive(self) -> Acting:
        return self.people["lao", "executive"]

    @property
    def other_lao_planner(self) -> Acting:
        """The planner of an LAO in the next subdistrict."""
        return self.people["shared-lao-a", "planner"]

    @property
    def kbt_secretary(self) -> Acting:
        return self.people["kbt", "secretary"]

    @property
    def coordinator(self) -> Acting:
        return self.people["district", "coordinator"]

    @property
    def chief(self) -> Acting:
        return self.people["district", "chief"]

    @property
    def other_coordinator(self) -> Acting:
        return self.people["other-district", "coordinator"]

    @property
    def district_chair(self) -> Acting:
        return self.people["district-committee", "chair"]

    @property
    def provincial_officer(self) -> Acting:
        return self.people["province", "officer"]

    @property
    def provincial_chair(self) -> Acting:
        return self.people["province-committee", "chair"]

    @property
    def governor(self) -> Acting:
        return self.people["governor", "governor"]

    @property
    def agency(self) -> Acting:
        return self.people["agency", "officer"]

    @property
    def other_agency(self) -> Acting:
        return self.people["other-agency", "officer"]

    def code_of(self, plan: Plan) -> str:
        """The name of the body that owns a plan."""
        return next(code for code, body in self.bodies.items() if body.pk == plan.owner_id)

    def _of(self, plan: Plan, *roles: str) -> Acting:
        code = self.code_of(plan)
        return next(self.people[code, role] for role in roles if (code, role) in self.people)

    def chair_of(self, plan: Plan) -> Acting:
        """Who adopts a plan."""
        return self._of(plan, "chair")

    def writer_of(self, plan: Plan) -> Acting:
        """Who writes a plan: the council's secretary, the committee's secretariat."""
        if plan.level == Level.DISTRICT:
            return self.desk_of_area(plan.district_code)
        return self.provincial_officer if plan.level == Level.PROVINCE else self._of(plan, "secretary")

    def desk_of(self, plan: Plan) -> Acting:
        """Who reviews and decides a plan."""
        return self.desk_of_area(plan.district_code) if plan.level == Level.SUBDISTRICT else self.provincial_officer

    def desk_of_area(self, district: str) -> Acting:
        """The coordinator of a district."""
        return self.coordinator if district == DISTRICT else self.other_coordinator

    # Which plan --------------------------------------------------------------------------------------------------

    @property
    def plan(self) -> Plan:
        return self.plans["council"]

    @property
    def shared_plans(self) -> tuple[Plan, Plan]:
        return self.plans["shared-council-a"], self.plans["shared-council-b"]

    @property
    def far_plan(self) -> Plan:
        return self.plans["far-council"]

    @property
    def kbt_plan(self) -> Plan:
        return self.plans["lone-kbt"]

    @property
    def district_plan(self) -> Plan:
        return self.plans["district-committee"]

    @property
    def other_district_plan(self) -> Plan:
        return self.plans["other-district-committee"]

    @property
    def provincial_plan(self) -> Plan:
        return self.plans["province-committee"]

    def fresh(self, plan: Plan) -> Plan:
        """The plan as the database has it now."""
        return plans_with_everything().get(pk=plan.pk)

    def refresh(self) -> None:
        """Read all plans again, as after a sweep, a job or a closing that worked on instances of its own."""
        codes = {body.pk: code for code, body in self.bodies.items()}
        for plan in plans_with_everything().filter(cycle=self.cycle, kind=PlanKind.AREA):
            known = self.plans.setdefault(codes[plan.owner_id], plan)
            known.__dict__.update(plan.__dict__)

    def in_days(self, days: int) -> AbstractContextManager[None]:
        """Hold the clock some days after the first."""
        return clock.at(DAY_ONE + timedelta(days=days))

    # What a plan is made of --------------------------------------------------------------------------------------

    def words(self, number: int = 1, **changes: Any) -> ProposalDraft:
        """A proposal of 1,000 baht a number; the first of a plan is the community's own work."""
        draft = ProposalDraft(
            title=f"โครงการที่ {number}",
            budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(1000 * number))],
            beneficiaries=10 * number,
            work_class=WorkClass.SELF if number == 1 else WorkClass.TOGETHER,
        )
        return replace(draft, **changes)

    def draft(self, plan: Plan, count: int = 3) -> list[Proposal]:
        """Write some proposals into a plan; the first is the community's own work."""
        drafts = [self.words(number) for number in range(1, count + 1)]
        return draft_proposals(plan=plan, drafts=drafts, by=self.writer_of(plan))

    def lines(self, plan: Plan) -> list[Line]:
        """The lines of the version on the desk, by number."""
        return list(Line.objects.filter(in_versions__version=plan.current_version_id).order_by("number"))

    def rows(self, plan: Plan) -> list[PlanLine]:
        """What those lines say."""
        return list(
            PlanLine.objects.filter(version=plan.current_version_id)
            .select_related("line__proposal", "proposal_version")
            .order_by("line__number")
        )

    def meeting(self, plan: Plan, kind: str = "", *, present: int = 7, absent: int = 2, **changes: Any) -> Meeting:
        """A sitting of the plan's owner, by default one that may adopt, with its quorum."""
        council = plan.owner.kind == BodyKind.COUNCIL
        draft = MeetingDraft(
            kind=kind or (Meeting.Kind.COUNCIL if council else Meeting.Kind.COMMITTEE),
            title="การประชุม",
            held_on=clock.today(),
            place="ศาลาประชาคม",
            attendances=[AttendanceDraft(f"สมาชิกคนที่ {n}") for n in range(1, present + 1)]
            + [AttendanceDraft(f"ผู้ลาคนที่ {n}", presence=Attendance.Presence.ABSENT) for n in range(1, absent + 1)],
        )
        return record_meeting(plan=plan, draft=replace(draft, **changes), by=self.writer_of(plan))

    def resolution(self, plan: Plan, version: PlanVersion | None = None) -> Resolution:
        """A quorate meeting's resolution on the version on the desk."""
        meeting = self.meeting(plan)
        return pass_resolution(
            meeting=meeting,
            version=version or version_of(plan),
            text="เห็นชอบ",
            votes_for=7,
            by=self.writer_of(plan),
        )

    def recording(self, by: Acting, body: str) -> Acting:
        """Somebody who records a step of a body from its signed paper."""
        paper = OnBehalf(
            body=self.bodies[body],
            paper_id=upload_paper(PNG, content_type="image/png"),
            dated=clock.today(),
            signed_by="นายสมชาย ใจดี",
        )
        return by.recording(paper)

    # The way of a subdistrict's plan -----------------------------------------------------------------------------

    @kept
    def adopted(self, plan: Plan) -> Plan:
        """Adopted by a quorate meeting."""
        if plan.state in {PlanState.DRAFT, PlanState.RETURNED}:
            if not PlanLine.objects.filter(version=plan.current_version_id).exists():
                self.draft(plan)
            self.answered_remarks(plan)
            resolution = self.resolution(plan)
            adopt_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=self.chair_of(plan))
        return plan

    def answered_remarks(self, plan: Plan) -> Plan:
        """Every open remark has its answer."""
        if answers := {remark.number: "ได้ปรับปรุงแล้ว" for remark in open_remarks(plan)}:
            answer_remarks(plan=plan, answers=answers, by=self.writer_of(plan))
        return plan

    @kept
    def submitted(self, plan: Plan) -> Plan:
        """Handed to the level above."""
        if plan.state in {PlanState.DRAFT, PlanState.RETURNED, PlanState.ADOPTED}:
            self.adopted(plan)
            submit_plan(plan=plan, seen=version_of(plan), by=self.chair_of(plan))
        return plan

    @kept
    def received(self, plan: Plan) -> Plan:
        """Received by ก.บ.ต., who supports each line."""
        self.submitted(plan)
        if plan.awaits_receipt():
            support = OpinionDraft(Opinion.Kind.SUPPORTS)
            receive_plan(
                plan=plan,
                seen=version_of(plan),
                answers={line.pk: support for line in self.lines(plan)},
                by=self.kbt_of(plan),
            )
        return plan

    def kbt_of(self, plan: Plan) -> Acting:
        """The secretary of ก.บ.ต. where a plan lies."""
        names = {TAMBON: "kbt", SHARED: "shared-kbt", FAR: "far-kbt", WITHOUT_COUNCIL: "lone-kbt"}
        return self.people[names[plan.area_code], "secretary"]

    def planners_of(self, plan: Plan) -> list[Acting]:
        """The planners of the LAOs that still owe an opinion, in the order of their bodies."""
        owing = opinions_owed(plan)
        return [
            person
            for (code, role), person in self.people.items()
            if role == Role.PLANNER and self.bodies[code].pk in owing
        ]

    @kept
    def in_review(self, plan: Plan) -> Plan:
        """Opened at the desk above: received before, with the opinions still to come."""
        if plan.level == Level.SUBDISTRICT:
            self.received(plan)
        if plan.state == PlanState.SUBMITTED:
            open_review(plan=plan, by=self.desk_of(plan))
        return plan

    @kept
    def screened(self, plan: Plan) -> Plan:
        """The checklist is filled in; for a subdistrict's plan the opinions are still to come."""
        screen_plan(plan=self.in_review(plan), seen=version_of(plan), answers={"complete": True}, by=self.desk_of(plan))
        return plan

    @kept
    def ready_to_decide(self, plan: Plan) -> Plan:
        """Screened, and all LAOs have answered: it waits for its decision."""
        self.screened(plan)
        if plan.level == Level.SUBDISTRICT:
            self.opinions(plan)
        return plan

    def opinions(self, plan: Plan) -> Plan:
        """Every LAO answers for all that it owes."""
        beyond = OpinionDraft(Opinion.Kind.BEYOND_CAPACITY, reason="เกินงบประมาณที่มี")
        for planner in self.planners_of(plan):
            answers = dict.fromkeys(opinions_owed(plan)[planner.body.pk], beyond)
            give_opinions(plan=plan, seen=version_of(plan), answers=answers, by=planner)
        return plan

    @kept
    def returned(self, plan: Plan, *remarks: RemarkDraft) -> Plan:
        """Back with its owner, with a remark on its last line (or those given)."""
        self.ready_to_decide(plan)
        on_the_last = RemarkDraft("ขอพิกัดของพื้นที่", line_id=self.lines(plan)[-1].pk)
        return_plan(
            plan=plan,
            seen=version_of(plan),
            by=self.desk_of(plan),
            remarks=remarks or [on_the_last],
            due=clock.today() + timedelta(days=30),
        )
        return plan

    @kept
    def accepted(self, plan: Plan) -> Plan:
        """Taken by the level above; the job that counts the plans is written, not done."""
        if plan.state != PlanState.ACCEPTED:
            accept_plan(plan=self.ready_to_decide(plan), seen=version_of(plan), by=self.desk_of(plan))
        return plan

    # The way of the district's plan ------------------------------------------------------------------------------

    @kept
    def gathered_district(self) -> Plan:
        """All three plans of the district are in: บุ่ง's and both of ไก่คำ."""
        if self.district_plan.state == PlanState.GATHERING:
            for plan in (self.plan, *self.shared_plans):
                self.accepted(plan)
            jobs.drain()
            self.refresh()
        return self.district_plan

    @kept
    def compiled_district(self) -> Plan:
        """Taken in, scored, ranked without a ceiling, and laid before the committee."""
        return self.compiled(self.gathered_district())

    @kept
    def resolved_district(self) -> Plan:
        """ก.บ.อ. has resolved: the level is closed."""
        if self.district_plan.state in {PlanState.GATHERING, PlanState.COMPILING, PlanState.RETURNED}:
            self.resolved(self.compiled_district())
        return self.district_plan

    @kept
    def submitted_district(self) -> Plan:
        """Handed to the province."""
        plan = self.resolved_district()
        if plan.state == PlanState.ADOPTED:
            submit_plan(plan=plan, seen=version_of(plan), by=self.coordinator)
        return plan

    @kept
    def in_review_district(self) -> Plan:
        """Opened by the province."""
        return self.in_review(self.submitted_district())

    @kept
    def returned_district(self) -> Plan:
        """Back at the district, with a remark."""
        return self.returned(self.submitted_district(), RemarkDraft("ขอเหตุผลของลำดับที่ 1"))

    @kept
    def accepted_district(self) -> Plan:
        """Taken by the province."""
        return self.accepted(self.submitted_district())

    # The way of the province's plan ------------------------------------------------------------------------------

    @kept
    def gathered_province(self) -> Plan:
        """Gathered by the officer's decision, with the first district's plan alone."""
        if self.provincial_plan.state == PlanState.GATHERING:
            self.accepted_district()
            gather_plans(plan=self.provincial_plan, by=self.provincial_officer, reason="อำเภอที่เหลือขอเลื่อน")
            self.refresh()
        return self.provincial_plan

    @kept
    def compiled_province(self) -> Plan:
        """Integrated, ranked and laid before the committee; not yet heard."""
        return self.compiled(self.gathered_province())

    @kept
    def heard_province(self) -> Plan:
        """Heard in public, with its version before the committee."""
        plan = self.compiled_province()
        hearing = self.meeting(plan, Meeting.Kind.HEARING)
        return hold_hearing(plan=plan, hearing=hearing, by=self.provincial_officer)

    @kept
    def resolved_province(self) -> Plan:
        """ก.บ.จ. has resolved: it is on the governor's desk."""
        plan = self.provincial_plan
        if plan.state in {PlanState.GATHERING, PlanState.COMPILING}:
            self.resolved(self.heard_province())
        elif plan.state == PlanState.RETURNED:
            self.resolved(plan)
        return plan

    @kept
    def sent_back(self) -> Plan:
        """Back at ก.บ.จ., with the governor's reason."""
        plan = self.resolved_province()
        return send_back_plan(plan=plan, seen=version_of(plan), by=self.governor, reason="ขอทบทวนลำดับที่ 1")

    @kept
    def endorsed(self) -> Plan:
        """Endorsed by the governor; the job that opens the commitments is written, not done."""
        plan = self.resolved_province()
        if plan.state == PlanState.ADOPTED:
            endorse_plan(plan=plan, seen=version_of(plan), by=self.governor)
        return plan

    @kept
    def answered(self) -> Plan:
        """Every council has its first reply."""
        plan = self.endorsed()
        if plan.state == PlanState.ENDORSED:
            answer_councils(plan=plan, by=self.provincial_officer)
        return plan

    # What both levels that gather do -----------------------------------------------------------------------------

    def open_items(self, plan: Plan) -> list[int]:
        """The lines on a plan's worksheet that have no answer yet."""
        return list(
            Item.objects.filter(worksheet__plan=plan, answer="", line__fates__isnull=True)
            .order_by("line_id")
            .values_list("line_id", flat=True)
        )

    def scored(self, plan: Plan, *, answers: dict[int, ItemAnswer] | None = None) -> Plan:
        """Whatever is undecided on the worksheet is taken in, and all that is taken is scored 3 and 2."""
        by = self.writer_of(plan)
        set_criteria(plan=plan, criteria=CRITERIA, by=by)
        if undecided := self.open_items(plan):
            take_lines(plan=plan, line_ids=undecided, by=by)
        here = Item.objects.filter(worksheet__plan=plan, line__fates__isnull=True)  # the others were withdrawn
        taken = here.filter(answer=Item.Answer.TAKE).values_list("line_id", flat=True)
        scores = {(line_id, code): value for line_id in taken for code, value in (("need", 3), ("ready", 2))}
        if scores:
            score_lines(plan=plan, scores=scores, by=by)
        return plan

    def unscored(self, plan: Plan) -> dict[tuple[int, str], int]:
        """A score of 2 for each taken line by each criterion that its worksheet has."""
        taken = Item.objects.filter(worksheet__plan=plan, answer=Item.Answer.TAKE, line__fates__isnull=True)
        codes = list(Criterion.objects.filter(worksheet__plan=plan).values_list("code", flat=True))
        return {(line, code): 2 for line in taken.values_list("line_id", flat=True) for code in codes}

    def compiled(self, plan: Plan) -> Plan:
        """From whatever the worksheet says to the version before the committee."""
        if plan.state == PlanState.COMPILING:
            by = self.writer_of(self.scored(plan))
            if plan.level == Level.PROVINCE:
                self.integrated(plan)
            rank_entries(plan=plan, by=by)
            lay_before_committee(plan=plan, by=by)
            self.refresh()
        return plan

    def integrated(self, plan: Plan) -> Plan:
        """Every entry has its agency: the odd ones the first, the even ones the other."""
        agencies = self.bodies["other-agency"], self.bodies["agency"]
        numbers = Entry.objects.filter(worksheet__plan=plan).values_list("number", flat=True)
        integrations = {number: Integration(agencies[number % 2].pk, "province") for number in numbers}
        integrate_entries(plan=plan, integrations=integrations, by=self.writer_of(plan))
        return plan

    def resolved(self, plan: Plan) -> Plan:
        """The committee resolves on what lies before it."""
        self.answered_remarks(plan)
        resolution = self.resolution(plan)
        resolve_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=self.chair_of(plan))
        self.refresh()
        return plan


def version_of(plan: Plan) -> PlanVersion:
    """The version on the desk."""
    assert plan.current_version is not None
    return plan.current_version


def plans_with_everything() -> Any:
    """Plans with what verbs and papers ask of them."""
    return Plan.objects.select_related(
        "owner__secretariat", "area__parent", "cycle", "current_version", "parent__owner__secretariat"
    ).order_by("pk")


def build_world() -> World:
    """Open the province and its cycle, on the day of the clock."""
    _set_other_areas_aside()
    province = Area.objects.get(pk=PROVINCE)
    open_province(province=province, drafts=_drafts(), by=None)
    bodies = {body.code: body for body in Body.objects.filter(code__in=_BODIES)}
    people = {
        (tenure.office.body.code, tenure.office.role): Acting(tenure.user, tenure.office, tenure)
        for tenure in Tenure.objects.filter(office__body__code__in=_BODIES).select_related("user", "office__body")
    }
    people = {(code, role): people[code, role] for code, (*_rest, roles) in _BODIES.items() for role in roles}
    cycle = open_cycle(province=province, target_year=TARGET_YEAR, by=people["province", "officer"])
    world = World(province, cycle, bodies, people, _stranger())
    world.refresh()
    return world


def _set_other_areas_aside() -> None:
    """A cycle expects a plan of every area that exists; here those of two districts are enough."""
    kept = [DISTRICT, OTHER_DISTRICT, *_VILLAGES]
    others = Area.objects.filter(code__gt=PROVINCE, code__lt=PROVINCE + ":", abolished_on=None).exclude(code__in=kept)
    others.update(abolished_on=IN_OFFICE_SINCE)


def _drafts() -> ProvinceDraft:
    phones = iter(range(100))
    return ProvinceDraft(
        villages=[
            VillageDraft(area_code=code, number=number, name=f"บ้านที่ {number}")
            for code, count in _VILLAGES.items()
            for number in range(1, count + 1)
        ],
        bodies=[
            BodyDraft(
                code=code,
                kind=kind,
                name=f"{BodyKind(kind).label} {code}",
                area_code=area,
                letter_prefix="อจ 0118" if kind in _STATE_BODIES else "",
                register="external" if kind in _STATE_BODIES else "own",
                secretariat_code=_SECRETARIATS.get(code, ""),
            )
            for code, (kind, area, _villages, _roles) in _BODIES.items()
        ],
        territories=[
            TerritoryDraft(body_code=code, area_code=area, village_numbers=villages)
            for code, (_kind, area, villages, _roles) in _BODIES.items()
        ],
        holders=[
            HolderDraft(
                body_code=code,
                role=role,
                title=f"{Role(role).label} {code}",
                full_name=f"{role} {code}",
                phone=f"01370000{next(phones):02}",
                starts=IN_OFFICE_SINCE,
            )
            for code, (_kind, _area, _villages, roles) in _BODIES.items()
            for role in roles
        ],
        dates=[
            DateDraft(
                area_code=PROVINCE,
                target_year=TARGET_YEAR,
                step=step,
                due_on=due_on,
                announced_by="อจ 0017/ว 123",
                announced_on=DAY_ONE,
            )
            for step, due_on in (("gather_district", DISTRICT_DUE), ("gather_province", PROVINCE_DUE))
        ],
    )


def _stranger() -> Acting:
    """The officer of another province's office, with the same powers there as the provincial officer here."""
    body = Body.objects.create(
        code="elsewhere", kind=BodyKind.PROVINCIAL_OFFICE, name="สำนักงานจังหวัดสระแก้ว", area_id=ELSEWHERE
    )
    Territory.objects.create(body=body, area_id=ELSEWHERE)
    office: Office = establish_offices([(body, Role.OFFICER, "เจ้าหน้าที่")])[0]
    user = User.objects.create(username="stranger", full_name="คนต่างจังหวัด")
    tenure = Tenure.objects.create(user=user, office=office, starts=IN_OFFICE_SINCE)
    return Acting(user, office, tenure)


CAST: Sequence[str] = (
    "leader",
    "secretary",
    "other_leader",
    "lao_planner",
    "other_lao_planner",
    "kbt_secretary",
    "coordinator",
    "other_coordinator",
    "district_chair",
    "provincial_officer",
    "provincial_chair",
    "governor",
    "agency",
    "stranger",
)


@pytest.fixture
def world(db: None, kept_worlds: KeptWorlds) -> Iterator[World]:
    """Answer the world on its first day; the clock stands there unless a test moves it."""
    with clock.at(DAY_ONE), ExitStack() as lent:
        untouched, circumstances = Untouched(), _circumstances()
        kept_worlds.build(build_world)
        world: World = lent.enter_context(kept_worlds.lent("", lambda world: world))
        lent.enter_context(connection.execute_wrapper(untouched))

        def jump(way: Callable[..., Plan], *about: Any) -> Plan:
            known = [plan for plan in about if any(plan is each for each in world.plans.values())]
            name = " ".join([way.__name__, *map(world.code_of, known)])
            is_usual = untouched.holds and _circumstances() == circumstances and known == list(about)
            if not is_usual or not kept_worlds.is_worth_keeping(name):
                return way(world, *about)
            codes = [world.code_of(plan) for plan in known]
            ended, code = lent.enter_context(kept_worlds.lent(name, lambda world: _walk(world, way, codes)))
            for each, plan in ended.plans.items():
                world.plans.setdefault(each, plan).__dict__.update(plan.__dict__)
            return world.plans[code]

        world.jump = jump
        yield world


def _circumstances() -> tuple[object, ...]:
    """What a way leaves traces of, besides what it is told."""
    return clock.now(), settings.PUBLIC_BASE_URL, settings.PRASAN_DEMO, translation.get_language()


def _walk(world: World, way: Callable[..., Plan], codes: Sequence[str]) -> tuple[World, str]:
    """Walk a world to the end of a way; answers it with the name of the plan that the way answers."""
    return world, world.code_of(way(world, *(world.plans[code] for code in codes)))


@pytest.fixture
def committed_world(concurrent_database: str) -> World:
    """Answer the world really committed, for races; its clock runs, since threads do not share a held one."""
    return build_world()
