"""Whatever anybody changes in the log behind the door's back, verification names the place."""

import json
from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import connection

from directory import clock
from directory.acting import DEADLINE
from proposals.models import Plan
from tests.workflow import builders
from workflow import journal, verification
from workflow.models import Event, EventItem, EventNote
from workflow.models.journal import FIRST_HASH, digest, digest_of_items
from workflow.verification import AnchorError, Broken, Report, Why, current_anchor, merkle_root, verify

LENGTH = 8  # two events of each sort
TABLES = ["workflow_event", "workflow_eventitem", "proposals_plan"]
TAMPERED = {
    "sequence": 99,
    "at": datetime(2026, 1, 1, tzinfo=UTC),
    "verb": "refuse",
    "record_kind": "proposals.line",
    "record_id": 4711,
    "from_state": "ร่าง",
    "to_state": "endorsed",
    "system": "somebody",
    "note_hash": "f" * 64,
    "data": '{"deadline":5}',
    "items_count": 2,
    "items_digest": "f" * 64,
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}
TO_ANOTHER_ROW = {
    "plan_id": lambda: Plan.objects.get(event_count=0).pk,
    "actor_id": lambda: builders.user("somebody-else").pk,
    "office_id": lambda: builders.office("council-other").pk,
    "behalf_body_id": lambda: builders.body("council-third").pk,
}
COLUMNS = [column.attname for column in Event._meta.concrete_fields if not column.primary_key]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_further_checks(monkeypatch):
    monkeypatch.setattr(verification, "_checks", {})


@pytest.fixture
def plan(db):
    """A plan with a chain, between two others, one of them without events."""
    before, middle, _after = builders.plan(1, events=3), builders.plan(2, events=LENGTH), builders.plan(3)
    builders.extend(before, 2)  # so that the chains interlace
    return middle


@pytest.fixture
def tampering(plan):
    """The plan's events, now open to everybody."""
    builders.triggers_off(*TABLES)
    return Event.objects.filter(plan=plan)


def broken(anchor=None):
    return [(row.plan, row.sequence, row.why) for row in verify(anchor).broken]


def fault(plan, sequence, why):
    return (plan.pk, sequence, str(why.label))


# --- Nothing wrong ---


def test_an_untouched_log_is_whole_and_counted(plan):
    assert verify() == Report(plans=3, events=5 + LENGTH, broken=())


def test_a_log_without_any_event_is_whole(db):
    assert verify() == Report(plans=Plan.objects.count(), events=0, broken=())


def test_an_untouched_log_agrees_with_its_anchor_even_after_it_has_grown(plan):
    anchor = current_anchor()
    builders.extend(plan, 3)
    builders.plan(4, events=2)
    assert verify(anchor).is_whole


@pytest.mark.parametrize("microsecond", [0, 1, 120_000])
def test_moments_verify_however_the_database_writes_them(plan, microsecond):
    with clock.at(builders.MOMENT.replace(microsecond=microsecond)):
        journal.append(plan, verb="remind", record=plan, by=DEADLINE)
    plan.save()
    assert verify().is_whole


def test_the_order_in_which_the_rows_of_a_bulk_action_lie_does_not_matter(tampering, plan):
    bulk = tampering.get(sequence=2)
    rows = list(bulk.items.values("record_id", "from_state", "to_state"))
    bulk.items.all().delete()
    EventItem.objects.bulk_create(EventItem(event=bulk, **row) for row in reversed(rows))
    assert verify().is_whole


def test_chains_longer_than_a_batch_are_followed_across_it(plan, monkeypatch):
    monkeypatch.setattr(verification, "BATCH", 3)
    assert verify() == Report(plans=3, events=5 + LENGTH, broken=())


# --- The events ---


def test_every_column_of_an_event_is_tampered_with_here():
    assert sorted(COLUMNS) == sorted(TAMPERED | TO_ANOTHER_ROW)


@pytest.mark.parametrize(("column", "place"), list(product(COLUMNS, [1, 2, 3, 4, LENGTH])))
def test_a_changed_column_is_found_and_its_place_named(tampering, plan, column, place):
    value = TAMPERED[column] if column in TAMPERED else TO_ANOTHER_ROW[column]()
    assert tampering.filter(sequence=place).update(**{column: value}) == 1
    if column == "plan_id":  # gone from one chain and strange to another
        assert (plan.pk, place) in [row[:2] for row in broken()]
        return
    why = Why.MISSING if column == "sequence" else Why.CHANGED
    assert broken() == [fault(plan, place, why)]


@pytest.mark.parametrize("place", range(1, LENGTH))
def test_a_removed_event_is_found(tampering, plan, place):
    _remove(tampering.filter(sequence=place))
    assert broken() == [fault(plan, place, Why.MISSING)]


