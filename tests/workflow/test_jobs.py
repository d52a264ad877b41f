"""Work after the commit: nothing is lost by a kill, nothing is done twice, and what fails says why."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from approvals.models import Worksheet
from directory import clock
from documents.models import Document, Rendition
from tests.cast import make_world
from tests.workflow.builders import MOMENT
from tests.workflow.test_atomicity import everything
from tracking.models import Commitment
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
    assert list(Job.objects.order_by("pk").values_list("key", "payload")) == [("greet:1", {"n": 1}), ("greet:2", {"n": 4})]


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
    with pytest.raises(LookupError), transaction.atomic():
        jobs.enqueue("greet", key="1", payload={})
        raise LookupError
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
    calls = handler("greet", lambda payload: fail({"n": 1}) if len(calls) < 2 else None)
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
        jobs._lease()  # and then the worker is gone
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
    handler("greet")
    moment = MOMENT
    with clock.at(moment):
        jobs.enqueue("greet", key="1", payload={})
    for _ in range(jobs.MOST_ATTEMPTS):
        with clock.at(moment):
            assert jobs._lease() is not None
        moment += jobs.LEASE
    with clock.at(moment):
        assert jobs._lease() is None
    assert states() == {"greet:1": "failed"}
