"""Word documents as officers know them: the face and its size, Thai spreading, margins, page numbers, crest, heads."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image

from documents.editable import DOCX, editable_forms_of, made
from documents.editable.notice import NOTICE
from tests.documents.editable.reading import ROOT, SAMPLES, copy_of, flat, sample, word_document, word_text
from tests.documents.layouts.test_layouts import texts_in

HOSTILE = [
    "<b>ด่วน</b> & <w:p/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><!-- --><?xml version='1.0'?>",
    "{{ number }} {% now %} ${x} {MERGEFIELD a}",
    '=HYPERLINK("http://x") _x0041_',
    "\u202eกลับ\u200bด้าน\u2066",
    "🙏 漢 \U0010ffff",
]


def letter(**fields: Any) -> dict[str, Any]:
    return sample("state_letter") | fields


def opened(snapshot: dict[str, Any], **marks: str) -> Any:
    return word_document(made(snapshot, DOCX, **marks))


def paragraph_with(document: Any, text: str) -> Any:
    return next(each for each in document.element.body.iter(qn("w:p")) if text in word_text(each))


def margin_text(part: Any) -> str:
    """What stands in a margin, fields as their instruction."""
    marks = [each.text for each in part.part.element.iter(qn("w:t"), qn("w:instrText"))]
    return flat("".join(text or "" for text in marks))


def test_all_text_is_in_the_officials_face_and_size_for_thai_too() -> None:
    document = opened(sample("memo"))
    defaults = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
    fonts = defaults.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {"TH SarabunPSK"}
    assert defaults.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert defaults.find(qn("w:szCs")).get(qn("w:val")) == "32"
    assert defaults.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
    title = paragraph_with(document, "บันทึกข้อความ").find(f".//{qn('w:rPr')}")
    assert [child.tag for child in title] == [qn(f"w:{name}") for name in ("b", "bCs", "sz", "szCs")]
    assert title.find(qn("w:szCs")).get(qn("w:val")) == "58"  # 29 points, as the regulation has it


def test_a_letter_has_the_margins_of_the_regulation_and_its_annex_lies_across() -> None:
    upright, across = opened(letter()).sections
    assert (round(upright.page_width / Cm(1), 1), round(upright.page_height / Cm(1), 1)) == (21.0, 29.7)
    margins = (upright.top_margin, upright.right_margin, upright.bottom_margin, upright.left_margin)
    assert [round(margin / Cm(1), 1) for margin in margins] == [2.5, 2.0, 2.0, 3.0]
    assert (round(across.page_width / Cm(1), 1), round(across.page_height / Cm(1), 1)) == (29.7, 21.0)


def test_paragraphs_are_spread_as_thai_is_and_start_two_and_a_half_centimetres_in() -> None:
    properties = paragraph_with(opened(letter()), "ตามหนังสือที่อ้างถึง").pPr
    assert properties.find(qn("w:jc")).get(qn("w:val")) == "thaiDistribute"
    assert properties.find(qn("w:ind")).get(qn("w:firstLine")) == str(round(2.5 * 72 / 2.54 * 20))


def test_a_label_hangs_and_a_place_to_fill_in_has_dots_up_to_the_margin() -> None:
    subject = paragraph_with(opened(letter()), "เรื่อง").pPr
    [stop] = subject.find(qn("w:tabs"))
    assert stop.get(qn("w:pos")) == subject.find(qn("w:ind")).get(qn("w:hanging")) == subject.ind.get(qn("w:left"))
    filled = paragraph_with(opened(sample("form")), "เหตุผลความจำเป็น")
    leaders = [(stop.get(qn("w:leader")), stop.get(qn("w:val"))) for stop in filled.pPr.find(qn("w:tabs"))]
    assert leaders == [(None, "left"), ("dot", "right")]
    blank = filled.getnext()
    assert (word_text(blank), word_text(blank.getnext())) == ("\t", "\t")  # three lines were asked for


def test_pages_are_numbered_in_thai_after_the_first_and_each_part_counts_its_own() -> None:
    upright, across = opened(letter(demo=True)).sections
    assert margin_text(upright.header) == flat(r"ตัวอย่าง- PAGE \* ThaiArabic ๑ -")
    assert margin_text(upright.first_page_header) == "ตัวอย่าง"
    total = flat(r"หน้า PAGE \* ThaiArabic ๑/ SECTIONPAGES \* ThaiArabic ๑")
    assert margin_text(across.first_page_header).endswith(total)
    assert "บัญชีโครงการ" in margin_text(across.header)
    kinds = [section._sectPr.find(qn("w:pgNumType")) for section in (upright, across)]
    assert [(kind.get(qn("w:fmt")), kind.get(qn("w:start"))) for kind in kinds] == [("thaiNumbers", "1")] * 2


def test_the_pages_of_a_book_are_counted_through() -> None:
    sections = opened(sample("book")).sections
    assert all(section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) is None for section in sections)
    assert flat(r"NUMPAGES \* ThaiArabic") in margin_text(sections[-1].header)


def test_the_contents_of_a_book_are_those_headings_that_word_will_find() -> None:
    body = opened(sample("book")).element.body
    headed = {
        flat(word_text(each)): each.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for each in body.iter(qn("w:p"))
        if each.pPr.find(qn("w:outlineLvl")) is not None
    }
    assert headed == {
        "คำนำ": "0",
        flat("ส่วนที่ ๑ ข้อมูลทั่วไปของตำบล"): "0",
        "ที่ตั้ง": "1",
        flat("ส่วนที่ ๒ บัญชีโครงการ"): "0",
        flat("ภาคผนวก รายงานการประชุม"): "0",
    }


def test_every_page_says_that_it_is_no_paper_and_names_the_one_it_was_made_from() -> None:
    snapshot = letter()
    document = opened(snapshot)
    feet = [foot for own in document.sections for foot in (own.footer, own.first_page_footer)]
    assert {margin_text(foot) for foot in feet} == {
        flat(f"{NOTICE} · {snapshot['check_code']} · {snapshot['anchor']}"),
    }
    assert document.core_properties.comments == NOTICE == "ฉบับแก้ไขได้ ไม่ใช่เอกสารทางการ"


def test_a_working_copy_carries_no_code_that_would_check_it() -> None:
    content = made(letter(), DOCX)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "media" in name or "thumbnail" in name]
        assert not any(b"prasan.example" in archive.read(name) for name in archive.namelist())


def crest_of(size: tuple[int, int]) -> bytes:
    content = io.BytesIO()
    Image.new("L", size).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize(("name", "centimetres", "align"), [("state_letter", 3.0, "center"), ("memo", 1.5, "left")])
def test_a_crest_stands_in_the_upper_margin_where_the_body_has_one(name: str, centimetres: float, align: str) -> None:
    snapshot = sample(name)
    assert not list(opened(snapshot).element.body.iter(qn("w:drawing")))
    snapshot["letterhead"] = {**snapshot["letterhead"], "crest": crest_of((60, 60))}
    [anchor] = opened(snapshot).element.body.iter(qn("wp:anchor"))
    assert round(int(anchor.find(qn("wp:extent")).get("cy")) / Cm(1), 2) == centimetres
    assert anchor.find(qn("wp:positionH"))[0].text == align
    assert round(int(anchor.find(qn("wp:positionV"))[0].text) / Cm(1), 2) == 1.5
    snapshot["letterhead"] = {**snapshot["letterhead"], "crest": b"no picture"}
    with pytest.raises(ValueError, match="not a readable picture"):
        made(snapshot, DOCX)


def test_a_table_repeats_its_head_and_keeps_its_rows_whole() -> None:
    [table] = [each for each in opened(letter()).element.body.iter(qn("w:tbl")) if "tblBorders" in each.xml]
    rows = list(table.iter(qn("w:tr")))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    group = rows[1].find(f".//{qn('w:tcPr')}")
    assert group.find(qn("w:gridSpan")).get(qn("w:val")) == "5"
    assert group.find(qn("w:shd")).get(qn("w:fill")) == "F2F2F2"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_typed_is_text(text: str) -> None:
    snapshot = letter(subject=text, paragraphs=[text], title=text, annexes=[])
    document = opened(snapshot)
    body = word_text(document.element.body)
    assert body.count(text) == 2
    assert document.core_properties.title == text
    assert not list(document.element.body.iter(qn("w:hyperlink")))


def test_what_xml_cannot_hold_becomes_a_replacement_character_and_stops_nothing() -> None:
    snapshot = letter(subject="ก\0ข\x07ค\ud800ง\uffff", annexes=[])
    assert "ก\ufffdข\ufffdค\ufffdง\ufffd" in word_text(opened(snapshot).element.body)


def test_line_ends_and_tabs_stay_what_they_are() -> None:
    assert "บรรทัดหนึ่ง\nบรรทัดสอง\tแท็บ" in word_text(opened(letter(subject="บรรทัดหนึ่ง\r\nบรรทัดสอง\tแท็บ")).element.body)


def test_a_text_of_a_hundred_thousand_letters_without_a_space_is_kept_whole() -> None:
    text = "กขค" * 33_334
    assert text in word_text(opened(letter(subject=text)).element.body)


@pytest.mark.parametrize("name", ["state_letter", "council_letter", "minutes", "announcement", "memo", "order", "form"])
def test_every_word_of_a_snapshot_is_in_the_document(name: str) -> None:
    snapshot = sample(name)
    document = opened(snapshot)
    margins = [margin_text(part) for own in document.sections for part in (own.header, own.footer)]
    everything = flat(word_text(document.element.body)) + "".join(margins)
    assert [text for text in texts_in(snapshot) if flat(text) not in everything] == []


def test_the_number_and_the_date_are_in_the_copy_once_the_paper_has_them() -> None:
    body = flat(word_text(opened(letter(), number="๑๒๓๔", dated="๒๑ พฤศจิกายน ๒๕๖๙").element.body))
    assert "ที่อจ๐๐๑๗.๒/๑๒๓๔" in body
    assert "๒๑พฤศจิกายน๒๕๖๙" in body


def test_a_long_annex_has_all_its_rows() -> None:
    snapshot = letter()
    [annex] = snapshot["annexes"]
    rows = len(opened(snapshot).tables[-1].rows)
    snapshot["annexes"] = [{**annex, "rows": [*annex["rows"], *annex["rows"][1:3] * 1000]}]
    assert len(opened(snapshot).tables[-1].rows) == rows + 2000


def test_receipts_and_tables_are_not_edited_in_word() -> None:
    assert editable_forms_of(sample("receipt")) == ()
    with pytest.raises(LookupError, match="no docx of a paper of the layout table"):
        made(sample("table"), DOCX)


def test_a_wrong_snapshot_is_refused_by_the_name_of_its_field() -> None:
    with pytest.raises(ValueError, match=r"snapshot\.subject: is missing"):
        made(letter(subject=None), DOCX)


def test_the_same_snapshot_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from documents.editable import editable_forms_of, made\n"
        "from tests.documents.editable.reading import sample\n"
        "for name in ('book', 'state_letter', 'minutes'):\n"
        "    for form in editable_forms_of(sample(name)):\n"
        "        print(name + form, hashlib.sha256(made(sample(name), form)).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Bangkok"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found = dict(line.split() for line in done.stdout.splitlines())
    here = {
        name + form: hashlib.sha256(made(sample(name), form)).hexdigest()
        for name in ("minutes", "state_letter", "book")
        for form in editable_forms_of(sample(name))
    }
    assert found == here
    assert len(here) == 6


# The order in which the schema of Word documents has the elements; Word calls a file damaged that has another.
ORDER = {
    "pPr": "keepNext pBdr tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rFonts b bCs sz szCs lang",
    "tblPr": "tblW tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW gridSpan vMerge shd tcMar vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
}


def names_of(element: Any) -> list[str]:
    return [child.tag.partition("}")[2] for child in element]


@pytest.mark.parametrize("name", [name for name in SAMPLES if DOCX in editable_forms_of(sample(name))])
def test_word_finds_every_element_where_its_schema_has_it(name: str) -> None:
    document = word_document(copy_of(name, DOCX))
    margins = [
        part.part.element for own in document.sections for part in (own.header, own.first_page_header, own.footer)
    ]
    for root in (document.element.body, *margins):
        for parent, order in ORDER.items():
            places = {child: place for place, child in enumerate(order.split())}
            for element in root.iter(qn(f"w:{parent}")):
                found = [
                    places[child] for child in names_of(element) if child not in {"headerReference", "footerReference"}
                ]
                assert found == sorted(found)
        kinds = [mark.get(qn("w:fldCharType")) for mark in root.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
        assert all(names_of(cell)[-1] == "p" for cell in root.iter(qn("w:tc")))
    for table in document.element.body.iter(qn("w:tbl")):
        assert names_of(table.getparent())[table.getparent().index(table) + 1] == "p"
        width = len(table.find(qn("w:tblGrid")))
        for row in table.iter(qn("w:tr")):
            spans = [cell.tcPr.find(qn("w:gridSpan")) for cell in row.iter(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == width
