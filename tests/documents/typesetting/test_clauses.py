from __future__ import annotations

import re

import pytest

from documents.typesetting import (
    A4,
    BOLD,
    CM,
    DECIMALS,
    Fonts,
    Item,
    Metadata,
    NumberedList,
    Run,
    Section,
    Style,
    Surface,
    set_document,
)
from documents.typesetting.document import drawn_pages
from tests.documents.typesetting.reading import by_mupdf, by_pdfium, by_pypdf
from tests.documents.typesetting.tag_tree import check_consistent, tags_of

LONG = "ให้คณะกรรมการบริหารงานจังหวัดแบบบูรณาการจัดทำแผนพัฒนาจังหวัดให้แล้วเสร็จภายในกำหนดเวลา และรายงานผลต่อผู้ว่าราชการจังหวัด"
ORDER = [
    Item("องค์ประกอบ", [Item("ผู้ว่าราชการจังหวัด"), Item("รองผู้ว่าราชการจังหวัด", [Item("ด้านเศรษฐกิจ"), Item("ด้านสังคม")])]),
    Item([Run("อำนาจหน้าที่ ", BOLD), Run(LONG)]),
    Item("เรื่องอื่น", label="ข้อ ๒ ทวิ"),
]


def pdf_of(block: NumberedList) -> bytes:
    return set_document([Section(A4, [block])], Metadata("ข้อ")).pdf


def lefts_of(block: NumberedList) -> list[float]:
    """Return where each text on the page begins, in points from the left margin, labels included."""
    [(_, surface)] = drawn_pages([Section(A4, [block])], Fonts())
    return [round(x - A4.margins.left, 2) for x in places_on(surface)]


def places_on(surface: Surface) -> list[float]:
    found = [re.match(r"1 0 0 1 (\S+) ", operation) for operation in surface.operations if isinstance(operation, str)]
    return [float(place[1]) for place in found if place]


def test_every_item_is_read_back_after_its_label() -> None:
    expected = [
        "ข้อ ๑ องค์ประกอบ",
        "๑.๑ ผู้ว่าราชการจังหวัด",
        "๑.๒ รองผู้ว่าราชการจังหวัด",
        "(๑) ด้านเศรษฐกิจ",
        "(๒) ด้านสังคม",
    ]
    pdf = pdf_of(NumberedList(ORDER))
    assert by_pypdf(pdf).split("\n")[:5] == expected
    assert by_pdfium(pdf).split("\n")[:5] == expected
    for read in (by_mupdf, by_pypdf, by_pdfium):
        joined = read(pdf).replace("\n", "")
        assert joined.startswith("".join(expected))
        assert joined.endswith(f"ข้อ ๒ อำนาจหน้าที่ {LONG}ข้อ ๒ ทวิ เรื่องอื่น")


def test_texts_hang_beside_the_widest_label_of_their_list() -> None:
    items = [Item(LONG), Item("สั้น", [Item(LONG)])]
    lefts = lefts_of(NumberedList(items, left=10))
    label, text, wrapped, second_label, second_text, inner_label, inner_text, inner_wrapped = lefts
    assert label == second_label == 10
    assert text == wrapped == second_text == inner_label
    assert inner_text == inner_wrapped > inner_label


def test_without_hanging_only_the_first_line_is_indented() -> None:
    lefts = lefts_of(NumberedList([Item(LONG)], DECIMALS, hanging=False, left=2.5 * CM))
    assert lefts[0] == round(2.5 * CM, 2)
    assert lefts[1] > lefts[0]
    assert lefts[2] == 0


def test_a_list_may_go_on_with_another_number() -> None:
    assert by_pypdf(pdf_of(NumberedList([Item("ก"), Item("ข")], DECIMALS, first=9))) == "๙. ก\n๑๐. ข"


def test_labels_may_look_different_from_their_texts() -> None:
    fonts = Fonts()
    for strip in NumberedList([Item("ก")], label_style=Style(face=BOLD)).strips(fonts, 400):
        surface = Surface(fonts)
        strip.draw(surface, 0, 100)
        assert [operation.split()[0] for operation in surface.operations if " Tf" in str(operation)] == ["/F2", "/F1"]


def test_an_item_deeper_than_its_numbering_is_refused_unless_it_brings_its_label() -> None:
    deep = Item("๑", [Item("๒", [Item("๓", [Item("๔", [Item("๕")])])])])
    with pytest.raises(ValueError, match="an item of level 5 in a numbering of 4 levels"):
        pdf_of(NumberedList([deep]))
    labelled = Item("๑", [Item("๒", [Item("๓", [Item("๔", [Item("ห้า", label="-")])])])])
    assert by_pypdf(pdf_of(NumberedList([labelled]))).endswith("- ห้า")


def test_no_items_are_nothing() -> None:
    assert NumberedList([]).strips(Fonts(), 400) == []


def test_the_structure_holds_labels_and_bodies_apart() -> None:
    tagged = tags_of(pdf_of(NumberedList(ORDER)))
    check_consistent(tagged)
    inner = "LI(Lbl LBody(P)) LI(Lbl LBody(P))"
    deeper = f"LI(Lbl LBody(P)) LI(Lbl LBody(P L({inner})))"
    assert tagged.document.roles() == f"L(LI(Lbl LBody(P L({deeper}))) {inner})"
    assert tagged.document.all("L")[0].attribute("ListNumbering") == "/Decimal"
    assert [node.text for node in tagged.document.all("Lbl")][:3] == ["ข้อ ๑ ", "๑.๑ ", "๑.๒ "]


def test_markup_in_an_item_is_text() -> None:
    assert by_pypdf(pdf_of(NumberedList([Item("<b>{1}</b> %1")]))) == "ข้อ ๑ <b>{1}</b> %1"
