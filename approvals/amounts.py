"""The budget lines of an entry: what its sources ask for each year from each source, and what is proposed of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
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
    shares = list(ItemShare.objects.filter(entry=entry).values_list("item__line_id", "item__version_id", "asked"))
    wanted = Q()
    for line, version, _part in shares:
        wanted |= Q(line=line, version=version)
    rows = PlanLine.objects.filter(wanted).values_list("line_id", "proposal_version_id") if shares else []
    words = dict(rows)
    lines: dict[int, list[tuple[Key, Decimal]]] = defaultdict(list)
    for version, year, source, amount in BudgetLine.objects.filter(version__in=words.values()).values_list(
        "version_id", "year", "source", "amount"
    ):
        lines[version].append(((year, source), amount))
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for line, _in, asked in shares:
        own = sorted(lines[words[line]])
        parts = split_by_largest_remainder(asked, [amount for _key, amount in own]) if own else []
        for (key, _amount), part in zip(own, parts, strict=True):
            sums[key] += part
    said = {(each.year, each.source): each for each in Amount.objects.filter(entry=entry)}
    return [_beside(key, asked, said.get(key)) for key, asked in sorted(sums.items())]


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
    """The entries whose budget lines no longer add up to what the entry asks and proposes. Two queries."""
    with_amounts = Entry.objects.filter(worksheet=worksheet, amounts__isnull=False)
    asked = dict(
        ItemShare.objects.filter(entry__in=with_amounts).order_by().values_list("entry").annotate(total=Sum("asked"))
    )
    summed = (
        Entry.objects.filter(worksheet=worksheet, amounts__isnull=False)
        .annotate(lines_ask=Sum("amounts__asked"), lines_get=Sum("amounts__proposed"))
        .order_by("number")
    )
    return [
        Problem(
            "entries", f"{entry.number} {entry.title}", _("วงเงินรายปีไม่รวมกันเท่ากับวงเงินของรายการ กรุณาตรวจวงเงินรายปีใหม่")
        )
        for entry in summed
        if entry.lines_ask != asked.get(entry.pk) or entry.lines_get != entry.proposed
    ]
