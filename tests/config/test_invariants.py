"""Whatever breaks an invariant behind the door's back is found, and its row named."""

import json
from collections import Counter

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from config.invariants import INVARIANTS, Scope, check
from config.invariants.database import HISTORY as WATCHED
from config.invariants.database import history_is_append_only, refusals
from config.invariants.history import PAPERS, THE_LOG, VERSIONS, WORDS
from directory import clock
from directory.models import AreaGroupPermission, Tenure, User, Village
from documents.models import Document, Register, Rendition
from proposals.models import (
    Attendance,
    Decision,
    Fate,
    Meeting,
    PlanLine,
    PlanVersion,
    Proposal,
    ProposalVersion,
    Resolution,
    SearchedWords,
    Summary,
)
from tests.config import test_invariants_world as small
from tests.config.test_invariants_breaks import BREAKS, breaks, line, set_
from tests.config.test_invariants_world import _world, command, world  # noqa: F401  # fixtures
from tests.workflow.builders import triggers_off
from tracking.models import Commitment
from workflow.models import Event, Job

HISTORY = [
    "workflow_event", "workflow_eventitem", "proposals_decision", "proposals_resolution", "proposals_fate",
    "proposals_share", "proposals_plan", "proposals_planversion", "proposals_planline", "proposals_proposalversion",
    "proposals_budgetline", "proposals_budgetitem", "proposals_indicator", "documents_document", "documents_rendition",
]  # fmt: skip


# --- Decisions and meetings ---


@breaks("a_decision_names_its_frozen_version", VERSIONS)
def a_decision_on_another_hash(w):
    decision = Decision.objects.filter(act="accept").first()
    set_(decision, version_hash="f" * 64)
    return decision.pk


@breaks("a_decision_names_its_frozen_version", "the_desk_holds_the_plans_own_latest_version")
def a_version_that_was_thawed(w):
    version = w.provincial_plan.current_version
    set_(version, frozen_at=None)
    return version.pk


@breaks("a_decision_names_its_frozen_version")
def a_decision_on_the_version_of_another_plan(w):
    decision = Decision.objects.filter(act="accept").first()
    set_(decision, plan=w.late_plan)
    return decision.pk


@breaks("a_decision_names_its_frozen_version")
def an_adoption_without_a_resolution(w):
    decision = Decision.objects.filter(act="adopt").first()
    set_(decision, resolution=None)
    return decision.pk


@breaks("adopted_versions_have_a_quorate_resolution")
def a_meeting_that_lost_its_quorum(w):
    meeting = Meeting.objects.get(plan=w.council_plans[0])
    for present in Attendance.objects.filter(meeting=meeting, presence="present")[:2]:
        set_(present, presence="absent")
    return w.council_plans[0].pk


@breaks("adopted_versions_have_a_quorate_resolution")
def a_resolution_of_an_open_forum(w):
    set_(Meeting.objects.get(plan=w.district_plan), kind="forum")
    return w.district_plan.pk


@breaks("adopted_versions_have_a_quorate_resolution")
def more_votes_than_members_present(w):
    resolution = Resolution.objects.first()
    set_(resolution, votes_for=5)
    return resolution.pk


@breaks("adopted_versions_have_a_quorate_resolution")
def a_resolution_of_another_plans_meeting(w):
    resolution = Resolution.objects.get(meeting__plan=w.council_plans[0])
    set_(resolution, meeting=Meeting.objects.get(plan=w.council_plans[1]))
    return resolution.pk


@breaks("adopted_versions_have_a_quorate_resolution", THE_LOG)
def a_version_submitted_that_nobody_adopted(w):
    event = Event.objects.get(plan=w.district_plan, verb="submit")
    set_(event, data=json.dumps({"version_hash": "e" * 64}))
    return "e" * 64


@breaks("the_desk_holds_the_plans_own_latest_version")
def a_newer_version_beside_the_desk(w):
    newer = PlanVersion.objects.create(plan=w.late_plan, number=9, created_at=clock.now())
    return newer.pk


@breaks("the_desk_holds_the_plans_own_latest_version")
def a_frozen_version_with_words_that_are_not(w):
    words = ProposalVersion.objects.get(proposal__lines=line("980101", 2))
    set_(words, frozen_at=None)
    return words.pk


# --- People and places ---


@breaks("only_the_owner_writes_words")
def words_written_by_an_official(w):
    words = ProposalVersion.objects.get(proposal__lines=line("980101", 2))
    set_(words, written_by=w.desk.coordinator.user)
    return w.desk.coordinator.user.pk


@breaks("only_the_owner_writes_words")
def words_that_nobody_wrote(w):
    set_(ProposalVersion.objects.get(proposal__lines=line("980101", 2)), written_by=None)
    return w.council_plans[0].pk


