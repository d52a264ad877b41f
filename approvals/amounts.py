"""The budget lines of an entry: what its sources ask for each year from each source, and what is proposed of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from approvals.models import Amount, Entry, ItemShare, Worksheet
from directory.errors import Problem
from proposals.models import BudgetLine, PlanLine
from proposals.money import split_by_largest_remainder

ZERO = Decimal(0)
Key = tuple[int, str]  # the year (พ.ศ.) and the source


@dataclass(frozen=True, slots=True)
class Asked:
    """One budget line of an entry with what is proposed for it, where that was said."""

    year: int
    source: str
    asked: Decimal
    proposed: Decimal
    reason: str = ""

    @property
    def label(self) -> str:
        """The source in words."""
        return str(BudgetLine.Source(self.source).label)


def budget_of(entry: Entry) -> list[Asked]:
    """What an entry's sources ask, by year and source, together what it asks to the satang. Four queries.

    Of a line of which only a part feeds the entry, each budget line counts by that part.
    """
    return budgets_of([entry.pk]).get(entry.pk, [])


def budgets_of(entries: Any) -> dict[int, list[Asked]]:
    """The same for many entries, by their ids; ``entries`` are ids or a query. Four queries for any number."""
    shares = list(
        ItemShare.objects.filter(entry__in=entries).values_list(
            "entry_id", "item__line_id", "item__version_id", "asked"
        )
    )
    if not shares:
        return {}
    rows = PlanLine.objects.filter(version__in={version for _entry, _line, version, _part in shares})
    spoken = rows.filter(line__in=ItemShare.objects.filter(entry__in=entries).values("item__line"))
    words = {
        (line, version): said
        for line, version, said in spoken.values_list("line_id", "version_id", "proposal_version_id")
    }
    lines: dict[int, list[tuple[Key, Decimal]]] = defaultdict(list)
    for version, year, source, amount in BudgetLine.objects.filter(
        version__in=spoken.values("proposal_version")
    ).values_list("version_id", "year", "source", "amount"):
        lines[version].append(((year, source), amount))
    sums: dict[int, dict[Key, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry, line, version, asked in shares:
        own = sorted(lines[words[line, version]])
        parts = split_by_largest_remainder(asked, [amount for _key, amount in own]) if own else []
        for (key, _amount), part in zip(own, parts, strict=True):
            sums[entry][key] += part
    said = {(each.entry_id, each.year, each.source): each for each in Amount.objects.filter(entry__in=entries)}
    return {
        entry: [_beside(key, asked, said.get((entry, *key))) for key, asked in sorted(found.items())]
        for entry, found in sums.items()
    }


def _beside(key: Key, asked: Decimal, said: Amount | None) -> Asked:
    if said is None or said.asked != asked:
        return Asked(*key, asked, asked)
    return Asked(*key, asked, said.proposed, said.reason)


def reason_of(amounts: Sequence[Asked]) -> str:
    """The reasons of an entry's budget lines in one, as they stand in the list."""
    told = [
        f"{each.year} {each.label}: {each.reason}" for each in amounts if each.proposed != each.asked and each.reason
    ]
    return "; ".join(told)[:300]


def unequal_amounts(worksheet: Worksheet) -> list[Problem]:
    """The entries whose budget lines no longer add up to what the entry asks and proposes. Two queries at most."""
    with_amounts = Entry.objects.filter(worksheet=worksheet, amounts__isnull=False)
    summed = list(
        with_amounts.annotate(lines_ask=Sum("amounts__asked"), lines_get=Sum("amounts__proposed")).order_by("number")
    )
    if not summed:
        return []
    asked = dict(
        ItemShare.objects.filter(entry__in=with_amounts).order_by().values_list("entry").annotate(total=Sum("asked"))
    )
    return [
        Problem(
            "entries", f"{entry.number} {entry.title}", _("วงเงินรายปีไม่รวมกันเท่ากับวงเงินของรายการ กรุณาตรวจวงเงินรายปีใหม่")
        )
        for entry in summed
        if entry.lines_ask != asked.get(entry.pk) or entry.lines_get != entry.proposed
    ]
