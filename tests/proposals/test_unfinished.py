"""What was typed and not sent: kept for its writer alone, shown again, and gone once it is sent or thrown away."""

import pytest
from django.urls import reverse

from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.models import PlanLine, UnfinishedWork
from proposals.verbs import unfinished
from proposals.verbs.drafting import edit_proposal, remove_drafts
from proposals.verbs.unfinished import drop_unfinished, keep_unfinished
from tests.approvals.visits import form_of, words_of
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(world):
    return world.draft(world.plan, 2)[1]


def step_of(world, proposal, section="reason"):
    return reverse("proposal_write_step", args=[world.plan.reference, proposal.reference, section])


def keep(world, by, **changes):
    return keep_unfinished(plan=world.plan, page="short", fields={"title": ["ถนน"]}, by=by, **changes)


def test_keeping_changes_nothing_of_the_plan_and_tells_nobody(world, proposal):
    events, row = Event.objects.count(), PlanLine.objects.get(line__proposal=proposal)
    work = keep(world, world.secretary, proposal=proposal, revision_seen=0)
    assert (work.fields, work.revision_seen, work.updated_at) == ({"title": ["ถนน"]}, 0, clock.now())
    keep(world, world.secretary, proposal=proposal, revision_seen=0)
    assert UnfinishedWork.objects.count() == 1
    assert Event.objects.count() == events
    assert PlanLine.objects.get(line__proposal=proposal).proposal_version_id == row.proposal_version_id


def test_each_person_in_each_office_has_their_own(world):
    keep(world, world.secretary)
    keep(world, world.leader)
    assert UnfinishedWork.objects.count() == 2
    assert drop_unfinished(plan=world.plan, page="short", by=world.leader)
    assert not drop_unfinished(plan=world.plan, page="short", by=world.leader)
    assert UnfinishedWork.objects.get().user == world.secretary.user


def test_only_who_may_write_or_record_keeps_anything(world):
    keep(world, world.coordinator)
    for by, answer in ((world.lao_planner, Refused), (world.other_leader, NotHere), (world.stranger, NotHere)):
        with pytest.raises(answer):
            keep(world, by)
    world.submitted(world.plan)
    with pytest.raises(Stale):
        keep(world, world.secretary)


def test_more_than_any_page_takes_is_refused(world, monkeypatch):
    monkeypatch.setattr(unfinished, "LONGEST", 100)
    with pytest.raises(Invalid):
        keep_unfinished(plan=world.plan, page="short", fields={"x": ["ก" * 100]}, by=world.secretary)


def test_it_goes_with_the_draft_that_it_is_about(world, proposal):
    keep(world, world.secretary, proposal=proposal)
    remove_drafts(plan=world.plan, proposals=[proposal], by=world.secretary)
    assert not UnfinishedWork.objects.exists()


# --- On the pages ----------------------------------------------------------------------------------------------------


def test_what_was_typed_comes_back_to_its_writer_alone_until_it_is_sent(world, proposal):
    page, browser = step_of(world, proposal), browser_of(world.secretary)
    form = form_of(browser.get(page))
    kept = browser.post(page, {**form, "rationale": "น้ำไม่พอ", "keep": "1"})
    assert kept["location"] == reverse("proposal_write", args=[world.plan.reference, proposal.reference])
    assert "มีที่พิมพ์ค้างไว้" in words_of(browser.get(kept["location"]))
    again = browser.get(page)
    assert again.status_code == 200
    assert "น้ำไม่พอ" in words_of(again)
    assert "ยังไม่ได้บันทึกลงโครงการ" in words_of(again)
    for other in (world.leader, world.coordinator):
        assert "น้ำไม่พอ" not in words_of(browser_of(other).get(page))
    assert browser.post(page, {**form_of(again), "rationale": "น้ำไม่พอใช้"}).status_code == 302
    assert proposal.versions.get().rationale == "น้ำไม่พอใช้"
    assert not UnfinishedWork.objects.exists()


def test_it_is_thrown_away_by_a_button(world, proposal):
    page, browser = step_of(world, proposal), browser_of(world.secretary)
    browser.post(page, {**form_of(browser.get(page)), "rationale": "น้ำไม่พอ", "keep": "1"})
    assert browser.post(page, {**form_of(browser.get(page)), "discard": "1"})["location"] == page
    assert "น้ำไม่พอ" not in words_of(browser.get(page))
    assert not UnfinishedWork.objects.exists()


def test_a_script_keeps_it_in_passing_but_not_once_the_page_was_sent(world, proposal):
    page, browser = step_of(world, proposal), browser_of(world.secretary)
    form = {**form_of(browser.get(page)), "rationale": "น้ำไม่พอ"}
    said = browser.post(page, {**form, "keep": "1"}, headers={"hx-request": "true"})
    assert (said.status_code, "เก็บสิ่งที่พิมพ์ค้างไว้แล้วเมื่อ" in words_of(said)) == (200, True)
    assert browser.post(page, form).status_code == 302
    late = browser.post(page, {**form, "keep": "1"}, headers={"hx-request": "true"})
    assert late.status_code == 204
    assert not UnfinishedWork.objects.exists()


def test_work_that_somebody_overtook_says_so_and_overwrites_nothing_when_sent(world, proposal):
    page, browser = step_of(world, proposal), browser_of(world.secretary)
    browser.post(page, {**form_of(browser.get(page)), "rationale": "ของเลขานุการ", "keep": "1"})
    edit_proposal(proposal=proposal, draft=world.words(2, rationale="ของประธาน"), by=world.leader, seen=0)
    again = browser.get(page)
    assert "หลังจากนั้นมีคนแก้ไขโครงการนี้แล้ว" in words_of(again)
    assert browser.post(page, {**form_of(again), "rationale": "ของเลขานุการ"}).status_code == 409
    assert PlanLine.objects.get(line__proposal=proposal).proposal_version.rationale == "ของประธาน"


def test_the_short_form_and_the_lines_keep_what_was_typed_too(world):
    browser = browser_of(world.secretary)
    for name, field in (("plan_draft_short", "title"), ("plan_draft_quick", "lines")):
        page = reverse(name, args=[world.plan.reference])
        browser.post(page, {**form_of(browser.get(page)), field: "ถนนสายวัด", "keep": "1"})
        assert "ถนนสายวัด" in browser.get(page).content.decode()
    assert sorted(UnfinishedWork.objects.values_list("page", flat=True)) == ["quick", "short"]
