"""Whoever hears a paper read, or takes its text out, finds its headings, paragraphs and cells."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
import pytest
from PIL import Image

from documents.typesetting import (
    A4,
    A4_LANDSCAPE,
    Block,
    Bookmark,
    Cell,
    Column,
    Fonts,
    Gap,
    KeepTogether,
    Metadata,
    PageInfo,
    Paragraph,
    Picture,
    Row,
    RowStyle,
    Section,
    Side,
    SideBySide,
    Strip,
    Style,
    Surface,
    Table,
    draw_outlined,
    draw_qr_code,
    set_document,
)
from documents.typesetting.structure import cell_attributes, list_attributes
from tests.documents.typesetting.reading import by_poppler, by_pypdf
from tests.documents.typesetting.tag_tree import Node, Tagged, check_consistent, tags_of

COLUMNS = [Column("ที่", 1, "center"), Column("โครงการ", 5), Column("งบประมาณ", 2, "right")]


def pdf_of(*blocks: Block, **section) -> bytes:
    return set_document([Section(A4, blocks, **section)], Metadata("ก")).pdf


def tags(*blocks: Block, **section) -> Tagged:
    """Set blocks and read their structure, which must fit the pages whatever they are."""
    tagged = tags_of(pdf_of(*blocks, **section))
    check_consistent(tagged)
    return tagged


def kids(tagged: Tagged) -> list[tuple[str, str]]:
    return [(node.role, node.text) for node in tagged.document.kids if isinstance(node, Node)]


def header(surface: Surface, page: PageInfo) -> None:
    surface.rules([(10, 820, 200, 820)])
    for strip in Paragraph(f"หน้า {page.number}").strips(surface.fonts, 200):
        strip.draw_tagged(surface, 100, 830)
    surface.rules([(10, 810, 200, 810)])


# --- Paragraphs ---


def test_headings_and_paragraphs_are_told_apart_in_order() -> None:
    tagged = tags(Paragraph("บทที่ ๑", heading=1), Paragraph("ข้อความ"), Paragraph("ตอน", heading=2), Paragraph("จบ"))
    assert tagged.document.role == "Document"
    assert kids(tagged) == [("H1", "บทที่ ๑"), ("P", "ข้อความ"), ("H2", "ตอน"), ("P", "จบ")]


def test_a_paragraph_over_two_pages_is_one_with_a_content_on_each() -> None:
    text = "\n".join(f"บรรทัด{index}." for index in range(60))
    tagged = tags(Paragraph("นำ"), Paragraph(text), Paragraph("ตาม"))
    _, long, _ = tagged.document.all("P")
    assert long.marks() == [(0, 1), (1, 0)]
    assert long.text == text.replace("\n", "")


def test_lines_of_a_paragraph_on_one_page_are_one_content() -> None:
    [only] = tags(Paragraph("สาม\nบรรทัด\nเท่านั้น", Style(align="justify"))).document.all("P")
    assert only.marks() == [(0, 0)]


def test_a_label_belongs_to_its_paragraph() -> None:
    tagged = tags(Paragraph("รับทราบ", label="มติที่ประชุม", label_width=90, label_style=Style(face="bold")))
    assert kids(tagged) == [("P", "มติที่ประชุม รับทราบ")]


def test_what_stands_side_by_side_is_read_column_by_column_even_over_pages() -> None:
    left = Side(0, 200, [Paragraph("\n".join(f"ซ้าย{index}." for index in range(60)))])
    right = Side(220, 200, [Paragraph("ขวา"), Paragraph("ล่าง", heading=3)])
    tagged = tags(SideBySide([left, right]))
    assert [role for role, _ in kids(tagged)] == ["P", "P", "H3"]
    assert [page for page, _ in tagged.document.all("P")[0].marks()] == [0, 1]


def test_nothing_is_left_of_gaps_and_bookmarks() -> None:
    tagged = tags(Bookmark("บท"), Gap(20), KeepTogether([Paragraph("ก"), Gap(3)]), Paragraph(""))
    assert kids(tagged) == [("P", "ก")]


def test_an_empty_document_has_an_empty_structure() -> None:
    assert kids(tags()) == []


def test_ends_of_lines_with_hyphens_stay_in_their_paragraph() -> None:
    tagged = tags(Paragraph("ต่อ-"), Paragraph("ไป"))
    assert [text.strip("\r") for _, text in kids(tagged)] == ["ต่อ-", "ไป"]


# --- What belongs to the pages ---


def test_headers_footers_and_rules_are_artifacts() -> None:
    tagged = tags(*[Paragraph("เนื้อความ")] * 40, headers=[header], footers=[header])
    assert {role for role, _ in kids(tagged)} == {"P"}
    assert not any("หน้า" in text for _, text in kids(tagged))
    found = [(page, kind, text) for page, kind, text in tagged.artifacts if text]
    assert found == [(p, kind, f"หน้า {p + 1}") for p in (0, 1) for kind in ("Header", "Footer")]


def test_what_is_set_while_pages_are_drawn_has_no_place_in_the_structure() -> None:
    asked: list[object] = []

    def ask(surface: Surface, page: PageInfo) -> None:
        asked.append((page.number, surface.fonts.structure.element("P")))

    tags(Paragraph("ก"), headers=[ask])
    assert asked == [(1, None)]


def test_the_mark_of_a_sample_is_an_artifact() -> None:
    def mark(surface: Surface, page: PageInfo) -> None:
        draw_outlined(surface, "ตัวอย่าง", "bold", page.format.width / 2, 400, 300, 0.9)

    tagged = tags(Paragraph("ก"), headers=[mark])
    assert tagged.artifacts == [(0, "Header", "")]


# --- Tables ---


def test_a_table_has_rows_of_cells_and_heads_that_say_what_they_head() -> None:
    tagged = tags(Table(COLUMNS, [Row(["๑", "ถนน", "๕๐๐"]), Row(["๒", "", "๖๐๐"])]))
    [table] = tagged.document.all("Table")
    assert table.outline() == ["Table", ["TR"] + [["TH"]] * 3, ["TR"] + [["TD"]] * 3, ["TR"] + [["TD"]] * 3]
    assert [cell.attribute("Scope") for cell in table.all("TH")] == ["/Column"] * 3
    assert [cell.text for cell in table.all("TH", "TD")] == [
        *("ที่", "โครงการ", "งบประมาณ"),
        *("๑", "ถนน", "๕๐๐"),
        *("๒", "", "๖๐๐"),
    ]


def test_a_head_that_is_set_again_is_read_once() -> None:
    rows = [Row([str(index), f"โครงการที่ {index}", "๑,๐๐๐"]) for index in range(100)]
    tagged = tags(Table(COLUMNS, rows))
    assert [cell.text for cell in tagged.document.all("TH")] == ["ที่", "โครงการ", "งบประมาณ"]
    assert [cell.text for cell in tagged.document.all("TD")][1::3] == [f"โครงการที่ {index}" for index in range(100)]
    pages = 1 + max(page for page, _ in tagged.reached)
    repeated = [(page, text) for page, kind, text in tagged.artifacts if kind == "Pagination"]
    assert repeated == [(page, "ที่โครงการงบประมาณ") for page in range(1, pages)]
    assert pages > 2


def test_a_row_over_pages_is_one_row_and_each_cell_is_one() -> None:
    long = "\n".join(f"บรรทัด{index}." for index in range(120))
    tagged = tags(Table(COLUMNS, [Row(["๑", long, "๙"])]))
    assert len(tagged.document.all("TR")) == 2
    first, second, third = tagged.document.all("TD")
    pages = [page for page, _ in second.marks()]
    assert pages == [pages[0], pages[0] + 1, pages[0] + 2]
    assert second.text == long.replace("\n", "")
    assert (first.text, third.text) == ("๑", "๙")


def test_a_cell_says_how_many_columns_it_spans() -> None:
    group = Row([Cell("ด้านเศรษฐกิจ", span=3)], RowStyle("bold", shade=0.9))
    total = Row([Cell("รวม", span=2, align="right"), "๕๐๐"], RowStyle("bold"))
    tagged = tags(Table(COLUMNS, [group, total]))
    spans = {cell.text: cell.attribute("ColSpan") for cell in tagged.document.all("TD")}
    assert spans == {"ด้านเศรษฐกิจ": "3", "รวม": "2", "๕๐๐": None}


def test_a_row_of_empty_cells_stays_a_row() -> None:
    assert len(tags(Table(COLUMNS, [Row(["", "", ""])])).document.all("TD")) == 3


def test_two_tables_are_two() -> None:
    assert len(tags(Table(COLUMNS, []), Table(COLUMNS, [])).document.all("Table")) == 2


def test_a_table_of_many_pages_is_whole() -> None:
    rows = [Row([str(index), "โครงการ " * (index % 7), "๑"]) for index in range(3_000)]
    tagged = tags(Table(COLUMNS, rows))
    assert len(tagged.document.all("TD")) == 9_000
    assert max(page for page, _ in tagged.reached) > 64  # more than two leaves of the tree from pages to elements


# --- Figures ---


def picture(mode: str = "RGBA") -> bytes:
    content = io.BytesIO()
    Image.new(mode, (40, 80)).save(content, "PNG")
    return content.getvalue()


def test_a_picture_with_words_is_a_figure_and_one_without_an_ornament() -> None:
    tagged = tags(Picture(picture(), 50, alt="ตราประจำจังหวัด (😀)"), Picture(picture(), 50), Paragraph("ก"))
    figure, _ = tagged.document.kids
    assert isinstance(figure, Node)
    assert figure.role == "Figure"
    assert figure.alt == "ตราประจำจังหวัด (😀)"
    assert figure.marks() == [(0, 0)]
    assert [kind for _, kind, _ in tagged.artifacts] == ["Layout"]


# --- Blocks of other modules ---


class _ItemStrip(Strip):
    """A strip that draws in several elements: a label, a text and a rule below them."""

    __slots__ = ("_body", "_label")

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(20)
        with fonts.structure.inside("LI"):
            self._label = fonts.structure.element("Lbl")
            self._body = fonts.structure.element("LBody")

    def draw(self, surface: Surface, left: float, top: float) -> None:
        for element, text, offset in ((self._label, "๑.", 0), (self._body, "ข้อ", 30)):
            with surface.tagged(element):
                surface.text(left + offset, top - 12, Style().line(surface.fonts, text), "regular", 10)
                surface.rules([(left, top - 18, left + 50, top - 18)])
        with surface.tagged(self._body):
            surface.text(left + 60, top - 12, Style().line(surface.fonts, "ต่อ"), "regular", 10)


class _List:
    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        with fonts.structure.inside("L", attributes=list_attributes("Decimal")):
            return [_ItemStrip(fonts), _ItemStrip(fonts)]


def test_a_block_nests_its_elements_and_rules_between_words_do_not_part_them() -> None:
    tagged = tags(_List(), Paragraph("ตาม"))
    [whole] = tagged.document.all("L")
    assert whole.outline() == ["L", ["LI", ["Lbl"], ["LBody"]], ["LI", ["Lbl"], ["LBody"]]]
    assert whole.attribute("ListNumbering") == "/Decimal"
    assert [body.text for body in tagged.document.all("LBody")] == ["ข้อต่อ", "ข้อต่อ"]
    assert kids(tagged)[-1] == ("P", "ตาม")


@dataclass(frozen=True)
class _Measured:
    """A block that sets its content twice, as one that looks for the best width does."""

    block: Block

    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        self.block.strips(fonts, width / 2)
        return self.block.strips(fonts, width)


def test_what_is_set_and_thrown_away_leaves_nothing() -> None:
    tagged = tags(_Measured(Table(COLUMNS, [Row(["๑", "ถนน", "๕๐๐"])])), _Measured(Paragraph("ก")))
    assert [role for role, _ in kids(tagged)] == ["Table", "P"]
    assert len(tagged.document.all("TR")) == 2


class _Silent(Strip):
    __slots__ = ()

    def draw(self, surface: Surface, left: float, top: float) -> None:
        surface.text(left, top - 10, Style().line(surface.fonts, "เงียบ"), "regular", 10)
        draw_qr_code(surface, "x", left, top - 30, 20)


class _SilentBlock:
    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        return [_Silent(30), _Silent(30)]


def test_a_block_that_says_nothing_is_a_paragraph() -> None:
    assert kids(tags(_SilentBlock())) == [("P", "เงียบเงียบ")]


def test_what_says_nothing_and_is_cut_is_one_paragraph_over_its_pages() -> None:
    [(role, text)] = kids(tags(SideBySide([Side(0, 200, [_SilentBlock()] * 20)])))
    assert (role, text) == ("P", "เงียบ" * 40)


class _WithFigure(Strip):
    """A word that is an element of its own between other words, and a figure with words in it."""

    __slots__ = ("_figure", "_word")

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(30)
        self.element = fonts.structure.element("P")
        self._word = fonts.structure.element("Span", parent=self.element)
        self._figure = fonts.structure.element("Figure", alt="แผนภูมิ")

    def draw(self, surface: Surface, left: float, top: float) -> None:
        surface.text(left, top - 10, Style().line(surface.fonts, "ก่อน"), "regular", 10)
        with surface.tagged(self._word):
            surface.text(left + 40, top - 10, Style().line(surface.fonts, "กลาง"), "regular", 10)
        surface.text(left + 80, top - 10, Style().line(surface.fonts, "หลัง"), "regular", 10)
        with surface.tagged(self._figure):
            surface.shade(left, top - 28, 40, 10, 0.5)
            surface.text(left, top - 28, Style().line(surface.fonts, "๔๐"), "regular", 8)
            surface.shade(left + 50, top - 28, 40, 10, 0.7)


class _WithFigureBlock:
    def strips(self, fonts: Fonts, width: float) -> Sequence[Strip]:
        return [_WithFigure(fonts)]


def test_a_word_of_its_own_is_read_between_its_neighbours_and_a_figure_keeps_its_words() -> None:
    tagged = tags(_WithFigureBlock())
    assert kids(tagged) == [("P", "ก่อนกลางหลัง"), ("Figure", "๔๐")]
    [figure] = tagged.document.all("Figure")
    assert len(figure.marks()) == 1
    assert tagged.artifacts == []


def test_a_cell_over_rows_and_columns_says_so() -> None:
    assert cell_attributes(scope="Row", columns=2, rows=3) == "/A<</O/Table/Scope/Row/ColSpan 2/RowSpan 3>>"
    assert cell_attributes() == ""


# --- Readers ---


def test_poppler_reads_the_cells(tmp_path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(Paragraph("บัญชี", heading=1), Table(COLUMNS, [Row(["๑", "ก่อสร้างถนน", "๕๐๐"])])))
    done = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    words = done.stdout.split()
    assert [word.strip('"') for word in words if word.startswith('"')] == [
        *("บัญชี", "ที่", "โครงการ", "งบประมาณ"),
        *("๑", "ก่อสร้างถนน", "๕๐๐"),
    ]
    assert words[:3] == ["Document", "H1", "(block)"]
    plain = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
    assert plain.stderr == ""
    assert re.search(r"^Tagged: +yes$", plain.stdout, re.MULTILINE)


@pytest.mark.parametrize("tagged", [True, False])
def test_tags_change_nothing_that_is_read(tagged: bool, tmp_path) -> None:
    table = Table(COLUMNS, [Row(["๑", "ก", "๒"])])
    blocks: list[Block] = [Paragraph("หัวเรื่อง", heading=1), *[Paragraph("ความ- ยาว  มาก ")] * 50, table]
    pdf = set_document([Section(A4_LANDSCAPE, blocks)], Metadata("ก"), tagged=tagged).pdf
    expected = ["หัวเรื่อง", *["ความ- ยาว  มาก "] * 50]
    assert by_pypdf(pdf).split("\n")[:51] == expected
    assert by_poppler(pdf, tmp_path, "-raw").split("\n")[:51] == expected


def test_without_tags_there_are_none() -> None:
    pdf = set_document([Section(A4, [Paragraph("ก", heading=1)])], Metadata("ก"), tagged=False).pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/StructTreeRoot" not in opened.Root
        assert "/MarkInfo" not in opened.Root
        assert "/StructParents" not in opened.pages[0]
        assert {"BDC", "BMC"}.isdisjoint(str(own.operator) for own in pikepdf.parse_content_stream(opened.pages[0]))
