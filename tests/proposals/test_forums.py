"""Kinds of meetings, who is counted there, headcounts, and photographs."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from directory.errors import Invalid, Refused
from directory.models import Body, Tenure
from documents.pictures import photo_anew
from documents.verbs import issue_paper
from proposals.drafts import AttendanceDraft
from proposals.forum_drafts import CalledDraft
from proposals.models import (
    Attendance,
    Meeting,
    MeetingPhoto,
    Resolution,
)
from proposals.verbs.calling import call_meeting
from proposals.verbs.meetings import pass_resolution
from proposals.verbs.photos import keep_photo, remove_photo
from tests.cast import DAY_ONE, version_of

pytestmark = pytest.mark.django_db


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def a_call(**changes):
    draft = CalledDraft(kind="forum", title="เวทีประชาคมตำบลบุ่ง", held_on=DAY_ONE + timedelta(7), place="วัดบ้านบุ่ง")
    return replace(draft, **changes)


def called(world, **changes):
    return call_meeting(plan=world.plan, draft=a_call(**changes), by=world.secretary)


# --- Kinds: who may adopt --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Meeting.Kind.values)
def test_a_kind_is_either_open_to_all_or_of_members(kind):
    assert Meeting(kind=kind).is_of_members is (kind in {"council", "committee", "circulation", "provincial"})


@pytest.mark.parametrize("kind", Meeting.OPEN_TO_ALL)
def test_nothing_that_is_open_to_all_adopts_a_plan(world, kind):
    world.draft(world.plan)
    forum = world.meeting(world.plan, kind)
    act = {"meeting": forum, "version": version_of(world.plan), "text": "เห็นชอบ", "votes_for": 7, "by": world.secretary}
    assert fields(lambda: pass_resolution(**act)) == ["meeting"]


def test_a_tambons_council_does_not_hold_the_provincial_meeting(world):
    assert fields(lambda: world.meeting(world.plan, "provincial")) == ["kind"]
    assert fields(lambda: called(world, kind="provincial")) == ["kind"]


# --- Who is counted --------------------------------------------------------------------------------------------------


def a_roster(present=1, substitutes=0, absent=0):
    kinds = [("present", present), ("substitute", substitutes), ("absent", absent)]
    return [AttendanceDraft(f"{kind} {n}", presence=kind) for kind, count in kinds for n in range(count)]


def rule(world, **facts):
    Body.objects.filter(pk=world.plan.owner_id).update(**facts)
    world.plan.owner.refresh_from_db()


@pytest.mark.parametrize(("present", "quorate"), [(5, True), (4, False)])
def test_exactly_half_is_a_quorum_where_the_rule_is_one_half(world, present, quorate):
    meeting = world.meeting(world.plan, attendances=a_roster(present, absent=10 - present))
    assert (meeting.quorum, meeting.is_quorate) == (5, quorate)


@pytest.mark.parametrize(("present", "quorate"), [(6, True), (5, False)])
def test_half_is_not_enough_where_the_rule_is_two_thirds_rounded_up(world, present, quorate):
    rule(world, quorum_numerator=2, quorum_denominator=3)
    meeting = world.meeting(world.plan, attendances=a_roster(present, absent=8 - present))
    assert (meeting.quorum, meeting.is_quorate) == (6, quorate)


@pytest.mark.parametrize(("substitutes", "present", "quorate"), [("count", 5, True), ("do_not", 4, False)])
def test_whether_a_substitute_counts_is_the_bodys_own_rule(world, substitutes, present, quorate):
    rule(world, substitutes=substitutes, substitutes_legal_reference="ข้อบังคับสภา ข้อ 9")
    world.draft(world.plan)
    meeting = world.meeting(world.plan, attendances=a_roster(4, substitutes=1, absent=5))
    assert (meeting.members_present, meeting.is_quorate) == (present, quorate)
    act = {"version": version_of(world.plan), "text": "เห็นชอบ", "by": world.secretary}
    if quorate:
        pass_resolution(meeting=meeting, votes_for=5, **act)
        assert Resolution.objects.quorate().count() == 1
    else:
        assert "meeting" in fields(lambda: pass_resolution(meeting=meeting, votes_for=4, **act))


def test_substitutes_who_do_not_count_do_not_vote_either(world):
    rule(world, substitutes="do_not")
    world.draft(world.plan)
    meeting = world.meeting(world.plan, attendances=a_roster(5, substitutes=3, absent=2))
    act = {"meeting": meeting, "version": version_of(world.plan), "text": "เห็นชอบ", "by": world.secretary}
    assert fields(lambda: pass_resolution(votes_for=6, **act)) == ["votes_for"]
    assert pass_resolution(votes_for=5, **act).votes_for == 5
    assert Resolution.objects.quorate().count() == 1


def test_a_later_rule_about_substitutes_does_not_change_a_meeting_that_was_held(world):
    meeting = world.meeting(world.plan, attendances=a_roster(4, substitutes=1, absent=5))
    rule(world, substitutes="do_not")
    meeting.refresh_from_db()
    assert meeting.is_quorate


@pytest.mark.parametrize("again", ["นายสมชาย ใจดี", "สมชาย  ใจดี", " นายสมชายใจดี"])
@pytest.mark.parametrize("presence", Attendance.Presence.values)
def test_nobody_is_counted_twice_under_another_title_or_with_other_spaces(world, again, presence):
    roster = [AttendanceDraft("นายสมชาย ใจดี"), AttendanceDraft("นางสมศรี"), AttendanceDraft(again, presence=presence)]
    assert fields(lambda: world.meeting(world.plan, attendances=roster)) == ["attendances[2].name"]
    assert not Meeting.objects.exists()


def test_one_tenure_is_counted_once_by_the_rules_and_by_the_database(world):
    tenure = world.leader.tenure.pk
    roster = [AttendanceDraft("ประธาน", tenure=tenure), AttendanceDraft("คนเดียวกัน", tenure=tenure)]
    assert fields(lambda: world.meeting(world.plan, attendances=roster)) == ["attendances[1].name"]
    meeting = world.meeting(world.plan, attendances=roster[:1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(meeting=meeting, place_in_list=2, name="อีกครั้ง", presence="present", tenure_id=tenure)


@pytest.mark.parametrize(
    ("starts", "ends", "refused"),
    [
        (date(2020, 10, 1), DAY_ONE, True),  # the end date is the first day that no longer counts
        (date(2020, 10, 1), DAY_ONE + timedelta(1), False),
        (DAY_ONE, None, False),
        (DAY_ONE + timedelta(1), None, True),
    ],
)
def test_a_member_whose_term_does_not_hold_on_the_day_is_refused(world, starts, ends, refused):
    tenure = world.leader.tenure
    Tenure.objects.filter(pk=tenure.pk).update(starts=starts, ends=ends)
    roster = [AttendanceDraft(str(world.leader.user), tenure=tenure.pk)]
    if refused:
        assert fields(lambda: world.meeting(world.plan, attendances=roster)) == ["attendances[0].name"]
    else:
        assert world.meeting(world.plan, attendances=roster).members_present == 1


def test_nobody_sits_by_the_tenure_of_another_body(world):
    for tenure in (world.other_leader.tenure.pk, 987654):
        roster = [AttendanceDraft("คนของที่อื่น", tenure=tenure)]
        assert fields(lambda roster=roster: world.meeting(world.plan, attendances=roster)) == ["attendances[0].name"]


# --- Headcounts ------------------------------------------------------------------------------------------------------


def test_residents_are_the_sum_of_the_headcounts_by_affiliation(world):
    forum = world.meeting(world.plan, "forum", headcounts={"occupation": 12, "leaders": 3, "state": 0})
    assert forum.residents_present == 15
    assert list(forum.headcounts.values_list("affiliation", "people")) == [("occupation", 12), ("leaders", 3)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headcounts": {"occupation": 12}, "residents_present": 11}, "residents_present"),
        ({"headcounts": {"occupation": -1}}, "headcounts[occupation]"),
        ({"headcounts": {"party": 3}}, "headcounts[party]"),
    ],
)
def test_headcounts_that_do_not_add_up_are_refused(world, changes, field):
    assert field in fields(lambda: world.meeting(world.plan, "forum", **changes))
    assert not Meeting.objects.exists()


def test_the_attendance_sheet_tells_the_residents_by_affiliation(world):
    world.meeting(world.plan, "forum", headcounts={"occupation": 12, "residents": 30})
    (paper,) = issue_paper(code="T02", plan=world.plan, by=world.secretary)
    notes = json.loads(paper.snapshot)["notes"]
    assert notes == ["ประชาชนที่เข้าร่วม ๔๒ คน ได้แก่ ประชาชนทั่วไป ๓๐ คน กลุ่มอาชีพ ๑๒ คน"]


# --- Photographs -----------------------------------------------------------------------------------------------------


def a_photo(kind="JPEG", size=(60, 40)):
    """A photograph that says where it was taken, and with which phone."""
    exif = Image.Exif()
    exif[0x0110] = "CANARY-PHONE"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (15.0, 51.0, 30.0)})
    made = io.BytesIO()
    Image.new("RGB", size, "green").save(made, kind, exif=exif)
    return made.getvalue()


def test_a_photograph_is_made_anew_without_place_and_phone_and_stands_upright():
    original = a_photo()
    assert b"CANARY-PHONE" in original
    photo = photo_anew(original, "image/jpeg")
    assert b"CANARY" not in photo.content
    with Image.open(io.BytesIO(photo.content)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (40, 60), {})


def test_a_large_photograph_is_made_smaller():
    with Image.open(io.BytesIO(photo_anew(a_photo("PNG", (3000, 30)), "image/png").content)) as picture:
        assert picture.size == (20, 2000)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (a_photo()[:200], "image/jpeg"),
        (b"%PDF-1.7 no picture", "application/pdf"),
        (a_photo(), "image/png"),
        (a_photo() + b"<script>alert(1)</script>", "image/jpeg"),
    ],
)
def test_what_is_no_photograph_is_refused(content, content_type):
    assert fields(lambda: photo_anew(content, content_type)) == ["file"]


def test_a_photograph_is_kept_once_and_taken_away_again(world):
    meeting = world.meeting(world.plan, "forum")
    photo = photo_anew(a_photo(), "image/jpeg")
    told = {"meeting": meeting, "photo": photo, "by": world.secretary}
    kept = [keep_photo(kind="meeting", **told), keep_photo(kind="meeting", **told)]
    assert kept[0] == kept[1]
    assert kept[0].file.name == ""
    assert fields(lambda: keep_photo(kind="selfie", **told)) == ["kind"]
    with pytest.raises(Refused):
        keep_photo(kind="sheet", meeting=meeting, photo=photo, by=world.lao_planner)
    with pytest.raises(Refused):
        remove_photo(photo=kept[0], by=world.lao_planner)
    remove_photo(photo=kept[0], by=world.secretary)
    assert not MeetingPhoto.objects.exists()
