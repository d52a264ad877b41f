"""The workbook of a province: written, filled in, read, and handed back with what is wrong."""

import zipfile
from dataclasses import replace
from datetime import datetime
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from openpyxl.utils import get_column_letter

from directory.errors import Invalid
from directory.models import Body, Office, Tenure, User, Village
from directory.sheets import AREAS_TITLE, HELP_TITLE, PROBLEMS_TITLE, SHEETS
from directory.verbs.open_province import open_province
from directory.workbook import read_workbook, write_workbook
from tests.directory.builders import amnat_charoen, content, small_province, told, with_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "bodies.xlsx"


@pytest.fixture
def workbook(path):
    """Answer a function that writes the small province, with some cells typed over."""

    def write(cells=None, drafts=None):
        write_workbook(path, drafts or small_province(), amnat_charoen())
        if cells:
            book = openpyxl.load_workbook(path)
            for (sheet, place), value in cells.items():
                book[SHEETS[sheet].title if sheet in SHEETS else sheet][place] = value
            book.save(path)
        return path

    return write


def run(*arguments):
    """Answer what the command printed and its exit code."""
    out = StringIO()
    try:
        call_command("open_province", *map(str, arguments), stdout=out)
    except CommandError as stopped:
        return str(stopped), stopped.returncode
    return out.getvalue(), 0


def nothing_is_there():
    return not any(model.objects.exists() for model in (Body, Office, User, Village, Tenure))


def cell(sheet, key, row):
    column = [column.key for column in SHEETS[sheet].columns].index(key)
    return f"{get_column_letter(column + 1)}{row}"


# --- there and back ---


def test_what_is_written_is_read_back_as_it_was(workbook):
    reading = read_workbook(workbook())
    assert reading.problems == []
    assert content(reading.drafts) == content(small_province())
    assert [draft.row for draft in reading.drafts.bodies] == [3, 4, 5]


def test_names_that_look_like_formulas_links_or_markup_come_back_as_text(workbook):
    drafts = small_province()
    for number, name in enumerate(["=1+1", "<b>&amp;</b>", "https://example.org"]):
        drafts = with_changed(drafts, "bodies", number, name=name, address="+66\n@ก")
    reading = read_workbook(workbook(drafts=drafts))
    assert reading.problems == []
    assert content(reading.drafts) == content(drafts)


def test_the_template_knows_the_areas_and_explains_every_column(path):
    told_by_command, code = run("37", "--template", path)
    assert (code, "จังหวัดอำนาจเจริญ" in told_by_command) == (0, True)
    book = openpyxl.load_workbook(path)
    areas = [row[:2] for row in book[AREAS_TITLE].iter_rows(min_row=2, values_only=True)]
    assert len(areas) == 1 + 7 + 56
    assert ("370101", "ตำบลบุ่ง") in areas
    explained = {row[2] for row in book[HELP_TITLE].iter_rows(values_only=True)}
    assert {column.key for sheet in SHEETS.values() for column in sheet.columns} <= explained
    assert content(read_workbook(path).drafts) == {key: [] for key in content(small_province())}


def test_dates_labels_and_numbers_are_read_as_people_type_them(workbook):
    path = workbook(
        {
            ("holders", cell("holders", "starts", 3)): datetime(2028, 10, 1),  # noqa: DTZ001  # as Excel stores it
            ("holders", cell("holders", "phone", 3)): 898765432,
            ("holders", cell("holders", "role", 3)): "chair",
            ("holders", cell("holders", "starts", 5)): "๑/๑๐/๒๕๗๑",
            ("bodies", cell("bodies", "area_code", 3)): 370101,
            ("territories", cell("territories", "village_numbers", 3)): "๑-๒",
            ("dates", cell("dates", "due_on", 3)): "31/12/2028",
        }
    )
    reading = read_workbook(path)
    assert reading.problems == []
    assert content(reading.drafts) == content(small_province())