@breaks("only_the_owner_writes_words")
def words_of_a_secretary_before_taking_office(w):
    set_(w.councils["980102"].secretary.tenure, starts=small.START.replace(year=2027))
    return w.council_plans[1].pk


@breaks("own_powers_are_never_granted_over_areas")
def a_reviewer_who_may_submit_for_councils(w):
    grant = AreaGroupPermission.objects.create(
        group=w.desk.coordinator.office.group,
        permission=Permission.objects.get(codename="submit_plan"),
        content_object_id="9801",
    )
    return grant.pk


@breaks("place_codes_agree")
def a_plan_in_another_district(w):
    set_(w.late_plan, district_code="9802")
    return w.late_plan.pk


@breaks("place_codes_agree")
def a_proposal_from_the_neighbours(w):
    proposal = Proposal.objects.get(lines=line("980101", 2))
    set_(proposal, area_id="980102")
    return proposal.pk


@breaks("place_codes_agree", WORDS)
def a_project_in_a_village_of_the_neighbours(w):
    words = ProposalVersion.objects.get(proposal__lines=line("980101", 2))
    set_(words, village=Village.objects.filter(area="980102").first())
    return words.pk


@breaks("every_proposal_is_found_by_its_words")
def a_proposal_that_no_search_finds(w):
    proposal = Proposal.objects.get(lines=line("980101", 2))
    SearchedWords.objects.filter(proposal=proposal).delete()
    return proposal.pk


@breaks("every_proposal_is_found_by_its_words")
def a_proposal_found_by_words_that_it_no_longer_says(w):
    proposal = Proposal.objects.get(lines=line("980101", 2))
    SearchedWords.objects.filter(proposal=proposal).update(words="อย่างอื่น")
    return proposal.pk


# --- Papers ---


@breaks("registers_have_no_gaps")
def a_number_skipped(w):
    set_(w.letter, running_number=2)
    return w.letter.issuer_id


@breaks("registers_have_no_gaps")
def a_register_ahead_of_its_letters(w):
    Register.objects.update(last_number=7)
    return 7


@breaks("registers_have_no_gaps")
def a_numbered_letter_that_is_gone(w):
    set_(w.letter, running_number=None)
    return w.letter.issuer_id


@breaks("registers_have_no_gaps")
def a_receipt_skipped(w):
    set_(w.letter, receipt_number="2", receipt_running=2, receipt_year=2569)
    return w.letter.recipient_id


@breaks("registers_have_no_gaps")
def an_incoming_register_ahead_of_its_receipts(w):
    Register.objects.create(body_id=w.letter.recipient_id, name="incoming", year=2569, last_number=1)
    return w.letter.recipient_id


@breaks("every_paper_has_its_rendition")
def a_paper_whose_pages_are_gone(w):
    paper = Document.objects.filter(kind="P08").get()
    paper.renditions.all().delete()
    return paper.pk


@breaks("every_paper_has_its_rendition")
def a_paper_that_no_job_will_ever_print(w):
    paper = Document.objects.filter(kind="P08").get()
    paper.renditions.all().delete()
    Job.objects.filter(key=f"render_document:{paper.pk}:unsigned").delete()
    return paper.pk


@breaks("every_paper_has_its_rendition")
def a_signed_letter_without_its_scan(w):
    w.letter.renditions.filter(kind="scan").delete()
    return w.letter.pk


@breaks("every_paper_has_its_rendition")
def a_numbered_letter_without_its_copy(w):
    w.letter.renditions.filter(kind="issued").update(kind="unsigned")
    return w.letter.pk


@breaks("every_carried_line_has_its_commitment")
def a_promise_that_nobody_follows(w):
    Commitment.objects.filter(line=line("98", 1)).delete()
    return line("98", 1).pk


@breaks("every_carried_line_has_its_commitment")
def a_promise_over_another_amount(w):
    set_(Commitment.objects.get(line=line("98", 1)), amount=5)
    return line("98", 1).pk


@breaks("every_carried_line_has_its_commitment")
def a_promise_without_a_line_in_the_plan(w):
    commitment = Commitment.objects.get(line=line("98", 1))
    set_(commitment, line=line("980102", 3))
    return commitment.pk


@breaks("every_carried_line_has_its_commitment")
def a_promise_done_without_a_report(w):
    commitment = Commitment.objects.get(line=line("98", 1))
    set_(commitment, status="done")
    return commitment.pk


# --- Sums ---


@breaks("the_summary_is_what_the_lines_say")
def a_sum_changed_by_hand(w):
    kept = Summary.objects.filter(level="subdistrict", split="strategy").first()
    set_(kept, lines=kept.lines + 1)
    return kept.district_code


