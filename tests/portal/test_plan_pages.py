"""A plan's page and its parts: whose desk it is on, the one main button, the way, lines, versions and history."""

import re
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from approvals.drafts import ItemAnswer, RemarkDraft
from approvals.verbs.worksheet import answer_lines
from directory.models import Village
from proposals.actions import ACTIONS, EXTEND, GROUPS
from proposals.changes import changes_between
from proposals.drafts import BudgetDraft
from proposals.models import WorkClass
from proposals.verbs.drafting import edit_proposal
from proposals.verbs.plan import answer_remarks, submit_plan, withdraw_plan
from proposals.word_changes import in_words, pieces_between
from tests.cast import version_of
from tests.visitors import browser_of

PARTS = ("plan", "plan_lines", "plan_versions", "plan_history")


def page_of(plan, person, name="plan", *, language="th", **query):
    return browser_of(person, language=language).get(reverse(name, args=[plan.reference]), query)


def html_of(*asked, **query):
    return page_of(*asked, **query).content.decode()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def main_button(response):
    """The texts of the page's main buttons."""
    return re.findall(r'govuk-button--start"[^>]*>([^<]+)<', response.content.decode())


def whereabouts(response):
    (found,) = re.findall(r'<section class="prasan-whereabouts".*?</section>', response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def steps_of(response):
    """The way: whose step, and its state."""
    page = response.content.decode()
    found = re.findall(r'prasan-steps__step--([\w-]+)"[^>]*><strong>([^<]*)</strong>\s*([^<]*)', page)
    return [(who, what.strip(), state) for state, who, what in found]


# --- Who sees it ---


@pytest.mark.parametrize("name", PARTS)
def test_a_plan_elsewhere_and_a_plan_that_is_not_there_are_the_same_page(world, name):
    world.adopted(world.plan)
    address, unknown = (reverse(name, args=[ref]) for ref in (world.plan.reference, "2572-370101-99-Z"))
    for person in (world.other_leader, world.stranger, world.other_coordinator):
        browser = browser_of(person)
        answers = [(browser.get(each), each) for each in (address, unknown)]
        assert [answer.status_code for answer, _each in answers] == [404, 404]
        bodies = {
            re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", answer.content.decode()).replace(each, "")
            for answer, each in answers
        }
        assert len(bodies) == 1


@pytest.mark.parametrize("name", PARTS)
def test_the_owner_and_the_desks_above_see_every_part(world, name):
    world.submitted(world.plan)
    for person in (world.leader, world.coordinator, world.provincial_officer, world.lao_planner, world.governor):
        assert page_of(world.plan, person, name).status_code == 200


@pytest.mark.parametrize("name", PARTS)
def test_a_passer_by_is_asked_to_sign_in_and_led_back(world, name):
    address = reverse(name, args=[world.plan.reference])
    response = browser_of(None).get(address)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address.replace('/', '%2F')}")


# --- Whose desk, until when, and the one main button ---


def test_the_page_says_whose_desk_it_is_on_for_what_and_until_when(world):
    world.submitted(world.plan)
    due = world.plan.deadlines.get(kind="receipt").due_on
    said = whereabouts(page_of(world.plan, world.leader))
    assert world.bodies["kbt"].name in said
    assert "รับแผนและตอบรายโครงการ" in said
    assert f"ภายใน {due.day} " in said
    assert re.search(r"ตั้งแต่ \d+ \S+ 25\d\d", said)


def test_parallel_desks_are_each_named(world):
    world.received(world.plan)
    said = whereabouts(page_of(world.plan, world.leader))
    assert said.count("เรื่องอยู่ที่ ") == 2
    assert world.bodies["district"].name in said
    assert world.bodies["lao"].name in said


