"""What an owner does with a plan: adopt, submit, recall, withdraw, answer remarks, come back after a return."""

from datetime import timedelta

import pytest

from approvals.drafts import RemarkDraft
from approvals.verbs.review import accept_plan, open_review, return_plan, waive_remark
from directory.errors import Invalid, Refused, Stale
from documents.models import Document
from proposals.contents import hash_of
from proposals.models import Decision, Fate, Proposal, ProposalVersion
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)
from tests.cast import DAY_ONE, version_of
from workflow import desk
from workflow.models import Deadline, Event, Notice

pytestmark = pytest.mark.django_db


def waiting(plan):
    """The steps that a plan waits for."""
    from workflow.flows import FLOWS

    names = [node.name for node in FLOWS[plan.flow].instance.nodes() if node.task_type in {"HUMAN", "CATCH"}]
    return {name for name in names if desk.waiting_task(plan, name) is not None}


def due(plan):
    return dict(
        Deadline.objects.filter(plan=plan, settled_at=None, replaced_by=None).values_list("kind", "due_on")
    )  # fmt: skip


# --- Adopting ---


def test_adopting_freezes_the_version_its_words_and_its_decision(world):
    world.draft(world.plan)
    version = version_of(world.plan)
    resolution = world.resolution(world.plan)
    adopt_plan(plan=world.plan, seen=version, resolution=resolution, by=world.leader)
    version.refresh_from_db()
    decision = Decision.objects.get(plan=world.plan)
    assert version.frozen_at is not None
    assert version.hash == hash_of(version) == resolution.version_hash == decision.version_hash
    assert (decision.act, decision.office, decision.resolution) == ("adopt", world.leader.office, resolution)
    assert not ProposalVersion.objects.filter(proposal__plan=world.plan, frozen_at=None).exists()
    assert set(Proposal.objects.filter(plan=world.plan).values_list("state", flat=True)) == {"adopted"}
    assert waiting(world.plan) == {"submit"}


def test_contents_that_changed_after_the_resolution_are_not_adopted(world):
    world.draft(world.plan)
    resolution = world.resolution(world.plan)
    draft_proposals(plan=world.plan, drafts=[world.words(7)], by=world.secretary)
    version = version_of(world.plan)
    with pytest.raises(Invalid) as refused:
        adopt_plan(plan=world.plan, seen=version, resolution=resolution, by=world.leader)
    assert [problem.field for problem in refused.value.problems] == ["resolution"]
    plan = world.fresh(world.plan)
    assert (plan.state, plan.current_version.frozen_at, plan.current_version.hash) == ("draft", None, "")
    assert waiting(plan) == {"adopt"}


def test_words_that_changed_after_the_resolution_are_not_adopted_either(world):
    proposal, *_rest = world.draft(world.plan)
    resolution = world.resolution(world.plan)
    edit_proposal(proposal=proposal, draft=world.words(1, place="ที่อื่น"), by=world.leader, seen=0)
    with pytest.raises(Invalid):
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=world.leader)


def test_an_empty_plan_is_not_adopted(world):
    resolution = world.resolution(world.plan)
    with pytest.raises(Invalid) as refused:
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=world.leader)
    assert [problem.field for problem in refused.value.problems] == ["has_lines"]


def test_the_resolution_of_another_plan_adopts_nothing(world):
    world.draft(world.plan)
    world.draft(world.far_plan)
    foreign = world.resolution(world.far_plan)
    with pytest.raises(Invalid):
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=foreign, by=world.leader)


def test_the_secretary_writes_and_the_chair_adopts(world):
    world.draft(world.plan)
    resolution = world.resolution(world.plan)
    with pytest.raises(Refused):
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=world.secretary)
    adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=world.leader)
    with pytest.raises(Stale):
        adopt_plan(plan=world.plan, seen=version_of(world.plan), resolution=resolution, by=world.leader)


def test_minutes_with_the_extract_are_prepared_by_adopting(world):
    world.adopted(world.plan)
    paper = Document.objects.get(plan=world.plan)
    assert (paper.kind, paper.issuer, paper.recipient, paper.register) == ("T03", world.plan.owner, None, "")


# --- Submitting and recalling ---


