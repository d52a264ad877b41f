"""A province's strategy tree as it holds on a day, and what a project says that stands below one of its programmes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from directory import clock
from proposals.models import StrategyNode, StrategyRule, StrategyWords
from workflow.published import begun

Kind = StrategyNode.Kind
BELOW: dict[str, tuple[str, ...]] = {
    Kind.ISSUE: (),
    Kind.STRATEGY: (Kind.ISSUE,),
    Kind.PROGRAMME: (Kind.STRATEGY, Kind.ISSUE),
}
"""Below what each kind stands; some provinces have programmes right below an issue."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with its words of the day, and how deep it stands."""

    node: StrategyNode
    words: StrategyWords
    depth: int

    @property
    def title(self) -> str:
        """Its code and Thai title, as a list names it."""
        return f"{self.node.code} {self.words.title_th}"


def tree_of(province: str, round_start: int, day: date | None = None, *, ended: bool = False) -> list[Branch]:
    """The tree from the top, each node followed by what stands below it, by code. One query, whatever its size.

    What is used no longer is left out unless ``ended``, what is not used yet on that day always.
    """
    of_round = {"node__province": province, "node__round_start": round_start}
    words = {each.node_id: each for each in begun(StrategyWords.objects.filter(**of_round).select_related("node"), day)}
    below: dict[int | None, list[StrategyNode]] = defaultdict(list)
    for node in sorted((each.node for each in words.values()), key=lambda node: in_order(node.code)):
        below[node.parent_id].append(node)
    found: list[Branch] = []

    def walk(parent: int | None, depth: int) -> None:
        for node in below[parent]:
            said = words[node.pk]
            if ended or not said.is_ended:
                found.append(Branch(node, said, depth))
                walk(node.pk, depth + 1)

    walk(None, 0)
    return found


def words_on(day: date, nodes: Collection[int]) -> dict[int, StrategyWords]:
    """What nodes are called on a day. One query."""
    return {words.node_id: words for words in begun(StrategyWords.objects.filter(node__in=nodes), day)}


def in_order(code: str) -> tuple[tuple[int, str], ...]:
    """A code as it sorts: 1.2 before 1.10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"[0-9]+|[^0-9]+", code))


def programmes_in(tree: Iterable[Branch]) -> list[Branch]:
    """Its programmes: below these projects stand."""
    return [branch for branch in tree if branch.node.kind == Kind.PROGRAMME]


def has_tree(province: str, round_start: int) -> bool:
    """Whether a province has written a tree for a round. One query."""
    return StrategyNode.objects.filter(province=province, round_start=round_start).exists()


def requires_a_place(province: str, round_start: int) -> bool:
    """Whether the province's own rule lays no plan with a project that stands below no programme. One query."""
    rules = StrategyRule.objects.filter(province=province, round_start=round_start).order_by("pk")
    last = rules.last()
    return last is not None and last.is_required


@dataclass(frozen=True, slots=True)
class Standing:
    """What a project below a programme says: its strategy and its programme, and where these stand in the tree."""

    strategy: str
    programme: str
    place: int


def standings(tree: Sequence[Branch]) -> dict[int, Standing]:
    """By programme, what stands above it: its strategy, or the issue where there is none between. No query."""
    path: list[Branch] = []
    found: dict[int, Standing] = {}
    for place, branch in enumerate(tree):
        del path[branch.depth :]
        if branch.node.kind == Kind.PROGRAMME:
            found[branch.node.pk] = Standing(path[-1].words.title_th, branch.words.title_th, place)
        path.append(branch)
    return found


Said = tuple[str, str]
"""A strategy and a programme in the words of a project."""


def said(strategy: str, programme: str) -> Said:
    """The words of a project as they are compared: however many spaces are between them."""
    return " ".join(strategy.split()), " ".join(programme.split())


def programmes_by_words(province: str, round_start: int, tree: Iterable[Branch]) -> dict[Said, int]:
    """The programmes of a tree by what a project says that was written below them. One query.

    Whatever the programme and what stands above it were ever called leads there, so that words which a council chose
    before a change of name still do; so does a programme without its strategy. Words that lead to several lead to none.
    """
    names: dict[int, set[str]] = defaultdict(set)
    of_round = {"node__province": province, "node__round_start": round_start}
    ever = StrategyWords.objects.filter(valid_from__lte=clock.today(), **of_round)
    for node, title in ever.values_list("node_id", "title_th"):
        names[node].add(title)
    found: dict[Said, set[int]] = defaultdict(set)
    for branch in programmes_in(tree):
        for title in names[branch.node.pk]:
            for above in ("", *names[branch.node.parent_id or 0]):
                found[said(above, title)].add(branch.node.pk)
    return {words: min(nodes) for words, nodes in found.items() if len(nodes) == 1}


def programmes_by_strategy(tree: Sequence[Branch]) -> list[tuple[str, list[Branch]]]:
    """The programmes of a tree under the title of what stands above them, in the order of the tree. No query."""
    path: list[Branch] = []
    found: list[tuple[str, list[Branch]]] = []
    for branch in tree:
        del path[branch.depth :]
        if branch.node.kind == Kind.PROGRAMME:
            if not found or found[-1][0] != path[-1].title:
                found.append((path[-1].title, []))
            found[-1][1].append(branch)
        path.append(branch)
    return found
