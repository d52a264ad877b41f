"""Envelopes of funds, levels and years: whose letter they rest on, what they may not fall below, what follows them."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from approvals.drafts import EnvelopeDraft
from approvals.envelopes import funds_of
from approvals.models import Entry, Envelope, Worksheet
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.envelopes import set_envelope
from approvals.verbs.worksheet import set_ceiling
from directory.errors import Invalid, NotHere, Refused
from proposals.models import Fate
from tests.cast import DAY_ONE, version_of
from workflow.models import Event

pytestmark = pytest.mark.django_db
LETTER = EnvelopeDraft("province", 2572, Decimal(9000), "อจ 0017/ว 55", DAY_ONE)


def letter(amount, **changes):
    return replace(LETTER, amount=Decimal(amount), **changes)


def set_for(world, plan, amount, by=None, **changes):
    return set_envelope(plan=plan, draft=letter(amount, **changes), by=by or world.writer_of(plan))


def refused(act):
    with pytest.raises(Invalid) as found:
        act()
    return [(problem.field, problem.value) for problem in found.value.problems]


def inside(plan):
    return list(Entry.objects.filter(worksheet__plan=plan).order_by("rank").values_list("within_ceiling", flat=True))


def test_each_amount_is_kept_with_its_letter_and_the_last_one_holds(world):
    plan = world.provincial_plan
    set_for(world, plan, "9000")
    set_for(world, plan, "9500.25", reference="อจ 0017/ว 60")
    kept = list(Envelope.objects.order_by("pk"))
    assert [(e.amount, e.reference) for e in kept] == [
        (Decimal(9000), "อจ 0017/ว 55"),
        (Decimal("9500.25"), "อจ 0017/ว 60"),
    ]
    assert [fund.envelope.pk for fund in funds_of(plan, {})] == [kept[1].pk]
    assert kept[1].replaces_id == kept[0].pk
    told = json.loads(Event.objects.filter(plan_id=plan.pk, verb="set_envelope").order_by("-pk")[0].data)
    assert (told["before"], told["amount"]) == ("9000.00", "9500.25")
    with pytest.raises(IntegrityError), transaction.atomic():
        Envelope.objects.update(amount=1)


def test_the_province_sets_a_districts_envelope_and_so_does_the_district_itself(world):
    plan = world.district_plan
    set_for(world, plan, 8000, by=world.provincial_officer)
    set_for(world, plan, 7000)
    assert Envelope.objects.count() == 2
    for person in (world.leader, world.other_coordinator, world.stranger):
        with pytest.raises(NotHere):
            set_for(world, plan, 1, by=person)
    for plan in (world.district_plan, world.provincial_plan):
        with pytest.raises(Refused):
            set_for(world, plan, 1, by=world.governor)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("0.005")}, "amount"),
        ({"amount": Decimal("1e15")}, "amount"),
        ({"fund": "lottery"}, "fund"),
        ({"year": 2571}, "year"),
        ({"year": 2577}, "year"),
        ({"reference": " "}, "reference"),
        ({"dated": DAY_ONE + timedelta(days=1)}, "dated"),
    ],
)
def test_an_envelope_is_an_amount_of_a_fund_and_a_year_with_its_letter(world, changes, field):
    plan = world.district_plan
    found = refused(lambda: set_envelope(plan=plan, draft=replace(LETTER, **changes), by=world.coordinator))
    assert [name for name, _value in found] == [field]
    assert not Envelope.objects.exists()


def test_a_subdistricts_plan_has_no_envelope(world):
    assert refused(lambda: set_for(world, world.plan, 1)) == [("plan", world.plan.reference)]


def test_districts_share_what_the_province_has_and_the_province_keeps_what_it_handed_down(world):
    province, one, other = world.provincial_plan, world.district_plan, world.other_district_plan
    set_for(world, province, 10000)
    set_for(world, one, 6000)
    assert refused(lambda: set_for(world, other, "4000.01")) == [("amount", "4000.01")]
    set_for(world, other, 4000)
    assert refused(lambda: set_for(world, province, "9999.99")) == [("amount", "9999.99")]
    set_for(world, other, 50000, fund="ministry")  # of a fund of which the province has said nothing
    assert [str(e.amount) for e in Envelope.objects.filter(plan=province)] == ["10000.00"]
    assert [fund.handed_down for fund in funds_of(province, {})] == [Decimal(10000)]


# --- The worksheet ---


def test_the_ceiling_is_the_sum_of_the_envelopes_of_the_target_year_and_the_line_moves_with_it(world):
    set_for(world, world.district_plan, 5000)
    plan = world.gathered_district()
    assert Worksheet.objects.get(plan=plan).ceiling == 5000
    world.scored(plan)
    rank_entries(plan=plan, by=world.coordinator)
    assert inside(plan) == [True] + [False] * 5
    set_for(world, plan, 4000, fund="ministry")
    assert inside(plan) == [True] * 3 + [False] * 3
    set_for(world, plan, 90000, year=2573)
    assert Worksheet.objects.get(plan=plan).ceiling == 9000
    set_for(world, plan, 0)
    assert inside(plan) == [True] + [False] * 5


def test_a_ceiling_that_follows_a_letter_is_not_typed_by_hand(world):
    plan = world.gathered_district()
    set_ceiling(plan=plan, ceiling=Decimal(100), by=world.coordinator)
    set_for(world, plan, 5000)
    found = refused(lambda: set_ceiling(plan=plan, ceiling=Decimal(6000), by=world.coordinator))
    assert found == [("ceiling", "6000")]
    assert Worksheet.objects.get(plan=plan).ceiling == 5000


def test_a_ceiling_typed_by_hand_moves_the_line_of_a_ranked_list(world):
    plan = world.compiled_district()
    set_ceiling(plan=plan, ceiling=Decimal(9000), by=world.coordinator)
    assert inside(plan) == [True] * 3 + [False] * 3


def test_a_line_that_moved_after_the_laying_cuts_nothing_before_a_new_resolution(world):
    plan = world.compiled_district()
    resolution = world.resolution(plan)
    set_for(world, plan, 9000)
    with pytest.raises(Invalid):
        resolve_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=world.district_chair)
    assert Fate.objects.count() == 0
    lay_before_committee(plan=plan, by=world.coordinator)
    world.resolved(plan)
    assert Fate.objects.filter(line__plan=plan, reason_code="over_ceiling").count() == 3


def test_an_envelope_does_not_fall_below_what_the_committee_resolved(world):
    set_for(world, world.district_plan, 9000)
    plan = world.resolved_district()
    assert refused(lambda: set_for(world, plan, "8999.99")) == [("amount", "8999.99")]
    set_for(world, plan, 20000)
    assert inside(plan) == [True] * 3 + [False] * 3  # the line stays where the resolution drew it
    assert Worksheet.objects.get(plan=plan).ceiling == 9000
