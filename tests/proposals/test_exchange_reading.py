"""Sheets as councils keep them: Thai digits, years of any kind, merged cells, totals, headings in two lines."""

from contextlib import suppress
from decimal import Decimal

import pytest

from directory.cells import WrongValueError
from directory.models import Village
from proposals.exchange import columns, values
from proposals.exchange.reading import open_workbook
from proposals.models import ColumnMapping
from tests.proposals.sheets import HEADINGS, ROW, book, read

YEARS = range(2571, 2576)


def told(reading):
    """The proposals of a sheet in short."""
    return [(r.words["title"], [(b.year, b.source, str(b.amount)) for b in r.budget or []]) for r in reading.records]


def wrong(reading):
    return [(problem.cell, problem.value) for problem in reading.problems]


# --- What a heading means --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        *(("ที่", ""), ("ลำดับ", ""), ("หมายเหตุ", ""), ("รวมงบประมาณ", ""), ("สี", "")),
        *(("โครงการ", "title"), ("ชื่อโครงการ/กิจกรรม", "title"), ("แผนงาน", "programme"), ("วัตถุประสงค์", "objective")),
        *(("เป้าหมาย\n(ผลผลิตของโครงการ)", "target_output"), ("ตัวชี้วัด (KPI)", "indicator"), ("หมู่ที่", "village")),
        *(("ค่าเป้าหมายที่ ๒", "indicator_target"), ("ผลที่คาดว่าจะได้รับ", "expected_result"), ("แหล่งงบประมาณ", "source")),
        *(("งบประมาณและที่มา ๒๕๗๑ (บาท)", "amount:2571"), ("2572", "amount:2572"), ("ปี ๗๓", "amount:2573")),
        *(("พ.ศ. 2028", "amount:2571"), ("ปีงบประมาณ", "year"), ("งบประมาณ (บาท)", "amount"), ("งบ อบต.", "amount@lao")),
        *(("เป้าหมาย ปี 2571", ""), ("จำนวนโครงการ 2571", ""), ("แผนปี 2571-2575", "")),
        *(("หน่วยงานรับผิดชอบหลัก", "lead_agency"), ("รหัสโครงการ", "reference"), ("ํางบ", "")),
    ],
)
def test_words_above_a_column_say_what_it_holds(heading, key):
    assert columns.guessed(heading, YEARS).key == key


def test_the_same_baht_is_read_from_one_place_only():
    assert columns.meanings(["โครงการ", "งบประมาณ", "2571", "2572"], YEARS) == [
        *("title", "", "amount:2571", "amount:2572"),
    ]
    assert columns.meanings(["โครงการ", "งบชุมชน", "งบ อบต.", "งบประมาณ"], YEARS)[1:] == [
        *("amount@community", "amount@lao", ""),
    ]
    assert columns.meanings(["โครงการ", "ปีงบประมาณ"], YEARS) == ["title", ""]


def test_of_two_columns_for_one_thing_the_plainer_one_counts():
    assert columns.meanings(["โครงการเดิมที่เกี่ยวข้อง", "โครงการ"], YEARS) == ["", "title"]


# --- What a cell holds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        *((120000, "120000.00"), (1.1, "1.10"), ("๑๒๐,๐๐๐", "120000.00"), ("1 250 000.50 บาท", "1250000.50")),
        *(("฿300", "300.00"), ("๕ แสน", "500000.00"), ("1.5 ล้านบาท", "1500000.00"), ("500.-", "500.00")),
        *((0, None), ("-", None), ("", None), (None, None), ("ไม่มี", None), (1234.5600000000001, "1234.56")),
    ],
)
def test_amounts_are_read_as_offices_write_them(typed, amount):
    assert values.baht(typed) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("typed", ["ห้าแสน", "1,25", "-5", "1e5", "12abc", True, "1.005", "9" * 14, 3.14159, "5 บาท 3"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(WrongValueError):
        values.baht(typed)


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        (2572, 2572),
        ("๒๕๗๒", 2572),
        ("ปี 2572", 2572),
        ("พ.ศ. ๒๕๗๒", 2572),
        ("๗๒", 2572),
        (72, 2572),
        (2029, 2572),
        ("-", None),
    ],
)
def test_years_are_read_in_either_era_or_by_two_digits(typed, year):
    assert values.year(typed, YEARS) == year


@pytest.mark.parametrize(
    ("typed", "told"),
    [(2572, []), (2029, ["อ่านปี ค.ศ. 2029 เป็น พ.ศ. 2572"]), ("๗๒", ["อ่านปี “72” เป็น พ.ศ. 2572"]), ("", []), ("ปี", [])],
)
def test_how_a_year_was_understood_is_told(typed, told):
    heard: list[str] = []
    with suppress(WrongValueError):
        values.year(typed, YEARS, heard.append)
    assert heard == told


