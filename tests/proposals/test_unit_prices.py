"""The prices of a province: who sets them, which a writer may pick, and what a new one leaves alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from directory import clock
from directory.errors import Invalid, NotHere, Refused
from proposals.models import UnitPrice
from proposals.unit_prices import unit_prices_for
from proposals.verbs.unit_prices import end_unit_price, set_unit_price
from tests.approvals.visits import form_of, words_of
from tests.cast import DAY_ONE
from tests.proposals.test_meeting_pages import sent
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db


def set_price(world, price=Decimal(60), **changes):
    facts = {"item": "ลูกรัง", "unit": "คัน", "province": world.province, "by": world.provincial_officer, **changes}
    return set_unit_price(price=price, **facts)


def offered(world, day=None):
    return [(p.item, p.price, p.is_example) for p in unit_prices_for(world.cycle, day)]


def test_examples_are_shown_until_a_province_has_a_price_of_its_own(world):
    examples = offered(world)
    assert len(examples) == 10
    assert all(is_example for _item, _price, is_example in examples)
    assert all("ตัวอย่าง" in price.reference for price in UnitPrice.objects.all())
    set_price(world)
    assert offered(world) == [("ลูกรัง", Decimal(60), False)]


def test_a_new_price_takes_over_on_its_day(world):
    set_price(world, valid_from=DAY_ONE)
    set_price(world, Decimal(75), valid_from=DAY_ONE + timedelta(days=10))
    assert offered(world, DAY_ONE + timedelta(days=9)) == [("ลูกรัง", Decimal(60), False)]
    assert offered(world, DAY_ONE + timedelta(days=10)) == [("ลูกรัง", Decimal(75), False)]
    set_price(world, Decimal(80), valid_from=DAY_ONE + timedelta(days=10))
    assert offered(world, DAY_ONE + timedelta(days=10)) == [("ลูกรัง", Decimal(80), False)]


def test_a_price_of_another_round_or_province_is_not_offered(world):
    set_price(world)
    set_price(world, item="ของรอบอื่น", round_start=2577)
    UnitPrice.objects.create(
        province_id="27", item="ของจังหวัดอื่น", unit="คัน", price=1, valid_from=DAY_ONE, created_at=clock.now()
    )
    assert [item for item, _price, _is_example in offered(world)] == ["ลูกรัง"]


def test_only_the_provincial_office_sets_and_ends_prices(world):
    price = set_price(world)
    for by, refusal in ((world.leader, Refused), (world.coordinator, Refused), (world.stranger, NotHere)):
        with pytest.raises((refusal, Refused, NotHere)):
            set_price(world, by=by)
        with pytest.raises((Refused, NotHere)):
            end_unit_price(province=world.province, price_id=price.pk, by=by)
    assert UnitPrice.objects.filter(province=world.province).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": " "}, "item"),
        ({"unit": ""}, "unit"),
        ({"price": Decimal(0)}, "price"),
        ({"price": Decimal("1.001")}, "price"),
        ({"price": Decimal("NaN")}, "price"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
    ],
)
def test_what_is_wrong_with_a_price_is_named(world, changes, field):
    with pytest.raises(Invalid) as refused:
        set_price(world, **changes)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_an_ended_price_is_offered_no_longer_and_ending_it_again_changes_nothing(world):
    price = set_price(world, valid_from=DAY_ONE)
    with world.in_days(5):
        for _time in range(2):
            end_unit_price(province=world.province, price_id=price.pk, by=world.provincial_officer)
        assert all(is_example for _item, _price, is_example in offered(world))
    with pytest.raises(NotHere):
        end_unit_price(province=world.province, price_id=0, by=world.provincial_officer)


def test_the_page_shows_sets_and_ends_prices(world, django_assert_max_num_queries):
    page = reverse("unit_price", args=[world.province.pk])
    fields = {"item": "ลูกรัง", "unit": "คัน", "price": "๖๐.๕๐", "reference": "บัญชีราคาจังหวัด"}
    browser = browser_of(world.provincial_officer)
    assert "ตัวเลขสมมติ" in words_of(browser.get(page))
    day = {"valid_from_day": "2", "valid_from_month": "11", "valid_from_year": "2569"}
    assert sent(world.provincial_officer, page, **fields, **day).status_code == 302
    price = UnitPrice.objects.get(province=world.province)
    assert (price.price, price.reference, price.valid_from) == (Decimal("60.50"), "บัญชีราคาจังหวัด", DAY_ONE)
    with django_assert_max_num_queries(12):
        shown = browser.get(page)
    assert "60.50" in words_of(shown)
    assert "ตัวเลขสมมติ" not in words_of(shown)
    assert browser.post(page, {"once": form_of(shown)["once"], "end": str(price.pk)}).status_code == 302
    price.refresh_from_db()
    assert price.valid_to == DAY_ONE - timedelta(days=1)
    wrong = sent(world.provincial_officer, page, **{**fields, "price": "หกสิบ"}, **day)
    assert wrong.status_code == 422
    assert "ไม่ใช่จำนวนเงิน" in words_of(wrong)
