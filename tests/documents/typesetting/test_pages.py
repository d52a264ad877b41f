from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from PIL import Image

from documents.typesetting import (
    A4,
    A4_LANDSCAPE,
    CM,
    Bookmark,
    Foot,
    Gap,
    KeepTogether,
    Metadata,
    PageInfo,
    Paragraph,
    Picture,
    Section,
    SetDocument,
    Side,
    SideBySide,
    Style,
    Surface,
    draw_qr_code,
    set_document,
)
from tests.documents.typesetting.reading import by_pypdf


def finished(*blocks, **section) -> SetDocument:
    return set_document([Section(A4, blocks, **section)], Metadata("หน้า"))


def pages_of(document: SetDocument) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document.pdf)).pages]


def test_every_page_knows_how_many_there_are() -> None:
    def number(surface: Surface, page: PageInfo) -> None:
        text = f"หน้า {page.number}/{page.total} ส่วน {page.number_in_section}/{page.total_in_section}"
        surface.text(100, 800, Style().line(surface.fonts, text), "regular", 10)

    long = [Paragraph(f"ย่อหน้า {index}") for index in range(60)]
    sections = [Section(A4, long, headers=[number]), Section(A4_LANDSCAPE, long[:2], headers=[number])]
    document = set_document(sections, Metadata("หน้า"))
    firsts = [page.split("\n")[0] for page in pages_of(document)]
    assert firsts == ["หน้า 1/3 ส่วน 1/2", "หน้า 2/3 ส่วน 2/2", "หน้า 3/3 ส่วน 1/1"]
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(document.pdf)).pages]
    assert [float(box.width) > float(box.height) for box in boxes] == [False, False, True]


def test_what_belongs_together_goes_to_the_next_page_together() -> None:
    filler = [Paragraph("เติม") for _ in range(32)]
    document = finished(*filler, KeepTogether([Paragraph(f"รวม {index}") for index in range(4)]))
    assert [text.count("รวม") for text in pages_of(document)] == [0, 4]


def test_more_than_a_page_that_belongs_together_is_let_go() -> None:
    document = finished(KeepTogether([Paragraph(f"รวม {index}") for index in range(80)]))
    assert sum(text.count("รวม") for text in pages_of(document)) == 80


def test_a_paragraph_leaves_no_single_line_on_a_page() -> None:
    lines_per_page = int(A4.body_height / Style().leading)
    for filler in range(lines_per_page - 3, lines_per_page):
        text = "\n".join(f"บรรทัด {index}" for index in range(5))
        counts = [page.count("บรรทัด") for page in pages_of(finished(*[Paragraph("เติม")] * filler, Paragraph(text)))]
        assert 1 not in counts
        assert sum(counts) == 5


def test_gaps_at_the_top_of_a_page_vanish() -> None:
    with_gap = finished(Gap(3 * CM), Paragraph("ก", space_before=50))
    assert with_gap.pdf == finished(Paragraph("ก")).pdf


def test_a_foot_stands_on_the_last_page_even_when_it_is_full() -> None:
    full = [Paragraph("เติม") for _ in range(int(A4.body_height / Style().leading))]
    assert [("ท้าย" in text) for text in pages_of(finished(*full[:-5], foot=Foot([Paragraph("ท้าย")])))] == [True]
    assert [("ท้าย" in text) for text in pages_of(finished(*full, foot=Foot([Paragraph("ท้าย")])))] == [False, True]


def test_a_foot_that_fits_into_the_margin_takes_no_page_of_its_own() -> None:
    full = [Paragraph("เติม") for _ in range(int(A4.body_height / Style().leading))]
    foot = Foot([Paragraph("ท้าย")], in_margin=[Paragraph("ขอบล่าง", Style(size=7, leading=10))])
    texts = pages_of(finished(*full, foot=foot))
    assert [("ท้าย" in text, "ขอบล่าง" in text) for text in texts] == [(False, True)]
    assert [("ท้าย" in text, "ขอบล่าง" in text) for text in pages_of(finished(*full[:-5], foot=foot))] == [(True, False)]


def test_things_side_by_side_that_fill_pages_are_cut_between_lines() -> None:
    sides = [
        Side(0, 200, [Paragraph("\n".join(f"ซ้าย{index}." for index in range(90)))]),
        Side(220, 200, [Paragraph("\n".join(f"ขวา{index}." for index in range(50)))]),
    ]
    text = by_pypdf(finished(Paragraph("หัว"), SideBySide(sides)).pdf)
    assert all(f"ซ้าย{index}." in text for index in range(90))
    assert all(f"ขวา{index}." in text for index in range(50))


def test_bookmarks_title_and_language_are_in_the_file() -> None:
    marks = [Bookmark("บทที่ ๑"), Bookmark("ตอนย่อย", 1), Bookmark("บทที่ ๒")]
    document = set_document(
        [Section(A4, [block for mark in marks for block in (mark, Paragraph("ก"))])],
        Metadata("หนังสือนำส่ง", author="สภาองค์กรชุมชน", subject="T10", keywords="7F3K"),
    )
    reader: Any = pypdf.PdfReader(io.BytesIO(document.pdf))
    first, inner, second = reader.outline
    assert (first.title, inner[0].title, second.title) == ("บทที่ ๑", "ตอนย่อย", "บทที่ ๒")
    assert reader.metadata.title == "หนังสือนำส่ง"
    assert reader.metadata.author == "สภาองค์กรชุมชน"
    assert reader.trailer["/Root"]["/Lang"] == "th-TH"


def test_a_file_claims_no_date() -> None:
    named = Metadata("ก", author="ข", subject="ค", keywords="ง")
    reader: Any = pypdf.PdfReader(io.BytesIO(set_document([Section(A4, [Paragraph("ก")])], named).pdf))
    assert set(reader.metadata) == {
        "/Title",
        "/Author",
        "/Subject",
        "/Keywords",
        "/Creator",
        "/Producer",
    }


def test_only_the_fonts_in_use_are_in_the_file_and_all_are_embedded() -> None:
    reader: Any = pypdf.PdfReader(io.BytesIO(finished(Paragraph("ก")).pdf))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    names = [fonts[name]["/BaseFont"] for name in fonts]
    assert [name.split("+")[1] for name in names] == ["Sarabun-Regular"]
    descendant = fonts["/F1"]["/DescendantFonts"][0].get_object()
    assert "/FontFile2" in descendant["/FontDescriptor"]


def test_a_picture_keeps_its_proportions() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (40, 80), (200, 0, 0, 128)).save(content, "PNG")
    document = finished(Picture(content.getvalue(), 3 * CM), Paragraph("ก"))
    [image] = pypdf.PdfReader(io.BytesIO(document.pdf)).pages[0].images
    assert image.image.size == (40, 80)
    assert document.pdf == finished(Picture(content.getvalue(), 3 * CM), Paragraph("ก")).pdf


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_picture_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a readable picture"):
        finished(Picture(content, 50))


def test_a_qr_code_is_drawn_as_squares() -> None:
    from documents.typesetting import Fonts

    surface = Surface(Fonts())
    draw_qr_code(surface, "https://prasan.example.go.th/c/7F3K-92QD-XM4T", 10, 20, 57)
    [operators] = surface.operations
    assert operators.startswith("q 0 g ")
    assert operators.count(" re") > 100
    with pytest.raises(ValueError, match="too large"):
        draw_qr_code(surface, "x" * 5_000, 0, 0, 10)


def test_an_empty_document_has_one_empty_page() -> None:
    document = finished()
    assert document.page_count == 1
    assert pages_of(document) == [""]
