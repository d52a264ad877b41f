"""A plan under review: the receipt of ก.บ.ต., the opinions of LAOs, silence at the deadline, screening."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from approvals.drafts import OpinionDraft, RemarkDraft
from approvals.models import Screening
from approvals.verbs.review import (
    accept_plan,
    close_remarks,
    give_opinions,
    open_review,
    receive_plan,
    return_plan,
    screen_plan,
    waive_remark,
)
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.models import Opinion
from proposals.queries import lines_for_opinion, opinions_owed
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.plan import answer_remarks
from tests.approvals.visits import opened, words_of
from tests.cast import DAY_ONE, version_of
from workflow import deadlines, desk
from workflow.models import Deadline, Event

pytestmark = pytest.mark.django_db
SUPPORTS = OpinionDraft("supports")


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def opinion(world, plan, by, *answers, draft=SUPPORTS):
    return give_opinions(plan=plan, seen=version_of(plan), answers=dict.fromkeys(answers, draft), by=by)


def two_villages(world):
    """The first council of the shared subdistrict asks for village 1 (LAO a), village 3 (LAO b) and the whole of it."""
    plan, _other = world.shared_plans
    villages = list(plan.area.villages.order_by("number"))
    drafts = [
        world.words(2, village=villages[0]),
        world.words(3, village=villages[2]),
        world.words(4),
        world.words(5, village=villages[0], work_class="self"),
    ]
    draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))
    return world.received(plan)


# --- ก.บ.ต. ---


def test_the_kbt_answers_line_by_line_and_the_plan_moves_on(world):
    plan = world.submitted(world.plan)
    first, second, _third = world.lines(plan)
    answers = {first.pk: SUPPORTS, second.pk: OpinionDraft("objects", reason="ขอผังบริเวณ")}
    receive_plan(plan=plan, seen=version_of(plan), answers=answers, by=world.kbt_secretary)
    given = Opinion.objects.order_by("line__number").values_list("line__number", "body__code", "kind", "reason")
    assert list(given) == [(1, "kbt", "supports", ""), (2, "kbt", "objects", "ขอผังบริเวณ")]
    assert plan.received_at is not None
    assert not Deadline.objects.filter(plan=plan, kind="receipt", settled_at=None).exists()
    assert desk.waiting_task(plan, "technical") is not None


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (OpinionDraft("objects"), "reason"),
        (OpinionDraft("declines", reason="  "), "reason"),
        (OpinionDraft("beyond_capacity"), "reason"),
        (OpinionDraft("silent"), "kind"),
        (OpinionDraft("likes"), "kind"),
    ],
)
def test_an_objection_has_its_reason(world, draft, field):
    plan = world.submitted(world.plan)
    line = world.lines(plan)[0]
    act = lambda: receive_plan(  # noqa: E731
        plan=plan, seen=version_of(plan), answers={line.pk: draft}, by=world.kbt_secretary
    )
    assert fields(act) == [f"answers[{line.pk}].{field}"]
    assert not Opinion.objects.exists()


def test_a_line_of_another_plan_is_not_answered(world):
    plan, foreign = world.submitted(world.plan), world.submitted(world.far_plan)
    line = world.lines(foreign)[0]
    act = lambda: receive_plan(  # noqa: E731
        plan=plan, seen=version_of(plan), answers={line.pk: SUPPORTS}, by=world.kbt_secretary
    )
    assert fields(act) == ["lines"]


def test_the_kbts_silence_is_recorded_after_its_last_day_and_not_on_it(world):
    plan = world.submitted(world.plan)
    with world.in_days(15):
        assert deadlines.sweep() == 0
    with world.in_days(16):
        assert deadlines.sweep() == 1
    event = Event.objects.get(plan=plan, verb="receive")
    assert (event.system, event.actor, event.facts["silent"]) == ("deadline", None, True)
    assert desk.waiting_task(plan, "technical") is not None


def test_a_plan_of_the_kbt_itself_needs_no_receipt(world):
    plan = world.submitted(world.kbt_plan)
    assert desk.waiting_task(plan, "technical") is not None


def test_the_district_opens_a_plan_only_after_the_kbt_has_received_it(world):
    plan = world.submitted(world.plan)
    assert fields(lambda: open_review(plan=plan, by=world.coordinator)) == ["is_received"]
    world.received(plan)
    open_review(plan=plan, by=world.coordinator)
    assert plan.state == "in_review"


# --- LAOs ---


def test_each_lao_is_asked_for_the_lines_in_its_villages_and_never_for_the_communitys_own(world):
    plan = two_villages(world)
    in_one, in_three, everywhere, _own = world.lines(plan)
    a, b = world.bodies["shared-lao-a"], world.bodies["shared-lao-b"]
    assert lines_for_opinion(plan) == {a.pk: {in_one.pk, everywhere.pk}, b.pk: {in_three.pk, everywhere.pk}}


def test_an_lao_answers_in_parts_and_the_last_answer_of_the_last_lao_completes_the_step(world):
    plan = two_villages(world)
    in_one, in_three, everywhere, _own = world.lines(plan)
    a, b = world.acting("shared-lao-a", "planner"), world.acting("shared-lao-b", "planner")
    opinion(world, plan, a, in_one.pk)
    assert opinions_owed(plan)[a.body.pk] == {everywhere.pk}
    opinion(world, plan, a, everywhere.pk)
    assert opinions_owed(plan) == {b.body.pk: {in_three.pk, everywhere.pk}}
    assert desk.waiting_task(plan, "opinion") is not None
    opinion(world, plan, b, in_three.pk, everywhere.pk)
    assert (opinions_owed(plan), desk.waiting_task(plan, "opinion")) == ({}, None)
    assert not Deadline.objects.filter(plan=plan, kind="opinion", settled_at=None).exists()
    assert Event.objects.filter(plan=plan, verb="finish_opinions").count() == 1


def test_an_lao_answers_neither_for_its_neighbours_villages_nor_twice(world):
    plan = two_villages(world)
    in_one, in_three, _everywhere, _own = world.lines(plan)
    a = world.acting("shared-lao-a", "planner")
    assert fields(lambda: opinion(world, plan, a, in_three.pk)) == ["lines"]
    opinion(world, plan, a, in_one.pk)
    assert fields(lambda: opinion(world, plan, a, in_one.pk)) == ["lines"]
    assert fields(lambda: opinion(world, plan, a)) == ["answers"]
    assert Opinion.objects.filter(body=a.body).count() == 1


def test_the_lao_of_another_subdistrict_sees_nothing(world):
    plan = world.received(world.plan)
    with pytest.raises(NotHere):
        opinion(world, plan, world.other_lao_planner, world.lines(plan)[-1].pk)
    with pytest.raises(Refused):
        opinion(world, plan, world.kbt_secretary, world.lines(plan)[-1].pk)


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        (OpinionDraft("takes_in"), ["plan_name", "plan_item", "plan_year"]),
        (OpinionDraft("takes_in", plan_name="แผนพัฒนาท้องถิ่น", plan_year=2572), ["plan_item"]),
        (OpinionDraft("takes_in", plan_name="แผนพัฒนาท้องถิ่น", plan_item="12"), ["plan_year"]),
        (OpinionDraft("takes_in", plan_name="แผน", plan_year=2029, plan_item="12"), ["plan_year"]),
        (OpinionDraft("takes_in", plan_year=2572, plan_item="12"), ["plan_name"]),
    ],
)
def test_taking_in_names_plan_year_and_item(world, draft, missing):
    plan = world.received(world.plan)
    line = world.lines(plan)[-1].pk
    found = fields(lambda: opinion(world, plan, world.lao_planner, line, draft=draft))
    assert found == [f"answers[{line}].{name}" for name in missing]


def test_opinions_carry_over_for_unchanged_lines_after_a_return(world):
    plan = world.returned(world.plan)
    changed = world.rows(plan)[-1]
    proposal = changed.line.proposal
    edit_proposal(proposal=proposal, draft=world.words(3, title="ใหม่"), by=world.secretary, seen=proposal.revision)
    world.received(plan)
    assert opinions_owed(plan) == {world.bodies["lao"].pk: {changed.line_id}}
    opinion(world, plan, world.lao_planner, changed.line_id)
    versions = Opinion.objects.filter(body=world.bodies["lao"]).order_by("version__number", "line__number")
    assert [(o.line.number, o.version.number) for o in versions] == [(2, 1), (3, 1), (3, 2)]


def test_nothing_is_asked_again_where_no_word_changed(world):
    plan = world.received(world.returned(world.plan))
    assert opinions_owed(plan) == {}
    assert desk.waiting_task(plan, "opinion") is None
    assert desk.waiting_task(plan, "technical") is not None


def test_silence_is_recorded_for_each_line_still_owed_and_the_plan_moves_on(world):
    plan = two_villages(world)
    in_one, in_three, everywhere, _own = world.lines(plan)
    opinion(world, plan, world.acting("shared-lao-a", "planner"), in_one.pk)
    with world.in_days(30):
        assert deadlines.sweep() == 0
    with world.in_days(31):
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
    silent = Opinion.objects.filter(kind="silent").order_by("body__code", "line__number")
    assert [(o.body.code, o.line_id) for o in silent] == [
        ("shared-lao-a", everywhere.pk),
        ("shared-lao-b", in_three.pk),
        ("shared-lao-b", everywhere.pk),
    ]
    event = Event.objects.get(plan=plan, verb="finish_opinions")
    assert (event.system, event.facts["silent"]) == (
        "deadline", sorted(world.bodies[name].pk for name in ("shared-lao-a", "shared-lao-b")),
    )  # fmt: skip
    with pytest.raises(Stale):
        opinion(world, plan, world.acting("shared-lao-b", "planner"), in_three.pk)


def test_review_and_opinions_go_side_by_side_and_the_decision_waits_for_both(world):
    plan = world.screened(world.plan)
    assert desk.waiting_task(plan, "decide") is None
    with pytest.raises(Stale):
        accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    world.opinions(plan)
    assert desk.waiting_task(plan, "decide") is not None


# --- Screening ---


def test_the_checklist_is_kept_for_the_version_that_was_read(world):
    plan = world.in_review(world.plan)
    assert fields(lambda: screen_plan(plan=plan, seen=version_of(plan), answers={}, by=world.coordinator)) == [
        "answers"
    ]
    answers = {"complete": True, "in_area": False}
    screen_plan(plan=plan, seen=version_of(plan), answers=answers, note="ขาดแผนที่", by=world.coordinator)
    kept = Screening.objects.get()
    assert (kept.version, kept.answers, kept.note, kept.office) == (
        version_of(plan), answers, "ขาดแผนที่", world.coordinator.office,
    )  # fmt: skip


def test_a_districts_checklist_that_is_filled_in_again_keeps_how_it_was_filled_in_before(world):
    plan, by = world.in_review_district(), world.provincial_officer
    for passed, note in ((False, "ขาดมติ"), (True, "มีมติแล้ว")):
        screen_plan(plan=plan, seen=version_of(plan), answers={"complete": passed}, note=note, by=by)
    before, now = Screening.objects.filter(plan=plan).order_by("pk")
    assert (before.answers, before.note, now.answers) == ({"complete": False}, "ขาดมติ", {"complete": True})
    events = Event.objects.filter(plan=plan, verb="screen").order_by("pk")
    assert [event.facts["screening"] for event in events] == [before.pk, now.pk]
    page = opened(by, "accept", plan)[1]
    assert page.context["screening"] == now
    assert [each.check for each in page.context["earlier"]] == [before]
    assert "ขาดมติ" in words_of(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        Screening.objects.filter(pk=before.pk).update(answers={})


def test_accepting_writes_one_decision_on_the_exact_version(world):
    plan = world.ready_to_decide(world.plan)
    accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    decision = plan.decisions.get(act="accept")
    assert (decision.version, decision.version_hash, decision.office) == (
        version_of(plan), version_of(plan).hash, world.coordinator.office,
    )  # fmt: skip
    with pytest.raises(Stale, match="02/11/2569"):
        accept_plan(plan=plan, seen=version_of(plan), by=world.chief)


def test_dates_are_counted_in_bangkok(world):
    plan = world.submitted(world.plan)
    assert Deadline.objects.get(plan=plan, kind="receipt").due_on == DAY_ONE + timedelta(15)


# --- Closing remarks ---


def returned_with_two(world):
    """Returned with a remark on its first line and one on the whole plan."""
    plan = world.ready_to_decide(world.plan)
    remarks = [RemarkDraft("ขอแผนที่", line_id=world.lines(plan)[0].pk), RemarkDraft("ขอรูป")]
    due = DAY_ONE + timedelta(days=10)
    return return_plan(plan=plan, seen=version_of(plan), by=world.coordinator, remarks=remarks, due=due)


def test_a_desk_closes_an_answered_remark_and_its_office_is_kept(world):
    plan = returned_with_two(world)
    by = world.coordinator
    answer_remarks(plan=plan, answers={1: "แนบแล้ว"}, by=world.secretary)
    with pytest.raises(Stale):  # it lies with its owner
        close_remarks(plan=plan, numbers=[1], by=by)
    waive_remark(plan=plan, number=2, reason="มีรูปเดิมแล้ว", by=by)
    plan = world.in_review(plan)
    (closed,) = close_remarks(plan=plan, numbers=[1], by=world.chief)
    assert (closed.closed_by, closed.answer) == (world.chief.office, "แนบแล้ว")
    assert plan.remarks.get(number=2).closed_by == by.office
    assert fields(lambda: close_remarks(plan=plan, numbers=[1], by=by)) == ["numbers"]
    assert fields(lambda: close_remarks(plan=plan, numbers=[], by=by)) == ["numbers"]
    with pytest.raises(Refused):
        close_remarks(plan=plan, numbers=[1], by=world.leader)


def test_a_remark_without_an_answer_is_not_closed_and_blocks_acceptance_until_it_is_waived(world):
    plan, by = world.ready_to_decide(returned_with_two(world)), world.coordinator
    plan.remarks.filter(number=2).update(answered_at=None, answer="")
    assert fields(lambda: close_remarks(plan=plan, numbers=[1, 2], by=by)) == ["numbers"]
    assert not plan.remarks.filter(closed_at__isnull=False).exists()
    assert fields(lambda: accept_plan(plan=plan, seen=version_of(plan), by=by)) == ["no_remark_is_unanswered"]
    waive_remark(plan=plan, number=2, reason="ไม่จำเป็นแล้ว", by=by)
    accept_plan(plan=plan, seen=version_of(plan), by=world.chief)
    assert dict(plan.remarks.values_list("number", "closed_by")) == {1: world.chief.office.pk, 2: by.office.pk}
