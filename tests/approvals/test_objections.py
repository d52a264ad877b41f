"""A voice before the committee meets: who sees a draft, who objects on record, and how the desk answers."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.models import Objection, ObjectionAnswer
from approvals.objections import draft_above, own_lines
from approvals.verbs.objections import answer_objection, object_to_draft
from approvals.verbs.worksheet import merge_lines, take_lines
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from tests.approvals.visits import address, mistakes_of, opened, sent, words_of
from tests.visitors import browser_of
from workflow.models import Event, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world):
    """The district is compiling."""
    return world.gathered_district()


def own_line(world):
    return world.lines(world.plan)[0].pk


def object_to(draft, by, *, line=None, text="ขอให้แยกไว้ เพราะคนละหมู่บ้าน"):
    return object_to_draft(plan=draft, text=text, line_id=line, by=by)


def fields_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def test_a_source_council_objects_to_what_is_said_of_its_own_project(world, draft):
    object_to(draft, world.leader, line=own_line(world))
    objection = Objection.objects.get()
    assert (objection.body, objection.line_id, objection.plan) == (world.leader.body, own_line(world), draft)
    event = Event.objects.filter(verb="object_to_draft").get()
    assert list(event.items.values_list("record_id", flat=True)) == [own_line(world)]
    assert list(Notice.objects.filter(verb="object_to_draft").values_list("body", flat=True)) == [
        world.coordinator.body.pk
    ]


def test_a_council_objects_to_the_whole_draft_but_not_about_another_s_project(world, draft):
    object_to(draft, world.leader)
    others = world.lines(world.shared_plans[0])[0].pk
    assert fields_of(lambda: object_to(draft, world.leader, line=others)) == ["line"]
    assert fields_of(lambda: object_to(draft, world.leader, line=others, text=" ")) == ["text", "line"]
    assert Objection.objects.count() == 1


def test_who_is_no_source_has_no_voice(world, draft):
    for by in (world.governor, world.provincial_officer, world.coordinator):
        with pytest.raises(Refused):
            object_to(draft, by)
    for by in (world.other_coordinator, world.agency, world.stranger):
        with pytest.raises(NotHere):
            object_to(draft, by)


def test_a_committee_that_has_resolved_hears_no_more_objections(world):
    plan = world.resolved_district()
    with pytest.raises(Stale):
        object_to(plan, world.leader)


def test_the_desk_answers_once(world, draft):
    object_to(draft, world.leader)
    pk = Objection.objects.get().pk
    assert fields_of(lambda: answer_objection(plan=draft, objection_id=pk, text=" ", by=world.coordinator)) == ["text"]
    with pytest.raises(NotHere):
        answer_objection(plan=draft, objection_id=pk, text="รับไว้", by=world.leader)
    with pytest.raises(Refused):
        answer_objection(plan=draft, objection_id=pk, text="รับไว้", by=world.governor)
    answer_objection(plan=draft, objection_id=pk, text="จะเสนอที่ประชุม", by=world.coordinator)
    again = fields_of(lambda: answer_objection(plan=draft, objection_id=pk, text="อีกครั้ง", by=world.coordinator))
    assert (again, ObjectionAnswer.objects.get().text) == (["objection"], "จะเสนอที่ประชุม")


@pytest.mark.parametrize("model", [Objection, ObjectionAnswer])
def test_what_was_objected_and_answered_is_never_edited(world, draft, model):
    object_to(draft, world.leader)
    answer_objection(plan=draft, objection_id=Objection.objects.get().pk, text="รับไว้", by=world.coordinator)
    for act in (lambda: model.objects.update(text="อื่น"), lambda: model.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_draft_says_what_became_of_each_of_a_council_s_projects(world, draft):
    own, others = world.lines(world.plan)[1].pk, world.lines(world.shared_plans[0])[1].pk
    merge_lines(plan=draft, line_ids=[own, others], title="ถนนสายรวม", by=world.coordinator)
    plan = world.fresh(world.plan)
    worksheet = draft_above(plan)
    assert worksheet is not None
    kept, merged, undecided = own_lines(worksheet, plan)
    [part] = merged.parts
    assert (merged.item.line_id, part.entry.title, part.sources) == (own, "ถนนสายรวม", 2)
    assert part.asked == merged.item.asked
    assert [(each.item.answer, each.parts) for each in (kept, undecided)] == [("kept", []), ("", [])]


def test_the_ranked_table_shows_the_objections_to_the_committee(world, draft):
    object_to(draft, world.leader, line=own_line(world))
    world.resolved_district()
    snapshot = json.loads(Document.objects.get(kind="D04", plan=draft).snapshot)
    annex = snapshot["annexes"][-1]
    assert annex["heading"] == ["ข้อคัดค้านที่บันทึกไว้ก่อนการประชุม"]
    assert annex["rows"][0]["cells"][2:] == ["ขอให้แยกไว้ เพราะคนละหมู่บ้าน", "ยังไม่มีคำตอบ"]


def test_the_leader_sees_the_draft_and_objects_by_hand(world, draft):
    own, others = world.lines(world.plan)[1].pk, world.lines(world.shared_plans[0])[1].pk
    merge_lines(plan=draft, line_ids=[own, others], title="ถนนสายรวม", by=world.coordinator)
    page = opened(world.leader, "draft_above", world.plan)[1]
    assert "รวมเป็น “ถนนสายรวม” จาก 2 โครงการ" in words_of(page)
    wrong = sent(world.leader, "draft_above", world.plan, line=own, text="")
    assert (wrong.status_code, len(mistakes_of(wrong))) == (422, 1)
    assert sent(world.leader, "draft_above", world.plan, line=own, text="ขอให้แยก <b>ไว้</b>").status_code == 302
    shown = opened(world.leader, "draft_above", world.plan)[1]
    assert "ขอให้แยก &lt;b&gt;ไว้&lt;/b&gt;" in shown.content.decode()
    assert f"· {world.rows(world.plan)[1].proposal_version.title} ·" in words_of(shown)
    assert opened(world.coordinator, "draft_above", world.plan)[1].status_code == 403
    assert opened(world.other_leader, "draft_above", world.plan)[1].status_code == 404


def test_a_source_council_reads_the_whole_draft_and_its_own_objections_only(
    world, draft, django_assert_max_num_queries
):
    own, others = world.lines(world.plan)[1].pk, world.lines(world.shared_plans[0])[1].pk
    merge_lines(plan=draft, line_ids=[own, others], title="ถนนสายรวม", by=world.coordinator)
    take_lines(plan=draft, line_ids=[world.lines(world.shared_plans[0])[2].pk], by=world.coordinator)
    object_to(draft, world.leader, text="ของเรา")
    object_to(draft, world.writer_of(world.shared_plans[0]), text="ของเขา")
    there = address("objections", draft)
    assert f'href="{there}"' in opened(world.leader, "draft_above", world.plan)[1].content.decode()
    browser = browser_of(world.leader)
    browser.get(there)
    with django_assert_max_num_queries(12):
        page = browser.get(there)
    network = [each.entry.pk for each in opened(world.provincial_officer, "objections", draft)[1].context["page"]]
    assert [each.entry.pk for each in page.context["page"]] == network
    assert [each.text for each in page.context["objections"]] == ["ของเรา"]
    said = words_of(page)
    assert ("ถนนสายรวม" in said, "รวมจาก 2 โครงการ" in said, "ของเขา" in said) == (True, True, False)
    assert "<textarea" not in page.content.decode()
    assert reverse("desk_sheet", args=[draft.reference, "objections"]) not in page.content.decode()


def test_the_whole_draft_is_for_who_writes_for_a_source_of_that_district_and_only_until_the_committee_meets(
    world, draft
):
    object_to(draft, world.leader)
    there, own = address("objections", draft), Objection.objects.get().pk
    assert browser_of(world.other_leader).get(there).status_code == 200  # of another council of the district
    far = world.writer_of(world.far_plan)  # of another district
    for by in (far, world.lao_planner, world.agency, world.stranger, world.other_coordinator):
        assert browser_of(by).get(there).status_code == 404
    browser = browser_of(world.leader)
    assert browser.post(there, {"objection": own, "text": "รับไว้"}).status_code == 404
    assert not ObjectionAnswer.objects.exists()
    for elsewhere in (world.other_district_plan, world.provincial_plan):
        assert browser.get(address("objections", elsewhere)).status_code == 404
    assert browser.get(reverse("desk_sheet", args=[draft.reference, "objections"])).status_code == 404
    assert browser.get(reverse("plan", args=[draft.reference])).status_code == 404
    world.resolved_district()
    assert browser.get(there).status_code == 404


def test_a_district_does_not_read_the_whole_draft_of_its_province(world):
    plan = world.gathered_province()
    own = world.fresh(world.district_plan)
    assert draft_above(own) is not None
    assert opened(world.coordinator, "objections", plan)[1].status_code == 404


def test_the_desk_answers_by_hand_and_others_above_only_read(world, draft, django_assert_max_num_queries):
    object_to(draft, world.leader)
    pk = Objection.objects.get().pk
    assert "บันทึกคำตอบ" not in words_of(opened(world.provincial_officer, "objections", draft)[1])
    assert sent(world.coordinator, "objections", draft, objection=pk, text="").status_code == 422
    assert sent(world.coordinator, "objections", draft, objection=pk, text="จะเสนอที่ประชุม").status_code == 302
    assert "จะเสนอที่ประชุม" in words_of(opened(world.leader, "draft_above", world.plan)[1])
    browser = browser_of(world.coordinator)
    browser.get(address("objections", draft))
    with django_assert_max_num_queries(12):
        browser.get(address("objections", draft))
