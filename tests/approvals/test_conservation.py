"""Baht in is baht out, to the satang: whatever a level does with its lines, no baht is lost and none is made."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from approvals.drafts import ItemAnswer, Part
from approvals.models import Entry, Item
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.worksheet import (
    answer_lines,
    merge_lines,
    reopen_lines,
    score_lines,
    set_ceiling,
    set_criteria,
    split_line,
    take_lines,
)
from directory.errors import Answer, Invalid
from proposals import contents
from proposals.drafts import BudgetDraft
from proposals.models import (
    LIVES_ON,
    BudgetLine,
    Decision,
    Fate,
    FateKind,
    Line,
    Plan,
    PlanLine,
    PlanState,
    PlanVersion,
    Proposal,
    ProposalVersion,
    Share,
)
from proposals.money import MOST_BAHT, SATANG, split_by_largest_remainder
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import withdraw_lines
from tests.cast import CRITERIA, TARGET_YEAR, World, version_of
from tests.workflow.test_atomicity import everything
from workflow import door
from workflow.verification import verify

# --- Splitting by the largest remainder ---

satang = st.integers(0, 10**14)
weights = st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=40)


@given(satang, weights)
def test_parts_add_up_to_the_satang_whatever_the_weights(total, weights):
    parts = split_by_largest_remainder(Decimal(total) / 100, weights)
    assert sum(parts) == Decimal(total) / 100
    assert len(parts) == len(weights)
    assert all(part >= 0 and part == part.quantize(SATANG) for part in parts)


@given(satang, weights)
def test_no_part_is_a_whole_satang_away_from_its_exact_share(total, weights):
    parts = split_by_largest_remainder(Decimal(total) / 100, weights)
    whole = sum(weights) or Decimal(len(weights))
    exact = [Decimal(total) * (weight if sum(weights) else 1) / whole for weight in weights]
    assert all(abs(part * 100 - share) < 1 for part, share in zip(parts, exact, strict=True))


@given(satang, st.integers(1, 40))
def test_equal_weights_differ_by_at_most_one_satang(total, count):
    for weight in (Decimal(0), Decimal(7)):
        parts = split_by_largest_remainder(Decimal(total) / 100, [weight] * count)
        assert max(parts) - min(parts) in {Decimal(0), SATANG}


def test_the_odd_satang_goes_to_the_first_of_equals():
    assert split_by_largest_remainder(Decimal("100.00"), [Decimal(1)] * 3) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


def test_the_largest_amount_is_split_without_loss():
    parts = split_by_largest_remainder(MOST_BAHT, [Decimal(1), Decimal(2), Decimal(4)])
    assert sum(parts) == MOST_BAHT


# --- A level with random lines and random acts ---

money = st.integers(1, 10**11).map(lambda amount: Decimal(amount) / 100) | st.sampled_from(
    [Decimal("0.01"), Decimal("0.02"), Decimal("33.33"), Decimal("1000000000.00")]
)
asking = st.lists(st.tuples(money, st.booleans()), min_size=2, max_size=5)


class Level:
    """The district with what its three councils ask, on its worksheet."""

    def __init__(self, world: World, asked):
        self.world, self.by = world, world.coordinator
        self.children = [world.plan, *world.shared_plans]
        for child, lines in zip(self.children, asked, strict=True):
            drafts = [
                world.words(
                    number,
                    budget=[BudgetDraft(TARGET_YEAR, "province", amount)],
                    work_class="self" if own else "together",
                )
                for number, (amount, own) in enumerate(lines, 1)
            ]
            draft_proposals(plan=child, drafts=drafts, by=world.writer_of(child))
            accepted_at_once(child)
        gather_plans(plan=world.district_plan, by=self.by, reason="ครบแล้ว")
        world.refresh()
        self.plan = world.district_plan
        self.asked = dict(Line.objects.filter(plan__in=self.children).values_list("pk", "in_versions__asked"))
        self.own = set(Item.objects.filter(answer="kept").values_list("line_id", flat=True))
        self.expected = {line: "kept" if line in self.own else "" for line in self.asked}

    def free(self):
        """The lines that the district may work with."""
        return sorted(line for line in self.asked if self.expected[line] not in {"kept", "withdrawn"})

    # Acts ---------------------------------------------------------------------------------------------------------

    def carry(self, lines):
        take_lines(plan=self.plan, line_ids=lines, by=self.by)

    def merge(self, lines):
        merge_lines(plan=self.plan, line_ids=lines, title="โครงการร่วม", by=self.by)

    def split(self, line, weights):
        parts = [part for part in split_by_largest_remainder(self.asked[line], weights) if part]
        if len(parts) < 2:
            self.carry([line])
            return
        split_line(
            plan=self.plan,
            line_id=line,
            parts=[Part(f"ระยะที่ {n}", part) for n, part in enumerate(parts, 1)],
            by=self.by,
        )

    def settle(self, line, kind):
        answer = ItemAnswer(kind, "some_code", "เหตุผล", referred_plan="แผนของแขวงทางหลวง")
        answer_lines(plan=self.plan, answers={line: answer}, by=self.by)
        self.expected[line] = kind

    def withdraw(self, line):
        child = Line.objects.get(pk=line).plan
        plan = next(self.world.fresh(p) for p in self.children if p.pk == child.pk)
        withdraw_lines(plan=plan, line_ids=[line], by=self.world.writer_of(plan), reason="ทำแล้ว")
        self.expected[line] = "withdrawn"

    def lay(self):
        plan = self.world.fresh(self.plan)
        if scores := self.world.unscored(plan):
            score_lines(plan=plan, scores=scores, by=self.by)
        rank_entries(plan=plan, by=self.by)
        lay_before_committee(plan=plan, by=self.by)
        return self.world.resolution(self.world.fresh(plan))

    def close(self, resolution):
        plan = self.world.fresh(self.plan)
        resolve_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=self.world.district_chair)

    # What must hold -----------------------------------------------------------------------------------------------

    def check(self):
        """One fate each; shares sum to what was asked; a line above asks what it received; nothing is lost."""
        fates = {fate.line_id: fate for fate in Fate.objects.filter(line__plan__in=self.children)}
        assert Fate.objects.filter(line__plan__in=self.children).count() == len(self.asked)
        assert {line: fate.asked for line, fate in fates.items()} == self.asked
        out: dict[int, Decimal] = defaultdict(Decimal)
        into: dict[int, Decimal] = defaultdict(Decimal)
        feeders: Counter[int] = Counter()
        shares = list(Share.objects.filter(source__plan__in=self.children))
        for share in shares:
            assert share.fate_id == fates[share.source_id].pk
            out[share.source_id] += share.asked
            into[share.target_id] += share.asked
            feeders[share.target_id] += 1
        living = {line: fate.asked for line, fate in fates.items() if fate.kind in LIVES_ON}
        assert dict(out) == living
        above = PlanLine.objects.filter(version=self.world.fresh(self.plan).current_version_id)
        assert dict(above.values_list("line", "asked")) == dict(into)
        assert sum(self.asked.values()) == sum(into.values()) + sum(
            fate.asked for line, fate in fates.items() if line not in living
        )
        for line, kind in self.expected.items():
            targets = [share.target_id for share in shares if share.source_id == line]
            taken = "split" if len(targets) > 1 else "merged" if targets and feeders[targets[0]] > 1 else "carried"
            assert fates[line].kind == (kind or taken)
            assert (fates[line].reason_code != "") == (fates[line].kind not in {"carried", "kept"})
        assert verify().broken == ()


def accepted_at_once(plan):
    """Bring a plan in without the steps on its way, which are other tests': each example here needs three of them."""
    contents.freeze(version_of(plan))
    door._set_state(Proposal, "state", list(plan.proposals.values_list("pk", flat=True)), "adopted")
    door._set_state(Plan, "state", [plan.pk], "accepted")


