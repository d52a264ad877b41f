"""One project a line: what a typed or pasted table is understood as, and how each wrong cell is explained."""

from decimal import Decimal

import pytest

from directory.models import Village
from proposals.quick_rows import Reader, read_row, read_text
from tests.cast import TAMBON

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(world):
    return Reader(world.cycle, TAMBON, list(Village.objects.filter(area=TAMBON)), 2572)


def said(found):
    """Title, village number, place, baht, year and source of each right line."""
    return [
        (d.title, d.village.number if d.village else None, d.place, d.asked, *[(b.year, b.source) for b in d.budget])
        for d in found.drafts
    ]


def test_a_line_is_title_village_baht_and_year(reader):
    found = read_text("ถนนคอนกรีตสายวัด | 3 | 450,000 | 2573\nประปา | หมู่ที่ ๒ | ๑,๒๐๐.๕๐ บาท | ปี ๒๕๗๒", reader)
    assert said(found) == [
        ("ถนนคอนกรีตสายวัด", 3, "", Decimal(450000), (2573, "lao")),
        ("ประปา", 2, "", Decimal("1200.50"), (2572, "lao")),
    ]
    assert found.wrong == 0
    assert found.asked == Decimal("451200.50")


def test_what_is_left_out_is_what_the_form_says(reader):
    (row,) = read_text("อบรมอาชีพ", reader).rows
    assert (row.draft.title, row.draft.village, row.draft.asked, row.draft.work_class) == (
        "อบรมอาชีพ",
        None,
        Decimal(0),
        "together",
    )
    (priced,) = read_text("อบรมอาชีพ | | 5000", reader).drafts
    assert [(b.year, b.source, b.amount) for b in priced.budget] == [(2572, "lao", Decimal(5000))]


def test_a_table_from_excel_is_read_by_its_headings_in_any_order(reader):
    pasted = (
        "ลำดับ\tปีงบประมาณ\tชื่อโครงการ\tงบประมาณ (บาท)\tหมู่ที่\tแหล่งงบประมาณ\tหมายเหตุ\r\n"
        "1\t2573\tถนนลูกรัง\t 300,000 \tม.1\tงบจังหวัด\tเร่งด่วน\r\n"
        "\r\n"
        '2\t2572\t"ศาลา\nกลางบ้าน"\t50000\t4\tชุมชน\t\r\n'
        "รวม\t\tรวมทั้งสิ้น\t350,000\t\t\t\r\n"
    )
    found = read_text(pasted, reader)
    assert said(found) == [
        ("ถนนลูกรัง", 1, "", Decimal(300000), (2573, "province")),
        ("ศาลา กลางบ้าน", 4, "", Decimal(50000), (2572, "community")),
    ]
    assert [draft.work_class for draft in found.drafts] == ["hand_up", "self"]
    assert found.passed_over == ["ไม่ใช้ 1 คอลัมน์ที่ไม่รู้จักชื่อ", "บรรทัดที่ 5 เป็นยอดรวม จึงไม่ใช้"]


def test_a_first_column_that_only_counts_is_passed_over(reader):
    found = read_text("๑.\tถนน\t1\t5000\t2572\n๒.\tท่อ\t2\t6000\t2573", reader)
    assert said(found) == [("ถนน", 1, "", Decimal(5000), (2572, "lao")), ("ท่อ", 2, "", Decimal(6000), (2573, "lao"))]


def test_a_quotation_mark_that_is_never_closed_swallows_no_line(reader):
    found = read_text('ซื้อ "ท่อ\t1\t5000\t2572\nท่อ 6" ยาว\t1\t5000\t2572\nถนน"\t1\t5000\t2572', reader)
    assert [draft.title for draft in found.drafts] == ['ซื้อ "ท่อ', 'ท่อ 6" ยาว', 'ถนน"']


@pytest.mark.parametrize(
    ("cell", "village", "place"),
    [
        ("3", 3, ""),
        ("หมู่ 3", 3, ""),
        ("ม.๓", 3, ""),
        ("หมู่ที่ 3 หน้าวัด", 3, "หน้าวัด"),
        ("1-3", None, "1-3"),
        ("หมู่ที่ 1, 2 และ 4", None, "หมู่ที่ 1, 2 และ 4"),
        ("ทั้งตำบล", None, "ทั้งตำบล"),
        ("-", None, ""),
        ("", None, ""),
    ],
)
def test_a_place_is_a_village_or_words(reader, cell, village, place):
    (draft,) = read_text(f"ถนน | {cell} | 5000 | 2572", reader).drafts
    assert (draft.village.number if draft.village else None, draft.place) == (village, place)


