"""Readiness: the questions are each province's data, a draft answers them, and they block only where that is wanted."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from documents.verbs import issue_paper
from proposals.attaching import prepared
from proposals.models import ReadinessAnswer, ReadinessList
from proposals.readiness import questions_of_many
from proposals.verbs.attachments import add_attachment, remove_attachment
from proposals.verbs.drafting import draft_proposals, remove_drafts
from proposals.verbs.readiness import answer_readiness, require_readiness, set_readiness
from tests.approvals.visits import rows, words_of
from tests.proposals.test_attachments import photograph
from tests.proposals.test_meeting_pages import sent
from tests.proposals.test_together import coach, invited, proposal
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
__all__ = ["coach", "proposal"]

ITEMS = [
    {"code": "land", "text": "มีที่ดินแล้ว", "legal_reference": "ระเบียบ ข้อ 1", "classes": ["together"]},
    {"text": "มีแบบแปลน", "needs_paper": True},
]


def questions(world, proposal):
    (row,) = [row for row in world.rows(world.plan) if row.line.proposal_id == proposal.pk]
    return questions_of_many(world.plan, [row])[proposal.pk]


def own_list(world, **changes):
    return set_readiness(**{"province": world.province, "items": ITEMS, "by": world.provincial_officer, **changes})


def test_every_province_begins_with_the_common_questions_and_none_is_called_statutory(world, proposal):
    common = ReadinessList.objects.get(province=None)
    assert not any(item["verified"] for item in common.items)
    assert [question.code for question in questions(world, proposal)] == [
        "land",
        "drawings",
        "cost_sheets",
        "maintenance",
        "hands",
    ]


def test_a_province_sets_its_own_as_a_new_version_and_codes_stay(world, proposal):
    first = own_list(world)
    assert [item["code"] for item in first.items] == ["land", "q1"]
    second = own_list(world, items=[*first.items, {"text": "มีผู้ดูแล"}])
    assert (second.version, [item["code"] for item in second.items]) == (2, ["land", "q1", "q2"])
    assert [question.text for question in questions(world, proposal)] == ["มีที่ดินแล้ว", "มีแบบแปลน", "มีผู้ดูแล"]
    with pytest.raises(DatabaseError), transaction.atomic():
        ReadinessList.objects.filter(pk=first.pk).update(version=9)


def test_an_agency_asks_besides_of_the_projects_that_name_it(world):
    agency = world.bodies["agency"]
    own_list(world, agency=agency, items=[{"code": "survey", "text": "สำรวจแล้ว"}])
    drafts = [world.words(2, lead_agency=agency.name), world.words(3)]
    named, other = draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    assert questions(world, named)[-1].code == f"{agency.pk}.survey"
    assert questions(world, named)[-1].asked_by == agency.name
    assert len(questions(world, other)) == len(questions(world, named)) - 1


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"text": " "}],
        [{"text": "ก" * 301}],
        [{"text": "ก", "classes": ["big"]}],
        [{"text": "ก", "legal_reference": "ก" * 301}],
        [{"code": "a", "text": "ก"}, {"code": "a", "text": "ข"}],
        [{"text": "ก"}] * 41,
    ],
)
def test_what_is_no_list_is_refused(world, items):
    with pytest.raises(Invalid):
        own_list(world, items=items)
    assert not ReadinessList.objects.filter(province=world.province).exists()


def test_only_who_manages_the_provinces_cycles_sets_them(world):
    for by, refusal in ((world.coordinator, NotHere), (world.governor, Refused), (world.stranger, NotHere)):
        with pytest.raises(refusal):
            own_list(world, by=by)
        with pytest.raises(refusal):
            require_readiness(cycle=world.cycle, required=True, by=by)
    with pytest.raises(Invalid):
        own_list(world, agency=world.bodies["council"])


def test_the_owner_and_her_coach_answer_and_a_later_answer_replaces(world, coach, proposal):
    invited(world, proposal, coach)
    answer_readiness(proposal=proposal, answers={"land": ("no", "รอเทศบาล")}, by=coach)
    answer_readiness(proposal=proposal, answers={"land": ("yes", ""), "hands": ("not_applicable", "")}, by=world.leader)
    assert set(ReadinessAnswer.objects.values_list("code", "answer", "note")) == {
        ("land", "yes", ""),
        ("hands", "not_applicable", ""),
    }
    invited(world, proposal, world.lao_planner)
    answer_readiness(proposal=proposal, answers={"drawings": ("yes", "")}, by=world.lao_planner)


def test_others_do_not_answer_and_unknown_questions_are_named(world, coach, proposal):
    answers = {"land": ("yes", "")}
    for by, refusal in (
        (coach, NotHere),
        (world.other_leader, NotHere),
        (world.stranger, NotHere),
        (world.coordinator, Refused),
    ):
        with pytest.raises(refusal):
            answer_readiness(proposal=proposal, answers=answers, by=by)
    for wrong in ({"moon": ("yes", "")}, {"land": ("perhaps", "")}, {"land": ("yes", "ก" * 501)}, {}):
        with pytest.raises(Invalid):
            answer_readiness(proposal=proposal, answers=wrong, by=world.leader)
    world.adopted(world.plan)
    with pytest.raises(Stale):
        answer_readiness(proposal=proposal, answers=answers, by=world.leader)


def test_open_questions_block_submission_only_where_the_cycle_wants_it(world, proposal):
    require_readiness(cycle=world.cycle, required=True, by=world.provincial_officer)
    world.adopted(world.plan)
    with pytest.raises(Invalid) as refusal:
        world.submitted(world.fresh(world.plan))
    assert "readiness_is_answered" in {problem.field for problem in refusal.value.problems}
    require_readiness(cycle=world.cycle, required=False, by=world.provincial_officer)
    assert world.submitted(world.fresh(world.plan)).state == "submitted"


def test_with_all_questions_answered_it_is_submitted(world, proposal):
    require_readiness(cycle=world.cycle, required=True, by=world.provincial_officer)
    answers = {question.code: ("not_applicable", "") for question in questions(world, proposal)}
    answer_readiness(proposal=proposal, answers=answers, by=world.leader)
    world.adopted(world.plan)
    assert world.submitted(world.fresh(world.plan)).state == "submitted"


def test_the_checklist_is_a_page_of_the_draft_and_part_of_its_printed_form(world, proposal):
    address = reverse("proposal_readiness", args=[world.plan.reference, proposal.reference])
    fields = {"answer_0": "no", "note_0": "รอหนังสืออนุญาต"}
    assert sent(world.leader, address, **fields)["location"] == address
    assert ReadinessAnswer.objects.get().note == "รอหนังสืออนุญาต"
    assert "ต้องมีเอกสารแนบ" in words_of(browser_of(world.leader).get(address))
    issue_paper(code="T05", plan=world.plan, by=world.leader, about=proposal.reference)
    snapshot = json.loads(Document.objects.get(kind="T05").snapshot)
    (section,) = [each for each in snapshot["sections"] if each["heading"] == "ความพร้อมของโครงการ"]
    assert "รอหนังสืออนุญาต" in str(section["table"])
    assert "ยังไม่พร้อม" in str(section["table"])


def test_a_province_sets_its_questions_on_a_page(world, proposal):
    address = reverse("readiness_list", args=["37"])
    fields = {
        "valid_from_day": "2",
        "valid_from_month": "11",
        "valid_from_year": "2569",
        "required_before_submission": "on",
        **rows("items", {"text": "มีที่ดินแล้ว", "legal_reference": "ระเบียบ ข้อ 1", "classes": "together"}),
    }
    answer = sent(world.provincial_officer, address, **fields)
    assert answer.status_code == 302, words_of(answer)
    assert [question.text for question in questions(world, proposal)] == ["มีที่ดินแล้ว"]
    world.cycle.refresh_from_db()
    assert world.cycle.requires_readiness
    for by, status in ((world.leader, 403), (world.stranger, 404), (world.coordinator, 403)):
        assert browser_of(by).get(address).status_code == status
    empty = sent(world.provincial_officer, address, **{**fields, **rows("items", {"text": "", "legal_reference": "x"})})
    assert empty.status_code == 422


# --- An agency's own list --------------------------------------------------------------------------------------------

OF_AN_AGENCY = {
    "valid_from_day": "2",
    "valid_from_month": "11",
    "valid_from_year": "2569",
    **rows("items", {"text": "สำรวจแนวท่อแล้ว", "legal_reference": "คู่มือหน่วยงาน หน้า 4", "needs_paper": "on"}),
}


def agencys_page(world):
    return reverse("agency_readiness", args=["37", world.bodies["agency"].code])


def test_an_agency_sets_its_own_questions_in_versions_and_its_province_may_too(world):
    address = agencys_page(world)
    assert f'href="{address}"' in browser_of(world.agency).get(reverse("inbox")).content.decode()
    assert sent(world.agency, address, **OF_AN_AGENCY)["location"] == address
    first = ReadinessList.objects.get(agency=world.bodies["agency"])
    assert (first.version, first.set_by, first.items[0]["legal_reference"]) == (
        1,
        world.agency.office,
        "คู่มือหน่วยงาน หน้า 4",
    )
    again = {**OF_AN_AGENCY, **rows("items", {"code": "q1", "text": "สำรวจแนวท่อครบแล้ว"}, {"text": "มีผู้ดูแลระบบ"})}
    assert sent(world.provincial_officer, address, **again).status_code == 302
    (second,) = ReadinessList.objects.filter(agency=world.bodies["agency"], version=2)
    assert [item["code"] for item in second.items] == ["q1", "q2"]
    shown = words_of(browser_of(world.agency).get(address))
    assert "ฉบับที่ 2 · 2 รายการ" in shown
    assert "สำรวจแนวท่อแล้ว คู่มือหน่วยงาน หน้า 4 · ยังไม่ได้ตรวจกับต้นฉบับ" in shown  # the first version stays readable
    listed = browser_of(world.provincial_officer).get(reverse("readiness_list", args=["37"])).content.decode()
    assert address in listed
    empty = sent(world.agency, address, **{**OF_AN_AGENCY, **rows("items", {"text": "", "legal_reference": "x"})})
    assert empty.status_code == 422


def test_nobody_else_sets_what_an_agency_asks(world):
    for by, status in ((world.other_agency, 403), (world.leader, 403), (world.coordinator, 403), (world.stranger, 404)):
        assert browser_of(by).get(agencys_page(world)).status_code == status
    assert browser_of(world.agency).get(reverse("agency_readiness", args=["37", "council"])).status_code == 404
    for by, refusal in ((world.other_agency, Refused), (world.leader, NotHere), (world.coordinator, Refused)):
        with pytest.raises((refusal, NotHere)):
            own_list(world, agency=world.bodies["agency"], by=by)
    with pytest.raises((NotHere, Refused)):
        own_list(world, by=world.agency)  # the province's own list is not an agency's


# --- The paper that proves an answer ---------------------------------------------------------------------------------


@pytest.fixture
def drawing(world, proposal):
    file = prepared(photograph(), name="แบบแปลน.jpg")
    return add_attachment(plan=world.plan, proposal=proposal, file=file, by=world.secretary)


def test_an_attachment_of_the_draft_proves_an_answer_until_it_is_removed(world, proposal, drawing):
    own_list(world, items=[{"code": "plan", "text": "มีแบบแปลน", "needs_paper": True}])
    address = reverse("proposal_readiness", args=[world.plan.reference, proposal.reference])
    sent(world.leader, address, answer_0="yes")
    assert questions(world, proposal)[0].is_open  # a yes alone proves nothing where a paper is needed
    sent(world.leader, address, answer_0="yes", paper_0=str(drawing.pk))
    (question,) = questions(world, proposal)
    assert (question.paper, question.is_open) == (drawing, False)
    event = Event.objects.filter(verb="answer_readiness").latest("pk")
    assert json.loads(event.data)["papers"] == {"plan": drawing.pk}
    issue_paper(code="T05", plan=world.plan, by=world.leader, about=proposal.reference)
    assert "เอกสารแนบ แบบแปลน.jpg" in Document.objects.get(kind="T05").snapshot
    remove_attachment(plan=world.plan, attachment=drawing, by=world.secretary)
    (question,) = questions(world, proposal)
    assert (question.paper, question.is_open) == (None, True)


def test_a_paper_of_another_draft_or_a_removed_one_proves_nothing(world, proposal, drawing):
    (other,) = draft_proposals(plan=world.plan, drafts=[world.words(3)], by=world.secretary)
    other.plan = world.plan
    answers, papers = {"land": ("yes", "")}, {"land": drawing}
    with pytest.raises(Invalid) as refusal:
        answer_readiness(proposal=other, answers=answers, papers=papers, by=world.leader)
    assert [problem.field for problem in refusal.value.problems] == ["land_paper"]
    address = reverse("proposal_readiness", args=[world.plan.reference, other.reference])
    sent(world.leader, address, answer_0="yes", paper_0=str(drawing.pk))  # its page does not offer that file
    assert ReadinessAnswer.objects.get(proposal=other).paper is None
    remove_attachment(plan=world.plan, attachment=drawing, by=world.secretary)
    drawing.refresh_from_db()
    with pytest.raises(Invalid):
        answer_readiness(proposal=proposal, answers=answers, papers=papers, by=world.leader)


def test_a_draft_with_a_proven_answer_is_removed_with_all_of_it(world, proposal, drawing):
    answer_readiness(proposal=proposal, answers={"land": ("yes", "")}, papers={"land": drawing}, by=world.leader)
    remove_drafts(plan=world.plan, proposals=[proposal], by=world.secretary)
    assert not ReadinessAnswer.objects.exists()


def test_its_pages_cost_few_queries(world, coach, proposal, django_assert_max_num_queries):
    invited(world, proposal, coach)
    address = reverse("proposal_readiness", args=[world.plan.reference, proposal.reference])
    for by in (world.leader, coach):
        browser = browser_of(by)
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200
    browser = browser_of(world.provincial_officer)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("readiness_list", args=["37"])).status_code == 200
    browser = browser_of(world.agency)
    with django_assert_max_num_queries(12):
        assert browser.get(agencys_page(world)).status_code == 200
