"""Appeals against what happened to a council's project further up: at the province, or on the governor's desk."""

import pytest
from django.urls import reverse

from approvals.appeals import appeals_waiting_for, deciders_of, fates_to_appeal, rebuffed_lines
from approvals.drafts import ChoiceDraft, ItemAnswer
from approvals.models import Appeal, GovernorChoice
from approvals.verbs.appeals import AppealAnswer, answer_appeal, file_appeal
from approvals.verbs.governor import choose_for_lines
from approvals.verbs.province import endorse_plan
from approvals.verbs.worksheet import answer_lines, merge_lines
from config.invariants import check
from directory.errors import Invalid, NotHere, Refused
from proposals.models import Amendment, Fate, PlanLine, Share
from tests.approvals.appealing import DENIED, GRANTED, GROUNDS, appeal_of, head_of_the_provincial_office
from tests.cast import plans_with_everything, version_of
from tests.visitors import browser_of
from workflow.models import Deadline, Notice

pytestmark = pytest.mark.django_db
PUT_OFF = ChoiceDraft(GovernorChoice.Choice.DEFER, reason_code="budget", reason="รองบประมาณปีถัดไป")


def put_off_by_the_governor(world):
    """The governor put off every project of the province's plan; answers the council's own line that lives on there."""
    plan = world.resolved_province()
    lines = PlanLine.objects.filter(version=version_of(plan)).values_list("line_id", flat=True)
    choose_for_lines(plan=plan, seen=version_of(plan), choices=dict.fromkeys(lines, PUT_OFF), by=world.governor)
    endorse_plan(plan=world.fresh(plan), seen=version_of(plan), by=world.governor)
    world.refresh()
    return world.lines(world.plan)[1]


def refused_by_the_province(world):
    """The district merged projects of two councils, and the province refused what it made of them."""
    plan = world.gathered_district()
    own, others = world.lines(world.plan)[1], world.lines(world.shared_plans[0])[1]
    merge_lines(plan=plan, line_ids=[own.pk, others.pk], title="ถนนร่วมสองตำบล", by=world.coordinator)
    world.resolved_district()
    world.gathered_province()
    (line,) = Fate.objects.get(line=own).shares.values_list("target", flat=True)
    refused = ItemAnswer("refused", reason_code="no_land", reason="ไม่มีที่ดิน")
    answer_lines(plan=world.provincial_plan, answers={line: refused}, by=world.provincial_officer)
    world.resolved_province()
    world.refresh()
    return own, others


def filed(world, line, *, plan=None, by=None):
    appeal = file_appeal(plan=world.fresh(plan or world.plan), line_id=line.pk, grounds=GROUNDS, by=by or world.leader)
    return appeal_of(appeal.line)


def replied(appeal, answer, by):
    return answer_appeal(appeal=appeal, answer=answer, seen=appeal.revision, by=by)


def test_a_council_appeals_what_the_governor_put_off_and_the_province_is_asked(world):
    line = put_off_by_the_governor(world)
    rebuff = next(each for each in rebuffed_lines(world.fresh(world.plan)) if each.row.line_id == line.pk)
    assert (rebuff.fate.kind, rebuff.fate.reason, rebuff.fate.line.plan) == (
        "deferred",
        PUT_OFF.reason,
        world.provincial_plan,
    )
    assert [body.code for body in deciders_of(world.fresh(world.plan))][:1] == ["province"]
    appeal = filed(world, line)
    assert (appeal.above, appeal.recipient) == (world.provincial_plan, world.provincial_plan.owner)
    assert set(Notice.objects.filter(verb="file_appeal").values_list("body__code", flat=True)) == {"province"}
    assert list(appeals_waiting_for(world.provincial_officer)) == [appeal]
    assert list(appeals_waiting_for(world.chief)) == []
    assert Deadline.objects.get(kind="appeal", about=appeal.pk).due_on == appeal.due_on


