"""Five questions on one screen, and one line each: what is written, what is shown first, and all or nothing."""

from decimal import Decimal

import pytest
from django.urls import reverse

from proposals.models import PlanLine, Proposal, ProposalVersion
from proposals.quick_rows import MOST_ROWS
from tests.approvals.visits import form_of, words_of
from tests.documents.test_papers import PDF
from tests.proposals.test_meeting_pages import paper, sent
from tests.visitors import browser_of
from workflow.models import Event

pytestmark = pytest.mark.django_db

SHORT = {
    "title": "ขุดลอกหนองน้ำ",
    "village": "",
    "place": "หนองสาธารณะ",
    "rationale": "น้ำไม่พอ",
    "beneficiaries": "๑๒๐",
    "beneficiary_group": "เกษตรกร",
    "amount": "๔๕๐,๐๐๐",
    "year": "2573",
    "source": "lao",
}
LINES = "ถนนสายวัด | 3 | 450,000 | 2572\nประปา | 1 | ๑๒๐๐ | ๒๕๗๓"
OF_LINES = {"year": "2572", "source": "lao"}


def page_of(world, name="plan_draft_short"):
    return reverse(name, args=[world.plan.reference])


# --- Five questions --------------------------------------------------------------------------------------------------


def test_five_answers_make_a_proposal_with_its_number(world):
    answer = sent(world.leader, page_of(world), **SHORT)
    proposal, version = Proposal.objects.get(), ProposalVersion.objects.get()
    assert answer["location"] == reverse("proposal_saved", args=[world.plan.reference, proposal.reference])
    assert (version.title, version.place, version.rationale) == ("ขุดลอกหนองน้ำ", "หนองสาธารณะ", "น้ำไม่พอ")
    assert (version.beneficiaries, version.beneficiary_group, version.work_class) == (120, "เกษตรกร", "together")
    assert list(version.budget.values_list("year", "source", "amount")) == [(2573, "lao", Decimal(450000))]
    panel = browser_of(world.leader).get(answer["location"]).content.decode()
    assert proposal.reference in panel.partition("govuk-panel__body")[2].partition("</div>")[0]
    for words in ("เขียนโครงการต่อไป", "เติมรายละเอียด ผ.02"):
        assert words in panel


def test_a_title_is_enough(world):
    assert sent(world.leader, page_of(world), title="อบรมอาชีพ", year="2572", source="lao").status_code == 302
    assert (ProposalVersion.objects.get().asked, ProposalVersion.objects.get().work_class) == (0, "together")


@pytest.mark.parametrize(
    ("source", "work_class"), [("community", "self"), ("lao", "together"), ("province", "hand_up")]
)
def test_who_is_asked_says_who_does_it_until_the_writer_says_otherwise(world, source, work_class):
    sent(world.leader, page_of(world), **{**SHORT, "source": source})
    assert ProposalVersion.objects.get().work_class == work_class


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"amount": "สี่แสน"}, "amount"),
        ({"year": "2580"}, "year"),
        ({"source": "bank"}, "source"),
        ({"beneficiaries": "มาก"}, "beneficiaries"),
        ({"title": "ก" * 301}, "title"),
        ({"village": "999999"}, "village"),
    ],
)
def test_what_is_wrong_is_named_at_its_question_and_kept(world, change, field):
    answer = sent(world.leader, page_of(world), **{**SHORT, **change})
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert "หนองสาธารณะ" in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("name", ["plan_draft_short", "plan_draft_quick"])
def test_a_form_is_carried_out_once_by_its_key(world, name):
    browser = browser_of(world.secretary)
    fields = SHORT if name == "plan_draft_short" else {"lines": LINES, **OF_LINES}
    page = browser.get(page_of(world, name))
    assert 'data-offline="proposal"' in page.content.decode()
    data = {**form_of(page), **fields}
    answers = [browser.post(page_of(world, name), data) for _time in range(5)]
    assert {answer["location"] for answer in answers} == {answers[0]["location"]}
    assert Event.objects.filter(verb="draft_proposals").count() == 1


@pytest.mark.parametrize("name", ["plan_draft_short", "plan_draft_quick"])
def test_others_may_not_write_and_a_plan_that_has_left_takes_nothing(world, name):
    page = page_of(world, name)
    assert browser_of(world.lao_planner).get(page).status_code == 403
    assert browser_of(world.other_leader).get(page).status_code == 404
    assert browser_of(world.stranger).get(page).status_code == 404
    assert browser_of(None).get(page).status_code == 302
    browser = browser_of(world.secretary)
    form = form_of(browser.get(page))
    world.submitted(world.plan)
    written = Proposal.objects.count()
    assert browser.post(page, {**form, **SHORT, "lines": LINES}).status_code == 409
    assert Proposal.objects.count() == written