@pytest.mark.parametrize(
    ("stage", "person", "button"),
    [
        ("draft", "leader", "รับรองแผนตามมติที่ประชุม"),
        ("adopted", "leader", "เสนอแผน"),
        ("submitted", "kbt_secretary", "รับแผนและตอบรายโครงการ"),
        ("received", "lao_planner", "ให้ความเห็นรายโครงการ"),
        ("received", "coordinator", "เปิดตรวจแผน"),
        ("ready_to_decide", "coordinator", "รับแผน"),
        ("returned", "secretary", "ตอบข้อสังเกต"),
    ],
)
def test_whose_step_it_is_finds_one_main_button_and_others_find_none(world, stage, person, button):
    getattr(world, stage)(world.plan)
    assert main_button(page_of(world.plan, getattr(world, person))) == [button]
    assert main_button(page_of(world.plan, world.governor)) == []


def test_no_state_of_the_law_and_no_code_is_on_the_page(world):
    for stage in ("adopted", "submitted", "received", "accepted"):
        getattr(world, stage)(world.plan)
        for name in PARTS[:2]:
            assert not re.search(
                r"in_review|submitted|SUBMITTED|returned", text_of(page_of(world.plan, world.leader, name))
            )


def test_the_main_button_says_beforehand_what_it_will_send_and_to_whom(world):
    world.adopted(world.plan)
    said = text_of(page_of(world.plan, world.leader))
    assert "เมื่อกดแล้ว ระบบจะ" in said
    assert re.search(r"จัดทำหนังสือนำส่งแผนไปอำเภอ \(T\d\d\) รอลงนาม", said)
    assert world.bodies["district"].name in said


def test_a_desk_finds_what_it_may_record_from_signed_paper_apart(world):
    world.adopted(world.plan)
    said = html_of(world.plan, world.coordinator)
    assert "บันทึกแทนจากเอกสารที่ลงนามแล้ว" in said
    assert reverse("plan_submit", args=[world.plan.reference]) in said
    assert "บันทึกแทนจากเอกสารที่ลงนามแล้ว" not in html_of(world.plan, world.leader)


def test_what_else_may_be_done_stands_under_a_few_plain_headings_and_each_once(world):
    world.draft(world.plan)
    page = html_of(world.plan, world.leader)
    others = page.partition('class="prasan-actions"')[2].partition("<h2")[0]
    assert re.findall(r"<h3[^>]*>([^<]+)", others) == [
        *("เขียนโครงการ", "จัดลำดับและข้อมูลพื้นที่"),
        *("ประชุม รับรอง และเสนอแผน", "ส่งหน่วยงาน และแผนอื่นของท่าน"),
    ]
    links = re.findall(r'href="([^"]+)"', others)
    assert len(links) == len(set(links)) > 8
    assert page.count("govuk-button--start") == 1
    desk = html_of(world.in_review(world.plan), world.coordinator).partition('class="prasan-actions"')[2]
    assert "<h3" not in desk.partition("<h2")[0].partition("<details")[0]  # what a desk does needs no heading


def test_every_action_of_an_owner_has_one_heading():
    grouped = [action.name for _heading, group in GROUPS for action in group]
    assert sorted(grouped) == sorted(action.name for action in ACTIONS if action != EXTEND)


def test_a_plan_that_waits_for_nobody_says_why(world):
    world.accepted(world.plan)
    assert "รอการรวบรวม" in whereabouts(page_of(world.plan, world.leader))
    plan = world.submitted(world.shared_plans[0])
    withdraw_plan(plan=plan, by=world.other_leader, reason="ขอทำใหม่")
    withdrawn = page_of(plan, world.other_leader)
    assert "เจ้าของถอนแผนแล้ว" in whereabouts(withdrawn)
    assert steps_of(withdrawn) == []


# --- The way ---


