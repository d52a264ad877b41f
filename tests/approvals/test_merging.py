"""Merging with chosen words and parts of lines, splitting with words, and going back; to the satang."""

from decimal import Decimal

import pytest
from django.db import transaction

from approvals.composing import LONGEST_PLACE, places_in_one
from approvals.drafts import ItemAnswer, Part
from approvals.models import Amount, Entry, Item, ItemShare, Step
from approvals.verbs.amounts import propose_amounts
from approvals.verbs.closing import lay_before_committee
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines, split_line, take_lines
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.drafts import IndicatorDraft
from proposals.models import Fate, FateKind, Indicator, PlanLine, Share
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import withdraw_lines
from tests.approvals.test_conservation import assert_refused_and_unchanged
from tests.cast import TARGET_YEAR
from workflow.models import Event

pytestmark = pytest.mark.django_db
REFUSED = ItemAnswer("refused", "no_ground", "ไม่มีที่ดิน")


@pytest.fixture
def sheet(world):
    """The district's worksheet: of each of three councils a kept line, and lines of 2,000 and 3,000 baht."""
    return Sheet(world, world.gathered_district())


class Sheet:
    def __init__(self, world, plan):
        self.world, self.plan, self.by = world, plan, world.coordinator
        self.open = world.open_items(plan)

    def do(self, verb, **given):
        return verb(plan=self.world.fresh(self.plan), by=self.by, **given)

    def merge(self, *lines, title="โครงการร่วม", **given):
        return self.do(merge_lines, line_ids=lines, title=title, **given)

    def undo(self):
        return self.do(undo_last, seen=Step.objects.filter(worksheet__plan=self.plan).last().sequence)

    def shares(self):
        """What each line gives to each entry, by the entry's number."""
        rows = ItemShare.objects.filter(entry__worksheet__plan=self.plan).order_by("entry__number", "item__line")
        return [(n, line, int(asked)) for n, line, asked in rows.values_list("entry__number", "item__line", "asked")]

    def stands(self):
        """All that undoing brings back."""
        items = Item.objects.filter(worksheet__plan=self.plan).order_by("pk")
        entries = Entry.objects.filter(worksheet__plan=self.plan).order_by("pk")
        return (
            list(items.values_list("pk", "answer", "reason_code", "reason", "referred_to", "referred_plan")),
            list(entries.values_list("pk", "number", "title", "words", "agency", "proposed", "proposed_reason")),
            self.shares(),
        )


def fields(act):
    with pytest.raises(Invalid) as refused, transaction.atomic():
        act()
    return [problem.field for problem in refused.value.problems]


# --- Whose words ---


def test_a_merged_line_says_what_was_chosen_and_for_the_rest_what_its_largest_source_says(world):
    about = {"objective": "น้ำไม่ท่วม", "rationale": "ท่วมทุกปี", "place": "บ้านเหนือ"}
    draft = world.words(2, **about, indicators=[IndicatorDraft("ความยาว", "2 กม.")])
    small = world.words(1, objective="เดินสะดวก", work_class="together", place="บ้านใต้")
    draft_proposals(plan=world.plan, drafts=[draft, small], by=world.secretary)
    sheet = Sheet(world, world.gathered_district())
    large, little = sheet.open[:2]
    words = {"objective": "น้ำไม่ท่วมและเดินสะดวก", "beneficiaries": "๕๐", "lead_agency": "อบต.บุ่ง"}
    sheet.merge(large, little, title=" ถนนและท่อ ", words=words)
    world.resolved(world.compiled(world.fresh(sheet.plan)))
    (target,) = {share.target_id for share in Share.objects.filter(source__in=[large, little])}
    said = PlanLine.objects.get(line=target).proposal_version
    assert (said.title, said.objective, said.rationale) == ("ถนนและท่อ", "น้ำไม่ท่วมและเดินสะดวก", "ท่วมทุกปี")
    assert (said.beneficiaries, said.lead_agency, said.place) == (50, "อบต.บุ่ง", "บ้านเหนือ; บ้านใต้")
    assert list(Indicator.objects.filter(version=said).values_list("name", "target")) == [("ความยาว", "2 กม.")]
    event = Event.objects.get(plan=sheet.plan, verb="merge_lines")
    assert "น้ำไม่ท่วม" not in event.data
    originals = PlanLine.objects.filter(line__in=[large, little]).values_list("proposal_version__objective", flat=True)
    assert set(originals) == {"น้ำไม่ท่วม", "เดินสะดวก"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"budget": "1"}, "budget"),
        ({"beneficiaries": "หลายคน"}, "beneficiaries"),
        ({"place": "ก" * 301}, "place"),
        ({"work_class": "self"}, "work_class"),
        ({"work_class": "somebody"}, "work_class"),
    ],
)
def test_words_that_do_not_fit_their_field_are_refused(sheet, words, found):
    assert fields(lambda: sheet.merge(*sheet.open[:2], words=words)) == [found]
    parts = [Part("หนึ่ง", Decimal(500)), Part("สอง", Decimal(1500), words)]
    line = sheet.open[0]
    assert fields(lambda: sheet.do(split_line, line_id=line, parts=parts)) == [f"parts[1].{found}"]
    assert sheet.shares() == []