def test_a_removed_event_is_found_though_the_others_were_numbered_anew(tampering, plan):
    _remove(tampering.filter(sequence=3))
    for event in tampering.filter(sequence__gt=3).order_by("sequence"):
        tampering.filter(pk=event.pk).update(sequence=event.sequence - 1)
    Plan.objects.filter(pk=plan.pk).update(event_count=LENGTH - 1)
    assert broken() == [fault(plan, 3, Why.CHANGED)]


def test_a_removed_event_is_found_though_the_next_was_hashed_anew(tampering, plan):
    _remove(tampering.filter(sequence=3))
    follower = tampering.get(sequence=4)
    follower.sequence = 3
    tampering.filter(pk=follower.pk).update(sequence=3, hash=follower.compute_hash())
    assert broken() == [fault(plan, 3, Why.UNLINKED)]


def test_two_events_that_changed_places_are_found(tampering, plan):
    first, second = tampering.get(sequence=3).pk, tampering.get(sequence=4).pk
    for key, place in [(first, 99), (second, 3), (first, 4)]:
        tampering.filter(pk=key).update(sequence=place)
    assert broken() == [fault(plan, 3, Why.CHANGED)]


def test_an_event_put_before_the_first_is_found(tampering, plan):
    _insert_copy(tampering.get(sequence=1), sequence=0)
    assert broken() == [fault(plan, 0, Why.ADDED)]


def test_an_event_put_between_two_others_is_found(tampering, plan):
    for event in tampering.filter(sequence__gte=4).order_by("-sequence"):
        tampering.filter(pk=event.pk).update(sequence=event.sequence + 1)
    _insert_copy(tampering.get(sequence=3), sequence=4)
    Plan.objects.filter(pk=plan.pk).update(event_count=LENGTH + 1)
    assert broken()[0][:2] == (plan.pk, 4)


def test_an_event_appended_past_the_door_is_found(tampering, plan):
    last = tampering.get(sequence=LENGTH)
    _insert_copy(last, sequence=LENGTH + 1, previous_hash=last.hash)
    assert broken() == [fault(plan, LENGTH + 1, Why.ADDED)]


def test_a_cut_tail_is_found(tampering, plan):
    _remove(tampering.filter(sequence__gt=5))
    assert broken() == [fault(plan, 6, Why.CUT)]


def test_a_vanished_chain_is_found(tampering, plan):
    _remove(tampering)
    assert broken() == [fault(plan, 1, Why.VANISHED)]


def test_a_plan_whose_head_was_changed_is_found(tampering, plan):
    Plan.objects.filter(pk=plan.pk).update(event_head="e" * 64)
    assert broken() == [fault(plan, LENGTH, Why.HEAD)]


def test_a_plan_whose_count_was_lowered_is_found(tampering, plan):
    Plan.objects.filter(pk=plan.pk).update(event_count=5)
    assert broken() == [fault(plan, 6, Why.ADDED)]


def test_events_of_a_plan_that_is_gone_are_found():
    chain = verification.Chain(kept=None, count=3)
    assert chain.verdict(7) == Broken(7, 1, str(Why.PLAN_GONE.label))


def test_each_broken_chain_is_named_once_at_its_first_wrong_place_in_the_order_of_plans(tampering, plan):
    Event.objects.filter(sequence__in=[2, 4]).update(verb="ปลอม")
    first = Plan.objects.exclude(pk=plan.pk).get(event_count=5)
    assert broken() == [fault(first, 2, Why.CHANGED), fault(plan, 2, Why.CHANGED)]


@pytest.mark.parametrize("column", ["at", "sequence", "record_id", "data", "items_count", "hash"])
def test_a_value_that_could_never_have_been_written_is_a_finding_and_not_a_crash(tampering, plan, column):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # keeps anything in any column
            value = b"\xff" if column in {"data", "hash"} else "เมื่อวาน"
            cursor.execute(
                f"UPDATE workflow_event SET {column} = %s WHERE plan_id = %s AND sequence = 3", [value, plan.pk]
            )
        else:
            odd = {"at": "'infinity'", "data": "''", "hash": "''"}.get(column, "2147483647")
            cursor.execute(f"UPDATE workflow_event SET {column} = {odd} WHERE plan_id = %s AND sequence = 3", [plan.pk])
    assert [row[:2] for row in broken()] == [(plan.pk, 3)]


# --- What hangs on events ---


