"""The short form on paper: one page, always the same bytes, with a code that opens the plan's drafting page."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from proposals.blank_form import blank_docx, blank_pdf, snapshot_of
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


def test_the_form_is_one_page_of_thai_with_the_years_of_the_round(world):
    pdf = PdfReader(io.BytesIO(blank_pdf(world.plan)))
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    for words in ("ชื่อโครงการ", "พ.ศ. ๒๕๗๑", "พ.ศ. ๒๕๗๕", world.plan.reference, "สแกนเพื่อกรอก"):
        assert words in text
    assert "ตรวจสอบเอกสาร" not in text


def test_its_code_opens_the_page_where_a_project_is_written(world, settings):
    address = snapshot_of(world.plan)["check_url"]
    assert address.startswith(settings.PUBLIC_BASE_URL)
    page = browser_of(world.leader).get(address.removeprefix(settings.PUBLIC_BASE_URL))
    assert page.status_code == 200
    assert page.resolver_match.url_name == "plan_draft"


def test_the_same_plan_gives_the_same_bytes(world):
    assert blank_pdf(world.plan) == blank_pdf(world.plan)
    assert blank_docx(world.plan) == blank_docx(world.plan)


def test_the_form_for_word_says_where_to_go(world):
    words = zipfile.ZipFile(io.BytesIO(blank_docx(world.plan))).read("word/document.xml").decode()
    assert "ชื่อโครงการ" in words
    assert snapshot_of(world.plan)["check_url"] in words
