"""What went without money in the last cycle comes back with its history, in one action and once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from approvals.drafts import ItemAnswer
from approvals.verbs.worksheet import answer_lines
from config.invariants import check
from directory.acting import SystemActor
from directory.errors import Invalid, NotHere, Refused, Stale
from proposals.drafts import BudgetDraft
from proposals.earlier import unfunded_lines, way_and_history_of
from proposals.models import Line, Plan, Proposal, ProposalVersion
from proposals.verbs.carry_over import bring_back_in_a_new_cycle, bring_deferred_back, carry_over
from proposals.verbs.cycle import open_cycle
from proposals.verbs.drafting import draft_proposals, remove_drafts
from proposals.verbs.plan import adopt_plan, withdraw_lines
from tests.approvals.visits import words_of
from tests.cast import version_of
from tests.proposals.test_meeting_pages import sent
from tests.visitors import browser_of
from workflow import jobs
from workflow.models import Event, Job, Notice

pytestmark = pytest.mark.django_db


def last_cycle(world):
    """The last cycle: one kept, one refused, one deferred, one withdrawn, one carried and still on its way."""
    drafts = [world.words(number, title=f"โครงการที่ {number}") for number in range(1, 6)]
    drafts[1] = replace(
        drafts[1],
        budget=[*drafts[1].budget, BudgetDraft(2570, "province", Decimal(7)), BudgetDraft(2571, "lao", Decimal(5))][:1],
    )
    draft_proposals(plan=world.plan, drafts=drafts, by=world.secretary)
    world.submitted(world.plan)
    lines = world.lines(world.plan)
    withdraw_lines(plan=world.plan, line_ids=[lines[3].pk], by=world.leader, reason="ทำเองแล้ว")
    district = world.gathered_district()
    answers = {
        lines[1].pk: ItemAnswer("refused", reason_code="out_of_scope", reason="ไม่อยู่ในอำนาจ"),
        lines[2].pk: ItemAnswer("deferred", reason_code="next_round", reason="งบไม่พอปีนี้"),
    }
    answer_lines(plan=district, answers=answers, by=world.coordinator)
    world.resolved_district()
    return lines


def plan_of_the_next_cycle(world):
    """The same council's plan of the next cycle."""
    cycle = open_cycle(province=world.province, target_year=2573, by=world.provincial_officer)
    return Plan.objects.select_related("owner", "cycle", "current_version").get(
        cycle=cycle, owner=world.bodies["council"]
    )


@pytest.fixture
def before(world):
    return last_cycle(world)


@pytest.fixture
def plan(world, before):
    return plan_of_the_next_cycle(world)


def titles(plan):
    rows = plan.lines.filter(in_versions__version=plan.current_version_id).order_by("number")
    return list(rows.values_list("in_versions__proposal_version__title", flat=True))


def test_what_was_refused_deferred_or_withdrawn_is_offered_and_the_deferred_is_ticked(world, before, plan):
    offered = unfunded_lines(plan)
    assert [each.line for each in offered] == [before[1], before[2], before[3]]
    assert [each.was_deferred for each in offered] == [False, True, False]
    assert [each.ends[0].station.answer.reason for each in offered] == ["ไม่อยู่ในอำนาจ", "งบไม่พอปีนี้", "ทำเองแล้ว"]


def test_they_become_drafts_that_know_what_they_come_back_of(world, before, plan):
    written = carry_over(plan=plan, lines=[before[1], before[2]], by=world.secretary)
    assert titles(plan) == ["โครงการที่ 2", "โครงการที่ 3"]
    lines = list(Line.objects.filter(plan=plan).order_by("number"))
    assert [line.comes_back_of for line in lines] == [before[1], before[2]]
    assert [proposal.state for proposal in written] == ["draft", "draft"]
    assert all(proposal.reference.startswith("2573-370101-") for proposal in written)
    assert [ProposalVersion.objects.get(proposal=each).asked for each in written] == [2000, 3000]
    row = next(row for row in world.rows(plan) if row.line == lines[0])
    _way, (history,) = way_and_history_of(row)
    assert (history.line, history.ends[0].station.answer.words) == (before[1], "ไม่รับ")
    event = Event.objects.get(verb="carry_over")
    assert event.items_count == 2


def test_nothing_comes_back_twice_unless_its_draft_was_removed(world, before, plan):
    (written,) = carry_over(plan=plan, lines=[before[1]], by=world.secretary)
    assert [each.line for each in unfunded_lines(plan)] == [before[2], before[3]]
    with pytest.raises(Invalid):
        carry_over(plan=plan, lines=[before[1], before[2]], by=world.secretary)
    assert titles(plan) == ["โครงการที่ 2"]
    remove_drafts(plan=plan, proposals=[Proposal.objects.get(pk=written.pk)], by=world.secretary)
    carry_over(plan=plan, lines=[before[1]], by=world.secretary)
    assert titles(plan) == ["โครงการที่ 2"]


def test_what_got_on_is_kept_or_belongs_to_others_does_not_come_back(world, before, plan):
    other = Plan.objects.select_related("owner", "cycle", "current_version").get(
        cycle=plan.cycle, owner=world.bodies["shared-council-a"]
    )
    assert unfunded_lines(other) == []
    for lines in ([before[0]], [before[4]], []):
        with pytest.raises(Invalid):
            carry_over(plan=plan, lines=lines, by=world.secretary)
    with pytest.raises(Invalid):
        carry_over(plan=other, lines=[before[1]], by=world.other_leader)