def test_a_village_is_known_by_its_name(reader):
    name = reader.villages[1].name
    (draft,) = read_text(f"ถนน | บ้าน{name} | 5000", reader).drafts
    assert draft.village == reader.villages[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2572", []),
        ("๒๕๗๒", []),
        ("งบปี 2572", []),
        ("2029", ["อ่านปี ค.ศ. 2029 เป็น พ.ศ. 2572"]),
        ("ค.ศ. ๒๐๒๙", ["อ่านปี ค.ศ. 2029 เป็น พ.ศ. 2572"]),
        ("72", ["อ่านปี “72” เป็น พ.ศ. 2572"]),
    ],
)
def test_a_year_written_otherwise_is_read_and_what_it_was_taken_for_is_told(reader, typed, told):
    (row,) = read_text(f"ถนน | 3 | 5000 | {typed}", reader).rows
    assert ([line.year for line in row.draft.budget], row.notes) == ([2572], told)


def test_amounts_are_read_as_sheets_read_them(reader):
    found = read_text("ก | 1 | ๕ แสน\nข | 1 | 500.-\nค | 1 | 1.5 ล้านบาท", reader)
    assert [draft.asked for draft in found.drafts] == [Decimal(500_000), Decimal(500), Decimal(1_500_000)]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (" | 3 | 5000 | 2572", "title", "ต้องมีชื่อโครงการ"),
        ("ก" * 301, "title", "ยาวเกินไป ต้องไม่เกิน 300"),
        ("ถนน | 9 | 5000 | 2572", "village", "ตำบลนี้ไม่มีหมู่ที่ 9 มีหมู่ที่ 1, 2, 3, 4"),
        ("ถนน | 3 | ห้าพัน | 2572", "amount", "ต้องเป็นจำนวนเงิน"),
        ("ถนน | 3 | 1,25 | 2572", "amount", "ต้องเป็นจำนวนเงิน"),
        ("ถนน | 3 | -5 | 2572", "amount", "ต้องไม่ติดลบ"),
        ("ถนน | 3 | 5.001 | 2572", "amount", "ทศนิยมได้ไม่เกินสองตำแหน่ง"),
        ("ถนน | 3 | 5000 | 2571-2572", "year", "ต้องเป็นปี พ.ศ. ปีเดียว"),
        ("ถนน | 3 | 5000 | 99", "year", "ต้องเป็นปี พ.ศ. ปีเดียว"),
        ("ถนน | 3 | 5000 | 2580", "year", "ต้องเป็นปีงบประมาณในรอบแผน"),
        ("ถนน | 3 | 5000 | 2572 | อื่น", "title", "มีช่องเกินมา 1 ช่อง"),
        ("ถนน\u202e | 3 | 5000", "title", "อักขระ"),
    ],
)
def test_what_is_wrong_is_named_at_its_cell(reader, line, column, message):
    (row,) = read_text(line, reader).rows
    assert message in row.problems[column]
    assert list(row.problems) == [column]


def test_every_wrong_cell_of_a_line_is_named_at_once(reader):
    (row,) = read_text("ถนน | 9 | x | 199", reader).rows
    assert list(row.problems) == ["amount", "year", "village"]
    assert row.draft is None


def test_a_repeated_line_is_pointed_out_and_not_refused(reader):
    found = read_text("ถนน | 3 | 5\nท่อ | 3 | 5\nถนน | 3 | 6", reader)
    assert [row.notes for row in found.rows] == [[], [], ["ชื่อและสถานที่เหมือนบรรทัดที่ 1"]]
    assert found.wrong == 0


def test_formulas_and_markup_are_only_text(reader):
    found = read_text("=HYPERLINK(1) | <b>หน้าวัด</b> | 5", reader)
    assert said(found)[0][:3] == ("=HYPERLINK(1)", None, "<b>หน้าวัด</b>")


def test_a_row_of_a_workbook_goes_through_the_same_reading(reader):
    row = read_row(7, {"title": "ถนน", "beneficiaries": "๑,๒๐๐ คน", "rationale": "ชำรุด", "source": "lao"}, reader)
    assert (row.number, row.draft.beneficiaries, row.draft.rationale, row.problems) == (7, 1200, "ชำรุด", {})
    wrong = read_row(8, {"title": "ถนน", "source": "ธนาคาร"}, reader)
    assert "ต้องเป็นแหล่งงบประมาณใดแหล่งหนึ่ง" in wrong.problems["source"]


def test_nothing_at_all_is_no_row(reader):
    assert read_text(" \n\t\n\t\t\n", reader).rows == []
    assert read_text(" | | \n|\n", reader).rows == []
    assert read_text("ชื่อโครงการ | หมู่ที่ | บาท", reader).rows == []
