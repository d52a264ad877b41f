"""The pages beside a plan: its order, its area, other plans of its owner, amendments, and lines sent to agencies."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from config.invariants import check
from directory.models import Village
from documents.models import Document
from proposals import contents
from proposals.models import Amendment, AreaProfile, Extract, Plan, PlanKind, PlanState
from proposals.verbs.drafting import draft_proposals
from proposals.verbs.extracts import send_extract
from proposals.verbs.ordering import order_lines
from proposals.verbs.own_plans import open_amendment, open_plan
from proposals.verbs.plan import adopt_plan
from tests.approvals.visits import form_of, mistakes_of, rows, words_of
from tests.cast import DAY_ONE, PNG, TAMBON, version_of
from tests.documents.test_papers import PDF
from tests.proposals.test_meeting_pages import paper, sent
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db

DUE = {"due_on_day": "2", "due_on_month": "12", "due_on_year": "2569"}


def page(name, plan, *rest):
    return reverse(name, args=[plan.reference, *rest])


def read(by, name, plan, *rest, language="th"):
    return words_of(browser_of(by, language=language).get(page(name, plan, *rest)))


def order_of(plan):
    return [row.line.number for row in contents.lines_of(version_of(plan))]


# --- Order -----------------------------------------------------------------------------------------------------------


def places(world, *numbers):
    """The number boxes as typed: for each line by its number, the place that was written beside it."""
    lines = world.lines(world.plan)
    return {f"place_{line.pk}": str(place) for line, place in zip(lines, numbers, strict=True)}


def shown(world):
    return {"shown": ",".join(str(line.pk) for line in world.lines(world.plan))}


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ((1, 2, 3, 4), [1, 2, 3, 4]),
        ((4, 2, 3, 4), [2, 3, 4, 1]),
        ((1, 2, 3, 1), [4, 1, 2, 3]),
        ((2, 1, 3, 4), [2, 1, 3, 4]),
        ((1, 9999, 3, 4), [1, 3, 4, 2]),
    ],
)
def test_a_changed_number_moves_its_project_to_that_place(world, typed, order):
    world.draft(world.plan, 4)
    answer = sent(world.secretary, page("plan_order", world.plan), **shown(world), **places(world, *typed))
    assert answer["location"] == page("plan_lines", world.plan)
    assert order_of(world.plan) == order


def test_the_buttons_of_a_row_move_it_on_the_screen_and_save_nothing(world):
    world.draft(world.plan, 3)
    browser, third = browser_of(world.secretary), world.lines(world.plan)[2].pk
    form = form_of(browser.get(page("plan_order", world.plan)))
    moved = browser.post(page("plan_order", world.plan), {**form, **places(world, 1, 2, 3), "move": f"up-{third}"})
    assert moved.status_code == 200
    assert [row.line.number for row, _field in moved.context["form"].rows] == [1, 3, 2]
    assert order_of(world.plan) == [1, 2, 3]
    again = {**form_of(moved), **{f"place_{row.line_id}": field.value() for row, field in moved.context["form"].rows}}
    assert browser.post(page("plan_order", world.plan), again).status_code == 302
    assert order_of(world.plan) == [1, 3, 2]


@pytest.mark.parametrize("move", ["up-0", "up-x", "left-1", "down-" + "9" * 40, "up-"])
def test_a_button_that_is_not_there_moves_nothing(world, move):
    world.draft(world.plan, 2)
    sent(world.secretary, page("plan_order", world.plan), **shown(world), **places(world, 1, 2), move=move)
    assert order_of(world.plan) == [1, 2]


def test_what_is_no_number_is_named_at_its_box(world):
    world.draft(world.plan, 2)
    first = world.lines(world.plan)[0].pk
    fields = {**places(world, 1, 2), f"place_{first}": "หนึ่ง"}
    answer = sent(world.secretary, page("plan_order", world.plan), **shown(world), **fields)
    assert answer.status_code == 422
    assert "ไม่ใช่จำนวนเต็ม" in mistakes_of(answer)[0]


def test_whoever_saves_an_older_order_meets_a_readable_conflict(world):
    world.draft(world.plan, 2)
    browser = browser_of(world.secretary)
    form = form_of(browser.get(page("plan_order", world.plan)))
    lines = [line.pk for line in world.lines(world.plan)]
    order_lines(plan=world.plan, lines=lines[::-1], seen=version_of(world.plan), by=world.leader)
    answer = browser.post(page("plan_order", world.plan), {**form, **places(world, 1, 2)})
    assert answer.status_code == 409
    assert order_of(world.plan) == [2, 1]


def test_the_district_records_an_order_from_the_councils_signed_paper(world):
    world.draft(world.plan, 2)
    fields = {**shown(world), **places(world, 2, 2), **paper(world.plan.owner, PDF)}
    assert sent(world.coordinator, page("plan_order", world.plan), **fields).status_code == 302
    assert order_of(world.plan) == [2, 1]


# --- The area --------------------------------------------------------------------------------------------------------


def area_fields(**changes):
    villages = Village.objects.filter(area=TAMBON).order_by("kind", "number")
    figures = [{"village": village.pk, "men": "๑๐๐", "women": "1,020"} for village in villages]
    texts = dict.fromkeys(("weaknesses", "opportunities", "threats", "problems"), "")
    return {"vision": "ตำบลน่าอยู่", "assets": "ป่า\nน้ำ", **texts, **rows("villages", *figures), **changes}


def test_the_area_is_written_on_one_page_and_read_beside_the_plan(world):
    answer = sent(world.secretary, page("plan_profile", world.plan), **area_fields())
    assert answer["location"] == page("plan_area", world.plan)
    text = read(world.coordinator, "plan_area", world.plan)
    for words in ("4,480", "ชาย 400", "หญิง 4,080", "ตำบลน่าอยู่", "ทุนและของดีในพื้นที่ ป่า น้ำ", "หมู่ที่ 1 บ้านบ้านที่ 1 100 1,020"):
        assert words in text


def test_the_form_shows_what_stands_and_a_wrong_figure_beside_its_village(world):
    sent(world.secretary, page("plan_profile", world.plan), **area_fields())
    form = browser_of(world.leader).get(page("plan_profile", world.plan)).context["form"]
    assert form["vision"].value() == "ตำบลน่าอยู่"
    assert [row["women"].value() for _name, row in form.village_rows] == [1020] * 4
    wrong = sent(world.leader, page("plan_profile", world.plan), **area_fields(men="10"))
    assert wrong.status_code == 422
    assert "ต้องไม่น้อยกว่าผลรวมรายหมู่บ้าน คือ 400" in words_of(wrong)
    assert AreaProfile.objects.get().men is None


def test_the_book_tells_of_people_villages_problems_and_vision(world):
    sent(world.secretary, page("plan_profile", world.plan), **area_fields(problems="น้ำแล้ง", strengths="รวมกลุ่ม"))
    world.submitted(world.plan)
    book = json.loads(Document.objects.get(plan=world.plan, kind="T04").snapshot)
    first, second, third = ([str(block) for block in part["blocks"]] for part in book["chapters"][:3])
    assert any("มีประชากร ๔,๔๘๐ คน (ชาย ๔๐๐ คน หญิง ๔,๐๘๐ คน)" in block for block in first)
    assert any("๑,๐๒๐" in block for block in first)
    assert any("น้ำแล้ง" in block for block in second)
    assert any("จุดแข็ง" in block for block in second)
    assert any("ตำบลน่าอยู่" in block for block in third)
    assert "ไม่ได้บันทึกวิสัยทัศน์" not in str(book)


# --- Other plans and amendments --------------------------------------------------------------------------------------


def test_a_thematic_plan_is_opened_written_adopted_and_found_beside_the_area_plan(world):
    answer = sent(world.secretary, page("plan_open_plan", world.plan), kind="thematic", theme="สุขภาพ")
    plan = Plan.objects.get(kind=PlanKind.THEMATIC)
    assert answer["location"] == page("plan", plan)
    assert "แผนเชิงประเด็น สุขภาพ" in read(world.leader, "plan_related", world.plan)
    text = read(world.leader, "plan", plan)
    for words in ("แผนเชิงประเด็น ตำบลบุ่ง ปีงบประมาณ พ.ศ. 2572", "สุขภาพ", "ส่งโครงการให้หน่วยงาน", "รอ รับรองแผนในที่ประชุม"):
        assert words in text
    assert sent(world.secretary, page("plan_open_plan", world.plan), kind="thematic", theme=" ").status_code == 422


def test_an_amendment_is_opened_with_the_lines_that_it_replaces_and_its_chain_is_shown(world):
    world.accepted(world.plan)
    second = world.lines(world.plan)[1].pk
    fields = {"kind": "change", "reason": "ราคากลางเปลี่ยน", "legal_reference": "ข้อ 22", "lines": [str(second)]}
    answer = sent(world.secretary, page("plan_amend", world.plan), **fields)
    plan = Plan.objects.get(kind=PlanKind.AMENDMENT)
    assert answer["location"] == page("plan", plan)
    line = plan.lines.get()
    assert line.replaces.get().pk == second
    text = read(world.coordinator, "plan", world.plan)
    for words in ("เปลี่ยนแปลง กำลังจัดทำ ยังไม่มีเลขครั้งที่", "ราคากลางเปลี่ยน · ข้อ 22"):
        assert words in text
    old = world.lines(world.plan)[1].proposal.reference
    assert "แทนโครงการนี้ด้วย" in read(world.leader, "proposal", world.plan, old)
    assert f"แทนโครงการ {old}" in read(world.leader, "proposal", plan, line.proposal.reference)
    assert read(world.leader, "plan_amend_lines", plan).count("ขอ 3,000 บาท") == 1


def test_an_adopted_amendment_says_that_it_waits_and_the_book_lists_it(world):
    world.resolved_district()
    plan = open_amendment(plan=world.plan, kind="add", reason="น้ำท่วม", by=world.secretary)
    draft_proposals(plan=plan, drafts=[world.words(7)], by=world.secretary)
    adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)
    assert "รอรอบเสริมของอำเภอ" in read(world.leader, "plan", plan)
    waits = read(world.coordinator, "plan_related", world.district_plan)
    assert "เพิ่มเติม ครั้งที่ 1/2569" in waits
    answer = sent(world.leader, page("plan_issue", world.plan), kind="T04")
    assert answer.status_code == 302
    book = json.loads(Document.objects.filter(plan=world.plan, kind="T04").latest("pk").snapshot)
    assert "เพิ่มเติม ครั้งที่ ๑/๒๕๖๙" in str(book["chapters"][-1])
    minutes = json.loads(Document.objects.get(plan=plan, kind="T03").snapshot)
    assert "เพิ่มเติม ครั้งที่ ๑/๒๕๖๙" in str(minutes["annexes"])


def test_a_plan_is_given_up_after_asking_once_more(world):
    plan = open_plan(plan=world.plan, kind="business", theme="", by=world.secretary)
    draft_proposals(plan=plan, drafts=[world.words(1)], by=world.secretary)
    assert "ร่างโครงการ 1 โครงการ" in read(world.leader, "plan_drop", plan)
    assert sent(world.leader, page("plan_drop", plan)).status_code == 302
    assert "เลิกทำก่อนที่ประชุมรับรอง" in read(world.leader, "plan", plan)


# --- Sideways --------------------------------------------------------------------------------------------------------


@pytest.fixture
def thematic(world):
    plan = open_plan(plan=world.plan, kind="thematic", theme="สุขภาพ", by=world.secretary)
    drafts = [world.words(number, work_class="hand_up") for number in (1, 2)]
    draft_proposals(plan=plan, drafts=drafts, by=world.secretary)
    return adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)


def test_sending_is_the_one_main_button_and_says_beforehand_what_it_sends(world, thematic):
    assert browser_of(world.leader).get(page("plan", thematic)).context["main"].name == "send"
    asked = read(world.leader, "plan_send", thematic)
    assert "แผนเชิงประเด็น (T07) รอลงนาม" in asked
    lines = [str(line.pk) for line in world.lines(thematic)]
    answer = sent(world.leader, page("plan_send", thematic), agency=str(world.bodies["agency"].pk), lines=lines, **DUE)
    assert answer["location"] == page("plan", thematic)
    text = read(world.leader, "plan", thematic)
    assert f"เรื่องอยู่ที่ {world.bodies['agency'].name} · รอ คำตอบรายโครงการ · ภายใน 2 ธันวาคม 2569" in text
    assert f"ขอให้พิจารณาโครงการ รหัสแผน {thematic.reference} ครั้งที่ 1" == Document.objects.get(kind="T07").title


def test_what_is_missing_is_named_and_nothing_is_sent(world, thematic):
    answer = sent(world.leader, page("plan_send", thematic), agency="", **DUE)
    assert answer.status_code == 422
    assert mistakes_of(answer) == ["ต้องเลือก “ส่งให้หน่วยงาน”", "โครงการที่จะส่ง: ต้องเลือกอย่างน้อยหนึ่งโครงการ"]
    assert not Extract.objects.exists()


def asked_of_the_agency(world, plan):
    send_extract(
        plan=plan,
        seen=version_of(plan),
        agency=world.bodies["agency"],
        line_ids=[line.pk for line in world.lines(plan)],
        due_on=DAY_ONE + timedelta(days=30),
        by=world.leader,
    )
    return Extract.objects.get()


def test_the_agency_finds_it_in_its_inbox_answers_line_by_line_and_the_council_reads_it(world, thematic):
    extract = asked_of_the_agency(world, thematic)
    inbox = words_of(browser_of(world.agency).get(reverse("inbox")))
    assert "โครงการที่สภาส่งมาให้พิจารณา" in inbox
    assert f"{world.plan.owner.name} ส่งโครงการมาให้พิจารณา" in inbox  # the one sentence of the first screen
    assert "โครงการที่สภาส่งมาให้พิจารณา" not in words_of(browser_of(world.other_agency).get(reverse("inbox")))
    first, second = (line.pk for line in world.lines(thematic))
    address = page("extract_answer", thematic, 1)
    missing = sent(world.agency, address, **{f"answer_{first}": "accepted", f"answer_{second}": "declined"})
    assert missing.status_code == 422
    assert len(mistakes_of(missing)) == 2
    fields = {
        f"answer_{first}": "accepted",
        f"plan_{first}": "แผนปี 2572 รายการ 4",
        f"answer_{second}": "declined",
        f"reason_{second}": "เกินอำนาจ <b>หน้าที่</b>",
    }
    assert sent(world.agency, address, **fields)["location"] == page("extract", thematic, 1)
    text = read(world.leader, "extract", thematic, 1)
    for words in ("หน่วยงานตอบแล้วเมื่อ 2 พฤศจิกายน 2569", "แผนปี 2572 รายการ 4", "เกินอำนาจ &lt;b&gt;หน้าที่&lt;/b&gt;"):
        assert words in text
    assert world.fresh(thematic).state == PlanState.ADOPTED
    assert "หน่วยงานตอบรายโครงการ" in read(world.leader, "plan_history", thematic)
    reference = world.lines(thematic)[0].proposal.reference
    assert "รับไปดำเนินการ" in read(world.leader, "proposal", thematic, reference)
    assert browser_of(world.agency).get(address).status_code == 409
    assert extract.lines.count() == 2


def test_what_the_agency_answered_in_a_letter_is_recorded_by_the_district_and_says_so_everywhere(world, thematic):
    extract = asked_of_the_agency(world, thematic)
    first, second = (line.pk for line in world.lines(thematic))
    address, there = page("extract_answer", thematic, 1), page("extract", thematic, 1)
    assert address in browser_of(world.coordinator).get(there).content.decode()
    assert address not in browser_of(world.leader).get(there).content.decode()
    answers = {
        **{f"answer_{line}": "accepted" for line in (first, second)},
        **{f"plan_{line}": "แผนปี 2572" for line in (first, second)},
    }
    unsigned = sent(world.coordinator, address, **answers)
    assert unsigned.status_code == 422
    assert "behalf_scan" in unsigned.context["form"].errors
    no_sheet = sent(world.coordinator, address, **answers, **paper(world.bodies["agency"], b"<svg/>"))
    assert (no_sheet.status_code, Extract.objects.get().state) == (422, "sent")
    letter = paper(world.bodies["agency"], PDF)
    assert sent(world.coordinator, address, **answers, **letter)["location"] == there
    extract.refresh_from_db()
    event = Event.objects.get(plan=thematic, verb="answer", record_kind="proposals.extract")
    assert (extract.state, extract.answered_by) == ("answered", None)
    assert (event.behalf_body, event.actor) == (world.bodies["agency"], world.coordinator.user)
    assert "บันทึกแทนจากหนังสือที่หน่วยงานลงนาม" in read(world.leader, "extract", thematic, 1)
    assert world.bodies["agency"].name in read(world.leader, "plan_history", thematic)
    assert world.fresh(thematic).state == PlanState.CLOSED
    assert check().ok


@pytest.mark.parametrize("who", ["leader", "lao_planner", "other_coordinator", "other_agency", "governor"])
def test_nobody_else_records_an_agencys_letter(world, thematic, who):
    asked_of_the_agency(world, thematic)
    refused = browser_of(getattr(world, who)).get(page("extract_answer", thematic, 1))
    assert refused.status_code == (404 if who.startswith("other") else 403)


def test_the_agency_reads_what_was_sent_but_not_the_plan(world, thematic):
    asked_of_the_agency(world, thematic)
    browser = browser_of(world.agency)
    assert browser.get(page("extract", thematic, 1)).status_code == 200
    assert browser.get(page("plan", thematic)).status_code == 404
    assert browser_of(world.other_agency).get(page("extract", thematic, 1)).status_code == 404


def test_what_no_agency_takes_is_settled_by_its_owner(world, thematic):
    lines = [str(line.pk) for line in world.lines(thematic)]
    address = page("plan_settle", thematic)
    assert sent(world.leader, address, lines=lines, kind="withdrawn").status_code == 422
    assert sent(world.leader, address, lines=lines, kind="withdrawn", reason="ไม่มีผู้รับ").status_code == 302
    assert world.fresh(thematic).state == PlanState.CLOSED


# --- All of them -----------------------------------------------------------------------------------------------------

PAGES = ("plan_order", "plan_area", "plan_profile", "plan_related", "plan_open_plan")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_asks_little_whatever_the_number_of_lines(world, name, django_assert_max_num_queries):
    world.draft(world.plan, 80)
    sent(world.secretary, page("plan_profile", world.plan), **area_fields())
    browser = browser_of(world.secretary)
    with django_assert_max_num_queries(12):
        assert browser.get(page(name, world.plan)).status_code == 200


@pytest.mark.parametrize("name", ["plan_send", "plan_settle", "plan", "extract", "extract_answer", "plan_related"])
def test_the_pages_of_a_way_sideways_ask_little(world, thematic, name, django_assert_max_num_queries):
    is_extract = name.startswith("extract") or name == "plan_related"
    if is_extract:
        asked_of_the_agency(world, thematic)
    browser = browser_of(world.agency if name.startswith("extract") else world.leader)
    rest = [1] if name.startswith("extract") else []
    with django_assert_max_num_queries(12):
        assert browser.get(page(name, thematic, *rest)).status_code == 200


@pytest.mark.parametrize("name", ["plan", "plan_related", "plan_amend"])
def test_the_pages_of_an_amended_plan_ask_little(world, name, django_assert_max_num_queries):
    world.accepted(world.plan)
    for _number in range(5):
        open_amendment(plan=world.plan, kind="add", reason="น้ำท่วม", by=world.secretary)
    browser = browser_of(world.leader)
    with django_assert_max_num_queries(12):
        assert browser.get(page(name, world.plan)).status_code == 200
    assert Amendment.objects.count() == 5


def test_the_pages_speak_english_too(world):
    assert "Put projects in order" in read(world.leader, "plan_order", world.plan, language="en")
    assert "The area" in read(world.leader, "plan_area", world.plan, language="en")
    assert PNG
