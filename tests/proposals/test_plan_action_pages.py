"""What an owner does with its whole plan by hand: adopt, submit, take back, withdraw, answer remarks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from approvals.drafts import RemarkDraft
from approvals.verbs.review import open_review
from directory import clock
from documents.models import Document
from proposals.models import Decision, Fate, Meeting, PlanState
from proposals.verbs.drafting import edit_proposal
from proposals.verbs.meetings import pass_resolution
from proposals.verbs.plan import withdraw_lines
from tests.approvals.visits import form_of, words_of
from tests.cast import PNG, version_of
from tests.documents.test_papers import PDF
from tests.proposals.test_meeting_pages import paper, sent
from tests.visitors import browser_of
from workflow.models import Event, Notice

pytestmark = pytest.mark.django_db


def address(name, plan):
    return reverse(f"plan_{name}", args=[plan.reference])


def home(plan):
    return reverse("plan", args=[plan.reference])


def state_of(world, plan):
    return world.fresh(plan).state


@pytest.fixture
def resolved(world):
    """A plan of three proposals that a quorate meeting has resolved to adopt; nobody has adopted it yet."""
    world.draft(world.plan)
    return world.resolution(world.plan)


# --- The plan's page, as the council sees it -------------------------------------------------------------------------


def main_button(by, plan):
    """The titles of the page's main buttons: there is never more than one."""
    page = browser_of(by).get(home(plan))
    main = page.context["main"]
    assert page.content.decode().count("govuk-button--start") == (1 if main else 0)
    return main.name if main else None


def test_the_leader_is_offered_adoption_as_the_one_main_button_only_while_it_waits(world, resolved):
    assert main_button(world.leader, world.plan) == "adopt"
    world.submitted(world.plan)
    assert main_button(world.leader, world.plan) is None
    assert address("adopt", world.plan) not in browser_of(world.leader).get(home(world.plan)).content.decode()


def test_after_adoption_the_leader_is_offered_submission(world):
    world.adopted(world.plan)
    assert main_button(world.leader, world.plan) == "submit"


def test_adoption_is_never_offered_to_the_secretary_nor_to_another_council(world, resolved):
    page = browser_of(world.secretary).get(home(world.plan))
    assert main_button(world.secretary, world.plan) is None
    assert address("adopt", world.plan) not in page.content.decode()
    assert browser_of(world.other_leader).get(home(world.plan)).status_code == 404


def test_a_returned_plan_asks_first_for_answers_and_then_for_adoption(world):
    world.returned(world.plan)
    assert main_button(world.leader, world.plan) == "answer_remarks"
    assert main_button(world.secretary, world.plan) == "answer_remarks"
    world.answered_remarks(world.plan)
    assert main_button(world.leader, world.plan) == "adopt"
    assert main_button(world.secretary, world.plan) is None


# --- Adopting --------------------------------------------------------------------------------------------------------


def test_the_leader_adopts_by_the_meetings_resolution_and_is_told_beforehand_which_paper_follows(world, resolved):
    page = browser_of(world.leader).get(address("adopt", world.plan))
    words = words_of(page)
    assert "จัดทำรายงานการประชุมและคัดมติที่ประชุม (T03) รอลงนาม" in words
    assert "แผนฉบับที่ 1 มี 3 โครงการ ขอรวม 6,000 บาท" in words
    assert "เห็นชอบ 7 ไม่เห็นชอบ 0 งดออกเสียง 0" in words
    answer = sent(world.leader, address("adopt", world.plan), resolution=str(resolved.pk))
    assert answer["location"] == home(world.plan)
    assert state_of(world, world.plan) == PlanState.ADOPTED
    assert Decision.objects.get(plan=world.plan).resolution == resolved
    assert list(Document.objects.filter(plan=world.plan).values_list("kind", flat=True)) == ["T03"]


def test_a_double_click_adopts_once_and_leads_to_the_same_place(world, resolved):
    browser = browser_of(world.leader)
    data = {**form_of(browser.get(address("adopt", world.plan))), "resolution": str(resolved.pk)}
    first, second = (browser.post(address("adopt", world.plan), data) for _time in range(2))
    assert first["location"] == second["location"] == home(world.plan)
    assert Decision.objects.filter(plan=world.plan).count() == 1
    assert "ส่งไปแล้ว จึงไม่ได้ทำซ้ำ" in words_of(browser.get(home(world.plan)))


