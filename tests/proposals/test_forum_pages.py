"""The pages of meetings to come, of minutes and photographs, of the door, and of what people said."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Document
from documents.pictures import photo_anew
from proposals.forum_drafts import OFFICIAL_AGENDA, IdeaDraft
from proposals.models import CalledMeeting, DoorEntry, Meeting, MeetingPhoto, MeetingSeries
from proposals.verbs.calling import plan_series
from proposals.verbs.ideas import collect_ideas, group_ideas
from proposals.verbs.photos import keep_photo
from tests.approvals.visits import form_of, rows, words_of
from tests.cast import DAY_ONE
from tests.documents.test_papers import PDF
from tests.proposals.test_forums import a_photo
from tests.proposals.test_meeting_pages import ROSTER, paper, recorded, sent, sitting
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db

HEADINGS = rows("agenda", *({"heading": heading} for heading in OFFICIAL_AGENDA))
CALL = {
    "kind": "forum",
    "title": "เวทีประชาคมตำบลบุ่ง",
    "place": "วัดบ้านบุ่ง",
    "starts_at": "9.00",
    "ends_at": "12.00",
    "held_on_day": "๙",
    "held_on_month": "11",
    "held_on_year": "2569",
    "notice": "นำแผนที่มาด้วย",
    **HEADINGS,
}


def page_of(name, world, *rest):
    return reverse(name, args=[world.plan.reference, *rest])


# --- Calling ---------------------------------------------------------------------------------------------------------


def test_a_secretary_calls_a_forum_and_finds_what_to_do_with_it(world):
    answer = sent(world.secretary, page_of("plan_call", world), **CALL)
    call = CalledMeeting.objects.get()
    assert answer["location"] == page_of("called", world, call.pk)
    page = browser_of(world.secretary).get(answer["location"])
    words = words_of(page)
    assert "9 พฤศจิกายน 2569 09.00–12.00 น." in words
    assert "เรื่องรับรองรายงานการประชุม" in words
    assert f"?kind=T01&amp;about=forum%20{call.pk}" in page.content.decode()
    assert "บันทึกการประชุมตามนัดนี้" not in words
    assert "เวทีประชาคมตำบลบุ่ง" in words_of(browser_of(world.leader).get(page_of("plan_meetings", world)))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"held_on_day": "1"}, "held_on", "วันประชุมต้องไม่อยู่ในอดีต"),
        ({"title": ""}, "title", "ต้องกรอก"),
        ({"ends_at": "8.00"}, "ends_at", "ต้องเลิกประชุมหลังเริ่มประชุม"),
        ({"kind": "circulation"}, "kind", "circulation"),
    ],
)
def test_what_is_wrong_with_a_call_is_named_and_the_rest_is_kept(world, changes, field, words):
    answer = sent(world.secretary, page_of("plan_call", world), **{**CALL, **changes})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "นำแผนที่มาด้วย" in answer.content.decode()
    assert not CalledMeeting.objects.exists()


def test_the_invitation_is_prepared_from_the_page_that_the_call_links_to(world, call):
    address = page_of("plan_issue", world) + f"?kind=T01&about=forum%20{call.pk}"
    assert sent(world.secretary, address, kind="T01", about=f"forum {call.pk}").status_code == 302
    assert Document.objects.get(kind="T01").title.startswith("ขอเชิญเวทีประชาคม")


def test_what_was_called_is_recorded_without_typing_it_again_and_the_door_is_counted(world, call):
    for number in range(3):
        DoorEntry.objects.create(called=call, affiliation="leaders", key=str(number))
    address = page_of("plan_meeting", world) + f"?called={call.pk}"
    browser = browser_of(world.secretary)
    form = browser.get(address).context["form"]
    assert (form["title"].value(), form["kind"].value(), form["held_on"].value()) == ("เวทีประชาคม", "forum", DAY_ONE)
    assert form["people_leaders"].value() == 3
    fields = {**sitting(kind="forum", held_on_day="2"), "people_leaders": "3", "people_residents": "๓๐"}
    assert browser.post(address, {**form_of(browser.get(address)), **fields}).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.called, meeting.residents_present) == (call, 33)
    words = words_of(browser.get(page_of("meeting", world, meeting.pk)))
    assert "แกนนำชุมชนโดยธรรมชาติ 3 คน" in words
    again = browser.post(address, {**form_of(browser.get(address)), **fields, "title": "อีกครั้ง"})
    assert again.status_code == 422
    assert "บันทึกการประชุมตามนัดนี้ไว้แล้ว" in words_of(again)


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", "-1"])
def test_a_call_that_is_not_there_is_not_recorded(world, call, asked):
    address = page_of("plan_meeting", world) + f"?called={asked}"
    assert browser_of(world.secretary).get(address).status_code == 404


def test_a_headcount_that_does_not_add_up_is_named_at_the_sum(world):
    fields = {**sitting(kind="forum"), "residents_present": "10", "people_leaders": "3"}
    answer = recorded(world.secretary, world.plan, **fields)
    assert answer.status_code == 422
    assert "ต้องเท่ากับผลรวมตามกลุ่ม คือ 3 คน" in str(answer.context["form"].errors["residents_present"])


def test_a_meeting_is_cancelled_with_its_reason(world, call):
    answer = sent(world.secretary, page_of("called_cancel", world, call.pk), reason="น้ำท่วมทางเข้า")
    assert answer["location"] == page_of("called", world, call.pk)
    words = words_of(browser_of(world.leader).get(answer["location"]))
    assert "ยกเลิกแล้ว น้ำท่วมทางเข้า" in words
    assert "พิมพ์คิวอาร์โค้ด" not in words


def test_a_series_shows_how_far_it_has_come(world):
    sent(world.secretary, page_of("plan_series", world), name="เวทีสัญจร", kind="forum", planned="๔")
    world.meeting(world.plan, "forum", series=MeetingSeries.objects.get())
    words = words_of(browser_of(world.leader).get(page_of("plan_meetings", world)))
    assert "เวทีสัญจร: ปี พ.ศ. 2569 จัดแล้ว 1 จากที่วางแผนไว้ 4 ครั้ง" in words


def test_the_district_calls_for_a_council_from_its_signed_paper(world):
    fields = {**CALL, **paper(world.bodies["council"], PDF)}
    assert sent(world.coordinator, page_of("plan_call", world), **fields).status_code == 302
    assert Event.objects.get(verb="call_meeting").behalf_body == world.bodies["council"]


# --- The roster ------------------------------------------------------------------------------------------------------


def test_the_roster_knows_who_holds_an_office_and_refuses_them_once_their_term_has_ended(world):
    browser = browser_of(world.secretary)
    form = browser.get(page_of("plan_meeting", world)).context["form"]
    held = {row.initial.get("name"): row.initial.get("tenure") for row in form.roster}
    assert held[str(world.leader.user)] == world.leader.tenure.pk
    chair = {"name": str(world.leader.user), "presence": "present", "tenure": str(world.leader.tenure.pk)}
    recorded(world.secretary, world.plan, **sitting(chair, *ROSTER[1:]))
    tenure = world.leader.tenure
    tenure.ends = DAY_ONE - timedelta(1)
    tenure.save()
    form = browser.get(page_of("plan_meeting", world)).context["form"]
    assert form.roster[0].initial["tenure"] == tenure.pk
    answer = recorded(world.secretary, world.plan, **sitting(chair, *ROSTER[1:], place="ที่ทำการ"))
    assert answer.status_code == 422
    assert "รายชื่อที่ 1" in words_of(answer)
    assert "วาระสิ้นสุดแล้วในวันประชุม" in words_of(answer)


def test_a_name_that_stands_twice_is_named_with_its_row(world):
    answer = recorded(world.secretary, world.plan, **sitting(*ROSTER, {"name": "สมศรี", "presence": "present"}))
    assert answer.status_code == 422
    assert "ซ้ำกับรายชื่อที่ 1" in words_of(answer)
    assert not Meeting.objects.exists()


# --- Minutes ---------------------------------------------------------------------------------------------------------


def test_minutes_are_written_checked_and_certified_page_by_page(world, forum):
    item = {"heading": "เรื่องน้ำ", "text": "คุยกัน", "agreed": "น้ำไม่พอ", "differences": "ขุดที่ใคร", "resolution": "สำรวจ"}
    there = page_of("meeting", world, forum.pk)
    fields = {**rows("agenda", item), "recorded_by": "นายบุญมี"}
    assert sent(world.secretary, page_of("meeting_minutes", world, forum.pk), **fields)["location"] == there
    day = {"on_day": "2", "on_month": "11", "on_year": "2569"}
    check = page_of("meeting_check", world, forum.pk)
    assert sent(world.secretary, check, checked_by="นางสมศรี", **day)["location"] == there
    words = words_of(browser_of(world.leader).get(there))
    assert "ข้อที่เห็นตรงกัน น้ำไม่พอ" in words
    assert "ข้อที่ยังเห็นต่าง ขุดที่ใคร" in words
    assert "นางสมศรี ตรวจรายงานการประชุมแล้วเมื่อ 2 พฤศจิกายน 2569" in words
    certify = page_of("meeting_certify", world, forum.pk)
    assert sent(world.secretary, certify, how="รับรองในการประชุมครั้งเดียวกัน", **day)["location"] == there
    words = words_of(browser_of(world.leader).get(there))
    assert "รับรองรายงานการประชุมแล้ว" in words
    assert "เขียนรายงานการประชุม" not in words
    late = sent(world.secretary, page_of("meeting_minutes", world, forum.pk), **fields)
    assert late.status_code == 422
    assert "รายงานการประชุมนี้รับรองแล้ว" in words_of(late)


def test_the_next_meeting_is_chosen_from_the_members_meetings(world, forum):
    open_one = world.meeting(world.plan, "hearing")
    with world.in_days(9):
        council = world.meeting(world.plan)
        certify = page_of("meeting_certify", world, forum.pk)
        choices = browser_of(world.secretary).get(certify).context["form"].fields["at"].queryset
        assert (council in choices, open_one in choices, forum in choices) == (True, False, False)
        day = {"on_day": "11", "on_month": "11", "on_year": "2569", "how": "รับรองในการประชุมครั้งถัดไป"}
        missing = sent(world.secretary, certify, **day)
        assert "ต้องเลือกการประชุมครั้งที่รับรอง" in str(missing.context["form"].errors["at"])
        assert sent(world.secretary, certify, at=str(council.pk), **day).status_code == 302
    assert "การประชุม 1/2569" in words_of(browser_of(world.leader).get(page_of("meeting", world, forum.pk)))


# --- Photographs -----------------------------------------------------------------------------------------------------


def test_a_photograph_is_added_and_handed_out_as_an_attachment(world, forum):
    upload = SimpleUploadedFile("นางสมศรีที่วัด.jpg", a_photo(), "image/jpeg")
    fields = {"kind": "meeting", "caption": "หน้าศาลา", "picture": upload}
    assert sent(world.secretary, page_of("meeting_photo", world, forum.pk), **fields).status_code == 302
    photo = MeetingPhoto.objects.get()
    answer: Any = browser_of(world.governor).get(page_of("meeting_photo_file", world, forum.pk, photo.pk))
    assert answer["Content-Disposition"] == f'attachment; filename="meeting-{photo.pk}.jpg"'
    assert answer["Cache-Control"] == "private, no-store"
    assert b"CANARY" not in b"".join(answer.streaming_content)
    remove = page_of("meeting_photo_remove", world, forum.pk, photo.pk)
    assert sent(world.secretary, remove).status_code == 302
    assert browser_of(world.governor).get(answer.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize(("content", "words"), [(PDF, "ภาพต้องเป็นไฟล์ JPEG หรือ PNG"), (a_photo()[:99], "เปิดเป็นภาพไม่ได้")])
def test_what_is_no_photograph_is_refused_at_its_field(world, forum, content, words):
    kind = "application/pdf" if content is PDF else "image/jpeg"
    fields = {"kind": "meeting", "picture": SimpleUploadedFile("a.jpg", content, kind)}
    answer = sent(world.secretary, page_of("meeting_photo", world, forum.pk), **fields)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["picture"])
    assert not MeetingPhoto.objects.exists()


@pytest.mark.parametrize(
    ("who", "sheet", "meeting"),
    [
        *(("leader", 200, 200), ("coordinator", 200, 200), ("provincial_officer", 200, 200)),
        *(("lao_planner", 404, 200), ("kbt_secretary", 404, 200), ("governor", 404, 200)),
        *(("other_leader", 404, 404), ("other_coordinator", 404, 404), ("agency", 404, 404), ("stranger", 404, 404)),
    ],
)
def test_the_signed_sheet_is_seen_by_the_body_and_the_desks_above_alone(world, forum, who, sheet, meeting):
    photo = photo_anew(a_photo(), "image/jpeg")
    told = {"meeting": forum, "photo": photo, "by": world.secretary}
    kept = {kind: keep_photo(kind=kind, **told) for kind in ("sheet", "meeting")}
    browser = browser_of(getattr(world, who))
    answers = {kind: browser.get(page_of("meeting_photo_file", world, forum.pk, kept[kind].pk)) for kind in kept}
    assert (answers["sheet"].status_code, answers["meeting"].status_code) == (sheet, meeting)
    page = browser.get(page_of("meeting", world, forum.pk))
    assert ("ภาพใบลงชื่อ" in words_of(page)) == (sheet == 200)


# --- The door --------------------------------------------------------------------------------------------------------


def test_anybody_ticks_where_they_belong_and_is_counted_once(world, call):
    browser = browser_of(None)
    address = reverse("door", args=[call.code])
    page = browser.get(address)
    assert "เวทีประชาคม" in words_of(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    fields = {**form_of(page), "affiliation": "occupation", "name": "ป้าแดง"}
    assert [browser.post(address, fields).status_code for _time in range(2)] == [200, 200]
    assert list(DoorEntry.objects.values_list("affiliation", "name")) == [("occupation", "ป้าแดง")]
    assert "ป้าแดง" not in browser.get(address).content.decode()
    assert browser.cookies.get("sessionid") is None


def test_names_at_the_door_are_shown_to_the_body_and_the_desks_above_alone(world, call):
    DoorEntry.objects.create(called=call, affiliation="occupation", name="ป้าแดง", key="1")
    seen = {
        who: "ป้าแดง" in browser_of(getattr(world, who)).get(page_of("called", world, call.pk)).content.decode()
        for who in ("leader", "coordinator", "provincial_officer", "lao_planner", "governor")
    }
    assert seen == {
        "leader": True,
        "coordinator": True,
        "provincial_officer": True,
        "lao_planner": False,
        "governor": False,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"affiliation": ""}, "affiliation"), ({"affiliation": "party"}, "affiliation"), ({"key": "x"}, "key")],
)
def test_a_wrong_sheet_counts_nobody(world, call, changes, field):
    browser = browser_of(None)
    address = reverse("door", args=[call.code])
    fields = {**form_of(browser.get(address)), "affiliation": "leaders", **changes}
    answer = browser.post(address, fields)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not DoorEntry.objects.exists()


def test_the_sheet_at_the_door_opens_on_its_day_alone_and_wrong_codes_are_counted(world, call, settings):
    settings.GUESSES_RATE = "3/m"
    address = reverse("door", args=[call.code])
    browser = browser_of(None, REMOTE_ADDR="192.0.2.8")
    with world.in_days(1):
        assert browser.get(address).status_code == 404
    wrong = reverse("door", args=["A" * 16])
    assert [browser.get(wrong).status_code for _time in range(3)] == [404, 404, 429]
    assert browser.get(address).status_code == 429
    assert browser_of(None, REMOTE_ADDR="192.0.2.9").get(address).status_code == 200


def test_nobody_ticks_without_end(world, call, settings):
    settings.DOOR_RATE = "2/m"
    address = reverse("door", args=[call.code])
    browser = browser_of(None, REMOTE_ADDR="192.0.2.10")
    assert [browser.get(address).status_code for _time in range(3)] == [200, 200, 429]


def test_the_code_is_printed_by_the_body_and_the_desks_above_alone(world, call):
    for name in ("called_door", "called_door_code"):
        answers = {
            who: browser_of(getattr(world, who)).get(page_of(name, world, call.pk)).status_code
            for who in ("leader", "coordinator", "lao_planner", "governor", "other_leader")
        }
        assert answers == {"leader": 200, "coordinator": 200, "lao_planner": 404, "governor": 404, "other_leader": 404}
    browser = browser_of(world.secretary)
    assert (
        f"http://127.0.0.1:8000/door/{call.code}/"
        in browser.get(page_of("called_door", world, call.pk)).content.decode()
    )
    code = browser.get(page_of("called_door_code", world, call.pk))
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<svg" in code.content


def test_who_only_reads_is_offered_nothing_to_write(world, ideas, forum, call):
    closed = ("plan_collect", "plan_one_idea", "plan_sort_ideas", "plan_draft_ideas", "plan_call", "plan_series")
    for by in (world.lao_planner, world.governor):
        browser = browser_of(by)
        for name, *rest in (["plan_ideas"], ["plan_meetings"], ["meeting", forum.pk], ["called", call.pk]):
            page = browser.get(page_of(name, world, *rest))
            assert page.status_code == 200
            assert not [each for each in closed if page_of(each, world) in page.content.decode()]
        assert [browser.get(page_of(name, world)).status_code for name in closed] == [403] * len(closed)


def test_ideas_and_called_meetings_of_another_plan_are_not_here(world, call):
    there = [world.far_plan.reference, call.pk]
    by = browser_of(world.writer_of(world.far_plan))
    for name in ("called", "called_cancel", "called_door", "called_door_code"):
        assert by.get(reverse(name, args=there)).status_code == 404


def test_full_pages_cost_few_queries(world, forum, call, django_assert_max_num_queries):
    plan_series(plan=world.plan, name="เวที", kind="forum", planned=4, by=world.secretary)
    drafts = [IdeaDraft(f"ข้อ {n}", "ป้าแดง", None) for n in range(60)]
    found = collect_ideas(plan=world.plan, ideas=drafts, meeting=forum, by=world.secretary)
    for place in range(6):
        group_ideas(plan=world.plan, ideas=found[place * 9 : place * 9 + 9], title=f"กลุ่ม {place}", by=world.secretary)
    photo = photo_anew(a_photo(), "image/jpeg")
    keep_photo(meeting=forum, kind="sheet", photo=photo, by=world.secretary)
    pages = [
        *(page_of(name, world) for name in ("plan_ideas", "plan_collect", "plan_one_idea", "plan_sort_ideas")),
        *(page_of(name, world) for name in ("plan_call", "plan_series", "plan_meetings", "plan_meeting")),
        page_of("plan_draft_ideas", world) + f"?ideas={found[0].pk}&ideas={found[1].pk}",
        *(page_of(name, world, call.pk) for name in ("called", "called_cancel", "called_door", "called_door_code")),
        *(page_of(f"meeting_{name}", world, forum.pk) for name in ("minutes", "check", "photo", "certify")),
        page_of("meeting", world, forum.pk),
        page_of("meeting_photo_remove", world, forum.pk, MeetingPhoto.objects.get().pk),
    ]
    browser = browser_of(world.secretary)
    for page in pages:
        with django_assert_max_num_queries(12):
            assert browser.get(page).status_code == 200, page
    with django_assert_max_num_queries(6):
        assert browser_of(None).get(reverse("door", args=[call.code])).status_code == 200
