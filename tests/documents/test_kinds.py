"""All 39 kinds of papers are known: each is issued, with a sample and a picture, or says what it waits for."""

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from PIL import Image

from documents import editable, samples
from documents.kinds import CODES, ISSUED, KINDS, catalogue
from documents.layouts import LAYOUTS, set_snapshot

DOCS = Path(__file__).resolve().parents[2] / "docs" / "documents"
ISSUED_CODES = sorted(KINDS)
LARGEST_PICTURE = 60_000
FRAME = {"anchor", "check_code", "check_url", "demo", "kind", "title"}


def test_the_catalogue_has_each_kind_once_in_the_order_of_the_stages():
    listed = catalogue()
    assert [kind.code for kind in listed] == list(CODES)
    assert len(listed) == 39
    assert (CODES[0], CODES[10], CODES[20], CODES[33], CODES[34]) == ("T01", "D01", "P01", "N01", "F01")


def test_a_kind_is_issued_by_its_room_or_says_in_words_what_it_waits_for():
    for kind in catalogue():
        assert (kind.code in KINDS) == (kind.state == ISSUED) == (not kind.waits_for)
        assert kind.room in {"proposals", "approvals", "tracking"}
        assert kind.title


def test_at_least_twenty_kinds_are_issued_and_the_books_of_all_levels_are_among_them():
    assert len(KINDS) >= 20
    assert {samples.sample(code)["layout"] for code in ("T04", "D07", "P04")} == {"book"}


def test_the_command_lists_all_kinds_as_json(capsys):
    call_command("document_kinds", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in rows] == list(CODES)
    assert next(row for row in rows if row["code"] == "F05") == {
        "code": "F05",
        "title_th": "บันทึกส่งมอบงาน",
        "room": "tracking",
        "state": "waits",
        "waits_for": "การส่งมอบงานเมื่อเปลี่ยนผู้รับผิดชอบ",
    }
    assert next(row for row in rows if row["code"] == "T03") == {
        "code": "T03",
        "title_th": "รายงานการประชุมและคัดมติที่ประชุม",
        "room": "proposals",
        "state": "issued",
        "waits_for": "",
    }


def test_the_command_writes_a_sample_of_each_kind_that_is_issued(tmp_path):
    call_command("document_kinds", "--json", "--samples", str(tmp_path))
    assert sorted(path.stem for path in tmp_path.glob("*.pdf")) == ISSUED_CODES
    assert all(path.read_bytes().startswith(b"%PDF-") for path in tmp_path.glob("*.pdf"))
    beside = {path.name for path in tmp_path.iterdir() if path.suffix != ".pdf"}
    forms = [(code, form) for code in ISSUED_CODES for form in editable.editable_forms_of(samples.sample(code))]
    assert beside == {f"{code}.{form}" for code, form in forms}
    assert {"T10.docx", "T10.xlsx", "T04.docx", "D04.xlsx"} <= beside


@pytest.mark.parametrize("code", ISSUED_CODES)
def test_every_sample_is_set_without_a_missing_glyph_and_says_whose_it_is(code):
    snapshot = samples.sample(code)
    assert snapshot["layout"] in LAYOUTS
    assert snapshot["kind"] == code
    made = set_snapshot(snapshot)
    assert made.warnings == []
    text = "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages).split())
    assert snapshot["check_code"] in text
    assert "ตัวอย่าง" in text


@pytest.mark.parametrize("code", ISSUED_CODES)
def test_a_sample_lacking_what_its_layout_needs_is_refused_by_name(code):
    snapshot = samples.sample(code)
    needed = {"title", "columns", "cover", "letterhead", "opened", "signature"} & snapshot.keys() - {"heading"}
    for name in sorted(needed & {"title", "columns", "cover", "letterhead", "opened"}):
        broken = {key: value for key, value in snapshot.items() if key != name}
        with pytest.raises(ValueError, match=rf"snapshot\.{name}: is missing"):
            set_snapshot(broken)


def test_the_gallery_shows_every_kind_that_is_issued_and_names_what_the_others_wait_for():
    page = (DOCS / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"\]\((\w+)\.png\)", page)
    assert sorted(shown) == ISSUED_CODES == sorted(path.stem for path in DOCS.glob("*.png"))
    for kind in catalogue():
        assert f"{kind.code} {kind.title}" in page
        assert kind.waits_for in page


@pytest.mark.parametrize("code", ISSUED_CODES)
def test_a_picture_of_the_gallery_is_small(code):
    path = DOCS / f"{code}.png"
    assert path.stat().st_size <= LARGEST_PICTURE
    with Image.open(path) as picture:
        assert picture.width == 420


def test_the_sample_of_the_hearings_report_has_what_was_said_as_its_annex():
    (annex,) = samples.sample("P05")["annexes"]
    assert annex["heading"][2] == "รวม ๔ ความคิดเห็น จากกระดาษ ๑ แสดงต่อสาธารณะ ๓ ไม่แสดง ๑ ยังไม่ได้ตรวจ ๐ ตอบแล้ว ๓"
    topics = [row["cells"][0] for row in annex["rows"] if row["style"] == "group"]
    assert topics == ["ถนน", "การมีส่วนร่วม", "ยังไม่มีคำตอบ"]
    comments = {row["cells"][0]: row["cells"][2] for row in annex["rows"] if row["style"] == "row"}
    assert list(comments) == ["๑", "๒", "๔", "๓"]
    assert comments["๓"] == "(ไม่แสดงข้อความ เพราะ ไม่เกี่ยวกับร่างแผน)"
