"""The rules that pabutools has, asked in its own way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    CardinalProfile,
    Cost_Sat,
    CumulativeBallot,
    CumulativeProfile,
    Instance,
    OrdinalBallot,
    OrdinalProfile,
)
from pabutools.election import Project as PabuProject
from pabutools.fractions import str_as_frac
from pabutools.rules import completion_by_rule_combination, greedy_utilitarian_welfare, method_of_equal_shares

from proposals.voting.election import Election, Kind

Progress = Callable[[int, int], None]


class _Watched(Instance):
    """An instance that tells how many of its projects the Method of Equal Shares has looked through so far.

    The rule begins by going through this difference, and asks every voter about each project: most of its time.
    """

    progress: Progress | None = None

    def difference(self, *others: Any) -> Any:
        """Give the projects one by one, and tell after each."""
        left = set(self).difference(*others)
        return left if self.progress is None else _told(left, self.progress)


def _told(left: set[Any], progress: Progress) -> Iterator[Any]:
    for done, project in enumerate(left, 1):
        yield project
        progress(done, len(left))


def as_pabutools(election: Election) -> tuple[Any, Any]:
    """The instance and the profile that pabutools would make of the same file."""
    projects = {each.id: PabuProject(each.id, str_as_frac(f"{each.cost:f}")) for each in election.projects}
    instance = _Watched(projects.values(), budget_limit=str_as_frac(f"{election.budget:f}"))
    profile_class, ballot_class = {
        Kind.APPROVAL: (ApprovalProfile, ApprovalBallot),
        Kind.ORDINAL: (OrdinalProfile, OrdinalBallot),
        Kind.CUMULATIVE: (CumulativeProfile, CumulativeBallot),
        Kind.SCORING: (CardinalProfile, CardinalBallot),
    }[election.kind]
    ballots = []
    for vote in election.votes:
        named: Any = [projects[choice] for choice in vote.choices]
        if vote.points:
            named = dict(zip(named, (str_as_frac(f"{part:f}") for part in vote.points), strict=True))
        ballots.append(ballot_class(named))
    return instance, profile_class(ballots, instance=instance)


def chosen_by_pabutools(
    election: Election, progress: Progress | None, *, completed: bool, by_points: bool = False
) -> list[str]:
    """The ids that the greedy rule chooses alone or, ``completed`` by it, the Method of Equal Shares."""
    instance, profile = as_pabutools(election)
    instance.progress = progress
    satisfaction = profile.as_sat_profile(Additive_Cardinal_Sat if by_points else Cost_Sat)
    greedy = {"sat_profile": satisfaction, "is_sat_additive": True}
    if not completed:
        found = greedy_utilitarian_welfare(instance, profile, **greedy)
    else:
        with _room_to_recurse(len(election.projects)):
            found = completion_by_rule_combination(
                instance,
                profile,
                [method_of_equal_shares, greedy_utilitarian_welfare],
                [{"sat_profile": satisfaction}, greedy],
            )
    return [str(project.name) for project in found]


@contextmanager
def _room_to_recurse(rounds: int) -> Iterator[None]:
    """The Method of Equal Shares of pabutools calls itself once for each project that it chooses."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, before + 2 * rounds))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
