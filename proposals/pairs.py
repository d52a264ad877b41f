"""Which of many titles are alike: every pair that is alike enough, of thousands of titles at once.

A title is its runs of three letters, each weighing the more the fewer titles have it: that two roads are both called
ก่อสร้างถนนคอนกรีต says little, that both go to บ้านหนองแวง says much. Two titles are as alike as the weight that they
share is to the weight that they have together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from proposals.search_words import normalised

LEAST_ALIKE = 0.6
ROWS_AT_ONCE, RUNS_AT_ONCE = 500, 1_000  # so that a district takes tens of megabytes


def grams_of(title: str) -> frozenset[str]:
    """The runs of three letters of a title as the search writes it; a shorter one is one run."""
    text = normalised(title)
    return frozenset(text[i : i + 3] for i in range(len(text) - 2)) or frozenset({text})


def alike(titles: Sequence[str], least: float = LEAST_ALIKE) -> Iterator[tuple[int, int, float]]:
    """Each pair of titles, by their places, that is at least so alike (from 0 to 1), with how alike it is."""
    import numpy as np  # noqa: PLC0415  # tens of megabytes that few processes need; pabutools brings it

    grams = [grams_of(title) for title in titles]
    held = Counter(gram for each in grams for gram in each)
    worth = {gram: math.log(1 + len(titles) / count) for gram, count in held.items()}
    total = np.array([sum(map(worth.__getitem__, each)) for each in grams], dtype=np.float32)
    shared_by_some = {gram: place for place, gram in enumerate(gram for gram, count in held.items() if count > 1)}
    weights = np.array([worth[gram] for gram in shared_by_some], dtype=np.float32)
    has = np.zeros((len(titles), len(shared_by_some)), dtype=bool)
    for row, each in enumerate(grams):
        has[row, [shared_by_some[gram] for gram in each if gram in shared_by_some]] = True
    for start in range(0, len(titles), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        shared = np.zeros((has[rows].shape[0], len(titles) - start), dtype=np.float32)
        for run in range(0, len(shared_by_some), RUNS_AT_ONCE):
            runs = slice(run, run + RUNS_AT_ONCE)
            shared += (has[rows, runs] * weights[runs]) @ has[start:, runs].T.astype(np.float32)
        likeness = shared / (total[rows, None] + total[None, start:] - shared)
        for one, other in np.argwhere(likeness >= least):
            if other > one:
                yield start + int(one), start + int(other), float(likeness[one, other])


def likest(title: str, titles: Sequence[str]) -> list[tuple[int, float]]:
    """How alike one title is to each of many, by their places, the most alike first; those that share nothing not."""
    wanted = grams_of(title)
    grams = [grams_of(each) for each in titles]
    held = Counter(gram for each in (wanted, *grams) for gram in each)
    worth = {gram: math.log(1 + (len(titles) + 1) / count) for gram, count in held.items()}

    def weight(of: frozenset[str]) -> float:
        return sum(worth[gram] for gram in of)

    found = [(place, weight(wanted & own) / weight(wanted | own)) for place, own in enumerate(grams) if wanted & own]
    return sorted(found, key=lambda each: (-each[1], each[0]))
