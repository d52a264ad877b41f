"""A province stopped half-way, so that work waits on every desk: three of its cycles run beside each other.

The first has come to its end: its agencies have commitments to report on. In the second ก.บ.จ. has resolved, and the
plan lies before the governor. The third is staggered, and its clock ends today: of its districts the largest still
gathers from councils at every stage, the smallest has laid its list before ก.บ.อ., and the others have submitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models.signals import pre_save
from viewflow.workflow.models import Task

from approvals.models import ApproverList
from approvals.verbs.approvers import set_approvers
from approvals.verbs.gathering import gather_plans
from approvals.verbs.review import accept_plan
from config.journey import councils, desks, papers, province_steps, voices
from config.journey.province import announced_dates
from config.journey.walk import prepare, walk_to_the_governor
from config.journey.world import Progress, World
from directory import clock
from directory.drafts import ProvinceDraft
from directory.models import Area, Body, Office
from directory.powers import Role
from directory.verbs.open_province import open_province
from proposals.models import Level, Plan
from proposals.verbs.phase_dates import Announcement, announce_date
from workflow.models import Phase

# Days since each cycle began: the first ends on its 270th, ก.บ.จ. resolves on the 220th of the second, and in the third
# the districts gather until the 100th. What councils write follows in the order of the years, as their registers count.
BEGAN = (330, 225, 90)
AGENCIES = 5  # so few that each has several commitments
CONDITIONS = (290, 335)  # the days until which two projects' conditions are due: one was fulfilled, one lies ahead
KINDS_OF_DISTRICTS = 3
STAGES = 7  # at which a council of the district that still gathers may stand
FEWEST_STAGED = 8  # its subdistricts: a stage each, and one that has been accepted
VETTED = 88  # the day by which the province was to vet the districts' plans
FEWEST_LAID = 3  # two plans that are in, and one that comes late


def years_of(last_year: int) -> list[int]:
    """The target years of the three cycles, by the year of the staggered one."""
    return [last_year - 2, last_year - 1, last_year]


def start_of_cycle(last_year: int, target_year: int) -> date:
    """The first day of one of the three cycles."""
    return clock.today() - timedelta(days=dict(zip(years_of(last_year), BEGAN, strict=True))[target_year])


def has_room(province: Area) -> bool:
    """Whether a province has districts enough, and large enough, to show every stage."""
    sizes = sorted(
        Area.objects.filter(parent=district, abolished_on__isnull=True).count()
        for district in Area.objects.filter(parent=province, abolished_on__isnull=True)
    )
    others = [size for size in sizes[:-1] if size >= FEWEST_LAID]
    return len(sizes) >= KINDS_OF_DISTRICTS and sizes[-1] >= FEWEST_STAGED and bool(others)


def walk_half_way(
    province: Area,
    last_year: int,
    *,
    seed: int,
    per_tambon: int,
    progress: Progress,
    renders_beside: bool = False,
) -> list[World]:
    """Open the province and its three cycles, and stop each where work waits; answers the cycles, the oldest first."""
    worlds = []
    with _flows_keep_our_time():
        stops = zip(years_of(last_year), (_to_the_end, _before_the_governor, _staggered), strict=True)
        for number, (year, stop) in enumerate(stops):
            world = _opened(province, year, start_of_cycle(last_year, year), seed + number, progress)
            world.renders_beside = renders_beside
            stop(world, per_tambon)
            papers.finish_rendering(world)
            worlds.append(world)
    return worlds


def _opened(province: Area, target_year: int, start: date, seed: int, progress: Progress) -> World:
    """A cycle with its circular; the first one opens the province, whose workbook holds that circular.

    Each has a seed of its own: another year, other proposals.
    """

    def naming(words: str, done: int, total: int) -> None:
        progress(f"{target_year} {words}", done, total)

    if Body.objects.filter(kind="provincial_committee", area=province).exists():
        with clock.at(start):
            dates = announced_dates(province, target_year, start)
            open_province(province=province, drafts=ProvinceDraft(dates=dates), by=None, demo=True)
    world = prepare(province, target_year, seed=seed, progress=naming, start=start)
    world.agencies = AGENCIES
    return world


def _to_the_end(world: World, per_tambon: int) -> None:
    """Endorsed and answered; the commitments are open, and one district's have their first updates."""
    _to_the_governor(world, per_tambon)
    province_steps.endorse_and_answer(world, conditions=CONDITIONS)
    with world.day(241):
        desks.sweep(world)
        papers.keep_papers(world)
    province_steps.follow_up(world)
    province_steps.fulfil(world, day=255)


