"""Ballots are counted by every rule and told by nobody; the file that is kept counts to the same again."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from directory.errors import Invalid, Stale
from documents import storage
from proposals.ballot_results import compared_with, outcome_order, results_of, sheets_of
from proposals.models import Ballot, BallotOutcome, BallotSlip, BallotState, BallotVote
from proposals.verbs import ballot_counting
from proposals.verbs.ballot_votes import cast_by_slip, issue_slips
from proposals.voting import read
from tests.proposals.test_ballots import cast, chosen, closed, opened
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db


# --- Nobody is told --------------------------------------------------------------------------------------------------


def test_votes_and_slips_have_no_person_no_device_and_no_time_and_nothing_joins_them():
    fields = {model: {field.name for field in model._meta.concrete_fields} for model in (BallotVote, BallotSlip)}
    assert fields == {
        BallotVote: {"id", "ballot", "serial", "source", "choices"},
        BallotSlip: {"id", "ballot", "digest", "used"},
    }
    for model in (BallotVote, BallotSlip):
        assert not [
            f for f in model._meta.concrete_fields if isinstance(f, models.DateField | models.GenericIPAddressField)
        ]


def test_voting_by_slip_leaves_no_event_and_the_log_holds_counts_alone(world):
    ballot = opened(world)
    before = Event.objects.count()
    slips = issue_slips(ballot=ballot, count=3, by=world.secretary)
    for slip in slips:
        cast_by_slip(code=ballot.code, slip=slip, vote=[1])
    cast(world, ballot, "2 4", source="on_site")
    events = list(Event.objects.order_by("pk")[before:])
    assert [(event.verb, {k: v for k, v in event.facts.items() if k != "ballot"}) for event in events] == [
        ("issue_slips", {"slips": 3}),
        ("cast_votes", {"source": "on_site", "votes": 1}),
    ]


def test_when_a_ballot_ends_its_votes_are_written_anew_in_another_order_and_the_slips_are_gone(world):
    ballot = opened(world, voters=60, method="ranking", rule="borda")
    typed = [f"{a} {b} {c}" for a in (1, 2, 3, 4) for b in (1, 2, 3, 4) for c in (1, 2, 3, 4) if len({a, b, c}) == 3]
    for slip, vote in zip(issue_slips(ballot=ballot, count=len(typed), by=world.secretary), typed, strict=True):
        cast_by_slip(code=ballot.code, slip=slip, vote=[int(n) for n in vote.split()])
    keys = set(ballot.votes.values_list("pk", flat=True))
    closed(world, ballot)
    by_serial = list(ballot.votes.order_by("serial").values_list("choices", flat=True))
    assert sorted(by_serial) == sorted(typed)
    assert by_serial != typed
    assert list(ballot.votes.order_by("serial").values_list("serial", flat=True)) == list(range(1, 25))
    assert not keys & set(ballot.votes.values_list("pk", flat=True))
    assert not BallotSlip.objects.exists()


def test_the_file_and_the_sheets_say_no_name_no_time_and_no_way_of_voting(world):
    meeting = world.meeting(world.plan)
    ballot = opened(world, meeting=meeting)
    (slip,) = issue_slips(ballot=ballot, count=1, by=world.secretary)
    cast_by_slip(code=ballot.code, slip=slip, vote=[1])
    cast(world, ballot, "2")
    closed(world, ballot)
    told = storage.read(ballot.file).decode() + str(sheets_of(results_of(ballot)))
    people = [a.name for a in meeting.attendances.all()] + [str(world.secretary.user), ballot.code, slip]
    assert [name for name in people if name in told] == []
    assert not {"phone", "paper", "on_site", ":"} & set(told.replace(";", " ").split("sheets")[0].split())
    assert read(storage.read(ballot.file)).meta["date_begin"] == meeting.held_on.strftime("%d.%m.%Y")


# --- Counted ---------------------------------------------------------------------------------------------------------


def test_closing_counts_by_every_rule_and_keeps_the_file_under_its_hash(world):
    ballot = opened(world)
    cast(world, ballot, *["4 1"] * 6, *["3 2"] * 4)
    closed(world, ballot)
    assert (ballot.state, ballot.is_counted) == (BallotState.CLOSED, True)
    assert ballot.counts == {"1": [6, 6], "2": [4, 4], "3": [4, 4], "4": [6, 6]}
    assert chosen(ballot) == {"count": [1, 4], "greedy": [1, 4], "equal-shares": [1, 2]}
    closing = Event.objects.get(verb="close_vote")
    assert closing.facts == {
        "ballot": ballot.pk,
        "votes": 10,
        "rule": "equal-shares",
        "file": ballot.file.sha256,
    }
    with pytest.raises(Stale):
        closed(world, ballot)


def test_a_ballot_without_votes_is_not_counted(world):
    ballot = opened(world)
    with pytest.raises(Invalid, match="ยังไม่มีคะแนนเสียง"):
        closed(world, ballot)
    assert Ballot.objects.get(pk=ballot.pk).state == BallotState.OPEN


def test_after_closing_nothing_of_it_changes_in_the_database_itself(world):
    ballot = opened(world)
    cast(world, ballot, "1", "2")
    closed(world, ballot)
    for rows in (ballot.votes.all(), BallotOutcome.objects.filter(ballot=ballot)):
        for change in (lambda rows=rows: rows.delete(), lambda rows=rows: rows.update(ballot_id=ballot.pk)):
            with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
                change()
    changes: list[dict[str, object]] = [{"counts": {}}, {"file": None}, {"ended_on": None}]
    for fields in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**fields)


def test_a_large_ballot_is_counted_by_a_job_that_tells_how_far_it_is_and_may_run_twice(world, monkeypatch):
    monkeypatch.setattr(ballot_counting, "COUNTED_AT_ONCE", 3)
    told = []
    monkeypatch.setattr(ballot_counting, "_tell", lambda _ballot, per_cent: told.append(per_cent))
    ballot = opened(world)
    cast(world, ballot, "1", "2")
    closed(world, ballot)
    assert (ballot.is_counted, ballot.outcomes.count(), outcome_order(ballot)) == (False, 0, [])
    jobs.drain(["count_ballot"])
    ballot.refresh_from_db()
    assert (ballot.is_counted, ballot.outcomes.count()) == (True, 3)
    assert told == [75, 83, 91, 99] or told[-1] == 99
    ballot_counting.count_ballot(ballot)
    assert ballot.outcomes.count() == 3


def test_the_results_say_what_each_rule_spends_and_what_each_village_gets(world):
    from proposals.verbs.drafting import draft_proposals

    one, two = world.plan.area.villages.order_by("number")[:2]
    villages = [one, one, two, None]
    drafts = [world.words(n, village=village) for n, village in enumerate(villages, 1)]
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    ballot = opened(world)
    cast(world, ballot, *["4 1"] * 6, *["3 2"] * 4)
    closed(world, ballot)
    results = results_of(ballot)
    assert [(c.rule, c.decides, c.cost, c.left) for c in results.columns] == [
        ("equal-shares", True, Decimal(3000), Decimal(2000)),
        ("count", False, Decimal(5000), Decimal(0)),
        ("greedy", False, Decimal(5000), Decimal(0)),
    ]
    assert [row.places for row in results.rows] == [(1, 1, 1), (2, 0, 0), (0, 0, 0), (0, 2, 2)]
    assert {part.name: [tuple(int(each) for each in share) for share in part.shares] for part in results.parts} == {
        "ทั้งตำบลหรือหลายหมู่บ้าน": [(0, 0, 0), (1, 4000, 80), (1, 4000, 80)],
        str(one): [(2, 3000, 100), (1, 1000, 20), (1, 1000, 20)],
        str(two): [(0, 0, 0), (0, 0, 0), (0, 0, 0)],
    }
    by_number = {line.number: line.pk for line in world.lines(world.plan)}
    assert outcome_order(ballot) == [by_number[n] for n in (1, 2, 4, 3)]


def test_a_group_of_villages_gets_what_its_villages_get_under_each_rule(world):
    from proposals.verbs.drafting import draft_proposals

    one, two, three = world.plan.area.villages.order_by("number")[:3]
    villages = [one, two, three, None]
    drafts = [world.words(n, village=village) for n, village in enumerate(villages, 1)]
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    fourth = world.plan.area.villages.order_by("number")[3]
    ballot = opened(world, groups={two.pk: "โซนใต้", one.pk: " โซน  เหนือ ", three.pk: "โซน เหนือ", fourth.pk: "โซนไกล"})
    assert list(ballot.options.values_list("number", "group")) == [
        (1, "โซน เหนือ"),
        (2, "โซนใต้"),
        (3, "โซน เหนือ"),
        (4, ""),
    ]
    cast(world, ballot, *["4 1"] * 6, *["3 2"] * 4)  # shares: 1 and 2; count and greedy: 1 and 4
    closed(world, ballot)
    results = results_of(ballot)
    told = [(p.name, p.villages, [(count, int(baht)) for count, baht, _cent in p.shares]) for p in results.parts]
    assert told == [
        ("โซน เหนือ", (str(one), str(three)), [(1, 1000), (1, 1000), (1, 1000)]),
        ("โซนใต้", (str(two),), [(1, 2000), (0, 0), (0, 0)]),
        ("โซนไกล", (str(fourth),), [(0, 0), (0, 0), (0, 0)]),
        ("ทั้งตำบลหรือหลายหมู่บ้าน", (), [(0, 0), (1, 4000), (1, 4000)]),
    ]
    for number, column in enumerate(results.columns):
        assert sum(part.shares[number][1] for part in results.parts) == column.cost
    (_title, _headings, rows) = sheets_of(results)[1]
    assert next(iter(rows))[0] == f"โซน เหนือ ({one}, {three})"


# --- The file comes back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "rule", "lines"),
    [
        ("approval", "equal-shares", ["1 2", "3", "-", "4 2"]),
        ("dots", "count", ["1 1 3", "4", "2 2 2"]),
        ("ranking", "borda", ["3 1", "1 2 3 4", "4"]),
    ],
)
def test_the_exported_file_counts_to_the_same_outcome(world, method, rule, lines):
    ballot = opened(world, method=method, rule=rule, dots=3 if method == "dots" else None)
    cast(world, ballot, *lines)
    closed(world, ballot)
    content = storage.read(ballot.file)
    found = compared_with(ballot, content)
    assert (found.is_same_file, found.is_same_outcome, found.votes) == (True, True, len(lines))
    assert [int(each) for each in found.chosen] == chosen(ballot)[rule]
    saved_elsewhere = b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
    assert compared_with(ballot, saved_elsewhere).is_same_file is False
    assert compared_with(ballot, saved_elsewhere).is_same_outcome is True


def test_a_file_with_another_vote_is_told_and_one_of_another_ballot_refused(world):
    ballot = opened(world)
    cast(world, ballot, "1", "1", "4")
    closed(world, ballot)
    content = storage.read(ballot.file)
    swapped = content.replace(b"\n1;1\n", b"\n1;4\n").replace(b"\n2;1\n", b"\n2;4\n").replace(b"\n3;1\n", b"\n3;4\n")
    changed = compared_with(ballot, swapped)
    assert (changed.is_same_file, changed.is_same_outcome, changed.doubts) == (False, False, ())
    projects, votes = content.split(b"VOTES")
    doubled = compared_with(ballot, projects + b"VOTES" + votes.replace(b"\n2;", b"\n1;"))
    assert (doubled.is_same_outcome, len(doubled.doubts), doubled.votes) == (True, 1, 3)
    for foreign in (content.replace(b"budget;5000", b"budget;5001"), content.replace(b"1;1000;", b"1;999;")):
        with pytest.raises(Invalid, match="เป็นของการลงคะแนนอื่น"):
            compared_with(ballot, foreign)
    with pytest.raises(Invalid, match="ต้องมีส่วน META"):
        compared_with(ballot, b"")
