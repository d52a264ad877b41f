"""Files beside a proposal: what is made of a picture, what is refused and why, who may add, read and remove."""

import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from PIL import ExifTags, Image

from directory.errors import Invalid, NotHere, Refused, Stale
from proposals import attaching
from proposals.attaching import prepared
from proposals.models import Attachment
from proposals.verbs.attachments import add_attachment, remove_attachment
from tests.approvals.visits import form_of, words_of
from tests.documents.test_papers import PDF
from tests.proposals.test_meeting_pages import paper
from tests.visitors import browser_of
from workflow.models import Event

TYPES = '<Types xmlns="x"><Override PartName="/%s" ContentType="%s.main+xml"/></Types>'


def photograph(*, size=(60, 40), kind="JPEG", gps=True, orientation=1):
    picture, exif = Image.new("RGB", size, "green"), Image.Exif()
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif[ExifTags.Base.Orientation] = orientation
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "N",
                ExifTags.GPS.GPSLatitude: (15.0, 52.0, 12.0),
                ExifTags.GPS.GPSLongitudeRef: "E",
                ExifTags.GPS.GPSLongitude: (104.0, 37.0, 30.0),
            }
        )
    made = io.BytesIO()
    picture.save(made, kind, exif=exif)
    return made.getvalue()


def package(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more):
    main = "word/document.xml"
    return package({"[Content_Types].xml": TYPES % (main, attaching.OFFICE[".docx"]), main: "<w/>", **more})


def ods(**more):
    return package({"mimetype": attaching.OFFICE[".ods"], "content.xml": "<office/>", **more})


def refusal(content, name="ไฟล์"):
    with pytest.raises(Invalid) as refused:
        prepared(content, name=name)
    (problem,) = refused.value.problems
    assert problem.field == "file"
    return problem.message


# --- What is made of a file ------------------------------------------------------------------------------------------


def test_a_photograph_loses_its_place_and_its_camera():
    taken = photograph()
    assert b"SecretCamera" in taken
    file = prepared(taken, name="C:\\ภาพ\\ถนน.JPEG")
    assert (file.name, file.kind, file.content_type) == ("ถนน.jpg", "picture", "image/jpeg")
    assert (file.latitude, file.longitude) == (None, None)
    assert b"SecretCamera" not in file.content
    assert b"Exif" not in file.content
    assert not Image.open(io.BytesIO(file.content)).getexif()


def test_its_place_is_kept_beside_it_on_purpose_alone():
    file = prepared(photograph(), name="x.jpg", keep_place=True)
    assert (file.latitude, file.longitude) == (Decimal("15.870000"), Decimal("104.625000"))
    assert not Image.open(io.BytesIO(file.content)).getexif()
    assert prepared(photograph(gps=False), name="x.jpg", keep_place=True).latitude is None


def test_a_photograph_is_turned_upright_and_made_smaller():
    file = prepared(photograph(size=(4000, 1000), orientation=6), name="x.jpg")
    assert Image.open(io.BytesIO(file.content)).size == (600, 2400)


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/jpeg"), ("WEBP", "image/jpeg")])
def test_other_pictures_are_drawn_anew_too(kind, content_type):
    assert prepared(photograph(kind=kind), name="x").content_type == content_type


