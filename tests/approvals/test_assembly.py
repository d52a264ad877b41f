"""A self-managed province: the councils' provincial meeting resolves first, and ก.บ.จ. adopts exactly that."""

import pickle
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from approvals.models import Worksheet
from approvals.verbs.assembly import Votes, ask_assembly_again, resolve_in_assembly
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.province import answer_councils, endorse_plan, send_back
from approvals.verbs.worksheet import set_ceiling
from config.invariants import check
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Body
from proposals.models import Cycle, Meeting, Mode, Plan, PlanState, Resolution
from proposals.verbs.cycle import open_cycle
from tests.approvals.self_managed import IN_FAVOUR, an_assembly, in_another_cycle, sitting
from tests.approvals.visits import form_of
from tests.cast import DAY_ONE, TARGET_YEAR, build_world, version_of
from tests.visitors import browser_of
from workflow.actions import names_of, open_steps
from workflow.inbox import waiting_for


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker):
    """The province's plan of a self-managed cycle, heard and waiting for the councils' meeting: walked once."""
    with django_db_blocker.unblock(), clock.at(DAY_ONE), transaction.atomic():
        world = build_world()
        an_assembly(world)
        in_another_cycle(world, mode=Mode.SELF_MANAGED)
        world.heard_province()
        yield pickle.dumps(world)
        transaction.set_rollback(True)


@pytest.fixture
def heard(walked, django_db_blocker):
    with django_db_blocker.unblock(), clock.at(DAY_ONE), transaction.atomic():
        yield pickle.loads(walked)  # noqa: S301  # what this process has just written
        transaction.set_rollback(True)


def waits(plan):
    return names_of(open_steps(plan))


def resolved_by_councils(world, **changes):
    plan = world.provincial_plan
    options = {"draft": sitting(), "votes": IN_FAVOUR, "by": world.acting("assembly", "chair"), **changes}
    return resolve_in_assembly(plan=plan, seen=version_of(plan), **options)


def resolved_by_committee(world):
    plan = world.provincial_plan
    return resolve_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.provincial_chair)


def problems_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.message) for problem in refused.value.problems]


def test_the_councils_are_asked_before_the_committee(heard):
    assert waits(heard.provincial_plan) == {"assemble"}
    (task,) = waiting_for(heard.acting("assembly", "chair"))
    assert task.plan_id == heard.provincial_plan.pk
    with pytest.raises(Stale):
        resolved_by_committee(heard)


def test_after_the_councils_the_committee_the_governor_and_the_answer(heard):
    plan = resolved_by_councils(heard)
    assert (waits(plan), plan.state) == ({"adopt"}, PlanState.COMPILING)
    resolved_by_committee(heard)
    endorse_plan(plan=plan, seen=version_of(plan), by=heard.governor)
    answer_councils(plan=plan, by=heard.provincial_officer)
    assert plan.state == PlanState.ANSWERED
    assert waits(plan) == set()


def test_the_meeting_has_its_roster_its_quorum_and_its_own_number(heard):
    resolved_by_councils(heard)
    meeting = Meeting.objects.get(body=heard.bodies["assembly"])
    assert (meeting.kind, meeting.number, meeting.members_count, meeting.quorum) == ("provincial", 1, 9, 5)
    assert Resolution.objects.get(meeting=meeting).version == version_of(heard.provincial_plan)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"draft": sitting(present=2, absent=7), "votes": Votes("เห็นชอบ", 2)}, "meeting"),
        ({"votes": Votes("เห็นชอบ", 3, 4)}, "votes_for"),
        ({"votes": Votes("เห็นชอบ", 9)}, "votes_for"),
        ({"votes": Votes("", 7)}, "text"),
    ],
    ids=["without a quorum", "without a majority", "more votes than people", "without words"],
)
def test_a_sitting_that_cannot_resolve_is_refused_and_nothing_is_kept(heard, changes, field):
    assert [name for name, _message in problems_of(lambda: resolved_by_councils(heard, **changes))] == [field]
    assert not Meeting.objects.filter(body=heard.bodies["assembly"]).exists()
    assert waits(heard.provincial_plan) == {"assemble"}


def test_what_was_not_laid_is_not_resolved_on(heard):
    Worksheet.objects.filter(plan=heard.provincial_plan).update(laid_version=None)
    assert [field for field, _message in problems_of(lambda: resolved_by_councils(heard))] == ["version"]


@pytest.mark.parametrize("office", ["provincial_chair", "provincial_officer", "governor"])
def test_nobody_else_resolves_for_the_councils(heard, office):
    with pytest.raises(Refused):
        resolved_by_councils(heard, by=getattr(heard, office))


def test_a_council_does_not_see_the_provinces_desk(heard):
    with pytest.raises(NotHere):
        resolved_by_councils(heard, by=heard.leader)