@pytest.mark.parametrize("typed", ["2571-2572", "99", "ปีหน้า", "1", 72000, "ค.ศ. 2572", "พ.ศ. 1972"])
def test_what_is_no_single_year_is_refused(typed):
    with pytest.raises(WrongValueError):
        values.year(typed, YEARS)


@pytest.mark.parametrize(
    ("typed", "number"),
    [*(("หมู่ที่ 3", 3), ("ม.3", 3), ("๓", 3), (3, 3), ("หมู่ 3 บ้านใหม่", 3), ("บ้านโนน", 2), ("ทั้งตำบล", None), ("", None))],
)
def test_villages_are_found_by_number_or_name(typed, number):
    villages = [Village(pk=n, number=n, name=name) for n, name in ((1, "เหนือ"), (2, "โนน"), (3, "ใต้"))]
    found = values.village(typed, villages)
    assert (found.number if found else None) == number


@pytest.mark.parametrize("typed", ["หมู่ที่ 9", "3,5", "1-3", "1 และ 2", "ม.1 ถึง ม.3", "บ้านไกล", "ก"])
def test_an_unknown_village_is_refused_and_several_are_no_village(typed):
    with pytest.raises(WrongValueError):
        values.village(typed, [Village(pk=n, number=n, name="ก") for n in (1, 2, 3)])


# --- Whole sheets ----------------------------------------------------------------------------------------------------

pytest_db = pytest.mark.django_db


@pytest_db
def test_a_plain_list_is_read(world, tmp_path):
    reading = read(world.plan, book(HEADINGS, ROW), tmp_path)
    assert told(reading) == [("ขุดลอกคลอง", [(2572, "lao", "120000.00")])]
    assert reading.records[0].words["village"].number == 2
    assert not reading.problems


@pytest_db
def test_the_official_form_with_two_line_headings_merged_cells_and_totals_survives(world, tmp_path):
    content = book(
        ("แผนพัฒนาตำบล พ.ศ. ๒๕๗๑ - ๒๕๗๕", *[None] * 8),
        ("แบบ ผ.๐๒", *[None] * 8),
        ("ที่", "โครงการ", "วัตถุประสงค์", "งบประมาณและที่มา", None, None, "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงาน"),
        (None, None, None, "๒๕๗๑\n(บาท)", "๒๕๗๒\n(บาท)", "๒๕๗๓\n(บาท)", None, None, None),
        ("(๑)", "(๒)", "(๓)", "(๔)", "(๕)", "(๖)", "(๗)", "(๘)", "(๙)"),
        ("ยุทธศาสตร์ที่ ๑ ด้านเศรษฐกิจ", *[None] * 8),
        ("๑", "ปลูกผัก", "มีรายได้", "๑๐,๐๐๐", "-", 5000, "รายได้เพิ่ม", "อยู่ดี", "อบต."),
        (None,) * 9,
        ("๒", "เลี้ยงปลา", "มีอาหาร", 20000, None, None, "ปลา", "กินดี", "อบต."),
        ("รวม ๒ โครงการ", None, None, "๓๐,๐๐๐", None, 5000, None, None, None),
        ("ยุทธศาสตร์ที่ ๒ ด้านสังคม", *[None] * 8),
        ("ที่", "โครงการ", "วัตถุประสงค์", "งบประมาณและที่มา", None, None, "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงาน"),
        ("๓", "กีฬาเยาวชน", "แข็งแรง", None, "๓๐๐๐๐", None, None, None, None),
        ("รวมทั้งสิ้น", None, None, 30000, 30000, 5000, None, None, None),
        merged=("A1:I1", "D3:F3", "A3:A4", "B3:B4", "C3:C4", "G3:G4", "H3:H4", "I3:I4", "A6:I6"),
    )
    reading = read(world.plan, content, tmp_path, source="lao")
    assert told(reading) == [
        ("ปลูกผัก", [(2571, "lao", "10000.00"), (2573, "lao", "5000.00")]),
        ("เลี้ยงปลา", [(2571, "lao", "20000.00")]),
        ("กีฬาเยาวชน", [(2572, "lao", "30000.00")]),
    ]
    assert [r.words["strategy"][:15] for r in reading.records] == [*["ยุทธศาสตร์ที่ ๑"] * 2, "ยุทธศาสตร์ที่ ๒"]
    assert [i.name for i in reading.records[0].indicators] == ["รายได้เพิ่ม"]
    assert not reading.problems
    notes = " ".join(note.message for note in reading.notes)
    for said in ("ข้ามแถวผลรวม (2 แห่ง: A10, A14)", "ข้ามแถวหัวตารางที่ซ้ำ (1 แห่ง:", "ไม่ได้ระบุแหล่งงบประมาณ"):
        assert said in notes