def test_each_part_of_a_split_line_may_say_something_of_its_own(sheet):
    line = sheet.open[0]
    parts = [Part("ระยะแรก", Decimal(500), {"target_output": "1 กม."}), Part("ระยะสอง", Decimal(1500))]
    sheet.do(split_line, line_id=line, parts=parts)
    sheet.world.resolved(sheet.world.compiled(sheet.world.fresh(sheet.plan)))
    rows = PlanLine.objects.filter(line__shares_in__source=line).order_by("asked")
    assert list(rows.values_list("proposal_version__target_output", flat=True)) == ["1 กม.", ""]


# --- Parts of lines ---


def test_a_line_goes_partly_into_a_merger_and_the_rest_of_it_stands_alone(sheet):
    one, two = sheet.open[:2]  # 2,000 and 3,000 baht
    sheet.merge(one, two, amounts={two: Decimal("1234.00")})
    assert sheet.shares() == [(1, two, 1766), (2, one, 2000), (2, two, 1234)]
    assert list(Entry.objects.order_by("number").values_list("title", flat=True)) == ["โครงการที่ 3", "โครงการร่วม"]
    sheet.world.resolved(sheet.world.compiled(sheet.world.fresh(sheet.plan)))
    fates = {fate.line_id: fate for fate in Fate.objects.filter(line__in=[one, two])}
    assert (fates[one].kind, fates[two].kind, fates[two].reason_code) == ("merged", FateKind.SPLIT, "partly_joint")
    assert sorted(Share.objects.filter(source=two).values_list("asked", flat=True)) == [1234, 1766]


def test_the_part_that_stands_alone_may_be_merged_with_others(sheet):
    one, two, three = sheet.open[:3]
    sheet.merge(one, two, amounts={two: Decimal(1000)})
    sheet.merge(two, three, title="อีกโครงการ", amounts={two: Decimal(1500)})
    assert sheet.shares() == [(1, two, 500), (2, one, 2000), (2, two, 1000), (3, two, 1500), (3, three, 2000)]
    sheet.merge(two, sheet.open[3], title="ที่สาม", amounts={two: Decimal(500)})
    assert [row for row in sheet.shares() if row[1] == two] == [(2, two, 1000), (3, two, 1500), (4, two, 500)]


def test_what_another_merger_has_is_not_given_twice(sheet):
    one, two, three = sheet.open[:3]
    sheet.merge(one, two, amounts={two: Decimal(1000)})
    before = sheet.stands()
    assert fields(lambda: sheet.merge(two, three, amounts={two: Decimal("2000.01")})) == [f"amounts[{two}]"]
    assert sheet.stands() == before


