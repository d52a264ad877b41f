"""The worksheet and the closing of a level: taken, merged, split, answered, scored, ranked, resolved; to the satang."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Sum

from approvals.drafts import CriterionDraft, ItemAnswer, Part
from approvals.models import Criterion, Entry, Item, ItemShare, Score
from approvals.queries import entries_without_scores, sheet_of
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
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
from directory import clock
from directory.errors import Invalid
from proposals.drafts import BudgetDraft
from proposals.models import Cycle, Fate, Line, Plan, PlanVersion, Share
from proposals.verbs.drafting import draft_proposals, edit_proposal
from tests.approvals.self_managed import in_another_cycle
from tests.cast import CRITERIA, ELSEWHERE, TARGET_YEAR, version_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
REFUSED = ItemAnswer("refused", reason_code="duplicate", reason="ซ้ำกับงานของกรม")


@pytest.fixture
def sheet(world):
    """The district's worksheet: kept lines 1, and lines 2 and 3 of three councils, of 2,000 and 3,000 baht."""
    world.gathered_district()
    return Sheet(world, world.district_plan)


class Sheet:
    def __init__(self, world, plan):
        self.world, self.plan, self.by = world, plan, world.coordinator
        self.open = world.open_items(plan)
        self.kept = list(Item.objects.filter(answer="kept").order_by("line_id").values_list("line_id", flat=True))

    def do(self, verb, **given):
        return verb(plan=self.plan, by=self.by, **given)

    def entries(self):
        return list(Entry.objects.filter(worksheet__plan=self.plan).order_by("number").values_list("number", "title"))

    def answers(self):
        return dict(Item.objects.filter(worksheet__plan=self.plan).values_list("line_id", "answer"))


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def test_lines_are_taken_in_with_the_words_and_the_money_of_their_source(sheet):
    sheet.do(take_lines, line_ids=sheet.open[:2])
    assert sheet.entries() == [(1, "โครงการที่ 2"), (2, "โครงการที่ 3")]
    assert list(ItemShare.objects.order_by("pk").values_list("asked", flat=True)) == [2000, 3000]
    sheet.do(take_lines, line_ids=sheet.open[:1])
    assert len(sheet.entries()) == 2


@pytest.mark.parametrize("verb", ["take", "merge", "split", "answer", "reopen", "score"])
def test_what_the_community_does_itself_is_untouchable(sheet, verb):
    sheet.do(set_criteria, criteria=CRITERIA)
    own, other = sheet.kept[0], sheet.open[0]
    acts = {
        "take": lambda: sheet.do(take_lines, line_ids=[own, other]),
        "merge": lambda: sheet.do(merge_lines, line_ids=[own, other], title="รวม"),
        "split": lambda: sheet.do(split_line, line_id=own, parts=[Part("ก", Decimal(500)), Part("ข", Decimal(500))]),
        "answer": lambda: sheet.do(answer_lines, answers={own: REFUSED}),
        "reopen": lambda: sheet.do(reopen_lines, line_ids=[own]),
        "score": lambda: sheet.do(score_lines, scores={(own, "need"): 4}),
    }
    assert fields(acts[verb]) == ["lines"]
    assert sheet.answers()[own] == "kept"
    assert (sheet.entries(), Score.objects.count()) == ([], 0)


def test_a_line_of_another_worksheet_is_named(sheet):
    elsewhere = sheet.world.draft(sheet.world.far_plan)[0].lines.get().pk
    assert fields(lambda: sheet.do(take_lines, line_ids=[sheet.open[0], elsewhere])) == ["lines"]
    assert fields(lambda: sheet.do(take_lines, line_ids=[])) == ["lines"]
    assert sheet.entries() == []


def a_line_of_the_next_cycle(world):
    new = in_another_cycle(replace(world, plans=dict(world.plans)))
    return new.draft(new.plan)[1].lines.get()


