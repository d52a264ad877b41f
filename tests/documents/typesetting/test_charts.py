from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pymupdf
import pypdf
import pytest

from documents.typesetting import (
    A4,
    BarChart,
    Fonts,
    Metadata,
    Paragraph,
    Section,
    Series,
    ShareChart,
    Surface,
    set_document,
)
from documents.typesetting.charts import thai_number
from tests.documents.typesetting.reading import by_mupdf, by_pypdf
from tests.documents.typesetting.tag_tree import check_consistent, tags_of

YEARS = ["๒๕๗๑", "๒๕๗๒", "๒๕๗๓"]
BY_YEAR = BarChart(
    "งบประมาณตามปี",
    YEARS,
    [Series("จังหวัด", [Decimal("12.5"), 14, None]), Series("ท้องถิ่น", [3, 0, Decimal("5.25")])],
    unit="ล้านบาท",
)
STACKED = replace(BY_YEAR, stacked=True)
BY_STRATEGY = ShareChart("สัดส่วนตามยุทธศาสตร์", [("เศรษฐกิจ", 500), ("สังคม", 300), ("สิ่งแวดล้อม", 0), ("ความมั่นคง", 200)])

Block = BarChart | ShareChart
Bar = tuple[str, float, float, float, float]


def pdf_of(*charts: Block) -> bytes:
    return set_document([Section(A4, charts)], Metadata("แผนภูมิ")).pdf


def bars_of(chart: Block) -> list[Bar]:
    """Return the colour, left edge, lower edge, width and height of each bar, the key's squares left out."""
    surface = Surface(Fonts())
    [strip] = chart.strips(surface.fonts, 450)
    strip.draw(surface, 0, 400)
    operators = "\n".join(operation for operation in surface.operations if isinstance(operation, str))
    found = re.findall(r"^(\S+ \S+ \S+) rg .*?(\S+) (\S+) (\S+) (\S+) re B$", operators, re.MULTILINE)
    bars = [(colour, *(float(number) for number in numbers)) for colour, *numbers in found]
    return [bar for bar in bars if (bar[3], bar[4]) != (6, 6)]


def test_the_heights_of_bars_are_to_each_other_as_their_figures() -> None:
    bars = bars_of(BY_YEAR)
    assert len(bars) == 4  # none for 0, none where there is no figure
    unit = bars[0][4] / 12.5
    assert [round(bar[4] / unit, 2) for bar in bars] == [12.5, 3.0, 14.0, 5.25]
    assert len({bar[2] for bar in bars}) == 1
    assert len({bar[3] for bar in bars}) == 1
    assert bars[0][1] + bars[0][3] == pytest.approx(bars[1][1], abs=0.02)


def test_stacked_bars_stand_on_each_other() -> None:
    first, second, *_ = bars_of(STACKED)
    assert first[1] == second[1]
    assert second[2] == pytest.approx(first[2] + first[4], abs=0.02)


def test_each_series_has_its_own_colour() -> None:
    bars = bars_of(BY_YEAR)
    assert bars[0][0] == bars[2][0] != bars[1][0] == bars[3][0]


def test_the_axis_ends_at_a_round_figure_that_no_bar_rises_above() -> None:
    for most, expected in [
        (14, "๐ ๕ ๑๐ ๑๕"),
        (1, "๐ ๐.๒ ๐.๔ ๐.๖ ๐.๘ ๑"),
        (1_250_000, "๐ ๒๕๐,๐๐๐ ๕๐๐,๐๐๐ ๗๕๐,๐๐๐ ๑,๐๐๐,๐๐๐ ๑,๒๕๐,๐๐๐"),
    ]:
        chart = BarChart("ชื่อ", ["ปี"], [Series("ก", [most])])
        lines = by_mupdf(pdf_of(chart)).split("\n")
        assert " ".join(lines[1 : lines.index("ปี")]) == expected
        [bar] = bars_of(chart)
        assert bar[4] <= chart.plot_height + 0.01


