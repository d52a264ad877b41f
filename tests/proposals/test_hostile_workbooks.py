"""Workbooks that want to harm: refused with a reason, or read as text with a message; never run, never for long."""

import io
import zipfile

import pytest

from directory.errors import Invalid
from documents.workbooks import write_table
from proposals.exchange.grids import MOST_BLANK, read_grids
from proposals.exchange.locating import SERVICE_SHEET
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.exchange import import_proposals
from tests.proposals.sheets import HEADINGS, ROW, book, cells_of, exported, formulas_of, read

pytestmark = pytest.mark.django_db

SHEET = "xl/worksheets/sheet1.xml"


def repacked(content, changes=None, *, remove=(), add=None):
    """The same archive with some parts changed by functions of their bytes, left out or added."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in remove:
                new.writestr(name, (changes or {}).get(name, lambda part: part)(old.read(name)))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return saved.getvalue()


def reason(content, tmp_path):
    """Why a file is not read."""
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        read_grids(path, "bad.xlsx")
    return refused.value.problems[0].message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "เปิดเป็นสมุดงาน"),
        (b"PK\x03\x04" + b"\0" * 50, "เปิดเป็นสมุดงาน"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "มีรหัสผ่าน"),
        (b"id,title\n1,x\n", "เปิดเป็นสมุดงาน"),
        (b"<html><table></table></html>", "เปิดเป็นสมุดงาน"),
    ],
)
def test_what_is_no_workbook_is_refused(content, said, tmp_path):
    assert said in reason(content, tmp_path)


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path, monkeypatch):
    bomb = repacked(book(HEADINGS), add={"xl/media/zeros.bin": b"\0" * 40_000_000})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_a, **_k: pytest.fail("it was unpacked"))
    assert "ใหญ่เกินไปเมื่อคลายออก" in reason(bomb, tmp_path)


def test_a_file_of_thousands_of_parts_is_refused(tmp_path):
    many = repacked(book(HEADINGS), add={f"x/{n}": b"" for n in range(1_100)})
    assert "ใหญ่เกินไปเมื่อคลายออก" in reason(many, tmp_path)


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    content = repacked(book(HEADINGS, *[ROW] * 50))
    place = content.rfind(b"PK\x01\x02", 0, content.find(SHEET.encode(), content.find(b"PK\x01\x02")))
    lying = content[: place + 24] + (10).to_bytes(4, "little") + content[place + 28 :]
    assert "เปิดเป็นสมุดงาน" in reason(lying, tmp_path)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x.dtd"> %a;]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_xml_that_declares_entities_is_refused(declared, part, tmp_path):
    def declaring(xml):
        start = xml.find(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:start] + declared.encode() + xml[start:]

    written = io.BytesIO()
    write_table(written, [("ตาราง", HEADINGS, [tuple(map(str, ROW))])])
    said = reason(repacked(written.getvalue(), {part: declaring}), tmp_path)
    assert "เอนทิตีของ XML" in said or "เปิดเป็นสมุดงาน" in said


def test_a_workbook_with_macros_is_refused_with_the_reason(tmp_path):
    assert "แมโคร" in reason(repacked(book(HEADINGS), add={"xl/vbaProject.bin": b"x"}), tmp_path)
    assert "แมโคร" in reason(repacked(book(HEADINGS), add={"xl/macrosheets/sheet1.xml": b"x"}), tmp_path)


def test_formulas_without_a_result_are_refused_at_their_cells(world, tmp_path):
    content = book(
        HEADINGS, (1, '=HYPERLINK("http://x","ฝาย")', 1, "=1+1", 2571, "อบต."), (2, "=cmd|' /C calc'!A0", *[None] * 4)
    )
    reading = read(world.plan, content, tmp_path)
    assert [problem.cell for problem in reading.problems] == ["B2", "D2", "B3"]
    assert all("เป็นสูตรที่ไม่มีผลลัพธ์เก็บไว้" in problem.message for problem in reading.problems)


def test_the_result_that_a_workbook_keeps_of_a_formula_is_read_and_told(world, tmp_path):
    def with_result(xml):
        return xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>500</v>").replace(
            b"<f>1+1</f><v/>", b"<f>1+1</f><v>500</v>"
        )

    content = repacked(book(HEADINGS, (1, "ฝาย", 1, "=1+1", 2571, "อบต.")), {SHEET: with_result})
    reading = read(world.plan, content, tmp_path)
    assert [str(line.amount) for line in reading.records[0].budget or []] == ["500.00"]
    assert [note.message for note in reading.notes] == ["เซลล์เป็นสูตร จึงใช้ผลลัพธ์ที่เก็บไว้ (1 แห่ง: D2)"]


def test_an_error_of_a_formula_is_no_value(world, tmp_path):
    def with_error(xml):
        return (
            xml.replace(b"<v />", b"<v>#REF!</v>").replace(b"<v/>", b"<v>#REF!</v>").replace(b'r="D2"', b'r="D2" t="e"')
        )

    content = repacked(book(HEADINGS, (1, "ฝาย", 1, "=A9", 2571, "อบต.")), {SHEET: with_error})
    assert [p.cell for p in read(world.plan, content, tmp_path).problems] == ["D2"]


def test_text_that_looks_like_a_formula_is_text_all_the_way(world, tmp_path):
    names = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
    drafts = [world.words(2, title=name, rationale=name, place=name) for name in names]
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    content = exported(world.plan)
    assert formulas_of(content) == []
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read(SHEET)
    assert b"hyperlink" not in zipfile.ZipFile(io.BytesIO(content)).read(SHEET)
    done = import_proposals(plan=world.plan, records=read(world.plan, content, tmp_path).records, by=world.secretary)
    assert (done.unchanged, done.updated) == (6, 0)


def test_a_sheet_formatted_down_to_its_last_row_is_read_as_far_as_it_is_filled(world, tmp_path):
    def formatted(xml):
        rows = "".join(f'<row r="{number}" ht="{number % 97}"/>' for number in range(3, 1_048_577))
        return xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    content = repacked(book(HEADINGS, ROW), {SHEET: formatted})
    reading = read(world.plan, content, tmp_path)
    assert len(reading.records) == 1
    assert "จึงอ่านถึงแถวนี้" in reading.notes[-1].message


def test_one_cell_in_the_last_row_is_told_of(world, tmp_path):
    def far(xml):
        cell = '<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>ไกล</t></is></c></row>'
        return xml.replace(b"</sheetData>", cell.encode() + b"</sheetData>")

    reading = read(world.plan, repacked(book(HEADINGS, ROW), {SHEET: far}), tmp_path)
    assert len(reading.records) == 1
    assert str(MOST_BLANK) not in reading.notes[-1].message
    assert "มีแต่แถวว่างจำนวนมาก" in reading.notes[-1].message


def test_more_rows_than_a_plan_can_have_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("proposals.exchange.grids.MOST_ROWS", 10)
    assert "มีแถวเกิน 10 แถว" in reason(book(HEADINGS, *[ROW] * 20), tmp_path)


def test_merged_cells_beyond_all_measure_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("proposals.exchange.grids.MOST_MERGED", 10)
    assert "ผสานเซลล์ไว้มากเกินไป" in reason(book(HEADINGS, *[ROW] * 20, merged=("A1:C20",)), tmp_path)


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A:A", "1:1", "B2", "x", ""])
def test_odd_merged_cells_break_nothing(reference, world, tmp_path):
    def merged(xml):
        return xml.replace(
            b"</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{reference}"/></mergeCells>'.encode()
        )

    path = tmp_path / "odd.xlsx"
    path.write_bytes(repacked(book(HEADINGS, ROW), {SHEET: merged}))
    if reference in {"x", "", "A:A", "1:1"}:
        assert "เปิดเป็นสมุดงาน" in reason(path.read_bytes(), tmp_path)
    else:
        assert read_grids(path, "odd.xlsx")[0].value(2, 2) == "ขุดลอกคลอง"


def test_values_of_wrong_kinds_are_refused_at_their_cells(world, tmp_path):
    from datetime import date, time

    rows = [
        (1, True, date(2028, 1, 2), date(2028, 1, 2), time(9), 5),
        (2, "ฝาย\x0bลับ".replace("\x0b", "\u202e"), 1, 5, 2571, "อบต."),
    ]
    reading = read(world.plan, book(HEADINGS, *rows), tmp_path)
    assert [problem.cell for problem in reading.problems] == ["B2", "C2", "D2", "B3"]


def test_links_to_other_workbooks_are_left_out(world, tmp_path):
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = repacked(book(HEADINGS, ROW), add={"xl/externalLinks/externalLink1.xml": link})
    assert len(read(world.plan, content, tmp_path).records) == 1


def test_a_workbook_of_a_later_system_is_refused(world, tmp_path):
    from tests.proposals.sheets import changed

    later = changed(exported(world.plan), {"B1": 99}, SERVICE_SHEET)
    assert cells_of(later)[SERVICE_SHEET][0][1] == 99
    with pytest.raises(Invalid, match="ระบบรุ่นใหม่กว่า"):
        read(world.plan, later, tmp_path)


def test_a_workbook_without_a_table_says_what_is_expected(world, tmp_path):
    with pytest.raises(Invalid, match="ไม่พบตารางโครงการ"):
        read(world.plan, book(("ก",), (1,)), tmp_path)
    with pytest.raises(Invalid, match="ไม่พบคอลัมน์ชื่อโครงการ"):
        read(world.plan, book(("ก", "ข"), (1, 2)), tmp_path)
