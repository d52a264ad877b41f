"""Which of the province's programmes the lines from below chose: a suggestion for the level that gathers them.

A choice is what a line's words say, as it was handed up; nobody changes it here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import F

from approvals.models import Entry
from proposals.models import Plan, PlanLine
from proposals.strategy import Branch, programmes_by_words, said, tree_of


def tree_in_use(plan: Plan) -> list[Branch]:
    """The strategy tree of a plan's province and round as it is used today. One query."""
    return tree_of(plan.province_code, plan.cycle.round_start)


def chosen_below(plan: Plan, entries: Collection[int], tree: Sequence[Branch]) -> dict[int, list[int]]:
    """By entry, the programmes that its lines say, each once, in the order of the tree. Two queries, none without both.

    An entry none of whose lines says one is left out.
    """
    if not entries or not tree:
        return {}
    known = programmes_by_words(plan.province_code, plan.cycle.round_start, tree)
    lines = PlanLine.objects.filter(
        line__worksheet_item__shares__entry__in=entries, version=F("line__worksheet_item__version")
    ).order_by()
    words = ("proposal_version__strategy", "proposal_version__programme")
    found: dict[int, set[int]] = {}
    for entry, strategy, programme in lines.values_list("line__worksheet_item__shares__entry", *words):
        node = known.get(said(strategy, programme)) if programme else None
        if node is not None:
            found.setdefault(entry, set()).add(node)
    places = {branch.node.pk: place for place, branch in enumerate(tree)}
    return {entry: sorted(nodes, key=places.__getitem__) for entry, nodes in found.items() if entry in entries}


def agreed_below(plan: Plan, entries: Sequence[Entry], tree: Sequence[Branch]) -> dict[int, int]:
    """By entry, the one programme that its lines chose; those that chose none or several are left out. As above."""
    chosen = chosen_below(plan, {entry.pk for entry in entries}, tree)
    return {entry: nodes[0] for entry, nodes in chosen.items() if len(nodes) == 1}
