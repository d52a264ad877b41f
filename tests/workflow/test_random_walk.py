"""Anybody tries anything at any time: what is answered, and what becomes of plans and money, is what the rules say."""

import copy
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from viewflow.workflow.models import Task

from approvals.drafts import ItemAnswer, OpinionDraft, Part, RemarkDraft
from approvals.models import Criterion
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing, send_back
from approvals.verbs.review import (
    accept_plan,
    give_opinions,
    open_review,
    receive_plan,
    return_plan,
    screen_plan,
    waive_remark,
)
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines, split_line, take_lines
from directory import clock
from directory.errors import Answer
from proposals.drafts import AttendanceDraft, BudgetDraft, MeetingDraft
from proposals.models import Fate, Meeting, Plan, PlanLine, Proposal, Resolution, Share
from proposals.verbs.cycle import open_cycle
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    reopen_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)
from tests.cast import DAY_ONE, World, version_of
from tests.workflow import oracle
from tests.workflow.oracle import OK, PlanModel
from workflow import deadlines, jobs
from workflow.verification import verify

ACTORS = {
    "leader": ("council", "chair"),
    "secretary": ("council", "secretary"),
    "leader_a": ("shared-council-a", "chair"),
    "secretary_a": ("shared-council-a", "secretary"),
    "leader_b": ("shared-council-b", "chair"),
    "secretary_b": ("shared-council-b", "secretary"),
    "planner": ("lao", "planner"),
    "planner_a": ("shared-lao-a", "planner"),
    "planner_b": ("shared-lao-b", "planner"),
    "kbt": ("kbt", "secretary"),
    "kbt_shared": ("shared-kbt", "secretary"),
    "coordinator": ("district", "coordinator"),
    "coordinator_elsewhere": ("other-district", "coordinator"),
    "district_chair": ("district-committee", "chair"),
    "officer": ("province", "officer"),
    "provincial_chair": ("province-committee", "chair"),
    "governor": ("governor", "governor"),
    "agency": ("agency", "officer"),
}
COUNCILS = ("council", "shared-council-a", "shared-council-b")
DISTRICT, PROVINCE = "district-committee", "province-committee"
WRITERS = {"council": "secretary", "shared-council-a": "secretary_a", "shared-council-b": "secretary_b"}
CHAIRS = {"council": "leader", "shared-council-a": "leader_a", "shared-council-b": "leader_b"}
WRITERS |= {DISTRICT: "coordinator", PROVINCE: "officer"}
CHAIRS |= {DISTRICT: "district_chair", PROVINCE: "provincial_chair"}
BEGINNINGS = 9
YEARS = (2570, 2571, 2573, 2574, 2575, 2576, 2577, 2578, 2579)
KBT = {"council": "kbt", "shared-council-a": "kbt_shared", "shared-council-b": "kbt_shared"}


def satang(baht):
    return int(baht * 100)


def baht(amount):
    return Decimal(amount) / 100