def test_a_merger_whose_lines_are_merged_again_gives_its_parts_back(sheet):
    one, two, three = sheet.open[:3]
    sheet.merge(one, two, amounts={two: Decimal(1000)})
    sheet.merge(one, two, three, amounts={two: Decimal(2500)})
    assert [asked for _n, line, asked in sheet.shares() if line == two] == [500, 2500]
    assert sum(asked for *_rest, asked in sheet.shares()) == 7000


@pytest.mark.parametrize("amount", ["0", "-1", "3000.01", "0.001", "NaN"])
def test_a_part_is_an_amount_that_is_there(sheet, amount):
    one, two = sheet.open[:2]
    assert fields(lambda: sheet.merge(one, two, amounts={two: Decimal(amount)})) == [f"amounts[{two}]"]
    assert fields(lambda: sheet.merge(one, two, amounts={sheet.open[3]: Decimal(1)})) == [f"amounts[{sheet.open[3]}]"]
    assert sheet.shares() == []


# --- Going back ---

ACTS = {
    "take": lambda s: s.do(take_lines, line_ids=s.open[:3]),
    "merge": lambda s: s.merge(*s.open[:2], words={"objective": "ร่วมกัน"}),
    "part": lambda s: s.merge(*s.open[:2], amounts={s.open[1]: Decimal(1)}),
    "split": lambda s: s.do(
        split_line, line_id=s.open[0], parts=[Part("หนึ่ง", Decimal(500)), Part("สอง", Decimal(1500))]
    ),
    "answer": lambda s: s.do(answer_lines, answers=dict.fromkeys(s.open[:2], REFUSED)),
    "reopen": lambda s: s.do(reopen_lines, line_ids=s.open[:2]),
}


@pytest.mark.parametrize("first", ["merge", "part", "split"])
def test_every_act_is_undone_from_the_last_one_backwards(sheet, first):
    stood = [sheet.stands()]
    for act in (ACTS[first], *ACTS.values()):
        act(sheet)
        stood.append(sheet.stands())
    for before in reversed(stood[:-1]):
        sheet.undo()
        assert sheet.stands() == before
    verbs = Event.objects.filter(plan=sheet.plan).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs)[-7:] == ["undo_last"] * 7


@pytest.mark.parametrize("part", [{}, {"amounts": Decimal(500)}])
def test_what_was_proposed_by_year_before_a_merger_is_proposed_again_when_it_is_undone(sheet, part):
    line, other = sheet.open[:2]
    sheet.do(take_lines, line_ids=sheet.open)
    number = Entry.objects.get(shares__item__line=line).number
    half = {(TARGET_YEAR, "province"): (Decimal(1000), "ทำครึ่งสาย")}
    sheet.do(propose_amounts, number=number, amounts=half)
    before = (sheet.stands(), proposed_by_year(sheet.plan))
    sheet.merge(line, other, **{name: {line: amount} for name, amount in part.items()})
    assert Entry.objects.filter(worksheet__plan=sheet.plan, proposed__isnull=False).count() == 0
    sheet.undo()
    assert (sheet.stands(), proposed_by_year(sheet.plan)) == before


def proposed_by_year(plan):
    rows = Amount.objects.filter(entry__worksheet__plan=plan)
    return list(rows.values_list("entry__number", "year", "source", "asked", "proposed", "reason"))


def test_what_is_undone_names_the_act_and_only_the_last_act_is(sheet):
    sheet.merge(*sheet.open[:2])
    seen = Step.objects.get().sequence
    sheet.do(take_lines, line_ids=sheet.open[2:3])
    with pytest.raises(Stale):
        sheet.do(undo_last, seen=seen)
    sheet.undo()
    assert sheet.do(undo_last, seen=seen).verb == "merge_lines"
    assert Event.objects.filter(plan=sheet.plan).last().data == f'{{"undid":{seen},"verb":"merge_lines"}}'
    with pytest.raises(Stale):
        sheet.do(undo_last, seen=seen)


