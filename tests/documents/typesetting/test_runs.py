from __future__ import annotations

from typing import Any

import pytest

from documents.typesetting import (
    A4,
    BOLD,
    CM,
    REGULAR,
    Fonts,
    Metadata,
    Run,
    RunParagraph,
    Section,
    Style,
    set_document,
)
from documents.typesetting.faces import UNITS_PER_EM
from documents.typesetting.words import words
from tests.documents.typesetting.reading import POPPLER_MODES, by_mupdf, by_pdfium, by_poppler, by_pypdf
from tests.documents.typesetting.tag_tree import tags_of

RUNS = [
    Run("ข้อ ๑", BOLD),
    Run(" คณะกรรมการพัฒนา"),
    Run("คุณภาพ", BOLD, 14),
    Run("ชีวิตระดับ Province"),
    Run(" AV To ", BOLD, 8),
    Run("น้ำท่วม ", size=12),
    Run("ที่-", BOLD),
    Run("ต่อ ("),
    Run("ตาราง ๑", BOLD),
    Run(") พ.ศ. ๒๕๖๙ กำหนดให้จังหวัดจัดทำแผนปฏิบัติราชการประจำปี โดยให้สอดคล้องกับแผนพัฒนาจังหวัดและนโยบายของรัฐบาล "),
]
TEXT = "".join(run.text for run in RUNS)


def pdf_of(*paragraphs: RunParagraph) -> bytes:
    return set_document([Section(A4, paragraphs)], Metadata("คำ")).pdf


def lines_of(runs: list[Run], width: float, **options: Any) -> list[Any]:
    """Return the parts of each line: their texts, faces, sizes and widths."""
    strips: list[Any] = RunParagraph(runs, **options).strips(Fonts(), width)
    return [
        [(part.line.text, part.style.face, part.style.size, part.width) for part in strip._parts] for strip in strips
    ]


@pytest.mark.parametrize("align", ["left", "right", "center", "justify"])
def test_the_lines_of_a_paragraph_of_runs_joined_are_its_text(align: str, tmp_path) -> None:
    pdf = pdf_of(RunParagraph(RUNS * 3, Style(align=align), first_indent=2 * CM))
    for mode in POPPLER_MODES[:2]:
        assert by_poppler(pdf, tmp_path, mode).replace("\n", "") == TEXT * 3
    assert by_mupdf(pdf).replace("\n", "") == TEXT * 3
    assert by_pdfium(pdf).replace("\n", "") == TEXT * 3
    assert by_pypdf(pdf).replace("\n", "") == TEXT * 3


def test_each_run_has_its_face_and_size_and_the_width_of_its_letters() -> None:
    [line] = lines_of([Run("งบ "), Run("รวม", BOLD, 20)], 400, style=Style(size=10))
    assert [(text, face, size) for text, face, size, _ in line] == [("งบ ", REGULAR, 10), ("รวม", BOLD, 20)]
    fonts = Fonts()
    assert line[0][3] == fonts[REGULAR].shape("งบ").width / 100 + fonts[REGULAR].space.width / 100
    assert line[1][3] == fonts[BOLD].shape("รวม").width / 50


def test_a_line_never_ends_inside_a_word_because_a_run_does() -> None:
    for width in range(60, 400, 7):
        for line in lines_of([Run("แผนพัฒนาคุณ"), Run("ภาพชีวิตระดับจัง", BOLD), Run("หวัด")], width)[:-1]:
            text = "".join(part[0] for part in line)
            whole = "แผนพัฒนาคุณภาพชีวิตระดับจังหวัด"
            cuts = [len("".join(words(whole)[:count])) for count in range(len(words(whole)) + 1)]
            assert whole.index(text) + len(text) in cuts


def test_no_line_is_wider_than_its_column_and_no_letter_is_lost() -> None:
    for width in (30, 70, 150, 450):
        lines = lines_of(RUNS, width)
        assert (
            all(sum(part[3] for part in line) <= width + 0.01 or len(line[0][0]) == 1 for line in lines) or width == 30
        )
        assert "".join(part[0] for line in lines for part in line) == TEXT


def test_a_justified_line_of_runs_reaches_the_margin() -> None:
    lines = lines_of(RUNS * 2, 450, style=Style(align="justify"))
    assert [round(sum(part[3] for part in line), 3) for line in lines[:-1]] == [450.0] * (len(lines) - 1)


def test_a_run_that_ends_inside_a_letter_gives_the_marks_to_the_run_before() -> None:
    [line] = lines_of([Run("ท"), Run("ี่น", BOLD), Run("้ำ")], 400)
    assert [part[:2] for part in line] == [("ที่", REGULAR), ("น้ำ", BOLD)]


def test_white_space_belongs_to_the_run_before_it_and_is_kept(tmp_path) -> None:
    runs = [Run("ก"), Run(" ข", BOLD), Run("\u00a0\u00a0ค"), Run("  "), Run("ง", BOLD), Run("\u2003จ")]
    pdf = pdf_of(RunParagraph(runs))
    text = "ก ข\u00a0\u00a0ค  ง\u2003จ"
    assert by_mupdf(pdf) == by_pypdf(pdf) == by_poppler(pdf, tmp_path) == text
    assert by_pdfium(pdf) == text.replace("  ", " ")  # PDFium gives one space for two, whatever is in the file


def test_line_ends_in_runs_end_lines() -> None:
    lines = lines_of([Run("ก\nข"), Run("\r\nค\n", BOLD)], 400)
    assert ["".join(part[0] for part in line) for line in lines] == ["ก", "ข", "ค", ""]


def test_a_larger_run_makes_its_line_higher_and_no_other() -> None:
    style = Style(size=10, leading=20)
    heights = [strip.height for strip in RunParagraph([Run("ก\nข"), Run("ค", size=15)], style).strips(Fonts(), 400)]
    assert heights == [20, 30]
    assert [strip.height for strip in RunParagraph([Run("ก", size=5)], style).strips(Fonts(), 400)] == [20]


def test_no_runs_are_an_empty_line() -> None:
    assert lines_of([], 400) == [[]]
    assert by_pypdf(pdf_of(RunParagraph([Run("")]))) == ""


def test_a_paragraph_of_runs_is_one_paragraph_or_heading_in_the_structure() -> None:
    pdf = pdf_of(RunParagraph(RUNS * 4), RunParagraph([Run("บทที่ ๑ ", BOLD), Run("แผน")], heading=1))
    assert tags_of(pdf).document.roles() == "P H1"


def test_the_baseline_is_shared() -> None:
    import re

    from documents.typesetting.surface import Surface

    fonts = Fonts()
    surface = Surface(fonts)
    [strip] = RunParagraph([Run("เล็ก", size=8), Run("ใหญ่", BOLD, 16)], Style(size=10)).strips(fonts, 400)
    strip.draw(surface, 0, 100)
    operators = [operation for operation in surface.operations if isinstance(operation, str)]
    places = [re.match(r"1 0 0 1 (\S+) (\S+) Tm", operation) for operation in operators]
    found = [place.groups() for place in places if place]
    assert found[0][1] == found[1][1]
    assert float(found[1][0]) == pytest.approx(fonts[REGULAR].shape("เล็ก").width * 8 / UNITS_PER_EM, abs=0.01)