class Walk:
    """The product and its model, acted upon alike. Every act answers the status, which both must agree on."""

    def __init__(self, world):
        self.world = world
        self.actors = {name: world.acting(*place) for name, place in ACTORS.items()} | {"stranger": world.stranger}
        self.keys = {name: world.plans[name].pk for name in (*COUNCILS, DISTRICT, PROVINCE, "other-district-committee")}
        province = PlanModel(PROVINCE, "province", "37", state="gathering", waits=set())
        district = PlanModel(DISTRICT, "district", "3701", province, state="gathering", waits=set())
        other = PlanModel("other-district-committee", "district", "3702", province, state="gathering", waits=set())
        areas = dict(zip(COUNCILS, ("370101", "370102", "370102"), strict=True))
        councils = [PlanModel(name, "subdistrict", area, district) for name, area in areas.items()]
        province.children, district.children = [district, other], councils
        self.models = {plan.name: plan for plan in (*councils, district, province)}
        self.stage, self.day, self.title = "", 0, 0

    # Comparing -------------------------------------------------------------------------------------------------

    def plan(self, name):
        return self.world.fresh(Plan(pk=self.keys[name]))

    def version(self, plan, *, seen):
        """What the actor saw: the version on the desk, or for somebody who looked too long ago none of this plan's."""
        return version_of(plan) if seen else version_of(self.plan(PROVINCE if plan.level != "province" else DISTRICT))

    def same(self, expected, act):
        """Do it, and hold the answer and the world against what they should be."""
        status, words = OK, "…"
        try:
            with transaction.atomic():
                act()
        except Answer as answer:
            status, words = answer.status, answer.message
        assert (status, bool(words)) == (expected, True)
        return status == OK

    def compare(self):
        """Every plan's state, waiting steps, fates and money."""
        keys = {key: name for name, key in self.keys.items() if name in self.models}
        plans = Plan.objects.filter(pk__in=keys).values_list(
            "pk", "state", "current_version", "current_version__number"
        )
        waits: dict[str, set[str]] = {name: set() for name in self.models}
        tasks = Task.objects.filter(process__artifact_object_id__in=keys, status="NEW", process__status="NEW")
        for task in tasks.select_related("process"):
            waits[keys[task.process.artifact_object_id]].add(task.flow_task.name)
        waits = {name: steps - {"gather"} for name, steps in waits.items()}
        fates: dict[str, dict[int, str]] = {name: {} for name in self.models}
        for key, line, kind in Fate.objects.filter(line__plan__in=keys).values_list("line__plan", "line", "kind"):
            assert line not in fates[keys[key]]
            fates[keys[key]][line] = kind
        sums = PlanLine.objects.filter(version__in=[version for _k, _s, version, _n in plans]).order_by()
        asked = dict(sums.values_list("version").annotate(total=Sum("asked")))
        for key, state, version, number in plans:
            model = self.models[keys[key]]
            found = (state, number, waits[model.name], fates[model.name], satang(asked.get(version) or 0))
            assert found == (model.state, model.version, model.waits, model.fates, model.asked), model.name

    def invariants(self):
        """What must hold whatever has happened."""
        assert verify().broken == ()
        given = dict(Share.objects.order_by().values_list("fate").annotate(total=Sum("asked")))
        for fate in Fate.objects.filter(kind__in=["carried", "merged", "split"], line__plan__parent__isnull=False):
            assert given.pop(fate.pk) == fate.asked
        assert given == {}
        received = dict(Share.objects.order_by().values_list("target").annotate(total=Sum("asked")))
        above = PlanLine.objects.filter(line__plan__level__in=["district", "province"])
        closed = above.filter(version__frozen_at__isnull=False).values_list("line", "asked").distinct()
        assert dict(closed) == received
        for name in (DISTRICT, PROVINCE):
            model = self.models[name]
            if model.sheet and model.state != "compiling":
                lines = [(number, oracle.line_below(model, number)) for number in model.sheet.answers]
                taken = {n: sum(line.shares.values()) for n, line in lines if line.shares}
                shares = Share.objects.filter(target__plan=self.keys[name]).order_by().values_list("source")
                assert {n: satang(total) for n, total in shares.annotate(total=Sum("asked"))} == taken

    # Acting ----------------------------------------------------------------------------------------------------

    def draft(self, name, actor, asked, own):
        model, self.title = self.models[name], self.title + 1
        words = self.world.words(
            2,
            title=f"โครงการที่ {self.title}",
            budget=[BudgetDraft(self.world.cycle.target_year, "province", baht(asked))] if asked else [],
            work_class="self" if own else "together",
        )
        made = []
        plan, by = self.plan(name), self.actors[actor]
        expected = oracle.draft(copy.deepcopy(model), actor, {})
        if self.same(expected, lambda: made.extend(draft_proposals(plan=plan, drafts=[words], by=by))):
            line = made[0].lines.get()
            oracle.draft(model, actor, {line.pk: oracle.Line(asked, own)})

    def edit(self, name, actor, line, asked):
        proposal = Proposal.objects.select_related("plan__current_version", "plan__owner", "plan__cycle").get(
            lines=line
        )
        own = self.models[name].lines[line].own
        words = self.world.words(
            2,
            title=f"โครงการที่แก้แล้ว {asked}",
            budget=[BudgetDraft(self.world.cycle.target_year, "province", baht(asked))] if asked else [],
            work_class="self" if own else "together",
        )
        self.same(
            oracle.edit(self.models[name], actor, line, asked),
            lambda: edit_proposal(proposal=proposal, draft=words, by=self.actors[actor], seen=proposal.revision),
        )

    def resolve(self, name, actor, *, quorate=True):
        plan, by = self.plan(name), self.actors[actor]

        def act():
            names = [AttendanceDraft(f"สมาชิกคนที่ {n}", presence="present" if quorate else "absent") for n in range(5)]
            kind = Meeting.Kind.COUNCIL if plan.level == "subdistrict" else Meeting.Kind.COMMITTEE
            draft = MeetingDraft(kind, "ประชุม", clock.today(), "ศาลา", names)
            meeting = record_meeting(plan=plan, draft=draft, by=by)
            if Resolution.objects.filter(meeting=meeting, version=plan.current_version_id).exists():
                raise AssertionError
            pass_resolution(meeting=meeting, version=version_of(plan), text="เห็นชอบ", votes_for=1, by=by)

        self.same(oracle.resolve(self.models[name], actor, quorate=quorate), act)

    def adopt(self, name, actor, *, seen=True):
        plan = self.plan(name)
        resolution = Resolution.objects.filter(meeting__plan=plan).latest("pk")
        verb, rule_ = (adopt_plan, oracle.adopt) if plan.level == "subdistrict" else (resolve_plan, oracle.close)
        model = self.models[name]
        closed = self.same(
            rule_(model, actor, seen=seen),
            lambda: verb(plan=plan, seen=self.version(plan, seen=seen), resolution=resolution, by=self.actors[actor]),
        )
        if closed and plan.level != "subdistrict" and not model.lines:
            self._learn_lines(model)

    def _learn_lines(self, model):
        """The new lines of a level that has closed: each asks what one of the entries takes."""
        rows = PlanLine.objects.filter(version__plan=self.keys[model.name]).order_by("line").distinct()
        model.lines = {line: oracle.Line(satang(asked)) for line, asked in rows.values_list("line", "asked")}
        model.desk, model.handed = list(model.lines), list(model.lines)
        entries = [sum(entry.takes.values()) for entry in model.sheet.entries.values()]
        assert sorted(line.asked for line in model.lines.values()) == sorted(entries)

    def simple(self, name, actor, verb, rule_, *, model_only=None, **arguments):
        """An act that takes nothing but what is given."""
        plan = self.plan(name)
        given = {key: value(plan) if callable(value) else value for key, value in arguments.items()}
        return self.same(
            rule_(self.models[name], actor, **(model_only or {})),
            lambda: verb(plan=plan, by=self.actors[actor], **given),
        )

    def seen_by(self, name, actor, verb, rule_, *, seen=True, **arguments):
        return self.simple(
            name, actor, verb, rule_, model_only={"seen": seen}, seen=lambda p: self.version(p, seen=seen), **arguments
        )

    def submit(self, name, actor, *, seen=True):
        self.seen_by(name, actor, submit_plan, oracle.submit, seen=seen)

    def receive(self, name, actor, *, seen=True):
        self.seen_by(name, actor, receive_plan, oracle.receive, seen=seen, answers={})

    def open(self, name, actor):
        self.simple(name, actor, open_review, oracle.open_review)

    def screen(self, name, actor, *, seen=True):
        self.seen_by(name, actor, screen_plan, oracle.screen, seen=seen, answers={"complete": True})

    def speak(self, name, actor, lines, *, seen=True):
        opinion = OpinionDraft("objects", reason="ขอแบบแปลน")
        self.simple(
            name,
            actor,
            give_opinions,
            oracle.speak,
            model_only={"lines": lines, "seen": seen},
            seen=lambda plan: self.version(plan, seen=seen),
            answers=dict.fromkeys(lines, opinion),
        )

    def accept(self, name, actor, *, seen=True):
        self.seen_by(name, actor, accept_plan, oracle.accept, seen=seen)
        self.drain()

    def send_home(self, name, actor, *, seen=True):
        due = clock.today() + timedelta(days=30)
        self.seen_by(name, actor, return_plan, oracle.send_home, seen=seen, remarks=[RemarkDraft("ขอพิกัด")], due=due)

    def drain(self):
        jobs.drain({"gather"})
        for name in (DISTRICT, PROVINCE):
            if oracle.all_in(self.models[name]):
                oracle.end_gathering(self.models[name])

    def gather(self, name, actor):
        self.simple(name, actor, gather_plans, oracle.gather, reason="ครบกำหนด")

    def put(self, name, actor, verb, into, *, answer="take", **arguments):
        self.simple(name, actor, verb, oracle.put, model_only={"parts": into, "answer": answer}, **arguments)

    def take(self, name, actor, lines):
        parts = [{line: oracle.line_below(self.models[name], line).asked} for line in lines]
        self.put(name, actor, take_lines, parts, line_ids=lines)

    def merge(self, name, actor, lines):
        parts = [{line: oracle.line_below(self.models[name], line).asked for line in lines}]
        self.put(name, actor, merge_lines, parts, line_ids=lines, title="โครงการร่วม")

    def split(self, name, actor, line, first):
        rest = oracle.line_below(self.models[name], line).asked - first
        parts = [Part("ระยะที่ 1", baht(first)), Part("ระยะที่ 2", baht(rest))]
        self.put(name, actor, split_line, [{line: first}, {line: rest}], line_id=line, parts=parts)

    def answer(self, name, actor, line, kind):
        answer = ItemAnswer(kind, "no_ground", "ไม่มีที่ดิน", referred_plan="แผนของแขวง")
        self.put(name, actor, answer_lines, [{line: 0}], answer=kind, answers={line: answer})

    def reopen_line(self, name, actor, line):
        self.put(name, actor, reopen_lines, [{line: 0}], answer="", line_ids=[line])

    def rank(self, name, actor):
        # Nobody scores on the walk: what lacks a score has tests of its own.
        Criterion.objects.filter(worksheet__plan=self.keys[name]).delete()
        self.simple(name, actor, rank_entries, oracle.rank)

    def lay(self, name, actor):
        self.simple(name, actor, lay_before_committee, oracle.lay)

    def hear(self, actor):
        plan, by = self.plan(PROVINCE), self.actors[actor]

        def act():
            meeting = self.world.meeting(plan, Meeting.Kind.HEARING)
            hold_hearing(plan=self.plan(PROVINCE), hearing=meeting, by=by)

        self.same(oracle.hear(self.models[PROVINCE], actor), act)

    def silence(self):
        """Forty days pass: every time of receipt and opinion is over; the gatherings are not."""
        self.day += 40
        with clock.at(DAY_ONE + timedelta(days=self.day)):
            deadlines.sweep()
        for model in self.models.values():
            oracle.silence(model)

    # Whole stretches, to begin from -----------------------------------------------------------------------------

    def adopted(self, name, amounts=(100, 250_050, 99_999)):
        for number, asked in enumerate(amounts):
            self.draft(name, WRITERS[name], asked, number == 0)
        self.resolve(name, WRITERS[name])
        self.adopt(name, CHAIRS[name])

    def submitted(self, name):
        self.adopted(name)
        self.submit(name, CHAIRS[name])

    def reviewed(self, name):
        self.submitted(name)
        self.receive(name, KBT[name])
        self.open(name, "coordinator")
        self.screen(name, "coordinator")
        for planner in ("planner", "planner_a", "planner_b"):
            if lines := self.models[name].owed().get(oracle.HOLDS[planner][0]):
                self.speak(name, planner, sorted(lines))

    def accepted(self, name):
        self.reviewed(name)
        self.accept(name, "coordinator")

    def laid(self, name):
        by, model = WRITERS[name], self.models[name]
        first, second, *rest = [line for line, answer in model.sheet.answers.items() if answer != "kept"]
        self.merge(name, by, [first, second])
        if rest:
            self.split(name, by, rest[0], 1)
            self.take(name, by, rest[1:])
        self.rank(name, by)
        self.lay(name, by)
        self.resolve(name, by)


