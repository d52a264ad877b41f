"""Whether the sums that the database keeps are what a plain count of the lines says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from config.invariants.findings import Fault, Looked, Scope
from proposals.models import Fate, PlanKind, PlanLine, Split, Summary

COUNTED = {Split.WORK_CLASS: "work_class", Split.STRATEGY: "proposal_version__strategy"}
PLACE = ("cycle_id", "province_code", "level", "district_code")
Key = tuple[Any, ...]
Sums = tuple[int, Decimal, Decimal]


def the_summary_is_what_the_lines_say(scope: Scope) -> Looked:
    """Each kept sum equals a count of its lines, and each line of an area plan or a raised amendment is in one."""
    counted = live(scope)
    return len(counted), _differences(scope, counted)


def live(scope: Scope) -> dict[Key, Sums]:
    """The sums as the lines of the versions on the desks say them now."""
    last = Fate.objects.filter(line=OuterRef("line"), revised_by__isnull=True).values("kind")
    rows = PlanLine.objects.filter(scope.within("version__plan"), version=F("version__plan__current_version"))
    area, amendment = Q(version__plan__kind=PlanKind.AREA), Q(version__plan__kind=PlanKind.AMENDMENT)
    told = rows.filter(area | amendment & Q(version__plan__parent__isnull=False)).annotate(
        fate=Coalesce(Subquery(last[:1]), Value(""))
    )
    place = [f"version__plan__{name}" for name in PLACE]
    found: dict[Key, Sums] = {}
    for split, field in COUNTED.items():
        sums = (
            told.order_by()
            .values_list(*place, field, "fate")
            .annotate(n=Count("pk"), a=Sum("asked"), p=Sum("proposed"))
        )
        found |= {(split.value, *row[:6]): row[6:] for row in sums}
    return found


def kept(scope: Scope) -> dict[Key, Sums]:
    """The sums as they are kept, without those that stand at nought."""
    rows = Summary.objects.filter(Q(cycle=scope.cycle) if scope.cycle else Q()).order_by()
    sums = rows.values_list("split", *PLACE, "value", "fate").annotate(
        n=Sum("lines"), a=Sum("asked"), p=Sum("proposed")
    )
    return {row[:7]: row[7:] for row in sums if any(row[7:])}


def _differences(scope: Scope, counted: dict[Key, Sums]) -> Iterator[Fault]:
    stored = kept(scope)
    for key in sorted(counted.keys() | stored.keys()):
        if counted.get(key) != stored.get(key):
            row = dict(zip(("split", *PLACE, "value", "fate"), key, strict=True))
            sums = {"kept": [str(n) for n in stored.get(key, ())], "counted": [str(n) for n in counted.get(key, ())]}
            yield {**row, **sums}, _("ตัวเลขสรุปไม่ตรงกับโครงการในแผน นับใหม่ได้ด้วย manage.py rebuild_summary")