def a_line_of_another_province(world):
    """A plan that the stranger's office writes itself, in the province where it serves."""
    body, moment = world.stranger.body, clock.now()
    cycle = Cycle.objects.create(
        province_id=ELSEWHERE, target_year=TARGET_YEAR, round_start=TARGET_YEAR - 1, opened_at=moment
    )
    plan = Plan.objects.create(
        reference="2572-27-01-X",
        cycle=cycle,
        owner=body,
        level="subdistrict",
        area_id=f"{ELSEWHERE}0101",
        district_code=f"{ELSEWHERE}01",
        province_code=ELSEWHERE,
        flow="council-1",
        created_at=moment,
    )
    plan.current_version = PlanVersion.objects.create(plan=plan, number=1, created_at=moment)
    plan.save(update_fields=["current_version"])
    return draft_proposals(plan=plan, drafts=[world.words(2)], by=world.stranger)[0].lines.get()


@pytest.mark.parametrize("strange", [a_line_of_the_next_cycle, a_line_of_another_province])
@pytest.mark.parametrize("verb", ["merge", "take", "answer"])
def test_nothing_is_merged_taken_or_answered_across_cycles_or_provinces(sheet, strange, verb):
    line = strange(sheet.world).pk
    acts = {
        "merge": lambda: sheet.do(merge_lines, line_ids=[sheet.open[0], line], title="รวม"),
        "take": lambda: sheet.do(take_lines, line_ids=[sheet.open[0], line]),
        "answer": lambda: sheet.do(answer_lines, answers={sheet.open[0]: REFUSED, line: REFUSED}),
    }
    before = (sheet.answers(), Event.objects.count(), Share.objects.count())
    assert fields(acts[verb]) == ["lines"]
    assert sheet.entries() == []
    assert (sheet.answers(), Event.objects.count(), Share.objects.count()) == before


def test_a_line_named_twice_is_taken_in_once(sheet):
    sheet.do(take_lines, line_ids=[sheet.open[0]] * 2)
    assert sheet.entries() == [(1, "โครงการที่ 2")]


def test_merging_needs_two_lines_and_a_title(sheet):
    assert fields(lambda: sheet.do(merge_lines, line_ids=sheet.open[:1], title="รวม")) == ["lines"]
    assert fields(lambda: sheet.do(merge_lines, line_ids=sheet.open[:2], title=" ")) == ["title"]
    sheet.do(merge_lines, line_ids=sheet.open[:2], title=" โครงการร่วม ")
    assert sheet.entries() == [(1, "โครงการร่วม")]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([("ก", "2000")], ["parts"]),
        ([("ก", "1000"), ("ข", "999.99")], ["parts"]),
        ([("ก", "1000"), ("ข", "1000.01")], ["parts"]),
        ([("ก", "2000"), ("ข", "0")], ["parts"]),
        ([("ก", "3000"), ("ข", "-1000")], ["parts"]),
        ([("", "1000"), ("ข", "1000")], ["parts[0].title"]),
        ([("ก", "1000.005"), ("ข", "999.995")], ["parts[0].asked", "parts[1].asked"]),
    ],
)
def test_the_parts_of_a_split_add_up_to_what_was_asked(sheet, parts, found):
    drafts = [Part(title, Decimal(asked)) for title, asked in parts]
    assert fields(lambda: sheet.do(split_line, line_id=sheet.open[0], parts=drafts)) == found
    assert sheet.entries() == []


def test_whatever_was_decided_on_a_line_can_be_undone(sheet):
    one, two = sheet.open[:2]
    sheet.do(merge_lines, line_ids=[one, two], title="รวม")
    sheet.do(reopen_lines, line_ids=[one])
    assert sheet.answers()[one] == ""
    assert sheet.entries() == [(1, "รวม")]
    sheet.do(answer_lines, answers={two: REFUSED})
    assert (sheet.entries(), ItemShare.objects.count()) == ([], 0)
    sheet.do(split_line, line_id=two, parts=[Part("ก", Decimal("1500.25")), Part("ข", Decimal("1499.75"))])
    assert (sheet.answers()[two], len(sheet.entries())) == ("take", 2)
    sheet.do(take_lines, line_ids=[two])
    assert sheet.entries() == [(1, "โครงการที่ 3")]
    item = Item.objects.get(line=two)
    assert (item.reason_code, item.reason) == ("", "")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (ItemAnswer("refused"), ["reason_code", "reason"]),
        (ItemAnswer("deferred", reason_code="later"), ["reason"]),
        (ItemAnswer("returned", reason="ขาดแบบแปลน"), ["reason_code"]),
        (ItemAnswer("referred", reason_code="agency", reason="ตรงภารกิจ"), ["referred_plan"]),
        (ItemAnswer("take"), ["answer"]),
        (ItemAnswer("lost"), ["answer"]),
    ],
)
def test_a_line_that_is_not_taken_gets_its_reason(sheet, answer, found):
    line = sheet.open[0]
    assert fields(lambda: sheet.do(answer_lines, answers={line: answer})) == [f"answers[{line}].{f}" for f in found]


