"""Equal Shares on 2,000 votes × 100 projects: a ballot file is read, and what the rule chooses is told with progress.

The floor is the plain count of the same file.
"""

import random
import time
from decimal import Decimal
from typing import Final

from bench.harness import Figure, figure, peak_mb
from proposals.voting import Election, Kind, Project, Rule, Vote, chosen_by, read, written

__all__ = ["GOALS", "election", "measure"]

GOALS: Final = {"ballot_2000x100": "≤ 10,000 ms"}
VOTES: Final = 2000
PROJECTS: Final = 100


def election(votes: int = VOTES, projects: int = PROJECTS) -> Election:
    """Approvals of one to ten projects of 10,000 to 500,000 baht, and an envelope of five million."""
    chance = random.Random(1)
    ids = [f"{number:03}" for number in range(1, projects + 1)]
    listed = tuple(Project(each, Decimal(chance.randint(10, 500) * 1000)) for each in ids)
    cast = tuple(Vote(str(number), tuple(chance.sample(ids, chance.randint(1, 10)))) for number in range(1, votes + 1))
    return Election(Kind.APPROVAL, Decimal(5_000_000), listed, cast)


def measure() -> dict[str, Figure]:
    """Read and count once; the first import of pabutools counts along, as it does at the terminal."""
    content = written(election(), facts={})
    told: list[int] = []
    with peak_mb() as peak:
        begun = time.perf_counter()
        outcome = chosen_by(Rule.EQUAL_SHARES, read(content), lambda done, _total: told.append(done))
        ms = (time.perf_counter() - begun) * 1000
        begun = time.perf_counter()
        chosen_by(Rule.COUNT, read(content))
        floor_ms = (time.perf_counter() - begun) * 1000
        most = peak()
    assert told == list(range(1, PROJECTS + 1))
    assert outcome.cost <= outcome.budget
    return {"ballot_2000x100": figure(ms, floor_ms=floor_ms, peak_mb=most)}
