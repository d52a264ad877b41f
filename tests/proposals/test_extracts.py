"""A thematic plan's way sideways: lines sent to an agency, accepted or declined with a reason, and brought back."""

from datetime import timedelta

import pytest

from config.invariants import check
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Office
from documents.models import Document
from proposals.documents import head_of
from proposals.extracts import LineAnswer, extract_for, extracts_waiting_for, lines_to_send, paper_of
from proposals.models import Extract, Fate, PlanState
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.extracts import answer_extract, send_extract, settle_own_lines
from proposals.verbs.own_plans import open_plan
from proposals.verbs.plan import adopt_plan, reopen_plan
from tests.cast import CAST, DAY_ONE, version_of
from workflow import deadlines
from workflow.inbox import waiting_for
from workflow.models import Deadline, Notice

pytestmark = pytest.mark.django_db

DUE = DAY_ONE + timedelta(days=30)
YES, NO = LineAnswer(True, "แผนปฏิบัติราชการ ปี 2572 รายการ 4"), LineAnswer(False, reason="เกินอำนาจหน้าที่")


@pytest.fixture
def plan(world):
    """A thematic plan of three projects that the members have adopted."""
    plan = open_plan(plan=world.plan, kind="thematic", theme="สุขภาพ", by=world.secretary)
    words = [world.words(n, work_class="hand_up") for n in (1, 2, 3)]
    draft_proposals(plan=plan, drafts=words, by=world.secretary)
    return adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)


def lines(world, plan, *numbers):
    return [line.pk for line in world.lines(plan) if line.number in (numbers or (1, 2, 3))]


def sent(world, plan, *numbers, agency="agency", by=None, **changes):
    facts = {"line_ids": lines(world, plan, *numbers), "due_on": DUE, "purpose": "ขอบรรจุในแผน", **changes}
    send_extract(plan=plan, seen=version_of(plan), agency=world.bodies[agency], by=by or world.leader, **facts)
    return plan.extracts.latest("number")


def answered(extract, by, *answers):
    given = dict(zip(extract.lines.order_by("line__number").values_list("line_id", flat=True), answers, strict=True))
    return answer_extract(extract=extract, answers=given, seen=extract.revision, by=by)


def test_lines_are_sent_with_a_letter_and_wait_in_the_agencys_inbox_until_a_day(world, plan):
    extract = sent(world, plan)
    assert plan.state == PlanState.SENT
    assert list(extracts_waiting_for(world.agency)) == [extract]
    assert list(extracts_waiting_for(world.other_agency)) == []
    assert Deadline.objects.get(plan=plan, kind="extract").due_on == DUE
    letter = paper_of(extract)
    assert (letter.kind, letter.recipient, letter.issuer) == ("T07", world.bodies["agency"], world.plan.owner)
    assert Notice.objects.filter(plan=plan, verb="send_extract").get().body == world.bodies["agency"]
    assert not waiting_for(world.leader).filter(process__artifact_object_id=plan.pk).exists()


def test_an_accepted_line_is_referred_and_names_the_agencys_plan(world, plan):
    extract = answered(sent(world, plan), world.agency, YES, YES, YES)
    plan = extract.plan
    plan.refresh_from_db(fields=["revision"])
    fate = Fate.objects.filter(line__plan=plan).order_by("pk").first()
    assert (fate.kind, fate.referred_to, fate.referred_plan) == ("referred", world.bodies["agency"], YES.agency_plan)
    assert world.fresh(plan).state == PlanState.CLOSED
    assert not Deadline.objects.filter(plan=plan, settled_at=None).exists()
    assert check().ok