def originals(children):
    """The words, figures and versions of the plans below, as they were accepted."""
    return [
        list(model.objects.filter(**{f"{path}__in": children}).order_by("pk").values())
        for model, path in (
            (PlanVersion, "plan"),
            (PlanLine, "version__plan"),
            (ProposalVersion, "proposal__plan"),
            (BudgetLine, "version__proposal__plan"),
        )
    ]


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_whatever_a_district_does_no_satang_is_lost(world):
    @given(asked=st.tuples(asking, asking, asking), data=st.data())
    def whatever_is_done(asked, data):
        with transaction.atomic():
            compile_and_close(Level(copy_of(world), asked), data)
            transaction.set_rollback(True)

    whatever_is_done()


def compile_and_close(level, data):
    before = originals(level.children)
    for _ in range(data.draw(st.integers(0, 8))):
        random_act(level, data)
    if undecided := [line for line in level.world.open_items(level.plan) if line in level.free()]:
        level.carry(undecided)
    if ceiling := data.draw(st.none() | st.decimals(0, 10**9, places=2)):
        set_ceiling(plan=level.plan, ceiling=ceiling, by=level.by)
    resolution = level.lay()
    withdrawn_late = data.draw(st.sampled_from([*level.free(), None, None]))
    if withdrawn_late is not None:
        fed = Item.objects.get(line=withdrawn_late).shares.exists()
        level.withdraw(withdrawn_late)
        if fed:  # the committee has not seen this plan: it must be laid before it again
            with pytest.raises(Invalid), transaction.atomic():
                level.close(resolution)
            resolution = level.lay()
    level.close(resolution)
    level.check()
    check_the_cut(level)
    assert originals(level.children) == before