def test_the_way_names_bodies_and_marks_one_present_step(world):
    world.received(world.plan)
    way = steps_of(page_of(world.plan, world.leader))
    names = [who for who, *_ in way]
    for body in ("council", "district-committee", "province", "province-committee"):
        assert world.bodies[body].name in names
    assert [state for *_, state in way].count("current") == 1
    current = next(each for each in way if each[2] == "current")
    assert current[0].startswith(world.bodies["district"].name)
    states = [state for *_, state in way]
    assert states == sorted(states, key=["done", "current", "to-come"].index)


def test_the_way_goes_on_in_the_plan_above(world):
    world.submitted_district()
    current = [(who, what) for who, what, state in steps_of(page_of(world.plan, world.leader)) if state == "current"]
    assert current == [(world.bodies["province"].name, "กลั่นกรองแผนอำเภอ")]


def test_a_finished_way_has_no_present_step(world):
    world.answered()
    world.refresh()
    assert {state for *_, state in steps_of(page_of(world.plan, world.leader))} == {"done"}


# --- Remarks ---


def test_remarks_are_shown_by_number_with_their_due_date_and_their_answers(world):
    line = world.lines(world.draft(world.plan) and world.plan)[2]
    world.returned(world.plan, RemarkDraft("ขอแบบ <แปลน>", line_id=line.pk), RemarkDraft("ขอเหตุผล"))
    page = page_of(world.plan, world.secretary)
    assert "ขอแบบ &lt;แปลน&gt;" in page.content.decode()
    said = text_of(page)
    assert said.index("ขอแบบ") < said.index("ขอเหตุผล")
    assert said.count("รอคำตอบ") == 2
    assert f"{world.rows(world.plan)[2].proposal_version.title} ขอแบบ" in said
    answer_remarks(plan=world.plan, answers={1: "แนบแล้ว"}, by=world.secretary)
    said = text_of(page_of(world.plan, world.secretary))
    assert "คำตอบ แนบแล้ว" in said
    assert said.count("รอคำตอบ") == 1


# --- Lines ---


def test_lines_show_what_was_asked_what_is_proposed_and_what_became_of_them(world):
    world.gathered_district()
    refused = world.lines(world.plan)[2]
    answer = ItemAnswer("refused", reason_code="scope", reason="อยู่นอกหน้าที่ <ของแผน>")
    answer_lines(plan=world.district_plan, answers={refused.pk: answer}, by=world.coordinator)
    world.resolved_district()
    world.refresh()
    page = page_of(world.plan, world.leader, "plan_lines")
    assert "อยู่นอกหน้าที่ &lt;ของแผน&gt;" in page.content.decode()
    said = text_of(page)
    assert "ชุมชนดำเนินการเอง" in said
    assert "เกินศักยภาพ" in said
    assert refused.proposal.reference in said


def test_lines_are_found_by_words_and_by_reference(world):
    world.draft(world.plan, 12)
    reference = world.lines(world.plan)[4].proposal.reference
    for asked, count in [("โครงการที่ 11", 1), (reference, 1), ("โครงการที่ 1", 4), ("ไม่มีคำนี้", 0)]:
        page = html_of(world.plan, world.leader, "plan_lines", q=asked)
        assert page.count('<th scope="row"') == count
    assert 'value="&lt;b&gt;"' in html_of(world.plan, world.leader, "plan_lines", q="<b>")


# --- Versions ---


def edit(world, row, words):
    """Let the owner change what a line says."""
    proposal = row.line.proposal
    edit_proposal(proposal=proposal, draft=words, by=world.secretary, seen=proposal.revision)


@pytest.fixture
def two_versions(world):
    """A plan that came back, with a line changed since: its words, its amount, its class and its village."""
    world.draft(world.plan)
    world.returned(world.plan)
    changed = world.rows(world.plan)[2]
    words = world.words(
        3,
        title="โครงการก่อสร้างถนนคอนกรีต <b>",
        budget=[BudgetDraft(2572, "province", Decimal(4500))],
        work_class=WorkClass.HAND_UP,
        village=Village.objects.get(area="370101", number=2),
    )
    edit(world, changed, words)
    return world