def test_the_pages_say_who_decided(world):
    line = put_off_by_the_governor(world)
    said = f"ผู้พิจารณา {world.provincial_plan.owner.name}"
    browser, reference = browser_of(world.leader), world.plan.reference
    assert said in browser.get(reverse("plan_appeal", args=[reference])).content.decode()
    filed(world, line)
    assert said in browser.get(reverse("appeal", args=[reference, 1])).content.decode()


def test_only_the_province_s_desk_answers_it(world):
    appeal = filed(world, put_off_by_the_governor(world))
    for by in (world.leader, world.chief, world.coordinator, world.governor):
        with pytest.raises(Refused):
            replied(appeal, GRANTED, by)
    for by in (world.other_coordinator, world.agency, world.stranger):
        with pytest.raises(NotHere):
            replied(appeal, GRANTED, by)
    assert not Amendment.objects.exists()


def test_granted_it_amends_the_province_s_plan_and_every_baht_is_told(world):
    appeal = filed(world, put_off_by_the_governor(world))
    replied(appeal, GRANTED, head_of_the_provincial_office(world))
    revision = Fate.objects.get(revises=appeal.fate)
    assert (revision.kind, revision.line.plan, revision.asked) == ("carried", world.provincial_plan, appeal.fate.asked)
    amendment = Amendment.objects.get()
    assert (amendment.amends, amendment.plan.level) == (world.provincial_plan, "province")
    assert Share.objects.get(fate=revision).target.plan == amendment.plan
    told = set(Notice.objects.filter(verb="answer_appeal").values_list("body__code", flat=True))
    assert told == {"council", world.provincial_plan.owner.code}
    assert check().broken == []
    world.resolved(plans_with_everything().get(pk=amendment.plan_id))
    assert check().broken == []


def test_what_the_province_refused_of_two_councils_is_appealed_by_each_and_granted_once(world):
    own, others = refused_by_the_province(world)
    first = filed(world, own)
    second = filed(world, others, plan=world.shared_plans[0], by=world.other_leader)
    assert (first.fate, first.fate.line.plan, first.above) == (second.fate, world.district_plan, world.provincial_plan)
    head = head_of_the_provincial_office(world)
    with pytest.raises(Refused, match="พิจารณาโครงการนี้ไว้เดิม"):
        replied(first, DENIED, world.provincial_officer)
    replied(first, GRANTED, head)
    told = set(Notice.objects.filter(verb="answer_appeal").values_list("body__code", flat=True))
    assert told == {"council", world.district_plan.owner.code}
    assert Share.objects.get(fate__revises=first.fate).target.plan.amendment.amends == world.provincial_plan
    with pytest.raises(Invalid):
        replied(second, GRANTED, head)
    assert check().broken == []


def test_the_district_appeals_the_same_in_its_own_name_and_one_of_them_is_granted(world):
    own, _others = refused_by_the_province(world)
    council_s = filed(world, own)
    district_s = filed(world, council_s.fate.line, plan=world.district_plan, by=world.coordinator)
    head = head_of_the_provincial_office(world)
    replied(district_s, GRANTED, head)
    with pytest.raises(Invalid):
        replied(council_s, GRANTED, head)
    replied(council_s, AppealAnswer("dismissed", "not_here", "รับอุทธรณ์ของอำเภอแล้ว"), head)
    assert set(Appeal.objects.values_list("state", flat=True)) == {"granted", "dismissed"}
    assert check().broken == []


def test_before_the_governor_has_published_nothing_of_it_can_be_appealed(world):
    plan = world.resolved_province()
    lines = PlanLine.objects.filter(version=version_of(plan)).values_list("line_id", flat=True)
    choose_for_lines(plan=plan, seen=version_of(plan), choices=dict.fromkeys(lines, PUT_OFF), by=world.governor)
    assert fates_to_appeal(world.fresh(world.plan)) == {}


def test_what_went_all_the_way_up_is_looked_for_with_few_queries(world, django_assert_max_num_queries):
    put_off_by_the_governor(world)
    plan = world.fresh(world.plan)
    with django_assert_max_num_queries(6):
        assert fates_to_appeal(plan)
