"""Conditions that become obligations: opened with the plan, answered with evidence, accepted, sent back or waived."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from approvals.drafts import ChoiceDraft
from approvals.verbs.governor import choose_for_lines
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.models import FateKind
from tests.cast import PNG, version_of
from tests.visitors import browser_of, cells_of, once_of
from tracking.models import Commitment, Obligation, ObligationReport
from tracking.obligations import answer_obligation, judge_obligation, obligations_for, waiting_obligations
from workflow import deadlines, jobs
from workflow.models import Deadline, Event, Job, Notice

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 1)
WORDS = "ให้มีหนังสือยินยอมใช้ที่ดินก่อนเริ่มงาน"


@pytest.fixture
def owed(world):
    """The obligation of the agency, on the first line of the endorsed plan."""
    plan = world.resolved_province()
    line = world.rows(plan)[0].line_id
    condition = ChoiceDraft("condition", condition=WORDS, owner_id=world.bodies["agency"].pk, due_on=DUE)
    choose_for_lines(plan=plan, seen=version_of(plan), choices={line: condition}, by=world.governor)
    assert not Obligation.objects.exists()
    world.endorsed()
    jobs.drain()
    return Obligation.objects.get()


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def fresh(obligation):
    return Obligation.objects.select_related("owner", "commitment__line__plan").get(pk=obligation.pk)


# --- Opened ---


def test_a_condition_becomes_an_obligation_with_owner_and_due_date_when_the_plan_is_published(world, owed):
    assert (owed.text, owed.owner, owed.due_on, owed.status) == (WORDS, world.bodies["agency"], DUE, "open")
    assert owed.commitment.line_id == world.rows(world.provincial_plan)[0].line_id
    (deadline,) = Deadline.objects.filter(kind="obligation")
    assert (deadline.due_on, deadline.about, deadline.plan) == (DUE, owed.pk, world.provincial_plan)
    assert Notice.objects.get(verb="open_obligation").body == world.bodies["agency"]


def test_opening_again_opens_nothing(world, owed):
    payload = Job.objects.get(kind="open_commitments").payload
    jobs._handlers["open_commitments"](payload)
    assert Obligation.objects.count() == Deadline.objects.filter(kind="obligation").count() == 1
    assert Notice.objects.filter(verb="open_obligation").count() == 1


def test_a_granted_amount_is_what_the_agency_answers_for(world):
    from decimal import Decimal

    plan = world.resolved_province()
    first, second, third = [row.line_id for row in world.rows(plan)[:3]]
    drafts = {
        first: ChoiceDraft("carry", granted=Decimal("50.25"), reason="ตามราคากลาง"),
        second: ChoiceDraft("refused", reason_code="scope", reason="นอกหน้าที่"),
    }
    choose_for_lines(plan=plan, seen=version_of(plan), choices=drafts, by=world.governor)
    world.endorsed()
    jobs.drain()
    assert Commitment.objects.get(line=first).amount == Decimal("50.25")
    assert not Commitment.objects.filter(line=second).exists()
    assert Commitment.objects.get(line=third).amount == world.rows(plan)[2].proposed


# --- Reminded ---


def test_its_owner_is_reminded_before_and_the_province_told_after_its_day(world, owed):
    with clock.at(DUE - timedelta(days=1)):
        deadlines.sweep()
    assert [n.body for n in Notice.objects.filter(verb=deadlines.REMINDER)] == [world.bodies["agency"]]
    with clock.at(DUE + timedelta(days=1)):
        deadlines.sweep()
    told = {n.body for n in Notice.objects.filter(verb="remind")}
    assert told == {world.bodies["agency"], world.bodies["province"]}
    with clock.at(DUE + timedelta(days=60)):
        deadlines.sweep()
    assert [n.body for n in Notice.objects.filter(verb=deadlines.ESCALATION)] == [world.bodies["province"]]
    assert fresh(owed).status == "open"


def test_what_is_due_of_a_condition_is_not_the_date_of_the_plan(world, owed):
    page = browser_of(world.provincial_officer).get("/inbox/").content.decode()
    row = page.partition("<tbody")[2].partition("</tbody>")[0]
    assert "2570" not in row


# --- Answered and judged ---


def test_its_owner_answers_and_the_province_accepts(world, owed):
    report = answer_obligation(obligation=fresh(owed), note=" มีหนังสือแล้ว ", by=world.agency)
    assert (report.kind, report.note, fresh(owed).status) == ("answer", "มีหนังสือแล้ว", "answered")
    assert [each.pk for each in waiting_obligations(world.provincial_officer)] == [owed.pk]
    judge_obligation(obligation=fresh(owed), kind="accept", by=world.provincial_officer)
    assert fresh(owed).status == "met"
    assert Deadline.objects.get(kind="obligation").done_at is not None
    events = Event.objects.filter(verb="update_obligation").order_by("pk")
    assert list(events.values_list("from_state", "to_state")) == [("open", "answered"), ("answered", "met")]
    with pytest.raises(Stale):
        answer_obligation(obligation=fresh(owed), note="อีก", by=world.agency)
    with pytest.raises(Stale):
        judge_obligation(obligation=fresh(owed), kind="waive", note="ไม่ต้อง", by=world.provincial_officer)


def test_what_is_not_enough_goes_back_with_a_reason_and_stays_due(world, owed):
    by = world.provincial_officer
    with pytest.raises(Stale):
        judge_obligation(obligation=fresh(owed), kind="accept", by=by)
    answer_obligation(obligation=fresh(owed), note="กำลังขอ", by=world.agency)
    assert fields(lambda: judge_obligation(obligation=fresh(owed), kind="reject", by=by)) == ["note"]
    judge_obligation(obligation=fresh(owed), kind="reject", note="ขอหนังสือฉบับลงนาม", by=by)
    assert fresh(owed).status == "open"
    assert Deadline.objects.get(kind="obligation").done_at is None
    assert [each.pk for each in waiting_obligations(world.agency)] == [owed.pk]


def test_the_province_may_waive_it_with_a_reason_at_any_time(world, owed):
    by = world.provincial_officer
    assert fields(lambda: judge_obligation(obligation=fresh(owed), kind="waive", by=by)) == ["note"]
    judge_obligation(obligation=fresh(owed), kind="waive", note="เปลี่ยนที่ตั้งแล้ว", by=by)
    assert fresh(owed).status == "waived"
    assert Deadline.objects.get(kind="obligation").done_at is not None


def test_wrong_words_are_refused_and_nothing_is_kept(world, owed):
    assert fields(lambda: answer_obligation(obligation=fresh(owed), note=" ", by=world.agency)) == ["note"]
    assert fields(lambda: judge_obligation(obligation=owed, kind="perhaps", by=world.provincial_officer)) == ["kind"]
    assert not ObligationReport.objects.exists()


def test_nobody_answers_for_another_or_judges_what_is_their_own(world, owed):
    for by in (world.other_agency, world.leader, world.coordinator, world.stranger, world.lao_planner):
        with pytest.raises(NotHere):
            answer_obligation(obligation=fresh(owed), note="x", by=by)
        assert not obligations_for(by).exists()
        assert browser_of(by).get(f"/obligations/{owed.pk}/").status_code == 404
    with pytest.raises(Refused):
        answer_obligation(obligation=fresh(owed), note="x", by=world.provincial_officer)
    with pytest.raises(Refused):
        judge_obligation(obligation=fresh(owed), kind="accept", by=world.agency)
    assert fresh(owed).status == "open"


def test_what_was_said_of_it_is_never_changed(world, owed):
    report = answer_obligation(obligation=fresh(owed), note="มีหนังสือแล้ว", by=world.agency)
    for change in (lambda: ObligationReport.objects.update(note="–"), report.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- Pages ---


def test_the_owner_answers_on_a_page_with_evidence_that_the_province_opens(world, owed, django_assert_max_num_queries):
    agency, officer = browser_of(world.agency), browser_of(world.provincial_officer)
    assert WORDS in agency.get("/inbox/").content.decode()
    here = f"/obligations/{owed.pk}/"
    page = agency.get(here)
    empty = agency.post(here, {"once": once_of(page), "note": ""})
    assert empty.status_code == 422
    proof = SimpleUploadedFile("หนังสือ.png", PNG, content_type="image/png")
    sent = agency.post(here, {"once": once_of(agency.get(here)), "note": "แนบหนังสือยินยอม", "file": proof})
    assert sent.status_code == 302
    report = ObligationReport.objects.get()
    file: Any = officer.get(f"/obligations/evidence/{report.pk}/")
    assert b"".join(file.streaming_content) == PNG
    assert "attachment" in file["Content-Disposition"]
    assert browser_of(world.other_agency).get(f"/obligations/evidence/{report.pk}/").status_code == 404
    assert WORDS in officer.get("/inbox/").content.decode()
    judged = officer.post(here, {"once": once_of(officer.get(here)), "kind": "accept", "note": ""})
    assert judged.status_code == 302
    with django_assert_max_num_queries(12):
        shown = officer.get("/obligations/?status=met")
    assert WORDS in shown.content.decode()
    with django_assert_max_num_queries(12):
        agency.get(here)


def test_conditions_download_as_the_page_is_filtered_for_those_whom_they_concern(world, owed):
    there = reverse("obligations_xlsx")
    row = (
        *(WORDS, owed.commitment.title, owed.commitment.line.proposal.reference),
        *(world.bodies["agency"].name, DUE.isoformat(), str(owed.get_status_display())),
    )
    for by in (world.agency, world.provincial_officer):
        browser = browser_of(by)
        assert f'href="{there}?status=open"' in browser.get(reverse("obligations") + "?status=open").content.decode()
        assert cells_of(browser.get(there + "?status=open")) == [row]
        assert cells_of(browser.get(there + "?status=met")) == []
    assert cells_of(browser_of(world.leader).get(there)) == []
    assert browser_of(None).get(there).status_code == 302


def test_the_public_page_shows_the_condition_with_its_owner_and_status(world, owed):
    reference = owed.commitment.line.proposal.reference
    text = browser_of(None).get(f"/status/{reference}/").content.decode()
    assert WORDS in text
    assert "รอดำเนินการตามเงื่อนไข" in text
    assert world.bodies["agency"].name in text
    page = browser_of(world.provincial_officer).get(f"/commitments/{owed.commitment_id}/").content.decode()
    assert WORDS in page


def test_a_line_without_a_condition_owes_nothing(world):
    world.endorsed()
    jobs.drain()
    assert Commitment.objects.count() == 6
    assert not Obligation.objects.exists()
    assert set(Commitment.objects.values_list("line__fates__kind", flat=True)) == {FateKind.CARRIED}
