"""The pages of ballots: prepared and opened, votes entered, the outcome under every rule, and the paper on a phone."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents import storage
from proposals import contents
from proposals.ballot_results import groups_of
from proposals.models import Ballot, BallotState
from proposals.verbs.ballot_votes import issue_slips
from proposals.verbs.ordering import order_lines
from tests.approvals.visits import form_of, mistakes_of, words_of
from tests.cast import PNG, version_of
from tests.proposals.test_ballots import cast, closed, opened, prepared
from tests.visitors import browser_of
from workflow import jobs

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def at(name, ballot):
    return reverse(name, args=[ballot.plan.reference, ballot.pk])


def sent(by, address, **fields):
    browser = browser_of(by)
    page = browser.get(address)
    assert page.status_code == 200, words_of(page)
    return browser.post(address, {**form_of(page), **fields})


ASKED = {
    "title": "จัดลำดับ",
    "method": "ranking",
    "rule": "borda",
    "budget": "๕,๐๐๐",
    "budget_from": "หนังสือ อบต.",
    "voters": "10",
    "lines": ["1", "2", "3"],
}


def counted(world, **changes):
    ballot = opened(world, **changes)
    cast(world, ballot, *["4 1"] * 6, *["3 2"] * 4)
    return closed(world, ballot)


# --- Prepared and opened ---------------------------------------------------------------------------------------------


def test_a_secretary_prepares_changes_opens_and_closes_a_ballot_from_the_pages(world):
    world.draft(world.plan)
    answer = sent(world.secretary, reverse("plan_ballot", args=[world.plan.reference]), **ASKED)
    ballot = Ballot.objects.get()
    assert answer["location"] == at("ballot", ballot)
    assert (ballot.method, ballot.rule, ballot.budget, ballot.options.count()) == ("ranking", "borda", 5000, 3)
    sent(world.secretary, at("plan_change_ballot", ballot), **{**ASKED, "rule": "count", "lines": ["2", "3"]})
    sent(world.secretary, at("plan_open_ballot", ballot))
    sent(world.secretary, at("plan_cast_votes", ballot), source="on_site", lines="1 2\r\n๒\r\n-")
    answer = sent(world.secretary, at("plan_close_ballot", ballot))
    assert answer["location"] == at("ballot", ballot)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.rule, ballot.counts) == (BallotState.CLOSED, "count", {"1": [1, 2], "2": [2, 2]})


def test_the_form_starts_from_the_projects_that_others_are_asked_for(world):
    world.draft(world.plan)
    page = browser_of(world.secretary).get(reverse("plan_ballot", args=[world.plan.reference]))
    assert page.context["form"]["lines"].value() == [2, 3]
    assert "กลุ่มเล็กจึงไม่ถูกกลบ" in words_of(page)


def test_a_rule_that_does_not_fit_is_told_at_its_field(world):
    world.draft(world.plan)
    page = sent(world.secretary, reverse("plan_ballot", args=[world.plan.reference]), **{**ASKED, "method": "hands"})
    assert page.status_code == 422
    assert mistakes_of(page) == ["กติกานับผล: กติกานี้ใช้กับวิธีลงคะแนนที่เลือกไม่ได้"]
    assert not Ballot.objects.exists()


def test_villages_are_grouped_beside_the_ballot_and_shown_before_anybody_votes(world):
    world.draft(world.plan)
    one, two, three = world.plan.area.villages.order_by("number")[:3]
    named = {f"group_{one.pk}": "โซนเหนือ", f"group_{two.pk}": "โซนเหนือ"}
    answer = sent(world.secretary, reverse("plan_ballot", args=[world.plan.reference]), **ASKED, **named)
    ballot = Ballot.objects.get()
    assert f"กลุ่มหมู่บ้าน โซนเหนือ: {one}, {two}" in words_of(browser_of(world.leader).get(answer["location"]))
    page = sent(world.secretary, at("plan_change_ballot", ballot), **ASKED, **{f"group_{three.pk}": "ก" * 61})
    assert page.status_code == 422
    assert mistakes_of(page)[0].startswith(str(three))
    sent(
        world.secretary,
        at("plan_change_ballot", ballot),
        **ASKED,
        **{f"group_{one.pk}": "โซนเหนือ", f"group_{three.pk}": "โซนใต้"},
    )
    assert groups_of(ballot) == {"โซนเหนือ": (str(one),), "โซนใต้": (str(three),)}


def test_the_coordinator_records_a_ballot_from_signed_paper_and_neighbours_find_none(world):
    ballot = prepared(world)
    paper = {
        "behalf_body": str(world.bodies["council"].pk),
        "behalf_signed_by": "นางสมศรี",
        "behalf_dated_day": "1",
        "behalf_dated_month": "11",
        "behalf_dated_year": "2569",
        "behalf_scan": SimpleUploadedFile("มติ.png", PNG, "image/png"),
    }
    assert sent(world.coordinator, at("plan_open_ballot", ballot), **paper).status_code == 302
    assert Ballot.objects.get().state == BallotState.OPEN
    for who in (world.other_leader, world.other_coordinator, world.agency, world.stranger):
        for name in ("ballot", "plan_cast_votes", "ballot_file"):
            assert browser_of(who).get(at(name, ballot)).status_code == 404
    assert browser_of(world.lao_planner).get(at("plan_cast_votes", ballot)).status_code == 403


def test_whoever_is_slower_is_told_and_opens_nothing_twice(world):
    ballot = prepared(world)
    browser = browser_of(world.secretary)
    page = browser.get(at("plan_open_ballot", ballot))
    sent(world.leader, at("plan_open_ballot", ballot))
    assert browser.post(at("plan_open_ballot", ballot), form_of(page)).status_code == 409
    answer = browser.get(at("plan_change_ballot", ballot))
    assert browser.post(at("plan_change_ballot", ballot), {**form_of(answer), **ASKED}).status_code == 409


# --- Votes -----------------------------------------------------------------------------------------------------------


def test_wrong_lines_are_named_on_the_page_with_everything_typed_still_there(world):
    ballot = opened(world)
    page = sent(world.secretary, at("plan_cast_votes", ballot), source="paper", lines="1 2\n1 9\nx")
    assert page.status_code == 422
    assert [mistake.split(": ", 1)[-1] for mistake in mistakes_of(page)] == [
        "บรรทัดที่ 2 ไม่มีโครงการหมายเลข 9 ในบัตรนี้",
        "บรรทัดที่ 3 ต้องเป็นหมายเลขโครงการ คั่นด้วยช่องว่าง เช่น 1 3 7 หรือ - สำหรับบัตรที่ไม่เลือกเลย",
    ]
    assert "1 9" in page.content.decode()


def test_the_same_lines_sent_again_within_minutes_are_entered_once(world):
    ballot = opened(world)
    for _time in range(2):
        sent(world.secretary, at("plan_cast_votes", ballot), source="paper", lines="1 2")
    assert ballot.votes.count() == 1
    sent(world.secretary, at("plan_clear_votes", ballot), source="paper")
    assert ballot.votes.count() == 0


def test_hands_are_entered_project_by_project(world):
    ballot = opened(world, method="hands", rule="count")
    page = sent(world.secretary, at("plan_enter_counts", ballot), o1="3", o2="11", o3="", o4="8")
    assert len(mistakes_of(page)) == 2
    sent(world.secretary, at("plan_enter_counts", ballot), o1="3", o2="0", o3="๙", o4="8")
    assert "20 มือ" in words_of(browser_of(world.secretary).get(at("ballot", ballot)))


def test_a_void_ballot_shows_its_reason(world):
    ballot = opened(world)
    sent(world.secretary, at("plan_annul_ballot", ballot), reason="พิมพ์ <b>ผิด</b>")
    page = browser_of(world.leader).get(at("ballot", ballot)).content.decode()
    assert "ยกเลิกแล้ว: พิมพ์ &lt;b&gt;ผิด&lt;/b&gt;" in page


def test_an_unopened_ballot_is_deleted(world):
    ballot = prepared(world)
    sent(world.secretary, at("plan_discard_ballot", ballot))
    assert browser_of(world.secretary).get(at("ballot", ballot)).status_code == 404


# --- The outcome -----------------------------------------------------------------------------------------------------


def test_the_outcome_stands_beside_what_other_rules_would_choose(world):
    ballot = counted(world)
    words = words_of(browser_of(world.leader).get(at("ballot", ballot)))
    assert "แบ่งสิทธิเท่ากัน (Equal Shares) กติกาที่กำหนดไว้ก่อน" in words
    assert "โครงการที่ 2 2,000 4 ✓ เลือก (ลำดับที่ 2) – ไม่ได้เลือก – ไม่ได้เลือก" in words
    assert "เลือก 2 โครงการ ใช้ 3,000 จากวงเงิน 5,000 บาท เหลือ 2,000 บาท" in words
    assert "ทั้งตำบลหรือหลายหมู่บ้าน 2 โครงการ 3,000 บาท (ร้อยละ 100.0) 2 โครงการ 5,000 บาท (ร้อยละ 100.0)" in words


def test_the_file_and_the_workbook_are_handed_out_as_they_were_counted(world):
    ballot = counted(world)
    browser = browser_of(world.lao_planner)
    file = browser.get(at("ballot_file", ballot))
    assert file.content == storage.read(ballot.file)
    assert file["Content-Disposition"] == f'attachment; filename="{world.plan.reference}-{ballot.pk}.pb"'
    book = openpyxl.load_workbook(io.BytesIO(browser.get(at("ballot_table", ballot)).content))
    rows = list(book["ผลการลงคะแนน"].values)
    assert rows[0][5] == "แบ่งสิทธิเท่ากัน (Equal Shares) (กติกาที่กำหนดไว้ก่อน)"
    assert rows[2] == ("2", "โครงการที่ 2", "", "2,000", "4", "เลือกเป็นลำดับที่ 2", "ไม่ได้เลือก", "ไม่ได้เลือก")
    assert list(book["แต่ละกลุ่มหมู่บ้านได้รับ"].values)[1][:4] == ("ทั้งตำบลหรือหลายหมู่บ้าน", "2", "3,000", "100.0")


def test_no_cell_and_no_field_of_an_export_begins_a_formula(world):
    from proposals.verbs.drafting import draft_proposals

    evil = [world.words(1, title="=1+1"), world.words(2, title="@SUM(A1)")]
    draft_proposals(plan=world.plan, drafts=evil, by=world.secretary)
    ballot = opened(world, lines=[1, 2], title="+cmd")
    cast(world, ballot, "1 2")
    closed(world, ballot)
    file = browser_of(world.leader).get(at("ballot_file", ballot)).content.decode()
    assert not re.search(r"(^|;)[=+@-]", file, re.MULTILINE)
    book = openpyxl.load_workbook(io.BytesIO(browser_of(world.leader).get(at("ballot_table", ballot)).content))
    assert {cell.data_type for sheet in book.worksheets for row in sheet for cell in row} <= {"s", "n"}


def test_an_uncounted_ballot_has_no_file_and_says_how_far_the_counting_is(world, monkeypatch):
    from proposals.verbs import ballot_counting

    monkeypatch.setattr(ballot_counting, "COUNTED_AT_ONCE", 1)
    ballot = counted(world)
    browser = browser_of(world.leader)
    page = browser.get(at("ballot", ballot))
    assert "กำลังนับผลตามทุกกติกา" in words_of(page)
    assert '<progress id="counting" max="100" value="0">' in page.content.decode()
    for name in ("ballot_file", "ballot_table", "ballot_compare", "plan_order_by_ballot"):
        assert browser.get(at(name, ballot)).status_code == 404


def part_of(browser, ballot, shown):
    return browser.get(f"{at('ballot', ballot)}?shown={shown}", headers={"HX-Request": "true"})


def test_while_votes_come_in_the_page_asks_for_its_counts_again_and_for_all_of_itself_afterwards(world, monkeypatch):
    from proposals.verbs import ballot_counting

    monkeypatch.setattr(ballot_counting, "COUNTED_AT_ONCE", 1)
    ballot, (slip, _other) = slip_for(world)
    browser = browser_of(world.secretary)
    page = browser.get(at("ballot", ballot)).content.decode()
    assert f'hx-get="{at("ballot", ballot)}?shown=open" hx-trigger="every 5s"' in page
    assert "htmx.min.js" in page
    browser_of(None).post(paper(ballot), {"slip": slip, "o1": "on"})
    part = part_of(browser, ballot, "open")
    assert "โทรศัพท์ 1 ใบ บัตรทางโทรศัพท์ ใช้แล้ว 1 จาก 2 ใบ" in words_of(part)
    assert "<main" not in part.content.decode()
    closed(world, ballot)
    assert part_of(browser, ballot, "open")["HX-Refresh"] == "true"
    assert 'hx-trigger="every 2s"' in part_of(browser, ballot, "closed").content.decode()
    jobs.drain(["count_ballot"])
    assert part_of(browser, ballot, "closed")["HX-Refresh"] == "true"
    assert "hx-get" not in browser.get(at("ballot", ballot)).content.decode().split("<main")[1]


# --- The order of the plan -------------------------------------------------------------------------------------------


def test_the_order_page_offers_an_outcome_shows_the_order_and_takes_it(world):
    world.draft(world.plan, 5)
    ballot = counted(world)
    offered = browser_of(world.secretary).get(reverse("plan_order", args=[world.plan.reference]))
    assert "กติกา แบ่งสิทธิเท่ากัน (Equal Shares) ซึ่งกำหนดไว้ก่อนเปิดลงคะแนน · ปิดลงคะแนนเมื่อ 2 พฤศจิกายน 2569" in words_of(offered)
    assert at("plan_order_by_ballot", ballot) in offered.content.decode()
    page = browser_of(world.secretary).get(at("plan_order_by_ballot", ballot))
    assert [(row.line.number, how) for row, how in page.context["places"]] == [
        *((1, "ได้รับเลือก"), (2, "ได้รับเลือก"), (4, "ไม่ได้รับเลือก"), (3, "ไม่ได้รับเลือก")),
        (5, "ไม่อยู่ในบัตร"),
    ]
    answer = sent(world.secretary, at("plan_order_by_ballot", ballot))
    assert answer["location"] == reverse("plan_lines", args=[world.plan.reference])
    assert [row.line.number for row in contents.lines_of(version_of(world.plan))] == [1, 2, 4, 3, 5]
    assert at("plan_order_by_ballot", ballot) in browser_of(world.leader).get(at("ballot", ballot)).content.decode()


def test_an_order_by_a_ballot_is_not_for_others_and_not_over_a_colleagues(world):
    ballot = counted(world)
    for who, status in ((world.lao_planner, 403), (world.other_leader, 404)):
        assert browser_of(who).get(at("plan_order_by_ballot", ballot)).status_code == status
    elsewhere = reverse("plan_order_by_ballot", args=[world.far_plan.reference, ballot.pk])
    assert browser_of(world.writer_of(world.far_plan)).get(elsewhere).status_code == 404
    browser = browser_of(world.secretary)
    form = form_of(browser.get(at("plan_order_by_ballot", ballot)))
    lines = [line.pk for line in world.lines(world.plan)]
    order_lines(plan=world.plan, lines=lines[::-1], seen=version_of(world.plan), by=world.leader)
    assert browser.post(at("plan_order_by_ballot", ballot), form).status_code == 409


def test_a_file_is_counted_again_on_a_page_that_changes_nothing(world):
    ballot = counted(world)
    content = storage.read(ballot.file)

    def answer(file):
        upload = SimpleUploadedFile("x.pb", file, "text/plain")
        return browser_of(world.leader).post(at("ballot_compare", ballot), {"file": upload})

    assert "✓ นับไฟล์นี้แล้วได้ผลเดียวกับที่บันทึกไว้" in words_of(answer(content))
    other = re.sub(rb"\n(\d+);1,4", rb"\n\1;2,3", content)
    assert "✗ นับไฟล์นี้แล้วได้ผลต่างจากที่บันทึกไว้" in words_of(answer(other))
    page = answer(content.replace(b"META", b"DATA"))
    assert page.status_code == 422
    assert "ต้องมีส่วน META" in mistakes_of(page)[0]


def test_the_pages_ask_few_questions(world, django_assert_max_num_queries):
    ballot = counted(world, meeting=world.meeting(world.plan))
    browser = browser_of(world.secretary)
    plan_pages = [reverse(name, args=[world.plan.reference]) for name in ("plan_ballots", "plan_ballot")]
    plan_pages.append(reverse("plan_order", args=[world.plan.reference]))
    for address in (*plan_pages, *(at(name, ballot) for name in ("ballot", "ballot_compare", "plan_order_by_ballot"))):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(address).status_code == 200
    waiting = opened(world, title="อีกบัตร")
    for name in ("ballot", "plan_cast_votes", "plan_close_ballot", "plan_issue_slips"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(at(name, waiting)).status_code == 200


def test_the_meetings_tab_and_the_plans_page_lead_to_the_ballots(world):
    browser = browser_of(world.secretary)
    tab = browser.get(reverse("plan_meetings", args=[world.plan.reference])).content.decode()
    assert reverse("plan_ballots", args=[world.plan.reference]) in tab
    page = browser.get(reverse("plan", args=[world.plan.reference])).content.decode()
    assert reverse("plan_ballot", args=[world.plan.reference]) in page


# --- On a phone ------------------------------------------------------------------------------------------------------


def slip_for(world, **changes):
    ballot = opened(world, **changes)
    return ballot, issue_slips(ballot=ballot, count=2, by=world.secretary)


def paper(ballot):
    return reverse("vote", args=[ballot.code])


def test_slips_are_shown_once_to_be_printed_and_sending_again_draws_no_others(world):
    ballot = opened(world)
    browser = browser_of(world.secretary)
    page = browser.get(at("plan_issue_slips", ballot))
    data = {**form_of(page), "count": "3"}
    sheet = browser.post(at("plan_issue_slips", ballot), data)
    codes = re.findall(r"slip__code\">([A-Z0-9]{4}-[A-Z0-9]{4})<", sheet.content.decode())
    assert len(set(codes)) == 3
    assert sheet["Cache-Control"] == "no-store"
    assert f"/vote/{ballot.code}/" in words_of(sheet)
    assert browser.post(at("plan_issue_slips", ballot), data).status_code == 302
    assert Ballot.objects.get().slips_issued == 3
    assert codes[0] not in browser.get(at("ballot", ballot)).content.decode()


@pytest.mark.parametrize(
    ("method", "fields", "choices"),
    [
        ("approval", {"o2": "on", "o4": "on"}, "2 4"),
        ("dots", {"o2": "2", "o4": "๑"}, "2 2 4"),
        ("ranking", {"o2": "2", "o4": "1"}, "4 2"),
    ],
)
def test_a_phone_votes_with_a_slip_and_without_an_account(world, method, fields, choices):
    ballot, (slip, _other) = slip_for(world, method=method, rule="count", dots=3 if method == "dots" else None)
    browser = browser_of(None)
    assert browser.get(paper(ballot)).status_code == 200
    answer = browser.post(paper(ballot), {"slip": slip, **fields})
    assert answer["location"] == reverse("vote_done", args=[ballot.code])
    assert [vote.choices for vote in ballot.votes.all()] == [choices]
    assert "sessionid" not in browser.cookies
    done = browser.get(answer["location"])
    assert slip not in done.content.decode()
    again = browser.post(paper(ballot), {"slip": slip, **fields})
    assert again.status_code == 422
    assert mistakes_of(again) == ["รหัสบนบัตรของท่าน: บัตรนี้ลงคะแนนไปแล้ว นับแล้วหนึ่งครั้ง"]
    assert ballot.votes.count() == 1


@pytest.mark.parametrize(
    ("method", "fields", "told"),
    [
        ("approval", {}, "ยังไม่ได้เลือกโครงการ"),
        ("dots", {"o1": "2", "o2": "2"}, "ให้ได้ไม่เกิน 3 คะแนน แต่ให้ไป 4"),
        ("dots", {"o1": "-1"}, "ไม่อยู่ระหว่าง"),
        ("ranking", {"o1": "1", "o2": "1"}, "อันดับ 1 ใช้แล้วกับอีกโครงการ"),
        ("ranking", {"o1": "9"}, "ไม่อยู่ระหว่าง"),
    ],
)
def test_a_wrong_paper_is_told_and_the_slip_stays_good(world, method, fields, told):
    ballot, (slip, _other) = slip_for(world, method=method, rule="count", dots=3 if method == "dots" else None)
    page = browser_of(None).post(paper(ballot), {"slip": slip, **fields})
    assert page.status_code == 422
    assert told in " ".join(mistakes_of(page))
    assert not ballot.votes.exists()
    assert ballot.slips.filter(used=True).count() == 0


def test_the_paper_says_when_voting_has_ended_and_is_not_there_before_it_begins(world):
    waiting = prepared(world)
    ballot, (slip, _other) = slip_for(world)
    assert browser_of(None).get(paper(waiting)).status_code == 404
    assert browser_of(None).get(reverse("vote", args=["NOSUCHES"])).status_code == 404
    cast(world, ballot, "1")
    closed(world, ballot)
    page = browser_of(None).post(paper(ballot), {"slip": slip, "o1": "on"})
    assert "ปิดการลงคะแนนแล้ว" in words_of(page)
    assert ballot.votes.count() == 1


def test_whoever_tries_slips_waits(world, settings):
    settings.SLIP_GUESSES_RATE = "3/m"
    ballot, (slip, _other) = slip_for(world)
    browser = browser_of(None, REMOTE_ADDR="203.0.113.77")
    answers = [browser.post(paper(ballot), {"slip": f"AAAA-AAA{n}", "o1": "on"}).status_code for n in "BCDEF"]
    assert answers == [422, 422, 422, 422, 429]
    assert browser.post(paper(ballot), {"slip": slip, "o1": "on"}).status_code == 429
    assert not ballot.votes.exists()


def test_the_paper_is_listed_and_kept_nowhere_and_its_code_leads_there(world):
    ballot, _slips = slip_for(world)
    page = browser_of(None).get(paper(ballot))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    picture = browser_of(None).get(reverse("vote_qr", args=[ballot.code]))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
