"""The lines behind a figure: the same that it counts, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from portal.dashboard import FATES, NONE, OUTCOMES, Dashboard, lines_on_desks
from proposals.models import Fate, PlanLine, Split, WorkClass
from proposals.summary import OPEN

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of a dashboard's lines: those with these fates, of this class, strategy and subdistrict, where given."""

    fate: str = ""
    work_class: str = ""
    strategy: str = ""
    place: str = ""

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> Chosen:
        """What an address asks for; a value that there is not asks for nothing."""
        fate, work_class = asked.get("fate", ""), asked.get("class", "")
        return cls(
            fate if fate in FATES else "",
            work_class if work_class in WorkClass.values else "",
            asked.get("strategy", "").strip(),
            asked.get("place", "").strip(),
        )

    def in_words(self, board: Dashboard) -> list[str]:
        """What was chosen, for the heading of the list."""
        fates = {code: str(label) for code, label, _fates in OUTCOMES}
        place = board.places.get(self.place)
        words = [
            fates.get(self.fate, ""),
            str(WorkClass(self.work_class).label) if self.work_class else "",
            "" if self.strategy == NONE else self.strategy,
            place.full_name if place else self.place,
        ]
        return [word for word in words if word]


def lines_behind(board: Dashboard, chosen: Chosen) -> QuerySet[PlanLine]:
    """The lines that a dashboard's figure counts, in the order of their plans and numbers. Two queries when read."""
    rows = lines_on_desks(board.plans_of_level)
    if chosen.place:
        rows = rows.filter(version__plan__area=chosen.place)
    if chosen.work_class:
        rows = rows.filter(work_class=chosen.work_class)
    if chosen.strategy:
        rows = rows.filter(proposal_version__strategy="" if chosen.strategy == NONE else chosen.strategy)
    if fates := FATES.get(chosen.fate):
        last = Fate.objects.filter(revised_by__isnull=True)
        rows = (
            rows.filter(line__fates__isnull=True)
            if fates == (OPEN,)
            else rows.filter(line__in=last.filter(kind__in=fates).values("line"))
        )
    fates_read = Prefetch("line__fates", Fate.objects.filter(revised_by__isnull=True))
    return (
        rows.select_related("line__proposal", "proposal_version", "version__plan__owner")
        .prefetch_related(fates_read)
        .order_by("version__plan__area", "version__plan", "line__number")
    )


def page_of(board: Dashboard, chosen: Chosen, number: str | None) -> Page[PlanLine]:
    """A page of them. How many there are is read from the sums, where these tell."""
    paginator = Paginator(lines_behind(board, chosen), A_PAGE)
    if board.cycle and not chosen.place and not (chosen.work_class and chosen.strategy):
        paginator.__dict__["count"] = _counted(board, chosen)  # stands in place of the property that asks the database
    return paginator.get_page(number)


def _counted(board: Dashboard, chosen: Chosen) -> int:
    split = Split.STRATEGY if chosen.strategy else Split.WORK_CLASS
    value = "" if chosen.strategy == NONE else chosen.strategy or chosen.work_class
    asked = bool(chosen.strategy or chosen.work_class)
    fates = FATES.get(chosen.fate)
    return sum(
        figure.tally.lines
        for figure in board.figures(split)
        if (not asked or figure.value == value) and (fates is None or figure.fate in fates)
    )
