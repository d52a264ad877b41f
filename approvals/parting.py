"""Parts of lines: what each gives to a merger, from where it is taken, and where the rest of it stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from approvals.drafts import Part
from approvals.models import Entry, Item, ItemShare
from approvals.wording import word_problems
from directory.errors import Problem
from proposals.drafts import text_problems
from proposals.models import Plan, PlanLine
from proposals.money import SATANG


class Parting:
    """What some lines give to a merger: all that they ask, or the part that ``amounts`` names for a line.

    A part is taken from what nobody has yet, then from the entries that the line feeds alone, the last one first. What
    it gives to other mergers stays there, and is told where it stands in the way.
    """

    def __init__(self, items: Mapping[int, Item], amounts: Mapping[int, Decimal]) -> None:
        self.items = items
        self.amounts = amounts
        self.whole = [item for item in items.values() if amounts.get(item.line_id, item.asked) == item.asked]
        whole = {item.pk for item in self.whole}
        self.parts = [(item, amounts[item.line_id]) for item in items.values() if item.pk not in whole]

    def amount_of(self, item: Item) -> Decimal:
        """What an item gives."""
        return self.amounts.get(item.line_id, item.asked)

    def problems(self) -> list[Problem]:
        """Whatever is wrong with the amounts, by line."""
        found = [
            Problem(f"amounts[{line_id}]", str(amount), _("โครงการนี้ไม่อยู่ในรายการที่จะรวม"))
            for line_id, amount in self.amounts.items()
            if line_id not in self.items
        ]
        for item, amount in self.parts:
            where = f"amounts[{item.line_id}]"
            if not amount.is_finite() or amount != amount.quantize(SATANG):
                found.append(Problem(where, str(amount), _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง")))
            elif not 0 < amount <= item.asked:
                found.append(Problem(where, str(amount), _("ต้องมากกว่า 0 และไม่เกินยอดที่ขอ %s บาท") % item.asked))
            elif amount > self._free[item.pk]:
                message = _("ใช้ได้ไม่เกิน %(free)s บาท ที่เหลืออยู่ในรายการที่รวมไว้แล้ว") % {"free": self._free[item.pk]}
                found.append(Problem(where, str(amount), message))
        return found

    def draw(self, first_number: int) -> None:
        """Take the parts from where they lie; what is left in nobody's hands gets an entry of its own.

        An entry that gives something keeps its words, is ranked anew, and forgets what was proposed for another amount.
        """
        left_over: list[tuple[Item, Decimal]] = []
        changed: list[int] = []
        for item, amount in self.parts:
            shares = self._shares[item.pk]
            in_nobodys = item.asked - sum((share.asked for share in shares), Decimal(0))
            wanted = max(amount - in_nobodys, Decimal(0))
            if in_nobodys > amount:
                left_over.append((item, in_nobodys - amount))
            for share in reversed(self._own(item)):
                taken = min(share.asked, wanted)
                wanted -= taken
                if taken and taken == share.asked:
                    Entry.objects.filter(pk=share.entry_id).delete()
                elif taken:
                    ItemShare.objects.filter(pk=share.pk).update(asked=share.asked - taken)
                    changed.append(share.entry_id)
        Entry.objects.filter(pk__in=changed).update(rank=None, within_ceiling=None, proposed=None, proposed_reason="")
        self._enter(left_over, first_number)

    def _enter(self, left_over: Sequence[tuple[Item, Decimal]], first_number: int) -> None:
        if not left_over:
            return
        titles = dict(
            PlanLine.objects.filter(
                line__in=[item.line_id for item, _rest in left_over],
                version__in={item.version_id for item, _rest in left_over},
            ).values_list("line_id", "proposal_version__title")
        )
        entries = Entry.objects.bulk_create(
            [
                Entry(worksheet_id=item.worksheet_id, number=number, title=titles[item.line_id])
                for number, (item, _rest) in enumerate(left_over, first_number)
            ]
        )
        ItemShare.objects.bulk_create(
            [
                ItemShare(item=item, entry=entry, asked=rest)
                for entry, (item, rest) in zip(entries, left_over, strict=True)
            ]
        )

    @cached_property
    def _shares(self) -> dict[int, list[Any]]:
        """What the parted items give now, by item; each share knows how many sources its entry keeps."""
        parted = [item.pk for item, _amount in self.parts]
        goes_over = Q(entry__shares__item__in=[item.pk for item in self.whole])
        sources = Count("entry__shares", filter=~goes_over)
        rows = ItemShare.objects.filter(item__in=parted).annotate(sources=sources).order_by("entry")
        found: dict[int, list[Any]] = {pk: [] for pk in parted}
        for share in rows:
            found[share.item_id].append(share)
        return found

    @cached_property
    def _free(self) -> dict[int, Decimal]:
        """How much of each parted item no other merger has."""
        return {
            item.pk: item.asked - sum((share.asked for share in self._shares[item.pk] if share.sources > 1), Decimal(0))
            for item, _amount in self.parts
        }

    def _own(self, item: Item) -> list[Any]:
        return [share for share in self._shares[item.pk] if share.sources == 1]


def part_problems(plan: Plan, parts: Sequence[Part], asked: Decimal) -> list[Problem]:
    """Everything wrong with the parts of a split line that asks so much."""
    problems = [
        p
        for i, part in enumerate(parts)
        for p in (
            *text_problems(f"parts[{i}].title", part.title, most=300, required=True),
            *word_problems(plan, part.title, part.words, f"parts[{i}]."),
        )
    ]
    problems += [
        Problem(f"parts[{i}].asked", str(part.asked), _("จำนวนเงินมีทศนิยมได้ไม่เกินสองตำแหน่ง"))
        for i, part in enumerate(parts)
        if not part.asked.is_finite() or part.asked != part.asked.quantize(SATANG)
    ]
    if len(parts) < 2:  # one part is no split
        problems.append(Problem("parts", str(len(parts)), _("การแยกต้องมีอย่างน้อยสองโครงการ")))
    if any(part.asked <= 0 for part in parts) or sum(part.asked for part in parts) != asked:
        problems.append(Problem("parts", str(sum(p.asked for p in parts)), _("ยอดของทุกส่วนต้องรวมเป็น %s บาท") % asked))
    return problems
