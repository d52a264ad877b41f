from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from documents.layouts import LAYOUTS, render, set_snapshot
from tests.documents.layouts import paper_samples
from tests.documents.typesetting.reading import by_poppler, by_pypdf

ROOT = Path(__file__).resolve().parents[3]
DATED = "๒๑ พฤศจิกายน ๒๕๖๙"


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def flat(text: str) -> str:
    """Return a text without its line ends and spaces, to look for what may be broken over lines."""
    return "".join(text.split())


def texts_in(value: object, name: str = "") -> list[str]:
    """Return every text of a snapshot that is meant for paper."""
    if isinstance(value, dict):
        unprinted = {"layout", "kind", "title", "check_url", "page", "align", "value"}
        return [text for key, part in value.items() if key not in unprinted for text in texts_in(part, key)]
    if isinstance(value, list):
        return [text for part in value for text in texts_in(part, name)]
    return [value] if isinstance(value, str) and name != "style" else []


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_every_word_of_a_snapshot_is_on_the_paper(name: str, tmp_path) -> None:
    snapshot = paper_samples.ALL[name]()
    pdf = render(snapshot, number="๑๒๓๔", dated=DATED)
    by_pypdf_flat, by_poppler_flat = flat(by_pypdf(pdf)), flat(by_poppler(pdf, tmp_path, "-raw"))
    for text in texts_in(snapshot):
        assert flat(text) in by_pypdf_flat
        assert flat(text) in by_poppler_flat


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_a_snapshot_survives_json_and_is_not_changed(name: str) -> None:
    snapshot = paper_samples.ALL[name]()
    before = copy.deepcopy(snapshot)
    assert render(json.loads(json.dumps(snapshot))) == render(snapshot)
    assert snapshot == before


def test_the_same_snapshot_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from documents.layouts import render; from tests.documents.layouts.paper_samples import ALL\n"
        "for name in reversed(ALL): print(name, hashlib.sha256(render(ALL[name]())).hexdigest())"
    )
    found = []
    for seed in ("0", "42"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        found.append(dict(line.split() for line in done.stdout.splitlines()))
    here = {name: hashlib.sha256(render(make())).hexdigest() for name, make in paper_samples.ALL.items()}
    assert found == [here, here]


def test_a_letter_names_its_number_and_date_or_leaves_room_for_them() -> None:
    numbered = flat(pages_of(render(paper_samples.state_letter(), number="๑๒๓๔", dated=DATED))[0])
    assert "ที่อจ๐๐๑๗.๒/๑๒๓๔" in numbered
    assert "๒๑พฤศจิกายน๒๕๖๙" in numbered
    whole = flat(pages_of(render(paper_samples.state_letter(), number="อจ ๐๐๑๗.๒/ว ๗", dated=DATED))[0])
    assert "ที่อจ๐๐๑๗.๒/ว๗ศาลา" in whole
    blank = pages_of(render(paper_samples.state_letter()))[0]
    assert "ที่ อจ ๐๐๑๗.๒/ ศาลากลาง" in blank
    assert "....................." in blank


def test_further_pages_of_a_letter_are_numbered_and_announced() -> None:
    pages = pages_of(render(paper_samples.state_letter(), number="๑", dated=DATED))
    assert "/จึงเรียนมาเพื่อ" in pages[0]
    assert pages[1].startswith("- ๒ -")
    assert pages[2].startswith("หน้า ๑/๑")


def test_the_signature_never_stands_without_the_last_words_of_the_letter() -> None:
    for filler in range(12):
        snapshot = paper_samples.state_letter() | {"annexes": []}
        snapshot["paragraphs"] = ["ข้อความเติม"] * filler + ["จึงเรียนมาเพื่อโปรดทราบ"]
        [page] = [page for page in pages_of(render(snapshot)) if "ปิ่นแก้ว" in page]
        assert "จึงเรียนมาเพื่อโปรดทราบ" in page


def test_an_acting_signer_stands_above_the_words_and_the_principal() -> None:
    page = pages_of(render(paper_samples.state_letter()))[1]
    positions = [
        page.index(text) for text in ("(นางสาวปิ่นแก้ว", "รองผู้ว่าราชการจังหวัด", "รักษาราชการแทน", "ผู้ว่าราชการจังหวัดอำนาจเจริญ")
    ]
    assert positions == sorted(positions)


def test_no_crest_is_drawn_unless_the_body_has_uploaded_one() -> None:
    without = render(paper_samples.state_letter())
    assert not list(pypdf.PdfReader(io.BytesIO(without)).pages[0].images)
    content = io.BytesIO()
    Image.new("L", (60, 60)).save(content, "PNG")
    snapshot = paper_samples.state_letter()
    snapshot["letterhead"]["crest"] = content.getvalue()
    assert len(list(pypdf.PdfReader(io.BytesIO(render(snapshot))).pages[0].images)) == 1


def test_a_crest_may_be_named_by_its_path(tmp_path) -> None:
    path = tmp_path / "crest.png"
    Image.new("L", (60, 60)).save(path)
    snapshot = paper_samples.announcement()
    snapshot["letterhead"]["crest"] = str(path)
    with_path = render(snapshot)
    snapshot["letterhead"]["crest"] = path.read_bytes()
    assert render(snapshot) == with_path


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_a_sample_says_so_on_every_page(name: str) -> None:
    sample = paper_samples.ALL[name]()
    assert all("ตัวอย่าง" in page for page in pages_of(render(sample | {"demo": True})))
    assert not any("ตัวอย่าง" in page for page in pages_of(render(sample | {"demo": False})))


def test_the_mark_of_a_sample_does_not_stand_between_the_words() -> None:
    marked = by_pypdf(render(paper_samples.council_letter() | {"demo": True}))
    plain = by_pypdf(render(paper_samples.council_letter() | {"demo": False}))
    assert marked.replace("ตัวอย่าง\n", "") == plain


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_the_head_of_the_log_is_on_every_page_and_the_check_code_on_one_at_least(name: str) -> None:
    snapshot = paper_samples.ALL[name]()
    pages = pages_of(render(snapshot))
    assert all(page.endswith(snapshot["anchor"]) for page in pages)
    assert any(snapshot["check_code"] in page for page in pages)
    bare = {key: value for key, value in snapshot.items() if key not in paper_samples.CHECK}
    assert "ตรวจสอบเอกสาร" not in by_pypdf(render(bare))


def test_uncertified_minutes_say_so_on_every_page_and_certified_ones_do_not() -> None:
    pages = pages_of(render(paper_samples.minutes()))
    assert "ยังไม่ได้รับรอง" in pages[0]
    assert "รายงานการประชุมนี้ยังไม่ได้รับรอง" in pages[1]
    certified = paper_samples.minutes() | {"certified": "ที่ประชุมรับรองรายงานการประชุมแล้ว ในการประชุมครั้งที่ ๓/๒๕๖๙"}
    text = by_pypdf(render(certified))
    assert "ยังไม่ได้รับรอง" not in text
    assert "รับรองรายงานการประชุมแล้ว" in text


def test_the_extract_of_the_resolution_stands_alone_on_the_last_page() -> None:
    pages = pages_of(render(paper_samples.minutes()))
    assert "คัดมติที่ประชุม" in pages[-1]
    assert "มติเห็นชอบแผนพัฒนาตำบลปลาค้าว" in flat(pages[-1])
    assert not any("คัดมติที่ประชุม" in page for page in pages[:-1])
    assert "คัดมติ" not in by_pypdf(render(paper_samples.minutes() | {"extract": None}))


def test_minutes_carry_their_agenda_as_bookmarks() -> None:
    outline: list[Any] = pypdf.PdfReader(io.BytesIO(render(paper_samples.minutes()))).outline
    assert [entry.title[:16] for entry in outline[1]] == ["ระเบียบวาระที่ ๑", "ระเบียบวาระที่ ๔"]


def test_an_annex_may_lie_across_while_the_letter_stands() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(paper_samples.state_letter())))
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages]
    assert sizes == [(595, 842), (595, 842), (842, 595)]
    a3 = pypdf.PdfReader(io.BytesIO(render(paper_samples.announcement()))).pages[-1].mediabox
    assert (round(a3.width), round(a3.height)) == (1191, 842)


