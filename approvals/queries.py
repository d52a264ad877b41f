"""Reads of the desks: what a worksheet holds, its lines and entries, and what closing will do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from approvals.lines import Wanted, lines_on
from approvals.models import Criterion, Entry, Item, ItemShare, Score, Worksheet
from approvals.verbs.gathering import late_children
from directory.errors import NotHere
from directory.models import Body, Territory
from directory.powers import BodyKind
from directory.queries import inside
from proposals import contents
from proposals.amendments import amendments_waiting_below
from proposals.models import FateKind, Level, Opinion, Plan, PlanKind, PlanLine, PlanState, Resolution
from proposals.money import MoneyField

# --- The worksheet as a whole ---


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet with the figures at its head: lines in reach, how far they are answered, and the baht.

    ``waiting`` is how many amendments of the plans below it has not taken in.
    """

    worksheet: Worksheet
    lines: int
    undecided: int
    taken: int
    kept: int
    asked: Decimal
    entries: int
    ranked: int
    inside: Decimal
    counted: int
    waiting: int

    @property
    def answered(self) -> int:
        """The lines that were answered without being taken in."""
        return self.lines - self.undecided - self.taken - self.kept


def sheet_of(plan: Plan, counting: QuerySet[PlanLine] | None = None) -> Sheet:
    """A plan's worksheet with its figures, and how many of its lines ``counting`` holds. One query, whatever its size.

    Raises:
        NotHere: the plan has none, as its gathering has not ended.
    """
    figures = _figures(plan)
    if counting is not None:
        rows = counting.order_by().values("line__worksheet_item__worksheet")
        figures["counted"] = Subquery(rows.annotate(n=Count("pk")).values("n"))
    found: Any = Worksheet.objects.filter(plan=plan).annotate(**figures).first()
    if found is None:
        raise NotHere(_("แผนนี้ยังไม่มีตารางงาน"))
    return Sheet(
        worksheet=found,
        lines=found.lines,
        undecided=found.undecided,
        taken=found.taken,
        kept=found.kept,
        asked=found.asked or Decimal(0),
        entries=found.entry_count or 0,
        ranked=found.ranked_count or 0,
        inside=(found.inside_asked or Decimal(0)) + (found.inside_proposed or Decimal(0)),
        counted=getattr(found, "counted", None) or 0,
        waiting=found.waiting or 0,
    )


def _figures(plan: Plan) -> dict[str, Any]:
    # A line that its owner withdrew has a fate before the level closes, and is in reach no more.
    here = Q(items__line__fates__isnull=True) if plan.state == PlanState.COMPILING else Q()
    entries = Entry.objects.filter(worksheet=OuterRef("pk")).order_by().values("worksheet")
    above = ItemShare.objects.filter(entry__worksheet=OuterRef("pk"), entry__within_ceiling=True).order_by()
    waiting = amendments_waiting_below(plan).select_related(None).order_by().values("amends__parent")
    return {
        "waiting": Subquery(waiting.annotate(n=Count("pk")).values("n")),
        "lines": _items(here),
        "undecided": _items(here, items__answer=""),
        "taken": _items(here, items__answer=Item.Answer.TAKE),
        "kept": _items(here, items__answer=Item.Answer.KEPT),
        "asked": Sum("items__asked", filter=here),
        "entry_count": Subquery(entries.annotate(n=Count("pk")).values("n")),
        "ranked_count": Subquery(entries.filter(rank__isnull=False).annotate(n=Count("pk")).values("n")),
        "inside_asked": Subquery(
            above.filter(entry__proposed__isnull=True)
            .values("entry__worksheet")
            .annotate(total=Sum("asked"))
            .values("total"),
            output_field=MoneyField(),
        ),
        "inside_proposed": Subquery(
            entries.filter(within_ceiling=True).annotate(total=Sum("proposed")).values("total"),
            output_field=MoneyField(),
        ),
    }


def _items(here: Q, **answer: Any) -> Count:
    return Count("items", filter=here & Q(**answer))


# --- Its lines ---


def line_on(plan: Plan, line_id: int) -> PlanLine:
    """One line of a plan's worksheet that may still be decided.

    Raises:
        NotHere: it is not there.
    """
    row = (
        PlanLine.objects.filter(
            line=line_id,
            line__worksheet_item__worksheet__plan=plan,
            version=F("line__worksheet_item__version"),
            line__fates__isnull=True,
        )
        .select_related("line__proposal", "line__plan__owner", "proposal_version")
        .first()
    )
    if row is None:
        raise NotHere(_("ไม่มีรายการนี้ในตารางงานของแผนนี้"))
    return row


