"""The pages of Excel: downloading, uploading, saying what the columns are, the dry run, confirming, dropping."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from proposals.models import ColumnMapping, Proposal, ProposalVersion, SheetImport
from proposals.verbs import sheet_imports
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.plan import reopen_plan
from tests.approvals.visits import form_of, mistakes_of, words_of
from tests.cast import PNG
from tests.documents.test_papers import PDF
from tests.proposals.sheets import HEADINGS, ROW, book, cells_of, changed, exported, upload, uploaded_sheet
from tests.proposals.test_meeting_pages import paper
from tests.visitors import browser_of
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db


def shelved():
    """The uploaded files that are still kept."""
    return list((Path(settings.MEDIA_ROOT) / "sheets").glob("*.xlsx"))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def at(name, plan, *rest):
    return reverse(name, args=[plan.reference, *rest])


def confirmed(by, plan, pk, **fields):
    browser = browser_of(by)
    address = at("sheet_import", plan, pk)
    page = browser.get(address)
    assert page.status_code == 200
    return browser.post(address, {**form_of(page), **fields})


def columns_chosen(by, plan, pk, **fields):
    browser = browser_of(by)
    address = at("sheet_import_columns", plan, pk)
    page = browser.get(address)
    initial = {name: field.initial for name, field in page.context["form"].fields.items()}
    initial["source"] = "other"
    return browser.post(address, {**form_of(page), **initial, **fields})


def test_the_projects_of_a_plan_are_downloaded_as_our_workbook(world):
    draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)
    answer = browser_of(world.lao_planner).get(at("plan_workbook", world.plan))
    assert answer["Content-Disposition"] == f'attachment; filename="{world.plan.reference}.xlsx"'
    assert cells_of(answer.content)["โครงการ"][2][2] == "โครงการที่ 2"
    shown = words_of(browser_of(world.leader).get(at("plan_lines", world.plan)))
    assert "ดาวน์โหลดเป็น Excel" in shown
    assert "นำเข้าจาก Excel" in shown
    assert "นำเข้าจาก Excel" not in words_of(browser_of(world.lao_planner).get(at("plan_lines", world.plan)))


def test_our_workbook_is_checked_at_once_and_taken_in_when_it_is_confirmed(world):
    draft_proposals(plan=world.plan, drafts=[world.words(2), world.words(3)], by=world.secretary)
    content = changed(exported(world.plan), {"C3": "ชื่อใหม่", "C5": "โครงการเพิ่ม"})
    answer = upload(world.plan, world.leader, content)
    own = SheetImport.objects.get()
    assert answer["location"] == at("sheet_import", world.plan, own.pk)
    shown = words_of(browser_of(world.leader).get(answer["location"]))
    assert "โครงการใหม่ 1 แก้ไขโครงการเดิม 1 เหมือนที่มีอยู่แล้ว 1" in shown
    assert not ProposalVersion.objects.filter(title="ชื่อใหม่").exists()
    done = confirmed(world.leader, world.plan, own.pk)
    assert done["location"] == answer["location"]
    shown = words_of(browser_of(world.leader).get(done["location"]))
    assert "ระบบทำดังนี้แล้ว โครงการใหม่ 1 แก้ไขโครงการเดิม 1 เหมือนที่มีอยู่แล้ว 1" in shown
    assert "ดูโครงการในแผน" in shown
    titles = ProposalVersion.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["ชื่อใหม่", "โครงการที่ 3", "โครงการเพิ่ม"]


def test_a_sheet_that_says_nothing_new_says_so_and_offers_nothing_to_confirm(world):
    draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)
    pk = uploaded_sheet(world.plan, world.leader, exported(world.plan))
    shown = words_of(browser_of(world.leader).get(at("sheet_import", world.plan, pk)))
    assert "ทุกแถวเหมือนที่มีอยู่ในแผนแล้ว จึงไม่มีอะไรเปลี่ยนแปลง" in shown
    assert "เหมือนที่มีอยู่แล้ว 1" in shown
    assert "ยืนยันนำเข้า" not in shown


def test_the_file_goes_when_it_is_done_with(world, django_capture_on_commit_callbacks):
    pk = uploaded_sheet(world.plan, world.leader, exported(world.plan))
    with django_capture_on_commit_callbacks(execute=True):
        browser_of(world.leader).post(at("sheet_import_drop", world.plan, pk))
    assert SheetImport.objects.get().stage == "dropped"
    assert SheetImport.objects.get().shelved == ""
    assert shelved() == []


def test_a_foreign_table_asks_once_what_its_columns_are_and_shows_values_from_them(world):
    content = book(("ลำดับ", "งานที่อยากทำ", "เท่าไร", "เมื่อไร"), (1, "ขุดสระ", "๕ แสน", "๗๓"), (2, "ฝาย", 5, 2571))
    pk = uploaded_sheet(world.plan, world.leader, content)
    page = browser_of(world.leader).get(at("sheet_import_columns", world.plan, pk))
    assert "ตัวอย่าง: ขุดสระ · ฝาย" in words_of(page)
    assert browser_of(world.leader).get(at("sheet_import", world.plan, pk)).status_code == 302
    said = columns_chosen(
        world.leader, world.plan, pk, column_2="title", column_3="amount", column_4="year", source="lao"
    )
    assert said["location"] == at("sheet_import", world.plan, pk)
    assert confirmed(world.leader, world.plan, pk)["location"] == at("sheet_import", world.plan, pk)
    budgets = ProposalVersion.objects.order_by("pk").values_list("title", "budget__year", "budget__source", "asked")
    assert [(t, y, s, int(a)) for t, y, s, a in budgets] == [("ขุดสระ", 2573, "lao", 500000), ("ฝาย", 2571, "lao", 5)]
    again = upload(world.plan, world.leader, content)
    assert again["location"] == at("sheet_import", world.plan, SheetImport.objects.latest("pk").pk)
    assert ColumnMapping.objects.count() == 1


def test_a_table_with_no_name_or_two_of_a_kind_is_asked_again(world):
    pk = uploaded_sheet(world.plan, world.leader, book(HEADINGS, ROW))
    answer = columns_chosen(world.leader, world.plan, pk, column_2="", column_3="source")
    assert answer.status_code == 422
    assert mistakes_of(answer) == ["ต้องเลือกว่าคอลัมน์ใดเป็นชื่อโครงการ", "เลือก “แหล่งงบประมาณ” ได้เพียงคอลัมน์เดียว"]
    assert columns_chosen(world.leader, world.plan, pk, column_2="is_staff").status_code == 422
    assert not ColumnMapping.objects.exists()


def test_a_place_and_a_group_are_chosen_for_columns_of_a_foreign_table(world):
    content = book(("งานที่อยากทำ", "ให้ใคร", "เหนือ", "ออก"), ("ขุดสระ", "ผู้สูงอายุ", 15.870032, "๑๐๔.๖๒๕๔๑๒"))
    pk = uploaded_sheet(world.plan, world.leader, content)
    chosen = {"column_1": "title", "column_2": "beneficiary_group", "column_3": "latitude"}
    half = columns_chosen(world.leader, world.plan, pk, **chosen)
    assert half.status_code == 422
    assert "เลือกละติจูดแล้วต้องเลือกลองจิจูดด้วย" in mistakes_of(half)[0]
    assert not ColumnMapping.objects.exists()
    assert columns_chosen(world.leader, world.plan, pk, **chosen, column_4="longitude").status_code == 302
    confirmed(world.leader, world.plan, pk)
    version = ProposalVersion.objects.get()
    assert (version.beneficiary_group, version.latitude, version.longitude) == (
        *("ผู้สูงอายุ", Decimal("15.870032"), Decimal("104.625412")),
    )


def test_what_is_wrong_is_listed_by_cell_and_marked_in_the_file(world):
    pk = uploaded_sheet(world.plan, world.leader, changed(exported(world.plan), {"C3": "ฝาย", "M3": "มาก"}))
    page = browser_of(world.leader).get(at("sheet_import", world.plan, pk))
    assert "นำเข้าไม่ได้ พบ 1 จุดที่ต้องแก้" in words_of(page)
    assert "โครงการ M3 มาก ต้องเป็นจำนวนเงิน" in words_of(page)
    assert "ยืนยันนำเข้า" not in words_of(page)
    marked = browser_of(world.leader).get(at("sheet_import_marked", world.plan, pk))
    assert cells_of(marked.content)["ปัญหา"][1][:3] == ["โครงการ", "M3", "มาก"]
    assert confirmed(world.leader, world.plan, pk).status_code == 422
    assert not Proposal.objects.exists()


def test_a_file_that_is_no_workbook_is_refused_at_its_field_and_not_kept(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(world.plan, world.leader, PNG)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not SheetImport.objects.exists()
    assert shelved() == []


def test_what_changed_between_the_check_and_the_confirmation_is_told(world):
    draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)
    content = exported(world.plan)
    pk = uploaded_sheet(world.plan, world.leader, changed(content, {"C3": "ชื่อของประธาน"}))
    other = uploaded_sheet(world.plan, world.secretary, changed(content, {"C3": "ชื่อของเลขา"}))
    assert confirmed(world.secretary, world.plan, other).status_code == 302
    answer = confirmed(world.leader, world.plan, pk)
    assert answer.status_code == 422
    assert "ถูกแก้ไขในระบบหลังจากดาวน์โหลด" in words_of(answer)
    assert ProposalVersion.objects.get().title == "ชื่อของเลขา"


def test_a_double_click_imports_once(world):
    pk = uploaded_sheet(world.plan, world.leader, changed(exported(world.plan), {"C3": "ฝาย"}))
    browser, another = browser_of(world.leader), browser_of(world.leader)
    data, late = (form_of(each.get(at("sheet_import", world.plan, pk))) for each in (browser, another))
    first, second = (browser.post(at("sheet_import", world.plan, pk), data) for _time in range(2))
    assert first["location"] == second["location"]
    assert Proposal.objects.count() == 1
    assert another.post(at("sheet_import", world.plan, pk), late).status_code == 409


def test_an_upload_is_its_own_persons_alone(world):
    pk = uploaded_sheet(world.plan, world.leader, book(HEADINGS, ROW))
    for name in ("sheet_import", "sheet_import_columns", "sheet_import_marked"):
        for who in (world.secretary, world.coordinator, world.other_leader, world.stranger):
            assert browser_of(who).get(at(name, world.plan, pk)).status_code == 404
    assert browser_of(world.secretary).post(at("sheet_import_drop", world.plan, pk)).status_code == 404
    assert SheetImport.objects.get().stage == "columns"


def test_a_large_file_is_read_and_taken_in_by_jobs_while_its_page_says_so(world, monkeypatch):
    monkeypatch.setattr(sheet_imports, "LARGE", 100)
    pk = uploaded_sheet(world.plan, world.leader, book(HEADINGS, ROW))
    assert "กำลังตรวจ" in words_of(browser_of(world.leader).get(at("sheet_import", world.plan, pk)))
    jobs.drain()
    assert columns_chosen(world.leader, world.plan, pk).status_code == 302
    jobs.drain()
    assert "โครงการใหม่ 1" in words_of(browser_of(world.leader).get(at("sheet_import", world.plan, pk)))
    done = confirmed(world.leader, world.plan, pk)
    assert done["location"] == at("sheet_import", world.plan, pk)
    assert "กำลังนำเข้า" in words_of(browser_of(world.leader).get(done["location"]))
    assert not Proposal.objects.exists()
    jobs.drain()
    assert Proposal.objects.count() == 1
    assert "นำเข้าแล้ว" in words_of(browser_of(world.leader).get(done["location"]))
    sheet_imports.import_sheet({"import": pk})
    assert Proposal.objects.count() == 1


def test_what_stands_in_the_way_of_a_large_import_is_told_on_its_page(world, monkeypatch):
    monkeypatch.setattr(sheet_imports, "LARGE", 100)
    pk = uploaded_sheet(world.plan, world.leader, changed(exported(world.plan), {"C3": "ฝาย"}))
    jobs.drain()
    confirmed(world.leader, world.plan, pk)
    draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)
    world.adopted(world.plan)
    jobs.drain()
    assert "นำเข้าไม่ได้ พบ 1 จุดที่ต้องแก้" in words_of(browser_of(world.leader).get(at("sheet_import", world.plan, pk)))
    reopen_plan(plan=world.plan, by=world.secretary)
    bad = uploaded_sheet(world.plan, world.leader, b"PK" + b"x" * 500)
    jobs.drain()
    assert "เปิดเป็นสมุดงาน Excel (.xlsx) ไม่ได้" in words_of(
        browser_of(world.leader).get(at("sheet_import", world.plan, bad))
    )


# --- For others ------------------------------------------------------------------------------------------------------


def imported_for_the_council(world):
    pk = uploaded_sheet(world.plan, world.coordinator, changed(exported(world.plan), {"C3": "ฝาย"}))
    page = browser_of(world.coordinator).get(at("sheet_import", world.plan, pk))
    assert "บันทึกแทนองค์กร" in words_of(page)
    return confirmed(world.coordinator, world.plan, pk, **paper(world.plan.owner, PDF))


def test_a_district_imports_for_a_council_from_its_signed_paper_and_it_is_marked_until_confirmed(world):
    assert imported_for_the_council(world).status_code == 302
    event = Event.objects.get(plan=world.plan, verb="import_proposals")
    assert (event.actor, event.behalf_body) == (world.coordinator.user, world.plan.owner)
    proposal = Proposal.objects.get()
    lines, own = at("plan_lines", world.plan), at("proposal", world.plan, proposal.reference)
    for by in (world.leader, world.lao_planner):
        assert "บันทึกแทน รอการยืนยัน" in words_of(browser_of(by).get(lines))
        assert f"บันทึกแทนโดย {world.coordinator.office.title}" in words_of(browser_of(by).get(own))
        assert "บันทึกแทนองค์กรเจ้าของแผน รอการยืนยัน" in words_of(browser_of(by).get(at("plan", world.plan)))
    assert "รอการยืนยัน" in words_of(browser_of(world.leader).get(reverse("inbox")))
    browser = browser_of(world.leader)
    page = browser.get(at("plan_confirm_entry", world.plan))
    assert "นำเข้าโครงการจาก Excel โดย" in words_of(page)
    assert browser.post(at("plan_confirm_entry", world.plan), form_of(page)).status_code == 302
    for address in (lines, own, at("plan", world.plan), reverse("inbox")):
        assert "รอการยืนยัน" not in words_of(browser.get(address))
    assert "ไม่มีรายการที่รอการยืนยัน" in words_of(browser.get(at("plan_confirm_entry", world.plan)))


def test_only_the_owner_is_asked_to_confirm(world):
    imported_for_the_council(world)
    for by in (world.coordinator, world.lao_planner):
        assert browser_of(by).get(at("plan_confirm_entry", world.plan)).status_code == 403
        assert "ยืนยันสิ่งที่ผู้อื่นบันทึกแทน" not in words_of(browser_of(by).get(at("plan", world.plan)))
    assert browser_of(world.other_leader).get(at("plan_confirm_entry", world.plan)).status_code == 404


def test_what_was_entered_since_the_page_was_read_is_not_confirmed_with_it(world):
    imported_for_the_council(world)
    browser = browser_of(world.leader)
    seen = form_of(browser.get(at("plan_confirm_entry", world.plan)))
    pk = uploaded_sheet(world.plan, world.coordinator, changed(exported(world.plan), {"C4": "อีกโครงการ"}))
    confirmed(world.coordinator, world.plan, pk, **paper(world.plan.owner, PDF))
    assert browser.post(at("plan_confirm_entry", world.plan), seen).status_code == 409
    assert "รอการยืนยัน" in words_of(browser.get(at("plan_lines", world.plan)))


def test_a_large_import_for_a_council_names_its_paper(world, monkeypatch):
    monkeypatch.setattr(sheet_imports, "LARGE", 100)
    pk = uploaded_sheet(world.plan, world.coordinator, changed(exported(world.plan), {"C3": "ฝาย"}))
    jobs.drain()
    confirmed(world.coordinator, world.plan, pk, **paper(world.plan.owner, PDF))
    jobs.drain()
    event = Event.objects.get(plan=world.plan, verb="import_proposals")
    assert (event.behalf_body, "paper" in event.facts) == (world.plan.owner, True)
    assert SheetImport.objects.get().behalf is None


# --- All pages -------------------------------------------------------------------------------------------------------


def test_the_pages_cost_few_queries(world, django_assert_max_num_queries):
    draft_proposals(plan=world.plan, drafts=[world.words(n) for n in range(1, 31)], by=world.secretary)
    foreign = uploaded_sheet(world.plan, world.leader, book(HEADINGS, *[ROW] * 50))
    own = uploaded_sheet(world.plan, world.leader, exported(world.plan))
    pages = [
        *(at("plan_import", world.plan), at("sheet_import_columns", world.plan, foreign), at("plan", world.plan)),
        *(at("sheet_import", world.plan, own), at("plan_confirm_entry", world.plan), at("plan_lines", world.plan)),
        *(at("plan_workbook", world.plan), at("blank_form", world.plan)),
    ]
    browser = browser_of(world.leader)
    for address in pages:
        with django_assert_max_num_queries(12, info=address):
            assert browser.get(address).status_code == 200


def test_names_of_files_and_cells_are_text(world):
    content = changed(exported(world.plan), {"C3": "<script>x</script>", "L3": "<img src=x>"})
    upload(world.plan, world.leader, content, name="<b>.xlsx")
    shown = browser_of(world.leader).get(at("sheet_import", world.plan, SheetImport.objects.get().pk)).content.decode()
    assert "<img src=x" not in shown
    assert "<b>.xlsx" not in shown


def test_an_old_upload_is_swept_away(world):
    from datetime import timedelta

    from directory import clock
    from tests.cast import DAY_ONE

    uploaded_sheet(world.plan, world.leader, book(HEADINGS, ROW))
    with clock.at(DAY_ONE + timedelta(days=8)):
        uploaded_sheet(world.plan, world.leader, book(HEADINGS, ROW, ROW))
    assert SheetImport.objects.count() == 1


def test_the_pages_are_said_in_english_too(world):
    shown = words_of(browser_of(world.leader, language="en").get(at("plan_import", world.plan)))
    assert "Import projects from Excel" in shown
    content = io.BytesIO(browser_of(world.leader, language="en").get(at("plan_workbook", world.plan)).content)
    assert cells_of(content.getvalue())["โครงการ"][0][2] == "ชื่อโครงการ"
