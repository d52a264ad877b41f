from __future__ import annotations

import pytest

from documents.typesetting.faces import UNITS_PER_EM
from documents.typesetting.glyphs import DocumentFont
from documents.typesetting.lines import fill_lines, justified, line_of

WIDTH = 16 / 2.54 * 72 * UNITS_PER_EM / 10.7
TEXT = (
    "ตามพระราชกฤษฎีกาว่าด้วยการบริหารงานเชิงพื้นที่แบบบูรณาการ พ.ศ. ๒๕๖๕ กำหนดให้จังหวัดจัดทำแผนปฏิบัติราชการประจำปี "
    "โดยให้สอดคล้องกับแผนพัฒนาจังหวัดและนโยบายของรัฐบาล ทั้งนี้ คณะกรรมการบริหารงานจังหวัดแบบบูรณาการ (ก.บ.จ.) ได้ให้ความเห็นชอบแล้ว"
)


@pytest.fixture
def font() -> DocumentFont:
    return DocumentFont("regular", "F1")


def test_no_line_is_wider_than_its_column(font: DocumentFont) -> None:
    for width in (2_000, 4_000, 12_000, WIDTH):
        lines = fill_lines(font, TEXT, width)
        assert max(line.width for line in lines) <= width
        assert "".join(line.text for line in lines) == TEXT


def test_the_first_line_leaves_room_for_its_indent(font: DocumentFont) -> None:
    lines = fill_lines(font, TEXT, WIDTH, first_width=WIDTH / 2)
    assert lines[0].width <= WIDTH / 2 < lines[1].width


def test_line_ends_in_the_text_end_lines_and_nothing_else_does(font: DocumentFont) -> None:
    lines = fill_lines(font, "ก\nข\r\nค\rง\u2028จ\x85ฉ\n", WIDTH)
    assert [line.text for line in lines] == ["ก", "ข", "ค", "ง\u2028จ\x85ฉ", ""]
    assert all(line.ends_paragraph for line in lines)


def test_justified_lines_reach_the_margin_or_keep_their_own_width(font: DocumentFont) -> None:
    lines = fill_lines(font, TEXT, WIDTH, first_width=WIDTH * 0.8)
    stretched = list(justified(font, lines, WIDTH, WIDTH * 0.8))
    assert stretched[0].width == pytest.approx(WIDTH * 0.8)
    assert stretched[1].width == pytest.approx(WIDTH)
    assert stretched[-1] == lines[-1]
    assert [line.text for line in stretched] == [line.text for line in lines]


def test_a_line_far_too_short_is_not_torn_apart(font: DocumentFont) -> None:
    lines = fill_lines(font, f"สั้น {'abcdefghij' * 5} ท้าย", 25_000)
    assert len(lines) > 1
    assert list(justified(font, lines, 60_000, 60_000)) == lines


def test_letters_are_never_spread_so_far_that_readers_see_spaces(font: DocumentFont) -> None:
    import re

    lines = fill_lines(font, TEXT, WIDTH)
    for line in justified(font, lines, WIDTH, WIDTH):
        moves = [-float(move) for move in re.findall(r">(-?[\d.]+)<", line.code)]
        spaces = line.text.strip().count(" ")
        assert sum(1 for move in moves if move > 20.01) <= spaces
        assert line.scale <= 103


def test_a_line_set_whole_keeps_its_text_whatever_its_length(font: DocumentFont) -> None:
    assert line_of(font, "๑,๒๕๐,๐๐๐ \n บาท").text == "๑,๒๕๐,๐๐๐   บาท"
    assert line_of(font, "").code == ""


UNITS = [
    "ก",
    "ตากลม",
    "กรรมการบริหารงานจังหวัด",
    "ก.บ.",
    "ก ",
    "\u0e48",
    "๑",
    "a",
    "a\u00a0",
    "(",
    '"',
    " ",
    "\ufeff",
    "😀",
    "漢",
]


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_a_hundred_thousand_letters_without_a_place_to_break_are_all_set(font: DocumentFont, unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    assert "".join(line.text for line in fill_lines(font, text, WIDTH)) == text
