"""The councils' second channel: resolved by their provincial meeting, sent to the governor, answered to all."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals.petitions import MeasureDraft, PetitionAnswerDraft
from approvals.verbs.petitions import (
    answer_petition,
    draft_petition,
    edit_petition,
    receive_petition,
    resolve_petition,
    send_petition,
)
from config.invariants import check
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from proposals.models import Meeting, Petition, PetitionAnswer, PetitionMeasure, Plan, PlanState, Resolution
from tests.approvals.petitioning import (
    IN_FAVOUR,
    MEASURE,
    NO,
    WORDS,
    YES,
    answered,
    chair_of,
    drafted,
    received,
    resolved,
    sent_to_the_governor,
)
from tests.approvals.self_managed import sitting
from tests.approvals.visits import form_of, mistakes_of, opened, rows, sent, words_of
from tests.cast import DAY_ONE, version_of
from tests.visitors import browser_of, cells_of
from workflow import deadlines
from workflow.actions import names_of, open_steps
from workflow.inbox import waiting_for
from workflow.models import Deadline, Event, Notice

pytestmark = pytest.mark.django_db
EMPTY = ("text", "responsible", "due_on")
COUNCILS = {"council", "shared-council-a", "shared-council-b", "far-council"}


def waits(plan):
    return names_of(open_steps(plan))


def fields_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def told(verb):
    return set(Notice.objects.filter(verb=verb).values_list("body__code", flat=True))


def papers(kind):
    return [(json.loads(paper.snapshot), paper) for paper in Document.objects.filter(kind=kind).order_by("pk")]


def test_a_petition_goes_its_whole_way_and_every_council_is_told(world):
    plan = drafted(world)
    assert (plan.state, waits(plan), plan.reference[:7]) == (PlanState.DRAFT, {"adopt"}, "2572-37")
    plan = resolved(world, plan)
    assert (plan.state, waits(plan)) == (PlanState.ADOPTED, {"send"})
    send_petition(plan=plan, seen=plan.revision, by=chair_of(world))
    assert (plan.state, waits(plan)) == (PlanState.SENT, {"receive"})
    assert told("send_petition") == {"governor", "province"}
    receive_petition(plan=plan, seen=plan.revision, by=world.provincial_officer)
    assert waits(plan) == {"answer"}
    answer_petition(plan=plan, seen=plan.revision, draft=YES, by=world.governor)
    assert (plan.state, waits(plan)) == (PlanState.ANSWERED, set())
    assert told("answer_petition") == {"assembly", *COUNCILS}
    answer = PetitionAnswer.objects.get()
    assert (answer.kind, answer.office, answer.measures.get().responsible) == (
        "accepts",
        world.governor.office,
        "สำนักงานจังหวัด",
    )
    assert check().broken == []


def test_each_step_waits_in_the_inbox_of_whom_it_asks(world):
    plan = sent_to_the_governor(world)
    assert [task.plan_id for task in waiting_for(world.provincial_officer)].count(plan.pk) == 1
    receive_petition(plan=plan, seen=plan.revision, by=world.provincial_officer)
    assert [task.plan_id for task in waiting_for(world.governor)] == [plan.pk]


def test_the_meeting_has_its_quorum_and_its_majority_or_nothing_is_kept(world):
    plan = drafted(world)
    for draft, votes, field in (
        (sitting(present=2, absent=7), replace(IN_FAVOUR, votes_for=2), "meeting"),
        (sitting(), replace(IN_FAVOUR, votes_for=3, votes_against=4), "votes_for"),
        (sitting(), replace(IN_FAVOUR, text=" "), "text"),
    ):
        found = fields_of(
            lambda draft=draft, votes=votes: resolve_petition(
                plan=Plan.objects.get(pk=plan.pk), seen=plan.revision, draft=draft, votes=votes, by=chair_of(world)
            )
        )
        assert found == [field]
    assert not Meeting.objects.filter(body__code="assembly").exists()


def test_the_meeting_resolves_on_exactly_what_it_read(world):
    plan = drafted(world)
    seen = plan.revision
    edit_petition(plan=plan, draft=replace(WORDS, text="ขออย่างอื่น"), seen=seen, by=chair_of(world))
    with pytest.raises(Stale):
        resolve_petition(plan=plan, seen=seen, draft=sitting(), votes=IN_FAVOUR, by=chair_of(world))
    with pytest.raises(Stale):
        edit_petition(plan=plan, draft=WORDS, seen=seen, by=chair_of(world))
    assert not Resolution.objects.filter(meeting__body__code="assembly").exists()


def test_the_words_that_were_resolved_on_stay_under_their_hash(world):
    plan = resolved(world)
    with pytest.raises(Stale):
        edit_petition(plan=plan, draft=WORDS, seen=plan.revision, by=chair_of(world))
    call_command("verify_log")
    Petition.objects.update(text="ถูกแก้ภายหลัง")
    assert {each.invariant for each in check().broken} == {"frozen_versions_are_as_they_were_frozen"}


def test_what_was_sent_and_answered_is_never_edited(world):
    answered(world)
    for act in (
        lambda: Petition.objects.update(text="อื่น"),
        lambda: PetitionAnswer.objects.update(text="อื่น"),
        lambda: PetitionMeasure.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_it_names_the_plans_and_projects_of_its_councils_and_nothing_else(world):
    world.accepted(world.plan)
    line = world.lines(world.plan)[1]
    wanted = [world.plan.reference, line.proposal.reference, world.plan.reference]
    plan = drafted(world, replace(WORDS, references=wanted))
    about = plan.petition.references.values_list("plan", "line")
    assert set(about) == {(world.plan.pk, None), (world.plan.pk, line.pk)}
    unknown = ["2572-379999-99-X", world.provincial_plan.reference]
    assert fields_of(lambda: drafted(world, replace(WORDS, references=unknown))) == ["references", "references"]
    assert fields_of(lambda: drafted(world, replace(WORDS, subject="", text=" "))) == ["subject", "text"]
    assert Petition.objects.count() == 1


def test_petitions_are_numbered_within_the_cycle(world):
    assert [drafted(world).petition.number for _time in range(2)] == [1, 2]


def test_only_the_meeting_writes_only_its_chair_sends_and_only_the_governor_answers(world):
    chair = chair_of(world)
    for by in (world.provincial_officer, world.governor, world.provincial_chair):
        with pytest.raises(Refused):
            drafted(world, by=by)
    for by in (world.leader, world.coordinator, world.agency, world.stranger):
        with pytest.raises(NotHere):
            drafted(world, by=by)
    wrong = world.bodies["council"]
    found = fields_of(lambda: draft_petition(cycle=world.cycle, assembly=wrong, draft=WORDS, by=world.leader))
    assert found == ["assembly"]
    plan = resolved(world)
    for by in (world.acting("assembly", "secretary"), world.provincial_officer, world.governor):
        with pytest.raises(Refused):
            send_petition(plan=plan, seen=plan.revision, by=by)
    send_petition(plan=plan, seen=plan.revision, by=chair)
    with pytest.raises(Stale):
        answer_petition(plan=plan, seen=plan.revision, draft=YES, by=world.governor)
    for by in (chair, world.governor, world.provincial_chair):
        with pytest.raises(Refused):
            receive_petition(plan=plan, seen=plan.revision, by=by)
    receive_petition(plan=plan, seen=plan.revision, by=world.provincial_officer)
    for by in (chair, world.provincial_officer):
        with pytest.raises(Refused):
            answer_petition(plan=plan, seen=plan.revision, draft=YES, by=by)
    for by in (world.leader, world.coordinator, world.stranger):
        with pytest.raises(NotHere):
            answer_petition(plan=plan, seen=plan.revision, draft=YES, by=by)
    letter = world.recording(world.provincial_officer, "governor")
    answer_petition(plan=plan, seen=plan.revision, draft=NO, by=letter)
    assert PetitionAnswer.objects.get().office is None
    assert Event.objects.get(verb="answer_petition").behalf_body == world.bodies["governor"]


def test_nothing_is_sent_before_the_meeting_or_twice(world):
    plan = drafted(world)
    with pytest.raises(Stale):
        send_petition(plan=plan, seen=plan.revision, by=chair_of(world))
    plan = sent_to_the_governor(world)
    with pytest.raises(Stale):
        send_petition(plan=plan, seen=plan.revision, by=chair_of(world))


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (replace(YES, kind="perhaps"), ["kind"]),
        (replace(YES, text=" "), ["text"]),
        (replace(YES, measures=[]), ["measures"]),
        (PetitionAnswerDraft("partly", "บางส่วน"), ["measures"]),
        (replace(NO, measures=[MEASURE]), ["measures"]),
        (replace(YES, measures=[MeasureDraft("", "", None)]), [f"measures[0].{each}" for each in EMPTY]),
        (replace(YES, measures=[replace(MEASURE, due_on=DAY_ONE - timedelta(1))]), ["measures[0].due_on"]),
    ],
)  # fmt: skip
def test_an_answer_says_what_who_and_when_or_why_not(world, answer, fields):
    plan = received(world)
    found = fields_of(lambda: answer_petition(plan=plan, seen=plan.revision, draft=answer, by=world.governor))
    assert (found, PetitionAnswer.objects.count(), world.fresh(plan).state) == (fields, 0, PlanState.SENT)


def test_the_days_until_the_answer_count_from_the_receipt(world):
    plan = sent_to_the_governor(world)
    days = timedelta(days=world.cycle.petition_days)
    assert plan.petition.due_on == DAY_ONE + days
    with world.in_days(10):
        receive_petition(plan=plan, seen=plan.revision, by=world.provincial_officer)
    assert plan.petition.due_on == DAY_ONE + days + timedelta(days=10)
    assert Deadline.objects.get(kind="petition", settled_at=None).due_on == plan.petition.due_on


def test_silence_is_recorded_as_silence_stays_overdue_and_may_be_answered_later(world):
    plan = received(world)
    with world.in_days(world.cycle.petition_days + 1):
        deadlines.sweep()
        petition = Petition.objects.get()
        assert petition.silent_on == clock.today()
        assert told("record_petition_silence") == {"assembly", "governor", "province", *COUNCILS}
        assert Event.objects.get(verb="record_petition_silence").system == "deadline"
        assert list(deadlines.overdue().values_list("kind", flat=True)) == ["petition"]
        plan = world.fresh(plan)
        answer_petition(plan=plan, seen=plan.revision, draft=NO, by=world.governor)
        assert not deadlines.overdue().exists()
        assert Petition.objects.get().silent_on == clock.today()


def test_minutes_petition_and_answer_are_papers_with_numbers_of_their_issuers(world):
    plan = answered(world)
    [(minutes, _paper)] = papers("P11")
    [item] = minutes["agenda"]
    assert item["heading"] == "เรื่องเสนอเพื่อพิจารณา"
    assert "เห็นชอบ" in item["resolution"]
    assert minutes["extract"]["paragraphs"][1] == "“ให้เสนอต่อผู้ว่าราชการจังหวัด”"
    [(letter, paper)] = papers("P12")
    assert (paper.issuer.code, paper.recipient.code, paper.register) == ("assembly", "governor", "outgoing")
    assert "ขอให้จังหวัดตั้งคณะทำงานแหล่งน้ำ" in [each["text"] for each in letter["paragraphs"]]
    answers = papers("P13")
    assert {paper.recipient.code for _snapshot, paper in answers} == {"assembly", *COUNCILS}
    assert len({paper.circular for _snapshot, paper in answers}) == 1
    assert answers[0][0]["annexes"][0]["rows"][0]["cells"][:3] == ["๑", "ตั้งคณะทำงาน", "สำนักงานจังหวัด"]
    assert plan.petition.sent_on == DAY_ONE


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_secretary_writes_and_the_chair_records_and_sends_by_hand(world):
    chair = chair_of(world)
    secretary = browser_of(world.acting("assembly", "secretary"))
    page = secretary.get(reverse("petition_new"))
    values = {
        "cycle": world.cycle.pk,
        "subject": "น้ำ",
        "text": "ขอ <b>น้ำ</b>",
        "references": "x",
        "legal_reference": "",
    }
    wrong = secretary.post(reverse("petition_new"), {**form_of(page), **values})
    assert (wrong.status_code, len(mistakes_of(wrong))) == (422, 1)
    done = secretary.post(reverse("petition_new"), {**form_of(page), **values, "references": ""})
    assert done.status_code == 302
    plan = Plan.objects.get(kind="petition")
    assert "ขอ &lt;b&gt;น้ำ&lt;/b&gt;" in secretary.get(reverse("plan", args=[plan.reference])).content.decode()
    assert sent(chair, "petition_edit", plan, subject="น้ำ", text="ขอน้ำ", references="").status_code == 302
    on: dict[str, Any] = {
        "held_on_day": DAY_ONE.day,
        "held_on_month": DAY_ONE.month,
        "held_on_year": DAY_ONE.year + 543,
    }
    vote: dict[str, Any] = {"place": "ศาลากลาง", "present": "ก\nข\nค", "absent": "ง", "text": "เห็นชอบ", "votes_for": 3}
    none: dict[str, Any] = {"votes_against": 0, "abstained": 0}
    assert sent(chair, "petition_resolve", plan, **on, **{**vote, "votes_for": 9}, **none).status_code == 422
    assert sent(chair, "petition_resolve", plan, **on, **vote, **none).status_code == 302
    page = opened(chair, "petition_send", plan)[1]
    assert "ผู้ว่าราชการจังหวัด" in words_of(page)
    assert sent(chair, "petition_send", plan).status_code == 302
    assert world.fresh(plan).state == PlanState.SENT


def test_the_governors_office_receives_and_the_governor_answers_by_hand(world):
    plan = sent_to_the_governor(world)
    assert opened(world.governor, "petition_receive", plan)[1].status_code == 403
    assert sent(world.provincial_officer, "petition_receive", plan).status_code == 302
    due = {"due_on_day": 1, "due_on_month": 2, "due_on_year": 2570}
    measure = {"text": "ตั้งคณะทำงาน", "responsible": "สำนักงานจังหวัด", **due}
    refused = sent(world.governor, "petition_answer", plan, kind="accepts", text="รับ", **rows("measures"))
    assert refused.status_code == 422
    done = sent(world.governor, "petition_answer", plan, kind="accepts", text="รับ", **rows("measures", measure))
    assert done.status_code == 302
    assert PetitionMeasure.objects.get().text == "ตั้งคณะทำงาน"


def test_every_council_and_everybody_reads_what_was_sent_and_answered_and_no_draft(
    world, django_assert_max_num_queries
):
    drafted(world, replace(WORDS, subject="เรื่องที่ยังไม่ยื่น"))
    there = reverse("public_petitions", args=["37"])
    assert browser_of(None).get(there).status_code == 404
    answered(world)
    for browser, address in (
        (browser_of(None), there),
        (browser_of(world.leader), reverse("petitions")),
        (browser_of(world.governor), reverse("petitions")),
    ):
        browser.get(address)
        with django_assert_max_num_queries(12):
            page = words_of(browser.get(address))
        assert "แหล่งน้ำชุมชน" in page
        assert "จังหวัดเห็นชอบ" in page
        assert "ตั้งคณะทำงาน" in page
        assert "เรื่องที่ยังไม่ยื่น" not in page
    assert "เรื่องที่ยังไม่ยื่น" in words_of(browser_of(chair_of(world)).get(reverse("petitions")))
    assert "แหล่งน้ำชุมชน" not in words_of(browser_of(world.stranger).get(reverse("petitions")))
    assert browser_of(None).get(reverse("public_petitions", args=["27"])).status_code == 404


def test_petitions_download_as_their_page_lists_them_and_no_cell_is_computed(world, django_assert_max_num_queries):
    drafted(world, replace(WORDS, subject="เรื่องที่ยังไม่ยื่น"))
    answered_to = resolved(world, drafted(world, replace(WORDS, subject="=1+1")))
    chair = chair_of(world)
    send_petition(plan=answered_to, seen=answered_to.revision, by=chair)
    there = reverse("petitions_xlsx")
    browser = browser_of(world.leader)
    assert f'href="{there}"' in browser.get(reverse("petitions")).content.decode()
    with django_assert_max_num_queries(12):
        (row,) = cells_of(browser.get(there))
    assert row[2:6] == (answered_to.reference, chair.body.name, "=1+1", WORDS.text)
    assert [row[4] for row in cells_of(browser_of(chair).get(there))] == ["เรื่องที่ยังไม่ยื่น", "=1+1"]
    assert cells_of(browser_of(world.stranger).get(there)) == []
    assert browser_of(None).get(there).status_code == 302


def test_an_answered_petition_downloads_with_what_was_promised(world):
    answered(world)
    (row,) = cells_of(browser_of(world.governor).get(reverse("petitions_xlsx")))
    measure = f"1. {MEASURE.text} ({MEASURE.responsible}, {MEASURE.due_on.isoformat()})"
    assert (row[11], *row[13:]) == ("รับไปดำเนินการ", "จังหวัดเห็นชอบ", measure)


def test_the_page_of_a_petition_says_whose_desk_it_is_on_within_its_queries(world, django_assert_max_num_queries):
    plan = received(world)
    browser = browser_of(world.governor)
    browser.get(reverse("plan", args=[plan.reference]))
    with django_assert_max_num_queries(12):
        page = words_of(browser.get(reverse("plan", args=[plan.reference])))
    assert "ตอบข้อเสนอของที่ประชุมสภา" in page
    for name in ("plan_history", "plan_process", "plan_versions", "plan_papers", "plan_lines"):
        assert browser.get(reverse(name, args=[plan.reference])).status_code == 200, name
    assert browser_of(world.leader).get(reverse("plan", args=[plan.reference])).status_code == 404


def test_a_petition_disturbs_no_other_plan_of_the_province(world):
    answered(world)
    before = version_of(world.provincial_plan)
    world.accepted(world.plan)
    world.refresh()
    assert version_of(world.provincial_plan) == before
    assert "แหล่งน้ำชุมชน" not in words_of(browser_of(None).get("/"))
    assert browser_of(None).get(reverse("province", args=["37", 2572])).status_code == 404
