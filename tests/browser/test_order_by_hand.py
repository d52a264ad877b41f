"""The council's order in a real browser: by the buttons, by the arrow keys, by dragging, and without JavaScript."""

import pytest
from django.urls import reverse

from proposals import contents
from tests.browser.site import DESK, PHONE
from tests.cast import version_of


@pytest.fixture
def ordering(committed_world, visit):
    """Answer a function that opens the page of the order for the leader."""
    world = committed_world
    world.draft(world.plan, 4)

    def opened(**options):
        window = visit(world.leader, **options)
        window.go(reverse("plan_order", args=[world.plan.reference]))
        return window.page

    return opened


def titles(page):
    return [text[-1] for text in page.locator(".prasan-order__what strong").all_inner_texts()]


def saved(page, world):
    page.get_by_role("button", name="บันทึกลำดับ").last.click()
    page.wait_for_url("**/lines/")
    return "".join(str(row.line.number) for row in contents.lines_of(version_of(world.fresh(world.plan))))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_row_is_moved_by_its_buttons(committed_world, ordering, javascript):
    page = ordering(size=PHONE, javascript=javascript)
    page.get_by_role("button", name="เลื่อนขึ้น โครงการที่ 3").click()  # 1 3 2 4
    page.get_by_role("button", name="เลื่อนลง โครงการที่ 1").click()
    assert saved(page, committed_world) == "3124"


def test_a_row_is_moved_by_the_arrow_keys(committed_world, ordering):
    page = ordering(size=DESK)
    page.get_by_role("button", name="เลื่อนขึ้น โครงการที่ 4").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert titles(page) == ["1", "4", "2", "3"]
    assert saved(page, committed_world) == "1423"


def test_a_row_is_dragged_to_its_place(committed_world, ordering):
    page = ordering(size=DESK)
    page.locator(".prasan-order__what").nth(3).hover()
    page.mouse.down()
    box = page.locator(".prasan-order__row").nth(0).bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 5, steps=8)
    page.mouse.up()
    assert titles(page) == ["4", "1", "2", "3"]
    assert saved(page, committed_world) == "4123"


def test_a_typed_number_moves_its_row_at_once(committed_world, ordering):
    page = ordering(size=DESK)
    page.locator(".prasan-order input").nth(0).fill("3")
    page.locator(".prasan-order input").nth(0).blur()
    assert titles(page) == ["2", "3", "1", "4"]
    assert saved(page, committed_world) == "2314"
