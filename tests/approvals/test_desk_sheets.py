"""The desk's lists in Excel: downloaded as filtered, filled in, uploaded, looked at row by row, and confirmed."""

import io
from decimal import Decimal

import openpyxl
import pytest

from approvals.drafts import ItemAnswer
from approvals.models import DeskSheet, Entry, Item, Step
from approvals.scenarios import Trial
from approvals.sheets.catalogue import TABLES
from approvals.verbs.closing import rank_entries
from approvals.verbs.desk_sheets import SHELF, drop_list
from approvals.verbs.scenarios import save_scenario
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import answer_lines, merge_lines, score_lines, set_ceiling, take_lines
from tests.approvals.sheets import (
    NEXT_ROUND,
    answers,
    checked,
    confirmed,
    downloaded,
    filled,
    names_of,
    returned,
    saved,
    sheet_of,
    table_of,
    whys,
)
from tests.approvals.visits import mistakes_of, words_of
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


# --- Downloading ------------------------------------------------------------------------------------------------------


def test_the_lines_download_as_filtered_with_thai_headings_and_a_frozen_head(sheet, world, desk):
    area = world.plan.area_id
    rows = table_of(downloaded(desk, sheet, "lines", f"?show=undecided&area={area}"))
    own = {proposal.reference for proposal in world.plan.proposals.all()}
    assert {row["key"] for row in rows} < own
    assert [(row["title"], row["asked"], row["answer"]) for row in rows] == [
        ("โครงการที่ 2", 2000, None),
        ("โครงการที่ 3", 3000, None),
    ]
    page = sheet_of(downloaded(desk, sheet, "lines"))
    assert [cell.value for cell in page[2]][:3] == ["รหัสโครงการ", "ของระบบ ห้ามแก้", "โครงการ"]
    assert (page.freeze_panes, page.row_dimensions[1].hidden, page.max_row) == ("B3", True, 2 + 9)
    assert page.protection.sheet
    assert (page["A3"].protection.locked, page.column_dimensions["L"].protection.locked) == (True, False)


def test_no_cell_of_a_download_is_computed(sheet, world, desk):
    first = names_of(world, sheet)[0]
    entry = take_lines(plan=sheet, line_ids=world.open_items(sheet)[:1], by=desk)[0]
    Entry.objects.filter(pk=entry.pk).update(title="=cmd|' /C calc'!A0")
    book = openpyxl.load_workbook(io.BytesIO(downloaded(desk, sheet, "lines")))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    shown = {row["key"]: row["entry"] for row in table_of(downloaded(desk, sheet, "lines"))}
    assert shown[first] == "1 =cmd|' /C calc'!A0"


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"requests", "remarks", "funding", "scenarios", "comments"}))
def test_a_list_downloads_in_at_most_twelve_queries(taken, desk, name, django_assert_max_num_queries):
    browser = browser_of(desk)
    browser.get("/")
    with django_assert_max_num_queries(12):
        assert browser.get(f"/plans/{taken.reference}/desk/{name}.xlsx").status_code == 200


def test_scenarios_download_side_by_side(taken, world, desk, django_assert_max_num_queries):
    world.scored(taken)
    for name, baht in (("มาก", 9000), ("น้อย", 4000)):
        trial = Trial(name, "weighted", Decimal(baht), {"need": 75, "ready": 25}, ["number"])
        save_scenario(plan=taken, trial=trial, by=desk)
    browser = browser_of(desk)
    browser.get("/")
    with django_assert_max_num_queries(15):  # eight of them compare the worksheet with what was kept
        browser.get(f"/plans/{taken.reference}/desk/scenarios.xlsx")
    every = table_of(downloaded(desk, taken, "scenarios"))
    some = table_of(downloaded(desk, taken, "scenarios", ""))
    more, less = sorted(name for name in every[0] if name.startswith("place_"))
    assert len(every) == 6
    assert {row["key"] for row in some} == {row["key"] for row in every if row[more] != row[less]}


