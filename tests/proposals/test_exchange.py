"""Taking a sheet into a plan: all or nothing, by reference, never twice; and what comes out comes in again."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Village
from pages.reading import cleaned
from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft, sums_of
from proposals.exchange.marking import write_marked
from proposals.exchange.matching import content_of, draft_of, known_in
from proposals.exchange.reading import open_workbook, villages_of
from proposals.exchange.records import Record
from proposals.exchange.writing import write_plan
from proposals.integrity import check
from proposals.models import BudgetLine, Indicator, Plan, PlanLine, Proposal, ProposalVersion, WorkClass
from proposals.models.proposal import EAST, NORTH, SOUTH, WEST
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.exchange import OPERATOR, Imported, import_proposals
from proposals.verbs.plan import reopen_plan
from tests.cast import TAMBON
from tests.proposals.sheets import HEADINGS, ROW, book, cells_of, changed, exported, formulas_of, read
from workflow.models import Event

pytestmark = pytest.mark.django_db


def whole(world, **changes):
    """A proposal in which every field says something."""
    words = {
        name: f"{name} ก"
        for name in ("strategy", "programme", "rationale", "objective", "target_output", "expected_result", "place")
    }
    draft = world.words(
        7,
        **words,
        lead_agency="กรมทรัพยากรน้ำ",
        village=Village.objects.filter(area=TAMBON).first(),
        budget=[
            BudgetDraft(2571, "lao", Decimal("1250000.50")),
            BudgetDraft(2572, "lao", Decimal(1)),
            BudgetDraft(2572, "province", Decimal("999999999999.99")),
            BudgetDraft(2575, "community", Decimal("0.01")),
        ],
        indicators=[IndicatorDraft(f"วัด {n}", f"เป้า {n}") for n in range(8)],
        beneficiary_group="ผู้สูงอายุและเกษตรกร",
        latitude=Decimal("15.870032"),
        longitude=Decimal("104.625412"),
    )
    return replace(draft, **changes)


def take(world, records, plan=None, by=None):
    return import_proposals(plan=plan or world.plan, records=records, by=by or world.secretary)


def hashes(plan):
    rows = PlanLine.objects.filter(version=plan.current_version_id).order_by("line__number")
    return list(rows.values_list("proposal_version__content_hash", flat=True))


def refused(act):
    with pytest.raises(Invalid) as answer:
        act()
    return [(getattr(problem, "cell", ""), problem.message) for problem in answer.value.problems]


# --- Out and in again ------------------------------------------------------------------------------------------------


def test_what_was_exported_changes_nothing_when_it_is_imported(world, tmp_path):
    draft_proposals(plan=world.plan, drafts=[whole(world), world.words(2)], by=world.secretary)
    before = hashes(world.plan)
    reading = read(world.plan, exported(world.plan), tmp_path)
    assert (reading.problems, reading.notes) == ([], [])
    assert take(world, reading.records) == Imported(0, 0, 2)
    assert hashes(world.plan) == before


def test_an_export_without_its_references_makes_equal_proposals_in_another_plan(world, tmp_path):
    draft = replace(whole(world), village=None)
    draft_proposals(plan=world.plan, drafts=[draft, world.words(2)], by=world.secretary)
    reading = read(world.plan, exported(world.plan), tmp_path)
    for record in reading.records:
        record.reference, record.revision = "", None
    a, _b = world.shared_plans
    assert take(world, reading.records, plan=a, by=world.writer_of(a)) == Imported(2, 0, 0)
    assert hashes(a) == hashes(world.plan)


TEXT = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\r") | st.sampled_from(" =+-@,'\"<>&๑กำุ\u0e4d"),
    max_size=40,
).map(cleaned)
TITLE = TEXT.filter(lambda text: "\n" not in text and text)
MONEY = st.integers(1, 10**14 - 1).map(lambda satang: Decimal(satang) / 100)
BUDGET = st.dictionaries(
    st.tuples(st.integers(2571, 2575), st.sampled_from(BudgetLine.Source.values)), MONEY, max_size=8
).map(lambda found: [BudgetDraft(year, source, amount) for (year, source), amount in found.items()])
INDICATORS = st.lists(st.builds(IndicatorDraft, TITLE, TEXT), max_size=8)
ITEMS = st.lists(
    st.builds(
        ItemDraft,
        item=TITLE,
        unit=TITLE,
        quantity=st.integers(100, 10**7).map(lambda hundredths: Decimal(hundredths) / 100),
        unit_price=st.integers(1, 10**7).map(lambda satang: Decimal(satang) / 100),
        year=st.integers(2571, 2575),
        source=st.sampled_from(BudgetLine.Source.values),
    ),
    max_size=4,
)
POINTS = st.none() | st.tuples(
    st.integers(int(SOUTH * 10**6), int(NORTH * 10**6)), st.integers(int(WEST * 10**6), int(EAST * 10**6))
).map(lambda found: (Decimal(found[0]) / 10**6, Decimal(found[1]) / 10**6))


def with_costs(draft, items, point):
    """The draft with items, whose sums are its budget, and with a place on the map."""
    latitude, longitude = point or (None, None)
    budget = sums_of(items) if items else draft.budget
    return replace(draft, items=items, budget=budget, latitude=latitude, longitude=longitude)


ONE_DRAFT = st.builds(
    with_costs,
    st.builds(
        ProposalDraft,
        title=TITLE,
        budget=BUDGET,
        indicators=INDICATORS,
        rationale=TEXT,
        place=TEXT,
        strategy=TEXT,
        beneficiaries=st.integers(0, 999_999_999),
        work_class=st.sampled_from(WorkClass.values),
        beneficiary_group=TEXT.filter(lambda text: "\n" not in text),
    ),
    ITEMS,
    POINTS,
)
DRAFTS = st.lists(ONE_DRAFT, min_size=1, max_size=4)


@pytest.fixture
def drawn(world, tmp_path):
    """Export drafts of one plan into a workbook and read it, without their references, for a plan of the same cycle."""
    from django.db import transaction

    def around(drafts):
        with transaction.atomic():
            plan = Plan.objects.select_related("cycle", "owner", "current_version").get(pk=world.plan.pk)
            draft_proposals(plan=plan, drafts=drafts, by=world.secretary)
            content = exported(plan)
            reading = read(plan, content, tmp_path)
            known = [each.draft for each in known_in(plan, villages_of(plan)).values()]
            transaction.set_rollback(True)
        return reading, known, content

    return around


def test_any_content_comes_back_equal(drawn):
    @given(DRAFTS)
    def comes_back(drafts):
        reading, known, content = drawn(drafts)
        assert reading.problems == []
        assert [content_of(draft_of(record, None)) for record in reading.records] == [
            content_of(each) for each in known
        ]
        assert formulas_of(content) == []

    comes_back()


def test_the_same_plan_gives_the_same_bytes(world):
    draft_proposals(plan=world.plan, drafts=[whole(world)], by=world.secretary)
    assert exported(world.plan) == exported(world.plan)


def test_the_workbook_has_lists_to_choose_from_a_guide_an_example_and_says_what_it_is(world):
    draft_proposals(plan=world.plan, drafts=[whole(world)], by=world.secretary)
    made = openpyxl.load_workbook(io.BytesIO(exported(world.plan)))
    assert made.sheetnames == [
        *("โครงการ", "รายการค่าใช้จ่าย", "คำอธิบาย", "ตัวอย่าง", "ตัวอย่างรายการค่าใช้จ่าย", "ตัวเลือก", "_prasan"),
    ]
    sheet, service = made["โครงการ"], made["_prasan"]
    assert (service.sheet_state, service["A1"].value, service["A2"].value) == (
        *("hidden", "prasan.proposals", world.plan.reference),
    )
    assert len(sheet.data_validations.dataValidation) == 3
    assert sheet.freeze_panes == "D3"
    assert sheet.row_dimensions[2].hidden
    assert (sheet["A3"].protection.locked, sheet["C3"].protection.locked) == (True, False)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    chosen = cells_of(exported(world.plan))["ตัวเลือก"]
    assert [row[2] for row in chosen[1:] if row[2]] == [str(v) for v in Village.objects.filter(area=TAMBON)]


def test_the_example_is_never_imported(world, tmp_path):
    assert read(world.plan, exported(world.plan), tmp_path).records == []
    with pytest.raises(Invalid, match="ไม่มีโครงการแม้แต่แถวเดียว"):
        take(world, [])


# --- New, changed, unchanged -----------------------------------------------------------------------------------------


def test_new_rows_become_proposals_with_one_event_for_all(world, tmp_path):
    reading = read(world.plan, book(HEADINGS, ROW, (2, "ลานกีฬา", 1, 5000, 2571, "อบจ.")), tmp_path)
    assert take(world, reading.records) == Imported(2, 0, 0)
    titles = ProposalVersion.objects.order_by("pk").values_list("title", "asked")
    assert list(titles) == [("ขุดลอกคลอง", Decimal(120000)), ("ลานกีฬา", Decimal(5000))]
    event = Event.objects.get(plan=world.plan, verb="import_proposals")
    assert (event.actor, event.items_count, event.facts["created"]) == (world.secretary.user, 2, 2)


def test_the_same_sheet_again_changes_nothing(world, tmp_path):
    content = book(HEADINGS, ROW, ROW)
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(2, 0, 0)
    before = world.fresh(world.plan)
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 0, 2)
    assert Proposal.objects.count() == 2
    after = world.fresh(world.plan)
    assert (after.revision, after.event_count) == (before.revision, before.event_count)


def test_a_sheet_that_says_nothing_new_of_an_adopted_plan_opens_no_version(world, tmp_path):
    world.adopted(world.plan)
    reopen_plan(plan=world.plan, by=world.secretary)
    before = world.fresh(world.plan)
    done = take(world, read(world.plan, exported(world.plan), tmp_path).records)
    after = world.fresh(world.plan)
    assert done == Imported(0, 0, 3)
    assert (after.current_version_id, after.event_head) == (before.current_version_id, before.event_head)


def test_of_a_sheet_only_what_is_new_is_written(world, tmp_path):
    first, second = draft_proposals(plan=world.plan, drafts=[world.words(2), world.words(3)], by=world.secretary)
    content = changed(exported(world.plan), {"C4": "ชื่อใหม่"})
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.revision, second.revision) == (0, 1)
    event = Event.objects.get(plan=world.plan, verb="import_proposals")
    assert list(event.items.values_list("record_id", flat=True)) == [second.pk]


def test_a_row_with_its_reference_changes_that_proposal_and_no_other(world, tmp_path):
    first, second = draft_proposals(plan=world.plan, drafts=[whole(world), world.words(2)], by=world.secretary)
    before = hashes(world.plan)
    content = changed(exported(world.plan), {"C3": "ชื่อใหม่", "M3": "๙๙๙ บาท", "R3": None, "S3": None})
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 1, 1)
    version = ProposalVersion.objects.get(proposal=first)
    assert (version.title, version.number, version.rationale) == ("ชื่อใหม่", 1, "rationale ก")
    assert version.budget.get(year=2571).amount == Decimal(999)
    assert version.indicators.count() == 7
    row = PlanLine.objects.get(proposal_version=version)
    assert row.asked == row.proposed == version.asked
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.revision, second.revision) == (1, 0)
    assert hashes(world.plan)[1] == before[1]
    assert list(check()) == []


def test_a_change_by_sheet_leaves_the_same_as_a_change_by_hand(world, tmp_path):
    draft_proposals(plan=world.plan, drafts=[whole(world), whole(world)], by=world.secretary)
    by_hand, by_sheet = Proposal.objects.order_by("pk")
    content = changed(exported(world.plan), {"C6": "ชื่อใหม่"})
    assert cells_of(content)["โครงการ"][5][0] == by_sheet.reference
    take(world, read(world.plan, content, tmp_path).records)
    by_hand.plan = world.plan
    edit_proposal(proposal=by_hand, draft=whole(world, title="ชื่อใหม่"), by=world.secretary, seen=0)
    a, b = (ProposalVersion.objects.get(proposal=proposal) for proposal in (by_hand, by_sheet))
    assert (a.content_hash, a.asked, a.number, a.written_by) == (b.content_hash, b.asked, b.number, b.written_by)


def test_what_was_adopted_once_stays_as_it_was_and_gets_a_next_version(world, tmp_path):
    world.adopted(world.plan)
    reopen_plan(plan=world.plan, by=world.secretary)
    frozen = ProposalVersion.objects.order_by("pk").first()
    content = changed(exported(world.plan), {"C3": "ชื่อใหม่"})
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 1, 2)
    versions = ProposalVersion.objects.filter(proposal=frozen.proposal_id).order_by("number")
    assert [(v.number, v.title) for v in versions] == [(1, frozen.title), (2, "ชื่อใหม่")]
    assert list(check()) == []


def test_a_foreign_sheet_with_references_changes_only_what_it_has_columns_for(world, tmp_path):
    (proposal,) = draft_proposals(plan=world.plan, drafts=[whole(world)], by=world.secretary)
    content = book(("รหัสโครงการ", "โครงการ"), (proposal.reference.lower(), "ชื่อใหม่"))
    assert take(world, read(world.plan, content, tmp_path).records) == Imported(0, 1, 0)
    version = ProposalVersion.objects.get(proposal=proposal)
    assert (version.title, version.rationale, version.budget.count()) == ("ชื่อใหม่", "rationale ก", 4)
    assert version.indicators.count() == 8


# --- What stands in the way ------------------------------------------------------------------------------------------


def test_one_wrong_row_keeps_all_rows_out(world, tmp_path):
    reading = read(world.plan, book(HEADINGS, ROW, (2, "", 1, 5, 2599, "อบต.")), tmp_path)
    found = refused(lambda: take(world, reading.records))
    assert [cell for cell, _message in found] == ["B3", "D3"]
    assert not Proposal.objects.exists()
    assert not Event.objects.filter(plan=world.plan, verb="import_proposals").exists()


def test_a_row_that_was_changed_since_the_download_is_a_conflict(world, tmp_path):
    (proposal,) = draft_proposals(plan=world.plan, drafts=[whole(world)], by=world.secretary)
    content = exported(world.plan)
    proposal.plan = world.plan
    edit_proposal(proposal=proposal, draft=whole(world, place="ที่ใหม่"), by=world.leader, seen=0)
    reading = read(world.plan, changed(content, {"C3": "ชื่อใหม่"}), tmp_path)
    assert refused(lambda: take(world, reading.records)) == [
        ("B3", "โครงการนี้ถูกแก้ไขในระบบหลังจากดาวน์โหลดสมุดงาน ให้ดาวน์โหลดใหม่แล้วแก้ในฉบับใหม่")
    ]
    assert ProposalVersion.objects.get(proposal=proposal).place == "ที่ใหม่"


def test_a_reference_of_another_plan_an_unknown_and_a_mistyped_one_are_refused(world, tmp_path):
    a, _b = world.shared_plans
    (other,) = draft_proposals(plan=a, drafts=[world.words(2)], by=world.writer_of(a))
    (own,) = draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)
    mistyped = own.reference.replace("0001", "0010")
    rows = [(reference, "ก") for reference in (other.reference, mistyped, own.reference)]
    content = book(("รหัสโครงการ", "โครงการ"), *rows, (None, "ข"), (own.reference, "ค"))
    found = refused(lambda: take(world, read(world.plan, content, tmp_path).records))
    assert [(cell, message.split()[0]) for cell, message in found] == [
        ("A2", "ไม่มีโครงการเลขนี้ในแผนนี้"),
        ("A3", "เลขอ้างอิงไม่ถูกต้อง"),
        ("A6", "เลขอ้างอิงนี้มีอยู่แล้วในอีกแถวหนึ่งของแผ่นงาน"),
    ]


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        *(("other_leader", NotHere), ("stranger", NotHere), ("other_coordinator", NotHere)),
        *(("coordinator", Refused), ("lao_planner", Refused), ("kbt_secretary", Refused)),
    ],
)
def test_only_the_owner_imports(world, who, answer):
    with pytest.raises(answer):
        take(world, [Record("โครงการ", 1, words={"title": "ฝาย"})], by=getattr(world, who))
    assert not Proposal.objects.exists()


def test_an_adopted_plan_takes_nothing_in(world):
    world.adopted(world.plan)
    with pytest.raises(Stale):
        take(world, [Record("โครงการ", 1, words={"title": "ฝาย"})])


def test_a_sheet_of_a_thousand_rows_costs_as_few_statements_as_one_of_ten(
    world, tmp_path, django_assert_max_num_queries
):
    reading = read(
        world.plan, book(HEADINGS, *((n, f"โครงการ {n}", 1, n, 2571, "อบต.") for n in range(1, 1001))), tmp_path
    )
    with django_assert_max_num_queries(120):
        assert take(world, reading.records) == Imported(1000, 0, 0)
    reading = read(world.plan, exported(world.plan), tmp_path)
    for record in reading.records:
        record.words["place"] = "ที่เดิม"
    with django_assert_max_num_queries(120):
        assert take(world, reading.records) == Imported(0, 1000, 0)
    assert list(check()) == []


def test_the_operators_import_has_no_writer_and_says_who_did_it(world):
    take(world, [Record("โครงการ", 1, words={"title": "ฝาย"})], by=OPERATOR)
    assert ProposalVersion.objects.get().written_by is None
    assert Event.objects.get(plan=world.plan, verb="import_proposals").system == "operator"


# --- The answer ------------------------------------------------------------------------------------------------------


def marked(world, content, folder):
    reading = read(world.plan, content, folder)
    workbook = open_workbook(folder / "sheet.xlsx", name="sheet.xlsx", plan=world.plan)
    answer = io.BytesIO()
    write_marked(answer, workbook, reading.problems, villages_of(world.plan), world.plan.reference)
    return answer.getvalue()


def test_the_answer_is_the_same_workbook_with_each_bad_cell_marked_and_explained(world, tmp_path):
    rows = (HEADINGS, ROW, (2, "ฝาย", "ม.99", "มาก", 2571, "อบต."))
    answer = marked(world, book(*rows, merged=("A5:C5",), บันทึก=(("=1+1", "ข"),)), tmp_path)
    made = openpyxl.load_workbook(io.BytesIO(answer))
    assert made.sheetnames == ["ปัญหา", "ตาราง", "บันทึก"]
    sheet = made["ตาราง"]
    assert [list(row) for row in sheet.iter_rows(max_row=3, values_only=True)] == [list(row) for row in rows]
    assert "ตำบลนี้ไม่มีหมู่ที่ 99" in sheet["C3"].comment.text
    assert sheet["C3"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["C2"].comment is None
    assert [row[:3] for row in cells_of(answer)["ปัญหา"][1:]] == [["ตาราง", "C3", "ม.99"], ["ตาราง", "D3", "มาก"]]
    assert formulas_of(answer) == []


def test_the_marked_workbook_of_ours_can_be_put_right_and_imported(world, tmp_path):
    draft_proposals(plan=world.plan, drafts=[whole(world)], by=world.secretary)
    answer = marked(world, changed(exported(world.plan), {"D3": "ใครก็ได้"}), tmp_path)
    made = openpyxl.load_workbook(io.BytesIO(answer))
    assert made["โครงการ"]["D3"].comment
    assert len(made["โครงการ"].data_validations.dataValidation) == 3
    corrected = changed(answer, {"D3": "ส่งต่อ"})
    assert take(world, read(world.plan, corrected, tmp_path).records) == Imported(0, 1, 0)
    assert ProposalVersion.objects.get().work_class == "hand_up"
    assert Indicator.objects.count() == 8


def test_a_workbook_without_a_problem_says_so(world, tmp_path):
    assert cells_of(marked(world, book(HEADINGS, ROW), tmp_path))["ปัญหา"][1][3] == "ไม่พบปัญหา สมุดงานนี้นำเข้าได้"


def test_the_workbook_is_thai_whatever_the_readers_language(world):
    from django.utils.translation import override

    with override("en"):
        content = io.BytesIO()
        write_plan(content, world.plan)
    assert content.getvalue() == exported(world.plan)