def test_only_who_writes_the_plan_brings_them_back(world, before, plan):
    for by, refusal in (
        (world.lao_planner, Refused),
        (world.coordinator, Refused),
        (world.other_leader, NotHere),
        (world.stranger, NotHere),
    ):
        with pytest.raises(refusal):
            carry_over(plan=plan, lines=[before[1]], by=by)
    with pytest.raises(Stale):
        carry_over(plan=world.fresh(world.plan), lines=[before[1]], by=world.secretary)


def test_what_was_deferred_stands_in_the_new_plan_by_itself_once_with_its_history(world, before, plan):
    jobs.drain(["bring_deferred_back"])
    (row,) = world.rows(plan)
    assert (row.proposal_version.title, row.line.comes_back_of) == ("โครงการที่ 3", before[2])
    assert row.line.proposal.state == "draft"
    event = Event.objects.get(plan=plan, verb="bring_deferred_back")
    assert (event.system, event.actor, event.items_count) == ("next_round", None, 1)
    notice = Notice.objects.get(plan=plan, verb="bring_deferred_back")
    assert notice.body == world.bodies["council"]
    plan.refresh_from_db()
    assert [each.line for each in unfunded_lines(plan)] == [before[1], before[3]]  # these wait for the owner's word
    address = reverse("proposal", args=[plan.reference, row.line.proposal.reference])
    page = words_of(browser_of(world.leader).get(address))
    assert "เคยเสนอมาแล้ว ปีงบประมาณ 2572" in page
    assert "งบไม่พอปีนี้" in page
    assert check().ok


def test_a_worker_that_was_killed_brings_nothing_back_twice_even_where_its_owner_removed_it(world, before, plan):
    bring_back_in_a_new_cycle({"plan": plan.pk})
    bring_back_in_a_new_cycle({"plan": plan.pk})
    assert titles(plan) == ["โครงการที่ 3"]
    remove_drafts(plan=world.fresh(plan), proposals=list(Proposal.objects.filter(plan=plan)), by=world.secretary)
    bring_back_in_a_new_cycle({"plan": plan.pk})
    assert titles(plan) == []
    carry_over(plan=world.fresh(plan), lines=[before[2]], by=world.secretary)
    assert titles(plan) == ["โครงการที่ 3"]


def test_nothing_is_put_into_an_adopted_plan_and_nobody_else_may(world, before, plan):
    plan = world.fresh(plan)
    with pytest.raises(Refused):
        bring_deferred_back(plan=plan, by=SystemActor("deadline"))
    draft_proposals(plan=plan, drafts=[world.words(7)], by=world.secretary)
    adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)
    jobs.drain(["bring_deferred_back"])
    assert titles(world.fresh(plan)) == ["โครงการที่ 7"]
    assert not Event.objects.filter(verb="bring_deferred_back").exists()


def test_a_first_cycle_has_nothing_to_bring_back_and_gets_no_jobs(world):
    assert not Job.objects.filter(kind="bring_deferred_back").exists()


def test_amounts_of_years_that_are_over_move_to_the_first_year_of_the_new_round(world):
    from proposals.earlier import Earlier
    from proposals.models import Cycle
    from proposals.verbs.carry_over import _as_draft

    budget = [BudgetDraft(year, "province", Decimal(year)) for year in (2571, 2572)] + [
        BudgetDraft(2575, "lao", Decimal(5))
    ]
    draft_proposals(plan=world.plan, drafts=[world.words(2, budget=budget)], by=world.secretary)
    (row,) = world.rows(world.plan)
    later = Cycle(province=world.province, target_year=2577, round_start=2576, round_years=5)
    found = {(line.year, line.source): line.amount for line in _as_draft(Earlier(row.line, row, []), later).budget}
    assert found == {(2576, "province"): Decimal(5143), (2576, "lao"): Decimal(5)}


def test_the_page_lists_them_with_their_reasons_and_the_new_page_tells_the_history(
    world, before, plan, django_assert_max_num_queries
):
    address = reverse("plan_carry_over", args=[plan.reference])
    browser = browser_of(world.secretary)
    with django_assert_max_num_queries(12):
        page = browser.get(address)
    assert "โครงการที่ 2" in words_of(page)
    assert "ไม่รับ (ไม่อยู่ในอำนาจ)" in words_of(page)
    assert page.context["form"]["lines"].value() == [str(before[2].pk)]
    chosen = [str(before[1].pk), str(before[2].pk)]
    assert sent(world.secretary, address, lines=chosen)["location"] == reverse("plan_lines", args=[plan.reference])
    first = Proposal.objects.filter(plan=plan).order_by("pk").first()
    with django_assert_max_num_queries(12):
        shown = words_of(browser.get(reverse("proposal", args=[plan.reference, first.reference])))
    assert "เคยเสนอมาแล้ว ปีงบประมาณ 2572" in shown
    assert "ไม่อยู่ในอำนาจ" in shown
    assert sent(world.secretary, address, lines=chosen).status_code == 422
    assert browser_of(world.other_leader).get(address).status_code == 404
    assert browser_of(world.lao_planner).get(address).status_code == 403
