"""Appeals against having been merged with others or split: granted, the project goes on alone, the others as before."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Exists, OuterRef, Sum
from django.urls import reverse

from approvals.appeals import rebuffed_lines
from approvals.drafts import ItemAnswer, Part
from approvals.models import Appeal, Item
from approvals.verbs.appeals import AppealAnswer, answer_appeal, file_appeal
from approvals.verbs.worksheet import answer_lines, merge_lines, split_line
from config.invariants import check
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.graph import graph_around
from proposals.lineage import Lineage
from proposals.models import Amendment, Fate, Line, PlanLine, Share
from proposals.outcomes import ways_of_many
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.own_plans import amend_lines, drop_plan, open_amendment
from proposals.verbs.plan import withdraw_lines
from proposals.written import draft_of
from tests.approvals.appealing import DENIED, GRANTED, GROUNDS, appeal_of, council_s_plan
from tests.approvals.visits import opened, words_of
from tests.cast import plans_with_everything
from tests.visitors import browser_of
from tracking.fairness import fairness_of
from workflow import jobs
from workflow.models import Event, Notice

pytestmark = pytest.mark.django_db


def merged(world, *, of=3, up_to="accepted_district"):
    """The district made one project of the second ones of its councils, and the province has what came of it."""
    plan = world.gathered_district()
    lines = [world.lines(each)[1] for each in (world.plan, *world.shared_plans)][:of]
    merge_lines(plan=plan, line_ids=[line.pk for line in lines], title="ถนนร่วม", by=world.coordinator)
    getattr(world, up_to)()
    world.refresh()
    return lines


def leaders_of(world):
    return (world.leader, *(world.people[code, "chair"] for code in ("shared-council-a", "shared-council-b")))


def filed(world, line, number=0):
    plan = world.fresh((world.plan, *world.shared_plans)[number])
    file_appeal(plan=plan, line_id=line.pk, grounds=GROUNDS, by=leaders_of(world)[number])
    return appeal_of(line)


def granted(world, line, number=0):
    appeal = filed(world, line, number)
    answer_appeal(appeal=appeal, answer=GRANTED, seen=appeal.revision, by=world.chief)
    return plans_with_everything().get(pk=appeal_of(line).amendment_id)


def went_in(world, line, number=0):
    """Granted, adopted by the district's committee, and taken in by the province."""
    opened_ = granted(world, line, number)
    world.resolved(opened_)
    jobs.drain()
    found = plans_with_everything().get(pk=opened_.pk)
    assert found.state == "accepted"
    return found


def rows_of(plan):
    rows = PlanLine.objects.filter(version=plan.current_version_id).select_related("line", "proposal_version")
    return list(rows.order_by("line__number"))


def above(line):
    """In which line it lives on now."""
    return Share.objects.standing().get(source=line).target


def fates_of(line):
    """The kinds of a line's fates as they were written, and whether a later one revises each."""
    is_revised = Exists(Fate.objects.filter(revises=OuterRef("pk")))
    return list(Fate.objects.filter(line=line).order_by("pk").values_list("kind", is_revised))


def fields_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.value for problem in refused.value.problems]


def balanced():
    assert check().broken == []


def test_a_council_whose_project_was_merged_may_appeal_and_sees_into_what(world):
    own, *_others = merged(world)
    rebuff = next(each for each in rebuffed_lines(council_s_plan(world)) if each.row.line_id == own.pk)
    assert (rebuff.fate.kind, rebuff.into, rebuff.is_open) == ("merged", ("ถนนร่วม",), True)
    said = words_of(opened(world.leader, "appeal", world.plan)[1])
    assert "รวมกับโครงการอื่น" in said
    assert "ถนนร่วม" in said
    assert rebuff.fate.reason in said
    assert filed(world, own).above == world.district_plan


def test_what_was_carried_alone_kept_or_withdrawn_is_no_appeal(world):
    own, *_others = merged(world)
    kept, _own, carried = world.lines(world.plan)
    for line in (kept, carried):
        assert fields_of(lambda line=line: filed(world, line)) == [str(line.pk)]
    assert [each.row.line for each in rebuffed_lines(council_s_plan(world))] == [own]


def test_after_the_days_or_once_somebody_above_has_decided_it_is_refused(world):
    own, *_others = merged(world)
    with world.in_days(world.cycle.appeal_days + 1), pytest.raises(Invalid, match="พ้นกำหนด"):
        filed(world, own)
    world.resolved_province()
    world.endorsed()
    assert fields_of(lambda: filed(world, own)) == [str(own.pk)]


