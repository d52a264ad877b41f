"""Who asked, who was carried on, who got money: per place, strategy and year, to the satang; and who may see it."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from approvals.verbs.closing import rank_entries
from approvals.verbs.worksheet import set_ceiling
from directory import clock
from directory.models import Village
from proposals.models import AreaProfile
from proposals.models.profile import VillageFigures
from tests.visitors import browser_of
from tracking.fairness import fairness_of
from tracking.models import Commitment
from tracking.verbs import update_commitment
from workflow import jobs

pytestmark = pytest.mark.django_db


def table(plan, group="area", **about):
    found = fairness_of(plan, group, **about)
    return [(row.label, row.lines, row.asked, row.carried, row.funded) for row in (*found.rows, found.total)]


def test_before_a_district_closes_nothing_is_carried_but_on_its_own_desk(world):
    plan = world.scored(world.gathered_district())
    set_ceiling(plan=plan, ceiling=Decimal(9000), by=world.coordinator)
    rank_entries(plan=plan, by=world.coordinator)
    assert table(plan) == [
        ("บุ่ง", 3, 6000, 0, 0),
        ("ไก่คำ", 6, 12000, 0, 0),
        ("รวม", 9, 18000, 0, 0),
    ]  # fmt: skip
    assert table(plan, drafted=True) == [
        ("บุ่ง", 3, 6000, 3000, 0),
        ("ไก่คำ", 6, 12000, 6000, 0),
        ("รวม", 9, 18000, 9000, 0),
    ]  # fmt: skip


def test_what_a_district_cut_is_not_carried_and_what_has_its_budget_is_funded(world):
    plan = world.scored(world.gathered_district())
    set_ceiling(plan=plan, ceiling=Decimal(9000), by=world.coordinator)
    world.endorsed()
    jobs.drain()
    first = Commitment.objects.order_by("pk")[0]
    assert table(plan)[-1] == ("รวม", 9, 18000, 9000, 0)
    own = first.agency_id == world.bodies["agency"].pk
    update_commitment(commitment=first, status="budgeted", by=world.agency if own else world.other_agency)
    for top in (plan, world.provincial_plan):
        found = table(top)
        assert found[-1] == ("รวม", 9, 18000, 9000, first.amount)
        assert sum(row[4] for row in found[:-1]) == first.amount
    assert table(world.plan, "village")[-1][3] == 3000
    assert table(plan, "year") == [("2572", 9, 18000, 9000, first.amount), ("รวม", 9, 18000, 9000, first.amount)]
    assert [row[0] for row in table(plan, "strategy")] == ["ไม่ระบุ", "รวม"]


def test_each_head_counts_where_people_were_counted(world):
    plan = world.gathered_district()
    village = Village.objects.filter(area=world.plan.area_id)[0]
    profile = AreaProfile.objects.create(
        body=world.bodies["council"], cycle=world.cycle, men=100, women=140, updated_at=clock.now()
    )
    VillageFigures.objects.create(profile=profile, village=village, men=10, women=20)
    rows = fairness_of(plan, "area").rows
    assert [(row.people, row.heads[0]) for row in rows] == [(240, Decimal("25.00")), (None, None)]
    assert fairness_of(plan, "area").total.people is None


@pytest.mark.parametrize("group", ["area", "village", "strategy", "year", "nonsense"])
def test_the_page_and_its_workbook_say_the_same(world, group):
    plan = world.gathered_district()
    browser = browser_of(world.coordinator)
    page = browser.get(reverse("plan_fairness", args=[plan.reference]) + f"?by={group}")
    assert (page.status_code, "18,000" in page.content.decode()) == (200, True)
    book = browser.get(reverse("plan_fairness_xlsx", args=[plan.reference]) + f"?by={group}")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.value for cell in list(sheet.rows)[-1]][:3] == ["รวม", "9", "18,000.00"]


def test_who_does_not_see_the_plan_sees_no_figures(world):
    plan = world.gathered_district()
    for name in ("plan_fairness", "plan_fairness_xlsx"):
        for who in (world.leader, world.other_coordinator, world.stranger):
            assert browser_of(who).get(reverse(name, args=[plan.reference])).status_code == 404


def test_only_the_desk_sees_its_own_draft(world):
    plan = world.scored(world.gathered_district())
    at = reverse("plan_fairness", args=[plan.reference])
    assert "15,000" in browser_of(world.coordinator).get(at).content.decode()
    assert "15,000" not in browser_of(world.governor).get(at).content.decode()


def test_more_lines_cost_no_more_questions(world, django_assert_max_num_queries):
    world.draft(world.plan, 40)
    plan = world.gathered_district()
    browser = browser_of(world.coordinator)
    browser.get(reverse("plan_fairness", args=[plan.reference]))
    with django_assert_max_num_queries(12):
        browser.get(reverse("plan_fairness", args=[plan.reference]))
