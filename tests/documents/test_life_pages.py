"""The pages of a paper's route, its replacement and its end, and of making many steps at once."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from documents.models import Document
from documents.verbs import number_document, send_document, set_route, sign_document, void_document
from tests.cast import DAY_ONE, PNG
from tests.visitors import browser_of, once_of, seen_of
from workflow import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    world.submitted(world.plan)
    return Document.objects.get(plan=world.plan, kind="T10")


def page(name, paper):
    return reverse(name, args=[paper.check_code])


def sent(browser, address, **fields):
    shown = browser.get(address)
    assert shown.status_code == 200
    return browser.post(address, {"once": once_of(shown), "seen": seen_of(shown), **fields})


def fresh(paper):
    return Document.objects.get(pk=paper.pk)


def sign(paper, by):
    return sign_document(document=paper, by=by, scan=PNG, content_type="image/png")


# --- Route ---


def test_a_route_is_set_endorsed_and_shown(world, paper):
    chair, secretary = browser_of(world.leader), browser_of(world.secretary)
    answer = sent(secretary, page("paper_route", paper), office_1=world.leader.office.pk, office_3="")
    assert (answer.status_code, answer["Location"]) == (302, page("paper", paper))
    assert fresh(paper).waits_at == world.leader.office
    assert chair.get(page("paper_sign", paper)).status_code == 409
    assert secretary.get(page("paper_endorse", paper)).status_code == 403
    assert page("paper_endorse", paper) in chair.get(page("paper", paper)).content.decode()
    answer = sent(chair, page("paper_endorse", paper), outcome="endorse", note="เห็นชอบ <b>")
    assert answer.status_code == 302
    shown = secretary.get(page("paper", paper)).content.decode()
    assert "เห็นชอบ &lt;b&gt;" in shown
    assert f"เสนอผ่าน {world.leader.office.title}" in shown


def test_a_paper_is_sent_back_only_with_a_note(world, paper):
    set_route(document=paper, offices=[world.leader.office], by=world.secretary)
    chair = browser_of(world.leader)
    answer = sent(chair, page("paper_endorse", paper), outcome="send_back", note="")
    assert (answer.status_code, fresh(paper).state) == (422, "prepared")
    assert "ต้องบอกว่าให้แก้ไขอะไร" in answer.content.decode()
    assert sent(chair, page("paper_endorse", paper), outcome="send_back", note="แก้เรื่อง").status_code == 302
    shown = browser_of(world.secretary).get(page("paper", paper)).content.decode()
    assert page("paper_again", paper) in shown
    assert "แก้เรื่อง" in shown


def test_an_office_twice_on_a_route_is_said_at_its_field(world, paper):
    chosen = {f"office_{place}": world.leader.office.pk for place in (1, 2)}
    answer = sent(browser_of(world.leader), page("paper_route", paper), **chosen)
    assert answer.status_code == 422
    assert "ตำแหน่งหนึ่งอยู่ในเส้นทางได้ครั้งเดียว" in answer.content.decode()


# --- Replaced, void ---


def test_a_new_paper_opens_and_both_pages_name_the_other(world, paper):
    sign(paper, world.secretary)
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    browser = browser_of(world.leader)
    answer = sent(browser, page("paper_again", paper))
    anew = Document.objects.get(supersedes=paper)
    assert answer["Location"] == page("paper", anew)
    assert "กำลังจัดทำฉบับใหม่แทน" in browser.get(page("paper", paper)).content.decode()
    assert page("paper", paper) in browser.get(page("paper", anew)).content.decode()
    assert browser.get(page("paper_again", paper)).status_code == 409


def test_a_void_paper_says_so_to_everybody(world, paper):
    sign(paper, world.secretary)
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    browser = browser_of(world.leader)
    assert sent(browser, page("paper_void", paper), reason="").status_code == 422
    assert sent(browser, page("paper_void", paper), reason="ส่งผิดอำเภอ <i>").status_code == 302
    for who, address in (
        (browser, page("paper", paper)),
        (browser_of(None), reverse("check_code", args=[paper.check_code])),
    ):
        shown = who.get(address).content.decode()
        assert "ยกเลิกแล้ว ใช้อ้างอิงไม่ได้" in shown
        assert "ส่งผิดอำเภอ &lt;i&gt;" in shown
        assert "มีหนังสือฉบับนี้จริง" not in shown
    assert browser.get(page("paper_void", paper)).status_code == 409


# --- Progress ---


def test_the_page_asks_again_until_its_files_are_there(world, paper):
    browser = browser_of(world.leader)
    shown = browser.get(page("paper", paper)).content.decode()
    assert f'hx-get="{page("paper_progress", paper)}" hx-trigger="every 2s"' in shown
    assert "htmx.min.js" in shown
    jobs.drain()
    part = browser.get(page("paper_progress", paper)).content.decode()
    assert "hx-get" not in part
    assert "ฉบับพิมพ์รอลงนาม" in part
    assert "<html" not in part
    assert "htmx.min.js" not in browser.get(page("paper", paper)).content.decode()


def test_the_progress_says_how_many_wait_before_and_what_went_wrong(world, paper):
    from documents.progress import progress_of
    from workflow.models import Job

    mine = Job.objects.get(key=f"render_document:{paper.pk}:unsigned")
    before = Job.objects.filter(kind="render_document", pk__lt=mine.pk).count()
    assert progress_of(paper).before == before > 0
    for state, said in ((Job.State.LEASED, "late"), (Job.State.FAILED, "failed")):
        Job.objects.filter(pk=mine.pk).update(state=state, lease_until=mine.run_after)
        assert progress_of(paper).state == said


# --- Many at once ---


@pytest.fixture
def three(world):
    """The three papers of a council that were signed: two letters' worth of work and the minutes."""
    world.submitted(world.plan)
    papers = list(Document.objects.filter(plan=world.plan).order_by("pk"))
    for each in papers:
        sign(each, world.secretary)
    return papers


