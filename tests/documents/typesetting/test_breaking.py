from __future__ import annotations

import random

import pytest

from documents.typesetting.breaking import Piece, finer_pieces, letters, pieces, readable, words_at_start
from documents.typesetting.words import clusters, parts_of_compound, words


def cut(text: str) -> str:
    """Show where lines may end: at a bar, or at a space."""
    return "|".join(piece.text + piece.gap for piece in pieces(text)).replace(" |", "_")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("คณะกรรมการพัฒนาคุณภาพชีวิต", "คณะกรรมการ|พัฒนา|คุณภาพชีวิต"),
        ("เมื่อ พ.ศ. ๒๕๖๙ นั้น", "เมื่อ_พ.ศ. ๒๕๖๙_นั้น"),
        ("ในครั้งที่ ๓/๒๕๖๙ นี้", "ใน|ครั้งที่ ๓/๒๕๖๙_นี้"),
        ("บ้านหมู่ที่๔", "บ้าน|หมู่ที่๔"),
        ("บ้านเขาดิน ตำบลดอนเมย", "บ้านเขาดิน_ตำบลดอนเมย"),
        ("ตำบลไก่คำ; หมู่ที่ ๖", "ตำบลไก่คำ;_หมู่ที่ ๖"),
        ("แผนจังหวัดให้แล้วเสร็จ", "แผน|จังหวัด|ให้|แล้วเสร็จ"),
        ("จังหวัดได้พิจารณาแล้วรับไป", "จังหวัด|ได้|พิจารณา|แล้ว|รับ|ไป"),
        ("วงเงิน ๑๒,๐๐๐,๐๐๐ บาท", "วงเงิน_๑๒,๐๐๐,๐๐๐ บาท"),
        ("๒๑ พฤศจิกายน ๒๕๖๙", "๒๑ พฤศจิกายน_๒๕๖๙"),
        ("ต่าง ๆ ฯลฯ นั้น", "ต่าง ๆ ฯลฯ_นั้น"),
        ("ปลัดฯ", "ปลัดฯ"),
        ("(ก.บ.จ.) ได้", "(ก.บ.จ.)_ได้"),
        ("อ.เมือง จ.อ่างทอง", "อ.เมือง_จ.อ่างทอง"),
        ("“คำ”และ(อื่น)", "“คำ”|และ|(อื่น)"),
        ('ว่า"คำพูด"แล้ว', 'ว่า|"คำพูด"|แล้ว'),
        ("นายสมชาย ใจดี", "นายสมชาย_ใจดี"),
        ("ดู https://x.go.th/a?b=1 นะ", "ดู_https://x.go.th/a?b=1_นะ"),
        ("ชาย-หญิง", "ชาย-หญิง"),
        ("เติบโต ๕.๕ % ต่อปี", "เติบโต_๕.๕ %_ต่อ|ปี"),
    ],
)
def test_lines_end_only_where_a_careful_secretary_ends_them(text: str, expected: str) -> None:
    assert cut(text) == expected


def test_pieces_joined_are_the_text_whatever_is_in_it() -> None:
    chance = random.Random(11)  # noqa: S311 - chosen, not secret
    alphabet = [chr(code) for code in [*range(0xE00, 0xE7F), *range(0x20, 0x7F)]] + [
        *"\t\u00a0\u200b\u2003\ufeff😀漢\"'  "
    ]
    for _ in range(400):
        text = "".join(chance.choices(alphabet, k=60))
        assert "".join(piece.text + piece.gap for piece in pieces(text)) == text
        assert "".join(words(text)) == text
        assert "".join(clusters(text)) == text


def test_a_mark_never_leaves_its_letter() -> None:
    assert clusters("ที่น้ำเกี๊ยว") == ["ที่", "น้ำ", "เกี๊", "ย", "ว"]
    assert [piece.text for piece in letters(Piece("กำที่", " "))] == ["กำ", "ที่"]


def test_a_compound_too_wide_for_its_column_is_cut_into_its_words() -> None:
    assert parts_of_compound("องค์การบริหารส่วนจังหวัด") == ["องค์การ", "บริหาร", "ส่วน", "จังหวัด"]
    assert [piece.text for piece in finer_pieces(Piece("(องค์การบริหารส่วนจังหวัด)", ""))] == [
        "(องค์การ",
        "บริหาร",
        "ส่วน",
        "จังหวัด)",
    ]


def test_what_is_glued_across_a_space_is_cut_there_first() -> None:
    assert finer_pieces(Piece("ครั้งที่ ๓/๒๕๖๙", " ")) == [Piece("ครั้งที่", " "), Piece("๓/๒๕๖๙", " ")]


def test_a_word_of_no_known_parts_stays_whole() -> None:
    assert parts_of_compound("ฮฮฮฮ") == ["ฮฮฮฮ"]


def test_text_that_no_pdf_can_hold_is_replaced_not_refused() -> None:
    assert readable("ก\0ข\ud800ค\x1fง\n") == "ก\ufffdข\ufffdค\ufffdง\n"


def test_a_continuation_shows_whole_words() -> None:
    assert words_at_start("จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ", 18) == "จึงเรียนมาเพื่อ"
    assert words_at_start("พระราชบัญญัติระเบียบบริหารราชการแผ่นดิน", 5).startswith("พระราชบัญญัติ")
