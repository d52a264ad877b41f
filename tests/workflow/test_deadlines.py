"""What is due ends at local midnight, may be extended by circular, and is swept by ordinary verbs, each once."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from approvals.drafts import OpinionDraft
from approvals.models import Item
from approvals.verbs.gathering import gather_plans
from approvals.verbs.review import accept_plan, give_opinions
from directory import clock
from directory.clock import BANGKOK
from directory.errors import Invalid, NotHere, Refused
from proposals.models import Fate, Opinion, PlanState
from proposals.queries import opinions_owed
from proposals.verbs.plan import recall_plan, withdraw_plan
from tests.cast import DAY_ONE, DISTRICT_DUE, PROVINCE_DUE, version_of
from tests.workflow.test_atomicity import everything
from tests.workflow.test_races import themed, verbs_of, waiting
from workflow import deadlines, desk, jobs
from workflow.models import Deadline, Event, Notice

LETTER: dict[str, Any] = {"announced_by": "อจ 0017/ว 200", "announced_on": DAY_ONE}


def open_kinds(plan):
    """What is still due for a plan, with its date."""
    rows = Deadline.objects.filter(plan=plan, settled_at__isnull=True, replaced_by__isnull=True)
    return dict(rows.values_list("kind", "due_on"))


def last_moment_of(day):
    return datetime.combine(day, time.max, tzinfo=BANGKOK)


def swept(moment):
    """How many deadlines a sweep at that moment handles."""
    with clock.at(moment):
        return deadlines.sweep()


# --- What is set when ---


def test_a_submission_starts_the_times_of_receipt_and_opinions(world):
    world.submitted(world.plan)
    assert open_kinds(world.plan) == {
        "receipt": DAY_ONE + timedelta(days=world.cycle.receipt_days),
        "opinion": DAY_ONE + timedelta(days=world.cycle.opinion_days),
    }


def test_a_plan_of_the_subdistrict_committee_waits_for_no_receipt_of_its_own(world):
    world.submitted(world.kbt_plan)
    assert open_kinds(world.kbt_plan) == {"opinion": DAY_ONE + timedelta(days=world.cycle.opinion_days)}


def test_whatever_is_done_in_time_is_no_longer_due(world):
    world.ready_to_decide(world.plan)
    assert open_kinds(world.plan) == {}


def test_a_recalled_plan_owes_nothing(world):
    recall_plan(plan=world.submitted(world.plan), by=world.leader, reason="ลืมโครงการหนึ่ง")
    assert open_kinds(world.plan) == {}


def test_a_withdrawn_plan_owes_nothing(world):
    withdraw_plan(plan=world.submitted(world.plan), by=world.leader, reason="ยกเลิก")
    assert open_kinds(world.plan) == {}


def test_a_closed_plan_owes_nothing(world):
    world.submitted(world.plan)
    world.accepted(world.shared_plans[0])
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")
    world.refresh()
    world.resolved(world.compiled(world.district_plan))
    assert (world.plan.state, open_kinds(world.plan)) == (PlanState.CLOSED, {})


def test_a_resubmission_settles_the_time_for_revision(world):
    world.returned(world.plan)
    assert open_kinds(world.plan) == {"revision": DAY_ONE + timedelta(days=30)}
    world.submitted(world.plan)
    assert "revision" not in open_kinds(world.plan)


def test_the_announced_days_of_the_gatherings_are_set_with_the_cycle(world):
    assert open_kinds(world.district_plan) == {"gather": DISTRICT_DUE}
    assert open_kinds(world.provincial_plan) == {"gather": PROVINCE_DUE}


# --- Silence ---


def test_silence_is_recorded_only_after_midnight_of_the_due_day(world):
    plan = world.screened(world.plan)
    due = open_kinds(plan)["opinion"]
    assert swept(last_moment_of(due)) == 0
    assert not Opinion.objects.filter(line__plan=plan, kind="silent").exists()
    assert swept(clock.midnight_after(due)) == 1
    silent = Opinion.objects.filter(line__plan=plan, kind="silent").order_by("line")
    assert list(silent.values_list("line__number", "body__code")) == [(2, "lao"), (3, "lao")]
    assert {opinion.given_at for opinion in silent} == {clock.midnight_after(due)}
    assert waiting(plan) == ["decide"]


def test_what_was_said_before_stands_beside_the_silence(world):
    plan = world.screened(world.shared_plans[0])
    planner = world.acting("shared-lao-a", "planner")
    answers = dict.fromkeys(opinions_owed(plan)[planner.body.pk], OpinionDraft("beyond_capacity", reason="เกินกำลัง"))
    give_opinions(plan=plan, seen=version_of(plan), answers=answers, by=planner)
    assert swept(clock.midnight_after(open_kinds(plan)["opinion"])) == 1
    said = Opinion.objects.filter(line__plan=plan, body__kind="lao").order_by("body__code", "line__number")
    assert list(said.values_list("body__code", "line__number", "kind")) == [
        ("shared-lao-a", 2, "beyond_capacity"),
        ("shared-lao-a", 3, "beyond_capacity"),
        ("shared-lao-b", 2, "silent"),
        ("shared-lao-b", 3, "silent"),
    ]


def test_silence_is_the_act_of_the_deadline_and_of_nobody_else(world):
    plan = world.screened(world.plan)
    swept(clock.midnight_after(open_kinds(plan)["opinion"]))
    event = Event.objects.filter(plan=plan).order_by("sequence").last()
    assert (event.verb, event.system, event.actor, event.office) == ("finish_opinions", "deadline", None, None)
    assert event.facts == {"silent": [world.bodies["lao"].pk]}


def test_a_silent_committee_holds_a_plan_up_no_longer_than_its_time(world):
    plan = world.submitted(world.plan)
    due = open_kinds(plan)["receipt"]
    assert swept(last_moment_of(due)) == 0
    assert waiting(plan) == ["receive"]
    assert swept(clock.midnight_after(due)) == 1
    assert waiting(plan) == ["opinion", "technical"]
    assert world.fresh(plan).received_at == clock.midnight_after(due)


def test_both_silences_overdue_are_recorded_in_one_sweep_in_their_order(world):
    plan = world.submitted(world.plan)
    assert swept(DAY_ONE + timedelta(days=60)) == 2
    assert verbs_of(plan)[-2:] == ["receive", "finish_opinions"]
    assert waiting(plan) == ["technical"]


# --- Gathering ---


def test_the_gathering_ends_after_midnight_of_its_day_with_what_is_accepted(world):
    world.accepted(world.shared_plans[0])
    world.ready_to_decide(world.plan)
    assert swept(last_moment_of(DISTRICT_DUE)) == 0
    assert world.fresh(world.district_plan).state == PlanState.GATHERING
    swept(clock.midnight_after(DISTRICT_DUE))
    assert world.fresh(world.district_plan).state == PlanState.COMPILING
    event = Event.objects.get(plan=world.district_plan, verb="gather")
    missing = [world.plan.reference, world.shared_plans[1].reference]
    assert (event.system, event.facts) == ("deadline", {"reason": "deadline", "missing": missing})
    told = Notice.objects.filter(verb="gathered_without", plan__parent=world.district_plan).order_by("plan__reference")
    assert [notice.plan.reference for notice in told] == missing
    items = Item.objects.filter(worksheet__plan=world.district_plan).values_list("line__plan", flat=True)
    assert set(items) == {world.shared_plans[0].pk}
    assert world.fresh(world.shared_plans[0]).gathered_at == clock.midnight_after(DISTRICT_DUE)
    assert world.fresh(world.plan).gathered_at is None


def test_a_plan_accepted_after_the_gathering_waits_for_the_supplementary_round(world):
    world.accepted(world.shared_plans[0])
    world.ready_to_decide(world.plan)
    swept(clock.midnight_after(DISTRICT_DUE))
    accept_plan(plan=world.fresh(world.plan), seen=version_of(world.plan), by=world.coordinator)
    world.refresh()
    world.resolved(world.compiled(world.district_plan))
    fates = (
        Fate.objects.filter(line__plan=world.plan).order_by("line").values_list("kind", "reason_code", "decision__act")
    )
    assert list(fates) == [("kept", "", "late"), ("deferred", "late", "late"), ("deferred", "late", "late")]
    assert world.plan.state == PlanState.CLOSED


def test_a_plan_accepted_after_the_level_above_has_closed_is_deferred_at_once(world):
    world.accepted(world.shared_plans[0])
    swept(clock.midnight_after(DISTRICT_DUE))
    world.refresh()
    world.resolved(world.compiled(world.district_plan))
    world.accepted(world.plan)
    fates = Fate.objects.filter(line__plan=world.plan).order_by("line").values_list("kind", "reason_code")
    assert list(fates) == [("kept", ""), ("deferred", "late"), ("deferred", "late")]


def test_a_gathering_that_ended_before_is_no_longer_due(world):
    world.gathered_district()
    assert open_kinds(world.district_plan) == {}
    swept(clock.midnight_after(DISTRICT_DUE))
    assert verbs_of(world.district_plan).count("gather") == 1


# --- Revision ---


def test_a_revision_that_does_not_come_back_is_only_reminded_of(world):
    plan = world.returned(world.plan)
    due = open_kinds(plan)["revision"]
    before = world.fresh(plan)
    assert swept(last_moment_of(due)) == 0
    assert swept(clock.midnight_after(due)) == 1
    reminded = Notice.objects.filter(verb="remind").order_by("body__code").values_list("body__code", "plan")
    assert list(reminded) == [("council", plan.pk), ("district", plan.pk)]
    after = world.fresh(plan)
    assert (after.state, after.revision, after.event_count) == (before.state, before.revision, before.event_count)
    assert waiting(plan) == ["adopt"]


# --- Extending ---


def extend(world, due_on, *, plan=None, kind="gather", by=None, power="write_plan"):
    return deadlines.extend(
        world.fresh(plan or world.district_plan), kind, due_on, by=by or world.coordinator, power=power, **LETTER
    )


def test_an_extension_keeps_the_old_row_and_points_at_the_new_one(world):
    old = Deadline.objects.get(plan=world.district_plan)
    new = extend(world, DISTRICT_DUE + timedelta(days=15))
    old.refresh_from_db()
    assert (old.due_on, old.announced_by, old.replaced_by) == (DISTRICT_DUE, "อจ 0017/ว 123", new)
    assert (new.due_on, new.announced_by, new.announced_on) == (DISTRICT_DUE + timedelta(days=15), *LETTER.values())
    assert (new.settled_at, new.replaced_by) == (None, None)
    event = Event.objects.get(plan=world.district_plan, verb="extend_deadline")
    assert event.facts == {"kind": "gather", "due_on": new.due_on.isoformat(), "by": LETTER["announced_by"]}


def test_only_the_extended_day_counts(world):
    world.accepted(world.plan)
    extend(world, DISTRICT_DUE + timedelta(days=15))
    assert swept(last_moment_of(DISTRICT_DUE + timedelta(days=15))) == 1  # the other district's, which was not extended
    assert world.fresh(world.district_plan).state == PlanState.GATHERING
    assert swept(clock.midnight_after(DISTRICT_DUE + timedelta(days=15))) == 1
    assert world.fresh(world.district_plan).state == PlanState.COMPILING


def test_a_deadline_may_be_extended_twice_and_the_chain_stays(world):
    for days in (15, 30):
        extend(world, DISTRICT_DUE + timedelta(days=days))
    first, second, third = Deadline.objects.filter(plan=world.district_plan).order_by("pk")
    assert (first.replaced_by, second.replaced_by, third.replaced_by) == (second, third, None)
    assert open_kinds(world.district_plan) == {"gather": DISTRICT_DUE + timedelta(days=30)}


@pytest.mark.parametrize("days", [0, -1])
def test_an_extension_is_to_a_later_day(world, days):
    before = everything()
    with pytest.raises(Invalid) as refused:
        extend(world, DISTRICT_DUE + timedelta(days=days))
    assert [problem.field for problem in refused.value.problems] == ["due_on"]
    assert everything() == before


def test_what_does_not_run_is_not_extended(world):
    with pytest.raises(Invalid) as refused:
        extend(world, DISTRICT_DUE + timedelta(days=15), kind="revision")
    assert [problem.field for problem in refused.value.problems] == ["kind"]


def test_who_may_not_set_dates_is_told_so_and_a_stranger_learns_nothing(world):
    later = DISTRICT_DUE + timedelta(days=15)
    with pytest.raises(Refused):
        extend(world, later, by=world.provincial_officer)
    for due_on, kind in ((later, "gather"), (DISTRICT_DUE, "gather"), (later, "revision")):
        with pytest.raises(NotHere):
            extend(world, due_on, kind=kind, by=world.stranger)


def test_setting_the_same_day_again_changes_nothing(world):
    before = everything()
    deadlines.set_deadline(world.district_plan, "gather", DISTRICT_DUE)
    assert everything() == before


def test_the_database_keeps_one_running_deadline_of_a_kind(world):
    with pytest.raises(IntegrityError):
        Deadline.objects.create(plan=world.district_plan, kind="gather", due_on=date(2027, 1, 1))


# --- Sweeping ---


def test_sweeping_twice_does_nothing_twice(world):
    world.submitted(world.plan)
    world.returned(world.shared_plans[0])
    moment = clock.midnight_after(DISTRICT_DUE)
    assert swept(moment) == 5  # receipt, opinions, revision, and the gatherings of both districts
    before = everything()
    assert swept(moment) == 0
    assert swept(moment + timedelta(days=1)) == 0
    assert everything() == before


@pytest.mark.parametrize("error", [Invalid.of("plan", 1, "ไม่ได้"), RuntimeError("boom"), IntegrityError("twice")])
def test_a_handler_that_fails_does_not_stop_the_others_and_is_tried_again(world, monkeypatch, error):
    plans = [world.submitted(plan) for plan in (world.plan, *world.shared_plans)]
    moment = clock.midnight_after(open_kinds(plans[0])["receipt"])
    handler = deadlines._handlers["receipt"]

    def fail_for_the_first(plan):
        handler(plan)
        if plan.pk == plans[0].pk:
            raise error

    with monkeypatch.context() as patch:
        patch.setitem(deadlines._handlers, "receipt", fail_for_the_first)
        assert swept(moment) == 2
    assert [waiting(plan) for plan in plans] == [["receive"], ["opinion", "technical"], ["opinion", "technical"]]
    assert "receipt" in open_kinds(plans[0])
    assert swept(moment) == 1
    assert waiting(plans[0]) == ["opinion", "technical"]


def test_a_deadline_whose_step_was_done_meanwhile_is_settled_without_a_second_event(world):
    plan = world.ready_to_decide(world.plan)
    deadlines.set_deadline(plan, "opinion", DAY_ONE)  # left behind
    before = verbs_of(plan)
    swept(DAY_ONE + timedelta(days=1))
    assert verbs_of(plan) == before
    assert desk.waiting_task(plan, "decide") is not None


def test_workers_that_sweep_at_the_same_moment_record_each_silence_once(committed_world, race, rounds):
    world = committed_world
    for number in range(rounds):
        plans = [world.screened(themed(world, owner, number)) for owner in ("council", "shared-council-a")]
        moment = clock.midnight_after(open_kinds(plans[0])["opinion"])
        outcomes = race(*[lambda moment=moment: swept(moment)] * 4)
        assert sum(outcomes) == 2
        assert [waiting(plan) for plan in plans] == [["decide"], ["decide"]]
        assert [verbs_of(plan).count("finish_opinions") for plan in plans] == [1, 1]
    jobs.drain()
