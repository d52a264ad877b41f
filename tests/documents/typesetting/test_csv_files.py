from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from documents.typesetting.__main__ import main
from tests.documents.typesetting.reading import by_mupdf, by_pypdf
from tests.documents.typesetting.tag_tree import tags_of

PROJECTS = """ที่,โครงการ,งบประมาณ (บาท)
๑,"ก่อสร้างถนน สายบ้านหนองบัว, ระยะที่ ๑",๑๒๓๔๕๐๐
๒,"ขุดลอก ""หนองใหญ่""
หมู่ที่ ๔","๒,๐๐๐.๕๐"
๓,<b>อบรม</b>,
"""


def set_as_table(tmp_path: Path, content: str | bytes, *switches: str) -> bytes:
    source, target = tmp_path / "in.csv", tmp_path / "out.pdf"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main([*switches, "table", str(source), str(target)]) == 0
    return target.read_bytes()


def test_heads_and_cells_are_found_exactly(tmp_path) -> None:
    cells = [cell.text for cell in tags_of(set_as_table(tmp_path, PROJECTS)).document.all("TH", "TD")]
    assert cells == [
        "ที่",
        "โครงการ",
        "งบประมาณ (บาท)",
        "๑",
        "ก่อสร้างถนน สายบ้านหนองบัว, ระยะที่ ๑",
        "๑๒๓๔๕๐๐",
        "๒",
        'ขุดลอก "หนองใหญ่"หมู่ที่ ๔',
        "๒,๐๐๐.๕๐",
        "๓",
        "<b>อบรม</b>",
        "",
    ]


def test_columns_of_figures_stand_at_the_right_and_others_at_the_left() -> None:
    from documents.typesetting.csv_files import _column

    aligns = {
        ("๑,๒๐๐", "-๕.๕", ""): "right",
        ("12%", "-", "+3"): "right",
        ("ก", "1"): "left",
        ("", ""): "left",
        (): "left",
        ("1 แห่ง",): "left",
    }
    assert {cells: _column("หัว", cells).align for cells in aligns} == aligns


def test_heads_are_set_again_on_each_page_with_its_number(tmp_path) -> None:
    rows = "".join(f"{index},โครงการ {index}\n" for index in range(200))
    reader = pypdf.PdfReader(io.BytesIO(set_as_table(tmp_path, f"ที่,ชื่อโครงการ\n{rows}")))
    assert len(reader.pages) > 2
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert text.count("ชื่อโครงการ") == 1
        assert f"หน้า {number}/{len(reader.pages)}".translate(thai) in text


def test_many_columns_stand_on_pages_turned_round(tmp_path) -> None:
    wide = ",".join(f"ห{index}" for index in range(7))
    boxes = [pypdf.PdfReader(io.BytesIO(set_as_table(tmp_path, heads))).pages[0].mediabox for heads in (wide, "ก,ข")]
    assert [box.width > box.height for box in boxes] == [True, False]


def test_a_table_may_go_without_tags(tmp_path) -> None:
    assert b"StructTreeRoot" not in _unpacked(set_as_table(tmp_path, PROJECTS, "--untagged"))
    assert b"StructTreeRoot" in _unpacked(set_as_table(tmp_path, PROJECTS, "--tagged"))


def _unpacked(pdf: bytes) -> bytes:
    return str(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]).encode()


def test_only_heads_are_a_table_too(tmp_path) -> None:
    assert by_pypdf(set_as_table(tmp_path, "ที่,โครงการ\n")).split("\n")[1:] == ["ที่ โครงการ"]
    assert "ก" in by_mupdf(set_as_table(tmp_path, "\ufeffก\r\nข\r\n"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: the first row must hold the heads of the columns"),
        (b",,\n1,2,3\n", "line 1: the first row must hold the heads of the columns"),
        ("ก,ข\n๑,๒\n๓\n".encode(), "line 3: 1 cells under 2 heads: '๓'"),
        ("ก,ข\n๑,๒,๓\n".encode(), "line 2: 3 cells under 2 heads: '๑,๒,๓'"),
        ("ก,ข\n\n".encode(), "line 2: 0 cells under 2 heads: ''"),
        ('ก,ข\n"๑,๒\n'.encode(), "line 2: not CSV (unexpected end of data)"),
        ('ก,ข\n"๑"x,๒\n'.encode(), "line 2: not CSV"),
        ("ก,ข\n๑,๒\0\n".encode(), "line 2: control character U+0000 cannot be set"),
        ("ก,ข\n".encode() + "ค".encode("tis-620"), "line 2: not UTF-8 (byte 0xA4"),
        (",".join("ก" * 41).encode(), "line 1: 41 columns; at most 40 fit on a page"),
    ],
)
def test_bad_tables_are_refused_by_line_and_value_and_leave_no_file(
    content: bytes, message: str, tmp_path, capsys
) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    assert main(["table", str(source), str(tmp_path / "out.pdf")]) == 2
    assert f"{source}, {message}" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