# --- Scores ---


def lines_to_score(plan: Plan, wanted: Wanted) -> QuerySet[PlanLine]:
    """The lines that are taken in or still undecided; with ``shown`` *undecided* only those that lack a score."""
    rows = lines_on(plan, replace(wanted, shown="all"))
    rows = rows.filter(line__worksheet_item__answer__in=["", Item.Answer.TAKE])
    if wanted.shown != "undecided":
        return rows
    of_this_plan = Criterion.objects.filter(worksheet__plan=plan)
    scored = Score.objects.filter(line=OuterRef(OuterRef("line")), criterion=OuterRef("pk"))
    return rows.filter(Exists(of_this_plan.exclude(Exists(scored))))


def scores_of(lines: Any, criteria: list[Criterion]) -> dict[tuple[int, int], str]:
    """The scores of lines by ``(line id, criterion id)``, as pages write them. One query."""
    rows = Score.objects.filter(line__in=lines, criterion__in=criteria).values_list("line_id", "criterion_id", "value")
    return {(line, criterion): score_in_words(value) for line, criterion, value in rows}


def score_in_words(value: Decimal) -> str:
    """A score as people write it: whole, or a mean to two places."""
    return str(int(value)) if value == int(value) else f"{value:.2f}"


# --- Entries ---


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry in its place of the list, with the baht down to it; ``first_over`` is the first beyond the ceiling."""

    entry: Entry
    asked: Decimal
    sources: int
    so_far: Decimal | None
    first_over: bool = False

    @property
    def proposed(self) -> Decimal:
        """What counts against the ceiling."""
        return self.asked if self.entry.proposed is None else self.entry.proposed


def entries_in_order(worksheet: Worksheet) -> list[Placed]:
    """All entries by rank, those without one at the end, with the baht summed from the top. One query."""
    rows: Any = (
        worksheet.entries.select_related("agency")
        .annotate(asked=Sum("shares__asked"), sources=Count("shares"))
        .order_by(F("rank").asc(nulls_last=True), "number")
    )
    placed: list[Placed] = []
    so_far, over = Decimal(0), False
    for entry in rows:
        asked = entry.asked or Decimal(0)
        if entry.rank is None:
            placed.append(Placed(entry, asked, entry.sources, None))
            continue
        so_far += asked if entry.proposed is None else entry.proposed
        first_over = entry.within_ceiling is False and not over
        over = over or first_over
        placed.append(Placed(entry, asked, entry.sources, so_far, first_over))
    return placed


def inside_of(placed: Iterable[Placed]) -> dict[str, Decimal]:
    """What the entries within the line propose, by their funding source, if any. No query."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in placed:
        if each.entry.within_ceiling:
            sums[each.entry.funding_source] += each.proposed
    return sums


def entries_without_scores(sheet: Sheet) -> int:
    """How many entries are fed by a line that lacks a score by some criterion. Two queries."""
    criteria = set(sheet.worksheet.criteria.values_list("pk", flat=True))
    given: dict[tuple[int, int], set[int]] = defaultdict(set)
    for entry, item, criterion in ItemShare.objects.filter(entry__worksheet=sheet.worksheet).values_list(
        "entry_id", "item_id", "item__line__scores__criterion_id"
    ):
        given[entry, item].add(criterion)
    return len({entry for (entry, _item), found in given.items() if not criteria <= found})


def bodies_to_integrate(plan: Plan) -> QuerySet[Body]:
    """Who may answer for a project of the province: its agencies and offices, and its own LAO (อบจ.)."""
    offices = Q(kind__in=[BodyKind.AGENCY, BodyKind.PROVINCIAL_OFFICE, BodyKind.DISTRICT_OFFICE])
    own = Q(kind=BodyKind.LAO, area_id=plan.province_code)
    return Body.objects.filter(inside(plan.province_code), offices | own, ended_on__isnull=True).order_by("name")


def bodies_to_refer_to(plan: Plan) -> QuerySet[Body]:
    """Who may take a line into its own plan: the province's agencies, and the LAOs in the plan's area."""
    near = Q(kind=BodyKind.LAO) & (inside(plan.area_code) | Q(area_id=plan.province_code))
    there = Q(kind=BodyKind.AGENCY) & inside(plan.province_code)
    return Body.objects.filter(near | there, ended_on__isnull=True).order_by("-kind", "name")


