"""The life of minutes: drafted, checked, certified, and what of them stands on paper."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from directory import clock
from directory.errors import Invalid, NotHere, Refused
from documents.models import Document, PaperState
from documents.verbs import number_document, sign_document
from proposals.drafts import AgendaDraft
from proposals.models import (
    Meeting,
)
from proposals.verbs.minutes import (
    AT_THE_NEXT,
    AT_THE_SAME,
    BY_CIRCULATION,
    certify_minutes,
    check_minutes,
    save_minutes,
)
from tests.cast import DAY_ONE, PNG
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def minutes_of(world):
    return list(Document.objects.filter(plan=world.plan, kind="T03").order_by("pk"))


# --- Minutes ---------------------------------------------------------------------------------------------------------

ITEM = AgendaDraft("เรื่องอื่น ๆ", "คุยเรื่องน้ำ", "ตั้งคณะทำงาน", agreed="น้ำไม่พอ\nต้องขุดสระ", differences="ขุดที่ใคร")


def test_minutes_hold_what_was_agreed_and_what_was_not_and_reach_the_paper(world):
    forum = world.meeting(world.plan, "forum", recorded_by="นางสมศรี")
    save_minutes(meeting=forum, agenda=[ITEM], recorded_by="นายบุญมี", by=world.secretary)
    assert (forum.minutes_state, forum.recorded_by) == ("draft", "นายบุญมี")
    check_minutes(meeting=forum, checked_by="นางสมศรี ใจดี", on=DAY_ONE, by=world.secretary)
    assert forum.minutes_state == "checked"
    (paper,) = minutes_of(world)
    snapshot = json.loads(paper.snapshot)
    assert snapshot["agenda"] == [
        {
            "heading": "เรื่องอื่น ๆ",
            "paragraphs": [
                "คุยเรื่องน้ำ",
                "ข้อที่เห็นตรงกัน: น้ำไม่พอ",
                "ข้อที่เห็นตรงกัน: ต้องขุดสระ",
                "ข้อที่ยังเห็นต่าง: ขุดที่ใคร",
            ],
            "resolution": "ตั้งคณะทำงาน",
        }
    ]
    assert (snapshot["certified"], snapshot["checked_by"]) == ("", "นางสมศรี ใจดี")
    assert "เวทีประชาคม" in paper.title
    jobs.drain()
    assert paper.renditions.exists()


def test_checked_minutes_that_are_changed_are_drafts_again(world):
    forum = world.meeting(world.plan, "forum")
    check_minutes(meeting=forum, checked_by="นางสมศรี", on=DAY_ONE, by=world.secretary)
    save_minutes(meeting=forum, agenda=[ITEM], recorded_by="", by=world.secretary)
    forum.refresh_from_db()
    assert forum.minutes_state == "draft"


def test_certified_minutes_stay_as_they_are(world):
    forum = world.meeting(world.plan, "forum", agenda=[ITEM])
    certify_minutes(meeting=forum, on=DAY_ONE, how=AT_THE_SAME, by=world.secretary)
    stale = Meeting.objects.get(pk=forum.pk)
    stale.certified_on = None  # as somebody has it on their screen who opened the page before
    acts = (
        lambda: save_minutes(meeting=stale, agenda=[], recorded_by="", by=world.secretary),
        lambda: check_minutes(meeting=stale, checked_by="นางสมศรี", on=DAY_ONE, by=world.secretary),
        lambda: certify_minutes(meeting=stale, on=DAY_ONE, how=AT_THE_SAME, by=world.secretary),
    )
    assert [fields(act) for act in acts] == [["meeting"]] * 3
    assert forum.agenda.get().agreed == ITEM.agreed


def test_the_certified_minutes_take_the_place_of_those_that_were_not(world):
    plan = world.adopted(world.plan)
    meeting = Meeting.objects.get(plan=plan)
    certify_minutes(meeting=meeting, on=DAY_ONE, how=AT_THE_SAME, by=world.secretary)
    before, after = minutes_of(world)
    assert (before.state, after.supersedes) == (PaperState.SUPERSEDED, before)
    assert json.loads(before.snapshot)["certified"] == ""
    snapshot = json.loads(after.snapshot)
    assert snapshot["certified"].startswith("รับรองแล้วเมื่อ")
    assert "extract" in snapshot


def test_an_issued_extract_serves_until_the_certified_minutes_are_issued(world):
    plan = world.adopted(world.plan)
    (issued,) = minutes_of(world)
    jobs.drain()
    sign_document(document=issued, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=issued, by=world.secretary, dated=clock.today())
    certify_minutes(meeting=Meeting.objects.get(plan=plan), on=DAY_ONE, how=AT_THE_SAME, by=world.secretary)
    issued.refresh_from_db()
    _before, after = minutes_of(world)
    assert (issued.state, after.state, after.supersedes) == (PaperState.NUMBERED, PaperState.PREPARED, issued)
    jobs.drain()
    sign_document(document=after, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=after, by=world.secretary, dated=clock.today())
    issued.refresh_from_db()
    assert issued.state == PaperState.SUPERSEDED


def test_the_next_meeting_of_members_certifies_and_is_named(world):
    forum = world.meeting(world.plan, "forum")
    with world.in_days(30):
        council = world.meeting(world.plan)
        certify_minutes(meeting=forum, on=council.held_on, how=AT_THE_NEXT, at=council, by=world.secretary)
    (paper,) = minutes_of(world)
    assert forum.certified_at == council
    assert "ครั้งที่ ๑/๒๕๖๙" in json.loads(paper.snapshot)["certified"]


def test_a_circulation_certifies_by_its_own_meeting_or_by_a_note(world):
    one, other = world.meeting(world.plan, "forum"), world.meeting(world.plan, "forum")
    with world.in_days(3):
        votes = world.meeting(world.plan, "circulation")
        act = {"on": clock.today(), "how": BY_CIRCULATION, "by": world.secretary}
        assert fields(lambda: certify_minutes(meeting=one, **act)) == ["note"]
        certify_minutes(meeting=one, at=votes, **act)
        certify_minutes(meeting=other, note="เวียนทางไลน์ 5 พ.ย. เก็บไว้ที่เลขานุการ", **act)
    assert (one.certified_at, other.certified_at) == (votes, None)
    assert other.certified_how == "รับรองโดยมติเวียน: เวียนทางไลน์ 5 พ.ย. เก็บไว้ที่เลขานุการ"


def test_a_meeting_that_does_not_fit_certifies_nothing(world):
    earlier = world.meeting(world.plan)
    forum = world.meeting(world.plan, "forum")
    with world.in_days(3):
        day = clock.today()
        another_forum = world.meeting(world.plan, "forum")
        few = world.meeting(world.plan, present=2, absent=7)
        votes = world.meeting(world.plan, "circulation")
        far = world.meeting(world.far_plan)
        fit = world.meeting(world.plan)

        def tried(at, how=AT_THE_NEXT, on=day):
            return fields(lambda: certify_minutes(meeting=forum, on=on, how=how, at=at, by=world.secretary))

        assert [tried(at) for at in (None, another_forum, few, votes, far, forum)] == [["at"]] * 6
        assert tried(earlier, on=day) == ["at"]
        assert tried(fit, how=BY_CIRCULATION) == ["at"]
        assert tried(fit, on=DAY_ONE) == ["on"]
        assert tried(None, how=AT_THE_SAME) == ["on"]
        assert tried(fit, on=day + timedelta(1)) == ["on", "on"]
    forum.refresh_from_db()
    assert forum.certified_on is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"checked_by": " "}, "checked_by"),
        ({"on": DAY_ONE - timedelta(1)}, "on"),
        ({"on": DAY_ONE + timedelta(1)}, "on"),
    ],
)
def test_a_check_names_somebody_and_a_day_that_has_been(world, changes, field):
    told = {"checked_by": "นางสมศรี", "on": DAY_ONE, **changes}
    forum = world.meeting(world.plan, "forum")
    assert fields(lambda: check_minutes(meeting=forum, by=world.secretary, **told)) == [field]


def test_words_of_minutes_stay_out_of_the_log(world):
    forum = world.meeting(world.plan, "forum")
    save_minutes(meeting=forum, agenda=[replace(ITEM, text="คำลับเฉพาะ")], recorded_by="นายลับ", by=world.secretary)
    check_minutes(meeting=forum, checked_by="นายลับ", on=DAY_ONE, by=world.secretary)
    assert [event for event in Event.objects.filter(plan=world.plan) if "ลับ" in event.data] == []


def test_others_neither_write_nor_check_minutes(world):
    forum = world.meeting(world.plan, "forum")
    for by, answer in ((world.lao_planner, Refused), (world.other_leader, NotHere)):
        with pytest.raises(answer):
            save_minutes(meeting=forum, agenda=[], recorded_by="", by=by)
        with pytest.raises(answer):
            check_minutes(meeting=forum, checked_by="นางสมศรี", on=DAY_ONE, by=by)


def test_papers_that_follow_minutes_leave_the_plans_events_in_one_chain(world):
    forum = world.meeting(world.plan, "forum")
    check_minutes(meeting=forum, checked_by="นางสมศรี", on=DAY_ONE, by=world.secretary)
    certify_minutes(meeting=forum, on=DAY_ONE, how=AT_THE_SAME, by=world.secretary)
    numbers = list(Event.objects.filter(plan=world.plan).order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
