from __future__ import annotations

import pytest

from documents.typesetting import A4, Metadata, MissingGlyph, Paragraph, Section, SetDocument, set_document
from documents.typesetting.baking import bake
from documents.typesetting.faces import face_named
from documents.typesetting.glyphs import DocumentFont
from tests.documents.typesetting.reading import by_pypdf


def page_of(text: str) -> SetDocument:
    return set_document([Section(A4, [Paragraph(text)])], Metadata("กล่อง"))


def test_a_character_without_a_glyph_becomes_a_box_and_one_warning() -> None:
    finished = page_of("ยิ้ม 😀 สองครั้ง 😀 และ 漢 ")
    assert finished.warnings == [MissingGlyph("😀"), MissingGlyph("漢")]
    assert str(finished.warnings[0]) == "no glyph for U+1F600; a box is drawn in its place"
    assert by_pypdf(finished.pdf) == "ยิ้ม 😀 สองครั้ง 😀 และ 漢 "


def test_the_box_can_be_seen() -> None:
    face = face_named("regular")
    [box] = bake(face, "😀")
    assert box.glyph.is_missing
    assert box.glyph.advance > 0
    [(number, _, _)] = box.glyph.parts
    assert len(face.outline_of(number).points) > 4


@pytest.mark.parametrize("invisible", ["\u200b", "\u200d", "\ufeff", "\u00ad", "\ufe0f", "\u2060"], ids=ascii)
def test_what_is_meant_to_be_invisible_is_no_box(invisible: str) -> None:
    finished = page_of(f"ก{invisible}ข")
    assert finished.warnings == []
    assert DocumentFont("regular", "F").shape(invisible).width == 0


def test_text_in_thai_and_latin_needs_no_box() -> None:
    assert page_of("กำหนด ABC é ฿ “ก” … – ½ ™ ๛").warnings == []


def test_control_characters_and_half_surrogates_never_stop_a_document() -> None:
    finished = page_of("ก\0ข\x07ค\ud83dง")
    assert by_pypdf(finished.pdf) == "ก\ufffdข\ufffdค\ufffdง"
    assert finished.warnings == [MissingGlyph("\ufffd")]


def test_titles_and_bookmarks_may_hold_anything() -> None:
    from documents.typesetting import Bookmark

    section = Section(A4, [Bookmark("😀 (ก) \\ \0 \ud800"), Paragraph("ก")])
    assert set_document([section], Metadata("<b>\0(ก😀\ud800")).pdf.startswith(b"%PDF-1.7")
