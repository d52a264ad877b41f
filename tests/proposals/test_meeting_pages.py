"""The pages of meetings: recorded with their roster, resolved on the version on the desk, certified."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.models import Attendance, Meeting, Resolution
from tests.approvals.visits import form_of, rows, words_of
from tests.cast import PNG, version_of
from tests.documents.test_papers import PDF
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db

ROSTER = (
    {"name": "นางสมศรี", "position": "ประธาน", "presence": "present"},
    {"name": "นายสมชาย", "position": "เลขานุการ", "presence": "present"},
    {"name": "นายบุญมี", "position": "สมาชิก", "presence": "absent", "remark": "ติดภารกิจ"},
    {"name": "กำนัน", "presence": "observer"},
)
AGENDA = ({"heading": "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "text": "แจ้งกำหนดส่งแผน", "resolution": "รับทราบ"},)


def sitting(*roster, **changes):
    return {
        "kind": "council",
        "title": "การประชุมสภา",
        "held_on_day": "๑",
        "held_on_month": "11",
        "held_on_year": "2569",
        "starts_at": "9.30",
        "ends_at": "12.00",
        "place": "ศาลาประชาคม",
        "members_count": "3",
        **rows("attendances", *(roster or ROSTER)),
        **rows("agenda", *AGENDA),
        **changes,
    }


def paper(body, scan, name="มติ.pdf", content_type="application/pdf"):
    return {
        "behalf_body": str(body.pk),
        "behalf_signed_by": "นางสมศรี ใจดี",
        "behalf_dated_day": "1",
        "behalf_dated_month": "11",
        "behalf_dated_year": "2569",
        "behalf_scan": SimpleUploadedFile(name, scan, content_type),
    }


def record_page(plan):
    return reverse("plan_meeting", args=[plan.reference])


def recorded(by, plan, **fields):
    browser = browser_of(by)
    page = browser.get(record_page(plan))
    assert page.status_code == 200
    return browser.post(record_page(plan), {**form_of(page), **fields})


def sent(by, address, **fields):
    browser = browser_of(by)
    page = browser.get(address)
    assert page.status_code == 200, words_of(page)
    return browser.post(address, {**form_of(page), **fields})


# --- Recording -------------------------------------------------------------------------------------------------------


def test_a_secretary_records_a_meeting_with_roster_and_agenda_and_its_quorum_is_computed(world):
    answer = recorded(world.secretary, world.plan, **sitting(residents_present="๑๒"))
    meeting = Meeting.objects.get()
    assert answer["location"] == reverse("meeting", args=[world.plan.reference, meeting.pk])
    assert (meeting.held_on, meeting.number, meeting.year) == (date(2026, 11, 1), 1, 2569)
    assert (meeting.members_count, meeting.quorum, meeting.members_present) == (3, 2, 2)
    assert meeting.residents_present == 12
    assert list(meeting.attendances.values_list("name", "position", "presence", "remark")) == [
        ("นางสมศรี", "ประธาน", "present", ""),
        ("นายสมชาย", "เลขานุการ", "present", ""),
        ("นายบุญมี", "สมาชิก", "absent", "ติดภารกิจ"),
        ("กำนัน", "", "observer", ""),
    ]
    assert list(meeting.agenda.values_list("heading", "text", "resolution")) == [
        ("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "แจ้งกำหนดส่งแผน", "รับทราบ")
    ]


def test_the_roster_starts_from_the_last_meeting_and_nobodys_presence_is_assumed(world):
    recorded(world.secretary, world.plan, **sitting())
    page = browser_of(world.secretary).get(record_page(world.plan))
    roster = page.context["form"].roster
    assert [row.initial.get("name") for row in roster[:4]] == ["นางสมศรี", "นายสมชาย", "นายบุญมี", "กำนัน"]
    assert [row.initial.get("presence") for row in roster[:4]] == [None, None, None, "observer"]
    assert len(roster.forms) > 4
    assert page.context["form"]["place"].value() == "ศาลาประชาคม"


def test_the_agenda_starts_with_the_five_official_headings(world):
    agenda = browser_of(world.secretary, language="en").get(record_page(world.plan)).context["form"].agenda
    headings = [row.initial.get("heading") for row in agenda]
    assert headings[0] == "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"
    assert headings[4:] == ["เรื่องอื่น ๆ (ถ้ามี)", None]


def test_more_rows_come_without_a_script_and_nothing_typed_is_judged_or_lost(world):
    answer = recorded(world.secretary, world.plan, **sitting(title="", more="attendances"))
    assert answer.status_code == 200
    assert not Meeting.objects.exists()
    assert len(answer.context["form"].roster.forms) == len(ROSTER) + 5
    assert "ติดภารกิจ" in answer.content.decode()
    assert "มีข้อมูลที่ต้องแก้ไข" not in words_of(answer)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"held_on_year": "2570"}, "held_on", "วันประชุมต้องไม่อยู่ในอนาคต"),
        ({"ends_at": "9.00"}, "ends_at", "ต้องเลิกประชุมหลังเริ่มประชุม"),
        ({"members_count": "2"}, "members_count", "ต้องไม่น้อยกว่ารายชื่อ"),
        ({"starts_at": "เก้าโมง"}, "starts_at", "ไม่ใช่เวลา"),
        ({"place": ""}, "place", "ต้องกรอก"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_the_roster_is_kept(world, changes, field, words):
    answer = recorded(world.secretary, world.plan, **sitting(**changes))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert words in words_of(answer).partition("<h1")[0]
    assert "นายบุญมี" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_row_without_its_tick_is_named_with_its_number(world):
    answer = recorded(world.secretary, world.plan, **sitting(ROSTER[0], {"name": "นายสมชาย"}))
    assert answer.status_code == 422
    assert "รายชื่อที่ 2 · ต้องเลือก “การมาประชุม”" in words_of(answer)
    assert not Meeting.objects.exists()


def test_markup_in_a_title_is_shown_as_text(world):
    recorded(world.secretary, world.plan, **sitting(title="<script>alert(1)</script>"))
    pages = [reverse("plan_meetings", args=[world.plan.reference])]
    pages.append(reverse("meeting", args=[world.plan.reference, Meeting.objects.get().pk]))
    for page in pages:
        shown = browser_of(world.secretary).get(page).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_double_click_records_one_meeting(world):
    browser = browser_of(world.secretary)
    data = {**form_of(browser.get(record_page(world.plan))), **sitting()}
    first, second = (browser.post(record_page(world.plan), data) for _time in range(2))
    assert first["location"] == second["location"]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("leader", 200), ("coordinator", 200), ("lao_planner", 403), ("kbt_secretary", 403), ("governor", 403)),
        *(("other_leader", 404), ("stranger", 404), ("other_coordinator", 404), ("agency", 404)),
    ],
)
def test_only_the_body_and_who_records_for_it_open_the_form(world, who, status):
    answer = browser_of(getattr(world, who)).get(record_page(world.plan))
    assert answer.status_code == status


def test_a_passer_by_is_asked_to_sign_in(world):
    answer = browser_of(None).get(record_page(world.plan))
    assert answer.status_code == 302
    assert answer["location"].startswith(reverse("sign_in"))


# --- On behalf -------------------------------------------------------------------------------------------------------


def test_the_district_records_a_councils_meeting_from_its_signed_paper(world):
    fields = {**sitting(), **paper(world.bodies["council"], PDF)}
    assert recorded(world.coordinator, world.plan, **fields).status_code == 302
    event = Event.objects.get(plan=world.plan, verb="record_meeting")
    assert event.actor == world.coordinator.user
    assert event.behalf_body == world.bodies["council"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (PNG, "มติ.pdf", "รับเฉพาะไฟล์ PDF, JPEG หรือ PNG ที่เนื้อหาตรงกับชนิดไฟล์"),
        (b"<html><script>alert(1)</script></html>", "มติ.pdf", "รับเฉพาะไฟล์ PDF, JPEG หรือ PNG"),
        (PDF.replace(b"<<>>", b"<< /S /JavaScript >>"), "มติ.pdf", "สคริปต์"),
        (b"", "มติ.pdf", "ไฟล์ว่างเปล่า"),
    ],
)
def test_a_file_that_lies_is_refused_with_its_reason_at_its_field(world, content, name, words):
    fields = {**sitting(), **paper(world.bodies["council"], content, name)}
    answer = recorded(world.coordinator, world.plan, **fields)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["behalf_scan"])
    assert "นายบุญมี" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_without_the_paper_nothing_is_recorded_for_others(world):
    answer = recorded(world.coordinator, world.plan, **sitting())
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= {"behalf_signed_by", "behalf_dated", "behalf_scan"}
    assert not Meeting.objects.exists()


# --- Resolving -------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(world):
    """A quorate meeting of seven members out of nine, with three proposals on the desk."""
    world.draft(world.plan)
    return world.meeting(world.plan)


def resolution_page(meeting):
    return reverse("meeting_resolution", args=[meeting.plan.reference, meeting.pk])


VOTES = {"text": "เห็นชอบ", "votes_for": "6", "votes_against": "0", "abstained": "1", "extract_signed_by": "นางสมศรี"}


def test_a_resolution_is_recorded_on_the_version_that_was_seen(world, held):
    page = browser_of(world.secretary).get(resolution_page(held))
    assert "จำนวน 3 โครงการ งบประมาณรวม 6,000 บาท และให้เสนอต่ออำเภอ" in page.content.decode()
    assert page.context["form"]["votes_for"].value() == 7
    answer = sent(world.secretary, resolution_page(held), **VOTES)
    assert answer["location"] == reverse("meeting", args=[world.plan.reference, held.pk])
    resolution = Resolution.objects.get()
    assert (resolution.version, resolution.votes_for, resolution.abstained) == (version_of(world.plan), 6, 1)
    assert resolution.extract_signed_by == "นางสมศรี"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"votes_for": "8"}, "votes_for", "คะแนนเสียงรวมต้องไม่เกินผู้มาประชุม"),
        ({"votes_for": "2", "votes_against": "3"}, "votes_for", "เสียงเห็นชอบต้องมากกว่า"),
        ({"text": " "}, "text", "ต้องกรอก"),
        ({"votes_for": "หก"}, "votes_for", "ไม่ใช่จำนวนเต็ม"),
    ],
)
def test_votes_that_do_not_add_up_are_named_and_kept(world, held, changes, field, words):
    answer = sent(world.secretary, resolution_page(held), **{**VOTES, **changes})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "นางสมศรี" in answer.content.decode()
    assert not Resolution.objects.exists()


def test_one_meeting_resolves_once_on_a_version(world, held):
    sent(world.secretary, resolution_page(held), **VOTES)
    answer = sent(world.secretary, resolution_page(held), **VOTES)
    assert answer.status_code == 422
    assert "การประชุมนี้มีมติต่อฉบับนี้ไว้แล้ว" in words_of(answer)
    assert Resolution.objects.count() == 1


def test_who_saw_another_version_is_told_so(world, held):
    other = version_of(world.far_plan).pk
    answer = sent(world.secretary, resolution_page(held), **VOTES, seen=str(other))
    assert answer.status_code == 409
    assert not Resolution.objects.exists()


def test_a_forum_or_a_meeting_without_quorum_shows_why_it_cannot_resolve(world):
    world.draft(world.plan)
    forum = world.meeting(world.plan, Meeting.Kind.FORUM)
    few = world.meeting(world.plan, present=2, absent=7)
    for meeting, words in ((forum, "เวทีเปิดไม่ใช่การประชุมสมาชิก"), (few, "ไม่ครบองค์ประชุม")):
        browser = browser_of(world.secretary)
        page = browser.get(resolution_page(meeting))
        assert words in words_of(page)
        assert 'name="votes_for"' not in page.content.decode()
        data = {**VOTES, "votes_for": "2", "abstained": "0", "seen": version_of(world.plan).pk}
        assert browser.post(resolution_page(meeting), data).status_code == 422
    assert not Resolution.objects.exists()


def test_a_meeting_of_another_plan_is_not_here(world):
    elsewhere = world.meeting(world.far_plan)
    for name in ("meeting", "meeting_resolution", "meeting_certify"):
        address = reverse(name, args=[world.plan.reference, elsewhere.pk])
        assert browser_of(world.secretary).get(address).status_code == 404


def test_the_district_records_a_resolution_and_the_minutes_from_signed_paper(world, held):
    by = world.coordinator
    assert sent(by, resolution_page(held), **VOTES, **paper(world.bodies["council"], PDF)).status_code == 302
    certify = reverse("meeting_certify", args=[world.plan.reference, held.pk])
    fields = {"on_day": "2", "on_month": "11", "on_year": "2569", "how": "รับรองในการประชุมครั้งเดียวกัน"}
    assert sent(by, certify, **fields, **paper(world.bodies["council"], PDF)).status_code == 302
    events = Event.objects.filter(plan=world.plan, verb__in=["pass_resolution", "certify_minutes"])
    assert [event.behalf_body for event in events] == [world.bodies["council"]] * 2


# --- Certifying ------------------------------------------------------------------------------------------------------


def test_minutes_are_certified_once_and_not_before_the_meeting(world):
    meeting = world.meeting(world.plan)
    address = reverse("meeting_certify", args=[world.plan.reference, meeting.pk])
    fields = {"on_day": "1", "on_month": "11", "on_year": "2569", "how": "รับรองโดยมติเวียน"}
    early = sent(world.secretary, address, **fields)
    assert early.status_code == 422
    assert "วันรับรองต้องไม่ก่อนวันประชุม" in str(early.context["form"].errors["on"])
    fields["note"] = "เวียน 2 พ.ย."
    assert sent(world.secretary, address, **{**fields, "on_day": "2"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.certified_on, meeting.certified_how) == (date(2026, 11, 2), "รับรองโดยมติเวียน: เวียน 2 พ.ย.")
    again = sent(world.secretary, address, **{**fields, "on_day": "2"})
    assert again.status_code == 422
    assert "รับรองแล้ว" in words_of(again)


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_the_meetings_say_whether_there_was_a_quorum_and_offer_what_is_left_to_do(world, held):
    world.meeting(world.plan, Meeting.Kind.FORUM, residents_present=88)
    words = words_of(browser_of(world.secretary).get(reverse("plan_meetings", args=[world.plan.reference])))
    assert "มาประชุม 7 คน จากสมาชิกทั้งหมด 9 คน องค์ประชุมต้องมีอย่างน้อย 5 คน" in words
    assert "เวทีเปิด ประชาชนเข้าร่วม 88 คน" in words
    assert words.count("บันทึกมติรับรองแผน") == 1
    assert words.count("ยังไม่ได้รับรองรายงานการประชุม") == 2


def test_a_meeting_that_has_resolved_leads_the_chair_on_to_adoption(world, held):
    sent(world.secretary, resolution_page(held), **VOTES)
    adopt = reverse("plan_adopt", args=[world.plan.reference])
    for name, rest in (("plan_meetings", []), ("meeting", [held.pk])):
        page = browser_of(world.leader).get(reverse(name, args=[world.plan.reference, *rest])).content.decode()
        assert resolution_page(held) not in page
        assert (adopt in page) is (name == "meeting")
    page = browser_of(world.secretary).get(reverse("meeting", args=[world.plan.reference, held.pk])).content.decode()
    assert adopt not in page


def test_who_only_reads_is_offered_nothing(world, held):
    for by in (world.lao_planner, world.kbt_secretary, world.governor):
        for address in ("plan_meetings", "meeting"):
            rest = [held.pk] if address == "meeting" else []
            page = browser_of(by).get(reverse(address, args=[world.plan.reference, *rest]))
            assert page.status_code == 200
            for name in ("plan_meeting", "meeting_resolution", "meeting_certify"):
                own = [held.pk] if name != "plan_meeting" else []
                assert reverse(name, args=[world.plan.reference, *own]) not in page.content.decode()


def test_many_meetings_with_long_rosters_cost_few_queries(world, django_assert_max_num_queries):
    world.draft(world.plan)
    for _number in range(12):
        meeting = world.meeting(world.plan, present=30, absent=10)
    sent(world.secretary, resolution_page(meeting), **{**VOTES, "votes_for": "29"})
    for by in (world.leader, world.coordinator):
        browser = browser_of(by)
        addresses = [
            reverse("plan_meetings", args=[world.plan.reference]),
            reverse("meeting", args=[world.plan.reference, meeting.pk]),
            record_page(world.plan),
            resolution_page(meeting),
            reverse("meeting_certify", args=[world.plan.reference, meeting.pk]),
        ]
        for address in addresses:
            with django_assert_max_num_queries(12):
                assert browser.get(address).status_code == 200


def test_an_office_without_scripts_sees_a_label_at_every_input(world):
    page = browser_of(world.secretary).get(record_page(world.plan)).content.decode()
    assert page.count("<h1") == 1
    assert page.count('type="radio"') == 4 * len(Attendance.Presence.values) * 3
    assert ' style="' not in page
    assert " onclick" not in page
