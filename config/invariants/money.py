"""Baht in equals baht out: what a line asked is shared to the satang, and what stands above is what was received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from config.invariants.findings import Fault, Looked, Scope, rows
from config.invariants.lines import LIVES_ON
from proposals.models import BudgetItem, BudgetLine, Fate, Level, PlanLine, ProposalVersion, Share
from proposals.money import SATANG, MoneyField

NOTHING = Value(0, output_field=MoneyField())


def _total(found: QuerySet[Any], of: str, by: str) -> Coalesce:
    """The sum of a column over the rows that a subquery finds; nothing found is nothing asked."""
    summed = found.order_by().values(by).annotate(total=Sum(of)).values("total")
    return Coalesce(Subquery(summed, output_field=MoneyField()), NOTHING)


def shares_sum_to_what_was_asked(scope: Scope) -> Looked:
    """Every fate says what its line asks; the shares of one that lives on sum to that, to the satang.

    What stands, and what each fate gave before another revised it.
    """
    fates = Fate.objects.filter(scope.within("line__plan"), revised_by__isnull=True)
    on_desk = PlanLine.objects.filter(line=OuterRef("line"), version=OuterRef("line__plan__current_version"))
    asks = fates.annotate(line_asks=Subquery(on_desk.values("asked")[:1], output_field=MoneyField()))
    gone = asks.filter(line_asks__isnull=True).exclude(kind="withdrawn")
    upward = fates.filter(kind__in=LIVES_ON).exclude(line__plan__level=Level.PROVINCE)
    standing = Share.objects.standing().filter(source=OuterRef("line"))
    shared = upward.annotate(shared=_total(standing, "asked", "source"))
    revised = Fate.objects.filter(scope.within("line__plan"), kind__in=LIVES_ON, revised_by__isnull=False)
    gave = revised.exclude(line__plan__level=Level.PROVINCE).annotate(
        shared=_total(Share.objects.filter(fate=OuterRef("pk")), "asked", "fate")
    )
    fate = ("pk", "kind", "line_id", "line__number", "line__plan__reference", "asked")
    faults = chain(
        rows(asks.filter(~Q(asked=F("line_asks"))), _("ยอดของผลการพิจารณาไม่เท่ากับยอดที่รายการขอ"), *fate, "line_asks"),
        rows(gone, _("รายการที่มีผลการพิจารณาแล้วไม่อยู่ในแผนฉบับปัจจุบัน"), *fate),
        rows(shared.filter(~Q(asked=F("shared"))), _("ส่วนแบ่งรวมกันไม่เท่ากับยอดที่ขอ"), *fate, "shared"),
        rows(gave.filter(~Q(asked=F("shared"))), _("ส่วนแบ่งรวมกันไม่เท่ากับยอดที่ขอ"), *fate, "shared"),
    )
    return fates.count(), faults


def a_line_above_asks_what_it_received(scope: Scope) -> Looked:
    """Once a level has closed, each of its lines asks exactly the shares that it received, in every version.

    What a revised fate gave it counts as received, and what a revision says again counts once, with the same baht.
    """
    closed = Q(version__plan__worksheet__closed_at__isnull=False)
    appealed = Q(version__plan__amendment__isnull=False, line__shares_in__isnull=False)
    above = PlanLine.objects.filter(closed | appealed, scope.within("version__plan")).distinct()
    into = Share.objects.first_told().filter(target=OuterRef("line"))
    received = above.annotate(received=_total(into, "asked", "target"))
    shares = Share.objects.filter(scope.within("target__plan"))
    first = Share.objects.first_told().filter(source=OuterRef("source"), target=OuterRef("target"))
    again = shares.annotate(first=Subquery(first.values("asked")[:1], output_field=MoneyField()))
    why = _("รายการระดับบนขอไม่เท่ากับผลรวมที่ได้รับจากรายการต้นทาง")
    columns = ("pk", "version_id", "line_id", "line__number", "version__plan__reference", "asked", "received")
    faults = chain(
        rows(received.filter(~Q(asked=F("received"))), why, *columns),
        rows(again.filter(~Q(asked=F("first"))), why, "pk", "asked", "source_id", "target_id", "first"),
    )
    return above.count(), faults


def baht_out_equals_baht_in(scope: Scope) -> Looked:
    """Per plan that gathers: what left the plans below, what was shared, and what its lines ask is the same sum.

    Its lines are its own and those that appeals brought into its amendments, without what revised fates took out again.
    """
    closed = scope.plans().filter(worksheet__closed_at__isnull=False)
    restored = Exists(Share.objects.filter(_RESTORED, fate=OuterRef("pk")))
    left = _sums(Fate.objects.filter(~restored, kind__in=LIVES_ON, revised_by__isnull=True), "line__plan__parent")
    upward = Share.objects.exclude(_RESTORED)
    shared = _sums(upward.standing().annotate(into=_INTO), "into")
    on_desk = PlanLine.objects.filter(version=F("version__plan__current_version"))
    asked = _sums(on_desk, "version__plan")
    amended = on_desk.filter(Exists(upward.filter(target=OuterRef("line"))))
    for plan, more in _sums(amended.filter(version__plan__amendment__isnull=False), _AMENDED).items():
        asked[plan] = asked.get(plan, Decimal(0)) + more
    still = Share.objects.standing().filter(source=OuterRef("source"), target=OuterRef("target"))
    taken_out = upward.first_told().filter(~Exists(still))
    for plan, less in _sums(taken_out.annotate(into=_INTO), "into").items():
        asked[plan] = asked.get(plan, Decimal(0)) - less
    return closed.count(), _unbalanced(closed.values_list("pk", "reference"), left, shared, asked)


# What an appeal brings back goes into an amendment of the plan above, and counts as that plan's.
_AMENDED = "version__plan__amendment__amends"
_INTO = Coalesce("target__plan__amendment__amends", "target__plan")
# A line that its own level cut is restored there: its baht have come up already and are counted once.
_RESTORED = Q(target__plan__amendment__amends=F("source__plan"), fate__revises__isnull=False)


def _sums(found: QuerySet[Any], plan: str) -> dict[int, Decimal]:
    return dict(found.order_by().values_list(plan).annotate(total=Sum("asked")))


def _unbalanced(plans: QuerySet[Any], *sums: dict[int, Decimal]) -> Iterator[Fault]:
    for pk, reference in plans:
        left, shared, asked = (by_plan.get(pk, Decimal(0)) for by_plan in sums)
        if not left == shared == asked:
            row = {"pk": pk, "reference": reference, "left_below": left, "shared": shared, "asked_above": asked}
            yield row, _("ยอดที่ออกจากระดับล่างไม่เท่ากับยอดที่เข้าสู่ระดับบน")


def shares_go_one_level_up(scope: Scope) -> Looked:
    """A share goes from a line to one of its plan's parent, or of what amends that, in the same cycle.

    What was cut at the plan's own ceiling and is restored on appeal goes to what amends the plan. So nothing feeds
    itself, by any way.
    """
    shares = Share.objects.filter(scope.within("source__plan"))
    into = shares.annotate(into=_INTO)
    astray = into.exclude(_RESTORED)
    astray = astray.filter(Q(source__plan__parent__isnull=True) | ~Q(into=F("source__plan__parent")))
    fitting = Q(level=Level.SUBDISTRICT, parent__level=Level.DISTRICT) | Q(
        level=Level.DISTRICT, parent__level=Level.PROVINCE
    )
    crooked = scope.plans().filter(parent__isnull=False).filter(~fitting | ~Q(cycle=F("parent__cycle")))
    columns = ("pk", "asked", "source_id", "target_id", "source__plan__reference", "target__plan__reference")
    faults = chain(
        rows(astray, _("ส่วนแบ่งไม่ได้ไปยังแผนระดับเหนือขึ้นไปของรายการต้นทาง"), *columns),
        rows(crooked, _("แผนที่รวบรวมแผนนี้ไม่ใช่แผนระดับถัดไปของรอบเดียวกัน"), "pk", "reference", "level", "parent__level"),
    )
    return shares.count(), faults


def a_line_asks_what_its_words_ask(scope: Scope) -> Looked:
    """A proposal asks the sum of its budget; a line asks what its proposal does; another amount has its reason."""
    words = ProposalVersion.objects.filter(scope.within("proposal__plan"))
    budget = words.annotate(budgeted=_total(BudgetLine.objects.filter(version=OuterRef("pk")), "amount", "version"))
    lines = PlanLine.objects.filter(scope.within("version__plan"))
    strange = lines.filter(~Q(line__plan=F("version__plan")) | ~Q(line__proposal=F("proposal_version__proposal")))
    unlike = lines.filter(~Q(asked=F("proposal_version__asked")))
    unexplained = lines.filter(~Q(asked=F("proposed")), proposed_reason="")
    line = ("pk", "version_id", "line_id", "line__number", "version__plan__reference", "asked", "proposed")
    faults = chain(
        rows(
            budget.filter(~Q(asked=F("budgeted"))),
            _("ยอดที่โครงการขอไม่เท่ากับผลรวมของงบประมาณรายปี"),
            *("pk", "number", "proposal__reference", "asked", "budgeted"),
        ),
        rows(strange, _("รายการหรือโครงการเป็นของแผนอื่น"), *line),
        rows(unlike, _("รายการขอไม่เท่ากับที่โครงการขอ"), *line, "proposal_version__asked"),
        rows(unexplained, _("วงเงินที่เสนอต่างจากที่ขอโดยไม่มีเหตุผล"), *line),
    )
    return words.count() + lines.count(), faults


def items_add_up_to_the_budget(scope: Scope) -> Looked:
    """Where a proposal lists what its baht are for, its budget lines are the sums of that list."""
    items = BudgetItem.objects.filter(scope.within("version__proposal__plan"))
    columns = ("version_id", "year", "source", "quantity", "unit_price")
    sums: dict[int, dict[tuple[int, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    count = 0
    for version, year, source, quantity, price in items.order_by().values_list(*columns).iterator():
        sums[version][year, source] += (quantity * price).quantize(SATANG, rounding=ROUND_HALF_UP)
        count += 1
    lines: dict[int, dict[tuple[int, str], Decimal]] = defaultdict(dict)
    with_items = BudgetLine.objects.filter(version__in=items.order_by().values("version"))
    for version, year, source, amount in with_items.order_by().values_list("version_id", "year", "source", "amount"):
        lines[version][year, source] = amount
    return count, _unlike(sums, lines)


def _unlike(sums: dict[int, Any], lines: dict[int, Any]) -> Iterator[Fault]:
    for version in sorted(sums):
        if dict(sums[version]) != lines.get(version, {}):
            listed, budgeted = (sum(found.values(), Decimal(0)) for found in (sums[version], lines.get(version, {})))
            row = {"pk": version, "listed": listed, "budgeted": budgeted}
            yield row, _("งบประมาณรายปีไม่เท่ากับผลรวมของรายการค่าใช้จ่าย")