def test_the_district_writes_from_the_councils_signed_paper(world):
    fields = {**SHORT, **paper(world.bodies["council"], PDF)}
    assert sent(world.coordinator, page_of(world), **fields).status_code == 302
    lines = {"lines": LINES, **OF_LINES, **paper(world.bodies["council"], PDF)}
    assert sent(world.coordinator, page_of(world, "plan_draft_quick"), **lines).status_code == 302
    behalf = Event.objects.filter(verb="draft_proposals").values_list("behalf_body", flat=True)
    assert list(behalf) == [world.bodies["council"].pk] * 2


# --- One line each ---------------------------------------------------------------------------------------------------


def lines_sent(world, lines, by=None, **fields):
    return sent(by or world.secretary, page_of(world, "plan_draft_quick"), lines=lines, **OF_LINES, **fields)


def test_lines_are_shown_as_they_are_understood_before_anything_is_written(world):
    shown = lines_sent(world, LINES, check="1")
    assert shown.status_code == 200
    assert "อ่านได้ 2 โครงการ บรรทัดที่ถูกต้องขอรวม 451,200 บาท" in words_of(shown)
    assert "บันทึก 2 โครงการ" in words_of(shown)
    assert not Proposal.objects.exists()
    browser = browser_of(world.secretary)
    answer = browser.post(page_of(world, "plan_draft_quick"), {**form_of(shown), "lines": LINES, **OF_LINES})
    assert answer["location"] == reverse("plan_lines", args=[world.plan.reference])
    assert list(ProposalVersion.objects.order_by("pk").values_list("title", "asked")) == [
        ("ถนนสายวัด", Decimal(450000)),
        ("ประปา", Decimal(1200)),
    ]


@pytest.mark.parametrize("fields", [{}, {"check": "1"}])
def test_one_wrong_line_keeps_all_from_being_written_and_is_explained(world, fields):
    answer = lines_sent(world, f"{LINES}\nท่อ | 9 | x | 199", **fields)
    assert answer.status_code == 422
    shown = words_of(answer)
    assert "มี 1 จาก 3 บรรทัดที่ต้องแก้ไข" in shown
    for reason in ("ตำบลนี้ไม่มีหมู่ที่ 9", "ต้องเป็นจำนวนเงิน", "ต้องเป็นปี พ.ศ. ปีเดียว"):
        assert reason in shown
    assert "ถนนสายวัด | 3" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_hundreds_of_lines_are_written_at_once_and_more_are_refused(world, django_assert_max_num_queries):
    many = "\n".join(f"โครงการที่ {n}\t{n % 4 + 1}\t{n}00\t2572" for n in range(1, MOST_ROWS + 1))
    browser = browser_of(world.secretary)
    form = form_of(browser.get(page_of(world, "plan_draft_quick")))
    with django_assert_max_num_queries(60):
        assert browser.post(page_of(world, "plan_draft_quick"), {**form, "lines": many, **OF_LINES}).status_code == 302
    assert PlanLine.objects.filter(version=world.fresh(world.plan).current_version_id).count() == MOST_ROWS
    answer = lines_sent(world, f"{many}\nอีกหนึ่ง")
    assert (answer.status_code, "ไม่เกิน 300 โครงการ" in words_of(answer)) == (422, True)


def test_what_stands_in_the_plan_already_is_pointed_out(world):
    lines_sent(world, LINES)
    reference = Proposal.objects.order_by("pk").first().reference
    assert f"มีชื่อนี้ในแผนแล้ว: {reference}" in words_of(lines_sent(world, "ถนนสายวัด | 3 | 5", check="1"))


@pytest.mark.parametrize("lines", ["", "  \n", "ชื่อโครงการ | หมู่ที่ | บาท"])
def test_no_line_is_no_proposal(world, lines):
    assert lines_sent(world, lines).status_code == 422
    assert not Proposal.objects.exists()


def test_the_pages_cost_few_queries_and_few_kilobytes(world, django_assert_max_num_queries):
    for by in (world.leader, world.coordinator):
        browser = browser_of(by)
        for name in ("plan_draft_short", "plan_draft_quick"):
            with django_assert_max_num_queries(12):
                page = browser.get(page_of(world, name), headers={"accept-encoding": "gzip"})
            assert len(page.content) < 10_000
