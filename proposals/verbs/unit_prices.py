"""The prices that a province offers to those who write budgets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem
from directory.models import Area
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import UnitPrice
from proposals.money import MOST_BAHT, SATANG
from workflow import door
from workflow.published import publish


@transaction.atomic
def set_unit_price(  # a price is described once, by name
    *,
    province: Area,
    item: str,
    unit: str,
    price: Decimal,
    by: Acting,
    reference: str = "",
    round_start: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UnitPrice:
    """Set what one unit of something costs in a province from a day on.

    The province's earlier price of the same item and unit ends the day before. Budgets that were written keep theirs.
    Not idempotent.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no item, unit or price, or it ends before it begins; each is named.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    begins = valid_from or clock.today()
    if problems := _problems(item, unit, price, reference, begins, valid_to):
        raise Invalid(problems)
    door.lock(province)
    earlier = UnitPrice.objects.filter(
        province=province, item=item.strip(), unit=unit.strip(), round_start=round_start, valid_from__lte=begins
    )
    still = earlier.exclude(valid_to__lt=begins)
    still.filter(valid_from=begins).delete()  # corrected on its first day: nobody is to find two
    still.update(valid_to=begins - timedelta(days=1))
    return publish(
        UnitPrice,
        by=by,
        province=province,
        round_start=round_start,
        item=item.strip(),
        unit=unit.strip(),
        price=price,
        reference=reference.strip(),
        valid_from=begins,
        valid_to=valid_to,
    )


@transaction.atomic
def end_unit_price(*, province: Area, price_id: int, by: Acting) -> UnitPrice:
    """Offer a price no longer from today on. Budgets that were written keep it. Ending it again changes nothing.

    Raises:
        NotHere: the province has no such price, or lies outside of what the actor may see.
        Refused: the actor does not manage its cycles.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    door.lock(province)
    price = UnitPrice.objects.filter(province=province, pk=price_id).first()
    if price is None:
        raise NotHere("")
    yesterday = clock.today() - timedelta(days=1)
    if price.valid_to is None or price.valid_to > yesterday:
        price.valid_from = min(price.valid_from, yesterday)
        price.valid_to = yesterday
        price.save(update_fields=["valid_from", "valid_to"])
    return price


def _problems(item: str, unit: str, price: Decimal, reference: str, begins: date, ends: date | None) -> list[Problem]:
    problems = [
        *text_problems("item", item, most=300, required=True),
        *text_problems("unit", unit, most=60, required=True),
        *text_problems("reference", reference, most=300),
    ]
    if not price.is_finite() or not 0 < price <= MOST_BAHT or price != price.quantize(SATANG):
        problems.append(Problem("price", str(price), _("ราคาต้องมากกว่าศูนย์ และมีทศนิยมได้ไม่เกินสองตำแหน่ง")))
    if ends is not None and ends < begins:
        problems.append(Problem("valid_to", ends.isoformat(), _("วันสิ้นสุดต้องไม่มาก่อนวันเริ่มใช้")))
    return problems
