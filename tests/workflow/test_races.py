"""Clicks at the same moment: exactly one takes effect, and the others are told who was faster."""

import json
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from viewflow.workflow.models import Task

from approvals.drafts import OpinionDraft, RemarkDraft
from approvals.models import Item
from approvals.verbs.closing import resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.province import endorse_plan, hold_hearing
from approvals.verbs.review import (
    accept_plan,
    give_opinions,
    open_review,
    receive_plan,
    return_plan,
    screen_plan,
)
from directory import clock
from directory.errors import Answer
from documents.models import Document, PaperState, Register
from documents.verbs import number_document
from proposals import references
from proposals.models import Fate, Level, Line, Plan, PlanState, PlanVersion, Proposal, Remark, Share
from proposals.queries import opinions_owed
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.plan import recall_plan, submit_plan, withdraw_lines
from tests.cast import version_of
from workflow import deadlines, desk, door, flows, jobs
from workflow.models import Event
from workflow.models.journal import digest
from workflow.verification import verify

CLICKS = 8
SAME = ("cycle", "owner", "level", "area", "district_code", "province_code", "flow")


@pytest.fixture
def world(committed_world):
    """The committed world, with plans of a theme of their own for each round of a race."""
    yield committed_world
    assert verify().broken == ()


# --- What a round is played with ---


def themed(world, owner, theme, parent=None):
    """A further plan of an owner, at its beginning: each round of a race has its own."""
    like = Plan.objects.select_related("cycle").get(owner=world.bodies[owner], theme="")
    reference = references.next_references(like.cycle, like.area_code, references.PLAN, 1)[0]
    plan = Plan.objects.create(
        reference=reference,
        theme=f"{theme}",
        parent=parent or like.parent,
        created_at=clock.now(),
        state=PlanState.DRAFT if like.level == Level.SUBDISTRICT else PlanState.GATHERING,
        **{name: getattr(like, name) for name in SAME},
    )
    plan.current_version = PlanVersion.objects.create(plan=plan, number=1, created_at=clock.now())
    plan.save(update_fields=["current_version"])
    desk.begin(plan)
    return world.fresh(plan)


def district_with_two(world, theme):
    """A district's plan of its own with two councils' plans below it, at their beginnings."""
    district = themed(world, "district-committee", theme)
    return district, [themed(world, owner, theme, district) for owner in ("council", "shared-council-a")]


def laid_district(world, theme):
    """A district's plan before its committee, with the resolution passed, and the plans below it."""
    district, children = district_with_two(world, theme)
    children = [world.accepted(child) for child in children]
    gather_plans(plan=district, by=world.coordinator, reason="ครบแล้ว")
    district = world.compiled(world.fresh(district))
    return world.fresh(district), world.resolution(district), children


def clicks(world, plan, verb, count=CLICKS, **arguments):
    """So many clicks on one button, each by somebody who has the page open: every one with a plan of its own."""

    def click(mine):
        given = {name: value(mine) if callable(value) else value for name, value in arguments.items()}
        return lambda: verb(plan=mine, **given)

    return [click(world.fresh(plan)) for _ in range(count)]


def kinds(outcomes):
    """What came of each click, sorted, by the name of its type."""
    return sorted(type(outcome).__name__ for outcome in outcomes)


def told(outcomes):
    """What the losers read."""
    return [str(outcome) for outcome in outcomes if isinstance(outcome, Answer)]


def verbs_of(plan):
    """What the log says of the plan itself, in order."""
    return list(Event.objects.filter(plan=plan, record_kind="proposals.plan").values_list("verb", flat=True))


def waiting(plan):
    """The names of the steps that wait."""
    tasks = Task.objects.filter(**desk._of(plan, "process__"), status="NEW", process__status="NEW")
    return sorted(task.flow_task.name for task in tasks)


def done(plan, step):
    """How often a step was done."""
    flow = flows.FLOWS[plan.flow]
    return Task.objects.filter(**desk._of(plan, "process__"), flow_task=getattr(flow, step), status="DONE").count()


ONE_OF_EIGHT = sorted(["Plan"] + ["Stale"] * (CLICKS - 1))


# --- Eight clicks on one button ---