def copy_of(world):
    """The same world with plans of its own in memory, for an example that is rolled back."""
    copied = World(world.province, world.cycle, world.bodies, world.people, world.stranger)
    copied.refresh()
    return copied


def random_act(level, data):
    """One act of the district, or a council that takes a line back."""
    free = level.free()
    if not free:
        return
    act = data.draw(st.sampled_from(["carry", "merge", "split", "answer", "reopen", "withdraw"]))
    line = data.draw(st.sampled_from(free))
    if act == "merge":
        lines = data.draw(st.lists(st.sampled_from(free), min_size=2, max_size=4, unique=True)) if len(free) > 1 else []
        if lines:
            level.merge(lines)
            level.expected |= dict.fromkeys(lines, "")
        return
    if act == "answer":
        level.settle(line, data.draw(st.sampled_from(["refused", "deferred", "referred", "returned"])))
        return
    if act == "withdraw":
        level.withdraw(line)
        return
    level.expected[line] = ""
    if act == "carry":
        level.carry([line])
    elif act == "split":
        level.split(line, data.draw(st.lists(st.integers(1, 1000).map(Decimal), min_size=2, max_size=4)))
    else:
        reopen_lines(plan=level.plan, line_ids=[line], by=level.by)


def check_the_cut(level):
    """What is above the ceiling has no fate yet, what is below waits for the next round."""
    plan = level.world.fresh(level.plan)
    rows = PlanLine.objects.filter(version=plan.current_version_id)
    cut = {row.line_id: "deferred" for row in rows if row.within_ceiling is False}
    assert dict(Fate.objects.filter(line__plan=plan).values_list("line", "kind")) == cut


# --- The sentences one by one ---


def before_the_committee(world):
    """A district's plan as laid, with the resolution on it."""
    world.compiled_district()
    return world.district_plan, world.resolution(world.district_plan)


def closing(world, plan, resolution):
    fresh = world.fresh(plan)
    return lambda: resolve_plan(plan=fresh, seen=version_of(fresh), resolution=resolution, by=world.district_chair)


def taken(plan):
    return list(
        Item.objects.filter(worksheet__plan=plan, answer="take").order_by("line_id").values_list("line_id", flat=True)
    )


def assert_refused_and_unchanged(act):
    before = everything()
    with transaction.atomic(), pytest.raises(Invalid) as refused:
        act()
    assert refused.value.message != ""
    assert everything() == before


def test_a_level_with_an_unanswered_line_is_not_laid_before_its_committee(world):
    world.gathered_district()
    assert_refused_and_unchanged(
        lambda: lay_before_committee(plan=world.fresh(world.district_plan), by=world.coordinator)
    )


def test_a_level_that_was_never_laid_is_not_closed(world):
    plan = world.gathered_district()
    assert_refused_and_unchanged(closing(world, plan, world.resolution(plan)))


