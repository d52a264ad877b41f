"""The end of a gathering: all in, the deadline, or a decision; what comes late; longer time by circular."""

from datetime import timedelta
from typing import Any

import pytest

from approvals.models import Item, Worksheet
from approvals.verbs.gathering import gather_plans, gather_when_all_are_in
from approvals.verbs.review import give_opinions
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from proposals.models import Fate
from proposals.verbs.plan import withdraw_plan
from tests.cast import DISTRICT_DUE, version_of
from tests.visitors import browser_of
from workflow import deadlines, jobs
from workflow.models import Deadline, Event, Job, Notice

pytestmark = pytest.mark.django_db


def reason_of(plan):
    return Event.objects.get(plan=plan, verb="gather").facts["reason"]


def test_the_district_gathers_when_its_last_expected_plan_is_accepted(world):
    world.accepted(world.plan)
    world.accepted(world.shared_plans[0])
    jobs.drain()
    assert world.fresh(world.district_plan).state == "gathering"
    world.accepted(world.shared_plans[1])
    assert world.fresh(world.district_plan).state == "gathering"  # the job is written, and not yet done
    jobs.drain()
    assert (world.fresh(world.district_plan).state, reason_of(world.district_plan)) == ("compiling", "all_in")
    assert not Job.objects.exclude(state="done").exclude(kind="render_document").exists()


def test_the_job_of_a_gathering_may_run_twice(world):
    plan = world.gathered_district()
    gather_when_all_are_in({"plan": plan.pk})
    assert Event.objects.filter(plan=plan, verb="gather").count() == 1
    assert Worksheet.objects.filter(plan=plan).count() == 1


def test_a_withdrawn_plan_is_not_waited_for(world):
    for plan in world.shared_plans:
        withdraw_plan(plan=world.submitted(plan), by=world.chair_of(plan), reason="ยุบสภา")
    world.accepted(world.plan)
    jobs.drain()
    assert world.fresh(world.district_plan).state == "compiling"


def test_a_plan_withdrawn_last_lets_the_gathering_end_too(world):
    a, b = world.shared_plans
    world.accepted(world.plan)
    world.accepted(a)
    world.submitted(b)
    jobs.drain()
    withdraw_plan(plan=b, by=world.chair_of(b), reason="ยุบสภา")
    jobs.drain()
    assert world.fresh(world.district_plan).state == "compiling"


def test_the_announced_day_ends_the_gathering_at_its_midnight(world):
    world.accepted(world.plan)
    days = (DISTRICT_DUE - world.cycle.opened_at.date()).days
    with world.in_days(days):
        deadlines.sweep()
        assert world.fresh(world.district_plan).state == "gathering"
    with world.in_days(days + 1):
        deadlines.sweep()
    assert (world.fresh(world.district_plan).state, reason_of(world.district_plan)) == ("compiling", "deadline")
    assert world.fresh(world.plan).gathered_at is not None


def test_whoever_is_missing_on_the_day_stands_in_the_event_the_news_and_the_districts_book(world):
    world.accepted(world.plan)
    with clock.at(clock.midnight_after(DISTRICT_DUE)):
        deadlines.sweep()
        world.refresh()
        missing = sorted(plan.reference for plan in world.shared_plans)
        assert Event.objects.get(plan=world.district_plan, verb="gather").facts["missing"] == missing
        news = Notice.objects.filter(verb__in=["gathered_without", "gathered_late"])
        assert sorted(news.values_list("body__code", "plan__reference")) == sorted(
            [(world.code_of(plan), plan.reference) for plan in world.shared_plans]
            + [("district", world.district_plan.reference)]
            + [("other-district", world.other_district_plan.reference)]
            + [(world.code_of(plan), plan.reference) for plan in (world.far_plan, world.kbt_plan)]
        )
        browser = browser_of(world.coordinator)
        assert "ครบกำหนดรวบรวมแล้ว และมีแผนที่ยังไม่มา" in browser.get("/calendar/").content.decode()
        world.compiled(world.district_plan)
        world.submitted_district()
    book = Document.objects.get(plan=world.district_plan, kind="D07").snapshot
    for plan in world.shared_plans:
        assert plan.owner.name in book
    assert book.count("ไม่ทันรอบนี้") == len(missing)


