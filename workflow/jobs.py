"""Work after the commit: rows written with their cause, done by whichever worker comes first, each only once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from directory import clock
from workflow.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job. It must be idempotent: after a kill it runs again."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def enqueue(kind: str, *, key: str, payload: dict[str, Any], after: datetime | None = None) -> None:
    """Write a job in the present transaction, due at once or ``after`` a moment; the same key again changes nothing."""
    moment = clock.now()
    Job.objects.bulk_create(
        [Job(kind=kind, key=f"{kind}:{key}", payload=payload, run_after=after or moment, created_at=moment)],
        ignore_conflicts=True,
    )


def enqueue_many(kind: str, jobs: dict[str, dict[str, Any]]) -> None:
    """Write many jobs at once, by key."""
    moment = clock.now()
    Job.objects.bulk_create(
        [
            Job(kind=kind, key=f"{kind}:{key}", payload=p, run_after=moment, created_at=moment)
            for key, p in jobs.items()
        ],
        ignore_conflicts=True,
    )


def _lease(kinds: Collection[str] | None) -> Job | None:
    """Take the oldest job that is due: queued, or leased by somebody whose lease ran out."""
    moment = clock.now()
    wanted = Q() if kinds is None else Q(kind__in=kinds)
    with transaction.atomic():
        due = (
            Job.objects.filter(wanted)
            .filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.LEASED, lease_until__lte=moment))
            .filter(run_after__lte=moment)
            .order_by("run_after", "id")
            .select_for_update(skip_locked=True)
            .first()
        )
        if due is None:
            return None
        if due.attempts >= MOST_ATTEMPTS:  # each of its workers was killed: it is kept for people to look at
            Job.objects.filter(pk=due.pk).update(state=Job.State.FAILED, lease_until=None, error="lease ran out")
            due.lease_until = None
            return due
        Job.objects.filter(pk=due.pk).update(  # the state of a job is no plan's state: it has no law and no door
            state=Job.State.LEASED, attempts=due.attempts + 1, lease_until=moment + LEASE
        )
        due.attempts, due.lease_until = due.attempts + 1, moment + LEASE
        return due


def run_one(kinds: Collection[str] | None = None) -> bool:
    """Do one due job. A failing one is tried again later, more and more seldom, and is kept with its error at last.

    A worker that lost its lease to another no longer marks the row. Returns whether there was a job.
    """
    due = _lease(kinds)
    if due is None:
        return False
    if due.lease_until is None:
        return True
    mine = Job.objects.filter(pk=due.pk, state=Job.State.LEASED, attempts=due.attempts)
    try:
        _handlers[due.kind](due.payload)
    except Exception as error:  # whatever went wrong must not stop the worker: it is kept in the row
        logger.exception("job %s failed (attempt %d)", due.key, due.attempts)
        finally_failed = due.attempts >= MOST_ATTEMPTS
        mine.update(
            state=Job.State.FAILED if finally_failed else Job.State.QUEUED,
            run_after=clock.now() + timedelta(seconds=10 * 3**due.attempts),
            lease_until=None,
            error=repr(error)[:2000],
        )
    else:
        mine.update(state=Job.State.DONE, lease_until=None, error="", finished_at=clock.now())
    return True


def kinds() -> frozenset[str]:
    """All kinds of jobs that somebody handles."""
    return frozenset(_handlers)


def unfinished(of: Collection[str]) -> int:
    """How many jobs of these kinds wait or are being done, by whomever."""
    return Job.objects.filter(kind__in=of, state__in=[Job.State.QUEUED, Job.State.LEASED]).count()


def drain(of: Collection[str] | None = None, *, limit: int = 100_000) -> int:
    """Do all due jobs (of some kinds) in this process, those that they write included; returns how many were done."""
    done = 0
    while done < limit and run_one(of):
        done += 1
    return done
