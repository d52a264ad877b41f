"""Who wrote or scored a proposal does not decide it; who stands back from it stays back, and the record tells it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from approvals.conflicts import conflicts_of
from approvals.drafts import ItemAnswer, Part, RemarkDraft
from approvals.models import Item, Recusal, Worksheet
from approvals.verbs.blind import appoint_scorers, score_alone
from approvals.verbs.recusals import stand_back
from approvals.verbs.review import accept_plan, return_plan
from approvals.verbs.worksheet import answer_lines, merge_lines, reopen_lines, set_criteria, split_line, take_lines
from directory import clock, mandates
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused
from directory.models import Tenure
from proposals.verbs.together import invite
from tests.cast import CRITERIA, DAY_ONE, version_of

pytestmark = pytest.mark.django_db
REFUSED = ItemAnswer("refused", reason_code="duplicate", reason="ซ้ำกับงานของกรม")


def also_in_office(person, desk):
    """The same person in a desk's office besides their own."""
    tenure = Tenure.objects.create(
        user=person.user, office=desk.office, acting="acting_for", starts=DAY_ONE, ends=DAY_ONE + timedelta(days=400)
    )
    mandates.forget(person.user)
    return Acting(person.user, desk.office, tenure)


def accept(plan, by):
    return accept_plan(plan=plan, seen=version_of(plan), by=by)


def told(act):
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value)


def test_whoever_wrote_a_project_neither_accepts_nor_returns_its_plan(world):
    plan = world.ready_to_decide(world.plan)
    writer = also_in_office(world.secretary, world.coordinator)
    reference = world.lines(plan)[0].proposal.reference
    words = told(lambda: accept(plan, writer))
    assert (reference in words, "เป็นผู้เขียนโครงการ" in words) == (True, True)
    remarks = [RemarkDraft("แก้ให้ชัด")]
    due = clock.today() + timedelta(days=5)
    assert told(lambda: return_plan(plan=plan, seen=version_of(plan), by=writer, remarks=remarks, due=due))
    assert accept(plan, world.coordinator).state == "accepted"


def test_whoever_sits_in_the_owners_body_does_not_decide_though_they_wrote_nothing(world):
    plan = world.ready_to_decide(world.plan)
    member = also_in_office(world.leader, world.coordinator)
    kinds = set(conflicts_of(member.user, plan, [line.pk for line in world.lines(plan)]).values())
    assert kinds <= {"same_body", "author"}
    assert told(lambda: accept(plan, member))


def test_whoever_was_invited_to_write_is_a_co_author(world):
    proposal = world.draft(world.plan)[0]
    line = proposal.lines.get().pk
    planner = world.lao_planner
    assert conflicts_of(planner.user, world.plan, [line]) == {}
    invite(plan=world.plan, proposal=proposal, office=planner.office, right="comment", by=world.leader)
    assert conflicts_of(planner.user, world.plan, [line]) == {}
    invite(plan=world.plan, proposal=proposal, office=planner.office, right="write", by=world.leader)
    assert conflicts_of(planner.user, world.plan, [line]) == {line: "co_author"}


def test_recording_a_bodys_own_paper_is_no_authorship(world):
    plan = world.ready_to_decide(world.plan)
    assert conflicts_of(world.coordinator.user, plan, [line.pk for line in world.lines(plan)]) == {}


def test_whoever_scored_a_line_alone_does_not_decide_it(world):
    world.gathered_district()
    plan, by = world.district_plan, world.coordinator
    Worksheet.objects.filter(plan=plan).update(scoring="alone")
    set_criteria(plan=plan, criteria=CRITERIA, by=by)
    appoint_scorers(plan=plan, offices=[world.chief.office], by=by)
    first, second, *_rest = world.open_items(plan)
    score_alone(plan=plan, scores={(first, "need"): 4}, by=world.chief)
    words = told(lambda: answer_lines(plan=plan, answers={first: REFUSED}, by=world.chief))
    assert "เป็นผู้ให้คะแนนโครงการ" in words
    assert told(lambda: take_lines(plan=plan, line_ids=[first, second], by=world.chief))
    assert set(Item.objects.filter(line__in=[first, second]).values_list("answer", flat=True)) == {""}
    assert told(lambda: merge_lines(plan=plan, line_ids=[first, second], title="รวม", by=world.chief))
    halves = [Part("ก", Decimal(1)), Part("ข", Decimal(1))]
    assert told(lambda: split_line(plan=plan, line_id=first, parts=halves, by=world.chief))
    assert told(lambda: reopen_lines(plan=plan, line_ids=[first], by=world.chief))
    take_lines(plan=plan, line_ids=[second], by=world.chief)
    answer_lines(plan=plan, answers={first: REFUSED}, by=by)


def test_standing_back_from_a_line_is_recorded_with_its_reason_and_holds(world):
    world.gathered_district()
    plan = world.district_plan
    first, second, *_rest = world.open_items(plan)
    told_of = {"plan": plan, "line_ids": [first], "by": world.coordinator}
    (made,) = stand_back(reason=" ผู้รับจ้างเป็นน้องชาย ", **told_of)
    assert (made.user, made.office, made.kind, made.reason) == (
        world.coordinator.user,
        world.coordinator.office,
        "declared",
        "ผู้รับจ้างเป็นน้องชาย",
    )
    assert stand_back(reason="อีกครั้ง", **told_of) == []
    assert "แจ้งเอง" in told(lambda: take_lines(plan=plan, line_ids=[first], by=world.coordinator))
    take_lines(plan=plan, line_ids=[second], by=world.coordinator)
    take_lines(plan=plan, line_ids=[first], by=world.chief)
    for change in (lambda: Recusal.objects.update(reason="–"), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_standing_back_from_a_plan_holds_for_each_of_its_lines(world):
    plan = world.ready_to_decide(world.plan)
    stand_back(plan=plan, line_ids=[], reason="เป็นที่ปรึกษาของสภา", by=world.coordinator)
    assert told(lambda: accept(plan, world.coordinator))
    assert accept(plan, world.chief).state == "accepted"


def test_a_stake_that_the_records_show_keeps_its_kind(world):
    plan = world.ready_to_decide(world.plan)
    line = world.lines(plan)[0].pk
    (made,) = stand_back(plan=plan, line_ids=[line], reason="เขียนเอง", by=world.secretary)
    assert made.kind == "author"


def test_a_declaration_names_lines_of_the_plan_and_a_reason_and_only_who_sees_the_plan_makes_one(world):
    plan = world.ready_to_decide(world.plan)
    far = world.draft(world.far_plan)[0].lines.get().pk
    with pytest.raises(Invalid) as refused:
        stand_back(plan=plan, line_ids=[far], reason="", by=world.coordinator)
    assert [problem.field for problem in refused.value.problems] == ["reason", "lines"]
    with pytest.raises(NotHere):
        stand_back(plan=plan, line_ids=[], reason="มีส่วนได้เสีย", by=replace(world.other_coordinator))
    assert not Recusal.objects.exists()