def test_papers_wait_by_what_they_wait_for_each_behind_an_address(world, three):
    browser = browser_of(world.secretary)
    shown = browser.get(reverse("papers_waiting")).content.decode()
    assert "?waits=number" in shown
    assert all(each.check_code in shown for each in three)
    assert three[0].check_code not in browser.get(reverse("papers_waiting") + "?waits=send").content.decode()
    number_document(document=three[-1], by=world.secretary, dated=DAY_ONE)
    letter = next(each for each in three if each.kind == "T10")
    if fresh(letter).state != "numbered":
        number_document(document=letter, by=world.secretary, dated=DAY_ONE)
    send_document(document=fresh(letter), by=world.secretary)
    others = browser.get(reverse("papers_waiting") + "?waits=others").content.decode()
    assert page("paper", letter) in others


def test_many_are_numbered_by_one_confirmation_and_each_refusal_is_named(world, three):
    browser = browser_of(world.secretary)
    address = reverse("papers_many", args=["number"])
    codes = [each.check_code for each in three]
    summary = browser.post(address, {"paper": codes})
    assert summary.status_code == 200
    text = summary.content.decode()
    assert all(each.title in text for each in three)
    assert not Document.objects.exclude(number_text="").exists()
    void_document(document=three[0], by=world.leader, reason="ผิด")  # meanwhile
    seen = {f"seen_{each.pk}": each.revision for each in three}
    seen[f"seen_{three[0].pk}"] = three[0].revision - 1
    dated = {
        "dated_0": "2",
        "dated_1": "11",
        "dated_2": "2569",
        "dated_day": "2",
        "dated_month": "11",
        "dated_year": "2569",
    }
    answer = browser.post(address, {"paper": codes, "confirm": "1", **seen, **dated})
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?report")
    report = browser.get(answer["Location"]).content.decode()
    assert f"สำเร็จ {len(three) - 1} ฉบับ ไม่สำเร็จ 1 ฉบับ" in report
    assert [fresh(each).state for each in three] == ["void", *["numbered"] * (len(three) - 1)]


