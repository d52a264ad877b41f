"""A paper that must be readable in fifty years is a PDF/A-2, and says of itself no more than is true."""

from __future__ import annotations

import io
import os
import re
import subprocess
from importlib import import_module
from typing import Any

import pikepdf
import pypdf
import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageCms

from documents.typesetting import (
    A4,
    Block,
    Bookmark,
    Metadata,
    Paragraph,
    Picture,
    Row,
    Section,
    Style,
    Table,
    set_document,
)
from documents.typesetting.archival import conformance_of
from documents.typesetting.document import SetDocument
from tests.documents.typesetting.test_tables import COLUMNS

VERAPDF = os.environ.get("VERAPDF")

FACTS = Metadata('แผนพัฒนา <๒๕๗๑> & "ก" 😀', author="จังหวัดอำนาจเจริญ", subject="T10", keywords="7F3K")

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"


def finished(*texts: str, metadata: Metadata = FACTS, tagged: bool = True) -> SetDocument:
    blocks = [Paragraph(text, Style(align="justify")) for text in texts]
    return set_document([Section(A4, [Bookmark("ก"), *blocks])], metadata, tagged=tagged)


def opened(document: SetDocument) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document.pdf))


def facts_in(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Return what the XMP packet says, by the names of its properties."""
    description = fromstring(pdf.Root.Metadata.read_bytes()).find(f".//{RDF}Description")
    assert description is not None
    return {fact.tag: "".join(fact.itertext()) for fact in description}


def picture(mode: str) -> bytes:
    content = io.BytesIO()
    Image.new(mode, (30, 20)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    return content.getvalue()


# --- What a file says about itself ---


def test_the_old_and_the_new_place_say_the_same_and_no_date() -> None:
    with opened(finished("ก")) as pdf:
        assert facts_in(pdf) == {
            f"{PDFAID}part": "2",
            f"{PDFAID}conformance": "A",
            f"{DC}title": FACTS.title,
            f"{DC}creator": FACTS.author,
            f"{DC}description": FACTS.subject,
            f"{PDF}Keywords": FACTS.keywords,
            f"{XMP}CreatorTool": "Prasan",
            f"{PDF}Producer": "Prasan",
        }
        assert {name: str(text) for name, text in pdf.docinfo.items()} == {
            "/Title": FACTS.title,
            "/Author": FACTS.author,
            "/Subject": FACTS.subject,
            "/Keywords": FACTS.keywords,
            "/Creator": "Prasan",
            "/Producer": "Prasan",
        }


def test_what_is_not_known_is_not_said() -> None:
    with opened(finished("ก", metadata=Metadata("ก"))) as pdf:
        assert set(pdf.docinfo) == {"/Title", "/Creator", "/Producer"}
        assert not {f"{DC}creator", f"{DC}description", f"{PDF}Keywords"} & set(facts_in(pdf))


def test_a_title_that_no_xml_can_hold_is_the_same_in_both_places() -> None:
    with opened(finished("ก", metadata=Metadata("ก\0\ufffe\uffff\ud800ข\r\n\tค"))) as pdf:
        assert str(pdf.docinfo.Title) == facts_in(pdf)[f"{DC}title"]
        assert str(pdf.docinfo.Title).startswith("ก\ufffd\ufffd\ufffd\ufffdข")


def test_a_file_names_its_language_and_shows_its_title() -> None:
    with opened(finished("ก")) as pdf:
        assert str(pdf.Root.Lang) == "th-TH"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.Outlines.Count == 1


@pytest.mark.parametrize(
    ("text", "tagged", "level"),
    [
        ("ธรรมดา ABC 😀 漢", True, "A"),
        ("ธรรมดา", False, "U"),
        ("ก\ue001ข", True, "U"),
        ("ก\U000f0001ข", True, "U"),
        ("ก\ue001ข", False, "U"),
        ("ก\ufeffข", True, "B"),
        ("ก\ufffeข", True, "B"),
    ],
    ids=ascii,
)
def test_a_file_claims_only_what_it_is(text: str, tagged: bool, level: str) -> None:
    document = finished(text, tagged=tagged)
    assert document.conformance == level
    with opened(document) as pdf:
        assert facts_in(pdf)[f"{PDFAID}conformance"] == level


def test_the_levels_are_found_wherever_the_text_stands() -> None:
    assert conformance_of(["ก", "ข"], is_tagged=True) == "A"
    assert conformance_of(["\ue000", "\ufeff"], is_tagged=True) == "B"
    assert conformance_of([], is_tagged=False) == "U"


# --- Colours ---


def test_colours_are_what_the_profile_in_the_file_says() -> None:
    with opened(finished("ก")) as pdf:
        [intent] = pdf.Root.OutputIntents
        assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFA1", "sRGB IEC61966-2.1")
        assert intent.DestOutputProfile.N == 3
        profile = intent.DestOutputProfile.read_bytes()
    read = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    assert (read.xcolor_space, read.device_class, read.version) == ("RGB ", "mntr", 4.2)
    assert str(read.creation_date) == "2026-01-01 00:00:00"
    assert read.copyright == "No copyright, use freely"


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "CMYK", "I;16"])
def test_pictures_in_any_colours_are_brought_to_those_of_the_profile(mode: str) -> None:
    document = set_document([Section(A4, [Picture(picture(mode), 30)])], Metadata("ก"))
    with opened(document) as pdf:
        [image] = pdf.pages[0].Resources.XObject.values()
        assert image.ColorSpace in {"/DeviceRGB", "/DeviceGray"}
        assert "/Interpolate" not in image


# --- Fonts ---


def composite_fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return [font for page in pdf.pages for font in page.Resources.Font.values()]


def test_every_font_is_embedded_and_there_is_no_other() -> None:
    with opened(finished("ก ABC 😀  ")) as pdf:
        fonts = [entry for entry in pdf.objects if isinstance(entry, pikepdf.Dictionary) and "/BaseFont" in entry]
        assert {str(font.BaseFont).split("+")[1] for font in fonts} == {"Sarabun-Regular"}
        descriptors = [font.FontDescriptor for font in fonts if font.Subtype == "/CIDFontType2"]
        assert len(descriptors) == 1
        assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_no_text_uses_the_glyph_of_missing_glyphs() -> None:
    with opened(finished("กล่อง 😀 漢字 \ue001 ปกติ")) as pdf:
        for font in composite_fonts(pdf):
            places = font.DescendantFonts[0].CIDToGIDMap.read_bytes()
            _, _, mapped = font.ToUnicode.read_bytes().decode().partition("endcodespacerange")
            drawn = {int(code, 16) for code in re.findall(r"<([0-9A-F]{4})> <", mapped)}
            assert all(int.from_bytes(places[2 * code : 2 * code + 2]) > 0 for code in drawn)
            assert len(drawn) > 10


# --- The file ---


def test_a_file_is_written_as_archives_ask() -> None:
    pdf = finished("ก").pdf
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n", pdf)
    assert pdf.endswith(b"%%EOF\n")
    # A stream ends in a line end of its own, right after as many bytes as it says.
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*?\nstream\n", pdf))
    assert len(streams) == pdf.count(b"endstream") > 5
    for found in streams:
        end = found.end() + int(found[1])
        assert pdf[end : end + 18] == b"\nendstream\nendobj\n"
    assert b"/Encrypt" not in pdf


@pytest.mark.parametrize("tagged", [True, False])
def test_a_file_has_no_fault_that_qpdf_finds(tagged: bool) -> None:
    table = Table(COLUMNS, [Row([str(index), "ถนน", "๑"]) for index in range(2_000)])
    blocks: list[Block] = [Bookmark("😀"), Paragraph("ก", heading=1), Picture(picture("RGBA"), 30, alt="ตรา"), table]
    document = set_document([Section(A4, blocks)], FACTS, tagged=tagged)
    with opened(document) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == document.page_count
        assert all("/Trans" not in page and "/Group" not in page for page in pdf.pages)


def test_other_readers_open_it() -> None:
    document = finished(*["หน้านี้มีข้อความ"] * 80)
    assert len(pypdf.PdfReader(io.BytesIO(document.pdf), strict=True).pages) == document.page_count
    assert len(import_module("pypdfium2").PdfDocument(document.pdf)) == document.page_count
    with import_module("pymupdf").open(stream=document.pdf) as read:
        assert (read.page_count, read.is_repaired) == (document.page_count, False)


def test_a_file_is_named_by_its_content() -> None:
    def name_of(document: SetDocument) -> bytes:
        with opened(document) as pdf:
            first, second = pdf.trailer.ID
            assert bytes(first) == bytes(second)
            return bytes(first)

    assert name_of(finished("ก")) == name_of(finished("ก"))
    assert len({name_of(finished(text)) for text in ("ก", "ข", "กข")}) == 3


def test_poppler_has_nothing_to_say(tmp_path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(finished("ก").pdf)
    done = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    said = dict(re.findall(r"^([^:]+): +(.*)$", done.stdout, re.MULTILINE))
    assert (said["Tagged"], said["Metadata Stream"], said["Suspects"], said["Encrypted"]) == ("yes", "yes", "no", "no")


if VERAPDF:

    @pytest.mark.parametrize("tagged", [True, False])
    def test_verapdf_agrees(tagged: bool, tmp_path) -> None:
        table = Table(COLUMNS, [Row([str(index), "ถนน 😀", "๑"]) for index in range(100)])
        blocks: list[Block] = [Bookmark("ก"), Paragraph("ก", heading=1), Picture(picture("RGBA"), 30, alt="ตรา"), table]
        document = set_document([Section(A4, blocks)], FACTS, tagged=tagged)
        path = tmp_path / "a.pdf"
        path.write_bytes(document.pdf)
        command = [str(VERAPDF), "--flavour", f"2{document.conformance.lower()}", "--format", "text", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("PASS"), done.stdout + done.stderr
