"""Page numbers, running titles and continuation marks, as Thai papers have them."""

from __future__ import annotations

import io

import pypdf

from documents.typesetting import A4, A4_LANDSCAPE, Furniture, Metadata, Paragraph, Section, set_document
from documents.typesetting.furniture import (
    continuation_mark,
    page_in_centre,
    page_of_document,
    page_of_total,
    running_title,
)

LINES_PER_PAGE = 34


def pages_with(*furniture: Furniture, above: bool = True, titles: str = "ย่อหน้าที่") -> list[list[str]]:
    """Return the lines of each page: two sections, of three pages and of one turned round."""
    long = [Paragraph(f"{titles} {index}") for index in range(2 * LINES_PER_PAGE + 1)]
    headers, footers = (furniture, ()) if above else ((), furniture)
    sections = [
        Section(A4, long, headers=headers, footers=footers),
        Section(A4_LANDSCAPE, [Paragraph("ผนวก")], headers=headers, footers=footers),
    ]
    document = set_document(sections, Metadata("หน้า"))
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document.pdf)).pages]
    return [text.replace("\r", "").split("\n") for text in texts]


def test_pages_are_counted_in_their_section_or_in_the_whole_document() -> None:
    assert [page[0] for page in pages_with(page_of_total)] == ["หน้า ๑/๓", "หน้า ๒/๓", "หน้า ๓/๓", "หน้า ๑/๑"]
    assert [page[0] for page in pages_with(page_of_document)] == ["หน้า ๑/๔", "หน้า ๒/๔", "หน้า ๓/๔", "หน้า ๔/๔"]


def test_letters_number_their_pages_from_the_second() -> None:
    assert [page[0] for page in pages_with(page_in_centre)] == ["ย่อหน้าที่ 0", "- ๒ -", "- ๓ -", "ผนวก"]


def test_a_page_ends_with_the_first_words_of_the_next_one_of_its_section() -> None:
    pages = pages_with(continuation_mark, above=False, titles="จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการต่อไป")
    assert [page[-1] for page in pages[:2]] == ["/จึงเรียนมาเพื่อโปรด..."] * 2
    assert pages[2][-1].startswith("จึงเรียน")
    assert pages[3] == ["ผนวก"]


def test_a_title_of_many_lines_runs_with_as_many_whole_ones_as_fit() -> None:
    assert running_title("บัญชี", "ปี ๒๕๗๒", "ก" * 90).title == "บัญชี ปี ๒๕๗๒"
    assert running_title("ก" * 100, "ปี ๒๕๗๒").title == "ก" * 100


def test_a_title_runs_from_the_second_page_and_is_text() -> None:
    assert [page[0] for page in pages_with(running_title("<b>บัญชี</b>"))] == [
        "ย่อหน้าที่ 0",
        "<b>บัญชี</b>",
        "<b>บัญชี</b>",
        "ผนวก",
    ]
