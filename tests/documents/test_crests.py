"""A body's crest: uploaded by whoever keeps its papers, drawn anew, named by its hash in every paper made with it."""

import io
import json

import pypdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from directory.errors import Invalid, NotHere, Refused
from documents.crests import present_crest, with_crest
from documents.models import Crest, Document
from documents.storage import path_of, read
from documents.verbs import rendered, set_crest
from tests.approvals.visits import form_of
from tests.cast import PNG
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
PAGE = "/papers/crest/"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="PNG", size=(60, 60), colour="red", **options):
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **options)
    return made.getvalue()


def crest_of(world, **changes):
    values = {"body": world.bodies["district"], "content": picture(), "content_type": "image/png"}
    return set_crest(**{**values, "by": world.coordinator, **changes})


def receipt(world):
    world.in_review(world.plan)
    return Document.objects.get(kind="D01", plan=world.plan)


def images_of(pdf):
    return [image for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for image in page.images]


def test_papers_carry_the_crest_of_their_issuer_by_its_hash(world):
    crest = crest_of(world)
    paper = receipt(world)
    assert json.loads(paper.snapshot)["letterhead"]["crest"] == crest.file.sha256
    assert len(images_of(rendered(paper, issued=False))) == 1


def test_a_paper_keeps_the_crest_that_it_was_made_with(world):
    crest_of(world)
    paper = receipt(world)
    before = rendered(paper, issued=False)
    crest_of(world, content=picture(colour="blue"))
    assert rendered(paper, issued=False) == before
    assert Crest.objects.count() == 2


def test_without_a_crest_its_place_stays_empty(world):
    paper = receipt(world)
    assert json.loads(paper.snapshot)["letterhead"]["crest"] is None
    assert images_of(rendered(paper, issued=False)) == []


def test_nothing_of_the_uploaded_file_stays_but_its_pixels(world):
    said = PngInfo()
    said.add_text("comment", "ข้อความที่ซ่อนไว้")
    crest = crest_of(world, content=picture(size=(3000, 1500), pnginfo=said))
    with Image.open(io.BytesIO(read(crest.file))) as kept:
        assert (kept.format, kept.size, kept.info) == ("PNG", (900, 450), {})


def test_a_photograph_becomes_a_png(world):
    crest = crest_of(world, content=picture("JPEG"), content_type="image/jpeg")
    assert read(crest.file).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "content_type", "why"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "PNG หรือ JPEG"),
        (b"", "image/png", "ว่างเปล่า"),
        (PNG, "image/png", "เปิดเป็นภาพไม่ได้"),
        (picture("JPEG"), "image/png", "เนื้อหาตรงกับชนิดไฟล์"),
        (picture()[:60], "image/png", "เปิดเป็นภาพไม่ได้"),
        (picture(size=(4001, 4000)), "image/png", "16 ล้านจุด"),
    ],
)
def test_what_is_no_picture_of_a_crest_is_refused_with_the_reason(world, content, content_type, why):
    with pytest.raises(Invalid, match=why):
        crest_of(world, content=content, content_type=content_type)
    assert not Crest.objects.exists()


def test_only_who_keeps_a_body_s_papers_sets_its_crest(world):
    with pytest.raises(Refused):
        crest_of(world, by=world.provincial_officer)
    with pytest.raises((NotHere, Refused)):
        crest_of(world, by=world.other_coordinator)


def test_a_crest_whose_file_is_gone_stops_the_next_paper_and_is_named(world):
    crest = crest_of(world)
    path_of(crest.file.sha256).unlink()
    world.received(world.plan)
    with pytest.raises(Invalid, match=r"ไฟล์ตราของ .* หายไป"):
        world.in_review(world.plan)
    assert not Document.objects.filter(kind="D01").exists()
    assert world.fresh(world.plan).state == "submitted"


def test_a_damaged_crest_is_named_and_no_pages_are_made(world):
    crest = crest_of(world)
    paper = receipt(world)
    path_of(crest.file.sha256).write_bytes(b"damaged")
    with pytest.raises(ValueError, match=f"the crest of .* is damaged: {crest.file.sha256}"):
        rendered(paper, issued=False)


def test_a_council_has_its_name_and_no_crest(world):
    snapshot = {"letterhead": {"kind": "civic", "name": "สภา", "crest": None}}
    assert with_crest(snapshot) is snapshot


# --- Its page ---


def upload(world, content, name="crest.png"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = browser_of(world.coordinator)
    fields = form_of(browser.get(PAGE))
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return browser, browser.post(PAGE, {**fields, "picture": file})


def test_the_coordinator_uploads_the_crest_of_the_district_and_sees_it(world):
    browser, answer = upload(world, picture())
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert present_crest(world.bodies["district"]).office == world.coordinator.office
    shown = browser.get(f"{PAGE}picture/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert f'src="{PAGE}picture/"' in browser.get(PAGE).content.decode()


def test_a_refused_picture_is_told_at_its_field(world):
    _browser, answer = upload(world, PNG)
    assert (answer.status_code, "เปิดเป็นภาพไม่ได้" in answer.content.decode()) == (422, True)
