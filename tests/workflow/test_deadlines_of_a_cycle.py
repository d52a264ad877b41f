"""Reminders before, escalation after, and whole cycles beside each other under a clock that is moved by hand."""

from datetime import timedelta
from typing import Any

import pytest

from directory import clock
from directory.errors import Invalid
from proposals.models import PlanState
from tests.approvals.self_managed import in_another_cycle
from tests.cast import DAY_ONE, DISTRICT_DUE, PROVINCE_DUE, World
from workflow import deadlines
from workflow.models import Deadline, Event, Notice

LETTER: Any = {"announced_by": "อจ 0017/ว 200", "announced_on": DAY_ONE}


def swept(days):
    with clock.at(DAY_ONE + timedelta(days=days)):
        return deadlines.sweep()


def told(verb):
    return [(notice.body.code, notice.plan.reference) for notice in Notice.objects.filter(verb=verb).order_by("pk")]


def test_who_is_waited_for_is_reminded_once_some_days_before(world):
    plan = world.submitted(world.plan)
    swept(world.cycle.receipt_days - world.cycle.remind_days - 1)
    assert told(deadlines.REMINDER) == []
    for _again in range(2):
        swept(world.cycle.receipt_days - world.cycle.remind_days)
        assert told(deadlines.REMINDER) == [("kbt", plan.reference)]


def test_whoever_is_not_in_is_reminded_before_the_gathering(world):
    world.accepted(world.plan)
    swept((DISTRICT_DUE - DAY_ONE).days - world.cycle.remind_days)
    reminded = {plan for _body, plan in told(deadlines.REMINDER)}
    assert reminded == {world.district_plan.reference, world.other_district_plan.reference}
    bodies = {body for body, plan in told(deadlines.REMINDER) if plan == world.district_plan.reference}
    assert bodies == {"shared-council-a", "shared-council-b"}


def test_what_stays_due_is_overdue_and_the_levels_above_are_told_once(world):
    plan = world.returned(world.plan)
    swept(31)
    assert [(d.plan, d.kind) for d in deadlines.overdue()] == [(plan, "revision")]
    swept(30 + world.cycle.escalate_days - 1)
    assert told(deadlines.ESCALATION) == []
    for _again in range(2):
        swept(30 + world.cycle.escalate_days)
        assert told(deadlines.ESCALATION) == [("district", plan.reference), ("province", plan.reference)]


def test_what_is_handed_in_late_is_overdue_no_more(world):
    plan = world.returned(world.plan)
    swept(40)
    with world.in_days(41):
        world.submitted(world.fresh(plan))
    assert not deadlines.overdue().exists()
    swept(60)
    assert len(told(deadlines.ESCALATION)) == 2  # of day 40; nothing is added


def test_what_its_verb_ends_is_never_overdue(world):
    world.submitted(world.plan)
    assert swept(20) == 1
    receipt = Deadline.objects.get(plan=world.plan, kind="receipt")
    assert (receipt.lapsed_at is None, receipt.done_at is None) == (False, False)
    assert not deadlines.overdue().exists()


def test_a_later_date_keeps_its_letter_and_reason_and_is_reminded_of_anew(world):
    later = DISTRICT_DUE + timedelta(days=30)
    new = deadlines.extend(
        world.district_plan, "gather", later, by=world.coordinator, power="write_plan", reason=" น้ำท่วม ", **LETTER
    )
    assert (new.reason, new.announced_by, new.remind_on) == ("น้ำท่วม", "อจ 0017/ว 200", later - timedelta(days=7))
    assert new.replaces.settled_at is not None
    event = Event.objects.get(plan=world.district_plan, verb="extend_deadline")
    assert (event.note.text, event.facts["by"]) == ("น้ำท่วม", "อจ 0017/ว 200")


def test_words_that_are_too_long_move_nothing(world):
    later = DISTRICT_DUE + timedelta(days=30)
    with pytest.raises(Invalid) as refused:
        deadlines.extend(
            world.district_plan, "gather", later, by=world.coordinator, power="write_plan", reason="ก" * 301, **LETTER
        )
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert deadlines.open_deadlines(world.district_plan, "gather").get().due_on == DISTRICT_DUE


def test_two_cycles_run_beside_each_other_from_the_first_day_to_the_province(world):
    """Nobody does anything after the first weeks: the clock alone takes both cycles on, each by its own dates."""
    old = World(world.province, world.cycle, world.bodies, world.people, world.stranger, dict(world.plans))
    old.accepted(old.shared_plans[0])
    old.submitted(old.plan)
    with clock.at(DAY_ONE + timedelta(days=20)):
        new = in_another_cycle(world)
        new.submitted(new.plan)
        deadlines.set_deadline(new.district_plan, "gather", DISTRICT_DUE + timedelta(days=60), **LETTER)

    done = []
    for days in range((PROVINCE_DUE - DAY_ONE).days + 2):
        before = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
        swept(days)
        done += [
            (days, event.plan.cycle.target_year, event.plan.level, event.verb)
            for event in Event.objects.filter(pk__gt=before, record_kind="proposals.plan").select_related("plan__cycle")
        ]
    gathered = (DISTRICT_DUE - DAY_ONE).days + 1
    assert sorted(done) == [
        (16, 2572, "subdistrict", "receive"),
        (31, 2572, "subdistrict", "finish_opinions"),
        (36, 2573, "subdistrict", "receive"),
        (51, 2573, "subdistrict", "finish_opinions"),
        (gathered, 2572, "district", "gather"),
        (gathered, 2572, "district", "gather"),
        (gathered + 60, 2573, "district", "gather"),
        ((PROVINCE_DUE - DAY_ONE).days + 1, 2572, "province", "gather"),
    ]
    old.refresh()
    assert old.provincial_plan.state == PlanState.COMPILING
    event = Event.objects.get(plan=old.provincial_plan, verb="gather")
    assert event.facts["missing"] == sorted([old.district_plan.reference, old.other_district_plan.reference])
    still = Deadline.objects.filter(settled_at__isnull=True)
    assert [(d.plan.cycle.target_year, d.kind) for d in still] == []