def test_documents_are_kept_as_they_came():
    for content, ending in ((docx(), ".docx"), (ods(), ".ods")):
        file = prepared(content, name="ปร.4.exe")
        assert (file.content, file.name, file.kind) == (content, f"ปร.4{ending}", "office")
        assert file.content_type == attaching.OFFICE[ending]
    assert prepared(PDF, name="แบบ.pdf").kind == "pdf"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "รับเฉพาะภาพ"),
        (b"MZ\x90", "รับเฉพาะภาพ"),
        (b"<script>", "รับเฉพาะภาพ"),
        (b"GIF89a", "รับเฉพาะภาพ"),
        (b"\xff\xd8\xff\xe0rubbish", "เปิดเป็นภาพไม่ได้"),
        (photograph()[:300], "เปิดเป็นภาพไม่ได้"),
        (PDF + b"\n/JavaScript (app.alert(1))", "PDF มีสคริปต์"),
        (b"PK\x03\x04rubbish", "เปิดเอกสารไม่ได้"),
        (package({"a.txt": "x"}), "รับเฉพาะเอกสาร"),
        (docx(**{"word/vbaProject.bin": "x"}), "มีแมโคร"),
        (docx(**{"word/embeddings/a.xlsx": "x"}), "ไฟล์ฝังอยู่"),
        (docx(**{"word/_rels/settings.xml.rels": "<attachedTemplate>"}), "มีแมโคร"),
        (package({"[Content_Types].xml": TYPES % ("word/document.xml", "application/vnd.ms-word.document.macroEnabled"),
                  "word/document.xml": "x"}), "รับเฉพาะเอกสาร"),
        (ods(**{"Basic/Standard/Module1.xml": "x"}), "มีแมโคร"),
        (ods(**{"../../etc/passwd": "x"}), "ผิดปกติ"),
        (ods(big="0" * 70_000_000), "ใหญ่เกินไปเมื่อคลายออก"),
        (ods(**{f"n{n}": "" for n in range(2001)}), "ใหญ่เกินไปเมื่อคลายออก"),
    ],
)  # fmt: skip
def test_what_is_no_harmless_file_is_refused_with_the_reason(content, message):
    assert message in refusal(content)


def test_a_picture_that_claims_too_many_points_and_a_file_too_large_are_refused(monkeypatch):
    monkeypatch.setattr(attaching, "MOST_PIXELS", 1_000)
    assert "ภาพใหญ่เกินไป" in refusal(photograph())
    with override_settings(LARGEST_ATTACHMENT=1024 * 1024):
        assert refusal(b"%PDF-" + b"0" * 1024 * 1024) == "ไฟล์ต้องไม่เกิน 1 MB"


def test_an_encrypted_document_is_refused():
    locked = bytearray(docx())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(signature)
        locked[place + flags] |= 1
    assert "ใส่รหัส" in refusal(bytes(locked))


# --- Who may, and until when -----------------------------------------------------------------------------------------

FILE = attaching.Prepared(PDF, "application/pdf", "แบบ.pdf", "pdf")


@pytest.fixture
def proposal(world):
    return world.draft(world.plan, 2)[0]


@pytest.mark.django_db
def test_a_file_is_attached_and_removed_with_events_that_do_not_name_it(world, proposal):
    attachment = add_attachment(plan=world.plan, proposal=proposal, file=FILE, note=" แบบ ", by=world.secretary)
    assert (attachment.note, attachment.added_by) == ("แบบ", world.secretary.office)
    event = Event.objects.get(verb="add_attachment")
    assert json.loads(event.data) == {
        "proposal": proposal.pk,
        "attachment": attachment.pk,
        "file": attachment.file.sha256,
    }
    remove_attachment(plan=world.plan, attachment=attachment, by=world.leader)
    attachment.refresh_from_db()
    assert attachment.removed_at is not None
    with pytest.raises(NotHere):
        remove_attachment(plan=world.plan, attachment=attachment, by=world.leader)
    add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=world.secretary)  # it may come back


@pytest.mark.django_db
def test_others_may_neither_attach_nor_remove(world, proposal):
    attachment = add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=world.secretary)
    for by, answer in ((world.lao_planner, Refused), (world.other_leader, NotHere), (world.stranger, NotHere)):
        with pytest.raises(answer):
            add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=by)
        with pytest.raises(answer):
            remove_attachment(plan=world.plan, attachment=attachment, by=by)
    (elsewhere,) = world.draft(world.far_plan, 1)
    with pytest.raises(NotHere):
        add_attachment(plan=world.plan, proposal=elsewhere, file=FILE, by=world.secretary)
    world.submitted(world.plan)
    with pytest.raises(Stale):
        add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=world.secretary)
    with pytest.raises(Stale):
        remove_attachment(plan=world.plan, attachment=attachment, by=world.secretary)


