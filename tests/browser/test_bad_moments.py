"""What goes wrong on a slow network and a shared desk: double clicks, the back button, two tabs, an ended session."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders

from approvals.verbs.gathering import gather_plans
from documents.models import Document
from proposals.models import PlanState, Proposal
from tests.browser.hands import Hands

KILOBYTE = 1024
MOST_FOR_A_FORM, MOST_FOR_A_TABLE = 100 * KILOBYTE, 120 * KILOBYTE
PASSWORD = "ข้าวเหนียวมะม่วง 2572"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])


def writing(visit, world, **options):
    """The hands of a leader who has typed a whole proposal, and not yet sent it."""
    hands = Hands(visit(world.leader, **options))
    hands.to_plan(world.plan.owner.name).follow("เขียนโครงการ")
    return type_in(hands)


def type_in(hands):
    hands.write({"ชื่อโครงการ": "ขุดลอกห้วยบุ่ง", "สถานที่": "ห้วยบุ่ง"}).tick(re.compile("^ทำเอง"))
    row = hands.group("งบประมาณรายการที่ 1").write({"จำนวนเงิน": "5,000"})
    row.choose("ปีงบประมาณ พ.ศ.", "2572").choose("แหล่งงบประมาณ", "งบจังหวัด")
    return hands


def written(world):
    return Proposal.objects.filter(plan=world.plan).count()


@BOTH
def test_a_double_click_writes_one_proposal(committed_world, visit, javascript):
    hands = writing(visit, committed_world, javascript=javascript)
    hands.page.get_by_role("button", name="บันทึกโครงการ").dblclick()
    hands.page.get_by_role("heading", name=re.compile("^ขุดลอกห้วยบุ่ง")).wait_for()
    assert written(committed_world) == 1


@BOTH
def test_the_back_button_and_sending_again_writes_nothing_twice_and_says_so(committed_world, visit, javascript):
    hands = writing(visit, committed_world, javascript=javascript)
    form, kept = hands.page.url, hands.page.content()
    hands.press("บันทึกโครงการ")
    there = hands.page.url
    # People's browsers show the page that they kept, with what was typed; Playwright's keeps none: it is handed over.
    hands.page.route(
        form, lambda route: route.fulfill(body=kept) if route.request.method == "GET" else route.continue_()
    )
    hands.page.go_back()
    type_in(hands)
    hands.press("บันทึกโครงการ").reads("แบบฟอร์มนี้ส่งไปแล้ว จึงไม่ได้ทำซ้ำ")
    assert hands.page.url == there
    assert written(committed_world) == 1


@BOTH
def test_what_moved_on_is_not_sent_again_by_a_page_from_before(committed_world, visit, javascript):
    plan = committed_world.adopted(committed_world.plan)
    hands = Hands(visit(committed_world.leader, javascript=javascript))
    hands.to_plan(plan.owner.name).follow("เสนอแผน").press("เสนอแผน")
    hands.page.go_back()
    hands.press("เสนอแผน").reads("ดำเนินการไปก่อนแล้ว")
    assert committed_world.fresh(plan).state == PlanState.SUBMITTED
    assert Document.objects.filter(plan=plan, kind="T10").count() == 1


def test_of_two_who_decide_the_same_plan_the_second_is_told_who_was_faster(committed_world, visit):
    plan = committed_world.ready_to_decide(committed_world.plan)
    first, second = (Hands(visit(who)) for who in (committed_world.coordinator, committed_world.chief))
    for hands in (first, second):
        hands.to_plan(plan.owner.name)
    second.follow("ขอให้ปรับปรุง").group("ข้อที่ 1").write({"ขอให้ปรับปรุงอย่างไร": "ขอพิกัด"})
    first.follow("รับแผน").press("รับแผน")
    with second.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        second.press("ขอให้ปรับปรุง")
    assert answer.value.status == 409
    second.reads(str(committed_world.coordinator.user), "ดำเนินการไปก่อนแล้ว")
    assert second.visitor.faults() == []
    assert committed_world.fresh(plan).state == PlanState.ACCEPTED


@BOTH
def test_what_was_typed_is_still_there_after_signing_in_again(committed_world, visit, javascript):
    user = committed_world.leader.user
    user.set_password(PASSWORD)
    user.save()
    hands = writing(visit, committed_world, javascript=javascript)
    hands.visitor.context.clear_cookies(name="sessionid")
    hands.press("บันทึกโครงการ")
    assert written(committed_world) == 0
    hands.write({"ชื่อผู้ใช้หรือหมายเลขโทรศัพท์": user.phone, "รหัสผ่าน": PASSWORD}).press("เข้าสู่ระบบ")
    assert hands.field("ชื่อโครงการ").input_value() == "ขุดลอกห้วยบุ่ง"
    assert hands.group("งบประมาณรายการที่ 1").field("จำนวนเงิน").input_value() == "5,000"
    hands.press("บันทึกโครงการ").reads("ขุดลอกห้วยบุ่ง")
    assert written(committed_world) == 1


def weight_of(window, path):
    """How many bytes an empty phone fetches for a page.

    Pages count as they came, compressed by the site itself. The server of the tests hands out style sheets, scripts and
    fonts as they lie, production their brotli copies beside them (`pages.storage`): so what the browser asked for is
    compressed here as collectstatic does it, and fonts, which are compressed already, count as they are.
    """
    answers = []
    window.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright marks it
    window.go(path)
    window.page.wait_for_load_state("networkidle")
    return {urlsplit(answer.url).path: _weight(answer) for answer in answers}


def _weight(answer):
    path = urlsplit(answer.url).path
    if not path.startswith("/static/"):
        return answer.request.sizes()["responseBodySize"]
    found = finders.find(path.removeprefix("/static/"))
    assert found, path
    content = Path(found).read_bytes()
    return len(content) if path.endswith(".woff2") else len(brotli.compress(content))


def test_a_form_comes_in_a_hundred_kilobytes(committed_world, visit):
    reference = committed_world.plan.reference
    for path in ("draft", "meeting"):
        weights = weight_of(visit(committed_world.leader), f"/plans/{reference}/{path}/")
        assert sum(weights.values()) <= MOST_FOR_A_FORM, weights


def test_a_worksheet_of_fifty_lines_comes_in_a_hundred_and_twenty_kilobytes(committed_world, visit):
    world, sheet = committed_world, committed_world.district_plan
    world.draft(world.plan, 101)
    world.accepted(world.plan)
    gather_plans(plan=sheet, reason="ครบกำหนดแล้ว", by=world.coordinator)
    window = visit(world.coordinator)
    weights = weight_of(window, f"/plans/{sheet.reference}/worksheet/")
    assert window.page.get_by_role("checkbox").count() == 50
    assert sum(weights.values()) <= MOST_FOR_A_TABLE, weights
