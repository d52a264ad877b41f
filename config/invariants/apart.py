"""What appeals took apart: whoever leaves a merger or a split, the baht of those who came into it stay the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _

from approvals.models import Appeal
from approvals.taking_apart import TAKEN_APART
from config.invariants.findings import Fault, Looked, Scope
from proposals.models import Amendment, Fate, Line, PlanLine, Share

ZERO = Decimal(0)


@dataclass(slots=True)
class _Apart:
    """An amendment that takes lines apart: the line that left, and by each line replaced what took its place."""

    plan: int
    leaving: int
    own: set[int] = field(default_factory=set)
    places: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def what_was_taken_apart_asks_the_same(scope: Scope) -> Looked:
    """Where an appeal led a line out of what it was merged or split into, all that replaces that asks the same.

    Line by line: what is left of one asks what that one asked without the share of the line that left, of which nothing
    is left where it was all; and the amendment holds nothing else. Looked at are all lines that were merged or split.
    """
    came_together = Fate.objects.filter(scope.within("line__plan"), kind__in=TAKEN_APART)
    granted = Appeal.objects.filter(scope.within("plan"), amendment__amendment__kind=Amendment.Kind.CHANGE)
    found = {plan: _Apart(plan, line) for plan, line in granted.values_list("amendment_id", "line_id")}
    through = Line.replaces.through.objects.filter(from_line__plan__in=found)
    for plan, new, replaced in through.values_list("from_line__plan_id", "from_line_id", "to_line_id"):
        found[plan].places[replaced].add(new)
    leaving = [each.leaving for each in found.values()]
    shares = Share.objects.first_told().filter(source__in=leaving)
    given = {(source, target): asked for source, target, asked in shares.values_list("source_id", "target_id", "asked")}
    for plan, source, target in shares.filter(target__plan__in=found).values_list(
        "target__plan_id", "source_id", "target_id"
    ):
        if found[plan].leaving == source:
            found[plan].own.add(target)
    asked = _asked({*through.values_list("from_line_id", flat=True), *through.values_list("to_line_id", flat=True)})
    holds = _held(set(found))
    return came_together.count(), (fault for each in found.values() for fault in _faults_of(each, given, asked, holds))


def _asked(lines: set[int]) -> dict[int, Decimal]:
    """What each line asks in the last version that says it."""
    rows = PlanLine.objects.filter(line__in=lines).order_by("version__number")
    return dict(rows.values_list("line_id", "asked"))


def _held(plans: set[int]) -> dict[int, Decimal]:
    """By amendment, what all lines ask that its version on the desk holds."""
    held: dict[int, Decimal] = defaultdict(Decimal)
    rows = PlanLine.objects.filter(version__plan__in=plans, version=F("version__plan__current_version"))
    for plan, asked in rows.values_list("version__plan_id", "asked"):
        held[plan] += asked
    return held


def _faults_of(
    each: _Apart, given: dict[tuple[int, int], Decimal], asked: dict[int, Decimal], holds: dict[int, Decimal]
) -> Iterator[Fault]:
    for line, places in sorted(each.places.items()):
        left = sum((asked[new] for new in places - each.own), ZERO)
        share = given.get((each.leaving, line), ZERO)
        if asked[line] != left + share:
            row = {"pk": line, "amendment": each.plan, "asked": asked[line], "left": left, "share": share}
            yield row, _("ส่วนที่เหลือของโครงการที่แยกตามผลอุทธรณ์ไม่เท่ากับยอดเดิมหักส่วนที่แยกออก")
    before = sum((asked[line] for line in each.places), ZERO)
    if holds[each.plan] != before:
        row = {"pk": each.plan, "amendment": each.plan, "asked": before, "holds": holds[each.plan]}
        yield row, _("ฉบับเปลี่ยนแปลงตามผลอุทธรณ์ไม่ได้ขอเท่ากับโครงการที่ถูกแทน")