# --- Scoring and ranking ---


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        [CriterionDraft("a", "ก", 0)],
        [CriterionDraft("a", "ก", -1)],
        [CriterionDraft("a", "ก", 50)] * 2,
        [CriterionDraft("a", "ก", 60), CriterionDraft("b", "ข", 39)],
        [CriterionDraft("a", "ก", 60), CriterionDraft("b", "ข", 41)],
    ],
)
def test_criteria_have_weights_and_codes_of_their_own(sheet, criteria):
    copied = list(Criterion.objects.values_list("code", "weight"))
    assert len(fields(lambda: sheet.do(set_criteria, criteria=criteria))) == 1
    assert list(Criterion.objects.values_list("code", "weight")) == copied


@pytest.mark.parametrize(("code", "value"), [("need", 5), ("need", -1), ("beauty", 3)])
def test_a_score_lies_on_the_scale_of_a_known_criterion(sheet, code, value):
    sheet.do(set_criteria, criteria=CRITERIA)
    line = sheet.open[0]
    assert fields(lambda: sheet.do(score_lines, scores={(line, code): value})) == [f"scores[{line}].{code}"]


def test_a_later_score_replaces_the_earlier_one(sheet):
    sheet.do(set_criteria, criteria=CRITERIA)
    for value in (0, 4):
        sheet.do(score_lines, scores={(sheet.open[0], "need"): value})
    assert Score.objects.get().value == 4


@pytest.mark.parametrize("ceiling", ["-0.01", "NaN", "Infinity", "1e15"])
def test_a_ceiling_is_an_amount(sheet, ceiling):
    assert fields(lambda: sheet.do(set_ceiling, ceiling=Decimal(ceiling))) == ["ceiling"]


def test_an_entry_without_all_its_scores_is_named_and_nothing_is_ranked(sheet):
    sheet.do(set_criteria, criteria=CRITERIA)
    sheet.do(take_lines, line_ids=sheet.open[:2])
    sheet.do(score_lines, scores={(sheet.open[0], "need"): 4, (sheet.open[0], "ready"): 4, (sheet.open[1], "need"): 4})
    with pytest.raises(Invalid) as refused:
        sheet.do(rank_entries)
    assert [(p.field, p.value) for p in refused.value.problems] == [("scores", "2 โครงการที่ 3")]
    assert not Entry.objects.exclude(rank=None).exists()


def test_no_mean_is_taken_over_a_source_of_a_merged_project_that_nobody_scored(sheet):
    sheet.do(set_criteria, criteria=CRITERIA)
    first, second = sheet.open[:2]
    sheet.do(merge_lines, line_ids=[first, second], title="รวม")
    sheet.do(score_lines, scores={(first, "need"): 4, (first, "ready"): 4, (second, "need"): 4})
    assert entries_without_scores(sheet_of(sheet.plan)) == 1
    with pytest.raises(Invalid) as refused:
        sheet.do(rank_entries)
    assert [(p.field, p.value) for p in refused.value.problems] == [("scores", "1 รวม")]
    sheet.do(score_lines, scores={(second, "ready"): 0})
    assert entries_without_scores(sheet_of(sheet.plan)) == 0
    sheet.do(rank_entries)


