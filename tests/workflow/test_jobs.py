"""Work after the commit: nothing is lost by a kill, nothing is done twice, and what fails says why."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction

from approvals.afterwards import rows_of
from approvals.drafts import FundingAnswer, FundingDecision
from approvals.models import Item, Worksheet
from approvals.verbs.afterwards import record_funding
from approvals.verbs.approvers import set_approvers
from approvals.verbs.gathering import gather_plans
from approvals.verbs.governor import embargo_plan
from approvals.verbs.review import accept_plan
from directory import clock
from proposals.models import PlanState
from proposals.verbs import ballot_counting, sheet_imports
from proposals.verbs.plan import withdraw_plan
from tests.approvals.amending import amended
from tests.approvals.approvers import Act, the_governors_people
from tests.cast import DAY_ONE, version_of
from tests.proposals.sheets import HEADINGS, ROW, book, exported, uploaded_sheet
from tests.proposals.test_ballots import cast, closed, opened
from tests.proposals.test_carry_over import last_cycle, plan_of_the_next_cycle
from tests.proposals.test_exchange_pages import columns_chosen, confirmed
from tests.workflow.builders import MOMENT
from tests.workflow.test_atomicity import everything
from workflow import jobs
from workflow.models import Event, Job

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def handler(monkeypatch):
    """Register a handler of one kind for this test alone; answers what it was called with."""

    def register(kind, work=lambda payload: None):
        calls = []

        def handle(payload):
            calls.append(payload)
            work(payload)

        monkeypatch.setitem(jobs._handlers, kind, handle)
        return calls

    return register


def fail(payload):
    raise LookupError(f"ไม่พบ {payload['n']}")


def states():
    return dict(Job.objects.values_list("key", "state"))


# --- Enqueueing ---


def test_the_same_key_twice_is_one_job_with_the_first_payload(db):
    jobs.enqueue("greet", key="1", payload={"n": 1})
    jobs.enqueue("greet", key="1", payload={"n": 2})
    jobs.enqueue_many("greet", {"1": {"n": 3}, "2": {"n": 4}})
    assert list(Job.objects.order_by("pk").values_list("key", "payload")) == [
        ("greet:1", {"n": 1}),
        ("greet:2", {"n": 4}),
    ]


def test_the_same_key_of_another_kind_is_another_job(db):
    jobs.enqueue("greet", key="1", payload={})
    jobs.enqueue("thank", key="1", payload={})
    assert states() == {"greet:1": "queued", "thank:1": "queued"}


def test_the_key_of_a_finished_job_is_not_done_again(db, handler):
    calls = handler("greet")
    for _ in range(2):
        jobs.enqueue("greet", key="1", payload={"n": 1})
        jobs.drain()
    assert calls == [{"n": 1}]


def test_a_job_goes_with_the_transaction_that_wrote_it(db):
    with transaction.atomic():
        jobs.enqueue("greet", key="1", payload={})
        transaction.set_rollback(True)
    assert states() == {}


# --- Doing ---


def test_jobs_are_done_oldest_first_each_once_and_say_when(db, handler):
    calls = handler("greet")
    for hour in (3, 1, 2):
        with clock.at(MOMENT + timedelta(hours=hour)):
            jobs.enqueue("greet", key=str(hour), payload={"n": hour})
    with clock.at(MOMENT + timedelta(hours=4)):
        assert jobs.drain() == 3
        assert jobs.drain() == 0
    assert calls == [{"n": 1}, {"n": 2}, {"n": 3}]
    done = Job.objects.values_list("state", "attempts", "lease_until", "error", "finished_at")
    assert set(done) == {("done", 1, None, "", MOMENT + timedelta(hours=4))}


def test_jobs_that_a_job_writes_are_done_in_the_same_drain(db, handler):
    thanked = handler("thank")
    handler("greet", lambda payload: jobs.enqueue("thank", key="1", payload=payload))
    jobs.enqueue("greet", key="1", payload={"n": 1})
    assert jobs.drain() == 2
    assert thanked == [{"n": 1}]


def test_a_drain_stops_at_its_limit(db, handler):
    handler("greet")
    jobs.enqueue_many("greet", {str(n): {} for n in range(5)})
    assert jobs.drain(limit=2) == 2
    assert sorted(states().values()) == ["done", "done", "queued", "queued", "queued"]


def test_workers_at_the_same_moment_do_each_job_once(race, rounds, handler):
    lock, done = threading.Lock(), []

    def note(payload):
        with lock:
            done.append(payload["n"])

    handler("greet", note)
    for number in range(rounds):
        done.clear()
        jobs.enqueue_many("greet", {f"{number}-{n}": {"n": n} for n in range(12)})
        assert sum(race(*[jobs.drain] * 4)) == 12
        assert sorted(done) == list(range(12))
    assert set(states().values()) == {"done"}


# --- Failing ---


def test_a_failing_job_is_tried_more_and_more_seldom_and_kept_with_its_error(db, handler):
    calls = handler("greet", fail)
    moment = MOMENT
    with clock.at(moment):
        jobs.enqueue("greet", key="1", payload={"n": 7})
    for attempt, wait in enumerate([30, 90, 270, 810], 1):
        with clock.at(moment):
            assert jobs.drain() == 1
            job = Job.objects.get()
        assert (job.state, job.attempts, job.lease_until) == ("queued", attempt, None)
        assert (job.run_after - moment, job.error) == (timedelta(seconds=wait), "LookupError('ไม่พบ 7')")
        with clock.at(job.run_after - timedelta(seconds=1)):
            assert jobs.drain() == 0
        moment = job.run_after
    with clock.at(moment):
        assert jobs.drain() == 1
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error) == ("failed", 5, "LookupError('ไม่พบ 7')")
    with clock.at(moment + timedelta(days=400)):
        assert jobs.drain() == 0
    assert len(calls) == 5


def test_a_job_that_succeeds_at_last_keeps_no_error(db, handler):
    def fail_once(payload):
        if Job.objects.get().attempts == 1:
            fail({"n": 1})

    handler("greet", fail_once)
    jobs.enqueue("greet", key="1", payload={"n": 1})
    jobs.drain()
    with clock.at(clock.now() + timedelta(minutes=1)):
        jobs.drain()
    assert list(Job.objects.values_list("state", "attempts", "error")) == [("done", 2, "")]


def test_a_failing_job_does_not_keep_the_others_waiting(db, handler):
    handler("greet", fail)
    calls = handler("thank")
    jobs.enqueue("greet", key="1", payload={"n": 1})
    jobs.enqueue("thank", key="1", payload={})
    jobs.drain()
    assert (calls, states()) == ([{}], {"greet:1": "queued", "thank:1": "done"})


def test_a_kind_that_nobody_handles_fails_with_its_name(db):
    jobs.enqueue("juggle", key="1", payload={})
    jobs.drain()
    assert Job.objects.get().error == "KeyError('juggle')"


def test_what_a_failing_handler_wrote_in_its_transaction_is_gone(db, handler):
    def half(payload):
        with transaction.atomic():
            jobs.enqueue("thank", key="1", payload={})
            raise IntegrityError("no")

    handler("greet", half)
    jobs.enqueue("greet", key="1", payload={})
    jobs.drain()
    assert states() == {"greet:1": "queued"}


# --- Leases ---


def test_a_job_leased_by_a_killed_worker_is_done_after_its_lease_and_only_once(db, handler):
    calls = handler("greet")
    with clock.at(MOMENT):
        jobs.enqueue("greet", key="1", payload={"n": 1})
        jobs._lease(None)  # and then the worker is gone
        assert (states(), jobs.drain()) == ({"greet:1": "leased"}, 0)
    with clock.at(MOMENT + jobs.LEASE - timedelta(seconds=1)):
        assert jobs.drain() == 0
    for _ in range(2):
        with clock.at(MOMENT + jobs.LEASE):
            jobs.drain()
    assert calls == [{"n": 1}]
    assert list(Job.objects.values_list("state", "attempts")) == [("done", 2)]


def test_a_worker_that_lost_its_lease_does_not_call_a_done_job_failed(db, handler):
    def slow(payload):
        if len(calls) == 1:  # meanwhile the lease runs out, and another worker does it
            with clock.at(MOMENT + jobs.LEASE):
                assert jobs.run_one()
            fail({"n": 1})

    calls = handler("greet", slow)
    with clock.at(MOMENT):
        jobs.enqueue("greet", key="1", payload={})
        jobs.run_one()
    assert list(Job.objects.values_list("state", "error")) == [("done", "")]


def test_a_job_that_kills_every_worker_ends_as_failed(db, handler):
    calls = handler("greet")
    moment = MOMENT
    with clock.at(moment):
        jobs.enqueue("greet", key="1", payload={})
    for _ in range(jobs.MOST_ATTEMPTS):
        with clock.at(moment):
            jobs._lease(None)  # and then the worker is gone
        moment += jobs.LEASE
    with clock.at(moment):
        jobs.drain()
    job = Job.objects.get()
    assert (job.state, job.attempts, calls) == ("failed", jobs.MOST_ATTEMPTS, [])
    assert job.error != ""


# --- The product's own jobs, delivered twice ---


def gathering(world):
    for plan in (world.plan, *world.shared_plans):
        world.accepted(plan)


def rendering(world):
    world.adopted(world.plan)


def opening(world):
    world.endorsed()


def funding(world):
    plan = world.endorsed()
    jobs.drain()
    row = rows_of(plan)[0]
    answers = {row.line_id: FundingAnswer("funded", row.proposed)}
    decision = FundingDecision("ก.น.บ.", clock.today())
    record_funding(plan=plan, source="province", decision=decision, answers=answers, by=world.provincial_officer)


def returning(world):
    last_cycle(world)
    plan = plan_of_the_next_cycle(world)
    Job.objects.filter(kind="bring_deferred_back").exclude(payload__plan=plan.pk).delete()  # those have nothing to do


def counting(world):
    with patch.object(ballot_counting, "COUNTED_AT_ONCE", 0):
        ballot = opened(world)
        cast(world, ballot, "1", "2")
        closed(world, ballot)


def checking(world):
    world.draft(world.plan)
    with patch.object(sheet_imports, "LARGE", 0):
        uploaded_sheet(world.plan, world.secretary, exported(world.plan))


def importing(world):
    with patch.object(sheet_imports, "LARGE", 0):
        pk = uploaded_sheet(world.plan, world.secretary, book(HEADINGS, ROW))
        jobs.drain()
        columns_chosen(world.secretary, world.plan, pk)
        jobs.drain()
        confirmed(world.secretary, world.plan, pk)


def publishing(world):
    plan = world.resolved_province()
    with clock.at(DAY_ONE - timedelta(days=1)):
        embargo_plan(plan=plan, seen=version_of(plan), publish_on=DAY_ONE, by=world.governor)


def amending(world):
    world.gathered_district()
    amended(world)


def asking(world):
    world.resolved_province()
    steps = [[each.office] for each in the_governors_people(world)]
    with clock.at(DAY_ONE - timedelta(days=1)):
        set_approvers(
            area=world.province,
            act=Act.ENDORSE,
            steps=steps,
            answer_days=7,
            valid_from=DAY_ONE,
            by=world.provincial_officer,
        )


CAUSES = {
    "take_in_amendment": amending,
    "approvers_hold": asking,
    "publish_embargo": publishing,
    "gather": gathering,
    "render_document": rendering,
    "open_commitments": opening,
    "settle_funding": funding,
    "bring_deferred_back": returning,
    "count_ballot": counting,
    "check_sheet": checking,
    "import_sheet": importing,
}


def test_every_kind_of_job_is_tried_here():
    assert set(CAUSES) == set(jobs._handlers)


@pytest.mark.parametrize("kind", CAUSES)
def test_a_job_that_is_delivered_twice_takes_effect_once(world, kind):
    CAUSES[kind](world)
    payload = Job.objects.filter(kind=kind).latest("pk").payload
    before = everything()
    jobs._handlers[kind](payload)
    once = everything()
    jobs._handlers[kind](payload)
    assert everything() == once != before


def test_a_job_that_nothing_is_left_to_do_for_changes_nothing(world):
    world.accepted(world.plan)
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")
    before = everything()
    jobs._handlers["gather"]({"plan": world.district_plan.pk})
    jobs._handlers["gather"]({"plan": world.provincial_plan.pk})
    assert everything() == before


def test_the_last_plan_withdrawn_ends_the_gathering_as_the_last_one_accepted_does(world):
    for plan in world.shared_plans:
        world.accepted(plan)
    world.submitted(world.plan)
    jobs.drain()
    assert world.fresh(world.district_plan).state == PlanState.GATHERING
    withdraw_plan(plan=world.plan, by=world.leader, reason="รวมกับตำบลข้างเคียง")
    jobs.drain()
    assert world.fresh(world.district_plan).state == PlanState.COMPILING


# --- Killed ---

KILL = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
ACTING = "from directory.acting import Acting; from directory.models import Office, User"


def run(database_url, program):
    """Run a program as another process on the same database; answers with which signal or code it ended."""
    environment = os.environ | {"DATABASE_URL": database_url}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def all_but_one_accepted(world):
    """Two plans of the district are in, and the third waits for its decision."""
    for plan in world.shared_plans:
        world.accepted(plan)
    jobs.drain()
    return world.ready_to_decide(world.plan)


def accepting(world, plan):
    """The program that accepts a plan as its coordinator does."""
    by = world.coordinator
    return f"""
{ACTING}
from approvals.verbs.review import accept_plan
from proposals.models import Plan
user, office = User.objects.get(pk={by.user.pk}), Office.objects.get(pk={by.office.pk})
by = Acting.as_holder(user, office)
plan = Plan.objects.get(pk={plan.pk})
accept_plan(plan=plan, seen=plan.current_version, by=by)
"""


def lease_of_the_dead():
    """When the job of a killed worker may be done by another."""
    until = Job.objects.get(state=Job.State.LEASED).lease_until
    assert until is not None
    return until


def test_a_kill_between_the_last_acceptance_and_the_gathering_loses_nothing(committed_world, database_url):
    world = committed_world
    plan = all_but_one_accepted(world)
    code, errors = run(database_url, accepting(world, plan) + KILL)
    assert code == -signal.SIGKILL, errors
    assert world.fresh(plan).state == PlanState.ACCEPTED
    assert world.fresh(world.district_plan).state == PlanState.GATHERING
    for _ in range(2):
        jobs.drain()
    assert world.fresh(world.district_plan).state == PlanState.COMPILING
    assert Event.objects.filter(plan=world.district_plan, verb="gather").count() == 1
    assert Item.objects.filter(worksheet__plan=world.district_plan).count() == 9


def test_a_kill_inside_the_accepting_transaction_leaves_the_plan_to_be_accepted(committed_world, database_url):
    world = committed_world
    plan = all_but_one_accepted(world)
    before = everything()
    killed = f"from workflow import effects\ndef _tell(*args): {KILL}\neffects._tell = _tell\n"
    code, errors = run(database_url, killed + accepting(world, plan))
    assert code == -signal.SIGKILL, errors
    assert everything() == before
    accept_plan(plan=(plan := world.fresh(plan)), seen=version_of(plan), by=world.coordinator)
    jobs.drain()
    assert world.fresh(world.district_plan).state == PlanState.COMPILING


def test_a_worker_killed_while_it_gathers_leaves_the_gathering_to_the_next_one(committed_world, database_url):
    world = committed_world
    plan = all_but_one_accepted(world)
    accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    killed = f"from workflow import deadlines, jobs\ndef settle(*args): {KILL}\ndeadlines.settle = settle\njobs.drain()"
    code, errors = run(database_url, killed)
    assert code == -signal.SIGKILL, errors
    assert Worksheet.objects.count() == 0
    left = lease_of_the_dead()
    jobs.drain()
    assert Worksheet.objects.count() == 0  # somebody may still be at it
    for _ in range(2):
        with clock.at(left):
            jobs.drain()
    assert Worksheet.objects.get().plan == world.district_plan
    assert Event.objects.filter(plan=world.district_plan, verb="gather").count() == 1
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_worker_killed_after_its_work_and_before_its_mark_does_it_once(committed_world, database_url):
    world = committed_world
    plan = all_but_one_accepted(world)
    accept_plan(plan=plan, seen=version_of(plan), by=world.coordinator)
    killed = f"""
from workflow import jobs
for kind, handler in list(jobs._handlers.items()):
    def killing(payload, handler=handler):
        handler(payload)
        {KILL}
    jobs._handlers[kind] = killing if kind == "gather" else handler
jobs.drain()
"""
    code, errors = run(database_url, killed)
    assert code == -signal.SIGKILL, errors
    once = Event.objects.filter(plan=world.district_plan).count()
    with clock.at(lease_of_the_dead()):
        jobs.drain()
    assert Event.objects.filter(plan=world.district_plan).count() == once
    assert world.fresh(world.district_plan).state == PlanState.COMPILING
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
