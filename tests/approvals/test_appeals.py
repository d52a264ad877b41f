"""Appeals: once for each line turned away, in its days, answered by somebody else, and never an edit of what was."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse

from approvals.appeals import appeals_waiting_for, rebuffed_lines
from approvals.drafts import ItemAnswer
from approvals.models import Appeal, AppealFile
from approvals.verbs.appeals import AppealAnswer, answer_appeal, file_appeal, withdraw_appeal
from approvals.verbs.worksheet import answer_lines, merge_lines, set_ceiling
from config.invariants import check
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from proposals.attaching import Prepared
from proposals.earlier import unfunded_lines
from proposals.models import Amendment, Fate, Line, PlanLine, Share
from tests.approvals.appealing import (
    DENIED,
    DISMISSED,
    GRANTED,
    GROUNDS,
    answered,
    appeal_of,
    appealed,
    council_s_plan,
    head_of_the_provincial_office,
    turned_away,
)
from tests.approvals.visits import form_of, mistakes_of, opened, sent, words_of
from tests.cast import plans_with_everything
from tests.visitors import browser_of, cells_of
from workflow import deadlines
from workflow.actions import names_of, open_steps
from workflow.models import Deadline, Event, Notice

pytestmark = pytest.mark.django_db
EVIDENCE = Prepared(b"%PDF-1.7 deed", "application/pdf", "โฉนด.pdf", "pdf")


def filed(world, line, **changes):
    options = {"plan": council_s_plan(world), "line_id": line.pk, "grounds": GROUNDS, "by": world.leader, **changes}
    return file_appeal(**options)


def replied(world, appeal, answer, *, by=None):
    return answer_appeal(appeal=appeal, answer=answer, seen=appeal.revision, by=by or world.chief)


def fields_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def told(verb):
    return set(Notice.objects.filter(verb=verb).values_list("body__code", flat=True))


def test_a_council_appeals_with_its_evidence_and_the_desk_is_told_by_when_to_answer(world):
    line = turned_away(world)
    filed(world, line, files=[EVIDENCE])
    appeal = Appeal.objects.get()
    assert (appeal.number, appeal.state, appeal.office, appeal.grounds) == (1, "filed", world.leader.office, GROUNDS)
    assert (appeal.due_on - appeal.filed_on).days == world.cycle.appeal_answer_days == 30
    assert [each.name for each in appeal.files.all()] == ["โฉนด.pdf"]
    deadline = Deadline.objects.get(kind="appeal", about=appeal.pk)
    assert (deadline.due_on, deadline.plan_id) == (appeal.due_on, world.plan.pk)
    assert told("file_appeal") == {"district"}
    assert list(appeals_waiting_for(world.chief)) == [appeal]
    for elsewhere in (world.other_coordinator, world.provincial_officer, world.leader, world.stranger):
        assert list(appeals_waiting_for(elsewhere)) == []
    event = Event.objects.get(verb="file_appeal")
    assert list(event.items.values_list("record_id", "from_state", "to_state")) == [(line.pk, "refused", "filed")]


def test_filing_changes_nothing_of_what_was_decided(world):
    appealed(world)
    assert Fate.objects.filter(revises__isnull=False).count() == 0
    assert check().broken == []


def test_a_line_is_appealed_once_whatever_comes_of_it(world):
    appeal = answered(world, DENIED)
    assert fields_of(lambda: filed(world, appeal.line)) == ["line"]
    assert Appeal.objects.count() == 1


def test_after_its_days_an_appeal_is_refused_with_the_day(world):
    line = turned_away(world)
    with world.in_days(world.cycle.appeal_days):
        assert [each.is_open for each in rebuffed_lines(council_s_plan(world))] == [True]
    with world.in_days(world.cycle.appeal_days + 1), pytest.raises(Invalid, match="2 ธันวาคม 2569"):
        filed(world, line)
    assert not Appeal.objects.exists()


def test_only_what_others_turned_away_is_appealed(world):
    line = turned_away(world)
    kept, refused, carried = world.lines(world.plan)
    assert (line, [each.row.line for each in rebuffed_lines(council_s_plan(world))]) == (refused, [line])
    for other in (kept, carried, world.lines(world.shared_plans[0])[1]):
        assert fields_of(lambda other=other: filed(world, other)) == ["line"]
    assert fields_of(lambda: filed(world, line, grounds=" ")) == ["grounds"]
    assert fields_of(lambda: filed(world, line, files=[EVIDENCE] * 100)) == ["files"]
    assert not AppealFile.objects.exists()


def test_only_the_owner_s_chair_appeals_and_others_do_not_even_see(world):
    line = turned_away(world)
    for by in (world.secretary, world.coordinator, world.provincial_officer, world.governor):
        with pytest.raises(Refused):
            filed(world, line, by=by)
    for by in (world.other_leader, world.other_coordinator, world.agency, world.stranger):
        with pytest.raises(NotHere):
            filed(world, line, by=by)
    filed(world, line, by=world.recording(world.coordinator, "council"))
    assert Event.objects.get(verb="file_appeal").behalf_body == world.plan.owner


def test_before_the_level_above_has_closed_there_is_nothing_to_appeal(world):
    world.accepted(world.plan)
    assert fields_of(lambda: filed(world, world.lines(world.plan)[1])) == ["line"]
    world_plan = world.shared_plans[0]
    with pytest.raises(Stale):
        file_appeal(plan=world_plan, line_id=1, grounds=GROUNDS, by=world.people["shared-council-a", "chair"])


def test_who_decided_a_line_does_not_answer_its_appeal(world):
    appeal = appealed(world)
    with pytest.raises(Refused, match="พิจารณาโครงการนี้ไว้เดิม"):
        replied(world, appeal, DENIED, by=world.coordinator)
    for by in (world.leader, world.provincial_officer, world.district_chair, world.governor):
        with pytest.raises(Refused):
            replied(world, appeal, DENIED, by=by)
    for by in (world.other_coordinator, world.other_leader, world.stranger):
        with pytest.raises(NotHere):
            replied(world, appeal, DENIED, by=by)
    assert Appeal.objects.get().state == "filed"
    replied(world, appeal, DENIED)
    assert (appeal.state, appeal.answered_by, appeal.reason) == ("denied", world.chief.office, DENIED.reason)


@pytest.mark.parametrize("answer", [DENIED, DISMISSED])
def test_what_was_decided_stands_with_a_reason_and_the_council_is_told(world, answer):
    appeal = answered(world, answer)
    assert (appeal.state, appeal.reason_code) == (answer.outcome, answer.reason_code)
    assert told("answer_appeal") == {"council"}
    assert Deadline.objects.get(kind="appeal").done_at is not None
    assert not Amendment.objects.exists()
    assert Fate.objects.filter(line=appeal.line).get().kind == "refused"


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (AppealAnswer("perhaps", "stands", "x"), "outcome"),
        (AppealAnswer("withdrawn", "stands", "x"), "outcome"),
        (AppealAnswer("granted", "stands", "x"), "reason_code"),
        (AppealAnswer("denied", "", "x"), "reason_code"),
        (AppealAnswer("denied", "stands", "  "), "reason"),
    ],
)
def test_an_answer_that_does_not_hold_together_is_refused(world, answer, field):
    appeal = appealed(world)
    assert fields_of(lambda: replied(world, appeal, answer)) == [field]
    assert (Appeal.objects.get().state, Amendment.objects.count()) == ("filed", 0)


def test_a_second_answer_is_told_who_was_faster(world):
    appeal = appealed(world)
    again = appeal_of(appeal.line)
    replied(world, appeal, DENIED)
    for answer in (GRANTED, DENIED):
        with pytest.raises(Stale, match=str(world.chief.user)):
            answer_appeal(appeal=again, answer=answer, seen=0, by=world.chief)
    assert not Amendment.objects.exists()


def test_a_granted_appeal_revises_the_fate_and_brings_the_line_into_an_amendment_of_the_plan_above(world):
    appeal = answered(world, GRANTED)
    first, second = Fate.objects.filter(line=appeal.line).order_by("pk")
    assert (first.kind, second.kind, second.revises, second.reason) == ("refused", "carried", first, GRANTED.reason)
    amendment = Amendment.objects.get()
    assert (amendment.plan, amendment.amends, amendment.number) == (appeal.amendment, world.district_plan, None)
    row = PlanLine.objects.get(version__plan=amendment.plan)
    before = PlanLine.objects.get(line=appeal.line, version=world.plan.current_version)
    share = Share.objects.get(fate=second)
    assert (share.source, share.target, share.asked) == (appeal.line, row.line, Decimal(2000))
    assert (row.asked, row.proposal_version.title) == (before.asked, before.proposal_version.title)
    assert second.decision.act == "appeal"
    assert second.decision.version == first.decision.version
    assert names_of(open_steps(amendment.plan)) == {"adopt"}


def test_baht_and_lines_balance_after_a_granted_appeal_and_its_adoption(world):
    appeal = answered(world, GRANTED)
    assert check().broken == []
    world.resolved(plans_with_everything().get(pk=appeal.amendment_id))
    found = Amendment.objects.get()
    assert (found.number, found.year, found.plan.state) == (1, 2569, "adopted")
    assert check().broken == []
    assert Share.objects.filter(source=appeal.line).aggregate(all=Sum("asked"))["all"] == Decimal(2000)


def test_a_district_appeals_to_the_province_whose_plan_is_amended_with_the_papers_of_its_level(world):
    world.gathered_province()
    line = world.lines(world.district_plan)[0]
    refused = ItemAnswer("refused", reason_code="no_land", reason="ไม่มีที่ดิน")
    answer_lines(plan=world.provincial_plan, answers={line.pk: refused}, by=world.provincial_officer)
    world.resolved_province()
    plan = world.fresh(world.district_plan)
    file_appeal(plan=plan, line_id=line.pk, grounds=GROUNDS, by=world.coordinator)
    appeal = appeal_of(line)
    for by in (world.coordinator, world.chief, world.provincial_officer):
        with pytest.raises(Refused):
            replied(world, appeal, GRANTED, by=by)
    replied(world, appeal, GRANTED, by=head_of_the_provincial_office(world))
    amendment = plans_with_everything().get(pk=appeal.amendment_id)
    assert (amendment.level, amendment.amendment.amends) == ("province", world.provincial_plan)
    world.resolved(amendment)
    kinds = set(Document.objects.filter(plan=amendment).values_list("kind", flat=True))
    assert (kinds, Amendment.objects.get().number) == ({"P04", "P06", "P07"}, 1)
    assert check().broken == []


def test_what_an_appeal_brought_back_does_not_come_back_a_second_time_with_the_next_round(world):
    appeal = answered(world, GRANTED)
    assert appeal.line not in [each.line for each in unfunded_lines(council_s_plan(world))]


def test_its_owner_takes_an_appeal_back_and_cannot_file_it_again(world):
    appeal = appealed(world)
    for by in (world.chief, world.secretary):
        with pytest.raises(Refused):
            withdraw_appeal(appeal=appeal, seen=appeal.revision, by=by)
    withdraw_appeal(appeal=appeal, seen=appeal.revision, by=world.leader, reason="ตกลงกันได้แล้ว")
    assert (appeal.state, appeal.reason) == ("withdrawn", "ตกลงกันได้แล้ว")
    assert Deadline.objects.get(kind="appeal").done_at is not None
    with pytest.raises(Stale):
        replied(world, appeal_of(appeal.line), DENIED)
    assert fields_of(lambda: filed(world, appeal.line)) == ["line"]


def test_silence_is_told_to_both_sides_stays_overdue_and_is_escalated(world):
    appeal = appealed(world)
    with world.in_days(31):
        deadlines.sweep()
        assert told("remind_of_appeal") == {"district", "council"}
        assert list(deadlines.overdue().values_list("kind", "about")) == [("appeal", appeal.pk)]
    with world.in_days(30 + world.cycle.escalate_days + 1):
        deadlines.sweep()
        assert {"council", "province"} <= told("deadline_passed")
        assert Appeal.objects.get().state == "filed"
        replied(world, appeal_of(appeal.line), DENIED)
        assert not deadlines.overdue().filter(kind="appeal").exists()


def test_an_appeal_is_never_edited_nor_deleted(world):
    appeal, province = appealed(world), world.provincial_plan
    for edit in ({"grounds": "อื่น"}, {"above": province}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.update(**edit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.all().delete()
    replied(world, appeal, DENIED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(reason="อื่น")
    assert Line.objects.get(appeal=appeal) == appeal.line


# --- The pages -------------------------------------------------------------------------------------------------------


def page_of(by, appeal, **fields):
    browser, there = browser_of(by), reverse("appeal", args=[appeal.plan.reference, appeal.number])
    page = browser.get(there)
    return browser.post(there, {**form_of(page), **fields}) if fields else page


def test_the_council_sees_its_refusal_at_once_and_appeals_by_hand_with_a_file(world):
    line = turned_away(world)
    assert "อุทธรณ์ผลการพิจารณา" in words_of(browser_of(world.leader).get(reverse("plan", args=[world.plan.reference])))
    page = opened(world.leader, "appeal", world.plan)[1]
    assert "ที่ดินเป็นของเอกชน" in words_of(page)
    assert "2 ธันวาคม 2569" in words_of(page)
    wrong = sent(world.leader, "appeal", world.plan, line=line.pk, grounds="")
    assert (wrong.status_code, len(mistakes_of(wrong))) == (422, 1)
    strange = SimpleUploadedFile("x.exe", b"MZ not a paper")
    assert sent(world.leader, "appeal", world.plan, line=line.pk, grounds="x", first=strange).status_code == 422
    assert not Appeal.objects.exists()
    deed = SimpleUploadedFile("โฉนด.pdf", b"%PDF-1.7\n%%EOF")
    done = sent(world.leader, "appeal", world.plan, line=line.pk, grounds="ที่ <b>สาธารณะ</b>", first=deed)
    assert done.status_code == 302
    appeal = appeal_of(line)
    assert "<textarea" not in opened(world.leader, "appeal", world.plan)[1].content.decode()
    shown = page_of(world.leader, appeal)
    assert "ที่ &lt;b&gt;สาธารณะ&lt;/b&gt;" in shown.content.decode()
    evidence = AppealFile.objects.get()
    there = reverse("appeal_file", args=[appeal.plan.reference, appeal.number, evidence.pk])
    handed = browser_of(world.chief).get(there)
    assert (handed.status_code, handed["X-Content-Type-Options"]) == (200, "nosniff")
    for outsider in (world.other_leader, world.other_coordinator, world.stranger):
        assert browser_of(outsider).get(there).status_code == 404


def test_the_desk_finds_the_appeal_in_its_inbox_and_answers_it_by_hand(world, django_assert_max_num_queries):
    appeal = appealed(world)
    assert "อุทธรณ์ที่รอคำตอบ" in words_of(browser_of(world.chief).get(reverse("inbox")))
    assert "ผู้ดำรงตำแหน่งอื่นต้องเป็นผู้ตอบ" in words_of(page_of(world.coordinator, appeal))
    assert page_of(world.other_coordinator, appeal).status_code == 404
    values = {"outcome": "denied", "reason_code": "new_facts", "reason": "ยังเป็นของเอกชน"}
    assert page_of(world.chief, appeal, **values).status_code == 422
    assert page_of(world.chief, appeal, **{**values, "reason_code": "stands"}).status_code == 302
    assert "ยังเป็นของเอกชน" in words_of(page_of(world.leader, appeal))
    for by, name in ((world.chief, "appeals"), (world.leader, "appeals"), (world.chief, "inbox")):
        browser = browser_of(by)
        browser.get(reverse(name))
        with django_assert_max_num_queries(12):
            browser.get(reverse(name))
    listed = words_of(browser_of(world.leader).get(reverse("appeals")))
    assert f"{world.rows(world.plan)[1].proposal_version.title} {appeal.line.proposal.reference}" in listed
    assert appeal.line.proposal.reference not in words_of(browser_of(world.other_leader).get(reverse("appeals")))


def test_appeals_download_as_their_page_lists_them_and_to_nobody_else(world, django_assert_max_num_queries):
    appeal = appealed(world)
    there = reverse("appeals_xlsx")
    for by in (world.leader, world.chief):
        browser = browser_of(by)
        assert f'href="{there}"' in browser.get(reverse("appeals")).content.decode()
        with django_assert_max_num_queries(12):
            (row,) = cells_of(browser.get(there))
        assert row == (
            *(appeal.line.proposal.reference, appeal.plan.reference, "1", appeal.plan.owner.name),
            *(appeal.filed_on.isoformat(), "รอคำตอบ", appeal.due_on.isoformat(), ""),
        )
    assert cells_of(browser_of(world.other_leader).get(there)) == []
    assert browser_of(None).get(there).status_code == 302


def test_what_was_granted_is_shown_with_the_amendment_to_those_who_see_it(world):
    appeal = answered(world, GRANTED)
    for by, is_linked in ((world.leader, False), (world.chief, True)):
        shown = page_of(by, appeal).content.decode()
        assert appeal.amendment.reference in shown
        assert (reverse("plan", args=[appeal.amendment.reference]) in shown) is is_linked
    page = browser_of(world.district_chair).get(reverse("plan", args=[appeal.amendment.reference]))
    assert page.status_code == 200
    assert "จังหวัด นำเข้าตารางงาน" in words_of(page)


def test_the_owner_takes_it_back_by_hand(world):
    appeal = appealed(world)
    assert page_of(world.leader, appeal, reason="ตกลงกันได้").status_code == 302
    assert Appeal.objects.get().state == "withdrawn"


def cut_at_the_ceiling(world):
    """Lines of two councils went into one entry of the district, which stood above its ceiling."""
    plan = world.gathered_district()
    own, others = world.lines(world.plan), world.lines(world.shared_plans[0])
    merge_lines(plan=plan, line_ids=[own[1].pk, others[1].pk], title="ถนนร่วมสองตำบล", by=world.coordinator)
    set_ceiling(plan=plan, ceiling=Decimal(1), by=world.coordinator)
    world.resolved_district()
    world.refresh()
    return own[1], others[1]


def test_a_project_that_was_cut_at_the_districts_ceiling_is_appealed_by_whoever_feeds_it(world):
    own, others = cut_at_the_ceiling(world)
    rebuff = next(each for each in rebuffed_lines(council_s_plan(world)) if each.row.line_id == own.pk)
    assert (rebuff.fate.line.plan_id, rebuff.fate.reason_code) == (world.district_plan.pk, "over_ceiling")
    filed(world, own)
    filed(world, others, plan=world.fresh(world.shared_plans[0]), by=world.other_leader)
    first, second = appeal_of(own), appeal_of(others)
    assert first.fate_id == second.fate_id
    replied(world, first, GRANTED)
    revision = Fate.objects.get(revises=first.fate)
    asked = Share.objects.filter(target=first.fate.line).aggregate(sum=Sum("asked"))["sum"]
    assert (revision.kind, revision.line_id, revision.asked) == ("carried", first.fate.line_id, asked)
    amendment = Appeal.objects.get(pk=first.pk).amendment
    share = Share.objects.get(fate=revision)
    assert (share.target.plan_id, share.asked) == (amendment.pk, asked)
    assert amendment.kind == "amendment"
    assert amendment.owner_id == world.district_plan.owner_id
    assert fields_of(lambda: replied(world, second, GRANTED)) == ["outcome"]
    replied(world, second, DISMISSED)
    assert Appeal.objects.get(pk=second.pk).state == "dismissed"
    assert check().broken == []


def test_a_project_that_went_on_within_the_ceiling_is_not_appealed(world):
    line = turned_away(world)
    carried = world.lines(world.plan)[2]
    assert [each.row.line_id for each in rebuffed_lines(council_s_plan(world))] == [line.pk]
    assert fields_of(lambda: filed(world, carried)) == ["line"]