def test_the_rank_follows_the_weighted_score(sheet):
    sheet.do(set_criteria, criteria=CRITERIA)  # need counts three times as much as ready
    one, two, three, four, five, six = sheet.open
    merged = sheet.do(merge_lines, line_ids=[one, two], title="รวม")  # 2,000 and 3,000 baht
    sheet.do(take_lines, line_ids=[three, four])
    sheet.do(answer_lines, answers={five: REFUSED, six: REFUSED})
    scores = {one: (4, 0), two: (1, 0), three: (4, 3), four: (3, 4)}
    given = {(line, code): v for line, pair in scores.items() for code, v in zip(("need", "ready"), pair, strict=True)}
    sheet.do(score_lines, scores=given)
    sheet.do(rank_entries)
    ranked = Entry.objects.order_by("rank").values_list("number", "score")
    # merged: need (4·2000 + 1·3000) / 5000 = 2.2, ready 0 → 3·2.2/4
    assert list(ranked) == [(2, Decimal("3.7500")), (3, Decimal("3.2500")), (merged.number, Decimal("1.6500"))]


def test_equal_scores_are_decided_by_people_reached_then_the_smaller_amount_then_the_number(sheet):
    sheet.world.scored(sheet.plan)
    sheet.do(rank_entries)
    titles = list(Entry.objects.order_by("rank").values_list("title", "number"))
    # "โครงการที่ 3" reaches 30 people, "โครงการที่ 2" 20
    assert titles == [*(("โครงการที่ 3", n) for n in (2, 4, 6)), *(("โครงการที่ 2", n) for n in (1, 3, 5))]


@pytest.mark.parametrize(
    ("ceiling", "inside"),
    [(15000, 6), (14999, 5), (9000, 3), ("8999.99", 2), (3000, 1), (2999, 0), (0, 0)],
)
def test_the_ceiling_cuts_before_the_first_that_no_longer_fits(sheet, ceiling, inside):
    sheet.world.scored(sheet.plan)
    sheet.do(set_ceiling, ceiling=Decimal(ceiling))
    sheet.do(rank_entries)
    flags = list(Entry.objects.order_by("rank").values_list("within_ceiling", flat=True))
    assert flags == [True] * inside + [False] * (6 - inside)


# --- Closing ---


def closed(sheet):
    world, plan = sheet.world, sheet.world.district_plan
    world.resolved(world.compiled(plan))
    return plan


def test_the_level_does_not_close_while_a_line_lacks_an_answer(sheet):
    sheet.do(set_criteria, criteria=CRITERIA)
    sheet.do(rank_entries)
    assert fields(lambda: sheet.do(lay_before_committee)) == ["lines"] * 6


def test_a_committee_that_resolves_before_anything_lies_before_it_closes_nothing(sheet):
    resolution = sheet.world.resolution(sheet.plan)
    with pytest.raises(Invalid):
        resolve_plan(plan=sheet.plan, seen=version_of(sheet.plan), resolution=resolution, by=sheet.world.district_chair)
    assert (Fate.objects.count(), sheet.world.fresh(sheet.plan).state) == (0, "compiling")


def test_a_worksheet_that_changed_after_the_laying_is_laid_again(sheet):
    world = sheet.world
    world.compiled(sheet.plan)
    resolution = world.resolution(sheet.plan)
    sheet.do(answer_lines, answers={sheet.open[0]: REFUSED})
    with pytest.raises(Invalid):
        resolve_plan(plan=sheet.plan, seen=version_of(sheet.plan), resolution=resolution, by=world.district_chair)
    assert Fate.objects.count() == 0
    world.resolved(world.compiled(sheet.plan))
    assert Fate.objects.get(line=sheet.open[0]).kind == "refused"


