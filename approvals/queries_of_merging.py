"""Reads of merging: lines beside each other with what they say and where they are, and the acts that may be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from approvals.lines import Wanted, lines_on
from approvals.models import Entry, Item, ItemShare, Step
from proposals.models import Opinion, Plan, PlanLine
from proposals.wordings import text_in, words_from
from workflow.models import Event

MOST_BESIDE = 20
_DEEDS = {
    "take_lines": gettext_lazy("รับโครงการเข้าตาราง"),
    "merge_lines": gettext_lazy("รวมโครงการ"),
    "split_line": gettext_lazy("แยกโครงการ"),
    "answer_lines": gettext_lazy("ตอบโครงการที่ไม่รับเข้าตาราง"),
    "reopen_lines": gettext_lazy("ยกเลิกผลพิจารณารายโครงการ"),
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """One line as its plan handed it up: what it asks and says by field, and which entries it feeds now."""

    row: PlanLine
    words: dict[str, str]
    feeds: list[tuple[Entry, Decimal]]

    @property
    def line_id(self) -> int:
        """The line."""
        return self.row.line_id

    @property
    def asked(self) -> Decimal:
        """What it asks."""
        return self.row.asked


def lines_beside(plan: Plan, line_ids: Sequence[int]) -> list[Gathered]:
    """These lines, as far as they may be merged, in the order of the worksheet. Six queries."""
    rows = (
        lines_on(plan, Wanted(shown="all"))
        .filter(line__in=line_ids[:MOST_BESIDE])
        .exclude(line__worksheet_item__answer=Item.Answer.KEPT)
        .select_related("line__proposal", "line__plan__owner", "line__plan__area", "proposal_version")
        .prefetch_related(
            "proposal_version__indicators", Prefetch("line__opinions", Opinion.objects.select_related("body"))
        )
    )
    feeds: dict[int, list[tuple[Entry, Decimal]]] = defaultdict(list)
    shares = ItemShare.objects.filter(item__line__in=line_ids, entry__worksheet__plan=plan).select_related("entry")
    for line_id, share in ((share.item.line_id, share) for share in shares.select_related("item").order_by("pk")):
        feeds[line_id].append((share.entry, share.asked))
    return [Gathered(row, _texts(row), feeds[row.line_id]) for row in rows]


def _texts(row: PlanLine) -> dict[str, str]:
    words = words_from(row.proposal_version, (), row.proposal_version.indicators.all(), ())
    return {name: text_in(words, name) for name in words if name not in {"budget", "point", "items"}}


@dataclass(frozen=True, slots=True)
class Done:
    """An act that may be undone, with its event: who did it and when."""

    step: Step
    event: Event

    @property
    def deed(self) -> str:
        """What was done, as the plan's history says it."""
        return str(_DEEDS[self.step.verb])


def acts_to_undo(plan: Plan, at_most: int = 10) -> list[Done]:
    """The last acts on a plan's worksheet, the last one first. Two queries."""
    steps = list(Step.objects.filter(worksheet__plan=plan).defer("before").order_by("-sequence")[:at_most])
    events = Event.objects.filter(plan=plan, sequence__in=[step.sequence for step in steps])
    by_number = {event.sequence: event for event in events.select_related("actor", "office")}
    return [Done(step, by_number[step.sequence]) for step in steps]