def test_eight_clicks_on_accept_accept_once_and_tell_the_other_seven_who_was_faster(world, race, rounds):
    for number in range(rounds):
        plan = world.ready_to_decide(themed(world, "council", number))
        outcomes = race(*clicks(world, plan, accept_plan, seen=version_of, by=world.coordinator))
        assert kinds(outcomes) == ONE_OF_EIGHT
        assert all(str(world.coordinator.user) in words for words in told(outcomes))
        assert world.fresh(plan).state == PlanState.ACCEPTED
        assert verbs_of(plan).count("accept") == 1
        assert list(plan.decisions.values_list("act", flat=True)) == ["adopt", "accept"]
        assert (done(plan, "decide"), waiting(plan)) == (1, [])


def test_eight_clicks_on_close_give_one_set_of_fates(world, race, rounds):
    for number in range(rounds):
        plan, resolution, children = laid_district(world, number)
        outcomes = race(
            *clicks(world, plan, resolve_plan, seen=version_of, resolution=resolution, by=world.district_chair)
        )
        assert kinds(outcomes) == ONE_OF_EIGHT
        assert all(str(world.district_chair.user) in words for words in told(outcomes))
        assert world.fresh(plan).state == PlanState.ADOPTED
        assert verbs_of(plan).count("adopt") == 2  # of the plan, and of its proposals
        assert list(plan.decisions.values_list("act", flat=True)) == ["adopt"]
        assert (done(plan, "adopt"), waiting(plan)) == (1, ["submit"])
        assert [world.fresh(child).state for child in children] == [PlanState.CLOSED] * 2
        kinds_of_fates = Fate.objects.filter(line__plan__in=children).order_by("line").values_list("kind", flat=True)
        assert list(kinds_of_fates) == ["kept", "carried", "carried"] * 2
        assert Share.objects.filter(source__plan__in=children).count() == 4


def test_eight_clicks_on_endorse_endorse_once(world, race, rounds):
    for number in range(rounds):
        province = themed(world, "province-committee", number)
        district = themed(world, "district-committee", number, province)
        world.accepted(themed(world, "council", number, district))
        gather_plans(plan=district, by=world.coordinator, reason="ครบแล้ว")
        world.resolved(world.compiled(world.fresh(district)))
        submit_plan(plan=(district := world.fresh(district)), seen=version_of(district), by=world.coordinator)
        world.accepted(district)
        gather_plans(plan=province, by=world.provincial_officer, reason="ครบแล้ว")
        province = world.compiled(world.fresh(province))
        hearing = world.meeting(province, "hearing")
        hold_hearing(plan=province, hearing=hearing, by=world.provincial_officer)
        world.resolved(province)
        outcomes = race(*clicks(world, province, endorse_plan, seen=version_of, by=world.governor))
        assert kinds(outcomes) == ONE_OF_EIGHT
        assert all(str(world.governor.user) in words for words in told(outcomes))
        assert world.fresh(province).state == PlanState.ENDORSED
        assert verbs_of(province).count("endorse") == 1
        assert list(province.decisions.values_list("act", flat=True)) == ["adopt", "endorse"]
        assert set(Fate.objects.filter(line__plan=province).values_list("kind", flat=True)) == {"carried"}
        assert Document.objects.filter(plan=province, kind="P08").count() == 1
        assert (done(province, "endorse"), waiting(province)) == (1, ["answer"])


def test_eight_clicks_on_submit_prepare_one_letter(world, race, rounds):
    for number in range(rounds):
        plan = world.adopted(themed(world, "council", number))
        outcomes = race(*clicks(world, plan, submit_plan, seen=version_of, by=world.leader))
        assert kinds(outcomes) == ONE_OF_EIGHT
        assert Document.objects.filter(plan=plan, kind="T10").count() == 1
        assert sorted(plan.deadlines.values_list("kind", flat=True)) == ["opinion", "receipt"]
        assert waiting(plan) == ["receive"]


def test_two_coordinators_returning_at_once_leave_one_return_and_one_readable_conflict(world, race, rounds):
    for number in range(rounds):
        plan = world.ready_to_decide(themed(world, "council", number))
        due = clock.today() + timedelta(days=30)
        acts = [
            clicks(world, plan, return_plan, 1, seen=version_of, by=by, remarks=[RemarkDraft(str(by.user))], due=due)[0]
            for by in (world.coordinator, world.chief)
        ]
        outcomes = race(*acts)
        assert kinds(outcomes) == ["Plan", "Stale"]
        (remark,) = Remark.objects.filter(plan=plan)
        assert remark.text in told(outcomes)[0]
        assert Document.objects.filter(plan=plan, kind="D02").count() == 1
        assert plan.versions.count() == 2
        assert world.fresh(plan).state == PlanState.RETURNED
        assert waiting(plan) == ["adopt"]


