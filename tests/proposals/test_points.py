"""Places on the map: what people paste, and what is no place in Thailand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from proposals.drafts import point_problems
from proposals.points import read_point

HERE = (Decimal("15.870032"), Decimal("104.625412"))


@pytest.mark.parametrize(
    "pasted",
    [
        "15.870032, 104.625412",
        "15.870032,104.625412",
        " 15.870032 104.625412 ",
        "(15.870032, 104.625412)",
        "๑๕.๘๗๐๐๓๒, ๑๐๔.๖๒๕๔๑๒",
        "104.625412, 15.870032",
        "https://www.google.com/maps/@15.870032,104.625412,17z",
        "https://www.google.com/maps/place/x/@15.8,104.6,17z/data=!3m1!4b1!4m5!3m4!1s0x0!8m2!3d15.870032!4d104.625412",
        "https://maps.google.com/?q=15.870032,104.625412",
        "https://www.google.com/maps/search/?api=1&query=15.870032%2C104.625412",
        "https://www.openstreetmap.org/?mlat=15.870032&mlon=104.625412#map=15/15.8/104.6",
        "https://www.openstreetmap.org/#map=15/15.870032/104.625412",
    ],
)
def test_a_place_is_read_from_numbers_and_links(pasted):
    assert read_point(pasted) == HERE


def test_degrees_minutes_and_seconds_are_read():
    assert read_point("15°52'12.1\"N 104°37'31.5\"E") == (Decimal("15.870028"), Decimal("104.625417"))


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("หน้าวัด", "ไม่มีพิกัด"),
        ("15.87", "ไม่มีพิกัด"),
        ("15,87 104,62", "ไม่มีพิกัด"),
        ("48.8566, 2.3522", "ไม่อยู่ในประเทศไทย"),
        ("-15.87, 104.62", "ไม่อยู่ในประเทศไทย"),
        ("0, 0", "ไม่อยู่ในประเทศไทย"),
        ("https://maps.app.goo.gl/AbCd123", "ลิงก์ย่อ"),
        ("https://example.com/15.87,104.62", "ไม่มีพิกัด"),
    ],
)
def test_what_is_no_place_says_what_is_expected(pasted, message):
    with pytest.raises(ValueError, match=message):
        read_point(pasted)


@given(some.text(max_size=80) | some.from_regex(r"https?://[ -~]{0,60}", fullmatch=True))
def test_whatever_is_pasted_is_a_place_in_thailand_or_a_refusal(pasted):
    try:
        point = read_point(pasted)
    except ValueError:
        return
    assert point_problems("", *point) == []


def test_half_a_place_and_one_abroad_are_named():
    assert [p.field for p in point_problems("", Decimal(15), None)] == ["longitude"]
    assert [p.field for p in point_problems("", None, Decimal(104))] == ["latitude"]
    assert [p.field for p in point_problems("x.", Decimal("NaN"), Decimal(106))] == ["x.latitude", "x.longitude"]
    assert [p.field for p in point_problems("", Decimal("15.1234567"), Decimal(104))] == ["latitude"]