def test_what_lies_within_the_ceiling_and_beyond_it_downloads_by_itself(taken, world, desk):
    world.scored(taken)
    set_ceiling(plan=taken, ceiling=Decimal(8000), by=desk)
    rank_entries(plan=taken, by=desk)
    inside, over = (table_of(downloaded(desk, taken, "ranking", f"?part={part}")) for part in ("in", "over"))
    assert {row["place"] for row in inside} == {"ในกรอบวงเงิน"}
    assert {row["place"] for row in over} == {"เกินกรอบวงเงิน"}
    assert inside[-1]["so_far"] <= 8000 < over[0]["so_far"]
    assert len(inside) + len(over) == 6


def test_what_money_answered_downloads_by_source(world):
    plan = world.endorsed()
    rows = table_of(downloaded(world.provincial_officer, plan, "funding", ""))
    assert {row["result"] for row in rows} == {"รอผล"}
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("provincial_officer", 403), ("other_coordinator", 404), ("leader", 404)]
)
def test_a_list_is_for_whoever_may_open_its_page(sheet, world, who, status):
    browser = browser_of(getattr(world, who))
    for name in ("lines", "scores", "ranking", "amounts", "pairs", "scenarios"):
        assert browser.get(f"/plans/{sheet.reference}/desk/{name}.xlsx").status_code == status, name
    assert browser.get(f"/plans/{sheet.reference}/desk/nothing.xlsx").status_code == 404


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_fates_come_back_from_a_workbook_and_each_act_can_be_undone(sheet, world, desk):
    first, second, third, fourth, *_rest = names_of(world, sheet)
    refused = {"answer": "ไม่รับ", "code": "ซ้ำซ้อนกับโครงการที่ได้รับงบประมาณหรือดำเนินการแล้วเสร็จในพื้นที่เดียวกัน"}
    label = str(Item.Answer.REFUSED.label)
    own = checked(
        desk,
        sheet,
        "lines",
        filled(
            downloaded(desk, sheet, "lines"),
            {
                first: {"answer": str(Item.Answer.TAKE.label)},
                second: {**refused, "answer": label},
                third: {"answer": label},
                fourth: {"answer": "ไม่รู้"},
            },
        ),
    )
    assert (own.found["changes"], own.found["unchanged"], own.found["passed_count"]) == (2, 5, 2)
    assert set(answers(sheet).values()) == {""}
    assert "ต้องเป็นเหตุผลหนึ่งของผลนี้" in whys(own)[third]
    assert "ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้" in whys(own)[fourth]
    assert confirmed(desk, own).status_code == 302
    assert {key: answer for key, answer in answers(sheet).items() if answer} == {first: "take", second: "refused"}
    item = Item.objects.get(line__proposal__reference=second)
    assert (item.reason_code, item.reason) == ("duplicate", refused["code"])
    assert Step.objects.filter(worksheet__plan=sheet).count() == 2
    sheet.refresh_from_db()
    for step in Step.objects.filter(worksheet__plan=sheet).order_by("-sequence"):
        undo_last(plan=sheet, seen=step.sequence, by=desk)
    assert set(answers(sheet).values()) == {""}


def test_a_decision_is_taken_back_by_emptying_its_cell(sheet, world, desk):
    first, *_rest = names_of(world, sheet)
    take_lines(plan=sheet, line_ids=world.open_items(sheet)[:1], by=desk)
    returned(desk, sheet, "lines", {first: {"answer": None}})
    assert answers(sheet)[first] == ""


def test_a_merged_line_stays_merged_when_its_row_is_left_alone(sheet, world, desk):
    merge_lines(plan=sheet, line_ids=world.open_items(sheet)[:2], title="ถนนร่วม", by=desk)
    third = names_of(world, sheet)[2]
    returned(desk, sheet, "lines", {third: {"answer": "นำเข้าแผน"}})
    assert Entry.objects.get(title="ถนนร่วม").shares.count() == 2


def test_a_row_that_changed_meanwhile_is_passed_over_and_the_others_are_not(sheet, world, desk):
    first, second, *_rest = names_of(world, sheet)
    content = downloaded(desk, sheet, "lines")
    take_lines(plan=sheet, line_ids=world.open_items(sheet)[:1], by=desk)
    own = checked(desk, sheet, "lines", filled(content, {first: NEXT_ROUND, second: {"answer": "นำเข้าแผน"}}))
    assert list(whys(own)) == [first]
    content = filled(content, {first: {"answer": str(Item.Answer.RETURNED.label)}})
    assert "เปลี่ยนไปหลังดาวน์โหลด" in " ".join(whys(checked(desk, sheet, "lines", content)).values())
    confirmed(desk, own)
    assert answers(sheet)[second] == "take"


