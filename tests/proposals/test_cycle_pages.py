"""Opening a cycle and announcing a later date, by hand."""

from datetime import timedelta

import pytest

from proposals.models import Cycle, Plan
from tests.approvals.visits import form_of
from tests.cast import DISTRICT_DUE, PROVINCE, TARGET_YEAR
from tests.visitors import browser_of
from workflow.models import Deadline

pytestmark = pytest.mark.django_db
OPEN = "/cycles/open/"


def opening(world, office, **values):
    browser = browser_of(getattr(world, office))
    page = browser.get(OPEN)
    return browser.post(
        OPEN,
        {**form_of(page), "province_code": PROVINCE, "target_year": TARGET_YEAR + 1, "mode": "integrated", **values},
    )


def test_the_provincial_officer_opens_the_next_cycle_and_every_body_has_its_plan(world):
    answer = opening(world, "provincial_officer")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/plans/")
    cycle = Cycle.objects.get(province=world.province, target_year=TARGET_YEAR + 1)
    assert Plan.objects.filter(cycle=cycle).count() == Plan.objects.filter(cycle=world.cycle).count()


def test_a_year_that_is_open_already_is_refused_at_its_field_and_opens_nothing(world):
    answer = opening(world, "provincial_officer", target_year=TARGET_YEAR)
    assert (answer.status_code, "เปิดอยู่แล้ว" in answer.content.decode()) == (422, True)
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("office", ["leader", "coordinator", "governor", "agency"])
def test_nobody_else_opens_a_cycle(world, office):
    assert browser_of(getattr(world, office)).get(OPEN).status_code == 403


def extending(world, office, days):
    day = DISTRICT_DUE + timedelta(days=days)
    browser = browser_of(getattr(world, office))
    address = f"/plans/{world.district_plan.reference}/extend/"
    page = browser.get(address)
    if page.status_code != 200:
        return page
    dates = {f"due_on_{part}": str(value) for part, value in _parts(day)}
    dates |= {f"announced_on_{part}": str(value) for part, value in _parts(DISTRICT_DUE - timedelta(days=9))}
    return browser.post(address, {**form_of(page), **dates, "announced_by": "อจ 0018/ว 9", "reason": "น้ำท่วม"})


def _parts(day):
    return (("day", day.day), ("month", day.month), ("year", day.year + 543))


def due(world):
    open_ones = Deadline.objects.filter(plan=world.district_plan, kind="gather", replaced_by=None, settled_at=None)
    return open_ones.get().due_on


def test_the_coordinator_announces_a_later_date_with_its_letter(world):
    assert extending(world, "coordinator", 10).status_code == 302
    assert due(world) == DISTRICT_DUE + timedelta(days=10)
    assert Deadline.objects.get(plan=world.district_plan, replaced_by=None).announced_by == "อจ 0018/ว 9"


def test_an_earlier_date_is_refused_at_its_field(world):
    answer = extending(world, "coordinator", -3)
    assert (answer.status_code, "ต้องเป็นวันหลังจากกำหนดเดิม" in answer.content.decode()) == (422, True)
    assert due(world) == DISTRICT_DUE


@pytest.mark.parametrize(
    ("office", "status"), [("provincial_officer", 403), ("other_coordinator", 404), ("leader", 404)]
)
def test_nobody_else_moves_a_districts_date(world, office, status):
    assert extending(world, office, 10).status_code == status
    assert due(world) == DISTRICT_DUE
