"""Meetings to come and their series, their invitation, and the sheet at their door."""

import json
from datetime import timedelta

import pytest

from directory.errors import NotHere, Refused
from documents.verbs import issue_paper
from proposals.forum_drafts import OFFICIAL_AGENDA, CalledDraft
from proposals.models import (
    Affiliation,
    CalledMeeting,
    DoorEntry,
    MeetingSeries,
)
from proposals.queries_of_forums import people_at_the_door, series_of
from proposals.verbs.calling import call_meeting, cancel_meeting, plan_series, sign_at_the_door
from tests.cast import DAY_ONE
from tests.proposals.test_forums import a_call, called, fields
from workflow import jobs

pytestmark = pytest.mark.django_db


# --- Calling ---------------------------------------------------------------------------------------------------------


def test_a_meeting_is_called_with_the_five_official_headings_and_becomes_one_meeting_when_held(world):
    call = called(world)
    assert [item.heading for item in call.agenda.all()] == list(OFFICIAL_AGENDA)
    assert len(call.code) == 16
    with world.in_days(7):
        held = world.meeting(world.plan, "forum", called=call)
        assert held.called == call
        assert fields(lambda: world.meeting(world.plan, "forum", called=call)) == ["called"]
        assert fields(lambda: cancel_meeting(called=call, reason="ฝนตก", by=world.secretary)) == ["called"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": "ก" * 201}, "place"),
        ({"held_on": DAY_ONE - timedelta(1)}, "held_on"),
        ({"ends_at": CalledDraft("forum", "", DAY_ONE, "").starts_at}, "ends_at"),
        ({"kind": "circulation"}, "kind"),
        ({"agenda": []}, "agenda"),
        ({"agenda": ["เรื่องแรก", ""]}, "agenda[1].heading"),
        ({"notice": "ก" * 5001}, "notice"),
    ],
)
def test_a_wrong_value_of_a_call_is_named_and_nothing_is_called(world, changes, field):
    assert fields(lambda: called(world, **changes)) == [field]
    assert not CalledMeeting.objects.exists()


def test_a_meeting_may_be_called_for_today(world):
    assert called(world, held_on=DAY_ONE).held_on == DAY_ONE


def test_a_cancelled_call_says_why_and_cannot_be_held(world):
    call = called(world)
    assert fields(lambda: cancel_meeting(called=call, reason=" ", by=world.secretary)) == ["reason"]
    cancel_meeting(called=call, reason="น้ำท่วม", by=world.secretary)
    call.refresh_from_db()
    assert call.cancelled_reason == "น้ำท่วม"
    assert fields(lambda: cancel_meeting(called=call, reason="อีกครั้ง", by=world.secretary)) == ["called"]
    with world.in_days(7):
        assert fields(lambda: world.meeting(world.plan, "forum", called=call)) == ["called"]


def test_another_bodys_call_is_not_held_here(world):
    elsewhere = call_meeting(plan=world.far_plan, draft=a_call(), by=world.writer_of(world.far_plan))
    assert fields(lambda: world.meeting(world.plan, "forum", called=elsewhere)) == ["called"]


@pytest.mark.parametrize(
    ("who", "answer"),
    [("lao_planner", Refused), ("coordinator", Refused), ("other_leader", NotHere), ("stranger", NotHere)],
)
def test_only_the_body_itself_calls_its_meetings(world, who, answer):
    by = getattr(world, who)
    with pytest.raises(answer):
        call_meeting(plan=world.plan, draft=a_call(), by=by)
    with pytest.raises(answer):
        plan_series(plan=world.plan, name="เวที", kind="forum", planned=4, by=by)


def test_a_series_counts_the_meetings_that_were_held_of_it(world):
    series = plan_series(plan=world.plan, name="เวทีสัญจร", kind="forum", planned=4, by=world.secretary)
    call = called(world, series=series)
    world.meeting(world.plan, "forum", series=series)
    with world.in_days(7):
        world.meeting(world.plan, "forum", called=call)
    world.meeting(world.plan, "forum")
    (row,) = series_of(world.plan)
    assert (row.name, row.year, row.planned, row.held) == ("เวทีสัญจร", 2569, 4, 2)
    plan_series(plan=world.plan, name="เวทีสัญจร", kind="forum", planned=6, by=world.secretary)
    assert MeetingSeries.objects.get().planned == 6


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"planned": 0}, "planned"), ({"planned": 367}, "planned"), ({"name": " "}, "name"), ({"kind": "party"}, "kind")],
)
def test_a_wrong_value_of_a_series_is_named(world, changes, field):
    told = {"name": "เวที", "kind": "forum", "planned": 4, **changes}
    assert fields(lambda: plan_series(plan=world.plan, by=world.secretary, **told)) == [field]
    assert not MeetingSeries.objects.exists()


