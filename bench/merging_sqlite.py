"""What it costs to close a district on SQLite; `bench.merging` says what is measured."""

from __future__ import annotations

from typing import Final

from bench.harness import Figure, own_database
from bench.merging import closing

__all__ = ["GOALS", "measure"]

GOALS: Final = {"merge_district_sqlite": "≤ 1.5×", "merge_district_sqlite_naive": "one by one"}


def measure() -> dict[str, Figure]:
    """A district of 20 plans × 200 lines."""
    with own_database("sqlite"):
        return closing("merge_district_sqlite", "district", 20, 200, naive=True)