def test_nothing_but_zeros_is_drawn_as_an_empty_chart() -> None:
    chart = BarChart("ศูนย์", ["ปี"], [Series("ก", [0])])
    assert bars_of(chart) == []
    assert by_mupdf(pdf_of(chart)).split("\n") == ["ศูนย์", "๐", "๑", "ปี", "ก", "๐"]


def test_every_figure_is_text_and_sums_stand_under_stacked_bars() -> None:
    lines = by_mupdf(pdf_of(STACKED)).split("\n")
    assert lines[lines.index("๒๕๗๑") :] == [
        *YEARS,
        "จังหวัด",
        "๑๒.๕",
        "๑๔",
        "-",
        "ท้องถิ่น",
        "๓",
        "๐",
        "๕.๒๕",
        "รวม",
        "๑๕.๕",
        "๑๔",
        "๕.๒๕",
    ]
    assert "รวม" not in by_mupdf(pdf_of(BY_YEAR))


def test_shares_are_bars_with_figures_and_percent() -> None:
    lines = by_mupdf(pdf_of(BY_STRATEGY)).split("\n")
    assert lines[1:] == [
        "เศรษฐกิจ",
        "๕๐๐ (๕๐.๐%)",
        "สังคม",
        "๓๐๐ (๓๐.๐%)",
        "สิ่งแวดล้อม",
        "๐ (๐.๐%)",
        "ความมั่นคง",
        "๒๐๐ (๒๐.๐%)",
    ]
    widths = [bar[3] for bar in bars_of(BY_STRATEGY)]
    assert [round(width / widths[0], 2) for width in widths] == [1.0, 0.6, 0.4]


def test_nothing_is_drawn_beyond_the_margins() -> None:
    long = "ยุทธศาสตร์การพัฒนาคุณภาพชีวิตและเศรษฐกิจฐานรากอย่างยั่งยืน "
    wide = BarChart(long * 3, [long] * 15, [Series(long, [10**12] * 15)] * 8, stacked=True)
    tall = ShareChart(long * 3, [(long * 2, 10**15)] * 20)
    for chart in (wide, tall):
        surface = Surface(Fonts())
        [strip] = chart.strips(surface.fonts, 450)
        for bar in bars_of(chart):
            assert bar[1] >= 0
            assert bar[1] + bar[3] <= 450.01
        sketch: Any = strip
        for x, _, room, line, style, _ in sketch._sketch.texts:
            assert x + line.width * style.size / 1000 <= 450.01 or line.width * style.size / 1000 <= room + 0.01


def test_a_chart_is_a_figure_with_all_its_figures_in_words() -> None:
    tagged = tags_of(pdf_of(STACKED, BY_STRATEGY))
    check_consistent(tagged)
    [bars, shares] = tagged.document.all()
    assert (bars.role, shares.role) == ("Figure", "Figure")
    assert bars.alt == (
        "งบประมาณตามปี (ล้านบาท): จังหวัด: ๒๕๗๑ ๑๒.๕, ๒๕๗๒ ๑๔, ๒๕๗๓ -; "
        "ท้องถิ่น: ๒๕๗๑ ๓, ๒๕๗๒ ๐, ๒๕๗๓ ๕.๒๕; รวม: ๒๕๗๑ ๑๕.๕, ๒๕๗๒ ๑๔, ๒๕๗๓ ๕.๒๕"
    )
    assert shares.alt == (
        "สัดส่วนตามยุทธศาสตร์: เศรษฐกิจ ๕๐๐ (๕๐.๐%), สังคม ๓๐๐ (๓๐.๐%), สิ่งแวดล้อม ๐ (๐.๐%), ความมั่นคง ๒๐๐ (๒๐.๐%)"
    )
    [own] = tags_of(pdf_of(replace(BY_YEAR, alt="งบลดลง"))).document.all()
    assert own.alt == "งบลดลง"


