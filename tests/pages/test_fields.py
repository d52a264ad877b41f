"""What the form fields read, and what they refuse with which words."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from pages.fields import BahtField, LongTextField, ScanField, ShortTextField, ThaiDateField, TimeField, WholeNumberField


@pytest.fixture(autouse=True)
def _in_thai():
    with translation.override("th"):
        yield


def refusal(field, value):
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value


# --- Dates ---


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["21", "11", "2569"], date(2026, 11, 21)),
        (["๒๑", "11", "๒๕๖๙"], date(2026, 11, 21)),
        ([" 1 ", "1", " 2569 "], date(2026, 1, 1)),
        (["29", "2", "2571"], date(2028, 2, 29)),  # 2028 is a leap year; 2571 of the common era is none
        (["1", "1", "2400"], date(1857, 1, 1)),
        (date(2026, 11, 21), date(2026, 11, 21)),
    ],
)
def test_a_date_is_read_in_either_digits(typed, expected):
    assert ThaiDateField().clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "parts", "message"),
    [
        (["31", "2", "2569"], "day", "ไม่มีวันที่ 31 กุมภาพันธ์ พ.ศ. 2569 ในปฏิทิน"),
        (["29", "2", "2569"], "day", "ไม่มีวันที่ 29 กุมภาพันธ์ พ.ศ. 2569 ในปฏิทิน"),
        (["32", "1", "2569"], "day", "วันต้องเป็นตัวเลข 1 ถึง 31 (กรอก “32”)"),
        (["สิบ", "1", "2569"], "day", "วันต้องเป็นตัวเลข 1 ถึง 31 (กรอก “สิบ”)"),
        (["1", "13", "2569"], "month", "ต้องเลือกเดือนจากรายการ"),
        (["1", "1", "2026"], "year", "ปี 2026 เป็นปี ค.ศ. ให้กรอกเป็นปี พ.ศ. คือ 2569"),
        (["1", "1", "69"], "year", "ปีต้องเป็นปี พ.ศ. สี่หลัก เช่น 2569 (กรอก “69”)"),
        (["1", "1", "2399"], "year", "ปีต้องเป็นปี พ.ศ. ระหว่าง 2400 ถึง 2700 (กรอก 2399)"),
        (["1", "1", "9999"], "year", "ปีต้องเป็นปี พ.ศ. ระหว่าง 2400 ถึง 2700 (กรอก 9999)"),
        (["", "11", ""], "day year", "ยังขาด: วัน ปี พ.ศ."),
        (["1", "", "2569"], "month", "ยังขาด: เดือน"),
    ],
)
def test_a_date_that_is_none_is_refused_and_the_part_at_fault_named(typed, parts, message):
    refused = refusal(ThaiDateField(), typed)
    assert (refused.messages, refused.code) == ([message], parts)


def test_a_blank_date_is_none_or_missing():
    assert ThaiDateField(required=False).clean(["", "", ""]) is None
    assert refusal(ThaiDateField(), ["", "", ""]).code == "required"


def test_a_date_left_as_it_was_is_unchanged():
    field = ThaiDateField()
    assert not field.has_changed(date(2026, 11, 21), ["21", "11", "2569"])
    assert field.has_changed(date(2026, 11, 21), ["22", "11", "2569"])
    assert not field.has_changed(None, ["", "", ""])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("09.30", time(9, 30)),
        ("9:05", time(9, 5)),
        ("๑๓.๐๐ น.", time(13)),
        ("00.00", time(0)),
        (time(9, 30), time(9, 30)),
    ],
)
def test_a_time_is_read_with_point_or_colon(typed, expected):
    assert TimeField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["24.00", "9", "9.60", "เช้า", "9.5", "09.30.15"])
def test_what_is_no_time_is_refused(typed):
    assert refusal(TimeField(), typed).messages == [f"“{typed}” ไม่ใช่เวลา ให้กรอกเป็นชั่วโมงและนาที เช่น 09.30"]


# --- Numbers ---


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1250000", "1250000"),
        ("1,250,000", "1250000"),
        ("1 250 000.5", "1250000.5"),
        ("๑,๒๕๐,๐๐๐.๗๕ บาท", "1250000.75"),
        ("500บาท", "500"),
        (" 0 ", "0"),
        (Decimal("12.50"), "12.50"),
    ],
)
def test_an_amount_is_read_however_it_was_grouped(typed, expected):
    assert BahtField().clean(typed) == Decimal(expected)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("12.345", "“12.345” มีทศนิยมเกินสองตำแหน่ง จำนวนเงินละเอียดได้ถึงสตางค์ เช่น 1,250,000.50"),
        ("1,25", "“1,25” ไม่ใช่จำนวนเงิน ให้กรอกเป็นตัวเลข เช่น 1,250,000 หรือ 1,250,000.50"),
        ("1.250.000", "“1.250.000” ไม่ใช่จำนวนเงิน ให้กรอกเป็นตัวเลข เช่น 1,250,000 หรือ 1,250,000.50"),
        ("สามแสน", "“สามแสน” ไม่ใช่จำนวนเงิน ให้กรอกเป็นตัวเลข เช่น 1,250,000 หรือ 1,250,000.50"),
        ("NaN", "“NaN” ไม่ใช่จำนวนเงิน ให้กรอกเป็นตัวเลข เช่น 1,250,000 หรือ 1,250,000.50"),
        ("1e6", "“1e6” ไม่ใช่จำนวนเงิน ให้กรอกเป็นตัวเลข เช่น 1,250,000 หรือ 1,250,000.50"),
        ("-1", "-1 บาท ไม่อยู่ระหว่าง 0 ถึง 999,999,999,999.99 บาท"),
        ("1,000,000,000,000", "1,000,000,000,000 บาท ไม่อยู่ระหว่าง 0 ถึง 999,999,999,999.99 บาท"),
    ],
)
def test_what_is_no_amount_is_refused_by_name(typed, message):
    assert refusal(BahtField(), typed).messages == [message]


def test_an_amount_is_shown_with_commas_and_not_changed_by_them():
    field = BahtField()
    assert field.prepare_value(Decimal("1250000.00")) == "1,250,000"
    assert field.prepare_value(Decimal("1250000.5")) == "1,250,000.50"
    assert field.prepare_value("1,25") == "1,25"  # what was typed comes back as it was
    assert not field.has_changed(Decimal("1250000.00"), "1,250,000")
    assert field.has_changed(Decimal("1250000.00"), "1,250,001")
    assert field.has_changed(None, "บาท")
    assert BahtField(required=False).clean("") is None


@pytest.mark.parametrize(("typed", "expected"), [("๑,๒๐๐", 1200), ("0", 0), (" 7 ", 7), (7, 7)])
def test_a_whole_number_is_read_in_either_digits(typed, expected):
    assert WholeNumberField(maximum=1200).clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1201", "1201 ไม่อยู่ระหว่าง 0 ถึง 1200"),
        ("-1", "-1 ไม่อยู่ระหว่าง 0 ถึง 1200"),
        ("1.5", "“1.5” ไม่ใช่จำนวนเต็ม ให้กรอกเป็นตัวเลข 0 ถึง 1200"),
        ("9" * 5000, f"“{'9' * 59}…” ไม่ใช่จำนวนเต็ม ให้กรอกเป็นตัวเลข 0 ถึง 1200"),
    ],
)
def test_what_is_no_such_number_is_refused(typed, message):
    assert refusal(WholeNumberField(maximum=1200), typed).messages == [message]


# --- Text ---


def test_text_loses_what_cannot_be_seen_and_keeps_its_lines():
    assert LongTextField().clean("  ถนน\u200bสาย\xa01\r\n\r\nหมู่ 2\r ") == "ถนนสาย 1\n\nหมู่ 2"
    assert ShortTextField().clean("\ufeff ถนน ") == "ถนน"
    assert ShortTextField(required=False).clean(" ") == ""


@pytest.mark.parametrize(
    ("typed", "code"), [("ก\x07ข", "U+0007"), ("ก\u202eข", "U+202E"), ("ก\x00", "U+0000"), ("ก\u2028ข", "U+2028")]
)
@pytest.mark.parametrize("field", [ShortTextField, LongTextField])
def test_control_characters_are_refused_by_number(field, typed, code):
    assert refusal(field(), typed).messages == [f"ต้องไม่มีอักขระควบคุมหรืออักขระที่มองไม่เห็น ({code})"]


def test_a_short_text_has_one_line():
    assert refusal(ShortTextField(), "ก\nข").messages == ["ต้องไม่มีอักขระควบคุมหรืออักขระที่มองไม่เห็น (U+000A)"]


def test_the_length_is_counted_in_what_is_kept():
    assert LongTextField(max_length=5).clean("ก\r\nข\r\nค") == "ก\nข\nค"
    assert refusal(LongTextField(max_length=5), "123456").messages == ["ต้องยาวไม่เกิน 5 ตัวอักษร (มี 6)"]


def test_the_browser_cuts_nothing_off():
    assert "maxlength" not in LongTextField(max_length=5).widget.attrs
    assert "maxlength" not in ShortTextField(max_length=5).widget.attrs


# --- Files ---


def test_a_scan_may_be_as_large_as_said_and_no_larger():
    field = ScanField(largest=1024 * 1024)
    fits = SimpleUploadedFile("หนังสือ.pdf", b"x" * 1024 * 1024)
    assert field.clean(fits) is fits
    refused = refusal(field, SimpleUploadedFile("a.pdf", b"x" * 1_600_000))
    assert refused.messages == ["ไฟล์ใหญ่ 1.5 MB ต้องไม่เกิน 1.0 MB"]


def test_an_empty_scan_is_refused():
    assert refusal(ScanField(), SimpleUploadedFile("a.pdf", b"")).messages == ["ไฟล์ว่างเปล่า ให้แนบไฟล์ PDF, JPEG หรือ PNG"]