@pytest.mark.parametrize("column", ["record_id", "from_state", "to_state", "event_id"])
def test_a_changed_row_of_a_bulk_action_is_found(tampering, plan, column):
    other = tampering.get(sequence=6).pk
    row = EventItem.objects.filter(event__plan=plan, event__sequence=2).first()
    EventItem.objects.filter(pk=row.pk).update(**{column: {"record_id": 99, "event_id": other}.get(column, "ปลอม")})
    assert broken() == [fault(plan, 2, Why.ITEMS)]


def test_a_removed_row_of_a_bulk_action_is_found(tampering, plan):
    EventItem.objects.filter(event__plan=plan, event__sequence=6).first().delete()
    assert broken() == [fault(plan, 6, Why.ITEMS)]


@pytest.mark.parametrize("place", [1, 2])
def test_a_row_added_to_an_event_is_found_whether_or_not_it_was_a_bulk_action(tampering, plan, place):
    EventItem.objects.create(event=tampering.get(sequence=place), record_id=99, from_state="", to_state="")
    assert broken() == [fault(plan, place, Why.ITEMS)]


def test_changed_words_of_an_event_are_found(plan):
    EventNote.objects.filter(event__plan=plan, event__sequence=4).update(text="คำที่ไม่เคยพูด")
    assert broken() == [fault(plan, 4, Why.NOTE)]


def test_words_put_to_an_event_that_had_none_are_found(plan):
    EventNote.objects.create(event=plan.events.get(sequence=3), text="คำที่ไม่เคยพูด")
    assert broken() == [fault(plan, 3, Why.NOTE)]


def test_erased_words_are_no_fault(plan):
    EventNote.objects.filter(event__plan=plan).update(text="")
    assert verify().is_whole


# --- What only an anchor shows ---


def test_a_cut_tail_is_found_by_the_anchor_though_the_plan_was_rewritten_too(tampering, plan):
    anchor = current_anchor()
    _remove(tampering.filter(sequence__gt=5))
    Plan.objects.filter(pk=plan.pk).update(event_count=5, event_head=tampering.get(sequence=5).hash)
    assert broken() == []
    assert broken(anchor) == [fault(plan, 6, Why.CUT)]


def test_a_rewritten_chain_is_found_by_the_anchor(tampering, plan):
    anchor = current_anchor()
    _rewrite_from(tampering, plan, 3, verb="refuse")
    assert broken() == []
    assert broken(anchor) == [fault(plan, LENGTH, Why.REWRITTEN)]


def test_a_chain_rewritten_and_grown_since_is_found_at_the_anchored_place(tampering, plan):
    anchor = current_anchor()
    _rewrite_from(tampering, plan, 3, verb="refuse")
    plan.refresh_from_db()
    builders.extend(plan, 2)
    assert broken(anchor) == [fault(plan, LENGTH, Why.REWRITTEN)]


def test_a_vanished_chain_is_found_by_the_anchor_though_the_plan_says_nothing_ever_happened(tampering, plan):
    anchor = current_anchor()
    _remove(tampering)
    Plan.objects.filter(pk=plan.pk).update(event_count=0, event_head=FIRST_HASH)
    assert broken() == []
    assert broken(anchor) == [fault(plan, 1, Why.VANISHED)]


def test_a_plan_that_vanished_with_its_events_is_found_by_the_anchor(tampering, plan):
    anchor, key = current_anchor(), plan.pk
    _remove(tampering)
    Plan.objects.filter(pk=key).delete()
    assert broken() == []
    assert broken(anchor) == [(key, 1, str(Why.PLAN_GONE.label))]


def test_a_plan_deleted_before_anything_happened_to_it_is_no_fault(plan):
    anchor = current_anchor()
    Plan.objects.get(event_count=0).delete()
    assert verify(anchor).is_whole


def test_an_earlier_fault_inside_the_database_comes_before_what_the_anchor_shows(tampering, plan):
    anchor = current_anchor()
    tampering.filter(sequence=2).update(verb="ปลอม")
    tampering.filter(sequence=LENGTH).update(hash="f" * 64)
    assert broken(anchor) == [fault(plan, 2, Why.CHANGED)]


def test_contradictions_are_found_without_recomputing_a_hash(tampering, plan):
    anchor = current_anchor()
    assert verification.contradictions(anchor) == []
    _rewrite_from(tampering, plan, 3, verb="refuse")
    assert verification.contradictions(anchor) == [Broken(*fault(plan, LENGTH, Why.REWRITTEN))]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda anchor, key: anchor["heads"][key].update(count=1),
        lambda anchor, key: anchor["heads"][key].update(hash="f" * 64),
        lambda anchor, key: anchor["heads"][key].update(hash="kein hash"),
        lambda anchor, key: anchor["heads"][key].update(count=-1),
        lambda anchor, key: anchor["heads"][key].pop("hash"),
        lambda anchor, key: anchor["heads"].pop(key),
        lambda anchor, key: anchor["heads"].update({"0" + key: anchor["heads"][key]}),
        lambda anchor, key: anchor["heads"].update(x={}),
        lambda anchor, key: anchor.update(root="f" * 64),
        lambda anchor, key: anchor.update(heads=[]),
        lambda anchor, key: anchor.pop("root"),
    ],
)
def test_an_anchor_that_was_tampered_with_is_refused(plan, spoil):
    anchor = current_anchor()
    spoil(anchor, str(plan.pk))
    with pytest.raises(AnchorError):
        verify(anchor)


