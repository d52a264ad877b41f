"""The country's page: announced plans alone, added up by province and all together, and the way down to each."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from portal.country import Country
from proposals.models import Cycle, Fate, PlanLine, Summary
from tests.visitors import browser_of


@pytest.fixture
def browser():
    return Client()


def another_province_with(world, lines):
    """Sums of a province that has not announced, put down by hand beside the others."""
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    cycle.pk, cycle.province_id = None, "83"
    cycle.save()
    Summary.objects.create(
        cycle=cycle, province_code="83", level="province", split="class", value="self", fate="carried",
        lines=lines, asked=Decimal(5_000), proposed=Decimal(5_000),
    )  # fmt: skip


def text(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_before_a_province_has_announced_nothing_of_it_is_in_the_country_s_figures(world, browser):
    world.resolved_province()
    assert (Country().rows, Country().year) == ([], None)
    said = text(browser.get(reverse("country")))
    assert "ยังไม่มีจังหวัดที่ประกาศใช้แผน" in said
    assert world.province.name_th not in said


def test_an_announced_plan_is_counted_as_its_lines_and_fates_say(world, browser):
    plan = world.endorsed()
    (row,) = Country().rows
    lines = PlanLine.objects.filter(version=plan.current_version)
    carried = Fate.objects.filter(line__plan=plan, kind="carried", revised_by=None)
    assert (row.code, row.name) == (world.province.code, world.province.full_name)
    assert (row.asked.lines, row.asked.asked) == (lines.count(), lines.aggregate(all=Sum("asked"))["all"])
    assert (row.in_plan.lines, row.in_plan.asked) == (carried.count(), carried.aggregate(all=Sum("asked"))["all"])
    assert Country().total.asked == row.asked
    page = browser.get(reverse("country"))
    assert reverse("province", args=[world.province.code, world.cycle.target_year]) in page.content.decode()
    assert f"{row.asked.lines} โครงการ" in text(page)


def test_what_subdistricts_still_write_and_what_other_provinces_do_is_in_no_sum(world):
    world.endorsed()
    before = Country().total
    another_province_with(world, 1)
    world.draft(world.far_plan)
    assert Country().total == before


def test_a_year_in_which_nobody_announced_is_not_there(world, browser):
    world.endorsed()
    year = world.cycle.target_year
    for name in ("country", "country_xlsx"):
        assert browser.get(reverse(name), {"year": year}).status_code == 200
        for other in (year + 1, "x"):
            assert browser.get(reverse(name), {"year": other}).status_code == 404


def test_the_workbook_says_what_the_page_says(world, browser):
    world.endorsed()
    content = browser.get(reverse("country_xlsx")).content
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    own, total = [[cell.value for cell in row] for row in sheet.rows][1:]
    assert own[:2] == [world.province.code, world.province.full_name]
    assert own[2] == str(Country().rows[0].asked.lines)
    assert total[1:] == ["รวม", *own[2:]]


def test_the_page_asks_twice_whatever_the_number_of_provinces(world, browser, django_assert_num_queries):
    world.endorsed()
    with django_assert_num_queries(2):
        browser.get(reverse("country"))


def test_a_province_s_desk_is_led_to_the_country_and_so_is_everybody(world, browser):
    world.endorsed()
    desk = browser_of(world.provincial_officer).get(reverse("figures"))
    for page in (browser.get("/"), desk):
        assert f'href="{reverse("country")}"' in page.content.decode()