# --- Gathering ---


@dataclass(frozen=True, slots=True)
class Expected:
    """A plan that a gathering expects: whether it is in, and on whose desk it is otherwise."""

    plan: Plan
    is_in: bool
    where: str


def expected_below(plan: Plan) -> list[Expected]:
    """The plans that this one gathers, those that are not in first. Two queries."""
    children = list(
        plan.children.exclude(state=PlanState.WITHDRAWN)
        .exclude(kind=PlanKind.AMENDMENT)
        .select_related("owner", "area")
        .order_by("area_id", "pk")
    )
    territories = Territory.objects.filter(body__kind=BodyKind.SUBDISTRICT_COMMITTEE, body__ended_on__isnull=True)
    received_by = dict(territories.filter(inside(plan.area_code)).values_list("area_id", "body__name"))
    office = plan.owner.desk.name
    found = [
        Expected(child, child.state == PlanState.ACCEPTED, _desk_of(child, office, received_by)) for child in children
    ]
    return sorted(found, key=lambda each: each.is_in)


def _desk_of(child: Plan, office: str, received_by: Mapping[str, str]) -> str:
    if child.state not in {PlanState.SUBMITTED, PlanState.IN_REVIEW, PlanState.ACCEPTED}:
        return child.owner.name
    waits = child.state == PlanState.SUBMITTED and child.level == Level.SUBDISTRICT and child.received_at is None
    if waits and child.owner.kind != BodyKind.SUBDISTRICT_COMMITTEE:
        return received_by.get(child.area_code, office)
    return office


# --- Opinions ---


def lines_owed_by(plan: Plan, body_id: int, asked: Collection[int]) -> list[PlanLine]:
    """Of the lines that a body is asked about, those that still wait, as `opinions_owed` counts. One query."""
    given = Opinion.objects.filter(
        body=body_id,
        line=OuterRef("line"),
        version__plan_lines__line=OuterRef("line"),
        version__plan_lines__proposal_version=OuterRef("proposal_version"),
    )
    rows: QuerySet[PlanLine] = contents.lines_of(plan.version_on_desk).order_by("line__number")
    return list(rows.filter(~Exists(given), line__in=asked)) if asked else []


# --- Closing ---


@dataclass(frozen=True, slots=True)
class Closing:
    """What a committee's resolution will do: fates by kind with their baht, and the late plans with their lines."""

    fates: list[tuple[str, int, Decimal]]
    undecided: int
    late: list[Plan]


def closing_of(plan: Plan) -> Closing:
    """What resolving now will do to the lines in reach. Two queries."""
    shares = ItemShare.objects.filter(item=OuterRef("pk")).order_by()
    beside = ItemShare.objects.filter(entry=OuterRef("entry")).order_by().values("entry").annotate(n=Count("pk"))
    items = Item.objects.filter(worksheet__plan=plan, line__fates__isnull=True).annotate(
        parts=Subquery(shares.values("item").annotate(n=Count("pk")).values("n")),
        feeders=Subquery(shares.annotate(n=Subquery(beside.values("n"))).values("n")[:1]),
    )
    tally: dict[str, tuple[int, Decimal]] = {}
    for answer, asked, parts, feeders in items.values_list("answer", "asked", "parts", "feeders"):
        kind = _lives_on_as(parts or 0, feeders or 0) if answer == Item.Answer.TAKE else answer
        count, total = tally.get(kind, (0, Decimal(0)))
        tally[kind] = (count + 1, total + asked)
    fates = [(str(kind.label), *tally[kind]) for kind in FateKind if kind in tally]
    return Closing(fates, tally.get("", (0, Decimal(0)))[0], list(late_children(plan)))


def _lives_on_as(parts: int, feeders: int) -> FateKind:
    if parts > 1:
        return FateKind.SPLIT
    return FateKind.MERGED if feeders > 1 else FateKind.CARRIED


def quorate_resolutions(plan: Plan) -> list[Resolution]:
    """The resolutions on the version on the desk, by meetings that had their quorum. One query."""
    found = Resolution.objects.filter(version=plan.current_version_id, meeting__body=plan.owner_id).quorate()
    return list(found.select_related("meeting").order_by("-meeting__held_on", "-pk"))
