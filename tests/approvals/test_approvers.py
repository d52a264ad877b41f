"""Several approvers: in order or side by side, each bound to exactly what they saw; nothing is decided without them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from approvals.approvers import approvals_of, plans_to_approve
from approvals.models import Approval, Approver, ApproverList, Recusal
from approvals.verbs.approvers import approve_plan, set_approvers
from approvals.verbs.closing import resolve_plan
from approvals.verbs.province import endorse_plan
from approvals.verbs.recusals import stand_back, take_recusal_back
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Area, User
from directory.verbs.delegation import delegate_office
from documents.models import Document
from proposals import contents
from proposals.drafts import BudgetDraft
from proposals.models import Decision
from proposals.verbs.drafting import edit_proposal
from tests.approvals.approvers import Act, agreed, appointed, the_governors_people
from tests.approvals.visits import mistakes_of, opened, rows, sent, words_of
from tests.cast import DAY_ONE, OTHER_DISTRICT, version_of
from tests.visitors import browser_of, once_of

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
pytestmark = pytest.mark.django_db


def said(world, by, answer="agree", reason="", seen=None, seen_hash=None):
    plan = world.fresh(world.provincial_plan)
    version = seen or version_of(plan)
    return approve_plan(
        plan=plan, seen=version, seen_hash=seen_hash or version.hash, answer=answer, reason=reason, by=by
    )


def endorsed(world):
    plan = world.fresh(world.provincial_plan)
    return endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)


def lacks(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.value.split(" (")[0], problem.message) for problem in refused.value.problems]


def names_lacking(act):
    return [(field, value) for field, value, _message in lacks(act)]


# --- In order, side by side, all of them ---


def test_the_governor_endorses_only_when_all_who_must_agree_have_agreed(world):
    world.resolved_province()
    head, first, second = the_governors_people(world)
    assert [field for field, *_rest in lacks(lambda: endorsed(world))] == ["approvals"] * 3
    said(world, head)
    said(world, second)
    ((field, who, message),) = lacks(lambda: endorsed(world))
    assert (field, str(first.office).split(" (")[0] in who) == ("approvals", True)
    assert message == "ยังไม่ได้เห็นชอบฉบับนี้"
    assert not Decision.objects.filter(act="endorse").exists()
    said(world, first)
    assert endorsed(world).state == "endorsed"


def test_a_later_step_waits_for_the_earlier_one_and_nobody_for_those_of_the_same_step(world):
    world.resolved_province()
    head, first, second = the_governors_people(world)
    assert [each[0] for each in lacks(lambda: said(world, first))] == ["step"]
    said(world, head)
    said(world, second)
    said(world, first)
    found = approvals_of(world.fresh(world.provincial_plan))
    assert found.is_complete
    assert [seat.step for seat in found.seats] == [1, 2, 2]


def test_where_nobody_need_agree_the_governor_endorses_at_once(world):
    world.resolved_province()
    the_governors_people(world)
    set_approvers(area=world.province, act=Act.ENDORSE, steps=[], by=world.provincial_officer)
    assert endorsed(world).state == "endorsed"


def test_the_governor_on_the_list_need_not_agree_before_agreeing(world):
    world.resolved_province()
    head = the_governors_people(world)[0]
    steps = [[head.office], [world.governor.office]]
    set_approvers(area=world.province, act=Act.ENDORSE, steps=steps, by=world.provincial_officer)
    said(world, head)
    assert endorsed(world).state == "endorsed"


def test_the_list_of_a_cycle_comes_before_that_of_all_and_a_later_one_does_not_hold_yet(world):
    world.resolved_province()
    head, first, _second = the_governors_people(world)
    officer, tomorrow = world.provincial_officer, DAY_ONE + timedelta(days=1)
    set_approvers(area=world.province, act=Act.ENDORSE, steps=[[first.office]], cycle=world.cycle, by=officer)
    set_approvers(area=world.province, act=Act.ENDORSE, steps=[[head.office]], by=officer)
    set_approvers(area=world.province, act=Act.ENDORSE, steps=[], cycle=world.cycle, by=officer, valid_from=tomorrow)
    assert [seat.office for seat in approvals_of(world.fresh(world.provincial_plan)).seats] == [first.office]
    with world.in_days(1):
        assert approvals_of(world.fresh(world.provincial_plan)) is None


def test_a_districts_committee_resolves_only_on_what_was_agreed(world):
    plan = world.compiled_district()
    chief = world.chief
    set_approvers(area=Area.objects.get(pk="3701"), act=Act.ADOPT, steps=[[chief.office]], by=world.provincial_officer)
    resolution = world.resolution(plan)
    close = lambda: resolve_plan(  # noqa: E731
        plan=world.fresh(plan), seen=version_of(plan), resolution=resolution, by=world.district_chair
    )
    assert [each[0] for each in lacks(close)] == ["approvals"]
    seen_hash = contents.hash_of(version_of(plan))
    approve_plan(plan=plan, seen=version_of(plan), seen_hash=seen_hash, answer="agree", by=chief)
    assert close().state == "adopted"


# --- Bound to what was seen ---


def test_a_new_version_voids_what_was_agreed_which_stays_on_record(world):
    world.resolved_province()
    head, first, second = the_governors_people(world)
    agreed(world.provincial_plan, head, first, second)
    world.sent_back()
    world.resolved_province()
    messages = [message for *_rest, message in lacks(lambda: endorsed(world))]
    assert len(messages) == 3
    assert all("เห็นชอบฉบับก่อนเมื่อ 02/11/2569" in message for message in messages)
    seat = approvals_of(world.fresh(world.provincial_plan)).seats[0]
    assert (seat.said, [each.answer for each in seat.earlier]) == (None, ["agree"])
    assert Approval.objects.count() == 3


def test_agreeing_to_what_is_no_longer_on_the_desk_is_a_conflict(world):
    plan = world.resolved_province()
    head, *_rest = the_governors_people(world)
    first = version_of(plan)
    with pytest.raises(Stale):
        said(world, head, seen_hash="0" * 64)
    world.sent_back()
    world.resolved_province()
    with pytest.raises(Stale):
        said(world, head, seen=first)
    assert not Approval.objects.exists()


def test_the_page_answers_409_with_what_changed_since_it_was_opened(world):
    plan = world.resolved_province()
    head, *_rest = the_governors_people(world)
    browser, page = opened(head, "approvals", plan)
    data = {"seen": version_of(plan).pk, "seen_hash": version_of(plan).hash, "answer": "agree", "reason": ""}
    world.sent_back()
    row = world.rows(plan)[0]
    words = world.words(title="ชื่อที่ผู้ว่าฯ ขอแก้", budget=[BudgetDraft(2572, "province", row.asked)])
    edit_proposal(proposal=row.line.proposal, draft=words, by=world.provincial_officer, seen=row.line.proposal.revision)
    world.resolved_province()
    answer = browser.post(page.request["PATH_INFO"], {**data, "once": once_of(page)})
    assert answer.status_code == 409
    text = words_of(answer)
    assert "ส่วนที่เปลี่ยนหลังจากฉบับที่ท่านเห็น" in text
    assert "ที่ผู้ว่าฯ ขอแก้" in text
    assert version_of(world.fresh(plan)).hash in answer.content.decode()
    assert not Approval.objects.exists()


def test_saying_no_needs_a_reason_and_holds_until_it_is_taken_back(world):
    world.resolved_province()
    head, first, second = the_governors_people(world)
    assert [each[0] for each in lacks(lambda: said(world, head, "disagree"))] == ["reason"]
    said(world, head, "disagree", "วงเงินรวมไม่ตรงกับบัญชี")
    message = next(message for *_rest, message in lacks(lambda: endorsed(world)))
    assert "วงเงินรวมไม่ตรงกับบัญชี" in message
    assert [each[0] for each in lacks(lambda: said(world, first))] == ["step"]
    assert [each[0] for each in lacks(lambda: said(world, head, "disagree", "อีกครั้ง"))] == ["answer"]
    said(world, head, "taken_back", "ตรวจแล้วถูกต้อง")
    assert [each[0] for each in lacks(lambda: said(world, head, "taken_back", "อีกครั้ง"))] == ["answer"]
    agreed(world.fresh(world.provincial_plan), head, first, second)
    assert endorsed(world).state == "endorsed"
    assert list(Approval.objects.values_list("answer", flat=True)) == [
        "disagree", "taken_back", "agree", "agree", "agree",
    ]  # fmt: skip


def test_what_was_said_is_never_changed(world):
    world.resolved_province()
    head, *_rest = the_governors_people(world)
    said(world, head)
    for change in (
        lambda: Approval.objects.update(answer="disagree"),
        lambda: Approval.objects.all().delete(),
        lambda: Approver.objects.update(step=3),
        lambda: ApproverList.objects.update(act="adopt"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- Who ---


def test_only_those_on_the_list_are_asked_and_others_see_the_plan_or_nothing(world):
    plan = world.resolved_province()
    _head, first, _second = the_governors_people(world)
    for by in (world.provincial_officer, world.provincial_chair, world.governor):
        with pytest.raises(Refused):
            said(world, by)
    for by in (world.leader, world.agency, world.stranger):
        with pytest.raises(NotHere):
            said(world, by)
    assert browser_of(world.governor).get(f"/plans/{plan.reference}/approvals/").status_code == 200
    assert browser_of(world.leader).get(f"/plans/{plan.reference}/approvals/").status_code == 404
    assert browser_of(first).get(f"/plans/{plan.reference}/approvals/").status_code == 200
    assert browser_of(first).get(f"/plans/{plan.reference}/").status_code == 404


def test_whoever_acts_for_an_approver_agrees_in_that_capacity_and_not_a_day_longer(world):
    world.resolved_province()
    head, *_rest = the_governors_people(world)
    deputy = world.provincial_officer
    asked = {"contact": deputy.user.phone, "full_name": str(deputy.user), "order_number": "12/2569"}
    delegate_office(**asked, starts=DAY_ONE, until=DAY_ONE, by=head)
    acting = Acting.as_holder(deputy.user, head.office)
    with clock.at(DAY_ONE + timedelta(days=2)), pytest.raises((NotHere, Refused)):
        said(world, acting)
    said(world, acting)
    approval = Approval.objects.get()
    assert (approval.office, approval.user, approval.tenure.acting) == (
        head.office, deputy.user, "acting_by_delegation",
    )  # fmt: skip


def test_an_inbox_names_the_plans_that_wait_for_ones_approval_at_ones_turn(world, django_assert_max_num_queries):
    plan = world.resolved_province()
    head, first, _second = the_governors_people(world)
    assert [each.plan for each in plans_to_approve(head, 6)] == [plan]
    assert plans_to_approve(first, 6) == plans_to_approve(world.governor, 6) == []
    browser = browser_of(head)
    browser.get("/inbox/")
    with django_assert_max_num_queries(12 + 4):
        shown = browser.get("/inbox/")
    assert "แผนที่รอความเห็นชอบของท่าน" in words_of(shown)
    said(world, head)
    assert plans_to_approve(head, 6) == []
    assert [each.since for each in plans_to_approve(first, 6)] == [Approval.objects.get().given_at]


# --- A stake ---


def test_who_wrote_a_project_that_lives_on_in_the_plan_stands_back_from_it_first(world):
    plan = world.resolved_province()
    writer = User.objects.get(pk=world.secretary.user.pk)
    asked = appointed(world, "governor", "member", "รองผู้ว่าราชการจังหวัด", writer)
    set_approvers(area=world.province, act=Act.ENDORSE, steps=[[asked.office]], by=world.provincial_officer)
    with pytest.raises(Refused) as refused:
        said(world, asked)
    assert "เขียนโครงการ" in str(refused.value)
    own = [row.line_id for row in world.rows(world.fresh(plan))]
    stand_back(plan=world.fresh(plan), line_ids=own, reason="เขียนเองเมื่อยังอยู่สภา", by=asked)
    said(world, asked)
    assert endorsed(world).state == "endorsed"


def test_who_stands_back_from_all_of_it_cannot_agree_until_that_is_taken_back(world):
    plan = world.resolved_province()
    head, *_rest = the_governors_people(world)
    (recusal,) = stand_back(plan=plan, line_ids=[], reason="เป็นที่ปรึกษา", by=head)
    with pytest.raises(Refused):
        said(world, head)
    with pytest.raises(Refused):
        take_recusal_back(plan=world.fresh(plan), recusal=recusal, reason="ไม่ใช่ของตน", by=world.governor)
    assert names_lacking(lambda: take_recusal_back(plan=plan, recusal=recusal, reason=" ", by=head))[0][0] == "reason"
    take_recusal_back(plan=plan, recusal=recusal, reason="พ้นจากที่ปรึกษาแล้ว", by=head)
    assert [each[0] for each in lacks(lambda: take_recusal_back(plan=plan, recusal=recusal, reason="ซ้ำ", by=head))] == [
        "recusal"
    ]
    said(world, head)
    (again,) = stand_back(plan=world.fresh(plan), line_ids=[], reason="กลับมาเป็นที่ปรึกษา", by=head)
    assert (again.turn, Recusal.objects.count()) == (2, 2)


def test_a_declaration_is_taken_back_on_its_page_and_the_minutes_name_who_stood_back(world):
    plan = world.heard_province()
    by = world.provincial_officer
    line = world.rows(plan)[0].line
    kept, other = (
        stand_back(plan=world.fresh(plan), line_ids=[each], reason=why, by=by)[0]
        for each, why in ((line.pk, "เป็นผู้ออกแบบ"), (world.rows(plan)[1].line_id, "เป็นญาติ"))
    )
    answer = sent(by, "stand_back", plan, query=f"?back={other.pk}", why="ตรวจแล้วไม่ใช่ญาติ")
    assert answer.status_code == 302
    assert list(Recusal.objects.holding()) == [kept]
    assert browser_of(world.governor).get(f"/plans/{plan.reference}/stand_back/?back={kept.pk}").status_code == 404
    world.resolved(world.fresh(plan))
    minutes = Document.objects.get(kind="P06").snapshot
    assert "เป็นผู้ออกแบบ" in minutes
    assert "ถอนการแจ้งแล้ว: ตรวจแล้วไม่ใช่ญาติ" in minutes
    assert line.proposal.reference.translate(THAI) in minutes


# --- Saying who is asked ---


def test_a_list_that_does_not_add_up_is_refused_with_each_reason(world):
    head, first, _second = the_governors_people(world)
    officer = world.provincial_officer
    there = {"area": world.province, "act": Act.ENDORSE, "by": officer}
    before = ApproverList.objects.count()
    assert [f for f, *_r in lacks(lambda: set_approvers(steps=[[head.office], []], **there))] == ["steps[2]"]
    assert [f for f, *_r in lacks(lambda: set_approvers(steps=[[head.office], [head.office]], **there))] == [
        "steps[1]", "steps[2]",
    ]  # fmt: skip
    assert [f for f, *_r in lacks(lambda: set_approvers(steps=[[world.stranger.office]], **there))] == ["steps[1]"]
    district = Area.objects.get(pk=OTHER_DISTRICT)
    wrong = {"area": district, "act": Act.ENDORSE, "by": officer}
    assert [f for f, *_r in lacks(lambda: set_approvers(steps=[[first.office]], **wrong))] == ["act"]
    assert ApproverList.objects.count() == before


def test_only_who_opens_the_cycles_of_a_province_says_who_is_asked(world):
    for by in (world.coordinator, world.governor, world.leader):
        with pytest.raises((Refused, NotHere)):
            set_approvers(area=world.province, act=Act.ENDORSE, steps=[], by=by)
    with pytest.raises(NotHere):
        set_approvers(area=world.province, act=Act.ENDORSE, steps=[], by=world.stranger)
    assert not ApproverList.objects.exists()


def test_the_officer_sets_the_list_on_a_page_and_an_approver_agrees_on_another(world):
    plan = world.resolved_province()
    head = appointed(world, "province", "chief", "หัวหน้าสำนักงานจังหวัด")
    browser = browser_of(world.provincial_officer)
    page = browser.get("/approvers/37/")
    today = {"valid_from_day": "2", "valid_from_month": "11", "valid_from_year": "2569"}
    filled = {
        "act": "endorse",
        **rows("approvers", {"office": head.office.pk}),
        "legal_reference": "คำสั่ง 5/2569",
        **today,
    }
    answer = browser.post("/approvers/37/", {**filled, "once": once_of(page)})
    assert answer.status_code == 302, mistakes_of(answer)
    assert Approver.objects.get().office == head.office
    assert "คำสั่ง 5/2569" in words_of(browser.get("/approvers/37/"))
    refused = sent(head, "approvals", plan, answer="disagree")
    assert refused.status_code == 422
    assert len(mistakes_of(refused)) == 1
    assert sent(head, "approvals", plan, answer="agree").status_code == 302
    assert "นายหัวหน้าสำนักงานจังหวัด" in words_of(browser_of(world.governor).get(f"/plans/{plan.reference}/approvals/"))


def test_a_list_of_more_offices_than_fit_at_first_grows_on_the_page_and_may_be_for_one_cycle(world):
    people = [appointed(world, "province", "chief", f"หัวหน้ากลุ่มงาน {number}") for number in range(1, 13)]
    browser = browser_of(world.provincial_officer)
    page = browser.get("/approvers/37/")
    today = {"valid_from_day": "2", "valid_from_month": "11", "valid_from_year": "2569"}
    asked = [{"office": each.office.pk, "step": str(1 + number // 6)} for number, each in enumerate(people)]
    filled = {"act": "endorse", "cycle": str(world.cycle.pk), **rows("approvers", *asked), **today}
    more = browser.post("/approvers/37/", {**filled, "more": "approvers", "once": once_of(page)})
    assert f'name="approvers-{len(asked)}-office"' in more.content.decode()
    assert not ApproverList.objects.exists()
    answer = browser.post("/approvers/37/", {**filled, "once": once_of(more)})
    assert answer.status_code == 302, mistakes_of(answer)
    made = ApproverList.objects.get()
    assert (made.cycle, [each.step for each in made.approvers.all()]) == (world.cycle, [1] * 6 + [2] * 6)
    assert f"เฉพาะปีงบประมาณ {world.cycle.target_year}" in words_of(browser.get("/approvers/37/"))


def test_an_office_named_twice_is_told_at_its_rows_and_a_row_without_a_step_follows_the_one_before(world):
    head, first, _second = the_governors_people(world)
    before = ApproverList.objects.count()
    browser = browser_of(world.provincial_officer)
    page = browser.get("/approvers/37/")
    today = {"valid_from_day": "2", "valid_from_month": "11", "valid_from_year": "2569"}
    twice = rows("approvers", {"office": head.office.pk}, {"office": head.office.pk})
    refused = browser.post("/approvers/37/", {"act": "endorse", **twice, **today, "once": once_of(page)})
    assert (refused.status_code, len(mistakes_of(refused))) == (422, 2)
    assert ApproverList.objects.count() == before
    follows = rows("approvers", {"office": head.office.pk}, {}, {"office": first.office.pk})
    data = {"act": "endorse", "cycle": "", **follows, **today, "once": once_of(refused)}
    assert browser.post("/approvers/37/", data).status_code == 302
    made = ApproverList.objects.latest("pk")
    assert (made.cycle, [(each.step, each.office) for each in made.approvers.all()]) == (
        None, [(1, head.office), (2, first.office)],
    )  # fmt: skip
