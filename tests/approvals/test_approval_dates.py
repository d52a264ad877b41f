"""By when approvers answer: from their turn on, reminded of, overdue until they answer, in their own calendar."""

from datetime import timedelta

import pytest
from django.urls import reverse

from approvals.approvers import plans_to_approve
from approvals.verbs.approvers import set_approvers
from directory import clock
from directory.errors import Invalid
from portal.calendar import calendar_of, overdue_for, running_for
from tests.approvals.approvers import Act, agreed, the_governors_people
from tests.approvals.visits import rows
from tests.cast import DAY_ONE
from tests.visitors import browser_of, once_of
from workflow import deadlines, jobs
from workflow.models import Deadline, Notice

pytestmark = pytest.mark.django_db
DAYS = 7
DUE = DAY_ONE + timedelta(days=DAYS)


@pytest.fixture
def asked(world):
    """The province's plan before its governor, who asks the head of the office and then two deputies, in seven days."""
    world.resolved_province()
    world.askers = the_governors_people(world)
    in_days(world, DAYS)
    return world


def in_days(world, days, **more):
    head, *deputies = world.askers
    steps = [[head.office], [each.office for each in deputies]]
    by = world.provincial_officer
    return set_approvers(area=world.province, act=Act.ENDORSE, steps=steps, answer_days=days, by=by, **more)


def running(world):
    found = Deadline.objects.filter(kind="approval", settled_at__isnull=True, replaced_by__isnull=True)
    return {each.about: each.due_on for each in found.filter(plan=world.provincial_plan)}


def test_a_day_is_set_for_whose_turn_it_is_and_moves_on_as_they_agree(asked):
    head, first, second = asked.askers
    assert running(asked) == {head.office.pk: DUE}
    with clock.at(DAY_ONE + timedelta(days=2)):
        agreed(asked.fresh(asked.provincial_plan), head)
        assert running(asked) == dict.fromkeys([first.office.pk, second.office.pk], DUE + timedelta(days=2))
    agreed(asked.fresh(asked.provincial_plan), first)
    assert list(running(asked)) == [second.office.pk]
    agreed(asked.fresh(asked.provincial_plan), second)
    assert running(asked) == {}


def test_who_is_silent_is_overdue_in_their_own_calendar_and_at_the_desk_until_they_answer(asked):
    head, first, _second = asked.askers
    plan = asked.provincial_plan
    assert [each.due_on for each in running_for(head).filter(kind="approval")] == [DUE]
    assert running_for(first).filter(kind="approval").count() == 0
    assert [each.due for each in plans_to_approve(head, 6)] == [DUE]
    assert b"/approvals/" in calendar_of(head)
    assert reverse("plan_approvals", args=[plan.reference]) in browser_of(head).get("/calendar/").content.decode()
    with clock.at(DUE + timedelta(days=1)):
        deadlines.sweep()
        for who in (head, asked.provincial_officer):
            assert [each.kind for each in overdue_for(who)] == ["approval"]
        assert overdue_for(first).count() == overdue_for(asked.leader).count() == 0
        told = Notice.objects.filter(verb="remind_of_approval").values_list("body_id", flat=True)
        assert sorted(told) == sorted({head.office.body_id, plan.owner.secretariat_id})
        agreed(asked.fresh(plan), head)
        assert overdue_for(head).count() == 0


def test_nothing_is_due_while_a_plan_that_was_sent_back_is_rewritten_and_anew_once_it_is_resolved(asked):
    head, *_rest = asked.askers
    asked.sent_back()
    assert running(asked) == {}
    with clock.at(DAY_ONE + timedelta(days=3)):
        asked.resolved_province()
        assert running(asked) == {head.office.pk: DUE + timedelta(days=3)}


def test_a_list_that_holds_later_asks_on_its_first_day_and_one_without_days_sets_none(asked):
    head, *_rest = asked.askers
    in_days(asked, 3, valid_from=DAY_ONE + timedelta(days=20))
    assert running(asked) == {head.office.pk: DUE}
    in_days(asked, 0)
    assert running(asked) == {}
    with clock.at(DAY_ONE + timedelta(days=20)):
        jobs.drain(["approvers_hold"])
        assert running(asked) == {head.office.pk: DAY_ONE + timedelta(days=23)}


def test_days_out_of_range_are_refused_and_the_page_asks_for_them(asked):
    for days in (-1, 366):
        with pytest.raises(Invalid) as refused:
            in_days(asked, days)
        assert [(problem.field, problem.value) for problem in refused.value.problems] == [("answer_days", str(days))]
    browser = browser_of(asked.provincial_officer)
    page = browser.get("/approvers/37/")
    today = {"valid_from_day": "2", "valid_from_month": "11", "valid_from_year": "2569"}
    head = asked.askers[0].office
    filled = {"act": "endorse", **rows("approvers", {"office": head.pk}), "answer_days": "5", **today}
    assert browser.post("/approvers/37/", {**filled, "once": once_of(page)}).status_code == 302
    assert "ให้ความเห็นภายใน 5 วัน" in browser.get("/approvers/37/").content.decode()