def test_columns_may_stand_in_another_order_with_notes_beside_them(workbook):
    path = workbook()
    book = openpyxl.load_workbook(path)
    sheet = book[SHEETS["villages"].title]
    for row in list(sheet.iter_rows(min_row=1, max_row=5)):
        first, last = row[0].value, row[3].value
        row[0].value, row[3].value = last, first
    sheet["F3"], sheet["F9"] = "ถามผู้ใหญ่บ้าน", "แถวนี้มีแต่บันทึก"
    book.save(path)
    assert content(read_workbook(path).drafts) == content(small_province())


# --- what cannot be read ---


def test_every_wrong_cell_is_told_with_its_place_and_value(workbook):
    path = workbook(
        {
            ("bodies", cell("bodies", "kind", 3)): "ชมรม",
            ("holders", cell("holders", "starts", 3)): "เมื่อวาน",
            ("holders", cell("holders", "title", 4)): None,
            ("dates", cell("dates", "target_year", 3)): 2029,
        }
    )
    reading = read_workbook(path)
    assert told(reading.problems) == [
        ("bodies", 3, "kind"),
        ("holders", 3, "starts"),
        ("holders", 4, "title"),
        ("dates", 3, "target_year"),
    ]
    assert [problem.value for problem in reading.problems] == ["ชมรม", "เมื่อวาน", "", "2029"]
    assert "สภาองค์กรชุมชนตำบล" in reading.problems[0].message
    assert "แผ่น องค์กร แถว 3 kind = 'ชมรม'" in str(reading.problems[0])
    with pytest.raises(Invalid) as refused:
        open_province(province=amnat_charoen(), drafts=reading.drafts, by=None)
    assert list(refused.value.problems) == reading.problems


@pytest.mark.parametrize("formula", ["=A1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"])
def test_formulas_are_refused(workbook, formula):
    reading = read_workbook(workbook({("bodies", cell("bodies", "name", 3)): formula}))
    assert told(reading.problems) == [("bodies", 3, "name")]
    assert "สูตร" in reading.problems[0].message


def unreadable(path):
    with pytest.raises(Invalid) as refused:
        read_workbook(path)
    return str(refused.value)


def test_a_missing_sheet_and_a_spoiled_heading_are_refused(workbook):
    path = workbook()
    book = openpyxl.load_workbook(path)
    del book[SHEETS["dates"].title]
    book.save(path)
    assert SHEETS["dates"].title in unreadable(path)
    assert "holders" not in unreadable(path)
    assert "area_code" in unreadable(workbook({("villages", "A2"): "areacode"}))
    assert "area_code" in unreadable(workbook({("villages", "A2"): None}))


def test_what_is_no_workbook_is_refused(path):
    path.write_bytes(b"PK\x03\x04 and nothing more")
    assert "Excel" in unreadable(path)
    path.write_text("รหัส,ชื่อ")
    assert "Excel" in unreadable(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "สวัสดี")
    assert "Excel" in unreadable(path)
    assert "Excel" in unreadable(path.with_name("nowhere.xlsx"))