def test_a_typed_number_is_asked_for_each_letter_and_a_double_is_refused_alone(world):
    for plan in (world.plan, world.shared_plans[0]):
        world.returned(plan)
    first, second = Document.objects.filter(kind="D02").order_by("pk")
    for each in (first, second):
        sign(each, world.coordinator)
    browser, address = browser_of(world.coordinator), reverse("papers_many", args=["number"])
    fields: dict[str, Any] = {"paper": [first.check_code, second.check_code], "confirm": "1"}
    fields |= {f"seen_{each.pk}": each.revision for each in (first, second)}
    fields |= {"dated_day": "2", "dated_month": "11", "dated_year": "2569"}
    refused = browser.post(address, fields)
    assert refused.status_code == 422
    fields |= {f"number_{each.pk}": "อจ 0118/7" for each in (first, second)}
    report = browser.get(browser.post(address, fields)["Location"]).content.decode()
    assert "สำเร็จ 1 ฉบับ ไม่สำเร็จ 1 ฉบับ" in report
    assert "เลขหนึ่งใช้ได้ครั้งเดียวในปีเดียวกัน" in report
    assert (fresh(first).state, fresh(second).state) == ("numbered", "signed")


def test_papers_of_others_are_not_among_the_chosen(world, three):
    stranger = browser_of(world.coordinator)
    shown = stranger.post(reverse("papers_many", args=["number"]), {"paper": [each.check_code for each in three]})
    assert "ไม่ได้เลือกหนังสือที่รอขั้นตอนนี้" in shown.content.decode()
    assert browser_of(world.leader).get(reverse("papers_many", args=["sign"])).status_code == 404


# --- Registers ---


@pytest.fixture
def register(world, paper):
    """A register with a letter that begins like a formula, and a void one."""
    Document.objects.filter(pk=paper.pk).update(title="=HYPERLINK(1)")
    paper = fresh(paper)
    sign(paper, world.secretary)
    number_document(document=paper, by=world.secretary, dated=DAY_ONE)
    return paper


def address(name, side="out", code="council", year=2569):
    return reverse(name, args=[code, side, year])


def test_a_register_has_a_line_for_each_number_and_keeps_void_ones(world, register):
    browser = browser_of(world.leader)
    void_document(document=register, by=world.leader, reason="พิมพ์ผิด")
    for name in ("register", "register_print"):
        shown = browser.get(address(name)).content.decode()
        assert "1/2569" in shown
        assert "ยกเลิกแล้ว: พิมพ์ผิด" in shown
    assert "1/2569" not in browser.get(address("register") + "?kind=D02").content.decode()
    assert "1/2569" not in browser.get(address("register", year=2570)).content.decode()
    assert address("register") in browser.get(reverse("registers")).content.decode()


def test_a_register_is_seen_by_its_keepers_alone(world, register):
    for who in (world.coordinator, world.provincial_officer, world.other_leader, world.stranger):
        assert browser_of(who).get(address("register")).status_code == 404
        assert browser_of(who).get(address("register_xlsx")).status_code == 404
    assert browser_of(world.coordinator).get(address("register", code="district-committee")).status_code == 200
    assert browser_of(world.leader).get(address("register", side="up")).status_code == 404


def test_the_incoming_register_has_what_was_received(world, register):
    from documents.verbs import receive_document

    send_document(document=register, by=world.secretary)
    assert "77" not in browser_of(world.coordinator).get(address("register", "in", "district")).content.decode()
    receive_document(document=register, by=world.coordinator, number="77", on=DAY_ONE)
    shown = browser_of(world.coordinator).get(address("register", "in", "district")).content.decode()
    assert "77" in shown
    assert "1/2569" in shown


def test_no_cell_of_the_workbook_is_a_formula(world, register):
    answer = browser_of(world.leader).get(address("register_xlsx"))
    assert 'filename="register-council-out-2569.xlsx"' in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][:2] == ["เลขทะเบียนส่ง", "ที่"]
    assert cells[1][1] == "1/2569"
    assert cells[1][5] == "=HYPERLINK(1)"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(not isinstance(cell.value, int | float) for row in sheet.iter_rows() for cell in row)
