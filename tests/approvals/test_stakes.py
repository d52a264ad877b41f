"""Who wrote or scored what lives on in a plan says so before signing for the rest of it; the paper names who did."""

from datetime import timedelta

import pytest

from approvals.approvers import approvals_of
from approvals.drafts import ChoiceDraft
from approvals.models import GovernorChoice, Recusal, Worksheet
from approvals.stakes import stakes_in, to_declare
from approvals.verbs.approvers import approve_plan, set_approvers
from approvals.verbs.blind import appoint_scorers, close_scoring, score_alone
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.governor import choose_for_lines
from approvals.verbs.province import endorse_plan
from approvals.verbs.recusals import stand_back
from approvals.verbs.worksheet import set_criteria, take_lines
from directory import mandates
from directory.acting import Acting
from directory.errors import Refused
from directory.models import Area, Tenure
from documents.models import Document
from proposals.models import Decision
from tests.approvals.approvers import Act
from tests.approvals.visits import address, opened, sent, words_of
from tests.cast import CRITERIA, DAY_ONE, version_of

pytestmark = pytest.mark.django_db
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def also_in_office(person, desk):
    """The same person in another office besides their own."""
    tenure = Tenure.objects.create(
        user=person.user, office=desk.office, acting="acting_for", starts=DAY_ONE, ends=DAY_ONE + timedelta(days=400)
    )
    mandates.forget(person.user)
    return Acting(person.user, desk.office, tenure)


def told(act):
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value)


@pytest.fixture
def scored(world):
    """The district's list, scored alone by the committee's own chair and by the agency; laid before the committee."""
    plan, by = world.gathered_district(), world.coordinator
    Worksheet.objects.filter(plan=plan).update(scoring="alone")
    set_criteria(plan=plan, criteria=CRITERIA, by=by)
    take_lines(plan=plan, line_ids=world.open_items(plan), by=by)
    scorers = (world.district_chair, world.agency)
    appoint_scorers(plan=plan, offices=[each.office for each in scorers], by=by)
    world.judged = sorted(plan.worksheet.items.filter(answer="take").values_list("line_id", flat=True))
    for scorer, value in zip(scorers, (4, 2), strict=True):
        scores = {(line, code): value for line in world.judged for code in ("need", "ready")}
        score_alone(plan=plan, scores=scores, by=scorer)
    close_scoring(plan=plan, by=by)
    rank_entries(plan=plan, by=by)
    lay_before_committee(plan=plan, by=by)
    world.refresh()
    return world


def resolved(world, by):
    plan = world.fresh(world.district_plan)
    return resolve_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=by)


def test_a_chair_who_scored_says_so_before_the_resolution_and_the_minutes_tell_it(scored):
    chair, plan = scored.district_chair, scored.fresh(scored.district_plan)
    assert sorted(each.below for each in stakes_in(chair.user, version_of(plan))) == scored.judged
    words = told(lambda: resolved(scored, chair))
    assert "เป็นผู้ให้คะแนนโครงการ" in words
    assert f"และอีก {len(scored.judged) - 3} โครงการ" in words
    assert not Decision.objects.filter(plan=plan, act="adopt").exists()
    stand_back(plan=scored.fresh(plan), line_ids=scored.judged[1:], reason="ให้คะแนนเอง", by=chair)
    assert "และอีก" not in told(lambda: resolved(scored, chair))
    made = stand_back(plan=scored.fresh(plan), line_ids=scored.judged[:1], reason="ให้คะแนนเอง", by=chair)
    assert [each.kind for each in made] == ["scorer"]
    assert resolved(scored, chair).state == "adopted"
    minutes = Document.objects.get(kind="D06").snapshot
    assert "เป็นผู้ให้คะแนนโครงการ: ให้คะแนนเอง" in minutes


def test_another_who_may_resolve_and_scored_nothing_need_not_say_anything(scored):
    other = also_in_office(scored.governor, scored.district_chair)
    assert to_declare(other, scored.fresh(scored.district_plan)) == []
    assert resolved(scored, other).state == "adopted"


def test_what_was_declared_holds_when_the_list_is_laid_anew(scored):
    chair, plan = scored.district_chair, scored.fresh(scored.district_plan)
    stand_back(plan=plan, line_ids=scored.judged, reason="ให้คะแนนเอง", by=chair)
    lay_before_committee(plan=scored.fresh(plan), by=scored.coordinator)
    scored.refresh()
    assert to_declare(chair, scored.fresh(plan)) == []
    assert resolved(scored, chair).state == "adopted"


