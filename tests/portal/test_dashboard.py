"""The page of figures: each office its own area and no more, every figure with the lines behind it, and workbooks."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from portal.dashboard import dashboard_of
from portal.dashboard_lines import Chosen, lines_behind, page_of
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import withdraw_lines
from tests.visitors import browser_of
from tracking.models import Commitment
from workflow import jobs

NAMES = ("figures", "figures_xlsx", "figures_lines", "figures_lines_xlsx")


def drawn(world, plan, *strategies):
    drafts = [world.words(number, strategy=name) for number, name in enumerate(strategies, 1)]
    return draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))


def page(by, name="figures", query=""):
    return browser_of(by).get(reverse(name) + query)


def text(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def sheets(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book.worksheets}


def test_the_sums_of_a_province_by_district_class_strategy_and_what_became_of_them(world):
    drawn(world, world.plan, "คมนาคม", "น้ำ", "น้ำ")
    drawn(world, world.far_plan, "น้ำ")
    board = dashboard_of(world.provincial_officer)
    assert [(row.label, row.total.lines, int(row.total.asked)) for row in board.by_place] == [
        (world.plan.area.parent.full_name, 3, 6000),
        (world.far_plan.area.parent.full_name, 1, 1000),
    ]
    assert [(row.label, row.total.lines) for row in board.by_strategy] == [("คมนาคม", 1), ("น้ำ", 3)]
    assert [(row.label, row.total.lines) for row in board.by_class] == [("ทำเอง", 2), ("ทำร่วม", 2)]
    assert [(code, tally.lines, share) for code, _words, tally, share in board.by_fate] == [("open", 4, 100)]
    assert board.stages[0][2] == [("written", 5), ("handed_up", 0), ("taken", 0), ("withdrawn", 0)]
    assert board.granted == (0, Decimal(0))


def test_after_a_district_has_closed_its_figures_say_what_was_carried_and_what_was_taken_back(world):
    world.accepted(world.plan)
    line = world.lines(world.plan)[2]
    withdraw_lines(plan=world.fresh(world.plan), line_ids=[line.pk], by=world.leader, reason="ทำแล้ว")
    world.resolved_district()
    board = dashboard_of(world.coordinator)
    (row,) = [row for row in board.by_place if row.label == world.plan.area.full_name]
    assert {code: count for code, count in row.cells if count} == {"carried": 1, "kept": 1, "withdrawn": 1}
    assert board.total.decided == 100
    assert (board.lives_on.lines, board.lives_on.asked) == (5, Decimal(12_000))
    assert board.granted is None


def test_a_district_reads_its_own_figures_alone_and_its_province_reads_each_district(world):
    drawn(world, world.plan, "คมนาคม")
    drawn(world, world.far_plan, "น้ำ", "น้ำ")
    own, other = (dashboard_of(by) for by in (world.coordinator, world.other_coordinator))
    assert (own.total.total.lines, other.total.total.lines) == (1, 2)
    assert dashboard_of(world.governor).total.total.lines == 3
    assert dashboard_of(world.governor, area=world.far_plan.district_code).total.total.lines == 2
    said = text(page(world.coordinator, query="?by=strategy"))
    assert "คมนาคม" in said
    assert "น้ำ" not in said
    assert world.far_plan.area.full_name not in said


def test_who_oversees_no_area_and_who_asks_for_anothers_finds_nothing_and_cannot_tell_why(world):
    drawn(world, world.plan, "คมนาคม")
    far, province = world.far_plan.district_code, world.province.code
    nowhere = browser_of(world.leader).get("/nowhere/").status_code
    for name in NAMES:
        for who in (world.leader, world.lao_planner, world.kbt_secretary, world.agency):
            assert page(who, name).status_code == nowhere == 404
        for area in (far, province, "99", "3799", "x", world.plan.area_id):
            assert page(world.coordinator, name, f"?area={area}").status_code == 404
        assert page(world.provincial_officer, name, "?year=2499").status_code == 404
        assert page(world.stranger, name, f"?area={far}").status_code == 404
    assert "คมนาคม" not in text(page(world.stranger, query="?by=strategy"))


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (Chosen(), 7),
        (Chosen(fate="open"), 6),
        (Chosen(fate="withdrawn"), 1),
        (Chosen(fate="refused"), 0),
        (Chosen(work_class="self"), 3),
        (Chosen(strategy="น้ำ"), 1),
        (Chosen(strategy="-"), 6),
        (Chosen(strategy="-", work_class="self"), 2),
        (Chosen(place="370101"), 1),
    ],
)
def test_behind_each_figure_stand_as_many_lines_as_it_says(world, chosen, count):
    drawn(world, world.plan, "น้ำ")
    for plan in world.shared_plans:
        world.accepted(plan)
    line = world.lines(world.shared_plans[0])[1]
    withdraw_lines(
        plan=world.fresh(world.shared_plans[0]), line_ids=[line.pk], by=world.writer_of(world.shared_plans[0]),
        reason="ทำแล้ว",
    )  # fmt: skip
    board = dashboard_of(world.provincial_officer)
    assert lines_behind(board, chosen).count() == page_of(board, chosen, None).paginator.count == count


def test_every_link_of_the_page_leads_to_a_list_of_as_many(world):
    drawn(world, world.plan, "คมนาคม", "น้ำ & ป่า", "")
    world.accepted(world.shared_plans[0])
    browser = browser_of(world.provincial_officer)
    content = "".join(browser.get(reverse("figures") + f"?by={by}").content.decode() for by in ("place", "strategy"))
    links = re.findall(r'<a class="govuk-link" href="(/(?:figures/lines|plans)/\?[^"]+)">([^<]+)</a>', content)
    assert len(links) > 15
    for address, words in links:
        listed = browser.get(address.replace("&amp;", "&")).content.decode()
        number = int(re.findall(r"\d+", words)[-1 if "โครงการ" not in words else 0])
        assert len(re.findall(r'<th scope="row"', listed)) == number, (address, words)


def test_the_workbooks_say_what_the_pages_say_and_have_no_formula(world):
    drawn(world, world.plan, "=1+1", "น้ำ")
    found = sheets(page(world.coordinator, "figures_xlsx"))
    assert set(found) == {"ตำบล", "ผู้ดำเนินการ", "ยุทธศาสตร์", "แผน"}
    assert [row[:3] for row in found["ยุทธศาสตร์"][1:]] == [
        ["=1+1", "1", "1,000.00"],
        ["น้ำ", "1", "2,000.00"],
        ["รวม", "2", "3,000.00"],
    ]
    lines = sheets(page(world.coordinator, "figures_lines_xlsx", "?strategy=น้ำ"))["โครงการ"]
    assert [row[1:4] for row in lines[1:]] == [["โครงการที่ 2", world.plan.owner.name, "น้ำ"]]


def test_who_is_waited_for_stands_on_the_page_with_the_date_and_what_is_late_first(world):
    world.submitted(world.plan)
    first = dashboard_of(world.coordinator).waited_for[0]
    assert (first.plan, first.is_late) == (world.plan, False)
    with world.in_days(400):
        board = dashboard_of(world.coordinator)
        assert board.late >= 1
        assert board.waited_for[0].is_late
        assert "เลยกำหนด" in text(page(world.coordinator))


def test_the_governor_sees_what_has_money(world):

    world.answered()

    jobs.drain()
    first = Commitment.objects.order_by("pk").first()
    Commitment.objects.filter(pk=first.pk).update(status="budgeted")
    assert dashboard_of(world.governor, level="province").granted == (1, first.amount)


def test_no_state_of_the_law_and_no_code_is_on_the_page(world):
    world.submitted(world.plan)
    assert not re.search(r"submitted|in_review|compiling|hand_up|subdistrict", text(page(world.governor)))


def test_an_area_where_nothing_was_written_says_so(world):
    assert "ยังไม่มีโครงการในแผนระดับนี้" in text(page(world.governor))
    assert page(world.governor, query="?level=nonsense&year=").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_more_lines_and_plans_cost_no_more_questions(world, name, django_assert_max_num_queries):
    for plan in (world.plan, *world.shared_plans, world.far_plan):
        drawn(world, plan, *["น้ำ"] * 30)
    for by in (world.provincial_officer, world.coordinator):
        browser = browser_of(by)
        browser.get(reverse(name))
        with django_assert_max_num_queries(12):
            browser.get(reverse(name))
