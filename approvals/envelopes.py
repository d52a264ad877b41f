"""The envelopes of a plan: which hold, what they add up to, and what of them is committed already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from approvals.models import Entry, Envelope, ItemShare, Worksheet
from proposals.models import Level, Plan
from proposals.money import MoneyField

ZERO = Decimal(0)


def envelopes_of(plan: Plan) -> QuerySet[Envelope]:
    """The envelopes that hold, by year and fund. One query."""
    return Envelope.objects.filter(plan=plan, replaced_by__isnull=True).order_by("year", "fund")


def history_of(plan: Plan) -> QuerySet[Envelope]:
    """Every amount that ever held, the latest first. One query."""
    return Envelope.objects.filter(plan=plan).select_related("office__body").order_by("-pk")


def ceiling_of(plan: Plan) -> Decimal | None:
    """What the envelopes of the plan's target year add up to; None without any. One query."""
    total = envelopes_of(plan).filter(year=plan.cycle.target_year).order_by().aggregate(total=Sum("amount"))["total"]
    return None if total is None else Decimal(total)


@dataclass(frozen=True, slots=True)
class Committed:
    """Baht of an envelope that are no longer free, and why."""

    amount: Decimal
    why: str


def committed(plan: Plan, fund: str, year: int) -> list[Committed]:
    """What the envelope of a fund and year must not fall below. At most five queries.

    Handed down: the districts' envelopes of the same fund and year. Resolved: what lies within the line by a
    committee's resolution, which the envelopes of the target year must cover together, and each fund for its own.
    """
    below = Envelope.objects.filter(plan__parent=plan, fund=fund, year=year, replaced_by__isnull=True)
    handed = below.order_by().aggregate(total=Sum("amount"))["total"] or ZERO
    found = [Committed(Decimal(handed), _("แจ้งกรอบวงเงินให้อำเภอแล้ว"))]
    worksheet = Worksheet.objects.filter(plan=plan).select_related("scenario").first()
    if worksheet is not None and year == plan.cycle.target_year and is_resolved(worksheet):
        inside = inside_by_fund(worksheet)
        others = envelopes_of(plan).filter(year=year).exclude(fund=fund).order_by().aggregate(t=Sum("amount"))["t"]
        free = sum(inside.values(), ZERO) - Decimal(others or 0)
        least = max(free, inside.get(fund, ZERO))
        found.append(Committed(least, _("ที่ประชุมมีมติให้โครงการอยู่ในกรอบวงเงินแล้ว")))
    return [each for each in found if each.amount > 0]


def is_resolved(worksheet: Worksheet) -> bool:
    """Whether a resolution stands behind the line: the level is closed, or a scenario was adopted."""
    return worksheet.closed_at is not None or worksheet.scenario_id is not None


def inside_by_fund(worksheet: Worksheet) -> dict[str, Decimal]:
    """What the entries within the line propose, by their funding source; blank where none is set. Two queries."""
    inside = Entry.objects.filter(worksheet=worksheet, within_ceiling=True)
    proposed = inside.filter(proposed__isnull=False).order_by().values_list("funding_source")
    asked = ItemShare.objects.filter(entry__in=inside.filter(proposed__isnull=True)).order_by()
    sums: dict[str, Decimal] = {}
    for fund, total in (
        *proposed.annotate(total=Sum("proposed")),
        *asked.values_list("entry__funding_source").annotate(total=Sum("asked")),
    ):
        sums[fund] = sums.get(fund, ZERO) + total
    return sums


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund of a year on a page: its envelope, what is handed down, what lies within the line, and what is left."""

    envelope: Envelope
    handed_down: Decimal
    inside: Decimal

    @property
    def left(self) -> Decimal:
        """What the envelope still has room for; negative where the line took more."""
        return self.envelope.amount - max(self.inside, self.handed_down)


def funds_of(plan: Plan, inside: Mapping[str, Decimal]) -> list[Fund]:
    """The envelopes that hold with how far they are used; ``inside`` is what `inside_by_fund` says. One query."""
    below = Envelope.objects.filter(
        plan__parent=plan, fund=OuterRef("fund"), year=OuterRef("year"), replaced_by__isnull=True
    )
    summed = below.order_by().values("fund").annotate(total=Sum("amount")).values("total")
    standing: list[Any] = list(envelopes_of(plan).annotate(handed=Subquery(summed, output_field=MoneyField())))
    target = plan.cycle.target_year
    alone = sum(each.year == target for each in standing) == 1  # entries without a fund are of the only one
    return [
        Fund(
            each,
            each.handed or ZERO,
            (inside.get(each.fund, ZERO) + (inside.get("", ZERO) if alone else ZERO)) if each.year == target else ZERO,
        )
        for each in standing
    ]


def room_above(plan: Plan, fund: str, year: int) -> Decimal | None:
    """What the level above has left of a fund and year for this plan; None where it has no envelope of it."""
    if plan.level != Level.DISTRICT or plan.parent_id is None:
        return None
    above = Envelope.objects.filter(plan=plan.parent_id, fund=fund, year=year, replaced_by__isnull=True).first()
    if above is None:
        return None
    others = Envelope.objects.filter(plan__parent=plan.parent_id, fund=fund, year=year, replaced_by__isnull=True)
    given = others.exclude(plan=plan).order_by().aggregate(total=Sum("amount"))["total"]
    return above.amount - (given or ZERO)
