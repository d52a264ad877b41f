"""An amendment that is adopted while the level above still works goes in there: its lines replace the old ones."""

from decimal import Decimal

import pytest

from approvals.drafts import Integration, ItemAnswer
from approvals.models import Entry, Item, Worksheet
from approvals.verbs.amending import take_in_amendment, take_in_by_itself
from approvals.verbs.closing import lay_before_committee, resolve_plan
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import answer_lines, integrate_entries, merge_lines, reopen_lines, take_lines
from config.invariants import check
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from documents.thai import to_thai_digits
from proposals.amendments import amendments_waiting_below
from proposals.graph import graph_around
from proposals.models import Fate, Level, Line, Plan, PlanLine, PlanState, Split
from proposals.summary import Tally, figures_of
from proposals.verbs.drafting import edit_proposal
from proposals.verbs.own_plans import open_amendment
from proposals.verbs.plan import adopt_plan, withdraw_plan
from tests.approvals.amending import again, amended
from tests.approvals.appealing import GRANTED, answered
from tests.cast import CAST, version_of
from tests.visitors import browser_of
from workflow import jobs
from workflow.models import Event, Notice

pytestmark = pytest.mark.django_db


def line_of(world, number=2, plan=None):
    return next(line for line in world.lines(plan or world.plan) if line.number == number)


def on_the_desk(plan):
    """The lines of a worksheet that may be decided, with what is answered so far."""
    items = Item.objects.filter(worksheet__plan=plan, line__fates__isnull=True)
    return dict(items.order_by("line_id").values_list("line_id", "answer"))


def test_what_is_adopted_while_the_district_gathers_is_gathered_in_the_place_of_the_old(world):
    world.accepted(world.plan)
    change = amended(world)
    jobs.drain()
    change = again(change)
    assert (change.state, change.parent, change.gathered_at) == ("accepted", world.district_plan, None)
    old, new = line_of(world), change.lines.get()
    fate = Fate.objects.get(line=old)
    assert (fate.kind, fate.reason_code, fate.asked) == ("withdrawn", "replaced", world.rows(world.plan)[1].asked)
    assert new.proposal.reference in fate.reason
    assert "เปลี่ยนแปลง ครั้งที่ 1/2569" in fate.reason
    district = world.gathered_district()
    lines = on_the_desk(district)
    assert new.pk in lines
    assert old.pk not in lines
    assert Item.objects.get(line=new).asked == Decimal("7000.25")
    assert check().ok


def test_what_is_adopted_while_the_district_compiles_comes_onto_its_worksheet_by_itself(world):
    district = world.gathered_district()
    before = on_the_desk(district)
    change = amended(world)
    assert on_the_desk(district) == before  # the job is written, and not yet done
    jobs.drain()
    old, new = line_of(world), change.lines.get()
    assert on_the_desk(district) == {**{line: answer for line, answer in before.items() if line != old.pk}, new.pk: ""}
    told = Notice.objects.filter(verb="take_in_amendment", plan=change)
    assert sorted(told.values_list("body__code", flat=True)) == sorted([world.code_of(world.plan), "district"])
    verbs = Event.objects.filter(verb__in=["take_in", "take_in_amendment", "replace_lines"])
    assert sorted(verbs.values_list("verb", "plan")) == sorted(
        [("take_in", change.pk), ("take_in_amendment", district.pk), ("replace_lines", world.plan.pk)]
    )
    assert again(change).gathered_at is not None
    assert check().ok


def test_an_addition_adds_and_replaces_nothing(world):
    district = world.gathered_district()
    before = on_the_desk(district)
    addition = amended(world, "add")
    jobs.drain()
    assert on_the_desk(district) == {**before, addition.lines.get().pk: ""}
    assert not Fate.objects.exists()


def test_the_job_may_run_twice(world):
    district = world.gathered_district()
    change = amended(world)
    take_in_by_itself({"plan": change.pk})
    stands = on_the_desk(district)
    take_in_by_itself({"plan": change.pk})
    assert on_the_desk(district) == stands
    assert Fate.objects.count() == 1
    with pytest.raises(Stale):
        take_in_amendment(plan=again(change), by=world.coordinator)