def test_versions_are_compared_word_by_word(two_versions):
    plan = two_versions.plan
    page = page_of(plan, two_versions.secretary, "plan_versions")
    html = page.content.decode()
    assert "<ins>" in html
    assert "<del>" in html
    assert "&lt;b&gt;" in html
    title = re.findall(r"ชื่อโครงการ</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)[0]
    assert re.sub(r"<ins>.*?</ins>|<[^>]+>", "", title) == "โครงการที่ 3"
    assert re.sub(r"<del>.*?</del>", "", title).replace("<ins>", "").replace("</ins>", "") == (
        "โครงการก่อสร้างถนนคอนกรีต &lt;b&gt;"
    )


def test_amounts_classes_and_villages_are_shown_as_people_read_them(two_versions):
    said = text_of(page_of(two_versions.plan, two_versions.secretary, "plan_versions"))
    village = Village.objects.get(area="370101", number=2)
    assert str(village) in re.sub(r"\s+", " ", said)
    assert "ส่งต่อ" in said
    assert "ทำร่วม" in said
    assert "hand_up" not in said
    assert "content_hash" not in said
    assert not re.search(r"[0-9a-f]{64}", said)
    assert "4,500" in re.sub(r"\s", "", said)


def test_a_change_of_years_alone_is_told_too(world):
    world.draft(world.plan)
    world.returned(world.plan)
    changed = world.rows(world.plan)[2]
    words = world.words(3, budget=[BudgetDraft(2572, "lao", Decimal(3000))])
    edit(world, changed, words)
    said = text_of(page_of(world.plan, world.secretary, "plan_versions"))
    assert "งบประมาณรายปีหรือตัวชี้วัด มีการเปลี่ยนแปลง" in said


def test_any_two_versions_may_be_chosen_and_the_same_twice_says_so(two_versions):
    plan, person = two_versions.plan, two_versions.secretary
    assert "สองฉบับนี้เหมือนกัน" in text_of(page_of(plan, person, "plan_versions", a=1, b=1))
    assert "สองฉบับนี้เหมือนกัน" not in text_of(page_of(plan, person, "plan_versions", a=2, b=1))
    for wrong in ({"a": "x"}, {"b": "99"}, {"a": "1", "b": "<b>"}, {"page": "x"}):
        assert page_of(plan, person, "plan_versions", **wrong).status_code == 200


def test_a_plan_with_one_version_has_nothing_to_compare(world):
    world.draft(world.plan)
    assert "แผนนี้มีฉบับเดียว" in text_of(page_of(world.plan, world.leader, "plan_versions"))


def test_many_changes_are_read_a_page_at_a_time(world, django_assert_max_num_queries):
    world.draft(world.plan, 60)
    world.returned(world.plan)
    for row in world.rows(world.plan):
        words = world.words(row.line.number, title=f"แก้ไขที่ {row.line.number}", work_class=row.work_class)
        edit(world, row, words)
    browser = browser_of(world.secretary)
    address = reverse("plan_versions", args=[world.plan.reference])
    browser.get(address)
    with django_assert_max_num_queries(12):
        first = browser.get(address)
    assert first.content.decode().count('class="prasan-change"') == 50
    assert browser.get(address, {"page": 2}).content.decode().count('class="prasan-change"') == 10


def test_a_change_in_words_asks_the_database_only_for_names_that_it_needs(two_versions, django_assert_num_queries):
    first, second = two_versions.plan.versions.order_by("number")
    (change,) = changes_between(first, second)
    with django_assert_num_queries(1):
        told = in_words(change)
    assert {field.label for field in told.fields} >= {"ชื่อโครงการ", "หมู่บ้าน", "ประเภทโครงการ", "งบประมาณที่ขอ (บาท)"}


THAI = st.text(alphabet=st.sampled_from("กขคงจฉชดตถทนบปผพภมยรลวสหอเแโใไาำิีึืุู่้๊๋์ๆฯ๑๒ 0aZ-\n\t\u200b😀"), max_size=120)
ANY = st.text(max_size=60)


@given(THAI | ANY, THAI | ANY)
def test_the_pieces_of_a_change_rebuild_both_texts(before, after):
    pieces = pieces_between(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text and piece.kind in {"same", "gone", "new"} for piece in pieces)


@given(THAI | ANY)
def test_equal_texts_have_no_change(text):
    assert {piece.kind for piece in pieces_between(text, text)} <= {"same"}


def test_a_thai_change_is_told_by_whole_words():
    pieces = pieces_between("ก่อสร้างสะพานไม้บ้านหนองแสง", "ก่อสร้างสะพานคอนกรีตบ้านหนองแสง")
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("gone", "ไม้"),
        ("new", "คอนกรีต"),
    ]


