"""Public hearings on the province's draft: anybody may speak in time, nothing is deleted, nothing is shown unread."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.hearing_papers import NOT_ANSWERED, NOT_READ, comments_annexes
from approvals.hearings import notice_of
from approvals.models import CommentAnswer, CommentView, HearingComment, HearingNotice
from approvals.province_papers import hearing_report
from approvals.verbs.closing import lay_before_committee, rank_entries
from approvals.verbs.hearings import (
    CommentDraft,
    NoticeDraft,
    announce_hearing,
    answer_comments,
    record_comment,
    say_in_public,
    show_comments,
)
from directory.errors import Invalid, NotHere, Refused, Stale
from tests.approvals.sheets import downloaded, table_of
from tests.approvals.visits import address, form_of, mistakes_of, opened, sent, words_of
from tests.cast import DAY_ONE
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
NOTICE = NoticeDraft(
    "รับฟังความคิดเห็นร่างแผนจังหวัด", DAY_ONE + timedelta(days=10), "ศาลากลาง", DAY_ONE, DAY_ONE + timedelta(days=15)
)
TELEPHONE = "โทรหาลุงมี 0812345678"


@pytest.fixture
def notice(world):
    return announced(world)


def announced(world, by=None, **changes):
    draft = replace(NOTICE, **changes)
    return announce_hearing(plan=world.provincial_plan, draft=draft, by=by or world.provincial_officer)


def say(notice, text="ขอให้ทำทางระบายน้ำ", key="a", **about):
    return say_in_public(code=notice.code, draft=CommentDraft(text, **about), key=key)


def show(world, numbers, shown=True, by=None, **more):
    return show_comments(
        plan=world.provincial_plan, numbers=numbers, shown=shown, by=by or world.provincial_officer, **more
    )


def answer(world, numbers, **changes):
    said = {"topic": "การระบายน้ำ", "result": "taken", "text": "เพิ่มในโครงการแล้ว", **changes}
    return answer_comments(plan=world.provincial_plan, numbers=numbers, by=world.provincial_officer, **said)


def wrong(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


# --- The notice ---


def test_another_notice_takes_the_place_of_the_one_before_and_keeps_what_was_said_there(world, notice):
    say(notice)
    later = announced(world, title="รับฟังความคิดเห็น ครั้งที่ 2")
    assert notice_of(world.provincial_plan) == later
    assert HearingComment.objects.get().notice == notice
    assert wrong(lambda: say(notice, key="b")) == ["text"]
    say(later, key="b")
    for change in (lambda: HearingNotice.objects.update(title="x"), lambda: HearingNotice.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"closes_on": DAY_ONE - timedelta(days=1)}, "closes_on"),
        ({"opens_on": DAY_ONE - timedelta(days=9), "closes_on": DAY_ONE - timedelta(days=1)}, "closes_on"),
        ({"reference": "ก" * 301}, "reference"),
    ],
)
def test_what_is_wrong_with_a_notice_is_named(world, changes, field):
    assert wrong(lambda: announced(world, **changes)) == [field]
    assert not HearingNotice.objects.exists()


def test_only_the_provinces_desk_announces_and_only_its_own_plan(world):
    for by, refusal in ((world.coordinator, NotHere), (world.governor, Refused), (world.stranger, NotHere)):
        with pytest.raises(refusal):
            announced(world, by=by)
    act = lambda: announce_hearing(plan=world.district_plan, draft=NOTICE, by=world.coordinator)  # noqa: E731
    assert wrong(act) == ["plan"]
    world.answered()
    with pytest.raises(Stale):
        announced(world)


# --- What is said ---


def test_anybody_may_speak_from_the_first_day_to_the_last(world):
    notice = announced(world, opens_on=DAY_ONE + timedelta(days=2))
    assert wrong(lambda: say(notice)) == ["text"]
    with world.in_days(2):
        say(notice, key="first")
    with world.in_days(15):
        say(notice, key="last", name="นางคำ", about="ถนน")
    with world.in_days(16):
        assert wrong(lambda: say(notice, key="late")) == ["text"]
    assert list(HearingComment.objects.values_list("number", "name", "about")) == [(1, "", ""), (2, "นางคำ", "ถนน")]
    with pytest.raises(NotHere):
        say_in_public(code="", draft=CommentDraft("x"), key="x")


def test_a_form_that_is_sent_twice_is_one_comment_and_leaves_no_trace_of_the_second(world, notice):
    events = Event.objects.count()
    assert say(notice).pk == say(notice).pk
    assert HearingComment.objects.count() == 1
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CommentDraft(" "), "text"),
        (CommentDraft("ก" * 4001), "text"),
        (CommentDraft("x\x00"), "text"),
        (CommentDraft("x", name="ก" * 101), "name"),
        (CommentDraft("x", about="ก" * 201), "about"),
    ],
)
def test_what_is_wrong_with_a_comment_is_named_and_nothing_is_kept(world, notice, draft, field):
    assert wrong(lambda: say_in_public(code=notice.code, draft=draft, key="a")) == [field]
    paper = lambda: record_comment(  # noqa: E731
        plan=world.provincial_plan, draft=draft, said_on=DAY_ONE, by=world.provincial_officer
    )
    assert wrong(paper) == [field]
    assert not HearingComment.objects.exists()


def test_an_officer_writes_down_what_came_on_paper_also_after_the_last_day(world, notice):
    plan, by = world.provincial_plan, world.provincial_officer
    about = {"plan": plan, "draft": CommentDraft("จากเวที")}
    with world.in_days(20):
        comment = record_comment(said_on=DAY_ONE + timedelta(days=10), by=by, **about)
    assert (comment.office, comment.number) == (by.office, 1)
    assert wrong(lambda: record_comment(said_on=DAY_ONE + timedelta(days=1), by=by, **about)) == ["said_on"]
    for person, refusal in ((world.governor, Refused), (world.coordinator, NotHere), (world.stranger, NotHere)):
        with pytest.raises(refusal):
            record_comment(said_on=DAY_ONE, by=person, **about)


def test_without_a_notice_there_is_nothing_to_comment_on(world):
    with pytest.raises(NotHere):
        record_comment(
            plan=world.provincial_plan, draft=CommentDraft("x"), said_on=DAY_ONE, by=world.provincial_officer
        )


# --- What is shown, and what answers it ---


def test_a_comment_is_hidden_with_a_reason_and_never_deleted(world, notice):
    say(notice, TELEPHONE)
    assert wrong(lambda: show(world, [1], shown=False)) == ["reason"]
    assert wrong(lambda: show(world, [])) == ["comments"]
    assert wrong(lambda: show(world, [1, 9])) == ["comments"]
    assert len(show(world, [1])) == 1
    assert show(world, [1]) == []
    show(world, [1], shown=False, reason="มีเบอร์โทรศัพท์")
    assert list(CommentView.objects.values_list("is_shown", "reason")) == [(True, ""), (False, "มีเบอร์โทรศัพท์")]
    for rows in (HearingComment, CommentView):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.all().delete()
    for person, refusal in ((world.governor, Refused), (world.coordinator, NotHere)):
        with pytest.raises(refusal):
            show(world, [1], by=person)


def test_comments_that_say_the_same_are_answered_at_once_and_a_later_answer_holds(world, notice):
    for key in "abc":
        say(notice, key=key)
    answer(world, [1, 2])
    answer(world, [2, 3], topic="งบประมาณ", result="not_taken", text="เกินกรอบ")
    assert CommentAnswer.objects.count() == 2
    annex = comments_annexes(world.provincial_plan)[0]
    assert [row["cells"][0] for row in annex["rows"] if row.get("style") == "group"] == ["การระบายน้ำ", "งบประมาณ"]
    assert [row["cells"][3] for row in annex["rows"] if row.get("style") != "group"] == [
        "นำไปปรับร่างแผน: เพิ่มในโครงการแล้ว", "ไม่ได้ปรับตาม: เกินกรอบ", "ไม่ได้ปรับตาม: เกินกรอบ",
    ]  # fmt: skip
    for changes, field in (({"topic": ""}, "topic"), ({"text": " "}, "text"), ({"result": "x"}, "result")):
        assert wrong(lambda changes=changes: answer(world, [1], **changes)) == [field]


def test_the_report_of_the_hearing_counts_what_was_said_and_names_nobody(world, notice):
    say(notice, TELEPHONE, key="a", name="นางคำ")
    say(notice, "ขอถนน", key="b")
    say(notice, "ขอน้ำ", key="c")
    show(world, [1], shown=False, reason="มีเบอร์โทรศัพท์")
    show(world, [2])
    answer(world, [2])
    plan = world.heard_province()
    snapshot = next(iter(hearing_report(plan, world.provincial_officer))).snapshot
    annex = snapshot["annexes"][0]
    assert annex["heading"][-1] == ("รวม ๓ ความคิดเห็น จากกระดาษ ๐ แสดงต่อสาธารณะ ๑ ไม่แสดง ๑ ยังไม่ได้ตรวจ ๑ ตอบแล้ว ๑")
    said = [row["cells"][2] for row in annex["rows"] if row.get("style") != "group"]
    assert said == ["ขอถนน", "(ไม่แสดงข้อความ เพราะ มีเบอร์โทรศัพท์)", NOT_READ]
    assert annex["rows"][-1]["cells"][3] == NOT_ANSWERED
    assert "0812345678" not in str(snapshot)
    assert "นางคำ" not in str(snapshot)


# --- The public page ---


def page_of(notice):
    return reverse("hearing", args=[notice.code])


def send(browser, notice, **fields):
    page = browser.get(page_of(notice))
    return browser.post(page_of(notice), {**form_of(page), "text": "ขอถนน", **fields})


def test_a_passer_by_reads_the_notice_and_writes_without_an_account(world, notice):
    browser = browser_of(None, enforce_csrf_checks=True)
    page = browser.get(page_of(notice))
    assert "ศาลากลาง" in words_of(page)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[0]
    fields = {**form_of(page), "text": "<script>ขอถนน</script>", "csrfmiddlewaretoken": token}
    assert browser.post(page_of(notice), {**fields, "csrfmiddlewaretoken": "x"}).status_code == 403
    assert "ได้รับความคิดเห็นแล้ว" in words_of(browser.post(page_of(notice), fields))
    browser.post(page_of(notice), fields)
    comment = HearingComment.objects.get()
    assert (comment.office, comment.name, comment.said_on) == (None, "", DAY_ONE)
    assert "ขอถนน" not in browser.get(page_of(notice)).content.decode()
    show(world, [1])
    shown = browser.get(page_of(notice))
    assert "&lt;script&gt;ขอถนน" in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in shown["Cache-Control"]


def test_the_public_sees_neither_names_nor_what_is_hidden_nor_its_number(world, notice):
    say(notice, TELEPHONE, key="a", name="นางคำ")
    say(notice, "ขอน้ำ", key="b", name="นายดี")
    show(world, [1], shown=False, reason="มีเบอร์โทรศัพท์")
    show(world, [2])
    answer(world, [1, 2])
    text = words_of(browser_of(None).get(page_of(notice)))
    assert "ขอน้ำ" in text
    assert "เพิ่มในโครงการแล้ว" in text
    assert "ความคิดเห็นที่ได้รับ (1)" in text
    assert not [word for word in ("นางคำ", "นายดี", "0812345678", "มีเบอร์โทรศัพท์") if word in text]


def test_a_program_that_fills_in_every_field_is_thanked_and_nothing_is_kept(world, notice):
    answer_page = send(browser_of(None), notice, website="https://spam.example")
    assert answer_page.status_code == 200
    assert not HearingComment.objects.exists()


def test_a_made_up_key_and_an_empty_comment_are_told_and_nothing_is_kept(world, notice):
    browser = browser_of(None)
    assert send(browser, notice, key="made-up").status_code == 422
    empty = send(browser, notice, text=" ")
    assert (empty.status_code, len(mistakes_of(empty))) == (422, 1)
    assert not HearingComment.objects.exists()


def test_who_writes_too_often_is_asked_to_wait_and_may_still_read(world, notice, settings):
    settings.COMMENTS_RATE = "2/h"
    browser = browser_of(None)
    assert [send(browser, notice).status_code for _time in range(3)] == [200, 200, 429]
    assert browser.get(page_of(notice)).status_code == 200
    assert send(browser_of(None, REMOTE_ADDR="192.0.2.7"), notice).status_code == 200


def test_a_made_up_address_is_not_there_and_guessing_is_stopped(world, notice, settings):
    settings.GUESSES_RATE = "3/m"
    browser = browser_of(None)
    asked = [browser.get(reverse("hearing", args=[f"x{number}"])).status_code for number in range(4)]
    assert asked == [404, 404, 404, 429]
    assert browser.get(page_of(notice)).status_code == 429


def test_the_draft_is_shown_only_where_the_notice_says_so_and_never_half_changed(world, notice):
    world.compiled_province()
    title = world.rows(world.fresh(world.provincial_plan))[0].proposal_version.title
    browser = browser_of(None)
    assert title not in words_of(browser.get(page_of(notice)))
    open_one = announced(world, shows_draft=True)
    assert title in words_of(browser.get(page_of(open_one)))
    rank_entries(plan=world.provincial_plan, by=world.provincial_officer)
    text = words_of(browser.get(page_of(open_one)))
    assert title not in text
    assert "กำลังปรับปรุงร่างแผน" in text
    lay_before_committee(plan=world.provincial_plan, by=world.provincial_officer)
    assert title in words_of(browser.get(page_of(open_one)))


def test_the_public_page_asks_little_of_the_database(world, notice, django_assert_max_num_queries):
    for number in range(20):
        say(notice, f"ความเห็น {number}", key=str(number))
    show(world, range(1, 21))
    answer(world, range(1, 11))
    with django_assert_max_num_queries(12):
        assert browser_of(None).get(page_of(notice)).status_code == 200


# --- The desk's pages ---


def test_the_desk_announces_reads_shows_hides_and_answers(world, django_assert_max_num_queries):
    by, plan = world.provincial_officer, world.provincial_plan
    assert "ยังไม่ได้ประกาศ" in words_of(opened(by, "hearing", plan)[1])
    days = {"held_on": "12", "opens_on": "2", "closes_on": "20"}
    dates = {f"{name}_{part}": value for name, day in days.items() for part, value in
             (("day", day), ("month", "11"), ("year", "2569"))}  # fmt: skip
    fields = {"title": "รับฟังความคิดเห็น", "place": "ศาลากลาง", "starts_at": "9.00", **dates}
    assert sent(by, "hearing_notice", plan, **{**fields, "closes_on_day": "1"}).status_code == 422
    assert sent(by, "hearing_notice", plan, **fields).status_code == 302
    notice = notice_of(plan)
    say(notice, "<b>ขอถนน</b>")
    day = {"said_on_day": "2", "said_on_month": "11", "said_on_year": "2569"}
    assert sent(by, "hearing_comment", plan, text="จากเวที", **day).status_code == 302
    page = opened(by, "hearing", plan)[1]
    assert "<b>ขอถนน" not in page.content.decode()
    assert (page.context["counts"].all, page.context["counts"].on_paper, page.context["counts"].waiting) == (2, 1, 2)
    assert sent(by, "hearing", plan, act="hide", comments=["1"]).status_code == 422
    assert sent(by, "hearing", plan, act="hide", comments=["1"], reason="ไม่สุภาพ").status_code == 302
    assert sent(by, "hearing", plan, act="show", comments=["2"]).status_code == 302
    said = {"topic": "ถนน", "result": "noted", "answer": "รับทราบ"}
    assert sent(by, "hearing", plan, act="answer", comments=["2"], **said, query="?show=all").status_code == 302
    browser = opened(by, "hearing", plan)[0]
    with django_assert_max_num_queries(12):
        counts = browser.get(address("hearing", plan, query="?show=all")).context["counts"]
    assert (counts.shown, counts.hidden, counts.answered) == (1, 1, 1)
    for person, status in ((world.governor, 403), (world.coordinator, 404), (world.stranger, 404)):
        for name in ("hearing", "hearing_notice", "hearing_comment"):
            assert opened(person, name, plan)[1].status_code == status
    assert opened(world.coordinator, "hearing", world.district_plan)[1].status_code == 404
    assert browser_of(by).get(address("hearing", plan) + "?notice=other").status_code == 404


def test_what_was_said_downloads_as_it_is_filtered_and_only_for_the_desk(world, notice, django_assert_max_num_queries):
    for key, text in (("a", "=1+1"), ("b", "ขอถนน"), ("c", "ขอน้ำ")):
        say(notice, text, key)
    show(world, [2], shown=False, reason="ไม่สุภาพ")
    show(world, [3])
    answer(world, [3], topic="น้ำ")
    by, plan = world.provincial_officer, world.provincial_plan

    def listed(query):
        found = table_of(downloaded(by, plan, "comments", query))
        return [(row["text"], row["showing"], row["hidden_because"], row["topic"], row["result"]) for row in found]

    waits = ("=1+1", "รอตรวจข้อความ", None, None, None)
    hidden = ("ขอถนน", "ไม่แสดง", "ไม่สุภาพ", None, None)
    shown = ("ขอน้ำ", "แสดงแล้ว", None, "น้ำ", "นำไปปรับร่างแผน")
    assert listed("?show=all") == [waits, hidden, shown]
    assert (listed(""), listed("?show=hidden"), listed("?show=unanswered")) == ([waits], [hidden], [waits, hidden])
    browser = browser_of(by)
    browser.get("/")
    with django_assert_max_num_queries(12):
        file = browser.get(reverse("desk_sheet", args=[plan.reference, "comments"]), {"notice": notice.code})
    assert len(table_of(file.content)) == 1
    for person, status in ((world.governor, 403), (world.coordinator, 404), (world.stranger, 404)):
        assert browser_of(person).get(reverse("desk_sheet", args=[plan.reference, "comments"])).status_code == status
    district = world.district_plan.reference
    assert browser_of(world.coordinator).get(reverse("desk_sheet", args=[district, "comments"])).status_code == 404
    assert browser_of(by).get(reverse("desk_sheet_upload", args=[plan.reference, "comments"])).status_code == 404
