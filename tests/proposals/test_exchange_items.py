"""What the money of a proposal is for, where it is and for whom, in our workbook and in sheets of other people."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.cell import column_index_from_string

from proposals.drafts import BudgetDraft, ItemDraft, sums_of
from proposals.exchange import columns
from proposals.exchange.locating import ITEMS, SERVICE_SHEET
from proposals.integrity import check
from proposals.models import BudgetItem, Proposal, ProposalVersion, ReferenceCounter
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.exchange import Imported
from proposals.written import draft_of
from tests.proposals.sheets import book, cells_of, changed, exported, formulas_of, read
from tests.proposals.test_exchange import marked, refused, take, whole
from tests.proposals.test_hostile_workbooks import repacked

pytestmark = pytest.mark.django_db

GRAVEL = ItemDraft("ลูกรัง", "คัน", Decimal("12.5"), Decimal("850.33"), 2572, "lao")
SIGN = ItemDraft("ป้าย", "ป้าย", Decimal(1), Decimal(2000), 2573, "community")
COSTS = [GRAVEL, SIGN]
ITEMS_XML = "xl/worksheets/sheet2.xml"


def costed(world, number=2, items=COSTS, **changes):
    return world.words(number, items=items, budget=sums_of(items), **changes)


def kept(world, *drafts):
    """These proposals in the plan, and its workbook."""
    proposals = draft_proposals(plan=world.plan, drafts=drafts or [costed(world)], by=world.secretary)
    return proposals, exported(world.plan)


def items_of(proposal):
    return [
        (i.item, i.unit, str(i.quantity), str(i.unit_price), i.year, i.source)
        for i in BudgetItem.objects.filter(version__proposal=proposal)
    ]


def with_items(content, *rows):
    """The workbook with these rows at the end of the sheet of items."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    for row in rows:
        made[ITEMS].append(list(row))
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def older(content):
    """The workbook as the system wrote it before there were items, points and groups."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    del made[ITEMS], made["ตัวอย่างรายการค่าใช้จ่าย"]
    keys = [cell.value for cell in made["โครงการ"][2]]
    for key in (columns.POINT, columns.GROUP):
        made["โครงการ"].delete_cols(keys.index(key) + 1)
    made[SERVICE_SHEET]["B1"] = 1
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


# --- Out and in again ------------------------------------------------------------------------------------------------


def test_items_stand_on_a_sheet_of_their_own_with_the_reference_and_title_of_their_proposal(world):
    (proposal,), content = kept(world)
    label = f"{proposal.reference} โครงการที่ 2"
    rows = cells_of(content)[ITEMS]
    assert rows[0] == [
        "ของโครงการ",
        "รายการ",
        "หน่วย",
        "จำนวนหน่วย",
        "ราคาต่อหน่วย (บาท)",
        "ปีงบประมาณ พ.ศ.",
        "แหล่งงบประมาณ",
    ]
    assert [row[:6] for row in rows[2:]] == [
        [label, "ลูกรัง", "คัน", 12.5, 850.33, 2572],
        [label, "ป้าย", "ป้าย", 1, 2000, 2573],
    ]
    made = openpyxl.load_workbook(io.BytesIO(content))
    lists = {str(each.sqref).partition(":")[0]: each.formula1 for each in made[ITEMS].data_validations.dataValidation}
    assert lists == {
        "A3": "'โครงการ'!$C$3:$C$2002",
        "F3": "'ตัวเลือก'!$D$2:$D$11",
        "G3": "'ตัวเลือก'!$B$2:$B$7",
    }
    assert [row[3] for row in cells_of(content)["ตัวเลือก"][1:6]] == [2571, 2572, 2573, 2574, 2575]
    assert made[ITEMS].row_dimensions[2].hidden
    assert len(cells_of(content)["ตัวอย่างรายการค่าใช้จ่าย"]) > 3


def test_everything_comes_back_and_nothing_of_it_is_written_again(world, tmp_path):
    _proposals, content = kept(world, costed(world), whole(world))
    reading = read(world.plan, content, tmp_path)
    assert (reading.problems, reading.notes) == ([], [])
    assert take(world, reading.records) == Imported(0, 0, 2)


def test_items_find_their_proposal_when_an_area_has_more_than_ten_thousand(world, tmp_path):
    draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)
    ReferenceCounter.objects.filter(kind="proposal").update(last_number=10_000)
    (proposal,), content = kept(world)
    assert proposal.reference.startswith("2572-370101-10001-")
    reading = read(world.plan, content, tmp_path)
    assert (reading.problems, [len(record.items or ()) for record in reading.records]) == ([], [0, 2])


def test_an_older_workbook_is_read_and_leaves_what_it_does_not_know(world, tmp_path):
    (first, _second), content = kept(world, costed(world, beneficiary_group="ผู้ใช้ถนน"), whole(world))
    before = items_of(first)
    reading = read(world.plan, older(content), tmp_path)
    assert (reading.problems, [record.items for record in reading.records]) == ([], [None, None])
    assert take(world, reading.records) == Imported(0, 0, 2)
    renamed = read(world.plan, changed(older(content), {"C3": "ชื่อใหม่"}), tmp_path)
    assert take(world, renamed.records) == Imported(0, 1, 1)
    version = ProposalVersion.objects.get(proposal=first)
    assert (version.title, version.beneficiary_group) == ("ชื่อใหม่", "ผู้ใช้ถนน")
    assert items_of(first) == before


def test_a_row_without_a_reference_that_says_less_than_the_plan_knows_is_not_doubled(world, tmp_path):
    content = book(("โครงการ", "งบประมาณ", "ปีงบประมาณ", "แหล่งงบประมาณ"), ("ฝาย", 5, 2571, "อบต."))
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(1, 0, 0)
    proposal = Proposal.objects.get()
    draft = draft_of(ProposalVersion.objects.get())
    proposal.plan = world.plan
    item = ItemDraft("หิน", "คัน", Decimal(1), Decimal(5), 2571, "lao")
    edit_proposal(proposal=proposal, draft=replace(draft, items=[item]), by=world.secretary, seen=0)
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 0, 1)


# --- New and changed items -------------------------------------------------------------------------------------------


def test_a_changed_item_changes_its_proposal_and_the_sums_follow(world, tmp_path):
    (proposal, other), content = kept(world, costed(world), costed(world, 3))
    reading = read(world.plan, changed(content, {"D3": "๒๐", "E4": "1,500 บาท"}, ITEMS), tmp_path)
    assert take(world, reading.records) == Imported(0, 1, 1)
    assert items_of(proposal)[0] == ("ลูกรัง", "คัน", "20.00", "850.33", 2572, "lao")
    version = ProposalVersion.objects.get(proposal=proposal)
    assert list(version.budget.values_list("year", "amount")) == [
        (2572, Decimal("17006.60")),
        (2573, Decimal(1500)),
    ]
    assert len(items_of(other)) == 2
    assert list(check()) == []


def test_items_are_added_by_title_by_row_and_below_others_of_the_same_proposal(world, tmp_path):
    (proposal,), content = kept(world, world.words(2, budget=[]))
    named = changed(content, {"C4": "ฝายน้ำล้น", "C5": "ลานกีฬา"})
    content = with_items(
        named,
        ("ฝายน้ำล้น", "หิน", "คัน", "๑๐", "๒,๐๐๐", "72", "อบต."),
        (None, "ปูน", "ถุง", 100, 150, 2572, "อบต."),
        ("รวม", None, None, None, 35000, None, None),
        (5, "ทราย", "คัน", 2, 900, 2571, "ชุมชน"),
        ("แถวที่ 5", "ดิน", "คัน", 1, 100, 2571, "ชุมชน"),
        (proposal.reference.lower(), "ป้าย", "ป้าย", 1, 500, 2573, "จังหวัด"),
    )
    reading = read(world.plan, content, tmp_path)
    assert [note.message for note in reading.notes] == [
        f"อ่านปี “72” เป็น พ.ศ. 2572 (แผ่น {ITEMS} 1 แห่ง: F3)",
        f"ข้ามแถวผลรวม (แผ่น {ITEMS} 1 แห่ง: A5)",
    ]
    assert take(world, reading.records) == Imported(2, 1, 0)
    asked = dict(ProposalVersion.objects.values_list("title", "asked"))
    assert asked == {"โครงการที่ 2": Decimal(500), "ฝายน้ำล้น": Decimal(35000), "ลานกีฬา": Decimal(1900)}
    assert list(check()) == []
    assert take(world, reading.records[1:]) == Imported(0, 0, 2)


def test_items_whose_rows_were_deleted_are_gone_and_the_sums_stay(world, tmp_path):
    (proposal,), content = kept(world)
    cleared = changed(content, {f"{column}{row}": None for column in "ABCDEFG" for row in (3, 4)}, ITEMS)
    assert take(world, read(world.plan, cleared, tmp_path).records) == Imported(0, 1, 0)
    assert items_of(proposal) == []
    assert ProposalVersion.objects.get().asked == Decimal("12629.13")


def test_sums_that_were_changed_apart_from_their_items_are_left_for_people_to_put_right(world, tmp_path):
    _proposals, content = kept(world)
    reading = read(world.plan, changed(content, {"N3": 999}), tmp_path)
    ((cell, message),) = refused(lambda: take(world, reading.records))
    assert cell == "N3"
    assert "ต้องเท่ากับผลรวมของรายการค่าใช้จ่าย (รวม 12,629.13 บาท)" in message


def test_items_beside_an_amount_that_was_never_theirs_have_to_add_up_to_it(world, tmp_path):
    (proposal,), content = kept(world, world.words(2, budget=[BudgetDraft(2572, "lao", Decimal(1000))]))
    row = (proposal.reference, "หิน", "คัน", 1, 900, 2572, "อบต.")
    ((cell, _message),) = refused(lambda: take(world, read(world.plan, with_items(content, row), tmp_path).records))
    assert cell == "N3"
    right = with_items(content, row, (None, "ปูน", "ถุง", 1, 100, 2572, "อบต."))
    assert take(world, read(world.plan, right, tmp_path).records) == Imported(0, 1, 0)


def test_a_sheet_without_items_that_has_other_sums_leaves_none(world, tmp_path):
    (proposal,), content = kept(world)
    assert take(world, read(world.plan, changed(older(content), {"M3": 7}), tmp_path).records) == Imported(0, 1, 0)
    assert items_of(proposal) == []


# --- What is wrong ---------------------------------------------------------------------------------------------------


def test_each_bad_cell_of_an_item_is_marked_and_explained_in_the_answer(world, tmp_path):
    content = with_items(
        changed(kept(world, world.words(2), world.words(3))[1], {"C5": "ซ้ำ", "C6": "ซ้ำ", "AB4": "15.8"}),
        (None, "หิน", "คัน", 1, 1, 2572, "อบต."),
        ("โครงการที่ 2", "", "คัน", "สิบ", -5, "ปีหน้า", "ธนาคาร"),
        ("ไม่มีชื่อนี้", "หิน", "คัน", 0, "1.005", 2572, "อบต."),
        (None, "หิน", None, "1.234", True, None, None),
        ("2572-370101-9999-K", "หิน", "คัน", 1, 1, 2572, "อบต."),
        ("ซ้ำ", "หิน", "คัน", 1, 1, 2572, "อบต."),
        (99, "หิน", "คัน", 1, 1, 2572, "อบต."),
    )
    said = [
        "A3",
        *("B4", "D4", "E4", "F4", "G4"),
        *("A5", "D5", "E5"),
        *("C6", "D6", "E6", "F6", "G6"),
        "A7",
        "A8",
        "A9",
    ]
    problems = read(world.plan, content, tmp_path).problems
    keys = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content))["โครงการ"][2]]
    assert keys.index(columns.POINT) == column_index_from_string("AB") - 1
    assert [p.cell for p in problems if p.sheet != ITEMS] == ["AB4"]
    assert sorted(p.cell for p in problems if p.sheet == ITEMS) == sorted(said)
    answer = marked(world, content, tmp_path)
    made = openpyxl.load_workbook(io.BytesIO(answer))
    sheet = made[ITEMS]
    assert sorted(cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment) == sorted(said)
    assert "ต้องเป็นจำนวน เป็นตัวเลขอย่างเดียว" in sheet["D4"].comment.text
    assert "ไม่พบโครงการนี้ในแผ่นโครงการ" in sheet["A5"].comment.text
    assert "มีโครงการชื่อนี้หลายแถว" in sheet["A8"].comment.text
    assert (sheet["D4"].value, sheet["D4"].fill.fgColor.rgb) == ("สิบ", "FFFFC7CE")
    assert len(sheet.data_validations.dataValidation) == 3
    assert (sheet.freeze_panes, sheet.row_dimensions[2].hidden) == ("B3", True)
    assert formulas_of(answer) == []
    assert made["โครงการ"]["AB4"].comment
    listed = [row[:2] for row in cells_of(answer)["ปัญหา"][1:4]]
    assert listed == [["โครงการ", "AB4"], [ITEMS, "A3"], [ITEMS, "B4"]]


def test_what_is_wrong_with_a_whole_item_is_marked_at_its_row(world, tmp_path):
    (proposal,), content = kept(world)
    content = with_items(content, (proposal.reference, "หิน", "ค" * 61, 1, 1, 2580, "อบต."))
    found = read(world.plan, content, tmp_path)
    assert refused(lambda: take(world, found.records)) == [
        ("C5", "ยาวเกินไป ต้องไม่เกิน 60 ตัวอักษร"),
        ("F5", "ต้องเป็นปีงบประมาณในรอบแผน พ.ศ. 2571–2575"),
    ]


def test_the_answer_can_be_put_right_and_imported(world, tmp_path):
    (proposal,), content = kept(world)
    answer = marked(world, changed(content, {"D3": "สิบ", "E4": "แพง"}, ITEMS), tmp_path)
    right = changed(answer, {"D3": 10, "E4": 3000}, ITEMS)
    assert take(world, read(world.plan, right, tmp_path).records) == Imported(0, 1, 0)
    assert [row[2:4] for row in items_of(proposal)] == [("10.00", "850.33"), ("1.00", "3000.00")]


def test_a_sheet_of_items_that_lost_a_column_is_refused(world, tmp_path):
    _proposals, content = kept(world)
    (problem,) = read(world.plan, changed(content, {"D2": None}, ITEMS), tmp_path).problems
    assert (problem.sheet, problem.cell, problem.value) == (ITEMS, "A1", "quantity")


def test_too_many_items_are_refused_at_the_first(world, tmp_path):
    _proposals, content = kept(world, world.words(2, budget=[]))
    rows = [("โครงการที่ 2", f"รายการ {n}", "ชิ้น", 1, 1, 2572, "อบต.") for n in range(61)]
    found = read(world.plan, with_items(content, *rows), tmp_path)
    assert ("B3", "มีได้ไม่เกิน 60 รายการ") in refused(lambda: take(world, found.records))


def test_items_that_add_up_to_more_than_a_trillion_are_refused(world, tmp_path):
    _proposals, content = kept(world, world.words(2, budget=[]))
    rows = [("โครงการที่ 2", "เขื่อน", "แห่ง", 1, 999_999_999_999, 2572, "อบต.")] * 2
    found = read(world.plan, with_items(content, *rows), tmp_path)
    ((_cell, message),) = refused(lambda: take(world, found.records))
    assert "ไม่เกินหนึ่งล้านล้านบาท" in message


# --- Hostile sheets of items -----------------------------------------------------------------------------------------


def test_formulas_among_items_are_refused_at_their_cells(world, tmp_path):
    _proposals, content = kept(world, world.words(2))
    content = with_items(content, ("=HYPERLINK(1)", "=1+1", "คัน", "=2*3", 1, 2572, "อบต."))
    problems = read(world.plan, content, tmp_path).problems
    assert [problem.cell for problem in problems] == ["A3", "B3", "D3"]
    assert all("เป็นสูตรที่ไม่มีผลลัพธ์เก็บไว้" in problem.message for problem in problems)


def test_items_that_look_like_formulas_are_text_all_the_way(world, tmp_path):
    items = [replace(SIGN, item=text, unit=text[:60]) for text in ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)")]
    _proposals, content = kept(world, costed(world, items=items, title="=1+1", beneficiary_group="=2+2"))
    assert formulas_of(content) == []
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read(ITEMS_XML)
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 0, 1)


def test_a_sheet_of_items_formatted_down_to_its_last_row_is_read_as_far_as_it_is_filled(world, tmp_path):
    def formatted(xml):
        rows = "".join(f'<row r="{number}" ht="{number % 97}"/>' for number in range(5, 1_048_577))
        return xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    _proposals, content = kept(world)
    reading = read(world.plan, repacked(content, {ITEMS_XML: formatted}), tmp_path)
    assert [len(record.items or ()) for record in reading.records] == [2]
    assert "จึงอ่านถึงแถวนี้" in reading.notes[0].message


# --- Place and group in other people's sheets ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        *(("กลุ่มเป้าหมาย", "beneficiary_group"), ("กลุ่มผู้รับประโยชน์", "beneficiary_group")),
        *(("พิกัด GPS", "point"), ("พิกัด (ละติจูด, ลองจิจูด)", "point"), ("Lat/Long", "point")),
        *(("ละติจูด (N)", "latitude"), ("Longitude", "longitude"), ("พิกัด UTM", ""), ("พิกัด X", "")),
    ],
)
def test_words_for_a_place_and_a_group_are_known(heading, key):
    assert columns.guessed(heading, range(2571, 2576)).key == key


def test_a_place_is_read_from_one_column_or_from_two_and_never_from_half():
    assert columns.meanings(["โครงการ", "พิกัด", "ละติจูด", "ลองจิจูด"], ()) == ["title", "", "latitude", "longitude"]
    assert columns.meanings(["โครงการ", "พิกัด", "ละติจูด"], ()) == ["title", "point", ""]


def test_a_foreign_sheet_brings_places_and_groups(world, tmp_path):
    headings = ("โครงการ", "กลุ่มเป้าหมาย", "ละติจูด", "ลองจิจูด")
    content = book(
        headings,
        ("ก", "ผู้สูงอายุ", 15.870032, "๑๐๔.๖๒๕๔๑๒"),
        ("ข", None, None, "-"),
        ("ค", None, "15°52'12\"N", "104°37'31\"E"),
    )
    reading = read(world.plan, content, tmp_path)
    assert reading.problems == []
    assert take(world, reading.records) == Imported(3, 0, 0)
    assert list(ProposalVersion.objects.order_by("pk").values_list("beneficiary_group", "latitude", "longitude")) == [
        ("ผู้สูงอายุ", Decimal("15.870032"), Decimal("104.625412")),
        ("", None, None),
        ("", Decimal("15.870000"), Decimal("104.625278")),
    ]


def test_a_bad_place_is_marked_where_it_stands(world, tmp_path):
    halves = book(
        ("โครงการ", "ละติจูด", "ลองจิจูด"), ("ก", 15.8, None), ("ข", 51.5, -0.1), ("ค", "เหนือ", 104), ("ง", True, 1)
    )
    found = read(world.plan, halves, tmp_path).problems
    assert [(p.cell, p.message.split()[0]) for p in found] == [
        ("C2", "ต้องมีทั้งละติจูดและลองจิจูด"),
        ("B3", "51.5,"),
        ("B4", "“เหนือ,"),
        ("B5", "ต้องเป็นข้อความหรือตัวเลข"),
    ]
    whole_ones = book(("โครงการ", "พิกัด"), ("ก", "15.870032 104.625412"), ("ข", "หลังวัด"), ("ค", 15.87))
    reading = read(world.plan, whole_ones, tmp_path)
    assert [problem.cell for problem in reading.problems] == ["B3", "B4"]
    assert reading.records[0].words["point"] == (Decimal("15.870032"), Decimal("104.625412"))


def test_a_cleared_place_is_cleared(world, tmp_path):
    _proposals, content = kept(world, whole(world))
    assert take(world, read(world.plan, changed(content, {"AB3": None, "H3": None}), tmp_path).records).updated == 1
    version = ProposalVersion.objects.get()
    assert (version.latitude, version.longitude, version.beneficiary_group) == (None, None, "")