def test_without_choosing_nothing_is_adopted(world, resolved):
    answer = sent(world.leader, address("adopt", world.plan), resolution="")
    assert answer.status_code == 422
    assert "ต้องเลือก “รับรองตามมติของการประชุมใด”" in words_of(answer)
    assert state_of(world, world.plan) == PlanState.DRAFT


def test_the_page_says_step_by_step_what_adoption_still_lacks(world):
    def lacks():
        page = browser_of(world.leader).get(address("adopt", world.plan))
        assert 'name="resolution"' not in page.content.decode()
        return words_of(page), page.content.decode()

    assert "แผนยังไม่มีโครงการ" in lacks()[0]
    (proposal, *_rest) = world.draft(world.plan)
    world.meeting(world.plan, Meeting.Kind.FORUM)
    world.meeting(world.plan, present=2, absent=7)
    words, markup = lacks()
    assert "ยังไม่มีการประชุมสมาชิกที่ครบองค์ประชุม" in words
    assert address("meeting", world.plan) in markup
    meeting = world.meeting(world.plan)
    words, markup = lacks()
    assert "ยังไม่ได้บันทึกมติรับรองแผนฉบับนี้" in words
    assert markup.count("/resolution/") == 1
    assert reverse("meeting_resolution", args=[world.plan.reference, meeting.pk]) in markup
    pass_resolution(
        meeting=meeting, version=version_of(world.plan), text="เห็นชอบ", votes_for=7, by=world.secretary
    )  # fmt: skip
    edit_proposal(proposal=proposal, draft=world.words(5), by=world.secretary, seen=0)
    words, markup = lacks()
    assert "แผนเปลี่ยนไปหลังที่ประชุมมีมติ" in words
    assert "/resolution/" not in markup
    again = world.meeting(world.plan)
    assert reverse("meeting_resolution", args=[world.plan.reference, again.pk]) in lacks()[1]


def test_what_changed_after_the_page_was_opened_is_not_adopted(world, resolved):
    browser = browser_of(world.leader)
    data = {**form_of(browser.get(address("adopt", world.plan))), "resolution": str(resolved.pk)}
    proposal = world.lines(world.plan)[0].proposal
    edit_proposal(proposal=proposal, draft=world.words(5), by=world.secretary, seen=0)
    answer = browser.post(address("adopt", world.plan), data)
    assert answer.status_code == 422
    assert "แผนเปลี่ยนไปหลังมติ ต้องมีมติรับรองฉบับใหม่" in words_of(answer)
    assert state_of(world, world.plan) == PlanState.DRAFT


def test_another_bodys_resolution_adopts_nothing(world, resolved):
    world.draft(world.far_plan)
    elsewhere = world.resolution(world.far_plan)
    for choice in (str(elsewhere.pk), "999999999999999", "1; DROP TABLE", "-1"):
        assert sent(world.leader, address("adopt", world.plan), resolution=choice).status_code == 422
    assert state_of(world, world.plan) == PlanState.DRAFT


def test_who_was_slower_is_told_who_was_faster(world, resolved):
    browser = browser_of(world.leader)
    data = {**form_of(browser.get(address("adopt", world.plan))), "resolution": str(resolved.pk)}
    assert sent(world.leader, address("adopt", world.plan), resolution=str(resolved.pk)).status_code == 302
    answer = browser.post(address("adopt", world.plan), data)
    assert answer.status_code == 409
    assert "chair council" in words_of(answer)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("leader", 200), ("coordinator", 200), ("secretary", 403), ("lao_planner", 403), ("kbt_secretary", 403)),
        *(("other_leader", 404), ("other_coordinator", 404), ("stranger", 404)),
    ],
)
def test_adoption_is_the_chairs_or_recorded_from_paper(world, resolved, who, status):
    by = getattr(world, who)
    assert browser_of(by).get(address("adopt", world.plan)).status_code == status
    answer = browser_of(by).post(
        address("adopt", world.plan), {"seen": version_of(world.plan).pk, "resolution": str(resolved.pk)}
    )
    assert answer.status_code == {200: 302 if who == "leader" else 422}.get(status, status)
    assert state_of(world, world.plan) == (PlanState.ADOPTED if who == "leader" else PlanState.DRAFT)


# --- On behalf -------------------------------------------------------------------------------------------------------