def _before_the_governor(world: World, per_tambon: int) -> None:
    """As the governor finds it: the head of the office is asked to agree first, and a petition waits for an answer.

    A district has appealed to the province against an answer that the head of its office did not give.
    """
    _to_the_governor(world, per_tambon)
    with world.day(221):
        head = Office.objects.get(body=world.officer().body, role=Role.CHIEF)
        act = ApproverList.Act.ENDORSE
        set_approvers(area=world.province, act=act, steps=[[head]], cycle=world.cycle, by=world.officer())
    with world.day(222):
        voices.appeal(world, world.plans(Level.DISTRICT), count=1)
    voices.hand_in(world, resolved=222, handed_over=223)


def _to_the_governor(world: World, per_tambon: int) -> None:
    """ก.บ.จ. has resolved; its table waits for a signature, and the plan for the governor."""
    walk_to_the_governor(world, per_tambon)
    world.progress("จังหวัดบูรณาการและมีมติ", 1, 1)


def _staggered(world: World, per_tambon: int) -> None:
    Staggered.of(world, per_tambon).walk()


@contextmanager
def _flows_keep_our_time() -> Iterator[None]:
    """Let steps begin when the journey's clock says so: the flows ask Django's own, and inboxes show since when."""

    def set_created(instance: Task, **_: Any) -> None:
        if instance._state.adding:
            instance.created = clock.now()

    pre_save.connect(set_created, sender=Task, weak=False)
    try:
        yield
    finally:
        pre_save.disconnect(set_created, sender=Task)


