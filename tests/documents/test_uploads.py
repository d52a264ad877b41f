"""What an uploaded sheet may not hold: scripts, files within files, other kinds of files, too many pixels."""

import contextlib
import io
import zipfile
import zlib

import pytest
from PIL import Image

from directory.errors import Invalid
from documents.uploads import MOST_PIXELS, refuse_dangerous
from documents.verbs import check_upload, rendered
from tests.documents.test_papers import PDF, letter

DICTIONARY = b"<<\n/S %s /JS (app.alert(1)) >>"


def pdf(*objects):
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + numbered + b"trailer\n<<>>\n%%EOF\n"


def stream(dictionary, content):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def packed(content, extra=b""):
    return stream(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode" + extra, zlib.compress(content))


def picture(kind, size=(8, 8)):
    content = io.BytesIO()
    Image.new("L", size).save(content, kind)
    return content.getvalue()


def refusal_of(content, content_type="application/pdf", judge=refuse_dangerous):
    """Why a file is refused; empty where it passes."""
    try:
        judge(content, content_type)
    except Invalid as refused:
        (problem,) = refused.problems
        assert problem.field == "file"
        return problem.message
    return ""


@pytest.mark.parametrize(
    "active",
    [
        b"<< /Type /Action /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /J#61vaScript >>",
        b"<< /S/#4A#61#76#61#53#63#72#69#70#74 >>",
        b"<< /JS 5 0 R >>",
        b"<</JS(x)>>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /XFA 4 0 R >>",
        b"<< /S /SubmitForm >>",
    ],
)
def test_a_pdf_that_does_something_by_itself_is_refused(active):
    assert "สคริปต์" in refusal_of(pdf(active))
    assert "สคริปต์" in refusal_of(pdf(packed(active)))
    assert "สคริปต์" in refusal_of(pdf(stream(b"/Type /Obj#53tm", active)))


def test_a_script_hidden_behind_a_false_stream_is_found():
    assert "สคริปต์" in refusal_of(b"%PDF-1.7\n% stream\n1 0 obj << /S /JavaScript >> endobj\n% endstream\n%%EOF")
    for bait in (b"% stream\n", b"% /ObjStm stream\n", b"% /ObjStm"):
        hidden = bait + packed(b"<< /S /JavaScript >>")
        assert refusal_of(b"%PDF-1.7\n1 0 obj " + hidden + b" endobj\n%%EOF")


@pytest.mark.parametrize(
    "extra",
    [b"/DecodeParms << /Predictor 12 >>", b"/F#69lter [/ASCII85Decode /FlateDecode]"],
)
def test_objects_that_cannot_be_looked_through_are_refused(extra):
    dictionary = b"/Type /ObjStm /N 1 /First 4 " + extra + (b" /Filter /FlateDecode" if b"Predictor" in extra else b"")
    assert "ตรวจไม่ได้" in refusal_of(pdf(stream(dictionary, zlib.compress(b"<< /S /JavaScript >>"))))


def test_objects_that_unpack_to_more_than_any_sheet_are_refused():
    assert "คลายออก" in refusal_of(pdf(packed(b" " * 30_000_000)))


def test_an_encrypted_pdf_cannot_be_looked_through():
    assert "รหัส" in refusal_of(b"%PDF-1.7\ntrailer\n<< /Encrypt 9 0 R >>\n%%EOF")


@pytest.mark.parametrize(
    "harmless",
    [
        b"<< /Type /Catalog /Names << /Dests 3 0 R >> >>",
        b"<< /BaseFont /AAAAAA+JSScript /JSON (x) /Launched true >>",
        stream(b"/Subtype /Image /Filter /DCTDecode", b"\xff\xd8 /JS \xff\xd9"),
        packed(b"<< /Type /Font >>"),
        stream(b"/Type /Metadata", b"<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
    ],
)
def test_an_ordinary_pdf_passes(harmless):
    assert refusal_of(pdf(harmless)) == ""


@pytest.mark.timeout(20)
@pytest.mark.parametrize("bait", [b"stream\n", b"/ObjStm ", b"/ObjStm stream\n", b"obj ", b"<", b"/Filter "])
@pytest.mark.parametrize("end", [b"", b"endstream"])
def test_looking_through_a_hostile_file_takes_no_longer_than_its_length(bait, end):
    with contextlib.suppress(Invalid):
        refuse_dangerous(b"%PDF-1.7\n" + bait * (4_000_000 // len(bait)) + end, "application/pdf")


@pytest.mark.django_db
def test_what_this_program_prints_passes(world):
    assert refusal_of(rendered(letter(world), issued=False), judge=check_upload) == ""


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_photograph_passes(kind, content_type):
    assert refusal_of(picture(kind, (4000, 3000)), content_type, judge=check_upload) == ""


def test_a_small_file_that_claims_a_huge_picture_is_refused():
    small = bytearray(picture("PNG"))
    small[16:24] = (20_000).to_bytes(4) * 2
    assert "ล้านจุด" in refusal_of(bytes(small), "image/png")
    photograph = bytearray(picture("JPEG"))
    place = photograph.index(b"\xff\xc0") + 5
    photograph[place : place + 4] = (65_000).to_bytes(2) * 2
    assert "ล้านจุด" in refusal_of(bytes(photograph), "image/jpeg")
    small[16:24] = (8_000).to_bytes(4) + (MOST_PIXELS // 8_000).to_bytes(4)
    assert refusal_of(bytes(small), "image/png") == ""


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "image/jpeg"),
    ],
)
def test_a_picture_that_cannot_be_opened_is_refused(content, content_type):
    assert "เสียหาย" in refusal_of(content, content_type)


def test_a_file_that_is_two_things_at_once_is_refused():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as book:
        book.writestr("a.txt", "x")
    for content, content_type in ((PDF, "application/pdf"), (picture("PNG"), "image/png")):
        for other in (archive.getvalue(), b"<script>alert(1)</script>", b"<HTML >", b"<?php echo 1;"):
            assert "ซ่อนอยู่" in refusal_of(content + other, content_type)


@pytest.mark.parametrize("said", ["image/svg+xml", "text/html", "application/zip", "image/gif", ""])
def test_no_other_kind_is_taken(said):
    assert refusal_of(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", said, check_upload)
