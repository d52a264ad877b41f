"""What each rule chooses from an election.

*equal-shares* is pabutools' Method of Equal Shares, completed on what is left of the envelope by its greedy utilitarian
rule, both with `Cost_Sat`; *greedy* is that greedy rule alone. *count* ranks by the plain count (votes that name a
project; points, where points were given) and takes what fits, going down the list; *borda* does the same with Borda
points. Where a caller says that points are worth (`by_points`), pabutools' rules count those instead of the costs
(`Additive_Cardinal_Sat`). Ties of the last two stand in the order of the file, those of pabutools' rules in the order
of the ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from proposals.voting.election import Election, Kind

Progress = Callable[[int, int], None]  # how many of how many projects are looked through


class Rule(StrEnum):
    """The rules, by the names under which the terminal knows them."""

    EQUAL_SHARES = "equal-shares"
    GREEDY = "greedy"
    COUNT = "count"
    BORDA = "borda"


NEEDS_RANKINGS = frozenset({Rule.BORDA})


class RuleError(ValueError):
    """A rule that needs rankings was asked of votes that are none; says of which kind they are."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"Borda points need rankings, and these votes are of the kind {kind.value}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule chooses, in the order in which it chooses; what that costs, and the envelope."""

    chosen: tuple[str, ...]
    cost: Decimal
    budget: Decimal


def chosen_by(rule: Rule, election: Election, progress: Progress | None = None, *, by_points: bool = False) -> Outcome:
    """What a rule chooses. The same election gives the same outcome, in any process.

    ``by_points`` takes the points of a scoring for what a project is worth to its voter, whatever it costs.

    Raises:
        RuleError: the rule needs rankings and the votes are none.
    """
    if rule in NEEDS_RANKINGS and election.kind != Kind.ORDINAL:
        raise RuleError(election.kind)
    if rule == Rule.BORDA:
        chosen = _what_fits(election, points_of(election))
    elif rule == Rule.COUNT:
        is_counted_in_points = election.kind in {Kind.CUMULATIVE, Kind.SCORING}
        chosen = _what_fits(election, points_of(election) if is_counted_in_points else votes_of(election))
    else:
        from proposals.voting.by_pabutools import chosen_by_pabutools  # noqa: PLC0415  # 30 MB that few processes need

        chosen = chosen_by_pabutools(election, progress, completed=rule == Rule.EQUAL_SHARES, by_points=by_points)
    costs = election.costs
    return Outcome(tuple(chosen), sum((costs[each] for each in chosen), Decimal(0)), election.budget)


def votes_of(election: Election) -> dict[str, Decimal]:
    """How many votes name each project."""
    counted = {project.id: 0 for project in election.projects}
    for vote in election.votes:
        for choice in vote.choices:
            counted[choice] += 1
    return {each: Decimal(count) for each, count in counted.items()}


def points_of(election: Election) -> dict[str, Decimal]:
    """Each project's points: as given; of rankings, Borda's; of approvals, one each.

    Of a ranking of k projects the first gets k points and the last gets one, as Pabulib counts; who is not ranked gets
    none, so that a short ranking weighs less.
    """
    counted = {project.id: Decimal(0) for project in election.projects}
    for vote in election.votes:
        points = vote.points or tuple(
            Decimal(len(vote.choices) - place if election.kind == Kind.ORDINAL else 1)
            for place in range(len(vote.choices))
        )
        for choice, given in zip(vote.choices, points, strict=True):
            counted[choice] += given
    return counted


def _what_fits(election: Election, scores: dict[str, Decimal]) -> list[str]:
    """Down the list by score; what does not fit any more is passed over."""
    left, chosen = election.budget, []
    for project in sorted(election.projects, key=lambda each: -scores[each.id]):
        if project.cost <= left:
            left -= project.cost
            chosen.append(project.id)
    return chosen