def test_the_district_adopts_and_submits_for_a_council_from_its_signed_papers(world, resolved):
    council = world.bodies["council"]
    page = browser_of(world.coordinator).get(home(world.plan)).content.decode()
    assert address("adopt", world.plan) in page
    adopt = {"resolution": str(resolved.pk), **paper(council, PDF)}
    assert sent(world.coordinator, address("adopt", world.plan), **adopt).status_code == 302
    submit = paper(council, PNG, "นำส่ง.png", "image/png")
    assert sent(world.coordinator, address("submit", world.plan), **submit).status_code == 302
    assert state_of(world, world.plan) == PlanState.SUBMITTED
    for verb in ("adopt", "submit"):
        event = Event.objects.filter(plan=world.plan, verb=verb).order_by("sequence")[0]
        assert (event.actor, event.behalf_body) == (world.coordinator.user, council)


@pytest.mark.parametrize(
    ("content", "words"),
    [(PNG, "เนื้อหาตรงกับชนิดไฟล์"), (b"<!doctype html><script>alert(1)</script>", "เนื้อหาตรงกับชนิดไฟล์"), (b"", "ว่างเปล่า")],
)
def test_a_lying_scan_is_refused_at_its_field_and_nothing_is_adopted(world, resolved, content, words):
    fields = {"resolution": str(resolved.pk), **paper(world.bodies["council"], content)}
    answer = sent(world.coordinator, address("adopt", world.plan), **fields)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["behalf_scan"])
    assert words in words_of(answer).partition("บันทึกแทนจากเอกสาร")[0]
    assert "นางสมศรี ใจดี" in answer.content.decode()
    assert state_of(world, world.plan) == PlanState.DRAFT


@pytest.mark.parametrize(("mark", "code"), [("\x07", "U+0007"), ("\u202e", "U+202E")])
def test_an_unseen_mark_in_the_signers_name_is_refused_at_its_field(world, resolved, mark, code):
    signed = {**paper(world.bodies["council"], PDF), "behalf_signed_by": f"นางสมศรี{mark} ใจดี"}
    answer = sent(world.coordinator, address("adopt", world.plan), resolution=str(resolved.pk), **signed)
    assert answer.status_code == 422
    (message,) = answer.context["form"].errors["behalf_signed_by"]
    assert message == f"ต้องไม่มีอักขระควบคุมหรืออักขระที่มองไม่เห็น ({code})"
    assert f"ผู้ลงนามในเอกสาร: {message}" in words_of(answer)
    assert state_of(world, world.plan) == PlanState.DRAFT


def test_paper_of_a_body_that_may_not_adopt_is_refused(world, resolved):
    fields = {"resolution": str(resolved.pk), **paper(world.bodies["lao"], PDF)}
    assert sent(world.coordinator, address("adopt", world.plan), **fields).status_code == 403
    assert state_of(world, world.plan) == PlanState.DRAFT
    fields = {"resolution": str(resolved.pk), **paper(world.bodies["far-council"], PDF)}
    assert sent(world.coordinator, address("adopt", world.plan), **fields).status_code == 422


# --- Submitting, and back --------------------------------------------------------------------------------------------


def test_submission_says_beforehand_whom_it_tells_and_does_it(world):
    world.adopted(world.plan)
    words = words_of(browser_of(world.leader).get(address("submit", world.plan)))
    assert "(T10) รอลงนาม" in words
    told = (world.bodies["district"], world.bodies["lao"])
    assert all(body.name in words for body in told)
    assert sent(world.leader, address("submit", world.plan))["location"] == home(world.plan)
    assert state_of(world, world.plan) == PlanState.SUBMITTED
    assert {notice.body for notice in Notice.objects.filter(plan=world.plan, verb="submit_plan")} == set(told)


def test_the_secretary_may_not_submit_and_a_draft_cannot_be_submitted(world, resolved):
    assert browser_of(world.secretary).get(address("submit", world.plan)).status_code == 403
    assert sent(world.leader, address("submit", world.plan)).status_code == 409
    assert state_of(world, world.plan) == PlanState.DRAFT


def test_an_adopted_plan_is_reopened_by_its_writer_and_needs_another_resolution(world):
    world.adopted(world.plan)
    assert sent(world.secretary, address("reopen", world.plan))["location"] == home(world.plan)
    assert state_of(world, world.plan) == PlanState.DRAFT
    page = browser_of(world.leader).get(address("adopt", world.plan))
    assert 'name="resolution"' not in page.content.decode()
    assert sent(world.secretary, address("reopen", world.plan)).status_code == 409


