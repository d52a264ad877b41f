"""Official papers are heard as they are seen: their titles are headings, and what stands in the margins is not read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from bench.table import snapshot_of
from documents.layouts import render, set_snapshot
from documents.uploads import refuse_dangerous
from tests.documents.layouts import paper_samples
from tests.documents.typesetting.tag_tree import Tagged, check_consistent, tags_of

DATED = "๒๑ พฤศจิกายน ๒๕๖๙"


def tags(snapshot: dict[str, Any]) -> Tagged:
    tagged = tags_of(render(snapshot, number="๑๒๓๔", dated=DATED))
    check_consistent(tagged)
    return tagged


def headings(tagged: Tagged) -> list[tuple[str, str]]:
    return [(node.role, node.text) for node in tagged.document.all("H1", "H2", "H3")]


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_every_mark_on_a_paper_is_in_its_structure_or_belongs_to_the_page(name: str) -> None:
    snapshot = paper_samples.ALL[name]() | {"demo": True}
    tagged = tags(snapshot)
    assert set_snapshot(snapshot).conformance == "A"
    assert headings(tagged)[0][0] == "H1"
    heard = tagged.document.text
    for margin in ("หน้า ๑/", "- ๒ -", "ตัวอย่าง", snapshot["anchor"]):
        assert margin not in heard
    assert any(snapshot["anchor"] in text for _, kind, text in tagged.artifacts if kind == "Footer")


def test_a_letter_is_headed_by_its_subject() -> None:
    snapshot = paper_samples.state_letter() | {"annexes": []}
    assert headings(tags(snapshot)) == [("H1", f"เรื่อง {snapshot['subject']}")]


def test_minutes_have_a_heading_for_each_item_and_each_list_of_people() -> None:
    snapshot = paper_samples.minutes()
    found = headings(tags(snapshot))
    assert found[0] == ("H1", "รายงานการประชุมสภาองค์กรชุมชนตำบลเพื่อรับรองแผนพัฒนาตำบล")
    second = [text for role, text in found if role == "H2"]
    assert second == ["ผู้มาประชุม", "ผู้ไม่มาประชุม", "ผู้เข้าร่วมประชุม", *(item["heading"] for item in snapshot["agenda"])]
    assert found[-1] == ("H1", "คัดมติที่ประชุม")


def test_an_announcement_is_headed_by_its_title_and_its_subject() -> None:
    snapshot = paper_samples.announcement() | {"annexes": []}
    title, subject = headings(tags(snapshot))
    assert title == ("H1", "".join([*snapshot["title_lines"], "ที่ ๑๒๓๔"]))
    assert subject == ("H2", f"เรื่อง {snapshot['subject']}")


def test_every_cell_of_a_table_is_found_under_its_column() -> None:
    snapshot = paper_samples.table()
    [table] = tags(snapshot).document.all("Table")
    head, *rows = table.all("TR")
    assert [cell.text for cell in head.all("TH")] == [column["title"] for column in snapshot["columns"]]
    assert [[cell.text for cell in row.all("TD")] for row in rows] == [row["cells"] for row in snapshot["rows"]]


def test_the_code_and_the_crest_are_told_in_words() -> None:
    content = io.BytesIO()
    Image.new("L", (60, 60)).save(content, "PNG")
    snapshot = paper_samples.state_letter()
    snapshot["letterhead"]["crest"] = content.getvalue()
    crest, code = tags(snapshot).document.all("Figure")
    assert crest.alt == f"ตรา{snapshot['letterhead']['name']}"
    assert code.alt == f"คิวอาร์โค้ดสำหรับตรวจสอบเอกสาร {snapshot['check_code']}"


def test_a_page_of_a_long_table_takes_little_room() -> None:
    short, long = (set_snapshot(snapshot_of(rows)) for rows in (100, 500))
    # Measured 3,460 bytes; what both have in common, the fonts above all, is left out.
    assert (len(long.pdf) - len(short.pdf)) / (long.page_count - short.page_count) <= 3.5 * 1024


@pytest.mark.parametrize("name", paper_samples.ALL)
def test_a_paper_of_ours_may_be_uploaded_again(name: str) -> None:
    refuse_dangerous(render(paper_samples.ALL[name]()), "application/pdf")
