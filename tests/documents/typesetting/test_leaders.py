from __future__ import annotations

import re
from itertools import pairwise

import pytest

from documents.typesetting import (
    A4,
    Fonts,
    Leader,
    Metadata,
    Section,
    Strip,
    Style,
    Surface,
    TabbedLine,
    TabStop,
    set_document,
)
from documents.typesetting.faces import UNITS_PER_EM
from tests.documents.typesetting.reading import by_mupdf, by_pdfium, by_poppler, by_pypdf

PLAIN = Style(size=10)


def drawn(strips: list[Strip]) -> tuple[list[float], list[tuple[float, float]]]:
    """Return where texts begin and where dots begin and end, from the left edge."""
    surface = Surface(Fonts())
    for strip in strips:
        strip.draw(surface, 0, 100)
    operations = [operation for operation in surface.operations if isinstance(operation, str)]
    texts = [re.match(r"1 0 0 1 (\S+) ", operation) for operation in operations]
    dots = [re.search(r"(\S+) \S+ m (\S+) \S+ l S", operation) for operation in operations]
    return [float(x[1]) for x in texts if x], [(float(x[1]), float(x[2])) for x in dots if x]


def width_of(text: str) -> float:
    return PLAIN.width_of(Fonts(), text)


def test_texts_stand_at_their_tab_stops() -> None:
    stops = [TabStop(100), TabStop(300, "right"), TabStop(350, "center")]
    texts, dots = drawn(TabbedLine(["ก", "ข", "๑,๒๕๐", "ค"], stops, PLAIN).strips(Fonts(), 450))
    expected = [0, 100, 300 - width_of("๑,๒๕๐"), 350 - width_of("ค") / 2]
    assert texts == [pytest.approx(x, abs=0.01) for x in expected]
    assert dots == []


def test_dots_lead_from_the_end_of_one_text_to_the_next() -> None:
    texts, [(start, end)] = drawn(
        TabbedLine(["รวม", "๕"], [TabStop(300, "right", dotted=True)], PLAIN).strips(Fonts(), 450)
    )
    assert width_of("รวม") < start < width_of("รวม") + 9
    assert end == pytest.approx(texts[1] - 4, abs=0.01)


def test_a_stop_without_a_text_is_a_place_to_write_on() -> None:
    line = TabbedLine(
        ["ชื่อ", "", "สกุล", ""], [TabStop(150, dotted=True), TabStop(170), TabStop(400, dotted=True)], PLAIN
    )
    texts, dots = drawn(line.strips(Fonts(), 450))
    assert texts == [0, 170]
    assert [end for _, end in dots] == [150, 400]


def test_a_text_is_never_printed_over_another_nor_over_the_margin() -> None:
    long = "ข้อความยาวมากกว่าที่ว่าง " * 4
    surface = Surface(Fonts())
    [strip] = TabbedLine([long, "ซ้อน", "ก" * 60], [TabStop(50), TabStop(440, "right")], PLAIN).strips(Fonts(), 450)
    placed = [(x, line.width * 10 / UNITS_PER_EM) for x, line in strip._texts]  # type: ignore[attr-defined]
    strip.draw(surface, 0, 100)
    for (x, width), (following, _) in pairwise(placed):
        assert following >= x + width + 3.9
    assert placed[-1][0] + placed[-1][1] <= 450.01
    assert strip.opening().startswith("ข้อความยาวมาก")


def test_more_texts_than_stops_are_refused() -> None:
    with pytest.raises(ValueError, match="3 texts for 1 tab stops: 'ค' has no place"):
        TabbedLine(["ก", "ข", "ค"], [TabStop(100)]).strips(Fonts(), 450)


def test_tabbed_texts_are_read_apart_and_the_dots_not_at_all(tmp_path) -> None:
    stops = [TabStop(60, dotted=True), TabStop(440, "right", dotted=True)]
    lines = [TabbedLine([f"ชื่อ {index}", "นายสมชาย", "๑,๒๕๐"], stops, PLAIN) for index in range(3)]
    pdf = set_document([Section(A4, [*lines, Leader("ลงชื่อ", "ประธาน", PLAIN)])], Metadata("แท็บ")).pdf
    for text in (by_mupdf(pdf), by_pdfium(pdf), by_pypdf(pdf), by_poppler(pdf, tmp_path, "-raw")):
        expected = "".join(f"ชื่อ {index} นายสมชาย ๑,๒๕๐ " for index in range(3)) + "ลงชื่อ ประธาน"
        assert " ".join(text.split()) == expected


def test_a_leader_runs_from_the_last_line_of_a_long_text_to_its_value() -> None:
    strips = Leader("หัวข้อที่มีชื่อยาวมาก " * 8, "๑๒", PLAIN).strips(Fonts(), 300)
    assert len(strips) > 2
    texts, dots = drawn(strips)
    assert texts[-1] == pytest.approx(300 - width_of("๑๒"), abs=0.01)
    [(_, end)] = dots
    assert end == pytest.approx(texts[-1] - 4, abs=0.01)


def test_a_value_is_asked_for_when_it_is_drawn_and_not_before() -> None:
    known: list[str] = []
    strips = Leader("หน้า", lambda: known[0], PLAIN).strips(Fonts(), 300)
    known.append("๓๕๐")
    texts, _ = drawn(strips)
    assert texts[1] == pytest.approx(300 - width_of("๓๕๐"), abs=0.01)


def test_a_value_wider_than_its_room_is_set_narrower() -> None:
    texts, _ = drawn(Leader("ก", "๑" * 40, PLAIN, value_width=36).strips(Fonts(), 300))
    assert texts[1] == pytest.approx(300 - 36)