def test_a_decline_brings_the_line_back_to_the_council_which_may_ask_another(world, plan):
    answered(sent(world, plan), world.agency, YES, NO, NO)
    plan = world.fresh(plan)
    assert plan.state == PlanState.ADOPTED
    assert [row.line.number for row in lines_to_send(plan)] == [2, 3]
    tasks = waiting_for(world.leader).filter(process__artifact_object_id=plan.pk)
    assert [task.flow_task.name for task in tasks] == ["send"]
    second = sent(world, plan, 2, agency="lao")
    assert [line.line.number for line in second.lines.all()] == [2]
    assert (plan.state, second.number) == (PlanState.SENT, 2)
    answered(second, world.lao_planner, NO)
    plan = world.fresh(plan)
    with pytest.raises(Invalid, match="เฉพาะโครงการประเภททำเอง"):
        settle_own_lines(plan=plan, line_ids=lines(world, plan, 2), kind="kept", reason="", by=world.leader)
    settle_own_lines(plan=plan, line_ids=lines(world, plan, 2), kind="withdrawn", reason="ทำเอง", by=world.leader)
    assert plan.state == PlanState.ADOPTED
    settle_own_lines(plan=plan, line_ids=lines(world, plan, 3), kind="withdrawn", reason="ไม่จำเป็น", by=world.leader)
    assert plan.state == PlanState.CLOSED
    assert sorted(Fate.objects.filter(line__plan=plan).values_list("kind", flat=True)) == [
        "referred",
        "withdrawn",
        "withdrawn",
    ]
    assert check().ok


def test_two_agencies_are_asked_at_once_and_the_plan_waits_for_both(world, plan):
    first, second = sent(world, plan, 1), sent(world, plan, 2, 3, agency="other-agency", due_on=DUE + timedelta(days=5))
    assert Deadline.objects.get(plan=plan, kind="extract", settled_at=None).due_on == DUE + timedelta(days=5)
    answered(first, world.agency, YES)
    assert world.fresh(plan).state == PlanState.SENT
    answered(second, world.other_agency, YES, YES)
    assert world.fresh(plan).state == PlanState.CLOSED
    assert Document.objects.filter(plan=plan, kind="T07").count() == 2


def test_what_the_community_does_itself_is_kept_and_never_offered(world):
    plan = open_plan(plan=world.plan, kind="business", theme="", by=world.secretary)
    draft_proposals(plan=plan, drafts=[world.words(1), world.words(2)], by=world.secretary)
    adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)
    with pytest.raises(Invalid):
        sent(world, plan, 1)
    extract = sent(world, plan, 2)
    assert Fate.objects.get().kind == "kept"
    answered(extract, world.agency, YES)
    assert world.fresh(plan).state == PlanState.CLOSED
    assert check().ok


def test_a_business_plan_of_own_work_alone_is_concluded_by_its_owner(world):
    plan = open_plan(plan=world.plan, kind="business", theme="", by=world.secretary)
    draft_proposals(plan=plan, drafts=[world.words(1)], by=world.secretary)
    adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)
    settle_own_lines(plan=plan, line_ids=lines(world, plan), kind="kept", reason="", by=world.leader)
    assert plan.state == PlanState.CLOSED
    assert not waiting_for(world.leader).filter(process__artifact_object_id=plan.pk).exists()
    assert check().ok


def test_a_line_lies_with_one_agency_at_a_time(world, plan):
    sent(world, plan, 1)
    with pytest.raises(Invalid, match="ส่งหน่วยงานอยู่"):
        sent(world, plan, 1, 2, agency="other-agency")
    assert Extract.objects.count() == 1


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_chair_sends_and_only_the_agency_itself_answers(world, plan, who):
    by = getattr(world, who)
    sees = {"lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer", "provincial_chair"}
    refusal = Refused if who in {*sees, "governor", "secretary"} else NotHere
    if who != "leader":
        with pytest.raises(refusal):
            sent(world, plan, by=by)
    extract = sent(world, plan)
    if who == "agency":
        assert answered(extract, by, YES, YES, YES).answered_by == by.office
        return
    with pytest.raises(Refused if who in {*sees, "governor", "leader", "secretary"} else NotHere):
        answered(extract, by, YES, YES, YES)
    assert Extract.objects.get().state == "sent"


def test_the_agency_sees_the_extract_and_nothing_else_of_the_plan(world, plan):
    extract = sent(world, plan)
    assert extract_for(world.agency, plan.reference, 1) == extract
    assert extract_for(world.coordinator, plan.reference, 1) == extract
    for stranger in (world.other_agency, world.other_leader, world.stranger, world.other_coordinator):
        with pytest.raises(NotHere):
            extract_for(stranger, plan.reference, 1)


def test_every_line_is_answered_an_acceptance_names_the_plan_and_a_decline_its_reason(world, plan):
    extract = sent(world, plan)
    first, second, third = lines(world, plan)
    bad = {first: LineAnswer(True), second: LineAnswer(False), 10**9: YES}
    with pytest.raises(Invalid) as refusal:
        answer_extract(extract=extract, answers=bad, seen=extract.revision, by=world.agency)
    assert {problem.field for problem in refusal.value.problems} == {
        *(f"answers[{first}].agency_plan", f"answers[{second}].reason", f"answers[{third}]", "lines"),
    }
    assert Extract.objects.get().state == "sent"
    assert not Fate.objects.exists()