# --- Branches and joins ---


def test_both_branches_finished_at_once_meet_and_the_plan_waits_for_its_decision(world, race, rounds):
    for number in range(rounds):
        plan = world.in_review(themed(world, "council", number))
        owed = opinions_owed(plan)[world.lao_planner.body.pk]
        opinions = dict.fromkeys(owed, OpinionDraft("beyond_capacity", reason="เกินงบประมาณ"))
        (screen,) = clicks(
            world, plan, screen_plan, 1, seen=version_of, answers={"complete": True}, by=world.coordinator
        )
        (speak,) = clicks(world, plan, give_opinions, 1, seen=version_of, answers=opinions, by=world.lao_planner)
        assert kinds(race(screen, speak)) == ["Plan", "Screening"]
        assert waiting(plan) == ["decide"]
        assert (done(plan, "technical"), done(plan, "opinion"), done(plan, "joined")) == (1, 1, 1)
        assert sorted(verbs_of(plan)[-3:]) == ["finish_opinions", "finish_screening", "give_opinions"]


def test_two_laos_that_speak_last_at_the_same_moment_both_count(world, race, rounds):
    planners = [world.acting(f"shared-lao-{letter}", "planner") for letter in "ab"]
    for number in range(rounds):
        plan = world.in_review(themed(world, "shared-council-a", number))
        opinion = OpinionDraft("beyond_capacity", reason="เกินงบประมาณ")
        acts = [
            clicks(
                world,
                plan,
                give_opinions,
                1,
                seen=version_of,
                answers=dict.fromkeys(opinions_owed(plan)[by.body.pk], opinion),
                by=by,
            )[0]
            for by in planners
        ]
        assert kinds(race(*acts)) == ["Plan", "Plan"]
        assert opinions_owed(world.fresh(plan)) == {}
        assert verbs_of(plan).count("finish_opinions") == 1
        assert waiting(plan) == ["technical"]


def test_eight_screenings_at_once_are_one(world, race, rounds):
    for number in range(rounds):
        plan = world.in_review(themed(world, "council", number))
        acts = clicks(world, plan, screen_plan, seen=version_of, answers={"complete": True}, by=world.coordinator)
        assert kinds(race(*acts)) == sorted(["Screening"] + ["Stale"] * (CLICKS - 1))
        assert verbs_of(plan).count("finish_screening") == done(plan, "technical") == 1


def test_eight_receipts_at_once_are_one(world, race, rounds):
    for number in range(rounds):
        plan = world.submitted(themed(world, "council", number))
        acts = clicks(world, plan, receive_plan, seen=version_of, answers={}, by=world.kbt_secretary)
        assert kinds(race(*acts)) == ONE_OF_EIGHT
        assert verbs_of(plan).count("receive") == done(plan, "receive") == 1
        assert waiting(plan) == ["opinion", "technical"]


# --- The lock is what does it ---


