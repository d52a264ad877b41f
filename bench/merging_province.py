"""What it costs to close a province on PostgreSQL; `bench.merging` says what is measured."""

from __future__ import annotations

from typing import Final

from bench.harness import Figure, own_database
from bench.merging import closing

__all__ = ["GOALS", "measure"]

GOALS: Final = {"merge_province_postgres": "≤ 1.4×"}


def measure() -> dict[str, Figure]:
    """A province of 25 plans × 2,000 lines."""
    with own_database("postgresql"):
        return closing("merge_province_postgres", "province", 25, 2_000, rounds=2)