def test_a_series_of_another_body_counts_no_meeting_of_this_one(world):
    other = plan_series(plan=world.far_plan, name="เวที", kind="forum", planned=1, by=world.writer_of(world.far_plan))
    assert fields(lambda: world.meeting(world.plan, "forum", series=other)) == ["series"]
    assert fields(lambda: called(world, series=other)) == ["series"]


# --- The invitation --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "layout", "register"), [("council", "external_letter", "outgoing"), ("forum", "announcement", "")]
)
def test_members_are_invited_by_letter_and_everybody_by_an_announcement(world, kind, layout, register):
    call = called(world, kind=kind, notice="นำแผนที่ชุมชนมาด้วย")
    called(world, title="อีกเวทีหนึ่ง", held_on=DAY_ONE + timedelta(20))
    (paper,) = issue_paper(code="T01", plan=world.plan, by=world.secretary, about=f"{kind} {call.pk}")
    snapshot = json.loads(paper.snapshot)
    words = "\n".join(paragraph["text"] for paragraph in snapshot["paragraphs"])
    assert (snapshot["layout"], paper.register) == (layout, register)
    assert "ระเบียบวาระที่ ๑ เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ" in words
    assert "ระเบียบวาระที่ ๕ เรื่องอื่น ๆ" in words
    assert "วัดบ้านบุ่ง" in words
    assert "๐๙.๐๐ น." in words
    assert "นำแผนที่ชุมชนมาด้วย" in words
    jobs.drain()
    assert paper.renditions.exists()


def test_nobody_is_invited_to_what_was_cancelled_held_or_is_past(world):
    cancel_meeting(called=called(world), reason="น้ำท่วม", by=world.secretary)
    world.meeting(world.plan, "forum", called=called(world, held_on=DAY_ONE))
    called(world, held_on=DAY_ONE + timedelta(1))
    with world.in_days(2):
        assert fields(lambda: issue_paper(code="T01", plan=world.plan, by=world.secretary)) == ["kind"]


# --- The sheet at the door -------------------------------------------------------------------------------------------


def test_the_sheet_at_the_door_is_open_on_its_day_alone(world):
    call = called(world)
    entry = {"code": call.code, "affiliation": "leaders"}
    with pytest.raises(NotHere):
        sign_at_the_door(key="a", **entry)
    with world.in_days(7):
        sign_at_the_door(key="b", **entry)
        sign_at_the_door(key="b", **entry)
        sign_at_the_door(key="c", code=call.code, affiliation="residents", name="ป้าแดง")
        assert people_at_the_door(call) == {"leaders": 1, "residents": 1}
    with world.in_days(8), pytest.raises(NotHere):
        sign_at_the_door(key="d", **entry)


def test_the_sheet_closes_when_the_meeting_is_recorded_or_cancelled(world):
    held, cancelled = called(world, held_on=DAY_ONE), called(world, held_on=DAY_ONE)
    world.meeting(world.plan, "forum", called=held)
    cancel_meeting(called=cancelled, reason="ฝนตก", by=world.secretary)
    for call in (held, cancelled):
        with pytest.raises(NotHere):
            sign_at_the_door(code=call.code, affiliation="leaders", key="a")
    with pytest.raises(NotHere):
        sign_at_the_door(code="", affiliation="leaders", key="a")


@pytest.mark.parametrize(
    ("changes", "field"), [({"affiliation": "party"}, "affiliation"), ({"name": "ก" * 201}, "name")]
)
def test_a_wrong_entry_at_the_door_is_refused(world, changes, field):
    call = called(world, held_on=DAY_ONE)
    entry = {"code": call.code, "affiliation": "leaders", "key": "a", **changes}
    assert fields(lambda: sign_at_the_door(**entry)) == [field]
    assert not DoorEntry.objects.exists()


def test_an_entry_at_the_door_has_no_place_for_a_time_or_a_device():
    assert {field.name for field in DoorEntry._meta.get_fields()} == {"id", "called", "affiliation", "name", "key"}
    assert "leaders" in Affiliation.values