@dataclass
class Staggered:
    """The third cycle. Days are counted from its start; the last thing is done on the day before today.

    Nothing is swept after the 53rd day, so that what is overdue since then is found overdue.
    """

    world: World
    per_tambon: int
    gathering: Plan
    laid: Plan
    submitted: list[Plan]
    in_time: list[Plan]
    after_the_gathering: Plan
    stages: list[Plan]
    came_back: Plan

    @classmethod
    def of(cls, world: World, per_tambon: int) -> Staggered:
        """Share out the districts by their size, and the councils of the largest among the stages."""
        below: dict[int | None, list[Plan]] = {}
        for plan in world.plans(Level.SUBDISTRICT):
            below.setdefault(plan.parent_id, []).append(plan)
        by_size = sorted(world.plans(Level.DISTRICT), key=lambda plan: (-len(below[plan.pk]), plan.reference))
        gathering = by_size[0]
        laid = next(plan for plan in reversed(by_size) if len(below[plan.pk]) >= FEWEST_LAID)
        submitted = [plan for plan in by_size if plan not in (gathering, laid)]
        usual = [p for p in below[gathering.pk] if p.area_code not in (world.irregular.on_behalf, world.irregular.late)]
        *others, late = below[laid.pk]
        stages, came_back = usual[:STAGES], below[gathering.pk][-1]
        at_once = [p for p in below[gathering.pk] if p not in stages and p != came_back]
        in_time = [*at_once, *others, *(p for plan in submitted for p in below[plan.pk])]
        return cls(world, per_tambon, gathering, laid, submitted, in_time, late, stages, came_back)

    def walk(self) -> None:
        """Everything in the order of its days, but for the papers that shall stay unsigned: those come last."""
        drafting, begun, submitted, received, to_decide, returned, overdue = self.stages
        parts: list[Callable[[], None]] = [
            self._announce_the_vetting,
            partial(self._bring_in, self.in_time, send_back=[overdue, self.came_back]),
            partial(self._send_back_later, returned),
            partial(self._bring_to_the_desk, received, to_decide),
            partial(self._lay_before_the_committee, self.laid, self.after_the_gathering),
            partial(self._keep_papers, 85),
            partial(self._submit_districts, self.submitted),
            partial(self._write, submitted, first_day=64),
            partial(self._adopt_again, self.came_back),
            partial(self._begin, drafting, begun),
        ]
        for done, part in enumerate(parts, 1):
            part()
            self.world.progress("จัดแผนไว้ทุกขั้นตอน", done, len(parts))

    def _announce_the_vetting(self) -> None:
        """Until when the province vets the districts' plans: a day that has just passed when we look."""
        world = self.world
        with world.day(1):
            due = world.start + timedelta(days=VETTED)
            letter = f"{world.province.name_th[:2]} 0017/ว 102"
            announcement = Announcement(Phase.VETTING, due, letter, clock.today())
            year = world.cycle.target_year
            announce_date(area=world.province, target_year=year, announcement=announcement, by=world.officer())

    def _write(self, plan: Plan, *, first_day: int) -> None:
        councils.write_plan(self.world, plan, self.per_tambon, first_day=first_day)

    def _fresh(self, plans: Iterable[Plan]) -> list[Plan]:
        """The plans as they are now: what a day leaves of them in memory is not all."""
        return self.world.plans(Level.SUBDISTRICT, pk__in=[plan.pk for plan in plans])

    def _keep_papers(self, day: int) -> None:
        with self.world.day(day):
            papers.keep_papers(self.world)

    def _bring_in(self, plans: list[Plan], *, send_back: list[Plan]) -> None:
        """Written, received, answered (or silent) and decided in time; two go back, and their dates pass."""
        world = self.world
        for done, plan in enumerate([*plans, *send_back], 1):
            self._write(plan, first_day=5)
            world.progress("สภาจัดทำและเสนอแผน", done, len(plans) + len(send_back))
        for day, act in ((22, desks.receive), (23, desks.give_opinions_on), (24, desks.screen)):
            with world.day(day):
                for plan in self._fresh([*plans, *send_back]):
                    act(world, plan)
        with world.day(53):
            desks.sweep(world)
            for plan in self._fresh(plans):
                accept_plan(plan=plan, seen=plan.version_on_desk, by=world.coordinator(plan))
            desks.sweep(world)
        for day, plan in zip((56, 57), self._fresh(send_back), strict=True):
            with world.day(day):
                desks.return_with_remarks(plan, world.coordinator(plan))
        self._keep_papers(60)

    def _send_back_later(self, plan: Plan) -> None:
        """Returned so that its date still lies ahead: the council has remarks to answer."""
        world = self.world
        self._write(plan, first_day=30)
        for day, act in ((47, desks.receive), (48, desks.give_opinions_on), (49, desks.screen)):
            with world.day(day):
                act(world, plan)
        with world.day(70):
            desks.return_with_remarks(plan, world.coordinator(plan), count=2)

    def _bring_to_the_desk(self, received: Plan, to_decide: Plan) -> None:
        """One plan waits for opinion and review, one for its decision."""
        world = self.world
        self._write(to_decide, first_day=50)
        self._write(received, first_day=52)
        for day, act in ((68, desks.receive), (72, desks.give_opinions_on), (74, desks.screen)):
            with world.day(day):
                act(world, to_decide)
        with world.day(69):
            desks.receive(world, received)

    def _lay_before_the_committee(self, district: Plan, late: Plan) -> None:
        """The coordinator ends the gathering and lays the list before ก.บ.อ.; a plan that comes later is reviewed."""
        world = self.world
        (district,) = world.plans(Level.DISTRICT, pk=district.pk)
        coordinator = world.coordinator(district)
        with world.day(76):
            gather_plans(plan=district, by=coordinator, reason="ตำบลที่ยังไม่เสนอแผนแจ้งว่าจะเสนอในรอบเพิ่มเติม")
        with world.day(82):
            desks.compile_plan(world, district, coordinator)
        with world.day(83):
            voices.object_to_a_draft(world, district)
        self._write(late, first_day=68)
        with world.day(84):
            desks.receive(world, late)

    def _submit_districts(self, districts: list[Plan]) -> None:
        """All their plans are in: ก.บ.อ. has resolved, and the province is to vet."""
        for plan in self.world.plans(Level.DISTRICT, pk__in=[district.pk for district in districts]):
            desks.close_district(self.world, plan, compiled=70, resolved=86, submitted=87)

    def _adopt_again(self, plan: Plan) -> None:
        """Improved and adopted after its date, and not yet submitted."""
        (plan,) = self._fresh([plan])
        with self.world.day(88):
            writer, chair = councils.officers_of(self.world, plan)
            councils.improve(plan, writer)
            councils.adopt(self.world, plan, writer, chair)

    def _begin(self, drafting: Plan, begun: Plan) -> None:
        """One council has its proposals and no meeting yet; the other comes from its forum."""
        world = self.world
        for plan, day in ((drafting, 75), (begun, 87)):
            with world.day(day):
                councils.hold_forum(world, plan, councils.officers_of(world, plan)[0])
        with world.day(80):
            councils.write_proposals(world, drafting, self.per_tambon, councils.officers_of(world, drafting)[0])