def test_only_the_district_s_desk_answers_and_not_who_merged(world):
    appeal = filed(world, merged(world)[0])

    def replied(by, answer=GRANTED):
        answer_appeal(appeal=appeal, answer=answer, seen=appeal.revision, by=by)

    with pytest.raises(Refused, match="พิจารณาโครงการนี้ไว้เดิม"):
        replied(world.coordinator)
    for by in (world.leader, world.provincial_officer, world.governor):
        with pytest.raises(Refused):
            replied(by)
    for by in (world.other_coordinator, world.stranger):
        with pytest.raises(NotHere):
            replied(by)
    assert not Amendment.objects.exists()
    replied(world.chief, DENIED)
    assert not Amendment.objects.exists()
    assert fates_of(appeal.line) == [("merged", False)]
    assert not Notice.objects.filter(verb="taken_apart").exists()


def test_granted_it_goes_on_alone_and_what_the_others_ask_stays_together(world):
    own, *others = merged(world)
    joint = above(own)
    plan = granted(world, own)
    amendment = plan.amendment
    assert (amendment.kind, amendment.amends, amendment.plan.level) == ("change", world.district_plan, "district")
    new, left = rows_of(plan)
    was = PlanLine.objects.get(line=own, version=own.plan.current_version)
    assert draft_of(new.proposal_version) == draft_of(was.proposal_version)
    assert (left.proposal_version.title, left.asked, left.proposal_version.beneficiaries) == ("ถนนร่วม", 4000, 40)
    assert [list(each.line.replaces.all()) for each in (new, left)] == [[joint], [joint]]
    revision = Fate.objects.get(line=own, revises__isnull=False)
    assert (revision.kind, revision.revises.kind, revision.reason) == ("carried", "merged", GRANTED.reason)
    assert (above(own), Share.objects.get(fate=revision).asked) == (new.line, 2000)
    assert [above(line) for line in others] == [joint, joint]
    assert [fates_of(line) for line in others] == [[("merged", False)]] * 2
    told = Notice.objects.filter(verb="taken_apart").values_list("body__code", "plan")
    assert set(told) == {(plan.owner.code, plan.pk) for plan in world.shared_plans}
    balanced()


def test_taken_in_the_province_has_both_in_the_place_of_what_was_merged(world):
    own, *others = merged(world, up_to="gathered_province")
    joint = above(own)
    plan = went_in(world, own)
    new, left = (row.line for row in rows_of(plan))
    gone = Fate.objects.get(line=joint)
    assert (gone.kind, gone.reason_code) == ("withdrawn", "replaced")
    assert all(line.proposal.reference in gone.reason for line in (new, left))
    items = Item.objects.filter(worksheet__plan=world.provincial_plan, line__in=[new, left]).order_by("line")
    assert list(items.values_list("line", "answer")) == [(new.pk, ""), (left.pk, "")]
    assert [item.asked for item in items] == [Decimal(2000), Decimal(4000)]
    assert [above(line) for line in others] == [left, left]
    assert [fates_of(line) for line in others] == [[("merged", True), ("merged", False)]] * 2
    told = Notice.objects.filter(verb="led_elsewhere").values_list("body__code", "plan")
    assert set(told) == {(plan.owner.code, plan.pk) for plan in world.shared_plans}
    assert Event.objects.get(verb="lead_elsewhere").items.count() == 2
    balanced()
    world.endorsed()
    jobs.drain()
    balanced()


def test_every_reader_follows_a_project_to_where_it_stands_and_counts_it_once(world):
    own, other, _third = merged(world, up_to="gathered_province")
    joint = above(own)
    plan = went_in(world, own)
    new, left = (row.line for row in rows_of(plan))
    world.endorsed()
    jobs.drain()
    lineage = Lineage(world.cycle)
    for line, target in ((own, new), (other, left)):
        (way,) = lineage.ways(line.pk)
        assert [step.standing.line_id for step in way[:2]] == [line.pk, target.pk]
        assert len(way) == 3
        (told,) = ways_of_many([PlanLine.objects.get(line=line, version=line.plan.current_version)])[line.pk]
        assert [step.station.line_id for step in told[:2]] == [line.pk, target.pk]
        assert told[-1].station.stands_in_plan
        assert [way.target for way in graph_around(line).up[line.pk]] == [target.pk]
    around = graph_around(new)
    assert around.places[new.pk].replaces == joint.proposal.reference
    before = graph_around(joint)
    assert before.places[joint.pk].replaced_by == f"{new.proposal.reference}, {left.proposal.reference}"
    assert len(before.down[joint.pk]) == 3  # as it was written
    places = fairness_of(world.fresh(world.provincial_plan), "area")
    assert (places.total.asked, places.total.carried) == (Decimal(18000), Decimal(15000))
    asked = PlanLine.objects.filter(version=world.provincial_plan.current_version).aggregate(all=Sum("asked"))["all"]
    below = [world.plan, *world.shared_plans]
    assert sum((row.asked for each in below for row in world.rows(each)[1:]), Decimal(0)) == asked