def beginnings(walk):
    """The moments from which the walks begin, one growing out of the other."""
    yield "empty"
    for name in COUNCILS[:2]:
        walk.submitted(name)
    yield "two are submitted"
    walk.receive("council", "kbt")
    walk.receive("shared-council-a", "kbt_shared")
    walk.open("council", "coordinator")
    walk.screen("council", "coordinator")
    walk.speak("council", "planner", sorted(walk.models["council"].owed()["lao"]))
    yield "one waits for its decision"
    walk.accept("council", "coordinator")
    walk.open("shared-council-a", "coordinator")
    walk.screen("shared-council-a", "coordinator")
    walk.silence()
    walk.accept("shared-council-a", "coordinator")
    walk.reviewed("shared-council-b")
    yield "two are in, the third waits for its decision"
    walk.gather(DISTRICT, "coordinator")
    yield "the district compiles, the third plan is late"
    walk.laid(DISTRICT)
    yield "the district's plan lies before its committee"
    walk.adopt(DISTRICT, "district_chair")
    walk.submit(DISTRICT, "coordinator")
    yield "the district's plan is submitted"
    walk.open(DISTRICT, "officer")
    walk.screen(DISTRICT, "officer")
    walk.accept(DISTRICT, "officer")
    walk.gather(PROVINCE, "officer")
    walk.laid(PROVINCE)
    yield "the province compiles"
    walk.hear("officer")
    walk.adopt(PROVINCE, "provincial_chair")
    yield "the plan is on the governor's desk"


