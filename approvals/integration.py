"""What the province's integration knows of its entries: their place in the strategy tree, and what is matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from approvals.models import Entry, Worksheet
from directory.errors import Problem
from proposals.form_sources import Strategy
from proposals.models import Level, Plan, PlanLine
from proposals.strategy import Branch, programmes_in, requires_a_place, standings, tree_of

MOST_NAMED = 200


def unplaced_problems(worksheet: Worksheet) -> list[Problem]:
    """The entries that stand below no programme, where the province's rules lay no plan with such. Two queries at most.

    Only of a province's worksheet; a district's has no tree.
    """
    plan = worksheet.plan
    if plan.level != Level.PROVINCE or not requires_a_place(plan.province_code, plan.cycle.round_start):
        return []
    entries = worksheet.entries.filter(programme__isnull=True).order_by("number")[:MOST_NAMED]
    return [Problem("entries", f"{each.number} {each.title}", _("ยังไม่ได้จัดเข้าแผนงาน")) for each in entries]


@dataclass(frozen=True, slots=True)
class Below:
    """A programme with what was placed below it; without one, what stands nowhere yet."""

    branch: Branch | None
    entries: Sequence[Entry]

    @property
    def key(self) -> str:
        """What an address calls it."""
        return str(self.branch.node.pk) if self.branch else "none"

    @property
    def asked(self) -> Decimal:
        """What they ask together."""
        return sum((entry.asked for entry in self.entries), Decimal(0))  # type: ignore[attr-defined]  # annotated


def tree_for(worksheet: Worksheet) -> list[Branch]:
    """The tree of the worksheet's province and round, with what is used no longer: entries may stand there still."""
    plan = worksheet.plan
    return tree_of(plan.province_code, plan.cycle.round_start, ended=True)


def placed_below(worksheet: Worksheet, tree: Sequence[Branch]) -> list[Below]:
    """The entries by programme, in the order of the tree; those without a place first. One query."""
    by_programme: dict[int | None, list[Entry]] = {}
    for entry in worksheet.entries.annotate(asked=Sum("shares__asked")).order_by("rank", "number"):
        by_programme.setdefault(entry.programme_id, []).append(entry)
    known = [
        Below(branch, by_programme[branch.node.pk]) for branch in programmes_in(tree) if branch.node.pk in by_programme
    ]
    return [Below(None, by_programme[None]), *known] if None in by_programme else known


UNPLACED = "ยังไม่จัดเข้าแผนงาน"  # a record, in Thai for good


def under_programmes(plan: Plan, rows: Sequence[PlanLine]) -> list[Strategy] | None:
    """The lines of the province's plan under the programmes of its tree, those without a place last; None without one.

    Three queries.
    """
    placed = dict(
        Entry.objects.filter(worksheet__plan=plan, line__isnull=False, programme__isnull=False).values_list(
            "line_id", "programme_id"
        )
    )
    if not placed:
        return None
    tree = tree_of(plan.province_code, plan.cycle.round_start, ended=True)
    places = standings(tree)
    found: dict[int, list[PlanLine]] = {}
    for row in rows:
        found.setdefault(placed.get(row.line_id, 0), []).append(row)
    order = sorted(found, key=lambda key: places[key].place if key else len(tree))
    names = {key: f"{place.strategy} / {place.programme}" for key, place in places.items()}
    return [Strategy(names.get(key, UNPLACED), found[key]) for key in order]