@pytest_db
def test_years_below_a_heading_that_nobody_merged_are_found(world, tmp_path):
    content = book(
        ("ที่", "ชื่อโครงการ", "งบประมาณ (บาท)", None, "หมายเหตุ"),
        (None, None, 2571, 2572, None),
        (1, "ซ่อมศาลา", 100, 200, "ด่วน"),
    )
    assert told(read(world.plan, content, tmp_path))[0][1] == [(2571, "other", "100.00"), (2572, "other", "200.00")]


@pytest_db
def test_a_name_merged_over_several_rows_is_one_proposal_with_all_its_money(world, tmp_path):
    content = book(
        ("โครงการ", "แหล่งงบประมาณ", "งบประมาณ", "ปีงบประมาณ", "หมู่ที่"),
        ("สร้างถนน", "อบต.", 100, 2571, "ม.1"),
        (None, "จังหวัด", 200, 2571, None),
        (None, "อบต.", 50, 2571, None),
        ("ซ่อมฝาย", "ชุมชน", 7, 2572, "ม.1"),
        merged=("A2:A4", "E2:E5"),
    )
    reading = read(world.plan, content, tmp_path)
    assert told(reading) == [
        ("สร้างถนน", [(2571, "lao", "150.00"), (2571, "province", "200.00")]),
        ("ซ่อมฝาย", [(2572, "community", "7.00")]),
    ]
    assert [r.words["village"].number for r in reading.records] == [1, 1]


@pytest_db
def test_a_project_whose_name_begins_like_a_total_is_no_total(world, tmp_path):
    rows = (("โครงการ", "งบประมาณ"), ("รวมพลังรักษาป่า", 100), ("รวมทั้งสิ้น", 100))
    assert [title for title, _budget in told(read(world.plan, book(*rows), tmp_path))] == ["รวมพลังรักษาป่า"]


@pytest_db
def test_each_bad_cell_is_named_where_it_stands_and_the_others_are_read(world, tmp_path):
    content = book(HEADINGS, ROW, (2, "ฝาย", "ม.99", "มาก", "2571-72", "ธนาคาร"), (3, "ลานกีฬา", 1, True, 2571, "อบจ."))
    reading = read(world.plan, content, tmp_path)
    assert wrong(reading) == [("C3", "ม.99"), ("D3", "มาก"), ("D4", "True")]
    assert [r.words["title"] for r in reading.records] == ["ขุดลอกคลอง", "ฝาย", "ลานกีฬา"]


@pytest_db
def test_sheets_with_the_same_headings_are_read_together_and_other_sheets_are_left(world, tmp_path):
    content = book(HEADINGS, ROW, ด้านสังคม=(HEADINGS, (1, "กีฬา", 1, 5, 2571, "อบต.")), บันทึก=(("ก", "ข"), ("ค", "ง")))
    reading = read(world.plan, content, tmp_path)
    assert [(r.sheet, r.words["title"]) for r in reading.records] == [("ตาราง", "ขุดลอกคลอง"), ("ด้านสังคม", "กีฬา")]


@pytest_db
def test_columns_that_were_not_read_are_told(world, tmp_path):
    reading = read(world.plan, book(("โครงการ", "สีที่ชอบ", "ที่"), ("ฝาย", "เขียว", 1)), tmp_path)
    assert [note.message for note in reading.notes] == ["ไม่ได้นำเข้าคอลัมน์ที่ไม่รู้จักหรือเป็นผลรวม (1 แห่ง: B1)"]


@pytest_db
def test_what_a_body_chose_once_is_remembered_for_the_same_headings_alone(world, tmp_path):
    content = book(("งาน", "เท่าไร"), ("ขุดสระ", 500))
    path = tmp_path / "own.xlsx"
    path.write_bytes(content)
    first = open_workbook(path, name="own.xlsx", plan=world.plan)
    assert (first.is_settled, first.table.has_title) == (False, False)
    ColumnMapping.objects.create(
        body=world.plan.owner,
        signature=first.table.signature,
        columns={"1": "title", "2": "amount"},
        source="lao",
        chosen_at=world.cycle.opened_at,
    )
    assert told(read(world.plan, content, tmp_path)) == [("ขุดสระ", [(2572, "lao", "500.00")])]
    a, _b = world.shared_plans
    assert not open_workbook(path, name="own.xlsx", plan=a).is_settled
    path.write_bytes(book(("งาน", "ราคาเท่าไร"), ("ขุดสระ", 500)))
    assert not open_workbook(path, name="own.xlsx", plan=world.plan).is_settled
