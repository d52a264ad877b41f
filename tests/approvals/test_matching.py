"""Matching the province's projects with the programmes of agencies and the plans of LAOs, as their lists have them."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.assessments import checks_for
from approvals.documents import integrated_block
from approvals.matching import candidates_for, lines_of_entry, matches_of, rows_in_force
from approvals.models import Entry, Match, OutsideRow
from approvals.verbs.matching import RowDraft, list_rows, match_entry
from approvals.verbs.worksheet import merge_lines
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.form_tables import rows_with_money
from proposals.verbs.strategy import ListTaken
from tests.approvals.visits import address, form_of, opened, sent, words_of
from tests.visitors import browser_of, cells_of

pytestmark = pytest.mark.django_db
ROAD = RowDraft(2572, "12", "โครงการที่ 2 ถนนลูกรัง", "แผนพัฒนาท้องถิ่น เพิ่มเติม 1/2571", Decimal("250000.50"))
WATER = RowDraft(2572, "กปภ-7", "ขยายเขตประปาภูมิภาค")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sheet(world):
    return world.scored(world.gathered_province())


def listed(world, *drafts, body="lao", by=None):
    return list_rows(body=world.bodies[body], drafts=drafts or (ROAD, WATER), by=by or world.provincial_officer)


def match(world, plan, *, number=1, row=None, verdict="adopted", by=None, **more):
    found = row or OutsideRow.objects.filter(replaced_by=None).order_by("pk")[0]
    return match_entry(
        plan=plan, number=number, row_id=found.pk, verdict=verdict, by=by or world.provincial_officer, **more
    )


def held(plan, number=1):
    entry = Entry.objects.get(worksheet__plan=plan, number=number)
    return [(found.verdict, found.row.item) for found in matches_of([entry]).get(entry.pk, [])]


def wrong(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


# --- The lists ---


def test_a_list_says_something_else_without_losing_what_it_said(world):
    assert listed(world) == ListTaken(2, 0, 0)
    assert listed(world) == ListTaken(0, 0, 2)
    dearer = replace(ROAD, budget=Decimal(300000))
    assert listed(world, dearer) == ListTaken(0, 1, 0)
    assert [(row.item, row.budget) for row in rows_in_force("37").order_by("item")] == [
        ("12", Decimal(300000)), ("กปภ-7", None),
    ]  # fmt: skip
    assert OutsideRow.objects.filter(item="12").count() == 2
    for change in (lambda: OutsideRow.objects.update(title="x"), lambda: OutsideRow.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_list_of_a_body_downloads_for_those_who_keep_it(world):
    listed(world, replace(ROAD, title="=HYPERLINK(1)"), WATER)
    there, page = (reverse(name, args=[world.bodies["lao"].code]) for name in ("outside_list_xlsx", "outside_list"))
    browser = browser_of(world.provincial_officer)
    assert f'href="{there}"' in browser.get(page).content.decode()
    rows = cells_of(browser.get(there))
    assert {(row[1], row[2], row[4]) for row in rows} == {
        ("12", "=HYPERLINK(1)", f"{ROAD.budget:,.2f}"),
        ("กปภ-7", WATER.title, ""),
    }
    assert cells_of(browser_of(world.lao_planner).get(there)) == rows
    for by, status in ((world.leader, 403), (world.agency, 404), (world.stranger, 404), (None, 302)):
        assert browser_of(by).get(there).status_code == status


def test_a_body_lists_its_own_rows_and_the_province_those_of_its_bodies(world):
    listed(world, body="lao", by=world.lao_planner)
    listed(world, WATER, body="agency", by=world.agency)
    listed(world, ROAD, body="agency")
    for body, by, refusal in (
        ("agency", world.other_agency, (Refused, NotHere)),
        ("shared-lao-a", world.lao_planner, (Refused, NotHere)),
        ("lao", world.stranger, NotHere),
        ("lao", world.leader, (Refused, NotHere)),
        ("lao", world.governor, Refused),
    ):
        with pytest.raises(refusal):
            listed(world, body=body, by=by)
    assert OutsideRow.objects.count() == 4


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": 2026}, "year"),
        ({"item": " "}, "item"),
        ({"title": ""}, "title"),
        ({"title": "ก" * 301}, "title"),
        ({"budget": Decimal(-1)}, "budget"),
        ({"budget": Decimal("NaN")}, "budget"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_and_nothing_is_listed(world, change, field):
    bad = replace(ROAD, number=7, **change)
    assert wrong(lambda: listed(world, WATER, bad)) == [f"rows[7].{field}"]
    assert not OutsideRow.objects.exists()


def test_a_row_that_stands_twice_and_a_body_without_lists_are_refused(world):
    assert wrong(lambda: listed(world, replace(ROAD, number=3), replace(ROAD, number=4))) == ["rows[4].item"]
    assert wrong(lambda: listed(world, body="council")) == ["body"]


# --- Matching ---


def test_a_match_follows_its_lines_into_a_merger_and_a_later_one_replaces_it(world, sheet):
    listed(world)
    match(world, sheet, note="ตรงกันทั้งชื่อและพื้นที่")
    assert held(sheet) == [("adopted", "12")]
    entries = Entry.objects.filter(worksheet__plan=sheet, number__in=[1, 2])
    lines = [line for entry in entries for line in lines_of_entry(entry)]
    merge_lines(plan=sheet, line_ids=lines, title="รวม", by=world.provincial_officer)
    merged = Entry.objects.filter(worksheet__plan=sheet).latest("pk")
    assert held(sheet, merged.number) == [("adopted", "12")]
    match(world, sheet, number=merged.number, verdict="done")
    assert held(sheet, merged.number) == [("done", "12")]
    assert Match.objects.count() == 1 + len(lines)
    match(world, sheet, number=merged.number, verdict="none")
    assert held(sheet, merged.number) == []
    assert Match.objects.filter(line=lines[0]).count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.update(note="x")


def test_a_match_holds_when_the_list_says_something_else_of_the_same_item(world, sheet):
    listed(world)
    match(world, sheet)
    listed(world, replace(ROAD, title="โครงการที่ 2 ถนนคอนกรีต"))
    assert held(sheet) == [("adopted", "12")]
    now = rows_in_force("37").get(item="12")
    match(world, sheet, row=now, verdict="related")
    assert held(sheet) == [("related", "12")]


def test_beyond_capacity_names_one_of_the_tests_of_the_cycle(world, sheet):
    listed(world)
    tests = [each.code for each in checks_for(world.cycle, "beyond_capacity")]
    assert len(tests) == 6
    assert wrong(lambda: match(world, sheet, verdict="beyond")) == ["test"]
    assert wrong(lambda: match(world, sheet, verdict="beyond", test="nonsense")) == ["test"]
    assert wrong(lambda: match(world, sheet, verdict="adopted", test=tests[0])) == ["test"]
    match(world, sheet, verdict="beyond", test=tests[0])
    assert held(sheet) == [("beyond", "12")]


def test_what_is_wrong_with_a_match_is_named_and_nothing_is_written(world, sheet):
    listed(world)
    assert wrong(lambda: match(world, sheet, verdict="maybe")) == ["verdict"]
    assert wrong(lambda: match(world, sheet, note="ก" * 301)) == ["note"]
    for about in ({"number": 999}, {"row": OutsideRow(pk=0)}):
        with pytest.raises(NotHere):
            match(world, sheet, **about)
    assert not Match.objects.exists()
    match(world, sheet)
    assert wrong(lambda: match(world, sheet)) == ["row"]


def test_only_the_provinces_desk_matches_and_only_while_it_compiles(world, sheet):
    listed(world)
    for by, refusal in ((world.coordinator, NotHere), (world.governor, Refused), (world.lao_planner, NotHere)):
        with pytest.raises(refusal):
            match(world, sheet, by=by)
    world.resolved_province()
    with pytest.raises(Stale):
        match(world, world.fresh(sheet))


def test_the_likest_rows_come_first_and_those_of_another_province_never(world, sheet, django_assert_num_queries):
    listed(world)
    elsewhere = world.stranger.body
    OutsideRow.objects.create(
        body=elsewhere, year=2572, item="1", title="โครงการที่ 2", office=world.stranger.office,
        recorded_at=OutsideRow.objects.latest("pk").recorded_at,
    )  # fmt: skip
    entry = Entry.objects.get(worksheet__plan=sheet, number=1)
    entry.title = "โครงการที่ 2 ถนนลูกรัง"
    with django_assert_num_queries(1):
        found = candidates_for(sheet, entry)
    assert [(each.row.item, each.likeness) for each in found] == [("12", 100)]
    assert [each.row.item for each in candidates_for(sheet, entry, "ประปา")] == ["กปภ-7"]


def test_the_matrix_on_paper_says_what_was_matched_and_has_no_such_column_otherwise(world, sheet):
    listed(world)
    plan = world.compiled_province()
    rows = rows_with_money(plan.current_version)
    columns = [column["title"] for column in integrated_block(plan, ["x"], rows, ceiling=False)["columns"]]
    assert "หมายเหตุ" not in columns
    number = Entry.objects.get(line=rows[0].line).number
    match(world, plan, number=number)
    block = integrated_block(plan, ["x"], rows, ceiling=False)
    assert block["columns"][-1]["title"] == "หมายเหตุ"
    assert "ตรงกับแผนของ" in block["rows"][0]["cells"][-1]
    assert all(len(row["cells"]) == len(block["columns"]) for row in block["rows"])


# --- The pages ---


def book(*rows):
    made = openpyxl.Workbook()
    made.active.append(["ปี พ.ศ.", "แผน", "ลำดับหรือรหัส", "ชื่อโครงการ", "งบประมาณ (บาท)"])
    for row in rows:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return SimpleUploadedFile("rows.xlsx", content.getvalue())


def test_an_lao_takes_its_list_in_from_excel_after_a_trial(world):
    body = world.bodies["lao"]
    address = reverse("outside_upload", args=[body.code])
    browser = browser_of(world.lao_planner)
    assert body.name in words_of(browser.get(reverse("outside_lists")))
    file = book((2572, None, "๑", "<b>ถนน</b>", "๑,๐๐๐.๕๐"), ("2573", "แผน", 2, "ประปา", 2500.25))
    tried = browser.post(address, {**form_of(browser.get(address)), "file": file})
    assert (tried.status_code, OutsideRow.objects.count()) == (200, 0)
    assert browser.post(address, form_of(tried)).status_code == 302
    assert list(OutsideRow.objects.order_by("year").values_list("year", "budget")) == [
        (2572, Decimal("1000.50")), (2573, Decimal("2500.25")),
    ]  # fmt: skip
    page = browser.get(reverse("outside_list", args=[body.code])).content.decode()
    assert "<b>ถนน" not in page
    wrongly = browser.post(address, {**form_of(browser.get(address)), "file": book((2026, "", "", "x", "มาก"))})
    assert [(p["row"], p["column"]) for p in wrongly.context["problems"]] == [
        ("2", "ปี พ.ศ."), ("2", "ลำดับหรือรหัส"), ("2", "งบประมาณ (บาท)"),
    ]  # fmt: skip
    for person, status in ((world.agency, 404), (world.other_lao_planner, 404), (world.leader, 403)):
        assert browser_of(person).get(address).status_code == status


def test_the_page_of_a_match_offers_rows_and_shows_all_that_was_found(world, sheet, django_assert_max_num_queries):
    listed(world, replace(ROAD, title=Entry.objects.get(worksheet__plan=sheet, number=1).title))
    by, row = world.provincial_officer, OutsideRow.objects.get()
    assert sent(by, "match", sheet, 1, row=str(row.pk), verdict="beyond").status_code == 422
    assert sent(by, "match", sheet, 1, row=str(row.pk), verdict="adopted", note="<i>ดู</i>").status_code == 302
    browser, page = opened(by, "match", sheet, 1)
    assert "<i>ดู" not in page.content.decode()
    assert "ตรงกับโครงการในแผนนั้น" in words_of(page)
    with django_assert_max_num_queries(12):
        browser.get(address("match", sheet, 1))
    with django_assert_max_num_queries(12):
        page = browser.get(address("integration", sheet))
    assert f"ตรงกับโครงการในแผนนั้น: {row.body.name} ปี 2572 ลำดับ 12" in words_of(page)
    assert opened(by, "match", sheet, 999)[1].status_code == 404
    for person, status in ((world.coordinator, 404), (world.governor, 403), (world.stranger, 404)):
        assert opened(person, "match", sheet, 1)[1].status_code == status