def test_submitting_starts_the_clocks_of_receipt_and_opinions(world):
    plan = world.submitted(world.plan)
    assert due(plan) == {"receipt": DAY_ONE + timedelta(15), "opinion": DAY_ONE + timedelta(30)}
    assert waiting(plan) == {"receive"}
    assert Document.objects.filter(plan=plan, kind="T10", recipient=world.bodies["district"]).count() == 1


def test_a_plan_is_submitted_once(world):
    plan = world.submitted(world.plan)
    with pytest.raises(Stale):
        submit_plan(plan=plan, seen=version_of(plan), by=world.leader)
    assert Event.objects.filter(plan=plan, verb="submit").count() == 1


def test_a_recalled_plan_waits_for_its_submission_again_and_its_clocks_stand(world):
    plan = world.received(world.plan)
    recall_plan(plan=plan, by=world.leader, reason="ขอแก้ยอดเงิน")
    assert (plan.state, plan.received_at, due(plan), waiting(plan)) == ("adopted", None, {}, {"submit"})
    assert Event.objects.get(plan=plan, verb="recall").note.text == "ขอแก้ยอดเงิน"
    submit_plan(plan=plan, seen=version_of(plan), by=world.leader)
    assert plan.state == "submitted"


def test_after_the_district_has_opened_it_a_plan_is_not_recalled(world):
    plan = world.in_review(world.plan)
    with pytest.raises(Stale, match=str(world.coordinator.user)):
        recall_plan(plan=plan, by=world.leader, reason="ช้าไป")
    assert (plan.state, waiting(plan)) == ("in_review", {"technical", "opinion"})


def test_recalling_needs_a_reason(world):
    plan = world.submitted(world.plan)
    with pytest.raises(Invalid) as refused:
        recall_plan(plan=plan, by=world.leader, reason=" ")
    assert [problem.field for problem in refused.value.problems] == ["reason"]


def test_a_district_recalls_its_plan_before_the_province_opens_it(world):
    plan = world.submitted_district()
    recall_plan(plan=plan, by=world.coordinator, reason="ขอแก้บัญชี")
    assert (plan.state, waiting(plan)) == ("adopted", {"submit"})


# --- Withdrawing ---


@pytest.mark.parametrize("way", ["submitted", "in_review", "ready_to_decide", "returned", "accepted"])
def test_an_owner_withdraws_single_lines_until_the_level_above_closes(world, way):
    plan = getattr(world, way)(world.plan)
    last = world.lines(plan)[-1]
    withdraw_lines(plan=plan, line_ids=[last.pk], by=world.secretary, reason="ได้งบจากมูลนิธิแล้ว")
    fate = Fate.objects.get()
    assert (fate.line, fate.kind, fate.reason_code, fate.reason) == (
        last, "withdrawn", "owner_withdrew", "ได้งบจากมูลนิธิแล้ว",
    )  # fmt: skip
    last.proposal.refresh_from_db()
    assert (last.proposal.state, plan.state) == ("withdrawn", world.fresh(plan).state)


def test_a_line_withdrawn_from_a_returned_plan_does_not_stop_its_next_adoption(world):
    plan = world.returned(world.plan)
    withdraw_lines(plan=plan, line_ids=[world.lines(plan)[-1].pk], by=world.secretary, reason="ไม่ทำแล้ว")
    world.adopted(plan)
    assert plan.state == "adopted"
    assert [row.line.number for row in world.rows(plan)] == [1, 2]


def test_a_line_withdrawn_from_the_worksheet_is_not_taken_in(world):
    district = world.gathered_district()
    plan = world.plan
    gone = world.lines(plan)[-1]
    withdraw_lines(plan=plan, line_ids=[gone.pk], by=world.secretary, reason="ไม่ทำแล้ว")
    world.resolved_district()
    assert list(Fate.objects.filter(line=gone).values_list("kind", flat=True)) == ["withdrawn"]
    assert not gone.shares_out.exists()
    assert sum(row.asked for row in world.rows(district)) == 2000 + 2 * 5000