def test_the_office_records_the_councils_resolution_from_its_signed_paper(heard):
    resolved_by_councils(heard, by=heard.recording(heard.provincial_officer, "assembly"))
    assert waits(heard.provincial_plan) == {"adopt"}
    assert heard.provincial_plan.events.filter(behalf_body=heard.bodies["assembly"]).count() == 3


def test_a_plan_changed_after_the_councils_resolved_goes_back_to_them(heard):
    plan, officer = resolved_by_councils(heard), heard.provincial_officer
    set_ceiling(plan=plan, ceiling=Decimal(1), by=officer)
    rank_entries(plan=plan, by=officer)
    lay_before_committee(plan=plan, by=officer)
    heard.refresh()
    assert problems_of(lambda: resolved_by_committee(heard)) == [
        ("the_councils_have_decided", "ที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบลยังไม่มีมติต่อแผนฉบับนี้")
    ]
    heard.refresh()
    ask_assembly_again(plan=plan, seen=version_of(plan), reason="วงเงินเปลี่ยน", by=heard.provincial_chair)
    assert waits(plan) == {"assemble"}
    resolved_by_councils(heard)
    resolved_by_committee(heard)
    assert plan.state == PlanState.ADOPTED


def test_asking_again_needs_a_reason_and_is_the_committees(heard):
    plan = resolved_by_councils(heard)
    with pytest.raises(Refused):
        ask_assembly_again(plan=plan, seen=version_of(plan), reason="x", by=heard.acting("assembly", "chair"))
    assert [
        field
        for field, _message in problems_of(
            lambda: ask_assembly_again(plan=plan, seen=version_of(plan), reason=" ", by=heard.provincial_chair)
        )
    ] == ["reason"]


def test_what_the_governor_sends_back_goes_to_the_councils_first(heard):
    plan = resolved_by_councils(heard)
    resolved_by_committee(heard)
    send_back(plan=plan, seen=version_of(plan), by=heard.governor, reason="ขอทบทวน")
    assert (waits(plan), plan.state) == ({"assemble"}, PlanState.RETURNED)
    resolved_by_councils(heard)
    resolved_by_committee(heard)
    assert waits(plan) == {"endorse"}


def test_the_tables_agree_with_two_meetings_on_one_plan(heard):
    resolved_by_councils(heard)
    resolved_by_committee(heard)
    assert check().broken == []


def test_a_province_without_that_meeting_cannot_manage_itself(heard):
    Body.objects.filter(code="assembly").update(ended_on=DAY_ONE)
    found = problems_of(
        lambda: open_cycle(
            province=heard.province, target_year=TARGET_YEAR + 2, mode=Mode.SELF_MANAGED, by=heard.provincial_officer
        )
    )
    assert [field for field, _message in found] == ["mode"]
    assert not Cycle.objects.filter(target_year=TARGET_YEAR + 2).exists()


def test_an_integrated_cycle_knows_no_such_step(heard):
    other = Plan.objects.get(level="province", cycle__target_year=TARGET_YEAR)
    with pytest.raises(Stale, match="ไม่มีขั้นตอนนี้"):
        resolve_in_assembly(
            plan=other, seen=version_of(other), draft=sitting(), votes=IN_FAVOUR, by=heard.acting("assembly", "chair")
        )


def test_the_councils_record_their_resolution_on_a_page(heard):
    plan = heard.provincial_plan
    browser = browser_of(heard.acting("assembly", "chair"))
    address = reverse("plan_assemble", args=[plan.reference])
    values = {
        "held_on_day": DAY_ONE.day, "held_on_month": DAY_ONE.month, "held_on_year": DAY_ONE.year + 543,
        "place": "ศาลากลาง", "present": "ก\nข\nค", "absent": "ง", "text": "เห็นชอบ", "votes_for": 3,
        "votes_against": 0, "abstained": 0,
    }  # fmt: skip
    few = browser.post(address, {**form_of(browser.get(address)), **values, "present": "ก", "absent": "ข\nค\nง"})
    assert (few.status_code, waits(plan)) == (422, {"assemble"})
    assert "ไม่ครบองค์ประชุม" in few.content.decode()
    done = browser.post(address, {**form_of(browser.get(address)), **values})
    assert (done.status_code, waits(plan)) == (302, {"adopt"})


def test_the_committee_asks_again_on_a_page(heard):
    plan = resolved_by_councils(heard)
    browser = browser_of(heard.provincial_chair)
    assert "ขอให้ที่ประชุมสภาระดับจังหวัดทบทวน" in browser.get(reverse("plan", args=[plan.reference])).content.decode()
    address = reverse("plan_ask_again", args=[plan.reference])
    assert browser.post(address, {**form_of(browser.get(address)), "reason": "ขอทบทวน"}).status_code == 302
    assert waits(plan) == {"assemble"}