def test_a_second_amendment_replaces_a_line_of_the_first(world):
    district = world.gathered_district()
    first = amended(world)
    jobs.drain()
    middle = first.lines.get()
    opened = open_amendment(
        plan=world.fresh(world.plan), kind="correct", reason="พิมพ์ผิด", line_ids=[middle.pk], by=world.secretary
    )
    line = opened.lines.get()
    line.proposal.plan = opened
    edit_proposal(
        proposal=line.proposal, draft=world.words(3, title="แก้คำผิด"), by=world.secretary, seen=line.proposal.revision
    )
    adopt_plan(plan=opened, seen=version_of(opened), resolution=world.resolution(opened), by=world.leader)
    jobs.drain()
    lines = on_the_desk(district)
    assert line.pk in lines
    assert not {middle.pk, line_of(world).pk} & set(lines)
    assert Fate.objects.get(line=middle).decision.plan_id == first.pk
    assert check().ok


# --- What people decided is not undone by the machine -----------------------------------------------------------------


def test_where_the_old_line_was_decided_the_machine_leaves_it_to_the_coordinator_who_is_told(world):
    district = world.gathered_district()
    old = line_of(world)
    take_lines(plan=district, line_ids=[old.pk], by=world.coordinator)
    change = amended(world)
    jobs.drain()
    assert again(change).state == "adopted"
    assert on_the_desk(district)[old.pk] == "take"
    assert list(Notice.objects.filter(verb="amendment_waits").values_list("body__code", "plan")) == [
        ("district", change.pk)
    ]
    assert [each.plan_id for each in amendments_waiting_below(district)] == [change.pk]
    take_in_amendment(plan=again(change), by=world.coordinator)
    assert old.pk not in on_the_desk(district)
    assert on_the_desk(district)[change.lines.get().pk] == ""
    assert not Entry.objects.filter(worksheet__plan=district).exists()
    assert check().ok


@pytest.mark.parametrize("made", ["merged", "cut"])
def test_what_was_merged_or_cut_is_undone_first_and_nothing_is_lost_meanwhile(world, made):
    district = world.gathered_district()
    old, beside = line_of(world), line_of(world, 3)
    if made == "merged":
        merge_lines(plan=district, line_ids=[old.pk, beside.pk], title="ร่วมกัน", by=world.coordinator)
    else:
        entry = take_lines(plan=district, line_ids=[old.pk], by=world.coordinator)[0]
        cut = {entry.number: Integration(world.bodies["agency"].pk, "province", Decimal(1), "งบจำกัด")}
        integrate_entries(plan=district, integrations=cut, by=world.coordinator)
    change = amended(world)
    jobs.drain()
    before = on_the_desk(district)
    with pytest.raises(Invalid, match=old.proposal.reference):
        take_in_amendment(plan=again(change), by=world.coordinator)
    assert (again(change).state, again(change).parent, on_the_desk(district)) == ("adopted", None, before)
    assert not Fate.objects.exists()
    reopen_lines(plan=world.fresh(district), line_ids=[old.pk], by=world.coordinator)
    take_in_amendment(plan=again(change), by=world.coordinator)
    assert old.pk not in on_the_desk(district)
    assert check().ok


def test_what_is_undone_later_does_not_bring_a_replaced_line_back(world):
    district = world.gathered_district()
    old, beside = line_of(world), line_of(world, 3)
    merge_lines(plan=district, line_ids=[old.pk, beside.pk], title="ร่วมกัน", by=world.coordinator)
    reopen_lines(plan=district, line_ids=[old.pk, beside.pk], by=world.coordinator)
    amended(world)
    jobs.drain()
    step = Worksheet.objects.get(plan=district).steps.last()
    undo_last(plan=world.fresh(district), seen=step.sequence, by=world.coordinator)
    assert old.pk not in on_the_desk(district)
    shares = Entry.objects.get(worksheet__plan=district).shares.values_list("item__line", flat=True)
    assert list(shares) == [beside.pk]
    assert check().ok


