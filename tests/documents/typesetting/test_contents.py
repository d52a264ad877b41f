from __future__ import annotations

import io
from typing import Any

import pypdf

from documents.typesetting import (
    A4,
    A4_LANDSCAPE,
    Bookmark,
    Contents,
    KeepTogether,
    Metadata,
    PageInfo,
    Paragraph,
    Section,
    set_document,
)
from tests.documents.typesetting.tag_tree import check_consistent, tags_of

HEADING = Paragraph("สารบัญ")


def chapter(title: str, pages: int, *inner: str) -> Section:
    blocks = [block for name in inner for block in (Bookmark(name, 1), Paragraph(name))]
    return Section(A4, [Bookmark(title), Paragraph(title), *blocks, *[Paragraph("เนื้อความ")] * (33 * (pages - 1))])


def pages_of(sections: list[Section]) -> list[list[str]]:
    pdf = set_document(sections, Metadata("เล่ม")).pdf
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [[" ".join(line.split()) for line in text.split("\n")] for text in texts]


def test_each_bookmark_is_listed_with_the_page_it_stands_on() -> None:
    book = [Section(A4, [HEADING, Contents()]), chapter("บทที่ ๑", 3, "พื้นที่", "ประชากร"), chapter("บทที่ ๒", 1)]
    pages = pages_of(book)
    assert pages[0] == ["สารบัญ", "บทที่ ๑ ๒", "พื้นที่ ๒", "ประชากร ๒", "บทที่ ๒ ๕"]
    assert [number for number, page in enumerate(pages, 1) if page[0] in {"บทที่ ๑", "บทที่ ๒"}] == [2, 5]


def test_contents_of_several_pages_push_the_chapters_back_by_as_many() -> None:
    chapters = [chapter(f"บทที่ {index}.", 1) for index in range(100)]
    pages = pages_of([Section(A4, [HEADING, Contents()]), *chapters])
    listed = [line for page in pages[:4] for line in page if line.startswith("บทที่")]
    first = next(number for number, page in enumerate(pages, 1) if page[0] == "บทที่ 0." and page[1:] == [])
    assert first == 4
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    assert listed[:100] == [f"บทที่ {index}. {str(first + index).translate(thai)}" for index in range(100)]


def test_contents_may_stand_at_the_end_or_twice() -> None:
    book = [chapter("บทที่ ๑", 1), Section(A4_LANDSCAPE, [Contents()]), Section(A4, [Contents(levels=1)])]
    assert pages_of(book)[1:] == [["บทที่ ๑ ๑"], ["บทที่ ๑ ๑"]]


def test_only_so_many_levels_are_listed() -> None:
    book = [Section(A4, [Contents(levels=1)]), chapter("บทที่ ๑", 1, "พื้นที่")]
    assert pages_of(book)[0] == ["บทที่ ๑ ๒"]


def test_the_caller_may_number_pages_in_its_own_way() -> None:
    def in_section(page: PageInfo) -> str:
        return f"{page.number_in_section}/{page.total_in_section}"

    book = [Section(A4, [Contents(numbered=in_section)]), chapter("บทที่ ๑", 3)]
    assert pages_of(book)[0] == ["บทที่ ๑ 1/2"]


def test_bookmarks_within_other_blocks_are_found_and_the_contents_list_not_themselves() -> None:
    inner = Section(A4, [KeepTogether([Bookmark("ซ้อนอยู่"), Paragraph("ก")])])
    assert pages_of([Section(A4, [Bookmark("สารบัญ"), Contents()]), inner])[0] == ["ซ้อนอยู่ ๒"]


def test_titles_are_text_on_one_line() -> None:
    book = [Section(A4, [Contents()]), chapter("<b>บท</b>\nที่ ๑ &amp; {x}", 1)]
    assert pages_of(book)[0] == ["<b>บท</b> ที่ ๑ &amp; {x} ๒"]


def test_without_bookmarks_the_contents_are_empty() -> None:
    assert pages_of([Section(A4, [HEADING, Contents()]), Section(A4, [Paragraph("ก")])]) == [["สารบัญ"], ["ก"]]


def test_every_section_is_laid_out_once() -> None:
    calls: list[str] = []

    class Counted:
        def strips(self, fonts: Any, width: float) -> list[Any]:
            calls.append("set")
            return list(Paragraph("ก").strips(fonts, width))

    set_document([Section(A4, [Contents(), Counted()]), Section(A4, [Counted()])], Metadata("เล่ม"))
    assert calls == ["set", "set"]


def test_the_structure_has_the_contents_where_they_stand() -> None:
    book = [Section(A4, [HEADING, Contents()]), chapter("บทที่ ๑", 1)]
    tagged = tags_of(set_document(book, Metadata("เล่ม")).pdf)
    check_consistent(tagged)
    assert tagged.document.roles() == "Sect(P TOC(TOCI)) P"


def test_the_same_book_gives_the_same_bytes() -> None:
    book = [Section(A4, [HEADING, Contents()]), chapter("บทที่ ๑", 3, "พื้นที่")]
    assert set_document(book, Metadata("เล่ม")).pdf == set_document(book, Metadata("เล่ม")).pdf
