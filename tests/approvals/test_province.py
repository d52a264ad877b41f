"""The province: vetting, integration, hearing, the governor's exact version, sending back, replies to every council."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from approvals.drafts import Integration
from approvals.models import Entry
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing
from approvals.verbs.province import send_back as send_back_plan
from approvals.verbs.worksheet import integrate_entries, set_ceiling
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from documents.thai import to_thai_digits
from proposals.drafts import BudgetDraft
from proposals.models import Decision, Fate, Meeting
from proposals.verbs.drafting import edit_proposal
from proposals.verbs.meetings import pass_resolution
from tests.cast import version_of
from workflow.effects import effects_of
from workflow.models import Job, Notice

pytestmark = pytest.mark.django_db


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"agency_id": 999_999}, ["entries[1].agency"]),
        ({"funding_source": "bank"}, ["entries[1].funding_source"]),
        ({"proposed": Decimal(1)}, ["entries[1].reason"]),
        ({"proposed": Decimal(-1), "reason": "ปรับลด"}, ["entries[1].proposed"]),
        ({"proposed": Decimal("NaN"), "reason": "ปรับลด"}, ["entries[1].proposed"]),
        ({"proposed": Decimal("0.001"), "reason": "ปรับลด"}, ["entries[1].proposed"]),
        ({"proposed": Decimal("1e20"), "reason": "ปรับลด"}, ["entries[1].proposed"]),
        ({"proposed": Decimal(1), "reason": "ก" * 301}, ["entries[1].reason"]),
    ],
)
def test_a_wrong_value_of_an_integration_is_named(world, change, found):
    plan = world.scored(world.gathered_province())
    draft = replace(Integration(world.bodies["agency"].pk, "province"), **change)
    act = lambda: integrate_entries(plan=plan, integrations={1: draft}, by=world.provincial_officer)  # noqa: E731
    assert fields(act) == found
    assert not Entry.objects.filter(worksheet__plan=plan).exclude(agency=None).exists()


def test_a_body_of_another_province_answers_for_nothing(world):
    plan = world.scored(world.gathered_province())
    draft = Integration(world.stranger.body.pk, "province")
    both = {1: draft, 99: draft}
    assert fields(lambda: integrate_entries(plan=plan, integrations=both, by=world.provincial_officer)) == [
        "entries", "entries[1].agency",
    ]  # fmt: skip


def test_what_is_proposed_may_differ_from_what_is_asked_and_what_is_asked_stays(world):
    plan = world.scored(world.gathered_province())
    less = Integration(world.bodies["agency"].pk, "ministry", Decimal("1500.50"), "ปรับตามราคากลาง")
    integrate_entries(plan=plan, integrations={1: less}, by=world.provincial_officer)
    from approvals.verbs.closing import lay_before_committee, rank_entries

    rank_entries(plan=plan, by=world.provincial_officer)
    lay_before_committee(plan=plan, by=world.provincial_officer)
    line = Entry.objects.get(worksheet__plan=plan, number=1).line
    row = next(row for row in world.rows(world.fresh(plan)) if row.line == line)
    assert (row.proposed, row.proposed_reason, row.funding_source) == (Decimal("1500.50"), "ปรับตามราคากลาง", "ministry")
    assert row.asked == sum(share.asked for share in line.worksheet_entry.shares.all())


def test_only_a_hearing_on_this_plan_counts_as_one(world):
    plan = world.compiled_province()
    meeting = world.meeting(plan)
    assert fields(lambda: hold_hearing(plan=plan, hearing=meeting, by=world.provincial_officer)) == ["hearing"]
    foreign = world.meeting(world.plan, Meeting.Kind.HEARING)
    assert fields(lambda: hold_hearing(plan=plan, hearing=foreign, by=world.provincial_officer)) == ["hearing"]
    hold_hearing(plan=plan, hearing=world.meeting(plan, Meeting.Kind.HEARING), by=world.provincial_officer)
    with pytest.raises(Stale):
        hold_hearing(plan=plan, hearing=world.meeting(plan, Meeting.Kind.HEARING), by=world.provincial_officer)


def test_the_governor_endorses_exactly_the_version_on_the_desk(world):
    plan = world.sent_back()
    first = plan.versions.order_by("number").first()
    world.resolved_province()
    with pytest.raises(Stale):
        endorse_plan(plan=plan, seen=first, by=world.governor)
    assert not Decision.objects.filter(plan=plan, act="endorse").exists()
    endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)
    decision = Decision.objects.get(plan=plan, act="endorse")
    assert (decision.version, decision.version_hash) == (version_of(plan), version_of(plan).hash)
    with pytest.raises(Stale):
        endorse_plan(plan=plan, seen=version_of(plan), by=world.governor)


def test_endorsing_carries_every_line_and_says_what_is_over_the_ceiling(world):
    plan = world.gathered_province()
    set_ceiling(plan=plan, ceiling=Decimal(9000), by=world.provincial_officer)
    world.endorsed()
    fates = Fate.objects.filter(line__plan=plan)
    assert sorted(fates.values_list("kind", "reason_code")) == [("carried", "")] * 3 + [("carried", "over_ceiling")] * 3
    assert Job.objects.filter(kind="open_commitments").count() == 1


def test_only_the_governor_endorses(world):
    plan = world.resolved_province()
    for by in (world.provincial_officer, world.provincial_chair):
        with pytest.raises(Refused):
            endorse_plan(plan=plan, seen=version_of(plan), by=by)
    for by in (world.leader, world.coordinator, world.agency, world.stranger):
        with pytest.raises(NotHere):
            endorse_plan(plan=plan, seen=version_of(plan), by=by)


def test_a_plan_sent_back_is_resolved_again_and_no_fate_is_given_twice(world):
    plan = world.resolved_province()
    before = Fate.objects.count()
    assert fields(lambda: send_back_plan(plan=plan, seen=version_of(plan), by=world.governor, reason=" ")) == ["reason"]
    world.sent_back()
    assert (plan.state, version_of(plan).frozen_at) == ("returned", None)
    world.resolved_province()
    assert (world.fresh(plan).state, Fate.objects.count()) == ("adopted", before)


def test_new_words_after_a_return_leave_the_proposed_amount_and_its_reason_as_they_are(world):
    plan = world.scored(world.gathered_province())
    less = Integration(world.bodies["agency"].pk, "ministry", Decimal(1500), "ปรับตามราคากลาง")
    integrate_entries(plan=plan, integrations={1: less}, by=world.provincial_officer)
    from approvals.verbs.closing import lay_before_committee, rank_entries

    rank_entries(plan=plan, by=world.provincial_officer)
    lay_before_committee(plan=plan, by=world.provincial_officer)
    world.refresh()
    hearing = world.meeting(plan, Meeting.Kind.HEARING)
    hold_hearing(plan=plan, hearing=hearing, by=world.provincial_officer)
    world.resolved(plan)
    send_back_plan(plan=plan, seen=version_of(plan), by=world.governor, reason="ขอชื่อที่ชัดเจน")
    row = next(row for row in world.rows(plan) if row.proposed_reason)
    proposal = row.line.proposal
    words = world.words(title="ชื่อที่ชัดเจน", budget=[BudgetDraft(2572, "ministry", row.asked)])
    edit_proposal(proposal=proposal, draft=words, by=world.provincial_officer, seen=proposal.revision)
    row.refresh_from_db()
    assert (row.proposed, row.proposed_reason) == (Decimal(1500), "ปรับตามราคากลาง")


def test_each_council_gets_one_letter_that_names_each_of_its_proposals(world):
    plan = world.answered()
    letters = Document.objects.filter(plan=plan, kind="P10").select_related("recipient")
    submitted = (world.plan, *world.shared_plans)
    assert {letter.recipient for letter in letters} == {child.owner for child in submitted}
    assert len(letters) == len(submitted)
    for child in submitted:
        letter = json.loads(letters.get(recipient=child.owner).snapshot)
        words = json.dumps(letter, ensure_ascii=False)
        rows = letter["annexes"][0]["rows"]
        assert len(rows) == 3
        for row in world.rows(world.fresh(child)):
            title = to_thai_digits(row.proposal_version.title)
            assert sum(title == r["cells"][1] for r in rows) == 1
        assert "การบรรจุในแผนยังไม่ใช่การได้รับงบประมาณ" in words
        assert "ชุมชนดำเนินการเอง" in words
        assert "บรรจุในแผนพัฒนาจังหวัด ลำดับที่" in words


def test_the_replies_are_announced_before_they_are_sent(world):
    plan = world.endorsed()
    announced = effects_of(answer_councils)
    assert announced.papers_about(plan) == ["P10"]
    told = sorted(body.pk for body in announced.recipients(plan))
    before = Notice.objects.count()
    answer_councils(plan=plan, by=world.provincial_officer)
    assert sorted(Notice.objects.filter(verb="answer_councils").values_list("body", flat=True)) == told
    assert Notice.objects.count() == before + len(told)


def test_a_resolution_on_a_version_that_is_no_longer_on_the_desk_is_refused(world):
    plan = world.sent_back()
    first = plan.versions.order_by("number").first()
    meeting = world.meeting(plan)
    with pytest.raises(Stale):
        pass_resolution(meeting=meeting, version=first, text="เห็นชอบ", votes_for=7, by=world.provincial_officer)