def test_the_machine_changes_no_list_that_lies_before_the_committee(world):
    district = world.compiled_district()
    laid = Worksheet.objects.get(plan=district).laid_version
    addition = amended(world, "add")
    jobs.drain()
    assert again(addition).state == "adopted"
    assert Worksheet.objects.get(plan=district).laid_version == laid
    take_in_amendment(plan=again(addition), by=world.coordinator)
    assert Worksheet.objects.get(plan=district).laid_version is None
    with pytest.raises(Invalid):
        lay_before_committee(plan=world.fresh(district), by=world.coordinator)  # the new line is undecided


# --- To the end -------------------------------------------------------------------------------------------------------


def test_its_lines_are_closed_with_the_district_and_not_a_satang_is_lost_or_doubled(world):
    district = world.gathered_district()
    change, addition = amended(world), amended(world, "add", baht="1234.56")
    jobs.drain()
    world.resolved_district()
    assert [again(each).state for each in (change, addition, world.plan)] == ["closed"] * 3
    fates = Fate.objects.filter(line__plan__in=[change, addition])
    assert {fate.line_id for fate in fates} == {change.lines.get().pk, addition.lines.get().pk}
    assert not Line.objects.filter(plan__parent=district, fates__isnull=True).exists()
    assert check().ok


def test_the_figures_count_its_lines_from_when_it_goes_up(world):
    def asked():
        found = figures_of(world.cycle, Level.SUBDISTRICT, Split.WORK_CLASS, world.province.code)
        by_fate = {each.fate: Tally() for each in found}
        for each in found:
            by_fate[each.fate].add(each.tally)
        return {fate: (tally.lines, tally.asked) for fate, tally in by_fate.items()}

    world.gathered_district()
    lines, baht = asked()[""]
    change = amended(world)
    assert asked()[""] == (lines, baht)
    replaced = world.rows(world.plan)[1].asked
    jobs.drain()
    assert asked() == {"": (lines, baht - replaced + Decimal("7000.25")), "withdrawn": (1, replaced)}
    assert again(change).parent_id is not None


def test_the_council_is_answered_for_the_lines_of_its_amendment(world):
    world.gathered_district()
    change = amended(world)
    jobs.drain()
    world.answered()
    new = to_thai_digits(f"แทนด้วยโครงการ {change.lines.get().proposal.reference}")
    letters = Document.objects.filter(kind="P10", recipient=world.plan.owner)
    assert letters.count() == 2
    row = PlanLine.objects.get(line=change.lines.get(), version=again(change).current_version)
    assert any(row.proposal_version.title in letter.snapshot for letter in letters)
    assert any(new in to_thai_digits(letter.snapshot) for letter in letters)
    assert check().ok


def test_what_the_district_did_not_take_in_waits_for_the_supplementary_round_and_says_so(world):
    district = world.gathered_district()
    take_lines(plan=district, line_ids=[line_of(world).pk], by=world.coordinator)
    change = amended(world)
    jobs.drain()
    world.resolved_district()
    change = again(change)
    assert (change.state, change.amendment.waits_for_the_supplementary_round) == ("adopted", True)
    with pytest.raises(Invalid, match="รอรอบเสริม"):
        take_in_amendment(plan=change, by=world.coordinator)
    assert "รอรอบเสริม" in browser_of(world.leader).get(f"/plans/{change.reference}/").content.decode()
    assert check().ok


def test_a_plan_is_not_withdrawn_from_under_its_amendment(world):
    world.accepted(world.plan)
    change = amended(world)
    jobs.drain()
    with pytest.raises(Invalid, match="ให้ถอนฉบับนั้นก่อน"):
        withdraw_plan(plan=world.fresh(world.plan), by=world.leader, reason="ยุบสภา")
    withdraw_plan(plan=again(change), by=world.leader, reason="ยุบสภา")
    withdraw_plan(plan=world.fresh(world.plan), by=world.leader, reason="ยุบสภา")
    assert not Plan.objects.filter(owner=world.plan.owner).exclude(state=PlanState.WITHDRAWN).exists()
    assert check().ok


# --- Who --------------------------------------------------------------------------------------------------------------

SEES = {"leader", "secretary", "lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer",
        "provincial_chair", "governor"}  # fmt: skip


