from __future__ import annotations

import random

import pytest

from documents.typesetting import A4, BODY, Metadata, Paragraph, Section, Style, set_document
from tests.documents.typesetting.reading import POPPLER_MODES, by_poppler, by_pypdf

HARD = [
    "กำ น้ำ ต่ำ ค่ำ ฝ้ำ ป๊ำ ฟ๋ำ จำนวน สำนักงาน",
    "กํา น้ํา ตํ่า",  # sara am typed as its two parts stays two characters
    "ที่นี่ ปั้น ป่า ฟ้า ฝั่ง ปี่ ปิ่น ฬี่",
    "ญู ฐู ญฺ ฐฺ ฎุ ฏู ฤๅ ฦๅ",
    "ก็ เก็บ เอ็น สิทธิ์ ฟิล์ม ปี๊ ต์ ฟ์ ป์ ฬ์",
    "กํ่ ก่ํ กํ้",
    "ศฺรี ธมฺมํ พุทฺธํ ลฺย",
    "\u0e33 \u0e48 A\u0e48 A\u0e33B ก\u0e34\u0e34\u0e48\u0e48\u0e48",  # marks where none belong
    "น้ำำ เเเ แเ ไๅ",
    "ABC กำหนด XYZ น้ำ",  # a Latin first letter must not choose the shaper
    "fi ffi fl AV To We Ty fj",
    "é e\u0301 A\u030a o\u0308\u0323 \u212b ﬁ ﬂ",
    "a  b   c    d",
    "ก  ข   ค",
    "  นำหน้าสองช่อง",
    "ท้ายหนึ่งช่อง ",
    "ท้ายสองช่อง  ",
    "ก\u00a0ข พ.ศ.\u00a0๒๕๖๙",
    "\u00a0ก",
    "ก\u00a0",
    "A\u2003B\u3000C\u2009D\u202fE",
    "ก\u200bข\u200cค\u200dง\ufeffจ\u2060ฉ\u00adช",
    "\u200b\u200b \ufeff\ufeff",
    "-",
    "ท้ายขีด-",
    "- ๒ -",
    "ก - ข",
    "x ก ๑ y",
    "1-2-3 ก-ข ค–ง—จ",
    "๐๑๒๓๔๕๖๗๘๙ ๑,๒๕๐,๐๐๐.๕๐ 1,250,000.50",
    "“ก” ‘ข’ \"ค\" 'ง' … ฿ ™ ½ € ² ‰",
    "<b>ก</b> &amp; <para align='x'/> <br/> %s {x}",
    "\\(x\\) /F1 12 Tf % ( ] [ >> << ]TJ ET",
    "a.b@c.go.th https://x.y/?q=ก&b=1",
    "พ.ศ.๒๕๖๙ ก.บ.จ. ป.ป.ช. อบต.หนองบัว",
    "ต่าง ๆ ฯลฯ กรุงเทพฯ ๏ ๚ ๛",
    "ก\tข",
    "\u2028ก\u2029ข\u0085ค",
    "\u007f ก \u0080 \u009f",
    "😀 ก 👨\u200d👩\u200d👧 🇹🇭 ✔\ufe0f \U000e0041",
    "漢字カナ한글 ខ្មែរ ລາວ",
    "\ue000 \uf8ff \ufffd",
    "´ ` ^ ~ ¨ ¸ x´ y`",
    "0",
    "ก",
]


def one_page(text: str, style: Style = BODY) -> bytes:
    return set_document([Section(A4, [Paragraph(text, style)])], Metadata("ทดสอบ")).pdf


@pytest.mark.parametrize("text", HARD, ids=ascii)
def test_a_hard_line_alone_on_a_page_is_read_back_exactly(text: str, tmp_path) -> None:
    pdf = one_page(text)
    assert by_pypdf(pdf) == text
    assert by_poppler(pdf, tmp_path) == text


@pytest.mark.parametrize("mode", POPPLER_MODES)
def test_hard_lines_under_each_other_are_read_back_exactly_by_poppler(mode: str, tmp_path) -> None:
    for start in range(0, len(HARD), 15):
        lines = HARD[start : start + 15]
        pdf = set_document([Section(A4, [Paragraph(line) for line in lines])], Metadata("ทดสอบ")).pdf
        assert by_poppler(pdf, tmp_path, mode).split("\n") == lines


