"""Counting: a ballot ends, its votes become a ballot file, and each rule's outcome is read from that file."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Stale
from directory.powers import Power
from documents import storage
from proposals.models import Ballot, BallotOutcome, BallotState, BallotVote, Method
from proposals.models.ballot import names_of, random_key
from proposals.voting import Election, Kind, Project, Rule, Vote, chosen_by, points_of, read, votes_of, written
from workflow import door, jobs

COUNTED_AT_ONCE = 100_000  # votes × projects; more are counted by a job
BALLOT_FILE = "text/x-pabulib"
_PABULIB_RULES = {Rule.EQUAL_SHARES: "equalshares", Rule.GREEDY: "greedy", Rule.COUNT: "greedy", Rule.BORDA: "borda"}


def close_ballot(*, ballot: Ballot, seen: int, by: Acting) -> Ballot:
    """End the voting, keep the ballot file, and count it by every rule that fits; the one fixed beforehand decides.

    In one transaction: the votes are numbered in shuffled order and the slips deleted, the file is made and kept, the
    state changes, the event names the file's hash. A large ballot is counted by a job, any other at once.

    Raises:
        NotHere, Refused: the actor does not write for the body whose ballot it is.
        Stale: it is not open any more.
        Invalid: nobody has voted.
    """
    with transaction.atomic():
        door.admit(ballot, Power.WRITE_PLAN, by)
        plan = door.lock_plan(ballot)
        door.lock(ballot)
        if ballot.state != BallotState.OPEN:
            raise Stale(door.who_changed(ballot))
        election = _election(ballot, seal(ballot))
        if not election.votes:
            raise Invalid.of("ballot", ballot.title, _("ยังไม่มีคะแนนเสียง จึงยังปิดไม่ได้ หากไม่ลงคะแนนแล้วให้ยกเลิก"))
        content = written(election, facts=_facts(ballot))
        name = f"{plan.reference}-{ballot.pk}.pb"
        ballot.file = storage.store(content, content_type=BALLOT_FILE, name=name)
        votes, points = votes_of(election), points_of(election)
        ballot.counts = {str(int(each)): [int(votes[each]), int(points[each])] for each in votes}
        ballot.save(update_fields=["file", "counts"])
        data = {"ballot": ballot.pk, "votes": len(election.votes), "rule": ballot.rule, "file": ballot.file.sha256}
        door.fire_locked(ballot, "close_vote", by=by, seen=seen, chain=plan, data=data, on=clock.today())
        if len(election.votes) * len(election.projects) > COUNTED_AT_ONCE:
            jobs.enqueue("count_ballot", key=str(ballot.pk), payload={"ballot": ballot.pk})
        else:
            count_ballot(ballot)
    return ballot


@jobs.job("count_ballot")
def _counted_by_a_job(payload: dict[str, Any]) -> None:
    count_ballot(Ballot.objects.select_related("file").get(pk=payload["ballot"]), tell=_tell)


def count_ballot(ballot: Ballot, *, tell: Callable[[Ballot, int], None] | None = None) -> None:
    """Read each rule's outcome from a closed ballot's file. Repeating it changes nothing.

    ``tell`` is called with the per cent that are done; the outcomes are written together at the end.
    """
    election = read(_content(ballot))
    rules, outcomes = ballot.rules, []
    for place, rule in enumerate(rules):

        def progress(done: int, total: int, begun: int = place) -> None:
            if tell is not None:
                tell(ballot, min(99, int(100 * (begun + done / total) / len(rules))))

        found = chosen_by(rule, election, progress)
        chosen = [int(each) for each in found.chosen]
        outcomes.append(BallotOutcome(ballot=ballot, rule=rule.value, chosen=chosen, cost=found.cost))
    with transaction.atomic():
        BallotOutcome.objects.bulk_create(outcomes, ignore_conflicts=True)
        Ballot.objects.filter(pk=ballot.pk).update(progress=100)
    ballot.progress = 100


def _tell(ballot: Ballot, per_cent: int) -> None:
    if per_cent > ballot.progress:
        ballot.progress = per_cent
        Ballot.objects.filter(pk=ballot.pk).update(progress=per_cent)


def _content(ballot: Ballot) -> bytes:
    if ballot.file is None:
        raise LookupError(f"ballot {ballot.pk} has no file")
    return storage.read(ballot.file)


def seal(ballot: Ballot) -> list[BallotVote]:
    """Write an ending ballot's votes anew, numbered in shuffled order, and delete its slips; of a locked, open ballot.

    Whatever the order of rows, keys or transactions could have told about who came when is gone with the old rows.
    """
    votes = list(ballot.votes.all())
    secrets.SystemRandom().shuffle(votes)
    ballot.votes.all().delete()
    for serial, vote in enumerate(votes, 1):
        vote.pk, vote.serial = random_key(), serial
    BallotVote.objects.bulk_create(votes)
    ballot.slips.all().delete()
    return votes


# --- The ballot file ---


def _election(ballot: Ballot, votes: Sequence[BallotVote]) -> Election:
    options = list(ballot.options.order_by("number"))
    names = names_of(options)
    rows = (
        _hands(ballot, names) if ballot.method == Method.HANDS else [_vote(ballot.kind, vote, names) for vote in votes]
    )
    projects = tuple(Project(names[option.number], option.cost, option.title) for option in options)
    return Election(ballot.kind, ballot.budget, projects, tuple(rows))


def _vote(kind: Kind, vote: BallotVote, names: dict[int, str]) -> Vote:
    times = Counter(vote.numbers)
    if kind == Kind.ORDINAL:
        return Vote(str(vote.serial), tuple(names[number] for number in times))
    numbers = sorted(times)
    points = tuple(Decimal(times[number]) for number in numbers) if kind == Kind.CUMULATIVE else ()
    return Vote(str(vote.serial), tuple(names[number] for number in numbers), points)


def _hands(ballot: Ballot, names: dict[int, str]) -> list[Vote]:
    """One row for each raised hand; which of them belong to one person nobody knows."""
    hands = [names[int(number)] for number, (count, _points) in ballot.counts.items() for _hand in range(count)]
    return [Vote(str(serial), (name,)) for serial, name in enumerate(sorted(hands), 1)]


def _facts(ballot: Ballot) -> dict[str, str]:
    """What META tells besides the counts: nothing finer than the day of the meeting, and nobody's name."""
    plan = ballot.plan
    day = ballot.meeting.held_on if ballot.meeting else ballot.opened_on or clock.today()
    facts = {
        "description": ballot.title,
        "country": "Thailand",
        "unit": plan.area.full_name,
        "subunit": plan.owner.name,
        "instance": str(plan.cycle.target_year),
        "rule": _PABULIB_RULES[Rule(ballot.rule)],
        "date_begin": day.strftime("%d.%m.%Y"),
        "date_end": day.strftime("%d.%m.%Y"),
        "language": "th",
        "currency": "THB",
        "comment": f"{ballot.method}; {ballot.rule}",
    }
    if ballot.method == Method.HANDS:
        facts["comment"] += "; one row for each raised hand, not for each person"
    return {**facts, **({"max_sum_points": str(ballot.dots)} if ballot.dots else {})}
