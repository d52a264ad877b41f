"""What one cell may hold."""

from datetime import date, datetime

import pytest

from directory import cells


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("01/10/2571", date(2028, 10, 1)),
        ("1/10/2571", date(2028, 10, 1)),
        ("๑/๑๐/๒๕๗๑", date(2028, 10, 1)),
        ("01/10/2028", date(2028, 10, 1)),
        ("29/02/2571", date(2028, 2, 29)),  # a day that the Buddhist year 2571 has and the common year 2571 has not
        (datetime(2028, 10, 1), date(2028, 10, 1)),  # noqa: DTZ001  # as openpyxl answers
        (datetime(2571, 10, 1), date(2028, 10, 1)),  # noqa: DTZ001  # typed in the Buddhist Era where Excel knew none
        (date(2028, 10, 1), date(2028, 10, 1)),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read_in_either_era_and_either_digits(typed, expected):
    assert cells.day(typed) == expected


@pytest.mark.parametrize(
    "typed", ["30/02/2571", "10/2571", "1/13/2571", "01/10/71", "01/10/2701", "01/10/1500", 45000, True]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(cells.WrongValueError):
        cells.day(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("081-234 5678", "0812345678"),
        ("๐๘๑๒๓๔๕๖๗๘", "0812345678"),
        ("+66 81 234 5678", "0812345678"),
        (812345678, "0812345678"),
        (812345678.0, "0812345678"),
        ("(045) 511-234", "045511234"),
        ("", ""),
    ],
)
def test_a_phone_number_is_brought_into_one_form(typed, expected):
    assert cells.phone(typed) == expected
    assert cells.phone(cells.phone(typed)) == expected


@pytest.mark.parametrize("typed", ["12345", "8123456789", "08123456789", "โทร", "0812345678<b>", "0012345678"])
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(cells.WrongValueError):
        cells.phone(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("0 4551 1234 ต่อ ๑๒", "045511234 ต่อ 12"), ("1567", "1567"), ("045511234", "045511234"), ("", "")],
)
def test_an_office_has_extensions_and_short_numbers(typed, expected):
    assert cells.office_phone(typed) == expected
    assert cells.office_phone(expected) == expected


@pytest.mark.parametrize("typed", ["045511234 ต่อ", "ต่อ 12", "999999"])
def test_an_office_phone_without_a_number_is_refused(typed):
    with pytest.raises(cells.WrongValueError):
        cells.office_phone(typed)


def test_markup_stays_text_and_invisible_breaks_go():
    assert cells.text(100)("  <b>นาย&amp;ก</b> ") == "<b>นาย&amp;ก</b>"
    assert cells.text(100)("=1+1") == "=1+1"
    assert cells.text(100)("บุ่ง\u200bใหญ่\ufeff") == "บุ่งใหญ่"
    assert cells.text(100, lines=True)("บรรทัด\r\nสอง") == "บรรทัด\nสอง"


@pytest.mark.parametrize("typed", ["ก\x00ข", "ก\nข", "ก\tข", "ก\u202eข", "ก\u2028ข", "ก" * 101, True])
def test_control_characters_and_too_much_text_are_refused(typed):
    with pytest.raises(cells.WrongValueError):
        cells.text(100)(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1,2,5-7", (1, 2, 5, 6, 7)), ("๑, ๒ ,๑", (1, 2)), (3, (3,)), ((2, 1), (1, 2)), ("", ()), (None, ())],
)
def test_villages_are_listed_by_numbers_and_ranges(typed, expected):
    assert cells.numbers(typed) == expected


@pytest.mark.parametrize("typed", ["7-5", "0", "ก", "1;2", datetime(2028, 7, 5)])  # noqa: DTZ001  # Excel made a date of 5-7
def test_what_lists_no_villages_is_refused(typed):
    with pytest.raises(cells.WrongValueError):
        cells.numbers(typed)


@pytest.mark.parametrize("typed", ["2499", "2701", "72", "2029"])
def test_a_year_outside_2500_to_2700_is_refused(typed):
    with pytest.raises(cells.WrongValueError):
        cells.year(typed)
    assert cells.year("๒๕๗๒") == 2572


@pytest.mark.parametrize("typed", ["-1", "1.5", "ก", "33000", 1.5])
def test_a_count_is_a_whole_number_within_limits(typed):
    with pytest.raises(cells.WrongValueError):
        cells.whole(0, cells.LARGEST_COUNT)(typed)
    assert cells.whole(0, cells.LARGEST_COUNT)("1,200") == 1200


def test_a_choice_is_made_by_value_or_by_thai_label():
    read = cells.choice({"": "ดำรงตำแหน่ง", "acting_for": "รักษาราชการแทน"})
    assert [read(typed) for typed in ("acting_for", "รักษาราชการแทน", "ดำรงตำแหน่ง", "")] == ["acting_for"] * 2 + [""] * 2
    with pytest.raises(cells.WrongValueError, match="รักษาราชการแทน"):
        read("แทน")


def test_what_is_shown_of_a_cell_is_short_and_harmless():
    assert cells.as_typed("ก" * 100) == "ก" * 59 + "…"
    assert cells.as_typed("\x1b[31mแดง") == "\ufffd[31mแดง"