def test_a_submitted_plan_is_recalled_with_a_reason_until_it_is_opened(world):
    world.submitted(world.plan)
    without = sent(world.leader, address("recall", world.plan), reason="")
    assert without.status_code == 422
    assert "ต้องกรอก “เหตุผล”" in words_of(without)
    assert sent(world.leader, address("recall", world.plan), reason="ลืมโครงการหนึ่ง").status_code == 302
    assert state_of(world, world.plan) == PlanState.ADOPTED
    assert Event.objects.get(plan=world.plan, verb="recall").note.text == "ลืมโครงการหนึ่ง"


def test_once_opened_above_it_cannot_be_recalled_and_the_page_says_who_opened_it(world):
    world.received(world.plan)
    browser = browser_of(world.leader)
    data = {**form_of(browser.get(address("recall", world.plan))), "reason": "ขอคืน"}
    open_review(plan=world.plan, by=world.coordinator)
    answer = browser.post(address("recall", world.plan), data)
    assert answer.status_code == 409
    assert "coordinator district" in words_of(answer)


def test_a_whole_plan_is_withdrawn_with_a_reason(world):
    world.submitted(world.plan)
    page = words_of(browser_of(world.leader).get(address("withdraw", world.plan)))
    assert "โครงการที่ยังไม่มีข้อยุติทั้ง 3 โครงการ" in page
    assert browser_of(world.secretary).get(address("withdraw", world.plan)).status_code == 403
    assert sent(world.leader, address("withdraw", world.plan), reason="ทำเองทั้งหมด").status_code == 302
    assert state_of(world, world.plan) == PlanState.WITHDRAWN
    assert set(Fate.objects.values_list("kind", "reason")) == {("withdrawn", "ทำเองทั้งหมด")}
    assert Fate.objects.count() == 3


# --- Withdrawing single lines ----------------------------------------------------------------------------------------


def test_ticked_proposals_are_withdrawn_and_the_others_stay(world):
    world.submitted(world.plan)
    first, second, third = world.lines(world.plan)
    withdraw_lines(plan=world.plan, line_ids=[first.pk], by=world.secretary, reason="ก่อนหน้า")
    page = browser_of(world.secretary).get(address("withdraw_lines", world.plan))
    assert [int(value) for value, _label in page.context["form"].fields["lines"].choices] == [second.pk, third.pk]
    answer = sent(world.secretary, address("withdraw_lines", world.plan), lines=[str(third.pk)], reason="ได้งบแล้ว")
    assert answer["location"] == home(world.plan)
    assert list(Fate.objects.order_by("pk").values_list("line", "reason")) == [
        (first.pk, "ก่อนหน้า"),
        (third.pk, "ได้งบแล้ว"),
    ]


def test_what_cannot_be_withdrawn_is_named_and_the_ticks_are_kept(world):
    world.submitted(world.plan)
    line = world.lines(world.plan)[0]
    page = address("withdraw_lines", world.plan)
    nothing = sent(world.secretary, page, reason="เพราะ")
    assert nothing.status_code == 422
    assert "ต้องเลือกอย่างน้อยหนึ่งโครงการ" in words_of(nothing)
    without = sent(world.secretary, page, lines=[str(line.pk)], reason="")
    assert without.status_code == 422
    assert f'value="{line.pk}" checked' in without.content.decode() or "checked" in without.content.decode()
    foreign = world.draft(world.far_plan)[0].lines.get().pk
    for wrong in (str(foreign), "99999", "x"):
        assert sent(world.secretary, page, lines=[wrong], reason="เพราะ").status_code == 422
    assert not Fate.objects.exists()


def test_a_draft_has_nothing_to_withdraw(world):
    world.draft(world.plan)
    page = browser_of(world.secretary).get(address("withdraw_lines", world.plan))
    assert page.status_code == 200
    assert "ไม่มีโครงการที่ถอนได้" in words_of(page)
    data = {"seen": version_of(world.plan).pk, "lines": ["1"], "reason": "เพราะ"}
    assert browser_of(world.secretary).post(address("withdraw_lines", world.plan), data).status_code == 409


# --- Remarks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def returned(world):
    """Back with its owner with two remarks, one on the last line and one on the whole plan."""
    world.in_review(world.plan)
    line = world.lines(world.plan)[-1]
    world.returned(world.plan, RemarkDraft("ขอพิกัด <b>", line_id=line.pk), RemarkDraft("ขอบัญชีลำดับ"))
    return list(world.plan.remarks.order_by("number"))