def collisions(outcomes):
    """The clicks that ended neither in an effect nor in words for people."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Answer)]


@pytest.fixture
def no_locks(monkeypatch):
    """Door, desk and flows without their locks: rows are read, and nobody is kept waiting.

    On SQLite, which knows no locks of rows, it is the write lock that BEGIN IMMEDIATE takes which is left out.
    """
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self.all())
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "transaction_mode", "DEFERRED")
        monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "timeout", 0.2)


def test_without_the_lock_the_race_for_accept_does_not_end_in_one_effect_and_seven_answers(
    world, race, rounds, no_locks
):
    collided = 0
    for number in range(rounds):
        plan = world.ready_to_decide(themed(world, "council", number))
        outcomes = race(*clicks(world, plan, accept_plan, seen=version_of, by=world.coordinator))
        collided += kinds(outcomes) != ONE_OF_EIGHT
    assert collided > 0


def test_a_door_that_does_not_read_again_lets_clicks_collide(world, race, rounds, monkeypatch):
    monkeypatch.setattr(door, "lock", lambda record: None)
    for number in range(rounds):
        plan = world.received(themed(world, "council", number))
        outcomes = race(*clicks(world, plan, open_review, by=world.coordinator))
        assert len(collisions(outcomes)) == CLICKS - 1  # the log's own key lets only one event be the next


# --- Numbers that are given once ---


def test_simultaneous_drafts_never_share_a_reference_or_a_line_number(world, race, rounds):
    for number in range(rounds):
        plans = [themed(world, f"shared-council-{letter}", number) for letter in "ab"]  # both of one subdistrict
        acts = [
            act
            for plan in plans
            for act in clicks(
                world, plan, draft_proposals, 4, drafts=[world.words(1), world.words(2)], by=world.writer_of(plan)
            )
        ]
        assert kinds(race(*acts)) == ["list"] * CLICKS
        for plan in plans:
            assert list(plan.lines.values_list("number", flat=True)) == list(range(1, 9))
    given = sorted(Proposal.objects.values_list("reference", flat=True))
    assert [int(reference.split("-")[2]) for reference in given] == list(range(1, 16 * rounds + 1))


def signed_letter(world, plan, check_code):
    """A letter of the council that waits for its number."""
    snapshot = {"check_code": check_code}
    return Document.objects.create(
        kind="T10",
        title="หนังสือ",
        plan=plan,
        issuer=world.bodies["council"],
        state=PaperState.SIGNED,
        register="outgoing",
        snapshot=json.dumps(snapshot),
        snapshot_hash=digest(snapshot),
        check_code=check_code,
        prepared_at=clock.now(),
    )


def test_simultaneous_numbers_of_one_register_leave_no_gap(world, race, rounds):
    for number in range(rounds):
        plan = themed(world, "council", number)
        letters = [signed_letter(world, plan, f"{number}-{n}") for n in range(CLICKS - 1)]

        def give(letter):
            mine = Document.objects.get(pk=letter.pk)
            return lambda: number_document(document=mine, by=world.secretary, dated=clock.today())

        outcomes = race(*[give(letter) for letter in [*letters, letters[0]]])  # the first is clicked twice
        assert kinds(outcomes) == sorted(["Document"] * (CLICKS - 1) + ["Stale"])
    numbers = Document.objects.filter(running_number__isnull=False).order_by("running_number")
    assert list(numbers.values_list("running_number", flat=True)) == list(range(1, (CLICKS - 1) * rounds + 1))
    assert Register.objects.get().last_number == (CLICKS - 1) * rounds


def test_two_writers_of_one_proposal_save_once(world, race, rounds):
    (proposal,) = world.draft(world.plan, 1)
    for number in range(rounds):
        acts = []
        for baht in (2, 3):
            mine = Proposal.objects.select_related("plan__current_version", "plan__owner").get(pk=proposal.pk)
            words = world.words(baht + number)
            acts.append(
                lambda mine=mine, words=words: edit_proposal(
                    proposal=mine, draft=words, by=world.secretary, seen=mine.revision
                )
            )
        assert kinds(race(*acts)) == ["ProposalVersion", "Stale"]
    proposal.refresh_from_db()
    assert proposal.revision == rounds
    assert proposal.versions.count() == 1


# --- One against the other ---


def test_recall_against_opening_exactly_one_wins(world, race, rounds):
    for number in range(rounds):
        plan = world.received(themed(world, "council", number))
        (recall,) = clicks(world, plan, recall_plan, 1, by=world.leader, reason="ลืมโครงการหนึ่ง")
        (open_,) = clicks(world, plan, open_review, 1, by=world.coordinator)
        outcomes = race(recall, open_)
        assert kinds(outcomes) == ["Plan", "Stale"]
        recalled = isinstance(outcomes[0], Plan)
        assert world.fresh(plan).state == (PlanState.ADOPTED if recalled else PlanState.IN_REVIEW)
        assert waiting(plan) == (["submit"] if recalled else ["opinion", "technical"])
        assert str((world.leader if recalled else world.coordinator).user) in told(outcomes)[0]


def test_recall_against_receipt_neither_waits_for_ever(world, race, rounds):
    for number in range(rounds):
        plan = world.submitted(themed(world, "council", number))
        (recall,) = clicks(world, plan, recall_plan, 1, by=world.leader, reason="ลืมโครงการหนึ่ง")
        (receive,) = clicks(world, plan, receive_plan, 1, seen=version_of, answers={}, by=world.kbt_secretary)
        outcomes = race(recall, receive)
        fresh = world.fresh(plan)
        # A received plan may still be recalled until it is opened; a recalled one is not received.
        assert kinds(outcomes) in (["Plan", "Plan"], ["Plan", "Stale"])
        assert (fresh.state, fresh.received_at, waiting(plan)) == (PlanState.ADOPTED, None, ["submit"])


def test_closing_against_withdrawing_a_line_gives_each_line_one_fate_and_neither_waits_for_ever(world, race, rounds):
    for number in range(rounds):
        plan, resolution, children = laid_district(world, number)
        line = world.lines(children[0])[-1]
        (close,) = clicks(world, plan, resolve_plan, 1, seen=version_of, resolution=resolution, by=world.district_chair)
        (withdraw,) = clicks(
            world, children[0], withdraw_lines, 1, line_ids=[line.pk], by=world.secretary, reason="ทำแล้ว"
        )
        closed, withdrawn = race(close, withdraw)
        assert collisions([closed, withdrawn]) == []
        assert isinstance(closed, Plan) != isinstance(withdrawn, Plan)
        fates = [*Fate.objects.filter(line__plan__in=children).values_list("kind", flat=True)]
        if isinstance(closed, Plan):
            assert sorted(fates) == ["carried", "carried", "carried", "carried", "kept", "kept"]
        else:
            assert fates == ["withdrawn"]
            assert world.fresh(plan).state == PlanState.COMPILING


def test_closing_against_accepting_a_late_plan_loses_none_of_its_lines(world, race, rounds):
    for number in range(rounds):
        district, (late, early) = district_with_two(world, number)
        world.accepted(early)
        gather_plans(plan=district, by=world.coordinator, reason="ครบกำหนด")
        world.ready_to_decide(late)
        district = world.compiled(world.fresh(district))
        resolution = world.resolution(district)
        (close,) = clicks(
            world, district, resolve_plan, 1, seen=version_of, resolution=resolution, by=world.district_chair
        )
        (accept,) = clicks(world, late, accept_plan, 1, seen=version_of, by=world.coordinator)
        closed, accepted = race(close, accept)
        assert collisions([closed, accepted]) == []
        assert isinstance(closed, Plan)
        assert world.fresh(late).state == PlanState.CLOSED
        fates = Fate.objects.filter(line__plan=late).order_by("line").values_list("kind", "reason_code")
        assert list(fates) == [("kept", ""), ("deferred", "late"), ("deferred", "late")]


def test_the_deadline_against_the_last_acceptance_gathers_once_and_loses_nothing(world, race, rounds):
    for number in range(rounds):
        district, (first, last) = district_with_two(world, number)
        world.accepted(first)
        world.ready_to_decide(last)
        deadlines.set_deadline(district, "gather", clock.today() - timedelta(days=1))
        (accept,) = clicks(world, last, accept_plan, 1, seen=version_of, by=world.coordinator)
        accepted, *_rest = outcomes = race(accept, deadlines.sweep, jobs.drain)
        assert collisions(outcomes) == []
        assert isinstance(accepted, Plan)
        jobs.drain()
        deadlines.sweep()
        assert verbs_of(district).count("gather") == 1
        assert world.fresh(district).state == PlanState.COMPILING
        in_time = [child for child in (first, last) if world.fresh(child).gathered_at]
        assert first in in_time
        items = Item.objects.filter(worksheet__plan=district).values_list("line_id", flat=True)
        assert sorted(items) == sorted(Line.objects.filter(plan__in=in_time).values_list("pk", flat=True))


def test_the_last_acceptances_of_all_plans_at_once_gather_once(world, race, rounds):
    for number in range(rounds):
        district, children = district_with_two(world, number)
        acts = []
        for child in children:
            (accept,) = clicks(
                world, world.ready_to_decide(child), accept_plan, 1, seen=version_of, by=world.coordinator
            )
            acts.append(lambda accept=accept: (accept(), jobs.drain()))
        assert kinds(race(*acts)) == ["tuple", "tuple"]
        jobs.drain()
        assert verbs_of(district).count("gather") == 1
        assert Item.objects.filter(worksheet__plan=district).count() == 6
