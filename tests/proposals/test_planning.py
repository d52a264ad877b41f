"""How a province plans, as data from a day on: running plans stay as they began, new ones begin as is set."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directory.errors import Invalid, NotHere, Refused
from proposals.models import Mode, PlanState, ProvinceRules
from proposals.models.cycle import WAYS
from proposals.verbs.province_rules import rules_in_force, set_province_rules
from tests.approvals.self_managed import in_another_cycle
from tests.approvals.visits import form_of
from tests.cast import DAY_ONE, PROVINCE, World
from tests.visitors import browser_of
from workflow.actions import names_of, open_steps
from workflow.models import Term
from workflow.terms import names_of as called_in
from workflow.terms import set_term

pytestmark = pytest.mark.django_db


def set_rules(world, *, mode=Mode.INTEGRATED, by=None, valid_from=None, **rules):
    return set_province_rules(
        province=world.province, mode=mode, rules=rules, valid_from=valid_from, by=by or world.provincial_officer
    )


def waits(plan):
    return names_of(open_steps(plan))


def fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def test_old_plans_finish_on_the_old_definition_and_new_ones_on_the_new(world):
    old = World(world.province, world.cycle, world.bodies, world.people, world.stranger, dict(world.plans))
    half_way = old.received(old.plan)
    set_rules(world, council_flow="council-2", receipt_days=9)
    new = in_another_cycle(world)
    assert (half_way.flow, new.plan.flow) == ("council-1", "council-2")
    assert (old.cycle.receipt_days, new.cycle.receipt_days) == (15, 9)

    # The old one goes on with both at once, though it is begun anew after the change; the new one asks the LAO first.
    assert waits(half_way) == {"technical", "opinion"}
    assert waits(new.received(new.plan)) == {"opinion"}
    new.opinions(new.plan)
    assert waits(new.plan) == {"technical"}

    for side in (old, new):
        assert side.accepted(side.plan).state == PlanState.ACCEPTED
        assert waits(side.plan) == set()
    assert old.returned(old.shared_plans[0]).state == PlanState.RETURNED
    assert old.accepted(old.shared_plans[0]).state == PlanState.ACCEPTED


def test_what_is_set_for_later_holds_from_its_day_on(world):
    set_rules(world, opinion_days=45, valid_from=DAY_ONE + timedelta(days=10))
    days = [rules_in_force(world.province, Mode.INTEGRATED, DAY_ONE + timedelta(days=n)).opinion_days for n in (9, 10)]
    assert days == [30, 45]
    assert in_another_cycle(world).cycle.opinion_days == 30


def test_what_is_not_named_stays_as_it_holds(world):
    set_rules(world, opinion_days=45)
    after = set_rules(world, receipt_days=5)
    assert (after.opinion_days, after.receipt_days, after.provincial_flow) == (45, 5, "provincial-1")


def test_each_mode_has_rules_of_its_own(world):
    set_rules(world, mode=Mode.SELF_MANAGED, opinion_days=60)
    assert rules_in_force(world.province, Mode.SELF_MANAGED, DAY_ONE).provincial_flow == "self-managed-1"
    assert rules_in_force(world.province, Mode.INTEGRATED, DAY_ONE).opinion_days == 30


@pytest.mark.parametrize(
    "rules",
    [
        {"council_flow": "council-9"},
        {"provincial_flow": "self-managed-1"},
        {"opinion_days": 0},
        {"opinion_days": 366},
        {"colour": "red"},
    ],
    ids=["no such definition", "of the other mode", "no days", "too many days", "no such rule"],
)
def test_rules_that_cannot_hold_are_named_and_nothing_is_set(world, rules):
    assert fields(lambda: set_rules(world, **rules)) == list(rules)
    assert not ProvinceRules.objects.exists()


@pytest.mark.parametrize(("office", "answer"), [("coordinator", NotHere), ("governor", Refused), ("stranger", NotHere)])
def test_only_who_manages_the_provinces_cycles_sets_how_it_plans(world, office, answer):
    by = getattr(world, office)
    with pytest.raises(answer):
        set_rules(world, by=by, opinion_days=45)
    with pytest.raises(answer):
        set_term(province=world.province, key="body:council", text="สภา", by=by)


def test_rules_and_names_are_never_edited(world):
    set_rules(world, opinion_days=45)
    set_term(province=world.province, key="body:council", text="สภา", by=world.provincial_officer)
    for model, change in ((ProvinceRules, {"opinion_days": 1}), (Term, {"text": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**change)


# --- Names ---


def title(world, step="decide"):
    plan = world.plan
    (node,) = [task.flow_task for task in open_steps(plan)] if step is None else [getattr(_flow(plan), step)]
    return called_in(plan).step(plan.flow, node)


def _flow(plan):
    from workflow.flows import FLOWS

    return FLOWS[plan.flow]


def test_a_step_has_the_name_that_holds_on_the_day(world):
    name = {"province": world.province, "key": "step:council-1:decide", "by": world.provincial_officer}
    set_term(**name, text="กลั่นกรอง", valid_from=DAY_ONE + timedelta(days=3))
    set_term(**name, text="", valid_from=DAY_ONE + timedelta(days=9))
    names = []
    for days in (0, 3, 9):
        with world.in_days(days):
            names.append(title(world))
    assert names == ["รับแผนหรือขอให้ปรับปรุง", "กลั่นกรอง", "รับแผนหรือขอให้ปรับปรุง"]


def test_a_bodys_abbreviation_stands_in_the_names_of_steps(world):
    key: Any = {"key": "body:provincial_committee", "text": "คณะกรรมการใหม่", "abbreviation": "ก.น.จ."}
    set_term(province=world.province, by=world.provincial_officer, legal_reference="พ.ร.ฎ. 2575", **key)
    called = called_in(world.provincial_plan)
    assert called.step("provincial-1", _flow(world.provincial_plan).adopt) == "มติ ก.น.จ."
    assert called.body("provincial_committee") == "คณะกรรมการใหม่"
    assert called.abbreviation("district_committee") == "ก.บ.อ."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "step:council-1:dance"}, "key"),
        ({"text": "ก" * 201}, "text"),
        ({"abbreviation": "ก.ข."}, "abbreviation"),
    ],
)
def test_a_name_for_what_is_not_there_is_refused(world, values, field):
    asked = {"key": "step:council-1:decide", "text": "กลั่นกรอง", **values}
    assert fields(lambda: set_term(province=world.province, by=world.provincial_officer, **asked)) == [field]
    assert not Term.objects.exists()


def test_the_inbox_and_the_plan_call_a_step_as_the_province_does(world):
    set_term(province=world.province, key="step:council-1:technical", text="ตรวจเบื้องต้น", by=world.provincial_officer)
    world.in_review(world.plan)
    browser = browser_of(world.coordinator)
    for name, arguments in (("inbox", []), ("plan", [world.plan.reference]), ("plan_process", [world.plan.reference])):
        page = browser.get(reverse(name, args=arguments)).content.decode()
        assert "ตรวจเบื้องต้น" in page
        assert "ตรวจแผน<" not in page


def test_the_officer_sets_rules_and_names_on_pages(world):
    browser = browser_of(world.provincial_officer)
    address = reverse("planning_rules", args=[PROVINCE, "integrated"])
    day = {"valid_from_day": DAY_ONE.day, "valid_from_month": DAY_ONE.month, "valid_from_year": DAY_ONE.year + 543}
    held = rules_in_force(world.province, Mode.INTEGRATED, DAY_ONE)
    form = {**form_of(browser.get(address)), **day, **{name: getattr(held, name) for name in WAYS}}
    assert browser.post(address, {**form, "opinion_days": 400}).status_code == 422
    assert browser.post(address, {**form, "council_flow": "council-2"}).status_code == 302
    assert ProvinceRules.objects.get().council_flow == "council-2"
    address = reverse("planning_names", args=[PROVINCE])
    form = {**form_of(browser.get(address)), **day}
    assert (
        browser.post(address, {**form, "key": "body:council", "text": "สภา", "abbreviation": "สอช."}).status_code == 302
    )
    assert Term.objects.get().abbreviation == "สอช."
    assert browser.get(reverse("planning_rules", args=[PROVINCE, "nowhere"])).status_code == 404
