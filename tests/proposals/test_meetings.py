"""Meetings: the quorum of the body's own rule, forums that cannot adopt, votes, minutes."""

from datetime import date, time, timedelta

import pytest

from directory.errors import Invalid, Refused, Stale
from proposals.drafts import AttendanceDraft
from proposals.models import Meeting, Resolution
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.meetings import pass_resolution
from proposals.verbs.minutes import certify_minutes
from tests.cast import DAY_ONE, version_of

pytestmark = pytest.mark.django_db


def resolve(world, meeting, **votes):
    plan = world.plan
    given = {"votes_for": meeting.members_present, **votes}
    return pass_resolution(
        meeting=meeting, version=version_of(plan), text="เห็นชอบ", by=world.secretary, **given
    )  # fmt: skip


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("rule", "members", "quorum"),
    [((1, 2), 24, 12), ((1, 2), 25, 13), ((2, 3), 30, 20), ((2, 3), 31, 21), ((1, 1), 9, 9)],
)
def test_the_quorum_is_that_of_the_bodys_own_rule_rounded_up(world, rule, members, quorum):
    owner = world.plan.owner
    owner.quorum_numerator, owner.quorum_denominator = rule
    owner.quorum_legal_reference = "ข้อบังคับสภา ข้อ 7"
    owner.save()
    meeting = world.meeting(world.plan, members_count=members)
    assert (meeting.members_count, meeting.quorum, meeting.quorum_legal_reference) == (
        members,
        quorum,
        "ข้อบังคับสภา ข้อ 7",
    )


def test_a_later_rule_does_not_change_a_meeting_that_was_held(world):
    meeting = world.meeting(world.plan, present=5, absent=4)
    owner = world.plan.owner
    owner.quorum_numerator = owner.quorum_denominator = 1
    owner.save()
    meeting.refresh_from_db()
    assert (meeting.quorum, meeting.is_quorate) == (5, True)


@pytest.mark.parametrize(("present", "absent", "quorate"), [(5, 4, True), (4, 5, False), (5, 5, True), (4, 6, False)])
def test_without_its_quorum_a_meeting_adopts_nothing(world, present, absent, quorate):
    world.draft(world.plan)
    meeting = world.meeting(world.plan, present=present, absent=absent)
    assert meeting.is_quorate is quorate
    if quorate:
        assert resolve(world, meeting).votes_for == present
    else:
        assert fields(lambda: resolve(world, meeting)) == ["meeting"]
        assert not Resolution.objects.exists()


def test_substitutes_count_for_the_quorum_and_observers_do_not(world):
    roster = [
        AttendanceDraft("ก"),
        AttendanceDraft("ข", presence="substitute"),
        AttendanceDraft("ค", presence="absent"),
    ]
    guests = [AttendanceDraft(f"แขก {n}", presence="observer") for n in range(5)]
    meeting = world.meeting(world.plan, attendances=[*roster, *guests])
    assert (meeting.members_count, meeting.quorum, meeting.members_present) == (3, 2, 2)


@pytest.mark.parametrize("kind", [Meeting.Kind.FORUM, Meeting.Kind.HEARING])
def test_an_open_forum_cannot_adopt_however_many_came(world, kind):
    world.draft(world.plan)
    forum = world.meeting(world.plan, kind, present=60, absent=0)
    assert fields(lambda: resolve(world, forum)) == ["meeting"]


@pytest.mark.parametrize("kind", [Meeting.Kind.COUNCIL, Meeting.Kind.CIRCULATION])
def test_the_members_may_adopt_at_a_meeting_or_by_circulation(world, kind):
    world.draft(world.plan)
    assert resolve(world, world.meeting(world.plan, kind)).version == world.plan.current_version