def test_another_office_goes_back_on_nobodys_worksheet(sheet):
    sheet.merge(*sheet.open[:2])
    before, seen = sheet.stands(), Step.objects.get().sequence
    for by, refusal in ((sheet.world.other_coordinator, NotHere), (sheet.world.governor, Refused)):
        with pytest.raises(refusal):
            undo_last(plan=sheet.world.fresh(sheet.plan), seen=seen, by=by)
    assert sheet.stands() == before


def test_what_lies_before_the_committee_is_not_undone_and_what_it_resolved_on_neither(world):
    sheet = Sheet(world, world.compiled_district())
    seen = Step.objects.filter(worksheet__plan=sheet.plan).last().sequence
    assert_refused_and_unchanged(lambda: sheet.do(undo_last, seen=seen))
    world.resolved(world.fresh(sheet.plan))
    with pytest.raises(Stale):
        sheet.do(undo_last, seen=seen)
    assert not Step.objects.exists()


def test_after_a_change_the_worksheet_may_be_gone_back_on_and_is_ranked_and_laid_anew(world):
    sheet = Sheet(world, world.compiled_district())
    taken = list(Item.objects.filter(answer="take").order_by("line_id").values_list("line_id", flat=True))
    before = sheet.stands()
    sheet.merge(*taken[:2])
    sheet.undo()
    assert sheet.stands() == before
    assert set(fields(lambda: sheet.do(lay_before_committee))) == {"entries"}
    world.compiled(world.fresh(sheet.plan))
    world.resolved(world.fresh(sheet.plan))
    assert Fate.objects.filter(line__in=taken, kind="carried").count() == 6


def test_a_line_that_its_owner_withdrew_meanwhile_stays_out(sheet):
    one, two = sheet.open[:2]
    sheet.do(take_lines, line_ids=[one, two])
    sheet.merge(one, two)
    withdraw_lines(plan=sheet.world.fresh(sheet.world.plan), line_ids=[one], by=sheet.world.secretary, reason="ทำแล้ว")
    sheet.undo()
    assert [(line, asked) for _n, line, asked in sheet.shares()] == [(two, 3000)]
    sheet.undo()
    assert sheet.shares() == []


# --- Level upon level ---


def test_a_merged_line_is_merged_again_above_and_every_baht_is_found_at_the_end(world):
    sheet = Sheet(world, world.gathered_district())
    sheet.merge(*sheet.open[:2], title="ร่วมตำบล", amounts={sheet.open[1]: Decimal("0.01")})
    sheet.merge(*sheet.open[2:4], title="ร่วมอำเภอ")
    world.gathered_province()
    above = Sheet(world, world.provincial_plan)
    above.by = world.provincial_officer
    joint = PlanLine.objects.filter(line__in=above.open, proposal_version__title__startswith="ร่วม")
    above.merge(*joint.values_list("line_id", flat=True), title="ร่วมจังหวัด", words={"objective": "ทั้งจังหวัด"})
    world.endorsed()
    row = PlanLine.objects.get(line__plan=world.provincial_plan, proposal_version__title="ร่วมจังหวัด")
    assert (row.asked, row.proposal_version.objective) == (Decimal("7000.01"), "ทั้งจังหวัด")
    assert row.proposal_version.budget.get().year == TARGET_YEAR
    asked = PlanLine.objects.filter(version=world.fresh(world.provincial_plan).current_version_id)
    assert sum(each.asked for each in asked) == 15_000


def test_the_places_of_many_sources_are_named_whole_and_the_rest_are_counted():
    assert places_in_one(["หมู่ที่ 1", "หมู่ที่ 2"]) == "หมู่ที่ 1; หมู่ที่ 2"
    many = [f"หมู่ที่ {number} บ้านคลองขวาง" for number in range(1, 21)]
    said = places_in_one(many)
    assert said == f"{'; '.join(many[:11])}; และอีก 9 แห่ง"
    assert len(said) <= LONGEST_PLACE
