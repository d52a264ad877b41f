"""Drafting together in a real browser: what is like a title appears while it is typed, and stands in nobody's way."""

from proposals.verbs.drafting import draft_proposals
from tests.browser.hands import Hands


def test_what_is_like_a_title_appears_while_it_is_typed_and_the_project_is_saved_all_the_same(committed_world, visit):
    world = committed_world
    draft_proposals(plan=world.plan, drafts=[world.words(2, title="ขุดลอกคลองหนองแวง")], by=world.secretary)
    window = visit(world.secretary)
    window.go(f"/plans/{world.plan.reference}/draft/")
    window.page.locator("#id_title").press_sequentially("ขุดลอกคลองหนองแวงใหญ่")
    window.page.locator("#similar li").wait_for()
    assert "ขุดลอกคลองหนองแวง" in window.page.locator("#similar").inner_text()
    assert window.page.locator("#id_title").input_value() == "ขุดลอกคลองหนองแวงใหญ่"
    assert window.faults() == []
    Hands(window).place.get_by_role("button", name="บันทึกโครงการ").last.click()
    window.page.get_by_text("บันทึกโครงการแล้ว").wait_for()
    assert "ไว้ดูประกอบเท่านั้น" in window.page.locator("main").inner_text()


def test_without_scripts_the_next_page_shows_it(committed_world, visit):
    world = committed_world
    draft_proposals(plan=world.plan, drafts=[world.words(2, title="ขุดลอกคลองหนองแวง")], by=world.secretary)
    window = visit(world.secretary, javascript=False)
    window.go(f"/plans/{world.plan.reference}/draft/")
    window.page.locator("#id_title").fill("ขุดลอกคลองหนองแวงใหญ่")
    Hands(window).place.get_by_role("button", name="บันทึกโครงการ").last.click()
    assert "ไว้ดูประกอบเท่านั้น" in window.page.locator("main").inner_text()