@pytest.mark.parametrize(
    ("votes", "accepted"),
    [
        ({"votes_for": 4, "votes_against": 3}, True),
        ({"votes_for": 1, "abstained": 6}, True),
        ({"votes_for": 3, "votes_against": 3}, False),
        ({"votes_for": 2, "votes_against": 5}, False),
        ({"votes_for": 0}, False),
        ({"votes_for": 8}, False),
        ({"votes_for": 5, "votes_against": 2, "abstained": 1}, False),
        ({"votes_for": 5, "votes_against": -1}, False),
    ],
)
def test_a_resolution_needs_more_voices_for_than_against_among_those_present(world, votes, accepted):
    world.draft(world.plan)
    meeting = world.meeting(world.plan, present=7)
    if accepted:
        assert resolve(world, meeting, **votes).votes_for == votes["votes_for"]
    else:
        assert fields(lambda: resolve(world, meeting, **votes)) == ["votes_for"]


def test_a_resolution_on_another_version_than_the_one_on_the_desk_is_a_conflict(world):
    world.draft(world.plan)
    other = version_of(world.far_plan)
    meeting = world.meeting(world.plan)
    with pytest.raises(Stale):
        pass_resolution(meeting=meeting, version=other, text="เห็นชอบ", votes_for=7, by=world.secretary)


def test_meetings_are_numbered_by_body_kind_and_calendar_year(world):
    numbers = [(m.number, m.year) for m in (world.meeting(world.plan), world.meeting(world.plan))]
    forum = world.meeting(world.plan, Meeting.Kind.FORUM)
    with world.in_days(90):
        next_year = world.meeting(world.plan)
    assert [*numbers, (forum.number, forum.year), (next_year.number, next_year.year)] == [
        (1, 2569),
        (2, 2569),
        (1, 2569),
        (1, 2570),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "ก" * 201}, "title"),
        ({"place": ""}, "place"),
        ({"place": "ศาลา\x07"}, "place"),
        ({"held_on": DAY_ONE + timedelta(1)}, "held_on"),
        ({"starts_at": time(12), "ends_at": time(12)}, "ends_at"),
        ({"attendances": [AttendanceDraft("")]}, "attendances[0].name"),
        ({"members_count": 3}, "members_count"),
        ({"attendances": []}, "members_count"),
        ({"kind": "party"}, "kind"),
        ({"attendances": [AttendanceDraft("ก", presence="maybe")]}, "attendances[0].presence"),
        ({"attendances": [AttendanceDraft("ก", position="ก" * 201)]}, "attendances[0].position"),
        ({"recorded_by": "ก" * 201}, "recorded_by"),
        ({"residents_present": -1}, "residents_present"),
    ],
)
def test_a_wrong_value_of_a_meeting_is_named(world, change, field):
    assert fields(lambda: world.meeting(world.plan, **change)) == [field]
    assert not Meeting.objects.exists()


def test_minutes_are_certified_once_and_not_before_the_meeting(world):
    meeting = world.meeting(world.plan)
    early = date(2026, 11, 1)
    assert fields(lambda: certify_minutes(meeting=meeting, on=early, how="ครั้งถัดไป", by=world.secretary)) == ["on"]
    certify_minutes(meeting=meeting, on=DAY_ONE, how="ในการประชุมครั้งเดียวกัน", by=world.secretary)
    assert (meeting.certified_on, meeting.certified_how) == (DAY_ONE, "ในการประชุมครั้งเดียวกัน")
    with pytest.raises(Invalid):
        certify_minutes(meeting=meeting, on=DAY_ONE, how="อีกครั้ง", by=world.secretary)


def test_a_meeting_cannot_resolve_on_another_bodys_plan(world):
    draft_proposals(plan=world.far_plan, drafts=[world.words()], by=world.writer_of(world.far_plan))
    meeting = world.meeting(world.plan)
    meeting.plan = world.plan
    with pytest.raises(Stale):
        pass_resolution(
            meeting=meeting, version=version_of(world.far_plan), text="เห็นชอบ", votes_for=7, by=world.secretary
        )
    with pytest.raises(Refused):
        pass_resolution(
            meeting=meeting, version=version_of(world.plan), text="เห็นชอบ", votes_for=7, by=world.coordinator
        )