def test_each_of_three_leaves_in_turn_and_the_last_stands_alone(world):
    one, two, three = merged(world, up_to="gathered_province")
    second = filed(world, two, 1)  # before the first is answered
    went_in(world, one)
    answer_appeal(appeal=second, answer=GRANTED, seen=second.revision, by=world.chief)
    plan = plans_with_everything().get(pk=appeal_of(two).amendment_id)
    assert [row.asked for row in rows_of(plan)] == [2000, 2000]
    balanced()
    world.resolved(plan)
    jobs.drain()
    assert fates_of(three) == [("merged", True), ("merged", True), ("carried", False)]
    assert fields_of(lambda: filed(world, three, 2)) == [str(three.pk)]
    balanced()
    world.endorsed()
    jobs.drain()
    balanced()


def test_an_appeal_that_was_filed_before_the_others_had_left_is_dismissed_with_that_reason(world):
    one, two = merged(world, of=2, up_to="gathered_province")
    late = filed(world, two, 1)
    went_in(world, one)
    with pytest.raises(Invalid, match="เปลี่ยนแล้วตามอุทธรณ์ขององค์กรอื่น"):
        answer_appeal(appeal=late, answer=GRANTED, seen=late.revision, by=world.chief)
    answer = AppealAnswer("dismissed", "not_here", "แยกออกแล้ว")
    answer_appeal(appeal=late, answer=answer, seen=late.revision, by=world.chief)
    assert Appeal.objects.get(pk=late.pk).state == "dismissed"
    balanced()


def test_until_the_first_change_has_gone_in_the_next_is_refused_and_named(world):
    one, two, _three = merged(world)
    joint = above(one).proposal.reference
    plan = granted(world, one)
    appeal = filed(world, two, 1)
    for _time in range(2):
        with pytest.raises(Invalid, match=plan.reference):
            answer_appeal(appeal=appeal, answer=GRANTED, seen=appeal.revision, by=world.chief)
        if plan.state == "draft":
            world.resolved(plan)  # adopted, and not taken in
    assert fields_of(lambda: answer_appeal(appeal=appeal, answer=GRANTED, seen=0, by=world.chief)) == [joint]
    assert Appeal.objects.get(pk=appeal.pk).state == "filed"


def test_it_is_not_granted_once_the_province_has_decided_on_what_was_merged(world):
    own, *_others = merged(world)
    appeal, joint = filed(world, own), above(own)
    world.resolved_province()
    assert fields_of(lambda: answer_appeal(appeal=appeal, answer=GRANTED, seen=0, by=world.chief)) == [
        joint.proposal.reference
    ]
    assert not Amendment.objects.exists()
    balanced()


def test_what_ended_further_up_is_appealed_there(world):
    own, *_others = merged(world, up_to="gathered_province")
    refused = ItemAnswer("refused", reason_code="no_land", reason="ไม่มีที่ดิน")
    answer_lines(plan=world.provincial_plan, answers={above(own).pk: refused}, by=world.provincial_officer)
    world.resolved_province()
    world.refresh()
    (rebuff,) = rebuffed_lines(council_s_plan(world))
    assert (rebuff.fate.kind, rebuff.fate.line.plan) == ("refused", world.district_plan)


def test_what_the_province_merged_nobody_could_take_apart_so_it_is_not_offered(world):
    plan = world.gathered_province()
    lines = [line.pk for line in world.lines(world.district_plan)[:2]]
    merge_lines(plan=plan, line_ids=lines, title="ร่วม", by=world.provincial_officer)
    world.resolved_province()
    district = world.fresh(world.district_plan)
    assert set(Fate.objects.filter(line__in=lines).values_list("kind", flat=True)) == {"merged"}
    assert rebuffed_lines(district) == []
    with pytest.raises(Invalid):
        file_appeal(plan=district, line_id=lines[0], grounds=GROUNDS, by=world.coordinator)


def parted(world):
    """One project was split into two, and a part of another council's went into a joint one."""
    plan = world.gathered_district()
    split, joint, beside = (world.lines(each)[1] for each in (world.plan, *world.shared_plans))
    parts = [Part("ระยะที่ 1", Decimal("500.01")), Part("ระยะที่ 2", Decimal("1499.99"))]
    split_line(plan=plan, line_id=split.pk, parts=parts, by=world.coordinator)
    lines = [joint.pk, beside.pk]
    merge_lines(plan=plan, line_ids=lines, title="ร่วม", amounts={joint.pk: Decimal("750.25")}, by=world.coordinator)
    world.gathered_province()
    world.refresh()
    return split, joint, beside