# --- The heads ---


def test_the_anchor_holds_count_and_hash_of_every_plan_at_one_moment(plan):
    with clock.at(builders.MOMENT):
        anchor = json.loads(json.dumps(current_anchor()))
    head = {"reference": plan.reference, "count": LENGTH, "hash": plan.event_head}
    assert anchor["heads"][str(plan.pk)] == head
    assert anchor["plans"] == len(anchor["heads"]) == 3
    assert anchor["events"] == 5 + LENGTH
    assert anchor["at"] == builders.MOMENT.isoformat()


def test_the_root_depends_on_every_head_and_on_nothing_else():
    heads = [(plan, plan % 3, digest(plan)) for plan in range(1, 8)]
    root = merkle_root(heads)
    assert merkle_root(reversed(heads)) == root
    assert len({merkle_root(heads[:n]) for n in range(8)}) == 8
    for number, (plan, count, value) in enumerate(heads):
        for other in [(plan + 10, count, value), (plan, count + 1, value), (plan, count, digest("x"))]:
            assert merkle_root([*heads[:number], other, *heads[number + 1 :]]) != root


def test_the_root_of_one_and_of_no_head_are_known():
    assert merkle_root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle_root([(1, 2, "ab")]) == "e631a34e6cef4c3ed6d7d81427e3ea76163368576e139fa4ab0b03de7ff65c0e"


# --- Further checks, and work going on meanwhile ---


def test_what_upper_rooms_recompute_joins_the_report(plan):
    verification.register_check("decisions", lambda: [{"plan": plan.pk, "sequence": 4, "why": "มติไม่ตรงกับฉบับ"}])
    verification.register_check("files", list)
    assert broken() == [(plan.pk, 4, "มติไม่ตรงกับฉบับ")]


def test_a_check_registered_again_replaces_the_one_of_its_name(plan):
    for _ in range(2):
        verification.register_check("files", lambda: [{"plan": plan.pk, "sequence": 1, "why": "x"}])
    assert len(broken()) == 1


def test_events_written_during_the_verification_look_neither_added_nor_cut(concurrent_database, race, monkeypatch):
    busy = builders.plan(1, events=3)
    read_events = verification._events

    def write_first_then_read():
        assert race(lambda: builders.extend(Plan.objects.get(pk=busy.pk), 2)) == [None]
        yield from read_events()  # asked for after the plans were read

    monkeypatch.setattr(verification, "_events", write_first_then_read)
    assert verify() == Report(plans=1, events=3, broken=())
    monkeypatch.undo()
    monkeypatch.setattr(verification, "_checks", {})
    assert verify() == Report(plans=1, events=5, broken=())


# --- How to tamper ---


def _remove(events):
    keys = list(events.values_list("pk", flat=True))
    EventNote.objects.filter(event_id__in=keys).delete()
    EventItem.objects.filter(event_id__in=keys).delete()
    Event.objects.filter(pk__in=keys).delete()


def _insert_copy(event, **changes):
    """An event that is right in itself, at a place of its own."""
    for column, value in changes.items():
        setattr(event, column, value)
    event.pk, event.items_count, event.items_digest, event.note_hash = None, 0, "", ""
    event.hash = event.compute_hash()
    event.save(force_insert=True)


def _rewrite_from(events, plan, place, **changes):
    """What somebody does who knows how the chain is made: every hash from there on is right again."""
    previous = events.get(sequence=place - 1).hash
    for event in events.filter(sequence__gte=place).order_by("sequence"):
        for column, value in (changes if event.sequence == place else {}).items():
            setattr(event, column, value)
        event.previous_hash = previous
        previous = event.compute_hash()
        events.filter(pk=event.pk).update(
            **changes if event.sequence == place else {}, previous_hash=event.previous_hash
        )
        events.filter(pk=event.pk).update(hash=previous)
    Plan.objects.filter(pk=plan.pk).update(event_head=previous)


def test_the_digest_of_items_is_that_of_the_rows_in_the_order_of_their_ids():
    assert digest_of_items([(2, "a", "b"), (1, "", "")]) == digest([[1, "", ""], [2, "a", "b"]])