def test_there_are_no_pixels_and_no_second_way_to_draw_it() -> None:
    import io

    pdf = pdf_of(BY_YEAR, STACKED, BY_STRATEGY)
    assert [len(page.images) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages] == [0]
    assert hashlib.sha256(pdf).digest() == hashlib.sha256(pdf_of(BY_YEAR, STACKED, BY_STRATEGY)).digest()


def test_the_caller_may_write_figures_in_its_own_way() -> None:
    chart = replace(BY_YEAR, written=lambda value: f"{value:.1f} M")
    assert "12.5 M" in by_pypdf(pdf_of(chart))


def test_markup_in_a_chart_is_text() -> None:
    chart = BarChart("<b>งบ</b>", ["]TJ ET"], [Series("(ก)", [1])])
    text = by_mupdf(pdf_of(chart))
    assert all(part in text for part in ("<b>งบ</b>", "]TJ ET", "(ก)"))


def test_figures_are_written_with_the_decimals_that_they_have() -> None:
    assert [thai_number(value) for value in (0, 1250000, Decimal("12.50"), Decimal("1E+3"))] == [
        "๐",
        "๑,๒๕๐,๐๐๐",
        "๑๒.๕๐",
        "๑,๐๐๐",
    ]


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        (replace(BY_YEAR, categories=[]), "chart 'งบประมาณตามปี': 0 categories; 1 to 15 fit"),
        (replace(BY_YEAR, series=[]), "chart 'งบประมาณตามปี': 0 series; 1 to 8 fit"),
        (replace(BY_YEAR, series=[BY_YEAR.series[0]] * 9), "9 series; 1 to 8 fit"),
        (replace(BY_YEAR, categories=YEARS[:2]), "series 'จังหวัด' has 3 figures for 2 categories"),
        (replace(BY_YEAR, series=[Series("ก", [1, -2, 3])]), "ก, ๒๕๗๒: -2 cannot be shown as a bar"),
        (replace(BY_YEAR, series=[Series("ก", [1, 2, Decimal("NaN")])]), "ก, ๒๕๗๓: NaN cannot be shown as a bar"),
        (replace(BY_STRATEGY, parts=[]), "chart 'สัดส่วนตามยุทธศาสตร์': 0 parts; 1 to 20 fit"),
        (replace(BY_STRATEGY, parts=[("ก", 0)]), "all figures are zero, so there are no shares"),
        (replace(BY_STRATEGY, parts=[("ก", 1), ("ข", -1)]), "ข: -1 cannot be shown as a bar"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(chart: Block, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        chart.strips(Fonts(), 450)


def test_a_chart_that_does_not_fit_goes_to_the_next_page_whole() -> None:
    import io

    filler = [Paragraph("เติม")] * 28
    reader = pypdf.PdfReader(io.BytesIO(set_document([Section(A4, [*filler, BY_YEAR])], Metadata("ก")).pdf))
    assert [("งบประมาณตามปี" in page.extract_text(), "ท้องถิ่น" in page.extract_text()) for page in reader.pages] == [
        (False, False),
        (True, True),
    ]


def test_a_chart_higher_than_a_page_is_drawn_smaller() -> None:
    import io

    tall = ShareChart("สูง", [("ชื่อที่ยาวมาก " * 30, index) for index in range(1, 21)])
    document = set_document([Section(A4, [Paragraph("ก่อน"), tall, Paragraph("หลัง")])], Metadata("ก"))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document.pdf)).pages]
    assert ["ก่อน" in pages[0], "สูง" in pages[1], "หลัง" in pages[2], document.page_count] == [True, True, True, 3]
    with pymupdf.open(stream=document.pdf) as opened:
        boxes = [word[:4] for word in opened[1].get_text("words")]
    assert all(box[3] <= A4.height - A4.margins.bottom + 1 for box in boxes)