def test_after_the_level_above_has_closed_nothing_is_withdrawn(world):
    plan = world.plan
    world.resolved_district()
    for act in (
        lambda: withdraw_lines(plan=plan, line_ids=[world.lines(plan)[-1].pk], by=world.leader, reason="สาย"),
        lambda: withdraw_plan(plan=plan, by=world.leader, reason="สาย"),
    ):
        with pytest.raises(Stale):
            act()


def test_what_is_not_in_the_plan_or_settled_already_is_named(world):
    plan = world.submitted(world.plan)
    first, last = world.lines(plan)[0], world.lines(plan)[-1]
    withdraw_lines(plan=plan, line_ids=[last.pk], by=world.leader, reason="ไม่ทำแล้ว")
    with pytest.raises(Invalid) as refused:
        withdraw_lines(plan=plan, line_ids=[first.pk, last.pk, 999_999], by=world.leader, reason="ไม่ทำแล้ว")
    assert [(p.field, p.value) for p in refused.value.problems] == [("lines", "999999"), ("lines", str(last.pk))]
    assert Fate.objects.count() == 1


def test_a_withdrawn_plan_waits_for_nobody_and_each_line_says_so(world):
    plan = world.in_review(world.plan)
    one = world.lines(plan)[0]
    withdraw_lines(plan=plan, line_ids=[one.pk], by=world.leader, reason="รายการเดียว")
    withdraw_plan(plan=plan, by=world.leader, reason="รวมสภา")
    assert (plan.state, waiting(plan)) == ("withdrawn", set())
    reasons = Fate.objects.order_by("line__number").values_list("kind", "reason")
    assert list(reasons) == [("withdrawn", "รายการเดียว"), ("withdrawn", "รวมสภา"), ("withdrawn", "รวมสภา")]
    assert due(plan) == {}


def test_withdrawing_a_plan_needs_a_reason(world):
    plan = world.submitted(world.plan)
    with pytest.raises(Invalid):
        withdraw_plan(plan=plan, by=world.leader, reason="")
    assert (world.fresh(plan).state, Fate.objects.count()) == ("submitted", 0)


# --- Remarks, and coming back ---


def test_a_returned_plan_has_an_open_version_and_a_due_date(world):
    plan = world.returned(world.plan)
    assert (plan.state, version_of(plan).number, version_of(plan).frozen_at) == ("returned", 2, None)
    assert due(plan) == {"revision": DAY_ONE + timedelta(30)}
    assert waiting(plan) == {"adopt"}
    named = world.lines(plan)[-1].proposal
    states = dict(Proposal.objects.filter(plan=plan).values_list("pk", "state"))
    assert states == {pk: "returned" if pk == named.pk else "adopted" for pk in states}


def test_remarks_are_numbered_on_through_every_return(world):
    plan = world.returned(world.plan, RemarkDraft("ข้อแรก"), RemarkDraft("ข้อสอง"))
    world.submitted(plan)
    world.returned(plan, RemarkDraft("รอบสอง"))
    remarks = [(r.number, r.text, r.version.number, r.asked_by) for r in plan.remarks.order_by("number")]
    office = world.coordinator.office
    assert remarks == [(1, "ข้อแรก", 1, office), (2, "ข้อสอง", 1, office), (3, "รอบสอง", 2, office)]


@pytest.mark.parametrize(
    ("remarks", "days", "fields"),
    [
        ([], 30, ["remarks"]),
        ([RemarkDraft("")], 30, ["remarks[0].text"]),
        ([RemarkDraft("ดี"), RemarkDraft("ก" * 5001)], 30, ["remarks[1].text"]),
        ([RemarkDraft("ดี", line_id=999_999)], 30, ["remarks[0].line"]),
        ([RemarkDraft("ดี", field="ก" * 41)], 30, ["remarks[0].field"]),
        ([RemarkDraft("ดี")], 0, ["due"]),
        ([RemarkDraft("")], -1, ["remarks[0].text", "due"]),
    ],
)
def test_a_return_says_what_is_wrong_with_its_remarks(world, remarks, days, fields):
    plan = world.ready_to_decide(world.plan)
    with pytest.raises(Invalid) as refused:
        return_plan(
            plan=plan, seen=version_of(plan), by=world.coordinator, remarks=remarks, due=DAY_ONE + timedelta(days)
        )
    assert [problem.field for problem in refused.value.problems] == fields
    assert (world.fresh(plan).state, plan.remarks.count(), waiting(plan)) == ("in_review", 0, {"decide"})