ON_SECOND_THOUGHTS = {
    "reopened": lambda plan, lines, by: reopen_lines(plan=plan, line_ids=lines[:1], by=by),
    "refused": lambda plan, lines, by: answer_lines(
        plan=plan, answers={lines[0]: ItemAnswer("refused", "no_ground", "ไม่มีที่ดิน")}, by=by
    ),
    "merged": lambda plan, lines, by: merge_lines(plan=plan, line_ids=lines[:2], title="โครงการร่วม", by=by),
    "taken again": lambda plan, lines, by: take_lines(plan=plan, line_ids=lines[:1], by=by),
    "split": lambda plan, lines, by: split_line(
        plan=plan, line_id=lines[0], parts=[Part("หนึ่ง", Decimal(500)), Part("สอง", Decimal(1500))], by=by
    ),
    "cut": lambda plan, lines, by: set_ceiling(plan=plan, ceiling=Decimal(1), by=by),
}


@pytest.mark.parametrize("change", ON_SECOND_THOUGHTS)
def test_a_worksheet_that_changed_after_the_laying_is_not_closed_by_a_resolution_on_what_was_laid(world, change):
    plan, resolution = before_the_committee(world)
    ON_SECOND_THOUGHTS[change](world.fresh(plan), taken(plan), world.coordinator)
    assert_refused_and_unchanged(closing(world, plan, resolution))


def test_a_line_withdrawn_after_the_laying_must_be_taken_out_before_the_committee_resolves(world):
    plan, resolution = before_the_committee(world)
    withdraw_lines(plan=world.plan, line_ids=taken(plan)[:1], by=world.secretary, reason="ทำแล้ว")
    assert_refused_and_unchanged(closing(world, plan, resolution))
    lay_before_committee(plan=world.fresh(plan), by=world.coordinator)
    closing(world, plan, world.resolution(world.fresh(plan)))()
    assert world.fresh(plan).state == PlanState.ADOPTED
    assert PlanLine.objects.filter(version=world.fresh(plan).current_version_id).count() == 5


@pytest.mark.parametrize("change", ["reopened", "refused", "merged", "taken again", "split"])
def test_a_line_that_its_owner_has_withdrawn_is_no_longer_worked_on(world, change):
    plan = world.gathered_district()
    lines = world.open_items(plan)
    withdraw_lines(plan=world.plan, line_ids=lines[:1], by=world.secretary, reason="ทำแล้ว")
    assert_refused_and_unchanged(lambda: ON_SECOND_THOUGHTS[change](world.fresh(plan), lines, world.coordinator))


def test_what_the_community_carries_out_itself_is_kept_and_touched_by_nobody(world):
    plan = world.gathered_district()
    own = list(Item.objects.filter(worksheet__plan=plan, answer="kept").values_list("line_id", flat=True))
    assert len(own) == 3
    for change in ("reopened", "refused", "merged", "taken again"):
        assert_refused_and_unchanged(
            lambda change=change: ON_SECOND_THOUGHTS[change](world.fresh(plan), own, world.coordinator)
        )
    with pytest.raises(Invalid):
        score_lines(plan=world.fresh(plan), scores={(own[0], "need"): 1}, by=world.coordinator)


@pytest.mark.parametrize("amounts", [["1999.99"], ["1999.99", "0.02"], ["2000", "0"], ["2001", "-1"], ["2000"]])
def test_parts_that_do_not_add_up_to_the_satang_are_refused(world, amounts):
    plan = world.gathered_district()
    line = min(world.open_items(plan))
    parts = [Part("ส่วน", Decimal(amount)) for amount in amounts]
    assert_refused_and_unchanged(
        lambda: split_line(plan=world.fresh(plan), line_id=line, parts=parts, by=world.coordinator)
    )


def test_a_split_line_has_the_shares_that_were_named(world):
    plan = world.gathered_district()
    line = min(world.open_items(plan))  # asks 2,000 baht
    parts = [Part("หนึ่ง", Decimal("1333.33")), Part("สอง", Decimal("666.67"))]
    split_line(plan=plan, line_id=line, parts=parts, by=world.coordinator)
    world.resolved(world.compiled(plan))
    assert sorted(Share.objects.filter(source=line).values_list("asked", flat=True)) == [
        Decimal("666.67"),
        Decimal("1333.33"),
    ]
    assert Fate.objects.get(line=line).kind == FateKind.SPLIT