@pytest.mark.django_db
def test_the_same_file_again_and_one_too_many_are_refused(world, proposal):
    add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=world.secretary)
    with pytest.raises(Invalid, match="แนบไฟล์นี้ไว้แล้ว"):
        add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=world.secretary)
    other = attaching.Prepared(PDF + b"\n", "application/pdf", "อื่น.pdf", "pdf")
    with override_settings(MOST_ATTACHMENTS=1), pytest.raises(Invalid, match="แนบได้ไม่เกิน 1 ไฟล์"):
        add_attachment(plan=world.plan, proposal=proposal, file=other, by=world.secretary)
    assert Attachment.objects.count() == 1


@pytest.mark.django_db
def test_a_draft_is_removed_with_its_files(world, proposal):
    from proposals.verbs.drafting import remove_drafts

    add_attachment(plan=world.plan, proposal=proposal, file=FILE, by=world.secretary)
    remove_drafts(plan=world.plan, proposals=[proposal], by=world.secretary)
    assert not Attachment.objects.exists()


# --- Pages -----------------------------------------------------------------------------------------------------------


def page_of(world, proposal, name="proposal_attachments", *more):
    return reverse(name, args=[world.plan.reference, proposal.reference, *more])


def attached(world, proposal, content, by=None, **fields):
    browser = browser_of(by or world.secretary)
    page = browser.get(page_of(world, proposal))
    file = SimpleUploadedFile("ถนน.jpg", content)
    return browser.post(page_of(world, proposal), {**form_of(page), "file": file, **fields})


@pytest.mark.django_db
def test_a_photograph_goes_from_the_page_to_the_point_of_the_proposal(world, proposal):
    assert attached(world, proposal, photograph(), note="หน้าวัด", keep_place="on").status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.note, attachment.latitude) == ("หน้าวัด", Decimal("15.87"))
    browser = browser_of(world.secretary)
    point = reverse("proposal_write_step", args=[world.plan.reference, proposal.reference, "point"])
    page = browser.get(point)
    assert "15.870000, 104.625000" in words_of(page)
    chosen = {**form_of(page), "known": "15.870000, 104.625000", "place": "หน้าวัด", "point": ""}
    assert browser.post(point, chosen).status_code == 302
    assert (proposal.versions.get().latitude, proposal.versions.get().place) == (Decimal("15.87"), "หน้าวัด")
    assert "15.870000, 104.625000" in words_of(browser.get(page_of(world, proposal, "proposal")))


@pytest.mark.django_db
def test_a_refused_file_says_why_at_its_field(world, proposal):
    answer = attached(world, proposal, b"MZ")
    assert answer.status_code == 422
    assert "รับเฉพาะภาพ JPEG" in answer.context["form"].errors["file"][0]
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_file_is_handed_out_to_those_who_see_the_plan_and_never_opened_here(world, proposal):
    attached(world, proposal, photograph())
    address = page_of(world, proposal, "attachment_file", Attachment.objects.get().pk)
    for by in (world.leader, world.lao_planner, world.coordinator):
        answer = browser_of(by).get(address)
        assert answer.status_code == 200
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert b"".join(answer).startswith(b"\xff\xd8\xff")
    for by in (world.other_leader, world.stranger, world.agency):
        assert browser_of(by).get(address).status_code == 404
    assert browser_of(None).get(address).status_code == 302


@pytest.mark.django_db
def test_a_file_is_removed_after_asking_once_more_and_handed_out_no_longer(world, proposal):
    attached(world, proposal, photograph())
    pk = Attachment.objects.get().pk
    ask = page_of(world, proposal, "attachment_remove", pk)
    browser = browser_of(world.secretary)
    assert browser.post(ask, form_of(browser.get(ask))).status_code == 302
    assert browser.get(page_of(world, proposal, "attachment_file", pk)).status_code == 404
    assert browser.get(ask).status_code == 404
    assert "ยังไม่มีไฟล์แนบ" in words_of(browser.get(page_of(world, proposal)))


@pytest.mark.django_db
def test_the_district_attaches_for_a_council_from_its_signed_paper(world, proposal):
    fields = paper(world.bodies["council"], PDF)
    assert attached(world, proposal, photograph(), by=world.coordinator, **fields).status_code == 302
    assert Event.objects.get(verb="add_attachment").behalf_body == world.bodies["council"]
