"""Whatever districts and the province do with their lines, and undo again: lines and baht balance at every step."""

from collections import defaultdict
from contextlib import ExitStack
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from approvals.drafts import ItemAnswer, Part
from approvals.models import Item, ItemShare, Step
from approvals.verbs.amending import take_in_amendment, take_in_by_itself
from approvals.verbs.appeals import answer_appeal, file_appeal
from approvals.verbs.gathering import gather_plans
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines, split_line, take_lines
from config.invariants import Scope
from config.invariants.summary import the_summary_is_what_the_lines_say
from directory.errors import Invalid
from proposals.drafts import BudgetDraft
from proposals.models import LIVES_ON, Fate, Line, PlanLine, Share
from proposals.money import split_by_largest_remainder
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import submit_plan, withdraw_lines
from tests.approvals.amending import again, amended
from tests.approvals.appealing import GRANTED, appeal_of
from tests.approvals.test_conservation import accepted_at_once, copy_of
from tests.cast import TARGET_YEAR, version_of
from tests.proposals.test_graph import same_as_the_tables
from workflow.verification import verify

STEPS, WALKS = 14, 4
picks = st.lists(st.integers(0, 1000), min_size=1, max_size=4)
ANSWERS = ("refused", "deferred", "referred", "returned")


class ThreeLevels(RuleBasedStateMachine):
    """Three councils hand up, their district works on what came, closes and hands up, and so does the province."""

    prepared = None
    asked = (["0.01", "33.33", "1000.00"], ["2000.00", "0.02"], ["99999.99", "1000.00"])

    def __init__(self):
        super().__init__()
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.world = copy_of(self.prepared)
        self.children = [self.world.plan, *self.world.shared_plans]
        self.districts = [self.world.district_plan]
        for child, amounts in zip(self.children, self.asked, strict=True):
            drafts = [
                self.world.words(
                    n, budget=[BudgetDraft(TARGET_YEAR, "province", Decimal(asked))], work_class="together"
                )
                for n, asked in enumerate(amounts, 1)
            ]
            draft_proposals(plan=child, drafts=drafts, by=self.world.writer_of(child))
            accepted_at_once(child)
        self.stood = []
        self.gather("district-committee")

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.close()

    def gather(self, name):
        plan = self.world.plans[name]
        gather_plans(plan=self.world.fresh(plan), by=self.world.writer_of(plan), reason="ครบแล้ว")
        self.name, self.by, self.stood = name, self.world.writer_of(plan), []
        self.world.refresh()

    # What is done ------------------------------------------------------------------------------------------------

    @property
    def plan(self):
        return self.world.fresh(self.world.plans[self.name])

    def chosen(self, numbers):
        """Some of the lines that may still be decided; none where there are none."""
        items = Item.objects.filter(worksheet__plan=self.plan, line__fates__isnull=True).exclude(answer="kept")
        free = list(items.order_by("line_id").values_list("line_id", flat=True))
        return list(dict.fromkeys(free[number % len(free)] for number in numbers)) if free else []

    def do(self, verb, **given):
        """An act, with how the worksheet stood before it; one that is refused changes nothing."""
        before = self.stands()
        try:
            with transaction.atomic():
                verb(plan=self.plan, by=self.by, **given)
        except Invalid:
            assert self.stands() == before
        else:
            self.stood.append(before)

    def stands(self):
        items = Item.objects.filter(worksheet__plan=self.plan, line__fates__isnull=True).order_by("pk")
        shares = ItemShare.objects.filter(item__in=items).order_by("item", "entry__number")
        return (
            list(items.values_list("line_id", "answer", "reason")),
            list(shares.values_list("item__line", "entry", "entry__number", "entry__title", "entry__words", "asked")),
        )

    is_open = precondition(lambda self: self.name)

    @is_open
    @rule(numbers=picks)
    def carry(self, numbers):
        if lines := self.chosen(numbers):
            self.do(take_lines, line_ids=lines)

    @is_open
    @rule(numbers=picks, parts=st.lists(st.integers(0, 100), min_size=4, max_size=4), said=st.booleans())
    def merge(self, numbers, parts, said):
        lines = self.chosen(numbers)
        asked = dict(Item.objects.filter(line__in=lines).values_list("line_id", "asked"))
        amounts = {}
        for line, part in zip(lines, parts, strict=False):
            if part < 100:
                amounts[line] = split_by_largest_remainder(asked[line], [Decimal(part), Decimal(100 - part)])[0]
        words = {"objective": "ร่วมกัน"} if said else {}
        self.do(merge_lines, line_ids=lines, title="โครงการร่วม", amounts=amounts, words=words)

    @is_open
    @rule(numbers=picks, weights=st.lists(st.integers(1, 1000).map(Decimal), min_size=2, max_size=3))
    def split(self, numbers, weights):
        for line in self.chosen(numbers)[:1]:
            parts = split_by_largest_remainder(Item.objects.get(line=line).asked, weights)
            drafts = [Part(f"ระยะที่ {n}", part) for n, part in enumerate(parts, 1)]
            self.do(split_line, line_id=line, parts=drafts)

    @is_open
    @rule(numbers=picks, kind=st.sampled_from(ANSWERS))
    def answer(self, numbers, kind):
        if lines := self.chosen(numbers):
            answer = ItemAnswer(kind, "some_code", "เหตุผล", referred_plan="แผนของแขวงทางหลวง")
            self.do(answer_lines, answers=dict.fromkeys(lines, answer))

    @is_open
    @rule(numbers=picks)
    def reopen(self, numbers):
        if lines := self.chosen(numbers):
            self.do(reopen_lines, line_ids=lines)

    @is_open
    @rule(times=st.integers(1, 3))
    def undo(self, times):
        """Back as many acts as asked for, or as there are: each time it stands as it stood."""
        for _ in range(min(times, len(self.stood))):
            step = Step.objects.filter(worksheet__plan=self.plan).last()
            undo_last(plan=self.plan, seen=step.sequence, by=self.by)
            assert self.stands() == self.stood.pop()

    @precondition(lambda self: self.name == "district-committee")
    @rule(numbers=picks)
    def withdraw(self, numbers):
        """A council takes a line back; what was done with it before can no longer be compared."""
        for line in self.chosen(numbers)[:1]:
            child = next(self.world.fresh(p) for p in self.children if p.pk == Line.objects.get(pk=line).plan_id)
            withdraw_lines(plan=child, line_ids=[line], by=self.world.writer_of(child), reason="ทำแล้ว")
            self.stood = []

    @precondition(lambda self: self.name == "district-committee")
    @rule(numbers=picks, kind=st.sampled_from(["add", "change"]), satang=st.integers(1, 10**7), by_hand=st.booleans())
    def amend(self, numbers, kind, satang, by_hand):
        """A council amends its plan: that goes in by itself, or by hand, or waits where its lines were merged."""
        for line in Line.objects.filter(pk__in=self.chosen(numbers)[:1]).select_related("plan"):
            root = line.plan.amendment.amends if line.plan.kind == "amendment" else line.plan
            try:
                with transaction.atomic():
                    baht = Decimal(satang) / 100
                    opened = amended(self.world, kind, plan=root, line_ids=[line.pk], baht=baht)
            except Invalid:
                continue  # another amendment replaces it already, and waits
            take_in_by_itself({"plan": opened.pk})
            self.take_in(opened, by_hand=by_hand)

    @precondition(lambda self: self.name == "province-committee")
    @rule(numbers=picks, by_hand=st.booleans())
    def appeal(self, numbers, by_hand):
        """A council appeals its merger or its split, which is granted; the change goes in or waits as any other."""
        joined = Fate.objects.filter(kind__in=["merged", "split"], revised_by=None, line__plan__in=self.children)
        for fate in [joined.order_by("line_id")[numbers[0] % joined.count()]] if joined else []:
            child = self.world.fresh(fate.line.plan)
            try:
                with transaction.atomic():
                    file_appeal(plan=child, line_id=fate.line_id, grounds="ขอแยก", by=self.world.chair_of(child))
                    appeal = appeal_of(fate.line)
                    answer_appeal(appeal=appeal, answer=GRANTED, seen=0, by=self.world.chief)
            except Invalid:
                continue  # it was appealed before, or what it went into is decided on, or another change waits
            opened = again(appeal.amendment)
            self.world.resolved(opened)
            take_in_by_itself({"plan": opened.pk})
            self.take_in(again(opened), by_hand=by_hand)

    def take_in(self, opened, *, by_hand):
        """What the machine left to people, if they will, and can."""
        before = self.stands()
        if by_hand and again(opened).state == "adopted":
            try:
                with transaction.atomic():
                    take_in_amendment(plan=again(opened), by=self.by)
            except Invalid:
                assert self.stands() == before
        if again(opened).state == "accepted":
            (self.children if opened.level == "subdistrict" else self.districts).append(again(opened))
            self.stood = []

    @is_open
    @rule()
    def close(self):
        """The level closes, and the next one gathers; the walk ends with the province's resolution."""
        if self.name == "district-committee":
            self.world.resolved(self.world.compiled(self.plan))
            plan = self.plan
            submit_plan(plan=plan, seen=version_of(plan), by=self.by)
            self.world.refresh()
            accepted = self.world.accepted(self.plan)
            assert accepted.state == "accepted"
            self.gather("province-committee")
        else:
            self.world.plans["province-committee"] = self.plan
            self.world.resolved_province()
            self.name = ""
        assert not Step.objects.filter(worksheet__closed_at__isnull=False).exists()

    @precondition(lambda self: not self.name)
    @rule()
    def look(self):
        """At the end of the way, everybody asks where the baht went and where they came from."""
        same_as_the_tables(Line.objects.all())

    # What must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def every_line_and_every_satang_is_somewhere(self):
        """On an open worksheet, and at every level that has closed."""
        given: dict[int, Decimal] = defaultdict(Decimal)
        parts = ItemShare.objects.filter(item__line__fates__isnull=True, item__worksheet__closed_at__isnull=True)
        for part in parts.select_related("item"):
            assert part.asked > 0 or part.item.asked == 0
            given[part.item_id] += part.asked
        for item in Item.objects.filter(line__fates__isnull=True, worksheet__closed_at__isnull=True):
            assert given.pop(item.pk, Decimal(0)) == (item.asked if item.answer == "take" else 0)
        assert not given
        last = {row.line_id: row.asked for row in PlanLine.objects.order_by("version__number")}
        into: dict[int, Decimal] = defaultdict(Decimal)
        out: dict[int, Decimal] = defaultdict(Decimal)
        for share in Share.objects.first_told():
            into[share.target_id] += share.asked
        for share in Share.objects.standing():
            out[share.source_id] += share.asked
        fates = {fate.line_id: fate for fate in Fate.objects.filter(revised_by=None)}
        assert Fate.objects.filter(revises=None).count() == len(fates)
        assert out == {line: fate.asked for line, fate in fates.items() if fate.kind in LIVES_ON and line in out}
        assert all(fate.asked == last[line] for line, fate in fates.items())
        assert all(last[line] == asked for line, asked in into.items())

    def of(self, level):
        """The plans of a level that have handed up."""
        return self.children if level == "subdistrict" else self.districts

    @invariant()
    def the_sums_are_what_the_lines_say(self):
        """What the database keeps beside the lines, whoever closed or undid what."""
        _count, faults = the_summary_is_what_the_lines_say(Scope())
        assert not list(faults)

    @invariant()
    def what_came_in_stands_above_or_was_answered(self):
        """Behind every closed level: all that was asked below is asked above, or left with a fate of its own."""
        closed = ["subdistrict"] if self.name == "province-committee" else ["subdistrict", "district"]
        for level in closed if self.name != "district-committee" else []:
            fates = Fate.objects.filter(line__plan__level=level, line__plan__in=self.of(level), revised_by=None)
            lines = Line.objects.filter(plan__in=self.of(level)).count()
            assert fates.count() == lines
            ended = sum(fate.asked for fate in fates if fate.kind not in LIVES_ON)
            live = sum(share.asked for share in Share.objects.standing().filter(source__plan__in=self.of(level)))
            assert sum(fate.asked for fate in fates) == ended + live


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_over_three_levels_no_line_and_no_satang_is_lost(world):
    ThreeLevels.prepared = world
    long = settings.default.max_examples > 1000
    run_state_machine_as_test(
        ThreeLevels,
        settings=settings(
            max_examples=400 if long else WALKS, stateful_step_count=40 if long else STEPS, derandomize=not long
        ),
    )


def test_a_whole_way_closes_at_both_levels_and_the_graph_says_what_the_tables_say(world):
    ThreeLevels.prepared = world
    walk = ThreeLevels()
    try:
        walk.merge([0, 1, 2], [100, 50, 30, 0], said=True)
        walk.split([4], [Decimal(1), Decimal(2)])
        walk.answer([3], "deferred")
        walk.undo(2)
        walk.withdraw([6])
        walk.amend([2], "change", 1, by_hand=True)
        assert len(walk.children) == 3  # it waits: the line was merged
        walk.amend([3], "change", 1, by_hand=False)
        walk.amend([5], "add", 12345, by_hand=False)
        assert len(walk.children) == 5
        walk.close()
        walk.appeal([0], by_hand=True)
        assert len(walk.districts) == 2
        walk.every_line_and_every_satang_is_somewhere()
        walk.merge([0, 1], [100, 25, 0, 0], said=False)
        walk.answer([2], "refused")
        walk.close()
        walk.every_line_and_every_satang_is_somewhere()
        walk.what_came_in_stands_above_or_was_answered()
        walk.the_sums_are_what_the_lines_say()
        same_as_the_tables(Line.objects.all())
        assert verify().broken == ()
    finally:
        walk.teardown()