def test_hard_lines_under_each_other_are_read_back_exactly_by_pypdf() -> None:
    pdf = set_document([Section(A4, [Paragraph(line) for line in HARD])], Metadata("ทดสอบ")).pdf
    assert by_pypdf(pdf).replace("\r\n", "\n").split("\n") == HARD


@pytest.mark.parametrize("face", ["regular", "bold"])
@pytest.mark.parametrize("align", ["left", "right", "center", "justify"])
def test_the_lines_of_a_long_paragraph_joined_are_its_text(face: str, align: str, tmp_path) -> None:
    text = (
        "ตามพระราชกฤษฎีกาว่าด้วยการบริหารงานเชิงพื้นที่แบบบูรณาการ พ.ศ. ๒๕๖๕ กำหนดให้จังหวัดจัดทำแผนปฏิบัติราชการประจำปี "
        "โดยให้สอดคล้องกับแผนพัฒนาจังหวัด (ก.บ.จ.)  ในการประชุมครั้งที่ ๓/๒๕๖๙ Prasan WeAVe AV To น้ำ ต่าง ๆ - ทั้งนี้ "
    ) * 4
    pdf = one_page(text, Style(face=face, align=align))
    assert by_pypdf(pdf).replace("\n", "") == text
    assert by_poppler(pdf, tmp_path).replace("\n", "") == text


def test_text_put_together_at_random_is_read_back(tmp_path) -> None:
    thai = [chr(code) for code in [*range(0xE01, 0xE3B), *range(0xE3F, 0xE5C)]]
    others = [chr(code) for code in range(0xA0, 0x20000) if is_left_to_right(code)]
    chance = random.Random(8)  # noqa: S311 - chosen, not secret
    pools = [thai, thai, thai, [chr(code) for code in range(0x20, 0x7F)], [" "], others]
    lines = ["".join(chance.choice(chance.choice(pools)) for _ in range(chance.randrange(2, 40))) for _ in range(200)]
    pdf = set_document([Section(A4, [Paragraph(line) for line in lines])], Metadata("สุ่ม")).pdf
    assert by_pypdf(pdf).replace("\r\n", "\n").replace("\n", "") == "".join(lines)
    assert by_poppler(pdf, tmp_path).replace("\n", "") == "".join(lines)


def is_left_to_right(code: int) -> bool:
    """Leave out what readers turn round (right-to-left scripts and marks) and what is no character at all."""
    turned = [
        (0x590, 0x8FF),
        (0xD800, 0xDFFF),
        (0xFB1D, 0xFDFF),
        (0xFE70, 0xFEFF),
        (0x10800, 0x10FFF),
        (0x1E800, 0x1EFFF),
    ]
    marks = {0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    return code not in marks and code & 0xFFFE != 0xFFFE and not any(low <= code <= high for low, high in turned)


def test_sara_am_is_one_character_again() -> None:
    assert "\u0e33" in by_pypdf(one_page("น้ำ"))
    assert "\u0e4d" not in by_pypdf(one_page("น้ำ"))


def test_every_word_of_the_dictionary_is_read_back(tmp_path) -> None:
    from documents.typesetting.faces import ASSETS

    words = (ASSETS / "words_th.txt").read_text(encoding="utf-8").split()[::9]
    pdf = set_document([Section(A4, [Paragraph(" ".join(words))])], Metadata("คำ")).pdf
    assert by_poppler(pdf, tmp_path).replace("\n", "") == " ".join(words)
    assert by_pypdf(pdf).replace("\n", "") == " ".join(words)


def test_right_to_left_words_stand_in_the_order_that_readers_expect() -> None:
    assert by_pypdf(one_page("คำว่า שלום")) == "คำว่า שלום"


def test_a_document_with_more_characters_than_one_font_can_number_keeps_them_all(monkeypatch, tmp_path) -> None:
    from documents.typesetting import embedding, glyphs

    # The real limit lies at 55,295; the texts that reach it take pypdf a minute to read.
    limit = len(glyphs.catalogue_of("regular")) + 100
    monkeypatch.setattr(glyphs, "GLYPHS_PER_FONT", limit)
    monkeypatch.setattr(embedding, "GLYPHS_PER_FONT", limit)
    text = "ก" + "".join(chr(code) for code in range(0x4E00, 0x4E00 + 300)) + "ข - "
    pdf = one_page(text)
    assert by_pypdf(pdf).replace("\n", "") == text
    assert by_poppler(pdf, tmp_path).replace("\n", "") == text