def test_archives_that_swell_are_refused_before_they_are_unpacked(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"0" * 3_000_000)
    assert "คลายออก" in unreadable(path)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1_001):
            archive.writestr(f"{number}.xml", "x")
    assert "คลายออก" in unreadable(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/large.xml", b"0" * (30 * 1024 * 1024 + 1))
    assert "คลายออก" in unreadable(path)


def test_entities_are_not_expanded(workbook, tmp_path):
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(workbook()) as source, zipfile.ZipFile(evil, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            text = source.read(entry)
            if entry.filename == "xl/workbook.xml":
                text = text.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
            archive.writestr(entry, text)
    assert "Excel" in unreadable(evil)


def test_more_rows_than_a_province_can_have_are_refused(workbook):
    assert "แถว" in unreadable(workbook({("villages", "A20001"): "370101"}))


# --- the command ---


def test_the_command_opens_the_province_and_says_what_it_did(workbook):
    path = workbook()
    out, code = run("37", "--from", path)
    assert code == 0
    assert "จังหวัดอำนาจเจริญ" in out
    assert "องค์กร: ใหม่ 3 แก้ไข 0 คงเดิม 0" in out
    assert Body.objects.count() == 3
    out, code = run("๓๗", "--from", path)
    assert code == 0
    assert "องค์กร: ใหม่ 0 แก้ไข 0 คงเดิม 3" in out
    assert (Body.objects.count(), User.objects.count(), Tenure.objects.count()) == (3, 2, 2)


def test_reading_the_workbook_and_passing_the_drafts_come_to_the_same(workbook):
    run("37", "--from", workbook())
    again = open_province(province=amnat_charoen(), drafts=small_province(), by=None)
    assert [counted.created + counted.updated for counted in (again.bodies, again.people, again.tenures)] == [0, 0, 0]


def test_a_dry_run_changes_nothing_and_hands_the_workbook_back(workbook, tmp_path):
    out = tmp_path / "annotated.xlsx"
    printed, code = run("37", "--from", workbook(), "--dry-run", "--out", out)
    assert code == 0
    assert "องค์กร: ใหม่ 3" in printed
    assert nothing_is_there()
    listed = list(openpyxl.load_workbook(out)[PROBLEMS_TITLE].iter_rows(values_only=True))
    assert listed[1][0] == "ไม่พบปัญหา"
    assert content(read_workbook(out).drafts) == content(small_province())


def test_a_dry_run_colours_the_wrong_cells_and_lists_them_all(workbook, tmp_path):
    out = tmp_path / "annotated.xlsx"
    place = cell("holders", "phone", 3)
    path = workbook({("holders", place): "12345", ("bodies", "A4"): "council-370101", ("villages", "D3"): "=1+1"})
    printed, code = run("37", "--from", path, "--dry-run", "--out", out)
    assert code == 2
    assert "12345" in printed
    assert nothing_is_there()
    book = openpyxl.load_workbook(out)
    wrong = book[SHEETS["holders"].title][place]
    assert wrong.fill.fgColor.rgb == "FFFFC7CE"
    assert "9 หรือ 10 หลัก" in wrong.comment.text
    assert book[SHEETS["villages"].title]["D3"].data_type == "s"
    assert book[SHEETS["villages"].title]["D4"].comment is None
    listed = [row[:3] for row in book[PROBLEMS_TITLE].iter_rows(min_row=2, values_only=True)]
    assert listed[:2] == [("หมู่บ้าน", "3", "name"), ("องค์กร", "4", "code")]
    assert ("ตำแหน่ง", "3", "phone") in listed


def test_one_wrong_row_changes_nothing_at_all_and_all_problems_are_printed(workbook):
    path = workbook({("dates", cell("dates", "due_on", 3)): "32/12/2571", ("villages", "A3"): "340101"})
    printed, code = run("37", "--from", path)
    assert code == 2
    assert "แผ่น หมู่บ้าน แถว 3 area_code = '340101'" in printed
    assert "แผ่น กำหนดเวลา แถว 3 due_on = '32/12/2571'" in printed
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("10", "กรุงเทพมหานคร"),
        ("99", "99"),
        ("3701", "อำเภอเมืองอำนาจเจริญ"),
        ("370190", "370502"),
        ("207201", "ไม่พบข้อมูล"),
    ],
)
def test_what_is_no_province_to_plan_for_ends_with_code_2_and_its_name(workbook, code, said):
    for arguments in (["--from", workbook()], ["--template", workbook()]):
        printed, returned = run(code, *arguments)
        assert returned == 2
        assert said in printed
    assert nothing_is_there()


def test_the_workbook_of_one_province_does_not_open_another(workbook):
    printed, code = run("34", "--from", workbook())
    assert code == 2
    assert "จังหวัดอุบลราชธานี" in printed
    assert nothing_is_there()


def test_the_annotated_workbook_never_replaces_the_one_that_was_read(workbook):
    path = workbook()
    before = path.read_bytes()
    assert run("37", "--from", path, "--dry-run", "--out", path)[1] == 2
    assert run("37", "--from", path, "--out", path.with_name("other.xlsx"))[1] == 2
    assert path.read_bytes() == before
    assert nothing_is_there()


def test_a_workbook_is_whole_or_not_there_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr("directory.workbook_writing._write_choices", lambda _book: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_workbook(tmp_path / "w.xlsx", replace(small_province()), amnat_charoen())
    assert list(tmp_path.iterdir()) == []