# --- History ---


def test_the_history_tells_who_did_what_newest_first(world):
    world.submitted(world.plan)
    page = page_of(world.plan, world.leader, "plan_history")
    said = text_of(page)
    assert said.index("เสนอแผน") < said.index("รับรองแผน") < said.index("เขียนโครงการ")
    assert str(world.leader.user) in said
    assert page.content.decode().count("moj-timeline__item") == world.plan.events.count()


def test_the_history_says_on_whose_behalf_something_was_recorded(world):
    world.adopted(world.plan)
    on_paper = world.recording(world.coordinator, "council")
    submit_plan(plan=world.plan, seen=version_of(world.plan), by=on_paper)
    assert f"บันทึกแทน {world.plan.owner.name}" in text_of(page_of(world.plan, world.leader, "plan_history"))


def test_notes_in_the_history_are_shown_as_they_were_written(world):
    plan = world.submitted(world.plan)
    withdraw_plan(plan=plan, by=world.leader, reason="<script>ขอทำใหม่</script>")
    page = html_of(plan, world.leader, "plan_history")
    assert "&lt;script&gt;ขอทำใหม่" in page
    assert "<script>ขอ" not in page


def test_every_deed_on_a_history_has_words_of_its_own(world):
    world.returned(world.plan)
    world.accepted(world.plan)
    world.answered()
    for plan, person in (
        (world.plan, world.leader),
        (world.district_plan, world.coordinator),
        (world.provincial_plan, world.provincial_officer),
    ):
        titles = re.findall(r'moj-timeline__title">([^<]+)<', html_of(plan, person, "plan_history"))
        assert titles
        assert not [title for title in titles if re.search("[a-z]", title)]


# --- Few questions, and the address to pass on ---


@pytest.mark.parametrize("name", PARTS)
def test_every_part_asks_little_whatever_the_number_of_lines(world, name, django_assert_max_num_queries):
    world.draft(world.plan, 120)
    world.returned(world.plan, *[RemarkDraft(f"ข้อสังเกต {number}") for number in range(30)])
    browser = browser_of(world.leader)
    address = reverse(name, args=[world.plan.reference])
    browser.get(address)
    with django_assert_max_num_queries(12):
        assert browser.get(address).status_code == 200


def test_a_hundred_lines_a_page(world):
    world.draft(world.plan, 120)
    page = html_of(world.plan, world.leader, "plan_lines")
    assert page.count('<th scope="row"') == 100
    assert html_of(world.plan, world.leader, "plan_lines", page=2).count('<th scope="row"') == 20


def test_passing_on_by_line_names_the_site_and_not_the_request(world, settings):
    settings.PUBLIC_BASE_URL = "https://prasan.example"
    link = re.findall(r'href="(https://line\.me/[^"]+)"', html_of(world.plan, world.leader))[0]
    assert f"https://prasan.example{reverse('plan', args=[world.plan.reference])}" in unquote(link)


def test_the_page_speaks_english_too(world):
    world.submitted(world.plan)
    page = html_of(world.plan, world.leader, language="en")
    assert '<html lang="en"' in page