@pytest.mark.parametrize("who", CAST)
def test_only_the_districts_coordinator_takes_an_amendment_in(world, who):
    district = world.gathered_district()
    answer = ItemAnswer("deferred", "some_code", "รอแบบ")
    answer_lines(plan=district, answers={line_of(world).pk: answer}, by=world.coordinator)
    change = amended(world)
    jobs.drain()
    by = getattr(world, who)
    if who == "coordinator":
        assert take_in_amendment(plan=again(change), by=by).state == "accepted"
        return
    with pytest.raises(Refused if who in SEES else NotHere):
        take_in_amendment(plan=again(change), by=by)
    assert again(change).state == "adopted"


def test_an_area_plan_is_no_amendment_to_take_in(world):
    world.adopted(world.plan)
    with pytest.raises(Invalid):
        take_in_amendment(plan=world.fresh(world.plan), by=world.coordinator)
    assert world.fresh(world.plan).state == "adopted"


def test_the_coordinator_finds_it_on_the_worksheet_and_takes_it_in_by_its_page(world):
    district = world.gathered_district()
    take_lines(plan=district, line_ids=[line_of(world).pk], by=world.coordinator)
    change = amended(world)
    jobs.drain()
    browser = browser_of(world.coordinator)
    address = f"/plans/{change.reference}/take_in/"
    assert address in browser.get(f"/plans/{district.reference}/worksheet/").content.decode()
    assert address in browser.get(f"/plans/{change.reference}/").content.decode()
    page = browser.get(address).content.decode()
    assert "ฉบับใหม่" in page
    assert line_of(world).proposal.reference in page
    assert browser.post(address, {"seen": change.current_version_id}).status_code == 302
    assert again(change).state == "accepted"
    assert address not in browser.get(f"/plans/{district.reference}/worksheet/").content.decode()


def test_what_an_appeal_brought_back_goes_on_to_the_province_once_the_districts_plan_lies_there(world):
    appeal = answered(world, GRANTED)
    amendment = world.resolved(again(appeal.amendment))
    jobs.drain()
    assert again(amendment).state == "adopted"  # the district's own plan is not with the province yet
    world.accepted_district()
    jobs.drain()
    amendment = again(amendment)
    assert (amendment.state, amendment.parent) == ("accepted", world.provincial_plan)
    province = world.gathered_province()
    assert amendment.lines.get().pk in on_the_desk(province)
    world.resolved_province()
    assert again(amendment).state == "closed"
    assert check().broken == []


def test_the_graph_names_what_was_replaced_and_by_what(world):
    world.gathered_district()
    change = amended(world)
    old, new = line_of(world), change.lines.get()
    assert graph_around(old).places[old.pk].replaced_by is None  # not before it is taken in
    jobs.drain()
    assert graph_around(old).places[old.pk].replaced_by == new.proposal.reference
    assert graph_around(new).places[new.pk].replaces == old.proposal.reference
    page = browser_of(world.leader).get(f"/plans/{world.plan.reference}/proposals/{old.proposal.reference}/lineage/")
    assert f"มีโครงการ {new.proposal.reference} มาแทน" in page.content.decode()


def test_the_machine_and_the_coordinator_at_once_take_it_in_once(committed_world, race):
    world = committed_world
    district = world.gathered_district()
    before = len(on_the_desk(district))
    change = amended(world)
    plan = again(change)
    outcomes = race(
        lambda: take_in_by_itself({"plan": change.pk}), lambda: take_in_amendment(plan=plan, by=world.coordinator)
    )
    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Stale)] == []
    assert again(change).state == "accepted"
    assert len(on_the_desk(district)) == before
    assert Fate.objects.count() == 1
    assert Event.objects.filter(verb="take_in_amendment").count() == 1


def test_a_closing_and_an_amendment_at_once_leave_each_line_with_one_fate(committed_world, race):
    world = committed_world
    district = world.compiled_district()
    resolution = world.resolution(district)
    addition = again(amended(world, "add"))
    plan = world.fresh(district)
    outcomes = race(
        lambda: resolve_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=world.district_chair),
        lambda: take_in_amendment(plan=addition, by=world.coordinator),
    )
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [Invalid]  # the list was changed, or the level has closed
    closed = world.fresh(district).state == "adopted"
    assert again(addition).state == ("adopted" if closed else "accepted")
    assert check().broken == []
