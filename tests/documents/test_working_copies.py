"""Working copies on a paper's page: who is handed one, what it says, and that asking for one changes nothing."""

import io
import json

import docx
import openpyxl
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from PIL import Image

from documents import editable, storage
from documents.models import Document, Rendition, StoredFile
from documents.verbs import number_document, set_crest, sign_document
from tests.cast import DAY_ONE, PNG
from tests.documents.editable.reading import word_text
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
SENTENCE = "ฉบับแก้ไขได้ไม่ใช่เอกสารทางการ"


def letter(world):
    """The letter with which a council submits its plan, with the list of its projects."""
    world.submitted(world.plan)
    return Document.objects.get(plan=world.plan, kind="T10")


def page(name, paper):
    return reverse(name, args=[paper.check_code])


def test_whoever_sees_a_paper_is_handed_its_working_copies_to_be_kept_and_never_run(world):
    paper = letter(world)
    for by in (world.secretary, world.coordinator):
        for form in (editable.DOCX, editable.XLSX):
            answer = browser_of(by).get(page(f"paper_{form}", paper))
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == editable.CONTENT_TYPES[form]
            name = f"T10-{paper.check_code}.{form}"
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert answer.headers["Cache-Control"] == "private, no-store"


def test_nobody_else_learns_that_there_is_one(world):
    paper = letter(world)
    for form in (editable.DOCX, editable.XLSX):
        address = page(f"paper_{form}", paper)
        assert browser_of(world.stranger).get(address).status_code == 404
        assert browser_of(None).get(address).headers["Location"].startswith(reverse("sign_in"))


def test_the_copy_has_the_number_and_the_date_once_the_paper_has_them(world):
    paper = letter(world)
    address = page("paper_docx", paper)

    def said():
        content = browser_of(world.secretary).get(address).content
        return word_text(docx.Document(io.BytesIO(content)).element.body)

    assert "พฤศจิกายน ๒๕๖๙" not in said().partition("เรื่อง")[0]
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    opening = said().partition("เรื่อง")[0]
    assert "๑/๒๕๖๙" in opening
    assert "๒ พฤศจิกายน ๒๕๖๙" in opening


def test_the_workbook_has_the_projects_of_the_letters_annex(world):
    paper = letter(world)
    content = browser_of(world.secretary).get(page("paper_xlsx", paper)).content
    annexes = json.loads(paper.snapshot)["annexes"]
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert len(sheets) == len(annexes) > 0
    titles = [cell.value for cell in sheets[0][int(sheets[0].print_title_rows.split("$")[1].strip(":"))]]
    assert titles == [column["title"] for column in annexes[0]["columns"]]


def test_asking_for_a_copy_leaves_no_trace(world):
    paper = letter(world)
    before = (Event.objects.count(), Rendition.objects.count(), StoredFile.objects.count())
    first = browser_of(world.secretary).get(page("paper_docx", paper)).content
    assert browser_of(world.coordinator).get(page("paper_docx", paper)).content == first
    assert (Event.objects.count(), Rendition.objects.count(), StoredFile.objects.count()) == before


def test_the_page_offers_what_there_is_and_says_that_it_is_no_paper(world):
    paper = letter(world)
    shown = browser_of(world.secretary).get(page("paper", paper)).content.decode()
    assert "แก้ไขใน Word (DOCX)" in shown
    assert "ตาราง (XLSX)" in shown
    assert SENTENCE in shown
    minutes = Document.objects.get(plan=world.plan, kind="T03")
    is_table = "xlsx" in editable.editable_forms_of(json.loads(minutes.snapshot))
    shown = browser_of(world.secretary).get(page("paper", minutes)).content.decode()
    assert ("ตาราง (XLSX)" in shown) == is_table


def test_a_receipt_is_not_offered_and_has_no_copy(world):
    world.accepted(world.plan)
    receipt = Document.objects.filter(plan=world.plan, kind="D01").latest("pk")
    shown = browser_of(world.coordinator).get(page("paper", receipt)).content.decode()
    assert SENTENCE not in shown
    for form in (editable.DOCX, editable.XLSX):
        assert browser_of(world.coordinator).get(page(f"paper_{form}", receipt)).status_code == 404


def test_a_crest_stands_on_the_copy_and_a_lost_one_is_said_and_not_left_out(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "red").save(picture, "PNG")
    crest = set_crest(
        body=world.bodies["district"], content=picture.getvalue(), content_type="image/png", by=world.coordinator
    )
    world.returned(world.plan)
    returning = Document.objects.get(plan=world.plan, kind="D02")
    answer = browser_of(world.coordinator).get(page("paper_docx", returning))
    assert len(list(docx.Document(io.BytesIO(answer.content)).element.body.iter(qn("wp:anchor")))) == 1
    storage.path_of(crest.file.sha256).unlink()
    answer = browser_of(world.coordinator).get(page("paper_docx", returning))
    assert answer.status_code == 422
    assert "ไฟล์ตราของหน่วยงานหายหรือเสียหาย" in answer.content.decode()
