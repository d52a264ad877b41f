"""The pages after the governor, by hand: sent on, money recorded in bulk and line by line, proclaimed."""

import pytest

from approvals.afterwards import rows_of
from approvals.models import FundingOutcome, Stage
from tests.approvals.visits import address, mistakes_of, opened, sent, words_of
from workflow import jobs

pytestmark = pytest.mark.django_db
DECIDED = {
    "decided_by": "ก.น.บ.",
    "decided_on_day": "1",
    "decided_on_month": "1",
    "decided_on_year": "2569",
    "letter": "",
}


@pytest.fixture
def plan(world):
    found = world.answered()
    jobs.drain()
    return found


def test_the_officer_sends_the_plan_on_with_one_button(world, plan):
    page = opened(world.provincial_officer, "forward", plan)[1]
    assert "เลขาธิการสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ" in page.content.decode()
    assert "(N01) รอลงนาม" in words_of(page)
    assert sent(world.provincial_officer, "forward", plan, recipient="สศช.").status_code == 302
    assert Stage.objects.get().recipient == "สศช."
    shown = words_of(opened(world.provincial_officer, "forward", plan)[0].get(f"/plans/{plan.reference}/"))
    assert "ส่งแผนต่อถึง สศช." in shown
    assert "รอผล 6 โครงการ" in shown


def test_some_lines_are_answered_one_by_one_and_the_rest_at_once(world, plan):
    first, second, *rest = rows_of(plan)
    one_by_one = {
        f"result_{first.line_id}": "partly",
        f"amount_{first.line_id}": "1,000.50",
        f"reason_{first.line_id}": "ตามวงเงินที่มี",
        f"result_{second.line_id}": "not_funded",
        f"reason_{second.line_id}": "ไม่พร้อม",
    }
    assert sent(world.provincial_officer, "funding", plan, **DECIDED, **one_by_one, rest="").status_code == 302
    assert list(FundingOutcome.objects.values_list("line_id", "result", "letter")) == [
        (first.line_id, "partly", ""),
        (second.line_id, "not_funded", ""),
    ]
    assert sent(world.provincial_officer, "funding", plan, **DECIDED, rest="funded").status_code == 302
    assert FundingOutcome.objects.filter(result="funded").count() == len(rest)
    assert FundingOutcome.objects.count() == 6


def test_a_mistake_in_a_row_is_named_there_and_nothing_is_recorded(world, plan):
    first = rows_of(plan)[0]
    wrong = {f"result_{first.line_id}": "partly", f"amount_{first.line_id}": "999999999", f"reason_{first.line_id}": ""}
    page = sent(world.provincial_officer, "funding", plan, **DECIDED, **wrong, rest="")
    assert page.status_code == 422
    assert len(mistakes_of(page)) == 2
    assert f'href="#id_reason_{first.line_id}"' in page.content.decode()
    assert "999999999" in page.content.decode()
    assert not FundingOutcome.objects.exists()


def test_nothing_chosen_is_said_and_a_line_that_is_not_on_the_page_is_not_dropped_silently(world, plan):
    page = sent(world.provincial_officer, "funding", plan, **DECIDED, rest="")
    assert (page.status_code, mistakes_of(page)) == (422, ["โครงการ: ต้องบันทึกผลอย่างน้อยหนึ่งรายการ"])
    page = sent(world.provincial_officer, "funding", plan, **DECIDED, rest="", result_999999="funded")
    assert mistakes_of(page) == ["รายการในหน้านี้เปลี่ยนไปแล้ว กรุณาเปิดหน้านี้ใหม่"]


def test_the_plan_is_proclaimed_by_hand_once_all_have_answered(world, plan):
    day = {"proclaimed_on_day": "1", "proclaimed_on_month": "1", "proclaimed_on_year": "2569"}
    early = sent(world.provincial_officer, "proclaim", plan, **day)
    assert early.status_code == 422
    assert "ยังมี 6 โครงการที่แหล่งงบประมาณยังไม่แจ้งผล" in words_of(early)
    sent(world.provincial_officer, "funding", plan, **DECIDED, rest="funded")
    assert sent(world.provincial_officer, "proclaim", plan, **day).status_code == 302
    assert Stage.objects.get(plan=plan).day.isoformat() == "2026-01-01"
    browser, page = opened(world.provincial_officer, "proclaim", plan)
    assert browser.get(address("proclaim", plan)).status_code == page.status_code == 200
    shown = words_of(browser.get(f"/plans/{plan.reference}/"))
    assert "ประกาศใช้แผนตั้งแต่ 1 มกราคม 2569" in shown
    assert "ได้รับ 6 จาก 6 โครงการ" in shown
    assert "บันทึกผลการจัดสรรงบประมาณ" not in shown.partition("งบประมาณของแผน")[0]


def test_others_are_turned_away(world, plan):
    for name in ("forward", "funding", "proclaim"):
        assert opened(world.governor, name, plan)[1].status_code == 403
        assert opened(world.leader, name, plan)[1].status_code == 404


def test_the_funding_page_asks_no_more_for_more_lines(world, plan, django_assert_max_num_queries):
    browser = opened(world.provincial_officer, "funding", plan)[0]
    with django_assert_max_num_queries(12):
        browser.get(address("funding", plan))
    with django_assert_max_num_queries(12):
        browser.get(f"/plans/{plan.reference}/")
