"""Writing step by step: how far each part is, one question a page, both texts where two have written, and the check."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft
from proposals.models import PlanLine, ProposalVersion, UnfinishedWork, UnitPrice
from proposals.rules import COMPLETE, NOT_STARTED, SECTIONS, STARTED, state_of_section
from proposals.steps import STEPS
from proposals.verbs.drafting import draft_proposals
from proposals.written import draft_of
from tests.approvals.visits import form_of, rows, words_of
from tests.documents.test_papers import PDF
from tests.proposals.test_meeting_pages import paper
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(world):
    return draft_proposals(plan=world.plan, drafts=[world.words(2)], by=world.secretary)[0]


def page_of(world, proposal, name="proposal_write", *more):
    return reverse(name, args=[world.plan.reference, proposal.reference, *more])


def step_of(world, proposal, section):
    return page_of(world, proposal, "proposal_write_step", section)


def saved(world, proposal, section, by=None, **fields):
    browser = browser_of(by or world.secretary)
    page = browser.get(step_of(world, proposal, section))
    assert page.status_code == 200
    return browser.post(step_of(world, proposal, section), {**form_of(page), **fields})


def draft_now(proposal):
    return draft_of(PlanLine.objects.get(line__proposal=proposal).proposal_version)


NAME = {"title": "ถนนสายวัด", "work_class": "hand_up", "place": "หน้าวัด", "strategy": "โครงสร้างพื้นฐาน"}


# --- The list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_complete_when_all_of_it_is_said(section):
    parts = SECTIONS[section]
    assert state_of_section(section, dict.fromkeys(parts, False)) == NOT_STARTED
    assert state_of_section(section, dict.fromkeys(parts, True)) == COMPLETE
    if len(parts) > 1:
        assert state_of_section(section, {**dict.fromkeys(parts, False), parts[0]: True}) == STARTED


def test_the_list_says_in_words_how_far_each_part_is(world, proposal):
    saved(world, proposal, "reason", rationale="ถนนชำรุด")
    shown = words_of(browser_of(world.leader).get(page_of(world, proposal)))
    assert "ครบแล้ว 1 จาก 8 หัวข้อ" in shown
    for told in ("ทำอะไร ที่ไหน ใครทำ เริ่มแล้ว", "เดือดร้อนอย่างไร ครบ", "ตัวชี้วัด รู้ได้อย่างไรว่าสำเร็จ ยังไม่เริ่ม"):
        assert told in shown
    for offered in ("ลบร่างโครงการ", "ตรวจคำตอบ", "แก้ไขทุกหัวข้อในหน้าเดียว"):
        assert offered in shown


def test_what_a_meeting_has_adopted_is_withdrawn_and_not_removed(world, proposal):
    world.returned(world.plan)
    shown = words_of(browser_of(world.leader).get(page_of(world, proposal)))
    assert "ถอนโครงการ" in shown
    assert "ลบร่างโครงการ" not in shown


# --- The steps -------------------------------------------------------------------------------------------------------


def test_each_step_changes_its_own_part_and_leaves_the_others(world, proposal):
    answer = saved(world, proposal, "name", **NAME)
    assert answer["location"] == page_of(world, proposal) + "#name"
    saved(world, proposal, "reason", rationale="ถนนชำรุด")
    saved(world, proposal, "goal", objective="สัญจรสะดวก", target_output="ถนน 1 สาย", expected_result="ปลอดภัย")
    saved(world, proposal, "benefit", beneficiaries="๒๕๐", beneficiary_group="ผู้ใช้ถนน")
    saved(world, proposal, "indicators", **rows("indicators", {"name": "ความยาว", "target": "2 กม."}))
    saved(world, proposal, "point", place="หน้าวัด", point="15.87, 104.62")
    item = {"item": "ลูกรัง", "unit": "คัน", "quantity": "๑๒.๕", "unit_price": "800", "year": "2572", "source": "lao"}
    saved(world, proposal, "budget", **rows("items", item, {**item, "item": "ค่าแรง", "year": "2573"}))
    draft = draft_now(proposal)
    assert (draft.title, draft.place, draft.rationale, draft.expected_result) == (
        "ถนนสายวัด",
        "หน้าวัด",
        "ถนนชำรุด",
        "ปลอดภัย",
    )
    assert (draft.beneficiaries, draft.beneficiary_group, draft.latitude) == (250, "ผู้ใช้ถนน", Decimal("15.87"))
    assert draft.indicators == [IndicatorDraft("ความยาว", "2 กม.")]
    assert draft.items[0] == ItemDraft("ลูกรัง", "คัน", Decimal("12.5"), Decimal(800), 2572, "lao")
    assert draft.budget == [BudgetDraft(2572, "lao", Decimal(10000)), BudgetDraft(2573, "lao", Decimal(10000))]
    assert Event.objects.filter(verb="edit_proposal").count() == 7
    shown = words_of(browser_of(world.leader).get(page_of(world, proposal)))
    assert "ครบแล้ว 7 จาก 8 หัวข้อ" in shown


def test_a_rough_sum_stands_as_one_item_until_better_ones_are_known(world, proposal):
    page = browser_of(world.secretary).get(step_of(world, proposal, "budget"))
    first = page.context["form"].items.forms[0]
    assert (first["item"].value(), first["unit_price"].value()) == ("วงเงินโดยประมาณ", "2,000")
    assert "สองพันบาทถ้วน" in words_of(page)


def test_a_picked_price_fills_what_was_left_blank(world, proposal):
    price = UnitPrice.objects.filter(is_example=True).order_by("pk").first()
    page = browser_of(world.secretary).get(step_of(world, proposal, "budget"))
    assert f"(ตัวอย่าง) {price.item}" in words_of(page)
    row = {"pick": str(price.pk), "quantity": "10", "year": "2572", "source": "lao"}
    assert saved(world, proposal, "budget", **rows("items", row)).status_code == 302
    (item,) = draft_now(proposal).items
    assert (item.item, item.unit, item.unit_price) == (price.item, price.unit, price.price)
    saved(world, proposal, "budget", **rows("items", {**row, "unit_price": "1"}))
    assert draft_now(proposal).items[0].unit_price == 1


def test_more_blank_rows_are_added_without_scripts_and_without_judging(world, proposal):
    typed = rows("indicators", {"name": "", "target": "2 กม."})
    answer = saved(world, proposal, "indicators", **typed, more="indicators")
    assert (answer.status_code, len(answer.context["form"].indicators.forms)) == (200, 3)
    assert "2 กม." in answer.content.decode()
    assert not draft_now(proposal).indicators


@pytest.mark.parametrize(
    ("section", "fields", "said"),
    [
        ("name", {**NAME, "title": ""}, "ต้องกรอก “ชื่อโครงการ”"),
        ("benefit", {"beneficiaries": "มาก"}, "ไม่ใช่จำนวนเต็ม"),
        ("point", {"point": "48.85, 2.35"}, "ไม่อยู่ในประเทศไทย"),
        ("point", {"point": "หน้าวัด"}, "ไม่มีพิกัด"),
        ("budget", rows("items", {"quantity": "2", "year": "2572", "source": "lao"}), "ต้องกรอก “รายการ” หรือเลือก"),
        ("budget", rows("items", {"item": "x", "unit": "y", "quantity": "มาก", "unit_price": "1", "year": "2572",
                                  "source": "lao"}), "ไม่ใช่จำนวน"),
        ("budget", rows("items", {"item": "x", "unit": "y", "quantity": "0", "unit_price": "1", "year": "2572",
                                  "source": "lao"}), "จำนวนต้องมากกว่าศูนย์"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_changed(world, proposal, section, fields, said):
    answer = saved(world, proposal, section, **fields)
    assert (answer.status_code, said in words_of(answer)) == (422, True)
    assert not Event.objects.filter(verb="edit_proposal").exists()


def test_the_one_page_form_keeps_items_and_place_and_refuses_another_sum(world):
    items = [ItemDraft("ลูกรัง", "คัน", Decimal(2), Decimal(500), 2572, "lao")]
    draft = world.words(2, items=items, budget=[BudgetDraft(2572, "lao", Decimal(1000))])
    draft = replace(draft, latitude=Decimal(15), longitude=Decimal(104))
    (proposal,) = draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)
    browser, edit = browser_of(world.secretary), page_of(world, proposal, "proposal_edit")
    same = {**NAME, **rows("budget", {"year": "2572", "source": "lao", "amount": "1000"}), **rows("indicators")}
    assert browser.post(edit, {**form_of(browser.get(edit)), **same}).status_code == 302
    now = draft_now(proposal)
    assert (now.title, now.items, now.latitude) == ("ถนนสายวัด", items, Decimal(15))
    other = {**same, **rows("budget", {"year": "2572", "source": "lao", "amount": "999"})}
    refused = browser.post(edit, {**form_of(browser.get(edit)), **other})
    assert refused.status_code == 422
    assert "ต้องเท่ากับผลรวมของรายการค่าใช้จ่าย (รวม 1,000.00 บาท)" in words_of(refused)


def test_all_answers_are_checked_on_one_page_with_the_ways_to_change_them(world, proposal):
    saved(world, proposal, "name", **NAME)
    page = browser_of(world.leader).get(page_of(world, proposal, "proposal_check"))
    shown = words_of(page)
    for told in ("ถนนสายวัด", "2,000 (สองพันบาทถ้วน)", "ยังเติมได้อีก: เหตุผลและปัญหา"):
        assert told in shown
    assert all(step_of(world, proposal, section) in page.content.decode() for section in STEPS)


@pytest.mark.parametrize("name", ["proposal_write", "proposal_check", "proposal_saved", "proposal_attachments"])
def test_others_do_not_write(world, proposal, name):
    page = page_of(world, proposal, name)
    assert browser_of(world.secretary).get(page).status_code == 200
    assert browser_of(world.lao_planner).get(page).status_code == 403
    for by in (world.other_leader, world.stranger, world.agency):
        assert browser_of(by).get(page).status_code == 404
    assert browser_of(None).get(page).status_code == 302


def test_an_unknown_step_is_not_there_and_a_late_one_is_refused(world, proposal):
    assert browser_of(world.secretary).get(step_of(world, proposal, "magic")).status_code == 404
    browser = browser_of(world.secretary)
    form = form_of(browser.get(step_of(world, proposal, "reason")))
    world.submitted(world.plan)
    late = browser.post(step_of(world, proposal, "reason"), {**form, "rationale": "x"})
    assert (late.status_code, "ดำเนินการไปก่อนแล้ว" in words_of(late)) == (409, True)


def test_the_district_fills_in_a_step_from_the_councils_signed_paper(world, proposal):
    fields = paper(world.bodies["council"], PDF)
    assert saved(world, proposal, "reason", by=world.coordinator, rationale="ชำรุด", **fields).status_code == 302
    assert Event.objects.get(verb="edit_proposal").behalf_body == world.bodies["council"]


def test_every_page_costs_few_queries_and_few_kilobytes(world, django_assert_max_num_queries):
    items = [ItemDraft(f"รายการ {n}", "งาน", Decimal(1), Decimal(100), 2572, "lao") for n in range(1, 9)]
    draft = world.words(2, items=items, budget=[BudgetDraft(2572, "lao", Decimal(800))])
    proposal, *_rest = draft_proposals(plan=world.plan, drafts=[draft, world.words(3)], by=world.secretary)
    names = [page_of(world, proposal, n) for n in ("proposal_write", "proposal_check", "proposal_saved")]
    pages = [*names, page_of(world, proposal, "proposal_attachments"), page_of(world, proposal, "proposal")]
    for by in (world.leader, world.coordinator):
        browser = browser_of(by)
        for page in [*pages, *(step_of(world, proposal, section) for section in STEPS)]:
            with django_assert_max_num_queries(12):
                shown = browser.get(page, headers={"accept-encoding": "gzip"})
            assert (page, shown.status_code) == (page, 200)
            assert len(shown.content) < 15_000, page


# --- Two people at one draft -----------------------------------------------------------------------------------------


def test_who_saves_later_sees_both_texts_and_chooses(world, proposal):
    first, second = browser_of(world.secretary), browser_of(world.leader)
    page = step_of(world, proposal, "reason")
    in_first, in_second = form_of(first.get(page)), form_of(second.get(page))
    assert first.post(page, {**in_first, "rationale": "ของเลขานุการ"}).status_code == 302
    both = second.post(page, {**in_second, "rationale": "ของ <b>ประธาน</b>"})
    assert both.status_code == 409
    assert "ของเลขานุการ" in words_of(both)
    assert "ของ &lt;b&gt;ประธาน&lt;/b&gt;" in both.content.decode()
    assert draft_now(proposal).rationale == "ของเลขานุการ"
    choice = {**form_of(both), "rationale": "ของ <b>ประธาน</b>"}
    go_on = second.post(page, {**choice, "more": "none"})
    assert (go_on.status_code, "ของ &lt;b&gt;ประธาน" in go_on.content.decode()) == (200, True)
    assert second.post(page, choice).status_code == 302
    assert draft_now(proposal).rationale == "ของ <b>ประธาน</b>"
    assert not UnfinishedWork.objects.exists()


def test_what_is_there_may_be_chosen_too(world, proposal):
    second, page = browser_of(world.leader), step_of(world, proposal, "reason")
    form = form_of(second.get(page))
    saved(world, proposal, "reason", rationale="ของเลขานุการ")
    both = second.post(page, {**form, "rationale": "ของประธาน"})
    assert UnfinishedWork.objects.get().fields["rationale"] == ["ของประธาน"]
    assert second.post(page, {**form_of(both), "discard": "1"}).status_code == 302
    assert draft_now(proposal).rationale == "ของเลขานุการ"
    assert not UnfinishedWork.objects.exists()


def test_a_change_of_another_part_is_no_reason_to_lose_this_one(world, proposal):
    second, page = browser_of(world.leader), step_of(world, proposal, "reason")
    form = form_of(second.get(page))
    saved(world, proposal, "benefit", beneficiaries="7")
    both = second.post(page, {**form, "rationale": "ของประธาน"})
    assert both.status_code == 409
    assert second.post(page, {**form_of(both), "rationale": "ของประธาน"}).status_code == 302
    assert (draft_now(proposal).rationale, draft_now(proposal).beneficiaries) == ("ของประธาน", 7)


@pytest.mark.parametrize("seed", range(8))
def test_two_people_in_two_hundred_interleavings_overwrite_nothing_unseen(world, proposal, seed):
    """Each draws a page and sends it in any order; whoever is late is shown both texts, and only then may choose."""
    chance = random.Random(seed)  # noqa: S311  # the same turns every time
    page = step_of(world, proposal, "reason")
    people = {"ก": browser_of(world.secretary), "ข": browser_of(world.leader)}
    written = ""
    conflicts = 0
    for turn in range(200 // 8):
        forms = {}
        acts = chance.sample(["ก draws", "ข draws", "ก sends", "ข sends"], 4)
        for act in sorted(acts, key=lambda act: (chance.random() < 0.5, "sends" in act)):
            who, deed = act.split()
            if deed == "draws" or who not in forms:
                forms[who] = (form_of(people[who].get(page)), written)
            if deed == "draws":
                continue
            form, seen = forms.pop(who)
            text = f"{who} ครั้งที่ {turn}"
            answer = people[who].post(page, {**form, "rationale": text})
            if seen == written:
                assert answer.status_code == 302
                written = text
                continue
            conflicts += 1
            assert answer.status_code == 409
            shown = words_of(answer)
            assert text in shown
            assert written in shown
            assert draft_now(proposal).rationale == written
            insists = chance.random() < 0.5
            choice = {**form_of(answer), "rationale": text, **({} if insists else {"discard": "1"})}
            assert people[who].post(page, choice).status_code == 302
            written = text if insists else written
        assert draft_now(proposal).rationale == written
    assert conflicts
    assert ProposalVersion.objects.filter(proposal=proposal).count() == 1
    assert not UnfinishedWork.objects.exists()
