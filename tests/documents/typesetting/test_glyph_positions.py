"""What is drawn must be what HarfBuzz positions, glyph for glyph."""

from __future__ import annotations

import random
import re

import pytest
import uharfbuzz

from documents.typesetting.faces import ASSETS, face_named
from documents.typesetting.glyphs import DocumentFont
from documents.typesetting.lines import fill_lines

Position = tuple[int, int, int]


def by_harfbuzz(face_name: str, text: str) -> tuple[list[Position], int]:
    """Return each glyph with its place on the line, and the width, as HarfBuzz shapes the whole text."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Thai", "th"
    uharfbuzz.shape(face_named(face_name).shaper, buffer, {})
    pen = 0
    placed = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        placed.append((info.codepoint, pen + position.x_offset, position.y_offset))
        pen += position.x_advance
    return placed, pen


def as_drawn(font: DocumentFont, code: str) -> tuple[list[Position], int]:
    """Return each outline with its place on the line, and the width, as the operators draw them."""
    pen = 0
    placed = []
    for token in re.findall(r"<[0-9A-F]+>|[^<>]+", code):
        if not token.startswith("<"):
            pen -= int(token)
            continue
        for start in range(1, len(token) - 1, 4):
            glyph = font.glyph(int(token[start : start + 4], 16))
            placed += [(number, pen + x, y) for number, x, y in glyph.parts]
            pen += glyph.advance
    return placed, pen


SENTENCES = [
    "กำหนดที่นี่ ปั้น ฟ้า ป่า ฝั่ง ญู ฐู น้ำ ต่ำ ฤๅ",
    "ABC กำหนด AVATAR To We fi ffi น้ำ AV",
    "พ.ศ. ๒๕๖๙ (ก.บ.จ.) “คำ” ๑,๒๕๐,๐๐๐.๕๐ บาท ต่าง ๆ ฯลฯ",
    "สิทธิ์ ฟิล์ม ปี๊ กุ้ง ฎุ ฏู ศฺรี ธมฺมํ ก็ เก็บ กํ่",
    "é e\u0301 A\u030a Ångström naïve",
]


@pytest.mark.parametrize("face_name", ["regular", "bold"])
@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_set_word_by_word_stands_as_harfbuzz_shapes_it_whole(face_name: str, text: str) -> None:
    font = DocumentFont(face_name, "F")
    [line] = fill_lines(font, text, 1_000_000)
    assert as_drawn(font, line.code) == by_harfbuzz(face_name, text)
    assert line.width == by_harfbuzz(face_name, text)[1]


@pytest.mark.parametrize("face_name", ["regular", "bold"])
def test_words_set_beside_each_other_stand_as_harfbuzz_shapes_them_whole(face_name: str) -> None:
    words = (ASSETS / "words_th.txt").read_text(encoding="utf-8").split()
    chance = random.Random(3)  # noqa: S311 - chosen, not secret
    font = DocumentFont(face_name, "F")
    for _ in range(150):
        text = "".join(chance.sample(words, 4))
        [line] = fill_lines(font, text, 1_000_000)
        assert as_drawn(font, line.code) == by_harfbuzz(face_name, text)


def test_the_page_carries_the_outlines_of_the_font_file() -> None:
    from fontTools.ttLib import TTFont

    from documents.typesetting.truetype import glyph_record, merged_outline, write_font

    face = face_named("regular")
    [glyph] = [glyph for glyph, _, _ in by_harfbuzz("regular", "ญ")[0]]
    outline = merged_outline(face, [(glyph, 0, 0)])
    box = merged_outline(face, [(0, 0, 0)])
    entries = [(box, glyph_record(box), 700), (outline, glyph_record(outline), face.advance_of(glyph))]
    import io

    written = TTFont(io.BytesIO(write_font(face, entries)))
    original = TTFont(ASSETS / "fonts" / "Sarabun-Regular.ttf")
    ours = written["glyf"]["glyph00001"].getCoordinates(written["glyf"])
    theirs = original["glyf"][original.getGlyphOrder()[glyph]].getCoordinates(original["glyf"])
    assert list(ours[0]) == list(theirs[0])
    assert list(ours[1]) == list(theirs[1])
    assert [flag & 1 for flag in ours[2]] == [flag & 1 for flag in theirs[2]]
    assert written["hmtx"]["glyph00001"][0] == face.advance_of(glyph)


CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
VOWELS = ["", *"\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e4d"]
SIGNS = ["", *"\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"]


@pytest.mark.parametrize("face_name", ["regular", "bold"])
def test_every_consonant_with_every_vowel_and_every_tone_stands_as_harfbuzz_has_it(face_name: str) -> None:
    font = DocumentFont(face_name, "F")
    syllables = [consonant + vowel + sign for consonant in CONSONANTS for vowel in VOWELS for sign in SIGNS]
    syllables += [consonant + sign + "\u0e33" for consonant in CONSONANTS for sign in SIGNS]
    syllables += [before + consonant + sign for before in "เแโใไ" for consonant in CONSONANTS for sign in SIGNS]
    syllables += [consonant + sign + after for consonant in CONSONANTS for sign in SIGNS for after in "ะาๅ"]
    assert len(syllables) > 6_000
    wrong = [text for text in syllables if as_drawn(font, font.shape(text).code) != by_harfbuzz(face_name, text)]
    assert wrong == []
