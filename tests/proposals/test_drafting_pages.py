"""The pages of a single proposal: written in the fields of form ผ.02, read with its fate, changed, removed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from approvals.drafts import ItemAnswer, RemarkDraft
from approvals.verbs.worksheet import answer_lines, take_lines
from directory import clock
from directory.models import Village
from proposals.forum_drafts import IdeaDraft
from proposals.models import PlanLine, Proposal, ProposalVersion
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas
from tests.approvals.visits import form_of, rows, words_of
from tests.cast import DAY_ONE, SHARED, TAMBON
from tests.documents.test_papers import PDF
from tests.proposals.test_meeting_pages import paper, sent
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db

BUDGET = (
    {"year": "2572", "source": "province", "amount": "๑,๒๕๐,๐๐๐.๕๐"},
    {"year": "2573", "source": "lao", "amount": "300 000"},
)
INDICATORS = ({"name": "ครัวเรือนที่มีน้ำใช้", "target": "200 ครัวเรือน"},)


def words(*budget, **changes):
    return {
        "title": "ก่อสร้างประปาหมู่บ้าน",
        "work_class": "hand_up",
        "place": "หลังวัด",
        "beneficiaries": "850",
        "rationale": "น้ำไม่พอ\nในหน้าแล้ง",
        **rows("budget", *(budget or BUDGET)),
        **rows("indicators", *INDICATORS),
        **changes,
    }


def draft_page(plan):
    return reverse("plan_draft", args=[plan.reference])


def page_of(plan, proposal, name="proposal"):
    return reverse(name, args=[plan.reference, proposal.reference])


def read(by, plan, proposal):
    return words_of(browser_of(by).get(page_of(plan, proposal)))


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_a_proposal_is_written_in_the_fields_of_the_form_and_shown(world):
    village = Village.objects.filter(area=TAMBON).first()
    answer = sent(world.secretary, draft_page(world.plan), **words(village=str(village.pk)))
    proposal = Proposal.objects.get()
    assert answer["location"] == page_of(world.plan, proposal)
    version = ProposalVersion.objects.get()
    assert (version.title, version.work_class, version.village) == ("ก่อสร้างประปาหมู่บ้าน", "hand_up", village)
    assert (version.place, version.beneficiaries, version.rationale) == ("หลังวัด", 850, "น้ำไม่พอ\nในหน้าแล้ง")
    assert version.asked == Decimal("1550000.50")
    assert list(version.budget.values_list("year", "source", "amount")) == [
        (2572, "province", Decimal("1250000.50")),
        (2573, "lao", Decimal(300000)),
    ]
    assert list(version.indicators.values_list("name", "target")) == [("ครัวเรือนที่มีน้ำใช้", "200 ครัวเรือน")]
    shown = read(world.secretary, world.plan, proposal)
    for text in ("ก่อสร้างประปาหมู่บ้าน", "1,550,000.50", "รวมปี 2573", "200 ครัวเรือน", "น้ำไม่พอ", "ส่งต่อ", "ยังไม่มีข้อยุติ"):
        assert text in shown


def test_the_first_questions_are_enough(world):
    fields = {"title": "ปลูกต้นไม้", "work_class": "self", **rows("budget"), **rows("indicators")}
    assert sent(world.leader, draft_page(world.plan), **fields).status_code == 302
    version = ProposalVersion.objects.get()
    assert (version.title, version.asked, version.village, version.beneficiaries) == ("ปลูกต้นไม้", 0, None, 0)


def test_the_form_offers_the_years_of_the_round_the_villages_of_the_tambon_and_explains_who_does_it(world):
    page = browser_of(world.secretary).get(draft_page(world.plan))
    form = page.context["form"]
    years = [value for value, _label in form.budget.forms[0].fields["year"].choices]
    assert years == ["", *(str(year) for year in world.cycle.years)]
    assert {village.area_id for village in form.fields["village"].queryset} == {TAMBON}
    shown = words_of(page)
    for text in ("ทำเอง – ชุมชนมีกำลังทำได้เอง", "ทำร่วม – ", "ส่งต่อ – เกินกำลัง"):
        assert text in shown


@pytest.mark.parametrize(
    ("fields", "where", "said"),
    [
        (words(title=""), "title", "ต้องกรอก “ชื่อโครงการ”"),
        (words(beneficiaries="ร้อย"), "beneficiaries", "ไม่ใช่จำนวนเต็ม"),
        (words(work_class="other"), "work_class", "other"),
        (words(title="ก" * 301), "title", "ต้องยาวไม่เกิน 300"),
        (words({"year": "2572", "source": "lao", "amount": "1,25"}), "rows", "งบประมาณรายการที่ 1"),
        (words({"year": "2572", "source": "", "amount": "100"}), "rows", "ต้องเลือก “แหล่งงบประมาณ”"),
        (words({"year": "2572", "source": "lao", "amount": "0"}), "rows", "จำนวนเงินต้องมากกว่าศูนย์"),
        (words(BUDGET[0], BUDGET[0]), "rows", "ปีและแหล่งงบประมาณซ้ำกัน"),
    ],
)
def test_what_is_wrong_is_named_and_all_that_was_typed_is_kept(world, fields, where, said):
    answer = sent(world.secretary, draft_page(world.plan), **fields)
    assert answer.status_code == 422
    assert where in answer.context["form"].errors
    assert said in words_of(answer).partition("กลับไปที่แผน")[2].partition("ใครเป็นผู้ทำ")[0] + words_of(answer)
    assert "มีข้อมูลที่ต้องแก้ไข" in words_of(answer)
    assert "หลังวัด" in answer.content.decode()
    assert "200 ครัวเรือน" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_village_of_another_tambon_is_refused(world):
    elsewhere = Village.objects.filter(area=SHARED).first()
    answer = sent(world.secretary, draft_page(world.plan), **words(village=str(elsewhere.pk)))
    assert answer.status_code == 422
    assert "village" in answer.context["form"].errors
    assert not Proposal.objects.exists()


def test_a_double_click_writes_one_proposal(world):
    browser = browser_of(world.secretary)
    data = {**form_of(browser.get(draft_page(world.plan))), **words()}
    first, second = (browser.post(draft_page(world.plan), data) for _time in range(2))
    assert first["location"] == second["location"] == page_of(world.plan, Proposal.objects.get())


def test_markup_in_a_proposal_is_shown_as_text(world):
    sent(world.secretary, draft_page(world.plan), **words(title="<b onclick=x>ก</b>", rationale="<img src=x>"))
    shown = browser_of(world.secretary).get(page_of(world.plan, Proposal.objects.get())).content.decode()
    assert "<b onclick" not in shown
    assert "<img src=x" not in shown
    assert "&lt;img src=x&gt;" in shown


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("leader", 200), ("secretary", 200), ("coordinator", 200), ("lao_planner", 403), ("kbt_secretary", 403)),
        *(("provincial_officer", 200), ("other_leader", 404), ("other_coordinator", 404), ("stranger", 404)),
    ],
)
def test_only_the_owner_and_who_records_for_it_writes(world, who, status):
    (proposal,) = world.draft(world.plan, 1)
    for address in (
        draft_page(world.plan),
        page_of(world.plan, proposal, "proposal_edit"),
        page_of(world.plan, proposal, "proposal_remove"),
    ):
        assert browser_of(getattr(world, who)).get(address).status_code == status


def test_an_adopted_plan_takes_no_further_proposal(world):
    world.adopted(world.plan)
    answer = sent(world.secretary, draft_page(world.plan), **words())
    assert answer.status_code == 409
    assert Proposal.objects.count() == 3


def test_the_district_writes_for_a_council_from_its_signed_paper(world):
    fields = {**words(), **paper(world.bodies["council"], PDF)}
    assert sent(world.coordinator, draft_page(world.plan), **fields).status_code == 302
    assert Event.objects.get(verb="draft_proposals").behalf_body == world.bodies["council"]


# --- Changing and removing -------------------------------------------------------------------------------------------


@pytest.fixture
def proposal(world):
    """A proposal as somebody wrote it yesterday."""
    draft = world.words(2, place="ริมคลอง", village=Village.objects.filter(area=TAMBON).last())
    return draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)[0]


def test_the_form_starts_with_what_is_written_and_changes_it(world, proposal):
    address = page_of(world.plan, proposal, "proposal_edit")
    form = browser_of(world.secretary).get(address).context["form"]
    assert form["title"].value() == "โครงการที่ 2"
    assert form["place"].value() == "ริมคลอง"
    assert form["revision"].value() == 0
    assert [row.initial for row in form.budget][:1] == [{"year": 2572, "source": "province", "amount": Decimal(2000)}]
    assert sent(world.secretary, address, **words())["location"] == page_of(world.plan, proposal)
    row = PlanLine.objects.select_related("proposal_version").get()
    assert (row.proposal_version.title, row.asked) == ("ก่อสร้างประปาหมู่บ้าน", Decimal("1550000.50"))


def test_a_second_tab_that_saves_later_overwrites_nothing(world, proposal):
    address = page_of(world.plan, proposal, "proposal_edit")
    first, second = browser_of(world.secretary), browser_of(world.leader)
    in_first, in_second = form_of(first.get(address)), form_of(second.get(address))
    assert first.post(address, {**in_first, **words(title="จากแท็บแรก")}).status_code == 302
    late = second.post(address, {**in_second, **words(title="จากแท็บที่สอง")})
    assert late.status_code == 409
    assert "ดำเนินการไปก่อนแล้ว" in words_of(late)
    assert PlanLine.objects.get().proposal_version.title == "จากแท็บแรก"


def test_what_was_wrong_in_a_change_keeps_the_revision_that_was_seen(world, proposal):
    address = page_of(world.plan, proposal, "proposal_edit")
    browser = browser_of(world.secretary)
    wrong = browser.post(address, {**form_of(browser.get(address)), **words(title="")})
    assert wrong.status_code == 422
    edit_proposal(proposal=proposal, draft=world.words(3), by=world.leader, seen=0)
    assert browser.post(address, {**form_of(wrong), **words()}).status_code == 409


def test_a_form_that_does_not_say_what_it_saw_changes_nothing(world, proposal):
    answer = sent(world.secretary, page_of(world.plan, proposal, "proposal_edit"), **words(), revision="")
    assert answer.status_code == 409
    assert PlanLine.objects.get().proposal_version.title == "โครงการที่ 2"


def test_a_draft_is_removed_after_asking_once_more(world, proposal):
    address = page_of(world.plan, proposal, "proposal_remove")
    page = browser_of(world.secretary).get(address)
    assert "ลบแล้วเรียกคืนไม่ได้" in words_of(page)
    assert Proposal.objects.exists()
    assert sent(world.secretary, address)["location"] == reverse("plan_lines", args=[world.plan.reference])
    assert not Proposal.objects.exists()
    assert browser_of(world.secretary).get(page_of(world.plan, proposal)).status_code == 404


def test_what_a_meeting_adopted_is_not_removed_but_told_why(world):
    world.returned(world.plan)
    (line, *_rest) = world.lines(world.plan)
    answer = sent(world.secretary, page_of(world.plan, line.proposal, "proposal_remove"))
    assert answer.status_code == 422
    assert "ลบได้เฉพาะร่างที่ยังไม่เคยรับรอง" in words_of(answer)
    assert Proposal.objects.filter(pk=line.proposal_id).exists()


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_a_proposal_of_another_plan_and_an_unknown_one_look_alike(world, proposal):
    (elsewhere,) = world.draft(world.far_plan, 1)
    browser = browser_of(world.provincial_officer)
    for address in (
        page_of(world.plan, elsewhere),
        reverse("proposal", args=[world.plan.reference, "2572-370101-9999-X"]),
        reverse("proposal", args=["2572-370101-99-X", proposal.reference]),
    ):
        assert browser.get(address).status_code == 404
    assert browser_of(world.other_leader).get(page_of(world.plan, proposal)).status_code == 404
    assert browser_of(world.stranger).get(page_of(world.plan, proposal)).status_code == 404
    assert browser_of(None).get(page_of(world.plan, proposal)).status_code == 302


def test_buttons_are_shown_to_the_writer_while_the_plan_is_with_its_owner(world, proposal):
    edit, remove = (page_of(world.plan, proposal, name) for name in ("proposal_edit", "proposal_remove"))

    def offers(by):
        shown = browser_of(by).get(page_of(world.plan, proposal)).content.decode()
        return edit in shown, remove in shown

    assert offers(world.secretary) == (True, True)
    assert offers(world.coordinator) == (True, True)
    assert offers(world.lao_planner) == (False, False)
    world.submitted(world.plan)
    assert offers(world.secretary) == (False, False)
    world.returned(world.plan)
    assert offers(world.secretary) == (True, False)


def test_opinions_and_remarks_with_their_answers_are_shown_beside_the_proposal(world):
    world.in_review(world.plan)
    last = world.lines(world.plan)[-1]
    world.returned(world.plan, RemarkDraft("ขอพิกัด <b>", line_id=last.pk), RemarkDraft("ทั้งแผน"))
    shown = read(world.leader, world.plan, last.proposal)
    assert "ขอพิกัด &lt;b&gt;" in shown
    assert "ทั้งแผน" not in shown
    assert "เกินศักยภาพ" in shown
    assert "รอคำตอบ" in shown
    world.answered_remarks(world.plan)
    assert "คำตอบ ได้ปรับปรุงแล้ว" in read(world.leader, world.plan, last.proposal)


def test_a_withdrawn_proposal_keeps_its_page_with_the_reason(world):
    from proposals.verbs.plan import withdraw_lines

    world.returned(world.plan)
    line = world.lines(world.plan)[1]
    other = world.lines(world.plan)[2].proposal
    edit_proposal(proposal=other, draft=world.words(9), by=world.secretary, seen=other.revision)
    withdraw_lines(plan=world.plan, line_ids=[line.pk], by=world.secretary, reason="ทำเองแล้ว")
    shown = read(world.leader, world.plan, line.proposal)
    assert "เจ้าของถอน" in shown
    assert "เหตุผล: ทำเองแล้ว" in shown
    assert "ไม่อยู่ในแผนฉบับปัจจุบันแล้ว" in shown


def test_what_became_of_a_proposal_is_told_level_by_level_to_the_province(world):
    world.resolved_district()
    kept, carried, _last = world.lines(world.plan)
    assert "ชุมชนดำเนินการเอง" in read(world.leader, world.plan, kept.proposal)
    shown = read(world.leader, world.plan, carried.proposal)
    assert "เสนอต่อ" in shown
    above = carried.shares_out.get().target.proposal.reference
    assert f"{world.bodies['district-committee'].name} {above} 2,000 บาท: ยังไม่มีข้อยุติ" in shown
    world.answered()
    shown = read(world.leader, world.plan, carried.proposal)
    assert world.bodies["province-committee"].name in shown
    assert "บรรจุในแผนพัฒนาจังหวัด ลำดับที่" in shown


def test_a_refusal_above_comes_with_its_reason(world):
    plan = world.gathered_district()
    refused = world.lines(world.plan)[1]
    answer = ItemAnswer("refused", reason_code="out_of_scope", reason="ไม่อยู่ในอำนาจ <i>")
    answer_lines(plan=plan, answers={refused.pk: answer}, by=world.coordinator)
    world.resolved_district()
    shown = read(world.leader, world.plan, refused.proposal)
    assert "ไม่รับ" in shown
    assert "เหตุผล: ไม่อยู่ในอำนาจ &lt;i&gt;" in shown


def test_merged_and_split_proposals_name_what_they_live_on_in(world):
    from approvals.drafts import Part
    from approvals.verbs.worksheet import merge_lines, split_line

    plan = world.gathered_district()
    merged = [world.lines(p)[1] for p in world.shared_plans]
    split = world.lines(world.plan)[2]
    merge_lines(plan=plan, line_ids=[line.pk for line in merged], title="ถนนสองตำบล", by=world.coordinator)
    parts = [Part("ระยะแรก", Decimal(1000)), Part("ระยะสอง", Decimal(2000))]
    split_line(plan=plan, line_id=split.pk, parts=parts, by=world.coordinator)
    take_lines(plan=plan, line_ids=world.open_items(plan), by=world.coordinator)
    world.resolved_district()
    shown = read(world.other_leader, world.shared_plans[0], merged[0].proposal)
    assert "รวมเป็นโครงการร่วม “ถนนสองตำบล”" in shown
    assert f"มติของ {world.bodies['district-committee'].name}" in shown
    shown = read(world.leader, world.plan, split.proposal)
    assert "ส่วนที่ 1" in shown
    assert "ส่วนที่ 2" in shown
    assert "แยกเป็นโครงการ “ระยะแรก”" in shown
    assert "2,000 บาท: ยังไม่มีข้อยุติ" in shown
    world.endorsed()
    shown = read(world.other_leader, world.shared_plans[0], merged[0].proposal)
    assert "2,000 บาท: เสนอต่อ" in shown
    assert "4,000 บาท" not in shown  # what all have together is nobody's part
    assert "บรรจุในแผนพัฒนาจังหวัด ลำดับที่" in shown


def test_a_proposal_with_everything_costs_few_queries(world, django_assert_max_num_queries):
    draft = replace(
        world.words(2),
        budget=[replace(world.words(2).budget[0], year=year) for year in world.cycle.years],
        village=Village.objects.filter(area=TAMBON).first(),
    )
    forum = world.meeting(world.plan, "forum")
    ideas = collect_ideas(plan=world.plan, ideas=[IdeaDraft("ขอน้ำ")] * 5, meeting=forum, by=world.secretary)
    draft_from_ideas(plan=world.plan, made=[FromIdeas(draft, ideas)] * 3, by=world.secretary)
    world.returned(world.plan)
    proposal = world.lines(world.plan)[1].proposal
    for by in (world.leader, world.coordinator):
        browser = browser_of(by)
        for name in ("proposal", "proposal_edit", "proposal_remove"):
            with django_assert_max_num_queries(12):
                assert browser.get(page_of(world.plan, proposal, name)).status_code == 200
        with django_assert_max_num_queries(12):
            assert browser.get(draft_page(world.plan)).status_code == 200
    world.endorsed()
    for by in (world.leader, world.provincial_officer):
        browser = browser_of(by)
        with django_assert_max_num_queries(12):
            assert browser.get(page_of(world.plan, proposal)).status_code == 200


def test_the_same_words_under_another_key_a_moment_later_make_no_second_project(world):
    """Browsers draw the form anew on the way back, and put back what was typed."""
    browser = browser_of(world.secretary)
    address = f"/plans/{world.plan.reference}/draft/"
    words = {"title": "ขุดลอกคลอง", "work_class": "together"}
    sent = [browser.post(address, {**form_of(browser.get(address)), **words}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [302, 302]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert len(world.lines(world.plan)) == 1
    with clock.at(DAY_ONE + timedelta(days=1)):
        browser.post(address, {**form_of(browser.get(address)), **words})
    assert len(world.lines(world.plan)) == 2