def test_what_changes_between_the_check_and_the_button_is_shown_and_asked_again(sheet, world, desk):
    first, second, *_rest = names_of(world, sheet)
    content = filled(downloaded(desk, sheet, "lines"), {n: {"answer": "นำเข้าแผน"} for n in (first, second)})
    own = checked(desk, sheet, "lines", content)
    take_lines(plan=sheet, line_ids=world.open_items(sheet)[:1], by=desk)
    page = confirmed(desk, own)
    assert (page.status_code, "ผลการตรวจเปลี่ยนไป" in mistakes_of(page)[0]) == (422, True)
    assert answers(sheet)[second] == ""
    assert "จะเปลี่ยน 1 แถว" in words_of(page)
    page = confirmed(desk, own, seen=form_seen(page))
    assert (page.status_code, answers(sheet)[second]) == (302, "take")


def form_seen(page):
    return page.content.decode().partition('name="seen" value="')[2].partition('"')[0]


def test_the_same_workbook_twice_does_nothing_twice(sheet, world, desk):
    first, *_rest = names_of(world, sheet)
    content = filled(downloaded(desk, sheet, "lines"), {first: {"answer": "นำเข้าแผน"}})
    own = checked(desk, sheet, "lines", content)
    page = confirmed(desk, own)
    events = Event.objects.count()
    late = confirmed(desk, own, seen=own.found["digest"])
    assert (page.status_code, late.status_code) == (302, 409)
    again = checked(desk, sheet, "lines", content)
    assert (again.found["changes"], again.found["passed_count"]) == (0, 0)
    assert (Event.objects.count(), Entry.objects.count()) == (events, 1)


def test_a_list_that_was_confirmed_is_given_up_no_more(sheet, world, desk):
    first, *_rest = names_of(world, sheet)
    own = returned(desk, sheet, "lines", {first: {"answer": "นำเข้าแผน"}})
    events, browser = Event.objects.count(), browser_of(desk)
    there = f"/plans/{sheet.reference}/desk/lines/{own.pk}/"
    for _time in range(2):
        assert browser.post(f"{there}drop/").status_code == 302
    again = DeskSheet.objects.get(pk=own.pk)
    assert (again.stage, again.shelved, again.found) == (DeskSheet.Stage.DONE, own.shelved, own.found)
    assert browser.get(f"{there}marked.xlsx").status_code == 200
    assert (answers(sheet)[first], Event.objects.count()) == ("take", events)


def test_a_list_that_waits_is_given_up_once_and_its_file_goes(sheet, world, desk, django_capture_on_commit_callbacks):
    first, *_rest = names_of(world, sheet)
    own = checked(desk, sheet, "lines", filled(downloaded(desk, sheet, "lines"), {first: {"answer": "นำเข้าแผน"}}))
    assert SHELF.path_of(own.shelved) is not None
    for gone in (1, 0):
        with django_capture_on_commit_callbacks(execute=True) as done:
            drop_list(own=own)
        assert len(done) == gone
    assert SHELF.path_of(own.shelved) is None
    own.refresh_from_db()
    assert (own.stage, own.shelved, answers(sheet)[first]) == (DeskSheet.Stage.DROPPED, "", "")


def test_unchanged_workbooks_leave_no_trace(taken, world, desk):
    first, second, *_rest = Item.objects.filter(worksheet__plan=taken, answer="take").values_list("line", flat=True)
    words = ItemAnswer("refused", "duplicate", " =1+1\nสองบรรทัด _x0041_ ๓")
    answer_lines(plan=taken, answers={first: words}, by=desk)
    score_lines(plan=taken, scores={(second, "need"): 3}, by=desk)
    before = Event.objects.count()
    for name in ("lines", "scores", "ranking", "checks"):
        own = checked(desk, taken, name, downloaded(desk, taken, name))
        assert (own.found["changes"], own.found["passed_count"]) == (0, 0), name
        rewritten = saved(openpyxl.load_workbook(io.BytesIO(downloaded(desk, taken, name))))
        assert checked(desk, taken, name, rewritten).found["changes"] == 0
    assert Event.objects.count() == before
