"""A villager votes on a phone with a slip, with and without JavaScript; the secretary prints the slips and counts.

The ballot's page follows the votes by itself, or by its link where no script runs.
"""

import re

import pytest
from django.urls import reverse

from proposals.models import Ballot
from tests.browser.ballots import ballots_on
from tests.browser.site import PHONE


def looked_over(window, javascript):
    """How much too wide the page is, and what axe, itself a script, says of it."""
    return (window.overflow(), window.faults()) if javascript else (0, [])


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_slips_are_printed_a_phone_votes_once_and_the_outcome_is_counted(committed_world, visit, javascript):
    world = committed_world
    ballot = ballots_on(world, world.plan)["open"]
    at = [world.plan.reference, ballot.pk]

    desk = visit(world.secretary, javascript=javascript)
    desk.go(reverse("plan_issue_slips", args=at))
    desk.page.get_by_label("จำนวนบัตร").fill("2")
    desk.page.locator("main form").get_by_role("button", name="ออกบัตรลงคะแนนทางโทรศัพท์").last.click()
    desk.page.locator(".prasan-slip").first.wait_for()
    slips = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", desk.page.locator("main").inner_text())
    assert len(slips) == 2
    assert looked_over(desk, javascript) == (0, [])
    desk.go(reverse("ballot", args=at))

    phone = visit(None, size=PHONE, javascript=javascript)
    for expected in ("รับคะแนนแล้ว", "บัตรนี้ลงคะแนนไปแล้ว"):
        phone.go(reverse("vote", args=[ballot.code]))
        phone.page.get_by_label("รหัสบนบัตรของท่าน").fill(slips[0].lower())
        phone.page.get_by_label("โครงการที่ 3").fill("1")
        phone.page.get_by_role("button", name="ส่งคะแนน").click()
        phone.page.get_by_text(expected).first.wait_for()
        assert looked_over(phone, javascript) == (0, [])

    if not javascript:
        desk.page.get_by_role("link", name="ดูอีกครั้ง").click()
    desk.page.get_by_text("ใช้แล้ว 1 จาก 6 ใบ").wait_for()  # with scripts without a hand on this page
    assert looked_over(desk, javascript) == (0, [])
    waiting = desk.context.new_page()
    waiting.goto(desk.site + reverse("ballot", args=at))
    desk.go(reverse("plan_close_ballot", args=at))
    desk.page.locator("main form").get_by_role("button", name="ปิดลงคะแนนและนับผล").last.click()
    desk.page.get_by_text("แต่ละกติกาจะเลือกอะไร").first.wait_for()
    if not javascript:
        waiting.get_by_role("link", name="ดูอีกครั้ง").click()
    waiting.get_by_text("แต่ละกติกาจะเลือกอะไร").first.wait_for()
    assert looked_over(desk, javascript) == (0, [])
    assert Ballot.objects.get(pk=ballot.pk).votes.count() == 1