def test_an_unanswered_remark_blocks_acceptance_until_it_is_waived_with_a_reason(world):
    plan = world.returned(world.plan, RemarkDraft("ข้อแรก"), RemarkDraft("ข้อสอง"))
    answer_remarks(plan=plan, answers={1: "แก้แล้ว"}, by=world.secretary)
    resolution = world.resolution(plan)
    adopt_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=world.leader)
    world.ready_to_decide(plan)
    with pytest.raises(Invalid) as refused:
        accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    assert [problem.field for problem in refused.value.problems] == ["no_remark_is_unanswered"]
    with pytest.raises(Invalid):
        waive_remark(plan=plan, number=2, reason="", by=world.coordinator)
    waive_remark(plan=plan, number=2, reason="ตรวจในพื้นที่แล้ว", by=world.coordinator)
    accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    assert list(plan.remarks.values_list("number", "answer", "waived_reason").order_by("number")) == [
        (1, "แก้แล้ว", ""),
        (2, "", "ตรวจในพื้นที่แล้ว"),
    ]
    assert not plan.remarks.filter(closed_at=None).exists()


def test_a_council_may_resubmit_unchanged_with_its_reasons(world):
    plan = world.returned(world.plan)
    before = [row.proposal_version_id for row in world.rows(plan)]
    answer_remarks(plan=plan, answers={1: "ยืนยันตามเดิม เพราะที่ประชุมเห็นชอบแล้ว"}, by=world.secretary)
    world.accepted(plan)
    assert [row.proposal_version_id for row in world.rows(plan)] == before
    assert plan.state == "accepted"


@pytest.mark.parametrize(
    ("answers", "fields"),
    [({9: "ไม่มี"}, ["answers"]), ({1: " "}, ["answers[1]"]), ({1: "ก" * 5001}, ["answers[1]"])],
)
def test_an_answer_belongs_to_an_open_remark_and_has_words(world, answers, fields):
    plan = world.returned(world.plan)
    with pytest.raises(Invalid) as refused:
        answer_remarks(plan=plan, answers=answers, by=world.secretary)
    assert [problem.field for problem in refused.value.problems] == fields


def test_a_waived_remark_is_answered_no_more(world):
    plan = world.returned(world.plan)
    waive_remark(plan=plan, number=1, reason="ตรวจแล้ว", by=world.coordinator)
    with pytest.raises(Invalid):
        answer_remarks(plan=plan, answers={1: "สาย"}, by=world.secretary)


def test_a_resubmission_settles_the_revisions_due_date(world):
    plan = world.submitted(world.returned(world.plan))
    assert "revision" not in due(plan)


def test_a_resubmitted_plan_goes_to_the_kbt_and_the_district_again_with_fresh_eyes(world):
    plan = world.submitted(world.returned(world.plan))
    assert (plan.state, version_of(plan).number) == ("submitted", 2)
    with pytest.raises(Stale):
        accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)


def test_the_district_decides_on_the_version_that_it_saw(world):
    plan = world.ready_to_decide(world.submitted(world.returned(world.plan)))
    first = plan.versions.get(number=1)
    with pytest.raises(Stale):
        accept_plan(plan=plan, seen=first, by=world.coordinator)
    accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    assert Decision.objects.get(plan=plan, act="accept").version == version_of(plan)


# --- Notices ---


def test_the_desk_above_and_the_laos_are_told_of_a_submission(world):
    plan = world.submitted(world.plan)
    told = Notice.objects.filter(plan=plan, verb="submit_plan").values_list("body__code", flat=True)
    assert sorted(told) == ["district", "lao"]


def test_nothing_is_told_of_what_was_refused(world):
    plan = world.received(world.plan)
    open_review(plan=plan, by=world.coordinator)
    before = Notice.objects.count()
    with pytest.raises(Stale):
        recall_plan(plan=plan, by=world.leader, reason="ช้าไป")
    assert Notice.objects.count() == before