def test_what_was_split_goes_on_whole_in_the_place_of_its_parts(world):
    split, *_others = parted(world)
    parts = {share.target for share in Share.objects.filter(source=split)}
    rebuff = next(each for each in rebuffed_lines(council_s_plan(world)) if each.row.line_id == split.pk)
    assert rebuff.into == ("ระยะที่ 1", "ระยะที่ 2")
    plan = granted(world, split)
    (row,) = rows_of(plan)
    assert (row.asked, set(row.line.replaces.all())) == (2000, parts)
    page = browser_of(world.leader).get(reverse("appeal", args=[world.plan.reference, 1]))
    assert "โครงการที่รวมหรือแยกไว้จะแยกออกจากกันเมื่อที่ประชุมรับรอง" in words_of(page)
    balanced()
    world.resolved(plan)
    page = opened(world.provincial_officer, "take_in", plan)[1]
    assert "ระยะที่ 2" in words_of(page)
    jobs.drain()
    assert set(Fate.objects.filter(line__in=parts).values_list("kind", flat=True)) == {"withdrawn"}
    balanced()


def test_of_a_part_that_was_merged_and_the_rest_that_was_not_all_comes_back_together(world):
    _split, joint, beside = parted(world)
    plan = granted(world, joint, 1)
    assert sorted(row.asked for row in rows_of(plan)) == [2000, 2000]  # it whole, and what the other asks
    balanced()
    world.resolved(plan)
    jobs.drain()
    assert fates_of(beside) == [("merged", True), ("carried", False)]
    balanced()


def test_who_stays_with_a_part_keeps_the_rest_where_it_was(world):
    _split, joint, beside = parted(world)
    before = {share.asked: share.target for share in Share.objects.filter(source=joint)}
    went_in(world, beside, 2)
    after = {share.asked: share.target for share in Share.objects.standing().filter(source=joint)}
    assert fates_of(joint) == [("split", True), ("split", False)]
    assert after[Decimal("1249.75")] == before[Decimal("1249.75")]
    assert after[Decimal("750.25")] != before[Decimal("750.25")]
    balanced()
    world.endorsed()
    jobs.drain()
    balanced()


def test_what_is_left_keeps_what_the_district_wrote_since_and_no_more_is_proposed_than_was(world):
    plan = world.gathered_district()
    lines = [world.lines(each)[1] for each in (world.plan, *world.shared_plans)]
    merge_lines(plan=plan, line_ids=[line.pk for line in lines], title="ถนนร่วม", by=world.coordinator)
    world.returned_district()
    plan = world.fresh(world.district_plan)
    joint = above(lines[0])
    joint.proposal.plan = plan
    row = PlanLine.objects.get(line=joint, version=plan.current_version)
    words = draft_of(row.proposal_version)
    edited = replace(words, objective="เชื่อมสามตำบล")
    edit_proposal(proposal=joint.proposal, draft=edited, by=world.coordinator, seen=joint.proposal.revision)
    world.resolved(world.fresh(world.district_plan))
    opened_ = granted(world, lines[0])
    _new, left = rows_of(opened_)
    assert (left.proposal_version.objective, left.asked) == ("เชื่อมสามตำบล", 4000)


def test_what_was_granted_is_not_lost_from_the_change_by_any_way(world):
    own, *_others = merged(world)
    plan = granted(world, own)
    before = [(row.line_id, row.asked) for row in rows_of(plan)]
    by, proposals = world.coordinator, [row.line.proposal for row in rows_of(plan)]
    with pytest.raises(Invalid, match="รับอุทธรณ์แล้ว จึงยกเลิกไม่ได้"):
        drop_plan(plan=plan, by=by)
    for act in (
        lambda: remove_drafts(plan=plan, proposals=proposals, by=by),
        lambda: withdraw_lines(plan=plan, line_ids=[before[0][0]], by=by, reason="เลิก"),
        lambda: draft_proposals(plan=plan, drafts=[world.words(2)], by=by),
        lambda: amend_lines(plan=plan, line_ids=[Line.objects.filter(plan=world.district_plan)[0].pk], by=by),
    ):
        with pytest.raises((Invalid, Stale)):
            act()
    assert [(row.line_id, row.asked) for row in rows_of(plan)] == before
    for proposal in proposals:  # neither asks another amount
        proposal.plan = plan
        with pytest.raises(Invalid, match="ต้องเท่ากับผลรวม"):
            edit_proposal(proposal=proposal, draft=world.words(9), by=by, seen=proposal.revision)
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_an_amendment_without_an_appeal_is_still_given_up(world):
    world.accepted(world.plan)
    plan = open_amendment(
        plan=world.fresh(world.plan),
        kind="change",
        reason="ราคา",
        line_ids=[world.lines(world.plan)[1].pk],
        by=world.secretary,
    )
    assert drop_plan(plan=plan, by=world.leader).state == "dropped"
    assert not Line.replaces.through.objects.exists()