def test_a_circular_gives_longer_and_the_old_date_no_longer_counts(world):
    plan, later = world.district_plan, DISTRICT_DUE + timedelta(14)
    days = (DISTRICT_DUE - world.cycle.opened_at.date()).days
    letter: Any = {"announced_by": "อจ 0017/ว 200", "announced_on": DISTRICT_DUE}
    extend = lambda by, due_on: deadlines.extend(  # noqa: E731
        plan, "gather", due_on, by=by, power="manage_cycle", **letter
    )
    with pytest.raises(Refused):
        extend(world.coordinator, later)
    with pytest.raises(NotHere):
        extend(world.leader, later)
    with pytest.raises(Invalid):
        extend(world.provincial_officer, DISTRICT_DUE)
    extend(world.provincial_officer, later)
    old, new = Deadline.objects.filter(plan=plan, kind="gather").order_by("pk")
    assert (old.replaced_by, new.due_on, new.announced_by) == (new, later, "อจ 0017/ว 200")
    assert Event.objects.get(plan=plan, verb="extend_deadline").facts["by"] == "อจ 0017/ว 200"
    with world.in_days(days + 1):
        deadlines.sweep()
        assert world.fresh(plan).state == "gathering"
    with world.in_days(days + 15):
        deadlines.sweep()
        assert world.fresh(plan).state == "compiling"


def test_the_coordinator_ends_the_gathering_with_a_reason(world):
    plan = world.district_plan
    world.accepted(world.plan)
    with pytest.raises(Invalid):
        gather_plans(plan=plan, by=world.coordinator, reason=" ")
    with pytest.raises(NotHere):
        gather_plans(plan=plan, by=world.other_coordinator, reason="ครบแล้ว")
    with pytest.raises(Refused):
        gather_plans(plan=plan, by=world.provincial_officer, reason="ครบแล้ว")
    gather_plans(plan=plan, by=world.coordinator, reason="ที่เหลือขอเลื่อน")
    assert (plan.state, reason_of(plan)) == ("compiling", "coordinator")
    assert Event.objects.get(plan=plan, verb="gather").note.text == "ที่เหลือขอเลื่อน"
    with pytest.raises(Stale):
        gather_plans(plan=plan, by=world.coordinator, reason="อีกครั้ง")


def test_only_what_was_accepted_is_on_the_worksheet(world):
    world.accepted(world.plan)
    world.submitted(world.shared_plans[0])
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")
    items = Item.objects.filter(worksheet__plan=world.district_plan).order_by("line_id")
    assert [item.line for item in items] == world.lines(world.plan)
    assert [item.asked for item in items] == [1000, 2000, 3000]


def test_the_communitys_own_work_is_answered_already(world):
    world.gathered_district()
    answers = dict(Item.objects.values_list("line__number", "answer").filter(line__plan=world.plan))
    assert answers == {1: "kept", 2: "", 3: ""}


def test_what_an_lao_took_in_is_referred_to_it_with_plan_year_and_item(world):
    from approvals.drafts import OpinionDraft

    plan = world.received(world.plan)
    _own, second, third = world.lines(plan)
    taken = OpinionDraft("takes_in", plan_name="แผนพัฒนาท้องถิ่น", plan_year=2572, plan_item="12")
    answers = {second.pk: taken, third.pk: OpinionDraft("supports")}
    give_opinions(plan=plan, seen=version_of(plan), answers=answers, by=world.lao_planner)
    world.resolved_district()
    fate = Fate.objects.get(line=second)
    assert (fate.kind, fate.reason_code, fate.referred_to, fate.referred_plan) == (
        "referred", "taken_by_lao", world.bodies["lao"], "แผนพัฒนาท้องถิ่น พ.ศ. 2572 ลำดับที่ 12",
    )  # fmt: skip
    assert Fate.objects.get(line=third).kind == "carried"


def test_a_late_plans_lines_are_deferred_as_late_and_the_communitys_own_are_kept(world):
    world.accepted(world.plan)
    late = world.shared_plans[0]
    world.submitted(late)
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")
    world.refresh()
    world.resolved_district()
    fates = Fate.objects.filter(line__plan=late).order_by("line__number")
    assert list(fates.values_list("kind", "reason_code")) == [("kept", ""), ("deferred", "late"), ("deferred", "late")]
    assert world.fresh(late).state == "closed"


def test_a_plan_that_comes_after_the_closing_is_taken_in_as_late(world):
    world.accepted(world.plan)
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")
    world.refresh()
    world.resolved_district()
    late = world.accepted(world.shared_plans[1])
    fates = Fate.objects.filter(line__plan=late).order_by("line__number")
    assert list(fates.values_list("kind", "reason_code")) == [("kept", ""), ("deferred", "late"), ("deferred", "late")]


def test_both_districts_in_let_the_province_gather(world):
    world.accepted_district()
    other = world.other_district_plan
    gather_plans(plan=other, by=world.other_coordinator, reason="ไม่มีแผนเข้ามา")
    world.refresh()
    from proposals.verbs.plan import submit_plan

    world.compiled(other)
    world.resolved(other)
    submit_plan(plan=other, seen=version_of(other), by=world.other_coordinator)
    world.accepted(other)
    jobs.drain()
    assert (world.fresh(world.provincial_plan).state, reason_of(world.provincial_plan)) == ("compiling", "all_in")