@breaks("the_summary_is_what_the_lines_say")
def sums_that_vanished(w):
    plan = w.council_plans[0]
    Summary.objects.filter(cycle=plan.cycle, level="subdistrict").delete()
    return plan.district_code


# --- History ---


@breaks("history_is_append_only")
def a_table_of_history_that_may_be_edited(w):
    return "proposals_fate"  # its triggers are off, as in every test here


@pytest.mark.django_db
def test_every_table_that_refuses_both_changes_is_watched_and_no_other():
    acts = Counter(table for table, _act in set(refusals()))
    assert {table for table, number in acts.items() if number == 2} == {model._meta.db_table for model in WATCHED}


@pytest.mark.django_db
@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model.__name__)
def test_each_table_whose_triggers_are_gone_is_named(model):
    table = model._meta.db_table
    triggers_off(table)
    count, faults = history_is_append_only(Scope(None))
    assert count == 2 * len(WATCHED)
    assert {row["table"] for row, _why in faults} == {table}


@breaks(THE_LOG)
def an_event_that_was_rewritten(w):
    set_(Event.objects.get(plan=w.late_plan, verb="submit"), verb="recall")
    return w.late_plan.pk


@breaks(WORDS)
def a_title_that_was_rewritten(w):
    set_(ProposalVersion.objects.get(proposal__lines=line("980101", 2)), title="ชื่ออื่น")
    return w.council_plans[0].pk


@breaks(VERSIONS)
def a_rank_that_was_rewritten(w):
    set_(PlanLine.objects.get(line=line("98", 1)), rank=99)
    return w.provincial_plan.pk


@breaks(PAPERS)
def a_letter_whose_words_were_rewritten(w):
    snapshot = json.loads(w.letter.snapshot) | {"subject": "เรื่องอื่น"}
    set_(w.letter, snapshot=json.dumps(snapshot))
    return w.letter.plan_id


@pytest.mark.parametrize(("breaking", "invariants"), BREAKS)
def test_what_breaks_an_invariant_is_found_and_its_row_is_named(world, breaking, invariants):  # noqa: F811
    triggers_off(*HISTORY)
    expected = breaking(world)
    findings = check(world.cycle)
    assert set(invariants) <= findings.names()
    named = [value for name in invariants for broken in findings.of(name) for value in broken.row.values()]
    assert expected in named
    assert all(broken.why for broken in findings.broken)


def test_each_invariant_is_broken_here_at_least_once():
    broken = {name for param in BREAKS for name in param.values[1]}
    assert broken == {*INVARIANTS, THE_LOG, WORDS, VERSIONS, PAPERS}


def test_the_command_names_the_broken_row_and_ends_with_one(world):  # noqa: F811
    set_(Commitment.objects.get(line=line("98", 1)), amount=5)
    status, text = command()
    assert status == 1
    assert "every_carried_line_has_its_commitment" in text
    assert "amount=5.00" in text
    status, text = command("--json")
    answer = json.loads(text)
    assert (status, answer["ok"]) == (1, False)
    assert [broken["invariant"] for broken in answer["broken"]] == ["every_carried_line_has_its_commitment"]
    assert answer["broken"][0]["row"]["amount"] == "5.00"


def test_the_command_prints_twenty_rows_and_says_how_many_more(world, monkeypatch):  # noqa: F811
    Commitment.objects.update(amount=5)
    monkeypatch.setattr("config.management.commands.check_invariants.MOST_ROWS", 1)
    assert "… และอีก 2 แถว" in command()[1]


# --- What looks odd and is right ---


def test_a_paper_still_waiting_for_its_pages_is_not_broken(world):  # noqa: F811
    triggers_off("documents_rendition")
    paper = Document.objects.get(kind="P08")
    paper.renditions.all().delete()
    Job.objects.filter(key=f"render_document:{paper.pk}:unsigned").update(state="queued")
    assert check().names() == {"history_is_append_only"}


def test_commitments_still_to_be_opened_by_their_job_are_not_broken(world):  # noqa: F811
    Commitment.objects.all().delete()
    Job.objects.filter(kind="open_commitments").update(state="queued")
    assert check().ok


def test_a_tenure_that_ended_later_does_not_make_old_words_foreign(world):  # noqa: F811
    Tenure.objects.filter(office=world.councils["980101"].secretary.office).update(ends=small.START.replace(month=12))
    User.objects.filter(pk=world.councils["980101"].secretary.user.pk).update(is_active=False)
    assert check().ok


def test_the_check_writes_nothing(world):  # noqa: F811
    before = {model: model.objects.count() for model in (Event, Fate, Job, Rendition)}
    call_command("check_invariants")
    assert before == {model: model.objects.count() for model in before}
