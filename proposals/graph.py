"""The graph around one line: from the ideas that it came of, over all that fed it, to where its baht live on.

It follows the shares that stand up from the line, and those that were ever written down from it: what a line came of
stays its history, though an appeal may since have led a source elsewhere. It says of each how many baht it
is and what part of its source and of its target. Behind a merger the baht are everybody's together: what lies further
up is told as it stands, not divided among those who came in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, Q

from proposals.models import Fate, FateKind, Idea, Level, Line, PlanLine, Share

PERCENT = Decimal("0.01")
REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Place:
    """A line as its plan says it, with what became of it there (blank: not yet).

    ``replaces`` and ``replaced_by`` are the references of the projects before and after it where an amendment went up,
    several where an appeal took a merger apart.
    """

    line_id: int
    level: str
    owner: str
    plan: str
    number: int
    reference: str
    title: str
    asked: Decimal
    rank: int | None
    within_ceiling: bool | None
    replaces: str | None = None
    replaced_by: str | None = None
    fate: str = ""
    reason: str = ""

    @property
    def level_words(self) -> str:
        """The level, as people say it."""
        return str(Level(self.level).label)

    @property
    def fate_words(self) -> str:
        """What became of it, as people say it."""
        return str(FateKind(self.fate).label) if self.fate else ""


@dataclass(frozen=True, slots=True)
class Way:
    """What part of one line lives on in another. Per cent are of hundredths, rounded half up."""

    source: int
    target: int
    asked: Decimal
    of_source: Decimal
    of_target: Decimal


@dataclass(frozen=True, slots=True)
class Branch:
    """A line with the way that leads to it, and the branches beyond; made for nested lists."""

    place: Place
    way: Way | None
    branches: list[Branch]
    ideas: list[Idea]
    others: int = 0
    others_asked: Decimal = Decimal(0)


@dataclass(slots=True)
class Graph:
    """All lines that one line leads to or comes of, the ways between them, and the ideas at the beginning."""

    line_id: int
    places: dict[int, Place]
    up: dict[int, list[Way]] = field(default_factory=lambda: defaultdict(list))
    down: dict[int, list[Way]] = field(default_factory=lambda: defaultdict(list))
    ideas: dict[int, list[Idea]] = field(default_factory=lambda: defaultdict(list))
    beside: dict[int, tuple[int, Decimal]] = field(default_factory=dict)

    @property
    def upward(self) -> Branch:
        """The line, and above it where its baht live on, up to their ends."""
        return self._branch(self.line_id, None, self.up, lambda way: way.target)

    @property
    def downward(self) -> Branch:
        """The line, and below it all that fed it, down to the ideas."""
        return self._branch(self.line_id, None, self.down, lambda way: way.source)

    def ways(self) -> Iterator[Way]:
        """Every way, from below upward."""
        for ways in (self.down, self.up):
            for each in ways.values():
                yield from each

    def _branch(self, line_id: int, way: Way | None, ways: Any, beyond: Any) -> Branch:
        branches = [self._branch(beyond(each), each, ways, beyond) for each in ways.get(line_id, ())]
        others, asked = self.beside.get(line_id, (0, Decimal(0))) if ways is self.up and way else (0, Decimal(0))
        ideas = self.ideas.get(line_id, []) if ways is self.down else []
        return Branch(self.places[line_id], way, branches, ideas, others, asked)

    def as_data(self) -> dict[str, Any]:
        """The graph in plain values, baht as text to the satang."""
        key = {pk: f"{place.plan}/{place.number}" for pk, place in self.places.items()}
        return {
            "line": key[self.line_id],
            "lines": [_data_of(place, key[pk]) for pk, place in sorted(self.places.items())],
            "shares": [
                {
                    "source": key[way.source],
                    "target": key[way.target],
                    "asked": str(way.asked),
                    "percent_of_source": str(way.of_source),
                    "percent_of_target": str(way.of_target),
                }
                for way in self.ways()
            ],
            "ideas": [
                {"line": key[line_id], "text": idea.text, "village": idea.village.name if idea.village else ""}
                for line_id, ideas in sorted(self.ideas.items())
                for idea in ideas
            ],
        }


def graph_around(line: Line) -> Graph:
    """The graph around a line. At most nine queries on three levels, whatever its size."""
    up = _followed(line.pk, "source", "target")
    down = _followed(line.pk, "target", "source")
    reached = {line.pk} | {pk for share in (*up, *down) for pk in share[:2]}
    graph = Graph(line.pk, _places(line.pk, reached))
    for ways, shares, end in ((graph.up, up, 0), (graph.down, down, 1)):
        for source, target, asked in shares:
            ways[(source, target)[end]].append(_way(graph, source, target, asked))
    _tell_the_others(graph, {target for _source, target, _asked in up})
    at_the_beginning = Q(uses__proposal__lines__in=[pk for pk in reached if pk not in graph.down])
    ideas = Idea.objects.filter(at_the_beginning).annotate(of_line=F("uses__proposal__lines"))
    for idea in ideas.select_related("village").order_by("plan_id", "number"):
        if idea.of_line in graph.places:
            graph.ideas[idea.of_line].append(idea)
    return graph


def _followed(line_id: int, near: str, far: str) -> list[tuple[int, int, Decimal]]:
    """The shares from a line on, hop by hop, ``(source, target, baht)``."""
    found: list[tuple[int, int, Decimal]] = []
    edge, seen = {line_id}, {line_id}
    told = Share.objects.standing() if near == "source" else Share.objects.first_told()
    while edge:
        shares = list(
            told.filter(**{f"{near}__in": sorted(edge)}).order_by("pk").values_list("source_id", "target_id", "asked")
        )
        found += shares
        edge = {target if far == "target" else source for source, target, _asked in shares} - seen
        seen |= edge
    return found


def _places(own: int, reached: set[int]) -> dict[int, Place]:
    """What the lines say: the line itself as its plan says it now, the others as their plans last settled it."""
    settled = Q(line=own) | Q(version__frozen_at__isnull=False)
    rows = PlanLine.objects.filter(settled, line__in=sorted(reached)).order_by(
        "version__number", "line__replaces", "line__replaced_by"
    )
    fates = {fate.line_id: fate for fate in Fate.objects.filter(line__in=sorted(reached), revised_by__isnull=True)}
    places: dict[int, Place] = {}
    around: dict[int, tuple[dict[str, None], dict[str, None]]] = defaultdict(lambda: ({}, {}))
    for *values, before, after in rows.values_list(*_COLUMNS):
        fate = fates.get(values[0])
        kind, reason = (fate.kind, fate.reason) if fate is not None else ("", "")
        for found, reference in zip(around[values[0]], (before, after), strict=True):
            found.update({reference: None} if reference else {})
        names = (", ".join(found) or None for found in around[values[0]])
        place = replace(Place(*values, *names), fate=kind, reason=reason)
        went_up = fate is not None and fate.reason_code == REPLACED  # else its successor is not yet taken in above
        places[values[0]] = place if went_up else replace(place, replaced_by=None)
    return places


def _way(graph: Graph, source: int, target: int, asked: Decimal) -> Way:
    whole = (graph.places[source].asked, graph.places[target].asked)
    return Way(source, target, asked, *(percent(asked, of) for of in whole))


def _tell_the_others(graph: Graph, targets: set[int]) -> None:
    """How many other lines came into each line above, and with how many baht: not which, they may be others' affair."""
    own = {(way.source, way.target) for ways in graph.up.values() for way in ways}
    for source, target, asked in (
        Share.objects.first_told().filter(target__in=sorted(targets)).values_list("source_id", "target_id", "asked")
    ):
        if (source, target) not in own:
            count, total = graph.beside.get(target, (0, Decimal(0)))
            graph.beside[target] = (count + 1, total + asked)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """So many hundredths, with two decimals; of nothing, all."""
    return (part * 100 / whole).quantize(PERCENT, rounding=ROUND_HALF_UP) if whole else Decimal("100.00")


def _data_of(place: Place, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "level": place.level,
        "owner": place.owner,
        "reference": place.reference,
        "title": place.title,
        "asked": str(place.asked),
        "rank": place.rank,
        "within_ceiling": place.within_ceiling,
        "replaces": place.replaces or "",
        "replaced_by": place.replaced_by or "",
        "fate": place.fate,
        "reason": place.reason,
    }


_COLUMNS = (
    "line_id",
    "version__plan__level",
    "version__plan__owner__name",
    "version__plan__reference",
    "line__number",
    "line__proposal__reference",
    "proposal_version__title",
    "asked",
    "rank",
    "within_ceiling",
    "line__replaces__proposal__reference",
    "line__replaced_by__proposal__reference",
)