def test_markup_in_a_letter_is_text() -> None:
    snapshot = paper_samples.council_letter() | {"subject": "<b>ด่วน</b> &amp; <script>alert(1)</script>"}
    assert flat("<b>ด่วน</b> &amp; <script>alert(1)</script>") in flat(by_pypdf(render(snapshot)))


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_very_long_texts_flow_over_pages_and_lose_nothing(name: str) -> None:
    kept = {"layout", "kind", "style", "align", "page", "check_url", "check_code", "anchor", "foot_lines", "title"}
    kept |= {"value", "number_prefix", "number_label", "salutation", "closing", "width"}
    if name == "announcement":
        kept.add("letterhead")  # the name of a state body stands in the title lines

    def lengthened(value: Any) -> Any:
        if isinstance(value, dict):
            return {own: part if own in kept else lengthened(part) for own, part in value.items()}
        if isinstance(value, list):
            return [lengthened(part) for part in value]
        return value * 12 if isinstance(value, str) else value

    snapshot = lengthened(paper_samples.ALL[name]())
    text = flat(by_pypdf(render(snapshot)))
    lost = [
        part[:40]
        for part in texts_in(snapshot)
        if flat(part)[-20:] not in text and flat(part)[:20] not in text and not set(part) <= set("๐๑๒๓๔๕๖๗๘๙,.")
    ]
    assert lost == []


def test_foreign_letters_are_reported_and_never_stop_a_paper() -> None:
    snapshot = paper_samples.council_letter() | {"subject": "ขอบคุณ 🙏 漢\0\ud800"}
    finished = set_snapshot(snapshot)
    assert [warning.character for warning in finished.warnings] == ["🙏", "漢", "\ufffd"]
    assert finished.page_count == len(pages_of(finished.pdf))


def test_there_is_a_sample_of_every_layout() -> None:
    assert {make()["layout"] for make in paper_samples.ALL.values()} == set(LAYOUTS)