def at_every_beginning(world):
    """A walk standing at each beginning, each in a cycle of its own."""
    walks: list[Walk] = []
    for stage in reversed(range(BEGINNINGS)):  # the longest way first, since days pass on it for all cycles
        cycle = open_cycle(province=world.province, target_year=YEARS[stage], by=world.provincial_officer)
        own = World(world.province, cycle, world.bodies, world.people, world.stranger)
        own.refresh()
        walk = Walk(own)
        for number, _name in enumerate(beginnings(walk)):
            if number == stage:
                break
        walk.compare()
        walks.insert(0, walk)
    return walks


actors = st.sampled_from(sorted(oracle.HOLDS))
plans = st.sampled_from((*COUNCILS, DISTRICT, PROVINCE))
subdistricts = st.sampled_from(COUNCILS)
owned = st.sampled_from((*COUNCILS, DISTRICT))
gathering = st.sampled_from((DISTRICT, PROVINCE))
fresh = st.sampled_from((True, True, True, False))
money = st.integers(1, 10**9)
right = st.sampled_from((True, True, True, False))


class RandomWalk(RuleBasedStateMachine):
    """From one of the beginnings, thirty acts: mostly by whoever should, now and then by anybody."""

    prepared: list[Walk] = []

    def __init__(self):
        super().__init__()
        self.undo = ExitStack()
        self.walk = None

    @initialize(beginning=st.integers(0, BEGINNINGS - 1))
    def begin(self, beginning):
        self.undo.enter_context(transaction.atomic())
        self.walk = copy.copy(RandomWalk.prepared[beginning])
        self.walk.models = copy.deepcopy(self.walk.models)

    def teardown(self):
        try:
            if self.walk is not None:
                self.walk.invariants()
        finally:
            if self.walk is not None:
                transaction.set_rollback(True)
            self.undo.close()

    def who(self, usual, anybody, usually):
        return usual if usually else anybody

    def lines(self, name, data):
        """A line of a plan's worksheet, or nothing."""
        sheet = self.walk.models[name].sheet
        return data.draw(st.sampled_from(sorted(sheet.answers))) if sheet and sheet.answers else None

    # --- The owner ---

    @rule(name=subdistricts, anybody=actors, usually=right, asked=money, own=st.booleans())
    def draft(self, name, anybody, usually, asked, own):
        self.walk.draft(name, self.who(WRITERS[name], anybody, usually), asked, own)
        self.walk.compare()

    @rule(name=subdistricts, anybody=actors, usually=right, asked=money, data=st.data())
    def edit(self, name, anybody, usually, asked, data):
        desk = self.walk.models[name].desk
        if desk:
            line = data.draw(st.sampled_from(desk))
            if not self.walk.models[name].lines[line].fate:
                self.walk.edit(name, self.who(WRITERS[name], anybody, usually), line, asked)
                self.walk.compare()

    @rule(name=plans, anybody=actors, usually=right, quorate=right, seen=fresh, adopter=actors)
    def meet_and_adopt(self, name, anybody, usually, quorate, seen, adopter):
        self.walk.resolve(name, self.who(WRITERS[name], anybody, usually), quorate=quorate)
        self.adopt(name, adopter, usually, seen)

    @rule(name=plans, anybody=actors, usually=right, seen=fresh)
    def adopt(self, name, anybody, usually, seen):
        if Resolution.objects.filter(meeting__plan=self.walk.keys[name]).exists():
            self.walk.adopt(name, self.who(CHAIRS[name], anybody, usually), seen=seen)
            self.walk.compare()

    @rule(name=plans, anybody=actors, usually=right)
    def reopen(self, name, anybody, usually):
        self.walk.simple(name, self.who(WRITERS[name], anybody, usually), reopen_plan, oracle.reopen)
        self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right, seen=fresh)
    def submit(self, name, anybody, usually, seen):
        usual = CHAIRS[name] if name in COUNCILS else "coordinator"
        self.walk.submit(name, self.who(usual, anybody, usually), seen=seen)
        self.walk.compare()

    @rule(name=plans, anybody=actors, usually=right)
    def recall(self, name, anybody, usually):
        usual = CHAIRS[name] if name in COUNCILS else WRITERS[name]
        self.walk.simple(name, self.who(usual, anybody, usually), recall_plan, oracle.recall, reason="ลืม")
        self.walk.compare()

    @rule(name=plans, anybody=actors, usually=right, data=st.data())
    def withdraw_line(self, name, anybody, usually, data):
        lines = sorted(self.walk.models[name].lines)
        if lines:
            line = data.draw(st.sampled_from(lines))
            self.walk.simple(
                name,
                self.who(WRITERS[name], anybody, usually),
                withdraw_lines,
                oracle.withdraw_line,
                model_only={"line": line},
                line_ids=[line],
                reason="ทำแล้ว",
            )
            self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right, really=st.integers(0, 3))
    def withdraw(self, name, anybody, usually, really):
        if really == 0:  # else few plans would get anywhere
            usual = CHAIRS[name] if name in COUNCILS else "coordinator"
            self.walk.simple(name, self.who(usual, anybody, usually), withdraw_plan, oracle.withdraw, reason="ยกเลิก")
            self.walk.drain()
            self.walk.compare()

    @rule(name=plans, anybody=actors, usually=right, number=st.integers(1, 3))
    def answer_remark(self, name, anybody, usually, number):
        self.walk.simple(
            name,
            self.who(WRITERS[name], anybody, usually),
            answer_remarks,
            oracle.answer_remark,
            model_only={"number": number},
            answers={number: "แก้แล้ว"},
        )
        self.walk.compare()

    # --- The level above ---

    @rule(name=subdistricts, anybody=actors, usually=right, seen=fresh)
    def receive(self, name, anybody, usually, seen):
        self.walk.receive(name, self.who(KBT[name], anybody, usually), seen=seen)
        self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right)
    def open(self, name, anybody, usually):
        self.walk.open(name, self.who("coordinator" if name in COUNCILS else "officer", anybody, usually))
        self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right, seen=fresh)
    def screen(self, name, anybody, usually, seen):
        self.walk.screen(name, self.who("coordinator" if name in COUNCILS else "officer", anybody, usually), seen=seen)
        self.walk.compare()

    @rule(name=subdistricts, anybody=actors, usually=right, seen=fresh, some=st.booleans())
    def speak(self, name, anybody, usually, seen, some):
        owed = self.walk.models[name].owed()
        usual = next((a for a in ("planner", "planner_a", "planner_b") if oracle.HOLDS[a][0] in owed), "planner")
        lines = sorted(owed.get(oracle.HOLDS[usual][0], ()))
        actor = self.who(usual, anybody, usually)
        self.walk.speak(name, actor, lines[:1] if some else lines, seen=seen)
        self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right, seen=fresh)
    def send_home(self, name, anybody, usually, seen):
        usual = "coordinator" if name in COUNCILS else "officer"
        self.walk.send_home(name, self.who(usual, anybody, usually), seen=seen)
        self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right, seen=fresh)
    def accept(self, name, anybody, usually, seen):
        self.walk.accept(name, self.who("coordinator" if name in COUNCILS else "officer", anybody, usually), seen=seen)
        self.walk.compare()

    @rule(name=owned, anybody=actors, usually=right, number=st.integers(1, 3))
    def waive(self, name, anybody, usually, number):
        self.walk.simple(
            name,
            self.who("coordinator" if name in COUNCILS else "officer", anybody, usually),
            waive_remark,
            oracle.waive,
            model_only={"number": number},
            number=number,
            reason="ไม่จำเป็น",
        )
        self.walk.compare()

    @precondition(lambda self: self.walk.day <= 80)  # the announced days of the gatherings are another test's
    @rule()
    def forty_days_pass(self):
        self.walk.silence()
        self.walk.compare()

    # --- The plan that gathers ---

    @rule(name=gathering, anybody=actors, usually=right)
    def gather(self, name, anybody, usually):
        self.walk.gather(name, self.who(WRITERS[name], anybody, usually))
        self.walk.compare()

    @rule(name=gathering, anybody=actors, usually=right, data=st.data())
    def take(self, name, anybody, usually, data):
        if line := self.lines(name, data):
            self.walk.take(name, self.who(WRITERS[name], anybody, usually), [line])
            self.walk.compare()

    @rule(name=gathering, anybody=actors, usually=right, data=st.data())
    def merge(self, name, anybody, usually, data):
        first, second = self.lines(name, data), self.lines(name, data)
        if first and first != second:
            self.walk.merge(name, self.who(WRITERS[name], anybody, usually), [first, second])
            self.walk.compare()

    @rule(name=gathering, anybody=actors, usually=right, data=st.data())
    def split(self, name, anybody, usually, data):
        line = self.lines(name, data)
        asked = oracle.line_below(self.walk.models[name], line).asked if line else 0
        if asked > 1:
            first = data.draw(st.integers(1, asked - 1))
            self.walk.split(name, self.who(WRITERS[name], anybody, usually), line, first)
            self.walk.compare()

    @rule(
        name=gathering,
        anybody=actors,
        usually=right,
        kind=st.sampled_from(["refused", "deferred", "referred", "returned"]),
        data=st.data(),
    )
    def answer(self, name, anybody, usually, kind, data):
        if line := self.lines(name, data):
            self.walk.answer(name, self.who(WRITERS[name], anybody, usually), line, kind)
            self.walk.compare()

    @rule(name=gathering, anybody=actors, usually=right, data=st.data())
    def reopen_line(self, name, anybody, usually, data):
        if line := self.lines(name, data):
            self.walk.reopen_line(name, self.who(WRITERS[name], anybody, usually), line)
            self.walk.compare()

    @rule(name=gathering, anybody=actors, usually=right)
    def rank_and_lay(self, name, anybody, usually):
        actor = self.who(WRITERS[name], anybody, usually)
        self.walk.rank(name, actor)
        self.walk.lay(name, actor)
        self.walk.compare()

    @rule(name=gathering, anybody=actors, usually=right)
    def lay(self, name, anybody, usually):
        self.walk.lay(name, self.who(WRITERS[name], anybody, usually))
        self.walk.compare()

    # --- The governor ---

    @rule(anybody=actors, usually=right)
    def hear(self, anybody, usually):
        actor = self.who("officer", anybody, usually)
        if oracle.asked_first(actor, "write", self.walk.models[PROVINCE]) == OK:
            self.walk.hear(actor)
            self.walk.compare()

    @rule(anybody=actors, usually=right, seen=fresh)
    def endorse(self, anybody, usually, seen):
        actor = self.who("governor", anybody, usually)
        self.walk.seen_by(PROVINCE, actor, endorse_plan, oracle.endorse, seen=seen)
        self.walk.compare()

    @rule(anybody=actors, usually=right, seen=fresh)
    def send_back(self, anybody, usually, seen):
        actor = self.who("governor", anybody, usually)
        self.walk.seen_by(PROVINCE, actor, send_back, oracle.send_back, seen=seen, reason="ทบทวน")
        self.walk.compare()

    @rule(anybody=actors, usually=right)
    def reply(self, anybody, usually):
        self.walk.simple(PROVINCE, self.who("officer", anybody, usually), answer_councils, oracle.reply)
        self.walk.compare()


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_whoever_does_whatever_whenever_is_answered_as_the_rules_say(world):
    RandomWalk.prepared = at_every_beginning(world)
    run_state_machine_as_test(RandomWalk)


def test_every_stage_of_the_way_is_as_the_rules_say(world):
    walk = Walk(world)
    for _stage in beginnings(walk):
        walk.compare()
        walk.invariants()
    walk.seen_by(PROVINCE, "governor", endorse_plan, oracle.endorse)
    walk.simple(PROVINCE, "officer", answer_councils, oracle.reply)
    walk.compare()
    walk.invariants()
    assert walk.models[PROVINCE].state == "answered"
    assert {line.fate for line in walk.models[PROVINCE].lines.values()} == {"carried"}