def test_closing_gives_every_line_one_fate_and_conserves_what_was_asked(sheet):
    one, two, three, four, five, six = sheet.open
    sheet.do(merge_lines, line_ids=[one, three], title="รวม")
    sheet.do(split_line, line_id=two, parts=[Part("ก", Decimal("1000.01")), Part("ข", Decimal("1999.99"))])
    sheet.do(answer_lines, answers={four: REFUSED, five: ItemAnswer("deferred", reason_code="later", reason="ปีหน้า")})
    plan = closed(sheet)
    kinds = dict(Fate.objects.filter(line__plan__parent=plan).values_list("line_id", "kind"))
    assert kinds == {
        one: "merged", three: "merged", two: "split", four: "refused", five: "deferred", six: "carried",
        **dict.fromkeys(sheet.kept, "kept"),
    }  # fmt: skip
    for line_id in (one, two, three, six):
        asked = Fate.objects.get(line=line_id).asked
        assert Share.objects.filter(source=line_id).aggregate(sum=Sum("asked"))["sum"] == asked
    for row in sheet.world.rows(plan):
        assert Share.objects.filter(target=row.line).aggregate(sum=Sum("asked"))["sum"] == row.asked
    assert sum(row.asked for row in sheet.world.rows(plan)) == 2000 + 3000 + 2000 + 3000
    assert not Share.objects.filter(source__in=[four, five, *sheet.kept]).exists()


def test_what_was_merged_or_split_says_why(sheet):
    one, two, three, *_rest = sheet.open
    sheet.do(merge_lines, line_ids=[one, three], title="รวม")
    sheet.do(split_line, line_id=two, parts=[Part("ก", Decimal(1000)), Part("ข", Decimal(2000))])
    closed(sheet)
    reasons = dict(Fate.objects.filter(line__in=[one, two, three]).values_list("line_id", "reason_code"))
    assert reasons == {one: "joint_project", three: "joint_project", two: "separate_budgets"}
    assert not Fate.objects.filter(line__in=[one, two, three], reason="").exists()


def test_below_the_districts_ceiling_waits_for_the_next_round(sheet):
    sheet.do(set_ceiling, ceiling=Decimal(9000))
    plan = closed(sheet)
    deferred = Fate.objects.filter(line__plan=plan)
    assert list(deferred.values_list("kind", "reason_code")) == [("deferred", "over_ceiling")] * 3
    below = {row.line_id for row in sheet.world.rows(plan) if row.within_ceiling is False}
    assert {fate.line_id for fate in deferred} == below
    # the councils' own lines went on upward, and the graph leads on to the end
    assert Fate.objects.filter(line__in=sheet.open, kind="carried").count() == 6


def test_the_councils_plans_are_closed_and_their_proposals_settled(sheet):
    closed(sheet)
    world = sheet.world
    for plan in (world.plan, *world.shared_plans):
        assert world.fresh(plan).state == "closed"
        assert set(plan.proposals.values_list("state", flat=True)) == {"settled"}


def test_laying_again_replaces_what_no_committee_has_adopted(sheet):
    world = sheet.world
    world.compiled(sheet.plan)
    sheet.do(merge_lines, line_ids=sheet.open[:2], title="รวม")
    world.compiled(sheet.plan)
    assert Line.objects.filter(plan=sheet.plan).count() == 5
    assert max(row.proposal_version.title for row in world.rows(sheet.plan)) == "โครงการที่ 3"
    assert "รวม" in [row.proposal_version.title for row in world.rows(sheet.plan)]


def test_a_returned_district_gives_no_fate_twice(sheet):
    world = sheet.world
    plan = world.returned_district()
    before = Fate.objects.count()
    world.resolved(plan)
    assert (world.fresh(plan).state, Fate.objects.count()) == ("adopted", before)


def test_a_returned_district_adds_nothing_that_no_council_asked_for(sheet):
    world = sheet.world
    plan = world.returned_district()
    with pytest.raises(Invalid):
        draft_proposals(plan=plan, drafts=[world.words(9)], by=world.coordinator)


def test_better_words_do_not_change_what_a_districts_project_asks(sheet):
    world = sheet.world
    plan = world.returned_district()
    row = world.rows(plan)[0]
    proposal = row.line.proposal
    money = lambda baht: [BudgetDraft(2572, "province", Decimal(baht))]  # noqa: E731
    more = world.words(title="ใหม่", budget=money(row.asked + 1))
    assert fields(
        lambda: edit_proposal(proposal=proposal, draft=more, by=world.coordinator, seen=proposal.revision)
    ) == ["budget"]
    same = world.words(title="ใหม่", budget=money(row.asked))
    edit_proposal(proposal=proposal, draft=same, by=world.coordinator, seen=proposal.revision)
    assert world.rows(plan)[0].proposal_version.title == "ใหม่"