def test_a_merged_line_above_asks_the_sum_and_its_sources_keep_their_words(world):
    plan = world.gathered_district()
    first, second, *_rest = world.open_items(plan)  # 2,000 and 3,000 baht
    merge_lines(plan=plan, line_ids=[first, second], title="ถนนสองหมู่บ้าน", by=world.coordinator)
    world.resolved(world.compiled(plan))
    (target,) = {share.target_id for share in Share.objects.filter(source__in=[first, second])}
    row = PlanLine.objects.get(line=target)
    assert (row.asked, row.proposal_version.title) == (Decimal(5000), "ถนนสองหมู่บ้าน")
    titles = PlanLine.objects.filter(line__in=[first, second]).values_list("proposal_version__title", flat=True)
    assert set(titles) == {"โครงการที่ 2", "โครงการที่ 3"}


def test_taking_a_merged_line_out_again_leaves_the_rest_where_it_was(world):
    plan = world.gathered_district()
    lines = world.open_items(plan)
    entry = merge_lines(plan=plan, line_ids=lines[:3], title="โครงการร่วม", by=world.coordinator)
    reopen_lines(plan=plan, line_ids=lines[:1], by=world.coordinator)
    assert sorted(entry.shares.values_list("item__line_id", flat=True)) == lines[1:3]
    reopen_lines(plan=plan, line_ids=lines[1:3], by=world.coordinator)
    assert Entry.objects.filter(pk=entry.pk).count() == 0


def test_nobody_writes_a_line_of_his_own_into_a_plan_that_gathers(world):
    plan = world.returned_district()
    before = everything()
    with transaction.atomic(), pytest.raises(Answer):
        draft_proposals(plan=world.fresh(plan), drafts=[world.words(1)], by=world.coordinator)
    assert everything() == before


def test_a_returned_district_gives_no_fate_twice(world):
    world.returned_district()
    fates = list(Fate.objects.order_by("pk").values())
    world.resolved(world.fresh(world.district_plan))
    assert list(Fate.objects.order_by("pk").values()) == fates
    assert list(world.district_plan.decisions.values_list("act", flat=True)) == [Decision.Act.ADOPT] * 2


def test_baht_in_is_baht_out_at_every_level_up_to_the_governor(world):
    plan = world.gathered_district()
    lines = world.open_items(plan)
    merge_lines(plan=plan, line_ids=lines[:2], title="โครงการร่วม", by=world.coordinator)
    answer_lines(plan=plan, answers={lines[2]: ItemAnswer("refused", "no_ground", "ไม่มีที่ดิน")}, by=world.coordinator)
    world.endorsed()
    for level in ("subdistrict", "district", "province"):
        settled = Fate.objects.filter(line__plan__level=level)
        assert settled.count() == Line.objects.filter(plan__level=level).count()
        assert sum(f.asked for f in settled) == sum(row.asked for row in last_rows(level))
    for level in ("district", "province"):
        received: dict[int, Decimal] = defaultdict(Decimal)
        for share in Share.objects.filter(target__plan__level=level):
            received[share.target_id] += share.asked
        assert received == {row.line_id: row.asked for row in last_rows(level)}
    assert Proposal.objects.filter(plan__level="subdistrict", state="settled").count() == 9


def last_rows(level):
    """What the lines of a level say in their plans' last versions."""
    rows = PlanLine.objects.filter(version__plan__level=level).order_by("version__number")
    return {row.line_id: row for row in rows}.values()


def test_scores_and_ceiling_move_no_satang(world):
    plan = world.gathered_district()
    world.scored(plan)
    set_criteria(plan=plan, criteria=CRITERIA, by=world.coordinator)
    scores = {(line, c.code): line % 5 for line in taken(plan) for c in CRITERIA}
    score_lines(plan=plan, scores=scores, by=world.coordinator)
    set_ceiling(plan=plan, ceiling=Decimal("4000.00"), by=world.coordinator)
    rank_entries(plan=plan, by=world.coordinator)
    lay_before_committee(plan=plan, by=world.coordinator)
    world.refresh()
    world.resolved(plan)
    fates = Fate.objects.filter(line__plan=world.district_plan).values_list("kind", "reason_code")
    assert set(fates) == {("deferred", "over_ceiling")}
    rows = PlanLine.objects.filter(version=world.district_plan.current_version_id)
    assert sum(row.asked for row in rows) == Decimal(15000)
    assert sum(row.asked for row in rows if row.within_ceiling) <= Decimal(4000)