def test_an_approver_who_scored_stands_back_before_agreeing(scored):
    chair, plan = scored.district_chair, scored.fresh(scored.district_plan)
    district = Area.objects.get(pk="3701")
    set_approvers(area=district, act=Act.ADOPT, steps=[[chair.office]], by=scored.provincial_officer)

    def agree():
        fresh = scored.fresh(plan)
        seen_hash = approvals_of(fresh).version_hash
        return approve_plan(plan=fresh, seen=version_of(fresh), seen_hash=seen_hash, answer="agree", by=chair)

    assert "เป็นผู้ให้คะแนนโครงการ" in told(agree)
    stand_back(plan=scored.fresh(plan), line_ids=scored.judged, reason="ให้คะแนนเอง", by=chair)
    assert agree().approvals.count() == 1


def test_one_tick_stands_back_from_all_that_the_records_show_and_from_nothing_else(scored):
    chair, plan = scored.district_chair, scored.fresh(scored.district_plan)
    assert address("stand_back", plan) in opened(chair, "resolve", plan)[1].content.decode()
    told_all = f"ทุกโครงการที่ประวัติแสดงว่าท่านเขียนหรือให้คะแนน ({len(scored.judged)})"
    assert told_all in words_of(opened(chair, "stand_back", plan)[1])
    assert "ทุกโครงการที่ประวัติแสดง" not in words_of(opened(scored.coordinator, "stand_back", plan)[1])
    answer = sent(chair, "stand_back", plan, references="", found="on", reason="ให้คะแนนเอง")
    assert answer.status_code == 302
    assert sorted(Recusal.objects.values_list("line_id", "kind")) == [(line, "scorer") for line in scored.judged]
    assert "ทุกโครงการที่ประวัติแสดง" not in words_of(opened(chair, "stand_back", plan)[1])


def test_who_stands_back_from_all_of_a_plan_does_not_resolve_on_it(world):
    plan = world.compiled_district()
    stand_back(plan=plan, line_ids=[], reason="เป็นที่ปรึกษาของสภา", by=world.district_chair)
    assert "ทั้งแผน" in told(lambda: resolved(world, world.district_chair))
    assert resolved(world, also_in_office(world.governor, world.district_chair)).state == "adopted"


def test_a_governor_who_wrote_a_project_says_so_before_endorsing_and_the_lists_tell_it(world):
    plan = world.resolved_province()
    writer = also_in_office(world.secretary, world.governor)
    endorse = lambda: endorse_plan(  # noqa: E731
        plan=world.fresh(plan), seen=version_of(world.fresh(plan)), by=writer
    )
    assert "เป็นผู้เขียนโครงการ" in told(endorse)
    assert not Decision.objects.filter(act="endorse").exists()
    own = [each.line for each in stakes_in(writer.user, version_of(plan))]
    drafted = {own[0]: ChoiceDraft("carry")}
    assert told(lambda: choose_for_lines(plan=plan, seen=version_of(plan), choices=drafted, by=writer))
    assert not GovernorChoice.objects.exists()
    made = stand_back(plan=world.fresh(plan), line_ids=own, reason="เขียนเมื่อยังอยู่สภา", by=writer)
    assert {each.kind for each in made} == {"author"}
    assert endorse().state == "endorsed"
    lists = Document.objects.get(kind="P09").snapshot
    assert "เป็นผู้เขียนโครงการ: เขียนเมื่อยังอยู่สภา" in lists


def test_where_nobody_stood_back_the_lists_say_nothing_of_it(world):
    world.endorsed()
    assert "ผู้ไม่ร่วมพิจารณา" not in Document.objects.get(kind="P09").snapshot


def test_what_came_back_from_the_governor_is_declared_too(world):
    world.sent_back()
    plan = world.fresh(world.provincial_plan)
    writer = also_in_office(world.secretary, world.provincial_chair)
    resolve = lambda: resolve_plan(  # noqa: E731
        plan=world.fresh(plan), seen=version_of(world.fresh(plan)), resolution=world.resolution(plan), by=writer
    )
    own = [each.below for each in stakes_in(writer.user, version_of(plan))]
    assert "เป็นผู้เขียนโครงการ" in told(resolve)
    stand_back(plan=plan, line_ids=own, reason="เขียนเมื่อยังอยู่สภา", by=writer)
    assert resolve().state == "adopted"