def test_a_second_answer_is_told_that_there_is_one(world, plan):
    extract = sent(world, plan)
    again = Extract.objects.select_related("plan__owner").get(pk=extract.pk)
    answered(extract, world.agency, YES, NO, NO)
    with pytest.raises(Stale):
        answered(again, world.agency, NO, NO, NO)


def test_whom_when_and_what_is_checked_before_anything_is_sent(world, plan):
    for changes, said in (
        ({"agency": "other-district"}, "ต้องเป็นหน่วยงาน"),
        ({"due_on": clock.today()}, "ต้องเป็นวันในอนาคต"),
        ({"line_ids": []}, "ต้องเลือกอย่างน้อยหนึ่งรายการ"),
        ({"line_ids": [10**9]}, "ไม่อยู่ในแผนที่รับรอง"),
    ):
        with pytest.raises(Invalid, match=said):
            sent(world, plan, **changes)
    assert not Extract.objects.exists()
    assert world.fresh(plan).state == PlanState.ADOPTED


def test_a_plan_is_not_reopened_once_an_agency_was_asked(world, plan):
    answered(sent(world, plan, 1), world.agency, NO)
    with pytest.raises(Invalid, match="จึงนำกลับมาแก้ไขไม่ได้"):
        reopen_plan(plan=world.fresh(plan), by=world.leader)


def test_lines_of_an_area_plan_are_offered_too_and_its_fates_stay_the_districts(world):
    plan = world.accepted(world.plan)
    extract = sent(world, plan, 3)
    assert plan.state == PlanState.ACCEPTED
    answered(extract, world.agency, YES)
    assert world.fresh(plan).state == PlanState.ACCEPTED
    assert not Fate.objects.exists()
    assert extract.lines.get().agency_plan == YES.agency_plan
    with pytest.raises(Stale):
        settle_own_lines(plan=plan, line_ids=lines(world, plan, 2), kind="kept", reason="x", by=world.leader)


def test_what_is_still_a_draft_is_sent_to_nobody(world):
    world.draft(world.plan)
    with pytest.raises(Stale):
        sent(world, world.plan)


def test_when_the_day_has_passed_agency_and_council_are_reminded_and_nothing_is_decided(world, plan):
    sent(world, plan)
    with clock.at(DUE + timedelta(days=1)):
        assert deadlines.sweep() >= 1
    told = Notice.objects.filter(plan=plan, verb="remind_agencies").values_list("body", flat=True)
    assert set(told) == {world.bodies["agency"].pk, world.plan.owner_id}
    assert Extract.objects.get().state == "sent"


@pytest.mark.parametrize("who", CAST)
def test_only_the_councils_chair_settles_what_no_agency_takes(world, plan, who):
    by = getattr(world, who)

    def settle():
        settle_own_lines(plan=plan, line_ids=lines(world, plan), kind="withdrawn", reason="ไม่มีผู้รับ", by=by)

    if who == "leader":
        settle()
        assert plan.state == PlanState.CLOSED
        return
    sees = {"lao_planner", "kbt_secretary", "coordinator", "district_chair", "provincial_officer", "provincial_chair"}
    with pytest.raises(Refused if who in {*sees, "governor", "secretary"} else NotHere):
        settle()
    assert not Fate.objects.exists()


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("ประธานสภาองค์กรชุมชนตำบล", "สภาองค์กรชุมชนตำบลบุ่ง", "ประธานสภาองค์กรชุมชนตำบลบุ่ง"),
        ("นายกองค์การบริหารส่วนตำบลบุ่ง", "องค์การบริหารส่วนตำบลบุ่ง", "นายกองค์การบริหารส่วนตำบลบุ่ง"),
        ("หัวหน้า", "สำนักงานเกษตรจังหวัด", "หัวหน้า สำนักงานเกษตรจังหวัด"),
    ],
)
def test_a_letter_names_the_head_of_a_body_without_saying_the_body_twice(world, title, body, expected):
    council = world.bodies["council"]
    Office.objects.filter(body=council).update(title=title)
    council.name = body
    assert head_of(council) == expected