def test_remarks_are_answered_one_by_one_and_the_rest_stays_open(world, returned):
    first, second = returned
    page = browser_of(world.secretary).get(address("answer_remarks", world.plan))
    assert "ขอพิกัด &lt;b&gt;" in page.content.decode()
    edit = reverse("proposal_edit", args=[world.plan.reference, first.line.proposal.reference])
    assert edit in page.content.decode()
    some = sent(world.secretary, address("answer_remarks", world.plan), **{"answers[1]": "ใส่พิกัดแล้ว"})
    assert some["location"] == address("answer_remarks", world.plan)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answer, second.answered_at) == ("ใส่พิกัดแล้ว", None)
    rest = browser_of(world.leader).get(some["location"])
    assert [remark.number for remark in rest.context["remarks"]] == [2]
    last = sent(world.leader, some["location"], **{"answers[2]": "ยืนยันตามเดิม เพราะที่ประชุมจัดลำดับแล้ว"})
    assert last["location"] == home(world.plan)
    second.refresh_from_db()
    assert second.answer == "ยืนยันตามเดิม เพราะที่ประชุมจัดลำดับแล้ว"
    assert "ไม่มีข้อสังเกตที่รอคำตอบ" in words_of(browser_of(world.leader).get(some["location"]))


def test_an_empty_or_endless_answer_is_refused_and_what_was_typed_is_kept(world, returned):
    page = address("answer_remarks", world.plan)
    empty = sent(world.secretary, page, **{"answers[1]": "  "})
    assert empty.status_code == 422
    assert "ต้องตอบอย่างน้อยหนึ่งข้อ" in words_of(empty)
    endless = sent(world.secretary, page, **{"answers[1]": "ก" * 5001, "answers[2]": "ตอบแล้วนะ"})
    assert endless.status_code == 422
    assert "ต้องยาวไม่เกิน 5000" in words_of(endless)
    assert "ตอบแล้วนะ" in endless.content.decode()
    assert not any(remark.answered_at for remark in world.plan.remarks.all())


def test_an_answer_that_somebody_else_gave_meanwhile_is_not_overwritten(world, returned):
    browser = browser_of(world.leader)
    data = {**form_of(browser.get(address("answer_remarks", world.plan))), "answers[1]": "ของประธาน"}
    sent(world.secretary, address("answer_remarks", world.plan), **{"answers[1]": "ของเลขา"})
    answer = browser.post(address("answer_remarks", world.plan), data)
    assert answer.status_code == 422
    assert "“1”: ไม่มีข้อสังเกตหมายเลขนี้ที่ยังไม่ได้ตอบ" in words_of(answer)
    assert "ของประธาน" in words_of(answer)
    assert world.plan.remarks.get(number=1).answer == "ของเลขา"


def test_nobody_else_answers_a_councils_remarks(world, returned):
    page = address("answer_remarks", world.plan)
    for who, status in (("lao_planner", 403), ("kbt_secretary", 403), ("other_leader", 404), ("stranger", 404)):
        assert browser_of(getattr(world, who)).get(page).status_code == status
    assert browser_of(world.coordinator).get(page).status_code == 200


# --- Costs -----------------------------------------------------------------------------------------------------------


def test_actions_on_a_plan_of_many_lines_cost_few_queries(world, django_assert_max_num_queries):
    world.draft(world.plan, 130)
    world.resolution(world.plan)
    names = {
        "adopt": lambda: None,
        "submit": lambda: world.adopted(world.plan),
        "reopen": lambda: None,
        "recall": lambda: world.submitted(world.plan),
        "withdraw": lambda: None,
        "withdraw_lines": lambda: None,
        "answer_remarks": lambda: world.returned(
            world.plan, *[RemarkDraft(f"ข้อ {n}", line_id=world.lines(world.plan)[n].pk) for n in range(20)]
        ),
    }
    with clock.at(clock.today() + timedelta(days=1)):
        for name, bring in names.items():
            bring()
            for by in (world.leader, world.coordinator):
                browser = browser_of(by)
                with django_assert_max_num_queries(12):
                    assert browser.get(address(name, world.plan)).status_code == 200
    page = browser_of(world.leader).get(address("withdraw_lines", world.plan))
    assert len(page.context["form"].fields["lines"].choices) == 100


@pytest.mark.parametrize("name", ["adopt", "submit", "reopen", "recall", "withdraw", "withdraw_lines"])
def test_a_form_without_its_token_changes_nothing(world, resolved, name):
    browser = browser_of(world.leader, enforce_csrf_checks=True)
    data = {"seen": version_of(world.plan).pk, "resolution": str(resolved.pk), "reason": "เพราะ"}
    assert browser.post(address(name, world.plan), data).status_code == 403
    assert state_of(world, world.plan) == PlanState.DRAFT
